-- Creates, changes or voids numbered drafts. Each item: business, actor, verb, recorded_at, content, once, expect and
-- `draft`: {serial?, key, uuid, kind, is_debt, series, first_number, version, state, date, contact, body}.
create function books.save_draft_v1(items jsonb[]) returns jsonb[] language plpgsql as $$
declare
    item jsonb;
    draft jsonb;
    begun record;
    head books.head;
    at timestamptz;
    doc bigint;
    taken bigint;
    numbers text[];
    answers jsonb[] := '{}';
begin
    foreach item in array items loop
        select * into begun from books.begin_write_v1(item);
        if begun.refusal is not null then
            answers := answers || begun.refusal;
            continue;
        end if;
        head := begun.head;
        draft := item->'draft';
        at := (item->>'recorded_at')::timestamptz;
        doc := (draft->>'serial')::bigint;
        numbers := '{}';
        taken := null;
        if doc is null then
            head.documents := head.documents + 1;
            doc := head.documents;
            taken := books.take_number_v1(
                head.business_id, (draft->>'series')::int, draft->>'kind', (draft->>'first_number')::bigint);
            numbers := array[format('%s/%s', draft->>'series', taken)];
            insert into books.document_index (
                business_id, serial, key, uuid, kind, created_at, created_by, state, version, updated_at, updated_by,
                date, contact_serial, is_debt
            ) values (
                head.business_id, doc, draft->>'key', (draft->>'uuid')::uuid, draft->>'kind', at, item->>'actor',
                'draft', (draft->>'version')::int, at, item->>'actor', (draft->>'date')::date,
                (draft->>'contact')::bigint, (draft->>'is_debt')::boolean);
            insert into books.legal_number
            values (head.business_id, (draft->>'series')::int, draft->>'kind', taken, doc);
            insert into books.draft values (head.business_id, doc, draft->'body');
            perform books.count_record_v1(head.business_id, 'document', draft->>'kind', doc);
        else
            update books.document_index d
            set version = (draft->>'version')::int, state = draft->>'state', updated_at = at,
                updated_by = item->>'actor', date = (draft->>'date')::date,
                contact_serial = (draft->>'contact')::bigint
            where d.business_id = head.business_id and d.serial = (draft->>'serial')::bigint;
            update books.draft d set body = draft->'body'
            where d.business_id = head.business_id and d.serial = (draft->>'serial')::bigint;
        end if;
        answers := answers || (
            books.end_write_v1(item, head, 'document', doc, numbers) || jsonb_build_object('number', taken));
    end loop;
    return answers;
end $$;
