-- Creates, changes or voids numbered drafts. Each item: business, actor, verb, recorded_at, content, once, expect and
-- `draft`: {serial?, key, uuid, kind, is_debt, series, run, first_number, version, state, date, contact, body}. A number
-- of the run 'draft' is provisional: no legal one, so the daybook does not name it.
--
-- Items come sorted by business. Rows that nobody looks up within the call are gathered and written table by table at
-- the end: a statement for all costs little more than one for each. Two items with the same new key meet there, and the
-- whole call fails; the caller then tries them one by one.
create function books.save_draft_v2(items jsonb[]) returns jsonb[] language plpgsql as $$
declare
    item jsonb;
    draft jsonb;
    business bigint;
    head books.head;
    refusal jsonb;
    doc bigint;
    taken bigint;
    line books.daybook;
    key books.idempotency;
    index_rows books.document_index[] := '{}';
    legal_numbers books.legal_number[] := '{}';
    drafts books.draft[] := '{}';
    lines books.daybook[] := '{}';
    keys books.idempotency[] := '{}';
    heads books.head[] := '{}';
    answers jsonb[] := '{}';
begin
    foreach item in array items loop
        business := (item->>'business')::bigint;
        if head.business_id is distinct from business then
            if head.business_id is not null then
                heads := heads || head;
            end if;
            select * into strict head from books.head h where h.business_id = business for no key update;
        end if;
        refusal := books.refusal_v1(item);
        if refusal is not null then
            answers := answers || refusal;
            continue;
        end if;
        draft := item->'draft';
        doc := (draft->>'serial')::bigint;
        taken := null;
        if doc is null then
            head.documents := head.documents + 1;
            doc := head.documents;
            taken := books.take_number_v1(
                business, (draft->>'series')::int, draft->>'run', (draft->>'first_number')::bigint);
            index_rows := index_rows || books.new_draft_v1(item, draft, doc);
            legal_numbers := legal_numbers
                || row(business, (draft->>'series')::int, draft->>'run', taken, doc)::books.legal_number;
            drafts := drafts || row(business, doc, draft->'body')::books.draft;
        else
            perform books.change_draft_v1(item, draft);
        end if;
        line := books.daybook_line_v1(
            item, head, 'document', doc,
            case when taken is null or draft->>'run' = 'draft' then '{}'
            else array[format('%s/%s', draft->>'series', taken)] end);
        head.position := line.position;
        head.link := line.link;
        lines := lines || line;
        key := books.idempotency_row_v1(item, doc);
        if key.key is not null then
            keys := keys || key;
        end if;
        answers := answers || jsonb_build_object('outcome', 'done', 'serial', doc, 'number', taken);
    end loop;
    if cardinality(index_rows) > 0 then
        insert into books.document_index select i.* from unnest(index_rows) i;
        insert into books.legal_number select n.* from unnest(legal_numbers) n;
        insert into books.draft select d.* from unnest(drafts) d;
        insert into books.tally as t (business_id, sort, kind, block, records)
        select i.business_id, 'document', i.kind, i.serial / 1024, count(*) from unnest(index_rows) i
        group by i.business_id, i.kind, i.serial / 1024
        on conflict (business_id, sort, kind, block) do update set records = t.records + excluded.records;
    end if;
    if cardinality(lines) > 0 then
        perform books.end_writes_v1(lines, keys, heads || head);
    end if;
    return answers;
end $$;

create function books.new_draft_v1(item jsonb, draft jsonb, doc bigint)
returns books.document_index language plpgsql as $$
declare
    fresh books.document_index;
begin
    fresh.business_id := (item->>'business')::bigint;
    fresh.serial := doc;
    fresh.key := draft->>'key';
    fresh.uuid := (draft->>'uuid')::uuid;
    fresh.kind := draft->>'kind';
    fresh.created_at := (item->>'recorded_at')::timestamptz;
    fresh.created_by := item->>'actor';
    fresh.state := 'draft';
    fresh.version := (draft->>'version')::int;
    fresh.updated_at := fresh.created_at;
    fresh.updated_by := fresh.created_by;
    fresh.date := (draft->>'date')::date;
    fresh.contact_serial := (draft->>'contact')::bigint;
    fresh.is_debt := (draft->>'is_debt')::boolean;
    fresh.credited := 0;
    fresh.superseded := false;
    fresh.deducted := 0;
    fresh.related := false;
    fresh.services := false;
    return fresh;
end $$;

create function books.change_draft_v1(item jsonb, draft jsonb) returns void language plpgsql as $$
declare
    business bigint := (item->>'business')::bigint;
    doc bigint := (draft->>'serial')::bigint;
begin
    update books.document_index d
    set version = (draft->>'version')::int, state = draft->>'state', updated_at = (item->>'recorded_at')::timestamptz,
        updated_by = item->>'actor', date = (draft->>'date')::date, contact_serial = (draft->>'contact')::bigint
    where d.business_id = business and d.serial = doc;
    update books.draft d set body = draft->'body' where d.business_id = business and d.serial = doc;
end $$;
