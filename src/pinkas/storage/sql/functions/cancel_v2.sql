-- Cancels issued documents: the exact reverse under its own date, the document's own settlements released.
-- Each item: business, actor, verb, recorded_at, content, once, expect and `cancel`: {serial, date, entry, releases}.
create function books.cancel_v1(items jsonb[]) returns jsonb[] language plpgsql as $$
declare
    item jsonb;
    cancel jsonb;
    begun record;
    head books.head;
    at timestamptz;
    doc bigint;
    posts boolean;
    answers jsonb[] := '{}';
begin
    foreach item in array items loop
        begun := books.begin_write_v1(item);
        if begun.refusal is not null then
            answers := answers || begun.refusal;
            continue;
        end if;
        head := begun.head;
        cancel := item->'cancel';
        at := (item->>'recorded_at')::timestamptz;
        doc := (cancel->>'serial')::bigint;
        posts := jsonb_typeof(cancel->'entry') = 'object';
        if posts then
            head.entries := head.entries + 1;
            perform books.post_entry_v1(head.business_id, head.entries, at, cancel->'entry');
        end if;
        insert into books.cancellation
        values (head.business_id, doc, case when posts then head.entries end, (cancel->>'date')::date, at,
                item->>'actor');
        perform books.settle_v1(
            head.business_id, head.settlements, doc, at, item->>'actor', -1, cancel->'releases');
        head.settlements := head.settlements + jsonb_array_length(cancel->'releases');
        update books.document_index d
        set state = 'cancelled', version = d.version + 1, updated_at = at, updated_by = item->>'actor',
            open_amount = 0
        where d.business_id = head.business_id and d.serial = doc;
        answers := answers || books.end_write_v1(item, head, 'document', doc, '{}');
    end loop;
    return answers;
end $$;
