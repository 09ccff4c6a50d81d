-- Issues drafts: numbers at the till, rows, entry, balances, stock, settlements, and the document stands for ever.
-- Each item: business, actor, verb, recorded_at, content, once, expect and `issue`: {serial, transaction_uuid,
-- number_text, numbering: {run, first} of a draft that takes its legal number now, else null, register: {key, uuid, number}, happened: {kind, local_time, happened_at, total} as the till sees it, document (whole, with its lists), till: [{uuid, in_till}] beside its
-- tenders, entry, settlements: [{paying, paid, amount, made_by}], moves: [{product, quantity, line}], supersedes:
-- [proformas this replaces], credits: {document, amount} or null, face, open_amount,
-- allocation: whether it waits for an allocation number}.
--
-- Items come sorted by business. As in save_draft_v2, rows that nobody looks up within the call are gathered and written
-- table by table; what touches other documents is written at once, because the next item may rely on them as well.
create type books.issued_v2 as (
    business_id bigint, serial bigint, recorded_at timestamptz, transaction_serial bigint, register_serial bigint,
    sequence bigint, entry_serial bigint, till_lines bigint, store_serial bigint, stock_moves bigint, position bigint,
    grand_total numeric, issue jsonb
);

create function books.issue_v2(items jsonb[]) returns jsonb[] language plpgsql as $$
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

-- The next number of the series' virtual register, which is opened by its first use; a sale raises its grand total.
create function books.take_till_number_v1(business bigint, wanted jsonb, of_series int, happened jsonb)
returns books.register language plpgsql as $$
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

-- What an issued document does to those it names, and to those whose lines it goes on with (a delivery note behind a
-- proforma): they are related, a proforma is replaced, an invoice credited; and whoever decided something about them
-- meanwhile decides again (settling them has said so already).
create function books.touch_sources_v1(item jsonb, issue jsonb) returns void language plpgsql as $$
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

-- The rows of issued documents, from what each item says and the numbers it was given. `till_lines` counts those before.
-- Left to itself the planner plans these anew for every array, which costs more than they do.
create function books.write_issued_v2(papers books.issued_v2[]) returns void
language plpgsql set plan_cache_mode = force_generic_plan as $$
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
