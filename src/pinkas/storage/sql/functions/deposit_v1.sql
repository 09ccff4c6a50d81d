-- Deposits: payments leave the till for the bank, and come back when the deposit is cancelled.

-- Each item: business, actor, verb, recorded_at, content, once, expect, `deposit`: {key, uuid, date, bank_account, type,
-- currency, total, fee, fee_vat, details, parts: [{till_line, amount, book_amount, day}]}, and `voucher`, which posts it.
create function books.make_deposit_v1(items jsonb[]) returns jsonb[] language plpgsql as $$
declare
    item jsonb;
    begun record;
    head books.head;
    fresh books.deposit;
    answers jsonb[] := '{}';
begin
    foreach item in array items loop
        begun := books.begin_write_v1(item);
        if begun.refusal is not null then
            answers := answers || begun.refusal;
            continue;
        end if;
        head := books.write_voucher_v1(item, begun.head, item->'voucher');
        fresh := jsonb_populate_record(null::books.deposit, item->'deposit');
        fresh.business_id := head.business_id;
        fresh.serial := books.next_serial_v1(head.business_id, 'deposit');
        fresh.voucher_serial := head.vouchers;
        insert into books.deposit values (fresh.*);
        insert into books.deposit_part
        select head.business_id, fresh.serial, p.place, (p.one->>'till_line')::bigint, (p.one->>'amount')::numeric,
            (p.one->>'book_amount')::numeric, (p.one->>'day')::date
        from jsonb_array_elements(item->'deposit'->'parts') with ordinality as p(one, place);
        perform books.move_deposited_v1(head.business_id, fresh.serial, 1);
        answers := answers || books.end_write_v1(item, head, 'deposit', fresh.serial, '{}');
    end loop;
    return answers;
end $$;

-- Each item bears `deposit`: the serial of the one to cancel, and `voucher`, which reverses the one that posted it.
create function books.cancel_deposit_v1(items jsonb[]) returns jsonb[] language plpgsql as $$
declare
    item jsonb;
    begun record;
    head books.head;
    answers jsonb[] := '{}';
begin
    foreach item in array items loop
        begun := books.begin_write_v1(item);
        if begun.refusal is not null then
            answers := answers || begun.refusal;
            continue;
        end if;
        head := books.write_voucher_v1(item, begun.head, item->'voucher');
        perform books.move_deposited_v1(head.business_id, (item->>'deposit')::bigint, -1);
        answers := answers || books.end_write_v1(item, head, 'deposit', (item->>'deposit')::bigint, '{}');
    end loop;
    return answers;
end $$;

-- What a deposit takes of its lines is gone from the till (1), or lies there again (-1).
create function books.move_deposited_v1(business bigint, deposit bigint, sign int) returns void language plpgsql as $$
begin
    update books.till_line t
    set deposited = t.deposited + sign * p.amount, deposited_book = t.deposited_book + sign * p.book_amount,
        in_till = t.deposited + sign * p.amount < t.amount
    from books.deposit_part p
    where p.business_id = business and p.deposit_serial = deposit and t.business_id = business
        and t.serial = p.till_line;
end $$;
