-- Reads of issued documents as a shop's system sees them: invoices and what goes with them, each with its operation.
-- Fragments between {braces} are filled from a whitelist in storage/till_documents.py; values are always parameters.

-- name: page
-- $2 the kinds, $3 the states, $4 offset, $5 limit. A document is counted and placed by narrow rows; only those of the
-- page are read whole.
select p.total, array(
    select row_to_json(r)::text from ({row} where i.business_id = $1 and i.serial = any(p.serials)
                                      order by array_position(p.serials, i.serial)) r
), {issuer}, null::bigint as position from (
    with matching as materialized (
        select i.serial, row_number() over (order by {order}) as place
        from books.document_index i where i.business_id = $1 and i.kind = any($2) and i.state = any($3) {filters}
    )
    select (select count(*) from matching) as total,
        array(select serial from matching order by place offset $4 limit $5) as serials
) p

-- name: page_in_order
-- The same in the order of serials: no more of them are looked at than come before the page's end. How many match is
-- counted unless nothing was written since the business stood at {known_position}, when {known_total} did. No page
-- ends beyond {reach}. What is a constant here, of few that there are, spares planning the query anew for every page.
select p.total, array(
    select row_to_json(r)::text from ({row} where i.business_id = $1 and i.serial = any(p.serials)
                                      order by array_position(p.serials, i.serial)) r
), {issuer}, p.position from (
    select h.position, case when h.position = {known_position} then {known_total} else (
        select count(*) from books.document_index i
        where i.business_id = $1 and i.kind = any('{{kinds}}') and i.state = any('{{states}}') {filters}
    ) end as total, array(
        select reached.serial from (
            select i.serial from books.document_index i
            where i.business_id = $1 and i.kind = any($2) and i.state = any($3) {filters}
            order by i.serial {way} limit {reach}
        ) reached order by reached.serial {way} offset $4 limit $5
    ) as serials
    from books.head h where h.business_id = $1 offset 0
) p

-- name: one
-- The document with the serial $2, if it is of the kinds $3; with its lines, and what the catalogue knows of them.
select row_to_json(r)::text, {issuer} from (
    {row}
    where i.business_id = $1 and i.serial = $2 and i.kind = any($3) and i.state in ('issued', 'cancelled')
) r

-- name: row
-- What a list says of a document `i`.
select i.serial, i.state, i.kind, n.number, t.store_serial as store, i.date, d.due_date, d.contact, d.party,
    coalesce(origin.operation, d.transaction_serial) as operation, i.services as financial,
    -- A discount on part of the document is no percentage of the whole: then the base is the one after it.
    case when d.exempt_base = 0 then d.taxable_lines else d.net end as before_discount, d.net::numeric, d.total::numeric, d.currency,
    corrected.serial as corrected, corrected.date as corrected_date,
    told.slip->'discount'->>'percent' as discount_percent,
    case when json_typeof(told.slip->'discount') = 'object' then (
        -- With lines that the till did not write, advances deducted, its discount was not taken off all there is.
        select json_agg(json_build_array(
            abs((x->'figures'->>'before_discount')::numeric - (x->'figures'->>'line_discount')::numeric),
            (x->>'rate')::numeric) order by sl.line)
        from books.slip_line sl
        join json_array_elements(told.slip->'lines') x on (x->>'number')::int = sl.number
        where sl.business_id = i.business_id and sl.transaction_serial = told.operation
            and sl.document_serial = told.document
        having count(*) = (
            select count(*) from books.document_line l
            where l.business_id = i.business_id and l.document_serial = i.serial)
    ) end as rows_before,
    d.means, {paid_in} as paid_in, d.bank_account, d.accepted_by, d.vat_reason, d.comments,
    i.created_at, i.created_by, t.modifier as creator{more}
from books.document_index i
join books.document d on d.business_id = i.business_id and d.serial = i.serial
join books.transaction t on t.business_id = d.business_id and t.serial = d.transaction_serial
join books.legal_number n on n.business_id = i.business_id and n.document_serial = i.serial
left join lateral (
    select o.transaction_serial as operation, o.serial as document, ot.slip
    from books.document_source s
    join books.document o on o.business_id = s.business_id and o.serial = s.document
        and (o.kind in ('till_receipt', 'till_return')
            or i.kind = 'proforma' and o.kind in ('tax_invoice', 'invoice_receipt'))
    join books.transaction ot on ot.business_id = o.business_id and ot.serial = o.transaction_serial
    where i.related and s.business_id = i.business_id and s.document_serial = i.serial order by s.number limit 1
) origin on true
cross join lateral (
    -- What a till wrote of it: in its own transaction, or in that of the receipt it was made from.
    select case when json_typeof(t.slip) = 'object' then t.slip else origin.slip end as slip,
        case when json_typeof(t.slip) = 'object' then t.serial else origin.operation end as operation,
        case when json_typeof(t.slip) = 'object' then d.serial else origin.document end as document
) told
left join lateral (
    select c.serial, c.date
    from books.document_source s
    join books.document c on c.business_id = s.business_id and c.serial = s.document
        and c.kind in ('tax_invoice', 'invoice_receipt', 'advance_invoice')
    where i.kind in ('credit_invoice', 'debit_note') and s.business_id = i.business_id
        and s.document_serial = i.serial order by s.number limit 1
) corrected on true

-- name: lines
-- The lines of the document `d`, with what the catalogue knows of their goods.
, d.vat_rate::numeric as vat_rate, d.body->'lines' as lines, (
    select json_agg(x order by sl.line)
    from books.slip_line sl
    join json_array_elements(told.slip->'lines') x on (x->>'number')::int = sl.number
    where sl.business_id = i.business_id and sl.transaction_serial = told.operation
        and sl.document_serial = told.document
) as slip_lines,
array(select row_to_json(x) from (
    select p.serial, p.key, p.inventory_number, p.barcode, p.stocked, p.measure_unit, p.unit, p.tax_group
    from books.document_line l
    join books.product p on p.business_id = l.business_id and p.serial = l.product_serial
    where l.business_id = d.business_id and l.document_serial = d.serial
    group by p.business_id, p.serial order by p.serial) x) as goods

-- name: paid_in
-- The tender that paid most of a document's transaction, or of that it was made from; null where nothing was paid.
(select l.type from books.document pd
 join books.till_line l on l.business_id = pd.business_id and l.document_serial = pd.serial
 where pd.business_id = i.business_id and pd.transaction_serial = {operation}
 order by l.book_amount desc, l.serial limit 1)

-- name: of_operation
-- The documents of a transaction, and those made from its till receipt.
i.serial in (
    select o.serial from books.document o where o.business_id = $1 and o.transaction_serial = ?
    union
    select s.document_serial from books.document o
    join books.document_source s on s.business_id = o.business_id and s.document = o.serial
    join books.document m on m.business_id = s.business_id and m.serial = s.document_serial
    where o.business_id = $1 and o.transaction_serial = ?
        and (o.kind in ('till_receipt', 'till_return')
            or m.kind = 'proforma' and o.kind in ('tax_invoice', 'invoice_receipt')))

-- name: of_source
-- The documents of the operations that a system opened, and those made from them; one operation where it is named.
i.serial in (
    select o.serial from books.operation f
    join books.document o on o.business_id = f.business_id and o.transaction_serial = f.serial
    where f.business_id = $1 and {named}
    union
    select s.document_serial from books.operation f
    join books.document o on o.business_id = f.business_id and o.transaction_serial = f.serial
    join books.document_source s on s.business_id = o.business_id and s.document = o.serial
    join books.document m on m.business_id = s.business_id and m.serial = s.document_serial
    where f.business_id = $1 and {named}
        and (o.kind in ('till_receipt', 'till_return')
            or m.kind = 'proforma' and o.kind in ('tax_invoice', 'invoice_receipt')))

-- name: issuer
-- What the documents say of the business.
(select row_to_json(f)::text from (
    select p.legal_name, p.address1, p.address2, p.city, p.responsible_person, b.tax_number
    from books.profile p join directory.business b on b.business_id = p.business_id where p.business_id = $1) f)

-- name: column
-- A column of the document itself.
(select d.{column} from books.document d where d.business_id = i.business_id and d.serial = i.serial)

-- name: number
(select n.number from books.legal_number n where n.business_id = i.business_id and n.document_serial = i.serial)

-- name: numbered
-- With every series said, a number is looked for in the index of numbers.
i.serial in (
    select n.document_serial from books.legal_number n
    where n.business_id = $1 and n.series = any(array[{series}]) and n.number = ? and n.run = any(array[{runs}]))

-- name: store
(select t.store_serial from books.document d
 join books.transaction t on t.business_id = d.business_id and t.serial = d.transaction_serial
 where d.business_id = i.business_id and d.serial = i.serial)

-- name: operation
-- The transaction a document was issued in, or made from.
coalesce((
    select o.transaction_serial from books.document_source s
    join books.document o on o.business_id = s.business_id and o.serial = s.document
        and (o.kind in ('till_receipt', 'till_return')
            or i.kind = 'proforma' and o.kind in ('tax_invoice', 'invoice_receipt'))
    where i.related and s.business_id = i.business_id and s.document_serial = i.serial order by s.number limit 1
), (
    select d.transaction_serial from books.document d where d.business_id = i.business_id and d.serial = i.serial))
