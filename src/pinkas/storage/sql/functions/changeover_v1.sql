-- The changeover of a business's books to another currency, once.
-- Each item: business, actor, verb, recorded_at, content, once, expect and `changeover`: {day, before, after, rate}, and
-- `voucher` as post_voucher_v1 has it, whose settlements take off each open amount what it is less in the new currency.
create function books.change_over_v1(items jsonb[]) returns jsonb[] language plpgsql as $$
declare
    item jsonb;
    begun record;
    head books.head;
    change books.changeover;
    answers jsonb[] := '{}';
begin
    foreach item in array items loop
        begun := books.begin_write_v1(item);
        if begun.refusal is not null then
            answers := answers || begun.refusal;
            continue;
        end if;
        head := books.write_voucher_v1(item, begun.head, item->'voucher');
        perform books.settle_v2(
            head.business_id, head.settlements, head.position + 1, null, head.vouchers,
            (item->>'recorded_at')::timestamptz, item->>'actor', item->'voucher'->'settlements');
        head.settlements := head.settlements + jsonb_array_length(item->'voucher'->'settlements');
        head.settings := head.settings + 1;
        change := jsonb_populate_record(null::books.changeover, item->'changeover');
        change.business_id := head.business_id;
        change.voucher_serial := head.vouchers;
        insert into books.changeover values (change.*);
        -- What is credited of an invoice is one number, and so is what is deducted of an advance: both go on in the new
        -- currency.
        update books.document_index d
        set credited = round(d.credited / change.rate, 2), deducted = round(d.deducted / change.rate, 2)
        where d.business_id = head.business_id and (d.credited <> 0 or d.deducted <> 0);
        answers := answers || books.end_write_v1(item, head, 'voucher', head.vouchers, '{}');
    end loop;
    return answers;
end $$;

-- An amount in the book currency of a day as a number of the one the books are kept in by another (now, unless said):
-- divided by the full rate, half up. Where the books did not change over between them, it stays what it is.
create function books.restated_v1(business bigint, amount numeric, of_day date, by_day date default 'infinity')
returns numeric language plpgsql stable as $$
declare
    rate numeric := (
        select g.rate from books.changeover g
        where g.business_id = business and of_day < g.day and by_day >= g.day);
begin
    return case when rate is null then amount else round(amount / rate, 2) end;
end $$;

-- The entry of the changeover: it restates what was, and is no income, expense or tax of any period; null where there is
-- none.
create function books.changeover_entry_v1(business bigint) returns bigint language plpgsql stable as $$
begin
    return (
        select v.entry_serial from books.changeover g
        join books.voucher v on v.business_id = g.business_id and v.serial = g.voucher_serial
        where g.business_id = business);
end $$;
