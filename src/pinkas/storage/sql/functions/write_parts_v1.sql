-- Parts that the write functions share. Each call takes the business's head row first: nothing else can deadlock within
-- a business, and everything after it reads what is committed.

-- The rule of `pinkas.books.daybook.link`, version 1.
create function books.framed_v1(value text) returns bytea language sql immutable strict parallel safe as $$
    select int4send(octet_length(convert_to(value, 'UTF8'))) || convert_to(value, 'UTF8')
$$;

create function books.daybook_link_v1(
    business bigint, pos bigint, previous bytea, at timestamptz, actor text, verb text, sort text, serial bigint,
    numbers text[], content bytea
) returns bytea language plpgsql immutable strict parallel safe as $$
declare
    framed bytea := '';
    number text;
begin
    foreach number in array numbers loop
        framed := framed || books.framed_v1(number);
    end loop;
    return sha256(
        '\x01'::bytea || int8send(business) || int8send(pos) || previous
        || int8send((extract(epoch from at) * 1000000)::bigint)
        || books.framed_v1(actor) || books.framed_v1(verb) || books.framed_v1(sort) || int8send(serial)
        || int4send(cardinality(numbers)) || framed || content);
end $$;

-- Locks the head, then answers `refusal`: a replay, a conflict, stale facts, or null to go on.
create function books.begin_write_v1(item jsonb, out refusal jsonb, out head books.head) language plpgsql as $$
declare
    business bigint := (item->>'business')::bigint;
    once jsonb := item->'once';
    seen books.idempotency;
begin
    select * into strict head from books.head h where h.business_id = business for no key update;
    if jsonb_typeof(once) = 'object' then
        select * into seen from books.idempotency i
        where i.business_id = business and i.credential = once->>'credential' and i.key = once->>'key';
        if found then
            if seen.route = once->>'route' and seen.body_hash = decode(once->>'body_hash', 'hex') then
                refusal := jsonb_build_object('outcome', 'replayed', 'serial', seen.serial);
            else
                refusal := jsonb_build_object('outcome', 'conflict', 'serial', 0);
            end if;
            return;
        end if;
    end if;
    if exists (
        select from jsonb_to_recordset(item->'expect') as e(sort text, serial bigint, key text, version int)
        where case e.sort
            when 'document' then not exists (
                select from books.document_index d
                where d.business_id = business and d.serial = e.serial and d.version = e.version)
            when 'contact' then not exists (
                select from books.contact c
                where c.business_id = business and c.serial = e.serial and c.version = e.version and not c.deleted)
            when 'no document' then exists (
                select from books.document_index d where d.business_id = business and d.key = e.key)
            when 'no contact' then exists (
                select from books.contact c where c.business_id = business and c.key = e.key and not c.deleted)
            when 'unused contact' then exists (
                select from books.document_index d where d.business_id = business and d.contact_serial = e.serial)
            else true
        end
    ) then
        refusal := jsonb_build_object('outcome', 'stale', 'serial', 0);
    end if;
end $$;

-- Writes the daybook line, the idempotency row and the head: the end of every write.
create function books.end_write_v1(item jsonb, head books.head, sort text, serial bigint, numbers text[])
returns jsonb language plpgsql as $$
declare
    at timestamptz := (item->>'recorded_at')::timestamptz;
    content bytea := decode(item->>'content', 'hex');
    once jsonb := item->'once';
    pos bigint := head.position + 1;
    chained bytea;
begin
    chained := books.daybook_link_v1(
        head.business_id, pos, head.link, at, item->>'actor', item->>'verb', sort, serial, numbers, content);
    insert into books.daybook
    values (head.business_id, pos, at, item->>'actor', item->>'verb', sort, serial, numbers, content, chained);
    if jsonb_typeof(once) = 'object' then
        insert into books.idempotency
        values (head.business_id, once->>'credential', once->>'key', once->>'route',
                decode(once->>'body_hash', 'hex'), (once->>'status')::int, serial, at);
    end if;
    update books.head h
    set position = pos, link = chained, contacts = head.contacts, documents = head.documents,
        transactions = head.transactions, entries = head.entries, till_lines = head.till_lines,
        settlements = head.settlements
    where h.business_id = head.business_id;
    return jsonb_build_object('outcome', 'done', 'serial', serial);
end $$;

create function books.count_record_v1(business bigint, counted text, counted_kind text, serial bigint)
returns void language sql as $$
    insert into books.tally as t (business_id, sort, kind, block, records)
    values (business, counted, counted_kind, serial / 1024, 1)
    on conflict (business_id, sort, kind, block) do update set records = t.records + 1
$$;

create function books.uncount_record_v1(business bigint, counted text, counted_kind text, serial bigint)
returns void language sql as $$
    update books.tally t set records = t.records - 1
    where t.business_id = business and t.sort = counted and t.kind = counted_kind and t.block = serial / 1024
$$;

-- The next legal number of a run; the first one when the series is empty.
create function books.take_number_v1(business bigint, of_series int, of_run text, first bigint)
returns bigint language sql as $$
    insert into books.series as s (business_id, series, run, first_number, last_number)
    values (business, of_series, of_run, first, first)
    on conflict (business_id, series, run) do update set last_number = s.last_number + 1
    returning last_number
$$;

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

-- Settles (sign 1) or releases (sign -1) and moves the open amounts of the paid side.
create function books.settle_v1(
    business bigint, last_serial bigint, paying_serial bigint, at timestamptz, who text, sign int, settlements jsonb
) returns void language plpgsql as $$
begin
    insert into books.settlement
    select business, last_serial + s.place, paying_serial, (s.one->>'paid')::bigint,
           sign * (s.one->>'amount')::numeric, at
    from jsonb_array_elements(settlements) with ordinality as s(one, place);
    update books.document_index d
    set open_amount = d.open_amount - sign * s.amount, version = d.version + 1, updated_at = at, updated_by = who
    from jsonb_to_recordset(settlements) as s(paid bigint, amount numeric)
    where d.business_id = business and d.serial = s.paid;
end $$;
