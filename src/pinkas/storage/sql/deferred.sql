-- Deferred payments: what of receipts falls due later.

-- name: receipts
-- Issued receipts with money that pays nothing yet and a payment that was deferred and fell due by $2, after the serial
-- $3, at most $4 of them: each with all its payments, and what an invoice of each has taken (null: it has none).
select row_to_json(r)::text from (
    select i.serial, i.key, n.series, n.number, i.date, i.open_amount, o.withheld_book as withheld,
        o.body->'party' as party,
        (select c.key from books.contact c where c.business_id = $1 and c.serial = i.contact_serial) as contact_key,
        array(select row_to_json(p) from (
            select t.uuid, t.number, t.due_date, t.book_amount as amount,
                exists (
                    select from books.voucher v
                    where v.business_id = $1 and v.till_line = t.serial and v.kind = 'bounced_cheque' and not exists (
                        select from books.voucher w where w.business_id = $1 and w.reverses = v.serial)) as bounced,
                (select coalesce((
                        select sum(s.amount) from books.settlement s
                        where s.business_id = $1 and s.paying = i.serial and s.paid = d.serial), 0)
                 from books.document_index d
                 where d.business_id = $1 and d.key = 'deferred-' || t.uuid and d.state <> 'draft') as invoiced
            from books.till_line t
            where t.business_id = $1 and t.document_serial = i.serial order by t.number) p) as payments
    from books.document_index i
    join books.document o on o.business_id = $1 and o.serial = i.serial
    join books.legal_number n on n.business_id = $1 and n.document_serial = i.serial
    where i.business_id = $1 and i.kind = 'receipt' and i.state = 'issued' and i.open_amount > 0 and i.serial > $3
        and exists (
            select from books.till_line t
            where t.business_id = $1 and t.document_serial = i.serial and t.due_date > i.date and t.due_date <= $2)
    order by i.serial limit $4
) r
