-- Parts that the write functions share. Each call takes the business's head row first: nothing else can deadlock within
-- a business, and everything after it reads what is committed.

-- The rule of `pinkas.books.daybook.link`, version 1. It runs once a write, so nothing in it calls SQL functions.
create function books.daybook_link_v1(
    business bigint, pos bigint, previous bytea, at timestamptz, actor text, verb text, sort text, serial bigint,
    numbers text[], content bytea
) returns bytea language plpgsql immutable strict parallel safe as $$
declare
    who bytea := convert_to(actor, 'UTF8');
    did bytea := convert_to(verb, 'UTF8');
    what bytea := convert_to(sort, 'UTF8');
    framed bytea := int4send(cardinality(numbers));
    number text;
begin
    foreach number in array numbers loop
        framed := framed || int4send(octet_length(convert_to(number, 'UTF8'))) || convert_to(number, 'UTF8');
    end loop;
    return sha256(
        '\x01'::bytea || int8send(business) || int8send(pos) || previous
        || int8send((extract(epoch from at) * 1000000)::bigint)
        || int4send(octet_length(who)) || who || int4send(octet_length(did)) || did
        || int4send(octet_length(what)) || what || int8send(serial) || framed || content);
end $$;

-- Locks the head, then answers `refusal`: a replay, a conflict, stale facts, or null to go on.
create function books.begin_write_v1(item jsonb, out refusal jsonb, out head books.head) language plpgsql as $$
begin
    select * into strict head from books.head h where h.business_id = (item->>'business')::bigint for no key update;
    refusal := books.refusal_v1(item);
end $$;

-- Why an item whose head is locked is not written: a replay, a conflict, stale facts; or null to go on.
create function books.refusal_v1(item jsonb) returns jsonb language plpgsql as $$
declare
    business bigint := (item->>'business')::bigint;
    once jsonb := item->'once';
    expected jsonb := item->'expect';
    seen books.idempotency;
begin
    if jsonb_typeof(once) = 'object' then
        select * into seen from books.idempotency i
        where i.business_id = business and i.credential = once->>'credential' and i.key = once->>'key';
        if found then
            if seen.route = once->>'route' and seen.body_hash = decode(once->>'body_hash', 'hex') then
                return jsonb_build_object('outcome', 'replayed', 'serial', seen.serial);
            end if;
            return jsonb_build_object('outcome', 'conflict', 'serial', 0);
        end if;
    end if;
    for place in 0 .. jsonb_array_length(expected) - 1 loop
        if books.is_stale_v1(business, expected->place) then
            return jsonb_build_object('outcome', 'stale', 'serial', 0);
        end if;
    end loop;
    return null;
end $$;

-- Whether one fact a decision used is another by now. A look-up each: joined to a set, the planner may hash whole
-- tables for it.
create function books.is_stale_v1(business bigint, fact jsonb) returns boolean language plpgsql as $$
begin
    case fact->>'sort'
        when 'document' then
            return (select d.version from books.document_index d
                    where d.business_id = business and d.serial = (fact->>'serial')::bigint)
                is distinct from (fact->>'version')::int;
        when 'contact' then
            return (select c.version from books.contact c
                    where c.business_id = business and c.serial = (fact->>'serial')::bigint and not c.deleted)
                is distinct from (fact->>'version')::int;
        when 'class' then
            return not exists (
                select from books.transaction_class k
                where k.business_id = business and k.number = (fact->>'serial')::int and k.name = fact->>'key'
                    and k.sort = fact->>'class_sort');
        when 'settings' then
            return (select h.settings from books.head h where h.business_id = business)
                is distinct from (fact->>'version')::int;
        when 'position' then
            return (select h.position from books.head h where h.business_id = business)
                is distinct from (fact->>'version')::bigint;
        when 'product' then
            return (select p.version from books.product p
                    where p.business_id = business and p.serial = (fact->>'serial')::bigint and not p.deleted)
                is distinct from (fact->>'version')::int;
        when 'no document' then
            return exists (select from books.document_index d where d.business_id = business and d.key = fact->>'key');
        when 'no contact' then
            return exists (
                select from books.contact c where c.business_id = business and c.key = fact->>'key' and not c.deleted);
        when 'no product' then
            return exists (
                select from books.product p where p.business_id = business and p.key = fact->>'key' and not p.deleted);
        when 'no reference', 'no other contact', 'no other product' then
            return books.is_taken_v1(business, fact);
        when 'no transaction' then
            return exists (
                select from books.transaction t where t.business_id = business and t.uuid = (fact->>'key')::uuid);
        when 'no till number' then
            return exists (
                select from books.transaction t
                where t.business_id = business and t.register_serial = (fact->>'serial')::bigint
                    and t.sequence = (fact->>'number')::bigint);
        when 'no slip lines' then
            return exists (
                select from books.slip_line l
                where l.business_id = business
                    and l.uuid = any(array(select jsonb_array_elements_text(fact->'uuids'))::uuid[]));
        when 'no voucher' then
            return exists (select from books.voucher v where v.business_id = business and v.key = fact->>'key');
        when 'expense' then
            return (select e.version from books.expense e
                    where e.business_id = business and e.serial = (fact->>'serial')::bigint and e.state <> 'deleted')
                is distinct from (fact->>'version')::int;
        when 'no expense' then
            return exists (
                select from books.expense e
                where e.business_id = business and e.key = fact->>'key' and e.state <> 'deleted');
        when 'own payment' then
            return exists (
                select from books.expense_payment p
                where p.business_id = business and p.key = fact->>'key'
                    and p.expense_serial is distinct from (fact->>'serial')::bigint);
        when 'standing expense' then
            return exists (
                select from books.expense_posting o
                join books.voucher z on z.business_id = business and z.reverses = o.voucher_serial
                where o.business_id = business and o.expense_serial = (fact->>'serial')::bigint);
        when 'unpaid expense' then
            -- Of the expense that this voucher made permanent, no payment stands.
            return exists (
                select from books.expense_posting o
                join books.expense_payment p
                    on p.business_id = o.business_id and p.expense_serial = o.expense_serial
                where o.business_id = business and o.voucher_serial = (fact->>'serial')::bigint
                    and p.voucher_serial is not null and not exists (
                        select from books.voucher z
                        where z.business_id = business and z.reverses = p.voucher_serial));
        when 'unmailed document' then
            return exists (
                select from books.mailing m
                left join books.mailing_outcome o on o.business_id = m.business_id and o.mailing_serial = m.serial
                where m.business_id = business and m.document_serial = (fact->>'serial')::bigint
                    and o.outcome is distinct from 'refused');
        when 'standing voucher' then
            return exists (
                select from books.voucher v
                where v.business_id = business and v.reverses = (fact->>'serial')::bigint);
        when 'cheque not bounced' then
            return exists (
                select from books.voucher v
                where v.business_id = business and v.till_line = (fact->>'serial')::bigint and v.kind = 'bounced_cheque');
        when 'balance at least' then
            return coalesce((select b.amount from books.balance b
                             where b.business_id = business and b.account = fact->>'key' and b.contact = 0), 0)
                < (fact->>'amount')::numeric;
        when 'no vat filing' then
            return exists (
                select from books.vat_filing f
                where f.business_id = business and f.start between (fact->>'from')::date and (fact->>'to')::date);
        when 'no closing' then
            return exists (select from books.z_closing z where z.business_id = business and z.key = fact->>'key');
        when 'unused till' then
            return exists (
                select from books.transaction t
                where t.business_id = business and t.register_serial = (fact->>'serial')::bigint);
        when 'entries taxed' then
            return (select count(*) from books.entry e
                    where e.business_id = business
                        and e.tax_date between (fact->>'from')::date and (fact->>'to')::date)
                is distinct from (fact->>'count')::bigint;
        when 'no deposit' then
            return exists (select from books.deposit d where d.business_id = business and d.key = fact->>'key');
        when 'till line' then
            return not exists (
                select from books.till_line t
                join books.document_index i on i.business_id = business and i.serial = t.document_serial
                where t.business_id = business and t.serial = (fact->>'serial')::bigint
                    and t.deposited = (fact->>'deposited')::numeric and i.state = 'issued'
                    and not exists (
                        select from books.voucher v
                        where v.business_id = business and v.till_line = t.serial and v.kind = 'bounced_cheque'));
        when 'undeposited document' then
            return exists (
                select from books.till_line t
                where t.business_id = business and t.document_serial = (fact->>'serial')::bigint and t.deposited > 0);
        when 'stock' then
            -- Of all stores together, as whoever counted saw it.
            return coalesce((
                select sum(k.quantity) from books.stock k
                where k.business_id = business and k.product = (fact->>'serial')::bigint), 0)
                is distinct from (fact->>'quantity')::numeric;
        when 'inventory document' then
            return (select d.version from books.inventory_document d
                    where d.business_id = business and d.serial = (fact->>'serial')::bigint and not d.deleted)
                is distinct from (fact->>'version')::int;
        when 'no inventory document' then
            return exists (
                select from books.inventory_document d
                where d.business_id = business and d.uuid = (fact->>'key')::uuid and not d.deleted);
        when 'no sales order' then
            return exists (
                select from books.sales_order o
                where o.business_id = business and (
                    o.uuid = (fact->>'uuid')::uuid or o.erp_code = fact->>'erp_code'
                    or (o.register = (fact->>'register')::bigint and o.number = (fact->>'number')::bigint)));
        when 'allocation' then
            return (select max(a.serial) from books.allocation_step a
                    where a.business_id = business and a.document_serial = (fact->>'serial')::bigint)
                is distinct from (fact->>'version')::bigint;
        when 'fiscal' then
            return (select max(f.serial) from books.fiscal_step f
                    where f.business_id = business and f.document_serial = (fact->>'serial')::bigint)
                is distinct from (fact->>'version')::bigint;
        when 'fiscal number' then
            return coalesce((select max(n.ordinal) from books.fiscal_number n
                             where n.business_id = business and n.year = (fact->>'year')::int
                                 and n.till_code = fact->>'key'), 0)
                is distinct from (fact->>'number')::bigint;
        when 'empty series' then
            return exists (
                select from books.series s
                where s.business_id = business and s.series = (fact->>'serial')::int and s.run = fact->>'key'
                    and s.last_number >= s.first_number);
        when 'unused contact' then
            return exists (
                select from books.document_index d
                where d.business_id = business and d.contact_serial = (fact->>'serial')::bigint)
                or exists (
                    select from books.expense e
                    where e.business_id = business and e.contact_serial = (fact->>'serial')::bigint
                        and e.state <> 'deleted')
                or exists (
                    select from books.balance b
                    where b.business_id = business and b.contact = (fact->>'serial')::bigint and b.amount <> 0)
                or exists (
                    select from books.contact c
                    where c.business_id = business and c.payer = (fact->>'serial')::bigint and not c.deleted)
                or exists (
                    select from books.standing_order s
                    where s.business_id = business and s.contact = (fact->>'serial')::bigint and not s.deleted);
        when 'standing order' then
            return not exists (
                select from books.standing_order s
                where s.business_id = business and s.serial = (fact->>'serial')::bigint
                    and s.version = (fact->>'version')::int and s.runs = (fact->>'runs')::int
                    and s.pending is not distinct from (fact->>'pending')::int);
        when 'no standing order' then
            return exists (
                select from books.standing_order s
                where s.business_id = business and s.key = fact->>'key' and not s.deleted);
        when 'operation' then
            return not exists (
                select from books.operation o
                where o.business_id = business and o.serial = (fact->>'serial')::bigint
                    and o.version = (fact->>'version')::int)
                or exists (
                    select from books.transaction t
                    where t.business_id = business and t.serial = (fact->>'serial')::bigint);
        when 'no operation' then
            return exists (
                select from books.operation o
                where o.business_id = business and o.source = fact->>'key' and o.source_reference = fact->>'value');
        else
            return true;
    end case;
end $$;

-- The daybook line of an item, next after the head's.
create function books.daybook_line_v1(item jsonb, head books.head, sort text, serial bigint, numbers text[])
returns books.daybook language plpgsql as $$
declare
    line books.daybook;
begin
    line.business_id := head.business_id;
    line.position := head.position + 1;
    line.recorded_at := (item->>'recorded_at')::timestamptz;
    line.actor := item->>'actor';
    line.verb := item->>'verb';
    line.sort := sort;
    line.serial := serial;
    line.numbers := numbers;
    line.content := decode(item->>'content', 'hex');
    line.link := books.daybook_link_v1(
        line.business_id, line.position, head.link, line.recorded_at, line.actor, line.verb, sort, serial, numbers,
        line.content);
    return line;
end $$;

-- The row that remembers an item's idempotency key; null when it bore none.
create function books.idempotency_row_v1(item jsonb, serial bigint) returns books.idempotency language plpgsql as $$
declare
    once jsonb := item->'once';
begin
    if jsonb_typeof(once) = 'object' then
        return row(
            (item->>'business')::bigint, once->>'credential', once->>'key', once->>'route',
            decode(once->>'body_hash', 'hex'), (once->>'status')::int, serial, (item->>'recorded_at')::timestamptz);
    end if;
    return null;
end $$;

-- Writes daybook lines, idempotency rows and heads: the end of every write.
create function books.end_writes_v1(lines books.daybook[], keys books.idempotency[], heads books.head[])
returns void language plpgsql as $$
begin
    insert into books.daybook select l.* from unnest(lines) l;
    if cardinality(keys) > 0 then
        insert into books.idempotency select k.* from unnest(keys) k;
    end if;
    update books.head h
    set position = n.position, link = n.link, contacts = n.contacts, documents = n.documents,
        transactions = n.transactions, entries = n.entries, till_lines = n.till_lines, settlements = n.settlements,
        products = n.products, stock_moves = n.stock_moves, vouchers = n.vouchers, mailings = n.mailings,
        settings = n.settings, closed_through = n.closed_through
    from unnest(heads) n where h.business_id = n.business_id;
end $$;

-- The same for one item; its answer.
create function books.end_write_v1(item jsonb, head books.head, sort text, serial bigint, numbers text[])
returns jsonb language plpgsql as $$
declare
    line books.daybook := books.daybook_line_v1(item, head, sort, serial, numbers);
    key books.idempotency := books.idempotency_row_v1(item, serial);
begin
    head.position := line.position;
    head.link := line.link;
    perform books.end_writes_v1(array[line], case when key.key is null then '{}' else array[key] end, array[head]);
    return jsonb_build_object('outcome', 'done', 'serial', serial);
end $$;

create function books.count_record_v1(business bigint, counted text, counted_kind text, counted_serial bigint)
returns void language plpgsql as $$
begin
    insert into books.tally as t (business_id, sort, kind, block, records)
    values (business, counted, counted_kind, counted_serial / 1024, 1)
    on conflict (business_id, sort, kind, block) do update set records = t.records + 1;
end $$;

create function books.uncount_record_v1(business bigint, counted text, counted_kind text, counted_serial bigint)
returns void language plpgsql as $$
begin
    update books.tally t set records = t.records - 1
    where t.business_id = business and t.sort = counted and t.kind = counted_kind
        and t.block = counted_serial / 1024;
end $$;

-- The next legal number of a run; the first one when the series is empty. Of the run that all invoices of a store share,
-- the first is the store's own where it has one; else the first series begins the run, and each further one the next
-- hundred million that nobody uses, so that no number is ever given twice.
create function books.take_number_v1(business bigint, of_series int, of_run text, first bigint)
returns bigint language plpgsql as $$
declare
    taken bigint;
begin
    if of_run = 'invoice' and not exists (
        select from books.series s where s.business_id = business and s.series = of_series and s.run = of_run)
    then
        first := coalesce((
            select t.first_number from books.register r
            join books.store t on t.business_id = business and t.serial = r.store_serial
            where r.business_id = business and r.series = of_series and t.first_number is not null
            order by r.serial limit 1), (
            select (max(u.highest) / 100000000 + 1) * 100000000 + 1 from (
                select s.last_number as highest from books.series s where s.business_id = business and s.run = of_run
                union all
                select t.first_number from books.store t where t.business_id = business) u), first);
    end if;
    insert into books.series as s (business_id, series, run, first_number, last_number)
    values (business, of_series, of_run, first, first)
    on conflict (business_id, series, run) do update set last_number = s.last_number + 1
    returning s.last_number into strict taken;
    return taken;
end $$;

-- Posts an entry ({document_date, tax_date, posting_date, postings: [...]}) and moves the balances.
create function books.post_entry_v1(business bigint, serial bigint, at timestamptz, entry jsonb)
returns void language plpgsql as $$
declare
    lines books.posting[] := array(select p from jsonb_populate_recordset(null::books.posting, entry->'postings') p);
begin
    insert into books.entry
    values (business, serial, (entry->>'document_date')::date, (entry->>'tax_date')::date,
            (entry->>'posting_date')::date, at, cardinality(lines),
            (select sum(p.amount) from unnest(lines) p where p.amount > 0));
    insert into books.posting
    select business, serial, p.place, p.account, p.contact, p.amount, p.currency, p.currency_amount, p.rate,
           p.vat_category, p.vat_rate
    from unnest(lines) with ordinality as p(
        business_id, entry_serial, number, account, contact, amount, currency, currency_amount, rate, vat_category,
        vat_rate, place);
    insert into books.balance as b (business_id, account, contact, amount)
    select business, p.account, p.contact, sum(p.amount)
    from unnest(lines) p
    group by p.account, p.contact order by p.account, p.contact
    on conflict (business_id, account, contact) do update set amount = b.amount + excluded.amount;
end $$;

-- Writes settlements ([{paying, paid, amount, made_by}], a release being a negative amount) under the daybook line `pos`
-- and moves the open amounts of both sides; not that of `self`, which its own write sets. A `voucher` may stand for a side.
create function books.settle_v2(
    business bigint, last_serial bigint, pos bigint, self bigint, voucher bigint, at timestamptz, who text,
    settlements jsonb
) returns void language plpgsql as $$
begin
    insert into books.settlement (
        business_id, serial, paying, paid, amount, recorded_at, made_by, voucher_serial, position)
    select business, last_serial + s.place, (s.one->>'paying')::bigint, (s.one->>'paid')::bigint,
        (s.one->>'amount')::numeric, at, (s.one->>'made_by')::bigint, voucher, pos
    from jsonb_array_elements(settlements) with ordinality as s(one, place);
    update books.document_index d
    set open_amount = d.open_amount - x.moved, version = d.version + 1, updated_at = at, updated_by = who, related = true
    from (
        select side.doc, sum(s.amount) as moved
        from jsonb_to_recordset(settlements) as s(paying bigint, paid bigint, amount numeric)
        cross join lateral (values (s.paying), (s.paid)) as side(doc)
        where side.doc is not null and side.doc is distinct from self
        group by side.doc
    ) x
    where d.business_id = business and d.serial = x.doc;
end $$;

-- Moves stock ([{product, quantity, line}], in positive) under the daybook line `pos`; at which store, the caller says.
create function books.move_stock_v1(
    business bigint, last_serial bigint, pos bigint, of_store bigint, day date, doc bigint, voucher bigint, moves jsonb
) returns void language plpgsql as $$
begin
    insert into books.stock_move (
        business_id, serial, product, store, quantity, date, document_serial, line, voucher_serial, position,
        beside)
    select business, last_serial + m.place, (m.one->>'product')::bigint, of_store, (m.one->>'quantity')::numeric, day,
        doc, (m.one->>'line')::int, voucher, pos, (m.one->>'beside')::bytea
    from jsonb_array_elements(moves) with ordinality as m(one, place);
    insert into books.stock as s (business_id, product, store, quantity)
    select business, m.product, of_store, sum(m.quantity)
    from jsonb_to_recordset(moves) as m(product bigint, quantity numeric)
    group by m.product order by m.product
    on conflict (business_id, product, store) do update set quantity = s.quantity + excluded.quantity;
end $$;

-- Writes a voucher and its entry, the next after the head's; gives the head with both counted.
create function books.write_voucher_v1(item jsonb, head books.head, said jsonb) returns books.head language plpgsql as $$
declare
    fresh books.voucher := jsonb_populate_record(null::books.voucher, said);
begin
    head.vouchers := head.vouchers + 1;
    fresh.business_id := head.business_id;
    fresh.serial := head.vouchers;
    fresh.position := head.position + 1;
    fresh.recorded_at := (item->>'recorded_at')::timestamptz;
    fresh.recorded_by := item->>'actor';
    if jsonb_typeof(said->'entry') = 'object' then
        head.entries := head.entries + 1;
        fresh.entry_serial := head.entries;
        perform books.post_entry_v1(head.business_id, head.entries, fresh.recorded_at, said->'entry');
    end if;
    insert into books.voucher values (fresh.*);
    perform books.count_record_v1(head.business_id, 'voucher', '', fresh.serial);
    return head;
end $$;
