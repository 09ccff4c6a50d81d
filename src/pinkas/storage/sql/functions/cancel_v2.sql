-- Cancels issued documents: the exact reverse under its own date; stock goes back, and what the document settled,
-- credited or replaced stands open again.
-- Each item: business, actor, verb, recorded_at, content, once, expect and `cancel`: {serial, date, entry,
-- releases: settlements with negative amounts, moves: [{product, store, quantity, line}], reopens: [proformas it
-- replaced], credits: {document, amount} or null}.
create function books.cancel_v2(items jsonb[]) returns jsonb[] language plpgsql as $$
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
        perform books.settle_v2(
            head.business_id, head.settlements, head.position + 1, doc, null, at, item->>'actor', cancel->'releases');
        head.settlements := head.settlements + jsonb_array_length(cancel->'releases');
        perform books.move_stock_v1(
            head.business_id, head.stock_moves, head.position + 1,
            (select s.store from jsonb_to_recordset(cancel->'moves') as s(store bigint) limit 1),
            (cancel->>'date')::date, doc, null, cancel->'moves');
        head.stock_moves := head.stock_moves + jsonb_array_length(cancel->'moves');
        update books.document_index d
        set state = 'cancelled', version = d.version + 1, updated_at = at, updated_by = item->>'actor',
            open_amount = 0
        where d.business_id = head.business_id and d.serial = doc;
        perform books.untouch_sources_v1(head.business_id, cancel);
        answers := answers || books.end_write_v1(item, head, 'document', doc, '{}');
    end loop;
    return answers;
end $$;

-- What a cancelled document had done to those it named, and to those whose lines it went on with, is undone; whoever
-- decided something about them meanwhile decides again.
create function books.untouch_sources_v1(business bigint, cancel jsonb) returns void language plpgsql as $$
begin
    update books.document_index d
    set version = d.version + 1,
        superseded = d.superseded and not cancel->'reopens' @> to_jsonb(d.serial),
        open_amount = case when cancel->'reopens' @> to_jsonb(d.serial) then d.face - (
            select coalesce(sum(s.amount), 0) from books.settlement s
            where s.business_id = business and d.serial in (s.paid, s.paying)) else d.open_amount end,
        deducted = d.deducted - coalesce((
            select sum(s.amount) from books.document_source s
            where s.business_id = business and s.document_serial = (cancel->>'serial')::bigint
                and s.document = d.serial and d.kind = 'advance_invoice'), 0),
        credited = d.credited - case
            when d.serial = (cancel->'credits'->>'document')::bigint then (cancel->'credits'->>'amount')::numeric else 0
            end
    from (
        select s.document as serial from books.document_source s
        where s.business_id = business and s.document_serial = (cancel->>'serial')::bigint
        union
        select b.document from books.document_line_base b
        where b.business_id = business and b.document_serial = (cancel->>'serial')::bigint
    ) named
    where d.business_id = business and d.serial = named.serial;
end $$;
