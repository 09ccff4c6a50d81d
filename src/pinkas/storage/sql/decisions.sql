-- What decisions about documents are made on: everything with its version, in one round-trip.
-- Fragments between {braces} are filled from a whitelist in storage/decisions.py; values are always parameters.

-- name: source
-- A document that another names, as decisions see it: in the currency of the books as they are. `i` is its index row, `n`
-- its number.
i.serial, i.key, i.kind, i.state, i.version, i.contact_serial as contact, i.date, i.open_amount,
books.restated_v1(i.business_id, i.total, i.date) as total, i.credited,
i.superseded, n.series, n.number, n.run,
coalesce(
    (select o.vat_rate from books.document o where o.business_id = i.business_id and o.serial = i.serial),
    (select (w.body->>'vat_rate')::numeric from books.draft w where w.business_id = i.business_id and w.serial = i.serial)
) as vat_rate,
case when i.kind = 'proforma' then array(
    select row_to_json(t) from (
        select t.paid, t.paying, t.made_by, sum(books.restated_v1(
            t.business_id, t.amount, (select d.date from books.document_index d
                where d.business_id = t.business_id and d.serial = coalesce(t.made_by, t.paying)))) as amount
        from books.settlement t
        where t.business_id = i.business_id and t.paid = i.serial and t.paying is not null
        group by t.paid, t.paying, t.made_by having sum(t.amount) <> 0 order by t.paying) t
) else '{}' end as settled,
case when i.kind in ('tax_invoice', 'invoice_receipt', 'till_receipt', 'debit_note', 'advance_invoice') then (
    select row_to_json(u) from (
        -- Converted one by one, the parts of a total need not come to it: VAT is what is left of it then.
        select l.base, l.exempt, case when l.total = o.total then l.vat else l.total - i.credited - l.base - l.exempt
            end as vat
        from books.document o
        cross join lateral (
            select books.restated_v1(o.business_id, o.total, o.date) as total,
                books.restated_v1(o.business_id, o.taxable_base, o.date) - coalesce(sum(c.base), 0) as base,
                books.restated_v1(o.business_id, o.exempt_base, o.date) - coalesce(sum(c.exempt), 0) as exempt,
                o.vat - coalesce(sum(c.vat), 0) as vat
            from (
                select books.restated_v1(c.business_id, c.taxable_base, c.date) as base, c.vat,
                    books.restated_v1(c.business_id, c.exempt_base, c.date) as exempt
                from books.document_source s
                join books.document_index ci on ci.business_id = s.business_id and ci.serial = s.document_serial
                    and ci.kind in ('credit_invoice', 'till_return') and ci.state = 'issued'
                join books.document c on c.business_id = s.business_id and c.serial = s.document_serial
                where i.credited > 0 and s.business_id = i.business_id and s.document = i.serial
            ) c
        ) l
        where o.business_id = i.business_id and o.serial = i.serial) u
) end as uncredited

-- name: settings
-- What every decision of a business takes for granted. What was before its books changed over to another currency is
-- closed for good.
(select row_to_json(x) from (
    select h.settings as version, greatest(h.closed_through, (
            select g.day - 1 from books.changeover g where g.business_id = $1)) as closed_through,
        p.registration, p.terms_rule, p.terms_days,
        array(select row_to_json(g) from (
            select g.valid_from, g.registration from books.registration g where g.business_id = $1
            order by g.valid_from) g) as registrations
    from books.head h join books.profile p on p.business_id = h.business_id
    where h.business_id = $1) x) as settings

-- name: once
(select row_to_json(x) from (
    select o.route, encode(o.body_hash, 'hex') as body_hash, o.status, o.serial
    from books.idempotency o where o.business_id = $1 and o.credential = $2 and o.key = $3) x) as once

-- name: settings_facts
-- The replay and the settings alone.
select row_to_json(f)::text from (select {once}, {settings}) f

-- name: facts
-- What a decision about a draft needs, in one round-trip: the replay, the settings, the contact and who pays for it, the
-- class, the named sources (by key, or by full number; those of the draft itself where none are said), the products ($10), the rates of the currencies said ($11) and of
-- the products' on a day ($12), in the book currency of it ($14); and beside it the document under this key.
select row_to_json(f)::text, ({stored})
from (
    select {once}, {settings},
        (select row_to_json(x) from (
            select {contact} from books.contact c where c.business_id = $1 and c.key = $5 and not c.deleted) x) as contact,
        (select row_to_json(x) from (
            select {contact} from books.contact c
            join books.contact named on named.business_id = $1 and named.key = $5 and not named.deleted
            where c.business_id = $1 and c.serial = named.payer and not c.deleted) x) as payer,
        (select row_to_json(x) from (
            select k.number, k.name, k.sort, k.vat
            from books.transaction_class k where k.business_id = $1 and k.number = $6) x) as class,
        array(select row_to_json(x) from (
            select found.position, {source}
            from (
                select named.position, one.serial
                from unnest($7::text[], $8::int[], $9::bigint[], $13::text[])
                    with ordinality as named(key, series, number, run, position)
                cross join lateral (
                    select d.serial from books.document_index d
                    where named.key is not null and d.business_id = $1 and d.key = named.key
                    union all
                    select l.document_serial from books.legal_number l
                    where named.key is null and l.business_id = $1 and l.series = named.series
                        and l.number = named.number and case
                            when named.run is null then l.run <> 'draft'
                            when l.run = 'invoice' then exists (
                                select from books.document_index k
                                where k.business_id = $1 and k.serial = l.document_serial and k.kind = named.run)
                            else l.run = named.run end
                    limit 1
                ) one
                union all
                select kept.place, kept.document
                from books.document_index own
                join books.draft w on w.business_id = $1 and w.serial = own.serial
                cross join lateral rows from (jsonb_to_recordset(w.body->'sources') as (document bigint))
                    with ordinality as kept(document, place)
                where $7::text[] is null and own.business_id = $1 and own.key = $4
            ) found
            join books.document_index i on i.business_id = $1 and i.serial = found.serial
            join books.legal_number n on n.business_id = $1 and n.document_serial = found.serial
            order by found.position) x) as sources,
        array(select row_to_json(x) from (
            select p.key, p.serial, p.version, row_to_json(p) as product
            from books.product p where p.business_id = $1 and p.key = any($10) and not p.deleted) x) as products,
        array(select row_to_json(x) from (
            select wanted.currency, found.rate
            from (
                select unnest($11::text[]) as currency
                union
                select p.currency from books.product p
                where p.business_id = $1 and p.key = any($10) and not p.deleted
            ) wanted
            cross join lateral (
                select r.rate from directory.exchange_rate r
                where r.base = $14 and r.currency = wanted.currency and r.date <= $12::date
                order by r.date desc limit 1
            ) found) x) as rates
) f

-- name: issue_facts
-- What issuing or cancelling a document needs: the replay, the settings, its sources as they stand now with their lines
-- (and those of the delivery notes that a proforma among them was made from), what it settled and moved itself, who
-- depends on it, its entry, and whether its original left the house; and beside it the document itself. {picked} finds it.
select row_to_json(f)::text, ({stored})
from (
    select {once}, {settings},
        array(select row_to_json(x) from (
            select 0 as position, {source}
            from {picked} picked
            join books.draft w on w.business_id = picked.business_id and w.serial = picked.serial
            cross join lateral rows from (jsonb_to_recordset(w.body->'sources') as (document bigint))
                with ordinality as s(document, place)
            join books.document_index i on i.business_id = $1 and i.serial = s.document
            join books.legal_number n on n.business_id = $1 and n.document_serial = s.document
            order by s.place) x) as sources,
        array(select row_to_json(x) from (
            select l.document_serial as document, i.key, i.kind, i.version, l.number as line, l.product_serial, l.name,
                l.quantity,
                coalesce((
                    select sum(b.quantity) from books.document_line_base b
                    join books.document_index bi on bi.business_id = $1 and bi.serial = b.document_serial
                    where b.business_id = $1 and b.document = l.document_serial and b.document_line = l.number
                        and bi.state = 'issued' and bi.kind in (
                            'tax_invoice', 'invoice_receipt', 'credit_invoice', 'till_receipt', 'till_return',
                            'debit_note', 'advance_invoice')
                ), 0) as used
            from {picked} picked
            join books.draft w on w.business_id = picked.business_id and w.serial = picked.serial
            cross join lateral rows from (jsonb_to_recordset(w.body->'sources') as (document bigint))
                with ordinality as named(document, place)
            cross join lateral (
                select named.document, 0 as number
                union all
                select o.document, o.number from books.document_source o
                join books.document_index oi on oi.business_id = $1 and oi.serial = o.document_serial
                where o.business_id = $1 and o.document_serial = named.document and oi.kind = 'proforma'
            ) s
            join books.document_index i on i.business_id = $1 and i.serial = s.document
            join books.document_line l on l.business_id = $1 and l.document_serial = s.document
            where jsonb_array_length(w.body->'lines') > 0
            order by named.place, s.number, l.number) x) as source_lines,
        array(select row_to_json(x) from (
            -- What it made, as far as it still stands: a bounced cheque may have taken some of it back.
            select made.paying, made.paid, least(made.amount, pair.amount) as amount
            from (
                select s.business_id, s.paying, s.paid, sum(s.amount) as amount
                from {picked} picked
                join books.settlement s on s.business_id = picked.business_id and (
                    s.made_by = picked.serial
                    -- What documents of one transaction settled of one another holds neither of them.
                    or (s.paying = picked.serial or s.paid = picked.serial) and s.made_by in (
                        select beside.serial from books.document own
                        join books.document beside on beside.business_id = own.business_id
                            and beside.transaction_serial = own.transaction_serial
                        where own.business_id = picked.business_id and own.serial = picked.serial))
                group by s.business_id, s.paying, s.paid
            ) made
            cross join lateral (
                select sum(s.amount) as amount from books.settlement s
                where s.business_id = made.business_id and s.paying = made.paying and s.paid = made.paid
            ) pair
            where least(made.amount, pair.amount) > 0 order by made.paying, made.paid) x) as settles,
        array(select row_to_json(x) from (
            select m.product, m.store, m.quantity, m.line
            from {picked} picked
            join books.stock_move m on m.business_id = picked.business_id and m.document_serial = picked.serial
            order by m.serial) x) as moves,
        array(
            select row_to_json(x) from (
            select i.key, i.kind from {picked} picked
            join books.document_source s on s.business_id = picked.business_id and s.document = picked.serial
            join books.document_index i on i.business_id = s.business_id and i.serial = s.document_serial
            where i.state = 'issued' and i.kind in (
                'tax_invoice', 'invoice_receipt', 'proforma', 'credit_invoice', 'delivery_note', 'till_receipt', 'till_return',
                'debit_note', 'advance_invoice')
            union all
            select i.key, i.kind from (
                -- The one to undo is the one that joined the two, which may be neither of them.
                select s.made_by as maker
                from {picked} picked
                join books.settlement s on s.business_id = picked.business_id
                    and (s.paying = picked.serial or s.paid = picked.serial)
                where s.made_by <> picked.serial and s.made_by not in (
                    select beside.serial from books.document own
                    join books.document beside on beside.business_id = own.business_id
                        and beside.transaction_serial = own.transaction_serial
                    where own.business_id = picked.business_id and own.serial = picked.serial)
                group by s.made_by, s.paying, s.paid having sum(s.amount) <> 0
            ) o
            join books.document_index i on i.business_id = $1 and i.serial = o.maker) x
        ) as followers,
        array(select row_to_json(x) from (
            select v.key, v.kind from {picked} picked
            join books.settlement s on s.business_id = picked.business_id
                and (s.paying = picked.serial or s.paid = picked.serial)
            join books.voucher v on v.business_id = s.business_id and v.serial = s.voucher_serial
            where v.kind not in ('reversal', 'changeover') and not exists (
                select from books.voucher r where r.business_id = v.business_id and r.reverses = v.serial)
            union
            select v.key, v.kind from {picked} picked
            join books.till_line t on t.business_id = picked.business_id and t.document_serial = picked.serial
            join books.voucher v on v.business_id = t.business_id and v.till_line = t.serial
            where v.kind = 'bounced_cheque' and not exists (
                select from books.voucher r where r.business_id = v.business_id and r.reverses = v.serial)) x
        ) as vouchers,
        array(
            select distinct k.key from {picked} picked
            join books.till_line t on t.business_id = picked.business_id and t.document_serial = picked.serial
            join books.deposit_part p on p.business_id = t.business_id and p.till_line = t.serial
            join books.deposit k on k.business_id = p.business_id and k.serial = p.deposit_serial
            where t.deposited > 0 and not exists (
                select from books.voucher r where r.business_id = k.business_id and r.reverses = k.voucher_serial)
            order by k.key
        ) as deposits,
        array(
            select i.serial from {picked} picked
            join books.document_index own on own.business_id = picked.business_id and own.serial = picked.serial
            join books.document_source s on s.business_id = picked.business_id and s.document_serial = picked.serial
            join books.document_index i on i.business_id = s.business_id and i.serial = s.document
            where i.superseded and (
                own.kind in ('tax_invoice', 'invoice_receipt') and i.kind = 'proforma'
                or own.kind in ('tax_invoice', 'invoice_receipt', 'debit_note', 'advance_invoice')
                    and i.kind = 'till_receipt'
                or own.kind = 'credit_invoice' and i.kind = 'till_return')
        ) as replaced,
        (select row_to_json(x) from (
            select e.document_date, e.tax_date, e.posting_date,
                array(select row_to_json(p) from books.posting p
                      where p.business_id = e.business_id and p.entry_serial = e.serial order by p.number) as postings
            from {picked} picked
            join books.document o on o.business_id = picked.business_id and o.serial = picked.serial
            join books.entry e on e.business_id = o.business_id and e.serial = o.entry_serial) x) as entry,
        exists (select from {picked} picked
                join books.hand_out h on h.business_id = picked.business_id and h.document_serial = picked.serial)
            as handed_out,
        exists (select from {picked} picked
                join books.mailing m on m.business_id = picked.business_id and m.document_serial = picked.serial
                left join books.mailing_outcome o on o.business_id = m.business_id and o.mailing_serial = m.serial
                where o.outcome is distinct from 'refused') as mailed,
        coalesce((select (o.body::json->>'active')::boolean from books.option o
                  where o.business_id = $1 and o.name = 'tax-authority'), false) as asks_allocation
) f

-- name: classes
select row_to_json(x)::text from (
    select number, name, sort, vat, recoverable, is_equipment
    from books.transaction_class where business_id = $1 order by number
) x
