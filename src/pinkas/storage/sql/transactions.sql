-- Reads of transactions as tills see them: what the till said, the documents it issued, and how they stand now.
-- Fragments between {braces} are filled from a whitelist in storage/transactions.py; values are always parameters.

-- name: stored
-- One transaction per row of `picked` (business_id, serial), in the order of `place`.
select row_to_json(r)::text
from (
    select t.serial, t.uuid, t.kind, t.register_serial as register, t.store_serial as store, t.sequence, t.local_time,
        t.happened_at, t.recorded_at, t.contact, t.seller, t.modifier, t.total, t.grand_total, t.position, t.slip,
        (select min(z.sequence) from books.z_closing z
         where z.business_id = t.business_id and z.store_serial = t.store_serial and z.through_position >= t.position)
            as closing,
        (select f.value from books.reference f
         where f.business_id = t.business_id and f.sort = 'transaction' and f.serial = t.serial
             and f.scheme = 'exchange-id') as exchange_id,
        (select f.value from books.reference f
         where f.business_id = t.business_id and f.sort = 'transaction' and f.serial = t.serial
             and f.scheme = 'erp-code') as erp_code,
        array(select row_to_json(d) from (
            select i.serial, i.key, i.uuid, n.run, n.number, i.kind, i.state, i.open_amount, o.body as document,
                array(select l.uuid::text from books.till_line l
                      where l.business_id = i.business_id and l.document_serial = i.serial order by l.number)
                    as tender_uuids,
                (select nt.uuid from books.document_source s
                 join books.document_index ni on ni.business_id = s.business_id and ni.serial = s.document_serial
                     and ni.state = 'issued' and ni.kind in ('tax_invoice', 'invoice_receipt')
                 join books.document nd on nd.business_id = s.business_id and nd.serial = s.document_serial
                 join books.transaction nt on nt.business_id = s.business_id and nt.serial = nd.transaction_serial
                 where s.business_id = i.business_id and s.document = i.serial and i.kind = 'delivery_note'
                 order by s.document_serial limit 1) as invoiced_by,
                case when i.credited > 0 or i.related then array(select row_to_json(y) from (
                    select b.document_line as line, sum(b.quantity) as quantity from books.document_line_base b
                    join books.document_index bi on bi.business_id = b.business_id and bi.serial = b.document_serial
                        and bi.state = 'issued' and bi.kind in ('credit_invoice', 'till_return')
                    where b.business_id = i.business_id and b.document = i.serial
                    group by b.document_line order by b.document_line) y) else '{}' end as taken
            from books.document o
            join books.document_index i on i.business_id = o.business_id and i.serial = o.serial
            join books.legal_number n on n.business_id = o.business_id and n.document_serial = o.serial
            where o.business_id = t.business_id and o.transaction_serial = t.serial
            order by o.serial) d) as documents,
        array(select row_to_json(x) from (
            select b.line, coalesce(
                (select l.uuid from books.slip_line l
                 where l.business_id = b.business_id and l.document_serial = b.document and l.line = b.document_line),
                -- A line of a document that no till wrote is named by the document's own uuid and its number.
                (left(s.uuid::text, 32) || lpad(to_hex(b.document_line), 4, '0'))::uuid) as sold_uuid
            from books.document o
            join books.document_line_base b on b.business_id = o.business_id and b.document_serial = o.serial
            join books.document_index s on s.business_id = o.business_id and s.serial = b.document
            where t.slip is null and o.business_id = t.business_id and o.transaction_serial = t.serial
                and o.kind in ('credit_invoice', 'till_return')
            order by b.line, b.place) x) as based
    from {picked} picked
    join books.transaction t on t.business_id = picked.business_id and t.serial = picked.serial
    order by {order}
) r

-- name: by_uuid
(select t.business_id, t.serial from books.transaction t
 where t.business_id = $1 and t.uuid = $2 and t.kind in ('sale', 'payment', 'delivery'))

-- name: by_exchange_id
(select t.business_id, t.serial from books.reference f
 join books.transaction t on t.business_id = f.business_id and t.serial = f.serial
 where f.business_id = $1 and f.sort = 'transaction' and f.scheme = 'exchange-id' and f.value = $2::uuid::text)

-- name: by_serial
-- Of any kind.
(select t.business_id, t.serial from books.transaction t
 where t.business_id = $1 and t.serial = $2)

-- name: by_number
-- $2 the register's number, $3 its sequence.
(select t.business_id, t.serial from books.register g
 join books.transaction t on t.business_id = g.business_id and t.register_serial = g.serial and t.sequence = $3
 where g.business_id = $1 and g.number = $2 and t.kind in ('sale', 'payment', 'delivery'))

-- name: picked
(select $1::bigint as business_id, serial from unnest($2::bigint[]) as wanted(serial))

-- name: window
-- The serials of what happened from $2 on and before $3, of one kind where $4 says it, by time and till number.
select array(
    select t.serial from books.transaction t
    join books.register g on g.business_id = t.business_id and g.serial = t.register_serial
    where t.business_id = $1 and t.local_time >= $2 and t.local_time < $3
        and t.kind in ('sale', 'payment', 'delivery') and ($4::text is null or t.kind = $4)
    order by t.local_time, g.number, t.sequence)
