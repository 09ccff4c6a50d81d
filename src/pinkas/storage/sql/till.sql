-- What lies in the till: tenders of issued documents that no deposit took; and what deposits took.
-- Fragments between {braces} are filled from a whitelist in storage/till.py; values are always parameters.

-- name: page
-- $2 offset, $3 limit. Lines leave the till when their document is cancelled, or their cheque comes back (and that was no
-- mistake). These are few: so all are counted, which an index alone answers, and those that left are taken off.
with gone as materialized (
    select l.serial from books.cancellation x
    join books.till_line l on l.business_id = x.business_id and l.document_serial = x.document_serial
    where x.business_id = $1
    union
    select v.till_line from books.voucher v
    where v.business_id = $1 and v.kind = 'bounced_cheque' and v.till_line is not null
        and not exists (select from books.voucher r where r.business_id = $1 and r.reverses = v.serial)
)
select (
    select count(*) from books.till_line t where t.business_id = $1 and t.in_till {filters}
) - (
    select count(*) from books.till_line t
    where t.business_id = $1 and t.in_till {filters} and t.serial in (select g.serial from gone g)
) as total, array(
    select row_to_json(r)::text from (
        select t.uuid, t.date, i.kind, n.series, n.number, n.run, o.party, c.key as contact_key, t.type, t.account, t.branch,
            t.bank, t.cheque_number, t.due_date, t.amount - t.deposited as amount, t.currency, t.rate, i.created_at,
            i.created_by, i.updated_at, i.updated_by
        from (
            select t.* from books.till_line t
            where t.business_id = $1 and t.in_till {filters}
                and not exists (select from gone g where g.serial = t.serial)
            order by t.serial offset $2 limit $3
        ) t
        join books.document_index i on i.business_id = t.business_id and i.serial = t.document_serial
        join books.legal_number n on n.business_id = t.business_id and n.document_serial = t.document_serial
        join books.document o on o.business_id = t.business_id and o.serial = t.document_serial
        left join books.contact c on c.business_id = i.business_id and c.serial = i.contact_serial
        order by t.serial
    ) r
) as lines

-- name: of_parts
-- The lines that the parts of deposits p took, as much of each as they took.
select row_to_json(r)::text from (
    select t.uuid, t.date, i.kind, n.series, n.number, n.run, o.party, c.key as contact_key, t.type, t.account, t.branch,
        t.bank, t.cheque_number, t.due_date, p.amount, t.currency, t.rate, i.created_at, i.created_by, i.updated_at,
        i.updated_by, d.serial as deposit, d.date as deposit_date, d.bank_account
    from {parts} p
    join books.deposit d on d.business_id = $1 and d.serial = p.deposit_serial
    join books.till_line t on t.business_id = $1 and t.serial = p.till_line
    join books.document_index i on i.business_id = $1 and i.serial = t.document_serial
    join books.legal_number n on n.business_id = $1 and n.document_serial = t.document_serial
    join books.document o on o.business_id = $1 and o.serial = t.document_serial
    left join books.contact c on c.business_id = $1 and c.serial = i.contact_serial
    order by p.deposit_serial, p.number
) r

-- name: of_deposits
(select k.* from books.deposit_part k where k.business_id = $1 and k.deposit_serial = any($2))

-- name: deposited
-- What live deposits took, by deposit. $2 offset, $3 limit. Cancelled deposits are few: all parts are counted, which an
-- index alone answers, and theirs are taken off.
with gone as materialized (
    select d.serial from books.deposit d
    join books.voucher c on c.business_id = $1 and c.reverses = d.voucher_serial
    where d.business_id = $1
)
select (
    select count(*) from books.deposit_part t where t.business_id = $1 {filters}
) - (
    select count(*) from books.deposit_part t
    where t.business_id = $1 {filters} and t.deposit_serial in (select g.serial from gone g)
) as total, array({lines}) as lines

-- name: live_parts
(select t.* from books.deposit_part t
 where t.business_id = $1 {filters} and not exists (select from gone g where g.serial = t.deposit_serial)
 order by t.deposit_serial, t.number offset $2 limit $3)
