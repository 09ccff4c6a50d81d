-- Posts vouchers: what enters the books without being a document. Each item: business, actor, verb, recorded_at, content,
-- once, expect and `voucher`: {key, uuid, kind, date, details, reference, document_serial, till_line, reverses, entry,
-- settlements: [{paying, paid, amount}], moves: [{product, quantity, line}], store}.
create function books.post_voucher_v1(items jsonb[]) returns jsonb[] language plpgsql as $$
declare
    item jsonb;
    said jsonb;
    begun record;
    head books.head;
    at timestamptz;
    answers jsonb[] := '{}';
begin
    foreach item in array items loop
        begun := books.begin_write_v1(item);
        if begun.refusal is not null then
            answers := answers || begun.refusal;
            continue;
        end if;
        head := begun.head;
        said := item->'voucher';
        at := (item->>'recorded_at')::timestamptz;
        head := books.write_voucher_v1(item, head, said);
        perform books.settle_v2(
            head.business_id, head.settlements, head.position + 1, null, head.vouchers, at, item->>'actor',
            said->'settlements');
        head.settlements := head.settlements + jsonb_array_length(said->'settlements');
        -- Whoever decides something about its document meanwhile decides again; settling it has said so already.
        update books.document_index d set version = d.version + 1
        where d.business_id = head.business_id and d.serial = (said->>'document_serial')::bigint
            and not exists (
                select from jsonb_to_recordset(said->'settlements') as s(paying bigint, paid bigint)
                where d.serial in (s.paying, s.paid));
        perform books.move_stock_v1(
            head.business_id, head.stock_moves, head.position + 1, coalesce((said->>'store')::bigint, (
                select min(s.serial) from books.store s where s.business_id = head.business_id)),
            (said->>'date')::date, null, head.vouchers, said->'moves');
        head.stock_moves := head.stock_moves + jsonb_array_length(said->'moves');
        answers := answers || books.end_write_v1(item, head, 'voucher', head.vouchers, '{}');
    end loop;
    return answers;
end $$;
