-- Records transactions of tills: each with all the documents it issues, numbers at the till and in law, entries, stock and
-- settlements, in one commit and under one daybook line.
-- Each item: business, actor, verb, recorded_at, content, once, expect and `record`: {uuid, register: serial or null where
-- `virtual`: {key, uuid, number, series} says whose till it is, sequence: the till's own number or null, reserved: a transaction's serial taken before or null, happened: {kind, local_time,
-- happened_at, total, seller, modifier, slip}, references: [{scheme, value}], documents: [{key, uuid, kind, is_debt, run,
-- first, document (whole), till: [{uuid, in_till}], entry, moves, face, supersedes, deducts:
-- [{document, amount}], credits, allocation}],
-- settlements: [{paying, paid, amount, made_by}] in which -1, -2 ... are the documents of the transaction, lines:
-- [{uuid, number, document: counted from 0, line, quantity, returns}]}.
--
-- Items come sorted by business. As in issue_v2, rows that nobody looks up within the call are gathered and written table
-- by table; what settles or takes back something is written at once. Two items under one name in one call break a key:
-- each is then tried alone, and the second is found to be the first.
create function books.record_v1(items jsonb[]) returns jsonb[] language plpgsql as $$
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

-- The rows of documents that were never drafts, with the lines of their transactions as tills know them.
create function books.write_recorded_v1(
    indexed books.document_index[], numbered books.legal_number[], papers books.issued_v2[], slips jsonb[]
) returns void language plpgsql set plan_cache_mode = force_generic_plan as $$
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

-- The register with its number taken: a till of the shop, or the virtual one of a series, opened by its first use.
create function books.take_number_for_v1(business bigint, record jsonb) returns books.register language plpgsql as $$
begin
    if jsonb_typeof(record->'virtual') = 'object' then
        return books.take_till_number_v1(
            business, record->'virtual', (record->'virtual'->>'series')::int, record->'happened');
    end if;
    return books.take_own_number_v1(business, record);
end $$;

-- The register's row with its next number, or with the till's own one; a sale raises its grand total.
create function books.take_own_number_v1(business bigint, record jsonb) returns books.register language plpgsql as $$
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

-- The row of a document that was never a draft.
create function books.index_of_recorded_v1(item jsonb, issue jsonb, doc bigint)
returns books.document_index language plpgsql as $$
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

-- Settlements with the serials of the transaction's documents in place of -1, -2 ...
create function books.named_settlements_v1(said jsonb, serials bigint[]) returns jsonb language sql immutable as $$
    select coalesce(jsonb_agg(jsonb_build_object(
        'paying', case when s.paying < 0 then serials[-s.paying] else s.paying end,
        'paid', case when s.paid < 0 then serials[-s.paid] else s.paid end,
        'amount', s.amount,
        'made_by', case when s.made_by < 0 then serials[-s.made_by] else s.made_by end) order by s.place), '[]')
    from rows from (jsonb_to_recordset(said) as (paying bigint, paid bigint, amount numeric, made_by bigint))
        with ordinality as s(paying, paid, amount, made_by, place)
$$;
