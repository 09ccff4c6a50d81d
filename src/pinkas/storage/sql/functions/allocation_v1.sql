-- What happened to requests for allocation numbers. Each item: business, actor, verb, recorded_at, content, once, expect
-- and `step`: {document, kind, state, request, number, code, detail}, `action` (null or a number), `waits`, `next_at`.
-- The document's version is raised: whoever decided something about it meanwhile decides again.
create function books.record_allocation_v1(items jsonb[]) returns jsonb[] language plpgsql as $$
declare
    item jsonb;
    step jsonb;
    begun record;
    head books.head;
    taken bigint;
    doc bigint;
    answers jsonb[] := '{}';
begin
    foreach item in array items loop
        begun := books.begin_write_v1(item);
        if begun.refusal is not null then
            answers := answers || begun.refusal;
            continue;
        end if;
        head := begun.head;
        step := item->'step';
        doc := (step->>'document')::bigint;
        insert into books.allocation as a (
            business_id, document_serial, at_issue, action, waits, next_at)
        values (head.business_id, doc, false, (item->>'action')::int, (item->>'waits')::boolean,
                (item->>'next_at')::timestamptz)
        on conflict (business_id, document_serial) do update
        set action = excluded.action, waits = excluded.waits, next_at = excluded.next_at,
            trouble = step->>'detail';
        taken := books.next_serial_v1(head.business_id, 'allocation');
        insert into books.allocation_step
        values (head.business_id, taken, doc, step->>'kind', step->>'state', (step->>'request')::uuid, step->>'number',
                step->>'code', step->>'detail', (item->>'recorded_at')::timestamptz, item->>'actor');
        update books.document_index d
        set version = d.version + 1, allocation_state = step->>'state',
            allocation_number = coalesce(step->>'number', d.allocation_number)
        where d.business_id = head.business_id and d.serial = doc;
        answers := answers || books.end_write_v1(item, head, 'allocation', taken, '{}');
    end loop;
    return answers;
end $$;

-- Stores the authority's token. Each item bears `token`: {version, sealed (hex), access_until, refresh_until}; the
-- version written must be the next one.
create function books.store_authority_token_v1(items jsonb[]) returns jsonb[] language plpgsql as $$
declare
    item jsonb;
    said jsonb;
    begun record;
    answers jsonb[] := '{}';
begin
    foreach item in array items loop
        begun := books.begin_write_v1(item);
        if begun.refusal is not null then
            answers := answers || begun.refusal;
            continue;
        end if;
        said := item->'token';
        insert into books.authority_token as t (business_id, version, sealed, access_until, refresh_until)
        values ((item->>'business')::bigint, (said->>'version')::int, decode(said->>'sealed', 'hex'),
                (said->>'access_until')::timestamptz, (said->>'refresh_until')::timestamptz)
        on conflict (business_id) do update
        set version = excluded.version, sealed = excluded.sealed, access_until = excluded.access_until,
            refresh_until = excluded.refresh_until, ended = null
        where t.version = excluded.version - 1;
        if not found then
            answers := answers || jsonb_build_object('outcome', 'stale', 'serial', 0);
            continue;
        end if;
        answers := answers || books.end_write_v1(item, begun.head, 'authority_token', 1, '{}');
    end loop;
    return answers;
end $$;
