--
-- PostgreSQL database dump
--

--
-- Name: books; Type: SCHEMA; Schema: -; Owner: -
--

CREATE SCHEMA books;

--
-- Name: directory; Type: SCHEMA; Schema: -; Owner: -
--

CREATE SCHEMA directory;

--
-- Name: issued_v2; Type: TYPE; Schema: books; Owner: -
--

CREATE TYPE books.issued_v2 AS (
	business_id bigint,
	serial bigint,
	recorded_at timestamp with time zone,
	transaction_serial bigint,
	register_serial bigint,
	sequence bigint,
	entry_serial bigint,
	till_lines bigint,
	store_serial bigint,
	stock_moves bigint,
	"position" bigint,
	grand_total numeric,
	issue jsonb
);

--
-- Name: money; Type: DOMAIN; Schema: books; Owner: -
--

CREATE DOMAIN books.money AS numeric(18,2);

--
-- Name: price; Type: DOMAIN; Schema: books; Owner: -
--

CREATE DOMAIN books.price AS numeric(20,6);

--
-- Name: quantity; Type: DOMAIN; Schema: books; Owner: -
--

CREATE DOMAIN books.quantity AS numeric(18,5);

--
-- Name: rate; Type: DOMAIN; Schema: books; Owner: -
--

CREATE DOMAIN books.rate AS numeric(18,6);

--
-- Name: begin_standing_order_v1(jsonb[]); Type: FUNCTION; Schema: books; Owner: -
--

CREATE FUNCTION books.begin_standing_order_v1(items jsonb[]) RETURNS jsonb[]
    LANGUAGE plpgsql
    AS $$
declare
    item jsonb;
    said jsonb;
    begun record;
    business bigint;
    at timestamptz;
    held books.standing_order;
    run bigint;
    late boolean;
    answers jsonb[] := '{}';
begin
    foreach item in array items loop
        begun := books.begin_write_v1(item);
        if begun.refusal is not null then
            answers := answers || begun.refusal;
            continue;
        end if;
        said := item->'run';
        business := (item->>'business')::bigint;
        at := (item->>'recorded_at')::timestamptz;
        select * into strict held from books.standing_order s
        where s.business_id = business and s.serial = (said->>'order')::bigint;
        late := case said->>'deed'
            when 'begin' then held.deleted or held.pending is not null or held.due_at is null or held.due_at > at
                or held.runs <> (said->>'number')::int - 1
            when 'again' then held.pending is distinct from (said->>'number')::int or held.due_at > at
            else held.deleted or held.pending is not null or (
                select max(o.attempt) from books.standing_order_outcome o
                where o.business_id = business and o.run_serial = (said->>'serial')::bigint)
                is distinct from (said->>'attempt')::int - 1
            end;
        if late then
            answers := answers || jsonb_build_object('outcome', 'stale', 'serial', 0);
            continue;
        end if;
        update books.standing_order s
        set pending = (said->>'number')::int, waiting = null, due_at = (said->>'lease_until')::timestamptz,
            runs = greatest(s.runs, (said->>'number')::int),
            last_date = case when said->>'deed' = 'begin' then (said->>'date')::date else s.last_date end
        where s.business_id = business and s.serial = held.serial;
        run := (said->>'serial')::bigint;
        if said->>'deed' = 'again' then
            answers := answers || jsonb_build_object('outcome', 'done', 'serial', run);
            continue;
        end if;
        if said->>'deed' = 'begin' then
            run := books.next_serial_v1(business, 'standing_order_run');
            insert into books.standing_order_run
            values (business, run, held.serial, (said->>'number')::int, (said->>'date')::date,
                    date_trunc('month', (said->>'date')::date)::date, (said->>'uuid')::uuid);
        end if;
        insert into books.standing_order_attempt
        values (business, run, (said->>'attempt')::int, at, item->>'actor');
        answers := answers || books.end_write_v1(
            item, begun.head, 'standing_order_run/' || (said->>'attempt'), run, '{}');
    end loop;
    return answers;
end $$;

--
-- Name: head; Type: TABLE; Schema: books; Owner: -
--

CREATE TABLE books.head (
    business_id bigint NOT NULL,
    "position" bigint DEFAULT 0 NOT NULL,
    link bytea DEFAULT decode(repeat('00'::text, 32), 'hex'::text) NOT NULL,
    contacts bigint DEFAULT 0 NOT NULL,
    documents bigint DEFAULT 0 NOT NULL,
    transactions bigint DEFAULT 0 NOT NULL,
    entries bigint DEFAULT 0 NOT NULL,
    till_lines bigint DEFAULT 0 NOT NULL,
    settlements bigint DEFAULT 0 NOT NULL,
    settings integer DEFAULT 0 NOT NULL,
    closed_through date,
    products bigint DEFAULT 0 NOT NULL,
    stock_moves bigint DEFAULT 0 NOT NULL,
    vouchers bigint DEFAULT 0 NOT NULL,
    mailings bigint DEFAULT 0 NOT NULL
)
WITH (fillfactor='40');

--
-- Name: begin_write_v1(jsonb); Type: FUNCTION; Schema: books; Owner: -
--

CREATE FUNCTION books.begin_write_v1(item jsonb, OUT refusal jsonb, OUT head books.head) RETURNS record
    LANGUAGE plpgsql
    AS $$
begin
    select * into strict head from books.head h where h.business_id = (item->>'business')::bigint for no key update;
    refusal := books.refusal_v1(item);
end $$;

--
-- Name: cancel_deposit_v1(jsonb[]); Type: FUNCTION; Schema: books; Owner: -
--

CREATE FUNCTION books.cancel_deposit_v1(items jsonb[]) RETURNS jsonb[]
    LANGUAGE plpgsql
    AS $$
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

--
-- Name: cancel_v2(jsonb[]); Type: FUNCTION; Schema: books; Owner: -
--

CREATE FUNCTION books.cancel_v2(items jsonb[]) RETURNS jsonb[]
    LANGUAGE plpgsql
    AS $$
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

--
-- Name: change_business_v1(jsonb[]); Type: FUNCTION; Schema: books; Owner: -
--

CREATE FUNCTION books.change_business_v1(items jsonb[]) RETURNS jsonb[]
    LANGUAGE plpgsql
    AS $$
declare
    item jsonb;
    change jsonb;
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
        head := begun.head;
        head.settings := head.settings + 1;
        change := item->'change';
        update books.profile p set terms_rule = change->>'terms_rule', terms_days = (change->>'terms_days')::int,
            responsible_person = change->>'responsible_person', vat_number = change->>'vat_number'
        where p.business_id = head.business_id;
        insert into books.transaction_class (business_id, number, name, sort, vat, recoverable, is_equipment)
        select head.business_id, c.number, c.name, c.sort, c.vat, c.recoverable, c.is_equipment
        from jsonb_populate_recordset(null::books.transaction_class, change->'classes') c
        on conflict (business_id, number) do update
        set name = excluded.name, vat = excluded.vat, recoverable = excluded.recoverable,
            is_equipment = excluded.is_equipment;
        insert into books.registration (business_id, valid_from, registration)
        select head.business_id, r.valid_from, r.registration
        from jsonb_populate_recordset(null::books.registration, change->'registrations') r;
        answers := answers || books.end_write_v1(item, head, 'business', head.business_id, '{}');
    end loop;
    return answers;
end $$;

--
-- Name: change_draft_v1(jsonb, jsonb); Type: FUNCTION; Schema: books; Owner: -
--

CREATE FUNCTION books.change_draft_v1(item jsonb, draft jsonb) RETURNS void
    LANGUAGE plpgsql
    AS $$
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

--
-- Name: change_over_v1(jsonb[]); Type: FUNCTION; Schema: books; Owner: -
--

CREATE FUNCTION books.change_over_v1(items jsonb[]) RETURNS jsonb[]
    LANGUAGE plpgsql
    AS $$
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

--
-- Name: changeover_entry_v1(bigint); Type: FUNCTION; Schema: books; Owner: -
--

CREATE FUNCTION books.changeover_entry_v1(business bigint) RETURNS bigint
    LANGUAGE plpgsql STABLE
    AS $$
begin
    return (
        select v.entry_serial from books.changeover g
        join books.voucher v on v.business_id = g.business_id and v.serial = g.voucher_serial
        where g.business_id = business);
end $$;

--
-- Name: charge_state_v1(bigint, bigint); Type: FUNCTION; Schema: books; Owner: -
--

CREATE FUNCTION books.charge_state_v1(business bigint, charged bigint) RETURNS text
    LANGUAGE plpgsql STABLE
    AS $$
begin
    return coalesce((
        select o.state from books.charge_outcome o
        where o.business_id = business and o.charge_serial = charged order by o.number desc limit 1), 'intended');
end $$;

--
-- Name: check_postings(); Type: FUNCTION; Schema: books; Owner: -
--

CREATE FUNCTION books.check_postings() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
declare
    wrong bigint;
begin
    select p.entry_serial into wrong
    from (select business_id, entry_serial, count(*) as lines, sum(amount) as balance,
                 sum(amount) filter (where amount > 0) as debits
          from fresh group by business_id, entry_serial) p
    join books.entry e on e.business_id = p.business_id and e.serial = p.entry_serial
    where p.balance <> 0 or p.lines <> e.postings or p.debits <> e.total
    limit 1;
    if wrong is not null then
        raise exception 'entry % does not balance', wrong using errcode = 'integrity_constraint_violation';
    end if;
    return null;
end $$;

--
-- Name: close_day_v1(jsonb[]); Type: FUNCTION; Schema: books; Owner: -
--

CREATE FUNCTION books.close_day_v1(items jsonb[]) RETURNS jsonb[]
    LANGUAGE plpgsql
    AS $$
declare
    item jsonb;
    begun record;
    head books.head;
    fresh books.z_closing;
    answers jsonb[] := '{}';
begin
    foreach item in array items loop
        begun := books.begin_write_v1(item);
        if begun.refusal is not null then
            answers := answers || begun.refusal;
            continue;
        end if;
        head := begun.head;
        fresh := jsonb_populate_record(null::books.z_closing, item->'closing');
        fresh.business_id := head.business_id;
        if fresh.sequence <> 1 + coalesce((
                select max(z.sequence) from books.z_closing z
                where z.business_id = fresh.business_id and z.store_serial = fresh.store_serial), 0)
        then
            answers := answers || jsonb_build_object('outcome', 'stale', 'serial', 0);
            continue;
        end if;
        fresh.serial := books.next_serial_v1(fresh.business_id, 'closing');
        fresh.closed_at := (item->>'recorded_at')::timestamptz;
        fresh.position := head.position + 1;
        insert into books.z_closing values (fresh.*);
        answers := answers || books.end_write_v1(item, head, 'closing', fresh.serial, '{}');
    end loop;
    return answers;
end $$;

--
-- Name: count_record_v1(bigint, text, text, bigint); Type: FUNCTION; Schema: books; Owner: -
--

CREATE FUNCTION books.count_record_v1(business bigint, counted text, counted_kind text, counted_serial bigint) RETURNS void
    LANGUAGE plpgsql
    AS $$
begin
    insert into books.tally as t (business_id, sort, kind, block, records)
    values (business, counted, counted_kind, counted_serial / 1024, 1)
    on conflict (business_id, sort, kind, block) do update set records = t.records + 1;
end $$;

--
-- Name: daybook; Type: TABLE; Schema: books; Owner: -
--

CREATE TABLE books.daybook (
    business_id bigint NOT NULL,
    "position" bigint NOT NULL,
    recorded_at timestamp with time zone NOT NULL,
    actor text NOT NULL COLLATE pg_catalog."C",
    verb text NOT NULL COLLATE pg_catalog."C",
    sort text NOT NULL COLLATE pg_catalog."C",
    serial bigint NOT NULL,
    numbers text[] DEFAULT '{}'::text[] NOT NULL,
    content bytea NOT NULL,
    link bytea NOT NULL,
    CONSTRAINT daybook_content_check CHECK ((octet_length(content) = 32)),
    CONSTRAINT daybook_link_check CHECK ((octet_length(link) = 32))
);

--
-- Name: daybook_line_v1(jsonb, books.head, text, bigint, text[]); Type: FUNCTION; Schema: books; Owner: -
--

CREATE FUNCTION books.daybook_line_v1(item jsonb, head books.head, sort text, serial bigint, numbers text[]) RETURNS books.daybook
    LANGUAGE plpgsql
    AS $$
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

--
-- Name: daybook_link_v1(bigint, bigint, bytea, timestamp with time zone, text, text, text, bigint, text[], bytea); Type: FUNCTION; Schema: books; Owner: -
--

CREATE FUNCTION books.daybook_link_v1(business bigint, pos bigint, previous bytea, at timestamp with time zone, actor text, verb text, sort text, serial bigint, numbers text[], content bytea) RETURNS bytea
    LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE
    AS $$
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

--
-- Name: end_card_page_v1(jsonb[]); Type: FUNCTION; Schema: books; Owner: -
--

CREATE FUNCTION books.end_card_page_v1(items jsonb[]) RETURNS jsonb[]
    LANGUAGE plpgsql
    AS $$
declare
    item jsonb;
    begun record;
    fresh books.card_page_result;
    answers jsonb[] := '{}';
begin
    foreach item in array items loop
        begun := books.begin_write_v1(item);
        if begun.refusal is not null then
            answers := answers || begun.refusal;
            continue;
        end if;
        fresh := jsonb_populate_record(null::books.card_page_result, item->'result');
        fresh.business_id := (item->>'business')::bigint;
        fresh.recorded_at := (item->>'recorded_at')::timestamptz;
        fresh.recorded_by := item->>'actor';
        insert into books.card_page_result values (fresh.*) on conflict do nothing;
        if not found then
            answers := answers || jsonb_build_object('outcome', 'stale', 'serial', 0);
            continue;
        end if;
        answers := answers || books.end_write_v1(item, begun.head, 'card_page', fresh.page_serial, '{}');
    end loop;
    return answers;
end $$;

--
-- Name: end_standing_order_v1(jsonb[]); Type: FUNCTION; Schema: books; Owner: -
--

CREATE FUNCTION books.end_standing_order_v1(items jsonb[]) RETURNS jsonb[]
    LANGUAGE plpgsql
    AS $$
declare
    item jsonb;
    said jsonb;
    begun record;
    business bigint;
    answers jsonb[] := '{}';
begin
    foreach item in array items loop
        begun := books.begin_write_v1(item);
        if begun.refusal is not null then
            answers := answers || begun.refusal;
            continue;
        end if;
        said := item->'end';
        business := (item->>'business')::bigint;
        if said->>'outcome' is null then
            update books.standing_order s
            set waiting = said->>'detail', due_at = (said->>'due_at')::timestamptz
            where s.business_id = business and s.serial = (said->>'order')::bigint
                and s.pending = (said->>'number')::int;
            answers := answers || jsonb_build_object('outcome', 'done', 'serial', (said->>'run')::bigint);
            continue;
        end if;
        insert into books.standing_order_outcome
        values (business, (said->>'run')::bigint, (said->>'attempt')::int, said->>'outcome', said->>'detail',
                (said->>'document')::bigint, (item->>'recorded_at')::timestamptz)
        on conflict do nothing;
        if not found then
            answers := answers || jsonb_build_object('outcome', 'replayed', 'serial', (said->>'run')::bigint);
            continue;
        end if;
        update books.standing_order s
        set pending = null, waiting = null, next_date = (said->>'next_date')::date,
            due_at = (said->>'due_at')::timestamptz
        where s.business_id = business and s.serial = (said->>'order')::bigint;
        answers := answers || books.end_write_v1(
            item, begun.head, 'standing_order_run/' || (said->>'attempt'), (said->>'run')::bigint, '{}');
    end loop;
    return answers;
end $$;

--
-- Name: end_write_v1(jsonb, books.head, text, bigint, text[]); Type: FUNCTION; Schema: books; Owner: -
--

CREATE FUNCTION books.end_write_v1(item jsonb, head books.head, sort text, serial bigint, numbers text[]) RETURNS jsonb
    LANGUAGE plpgsql
    AS $$
declare
    line books.daybook := books.daybook_line_v1(item, head, sort, serial, numbers);
    key books.idempotency := books.idempotency_row_v1(item, serial);
begin
    head.position := line.position;
    head.link := line.link;
    perform books.end_writes_v1(array[line], case when key.key is null then '{}' else array[key] end, array[head]);
    return jsonb_build_object('outcome', 'done', 'serial', serial);
end $$;

--
-- Name: idempotency; Type: TABLE; Schema: books; Owner: -
--

CREATE TABLE books.idempotency (
    business_id bigint NOT NULL,
    credential text NOT NULL COLLATE pg_catalog."C",
    key text NOT NULL COLLATE pg_catalog."C",
    route text NOT NULL COLLATE pg_catalog."C",
    body_hash bytea NOT NULL,
    status integer NOT NULL,
    serial bigint NOT NULL,
    recorded_at timestamp with time zone NOT NULL
);

--
-- Name: end_writes_v1(books.daybook[], books.idempotency[], books.head[]); Type: FUNCTION; Schema: books; Owner: -
--

CREATE FUNCTION books.end_writes_v1(lines books.daybook[], keys books.idempotency[], heads books.head[]) RETURNS void
    LANGUAGE plpgsql
    AS $$
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

--
-- Name: file_vat_v1(jsonb[]); Type: FUNCTION; Schema: books; Owner: -
--

CREATE FUNCTION books.file_vat_v1(items jsonb[]) RETURNS jsonb[]
    LANGUAGE plpgsql
    AS $$
declare
    item jsonb;
    begun record;
    head books.head;
    fresh books.vat_filing;
    answers jsonb[] := '{}';
begin
    foreach item in array items loop
        begun := books.begin_write_v1(item);
        if begun.refusal is not null then
            answers := answers || begun.refusal;
            continue;
        end if;
        head := begun.head;
        fresh := jsonb_populate_record(null::books.vat_filing, item->'filing');
        fresh.business_id := head.business_id;
        fresh.serial := books.next_serial_v1(head.business_id, 'vat_filing');
        fresh.through_entry := head.entries;
        fresh.recorded_at := (item->>'recorded_at')::timestamptz;
        fresh.recorded_by := item->>'actor';
        insert into books.vat_filing values (fresh.*);
        answers := answers || books.end_write_v1(item, head, 'vat_filing', fresh.serial, '{}');
    end loop;
    return answers;
end $$;

--
-- Name: hand_out_v1(jsonb[], bytea[]); Type: FUNCTION; Schema: books; Owner: -
--

CREATE FUNCTION books.hand_out_v1(items jsonb[], pdfs bytea[]) RETURNS jsonb[]
    LANGUAGE plpgsql
    AS $$
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
                sha256(pdfs[at_item]), pdfs[at_item], (item->>'computerised')::boolean)
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

--
-- Name: idempotency_row_v1(jsonb, bigint); Type: FUNCTION; Schema: books; Owner: -
--

CREATE FUNCTION books.idempotency_row_v1(item jsonb, serial bigint) RETURNS books.idempotency
    LANGUAGE plpgsql
    AS $$
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

--
-- Name: document_index; Type: TABLE; Schema: books; Owner: -
--

CREATE TABLE books.document_index (
    business_id bigint NOT NULL,
    serial bigint NOT NULL,
    key text NOT NULL COLLATE pg_catalog."C",
    uuid uuid NOT NULL,
    kind text NOT NULL COLLATE pg_catalog."C",
    created_at timestamp with time zone NOT NULL,
    created_by text NOT NULL,
    state text NOT NULL COLLATE pg_catalog."C",
    version integer NOT NULL,
    updated_at timestamp with time zone NOT NULL,
    updated_by text NOT NULL,
    date date NOT NULL,
    contact_serial bigint,
    face books.money,
    open_amount books.money,
    is_debt boolean NOT NULL,
    total books.money,
    credited books.money DEFAULT 0 NOT NULL,
    superseded boolean DEFAULT false NOT NULL,
    related boolean DEFAULT false NOT NULL,
    allocation_state text COLLATE pg_catalog."C",
    allocation_number text COLLATE pg_catalog."C",
    deducted books.money DEFAULT 0 NOT NULL,
    services boolean DEFAULT false NOT NULL,
    CONSTRAINT document_index_check CHECK (((face IS NULL) = (state = ANY (ARRAY['draft'::text, 'void'::text])))),
    CONSTRAINT document_index_check1 CHECK ((((credited)::numeric >= (0)::numeric) AND ((credited)::numeric <= COALESCE((total)::numeric, (0)::numeric)))),
    CONSTRAINT document_index_deducted CHECK ((((deducted)::numeric >= (0)::numeric) AND (((deducted)::numeric + (credited)::numeric) <= COALESCE((total)::numeric, (0)::numeric)))),
    CONSTRAINT document_index_key_check CHECK (((length(key) >= 1) AND (length(key) <= 50))),
    CONSTRAINT document_index_open_amount CHECK ((((open_amount)::numeric >= (0)::numeric) AND ((open_amount)::numeric <= (GREATEST(face, total))::numeric))),
    CONSTRAINT document_index_state_check CHECK ((state = ANY (ARRAY['draft'::text, 'issued'::text, 'cancelled'::text, 'void'::text])))
)
WITH (fillfactor='70');

--
-- Name: index_of_recorded_v1(jsonb, jsonb, bigint); Type: FUNCTION; Schema: books; Owner: -
--

CREATE FUNCTION books.index_of_recorded_v1(item jsonb, issue jsonb, doc bigint) RETURNS books.document_index
    LANGUAGE plpgsql
    AS $$
declare
    document jsonb := issue->'document';
    fresh books.document_index := books.new_draft_v1(
        item, jsonb_build_object(
            'key', issue->'key', 'uuid', issue->'uuid', 'kind', issue->'kind', 'is_debt', issue->'is_debt',
            'version', 1, 'date', document->'date', 'contact', document->'contact'), doc);
begin
    fresh.state := 'issued';
    fresh.face := (issue->>'face')::numeric;
    fresh.open_amount := fresh.face;
    fresh.total := (document->>'total')::numeric;
    fresh.related := jsonb_array_length(document->'sources') > 0;
    fresh.services := books.only_services_v1(document->'lines');
    fresh.allocation_state := case when (issue->>'allocation')::boolean then 'pending' end;
    return fresh;
end $$;

--
-- Name: intend_charge_v1(jsonb[]); Type: FUNCTION; Schema: books; Owner: -
--

CREATE FUNCTION books.intend_charge_v1(items jsonb[]) RETURNS jsonb[]
    LANGUAGE plpgsql
    AS $$
declare
    item jsonb;
    begun record;
    fresh books.charge;
    answers jsonb[] := '{}';
begin
    foreach item in array items loop
        begun := books.begin_write_v1(item);
        if begun.refusal is not null then
            answers := answers || begun.refusal;
            continue;
        end if;
        fresh := jsonb_populate_record(null::books.charge, item->'charge');
        fresh.business_id := (item->>'business')::bigint;
        if exists (select from books.charge c where c.business_id = fresh.business_id and c.key = fresh.key)
            or (fresh.refunds is not null
                and fresh.amount > books.refundable_v1(fresh.business_id, fresh.refunds))
        then
            answers := answers || jsonb_build_object('outcome', 'stale', 'serial', 0);
            continue;
        end if;
        fresh.serial := books.next_serial_v1(fresh.business_id, 'charge');
        fresh.recorded_at := (item->>'recorded_at')::timestamptz;
        fresh.recorded_by := item->>'actor';
        insert into books.charge values (fresh.*);
        insert into books.open_charge values (fresh.business_id, fresh.serial);
        answers := answers || books.end_write_v1(item, begun.head, 'charge', fresh.serial, '{}');
    end loop;
    return answers;
end $$;

--
-- Name: intend_mailing_v1(jsonb[]); Type: FUNCTION; Schema: books; Owner: -
--

CREATE FUNCTION books.intend_mailing_v1(items jsonb[]) RETURNS jsonb[]
    LANGUAGE plpgsql
    AS $$
declare
    item jsonb;
    begun record;
    head books.head;
    fresh books.mailing;
    answers jsonb[] := '{}';
begin
    foreach item in array items loop
        begun := books.begin_write_v1(item);
        if begun.refusal is not null then
            answers := answers || begun.refusal;
            continue;
        end if;
        head := begun.head;
        head.mailings := head.mailings + 1;
        fresh := jsonb_populate_record(null::books.mailing, (item->'mailing') - 'pdf_sha256');
        fresh.business_id := head.business_id;
        fresh.serial := head.mailings;
        fresh.pdf_sha256 := decode(item->'mailing'->>'pdf_sha256', 'hex');
        fresh.recorded_at := (item->>'recorded_at')::timestamptz;
        fresh.recorded_by := item->>'actor';
        insert into books.mailing values (fresh.*);
        answers := answers || books.end_write_v1(item, head, 'mailing', fresh.serial, '{}');
    end loop;
    return answers;
end $$;

--
-- Name: is_stale_v1(bigint, jsonb); Type: FUNCTION; Schema: books; Owner: -
--

CREATE FUNCTION books.is_stale_v1(business bigint, fact jsonb) RETURNS boolean
    LANGUAGE plpgsql
    AS $$
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

--
-- Name: is_taken_v1(bigint, jsonb); Type: FUNCTION; Schema: books; Owner: -
--

CREATE FUNCTION books.is_taken_v1(business bigint, fact jsonb) RETURNS boolean
    LANGUAGE plpgsql
    AS $$
declare
    said text := fact->>'value';
    own bigint := coalesce((fact->>'serial')::bigint, 0);
begin
    if fact->>'sort' = 'no reference' then
        return exists (
            select from books.reference r
            where r.business_id = business and r.sort = fact->>'of' and r.scheme = fact->>'scheme' and r.value = said
                and r.serial <> own);
    elsif fact->>'sort' = 'no other contact' then
        return case fact->>'by'
            when 'uuid' then exists (
                select from books.contact c
                where c.business_id = business and c.uuid = said::uuid and c.serial <> own)
            when 'customer_number' then exists (
                select from books.contact c
                where c.business_id = business and c.customer_number = said and not c.deleted and c.serial <> own)
            when 'barcode' then exists (
                select from books.contact c
                where c.business_id = business and c.barcode = said and not c.deleted and c.serial <> own)
            when 'phone' then exists (
                select from books.contact c
                where c.business_id = business and c.phone_digits @> array[said] and not c.deleted and c.serial <> own)
            when 'email' then exists (
                select from books.contact c
                where c.business_id = business and c.mail_addresses @> array[said] and not c.deleted
                    and c.serial <> own)
            when 'tax_number' then exists (
                select from books.contact c
                where c.business_id = business and c.tax_number = said and not c.deleted and c.serial <> own)
            else true end;
    end if;
    return case fact->>'by'
        when 'uuid' then exists (
            select from books.product p where p.business_id = business and p.uuid = said::uuid and p.serial <> own)
        when 'inventory_number' then exists (
            select from books.product p
            where p.business_id = business and p.inventory_number = said and not p.deleted and p.serial <> own)
        when 'barcode' then exists (
            select from books.product p
            where p.business_id = business and p.barcode = said and not p.deleted and p.serial <> own)
        else true end;
end $$;

--
-- Name: issue_v2(jsonb[]); Type: FUNCTION; Schema: books; Owner: -
--

CREATE FUNCTION books.issue_v2(items jsonb[]) RETURNS jsonb[]
    LANGUAGE plpgsql
    AS $$
declare
    item jsonb;
    issue jsonb;
    business bigint;
    head books.head;
    refusal jsonb;
    paper books.issued_v2;
    till books.register;
    taken bigint;
    line books.daybook;
    key books.idempotency;
    papers books.issued_v2[] := '{}';
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
        issue := item->'issue';
        taken := null;
        if jsonb_typeof(issue->'numbering') = 'object' then
            -- The provisional number is given up for the next legal one.
            taken := books.take_number_v1(
                business, (issue->'document'->>'series')::int, issue->'numbering'->>'run',
                (issue->'numbering'->>'first')::bigint);
            update books.legal_number n set run = issue->'numbering'->>'run', number = taken
            where n.business_id = business and n.document_serial = (issue->>'serial')::bigint;
            issue := issue || jsonb_build_object('number_text', format('%s/%s', issue->'document'->>'series', taken));
        end if;
        till := books.take_till_number_v1(
            business, issue->'register', (issue->'document'->>'series')::int, issue->'happened');
        head.transactions := head.transactions + 1;
        paper := row(
            business, (issue->>'serial')::bigint, (item->>'recorded_at')::timestamptz, head.transactions, till.serial,
            till.last_sequence, null, head.till_lines, till.store_serial, head.stock_moves, head.position + 1,
            till.grand_total, issue);
        if jsonb_typeof(issue->'entry') = 'object' then
            head.entries := head.entries + 1;
            paper.entry_serial := head.entries;
        end if;
        head.till_lines := head.till_lines + jsonb_array_length(issue->'till');
        head.stock_moves := head.stock_moves + jsonb_array_length(issue->'moves');
        papers := papers || paper;
        update books.document_index d
        set state = 'issued', version = d.version + 1, updated_at = paper.recorded_at, updated_by = item->>'actor',
            face = (issue->>'face')::numeric, open_amount = (issue->>'open_amount')::numeric,
            total = (issue->'document'->>'total')::numeric,
            related = d.related or jsonb_array_length(issue->'document'->'sources') > 0,
            services = books.only_services_v1(issue->'document'->'lines'),
            allocation_state = case when (issue->>'allocation')::boolean then 'pending' end
        where d.business_id = business and d.serial = paper.serial;
        delete from books.draft d where d.business_id = business and d.serial = paper.serial;
        if (issue->>'allocation')::boolean then
            -- Whoever issues it asks at once; the half minute is theirs before a keeper looks.
            insert into books.allocation (business_id, document_serial, at_issue, waits, next_at)
            values (business, paper.serial, true, true, paper.recorded_at + interval '30 seconds');
        end if;
        if jsonb_array_length(issue->'document'->'sources') > 0 then
            perform books.write_issued_v2(papers);
            papers := '{}';
            perform books.settle_v2(
                business, head.settlements, paper.position, paper.serial, null, paper.recorded_at, item->>'actor',
                issue->'settlements');
            head.settlements := head.settlements + jsonb_array_length(issue->'settlements');
            perform books.touch_sources_v1(item, issue);
        end if;
        line := books.daybook_line_v1(
            item, head, 'document', paper.serial,
            array[issue->>'number_text', format('till %s-%s', till.number, till.last_sequence)]);
        head.position := line.position;
        head.link := line.link;
        lines := lines || line;
        key := books.idempotency_row_v1(item, paper.serial);
        if key.key is not null then
            keys := keys || key;
        end if;
        answers := answers || jsonb_build_object('outcome', 'done', 'serial', paper.serial, 'number', taken);
    end loop;
    if cardinality(papers) > 0 then
        perform books.write_issued_v2(papers);
    end if;
    if cardinality(lines) > 0 then
        perform books.end_writes_v1(lines, keys, heads || head);
    end if;
    return answers;
end $$;

--
-- Name: expense; Type: TABLE; Schema: books; Owner: -
--

CREATE TABLE books.expense (
    business_id bigint NOT NULL,
    serial bigint NOT NULL,
    key text NOT NULL COLLATE pg_catalog."C",
    uuid uuid NOT NULL,
    version integer NOT NULL,
    state text NOT NULL COLLATE pg_catalog."C",
    date date NOT NULL,
    contact_serial bigint,
    created_at timestamp with time zone NOT NULL,
    created_by text NOT NULL,
    updated_at timestamp with time zone NOT NULL,
    updated_by text NOT NULL,
    body json NOT NULL,
    CONSTRAINT expense_key_check CHECK (((length(key) >= 1) AND (length(key) <= 50))),
    CONSTRAINT expense_state_check CHECK ((state = ANY (ARRAY['temporary'::text, 'permanent'::text, 'deleted'::text])))
)
WITH (fillfactor='80');

--
-- Name: keep_expense_v1(bigint, jsonb); Type: FUNCTION; Schema: books; Owner: -
--

CREATE FUNCTION books.keep_expense_v1(business bigint, said jsonb) RETURNS books.expense
    LANGUAGE plpgsql
    AS $$
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

--
-- Name: load_rates_v1(jsonb[]); Type: FUNCTION; Schema: books; Owner: -
--

CREATE FUNCTION books.load_rates_v1(items jsonb[]) RETURNS jsonb[]
    LANGUAGE plpgsql
    AS $$
declare
    item jsonb;
    begun record;
    answers jsonb[] := '{}';
begin
    foreach item in array items loop
        begun := books.begin_write_v1(item);
        if begun.refusal is not null then
            answers := answers || begun.refusal;
            continue;
        end if;
        insert into directory.exchange_rate as e (base, currency, date, rate, recorded_at)
        select item->>'base', r.currency, r.date, r.rate, (item->>'recorded_at')::timestamptz
        from jsonb_to_recordset(item->'rates') r(currency text, date date, rate numeric)
        order by r.currency, r.date
        on conflict (base, currency, date) do update set rate = excluded.rate, recorded_at = excluded.recorded_at;
        insert into books.idempotency select k.* from books.idempotency_row_v1(item, 0) k where k.key is not null;
        answers := answers || jsonb_build_object('outcome', 'done', 'serial', 0);
    end loop;
    return answers;
end $$;

--
-- Name: make_deposit_v1(jsonb[]); Type: FUNCTION; Schema: books; Owner: -
--

CREATE FUNCTION books.make_deposit_v1(items jsonb[]) RETURNS jsonb[]
    LANGUAGE plpgsql
    AS $$
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

--
-- Name: move_between_stores_v1(bigint, bigint, bigint, date, jsonb, bytea); Type: FUNCTION; Schema: books; Owner: -
--

CREATE FUNCTION books.move_between_stores_v1(business bigint, last_serial bigint, pos bigint, day date, moves jsonb, beside bytea) RETURNS void
    LANGUAGE plpgsql
    AS $$
begin
    insert into books.stock_move (business_id, serial, product, store, quantity, date, line, position, beside)
    select business, last_serial + m.place, (m.one->>'product')::bigint, (m.one->>'store')::bigint,
        (m.one->>'quantity')::numeric, day, (m.one->>'line')::int, pos, case when m.place = 1 then beside end
    from jsonb_array_elements(moves) with ordinality as m(one, place);
    insert into books.stock as s (business_id, product, store, quantity)
    select business, m.product, m.store, sum(m.quantity)
    from jsonb_to_recordset(moves) as m(product bigint, store bigint, quantity numeric)
    group by m.product, m.store order by m.product, m.store
    on conflict (business_id, product, store) do update set quantity = s.quantity + excluded.quantity;
end $$;

--
-- Name: move_deposited_v1(bigint, bigint, integer); Type: FUNCTION; Schema: books; Owner: -
--

CREATE FUNCTION books.move_deposited_v1(business bigint, deposit bigint, sign integer) RETURNS void
    LANGUAGE plpgsql
    AS $$
begin
    update books.till_line t
    set deposited = t.deposited + sign * p.amount, deposited_book = t.deposited_book + sign * p.book_amount,
        in_till = t.deposited + sign * p.amount < t.amount
    from books.deposit_part p
    where p.business_id = business and p.deposit_serial = deposit and t.business_id = business
        and t.serial = p.till_line;
end $$;

--
-- Name: move_stock_v1(bigint, bigint, bigint, bigint, date, bigint, bigint, jsonb); Type: FUNCTION; Schema: books; Owner: -
--

CREATE FUNCTION books.move_stock_v1(business bigint, last_serial bigint, pos bigint, of_store bigint, day date, doc bigint, voucher bigint, moves jsonb) RETURNS void
    LANGUAGE plpgsql
    AS $$
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

--
-- Name: named_settlements_v1(jsonb, bigint[]); Type: FUNCTION; Schema: books; Owner: -
--

CREATE FUNCTION books.named_settlements_v1(said jsonb, serials bigint[]) RETURNS jsonb
    LANGUAGE sql IMMUTABLE
    AS $$
    select coalesce(jsonb_agg(jsonb_build_object(
        'paying', case when s.paying < 0 then serials[-s.paying] else s.paying end,
        'paid', case when s.paid < 0 then serials[-s.paid] else s.paid end,
        'amount', s.amount,
        'made_by', case when s.made_by < 0 then serials[-s.made_by] else s.made_by end) order by s.place), '[]')
    from rows from (jsonb_to_recordset(said) as (paying bigint, paid bigint, amount numeric, made_by bigint))
        with ordinality as s(paying, paid, amount, made_by, place)
$$;

--
-- Name: new_draft_v1(jsonb, jsonb, bigint); Type: FUNCTION; Schema: books; Owner: -
--

CREATE FUNCTION books.new_draft_v1(item jsonb, draft jsonb, doc bigint) RETURNS books.document_index
    LANGUAGE plpgsql
    AS $$
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

--
-- Name: next_serial_v1(bigint, text); Type: FUNCTION; Schema: books; Owner: -
--

CREATE FUNCTION books.next_serial_v1(business bigint, of_sort text) RETURNS bigint
    LANGUAGE plpgsql
    AS $$
declare
    taken bigint;
begin
    insert into books.serial_counter as s (business_id, sort, last_serial)
    values (business, of_sort, 1)
    on conflict (business_id, sort) do update set last_serial = s.last_serial + 1
    returning s.last_serial into strict taken;
    return taken;
end $$;

--
-- Name: only_services_v1(jsonb); Type: FUNCTION; Schema: books; Owner: -
--

CREATE FUNCTION books.only_services_v1(lines jsonb) RETURNS boolean
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
    AS $_$
    select jsonb_path_exists(lines, '$[*] ? (@.goods == false)') and not exists (
        select from jsonb_array_elements(lines) l
        where l->'goods' is distinct from 'false'::jsonb
            and not ((l->>'quantity')::numeric < 0 and jsonb_typeof(l->'bases') = 'array'))
$_$;

--
-- Name: open_business_v1(jsonb); Type: FUNCTION; Schema: books; Owner: -
--

CREATE FUNCTION books.open_business_v1(item jsonb) RETURNS bigint
    LANGUAGE plpgsql
    AS $$
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
    profile.terms_days := coalesce(profile.terms_days, 0);
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

--
-- Name: open_card_page_v1(jsonb[]); Type: FUNCTION; Schema: books; Owner: -
--

CREATE FUNCTION books.open_card_page_v1(items jsonb[]) RETURNS jsonb[]
    LANGUAGE plpgsql
    AS $$
declare
    item jsonb;
    begun record;
    fresh books.card_page;
    answers jsonb[] := '{}';
begin
    foreach item in array items loop
        begun := books.begin_write_v1(item);
        if begun.refusal is not null then
            answers := answers || begun.refusal;
            continue;
        end if;
        fresh := jsonb_populate_record(null::books.card_page, item->'page');
        fresh.business_id := (item->>'business')::bigint;
        fresh.serial := books.next_serial_v1(fresh.business_id, 'card_page');
        fresh.recorded_at := (item->>'recorded_at')::timestamptz;
        fresh.recorded_by := item->>'actor';
        insert into books.card_page values (fresh.*);
        answers := answers || books.end_write_v1(item, begun.head, 'card_page', fresh.serial, '{}');
    end loop;
    return answers;
end $$;

--
-- Name: operation_v1(jsonb[]); Type: FUNCTION; Schema: books; Owner: -
--

CREATE FUNCTION books.operation_v1(items jsonb[]) RETURNS jsonb[]
    LANGUAGE plpgsql
    AS $$
declare
    item jsonb;
    said jsonb;
    part jsonb;
    begun record;
    head books.head;
    own bigint;
    answered bigint;
    line books.daybook;
    key books.idempotency;
    answers jsonb[] := '{}';
begin
    foreach item in array items loop
        begun := books.begin_write_v1(item);
        if begun.refusal is not null then
            answers := answers || begun.refusal;
            continue;
        end if;
        head := begun.head;
        said := item->'operation';
        part := item->'part';
        own := (said->>'serial')::bigint;
        if own is null then
            head.transactions := head.transactions + 1;
            own := head.transactions;
            insert into books.operation (
                business_id, serial, uuid, version, type, source, source_reference, store_serial, register_serial,
                contact, created_at, created_by, created_staff, updated_at, updated_by, body
            ) values (
                head.business_id, own, (said->>'uuid')::uuid, (said->>'version')::int, said->>'type', said->>'source',
                said->>'source_reference', (said->>'store_serial')::bigint, (said->>'register_serial')::bigint,
                (said->>'contact')::bigint, (item->>'recorded_at')::timestamptz, item->>'actor',
                (said->>'staff')::bigint, (item->>'recorded_at')::timestamptz, item->>'actor', (said->'body')::json);
        else
            update books.operation o
            set version = (said->>'version')::int, updated_at = (item->>'recorded_at')::timestamptz,
                updated_by = item->>'actor', body = (said->'body')::json
            where o.business_id = head.business_id and o.serial = own;
        end if;
        answered := own;
        if jsonb_typeof(part) = 'object' then
            answered := books.next_serial_v1(head.business_id, part->>'sort');
            insert into books.operation_part (business_id, sort, serial, operation_serial, number)
            values (head.business_id, part->>'sort', answered, own, (part->>'number')::int);
        end if;
        line := books.daybook_line_v1(item, head, 'operation', own, '{}');
        key := books.idempotency_row_v1(item, answered);
        head.position := line.position;
        head.link := line.link;
        perform books.end_writes_v1(
            array[line], case when key.key is null then '{}' else array[key] end, array[head]);
        answers := answers || jsonb_build_object('outcome', 'done', 'serial', answered);
    end loop;
    return answers;
end $$;

--
-- Name: plan_payments_v1(jsonb, bigint, jsonb); Type: FUNCTION; Schema: books; Owner: -
--

CREATE FUNCTION books.plan_payments_v1(item jsonb, of_expense bigint, plans jsonb) RETURNS void
    LANGUAGE plpgsql
    AS $$
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

--
-- Name: post_entry_v1(bigint, bigint, timestamp with time zone, jsonb); Type: FUNCTION; Schema: books; Owner: -
--

CREATE FUNCTION books.post_entry_v1(business bigint, serial bigint, at timestamp with time zone, entry jsonb) RETURNS void
    LANGUAGE plpgsql
    AS $$
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

--
-- Name: post_payment_v1(jsonb, bigint, jsonb); Type: FUNCTION; Schema: books; Owner: -
--

CREATE FUNCTION books.post_payment_v1(item jsonb, of_expense bigint, paid jsonb) RETURNS void
    LANGUAGE plpgsql
    AS $$
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

--
-- Name: post_voucher_v1(jsonb[]); Type: FUNCTION; Schema: books; Owner: -
--

CREATE FUNCTION books.post_voucher_v1(items jsonb[]) RETURNS jsonb[]
    LANGUAGE plpgsql
    AS $$
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

--
-- Name: record_allocation_v1(jsonb[]); Type: FUNCTION; Schema: books; Owner: -
--

CREATE FUNCTION books.record_allocation_v1(items jsonb[]) RETURNS jsonb[]
    LANGUAGE plpgsql
    AS $$
declare
    item jsonb;
    step jsonb;
    begun record;
    head books.head;
    taken bigint;
    doc bigint;
    answers jsonb[] := '{}';
begin
    foreach item in array items loop
        begun := books.begin_write_v1(item);
        if begun.refusal is not null then
            answers := answers || begun.refusal;
            continue;
        end if;
        head := begun.head;
        step := item->'step';
        doc := (step->>'document')::bigint;
        insert into books.allocation as a (
            business_id, document_serial, at_issue, action, waits, next_at)
        values (head.business_id, doc, false, (item->>'action')::int, (item->>'waits')::boolean,
                (item->>'next_at')::timestamptz)
        on conflict (business_id, document_serial) do update
        set action = excluded.action, waits = excluded.waits, next_at = excluded.next_at,
            trouble = step->>'detail';
        taken := books.next_serial_v1(head.business_id, 'allocation');
        insert into books.allocation_step
        values (head.business_id, taken, doc, step->>'kind', step->>'state', (step->>'request')::uuid, step->>'number',
                step->>'code', step->>'detail', (item->>'recorded_at')::timestamptz, item->>'actor');
        update books.document_index d
        set version = d.version + 1, allocation_state = step->>'state',
            allocation_number = coalesce(step->>'number', d.allocation_number)
        where d.business_id = head.business_id and d.serial = doc;
        answers := answers || books.end_write_v1(item, head, 'allocation', taken, '{}');
    end loop;
    return answers;
end $$;

--
-- Name: record_charge_v1(jsonb[]); Type: FUNCTION; Schema: books; Owner: -
--

CREATE FUNCTION books.record_charge_v1(items jsonb[]) RETURNS jsonb[]
    LANGUAGE plpgsql
    AS $_$
declare
    item jsonb;
    begun record;
    fresh books.charge_outcome;
    answers jsonb[] := '{}';
begin
    foreach item in array items loop
        begun := books.begin_write_v1(item);
        if begun.refusal is not null then
            answers := answers || begun.refusal;
            continue;
        end if;
        fresh := jsonb_populate_record(null::books.charge_outcome, item->'outcome');
        fresh.business_id := (item->>'business')::bigint;
        if books.charge_state_v1(fresh.business_id, fresh.charge_serial) not in ('intended', 'unknown')
            or fresh.number <> 1 + (
                select count(*) from books.charge_outcome o
                where o.business_id = fresh.business_id and o.charge_serial = fresh.charge_serial)
        then
            answers := answers || jsonb_build_object('outcome', 'stale', 'serial', 0);
            continue;
        end if;
        fresh.recorded_at := (item->>'recorded_at')::timestamptz;
        fresh.recorded_by := item->>'actor';
        insert into books.charge_outcome values (fresh.*);
        if fresh.state <> 'unknown' then
            delete from books.open_charge o
            where o.business_id = fresh.business_id and o.charge_serial = fresh.charge_serial;
            -- The standing order that waits for this is looked at now; one that somebody works at is left to them.
            update books.standing_order s
            set due_at = least(s.due_at, fresh.recorded_at)
            from books.charge c
            join books.standing_order_run r on r.business_id = c.business_id and r.uuid = case
                when c.key ~ '^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}-[0-9]+$' then left(c.key, 36)::uuid end
            where c.business_id = fresh.business_id and c.serial = fresh.charge_serial
                and s.business_id = r.business_id and s.serial = r.order_serial and s.pending = r.number
                and s.waiting is not null;
        end if;
        answers := answers || books.end_write_v1(item, begun.head, 'charge', fresh.charge_serial, '{}');
    end loop;
    return answers;
end $_$;

--
-- Name: record_fiscal_v1(jsonb[]); Type: FUNCTION; Schema: books; Owner: -
--

CREATE FUNCTION books.record_fiscal_v1(items jsonb[]) RETURNS jsonb[]
    LANGUAGE plpgsql
    AS $$
declare
    item jsonb;
    step jsonb;
    number jsonb;
    begun record;
    head books.head;
    taken bigint;
    doc bigint;
    answers jsonb[] := '{}';
begin
    foreach item in array items loop
        begun := books.begin_write_v1(item);
        if begun.refusal is not null then
            answers := answers || begun.refusal;
            continue;
        end if;
        head := begun.head;
        step := item->'step';
        doc := (step->>'document')::bigint;
        if jsonb_typeof(step->'record') = 'object' then
            number := step->'record'->'number';
            insert into books.fiscal_number as n (business_id, year, till_code, ordinal, document_serial)
            values (head.business_id, (number->>'year')::int, coalesce(number->>'till_code', ''),
                    (number->>'ordinal')::bigint, doc)
            on conflict (business_id, document_serial, year, till_code) do nothing;
        end if;
        insert into books.fiscal as f (business_id, document_serial, waits, next_at)
        values (head.business_id, doc, (item->>'waits')::boolean, (item->>'next_at')::timestamptz)
        on conflict (business_id, document_serial) do update
        set waits = excluded.waits, next_at = excluded.next_at, trouble = step->>'detail';
        taken := books.next_serial_v1(head.business_id, 'fiscal');
        insert into books.fiscal_step (
            business_id, serial, document_serial, kind, code, detail, record, einvoice, recorded_at, recorded_by)
        values (head.business_id, taken, doc, step->>'kind', step->>'code', step->>'detail',
                case when jsonb_typeof(step->'record') = 'object' then (step->'record')::json end,
                case when jsonb_typeof(step->'einvoice') = 'object' then (step->'einvoice')::json end,
                (item->>'recorded_at')::timestamptz, item->>'actor');
        answers := answers || books.end_write_v1(
            item, head, 'fiscal', taken,
            case when step->>'kind' = 'asked' then array[concat_ws(
                '/', number->>'ordinal', number->>'year', number->>'till_code')] else '{}' end);
    end loop;
    return answers;
end $$;

--
-- Name: record_mailing_v1(jsonb[]); Type: FUNCTION; Schema: books; Owner: -
--

CREATE FUNCTION books.record_mailing_v1(items jsonb[]) RETURNS jsonb[]
    LANGUAGE plpgsql
    AS $$
declare
    item jsonb;
    said jsonb;
    begun record;
    answers jsonb[] := '{}';
begin
    foreach item in array items loop
        begun := books.begin_write_v1(item);
        if begun.refusal is not null then
            answers := answers || begun.refusal;
            continue;
        end if;
        said := item->'outcome';
        insert into books.mailing_outcome (business_id, mailing_serial, outcome, detail, recorded_at)
        values ((item->>'business')::bigint, (said->>'serial')::bigint, said->>'outcome', said->>'detail',
                (item->>'recorded_at')::timestamptz)
        on conflict do nothing;
        if not found then
            answers := answers || jsonb_build_object('outcome', 'stale', 'serial', 0);
            continue;
        end if;
        answers := answers || books.end_write_v1(item, begun.head, 'mailing', (said->>'serial')::bigint, '{}');
    end loop;
    return answers;
end $$;

--
-- Name: record_v1(jsonb[]); Type: FUNCTION; Schema: books; Owner: -
--

CREATE FUNCTION books.record_v1(items jsonb[]) RETURNS jsonb[]
    LANGUAGE plpgsql
    AS $$
declare
    item jsonb;
    record jsonb;
    issue jsonb;
    business bigint;
    head books.head;
    refusal jsonb;
    till books.register;
    sequence bigint;
    serial bigint;
    taken bigint;
    paper books.issued_v2;
    serials bigint[];
    numbers text[];
    takens bigint[];
    settlements jsonb;
    related boolean;
    line books.daybook;
    key books.idempotency;
    indexed books.document_index[] := '{}';
    numbered books.legal_number[] := '{}';
    papers books.issued_v2[] := '{}';
    slips jsonb[] := '{}';
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
        record := item->'record';
        till := books.take_number_for_v1(business, record);
        sequence := coalesce((record->>'sequence')::bigint, till.last_sequence);
        serial := (record->>'reserved')::bigint;
        if serial is null then
            head.transactions := head.transactions + 1;
            serial := head.transactions;
        end if;
        serials := '{}';
        numbers := '{}';
        takens := '{}';
        related := jsonb_array_length(record->'settlements') > 0;
        for issue in select d from jsonb_array_elements(record->'documents') d loop
            head.documents := head.documents + 1;
            taken := books.take_number_v1(
                business, (issue->'document'->>'series')::int, issue->>'run', (issue->>'first')::bigint);
            indexed := indexed || books.index_of_recorded_v1(item, issue, head.documents);
            numbered := numbered || row(
                business, (issue->'document'->>'series')::int, issue->>'run', taken, head.documents)::books.legal_number;
            paper := row(
                business, head.documents, (item->>'recorded_at')::timestamptz, serial, till.serial, sequence, null,
                head.till_lines, till.store_serial, head.stock_moves, head.position + 1, till.grand_total,
                issue || case when cardinality(serials) = 0
                    then jsonb_build_object('transaction_uuid', record->'uuid', 'happened', record->'happened')
                    else jsonb_build_object('transaction_uuid', record->'uuid') end);
            if jsonb_typeof(issue->'entry') = 'object' then
                head.entries := head.entries + 1;
                paper.entry_serial := head.entries;
            end if;
            head.till_lines := head.till_lines + jsonb_array_length(issue->'till');
            head.stock_moves := head.stock_moves + jsonb_array_length(issue->'moves');
            papers := papers || paper;
            serials := serials || head.documents;
            takens := takens || taken;
            numbers := numbers || format('%s/%s', issue->'document'->>'series', taken);
            related := related or jsonb_array_length(issue->'document'->'sources') > 0;
        end loop;
        slips := slips || jsonb_build_object(
            'business', business, 'serial', serial, 'serials', serials, 'lines', record->'lines');
        if related then
            perform books.write_recorded_v1(indexed, numbered, papers, slips);
            indexed := '{}';
            numbered := '{}';
            papers := '{}';
            slips := '{}';
            settlements := books.named_settlements_v1(record->'settlements', serials);
            perform books.settle_v2(
                business, head.settlements, head.position + 1, null, null, (item->>'recorded_at')::timestamptz,
                item->>'actor', settlements);
            head.settlements := head.settlements + jsonb_array_length(settlements);
            for issue in
                select d from jsonb_array_elements(record->'documents') d
                where jsonb_array_length(d->'document'->'sources') > 0
            loop
                perform books.touch_sources_v1(item, issue || jsonb_build_object('settlements', settlements));
            end loop;
        end if;
        if jsonb_array_length(record->'references') > 0 then
            insert into books.reference (business_id, sort, scheme, value, serial)
            select business, 'transaction', r.scheme, r.value, serial
            from jsonb_to_recordset(record->'references') as r(scheme text, value text);
        end if;
        line := books.daybook_line_v1(
            item, head, 'transaction', serial, numbers || format('till %s-%s', till.number, sequence));
        head.position := line.position;
        head.link := line.link;
        lines := lines || line;
        key := books.idempotency_row_v1(item, serial);
        if key.key is not null then
            keys := keys || key;
        end if;
        answers := answers || jsonb_build_object(
            'outcome', 'done', 'serial', serial, 'number', serials[1], 'given', jsonb_build_object(
                'sequence', sequence, 'grand_total', till.grand_total, 'position', head.position,
                'documents', serials, 'numbers', takens));
    end loop;
    if cardinality(papers) > 0 then
        perform books.write_recorded_v1(indexed, numbered, papers, slips);
    end if;
    if cardinality(lines) > 0 then
        perform books.end_writes_v1(lines, keys, heads || head);
    end if;
    return answers;
end $$;

--
-- Name: refundable_v1(bigint, bigint); Type: FUNCTION; Schema: books; Owner: -
--

CREATE FUNCTION books.refundable_v1(business bigint, charged bigint) RETURNS numeric
    LANGUAGE plpgsql STABLE
    AS $$
begin
    return coalesce((
        select c.amount - coalesce((
            select sum(r.amount) from books.charge r
            where r.business_id = business and r.refunds = charged
                and books.charge_state_v1(business, r.serial) not in ('declined', 'refused')), 0)
        from books.charge c
        where c.business_id = business and c.serial = charged and not c.is_refund
            and books.charge_state_v1(business, charged) = 'approved'), 0);
end $$;

--
-- Name: refusal_v1(jsonb); Type: FUNCTION; Schema: books; Owner: -
--

CREATE FUNCTION books.refusal_v1(item jsonb) RETURNS jsonb
    LANGUAGE plpgsql
    AS $$
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

--
-- Name: refuse_change(); Type: FUNCTION; Schema: books; Owner: -
--

CREATE FUNCTION books.refuse_change() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
begin
    raise exception 'rows of %.% are never changed or removed', tg_table_schema, tg_table_name
        using errcode = 'integrity_constraint_violation';
end $$;

--
-- Name: remember_v1(jsonb[]); Type: FUNCTION; Schema: books; Owner: -
--

CREATE FUNCTION books.remember_v1(items jsonb[]) RETURNS jsonb[]
    LANGUAGE plpgsql
    AS $$
declare
    item jsonb;
    begun record;
    answers jsonb[] := '{}';
begin
    foreach item in array items loop
        begun := books.begin_write_v1(item);
        if begun.refusal is not null then
            answers := answers || begun.refusal;
            continue;
        end if;
        insert into books.idempotency select k.* from books.idempotency_row_v1(item, (item->>'serial')::bigint) k;
        answers := answers || jsonb_build_object('outcome', 'done', 'serial', item->'serial');
    end loop;
    return answers;
end $$;

--
-- Name: restated_v1(bigint, numeric, date, date); Type: FUNCTION; Schema: books; Owner: -
--

CREATE FUNCTION books.restated_v1(business bigint, amount numeric, of_day date, by_day date DEFAULT 'infinity'::date) RETURNS numeric
    LANGUAGE plpgsql STABLE
    AS $$
declare
    rate numeric := (
        select g.rate from books.changeover g
        where g.business_id = business and of_day < g.day and by_day >= g.day);
begin
    return case when rate is null then amount else round(amount / rate, 2) end;
end $$;

--
-- Name: save_contact_v3(jsonb[]); Type: FUNCTION; Schema: books; Owner: -
--

CREATE FUNCTION books.save_contact_v3(items jsonb[]) RETURNS jsonb[]
    LANGUAGE plpgsql
    AS $$
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
                affiliate, card_token, card_last_four, card_expiry, terms_rule, terms_days, preferred_tender, payer,
                first_name, last_name, customer_number, birthday, wedding_anniversary, spouse_name, spouse_birthday,
                agree_email, agree_sms, customer_type, club, club_number, club_points, club_start, club_expiry,
                apartment, building, additional_phone, store_created, barcode, vat_registered, vat_number,
                responsible_person, allow_part_payments, forbid_supplies, forbid_sales, website, active,
                tax_number_type, country_code
            ) values (
                fresh.business_id, fresh.serial, fresh.key, fresh.uuid, fresh.version, fresh.deleted,
                fresh.created_at, fresh.created_by, fresh.updated_at, fresh.updated_by,
                fresh.type, fresh.name, fresh.tax_number, fresh.contact_name, fresh.address1, fresh.address2,
                fresh.city, fresh.postal_code, fresh.country, fresh.phone, fresh.mobile, fresh.fax, fresh.email,
                fresh.class_number, fresh.opening_balance, fresh.price_list, fresh.comments1, fresh.comments2,
                fresh.comments3, fresh.invoice_comment, fresh.bank_account, fresh.bank_branch, fresh.bank,
                fresh.charge_vat, fresh.is_domestic, fresh.is_occasional, fresh.is_private, fresh.affiliate,
                fresh.card_token, fresh.card_last_four, fresh.card_expiry, fresh.terms_rule, fresh.terms_days,
                fresh.preferred_tender, fresh.payer,
                fresh.first_name, fresh.last_name, fresh.customer_number, fresh.birthday, fresh.wedding_anniversary,
                fresh.spouse_name, fresh.spouse_birthday, fresh.agree_email, fresh.agree_sms, fresh.customer_type,
                fresh.club, fresh.club_number, fresh.club_points, fresh.club_start, fresh.club_expiry,
                fresh.apartment, fresh.building, fresh.additional_phone, fresh.store_created, fresh.barcode,
                fresh.vat_registered, fresh.vat_number, fresh.responsible_person, fresh.allow_part_payments,
                fresh.forbid_supplies, fresh.forbid_sales, fresh.website, fresh.active, fresh.tax_number_type,
                fresh.country_code);
        else
            if fresh.deleted then
                perform books.uncount_record_v1(head.business_id, 'contact', '', fresh.serial);
            end if;
            update books.contact c set (
                version, deleted, updated_at, updated_by,
                type, name, tax_number, contact_name, address1, address2, city, postal_code, country, phone, mobile,
                fax, email, class_number, opening_balance, price_list, comments1, comments2, comments3,
                invoice_comment, bank_account, bank_branch, bank, charge_vat, is_domestic, is_occasional, is_private,
                affiliate, card_token, card_last_four, card_expiry, terms_rule, terms_days, preferred_tender, payer,
                first_name, last_name, customer_number, birthday, wedding_anniversary, spouse_name, spouse_birthday,
                agree_email, agree_sms, customer_type, club, club_number, club_points, club_start, club_expiry,
                apartment, building, additional_phone, store_created, barcode, vat_registered, vat_number,
                responsible_person, allow_part_payments, forbid_supplies, forbid_sales, website, active,
                tax_number_type, country_code
            ) = (
                fresh.version, fresh.deleted, fresh.updated_at, fresh.updated_by,
                fresh.type, fresh.name, fresh.tax_number, fresh.contact_name, fresh.address1, fresh.address2,
                fresh.city, fresh.postal_code, fresh.country, fresh.phone, fresh.mobile, fresh.fax, fresh.email,
                fresh.class_number, fresh.opening_balance, fresh.price_list, fresh.comments1, fresh.comments2,
                fresh.comments3, fresh.invoice_comment, fresh.bank_account, fresh.bank_branch, fresh.bank,
                fresh.charge_vat, fresh.is_domestic, fresh.is_occasional, fresh.is_private, fresh.affiliate,
                fresh.card_token, fresh.card_last_four, fresh.card_expiry, fresh.terms_rule, fresh.terms_days,
                fresh.preferred_tender, fresh.payer,
                fresh.first_name, fresh.last_name, fresh.customer_number, fresh.birthday, fresh.wedding_anniversary,
                fresh.spouse_name, fresh.spouse_birthday, fresh.agree_email, fresh.agree_sms, fresh.customer_type,
                fresh.club, fresh.club_number, fresh.club_points, fresh.club_start, fresh.club_expiry,
                fresh.apartment, fresh.building, fresh.additional_phone, fresh.store_created, fresh.barcode,
                fresh.vat_registered, fresh.vat_number, fresh.responsible_person, fresh.allow_part_payments,
                fresh.forbid_supplies, fresh.forbid_sales, fresh.website, fresh.active, fresh.tax_number_type,
                fresh.country_code)
            where c.business_id = head.business_id and c.serial = fresh.serial;
        end if;
        if jsonb_typeof(item->'references') = 'array' then
            perform books.set_references_v1(head.business_id, 'contact', fresh.serial, item->'references');
        end if;
        if jsonb_typeof(item->'voucher') = 'object' then
            head := books.write_voucher_v1(item, head, jsonb_set(item->'voucher', '{entry,postings}', (
                select jsonb_agg(jsonb_set(p, '{contact}', to_jsonb(fresh.serial)) order by place)
                from jsonb_array_elements(item->'voucher'->'entry'->'postings') with ordinality as x(p, place))));
        end if;
        answers := answers || books.end_write_v1(item, head, 'contact', fresh.serial, '{}');
    end loop;
    return answers;
end $$;

--
-- Name: save_draft_v2(jsonb[]); Type: FUNCTION; Schema: books; Owner: -
--

CREATE FUNCTION books.save_draft_v2(items jsonb[]) RETURNS jsonb[]
    LANGUAGE plpgsql
    AS $$
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

--
-- Name: save_inventory_document_v1(jsonb[]); Type: FUNCTION; Schema: books; Owner: -
--

CREATE FUNCTION books.save_inventory_document_v1(items jsonb[]) RETURNS jsonb[]
    LANGUAGE plpgsql
    AS $$
declare
    item jsonb;
    begun record;
    head books.head;
    fresh books.inventory_document;
    answers jsonb[] := '{}';
begin
    foreach item in array items loop
        begun := books.begin_write_v1(item);
        if begun.refusal is not null then
            answers := answers || begun.refusal;
            continue;
        end if;
        head := begun.head;
        fresh := jsonb_populate_record(null::books.inventory_document, item->'paper');
        fresh.business_id := head.business_id;
        if fresh.serial is null then
            fresh.serial := books.next_serial_v1(head.business_id, 'inventory_document');
            insert into books.inventory_document values (fresh.*);
        else
            update books.inventory_document d
            set version = fresh.version, deleted = fresh.deleted, updated_at = fresh.updated_at,
                updated_by = fresh.updated_by, kind = fresh.kind, state = fresh.state, store = fresh.store,
                to_store = fresh.to_store, note = fresh.note
            where d.business_id = head.business_id and d.serial = fresh.serial;
        end if;
        delete from books.inventory_line l
        where l.business_id = head.business_id and l.document_serial = fresh.serial
            and item->'gone' @> to_jsonb(l.number);
        insert into books.inventory_line as l
        select head.business_id, fresh.serial, x.number, x.product, x.kind, x.state, x.quantity, x.sent,
            x.unit_quantity, x.ordered, x.moved, case when x.moved then head.position + 1 end
        from jsonb_populate_recordset(null::books.inventory_line, item->'lines') x
        on conflict (business_id, document_serial, number) do update
        set kind = excluded.kind, state = excluded.state, quantity = excluded.quantity, sent = excluded.sent,
            unit_quantity = excluded.unit_quantity, ordered = excluded.ordered, moved = excluded.moved,
            position = excluded.position;
        perform books.move_between_stores_v1(
            head.business_id, head.stock_moves, head.position + 1, (item->>'day')::date, item->'moves',
            (item->>'beside')::bytea);
        head.stock_moves := head.stock_moves + jsonb_array_length(item->'moves');
        answers := answers || books.end_write_v1(item, head, 'inventory_document', fresh.serial, '{}');
    end loop;
    return answers;
end $$;

--
-- Name: save_mail_text_v1(jsonb[]); Type: FUNCTION; Schema: books; Owner: -
--

CREATE FUNCTION books.save_mail_text_v1(items jsonb[]) RETURNS jsonb[]
    LANGUAGE plpgsql
    AS $$
declare
    item jsonb;
    said jsonb;
    begun record;
    business bigint;
    answers jsonb[] := '{}';
begin
    foreach item in array items loop
        begun := books.begin_write_v1(item);
        if begun.refusal is not null then
            answers := answers || begun.refusal;
            continue;
        end if;
        said := item->'text';
        business := (item->>'business')::bigint;
        if said->>'subject' is null then
            delete from books.mail_text t
            where t.business_id = business and t.kind = said->>'kind' and t.language = said->>'language';
        else
            insert into books.mail_text (business_id, kind, language, subject, body)
            values (business, said->>'kind', said->>'language', said->>'subject', said->>'body')
            on conflict (business_id, kind, language) do update set subject = excluded.subject, body = excluded.body;
        end if;
        answers := answers || books.end_write_v1(
            item, begun.head, 'mail_text/' || (said->>'kind') || '/' || (said->>'language'), 1, '{}');
    end loop;
    return answers;
end $$;

--
-- Name: save_product_v2(jsonb[]); Type: FUNCTION; Schema: books; Owner: -
--

CREATE FUNCTION books.save_product_v2(items jsonb[]) RETURNS jsonb[]
    LANGUAGE plpgsql
    AS $$
declare
    item jsonb;
    begun record;
    head books.head;
    fresh books.product;
    answers jsonb[] := '{}';
begin
    foreach item in array items loop
        begun := books.begin_write_v1(item);
        if begun.refusal is not null then
            answers := answers || begun.refusal;
            continue;
        end if;
        head := begun.head;
        fresh := jsonb_populate_record(null::books.product, item->'product');
        fresh.business_id := head.business_id;
        if fresh.serial is null then
            head.products := head.products + 1;
            fresh.serial := head.products;
            perform books.count_record_v1(head.business_id, 'product', '', fresh.serial);
            insert into books.product values (fresh.*);
        else
            if fresh.deleted then
                perform books.uncount_record_v1(head.business_id, 'product', '', fresh.serial);
            end if;
            update books.product p set (
                version, deleted, updated_at, updated_by, name, description, name_english, description_english,
                comments, serial_number, catalog_number, supplier_catalog_number1, supplier_catalog_number2,
                supplier_catalog_number3, active, warranty, purchase_price, sale_price1, sale_price2, sale_price3,
                sale_price4, charge_vat, currency, price_includes_vat, unit, category, least_stock, most_stock,
                barcode, stocked,
                inventory_number, model_number, item_type, group_code, department, register_name, tax_group,
                measure_unit, forbid_supplies, forbid_sales, forbid_refund
            ) = (
                fresh.version, fresh.deleted, fresh.updated_at, fresh.updated_by, fresh.name, fresh.description,
                fresh.name_english, fresh.description_english, fresh.comments, fresh.serial_number,
                fresh.catalog_number, fresh.supplier_catalog_number1, fresh.supplier_catalog_number2,
                fresh.supplier_catalog_number3, fresh.active, fresh.warranty, fresh.purchase_price, fresh.sale_price1,
                fresh.sale_price2, fresh.sale_price3, fresh.sale_price4, fresh.charge_vat, fresh.currency,
                fresh.price_includes_vat, fresh.unit, fresh.category, fresh.least_stock, fresh.most_stock,
                fresh.barcode, fresh.stocked,
                fresh.inventory_number, fresh.model_number, fresh.item_type, fresh.group_code, fresh.department,
                fresh.register_name, fresh.tax_group, fresh.measure_unit, fresh.forbid_supplies, fresh.forbid_sales,
                fresh.forbid_refund
            ) where p.business_id = head.business_id and p.serial = fresh.serial;
        end if;
        perform books.write_beside_v1(head.business_id, fresh.serial, item);
        if jsonb_typeof(item->'count') = 'object' then
            perform books.move_stock_v1(
                head.business_id, head.stock_moves, head.position + 1,
                (select min(s.serial) from books.store s where s.business_id = head.business_id),
                (item->'count'->>'date')::date, null, null,
                jsonb_build_array(jsonb_build_object(
                    'product', fresh.serial, 'quantity', item->'count'->'quantity', 'line', null,
                    'beside', item->'count'->>'beside')));
            head.stock_moves := head.stock_moves + 1;
        end if;
        answers := answers || books.end_write_v1(item, head, 'product', fresh.serial, '{}');
    end loop;
    return answers;
end $$;

--
-- Name: save_standing_order_v1(jsonb[]); Type: FUNCTION; Schema: books; Owner: -
--

CREATE FUNCTION books.save_standing_order_v1(items jsonb[]) RETURNS jsonb[]
    LANGUAGE plpgsql
    AS $$
declare
    item jsonb;
    begun record;
    fresh books.standing_order;
    answers jsonb[] := '{}';
begin
    foreach item in array items loop
        begun := books.begin_write_v1(item);
        if begun.refusal is not null then
            answers := answers || begun.refusal;
            continue;
        end if;
        fresh := jsonb_populate_record(null::books.standing_order, item->'standing_order');
        fresh.business_id := (item->>'business')::bigint;
        if fresh.serial is null then
            fresh.serial := books.next_serial_v1(fresh.business_id, 'standing_order');
            fresh.runs := 0;
            perform books.count_record_v1(fresh.business_id, 'standing_order', '', fresh.serial);
            insert into books.standing_order values (fresh.*);
        else
            if fresh.deleted then
                perform books.uncount_record_v1(fresh.business_id, 'standing_order', '', fresh.serial);
            end if;
            update books.standing_order s
            set version = fresh.version, deleted = fresh.deleted, updated_at = fresh.updated_at,
                updated_by = fresh.updated_by, login = fresh.login, contact = fresh.contact, body = fresh.body,
                begins_on = fresh.begins_on, next_date = fresh.next_date,
                -- One that is being worked at is looked at when it was said to be.
                due_at = case when s.pending is null then fresh.due_at else s.due_at end
            where s.business_id = fresh.business_id and s.serial = fresh.serial;
        end if;
        answers := answers || books.end_write_v1(item, begun.head, 'standing_order', fresh.serial, '{}');
    end loop;
    return answers;
end $$;

--
-- Name: set_first_number_v1(jsonb[]); Type: FUNCTION; Schema: books; Owner: -
--

CREATE FUNCTION books.set_first_number_v1(items jsonb[]) RETURNS jsonb[]
    LANGUAGE plpgsql
    AS $$
declare
    item jsonb;
    said jsonb;
    begun record;
    answers jsonb[] := '{}';
begin
    foreach item in array items loop
        begun := books.begin_write_v1(item);
        if begun.refusal is not null then
            answers := answers || begun.refusal;
            continue;
        end if;
        said := item->'series';
        insert into books.series as s (business_id, series, run, first_number, last_number)
        values ((item->>'business')::bigint, (said->>'series')::int, said->>'run', (said->>'first')::bigint,
                (said->>'first')::bigint - 1)
        on conflict (business_id, series, run) do update
        set first_number = excluded.first_number, last_number = excluded.last_number;
        answers := answers || books.end_write_v1(
            item, begun.head, 'series/' || (said->>'run'), (said->>'series')::bigint, '{}');
    end loop;
    return answers;
end $$;

--
-- Name: set_option_v1(jsonb[]); Type: FUNCTION; Schema: books; Owner: -
--

CREATE FUNCTION books.set_option_v1(items jsonb[]) RETURNS jsonb[]
    LANGUAGE plpgsql
    AS $$
declare
    item jsonb;
    said jsonb;
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
        head := begun.head;
        said := item->'option';
        insert into books.option as o (business_id, name, version, body, sealed)
        values (head.business_id, said->>'name', (said->>'version')::int, said->>'body', decode(said->>'sealed', 'hex'))
        on conflict (business_id, name) do update
        set version = excluded.version, body = excluded.body, sealed = excluded.sealed
        where o.version = excluded.version - 1;
        if not found then
            answers := answers || jsonb_build_object('outcome', 'stale', 'serial', 0);
            continue;
        end if;
        head.settings := head.settings + 1;
        answers := answers || books.end_write_v1(item, head, 'option/' || (said->>'name'), 1, '{}');
    end loop;
    return answers;
end $$;

--
-- Name: set_period_v1(jsonb[]); Type: FUNCTION; Schema: books; Owner: -
--

CREATE FUNCTION books.set_period_v1(items jsonb[]) RETURNS jsonb[]
    LANGUAGE plpgsql
    AS $$
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
        head := begun.head;
        head.settings := head.settings + 1;
        head.closed_through := (item->>'closed_through')::date;
        insert into books.period_change (business_id, position, closed_through, recorded_at, recorded_by)
        values (head.business_id, head.position + 1, head.closed_through, (item->>'recorded_at')::timestamptz,
                item->>'actor');
        answers := answers || books.end_write_v1(item, head, 'period', 1, '{}');
    end loop;
    return answers;
end $$;

--
-- Name: set_references_v1(bigint, text, bigint, jsonb); Type: FUNCTION; Schema: books; Owner: -
--

CREATE FUNCTION books.set_references_v1(business bigint, of_sort text, of_serial bigint, said jsonb) RETURNS void
    LANGUAGE plpgsql
    AS $$
begin
    delete from books.reference r
    where r.business_id = business and r.sort = of_sort and r.serial = of_serial
        and not said @> jsonb_build_array(jsonb_build_object('scheme', r.scheme, 'value', r.value));
    insert into books.reference (business_id, sort, scheme, value, serial)
    select business, of_sort, s.scheme, s.value, of_serial
    from jsonb_to_recordset(said) as s(scheme text, value text)
    where not exists (
        select from books.reference r
        where r.business_id = business and r.sort = of_sort and r.scheme = s.scheme and r.value = s.value
            and r.serial = of_serial);
end $$;

--
-- Name: settle_v2(bigint, bigint, bigint, bigint, bigint, timestamp with time zone, text, jsonb); Type: FUNCTION; Schema: books; Owner: -
--

CREATE FUNCTION books.settle_v2(business bigint, last_serial bigint, pos bigint, self bigint, voucher bigint, at timestamp with time zone, who text, settlements jsonb) RETURNS void
    LANGUAGE plpgsql
    AS $$
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

--
-- Name: shop_v1(jsonb[]); Type: FUNCTION; Schema: books; Owner: -
--

CREATE FUNCTION books.shop_v1(items jsonb[]) RETURNS jsonb[]
    LANGUAGE plpgsql
    AS $$
declare
    item jsonb;
    part jsonb;
    begun record;
    head books.head;
    written bigint;
    answers jsonb[] := '{}';
begin
    foreach item in array items loop
        begun := books.begin_write_v1(item);
        if begun.refusal is not null then
            answers := answers || begun.refusal;
            continue;
        end if;
        head := begun.head;
        part := item->'part';
        if part->>'table' not in (
            'store', 'register', 'staff', 'department', 'club', 'price_list', 'tender_type', 'bank_account')
        then
            raise exception 'no part of a shop: %', part->>'table';
        end if;
        written := books.write_part_of_shop_v1(head.business_id, part);
        if written is null then
            answers := answers || jsonb_build_object('outcome', 'stale', 'serial', 0);
            continue;
        end if;
        head.settings := head.settings + 1;
        answers := answers || books.end_write_v1(item, head, part->>'sort', written, '{}');
    end loop;
    return answers;
end $$;

--
-- Name: store_authority_token_v1(jsonb[]); Type: FUNCTION; Schema: books; Owner: -
--

CREATE FUNCTION books.store_authority_token_v1(items jsonb[]) RETURNS jsonb[]
    LANGUAGE plpgsql
    AS $$
declare
    item jsonb;
    said jsonb;
    begun record;
    answers jsonb[] := '{}';
begin
    foreach item in array items loop
        begun := books.begin_write_v1(item);
        if begun.refusal is not null then
            answers := answers || begun.refusal;
            continue;
        end if;
        said := item->'token';
        insert into books.authority_token as t (business_id, version, sealed, access_until, refresh_until)
        values ((item->>'business')::bigint, (said->>'version')::int, decode(said->>'sealed', 'hex'),
                (said->>'access_until')::timestamptz, (said->>'refresh_until')::timestamptz)
        on conflict (business_id) do update
        set version = excluded.version, sealed = excluded.sealed, access_until = excluded.access_until,
            refresh_until = excluded.refresh_until, ended = null
        where t.version = excluded.version - 1;
        if not found then
            answers := answers || jsonb_build_object('outcome', 'stale', 'serial', 0);
            continue;
        end if;
        answers := answers || books.end_write_v1(item, begun.head, 'authority_token', 1, '{}');
    end loop;
    return answers;
end $$;

--
-- Name: register; Type: TABLE; Schema: books; Owner: -
--

CREATE TABLE books.register (
    business_id bigint NOT NULL,
    serial bigint NOT NULL,
    key text NOT NULL COLLATE pg_catalog."C",
    uuid uuid NOT NULL,
    store_serial bigint NOT NULL,
    number integer NOT NULL,
    series integer NOT NULL,
    api boolean DEFAULT false NOT NULL,
    last_sequence bigint DEFAULT 0 NOT NULL,
    version integer DEFAULT 0 NOT NULL,
    name text,
    hardware boolean DEFAULT false NOT NULL,
    own_numbers boolean DEFAULT false NOT NULL,
    fiscal_device text COLLATE pg_catalog."C",
    operator_code text COLLATE pg_catalog."C",
    active boolean DEFAULT true NOT NULL,
    grand_total books.money DEFAULT 0 NOT NULL,
    told_numbers boolean DEFAULT false NOT NULL,
    CONSTRAINT register_fiscal_device_check CHECK ((fiscal_device ~ '^[0-9A-Z]{8}$'::text)),
    CONSTRAINT register_key_check CHECK (((length(key) >= 1) AND (length(key) <= 50))),
    CONSTRAINT register_operator_code_check CHECK ((operator_code ~ '^[0-9A-Z]{1,4}$'::text)),
    CONSTRAINT register_series_check CHECK (((series >= 0) AND (series <= 99)))
)
WITH (fillfactor='50');

--
-- Name: take_number_for_v1(bigint, jsonb); Type: FUNCTION; Schema: books; Owner: -
--

CREATE FUNCTION books.take_number_for_v1(business bigint, record jsonb) RETURNS books.register
    LANGUAGE plpgsql
    AS $$
begin
    if jsonb_typeof(record->'virtual') = 'object' then
        return books.take_till_number_v1(
            business, record->'virtual', (record->'virtual'->>'series')::int, record->'happened');
    end if;
    return books.take_own_number_v1(business, record);
end $$;

--
-- Name: take_number_v1(bigint, integer, text, bigint); Type: FUNCTION; Schema: books; Owner: -
--

CREATE FUNCTION books.take_number_v1(business bigint, of_series integer, of_run text, first bigint) RETURNS bigint
    LANGUAGE plpgsql
    AS $$
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

--
-- Name: take_own_number_v1(bigint, jsonb); Type: FUNCTION; Schema: books; Owner: -
--

CREATE FUNCTION books.take_own_number_v1(business bigint, record jsonb) RETURNS books.register
    LANGUAGE plpgsql
    AS $$
declare
    till books.register;
    happened jsonb := record->'happened';
begin
    update books.register r
    set told_numbers = r.told_numbers or (record->>'sequence') is not null,
        last_sequence = greatest(r.last_sequence, coalesce((record->>'sequence')::bigint, r.last_sequence + 1)),
        grand_total = r.grand_total + case
            when happened->>'kind' = 'sale' then greatest((happened->>'total')::numeric, 0) else 0 end
    where r.business_id = business and r.serial = (record->>'register')::bigint
    returning * into strict till;
    return till;
end $$;

--
-- Name: take_sales_order_v1(jsonb[]); Type: FUNCTION; Schema: books; Owner: -
--

CREATE FUNCTION books.take_sales_order_v1(items jsonb[]) RETURNS jsonb[]
    LANGUAGE plpgsql
    AS $$
declare
    item jsonb;
    begun record;
    fresh books.sales_order;
    counted text;
    answers jsonb[] := '{}';
begin
    foreach item in array items loop
        begun := books.begin_write_v1(item);
        if begun.refusal is not null then
            answers := answers || begun.refusal;
            continue;
        end if;
        fresh := jsonb_populate_record(null::books.sales_order, item->'sales_order');
        fresh.business_id := (item->>'business')::bigint;
        fresh.serial := books.next_serial_v1(fresh.business_id, 'sales_order');
        counted := 'sales_order/' || fresh.register;
        if fresh.number is null then
            fresh.number := books.next_serial_v1(fresh.business_id, counted);
        else
            insert into books.serial_counter as s (business_id, sort, last_serial)
            values (fresh.business_id, counted, fresh.number)
            on conflict (business_id, sort) do update set last_serial = greatest(s.last_serial, excluded.last_serial);
        end if;
        fresh.recorded_at := (item->>'recorded_at')::timestamptz;
        fresh.recorded_by := item->>'actor';
        insert into books.sales_order values (fresh.*);
        answers := answers || books.end_write_v1(item, begun.head, 'sales_order', fresh.serial, array[(
            select r.number || '-' || fresh.number from books.register r
            where r.business_id = fresh.business_id and r.serial = fresh.register)]);
    end loop;
    return answers;
end $$;

--
-- Name: take_till_number_v1(bigint, jsonb, integer, jsonb); Type: FUNCTION; Schema: books; Owner: -
--

CREATE FUNCTION books.take_till_number_v1(business bigint, wanted jsonb, of_series integer, happened jsonb) RETURNS books.register
    LANGUAGE plpgsql
    AS $$
declare
    till books.register;
    sold numeric := case when happened->>'kind' = 'sale' then greatest((happened->>'total')::numeric, 0) else 0 end;
begin
    update books.register r set last_sequence = r.last_sequence + 1, grand_total = r.grand_total + sold
    where r.business_id = business and r.series = of_series and r.api returning * into till;
    if not found then
        insert into books.register (
            business_id, serial, key, uuid, store_serial, number, series, api, last_sequence, grand_total)
        select business, coalesce(max(r.serial), 0) + 1, wanted->>'key', (wanted->>'uuid')::uuid,
               (select min(s.serial) from books.store s where s.business_id = business),
               (wanted->>'number')::int, of_series, true, 1, sold
        from books.register r where r.business_id = business
        returning * into till;
    end if;
    return till;
end $$;

--
-- Name: touch_sources_v1(jsonb, jsonb); Type: FUNCTION; Schema: books; Owner: -
--

CREATE FUNCTION books.touch_sources_v1(item jsonb, issue jsonb) RETURNS void
    LANGUAGE plpgsql
    AS $$
begin
    update books.document_index d
    set related = true,
        version = d.version + case when exists (
            select from jsonb_to_recordset(issue->'settlements') as s(paying bigint, paid bigint)
            where d.serial in (s.paying, s.paid)) then 0 else 1 end,
        superseded = d.superseded or issue->'supersedes' @> to_jsonb(d.serial),
        deducted = d.deducted + coalesce((
            select sum(u.amount) from jsonb_to_recordset(issue->'deducts') as u(document bigint, amount numeric)
            where u.document = d.serial), 0),
        open_amount = case when issue->'supersedes' @> to_jsonb(d.serial) then 0 else d.open_amount end,
        credited = d.credited + case
            when d.serial = (issue->'credits'->>'document')::bigint then (issue->'credits'->>'amount')::numeric else 0 end
    from (
        select (s->>'document')::bigint as serial from jsonb_array_elements(issue->'document'->'sources') s
        union
        select (b->>'document')::bigint
        from jsonb_array_elements(issue->'document'->'lines') l
        cross join lateral jsonb_array_elements(
            case when jsonb_typeof(l->'bases') = 'array' then l->'bases' else '[]' end) b
    ) named
    where d.business_id = (item->>'business')::bigint and d.serial = named.serial;
end $$;

--
-- Name: uncount_record_v1(bigint, text, text, bigint); Type: FUNCTION; Schema: books; Owner: -
--

CREATE FUNCTION books.uncount_record_v1(business bigint, counted text, counted_kind text, counted_serial bigint) RETURNS void
    LANGUAGE plpgsql
    AS $$
begin
    update books.tally t set records = t.records - 1
    where t.business_id = business and t.sort = counted and t.kind = counted_kind
        and t.block = counted_serial / 1024;
end $$;

--
-- Name: untouch_sources_v1(bigint, jsonb); Type: FUNCTION; Schema: books; Owner: -
--

CREATE FUNCTION books.untouch_sources_v1(business bigint, cancel jsonb) RETURNS void
    LANGUAGE plpgsql
    AS $$
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

--
-- Name: write_beside_v1(bigint, bigint, jsonb); Type: FUNCTION; Schema: books; Owner: -
--

CREATE FUNCTION books.write_beside_v1(business bigint, of_product bigint, item jsonb) RETURNS void
    LANGUAGE plpgsql
    AS $$
begin
    if jsonb_typeof(item->'references') = 'array' then
        perform books.set_references_v1(business, 'product', of_product, item->'references');
    end if;
    if jsonb_typeof(item->'prices') = 'array' then
        delete from books.store_price s where s.business_id = business and s.product = of_product;
        insert into books.store_price (business_id, product, store, price)
        select business, of_product, s.store, s.price from jsonb_to_recordset(item->'prices') as s(store bigint, price numeric);
    end if;
    if jsonb_typeof(item->'pictures') = 'array' then
        delete from books.product_picture s
        using jsonb_to_recordset(item->'pictures') as n(number int)
        where s.business_id = business and s.product = of_product and s.number = n.number;
        insert into books.product_picture (business_id, product, number, picture)
        select business, of_product, n.number, decode(n.picture, 'hex')
        from jsonb_to_recordset(item->'pictures') as n(number int, picture text) where n.picture is not null;
    end if;
end $$;

--
-- Name: write_expense_v1(jsonb[], bytea[]); Type: FUNCTION; Schema: books; Owner: -
--

CREATE FUNCTION books.write_expense_v1(items jsonb[], blobs bytea[] DEFAULT NULL::bytea[]) RETURNS jsonb[]
    LANGUAGE plpgsql
    AS $$
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

--
-- Name: write_issued_v2(books.issued_v2[]); Type: FUNCTION; Schema: books; Owner: -
--

CREATE FUNCTION books.write_issued_v2(papers books.issued_v2[]) RETURNS void
    LANGUAGE plpgsql
    SET plan_cache_mode TO 'force_generic_plan'
    AS $$
begin
    insert into books.transaction (
        business_id, serial, uuid, register_serial, sequence, recorded_at, kind, store_serial, local_time, happened_at,
        contact, seller, modifier, total, grand_total, position, slip)
    select p.business_id, p.transaction_serial, (p.issue->>'transaction_uuid')::uuid, p.register_serial, p.sequence,
        p.recorded_at, p.issue->'happened'->>'kind', p.store_serial, (p.issue->'happened'->>'local_time')::timestamp,
        (p.issue->'happened'->>'happened_at')::timestamptz, (p.issue->'document'->>'contact')::bigint,
        (p.issue->'happened'->>'seller')::bigint, (p.issue->'happened'->>'modifier')::bigint,
        (p.issue->'happened'->>'total')::numeric, p.grand_total, p.position, p.issue->'happened'->'slip'
    from unnest(papers) p where jsonb_typeof(p.issue->'happened') = 'object';
    insert into books.entry
    select p.business_id, p.entry_serial, (p.issue->'entry'->>'document_date')::date,
        (p.issue->'entry'->>'tax_date')::date, (p.issue->'entry'->>'posting_date')::date, p.recorded_at,
        jsonb_array_length(p.issue->'entry'->'postings'),
        (select sum(x.amount) from jsonb_to_recordset(p.issue->'entry'->'postings') as x(amount numeric)
         where x.amount > 0)
    from unnest(papers) p where p.entry_serial is not null;
    with posted as (
        insert into books.posting
        select p.business_id, p.entry_serial, x.place, x.account, x.contact, x.amount, x.currency, x.currency_amount,
            x.rate, x.vat_category, x.vat_rate
        from unnest(papers) p
        cross join lateral rows from (jsonb_to_recordset(p.issue->'entry'->'postings') as (
            account text, contact bigint, amount numeric, currency text, currency_amount numeric, rate numeric,
            vat_category text, vat_rate numeric
        )) with ordinality as x(account, contact, amount, currency, currency_amount, rate, vat_category, vat_rate, place)
        where p.entry_serial is not null
        returning business_id, account, contact, amount
    )
    insert into books.balance as b (business_id, account, contact, amount)
    select business_id, account, contact, sum(amount) from posted
    group by business_id, account, contact order by business_id, account, contact
    on conflict (business_id, account, contact) do update set amount = b.amount + excluded.amount;
    insert into books.document
    select d.*
    from unnest(papers) p
    cross join lateral jsonb_populate_record(null::books.document, p.issue->'document' || jsonb_build_object(
        'business_id', p.business_id, 'serial', p.serial, 'transaction_serial', p.transaction_serial,
        'entry_serial', p.entry_serial, 'body', p.issue->'document')) d;
    insert into books.document_line
    select p.business_id, p.serial, l.number, l.product, l.catalog_number, l.name, l.details, l.unit_price, l.quantity,
        l.currency, l.rate, l.discount, l.vat, l.net, l.product_serial, l.unit, l.goods, l.name_english,
        l.details_english, l.warranty, l.vat_rate, l.vat_reason, l.class_number
    from unnest(papers) p
    cross join lateral jsonb_populate_recordset(null::books.document_line, p.issue->'document'->'lines') l;
    insert into books.document_line_base
    select p.business_id, p.serial, (l.one->>'number')::int, b.place, (b.one->>'document')::bigint,
        (b.one->>'line')::int, (b.one->>'quantity')::numeric
    from unnest(papers) p
    cross join lateral jsonb_array_elements(p.issue->'document'->'lines') l(one)
    cross join lateral jsonb_array_elements(
        case when jsonb_typeof(l.one->'bases') = 'array' then l.one->'bases' else '[]' end)
        with ordinality as b(one, place);
    insert into books.document_vat
    select p.business_id, p.serial, v.place, v.one->>'category', (v.one->>'rate')::numeric, (v.one->>'base')::numeric,
        (v.one->>'vat')::numeric
    from unnest(papers) p
    cross join lateral jsonb_array_elements(p.issue->'document'->'vat_totals') with ordinality as v(one, place);
    insert into books.document_source
    select p.business_id, p.serial, s.place, (s.one->>'document')::bigint, (s.one->>'amount')::numeric
    from unnest(papers) p
    cross join lateral jsonb_array_elements(p.issue->'document'->'sources') with ordinality as s(one, place);
    insert into books.till_line
    select p.business_id, p.till_lines + t.number, (p.issue->'till'->(t.number - 1)->>'uuid')::uuid, p.serial, t.number,
        t.type, t.account, t.branch, t.bank, t.cheque_number, t.due_date, t.amount, t.currency, t.rate, t.book_amount,
        (p.issue->'till'->(t.number - 1)->>'in_till')::boolean, (p.issue->'document'->>'date')::date
    from unnest(papers) p
    cross join lateral jsonb_populate_recordset(null::books.till_line, p.issue->'document'->'tenders') t;
    with moved as (
        insert into books.stock_move (
            business_id, serial, product, store, quantity, date, document_serial, line, position)
        select p.business_id, p.stock_moves + m.place, (m.one->>'product')::bigint, p.store_serial,
            (m.one->>'quantity')::numeric, (p.issue->'document'->>'date')::date, p.serial, (m.one->>'line')::int,
            p.position
        from unnest(papers) p
        cross join lateral jsonb_array_elements(p.issue->'moves') with ordinality as m(one, place)
        returning business_id, product, store, quantity
    )
    insert into books.stock as s (business_id, product, store, quantity)
    select business_id, product, store, sum(quantity) from moved
    group by business_id, product, store order by business_id, product, store
    on conflict (business_id, product, store) do update set quantity = s.quantity + excluded.quantity;
end $$;

--
-- Name: write_part_of_shop_v1(bigint, jsonb); Type: FUNCTION; Schema: books; Owner: -
--

CREATE FUNCTION books.write_part_of_shop_v1(business bigint, part jsonb) RETURNS bigint
    LANGUAGE plpgsql
    AS $_$
declare
    written bigint := (part->>'serial')::bigint;
    said jsonb := (part->'fields') || jsonb_build_object('version', part->'version');
    columns text := (select string_agg(format('%I', k), ', ' order by k) from jsonb_object_keys(said) k);
    kept int;
begin
    if written is not null then
        execute format('select t.version from books.%I t where t.business_id = $1 and t.serial = $2', part->>'table')
        into kept using business, written;
    else
        execute format('select coalesce(max(t.serial), 0) + 1 from books.%I t where t.business_id = $1', part->>'table')
        into strict written using business;
    end if;
    if coalesce(kept, 0) <> (part->>'version')::int - 1 then
        return null;
    end if;
    if kept is null then
        execute format(
            'insert into books.%1$I (business_id, serial, %2$s) '
            'select $1, $2, %2$s from jsonb_populate_record(null::books.%1$I, $3)', part->>'table', columns)
        using business, written, said;
    else
        execute format(
            'update books.%1$I t set (%2$s) = (select %2$s from jsonb_populate_record(null::books.%1$I, $3)) '
            'where t.business_id = $1 and t.serial = $2', part->>'table', columns)
        using business, written, said;
    end if;
    return written;
end $_$;

--
-- Name: legal_number; Type: TABLE; Schema: books; Owner: -
--

CREATE TABLE books.legal_number (
    business_id bigint NOT NULL,
    series integer NOT NULL,
    run text NOT NULL COLLATE pg_catalog."C",
    number bigint NOT NULL,
    document_serial bigint NOT NULL
);

--
-- Name: write_recorded_v1(books.document_index[], books.legal_number[], books.issued_v2[], jsonb[]); Type: FUNCTION; Schema: books; Owner: -
--

CREATE FUNCTION books.write_recorded_v1(indexed books.document_index[], numbered books.legal_number[], papers books.issued_v2[], slips jsonb[]) RETURNS void
    LANGUAGE plpgsql
    SET plan_cache_mode TO 'force_generic_plan'
    AS $$
begin
    insert into books.document_index select d.* from unnest(indexed) d;
    insert into books.legal_number select n.* from unnest(numbered) n;
    insert into books.tally as t (business_id, sort, kind, block, records)
    select d.business_id, 'document', d.kind, d.serial / 1024, count(*) from unnest(indexed) d
    group by d.business_id, d.kind, d.serial / 1024 order by d.business_id, d.kind, d.serial / 1024
    on conflict (business_id, sort, kind, block) do update set records = t.records + excluded.records;
    insert into books.allocation (business_id, document_serial, at_issue, waits, next_at)
    select d.business_id, d.serial, true, true, d.created_at from unnest(indexed) d
    where d.allocation_state = 'pending';
    perform books.write_issued_v2(papers);
    insert into books.slip_line
    select (s.one->>'business')::bigint, l.uuid, (s.one->>'serial')::bigint, l.number,
        (s.one->'serials'->>l.document)::bigint, l.line, l.quantity, l.returns
    from unnest(slips) s(one)
    cross join lateral jsonb_to_recordset(s.one->'lines') as l(
        uuid uuid, number int, document int, line int, quantity numeric, returns uuid);
end $$;

--
-- Name: write_voucher_v1(jsonb, books.head, jsonb); Type: FUNCTION; Schema: books; Owner: -
--

CREATE FUNCTION books.write_voucher_v1(item jsonb, head books.head, said jsonb) RETURNS books.head
    LANGUAGE plpgsql
    AS $$
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

--
-- Name: allocation; Type: TABLE; Schema: books; Owner: -
--

CREATE TABLE books.allocation (
    business_id bigint NOT NULL,
    document_serial bigint NOT NULL,
    at_issue boolean NOT NULL,
    action integer,
    waits boolean NOT NULL,
    attempts integer DEFAULT 0 NOT NULL,
    next_at timestamp with time zone NOT NULL,
    claimed_until timestamp with time zone,
    trouble text
)
WITH (fillfactor='70');

--
-- Name: allocation_step; Type: TABLE; Schema: books; Owner: -
--

CREATE TABLE books.allocation_step (
    business_id bigint NOT NULL,
    serial bigint NOT NULL,
    document_serial bigint NOT NULL,
    kind text NOT NULL COLLATE pg_catalog."C",
    state text NOT NULL COLLATE pg_catalog."C",
    request uuid NOT NULL,
    number text COLLATE pg_catalog."C",
    code text COLLATE pg_catalog."C",
    detail text,
    recorded_at timestamp with time zone NOT NULL,
    recorded_by text NOT NULL
);

--
-- Name: authority_token; Type: TABLE; Schema: books; Owner: -
--

CREATE TABLE books.authority_token (
    business_id bigint NOT NULL,
    version integer NOT NULL,
    sealed bytea NOT NULL,
    access_until timestamp with time zone,
    refresh_until timestamp with time zone,
    ended text
);

--
-- Name: balance; Type: TABLE; Schema: books; Owner: -
--

CREATE TABLE books.balance (
    business_id bigint NOT NULL,
    account text NOT NULL COLLATE pg_catalog."C",
    contact bigint NOT NULL,
    amount books.money NOT NULL
)
WITH (fillfactor='50');

--
-- Name: bank_account; Type: TABLE; Schema: books; Owner: -
--

CREATE TABLE books.bank_account (
    business_id bigint NOT NULL,
    serial bigint NOT NULL,
    key text NOT NULL COLLATE pg_catalog."C",
    uuid uuid NOT NULL,
    version integer NOT NULL,
    bank_name text NOT NULL,
    branch_name text,
    iban text NOT NULL COLLATE pg_catalog."C",
    bic text COLLATE pg_catalog."C",
    currency text NOT NULL COLLATE pg_catalog."C",
    city_id bigint,
    city_name text,
    address text,
    created_by bigint,
    created_at timestamp with time zone NOT NULL,
    active boolean NOT NULL,
    CONSTRAINT bank_account_key_check CHECK (((length(key) >= 1) AND (length(key) <= 50)))
);

--
-- Name: cancellation; Type: TABLE; Schema: books; Owner: -
--

CREATE TABLE books.cancellation (
    business_id bigint NOT NULL,
    document_serial bigint NOT NULL,
    entry_serial bigint,
    date date NOT NULL,
    recorded_at timestamp with time zone NOT NULL,
    recorded_by text NOT NULL
);

--
-- Name: card_page; Type: TABLE; Schema: books; Owner: -
--

CREATE TABLE books.card_page (
    business_id bigint NOT NULL,
    serial bigint NOT NULL,
    uuid uuid NOT NULL,
    gateway text NOT NULL COLLATE pg_catalog."C",
    page_id text NOT NULL,
    url text NOT NULL,
    operation text NOT NULL COLLATE pg_catalog."C",
    contact_serial bigint,
    amount numeric(18,2),
    currency text NOT NULL COLLATE pg_catalog."C",
    recorded_at timestamp with time zone NOT NULL,
    recorded_by text NOT NULL,
    CONSTRAINT card_page_amount_check CHECK ((amount > (0)::numeric)),
    CONSTRAINT card_page_check CHECK (((operation = 'token'::text) = (amount IS NULL))),
    CONSTRAINT card_page_operation_check CHECK ((operation = ANY (ARRAY['charge'::text, 'charge-and-token'::text, 'token'::text])))
);

--
-- Name: card_page_result; Type: TABLE; Schema: books; Owner: -
--

CREATE TABLE books.card_page_result (
    business_id bigint NOT NULL,
    page_serial bigint NOT NULL,
    state text NOT NULL COLLATE pg_catalog."C",
    reference text,
    code text,
    message text,
    token text,
    last_four text COLLATE pg_catalog."C",
    expiry text COLLATE pg_catalog."C",
    recorded_at timestamp with time zone NOT NULL,
    recorded_by text NOT NULL,
    CONSTRAINT card_page_result_last_four_check CHECK ((last_four ~ '^[0-9]{4}$'::text)),
    CONSTRAINT card_page_result_state_check CHECK ((state = ANY (ARRAY['approved'::text, 'declined'::text, 'refused'::text])))
);

--
-- Name: changeover; Type: TABLE; Schema: books; Owner: -
--

CREATE TABLE books.changeover (
    business_id bigint NOT NULL,
    day date NOT NULL,
    before text NOT NULL COLLATE pg_catalog."C",
    after text NOT NULL COLLATE pg_catalog."C",
    rate numeric(12,6) NOT NULL,
    voucher_serial bigint NOT NULL,
    CONSTRAINT changeover_check CHECK ((after <> before)),
    CONSTRAINT changeover_rate_check CHECK ((rate > (0)::numeric))
);

--
-- Name: charge; Type: TABLE; Schema: books; Owner: -
--

CREATE TABLE books.charge (
    business_id bigint NOT NULL,
    serial bigint NOT NULL,
    key text NOT NULL COLLATE pg_catalog."C",
    uuid uuid NOT NULL,
    gateway text NOT NULL COLLATE pg_catalog."C",
    contact_serial bigint,
    last_four text COLLATE pg_catalog."C",
    amount numeric(18,2) NOT NULL,
    currency text NOT NULL COLLATE pg_catalog."C",
    credit text NOT NULL COLLATE pg_catalog."C",
    payments integer NOT NULL,
    is_refund boolean NOT NULL,
    refunds bigint,
    recorded_at timestamp with time zone NOT NULL,
    recorded_by text NOT NULL,
    CONSTRAINT charge_amount_check CHECK ((amount > (0)::numeric)),
    CONSTRAINT charge_check CHECK ((is_refund OR (refunds IS NULL))),
    CONSTRAINT charge_credit_check CHECK ((credit = ANY (ARRAY['regular'::text, 'credit'::text, 'instalments'::text]))),
    CONSTRAINT charge_last_four_check CHECK ((last_four ~ '^[0-9]{4}$'::text)),
    CONSTRAINT charge_payments_check CHECK (((payments >= 1) AND (payments <= 99)))
);

--
-- Name: charge_outcome; Type: TABLE; Schema: books; Owner: -
--

CREATE TABLE books.charge_outcome (
    business_id bigint NOT NULL,
    charge_serial bigint NOT NULL,
    number integer NOT NULL,
    state text NOT NULL COLLATE pg_catalog."C",
    witness text NOT NULL COLLATE pg_catalog."C",
    reference text,
    code text,
    message text,
    recorded_at timestamp with time zone NOT NULL,
    recorded_by text NOT NULL,
    CONSTRAINT charge_outcome_state_check CHECK ((state = ANY (ARRAY['approved'::text, 'declined'::text, 'refused'::text, 'unknown'::text]))),
    CONSTRAINT charge_outcome_witness_check CHECK ((witness = ANY (ARRAY['answer'::text, 'look-up'::text, 'person'::text])))
);

--
-- Name: club; Type: TABLE; Schema: books; Owner: -
--

CREATE TABLE books.club (
    business_id bigint NOT NULL,
    serial bigint NOT NULL,
    key text NOT NULL COLLATE pg_catalog."C",
    uuid uuid NOT NULL,
    version integer NOT NULL,
    code integer NOT NULL,
    name text NOT NULL,
    active boolean NOT NULL,
    CONSTRAINT club_code_check CHECK ((code > 0)),
    CONSTRAINT club_key_check CHECK (((length(key) >= 1) AND (length(key) <= 50)))
);

--
-- Name: contact; Type: TABLE; Schema: books; Owner: -
--

CREATE TABLE books.contact (
    business_id bigint NOT NULL,
    serial bigint NOT NULL,
    key text NOT NULL COLLATE pg_catalog."C",
    uuid uuid NOT NULL,
    version integer NOT NULL,
    deleted boolean DEFAULT false NOT NULL,
    created_at timestamp with time zone NOT NULL,
    created_by text NOT NULL,
    updated_at timestamp with time zone NOT NULL,
    updated_by text NOT NULL,
    type text NOT NULL COLLATE pg_catalog."C",
    name text,
    tax_number text COLLATE pg_catalog."C",
    contact_name text,
    address1 text,
    address2 text,
    city text,
    postal_code text,
    country text,
    phone text,
    mobile text,
    fax text,
    email text,
    class_number integer,
    opening_balance books.money NOT NULL,
    price_list integer,
    comments1 text,
    comments2 text,
    comments3 text,
    invoice_comment text,
    bank_account text,
    bank_branch text,
    bank integer,
    charge_vat boolean,
    is_domestic boolean NOT NULL,
    is_occasional boolean NOT NULL,
    is_private boolean NOT NULL,
    affiliate text,
    card_token text,
    card_last_four text COLLATE pg_catalog."C",
    card_expiry text,
    terms_rule text COLLATE pg_catalog."C",
    terms_days integer NOT NULL,
    preferred_tender text COLLATE pg_catalog."C",
    mail_addresses text[] GENERATED ALWAYS AS (
CASE
    WHEN (email IS NULL) THEN NULL::text[]
    ELSE regexp_split_to_array(lower((email COLLATE "C")), '[,;[:space:]]+'::text)
END) STORED,
    payer bigint,
    first_name text,
    last_name text,
    customer_number text COLLATE pg_catalog."C",
    birthday date,
    wedding_anniversary date,
    spouse_name text,
    spouse_birthday date,
    agree_email boolean,
    agree_sms boolean,
    customer_type integer,
    club bigint,
    club_number text,
    club_points books.money,
    club_start timestamp(3) without time zone,
    club_expiry timestamp(3) without time zone,
    apartment text,
    building text,
    additional_phone text,
    store_created bigint,
    barcode text COLLATE pg_catalog."C",
    vat_registered boolean,
    vat_number text COLLATE pg_catalog."C",
    responsible_person text,
    allow_part_payments boolean,
    forbid_supplies boolean,
    forbid_sales boolean,
    website text,
    active boolean,
    tax_number_type text COLLATE pg_catalog."C",
    country_code text COLLATE pg_catalog."C",
    phone_digits text[] GENERATED ALWAYS AS (array_remove(ARRAY[NULLIF(regexp_replace(phone, '[^0-9]'::text, ''::text, 'g'::text), ''::text), NULLIF(regexp_replace(mobile, '[^0-9]'::text, ''::text, 'g'::text), ''::text), NULLIF(regexp_replace(additional_phone, '[^0-9]'::text, ''::text, 'g'::text), ''::text)], NULL::text)) STORED,
    CONSTRAINT contact_card_last_four_check CHECK ((card_last_four ~ '^[0-9]{1,4}$'::text)),
    CONSTRAINT contact_country_code_check CHECK ((country_code ~ '^[A-Z]{2}$'::text)),
    CONSTRAINT contact_key_check CHECK (((length(key) >= 1) AND (length(key) <= 50))),
    CONSTRAINT contact_price_list_check CHECK (((price_list >= 1) AND (price_list <= 4))),
    CONSTRAINT contact_tax_number_type_check CHECK ((tax_number_type = ANY (ARRAY['company'::text, 'personal'::text, 'passport'::text, 'tax'::text, 'social'::text]))),
    CONSTRAINT contact_type_check CHECK ((type = ANY (ARRAY['customer'::text, 'supplier'::text, 'both'::text])))
);

--
-- Name: department; Type: TABLE; Schema: books; Owner: -
--

CREATE TABLE books.department (
    business_id bigint NOT NULL,
    serial bigint NOT NULL,
    key text NOT NULL COLLATE pg_catalog."C",
    uuid uuid NOT NULL,
    version integer NOT NULL,
    name text NOT NULL,
    class_number integer NOT NULL,
    active boolean NOT NULL,
    CONSTRAINT department_key_check CHECK (((length(key) >= 1) AND (length(key) <= 50)))
);

--
-- Name: deposit; Type: TABLE; Schema: books; Owner: -
--

CREATE TABLE books.deposit (
    business_id bigint NOT NULL,
    serial bigint NOT NULL,
    key text NOT NULL COLLATE pg_catalog."C",
    uuid uuid NOT NULL,
    voucher_serial bigint NOT NULL,
    date date NOT NULL,
    bank_account text,
    type text NOT NULL COLLATE pg_catalog."C",
    currency text NOT NULL COLLATE pg_catalog."C",
    total books.money NOT NULL,
    fee books.money NOT NULL,
    fee_vat books.money NOT NULL,
    details text,
    CONSTRAINT deposit_check CHECK ((((fee_vat)::numeric >= (0)::numeric) AND ((fee_vat)::numeric <= (fee)::numeric))),
    CONSTRAINT deposit_fee_check CHECK (((fee)::numeric >= (0)::numeric)),
    CONSTRAINT deposit_key_check CHECK (((length(key) >= 1) AND (length(key) <= 50))),
    CONSTRAINT deposit_total_check CHECK (((total)::numeric > (0)::numeric)),
    CONSTRAINT deposit_type_check CHECK ((type = ANY (ARRAY['cash'::text, 'cheques'::text, 'cards'::text, 'other'::text, 'mixed'::text])))
);

--
-- Name: deposit_part; Type: TABLE; Schema: books; Owner: -
--

CREATE TABLE books.deposit_part (
    business_id bigint NOT NULL,
    deposit_serial bigint NOT NULL,
    number integer NOT NULL,
    till_line bigint NOT NULL,
    amount books.money NOT NULL,
    book_amount books.money NOT NULL,
    day date NOT NULL,
    CONSTRAINT deposit_part_amount_check CHECK (((amount)::numeric > (0)::numeric)),
    CONSTRAINT deposit_part_book_amount_check CHECK (((book_amount)::numeric >= (0)::numeric))
);

--
-- Name: document; Type: TABLE; Schema: books; Owner: -
--

CREATE TABLE books.document (
    business_id bigint NOT NULL,
    serial bigint NOT NULL,
    transaction_serial bigint NOT NULL,
    entry_serial bigint,
    kind text NOT NULL COLLATE pg_catalog."C",
    series integer NOT NULL,
    date date NOT NULL,
    due_date date NOT NULL,
    contact bigint,
    party jsonb NOT NULL,
    class_number integer NOT NULL,
    comments text,
    note text,
    currency text NOT NULL COLLATE pg_catalog."C",
    discount books.money NOT NULL,
    discount_percent books.rate NOT NULL,
    round_total boolean NOT NULL,
    rounding books.money NOT NULL,
    vat_rate books.rate NOT NULL,
    taxable_lines books.money NOT NULL,
    taxable_base books.money NOT NULL,
    exempt_base books.money NOT NULL,
    net books.money NOT NULL,
    vat books.money NOT NULL,
    total books.money NOT NULL,
    receipt_currency text NOT NULL COLLATE pg_catalog."C",
    receipt_rate books.rate NOT NULL,
    received books.money NOT NULL,
    withheld books.money NOT NULL,
    received_book books.money NOT NULL,
    withheld_book books.money NOT NULL,
    channel text NOT NULL COLLATE pg_catalog."C",
    body json NOT NULL,
    signed_language text COLLATE pg_catalog."C",
    cash_rounding books.money,
    means integer,
    bank_account bigint,
    accepted_by text,
    vat_reason text,
    CONSTRAINT document_cash_rounding_check CHECK (((cash_rounding)::numeric <> (0)::numeric)),
    CONSTRAINT document_check CHECK (((net)::numeric = ((taxable_base)::numeric + (exempt_base)::numeric))),
    CONSTRAINT document_discount_check CHECK (((discount)::numeric >= (0)::numeric)),
    CONSTRAINT document_exempt_base_check CHECK (((exempt_base)::numeric >= (0)::numeric)),
    CONSTRAINT document_received_book_check CHECK (((received_book)::numeric >= (0)::numeric)),
    CONSTRAINT document_received_check CHECK (((received)::numeric >= (0)::numeric)),
    CONSTRAINT document_taxable_base_check CHECK (((taxable_base)::numeric >= (0)::numeric)),
    CONSTRAINT document_total CHECK (((total)::numeric = (((net)::numeric + (vat)::numeric) + COALESCE((cash_rounding)::numeric, (0)::numeric)))),
    CONSTRAINT document_vat_check CHECK (((vat)::numeric >= (0)::numeric)),
    CONSTRAINT document_withheld_book_check CHECK (((withheld_book)::numeric >= (0)::numeric)),
    CONSTRAINT document_withheld_check CHECK (((withheld)::numeric >= (0)::numeric))
);

--
-- Name: document_line; Type: TABLE; Schema: books; Owner: -
--

CREATE TABLE books.document_line (
    business_id bigint NOT NULL,
    document_serial bigint NOT NULL,
    number integer NOT NULL,
    product text COLLATE pg_catalog."C",
    catalog_number text,
    name text,
    details text,
    unit_price books.price NOT NULL,
    quantity books.quantity NOT NULL,
    currency text NOT NULL COLLATE pg_catalog."C",
    rate books.rate NOT NULL,
    discount books.money NOT NULL,
    vat text NOT NULL COLLATE pg_catalog."C",
    net books.money NOT NULL,
    product_serial bigint,
    unit text,
    goods boolean,
    name_english text,
    details_english text,
    warranty text,
    vat_rate books.rate,
    vat_reason text,
    class_number integer
);

--
-- Name: document_line_base; Type: TABLE; Schema: books; Owner: -
--

CREATE TABLE books.document_line_base (
    business_id bigint NOT NULL,
    document_serial bigint NOT NULL,
    line integer NOT NULL,
    place integer NOT NULL,
    document bigint NOT NULL,
    document_line integer NOT NULL,
    quantity books.quantity NOT NULL,
    CONSTRAINT document_line_base_quantity_check CHECK (((quantity)::numeric > (0)::numeric))
);

--
-- Name: document_source; Type: TABLE; Schema: books; Owner: -
--

CREATE TABLE books.document_source (
    business_id bigint NOT NULL,
    document_serial bigint NOT NULL,
    number integer NOT NULL,
    document bigint NOT NULL,
    amount books.money
);

--
-- Name: document_vat; Type: TABLE; Schema: books; Owner: -
--

CREATE TABLE books.document_vat (
    business_id bigint NOT NULL,
    document_serial bigint NOT NULL,
    number integer NOT NULL,
    category text NOT NULL COLLATE pg_catalog."C",
    rate books.rate CONSTRAINT document_vat_rate_not_null1 NOT NULL,
    base books.money NOT NULL,
    vat books.money NOT NULL
);

--
-- Name: draft; Type: TABLE; Schema: books; Owner: -
--

CREATE TABLE books.draft (
    business_id bigint NOT NULL,
    serial bigint NOT NULL,
    body jsonb NOT NULL
)
WITH (toast_tuple_target='8160');

--
-- Name: einvoice; Type: TABLE; Schema: books; Owner: -
--

CREATE TABLE books.einvoice (
    business_id bigint NOT NULL,
    serial bigint NOT NULL,
    code text NOT NULL COLLATE pg_catalog."C",
    party_type text NOT NULL COLLATE pg_catalog."C",
    document_number text NOT NULL COLLATE pg_catalog."C",
    order_number text NOT NULL COLLATE pg_catalog."C",
    received_at timestamp with time zone NOT NULL,
    due_at timestamp with time zone NOT NULL,
    status text NOT NULL COLLATE pg_catalog."C",
    amount books.money NOT NULL,
    seller_number text NOT NULL COLLATE pg_catalog."C",
    CONSTRAINT einvoice_party_type_check CHECK ((party_type = ANY (ARRAY['SELLER'::text, 'BUYER'::text])))
);

--
-- Name: entry; Type: TABLE; Schema: books; Owner: -
--

CREATE TABLE books.entry (
    business_id bigint NOT NULL,
    serial bigint NOT NULL,
    document_date date NOT NULL,
    tax_date date NOT NULL,
    posting_date date NOT NULL,
    recorded_at timestamp with time zone NOT NULL,
    postings integer NOT NULL,
    total books.money NOT NULL,
    CONSTRAINT entry_postings_check CHECK ((postings >= 2)),
    CONSTRAINT entry_total_check CHECK (((total)::numeric > (0)::numeric))
);

--
-- Name: expense_image; Type: TABLE; Schema: books; Owner: -
--

CREATE TABLE books.expense_image (
    business_id bigint NOT NULL,
    expense_serial bigint NOT NULL,
    content bytea NOT NULL,
    CONSTRAINT expense_image_content_check CHECK (((octet_length(content) >= 1) AND (octet_length(content) <= 512000)))
);
ALTER TABLE ONLY books.expense_image ALTER COLUMN content SET STORAGE EXTERNAL;

--
-- Name: expense_payment; Type: TABLE; Schema: books; Owner: -
--

CREATE TABLE books.expense_payment (
    business_id bigint NOT NULL,
    expense_serial bigint NOT NULL,
    number integer NOT NULL,
    key text NOT NULL COLLATE pg_catalog."C",
    date date NOT NULL,
    recorded_at timestamp with time zone NOT NULL,
    recorded_by text NOT NULL,
    body json NOT NULL,
    voucher_serial bigint,
    "position" bigint,
    CONSTRAINT expense_payment_check CHECK (((voucher_serial IS NULL) = ("position" IS NULL)))
)
WITH (fillfactor='80');

--
-- Name: expense_posting; Type: TABLE; Schema: books; Owner: -
--

CREATE TABLE books.expense_posting (
    business_id bigint NOT NULL,
    expense_serial bigint NOT NULL,
    voucher_serial bigint NOT NULL,
    portion bigint NOT NULL,
    "position" bigint NOT NULL,
    body json NOT NULL
);

--
-- Name: fiscal; Type: TABLE; Schema: books; Owner: -
--

CREATE TABLE books.fiscal (
    business_id bigint NOT NULL,
    document_serial bigint NOT NULL,
    waits boolean NOT NULL,
    attempts integer DEFAULT 0 NOT NULL,
    next_at timestamp with time zone NOT NULL,
    claimed_until timestamp with time zone,
    trouble text
)
WITH (fillfactor='70');

--
-- Name: fiscal_number; Type: TABLE; Schema: books; Owner: -
--

CREATE TABLE books.fiscal_number (
    business_id bigint NOT NULL,
    year integer NOT NULL,
    till_code text NOT NULL COLLATE pg_catalog."C",
    ordinal bigint NOT NULL,
    document_serial bigint NOT NULL,
    CONSTRAINT fiscal_number_ordinal_check CHECK ((ordinal > 0))
);

--
-- Name: fiscal_step; Type: TABLE; Schema: books; Owner: -
--

CREATE TABLE books.fiscal_step (
    business_id bigint NOT NULL,
    serial bigint NOT NULL,
    document_serial bigint NOT NULL,
    kind text NOT NULL COLLATE pg_catalog."C",
    code text COLLATE pg_catalog."C",
    detail text,
    record json,
    einvoice json,
    recorded_at timestamp with time zone NOT NULL,
    recorded_by text NOT NULL,
    CONSTRAINT fiscal_step_check CHECK (((kind = 'asked'::text) = (record IS NOT NULL))),
    CONSTRAINT fiscal_step_check1 CHECK (((kind = 'einvoice_asked'::text) = (einvoice IS NOT NULL))),
    CONSTRAINT fiscal_step_kind_check CHECK ((kind = ANY (ARRAY['asked'::text, 'fiscalised'::text, 'refused'::text, 'unknown'::text, 'einvoice_asked'::text, 'einvoice_registered'::text, 'einvoice_refused'::text, 'einvoice_unknown'::text])))
);

--
-- Name: fiscal_watch; Type: TABLE; Schema: books; Owner: -
--

CREATE TABLE books.fiscal_watch (
    business_id bigint NOT NULL,
    through_position bigint NOT NULL
);

--
-- Name: hand_out; Type: TABLE; Schema: books; Owner: -
--

CREATE TABLE books.hand_out (
    business_id bigint NOT NULL,
    document_serial bigint NOT NULL,
    language text NOT NULL COLLATE pg_catalog."C",
    credential text NOT NULL COLLATE pg_catalog."C",
    recorded_at timestamp with time zone NOT NULL,
    pdf_sha256 bytea NOT NULL,
    pdf bytea NOT NULL,
    computerised boolean DEFAULT false NOT NULL
);
ALTER TABLE ONLY books.hand_out ALTER COLUMN pdf SET STORAGE EXTERNAL;

--
-- Name: inventory_document; Type: TABLE; Schema: books; Owner: -
--

CREATE TABLE books.inventory_document (
    business_id bigint NOT NULL,
    serial bigint NOT NULL,
    uuid uuid NOT NULL,
    version integer NOT NULL,
    deleted boolean DEFAULT false NOT NULL,
    created_at timestamp with time zone NOT NULL,
    created_by text NOT NULL,
    updated_at timestamp with time zone NOT NULL,
    updated_by text NOT NULL,
    kind text NOT NULL COLLATE pg_catalog."C",
    state text NOT NULL COLLATE pg_catalog."C",
    store bigint NOT NULL,
    to_store bigint,
    note text,
    CONSTRAINT inventory_document_check CHECK ((to_store <> store)),
    CONSTRAINT inventory_document_kind_check CHECK ((kind = ANY (ARRAY['delivery_note'::text, 'invoice'::text, 'transfer'::text])))
);

--
-- Name: inventory_line; Type: TABLE; Schema: books; Owner: -
--

CREATE TABLE books.inventory_line (
    business_id bigint NOT NULL,
    document_serial bigint NOT NULL,
    number integer NOT NULL,
    product bigint NOT NULL,
    kind text COLLATE pg_catalog."C",
    state text NOT NULL COLLATE pg_catalog."C",
    quantity books.quantity,
    sent books.quantity,
    unit_quantity books.quantity,
    ordered books.quantity,
    moved boolean NOT NULL,
    "position" bigint,
    CONSTRAINT inventory_line_check CHECK ((moved = ("position" IS NOT NULL)))
);

--
-- Name: mail_text; Type: TABLE; Schema: books; Owner: -
--

CREATE TABLE books.mail_text (
    business_id bigint NOT NULL,
    kind text NOT NULL COLLATE pg_catalog."C",
    language text NOT NULL COLLATE pg_catalog."C",
    subject text NOT NULL,
    body text NOT NULL,
    CONSTRAINT mail_text_language_check CHECK ((language = ANY (ARRAY['he'::text, 'en'::text])))
);

--
-- Name: mailing; Type: TABLE; Schema: books; Owner: -
--

CREATE TABLE books.mailing (
    business_id bigint NOT NULL,
    serial bigint NOT NULL,
    uuid uuid NOT NULL,
    document_serial bigint NOT NULL,
    recipients text[] NOT NULL,
    language text NOT NULL COLLATE pg_catalog."C",
    subject text NOT NULL,
    pdf_sha256 bytea NOT NULL,
    recorded_at timestamp with time zone NOT NULL,
    recorded_by text NOT NULL,
    CONSTRAINT mailing_recipients_check CHECK ((cardinality(recipients) > 0))
);

--
-- Name: mailing_outcome; Type: TABLE; Schema: books; Owner: -
--

CREATE TABLE books.mailing_outcome (
    business_id bigint NOT NULL,
    mailing_serial bigint NOT NULL,
    outcome text NOT NULL COLLATE pg_catalog."C",
    detail text NOT NULL,
    recorded_at timestamp with time zone NOT NULL,
    CONSTRAINT mailing_outcome_outcome_check CHECK ((outcome = ANY (ARRAY['accepted'::text, 'refused'::text, 'unknown'::text])))
);

--
-- Name: open_charge; Type: TABLE; Schema: books; Owner: -
--

CREATE TABLE books.open_charge (
    business_id bigint NOT NULL,
    charge_serial bigint NOT NULL
);

--
-- Name: operation; Type: TABLE; Schema: books; Owner: -
--

CREATE TABLE books.operation (
    business_id bigint NOT NULL,
    serial bigint NOT NULL,
    uuid uuid NOT NULL,
    version integer NOT NULL,
    type text NOT NULL COLLATE pg_catalog."C",
    source text NOT NULL COLLATE pg_catalog."C",
    source_reference text COLLATE pg_catalog."C",
    store_serial bigint NOT NULL,
    register_serial bigint NOT NULL,
    contact bigint,
    created_at timestamp with time zone NOT NULL,
    created_by text NOT NULL,
    created_staff bigint,
    updated_at timestamp with time zone NOT NULL,
    updated_by text NOT NULL,
    body json NOT NULL,
    CONSTRAINT operation_type_check CHECK ((type = ANY (ARRAY['sale'::text, 'return'::text, 'delivery'::text]))),
    CONSTRAINT operation_version_check CHECK ((version > 0))
)
WITH (fillfactor='70');

--
-- Name: operation_part; Type: TABLE; Schema: books; Owner: -
--

CREATE TABLE books.operation_part (
    business_id bigint NOT NULL,
    sort text NOT NULL COLLATE pg_catalog."C",
    serial bigint NOT NULL,
    operation_serial bigint NOT NULL,
    number integer NOT NULL,
    CONSTRAINT operation_part_sort_check CHECK ((sort = ANY (ARRAY['operation_row'::text, 'operation_payment'::text])))
);

--
-- Name: option; Type: TABLE; Schema: books; Owner: -
--

CREATE TABLE books.option (
    business_id bigint NOT NULL,
    name text NOT NULL COLLATE pg_catalog."C",
    version integer NOT NULL,
    body text NOT NULL,
    sealed bytea
);

--
-- Name: period_change; Type: TABLE; Schema: books; Owner: -
--

CREATE TABLE books.period_change (
    business_id bigint NOT NULL,
    "position" bigint NOT NULL,
    closed_through date,
    recorded_at timestamp with time zone NOT NULL,
    recorded_by text NOT NULL
);

--
-- Name: posting; Type: TABLE; Schema: books; Owner: -
--

CREATE TABLE books.posting (
    business_id bigint NOT NULL,
    entry_serial bigint NOT NULL,
    number integer NOT NULL,
    account text NOT NULL COLLATE pg_catalog."C",
    contact bigint NOT NULL,
    amount books.money NOT NULL,
    currency text NOT NULL COLLATE pg_catalog."C",
    currency_amount books.money NOT NULL,
    rate books.rate NOT NULL,
    vat_category text COLLATE pg_catalog."C",
    vat_rate books.rate,
    CONSTRAINT posting_amount_check CHECK (((amount)::numeric <> (0)::numeric))
);

--
-- Name: price_list; Type: TABLE; Schema: books; Owner: -
--

CREATE TABLE books.price_list (
    business_id bigint NOT NULL,
    serial bigint NOT NULL,
    key text NOT NULL COLLATE pg_catalog."C",
    uuid uuid NOT NULL,
    version integer NOT NULL,
    name text NOT NULL,
    erp_code text,
    CONSTRAINT price_list_key_check CHECK (((length(key) >= 1) AND (length(key) <= 50))),
    CONSTRAINT price_list_serial_check CHECK (((serial >= 1) AND (serial <= 4)))
);

--
-- Name: product; Type: TABLE; Schema: books; Owner: -
--

CREATE TABLE books.product (
    business_id bigint NOT NULL,
    serial bigint NOT NULL,
    key text NOT NULL COLLATE pg_catalog."C",
    uuid uuid NOT NULL,
    version integer NOT NULL,
    deleted boolean DEFAULT false NOT NULL,
    created_at timestamp with time zone NOT NULL,
    created_by text NOT NULL,
    updated_at timestamp with time zone NOT NULL,
    updated_by text NOT NULL,
    name text,
    description text,
    name_english text,
    description_english text,
    comments text,
    serial_number text,
    catalog_number text COLLATE pg_catalog."C",
    supplier_catalog_number1 text,
    supplier_catalog_number2 text,
    supplier_catalog_number3 text,
    active boolean NOT NULL,
    warranty text,
    purchase_price books.price,
    sale_price1 books.price,
    sale_price2 books.price,
    sale_price3 books.price,
    sale_price4 books.price,
    charge_vat boolean NOT NULL,
    currency text NOT NULL COLLATE pg_catalog."C",
    price_includes_vat boolean NOT NULL,
    unit text,
    category text,
    least_stock books.quantity,
    most_stock books.quantity,
    barcode text COLLATE pg_catalog."C",
    stocked boolean NOT NULL,
    inventory_number text COLLATE pg_catalog."C",
    model_number text COLLATE pg_catalog."C",
    item_type integer,
    group_code text COLLATE pg_catalog."C",
    department bigint,
    register_name text,
    tax_group text COLLATE pg_catalog."C",
    measure_unit integer,
    forbid_supplies boolean,
    forbid_sales boolean,
    forbid_refund boolean,
    CONSTRAINT product_key_check CHECK (((length(key) >= 1) AND (length(key) <= 50))),
    CONSTRAINT product_tax_group_check CHECK ((tax_group = ANY (ARRAY['standard'::text, 'reduced'::text, 'zero'::text, 'exempt'::text])))
);

--
-- Name: product_picture; Type: TABLE; Schema: books; Owner: -
--

CREATE TABLE books.product_picture (
    business_id bigint NOT NULL,
    product bigint NOT NULL,
    number integer NOT NULL,
    picture bytea NOT NULL,
    sha256 bytea GENERATED ALWAYS AS (sha256(picture)) STORED NOT NULL,
    CONSTRAINT product_picture_number_check CHECK (((number >= 1) AND (number <= 3)))
);

--
-- Name: profile; Type: TABLE; Schema: books; Owner: -
--

CREATE TABLE books.profile (
    business_id bigint NOT NULL,
    legal_name text NOT NULL,
    name_english text,
    registration text NOT NULL,
    address1 text,
    address2 text,
    city text,
    postal_code text,
    country text,
    address1_english text,
    city_english text,
    phone text,
    email text,
    website text,
    logo bytea,
    logo_type text,
    terms_rule text COLLATE pg_catalog."C",
    terms_days integer DEFAULT 0 NOT NULL,
    responsible_person text,
    vat_number text COLLATE pg_catalog."C",
    CONSTRAINT profile_registration_check CHECK ((registration = ANY (ARRAY['licensed_dealer'::text, 'exempt_dealer'::text, 'company'::text, 'non_profit'::text])))
);

--
-- Name: reference; Type: TABLE; Schema: books; Owner: -
--

CREATE TABLE books.reference (
    business_id bigint NOT NULL,
    sort text NOT NULL COLLATE pg_catalog."C",
    scheme text NOT NULL COLLATE pg_catalog."C",
    value text NOT NULL COLLATE pg_catalog."C",
    serial bigint NOT NULL,
    CONSTRAINT reference_scheme_check CHECK ((scheme = ANY (ARRAY['exchange-id'::text, 'erp-code'::text, 'import'::text]))),
    CONSTRAINT reference_value_check CHECK (((length(value) >= 1) AND (length(value) <= 200)))
);

--
-- Name: registration; Type: TABLE; Schema: books; Owner: -
--

CREATE TABLE books.registration (
    business_id bigint NOT NULL,
    valid_from date NOT NULL,
    registration text NOT NULL COLLATE pg_catalog."C",
    CONSTRAINT registration_registration_check CHECK ((registration = ANY (ARRAY['licensed_dealer'::text, 'exempt_dealer'::text, 'company'::text, 'non_profit'::text])))
);

--
-- Name: sales_order; Type: TABLE; Schema: books; Owner: -
--

CREATE TABLE books.sales_order (
    business_id bigint NOT NULL,
    serial bigint NOT NULL,
    uuid uuid NOT NULL,
    store bigint NOT NULL,
    register bigint NOT NULL,
    number bigint NOT NULL,
    erp_code text COLLATE pg_catalog."C",
    contact bigint,
    ordered_at timestamp(3) without time zone NOT NULL,
    total numeric(20,4) NOT NULL,
    body json NOT NULL,
    recorded_at timestamp with time zone NOT NULL,
    recorded_by text NOT NULL,
    CONSTRAINT sales_order_erp_code_check CHECK (((length(erp_code) >= 1) AND (length(erp_code) <= 50))),
    CONSTRAINT sales_order_number_check CHECK ((number > 0))
);

--
-- Name: sandbox_charge; Type: TABLE; Schema: books; Owner: -
--

CREATE TABLE books.sandbox_charge (
    business_id bigint NOT NULL,
    reference text NOT NULL COLLATE pg_catalog."C",
    answer text NOT NULL
);

--
-- Name: serial_counter; Type: TABLE; Schema: books; Owner: -
--

CREATE TABLE books.serial_counter (
    business_id bigint NOT NULL,
    sort text NOT NULL COLLATE pg_catalog."C",
    last_serial bigint NOT NULL
)
WITH (fillfactor='50');

--
-- Name: series; Type: TABLE; Schema: books; Owner: -
--

CREATE TABLE books.series (
    business_id bigint NOT NULL,
    series integer NOT NULL,
    run text NOT NULL COLLATE pg_catalog."C",
    first_number bigint NOT NULL,
    last_number bigint NOT NULL,
    CONSTRAINT series_check CHECK (((last_number >= (first_number - 1)) AND (first_number > 0))),
    CONSTRAINT series_series_check CHECK (((series >= 0) AND (series <= 99)))
)
WITH (fillfactor='50');

--
-- Name: settlement; Type: TABLE; Schema: books; Owner: -
--

CREATE TABLE books.settlement (
    business_id bigint NOT NULL,
    serial bigint NOT NULL,
    paying bigint,
    paid bigint,
    amount books.money NOT NULL,
    recorded_at timestamp with time zone NOT NULL,
    made_by bigint,
    voucher_serial bigint,
    "position" bigint NOT NULL,
    CONSTRAINT settlement_amount_check CHECK (((amount)::numeric <> (0)::numeric)),
    CONSTRAINT settlement_check CHECK ((COALESCE(paying, paid) IS NOT NULL)),
    CONSTRAINT settlement_check1 CHECK (((made_by IS NULL) <> (voucher_serial IS NULL))),
    CONSTRAINT settlement_check2 CHECK (((voucher_serial IS NOT NULL) OR ((paying IS NOT NULL) AND (paid IS NOT NULL))))
);

--
-- Name: slip_line; Type: TABLE; Schema: books; Owner: -
--

CREATE TABLE books.slip_line (
    business_id bigint NOT NULL,
    uuid uuid NOT NULL,
    transaction_serial bigint NOT NULL,
    number integer NOT NULL,
    document_serial bigint NOT NULL,
    line integer NOT NULL,
    quantity books.quantity NOT NULL,
    returns uuid,
    CONSTRAINT slip_line_quantity_check CHECK (((quantity)::numeric <> (0)::numeric))
);

--
-- Name: staff; Type: TABLE; Schema: books; Owner: -
--

CREATE TABLE books.staff (
    business_id bigint NOT NULL,
    serial bigint NOT NULL,
    key text NOT NULL COLLATE pg_catalog."C",
    uuid uuid NOT NULL,
    version integer NOT NULL,
    number text NOT NULL COLLATE pg_catalog."C",
    user_name text NOT NULL COLLATE pg_catalog."C",
    first_name text,
    last_name text,
    role text NOT NULL COLLATE pg_catalog."C",
    home_phone text,
    work_phone text,
    email text,
    address text,
    fax text,
    postal_code text,
    store_serial bigint,
    erp_code text,
    login_id bigint,
    active boolean NOT NULL,
    CONSTRAINT staff_key_check CHECK (((length(key) >= 1) AND (length(key) <= 50))),
    CONSTRAINT staff_number_check CHECK (((length(number) >= 1) AND (length(number) <= 20))),
    CONSTRAINT staff_role_check CHECK ((role = ANY (ARRAY['user'::text, 'admin'::text, 'auditor'::text])))
);

--
-- Name: standing_order; Type: TABLE; Schema: books; Owner: -
--

CREATE TABLE books.standing_order (
    business_id bigint NOT NULL,
    serial bigint NOT NULL,
    key text NOT NULL COLLATE pg_catalog."C",
    uuid uuid NOT NULL,
    version integer NOT NULL,
    deleted boolean DEFAULT false NOT NULL,
    created_at timestamp with time zone NOT NULL,
    created_by text NOT NULL,
    updated_at timestamp with time zone NOT NULL,
    updated_by text NOT NULL,
    login bigint NOT NULL,
    contact bigint NOT NULL,
    body jsonb NOT NULL,
    begins_on date NOT NULL,
    runs integer DEFAULT 0 NOT NULL,
    last_date date,
    pending integer,
    waiting text,
    next_date date,
    due_at timestamp with time zone,
    CONSTRAINT standing_order_key_check CHECK (((length(key) >= 1) AND (length(key) <= 50)))
);

--
-- Name: standing_order_attempt; Type: TABLE; Schema: books; Owner: -
--

CREATE TABLE books.standing_order_attempt (
    business_id bigint NOT NULL,
    run_serial bigint NOT NULL,
    attempt integer NOT NULL,
    recorded_at timestamp with time zone NOT NULL,
    recorded_by text NOT NULL,
    CONSTRAINT standing_order_attempt_attempt_check CHECK ((attempt > 0))
);

--
-- Name: standing_order_outcome; Type: TABLE; Schema: books; Owner: -
--

CREATE TABLE books.standing_order_outcome (
    business_id bigint NOT NULL,
    run_serial bigint NOT NULL,
    attempt integer NOT NULL,
    outcome text NOT NULL COLLATE pg_catalog."C",
    detail text NOT NULL,
    document_serial bigint,
    recorded_at timestamp with time zone NOT NULL,
    CONSTRAINT standing_order_outcome_outcome_check CHECK ((outcome = ANY (ARRAY['issued'::text, 'failed'::text, 'not_mailed'::text, 'mail_unknown'::text])))
);

--
-- Name: standing_order_run; Type: TABLE; Schema: books; Owner: -
--

CREATE TABLE books.standing_order_run (
    business_id bigint NOT NULL,
    serial bigint NOT NULL,
    order_serial bigint NOT NULL,
    number integer NOT NULL,
    date date NOT NULL,
    month date NOT NULL,
    uuid uuid NOT NULL,
    CONSTRAINT standing_order_run_check CHECK ((month = (date_trunc('month'::text, (date)::timestamp with time zone))::date))
);

--
-- Name: stock; Type: TABLE; Schema: books; Owner: -
--

CREATE TABLE books.stock (
    business_id bigint NOT NULL,
    product bigint NOT NULL,
    store bigint NOT NULL,
    quantity books.quantity NOT NULL
)
WITH (fillfactor='50');

--
-- Name: stock_move; Type: TABLE; Schema: books; Owner: -
--

CREATE TABLE books.stock_move (
    business_id bigint NOT NULL,
    serial bigint NOT NULL,
    product bigint NOT NULL,
    store bigint NOT NULL,
    quantity books.quantity NOT NULL,
    date date NOT NULL,
    document_serial bigint,
    line integer,
    voucher_serial bigint,
    "position" bigint NOT NULL,
    beside bytea,
    CONSTRAINT stock_move_quantity_check CHECK (((quantity)::numeric <> (0)::numeric))
);

--
-- Name: store; Type: TABLE; Schema: books; Owner: -
--

CREATE TABLE books.store (
    business_id bigint NOT NULL,
    serial bigint NOT NULL,
    key text NOT NULL COLLATE pg_catalog."C",
    uuid uuid NOT NULL,
    name text NOT NULL,
    version integer DEFAULT 0 NOT NULL,
    erp_code text,
    price_list integer,
    address text,
    city text,
    postal_code text,
    phone text,
    first_number bigint,
    active boolean DEFAULT true NOT NULL,
    CONSTRAINT store_first_number_check CHECK (((first_number >= 1) AND (first_number <= '9999999999'::bigint))),
    CONSTRAINT store_key_check CHECK (((length(key) >= 1) AND (length(key) <= 50))),
    CONSTRAINT store_price_list_check CHECK (((price_list >= 1) AND (price_list <= 4)))
);

--
-- Name: store_price; Type: TABLE; Schema: books; Owner: -
--

CREATE TABLE books.store_price (
    business_id bigint NOT NULL,
    product bigint NOT NULL,
    store bigint NOT NULL,
    price books.price NOT NULL
);

--
-- Name: tally; Type: TABLE; Schema: books; Owner: -
--

CREATE TABLE books.tally (
    business_id bigint NOT NULL,
    sort text NOT NULL COLLATE pg_catalog."C",
    kind text NOT NULL COLLATE pg_catalog."C",
    block bigint NOT NULL,
    records bigint NOT NULL,
    CONSTRAINT tally_records_check CHECK (((records >= 0) AND (records <= 1024)))
)
WITH (fillfactor='50');

--
-- Name: tender_type; Type: TABLE; Schema: books; Owner: -
--

CREATE TABLE books.tender_type (
    business_id bigint NOT NULL,
    serial bigint NOT NULL,
    key text NOT NULL COLLATE pg_catalog."C",
    uuid uuid NOT NULL,
    version integer NOT NULL,
    number integer NOT NULL,
    name text NOT NULL,
    name_hebrew text,
    erp_code text,
    type text NOT NULL COLLATE pg_catalog."C",
    active boolean NOT NULL,
    CONSTRAINT tender_type_key_check CHECK (((length(key) >= 1) AND (length(key) <= 50))),
    CONSTRAINT tender_type_number_check CHECK ((number >= 100))
);

--
-- Name: till_line; Type: TABLE; Schema: books; Owner: -
--

CREATE TABLE books.till_line (
    business_id bigint NOT NULL,
    serial bigint NOT NULL,
    uuid uuid NOT NULL,
    document_serial bigint NOT NULL,
    number integer NOT NULL,
    type text NOT NULL COLLATE pg_catalog."C",
    account text,
    branch text,
    bank integer,
    cheque_number text,
    due_date date,
    amount books.money NOT NULL,
    currency text NOT NULL COLLATE pg_catalog."C",
    rate books.rate NOT NULL,
    book_amount books.money NOT NULL,
    in_till boolean NOT NULL,
    date date NOT NULL,
    deposited books.money DEFAULT 0 NOT NULL,
    deposited_book books.money DEFAULT 0 NOT NULL,
    CONSTRAINT till_line_deposited CHECK ((((deposited)::numeric >= (0)::numeric) AND ((deposited)::numeric <= (amount)::numeric))),
    CONSTRAINT till_line_deposited_book CHECK ((((deposited_book)::numeric >= (0)::numeric) AND ((deposited_book)::numeric <= (book_amount)::numeric)))
);

--
-- Name: transaction; Type: TABLE; Schema: books; Owner: -
--

CREATE TABLE books.transaction (
    business_id bigint NOT NULL,
    serial bigint NOT NULL,
    uuid uuid NOT NULL,
    register_serial bigint NOT NULL,
    sequence bigint NOT NULL,
    recorded_at timestamp with time zone NOT NULL,
    kind text COLLATE pg_catalog."C",
    store_serial bigint NOT NULL,
    local_time timestamp(3) without time zone NOT NULL,
    happened_at timestamp with time zone NOT NULL,
    contact bigint,
    seller bigint,
    modifier bigint,
    total books.money NOT NULL,
    grand_total books.money NOT NULL,
    "position" bigint NOT NULL,
    slip json,
    CONSTRAINT transaction_kind_check CHECK ((kind = ANY (ARRAY['sale'::text, 'payment'::text, 'delivery'::text, 'supply'::text])))
);

--
-- Name: transaction_class; Type: TABLE; Schema: books; Owner: -
--

CREATE TABLE books.transaction_class (
    business_id bigint NOT NULL,
    number integer NOT NULL,
    name text NOT NULL,
    sort text NOT NULL COLLATE pg_catalog."C",
    vat text NOT NULL COLLATE pg_catalog."C",
    recoverable text COLLATE pg_catalog."C",
    is_equipment boolean,
    CONSTRAINT transaction_class_recoverable_check CHECK ((recoverable = ANY (ARRAY['two_thirds'::text, 'one_third'::text, 'none'::text]))),
    CONSTRAINT transaction_class_sort_check CHECK ((sort = ANY (ARRAY['income'::text, 'receipts'::text, 'expenses'::text])))
);

--
-- Name: vat_filing; Type: TABLE; Schema: books; Owner: -
--

CREATE TABLE books.vat_filing (
    business_id bigint NOT NULL,
    serial bigint NOT NULL,
    start date NOT NULL,
    months integer NOT NULL,
    sales_taxed books.money NOT NULL,
    sales_free books.money NOT NULL,
    output_vat books.money NOT NULL,
    input_vat books.money NOT NULL,
    input_vat_equipment books.money NOT NULL,
    to_pay books.money NOT NULL,
    through_entry bigint NOT NULL,
    recorded_at timestamp with time zone NOT NULL,
    recorded_by text NOT NULL,
    CONSTRAINT vat_filing_months_check CHECK ((months = ANY (ARRAY[1, 2])))
);

--
-- Name: voucher; Type: TABLE; Schema: books; Owner: -
--

CREATE TABLE books.voucher (
    business_id bigint NOT NULL,
    serial bigint NOT NULL,
    key text NOT NULL COLLATE pg_catalog."C",
    uuid uuid NOT NULL,
    kind text NOT NULL COLLATE pg_catalog."C",
    date date NOT NULL,
    details text,
    reference text,
    document_serial bigint,
    till_line bigint,
    reverses bigint,
    entry_serial bigint,
    "position" bigint NOT NULL,
    beside bytea,
    recorded_at timestamp with time zone NOT NULL,
    recorded_by text NOT NULL,
    CONSTRAINT voucher_key_check CHECK (((length(key) >= 1) AND (length(key) <= 50))),
    CONSTRAINT voucher_kind_check CHECK ((kind = ANY (ARRAY['journal'::text, 'opening_balance'::text, 'cash'::text, 'bounced_cheque'::text, 'difference'::text, 'stock'::text, 'reversal'::text, 'expense'::text, 'expense_payment'::text, 'deposit'::text, 'changeover'::text])))
);

--
-- Name: z_closing; Type: TABLE; Schema: books; Owner: -
--

CREATE TABLE books.z_closing (
    business_id bigint NOT NULL,
    serial bigint NOT NULL,
    key text NOT NULL COLLATE pg_catalog."C",
    uuid uuid NOT NULL,
    store_serial bigint NOT NULL,
    sequence integer NOT NULL,
    after_position bigint NOT NULL,
    through_position bigint NOT NULL,
    figures text NOT NULL,
    closed_at timestamp with time zone NOT NULL,
    "position" bigint NOT NULL,
    CONSTRAINT z_closing_check CHECK ((through_position > after_position)),
    CONSTRAINT z_closing_key_check CHECK (((length(key) >= 1) AND (length(key) <= 50))),
    CONSTRAINT z_closing_sequence_check CHECK ((sequence > 0))
);

--
-- Name: api_key; Type: TABLE; Schema: directory; Owner: -
--

CREATE TABLE directory.api_key (
    serial bigint NOT NULL,
    sort text NOT NULL COLLATE pg_catalog."C",
    key_hash bytea NOT NULL,
    key_id text NOT NULL COLLATE pg_catalog."C",
    sealed bytea,
    business_id bigint NOT NULL,
    staff bigint,
    name text NOT NULL,
    last_nonce bigint DEFAULT 0 NOT NULL,
    recorded_at timestamp with time zone NOT NULL,
    revoked_at timestamp with time zone,
    CONSTRAINT api_key_check CHECK (((sort = 'signed'::text) = (sealed IS NOT NULL))),
    CONSTRAINT api_key_check1 CHECK (((sort = 'opaque'::text) OR (staff IS NOT NULL))),
    CONSTRAINT api_key_sort_check CHECK ((sort = ANY (ARRAY['opaque'::text, 'signed'::text])))
)
WITH (fillfactor='50');

--
-- Name: api_key_serial; Type: SEQUENCE; Schema: directory; Owner: -
--

CREATE SEQUENCE directory.api_key_serial
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;

--
-- Name: attempt; Type: TABLE; Schema: directory; Owner: -
--

CREATE TABLE directory.attempt (
    subject bytea NOT NULL,
    failures integer NOT NULL,
    last_at timestamp with time zone NOT NULL
);

--
-- Name: business; Type: TABLE; Schema: directory; Owner: -
--

CREATE TABLE directory.business (
    business_id bigint NOT NULL,
    uuid uuid NOT NULL,
    tax_number text NOT NULL COLLATE pg_catalog."C",
    country text NOT NULL COLLATE pg_catalog."C",
    zone text NOT NULL COLLATE pg_catalog."C",
    currency text NOT NULL COLLATE pg_catalog."C",
    recorded_at timestamp with time zone NOT NULL,
    CONSTRAINT business_country_check CHECK ((country ~ '^[A-Z]{2}$'::text))
);

--
-- Name: business_alias; Type: TABLE; Schema: directory; Owner: -
--

CREATE TABLE directory.business_alias (
    tax_number text NOT NULL COLLATE pg_catalog."C",
    business_id bigint NOT NULL
);

--
-- Name: business_number; Type: TABLE; Schema: directory; Owner: -
--

CREATE TABLE directory.business_number (
    business_id bigint NOT NULL,
    number bigint NOT NULL,
    CONSTRAINT business_number_number_check CHECK ((number > 0))
);

--
-- Name: business_serial; Type: SEQUENCE; Schema: directory; Owner: -
--

CREATE SEQUENCE directory.business_serial
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;

--
-- Name: exchange_rate; Type: TABLE; Schema: directory; Owner: -
--

CREATE TABLE directory.exchange_rate (
    base text NOT NULL COLLATE pg_catalog."C",
    currency text NOT NULL COLLATE pg_catalog."C",
    date date NOT NULL,
    rate books.rate NOT NULL,
    recorded_at timestamp with time zone NOT NULL,
    CONSTRAINT exchange_rate_check CHECK ((base <> currency)),
    CONSTRAINT exchange_rate_rate_check CHECK (((rate)::numeric > (0)::numeric))
);

--
-- Name: key_session; Type: TABLE; Schema: directory; Owner: -
--

CREATE TABLE directory.key_session (
    token_hash bytea NOT NULL,
    key_id text NOT NULL COLLATE pg_catalog."C",
    key_serial bigint NOT NULL,
    used_at timestamp with time zone NOT NULL,
    recorded_at timestamp with time zone NOT NULL
)
WITH (fillfactor='50');

--
-- Name: log; Type: TABLE; Schema: directory; Owner: -
--

CREATE TABLE directory.log (
    business_id bigint NOT NULL,
    log_id bigint NOT NULL,
    login_id bigint,
    recorded_at timestamp with time zone NOT NULL,
    level text NOT NULL COLLATE pg_catalog."C",
    message text NOT NULL,
    exception text,
    key_serial bigint,
    CONSTRAINT log_is_somebodys CHECK ((num_nonnulls(login_id, key_serial) = 1)),
    CONSTRAINT log_level_check CHECK ((level = ANY (ARRAY['info'::text, 'warning'::text, 'error'::text])))
);

--
-- Name: login; Type: TABLE; Schema: directory; Owner: -
--

CREATE TABLE directory.login (
    login_id bigint NOT NULL,
    name text NOT NULL COLLATE pg_catalog."C",
    folded text NOT NULL COLLATE pg_catalog."C",
    password_hash text NOT NULL,
    operator boolean DEFAULT false NOT NULL,
    recorded_at timestamp with time zone NOT NULL
);

--
-- Name: login_serial; Type: SEQUENCE; Schema: directory; Owner: -
--

CREATE SEQUENCE directory.login_serial
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;

--
-- Name: master_key; Type: TABLE; Schema: directory; Owner: -
--

CREATE TABLE directory.master_key (
    key_id text NOT NULL COLLATE pg_catalog."C",
    recorded_at timestamp with time zone NOT NULL
);

--
-- Name: membership; Type: TABLE; Schema: directory; Owner: -
--

CREATE TABLE directory.membership (
    login_id bigint NOT NULL,
    business_id bigint NOT NULL
);

--
-- Name: report_client; Type: TABLE; Schema: directory; Owner: -
--

CREATE UNLOGGED TABLE directory.report_client (
    client_id text NOT NULL COLLATE pg_catalog."C",
    business_id bigint NOT NULL,
    login_id bigint NOT NULL,
    used_at timestamp with time zone NOT NULL,
    recorded_at timestamp with time zone NOT NULL
);

--
-- Name: report_document; Type: TABLE; Schema: directory; Owner: -
--

CREATE UNLOGGED TABLE directory.report_document (
    client_id text NOT NULL COLLATE pg_catalog."C",
    instance_id text NOT NULL COLLATE pg_catalog."C",
    document_id text NOT NULL COLLATE pg_catalog."C",
    format text NOT NULL COLLATE pg_catalog."C",
    order_column text COLLATE pg_catalog."C",
    descending boolean NOT NULL,
    state text NOT NULL COLLATE pg_catalog."C",
    taken_at timestamp with time zone NOT NULL,
    attempts integer NOT NULL,
    pages integer,
    media_type text COLLATE pg_catalog."C",
    file_name text,
    content bytea,
    sortable text[] DEFAULT '{}'::text[] NOT NULL,
    failure text,
    fault boolean DEFAULT false NOT NULL,
    recorded_at timestamp with time zone NOT NULL,
    CONSTRAINT report_document_state_check CHECK ((state = ANY (ARRAY['rendering'::text, 'ready'::text, 'failed'::text])))
);
ALTER TABLE ONLY directory.report_document ALTER COLUMN content SET STORAGE EXTERNAL;

--
-- Name: report_instance; Type: TABLE; Schema: directory; Owner: -
--

CREATE UNLOGGED TABLE directory.report_instance (
    client_id text NOT NULL COLLATE pg_catalog."C",
    instance_id text NOT NULL COLLATE pg_catalog."C",
    report text NOT NULL COLLATE pg_catalog."C",
    parameters text NOT NULL,
    order_column text COLLATE pg_catalog."C",
    descending boolean DEFAULT false NOT NULL,
    recorded_at timestamp with time zone NOT NULL
);

--
-- Name: report_page; Type: TABLE; Schema: directory; Owner: -
--

CREATE UNLOGGED TABLE directory.report_page (
    client_id text NOT NULL COLLATE pg_catalog."C",
    instance_id text NOT NULL COLLATE pg_catalog."C",
    document_id text NOT NULL COLLATE pg_catalog."C",
    number integer NOT NULL,
    content text NOT NULL
);

--
-- Name: session; Type: TABLE; Schema: directory; Owner: -
--

CREATE TABLE directory.session (
    token_hash bytea NOT NULL,
    key_id text NOT NULL COLLATE pg_catalog."C",
    login_id bigint NOT NULL,
    business_id bigint NOT NULL,
    used_at timestamp with time zone NOT NULL,
    recorded_at timestamp with time zone NOT NULL
);

--
-- Name: alembic_version; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.alembic_version (
    version_num character varying(32) NOT NULL
);

--
-- Name: allocation allocation_pkey; Type: CONSTRAINT; Schema: books; Owner: -
--

ALTER TABLE ONLY books.allocation
    ADD CONSTRAINT allocation_pkey PRIMARY KEY (business_id, document_serial);

--
-- Name: allocation_step allocation_step_pkey; Type: CONSTRAINT; Schema: books; Owner: -
--

ALTER TABLE ONLY books.allocation_step
    ADD CONSTRAINT allocation_step_pkey PRIMARY KEY (business_id, serial);

--
-- Name: authority_token authority_token_pkey; Type: CONSTRAINT; Schema: books; Owner: -
--

ALTER TABLE ONLY books.authority_token
    ADD CONSTRAINT authority_token_pkey PRIMARY KEY (business_id);

--
-- Name: balance balance_pkey; Type: CONSTRAINT; Schema: books; Owner: -
--

ALTER TABLE ONLY books.balance
    ADD CONSTRAINT balance_pkey PRIMARY KEY (business_id, account, contact);

--
-- Name: bank_account bank_account_business_id_key_key; Type: CONSTRAINT; Schema: books; Owner: -
--

ALTER TABLE ONLY books.bank_account
    ADD CONSTRAINT bank_account_business_id_key_key UNIQUE (business_id, key);

--
-- Name: bank_account bank_account_business_id_uuid_key; Type: CONSTRAINT; Schema: books; Owner: -
--

ALTER TABLE ONLY books.bank_account
    ADD CONSTRAINT bank_account_business_id_uuid_key UNIQUE (business_id, uuid);

--
-- Name: bank_account bank_account_pkey; Type: CONSTRAINT; Schema: books; Owner: -
--

ALTER TABLE ONLY books.bank_account
    ADD CONSTRAINT bank_account_pkey PRIMARY KEY (business_id, serial);

--
-- Name: cancellation cancellation_pkey; Type: CONSTRAINT; Schema: books; Owner: -
--

ALTER TABLE ONLY books.cancellation
    ADD CONSTRAINT cancellation_pkey PRIMARY KEY (business_id, document_serial);

--
-- Name: card_page card_page_business_id_uuid_key; Type: CONSTRAINT; Schema: books; Owner: -
--

ALTER TABLE ONLY books.card_page
    ADD CONSTRAINT card_page_business_id_uuid_key UNIQUE (business_id, uuid);

--
-- Name: card_page card_page_pkey; Type: CONSTRAINT; Schema: books; Owner: -
--

ALTER TABLE ONLY books.card_page
    ADD CONSTRAINT card_page_pkey PRIMARY KEY (business_id, serial);

--
-- Name: card_page_result card_page_result_pkey; Type: CONSTRAINT; Schema: books; Owner: -
--

ALTER TABLE ONLY books.card_page_result
    ADD CONSTRAINT card_page_result_pkey PRIMARY KEY (business_id, page_serial);

--
-- Name: changeover changeover_pkey; Type: CONSTRAINT; Schema: books; Owner: -
--

ALTER TABLE ONLY books.changeover
    ADD CONSTRAINT changeover_pkey PRIMARY KEY (business_id);

--
-- Name: charge charge_business_id_key_key; Type: CONSTRAINT; Schema: books; Owner: -
--

ALTER TABLE ONLY books.charge
    ADD CONSTRAINT charge_business_id_key_key UNIQUE (business_id, key);

--
-- Name: charge charge_business_id_uuid_key; Type: CONSTRAINT; Schema: books; Owner: -
--

ALTER TABLE ONLY books.charge
    ADD CONSTRAINT charge_business_id_uuid_key UNIQUE (business_id, uuid);

--
-- Name: charge_outcome charge_outcome_pkey; Type: CONSTRAINT; Schema: books; Owner: -
--

ALTER TABLE ONLY books.charge_outcome
    ADD CONSTRAINT charge_outcome_pkey PRIMARY KEY (business_id, charge_serial, number);

--
-- Name: charge charge_pkey; Type: CONSTRAINT; Schema: books; Owner: -
--

ALTER TABLE ONLY books.charge
    ADD CONSTRAINT charge_pkey PRIMARY KEY (business_id, serial);

--
-- Name: club club_business_id_code_key; Type: CONSTRAINT; Schema: books; Owner: -
--

ALTER TABLE ONLY books.club
    ADD CONSTRAINT club_business_id_code_key UNIQUE (business_id, code);

--
-- Name: club club_business_id_key_key; Type: CONSTRAINT; Schema: books; Owner: -
--

ALTER TABLE ONLY books.club
    ADD CONSTRAINT club_business_id_key_key UNIQUE (business_id, key);

--
-- Name: club club_business_id_uuid_key; Type: CONSTRAINT; Schema: books; Owner: -
--

ALTER TABLE ONLY books.club
    ADD CONSTRAINT club_business_id_uuid_key UNIQUE (business_id, uuid);

--
-- Name: club club_pkey; Type: CONSTRAINT; Schema: books; Owner: -
--

ALTER TABLE ONLY books.club
    ADD CONSTRAINT club_pkey PRIMARY KEY (business_id, serial);

--
-- Name: contact contact_business_id_uuid_key; Type: CONSTRAINT; Schema: books; Owner: -
--

ALTER TABLE ONLY books.contact
    ADD CONSTRAINT contact_business_id_uuid_key UNIQUE (business_id, uuid);

--
-- Name: contact contact_pkey; Type: CONSTRAINT; Schema: books; Owner: -
--

ALTER TABLE ONLY books.contact
    ADD CONSTRAINT contact_pkey PRIMARY KEY (business_id, serial);

--
-- Name: daybook daybook_pkey; Type: CONSTRAINT; Schema: books; Owner: -
--

ALTER TABLE ONLY books.daybook
    ADD CONSTRAINT daybook_pkey PRIMARY KEY (business_id, "position");

--
-- Name: department department_business_id_key_key; Type: CONSTRAINT; Schema: books; Owner: -
--

ALTER TABLE ONLY books.department
    ADD CONSTRAINT department_business_id_key_key UNIQUE (business_id, key);

--
-- Name: department department_business_id_uuid_key; Type: CONSTRAINT; Schema: books; Owner: -
--

ALTER TABLE ONLY books.department
    ADD CONSTRAINT department_business_id_uuid_key UNIQUE (business_id, uuid);

--
-- Name: department department_pkey; Type: CONSTRAINT; Schema: books; Owner: -
--

ALTER TABLE ONLY books.department
    ADD CONSTRAINT department_pkey PRIMARY KEY (business_id, serial);

--
-- Name: deposit deposit_business_id_key_key; Type: CONSTRAINT; Schema: books; Owner: -
--

ALTER TABLE ONLY books.deposit
    ADD CONSTRAINT deposit_business_id_key_key UNIQUE (business_id, key);

--
-- Name: deposit deposit_business_id_uuid_key; Type: CONSTRAINT; Schema: books; Owner: -
--

ALTER TABLE ONLY books.deposit
    ADD CONSTRAINT deposit_business_id_uuid_key UNIQUE (business_id, uuid);

--
-- Name: deposit deposit_business_id_voucher_serial_key; Type: CONSTRAINT; Schema: books; Owner: -
--

ALTER TABLE ONLY books.deposit
    ADD CONSTRAINT deposit_business_id_voucher_serial_key UNIQUE (business_id, voucher_serial);

--
-- Name: deposit_part deposit_part_business_id_till_line_deposit_serial_key; Type: CONSTRAINT; Schema: books; Owner: -
--

ALTER TABLE ONLY books.deposit_part
    ADD CONSTRAINT deposit_part_business_id_till_line_deposit_serial_key UNIQUE (business_id, till_line, deposit_serial);

--
-- Name: deposit_part deposit_part_pkey; Type: CONSTRAINT; Schema: books; Owner: -
--

ALTER TABLE ONLY books.deposit_part
    ADD CONSTRAINT deposit_part_pkey PRIMARY KEY (business_id, deposit_serial, number);

--
-- Name: deposit deposit_pkey; Type: CONSTRAINT; Schema: books; Owner: -
--

ALTER TABLE ONLY books.deposit
    ADD CONSTRAINT deposit_pkey PRIMARY KEY (business_id, serial);

--
-- Name: document_index document_index_business_id_key_key; Type: CONSTRAINT; Schema: books; Owner: -
--

ALTER TABLE ONLY books.document_index
    ADD CONSTRAINT document_index_business_id_key_key UNIQUE (business_id, key);

--
-- Name: document_index document_index_business_id_uuid_key; Type: CONSTRAINT; Schema: books; Owner: -
--

ALTER TABLE ONLY books.document_index
    ADD CONSTRAINT document_index_business_id_uuid_key UNIQUE (business_id, uuid);

--
-- Name: document_index document_index_pkey; Type: CONSTRAINT; Schema: books; Owner: -
--

ALTER TABLE ONLY books.document_index
    ADD CONSTRAINT document_index_pkey PRIMARY KEY (business_id, serial);

--
-- Name: document_line_base document_line_base_pkey; Type: CONSTRAINT; Schema: books; Owner: -
--

ALTER TABLE ONLY books.document_line_base
    ADD CONSTRAINT document_line_base_pkey PRIMARY KEY (business_id, document_serial, line, place);

--
-- Name: document_line document_line_pkey; Type: CONSTRAINT; Schema: books; Owner: -
--

ALTER TABLE ONLY books.document_line
    ADD CONSTRAINT document_line_pkey PRIMARY KEY (business_id, document_serial, number);

--
-- Name: document document_pkey; Type: CONSTRAINT; Schema: books; Owner: -
--

ALTER TABLE ONLY books.document
    ADD CONSTRAINT document_pkey PRIMARY KEY (business_id, serial);

--
-- Name: document_source document_source_pkey; Type: CONSTRAINT; Schema: books; Owner: -
--

ALTER TABLE ONLY books.document_source
    ADD CONSTRAINT document_source_pkey PRIMARY KEY (business_id, document_serial, number);

--
-- Name: document_vat document_vat_business_id_document_serial_category_rate_key; Type: CONSTRAINT; Schema: books; Owner: -
--

ALTER TABLE ONLY books.document_vat
    ADD CONSTRAINT document_vat_business_id_document_serial_category_rate_key UNIQUE (business_id, document_serial, category, rate);

--
-- Name: document_vat document_vat_pkey; Type: CONSTRAINT; Schema: books; Owner: -
--

ALTER TABLE ONLY books.document_vat
    ADD CONSTRAINT document_vat_pkey PRIMARY KEY (business_id, document_serial, number);

--
-- Name: draft draft_pkey; Type: CONSTRAINT; Schema: books; Owner: -
--

ALTER TABLE ONLY books.draft
    ADD CONSTRAINT draft_pkey PRIMARY KEY (business_id, serial);

--
-- Name: einvoice einvoice_business_id_code_party_type_key; Type: CONSTRAINT; Schema: books; Owner: -
--

ALTER TABLE ONLY books.einvoice
    ADD CONSTRAINT einvoice_business_id_code_party_type_key UNIQUE (business_id, code, party_type);

--
-- Name: einvoice einvoice_pkey; Type: CONSTRAINT; Schema: books; Owner: -
--

ALTER TABLE ONLY books.einvoice
    ADD CONSTRAINT einvoice_pkey PRIMARY KEY (business_id, serial);

--
-- Name: entry entry_pkey; Type: CONSTRAINT; Schema: books; Owner: -
--

ALTER TABLE ONLY books.entry
    ADD CONSTRAINT entry_pkey PRIMARY KEY (business_id, serial);

--
-- Name: expense_image expense_image_pkey; Type: CONSTRAINT; Schema: books; Owner: -
--

ALTER TABLE ONLY books.expense_image
    ADD CONSTRAINT expense_image_pkey PRIMARY KEY (business_id, expense_serial);

--
-- Name: expense_payment expense_payment_business_id_key_key; Type: CONSTRAINT; Schema: books; Owner: -
--

ALTER TABLE ONLY books.expense_payment
    ADD CONSTRAINT expense_payment_business_id_key_key UNIQUE (business_id, key);

--
-- Name: expense_payment expense_payment_business_id_voucher_serial_key; Type: CONSTRAINT; Schema: books; Owner: -
--

ALTER TABLE ONLY books.expense_payment
    ADD CONSTRAINT expense_payment_business_id_voucher_serial_key UNIQUE (business_id, voucher_serial);

--
-- Name: expense_payment expense_payment_pkey; Type: CONSTRAINT; Schema: books; Owner: -
--

ALTER TABLE ONLY books.expense_payment
    ADD CONSTRAINT expense_payment_pkey PRIMARY KEY (business_id, expense_serial, number);

--
-- Name: expense expense_pkey; Type: CONSTRAINT; Schema: books; Owner: -
--

ALTER TABLE ONLY books.expense
    ADD CONSTRAINT expense_pkey PRIMARY KEY (business_id, serial);

--
-- Name: expense_posting expense_posting_business_id_voucher_serial_key; Type: CONSTRAINT; Schema: books; Owner: -
--

ALTER TABLE ONLY books.expense_posting
    ADD CONSTRAINT expense_posting_business_id_voucher_serial_key UNIQUE (business_id, voucher_serial);

--
-- Name: expense_posting expense_posting_pkey; Type: CONSTRAINT; Schema: books; Owner: -
--

ALTER TABLE ONLY books.expense_posting
    ADD CONSTRAINT expense_posting_pkey PRIMARY KEY (business_id, expense_serial);

--
-- Name: fiscal_number fiscal_number_business_id_document_serial_year_till_code_key; Type: CONSTRAINT; Schema: books; Owner: -
--

ALTER TABLE ONLY books.fiscal_number
    ADD CONSTRAINT fiscal_number_business_id_document_serial_year_till_code_key UNIQUE (business_id, document_serial, year, till_code);

--
-- Name: fiscal_number fiscal_number_pkey; Type: CONSTRAINT; Schema: books; Owner: -
--

ALTER TABLE ONLY books.fiscal_number
    ADD CONSTRAINT fiscal_number_pkey PRIMARY KEY (business_id, year, till_code, ordinal);

--
-- Name: fiscal fiscal_pkey; Type: CONSTRAINT; Schema: books; Owner: -
--

ALTER TABLE ONLY books.fiscal
    ADD CONSTRAINT fiscal_pkey PRIMARY KEY (business_id, document_serial);

--
-- Name: fiscal_step fiscal_step_pkey; Type: CONSTRAINT; Schema: books; Owner: -
--

ALTER TABLE ONLY books.fiscal_step
    ADD CONSTRAINT fiscal_step_pkey PRIMARY KEY (business_id, serial);

--
-- Name: fiscal_watch fiscal_watch_pkey; Type: CONSTRAINT; Schema: books; Owner: -
--

ALTER TABLE ONLY books.fiscal_watch
    ADD CONSTRAINT fiscal_watch_pkey PRIMARY KEY (business_id);

--
-- Name: hand_out hand_out_pkey; Type: CONSTRAINT; Schema: books; Owner: -
--

ALTER TABLE ONLY books.hand_out
    ADD CONSTRAINT hand_out_pkey PRIMARY KEY (business_id, document_serial);

--
-- Name: head head_pkey; Type: CONSTRAINT; Schema: books; Owner: -
--

ALTER TABLE ONLY books.head
    ADD CONSTRAINT head_pkey PRIMARY KEY (business_id);

--
-- Name: idempotency idempotency_pkey; Type: CONSTRAINT; Schema: books; Owner: -
--

ALTER TABLE ONLY books.idempotency
    ADD CONSTRAINT idempotency_pkey PRIMARY KEY (business_id, credential, key);

--
-- Name: inventory_document inventory_document_pkey; Type: CONSTRAINT; Schema: books; Owner: -
--

ALTER TABLE ONLY books.inventory_document
    ADD CONSTRAINT inventory_document_pkey PRIMARY KEY (business_id, serial);

--
-- Name: inventory_line inventory_line_business_id_document_serial_product_key; Type: CONSTRAINT; Schema: books; Owner: -
--

ALTER TABLE ONLY books.inventory_line
    ADD CONSTRAINT inventory_line_business_id_document_serial_product_key UNIQUE (business_id, document_serial, product);

--
-- Name: inventory_line inventory_line_pkey; Type: CONSTRAINT; Schema: books; Owner: -
--

ALTER TABLE ONLY books.inventory_line
    ADD CONSTRAINT inventory_line_pkey PRIMARY KEY (business_id, document_serial, number);

--
-- Name: legal_number legal_number_business_id_document_serial_key; Type: CONSTRAINT; Schema: books; Owner: -
--

ALTER TABLE ONLY books.legal_number
    ADD CONSTRAINT legal_number_business_id_document_serial_key UNIQUE (business_id, document_serial);

--
-- Name: legal_number legal_number_pkey; Type: CONSTRAINT; Schema: books; Owner: -
--

ALTER TABLE ONLY books.legal_number
    ADD CONSTRAINT legal_number_pkey PRIMARY KEY (business_id, series, number, run);

--
-- Name: mail_text mail_text_pkey; Type: CONSTRAINT; Schema: books; Owner: -
--

ALTER TABLE ONLY books.mail_text
    ADD CONSTRAINT mail_text_pkey PRIMARY KEY (business_id, kind, language);

--
-- Name: mailing mailing_business_id_uuid_key; Type: CONSTRAINT; Schema: books; Owner: -
--

ALTER TABLE ONLY books.mailing
    ADD CONSTRAINT mailing_business_id_uuid_key UNIQUE (business_id, uuid);

--
-- Name: mailing_outcome mailing_outcome_pkey; Type: CONSTRAINT; Schema: books; Owner: -
--

ALTER TABLE ONLY books.mailing_outcome
    ADD CONSTRAINT mailing_outcome_pkey PRIMARY KEY (business_id, mailing_serial);

--
-- Name: mailing mailing_pkey; Type: CONSTRAINT; Schema: books; Owner: -
--

ALTER TABLE ONLY books.mailing
    ADD CONSTRAINT mailing_pkey PRIMARY KEY (business_id, serial);

--
-- Name: open_charge open_charge_pkey; Type: CONSTRAINT; Schema: books; Owner: -
--

ALTER TABLE ONLY books.open_charge
    ADD CONSTRAINT open_charge_pkey PRIMARY KEY (business_id, charge_serial);

--
-- Name: operation operation_business_id_uuid_key; Type: CONSTRAINT; Schema: books; Owner: -
--

ALTER TABLE ONLY books.operation
    ADD CONSTRAINT operation_business_id_uuid_key UNIQUE (business_id, uuid);

--
-- Name: operation_part operation_part_business_id_operation_serial_sort_number_key; Type: CONSTRAINT; Schema: books; Owner: -
--

ALTER TABLE ONLY books.operation_part
    ADD CONSTRAINT operation_part_business_id_operation_serial_sort_number_key UNIQUE (business_id, operation_serial, sort, number);

--
-- Name: operation_part operation_part_pkey; Type: CONSTRAINT; Schema: books; Owner: -
--

ALTER TABLE ONLY books.operation_part
    ADD CONSTRAINT operation_part_pkey PRIMARY KEY (business_id, sort, serial);

--
-- Name: operation operation_pkey; Type: CONSTRAINT; Schema: books; Owner: -
--

ALTER TABLE ONLY books.operation
    ADD CONSTRAINT operation_pkey PRIMARY KEY (business_id, serial);

--
-- Name: option option_pkey; Type: CONSTRAINT; Schema: books; Owner: -
--

ALTER TABLE ONLY books.option
    ADD CONSTRAINT option_pkey PRIMARY KEY (business_id, name);

--
-- Name: period_change period_change_pkey; Type: CONSTRAINT; Schema: books; Owner: -
--

ALTER TABLE ONLY books.period_change
    ADD CONSTRAINT period_change_pkey PRIMARY KEY (business_id, "position");

--
-- Name: posting posting_pkey; Type: CONSTRAINT; Schema: books; Owner: -
--

ALTER TABLE ONLY books.posting
    ADD CONSTRAINT posting_pkey PRIMARY KEY (business_id, entry_serial, number);

--
-- Name: price_list price_list_business_id_key_key; Type: CONSTRAINT; Schema: books; Owner: -
--

ALTER TABLE ONLY books.price_list
    ADD CONSTRAINT price_list_business_id_key_key UNIQUE (business_id, key);

--
-- Name: price_list price_list_business_id_uuid_key; Type: CONSTRAINT; Schema: books; Owner: -
--

ALTER TABLE ONLY books.price_list
    ADD CONSTRAINT price_list_business_id_uuid_key UNIQUE (business_id, uuid);

--
-- Name: price_list price_list_pkey; Type: CONSTRAINT; Schema: books; Owner: -
--

ALTER TABLE ONLY books.price_list
    ADD CONSTRAINT price_list_pkey PRIMARY KEY (business_id, serial);

--
-- Name: product product_business_id_uuid_key; Type: CONSTRAINT; Schema: books; Owner: -
--

ALTER TABLE ONLY books.product
    ADD CONSTRAINT product_business_id_uuid_key UNIQUE (business_id, uuid);

--
-- Name: product_picture product_picture_pkey; Type: CONSTRAINT; Schema: books; Owner: -
--

ALTER TABLE ONLY books.product_picture
    ADD CONSTRAINT product_picture_pkey PRIMARY KEY (business_id, product, number);

--
-- Name: product product_pkey; Type: CONSTRAINT; Schema: books; Owner: -
--

ALTER TABLE ONLY books.product
    ADD CONSTRAINT product_pkey PRIMARY KEY (business_id, serial);

--
-- Name: profile profile_pkey; Type: CONSTRAINT; Schema: books; Owner: -
--

ALTER TABLE ONLY books.profile
    ADD CONSTRAINT profile_pkey PRIMARY KEY (business_id);

--
-- Name: reference reference_pkey; Type: CONSTRAINT; Schema: books; Owner: -
--

ALTER TABLE ONLY books.reference
    ADD CONSTRAINT reference_pkey PRIMARY KEY (business_id, sort, scheme, value);

--
-- Name: register register_business_id_key_key; Type: CONSTRAINT; Schema: books; Owner: -
--

ALTER TABLE ONLY books.register
    ADD CONSTRAINT register_business_id_key_key UNIQUE (business_id, key);

--
-- Name: register register_business_id_number_key; Type: CONSTRAINT; Schema: books; Owner: -
--

ALTER TABLE ONLY books.register
    ADD CONSTRAINT register_business_id_number_key UNIQUE (business_id, number);

--
-- Name: register register_business_id_uuid_key; Type: CONSTRAINT; Schema: books; Owner: -
--

ALTER TABLE ONLY books.register
    ADD CONSTRAINT register_business_id_uuid_key UNIQUE (business_id, uuid);

--
-- Name: register register_pkey; Type: CONSTRAINT; Schema: books; Owner: -
--

ALTER TABLE ONLY books.register
    ADD CONSTRAINT register_pkey PRIMARY KEY (business_id, serial);

--
-- Name: registration registration_pkey; Type: CONSTRAINT; Schema: books; Owner: -
--

ALTER TABLE ONLY books.registration
    ADD CONSTRAINT registration_pkey PRIMARY KEY (business_id, valid_from);

--
-- Name: sales_order sales_order_business_id_register_number_key; Type: CONSTRAINT; Schema: books; Owner: -
--

ALTER TABLE ONLY books.sales_order
    ADD CONSTRAINT sales_order_business_id_register_number_key UNIQUE (business_id, register, number);

--
-- Name: sales_order sales_order_business_id_uuid_key; Type: CONSTRAINT; Schema: books; Owner: -
--

ALTER TABLE ONLY books.sales_order
    ADD CONSTRAINT sales_order_business_id_uuid_key UNIQUE (business_id, uuid);

--
-- Name: sales_order sales_order_pkey; Type: CONSTRAINT; Schema: books; Owner: -
--

ALTER TABLE ONLY books.sales_order
    ADD CONSTRAINT sales_order_pkey PRIMARY KEY (business_id, serial);

--
-- Name: sandbox_charge sandbox_charge_pkey; Type: CONSTRAINT; Schema: books; Owner: -
--

ALTER TABLE ONLY books.sandbox_charge
    ADD CONSTRAINT sandbox_charge_pkey PRIMARY KEY (business_id, reference);

--
-- Name: serial_counter serial_counter_pkey; Type: CONSTRAINT; Schema: books; Owner: -
--

ALTER TABLE ONLY books.serial_counter
    ADD CONSTRAINT serial_counter_pkey PRIMARY KEY (business_id, sort);

--
-- Name: series series_pkey; Type: CONSTRAINT; Schema: books; Owner: -
--

ALTER TABLE ONLY books.series
    ADD CONSTRAINT series_pkey PRIMARY KEY (business_id, series, run);

--
-- Name: settlement settlement_pkey; Type: CONSTRAINT; Schema: books; Owner: -
--

ALTER TABLE ONLY books.settlement
    ADD CONSTRAINT settlement_pkey PRIMARY KEY (business_id, serial);

--
-- Name: slip_line slip_line_business_id_transaction_serial_number_key; Type: CONSTRAINT; Schema: books; Owner: -
--

ALTER TABLE ONLY books.slip_line
    ADD CONSTRAINT slip_line_business_id_transaction_serial_number_key UNIQUE (business_id, transaction_serial, number);

--
-- Name: slip_line slip_line_pkey; Type: CONSTRAINT; Schema: books; Owner: -
--

ALTER TABLE ONLY books.slip_line
    ADD CONSTRAINT slip_line_pkey PRIMARY KEY (business_id, uuid);

--
-- Name: staff staff_business_id_key_key; Type: CONSTRAINT; Schema: books; Owner: -
--

ALTER TABLE ONLY books.staff
    ADD CONSTRAINT staff_business_id_key_key UNIQUE (business_id, key);

--
-- Name: staff staff_business_id_number_key; Type: CONSTRAINT; Schema: books; Owner: -
--

ALTER TABLE ONLY books.staff
    ADD CONSTRAINT staff_business_id_number_key UNIQUE (business_id, number);

--
-- Name: staff staff_business_id_uuid_key; Type: CONSTRAINT; Schema: books; Owner: -
--

ALTER TABLE ONLY books.staff
    ADD CONSTRAINT staff_business_id_uuid_key UNIQUE (business_id, uuid);

--
-- Name: staff staff_pkey; Type: CONSTRAINT; Schema: books; Owner: -
--

ALTER TABLE ONLY books.staff
    ADD CONSTRAINT staff_pkey PRIMARY KEY (business_id, serial);

--
-- Name: standing_order_attempt standing_order_attempt_pkey; Type: CONSTRAINT; Schema: books; Owner: -
--

ALTER TABLE ONLY books.standing_order_attempt
    ADD CONSTRAINT standing_order_attempt_pkey PRIMARY KEY (business_id, run_serial, attempt);

--
-- Name: standing_order standing_order_business_id_uuid_key; Type: CONSTRAINT; Schema: books; Owner: -
--

ALTER TABLE ONLY books.standing_order
    ADD CONSTRAINT standing_order_business_id_uuid_key UNIQUE (business_id, uuid);

--
-- Name: standing_order_outcome standing_order_outcome_pkey; Type: CONSTRAINT; Schema: books; Owner: -
--

ALTER TABLE ONLY books.standing_order_outcome
    ADD CONSTRAINT standing_order_outcome_pkey PRIMARY KEY (business_id, run_serial, attempt);

--
-- Name: standing_order standing_order_pkey; Type: CONSTRAINT; Schema: books; Owner: -
--

ALTER TABLE ONLY books.standing_order
    ADD CONSTRAINT standing_order_pkey PRIMARY KEY (business_id, serial);

--
-- Name: standing_order_run standing_order_run_business_id_order_serial_month_key; Type: CONSTRAINT; Schema: books; Owner: -
--

ALTER TABLE ONLY books.standing_order_run
    ADD CONSTRAINT standing_order_run_business_id_order_serial_month_key UNIQUE (business_id, order_serial, month);

--
-- Name: standing_order_run standing_order_run_business_id_order_serial_number_key; Type: CONSTRAINT; Schema: books; Owner: -
--

ALTER TABLE ONLY books.standing_order_run
    ADD CONSTRAINT standing_order_run_business_id_order_serial_number_key UNIQUE (business_id, order_serial, number);

--
-- Name: standing_order_run standing_order_run_business_id_uuid_key; Type: CONSTRAINT; Schema: books; Owner: -
--

ALTER TABLE ONLY books.standing_order_run
    ADD CONSTRAINT standing_order_run_business_id_uuid_key UNIQUE (business_id, uuid);

--
-- Name: standing_order_run standing_order_run_pkey; Type: CONSTRAINT; Schema: books; Owner: -
--

ALTER TABLE ONLY books.standing_order_run
    ADD CONSTRAINT standing_order_run_pkey PRIMARY KEY (business_id, serial);

--
-- Name: stock_move stock_move_pkey; Type: CONSTRAINT; Schema: books; Owner: -
--

ALTER TABLE ONLY books.stock_move
    ADD CONSTRAINT stock_move_pkey PRIMARY KEY (business_id, serial);

--
-- Name: stock stock_pkey; Type: CONSTRAINT; Schema: books; Owner: -
--

ALTER TABLE ONLY books.stock
    ADD CONSTRAINT stock_pkey PRIMARY KEY (business_id, product, store);

--
-- Name: store store_business_id_key_key; Type: CONSTRAINT; Schema: books; Owner: -
--

ALTER TABLE ONLY books.store
    ADD CONSTRAINT store_business_id_key_key UNIQUE (business_id, key);

--
-- Name: store store_business_id_uuid_key; Type: CONSTRAINT; Schema: books; Owner: -
--

ALTER TABLE ONLY books.store
    ADD CONSTRAINT store_business_id_uuid_key UNIQUE (business_id, uuid);

--
-- Name: store store_first_number; Type: CONSTRAINT; Schema: books; Owner: -
--

ALTER TABLE ONLY books.store
    ADD CONSTRAINT store_first_number UNIQUE (business_id, first_number);

--
-- Name: store store_pkey; Type: CONSTRAINT; Schema: books; Owner: -
--

ALTER TABLE ONLY books.store
    ADD CONSTRAINT store_pkey PRIMARY KEY (business_id, serial);

--
-- Name: store_price store_price_pkey; Type: CONSTRAINT; Schema: books; Owner: -
--

ALTER TABLE ONLY books.store_price
    ADD CONSTRAINT store_price_pkey PRIMARY KEY (business_id, product, store);

--
-- Name: tally tally_pkey; Type: CONSTRAINT; Schema: books; Owner: -
--

ALTER TABLE ONLY books.tally
    ADD CONSTRAINT tally_pkey PRIMARY KEY (business_id, sort, kind, block);

--
-- Name: tender_type tender_type_business_id_key_key; Type: CONSTRAINT; Schema: books; Owner: -
--

ALTER TABLE ONLY books.tender_type
    ADD CONSTRAINT tender_type_business_id_key_key UNIQUE (business_id, key);

--
-- Name: tender_type tender_type_business_id_number_key; Type: CONSTRAINT; Schema: books; Owner: -
--

ALTER TABLE ONLY books.tender_type
    ADD CONSTRAINT tender_type_business_id_number_key UNIQUE (business_id, number);

--
-- Name: tender_type tender_type_business_id_uuid_key; Type: CONSTRAINT; Schema: books; Owner: -
--

ALTER TABLE ONLY books.tender_type
    ADD CONSTRAINT tender_type_business_id_uuid_key UNIQUE (business_id, uuid);

--
-- Name: tender_type tender_type_pkey; Type: CONSTRAINT; Schema: books; Owner: -
--

ALTER TABLE ONLY books.tender_type
    ADD CONSTRAINT tender_type_pkey PRIMARY KEY (business_id, serial);

--
-- Name: till_line till_line_business_id_document_serial_number_key; Type: CONSTRAINT; Schema: books; Owner: -
--

ALTER TABLE ONLY books.till_line
    ADD CONSTRAINT till_line_business_id_document_serial_number_key UNIQUE (business_id, document_serial, number);

--
-- Name: till_line till_line_business_id_uuid_key; Type: CONSTRAINT; Schema: books; Owner: -
--

ALTER TABLE ONLY books.till_line
    ADD CONSTRAINT till_line_business_id_uuid_key UNIQUE (business_id, uuid);

--
-- Name: till_line till_line_pkey; Type: CONSTRAINT; Schema: books; Owner: -
--

ALTER TABLE ONLY books.till_line
    ADD CONSTRAINT till_line_pkey PRIMARY KEY (business_id, serial);

--
-- Name: transaction transaction_business_id_register_serial_sequence_key; Type: CONSTRAINT; Schema: books; Owner: -
--

ALTER TABLE ONLY books.transaction
    ADD CONSTRAINT transaction_business_id_register_serial_sequence_key UNIQUE (business_id, register_serial, sequence);

--
-- Name: transaction transaction_business_id_uuid_key; Type: CONSTRAINT; Schema: books; Owner: -
--

ALTER TABLE ONLY books.transaction
    ADD CONSTRAINT transaction_business_id_uuid_key UNIQUE (business_id, uuid);

--
-- Name: transaction_class transaction_class_pkey; Type: CONSTRAINT; Schema: books; Owner: -
--

ALTER TABLE ONLY books.transaction_class
    ADD CONSTRAINT transaction_class_pkey PRIMARY KEY (business_id, number);

--
-- Name: transaction transaction_pkey; Type: CONSTRAINT; Schema: books; Owner: -
--

ALTER TABLE ONLY books.transaction
    ADD CONSTRAINT transaction_pkey PRIMARY KEY (business_id, serial);

--
-- Name: vat_filing vat_filing_business_id_start_key; Type: CONSTRAINT; Schema: books; Owner: -
--

ALTER TABLE ONLY books.vat_filing
    ADD CONSTRAINT vat_filing_business_id_start_key UNIQUE (business_id, start);

--
-- Name: vat_filing vat_filing_pkey; Type: CONSTRAINT; Schema: books; Owner: -
--

ALTER TABLE ONLY books.vat_filing
    ADD CONSTRAINT vat_filing_pkey PRIMARY KEY (business_id, serial);

--
-- Name: voucher voucher_business_id_key_key; Type: CONSTRAINT; Schema: books; Owner: -
--

ALTER TABLE ONLY books.voucher
    ADD CONSTRAINT voucher_business_id_key_key UNIQUE (business_id, key);

--
-- Name: voucher voucher_business_id_position_key; Type: CONSTRAINT; Schema: books; Owner: -
--

ALTER TABLE ONLY books.voucher
    ADD CONSTRAINT voucher_business_id_position_key UNIQUE (business_id, "position");

--
-- Name: voucher voucher_business_id_reverses_key; Type: CONSTRAINT; Schema: books; Owner: -
--

ALTER TABLE ONLY books.voucher
    ADD CONSTRAINT voucher_business_id_reverses_key UNIQUE (business_id, reverses);

--
-- Name: voucher voucher_business_id_uuid_key; Type: CONSTRAINT; Schema: books; Owner: -
--

ALTER TABLE ONLY books.voucher
    ADD CONSTRAINT voucher_business_id_uuid_key UNIQUE (business_id, uuid);

--
-- Name: voucher voucher_pkey; Type: CONSTRAINT; Schema: books; Owner: -
--

ALTER TABLE ONLY books.voucher
    ADD CONSTRAINT voucher_pkey PRIMARY KEY (business_id, serial);

--
-- Name: z_closing z_closing_business_id_key_key; Type: CONSTRAINT; Schema: books; Owner: -
--

ALTER TABLE ONLY books.z_closing
    ADD CONSTRAINT z_closing_business_id_key_key UNIQUE (business_id, key);

--
-- Name: z_closing z_closing_business_id_store_serial_sequence_key; Type: CONSTRAINT; Schema: books; Owner: -
--

ALTER TABLE ONLY books.z_closing
    ADD CONSTRAINT z_closing_business_id_store_serial_sequence_key UNIQUE (business_id, store_serial, sequence);

--
-- Name: z_closing z_closing_business_id_uuid_key; Type: CONSTRAINT; Schema: books; Owner: -
--

ALTER TABLE ONLY books.z_closing
    ADD CONSTRAINT z_closing_business_id_uuid_key UNIQUE (business_id, uuid);

--
-- Name: z_closing z_closing_pkey; Type: CONSTRAINT; Schema: books; Owner: -
--

ALTER TABLE ONLY books.z_closing
    ADD CONSTRAINT z_closing_pkey PRIMARY KEY (business_id, serial);

--
-- Name: api_key api_key_key_hash_key; Type: CONSTRAINT; Schema: directory; Owner: -
--

ALTER TABLE ONLY directory.api_key
    ADD CONSTRAINT api_key_key_hash_key UNIQUE (key_hash);

--
-- Name: api_key api_key_pkey; Type: CONSTRAINT; Schema: directory; Owner: -
--

ALTER TABLE ONLY directory.api_key
    ADD CONSTRAINT api_key_pkey PRIMARY KEY (serial);

--
-- Name: attempt attempt_pkey; Type: CONSTRAINT; Schema: directory; Owner: -
--

ALTER TABLE ONLY directory.attempt
    ADD CONSTRAINT attempt_pkey PRIMARY KEY (subject);

--
-- Name: business_alias business_alias_pkey; Type: CONSTRAINT; Schema: directory; Owner: -
--

ALTER TABLE ONLY directory.business_alias
    ADD CONSTRAINT business_alias_pkey PRIMARY KEY (tax_number);

--
-- Name: business_number business_number_number_key; Type: CONSTRAINT; Schema: directory; Owner: -
--

ALTER TABLE ONLY directory.business_number
    ADD CONSTRAINT business_number_number_key UNIQUE (number);

--
-- Name: business_number business_number_pkey; Type: CONSTRAINT; Schema: directory; Owner: -
--

ALTER TABLE ONLY directory.business_number
    ADD CONSTRAINT business_number_pkey PRIMARY KEY (business_id);

--
-- Name: business business_pkey; Type: CONSTRAINT; Schema: directory; Owner: -
--

ALTER TABLE ONLY directory.business
    ADD CONSTRAINT business_pkey PRIMARY KEY (business_id);

--
-- Name: business business_tax_number_key; Type: CONSTRAINT; Schema: directory; Owner: -
--

ALTER TABLE ONLY directory.business
    ADD CONSTRAINT business_tax_number_key UNIQUE (tax_number);

--
-- Name: business business_uuid_key; Type: CONSTRAINT; Schema: directory; Owner: -
--

ALTER TABLE ONLY directory.business
    ADD CONSTRAINT business_uuid_key UNIQUE (uuid);

--
-- Name: exchange_rate exchange_rate_pkey; Type: CONSTRAINT; Schema: directory; Owner: -
--

ALTER TABLE ONLY directory.exchange_rate
    ADD CONSTRAINT exchange_rate_pkey PRIMARY KEY (base, currency, date);

--
-- Name: key_session key_session_pkey; Type: CONSTRAINT; Schema: directory; Owner: -
--

ALTER TABLE ONLY directory.key_session
    ADD CONSTRAINT key_session_pkey PRIMARY KEY (token_hash);

--
-- Name: log log_pkey; Type: CONSTRAINT; Schema: directory; Owner: -
--

ALTER TABLE ONLY directory.log
    ADD CONSTRAINT log_pkey PRIMARY KEY (business_id, log_id);

--
-- Name: login login_folded_key; Type: CONSTRAINT; Schema: directory; Owner: -
--

ALTER TABLE ONLY directory.login
    ADD CONSTRAINT login_folded_key UNIQUE (folded);

--
-- Name: login login_pkey; Type: CONSTRAINT; Schema: directory; Owner: -
--

ALTER TABLE ONLY directory.login
    ADD CONSTRAINT login_pkey PRIMARY KEY (login_id);

--
-- Name: master_key master_key_pkey; Type: CONSTRAINT; Schema: directory; Owner: -
--

ALTER TABLE ONLY directory.master_key
    ADD CONSTRAINT master_key_pkey PRIMARY KEY (key_id);

--
-- Name: membership membership_pkey; Type: CONSTRAINT; Schema: directory; Owner: -
--

ALTER TABLE ONLY directory.membership
    ADD CONSTRAINT membership_pkey PRIMARY KEY (login_id, business_id);

--
-- Name: report_client report_client_pkey; Type: CONSTRAINT; Schema: directory; Owner: -
--

ALTER TABLE ONLY directory.report_client
    ADD CONSTRAINT report_client_pkey PRIMARY KEY (client_id);

--
-- Name: report_document report_document_pkey; Type: CONSTRAINT; Schema: directory; Owner: -
--

ALTER TABLE ONLY directory.report_document
    ADD CONSTRAINT report_document_pkey PRIMARY KEY (client_id, instance_id, document_id);

--
-- Name: report_instance report_instance_pkey; Type: CONSTRAINT; Schema: directory; Owner: -
--

ALTER TABLE ONLY directory.report_instance
    ADD CONSTRAINT report_instance_pkey PRIMARY KEY (client_id, instance_id);

--
-- Name: report_page report_page_pkey; Type: CONSTRAINT; Schema: directory; Owner: -
--

ALTER TABLE ONLY directory.report_page
    ADD CONSTRAINT report_page_pkey PRIMARY KEY (client_id, instance_id, document_id, number);

--
-- Name: session session_pkey; Type: CONSTRAINT; Schema: directory; Owner: -
--

ALTER TABLE ONLY directory.session
    ADD CONSTRAINT session_pkey PRIMARY KEY (token_hash);

--
-- Name: alembic_version alembic_version_pkc; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.alembic_version
    ADD CONSTRAINT alembic_version_pkc PRIMARY KEY (version_num);

--
-- Name: allocation_step_of_document; Type: INDEX; Schema: books; Owner: -
--

CREATE INDEX allocation_step_of_document ON books.allocation_step USING btree (business_id, document_serial, serial);

--
-- Name: allocation_waiting; Type: INDEX; Schema: books; Owner: -
--

CREATE INDEX allocation_waiting ON books.allocation USING btree (next_at, business_id, document_serial) WHERE waits;

--
-- Name: cancellation_of_entry; Type: INDEX; Schema: books; Owner: -
--

CREATE INDEX cancellation_of_entry ON books.cancellation USING btree (business_id, entry_serial) WHERE (entry_serial IS NOT NULL);

--
-- Name: charge_outcome_reference; Type: INDEX; Schema: books; Owner: -
--

CREATE INDEX charge_outcome_reference ON books.charge_outcome USING btree (business_id, reference) WHERE (reference IS NOT NULL);

--
-- Name: charge_refunds; Type: INDEX; Schema: books; Owner: -
--

CREATE INDEX charge_refunds ON books.charge USING btree (business_id, refunds) WHERE (refunds IS NOT NULL);

--
-- Name: contact_barcode; Type: INDEX; Schema: books; Owner: -
--

CREATE UNIQUE INDEX contact_barcode ON books.contact USING btree (business_id, barcode) WHERE ((NOT deleted) AND (barcode IS NOT NULL));

--
-- Name: contact_customer_number; Type: INDEX; Schema: books; Owner: -
--

CREATE UNIQUE INDEX contact_customer_number ON books.contact USING btree (business_id, customer_number) WHERE ((NOT deleted) AND (customer_number IS NOT NULL));

--
-- Name: contact_key; Type: INDEX; Schema: books; Owner: -
--

CREATE UNIQUE INDEX contact_key ON books.contact USING btree (business_id, key) WHERE (NOT deleted);

--
-- Name: contact_mail; Type: INDEX; Schema: books; Owner: -
--

CREATE INDEX contact_mail ON books.contact USING gin (mail_addresses);

--
-- Name: contact_phone; Type: INDEX; Schema: books; Owner: -
--

CREATE INDEX contact_phone ON books.contact USING gin (phone_digits);

--
-- Name: contact_tax_number; Type: INDEX; Schema: books; Owner: -
--

CREATE INDEX contact_tax_number ON books.contact USING btree (business_id, tax_number, serial) WHERE (NOT deleted);

--
-- Name: contact_updated; Type: INDEX; Schema: books; Owner: -
--

CREATE INDEX contact_updated ON books.contact USING btree (business_id, updated_at, serial) WHERE (NOT deleted);

--
-- Name: daybook_of_record; Type: INDEX; Schema: books; Owner: -
--

CREATE INDEX daybook_of_record ON books.daybook USING btree (business_id, sort, serial, "position");

--
-- Name: deposit_by_date; Type: INDEX; Schema: books; Owner: -
--

CREATE INDEX deposit_by_date ON books.deposit USING btree (business_id, date, serial);

--
-- Name: deposit_part_by_day; Type: INDEX; Schema: books; Owner: -
--

CREATE INDEX deposit_part_by_day ON books.deposit_part USING btree (business_id, day, deposit_serial, number);

--
-- Name: document_by_contact; Type: INDEX; Schema: books; Owner: -
--

CREATE INDEX document_by_contact ON books.document_index USING btree (business_id, contact_serial, serial);

--
-- Name: document_by_date; Type: INDEX; Schema: books; Owner: -
--

CREATE INDEX document_by_date ON books.document_index USING btree (business_id, date, serial);

--
-- Name: document_by_kind; Type: INDEX; Schema: books; Owner: -
--

CREATE INDEX document_by_kind ON books.document_index USING btree (business_id, kind, serial);

--
-- Name: document_line_base_of; Type: INDEX; Schema: books; Owner: -
--

CREATE INDEX document_line_base_of ON books.document_line_base USING btree (business_id, document, document_line);

--
-- Name: document_of_entry; Type: INDEX; Schema: books; Owner: -
--

CREATE INDEX document_of_entry ON books.document USING btree (business_id, entry_serial) INCLUDE (serial, kind, contact, due_date) WHERE (entry_serial IS NOT NULL);

--
-- Name: document_of_transaction; Type: INDEX; Schema: books; Owner: -
--

CREATE INDEX document_of_transaction ON books.document USING btree (business_id, transaction_serial);

--
-- Name: document_open; Type: INDEX; Schema: books; Owner: -
--

CREATE INDEX document_open ON books.document_index USING btree (business_id, serial) WHERE (is_debt AND (state = 'issued'::text) AND ((open_amount)::numeric > (0)::numeric));

--
-- Name: document_open_of_contact; Type: INDEX; Schema: books; Owner: -
--

CREATE INDEX document_open_of_contact ON books.document_index USING btree (business_id, contact_serial, serial) WHERE (is_debt AND (state = 'issued'::text) AND ((open_amount)::numeric > (0)::numeric));

--
-- Name: document_source_of; Type: INDEX; Schema: books; Owner: -
--

CREATE INDEX document_source_of ON books.document_source USING btree (business_id, document);

--
-- Name: document_standing_proforma; Type: INDEX; Schema: books; Owner: -
--

CREATE INDEX document_standing_proforma ON books.document_index USING btree (business_id, contact_serial) INCLUDE (face) WHERE ((kind = 'proforma'::text) AND (state = 'issued'::text) AND (NOT superseded));

--
-- Name: einvoice_by_time; Type: INDEX; Schema: books; Owner: -
--

CREATE INDEX einvoice_by_time ON books.einvoice USING btree (business_id, received_at, serial);

--
-- Name: entry_by_tax_date; Type: INDEX; Schema: books; Owner: -
--

CREATE INDEX entry_by_tax_date ON books.entry USING btree (business_id, tax_date, serial);

--
-- Name: expense_by_date; Type: INDEX; Schema: books; Owner: -
--

CREATE INDEX expense_by_date ON books.expense USING btree (business_id, date, serial) WHERE (state <> 'deleted'::text);

--
-- Name: expense_by_state; Type: INDEX; Schema: books; Owner: -
--

CREATE INDEX expense_by_state ON books.expense USING btree (business_id, state, serial) WHERE (state <> 'deleted'::text);

--
-- Name: expense_key; Type: INDEX; Schema: books; Owner: -
--

CREATE UNIQUE INDEX expense_key ON books.expense USING btree (business_id, key) WHERE (state <> 'deleted'::text);

--
-- Name: expense_of_contact; Type: INDEX; Schema: books; Owner: -
--

CREATE INDEX expense_of_contact ON books.expense USING btree (business_id, contact_serial, serial) WHERE (state <> 'deleted'::text);

--
-- Name: expense_payment_by_date; Type: INDEX; Schema: books; Owner: -
--

CREATE INDEX expense_payment_by_date ON books.expense_payment USING btree (business_id, date, expense_serial, number);

--
-- Name: fiscal_step_einvoice; Type: INDEX; Schema: books; Owner: -
--

CREATE UNIQUE INDEX fiscal_step_einvoice ON books.fiscal_step USING btree (business_id, code) WHERE (kind = 'einvoice_registered'::text);

--
-- Name: fiscal_step_of_document; Type: INDEX; Schema: books; Owner: -
--

CREATE INDEX fiscal_step_of_document ON books.fiscal_step USING btree (business_id, document_serial, serial);

--
-- Name: fiscal_waiting; Type: INDEX; Schema: books; Owner: -
--

CREATE INDEX fiscal_waiting ON books.fiscal USING btree (next_at, business_id, document_serial) WHERE waits;

--
-- Name: idempotency_recorded_at; Type: INDEX; Schema: books; Owner: -
--

CREATE INDEX idempotency_recorded_at ON books.idempotency USING btree (recorded_at);

--
-- Name: inventory_document_created; Type: INDEX; Schema: books; Owner: -
--

CREATE INDEX inventory_document_created ON books.inventory_document USING btree (business_id, created_at, serial) WHERE (NOT deleted);

--
-- Name: inventory_document_uuid; Type: INDEX; Schema: books; Owner: -
--

CREATE UNIQUE INDEX inventory_document_uuid ON books.inventory_document USING btree (business_id, uuid) WHERE (NOT deleted);

--
-- Name: legal_number_of_invoice; Type: INDEX; Schema: books; Owner: -
--

CREATE UNIQUE INDEX legal_number_of_invoice ON books.legal_number USING btree (business_id, number) WHERE (run = 'invoice'::text);

--
-- Name: mailing_of_document; Type: INDEX; Schema: books; Owner: -
--

CREATE INDEX mailing_of_document ON books.mailing USING btree (business_id, document_serial, serial);

--
-- Name: operation_of_source; Type: INDEX; Schema: books; Owner: -
--

CREATE UNIQUE INDEX operation_of_source ON books.operation USING btree (business_id, source, source_reference) WHERE (source_reference IS NOT NULL);

--
-- Name: posting_by_account; Type: INDEX; Schema: books; Owner: -
--

CREATE INDEX posting_by_account ON books.posting USING btree (business_id, account, contact, entry_serial);

--
-- Name: product_barcode; Type: INDEX; Schema: books; Owner: -
--

CREATE INDEX product_barcode ON books.product USING btree (business_id, barcode, serial) WHERE ((NOT deleted) AND (barcode IS NOT NULL));

--
-- Name: product_catalog_number; Type: INDEX; Schema: books; Owner: -
--

CREATE INDEX product_catalog_number ON books.product USING btree (business_id, catalog_number, serial) WHERE (NOT deleted);

--
-- Name: product_inventory_number; Type: INDEX; Schema: books; Owner: -
--

CREATE UNIQUE INDEX product_inventory_number ON books.product USING btree (business_id, inventory_number) WHERE ((NOT deleted) AND (inventory_number IS NOT NULL));

--
-- Name: product_key; Type: INDEX; Schema: books; Owner: -
--

CREATE UNIQUE INDEX product_key ON books.product USING btree (business_id, key) WHERE (NOT deleted);

--
-- Name: product_model; Type: INDEX; Schema: books; Owner: -
--

CREATE INDEX product_model ON books.product USING btree (business_id, model_number, serial) WHERE ((NOT deleted) AND (model_number IS NOT NULL));

--
-- Name: product_updated; Type: INDEX; Schema: books; Owner: -
--

CREATE INDEX product_updated ON books.product USING btree (business_id, updated_at, serial) WHERE (NOT deleted);

--
-- Name: reference_of_record; Type: INDEX; Schema: books; Owner: -
--

CREATE INDEX reference_of_record ON books.reference USING btree (business_id, sort, serial);

--
-- Name: register_of_series; Type: INDEX; Schema: books; Owner: -
--

CREATE UNIQUE INDEX register_of_series ON books.register USING btree (business_id, series) WHERE api;

--
-- Name: sales_order_by_time; Type: INDEX; Schema: books; Owner: -
--

CREATE INDEX sales_order_by_time ON books.sales_order USING btree (business_id, ordered_at, serial);

--
-- Name: sales_order_erp_code; Type: INDEX; Schema: books; Owner: -
--

CREATE UNIQUE INDEX sales_order_erp_code ON books.sales_order USING btree (business_id, erp_code) WHERE (erp_code IS NOT NULL);

--
-- Name: settlement_made_by; Type: INDEX; Schema: books; Owner: -
--

CREATE INDEX settlement_made_by ON books.settlement USING btree (business_id, made_by);

--
-- Name: settlement_of_voucher; Type: INDEX; Schema: books; Owner: -
--

CREATE INDEX settlement_of_voucher ON books.settlement USING btree (business_id, voucher_serial) WHERE (voucher_serial IS NOT NULL);

--
-- Name: settlement_paid; Type: INDEX; Schema: books; Owner: -
--

CREATE INDEX settlement_paid ON books.settlement USING btree (business_id, paid);

--
-- Name: settlement_paying; Type: INDEX; Schema: books; Owner: -
--

CREATE INDEX settlement_paying ON books.settlement USING btree (business_id, paying);

--
-- Name: settlement_position; Type: INDEX; Schema: books; Owner: -
--

CREATE INDEX settlement_position ON books.settlement USING btree (business_id, "position");

--
-- Name: slip_line_returns; Type: INDEX; Schema: books; Owner: -
--

CREATE INDEX slip_line_returns ON books.slip_line USING btree (business_id, returns) WHERE (returns IS NOT NULL);

--
-- Name: standing_order_due; Type: INDEX; Schema: books; Owner: -
--

CREATE INDEX standing_order_due ON books.standing_order USING btree (due_at, business_id, serial) WHERE (due_at IS NOT NULL);

--
-- Name: standing_order_ever_of_key; Type: INDEX; Schema: books; Owner: -
--

CREATE INDEX standing_order_ever_of_key ON books.standing_order USING btree (business_id, key, serial);

--
-- Name: standing_order_key; Type: INDEX; Schema: books; Owner: -
--

CREATE UNIQUE INDEX standing_order_key ON books.standing_order USING btree (business_id, key) WHERE (NOT deleted);

--
-- Name: standing_order_of_contact; Type: INDEX; Schema: books; Owner: -
--

CREATE INDEX standing_order_of_contact ON books.standing_order USING btree (business_id, contact) WHERE (NOT deleted);

--
-- Name: stock_move_of_document; Type: INDEX; Schema: books; Owner: -
--

CREATE INDEX stock_move_of_document ON books.stock_move USING btree (business_id, document_serial) WHERE (document_serial IS NOT NULL);

--
-- Name: stock_move_of_product; Type: INDEX; Schema: books; Owner: -
--

CREATE INDEX stock_move_of_product ON books.stock_move USING btree (business_id, product, serial);

--
-- Name: stock_move_position; Type: INDEX; Schema: books; Owner: -
--

CREATE INDEX stock_move_position ON books.stock_move USING btree (business_id, "position");

--
-- Name: till_line_in_till; Type: INDEX; Schema: books; Owner: -
--

CREATE INDEX till_line_in_till ON books.till_line USING btree (business_id, COALESCE(due_date, date), serial) INCLUDE (due_date, date) WHERE in_till;

--
-- Name: transaction_by_time; Type: INDEX; Schema: books; Owner: -
--

CREATE INDEX transaction_by_time ON books.transaction USING btree (business_id, local_time, serial) WHERE (kind IS NOT NULL);

--
-- Name: transaction_of_contact; Type: INDEX; Schema: books; Owner: -
--

CREATE INDEX transaction_of_contact ON books.transaction USING btree (business_id, contact, local_time) WHERE (contact IS NOT NULL);

--
-- Name: transaction_of_store; Type: INDEX; Schema: books; Owner: -
--

CREATE INDEX transaction_of_store ON books.transaction USING btree (business_id, store_serial, "position");

--
-- Name: voucher_bounced; Type: INDEX; Schema: books; Owner: -
--

CREATE UNIQUE INDEX voucher_bounced ON books.voucher USING btree (business_id, till_line) WHERE (kind = 'bounced_cheque'::text);

--
-- Name: voucher_by_kind; Type: INDEX; Schema: books; Owner: -
--

CREATE INDEX voucher_by_kind ON books.voucher USING btree (business_id, kind, serial);

--
-- Name: voucher_of_entry; Type: INDEX; Schema: books; Owner: -
--

CREATE INDEX voucher_of_entry ON books.voucher USING btree (business_id, entry_serial) WHERE (entry_serial IS NOT NULL);

--
-- Name: z_closing_through; Type: INDEX; Schema: books; Owner: -
--

CREATE UNIQUE INDEX z_closing_through ON books.z_closing USING btree (business_id, store_serial, through_position);

--
-- Name: api_key_of_business; Type: INDEX; Schema: directory; Owner: -
--

CREATE INDEX api_key_of_business ON directory.api_key USING btree (business_id, serial);

--
-- Name: log_of_login; Type: INDEX; Schema: directory; Owner: -
--

CREATE INDEX log_of_login ON directory.log USING btree (business_id, login_id, recorded_at, log_id);

--
-- Name: log_recorded_at; Type: INDEX; Schema: directory; Owner: -
--

CREATE INDEX log_recorded_at ON directory.log USING btree (recorded_at);

--
-- Name: report_client_of_login; Type: INDEX; Schema: directory; Owner: -
--

CREATE INDEX report_client_of_login ON directory.report_client USING btree (login_id, recorded_at);

--
-- Name: report_client_used_at; Type: INDEX; Schema: directory; Owner: -
--

CREATE INDEX report_client_used_at ON directory.report_client USING btree (used_at);

--
-- Name: session_used_at; Type: INDEX; Schema: directory; Owner: -
--

CREATE INDEX session_used_at ON directory.session USING btree (used_at);

--
-- Name: posting entries_balance; Type: TRIGGER; Schema: books; Owner: -
--

CREATE TRIGGER entries_balance AFTER INSERT ON books.posting REFERENCING NEW TABLE AS fresh FOR EACH STATEMENT EXECUTE FUNCTION books.check_postings();

--
-- Name: allocation_step insert_only; Type: TRIGGER; Schema: books; Owner: -
--

CREATE TRIGGER insert_only BEFORE DELETE OR UPDATE OR TRUNCATE ON books.allocation_step FOR EACH STATEMENT EXECUTE FUNCTION books.refuse_change();

--
-- Name: cancellation insert_only; Type: TRIGGER; Schema: books; Owner: -
--

CREATE TRIGGER insert_only BEFORE DELETE OR UPDATE OR TRUNCATE ON books.cancellation FOR EACH STATEMENT EXECUTE FUNCTION books.refuse_change();

--
-- Name: card_page insert_only; Type: TRIGGER; Schema: books; Owner: -
--

CREATE TRIGGER insert_only BEFORE DELETE OR UPDATE OR TRUNCATE ON books.card_page FOR EACH STATEMENT EXECUTE FUNCTION books.refuse_change();

--
-- Name: card_page_result insert_only; Type: TRIGGER; Schema: books; Owner: -
--

CREATE TRIGGER insert_only BEFORE DELETE OR UPDATE OR TRUNCATE ON books.card_page_result FOR EACH STATEMENT EXECUTE FUNCTION books.refuse_change();

--
-- Name: changeover insert_only; Type: TRIGGER; Schema: books; Owner: -
--

CREATE TRIGGER insert_only BEFORE DELETE OR UPDATE OR TRUNCATE ON books.changeover FOR EACH STATEMENT EXECUTE FUNCTION books.refuse_change();

--
-- Name: charge insert_only; Type: TRIGGER; Schema: books; Owner: -
--

CREATE TRIGGER insert_only BEFORE DELETE OR UPDATE OR TRUNCATE ON books.charge FOR EACH STATEMENT EXECUTE FUNCTION books.refuse_change();

--
-- Name: charge_outcome insert_only; Type: TRIGGER; Schema: books; Owner: -
--

CREATE TRIGGER insert_only BEFORE DELETE OR UPDATE OR TRUNCATE ON books.charge_outcome FOR EACH STATEMENT EXECUTE FUNCTION books.refuse_change();

--
-- Name: daybook insert_only; Type: TRIGGER; Schema: books; Owner: -
--

CREATE TRIGGER insert_only BEFORE DELETE OR UPDATE OR TRUNCATE ON books.daybook FOR EACH STATEMENT EXECUTE FUNCTION books.refuse_change();

--
-- Name: deposit insert_only; Type: TRIGGER; Schema: books; Owner: -
--

CREATE TRIGGER insert_only BEFORE DELETE OR UPDATE OR TRUNCATE ON books.deposit FOR EACH STATEMENT EXECUTE FUNCTION books.refuse_change();

--
-- Name: deposit_part insert_only; Type: TRIGGER; Schema: books; Owner: -
--

CREATE TRIGGER insert_only BEFORE DELETE OR UPDATE OR TRUNCATE ON books.deposit_part FOR EACH STATEMENT EXECUTE FUNCTION books.refuse_change();

--
-- Name: document insert_only; Type: TRIGGER; Schema: books; Owner: -
--

CREATE TRIGGER insert_only BEFORE DELETE OR UPDATE OR TRUNCATE ON books.document FOR EACH STATEMENT EXECUTE FUNCTION books.refuse_change();

--
-- Name: document_line insert_only; Type: TRIGGER; Schema: books; Owner: -
--

CREATE TRIGGER insert_only BEFORE DELETE OR UPDATE OR TRUNCATE ON books.document_line FOR EACH STATEMENT EXECUTE FUNCTION books.refuse_change();

--
-- Name: document_line_base insert_only; Type: TRIGGER; Schema: books; Owner: -
--

CREATE TRIGGER insert_only BEFORE DELETE OR UPDATE OR TRUNCATE ON books.document_line_base FOR EACH STATEMENT EXECUTE FUNCTION books.refuse_change();

--
-- Name: document_source insert_only; Type: TRIGGER; Schema: books; Owner: -
--

CREATE TRIGGER insert_only BEFORE DELETE OR UPDATE OR TRUNCATE ON books.document_source FOR EACH STATEMENT EXECUTE FUNCTION books.refuse_change();

--
-- Name: document_vat insert_only; Type: TRIGGER; Schema: books; Owner: -
--

CREATE TRIGGER insert_only BEFORE DELETE OR UPDATE OR TRUNCATE ON books.document_vat FOR EACH STATEMENT EXECUTE FUNCTION books.refuse_change();

--
-- Name: entry insert_only; Type: TRIGGER; Schema: books; Owner: -
--

CREATE TRIGGER insert_only BEFORE DELETE OR UPDATE OR TRUNCATE ON books.entry FOR EACH STATEMENT EXECUTE FUNCTION books.refuse_change();

--
-- Name: expense_posting insert_only; Type: TRIGGER; Schema: books; Owner: -
--

CREATE TRIGGER insert_only BEFORE DELETE OR UPDATE OR TRUNCATE ON books.expense_posting FOR EACH STATEMENT EXECUTE FUNCTION books.refuse_change();

--
-- Name: fiscal_number insert_only; Type: TRIGGER; Schema: books; Owner: -
--

CREATE TRIGGER insert_only BEFORE DELETE OR UPDATE OR TRUNCATE ON books.fiscal_number FOR EACH STATEMENT EXECUTE FUNCTION books.refuse_change();

--
-- Name: fiscal_step insert_only; Type: TRIGGER; Schema: books; Owner: -
--

CREATE TRIGGER insert_only BEFORE DELETE OR UPDATE OR TRUNCATE ON books.fiscal_step FOR EACH STATEMENT EXECUTE FUNCTION books.refuse_change();

--
-- Name: hand_out insert_only; Type: TRIGGER; Schema: books; Owner: -
--

CREATE TRIGGER insert_only BEFORE DELETE OR UPDATE OR TRUNCATE ON books.hand_out FOR EACH STATEMENT EXECUTE FUNCTION books.refuse_change();

--
-- Name: legal_number insert_only; Type: TRIGGER; Schema: books; Owner: -
--

CREATE TRIGGER insert_only BEFORE DELETE OR TRUNCATE ON books.legal_number FOR EACH STATEMENT EXECUTE FUNCTION books.refuse_change();

--
-- Name: mailing insert_only; Type: TRIGGER; Schema: books; Owner: -
--

CREATE TRIGGER insert_only BEFORE DELETE OR UPDATE OR TRUNCATE ON books.mailing FOR EACH STATEMENT EXECUTE FUNCTION books.refuse_change();

--
-- Name: mailing_outcome insert_only; Type: TRIGGER; Schema: books; Owner: -
--

CREATE TRIGGER insert_only BEFORE DELETE OR UPDATE OR TRUNCATE ON books.mailing_outcome FOR EACH STATEMENT EXECUTE FUNCTION books.refuse_change();

--
-- Name: operation_part insert_only; Type: TRIGGER; Schema: books; Owner: -
--

CREATE TRIGGER insert_only BEFORE DELETE OR UPDATE OR TRUNCATE ON books.operation_part FOR EACH STATEMENT EXECUTE FUNCTION books.refuse_change();

--
-- Name: period_change insert_only; Type: TRIGGER; Schema: books; Owner: -
--

CREATE TRIGGER insert_only BEFORE DELETE OR UPDATE OR TRUNCATE ON books.period_change FOR EACH STATEMENT EXECUTE FUNCTION books.refuse_change();

--
-- Name: posting insert_only; Type: TRIGGER; Schema: books; Owner: -
--

CREATE TRIGGER insert_only BEFORE DELETE OR UPDATE OR TRUNCATE ON books.posting FOR EACH STATEMENT EXECUTE FUNCTION books.refuse_change();

--
-- Name: registration insert_only; Type: TRIGGER; Schema: books; Owner: -
--

CREATE TRIGGER insert_only BEFORE DELETE OR UPDATE OR TRUNCATE ON books.registration FOR EACH STATEMENT EXECUTE FUNCTION books.refuse_change();

--
-- Name: sales_order insert_only; Type: TRIGGER; Schema: books; Owner: -
--

CREATE TRIGGER insert_only BEFORE DELETE OR UPDATE OR TRUNCATE ON books.sales_order FOR EACH STATEMENT EXECUTE FUNCTION books.refuse_change();

--
-- Name: settlement insert_only; Type: TRIGGER; Schema: books; Owner: -
--

CREATE TRIGGER insert_only BEFORE DELETE OR UPDATE OR TRUNCATE ON books.settlement FOR EACH STATEMENT EXECUTE FUNCTION books.refuse_change();

--
-- Name: slip_line insert_only; Type: TRIGGER; Schema: books; Owner: -
--

CREATE TRIGGER insert_only BEFORE DELETE OR UPDATE OR TRUNCATE ON books.slip_line FOR EACH STATEMENT EXECUTE FUNCTION books.refuse_change();

--
-- Name: standing_order_attempt insert_only; Type: TRIGGER; Schema: books; Owner: -
--

CREATE TRIGGER insert_only BEFORE DELETE OR UPDATE OR TRUNCATE ON books.standing_order_attempt FOR EACH STATEMENT EXECUTE FUNCTION books.refuse_change();

--
-- Name: standing_order_outcome insert_only; Type: TRIGGER; Schema: books; Owner: -
--

CREATE TRIGGER insert_only BEFORE DELETE OR UPDATE OR TRUNCATE ON books.standing_order_outcome FOR EACH STATEMENT EXECUTE FUNCTION books.refuse_change();

--
-- Name: standing_order_run insert_only; Type: TRIGGER; Schema: books; Owner: -
--

CREATE TRIGGER insert_only BEFORE DELETE OR UPDATE OR TRUNCATE ON books.standing_order_run FOR EACH STATEMENT EXECUTE FUNCTION books.refuse_change();

--
-- Name: stock_move insert_only; Type: TRIGGER; Schema: books; Owner: -
--

CREATE TRIGGER insert_only BEFORE DELETE OR UPDATE OR TRUNCATE ON books.stock_move FOR EACH STATEMENT EXECUTE FUNCTION books.refuse_change();

--
-- Name: till_line insert_only; Type: TRIGGER; Schema: books; Owner: -
--

CREATE TRIGGER insert_only BEFORE DELETE OR TRUNCATE ON books.till_line FOR EACH STATEMENT EXECUTE FUNCTION books.refuse_change();

--
-- Name: transaction insert_only; Type: TRIGGER; Schema: books; Owner: -
--

CREATE TRIGGER insert_only BEFORE DELETE OR UPDATE OR TRUNCATE ON books.transaction FOR EACH STATEMENT EXECUTE FUNCTION books.refuse_change();

--
-- Name: vat_filing insert_only; Type: TRIGGER; Schema: books; Owner: -
--

CREATE TRIGGER insert_only BEFORE DELETE OR UPDATE OR TRUNCATE ON books.vat_filing FOR EACH STATEMENT EXECUTE FUNCTION books.refuse_change();

--
-- Name: voucher insert_only; Type: TRIGGER; Schema: books; Owner: -
--

CREATE TRIGGER insert_only BEFORE DELETE OR UPDATE OR TRUNCATE ON books.voucher FOR EACH STATEMENT EXECUTE FUNCTION books.refuse_change();

--
-- Name: z_closing insert_only; Type: TRIGGER; Schema: books; Owner: -
--

CREATE TRIGGER insert_only BEFORE DELETE OR UPDATE OR TRUNCATE ON books.z_closing FOR EACH STATEMENT EXECUTE FUNCTION books.refuse_change();

--
-- Name: till_line insert_only_but_caches; Type: TRIGGER; Schema: books; Owner: -
--

CREATE TRIGGER insert_only_but_caches BEFORE UPDATE OF business_id, serial, uuid, document_serial, number, type, account, branch, bank, cheque_number, due_date, amount, currency, rate, book_amount, date ON books.till_line FOR EACH STATEMENT EXECUTE FUNCTION books.refuse_change();

--
-- Name: legal_number legal_numbers_stay; Type: TRIGGER; Schema: books; Owner: -
--

CREATE TRIGGER legal_numbers_stay BEFORE UPDATE ON books.legal_number FOR EACH ROW WHEN ((old.run <> 'draft'::text)) EXECUTE FUNCTION books.refuse_change();

--
-- Name: inventory_line moved_goods_stay; Type: TRIGGER; Schema: books; Owner: -
--

CREATE TRIGGER moved_goods_stay BEFORE DELETE OR UPDATE ON books.inventory_line FOR EACH ROW WHEN (old.moved) EXECUTE FUNCTION books.refuse_change();

--
-- Name: document_index names_are_for_ever; Type: TRIGGER; Schema: books; Owner: -
--

CREATE TRIGGER names_are_for_ever BEFORE UPDATE OF business_id, serial, key, uuid, kind, created_at, created_by ON books.document_index FOR EACH STATEMENT EXECUTE FUNCTION books.refuse_change();

--
-- Name: document_index never_removed; Type: TRIGGER; Schema: books; Owner: -
--

CREATE TRIGGER never_removed BEFORE DELETE OR TRUNCATE ON books.document_index FOR EACH STATEMENT EXECUTE FUNCTION books.refuse_change();

--
-- Name: expense_payment posted_stays; Type: TRIGGER; Schema: books; Owner: -
--

CREATE TRIGGER posted_stays BEFORE DELETE OR UPDATE ON books.expense_payment FOR EACH ROW WHEN ((old.voucher_serial IS NOT NULL)) EXECUTE FUNCTION books.refuse_change();

--
-- Name: allocation allocation_business_id_document_serial_fkey; Type: FK CONSTRAINT; Schema: books; Owner: -
--

ALTER TABLE ONLY books.allocation
    ADD CONSTRAINT allocation_business_id_document_serial_fkey FOREIGN KEY (business_id, document_serial) REFERENCES books.document_index(business_id, serial);

--
-- Name: allocation_step allocation_step_business_id_document_serial_fkey; Type: FK CONSTRAINT; Schema: books; Owner: -
--

ALTER TABLE ONLY books.allocation_step
    ADD CONSTRAINT allocation_step_business_id_document_serial_fkey FOREIGN KEY (business_id, document_serial) REFERENCES books.allocation(business_id, document_serial);

--
-- Name: bank_account bank_account_business_id_created_by_fkey; Type: FK CONSTRAINT; Schema: books; Owner: -
--

ALTER TABLE ONLY books.bank_account
    ADD CONSTRAINT bank_account_business_id_created_by_fkey FOREIGN KEY (business_id, created_by) REFERENCES books.staff(business_id, serial);

--
-- Name: cancellation cancellation_business_id_document_serial_fkey; Type: FK CONSTRAINT; Schema: books; Owner: -
--

ALTER TABLE ONLY books.cancellation
    ADD CONSTRAINT cancellation_business_id_document_serial_fkey FOREIGN KEY (business_id, document_serial) REFERENCES books.document(business_id, serial);

--
-- Name: cancellation cancellation_business_id_entry_serial_fkey; Type: FK CONSTRAINT; Schema: books; Owner: -
--

ALTER TABLE ONLY books.cancellation
    ADD CONSTRAINT cancellation_business_id_entry_serial_fkey FOREIGN KEY (business_id, entry_serial) REFERENCES books.entry(business_id, serial);

--
-- Name: card_page card_page_business_id_contact_serial_fkey; Type: FK CONSTRAINT; Schema: books; Owner: -
--

ALTER TABLE ONLY books.card_page
    ADD CONSTRAINT card_page_business_id_contact_serial_fkey FOREIGN KEY (business_id, contact_serial) REFERENCES books.contact(business_id, serial);

--
-- Name: card_page_result card_page_result_business_id_page_serial_fkey; Type: FK CONSTRAINT; Schema: books; Owner: -
--

ALTER TABLE ONLY books.card_page_result
    ADD CONSTRAINT card_page_result_business_id_page_serial_fkey FOREIGN KEY (business_id, page_serial) REFERENCES books.card_page(business_id, serial);

--
-- Name: changeover changeover_business_id_voucher_serial_fkey; Type: FK CONSTRAINT; Schema: books; Owner: -
--

ALTER TABLE ONLY books.changeover
    ADD CONSTRAINT changeover_business_id_voucher_serial_fkey FOREIGN KEY (business_id, voucher_serial) REFERENCES books.voucher(business_id, serial);

--
-- Name: charge charge_business_id_contact_serial_fkey; Type: FK CONSTRAINT; Schema: books; Owner: -
--

ALTER TABLE ONLY books.charge
    ADD CONSTRAINT charge_business_id_contact_serial_fkey FOREIGN KEY (business_id, contact_serial) REFERENCES books.contact(business_id, serial);

--
-- Name: charge charge_business_id_refunds_fkey; Type: FK CONSTRAINT; Schema: books; Owner: -
--

ALTER TABLE ONLY books.charge
    ADD CONSTRAINT charge_business_id_refunds_fkey FOREIGN KEY (business_id, refunds) REFERENCES books.charge(business_id, serial);

--
-- Name: charge_outcome charge_outcome_business_id_charge_serial_fkey; Type: FK CONSTRAINT; Schema: books; Owner: -
--

ALTER TABLE ONLY books.charge_outcome
    ADD CONSTRAINT charge_outcome_business_id_charge_serial_fkey FOREIGN KEY (business_id, charge_serial) REFERENCES books.charge(business_id, serial);

--
-- Name: contact contact_business_id_payer_fkey; Type: FK CONSTRAINT; Schema: books; Owner: -
--

ALTER TABLE ONLY books.contact
    ADD CONSTRAINT contact_business_id_payer_fkey FOREIGN KEY (business_id, payer) REFERENCES books.contact(business_id, serial);

--
-- Name: department department_business_id_class_number_fkey; Type: FK CONSTRAINT; Schema: books; Owner: -
--

ALTER TABLE ONLY books.department
    ADD CONSTRAINT department_business_id_class_number_fkey FOREIGN KEY (business_id, class_number) REFERENCES books.transaction_class(business_id, number);

--
-- Name: deposit deposit_business_id_voucher_serial_fkey; Type: FK CONSTRAINT; Schema: books; Owner: -
--

ALTER TABLE ONLY books.deposit
    ADD CONSTRAINT deposit_business_id_voucher_serial_fkey FOREIGN KEY (business_id, voucher_serial) REFERENCES books.voucher(business_id, serial);

--
-- Name: deposit_part deposit_part_business_id_deposit_serial_fkey; Type: FK CONSTRAINT; Schema: books; Owner: -
--

ALTER TABLE ONLY books.deposit_part
    ADD CONSTRAINT deposit_part_business_id_deposit_serial_fkey FOREIGN KEY (business_id, deposit_serial) REFERENCES books.deposit(business_id, serial);

--
-- Name: deposit_part deposit_part_business_id_till_line_fkey; Type: FK CONSTRAINT; Schema: books; Owner: -
--

ALTER TABLE ONLY books.deposit_part
    ADD CONSTRAINT deposit_part_business_id_till_line_fkey FOREIGN KEY (business_id, till_line) REFERENCES books.till_line(business_id, serial);

--
-- Name: document document_business_id_class_number_fkey; Type: FK CONSTRAINT; Schema: books; Owner: -
--

ALTER TABLE ONLY books.document
    ADD CONSTRAINT document_business_id_class_number_fkey FOREIGN KEY (business_id, class_number) REFERENCES books.transaction_class(business_id, number);

--
-- Name: document document_business_id_contact_fkey; Type: FK CONSTRAINT; Schema: books; Owner: -
--

ALTER TABLE ONLY books.document
    ADD CONSTRAINT document_business_id_contact_fkey FOREIGN KEY (business_id, contact) REFERENCES books.contact(business_id, serial);

--
-- Name: document document_business_id_entry_serial_fkey; Type: FK CONSTRAINT; Schema: books; Owner: -
--

ALTER TABLE ONLY books.document
    ADD CONSTRAINT document_business_id_entry_serial_fkey FOREIGN KEY (business_id, entry_serial) REFERENCES books.entry(business_id, serial);

--
-- Name: document document_business_id_serial_fkey; Type: FK CONSTRAINT; Schema: books; Owner: -
--

ALTER TABLE ONLY books.document
    ADD CONSTRAINT document_business_id_serial_fkey FOREIGN KEY (business_id, serial) REFERENCES books.document_index(business_id, serial);

--
-- Name: document document_business_id_transaction_serial_fkey; Type: FK CONSTRAINT; Schema: books; Owner: -
--

ALTER TABLE ONLY books.document
    ADD CONSTRAINT document_business_id_transaction_serial_fkey FOREIGN KEY (business_id, transaction_serial) REFERENCES books.transaction(business_id, serial);

--
-- Name: document_index document_index_business_id_contact_serial_fkey; Type: FK CONSTRAINT; Schema: books; Owner: -
--

ALTER TABLE ONLY books.document_index
    ADD CONSTRAINT document_index_business_id_contact_serial_fkey FOREIGN KEY (business_id, contact_serial) REFERENCES books.contact(business_id, serial);

--
-- Name: document_line_base document_line_base_business_id_document_document_line_fkey; Type: FK CONSTRAINT; Schema: books; Owner: -
--

ALTER TABLE ONLY books.document_line_base
    ADD CONSTRAINT document_line_base_business_id_document_document_line_fkey FOREIGN KEY (business_id, document, document_line) REFERENCES books.document_line(business_id, document_serial, number);

--
-- Name: document_line_base document_line_base_business_id_document_serial_line_fkey; Type: FK CONSTRAINT; Schema: books; Owner: -
--

ALTER TABLE ONLY books.document_line_base
    ADD CONSTRAINT document_line_base_business_id_document_serial_line_fkey FOREIGN KEY (business_id, document_serial, line) REFERENCES books.document_line(business_id, document_serial, number);

--
-- Name: document_line document_line_business_id_class_number_fkey; Type: FK CONSTRAINT; Schema: books; Owner: -
--

ALTER TABLE ONLY books.document_line
    ADD CONSTRAINT document_line_business_id_class_number_fkey FOREIGN KEY (business_id, class_number) REFERENCES books.transaction_class(business_id, number);

--
-- Name: document_line document_line_business_id_document_serial_fkey; Type: FK CONSTRAINT; Schema: books; Owner: -
--

ALTER TABLE ONLY books.document_line
    ADD CONSTRAINT document_line_business_id_document_serial_fkey FOREIGN KEY (business_id, document_serial) REFERENCES books.document(business_id, serial);

--
-- Name: document_line document_line_business_id_product_serial_fkey; Type: FK CONSTRAINT; Schema: books; Owner: -
--

ALTER TABLE ONLY books.document_line
    ADD CONSTRAINT document_line_business_id_product_serial_fkey FOREIGN KEY (business_id, product_serial) REFERENCES books.product(business_id, serial);

--
-- Name: document_source document_source_business_id_document_fkey; Type: FK CONSTRAINT; Schema: books; Owner: -
--

ALTER TABLE ONLY books.document_source
    ADD CONSTRAINT document_source_business_id_document_fkey FOREIGN KEY (business_id, document) REFERENCES books.document_index(business_id, serial);

--
-- Name: document_source document_source_business_id_document_serial_fkey; Type: FK CONSTRAINT; Schema: books; Owner: -
--

ALTER TABLE ONLY books.document_source
    ADD CONSTRAINT document_source_business_id_document_serial_fkey FOREIGN KEY (business_id, document_serial) REFERENCES books.document(business_id, serial);

--
-- Name: document_vat document_vat_business_id_document_serial_fkey; Type: FK CONSTRAINT; Schema: books; Owner: -
--

ALTER TABLE ONLY books.document_vat
    ADD CONSTRAINT document_vat_business_id_document_serial_fkey FOREIGN KEY (business_id, document_serial) REFERENCES books.document(business_id, serial);

--
-- Name: draft draft_business_id_serial_fkey; Type: FK CONSTRAINT; Schema: books; Owner: -
--

ALTER TABLE ONLY books.draft
    ADD CONSTRAINT draft_business_id_serial_fkey FOREIGN KEY (business_id, serial) REFERENCES books.document_index(business_id, serial);

--
-- Name: expense expense_business_id_contact_serial_fkey; Type: FK CONSTRAINT; Schema: books; Owner: -
--

ALTER TABLE ONLY books.expense
    ADD CONSTRAINT expense_business_id_contact_serial_fkey FOREIGN KEY (business_id, contact_serial) REFERENCES books.contact(business_id, serial);

--
-- Name: expense_image expense_image_business_id_expense_serial_fkey; Type: FK CONSTRAINT; Schema: books; Owner: -
--

ALTER TABLE ONLY books.expense_image
    ADD CONSTRAINT expense_image_business_id_expense_serial_fkey FOREIGN KEY (business_id, expense_serial) REFERENCES books.expense(business_id, serial);

--
-- Name: expense_payment expense_payment_business_id_expense_serial_fkey; Type: FK CONSTRAINT; Schema: books; Owner: -
--

ALTER TABLE ONLY books.expense_payment
    ADD CONSTRAINT expense_payment_business_id_expense_serial_fkey FOREIGN KEY (business_id, expense_serial) REFERENCES books.expense(business_id, serial);

--
-- Name: expense_payment expense_payment_business_id_voucher_serial_fkey; Type: FK CONSTRAINT; Schema: books; Owner: -
--

ALTER TABLE ONLY books.expense_payment
    ADD CONSTRAINT expense_payment_business_id_voucher_serial_fkey FOREIGN KEY (business_id, voucher_serial) REFERENCES books.voucher(business_id, serial);

--
-- Name: expense_posting expense_posting_business_id_expense_serial_fkey; Type: FK CONSTRAINT; Schema: books; Owner: -
--

ALTER TABLE ONLY books.expense_posting
    ADD CONSTRAINT expense_posting_business_id_expense_serial_fkey FOREIGN KEY (business_id, expense_serial) REFERENCES books.expense(business_id, serial);

--
-- Name: expense_posting expense_posting_business_id_voucher_serial_fkey; Type: FK CONSTRAINT; Schema: books; Owner: -
--

ALTER TABLE ONLY books.expense_posting
    ADD CONSTRAINT expense_posting_business_id_voucher_serial_fkey FOREIGN KEY (business_id, voucher_serial) REFERENCES books.voucher(business_id, serial);

--
-- Name: fiscal fiscal_business_id_document_serial_fkey; Type: FK CONSTRAINT; Schema: books; Owner: -
--

ALTER TABLE ONLY books.fiscal
    ADD CONSTRAINT fiscal_business_id_document_serial_fkey FOREIGN KEY (business_id, document_serial) REFERENCES books.document(business_id, serial);

--
-- Name: fiscal_number fiscal_number_business_id_document_serial_fkey; Type: FK CONSTRAINT; Schema: books; Owner: -
--

ALTER TABLE ONLY books.fiscal_number
    ADD CONSTRAINT fiscal_number_business_id_document_serial_fkey FOREIGN KEY (business_id, document_serial) REFERENCES books.document(business_id, serial);

--
-- Name: fiscal_step fiscal_step_business_id_document_serial_fkey; Type: FK CONSTRAINT; Schema: books; Owner: -
--

ALTER TABLE ONLY books.fiscal_step
    ADD CONSTRAINT fiscal_step_business_id_document_serial_fkey FOREIGN KEY (business_id, document_serial) REFERENCES books.document(business_id, serial);

--
-- Name: hand_out hand_out_business_id_document_serial_fkey; Type: FK CONSTRAINT; Schema: books; Owner: -
--

ALTER TABLE ONLY books.hand_out
    ADD CONSTRAINT hand_out_business_id_document_serial_fkey FOREIGN KEY (business_id, document_serial) REFERENCES books.document(business_id, serial);

--
-- Name: inventory_document inventory_document_business_id_store_fkey; Type: FK CONSTRAINT; Schema: books; Owner: -
--

ALTER TABLE ONLY books.inventory_document
    ADD CONSTRAINT inventory_document_business_id_store_fkey FOREIGN KEY (business_id, store) REFERENCES books.store(business_id, serial);

--
-- Name: inventory_document inventory_document_business_id_to_store_fkey; Type: FK CONSTRAINT; Schema: books; Owner: -
--

ALTER TABLE ONLY books.inventory_document
    ADD CONSTRAINT inventory_document_business_id_to_store_fkey FOREIGN KEY (business_id, to_store) REFERENCES books.store(business_id, serial);

--
-- Name: inventory_line inventory_line_business_id_document_serial_fkey; Type: FK CONSTRAINT; Schema: books; Owner: -
--

ALTER TABLE ONLY books.inventory_line
    ADD CONSTRAINT inventory_line_business_id_document_serial_fkey FOREIGN KEY (business_id, document_serial) REFERENCES books.inventory_document(business_id, serial);

--
-- Name: inventory_line inventory_line_business_id_product_fkey; Type: FK CONSTRAINT; Schema: books; Owner: -
--

ALTER TABLE ONLY books.inventory_line
    ADD CONSTRAINT inventory_line_business_id_product_fkey FOREIGN KEY (business_id, product) REFERENCES books.product(business_id, serial);

--
-- Name: legal_number legal_number_business_id_document_serial_fkey; Type: FK CONSTRAINT; Schema: books; Owner: -
--

ALTER TABLE ONLY books.legal_number
    ADD CONSTRAINT legal_number_business_id_document_serial_fkey FOREIGN KEY (business_id, document_serial) REFERENCES books.document_index(business_id, serial);

--
-- Name: mailing mailing_business_id_document_serial_fkey; Type: FK CONSTRAINT; Schema: books; Owner: -
--

ALTER TABLE ONLY books.mailing
    ADD CONSTRAINT mailing_business_id_document_serial_fkey FOREIGN KEY (business_id, document_serial) REFERENCES books.document_index(business_id, serial);

--
-- Name: mailing_outcome mailing_outcome_business_id_mailing_serial_fkey; Type: FK CONSTRAINT; Schema: books; Owner: -
--

ALTER TABLE ONLY books.mailing_outcome
    ADD CONSTRAINT mailing_outcome_business_id_mailing_serial_fkey FOREIGN KEY (business_id, mailing_serial) REFERENCES books.mailing(business_id, serial);

--
-- Name: open_charge open_charge_business_id_charge_serial_fkey; Type: FK CONSTRAINT; Schema: books; Owner: -
--

ALTER TABLE ONLY books.open_charge
    ADD CONSTRAINT open_charge_business_id_charge_serial_fkey FOREIGN KEY (business_id, charge_serial) REFERENCES books.charge(business_id, serial);

--
-- Name: operation operation_business_id_contact_fkey; Type: FK CONSTRAINT; Schema: books; Owner: -
--

ALTER TABLE ONLY books.operation
    ADD CONSTRAINT operation_business_id_contact_fkey FOREIGN KEY (business_id, contact) REFERENCES books.contact(business_id, serial);

--
-- Name: operation operation_business_id_created_staff_fkey; Type: FK CONSTRAINT; Schema: books; Owner: -
--

ALTER TABLE ONLY books.operation
    ADD CONSTRAINT operation_business_id_created_staff_fkey FOREIGN KEY (business_id, created_staff) REFERENCES books.staff(business_id, serial);

--
-- Name: operation operation_business_id_register_serial_fkey; Type: FK CONSTRAINT; Schema: books; Owner: -
--

ALTER TABLE ONLY books.operation
    ADD CONSTRAINT operation_business_id_register_serial_fkey FOREIGN KEY (business_id, register_serial) REFERENCES books.register(business_id, serial);

--
-- Name: operation operation_business_id_store_serial_fkey; Type: FK CONSTRAINT; Schema: books; Owner: -
--

ALTER TABLE ONLY books.operation
    ADD CONSTRAINT operation_business_id_store_serial_fkey FOREIGN KEY (business_id, store_serial) REFERENCES books.store(business_id, serial);

--
-- Name: operation_part operation_part_business_id_operation_serial_fkey; Type: FK CONSTRAINT; Schema: books; Owner: -
--

ALTER TABLE ONLY books.operation_part
    ADD CONSTRAINT operation_part_business_id_operation_serial_fkey FOREIGN KEY (business_id, operation_serial) REFERENCES books.operation(business_id, serial);

--
-- Name: posting posting_business_id_entry_serial_fkey; Type: FK CONSTRAINT; Schema: books; Owner: -
--

ALTER TABLE ONLY books.posting
    ADD CONSTRAINT posting_business_id_entry_serial_fkey FOREIGN KEY (business_id, entry_serial) REFERENCES books.entry(business_id, serial);

--
-- Name: product_picture product_picture_business_id_product_fkey; Type: FK CONSTRAINT; Schema: books; Owner: -
--

ALTER TABLE ONLY books.product_picture
    ADD CONSTRAINT product_picture_business_id_product_fkey FOREIGN KEY (business_id, product) REFERENCES books.product(business_id, serial);

--
-- Name: register register_business_id_store_serial_fkey; Type: FK CONSTRAINT; Schema: books; Owner: -
--

ALTER TABLE ONLY books.register
    ADD CONSTRAINT register_business_id_store_serial_fkey FOREIGN KEY (business_id, store_serial) REFERENCES books.store(business_id, serial);

--
-- Name: sales_order sales_order_business_id_contact_fkey; Type: FK CONSTRAINT; Schema: books; Owner: -
--

ALTER TABLE ONLY books.sales_order
    ADD CONSTRAINT sales_order_business_id_contact_fkey FOREIGN KEY (business_id, contact) REFERENCES books.contact(business_id, serial);

--
-- Name: sales_order sales_order_business_id_register_fkey; Type: FK CONSTRAINT; Schema: books; Owner: -
--

ALTER TABLE ONLY books.sales_order
    ADD CONSTRAINT sales_order_business_id_register_fkey FOREIGN KEY (business_id, register) REFERENCES books.register(business_id, serial);

--
-- Name: sales_order sales_order_business_id_store_fkey; Type: FK CONSTRAINT; Schema: books; Owner: -
--

ALTER TABLE ONLY books.sales_order
    ADD CONSTRAINT sales_order_business_id_store_fkey FOREIGN KEY (business_id, store) REFERENCES books.store(business_id, serial);

--
-- Name: settlement settlement_business_id_paid_fkey; Type: FK CONSTRAINT; Schema: books; Owner: -
--

ALTER TABLE ONLY books.settlement
    ADD CONSTRAINT settlement_business_id_paid_fkey FOREIGN KEY (business_id, paid) REFERENCES books.document(business_id, serial);

--
-- Name: settlement settlement_business_id_paying_fkey; Type: FK CONSTRAINT; Schema: books; Owner: -
--

ALTER TABLE ONLY books.settlement
    ADD CONSTRAINT settlement_business_id_paying_fkey FOREIGN KEY (business_id, paying) REFERENCES books.document(business_id, serial);

--
-- Name: settlement settlement_business_id_voucher_serial_fkey; Type: FK CONSTRAINT; Schema: books; Owner: -
--

ALTER TABLE ONLY books.settlement
    ADD CONSTRAINT settlement_business_id_voucher_serial_fkey FOREIGN KEY (business_id, voucher_serial) REFERENCES books.voucher(business_id, serial);

--
-- Name: slip_line slip_line_business_id_document_serial_line_fkey; Type: FK CONSTRAINT; Schema: books; Owner: -
--

ALTER TABLE ONLY books.slip_line
    ADD CONSTRAINT slip_line_business_id_document_serial_line_fkey FOREIGN KEY (business_id, document_serial, line) REFERENCES books.document_line(business_id, document_serial, number);

--
-- Name: slip_line slip_line_business_id_transaction_serial_fkey; Type: FK CONSTRAINT; Schema: books; Owner: -
--

ALTER TABLE ONLY books.slip_line
    ADD CONSTRAINT slip_line_business_id_transaction_serial_fkey FOREIGN KEY (business_id, transaction_serial) REFERENCES books.transaction(business_id, serial);

--
-- Name: staff staff_business_id_store_serial_fkey; Type: FK CONSTRAINT; Schema: books; Owner: -
--

ALTER TABLE ONLY books.staff
    ADD CONSTRAINT staff_business_id_store_serial_fkey FOREIGN KEY (business_id, store_serial) REFERENCES books.store(business_id, serial);

--
-- Name: standing_order_attempt standing_order_attempt_business_id_run_serial_fkey; Type: FK CONSTRAINT; Schema: books; Owner: -
--

ALTER TABLE ONLY books.standing_order_attempt
    ADD CONSTRAINT standing_order_attempt_business_id_run_serial_fkey FOREIGN KEY (business_id, run_serial) REFERENCES books.standing_order_run(business_id, serial);

--
-- Name: standing_order standing_order_business_id_contact_fkey; Type: FK CONSTRAINT; Schema: books; Owner: -
--

ALTER TABLE ONLY books.standing_order
    ADD CONSTRAINT standing_order_business_id_contact_fkey FOREIGN KEY (business_id, contact) REFERENCES books.contact(business_id, serial);

--
-- Name: standing_order_outcome standing_order_outcome_business_id_document_serial_fkey; Type: FK CONSTRAINT; Schema: books; Owner: -
--

ALTER TABLE ONLY books.standing_order_outcome
    ADD CONSTRAINT standing_order_outcome_business_id_document_serial_fkey FOREIGN KEY (business_id, document_serial) REFERENCES books.document_index(business_id, serial);

--
-- Name: standing_order_outcome standing_order_outcome_business_id_run_serial_attempt_fkey; Type: FK CONSTRAINT; Schema: books; Owner: -
--

ALTER TABLE ONLY books.standing_order_outcome
    ADD CONSTRAINT standing_order_outcome_business_id_run_serial_attempt_fkey FOREIGN KEY (business_id, run_serial, attempt) REFERENCES books.standing_order_attempt(business_id, run_serial, attempt);

--
-- Name: standing_order_run standing_order_run_business_id_order_serial_fkey; Type: FK CONSTRAINT; Schema: books; Owner: -
--

ALTER TABLE ONLY books.standing_order_run
    ADD CONSTRAINT standing_order_run_business_id_order_serial_fkey FOREIGN KEY (business_id, order_serial) REFERENCES books.standing_order(business_id, serial);

--
-- Name: stock_move stock_move_business_id_document_serial_fkey; Type: FK CONSTRAINT; Schema: books; Owner: -
--

ALTER TABLE ONLY books.stock_move
    ADD CONSTRAINT stock_move_business_id_document_serial_fkey FOREIGN KEY (business_id, document_serial) REFERENCES books.document(business_id, serial);

--
-- Name: stock_move stock_move_business_id_product_fkey; Type: FK CONSTRAINT; Schema: books; Owner: -
--

ALTER TABLE ONLY books.stock_move
    ADD CONSTRAINT stock_move_business_id_product_fkey FOREIGN KEY (business_id, product) REFERENCES books.product(business_id, serial);

--
-- Name: stock_move stock_move_business_id_store_fkey; Type: FK CONSTRAINT; Schema: books; Owner: -
--

ALTER TABLE ONLY books.stock_move
    ADD CONSTRAINT stock_move_business_id_store_fkey FOREIGN KEY (business_id, store) REFERENCES books.store(business_id, serial);

--
-- Name: stock_move stock_move_business_id_voucher_serial_fkey; Type: FK CONSTRAINT; Schema: books; Owner: -
--

ALTER TABLE ONLY books.stock_move
    ADD CONSTRAINT stock_move_business_id_voucher_serial_fkey FOREIGN KEY (business_id, voucher_serial) REFERENCES books.voucher(business_id, serial);

--
-- Name: store_price store_price_business_id_product_fkey; Type: FK CONSTRAINT; Schema: books; Owner: -
--

ALTER TABLE ONLY books.store_price
    ADD CONSTRAINT store_price_business_id_product_fkey FOREIGN KEY (business_id, product) REFERENCES books.product(business_id, serial);

--
-- Name: store_price store_price_business_id_store_fkey; Type: FK CONSTRAINT; Schema: books; Owner: -
--

ALTER TABLE ONLY books.store_price
    ADD CONSTRAINT store_price_business_id_store_fkey FOREIGN KEY (business_id, store) REFERENCES books.store(business_id, serial);

--
-- Name: till_line till_line_business_id_document_serial_fkey; Type: FK CONSTRAINT; Schema: books; Owner: -
--

ALTER TABLE ONLY books.till_line
    ADD CONSTRAINT till_line_business_id_document_serial_fkey FOREIGN KEY (business_id, document_serial) REFERENCES books.document(business_id, serial);

--
-- Name: transaction transaction_business_id_contact_fkey; Type: FK CONSTRAINT; Schema: books; Owner: -
--

ALTER TABLE ONLY books.transaction
    ADD CONSTRAINT transaction_business_id_contact_fkey FOREIGN KEY (business_id, contact) REFERENCES books.contact(business_id, serial);

--
-- Name: transaction transaction_business_id_register_serial_fkey; Type: FK CONSTRAINT; Schema: books; Owner: -
--

ALTER TABLE ONLY books.transaction
    ADD CONSTRAINT transaction_business_id_register_serial_fkey FOREIGN KEY (business_id, register_serial) REFERENCES books.register(business_id, serial);

--
-- Name: transaction transaction_business_id_store_serial_fkey; Type: FK CONSTRAINT; Schema: books; Owner: -
--

ALTER TABLE ONLY books.transaction
    ADD CONSTRAINT transaction_business_id_store_serial_fkey FOREIGN KEY (business_id, store_serial) REFERENCES books.store(business_id, serial);

--
-- Name: voucher voucher_business_id_document_serial_fkey; Type: FK CONSTRAINT; Schema: books; Owner: -
--

ALTER TABLE ONLY books.voucher
    ADD CONSTRAINT voucher_business_id_document_serial_fkey FOREIGN KEY (business_id, document_serial) REFERENCES books.document(business_id, serial);

--
-- Name: voucher voucher_business_id_entry_serial_fkey; Type: FK CONSTRAINT; Schema: books; Owner: -
--

ALTER TABLE ONLY books.voucher
    ADD CONSTRAINT voucher_business_id_entry_serial_fkey FOREIGN KEY (business_id, entry_serial) REFERENCES books.entry(business_id, serial);

--
-- Name: voucher voucher_business_id_reverses_fkey; Type: FK CONSTRAINT; Schema: books; Owner: -
--

ALTER TABLE ONLY books.voucher
    ADD CONSTRAINT voucher_business_id_reverses_fkey FOREIGN KEY (business_id, reverses) REFERENCES books.voucher(business_id, serial);

--
-- Name: voucher voucher_business_id_till_line_fkey; Type: FK CONSTRAINT; Schema: books; Owner: -
--

ALTER TABLE ONLY books.voucher
    ADD CONSTRAINT voucher_business_id_till_line_fkey FOREIGN KEY (business_id, till_line) REFERENCES books.till_line(business_id, serial);

--
-- Name: z_closing z_closing_business_id_store_serial_fkey; Type: FK CONSTRAINT; Schema: books; Owner: -
--

ALTER TABLE ONLY books.z_closing
    ADD CONSTRAINT z_closing_business_id_store_serial_fkey FOREIGN KEY (business_id, store_serial) REFERENCES books.store(business_id, serial);

--
-- Name: api_key api_key_business_id_fkey; Type: FK CONSTRAINT; Schema: directory; Owner: -
--

ALTER TABLE ONLY directory.api_key
    ADD CONSTRAINT api_key_business_id_fkey FOREIGN KEY (business_id) REFERENCES directory.business(business_id);

--
-- Name: business_alias business_alias_business_id_fkey; Type: FK CONSTRAINT; Schema: directory; Owner: -
--

ALTER TABLE ONLY directory.business_alias
    ADD CONSTRAINT business_alias_business_id_fkey FOREIGN KEY (business_id) REFERENCES directory.business(business_id);

--
-- Name: business_number business_number_business_id_fkey; Type: FK CONSTRAINT; Schema: directory; Owner: -
--

ALTER TABLE ONLY directory.business_number
    ADD CONSTRAINT business_number_business_id_fkey FOREIGN KEY (business_id) REFERENCES directory.business(business_id);

--
-- Name: key_session key_session_key_serial_fkey; Type: FK CONSTRAINT; Schema: directory; Owner: -
--

ALTER TABLE ONLY directory.key_session
    ADD CONSTRAINT key_session_key_serial_fkey FOREIGN KEY (key_serial) REFERENCES directory.api_key(serial);

--
-- Name: log log_business_id_fkey; Type: FK CONSTRAINT; Schema: directory; Owner: -
--

ALTER TABLE ONLY directory.log
    ADD CONSTRAINT log_business_id_fkey FOREIGN KEY (business_id) REFERENCES directory.business(business_id);

--
-- Name: log log_key_serial_fkey; Type: FK CONSTRAINT; Schema: directory; Owner: -
--

ALTER TABLE ONLY directory.log
    ADD CONSTRAINT log_key_serial_fkey FOREIGN KEY (key_serial) REFERENCES directory.api_key(serial);

--
-- Name: log log_login_id_fkey; Type: FK CONSTRAINT; Schema: directory; Owner: -
--

ALTER TABLE ONLY directory.log
    ADD CONSTRAINT log_login_id_fkey FOREIGN KEY (login_id) REFERENCES directory.login(login_id);

--
-- Name: membership membership_business_id_fkey; Type: FK CONSTRAINT; Schema: directory; Owner: -
--

ALTER TABLE ONLY directory.membership
    ADD CONSTRAINT membership_business_id_fkey FOREIGN KEY (business_id) REFERENCES directory.business(business_id);

--
-- Name: membership membership_login_id_fkey; Type: FK CONSTRAINT; Schema: directory; Owner: -
--

ALTER TABLE ONLY directory.membership
    ADD CONSTRAINT membership_login_id_fkey FOREIGN KEY (login_id) REFERENCES directory.login(login_id);

--
-- Name: report_document report_document_client_id_instance_id_fkey; Type: FK CONSTRAINT; Schema: directory; Owner: -
--

ALTER TABLE ONLY directory.report_document
    ADD CONSTRAINT report_document_client_id_instance_id_fkey FOREIGN KEY (client_id, instance_id) REFERENCES directory.report_instance(client_id, instance_id) ON DELETE CASCADE;

--
-- Name: report_instance report_instance_client_id_fkey; Type: FK CONSTRAINT; Schema: directory; Owner: -
--

ALTER TABLE ONLY directory.report_instance
    ADD CONSTRAINT report_instance_client_id_fkey FOREIGN KEY (client_id) REFERENCES directory.report_client(client_id) ON DELETE CASCADE;

--
-- Name: report_page report_page_client_id_instance_id_document_id_fkey; Type: FK CONSTRAINT; Schema: directory; Owner: -
--

ALTER TABLE ONLY directory.report_page
    ADD CONSTRAINT report_page_client_id_instance_id_document_id_fkey FOREIGN KEY (client_id, instance_id, document_id) REFERENCES directory.report_document(client_id, instance_id, document_id) ON DELETE CASCADE;

--
-- Name: session session_business_id_fkey; Type: FK CONSTRAINT; Schema: directory; Owner: -
--

ALTER TABLE ONLY directory.session
    ADD CONSTRAINT session_business_id_fkey FOREIGN KEY (business_id) REFERENCES directory.business(business_id);

--
-- Name: session session_login_id_fkey; Type: FK CONSTRAINT; Schema: directory; Owner: -
--

ALTER TABLE ONLY directory.session
    ADD CONSTRAINT session_login_id_fkey FOREIGN KEY (login_id) REFERENCES directory.login(login_id);

--
-- Name: SCHEMA books; Type: ACL; Schema: -; Owner: -
--

GRANT USAGE ON SCHEMA books TO pinkas_server;

--
-- Name: SCHEMA directory; Type: ACL; Schema: -; Owner: -
--

GRANT USAGE ON SCHEMA directory TO pinkas_server;

--
-- Name: TABLE head; Type: ACL; Schema: books; Owner: -
--

GRANT SELECT,INSERT,UPDATE ON TABLE books.head TO pinkas_server;

--
-- Name: TABLE daybook; Type: ACL; Schema: books; Owner: -
--

GRANT SELECT,INSERT ON TABLE books.daybook TO pinkas_server;

--
-- Name: TABLE idempotency; Type: ACL; Schema: books; Owner: -
--

GRANT SELECT,INSERT,DELETE ON TABLE books.idempotency TO pinkas_server;

--
-- Name: TABLE document_index; Type: ACL; Schema: books; Owner: -
--

GRANT SELECT,INSERT ON TABLE books.document_index TO pinkas_server;

--
-- Name: COLUMN document_index.state; Type: ACL; Schema: books; Owner: -
--

GRANT UPDATE(state) ON TABLE books.document_index TO pinkas_server;

--
-- Name: COLUMN document_index.version; Type: ACL; Schema: books; Owner: -
--

GRANT UPDATE(version) ON TABLE books.document_index TO pinkas_server;

--
-- Name: COLUMN document_index.updated_at; Type: ACL; Schema: books; Owner: -
--

GRANT UPDATE(updated_at) ON TABLE books.document_index TO pinkas_server;

--
-- Name: COLUMN document_index.updated_by; Type: ACL; Schema: books; Owner: -
--

GRANT UPDATE(updated_by) ON TABLE books.document_index TO pinkas_server;

--
-- Name: COLUMN document_index.date; Type: ACL; Schema: books; Owner: -
--

GRANT UPDATE(date) ON TABLE books.document_index TO pinkas_server;

--
-- Name: COLUMN document_index.contact_serial; Type: ACL; Schema: books; Owner: -
--

GRANT UPDATE(contact_serial) ON TABLE books.document_index TO pinkas_server;

--
-- Name: COLUMN document_index.face; Type: ACL; Schema: books; Owner: -
--

GRANT UPDATE(face) ON TABLE books.document_index TO pinkas_server;

--
-- Name: COLUMN document_index.open_amount; Type: ACL; Schema: books; Owner: -
--

GRANT UPDATE(open_amount) ON TABLE books.document_index TO pinkas_server;

--
-- Name: COLUMN document_index.total; Type: ACL; Schema: books; Owner: -
--

GRANT UPDATE(total) ON TABLE books.document_index TO pinkas_server;

--
-- Name: COLUMN document_index.credited; Type: ACL; Schema: books; Owner: -
--

GRANT UPDATE(credited) ON TABLE books.document_index TO pinkas_server;

--
-- Name: COLUMN document_index.superseded; Type: ACL; Schema: books; Owner: -
--

GRANT UPDATE(superseded) ON TABLE books.document_index TO pinkas_server;

--
-- Name: COLUMN document_index.related; Type: ACL; Schema: books; Owner: -
--

GRANT UPDATE(related) ON TABLE books.document_index TO pinkas_server;

--
-- Name: COLUMN document_index.allocation_state; Type: ACL; Schema: books; Owner: -
--

GRANT UPDATE(allocation_state) ON TABLE books.document_index TO pinkas_server;

--
-- Name: COLUMN document_index.allocation_number; Type: ACL; Schema: books; Owner: -
--

GRANT UPDATE(allocation_number) ON TABLE books.document_index TO pinkas_server;

--
-- Name: COLUMN document_index.deducted; Type: ACL; Schema: books; Owner: -
--

GRANT UPDATE(deducted) ON TABLE books.document_index TO pinkas_server;

--
-- Name: COLUMN document_index.services; Type: ACL; Schema: books; Owner: -
--

GRANT UPDATE(services) ON TABLE books.document_index TO pinkas_server;

--
-- Name: TABLE expense; Type: ACL; Schema: books; Owner: -
--

GRANT SELECT,INSERT ON TABLE books.expense TO pinkas_server;

--
-- Name: COLUMN expense.version; Type: ACL; Schema: books; Owner: -
--

GRANT UPDATE(version) ON TABLE books.expense TO pinkas_server;

--
-- Name: COLUMN expense.state; Type: ACL; Schema: books; Owner: -
--

GRANT UPDATE(state) ON TABLE books.expense TO pinkas_server;

--
-- Name: COLUMN expense.date; Type: ACL; Schema: books; Owner: -
--

GRANT UPDATE(date) ON TABLE books.expense TO pinkas_server;

--
-- Name: COLUMN expense.contact_serial; Type: ACL; Schema: books; Owner: -
--

GRANT UPDATE(contact_serial) ON TABLE books.expense TO pinkas_server;

--
-- Name: COLUMN expense.updated_at; Type: ACL; Schema: books; Owner: -
--

GRANT UPDATE(updated_at) ON TABLE books.expense TO pinkas_server;

--
-- Name: COLUMN expense.updated_by; Type: ACL; Schema: books; Owner: -
--

GRANT UPDATE(updated_by) ON TABLE books.expense TO pinkas_server;

--
-- Name: COLUMN expense.body; Type: ACL; Schema: books; Owner: -
--

GRANT UPDATE(body) ON TABLE books.expense TO pinkas_server;

--
-- Name: TABLE register; Type: ACL; Schema: books; Owner: -
--

GRANT SELECT,INSERT,UPDATE ON TABLE books.register TO pinkas_server;

--
-- Name: TABLE legal_number; Type: ACL; Schema: books; Owner: -
--

GRANT SELECT,INSERT ON TABLE books.legal_number TO pinkas_server;

--
-- Name: COLUMN legal_number.run; Type: ACL; Schema: books; Owner: -
--

GRANT UPDATE(run) ON TABLE books.legal_number TO pinkas_server;

--
-- Name: COLUMN legal_number.number; Type: ACL; Schema: books; Owner: -
--

GRANT UPDATE(number) ON TABLE books.legal_number TO pinkas_server;

--
-- Name: TABLE allocation; Type: ACL; Schema: books; Owner: -
--

GRANT SELECT,INSERT,UPDATE ON TABLE books.allocation TO pinkas_server;

--
-- Name: TABLE allocation_step; Type: ACL; Schema: books; Owner: -
--

GRANT SELECT,INSERT ON TABLE books.allocation_step TO pinkas_server;

--
-- Name: TABLE authority_token; Type: ACL; Schema: books; Owner: -
--

GRANT SELECT,INSERT,UPDATE ON TABLE books.authority_token TO pinkas_server;

--
-- Name: TABLE balance; Type: ACL; Schema: books; Owner: -
--

GRANT SELECT,INSERT,UPDATE ON TABLE books.balance TO pinkas_server;

--
-- Name: TABLE bank_account; Type: ACL; Schema: books; Owner: -
--

GRANT SELECT,INSERT,UPDATE ON TABLE books.bank_account TO pinkas_server;

--
-- Name: TABLE cancellation; Type: ACL; Schema: books; Owner: -
--

GRANT SELECT,INSERT ON TABLE books.cancellation TO pinkas_server;

--
-- Name: TABLE card_page; Type: ACL; Schema: books; Owner: -
--

GRANT SELECT,INSERT ON TABLE books.card_page TO pinkas_server;

--
-- Name: TABLE card_page_result; Type: ACL; Schema: books; Owner: -
--

GRANT SELECT,INSERT ON TABLE books.card_page_result TO pinkas_server;

--
-- Name: TABLE changeover; Type: ACL; Schema: books; Owner: -
--

GRANT SELECT,INSERT ON TABLE books.changeover TO pinkas_server;

--
-- Name: TABLE charge; Type: ACL; Schema: books; Owner: -
--

GRANT SELECT,INSERT ON TABLE books.charge TO pinkas_server;

--
-- Name: TABLE charge_outcome; Type: ACL; Schema: books; Owner: -
--

GRANT SELECT,INSERT ON TABLE books.charge_outcome TO pinkas_server;

--
-- Name: TABLE club; Type: ACL; Schema: books; Owner: -
--

GRANT SELECT,INSERT,UPDATE ON TABLE books.club TO pinkas_server;

--
-- Name: TABLE contact; Type: ACL; Schema: books; Owner: -
--

GRANT SELECT,INSERT,UPDATE ON TABLE books.contact TO pinkas_server;

--
-- Name: TABLE department; Type: ACL; Schema: books; Owner: -
--

GRANT SELECT,INSERT,UPDATE ON TABLE books.department TO pinkas_server;

--
-- Name: TABLE deposit; Type: ACL; Schema: books; Owner: -
--

GRANT SELECT,INSERT ON TABLE books.deposit TO pinkas_server;

--
-- Name: TABLE deposit_part; Type: ACL; Schema: books; Owner: -
--

GRANT SELECT,INSERT ON TABLE books.deposit_part TO pinkas_server;

--
-- Name: TABLE document; Type: ACL; Schema: books; Owner: -
--

GRANT SELECT,INSERT ON TABLE books.document TO pinkas_server;

--
-- Name: TABLE document_line; Type: ACL; Schema: books; Owner: -
--

GRANT SELECT,INSERT ON TABLE books.document_line TO pinkas_server;

--
-- Name: TABLE document_line_base; Type: ACL; Schema: books; Owner: -
--

GRANT SELECT,INSERT ON TABLE books.document_line_base TO pinkas_server;

--
-- Name: TABLE document_source; Type: ACL; Schema: books; Owner: -
--

GRANT SELECT,INSERT ON TABLE books.document_source TO pinkas_server;

--
-- Name: TABLE document_vat; Type: ACL; Schema: books; Owner: -
--

GRANT SELECT,INSERT ON TABLE books.document_vat TO pinkas_server;

--
-- Name: TABLE draft; Type: ACL; Schema: books; Owner: -
--

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE books.draft TO pinkas_server;

--
-- Name: TABLE einvoice; Type: ACL; Schema: books; Owner: -
--

GRANT SELECT,INSERT,UPDATE ON TABLE books.einvoice TO pinkas_server;

--
-- Name: TABLE entry; Type: ACL; Schema: books; Owner: -
--

GRANT SELECT,INSERT ON TABLE books.entry TO pinkas_server;

--
-- Name: TABLE expense_image; Type: ACL; Schema: books; Owner: -
--

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE books.expense_image TO pinkas_server;

--
-- Name: TABLE expense_payment; Type: ACL; Schema: books; Owner: -
--

GRANT SELECT,INSERT,DELETE ON TABLE books.expense_payment TO pinkas_server;

--
-- Name: COLUMN expense_payment.voucher_serial; Type: ACL; Schema: books; Owner: -
--

GRANT UPDATE(voucher_serial) ON TABLE books.expense_payment TO pinkas_server;

--
-- Name: COLUMN expense_payment."position"; Type: ACL; Schema: books; Owner: -
--

GRANT UPDATE("position") ON TABLE books.expense_payment TO pinkas_server;

--
-- Name: TABLE expense_posting; Type: ACL; Schema: books; Owner: -
--

GRANT SELECT,INSERT ON TABLE books.expense_posting TO pinkas_server;

--
-- Name: TABLE fiscal; Type: ACL; Schema: books; Owner: -
--

GRANT SELECT,INSERT,UPDATE ON TABLE books.fiscal TO pinkas_server;

--
-- Name: TABLE fiscal_number; Type: ACL; Schema: books; Owner: -
--

GRANT SELECT,INSERT ON TABLE books.fiscal_number TO pinkas_server;

--
-- Name: TABLE fiscal_step; Type: ACL; Schema: books; Owner: -
--

GRANT SELECT,INSERT ON TABLE books.fiscal_step TO pinkas_server;

--
-- Name: TABLE fiscal_watch; Type: ACL; Schema: books; Owner: -
--

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE books.fiscal_watch TO pinkas_server;

--
-- Name: TABLE hand_out; Type: ACL; Schema: books; Owner: -
--

GRANT SELECT,INSERT ON TABLE books.hand_out TO pinkas_server;

--
-- Name: TABLE inventory_document; Type: ACL; Schema: books; Owner: -
--

GRANT SELECT,INSERT,UPDATE ON TABLE books.inventory_document TO pinkas_server;

--
-- Name: TABLE inventory_line; Type: ACL; Schema: books; Owner: -
--

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE books.inventory_line TO pinkas_server;

--
-- Name: TABLE mail_text; Type: ACL; Schema: books; Owner: -
--

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE books.mail_text TO pinkas_server;

--
-- Name: TABLE mailing; Type: ACL; Schema: books; Owner: -
--

GRANT SELECT,INSERT ON TABLE books.mailing TO pinkas_server;

--
-- Name: TABLE mailing_outcome; Type: ACL; Schema: books; Owner: -
--

GRANT SELECT,INSERT ON TABLE books.mailing_outcome TO pinkas_server;

--
-- Name: TABLE open_charge; Type: ACL; Schema: books; Owner: -
--

GRANT SELECT,INSERT,DELETE ON TABLE books.open_charge TO pinkas_server;

--
-- Name: TABLE operation; Type: ACL; Schema: books; Owner: -
--

GRANT SELECT,INSERT ON TABLE books.operation TO pinkas_server;

--
-- Name: COLUMN operation.version; Type: ACL; Schema: books; Owner: -
--

GRANT UPDATE(version) ON TABLE books.operation TO pinkas_server;

--
-- Name: COLUMN operation.updated_at; Type: ACL; Schema: books; Owner: -
--

GRANT UPDATE(updated_at) ON TABLE books.operation TO pinkas_server;

--
-- Name: COLUMN operation.updated_by; Type: ACL; Schema: books; Owner: -
--

GRANT UPDATE(updated_by) ON TABLE books.operation TO pinkas_server;

--
-- Name: COLUMN operation.body; Type: ACL; Schema: books; Owner: -
--

GRANT UPDATE(body) ON TABLE books.operation TO pinkas_server;

--
-- Name: TABLE operation_part; Type: ACL; Schema: books; Owner: -
--

GRANT SELECT,INSERT ON TABLE books.operation_part TO pinkas_server;

--
-- Name: TABLE option; Type: ACL; Schema: books; Owner: -
--

GRANT SELECT,INSERT,UPDATE ON TABLE books.option TO pinkas_server;

--
-- Name: TABLE period_change; Type: ACL; Schema: books; Owner: -
--

GRANT SELECT,INSERT ON TABLE books.period_change TO pinkas_server;

--
-- Name: TABLE posting; Type: ACL; Schema: books; Owner: -
--

GRANT SELECT,INSERT ON TABLE books.posting TO pinkas_server;

--
-- Name: TABLE price_list; Type: ACL; Schema: books; Owner: -
--

GRANT SELECT,INSERT,UPDATE ON TABLE books.price_list TO pinkas_server;

--
-- Name: TABLE product; Type: ACL; Schema: books; Owner: -
--

GRANT SELECT,INSERT,UPDATE ON TABLE books.product TO pinkas_server;

--
-- Name: TABLE product_picture; Type: ACL; Schema: books; Owner: -
--

GRANT SELECT,INSERT,DELETE ON TABLE books.product_picture TO pinkas_server;

--
-- Name: TABLE profile; Type: ACL; Schema: books; Owner: -
--

GRANT SELECT,INSERT,UPDATE ON TABLE books.profile TO pinkas_server;

--
-- Name: TABLE reference; Type: ACL; Schema: books; Owner: -
--

GRANT SELECT,INSERT,DELETE ON TABLE books.reference TO pinkas_server;

--
-- Name: TABLE registration; Type: ACL; Schema: books; Owner: -
--

GRANT SELECT,INSERT ON TABLE books.registration TO pinkas_server;

--
-- Name: TABLE sales_order; Type: ACL; Schema: books; Owner: -
--

GRANT SELECT,INSERT ON TABLE books.sales_order TO pinkas_server;

--
-- Name: TABLE sandbox_charge; Type: ACL; Schema: books; Owner: -
--

GRANT SELECT,INSERT ON TABLE books.sandbox_charge TO pinkas_server;

--
-- Name: TABLE serial_counter; Type: ACL; Schema: books; Owner: -
--

GRANT SELECT,INSERT,UPDATE ON TABLE books.serial_counter TO pinkas_server;

--
-- Name: TABLE series; Type: ACL; Schema: books; Owner: -
--

GRANT SELECT,INSERT,UPDATE ON TABLE books.series TO pinkas_server;

--
-- Name: TABLE settlement; Type: ACL; Schema: books; Owner: -
--

GRANT SELECT,INSERT ON TABLE books.settlement TO pinkas_server;

--
-- Name: TABLE slip_line; Type: ACL; Schema: books; Owner: -
--

GRANT SELECT,INSERT ON TABLE books.slip_line TO pinkas_server;

--
-- Name: TABLE staff; Type: ACL; Schema: books; Owner: -
--

GRANT SELECT,INSERT,UPDATE ON TABLE books.staff TO pinkas_server;

--
-- Name: TABLE standing_order; Type: ACL; Schema: books; Owner: -
--

GRANT SELECT,INSERT,UPDATE ON TABLE books.standing_order TO pinkas_server;

--
-- Name: TABLE standing_order_attempt; Type: ACL; Schema: books; Owner: -
--

GRANT SELECT,INSERT ON TABLE books.standing_order_attempt TO pinkas_server;

--
-- Name: TABLE standing_order_outcome; Type: ACL; Schema: books; Owner: -
--

GRANT SELECT,INSERT ON TABLE books.standing_order_outcome TO pinkas_server;

--
-- Name: TABLE standing_order_run; Type: ACL; Schema: books; Owner: -
--

GRANT SELECT,INSERT ON TABLE books.standing_order_run TO pinkas_server;

--
-- Name: TABLE stock; Type: ACL; Schema: books; Owner: -
--

GRANT SELECT,INSERT,UPDATE ON TABLE books.stock TO pinkas_server;

--
-- Name: TABLE stock_move; Type: ACL; Schema: books; Owner: -
--

GRANT SELECT,INSERT ON TABLE books.stock_move TO pinkas_server;

--
-- Name: TABLE store; Type: ACL; Schema: books; Owner: -
--

GRANT SELECT,INSERT,UPDATE ON TABLE books.store TO pinkas_server;

--
-- Name: TABLE store_price; Type: ACL; Schema: books; Owner: -
--

GRANT SELECT,INSERT,DELETE ON TABLE books.store_price TO pinkas_server;

--
-- Name: TABLE tally; Type: ACL; Schema: books; Owner: -
--

GRANT SELECT,INSERT,UPDATE ON TABLE books.tally TO pinkas_server;

--
-- Name: TABLE tender_type; Type: ACL; Schema: books; Owner: -
--

GRANT SELECT,INSERT,UPDATE ON TABLE books.tender_type TO pinkas_server;

--
-- Name: TABLE till_line; Type: ACL; Schema: books; Owner: -
--

GRANT SELECT,INSERT ON TABLE books.till_line TO pinkas_server;

--
-- Name: COLUMN till_line.in_till; Type: ACL; Schema: books; Owner: -
--

GRANT UPDATE(in_till) ON TABLE books.till_line TO pinkas_server;

--
-- Name: COLUMN till_line.deposited; Type: ACL; Schema: books; Owner: -
--

GRANT UPDATE(deposited) ON TABLE books.till_line TO pinkas_server;

--
-- Name: COLUMN till_line.deposited_book; Type: ACL; Schema: books; Owner: -
--

GRANT UPDATE(deposited_book) ON TABLE books.till_line TO pinkas_server;

--
-- Name: TABLE transaction; Type: ACL; Schema: books; Owner: -
--

GRANT SELECT,INSERT ON TABLE books.transaction TO pinkas_server;

--
-- Name: TABLE transaction_class; Type: ACL; Schema: books; Owner: -
--

GRANT SELECT,INSERT,UPDATE ON TABLE books.transaction_class TO pinkas_server;

--
-- Name: TABLE vat_filing; Type: ACL; Schema: books; Owner: -
--

GRANT SELECT,INSERT ON TABLE books.vat_filing TO pinkas_server;

--
-- Name: TABLE voucher; Type: ACL; Schema: books; Owner: -
--

GRANT SELECT,INSERT ON TABLE books.voucher TO pinkas_server;

--
-- Name: TABLE z_closing; Type: ACL; Schema: books; Owner: -
--

GRANT SELECT,INSERT ON TABLE books.z_closing TO pinkas_server;

--
-- Name: TABLE api_key; Type: ACL; Schema: directory; Owner: -
--

GRANT SELECT,INSERT ON TABLE directory.api_key TO pinkas_server;

--
-- Name: COLUMN api_key.last_nonce; Type: ACL; Schema: directory; Owner: -
--

GRANT UPDATE(last_nonce) ON TABLE directory.api_key TO pinkas_server;

--
-- Name: COLUMN api_key.revoked_at; Type: ACL; Schema: directory; Owner: -
--

GRANT UPDATE(revoked_at) ON TABLE directory.api_key TO pinkas_server;

--
-- Name: SEQUENCE api_key_serial; Type: ACL; Schema: directory; Owner: -
--

GRANT USAGE ON SEQUENCE directory.api_key_serial TO pinkas_server;

--
-- Name: TABLE attempt; Type: ACL; Schema: directory; Owner: -
--

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE directory.attempt TO pinkas_server;

--
-- Name: TABLE business; Type: ACL; Schema: directory; Owner: -
--

GRANT SELECT,INSERT ON TABLE directory.business TO pinkas_server;

--
-- Name: TABLE business_alias; Type: ACL; Schema: directory; Owner: -
--

GRANT SELECT,INSERT ON TABLE directory.business_alias TO pinkas_server;

--
-- Name: TABLE business_number; Type: ACL; Schema: directory; Owner: -
--

GRANT SELECT,INSERT ON TABLE directory.business_number TO pinkas_server;

--
-- Name: SEQUENCE business_serial; Type: ACL; Schema: directory; Owner: -
--

GRANT USAGE ON SEQUENCE directory.business_serial TO pinkas_server;

--
-- Name: TABLE exchange_rate; Type: ACL; Schema: directory; Owner: -
--

GRANT SELECT,INSERT,UPDATE ON TABLE directory.exchange_rate TO pinkas_server;

--
-- Name: TABLE key_session; Type: ACL; Schema: directory; Owner: -
--

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE directory.key_session TO pinkas_server;

--
-- Name: TABLE log; Type: ACL; Schema: directory; Owner: -
--

GRANT SELECT,INSERT,DELETE ON TABLE directory.log TO pinkas_server;

--
-- Name: TABLE login; Type: ACL; Schema: directory; Owner: -
--

GRANT SELECT,INSERT,UPDATE ON TABLE directory.login TO pinkas_server;

--
-- Name: SEQUENCE login_serial; Type: ACL; Schema: directory; Owner: -
--

GRANT USAGE ON SEQUENCE directory.login_serial TO pinkas_server;

--
-- Name: TABLE master_key; Type: ACL; Schema: directory; Owner: -
--

GRANT SELECT,INSERT ON TABLE directory.master_key TO pinkas_server;

--
-- Name: TABLE membership; Type: ACL; Schema: directory; Owner: -
--

GRANT SELECT,INSERT ON TABLE directory.membership TO pinkas_server;

--
-- Name: TABLE report_client; Type: ACL; Schema: directory; Owner: -
--

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE directory.report_client TO pinkas_server;

--
-- Name: TABLE report_document; Type: ACL; Schema: directory; Owner: -
--

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE directory.report_document TO pinkas_server;

--
-- Name: TABLE report_instance; Type: ACL; Schema: directory; Owner: -
--

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE directory.report_instance TO pinkas_server;

--
-- Name: TABLE report_page; Type: ACL; Schema: directory; Owner: -
--

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE directory.report_page TO pinkas_server;

--
-- Name: TABLE session; Type: ACL; Schema: directory; Owner: -
--

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE directory.session TO pinkas_server;

--
-- PostgreSQL database dump complete
--
