-- Records transactions of tills: each with all the documents it issues, numbers at the till and in law, entries, stock and
-- settlements, in one commit and under one daybook line.
-- Each item: business, actor, verb, recorded_at, content, once, expect and `record`: {uuid, register: serial or null where
-- `virtual`: {key, uuid, number, series} says whose till it is, sequence: the till's own number or null, reserved: a transaction's serial taken before or null, happened: {kind, local_time,
-- happened_at, total, seller, modifier, slip}, references: [{scheme, value}], documents: [{key, uuid, kind, is_debt, run,
-- first, document (whole), till: [{uuid, in_till}], entry, moves, face, supersedes, deducts:
-- [{document, amount}], credits, allocation}],
-- settlements: [{paying, paid, amount, made_by}] in which -1, -2 ... are the documents of the transaction, lines:
-- [{uuid, number, document: counted from 0, line, quantity, returns}]}.
create function books.record_v1(items jsonb[]) returns jsonb[] language plpgsql as $$
declare
    item jsonb;
    begun record;
    answers jsonb[] := '{}';
begin
    foreach item in array items loop
        begun := books.begin_write_v1(item);
        if begun.refusal is not null then
            answers := answers || begun.refusal;
        else
            answers := answers || books.record_one_v1(item, begun.head);
        end if;
    end loop;
    return answers;
end $$;

create function books.record_one_v1(item jsonb, head books.head) returns jsonb language plpgsql as $$
declare
    record jsonb := item->'record';
    business bigint := head.business_id;
    at timestamptz := (item->>'recorded_at')::timestamptz;
    till books.register := books.take_number_for_v1(head.business_id, record);
    sequence bigint := coalesce((record->>'sequence')::bigint, till.last_sequence);
    serial bigint := (record->>'reserved')::bigint;
    issue jsonb;
    taken bigint;
    paper books.issued_v2;
    papers books.issued_v2[] := '{}';
    serials bigint[] := '{}';
    numbers text[] := '{}';
    takens bigint[] := '{}';
    settlements jsonb;
begin
    if serial is null then
        head.transactions := head.transactions + 1;
        serial := head.transactions;
    end if;
    for issue in select d from jsonb_array_elements(record->'documents') d loop
        head.documents := head.documents + 1;
        serials := serials || head.documents;
        taken := books.take_number_v1(
            business, (issue->'document'->>'series')::int, issue->>'run', (issue->>'first')::bigint);
        takens := takens || taken;
        numbers := numbers || format('%s/%s', issue->'document'->>'series', taken);
        perform books.index_recorded_v1(item, issue, head.documents, taken);
        paper := row(
            business, head.documents, at, serial, till.serial, sequence, null, head.till_lines, till.store_serial,
            head.stock_moves, head.position + 1, till.grand_total,
            issue || jsonb_build_object('transaction_uuid', record->'uuid'));
        if cardinality(papers) = 0 then
            paper.issue := paper.issue || jsonb_build_object('happened', record->'happened');
        end if;
        if jsonb_typeof(issue->'entry') = 'object' then
            head.entries := head.entries + 1;
            paper.entry_serial := head.entries;
        end if;
        head.till_lines := head.till_lines + jsonb_array_length(issue->'till');
        head.stock_moves := head.stock_moves + jsonb_array_length(issue->'moves');
        papers := papers || paper;
    end loop;
    perform books.write_issued_v2(papers);
    settlements := books.named_settlements_v1(record->'settlements', serials);
    perform books.settle_v2(
        business, head.settlements, head.position + 1, null, null, at, item->>'actor', settlements);
    head.settlements := head.settlements + jsonb_array_length(settlements);
    for issue in select p.issue from unnest(papers) p where jsonb_array_length(p.issue->'document'->'sources') > 0 loop
        perform books.touch_sources_v1(item, issue || jsonb_build_object('settlements', settlements));
    end loop;
    insert into books.slip_line
    select business, l.uuid, serial, l.number, serials[l.document + 1], l.line, l.quantity, l.returns
    from jsonb_to_recordset(record->'lines') as l(
        uuid uuid, number int, document int, line int, quantity numeric, returns uuid);
    insert into books.reference (business_id, sort, scheme, value, serial)
    select business, 'transaction', r.scheme, r.value, serial
    from jsonb_to_recordset(record->'references') as r(scheme text, value text);
    return books.end_write_v1(
        item, head, 'transaction', serial, numbers || format('till %s-%s', till.number, sequence))
        || jsonb_build_object('number', serials[1], 'given', jsonb_build_object(
            'sequence', sequence, 'grand_total', till.grand_total, 'position', head.position + 1,
            'documents', serials, 'numbers', takens));
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

-- The row of a document that was never a draft, and its legal number.
create function books.index_recorded_v1(item jsonb, issue jsonb, doc bigint, taken bigint)
returns void language plpgsql as $$
declare
    fresh books.document_index := books.new_draft_v1(
        item, issue || jsonb_build_object(
            'version', 1, 'date', issue->'document'->'date', 'contact', issue->'document'->'contact'), doc);
begin
    fresh.state := 'issued';
    fresh.face := (issue->>'face')::numeric;
    fresh.open_amount := fresh.face;
    fresh.total := (issue->'document'->>'total')::numeric;
    fresh.related := jsonb_array_length(issue->'document'->'sources') > 0;
    fresh.services := books.only_services_v1(issue->'document'->'lines');
    fresh.allocation_state := case when (issue->>'allocation')::boolean then 'pending' end;
    insert into books.document_index values (fresh.*);
    insert into books.legal_number (business_id, series, run, number, document_serial)
    values (fresh.business_id, (issue->'document'->>'series')::int, issue->>'run', taken, doc);
    perform books.count_record_v1(fresh.business_id, 'document', fresh.kind, doc);
    if (issue->>'allocation')::boolean then
        insert into books.allocation (business_id, document_serial, at_issue, waits, next_at)
        values (fresh.business_id, doc, true, true, fresh.created_at);
    end if;
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
