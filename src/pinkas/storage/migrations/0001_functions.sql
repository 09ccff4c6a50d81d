-- The functions of the first schema, as they were; the present ones are in sql/functions.

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
        when 'no document' then
            return exists (select from books.document_index d where d.business_id = business and d.key = fact->>'key');
        when 'no contact' then
            return exists (
                select from books.contact c where c.business_id = business and c.key = fact->>'key' and not c.deleted);
        when 'unused contact' then
            return exists (
                select from books.document_index d
                where d.business_id = business and d.contact_serial = (fact->>'serial')::bigint);
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
        transactions = n.transactions, entries = n.entries, till_lines = n.till_lines, settlements = n.settlements
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

-- The next legal number of a run; the first one when the series is empty.
create function books.take_number_v1(business bigint, of_series int, of_run text, first bigint)
returns bigint language plpgsql as $$
declare
    taken bigint;
begin
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
-- Opens a business: its directory row, head, letterhead, classes, first store and registers, and the first daybook line.
-- `item`: business row fields, aliases, profile, classes, store, registers, actor, verb, recorded_at, content.
create function books.open_business_v1(item jsonb) returns bigint language plpgsql as $$
declare
    business bigint := nextval('directory.business_serial');
    head books.head;
    profile books.profile := jsonb_populate_record(null::books.profile, item->'profile');
begin
    insert into directory.business
    values (business, (item->>'uuid')::uuid, item->>'tax_number', item->>'country', item->>'zone',
            item->>'currency', (item->>'recorded_at')::timestamptz);
    insert into directory.business_alias
    select alias, business from jsonb_array_elements_text(item->'aliases') alias;
    insert into books.head (business_id) values (business);
    select * into strict head from books.head h where h.business_id = business for no key update;
    profile.business_id := business;
    profile.logo := decode(item->>'logo', 'hex');
    insert into books.profile values (profile.*);
    insert into books.transaction_class
    select business, c.number, c.name, c.sort, c.vat
    from jsonb_populate_recordset(null::books.transaction_class, item->'classes') c;
    insert into books.store
    values (business, 1, item->'store'->>'key', (item->'store'->>'uuid')::uuid, item->'store'->>'name');
    insert into books.register (business_id, serial, key, uuid, store_serial, number, series, api)
    select business, row_number() over (order by r.serial), r.key, r.uuid, 1, r.number, r.series, r.api
    from jsonb_populate_recordset(null::books.register, item->'registers') r;
    perform books.end_write_v1(item, head, 'business', business, '{}');
    return business;
end $$;
-- Creates, changes or removes contacts. Each item: business, actor, verb, recorded_at, content, once, expect and
-- `contact`, the row without serial when it is new.
create function books.save_contact_v1(items jsonb[]) returns jsonb[] language plpgsql as $$
declare
    item jsonb;
    begun record;
    head books.head;
    fresh books.contact;
    answers jsonb[] := '{}';
begin
    foreach item in array items loop
        begun := books.begin_write_v1(item);
        if begun.refusal is not null then
            answers := answers || begun.refusal;
            continue;
        end if;
        head := begun.head;
        fresh := jsonb_populate_record(null::books.contact, item->'contact');
        fresh.business_id := head.business_id;
        if fresh.serial is null then
            head.contacts := head.contacts + 1;
            fresh.serial := head.contacts;
            perform books.count_record_v1(head.business_id, 'contact', '', fresh.serial);
            insert into books.contact (
                business_id, serial, key, uuid, version, deleted, created_at, created_by, updated_at, updated_by,
                type, name, tax_number, contact_name, address1, address2, city, postal_code, country, phone, mobile,
                fax, email, class_number, opening_balance, price_list, comments1, comments2, comments3,
                invoice_comment, bank_account, bank_branch, bank, charge_vat, is_domestic, is_occasional, is_private,
                affiliate, card_token, card_last_four, card_expiry, terms_rule, terms_days, preferred_tender
            ) values (
                fresh.business_id, fresh.serial, fresh.key, fresh.uuid, fresh.version, fresh.deleted,
                fresh.created_at, fresh.created_by, fresh.updated_at, fresh.updated_by,
                fresh.type, fresh.name, fresh.tax_number, fresh.contact_name, fresh.address1, fresh.address2,
                fresh.city, fresh.postal_code, fresh.country, fresh.phone, fresh.mobile, fresh.fax, fresh.email,
                fresh.class_number, fresh.opening_balance, fresh.price_list, fresh.comments1, fresh.comments2,
                fresh.comments3, fresh.invoice_comment, fresh.bank_account, fresh.bank_branch, fresh.bank,
                fresh.charge_vat, fresh.is_domestic, fresh.is_occasional, fresh.is_private, fresh.affiliate,
                fresh.card_token, fresh.card_last_four, fresh.card_expiry, fresh.terms_rule, fresh.terms_days,
                fresh.preferred_tender);
        else
            if fresh.deleted then
                perform books.uncount_record_v1(head.business_id, 'contact', '', fresh.serial);
            end if;
            update books.contact c set (
                version, deleted, updated_at, updated_by,
                type, name, tax_number, contact_name, address1, address2, city, postal_code, country, phone, mobile,
                fax, email, class_number, opening_balance, price_list, comments1, comments2, comments3,
                invoice_comment, bank_account, bank_branch, bank, charge_vat, is_domestic, is_occasional, is_private,
                affiliate, card_token, card_last_four, card_expiry, terms_rule, terms_days, preferred_tender
            ) = (
                fresh.version, fresh.deleted, fresh.updated_at, fresh.updated_by,
                fresh.type, fresh.name, fresh.tax_number, fresh.contact_name, fresh.address1, fresh.address2,
                fresh.city, fresh.postal_code, fresh.country, fresh.phone, fresh.mobile, fresh.fax, fresh.email,
                fresh.class_number, fresh.opening_balance, fresh.price_list, fresh.comments1, fresh.comments2,
                fresh.comments3, fresh.invoice_comment, fresh.bank_account, fresh.bank_branch, fresh.bank,
                fresh.charge_vat, fresh.is_domestic, fresh.is_occasional, fresh.is_private, fresh.affiliate,
                fresh.card_token, fresh.card_last_four, fresh.card_expiry, fresh.terms_rule, fresh.terms_days,
                fresh.preferred_tender)
            where c.business_id = head.business_id and c.serial = fresh.serial;
        end if;
        answers := answers || books.end_write_v1(item, head, 'contact', fresh.serial, '{}');
    end loop;
    return answers;
end $$;
-- Creates, changes or voids numbered drafts. Each item: business, actor, verb, recorded_at, content, once, expect and
-- `draft`: {serial?, key, uuid, kind, is_debt, series, first_number, version, state, date, contact, body}.
--
-- Items come sorted by business. Rows that nobody looks up within the call are gathered and written table by table at
-- the end: a statement for all costs little more than one for each. Two items with the same new key meet there, and the
-- whole call fails; the caller then tries them one by one.
create function books.save_draft_v1(items jsonb[]) returns jsonb[] language plpgsql as $$
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
                business, (draft->>'series')::int, draft->>'kind', (draft->>'first_number')::bigint);
            index_rows := index_rows || books.new_draft_v1(item, draft, doc);
            legal_numbers := legal_numbers
                || row(business, (draft->>'series')::int, draft->>'kind', taken, doc)::books.legal_number;
            drafts := drafts || row(business, doc, draft->'body')::books.draft;
        else
            perform books.change_draft_v1(item, draft);
        end if;
        line := books.daybook_line_v1(
            item, head, 'document', doc,
            case when taken is null then '{}' else array[format('%s/%s', draft->>'series', taken)] end);
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
-- Issues numbered drafts: each becomes a transaction with one document, its entry, till lines and settlements.
-- Each item: business, actor, verb, recorded_at, content, once, expect and `issue`: {serial, transaction_uuid,
-- number_text, register: {key, uuid, number}, document (whole, with its lists), till: [{uuid, in_till}] beside its
-- tenders, entry, settlements, face, open_amount}.
create function books.issue_v1(items jsonb[]) returns jsonb[] language plpgsql as $$
declare
    item jsonb;
    issue jsonb;
    begun record;
    head books.head;
    at timestamptz;
    doc bigint;
    till books.register;
    answers jsonb[] := '{}';
begin
    foreach item in array items loop
        begun := books.begin_write_v1(item);
        if begun.refusal is not null then
            answers := answers || begun.refusal;
            continue;
        end if;
        head := begun.head;
        issue := item->'issue';
        at := (item->>'recorded_at')::timestamptz;
        doc := (issue->>'serial')::bigint;
        head.transactions := head.transactions + 1;
        till := books.take_till_number_v1(head.business_id, issue->'register', (issue->'document'->>'series')::int);
        insert into books.transaction
        values (head.business_id, head.transactions, (issue->>'transaction_uuid')::uuid, till.serial,
                till.last_sequence, at);
        if jsonb_typeof(issue->'entry') = 'object' then
            head.entries := head.entries + 1;
            perform books.post_entry_v1(head.business_id, head.entries, at, issue->'entry');
        end if;
        perform books.write_document_v1(
            head.business_id, doc, head.transactions,
            case when jsonb_typeof(issue->'entry') = 'object' then head.entries end, head.till_lines,
            issue->'document', issue->'till');
        head.till_lines := head.till_lines + jsonb_array_length(issue->'till');
        perform books.settle_v1(
            head.business_id, head.settlements, doc, at, item->>'actor', 1, issue->'settlements');
        head.settlements := head.settlements + jsonb_array_length(issue->'settlements');
        update books.document_index d
        set state = 'issued', version = d.version + 1, updated_at = at, updated_by = item->>'actor',
            face = (issue->>'face')::numeric, open_amount = (issue->>'open_amount')::numeric
        where d.business_id = head.business_id and d.serial = doc;
        delete from books.draft d where d.business_id = head.business_id and d.serial = doc;
        answers := answers || books.end_write_v1(
            item, head, 'document', doc,
            array[issue->>'number_text', format('till %s-%s', till.number, till.last_sequence)]);
    end loop;
    return answers;
end $$;

-- The next number of the series' virtual register, which is opened by its first use.
create function books.take_till_number_v1(business bigint, wanted jsonb, of_series int)
returns books.register language plpgsql as $$
declare
    till books.register;
begin
    update books.register r set last_sequence = r.last_sequence + 1
    where r.business_id = business and r.series = of_series and r.api returning * into till;
    if not found then
        insert into books.register
        select business, coalesce(max(r.serial), 0) + 1, wanted->>'key', (wanted->>'uuid')::uuid,
               (select min(s.serial) from books.store s where s.business_id = business),
               (wanted->>'number')::int, of_series, true, 1
        from books.register r where r.business_id = business
        returning * into till;
    end if;
    return till;
end $$;

create function books.write_document_v1(
    business bigint, doc bigint, of_transaction bigint, of_entry bigint, last_till_line bigint, said jsonb, till jsonb
) returns void language plpgsql as $$
declare
    paper books.document := jsonb_populate_record(null::books.document, said);
begin
    paper.business_id := business;
    paper.serial := doc;
    paper.transaction_serial := of_transaction;
    paper.entry_serial := of_entry;
    insert into books.document values (paper.*);
    insert into books.document_line
    select business, doc, l.number, l.product, l.catalog_number, l.name, l.details, l.unit_price, l.quantity,
           l.currency, l.rate, l.discount, l.vat, l.net
    from jsonb_populate_recordset(null::books.document_line, said->'lines') l;
    insert into books.document_vat
    select business, doc, v.place, v.one->>'category', (v.one->>'rate')::numeric, (v.one->>'base')::numeric,
           (v.one->>'vat')::numeric
    from jsonb_array_elements(said->'vat_totals') with ordinality as v(one, place);
    insert into books.document_source
    select business, doc, s.place, (s.one->>'document')::bigint, (s.one->>'amount')::numeric
    from jsonb_array_elements(said->'sources') with ordinality as s(one, place);
    insert into books.till_line
    select business, last_till_line + t.number, (till->(t.number - 1)->>'uuid')::uuid, doc, t.number, t.type,
           t.account, t.branch, t.bank, t.cheque_number, t.due_date, t.amount, t.currency, t.rate, t.book_amount,
           (till->(t.number - 1)->>'in_till')::boolean
    from jsonb_populate_recordset(null::books.till_line, said->'tenders') t;
end $$;
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
-- Records that an original left the house, once. Answers `done` to the one that handed it out, `stale` to the others.
-- The bytes travel beside the items, not inside JSON.
create function books.hand_out_v1(items jsonb[], pdfs bytea[]) returns jsonb[] language plpgsql as $$
declare
    item jsonb;
    begun record;
    head books.head;
    doc bigint;
    at_item int := 0;
    answers jsonb[] := '{}';
begin
    foreach item in array items loop
        at_item := at_item + 1;
        begun := books.begin_write_v1(item);
        if begun.refusal is not null then
            answers := answers || begun.refusal;
            continue;
        end if;
        head := begun.head;
        doc := (item->>'serial')::bigint;
        insert into books.hand_out
        values (head.business_id, doc, item->>'language', item->>'credential', (item->>'recorded_at')::timestamptz,
                sha256(pdfs[at_item]), pdfs[at_item])
        on conflict do nothing;
        if not found then
            answers := answers || jsonb_build_object('outcome', 'stale', 'serial', 0);
            continue;
        end if;
        -- Whoever decided to cancel it without knowing must decide again.
        update books.document_index d set version = d.version + 1
        where d.business_id = head.business_id and d.serial = doc;
        answers := answers || books.end_write_v1(item, head, 'document', doc, '{}');
    end loop;
    return answers;
end $$;
