-- Saves, removes, posts and pays expenses. Each item: business, actor, verb, recorded_at, content, once, expect and
-- * `expense`: the row, without serial when it is new;
-- * `image`: `put` (the scan is the item's blob), `drop` or `keep`;
-- * `plans`: [{number, key, date, body}], the payments that a temporary one plans from now on, or null to leave them;
-- * `posting`: null, or {voucher, portion} to make it permanent, the portion null for the next one;
-- * `paid`: [{number, key, date, body, voucher, content}], payments to post, planned before or not: each is a verb of its
--   own, with a daybook line and a voucher, in the same commit.
create function books.write_expense_v1(items jsonb[], blobs bytea[] default null) returns jsonb[] language plpgsql as $$
declare
    item jsonb;
    scan bytea;
    begun record;
    head books.head;
    fresh books.expense;
    of_portion bigint;
    paid jsonb;
    answer jsonb;
    answers jsonb[] := '{}';
begin
    for place in 1 .. cardinality(items) loop
        item := items[place];
        scan := case when blobs is not null then blobs[place] end;
        begun := books.begin_write_v1(item);
        if begun.refusal is not null then
            answers := answers || begun.refusal;
            continue;
        end if;
        head := begun.head;
        fresh := books.keep_expense_v1(head.business_id, item->'expense');
        if item->>'image' = 'put' then
            insert into books.expense_image values (head.business_id, fresh.serial, scan)
            on conflict (business_id, expense_serial) do update set content = excluded.content;
        elsif item->>'image' = 'drop' then
            delete from books.expense_image i
            where i.business_id = head.business_id and i.expense_serial = fresh.serial;
        end if;
        if jsonb_typeof(item->'plans') = 'array' then
            perform books.plan_payments_v1(item, fresh.serial, item->'plans');
        end if;
        of_portion := null;
        if jsonb_typeof(item->'posting') = 'object' then
            of_portion := coalesce((item->'posting'->>'portion')::bigint,
                                   books.next_serial_v1(head.business_id, 'expense portion'));
            head := books.write_voucher_v1(item, head, item->'posting'->'voucher');
            insert into books.expense_posting
            values (head.business_id, fresh.serial, head.vouchers, of_portion, head.position + 1, fresh.body);
        end if;
        answer := books.end_write_v1(
            item, head, 'expense', fresh.serial,
            case when of_portion is null then '{}' else array['portion ' || of_portion] end);
        for paid in select p from jsonb_array_elements(item->'paid') with ordinality as x(p, at) order by at loop
            perform books.post_payment_v1(item, fresh.serial, paid);
        end loop;
        answers := answers || (answer || jsonb_build_object('number', of_portion));
    end loop;
    return answers;
end $$;

-- The row of an expense, new or changed.
create function books.keep_expense_v1(business bigint, said jsonb) returns books.expense language plpgsql as $$
declare
    fresh books.expense := jsonb_populate_record(null::books.expense, said);
begin
    fresh.business_id := business;
    if fresh.serial is null then
        fresh.serial := books.next_serial_v1(business, 'expense');
        insert into books.expense values (fresh.*);
        perform books.count_record_v1(business, 'expense', '', fresh.serial);
        return fresh;
    end if;
    update books.expense e set (version, state, date, contact_serial, updated_at, updated_by, body) = (
        fresh.version, fresh.state, fresh.date, fresh.contact_serial, fresh.updated_at, fresh.updated_by, fresh.body)
    where e.business_id = business and e.serial = fresh.serial;
    if fresh.state = 'deleted' then
        perform books.uncount_record_v1(business, 'expense', '', fresh.serial);
    end if;
    return fresh;
end $$;

-- The payments that a temporary expense plans, instead of those it planned before.
create function books.plan_payments_v1(item jsonb, of_expense bigint, plans jsonb) returns void language plpgsql as $$
declare
    business bigint := (item->>'business')::bigint;
    gone int;
begin
    delete from books.expense_payment p where p.business_id = business and p.expense_serial = of_expense;
    get diagnostics gone = row_count;
    for i in 1 .. gone loop
        perform books.uncount_record_v1(business, 'expense payment', '', of_expense);
    end loop;
    insert into books.expense_payment (
        business_id, expense_serial, number, key, date, recorded_at, recorded_by, body)
    select business, of_expense, p.number, p.key, p.date, p.recorded_at, p.recorded_by, p.body
    from jsonb_populate_recordset(null::books.expense_payment, plans) p;
    for i in 1 .. jsonb_array_length(plans) loop
        perform books.count_record_v1(business, 'expense payment', '', of_expense);
    end loop;
end $$;

-- Posts a payment under a daybook line of its own, the next one.
create function books.post_payment_v1(item jsonb, of_expense bigint, paid jsonb) returns void language plpgsql as $$
declare
    own jsonb := item || jsonb_build_object(
        'verb', 'expense payment posted', 'content', paid->'content', 'once', null);
    head books.head;
    fresh books.expense_payment := jsonb_populate_record(null::books.expense_payment, paid);
begin
    select * into strict head from books.head h where h.business_id = (item->>'business')::bigint;
    head := books.write_voucher_v1(own, head, paid->'voucher');
    update books.expense_payment p set voucher_serial = head.vouchers, position = head.position + 1
    where p.business_id = head.business_id and p.expense_serial = of_expense and p.number = fresh.number;
    if not found then
        insert into books.expense_payment (
            business_id, expense_serial, number, key, date, recorded_at, recorded_by, body, voucher_serial, position)
        values (head.business_id, of_expense, fresh.number, fresh.key, fresh.date, fresh.recorded_at,
                fresh.recorded_by, fresh.body, head.vouchers, head.position + 1);
        perform books.count_record_v1(head.business_id, 'expense payment', '', of_expense);
    end if;
    perform books.end_write_v1(own, head, 'expense_payment', head.vouchers, '{}');
end $$;
