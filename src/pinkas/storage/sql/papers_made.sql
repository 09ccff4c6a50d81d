-- What making a paper of a recorded transaction is decided on, in one round-trip with the versions the write re-checks.
-- Fragments between {braces} are filled from a whitelist in storage/papers_made.py; values are always parameters.

-- name: paper_facts
-- What making a paper of a recorded transaction is decided on: $4 the transaction, $5, $6 what its customer is named by,
-- $7 the serials of other documents named. A document with all that stands on it, and the papers made of it; `named`
-- are besides the invoices of what a return takes back. `storno` is why its system says that the goods come back.
select row_to_json(f)::text from (
    select {once}, {settings},
        (select row_to_json(x) from (select {contact} from books.contact c
            where c.business_id = $1 and not c.deleted and c.serial = {contact_named}) x) as contact,
        (select row_to_json(x) from (select {contact} from books.contact c
            join books.transaction t on t.business_id = $1 and t.serial = $4 and t.contact = c.serial
            where c.business_id = $1) x) as own_contact,
        (select t.uuid from books.transaction t where t.business_id = $1 and t.serial = $4) as transaction_uuid,
        array(select row_to_json(x) from (select {standing_paper}
            from books.document o
            join books.document_index i on i.business_id = $1 and i.serial = o.serial
            join books.legal_number n on n.business_id = $1 and n.document_serial = o.serial
            where o.business_id = $1 and o.transaction_serial = $4 order by o.serial) x) as documents,
        array(select row_to_json(x) from (select {standing_paper}
            from books.document o
            join books.document_index i on i.business_id = $1 and i.serial = o.serial
            join books.legal_number n on n.business_id = $1 and n.document_serial = o.serial
            where o.business_id = $1 and (o.serial = any($7) or o.serial in (
                select v.serial from books.document r, lateral ({invoices}) v
                where r.business_id = $1 and r.transaction_serial = $4 and r.kind = 'till_return'))
            order by o.serial) x) as named,
        coalesce(
            (select case when w.body->'original' is not null and w.body->>'original' is not null
                 then coalesce(w.body->'original'->>'reason', '0') end
             from books.operation w where w.business_id = $1 and w.serial = $4),
            (select m.value->>1 from books.transaction t, lateral jsonb_array_elements(
                case when jsonb_typeof(t.slip::jsonb->'remarks') = 'array' then t.slip::jsonb->'remarks' else '[]' end) m
             where t.business_id = $1 and t.serial = $4 and m.value->>0 = 'storno-type' limit 1)) as storno
) f

-- name: invoices
-- What invoices the goods of a return `r`: the document they were sold with, or the one that took its place.
select distinct vi.serial from books.document_source rs
join books.document_index si on si.business_id = $1 and si.serial = rs.document
left join books.document_source vs on vs.business_id = $1 and vs.document = rs.document and si.kind = 'till_receipt'
join books.document_index vi on vi.business_id = $1 and vi.serial = coalesce(vs.document_serial, rs.document)
    and vi.state = 'issued' and vi.kind in ('tax_invoice', 'invoice_receipt', 'debit_note', 'advance_invoice')
where rs.business_id = $1 and rs.document_serial = r.serial

-- name: standing_paper
i.serial, i.key, i.kind, i.state, i.version, i.contact_serial as contact, i.date, i.open_amount,
books.restated_v1($1, i.total, i.date) as total, i.credited, i.deducted, i.superseded, n.series, n.number, n.run, o.body as document,
array(select row_to_json(y) from (
    select s.paid, s.paying, s.made_by, sum(s.amount) as amount from books.settlement s
    where s.business_id = $1 and (s.paid = i.serial or s.paying = i.serial)
    group by s.paid, s.paying, s.made_by having sum(s.amount) <> 0 order by s.paid, s.paying) y) as settled,
array(select row_to_json(y) from (
    select ni.serial, ni.kind from books.document_source s
    join books.document_index ni on ni.business_id = $1 and ni.serial = s.document_serial and ni.state = 'issued'
    where s.business_id = $1 and s.document = i.serial order by ni.serial) y) as followers,
array(select row_to_json(y) from (
    select l.vat as category, coalesce(l.vat_rate, d.vat_rate) as rate,
        books.restated_v1($1, -l.net, d.date) as base
    from books.document_line_base b
    join books.document_index di on di.business_id = $1 and di.serial = b.document_serial and di.state = 'issued'
    join books.document d on d.business_id = $1 and d.serial = b.document_serial
    join books.document_line l on l.business_id = $1 and l.document_serial = b.document_serial and l.number = b.line
    where b.business_id = $1 and b.document = i.serial and i.kind = 'advance_invoice' and l.net < 0
    order by b.document_serial, b.line) y) as deductions,
-- What of it was credited, by category and rate.
array(select row_to_json(y) from (
    select v.category, v.rate, sum(books.restated_v1($1, v.base, ci.date)) as base,
        sum(books.restated_v1($1, v.vat, ci.date)) as vat
    from books.document_source s
    join books.document_index ci on ci.business_id = $1 and ci.serial = s.document_serial and ci.state = 'issued'
        and ci.kind = 'credit_invoice'
    join books.document_vat v on v.business_id = $1 and v.document_serial = s.document_serial
    where s.business_id = $1 and s.document = i.serial and i.credited > 0
    group by v.category, v.rate order by v.category, v.rate) y) as credited_parts,
-- How much of each of its lines credits took back.
array(select row_to_json(y) from (
    select b.document_line as line, sum(b.quantity) as quantity from books.document_line_base b
    join books.document_index bi on bi.business_id = $1 and bi.serial = b.document_serial and bi.state = 'issued'
        and bi.kind = 'credit_invoice'
    where b.business_id = $1 and b.document = i.serial group by b.document_line order by b.document_line) y) as taken,
-- The invoices of what a return takes back.
array(select v.serial from books.document r, lateral ({invoices}) v
    where r.business_id = $1 and r.serial = i.serial and i.kind = 'till_return' order by v.serial) as invoices
