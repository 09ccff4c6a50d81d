-- The functions of the third schema, as they were.

-- What happened to requests for allocation numbers. Each item: business, actor, verb, recorded_at, content, once, expect
-- and `step`: {document, kind, state, request, number, code, detail}, `action` (null or a number), `waits`, `next_at`.
-- The document's version is raised: whoever decided something about it meanwhile decides again.
create function books.record_allocation_v1(items jsonb[]) returns jsonb[] language plpgsql as $$
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

-- Stores the authority's token. Each item bears `token`: {version, sealed (hex), access_until, refresh_until}; the
-- version written must be the next one.
create function books.store_authority_token_v1(items jsonb[]) returns jsonb[] language plpgsql as $$
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

-- Cancels issued documents: the exact reverse under its own date; stock goes back, and what the document settled,
-- credited or replaced stands open again.
-- Each item: business, actor, verb, recorded_at, content, once, expect and `cancel`: {serial, date, entry,
-- releases: settlements with negative amounts, moves: [{product, store, quantity, line}], reopens: [proformas it
-- replaced], credits: {document, amount} or null}.
create function books.cancel_v2(items jsonb[]) returns jsonb[] language plpgsql as $$
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

-- What a cancelled document had done to those it named, and to those whose lines it went on with, is undone; whoever
-- decided something about them meanwhile decides again.
create function books.untouch_sources_v1(business bigint, cancel jsonb) returns void language plpgsql as $$
begin
    update books.document_index d
    set version = d.version + 1,
        superseded = d.superseded and not cancel->'reopens' @> to_jsonb(d.serial),
        open_amount = case when cancel->'reopens' @> to_jsonb(d.serial) then d.face - (
            select coalesce(sum(s.amount), 0) from books.settlement s
            where s.business_id = business and s.paid = d.serial) else d.open_amount end,
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

-- Pages of a gateway's own: opened, and ended once.

-- Each item: business, actor, verb, recorded_at, content, once, expect and `page`: the row without serial.
create function books.open_card_page_v1(items jsonb[]) returns jsonb[] language plpgsql as $$
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

-- Each item bears `result`: the row without recorded_at and recorded_by. The first result of a page stands.
create function books.end_card_page_v1(items jsonb[]) returns jsonb[] language plpgsql as $$
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

-- Changes what every decision of a business takes for granted; each change raises the head's `settings`, so that whoever
-- decided on what was before decides again.

-- Each item: business, actor, verb, recorded_at, content, once, expect and `change`: {terms_rule, terms_days, classes:
-- rows to add or rename, registrations: rows to add}.
create function books.change_business_v1(items jsonb[]) returns jsonb[] language plpgsql as $$
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
        update books.profile p set terms_rule = change->>'terms_rule', terms_days = (change->>'terms_days')::int
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

-- Closes everything up to a day, or opens it again. Each item bears `closed_through`, null when nothing is closed now.
create function books.set_period_v1(items jsonb[]) returns jsonb[] language plpgsql as $$
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

-- Gives an empty series its first number. Each item bears `series`: {series, run, first}, and expects it empty.
create function books.set_first_number_v1(items jsonb[]) returns jsonb[] language plpgsql as $$
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

-- Cards charged: the intent before anything is sent, and what was learnt of it after.

-- Each item: business, actor, verb, recorded_at, content, once, expect and `charge`: the row without serial. A key that
-- stands already, and a refund of more than its charge has left, are stale: whoever decided reads again.
create function books.intend_charge_v1(items jsonb[]) returns jsonb[] language plpgsql as $$
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

-- What of a charge may still be given back: nothing unless it is approved; a refund counts unless it certainly failed.
create function books.refundable_v1(business bigint, charged bigint) returns numeric language plpgsql stable as $$
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

create function books.charge_state_v1(business bigint, charged bigint) returns text language plpgsql stable as $$
begin
    return coalesce((
        select o.state from books.charge_outcome o
        where o.business_id = business and o.charge_serial = charged order by o.number desc limit 1), 'intended');
end $$;

-- Each item bears `outcome`: the row without recorded_at and recorded_by. It must be the next one, and the one before
-- must have left something to learn.
create function books.record_charge_v1(items jsonb[]) returns jsonb[] language plpgsql as $$
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
end $$;

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

-- Files VAT returns. Each item: business, actor, verb, recorded_at, content, once, expect and `filing`: {start, months,
-- sales_taxed, sales_free, output_vat, input_vat, input_vat_equipment, to_pay}.
create function books.file_vat_v1(items jsonb[]) returns jsonb[] language plpgsql as $$
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

-- Records that an original left the house, once. Answers `done` to the one that handed it out, `stale` to the others.
-- The bytes travel beside the items, not inside JSON. `computerised` says that they are signed.
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

-- Issues drafts: numbers at the till, rows, entry, balances, stock, settlements, and the document stands for ever.
-- Each item: business, actor, verb, recorded_at, content, once, expect and `issue`: {serial, transaction_uuid,
-- number_text, register: {key, uuid, number}, document (whole, with its lists), till: [{uuid, in_till}] beside its
-- tenders, entry, settlements: [{paying, paid, amount, made_by}], moves: [{product, quantity, line}], supersedes:
-- [proformas this replaces], credits: {document, amount} or null, face, open_amount,
-- allocation: whether it waits for an allocation number}.
--
-- Items come sorted by business. As in save_draft_v2, rows that nobody looks up within the call are gathered and written
-- table by table; what touches other documents is written at once, because the next item may rely on them as well.
create type books.issued_v2 as (
    business_id bigint, serial bigint, recorded_at timestamptz, transaction_serial bigint, register_serial bigint,
    sequence bigint, entry_serial bigint, till_lines bigint, store_serial bigint, stock_moves bigint, position bigint,
    issue jsonb
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
        till := books.take_till_number_v1(business, issue->'register', (issue->'document'->>'series')::int);
        head.transactions := head.transactions + 1;
        paper := row(
            business, (issue->>'serial')::bigint, (item->>'recorded_at')::timestamptz, head.transactions, till.serial,
            till.last_sequence, null, head.till_lines, till.store_serial, head.stock_moves, head.position + 1, issue);
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
        answers := answers || jsonb_build_object('outcome', 'done', 'serial', paper.serial);
    end loop;
    if cardinality(papers) > 0 then
        perform books.write_issued_v2(papers);
    end if;
    if cardinality(lines) > 0 then
        perform books.end_writes_v1(lines, keys, heads || head);
    end if;
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
    insert into books.transaction
    select p.business_id, p.transaction_serial, (p.issue->>'transaction_uuid')::uuid, p.register_serial, p.sequence,
        p.recorded_at
    from unnest(papers) p;
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
        l.details_english, l.warranty
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

-- Loads rates of exchange under an idempotency key. They are no business's own, so no daybook tells of them; the key is
-- kept with the business whose token came with it. Each item: business, recorded_at, once, expect, `base` and `rates`:
-- rows of currency, date, rate.
create function books.load_rates_v1(items jsonb[]) returns jsonb[] language plpgsql as $$
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

-- Mailings: the intent before anything is sent, and what became of it.

-- Each item: business, actor, verb, recorded_at, content, once, expect and `mailing`: the row without serial.
create function books.intend_mailing_v1(items jsonb[]) returns jsonb[] language plpgsql as $$
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

-- Each item bears `outcome`: {serial, outcome, detail}. The first outcome of a mailing stands.
create function books.record_mailing_v1(items jsonb[]) returns jsonb[] language plpgsql as $$
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

-- What a business writes in its mails, by kind and language. Each item bears `text`: {kind, language, subject, body}; a
-- null subject goes back to our words.
create function books.save_mail_text_v1(items jsonb[]) returns jsonb[] language plpgsql as $$
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

-- Posts vouchers: what enters the books without being a document. Each item: business, actor, verb, recorded_at, content,
-- once, expect and `voucher`: {key, uuid, kind, date, details, reference, document_serial, till_line, reverses, entry,
-- settlements: [{paying, paid, amount}], moves: [{product, quantity, line}], store}.
create function books.post_voucher_v1(items jsonb[]) returns jsonb[] language plpgsql as $$
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

-- Remembers that a request was served whose work was done in several steps of their own. Each item: business,
-- recorded_at, once, expect, and `serial`: the number its answer told. Whoever remembers second is answered like a replay.
create function books.remember_v1(items jsonb[]) returns jsonb[] language plpgsql as $$
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

-- Creates, changes or removes contacts. Each item: business, actor, verb, recorded_at, content, once, expect and
-- `contact`, the row without serial when it is new, and `voucher`, an opening balance to post with it (the
-- contact's serial is put into its postings), or null.
create function books.save_contact_v2(items jsonb[]) returns jsonb[] language plpgsql as $$
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
                affiliate, card_token, card_last_four, card_expiry, terms_rule, terms_days, preferred_tender, payer
            ) values (
                fresh.business_id, fresh.serial, fresh.key, fresh.uuid, fresh.version, fresh.deleted,
                fresh.created_at, fresh.created_by, fresh.updated_at, fresh.updated_by,
                fresh.type, fresh.name, fresh.tax_number, fresh.contact_name, fresh.address1, fresh.address2,
                fresh.city, fresh.postal_code, fresh.country, fresh.phone, fresh.mobile, fresh.fax, fresh.email,
                fresh.class_number, fresh.opening_balance, fresh.price_list, fresh.comments1, fresh.comments2,
                fresh.comments3, fresh.invoice_comment, fresh.bank_account, fresh.bank_branch, fresh.bank,
                fresh.charge_vat, fresh.is_domestic, fresh.is_occasional, fresh.is_private, fresh.affiliate,
                fresh.card_token, fresh.card_last_four, fresh.card_expiry, fresh.terms_rule, fresh.terms_days,
                fresh.preferred_tender, fresh.payer);
        else
            if fresh.deleted then
                perform books.uncount_record_v1(head.business_id, 'contact', '', fresh.serial);
            end if;
            update books.contact c set (
                version, deleted, updated_at, updated_by,
                type, name, tax_number, contact_name, address1, address2, city, postal_code, country, phone, mobile,
                fax, email, class_number, opening_balance, price_list, comments1, comments2, comments3,
                invoice_comment, bank_account, bank_branch, bank, charge_vat, is_domestic, is_occasional, is_private,
                affiliate, card_token, card_last_four, card_expiry, terms_rule, terms_days, preferred_tender, payer
            ) = (
                fresh.version, fresh.deleted, fresh.updated_at, fresh.updated_by,
                fresh.type, fresh.name, fresh.tax_number, fresh.contact_name, fresh.address1, fresh.address2,
                fresh.city, fresh.postal_code, fresh.country, fresh.phone, fresh.mobile, fresh.fax, fresh.email,
                fresh.class_number, fresh.opening_balance, fresh.price_list, fresh.comments1, fresh.comments2,
                fresh.comments3, fresh.invoice_comment, fresh.bank_account, fresh.bank_branch, fresh.bank,
                fresh.charge_vat, fresh.is_domestic, fresh.is_occasional, fresh.is_private, fresh.affiliate,
                fresh.card_token, fresh.card_last_four, fresh.card_expiry, fresh.terms_rule, fresh.terms_days,
                fresh.preferred_tender, fresh.payer)
            where c.business_id = head.business_id and c.serial = fresh.serial;
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

-- Creates, changes or voids numbered drafts. Each item: business, actor, verb, recorded_at, content, once, expect and
-- `draft`: {serial?, key, uuid, kind, is_debt, series, first_number, version, state, date, contact, body}.
--
-- Items come sorted by business. Rows that nobody looks up within the call are gathered and written table by table at
-- the end: a statement for all costs little more than one for each. Two items with the same new key meet there, and the
-- whole call fails; the caller then tries them one by one.
create function books.save_draft_v2(items jsonb[]) returns jsonb[] language plpgsql as $$
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
    fresh.credited := 0;
    fresh.superseded := false;
    fresh.related := false;
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

-- Creates, changes or removes products. Each item: business, actor, verb, recorded_at, content, once, expect and
-- `product`, the row without serial when it is new, and `count`: {date, quantity}, a first stock to move in, or null.
create function books.save_product_v1(items jsonb[]) returns jsonb[] language plpgsql as $$
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
                barcode, stocked
            ) = (
                fresh.version, fresh.deleted, fresh.updated_at, fresh.updated_by, fresh.name, fresh.description,
                fresh.name_english, fresh.description_english, fresh.comments, fresh.serial_number,
                fresh.catalog_number, fresh.supplier_catalog_number1, fresh.supplier_catalog_number2,
                fresh.supplier_catalog_number3, fresh.active, fresh.warranty, fresh.purchase_price, fresh.sale_price1,
                fresh.sale_price2, fresh.sale_price3, fresh.sale_price4, fresh.charge_vat, fresh.currency,
                fresh.price_includes_vat, fresh.unit, fresh.category, fresh.least_stock, fresh.most_stock,
                fresh.barcode, fresh.stocked
            ) where p.business_id = head.business_id and p.serial = fresh.serial;
        end if;
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

-- The next serial of a sort of record; call it under the head's lock only.
create function books.next_serial_v1(business bigint, of_sort text) returns bigint language plpgsql as $$
declare
    taken bigint;
begin
    insert into books.serial_counter as s (business_id, sort, last_serial)
    values (business, of_sort, 1)
    on conflict (business_id, sort) do update set last_serial = s.last_serial + 1
    returning s.last_serial into strict taken;
    return taken;
end $$;

-- Sets options of a business. Each item: business, actor, verb, recorded_at, content, once, expect and `option`: {name,
-- version, body, sealed (hex or null)}. The version written must be the next one.
create function books.set_option_v1(items jsonb[]) returns jsonb[] language plpgsql as $$
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

-- Standing orders: the card, an occurrence begun, and how it ended.

-- Creates, changes or removes standing orders. Each item: business, actor, verb, recorded_at, content, once, expect and
-- `standing_order`: the row, without serial when it is new; how far the schedule got stays.
create function books.save_standing_order_v1(items jsonb[]) returns jsonb[] language plpgsql as $$
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

-- Takes an occurrence to work at until `lease_until`. Each item bears `run`: {order, number, attempt, lease_until} and
-- `deed`: "begin" with {date, uuid}, of one that is due; "again", of one that its worker did not end, which writes no
-- line; "retry" with {serial}, the next attempt at one that ended. Whoever comes too late is answered `stale`.
create function books.begin_standing_order_v1(items jsonb[]) returns jsonb[] language plpgsql as $$
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

-- Each item bears `end`: {order, run, number, attempt, outcome, detail, document, next_date, due_at}. The first outcome
-- of an attempt stands. A null outcome says only what it waits for, and until when; it writes no line.
create function books.end_standing_order_v1(items jsonb[]) returns jsonb[] language plpgsql as $$
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
            return coalesce((
                select k.quantity from books.stock k
                where k.business_id = business and k.product = (fact->>'serial')::bigint and k.store = (
                    select min(s.serial) from books.store s where s.business_id = business)), 0)
                is distinct from (fact->>'quantity')::numeric;
        when 'allocation' then
            return (select max(a.serial) from books.allocation_step a
                    where a.business_id = business and a.document_serial = (fact->>'serial')::bigint)
                is distinct from (fact->>'version')::bigint;
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
