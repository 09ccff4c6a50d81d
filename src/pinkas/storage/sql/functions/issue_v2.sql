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
