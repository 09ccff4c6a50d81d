-- Reads of expenses and their payments. Each row is one JSON value that decodes into books.StoredExpense or into
-- storage.expenses.PaymentRow. Fragments between {braces} are filled from a whitelist in storage/expenses.py.

-- name: stored
-- One expense per serial of the array that fills the braces; a reversed one is told by its voucher's reversal.
select row_to_json(r)::text from (
    select e.serial, e.key, e.uuid, e.version,
        case when v.reversed_by is not null then 'reversed' else e.state end as state,
        e.created_at, e.created_by, e.updated_at, e.updated_by, c.key as contact_key, k.name as class_name, v.portion,
        v.entry, v.reversed_by, e.body as expense,
        array(select row_to_json(x) from (
            select p.number, p.body as payment, p.recorded_at, p.recorded_by, w.key as entry, z.key as reversed_by
            from books.expense_payment p
            left join books.voucher w on w.business_id = $1 and w.serial = p.voucher_serial
            left join books.voucher z on z.business_id = $1 and z.reverses = p.voucher_serial
            where p.business_id = $1 and p.expense_serial = e.serial order by p.number) x) as payments
    from books.expense e
    left join books.contact c on c.business_id = $1 and c.serial = e.contact_serial
    left join books.transaction_class k on k.business_id = $1 and k.number = (e.body->>'class_number')::int
    left join lateral (
        select o.portion, w.key as entry, z.key as reversed_by
        from books.expense_posting o
        join books.voucher w on w.business_id = $1 and w.serial = o.voucher_serial
        left join books.voucher z on z.business_id = $1 and z.reverses = o.voucher_serial
        where o.business_id = $1 and o.expense_serial = e.serial
    ) v on true
    where e.business_id = $1 and e.serial = any({picked})
    order by e.serial
) r

-- name: by_key
array(select e.serial from books.expense e where e.business_id = $1 and e.key = $2 and e.state <> 'deleted')

-- name: image
-- The scan of the expense $2.
select i.content from books.expense_image i where i.business_id = $1 and i.expense_serial = $2

-- name: of_contact
-- The newest $3 expenses of the contact under the key $2, oldest first; null when there is no such contact.
select array({stored}) from (
    select array(
        select e.serial from books.expense e
        where e.business_id = $1 and e.contact_serial = c.serial and e.state <> 'deleted'
        order by e.serial desc limit $3
    ) as serials
    from books.contact c where c.business_id = $1 and c.key = $2 and not c.deleted
) p

-- name: page
-- Pages find their block in the tally, so the last page costs what the first does. $2 offset, $3 limit.
select p.total, array({stored}) from (
    with blocks as (
        select t.block, sum(t.records) over (order by t.block) as upto, t.records
        from books.tally t where t.business_id = $1 and t.sort = 'expense' and t.kind = ''
    ), start as (
        select block, upto - records as before from blocks where upto > $2 order by block limit 1
    )
    select coalesce((select max(upto) from blocks), 0)::bigint as total, array(
        select e.serial from books.expense e
        where e.business_id = $1 and e.state <> 'deleted' and e.serial >= (select block * 1024 from start)
        order by e.serial offset greatest($2 - (select before from start), 0)::bigint limit $3
    ) as serials
) p

-- name: page_filtered
-- By the first day $4, the last day $5 and the state $6, each of which may be null. $2 offset, $3 limit.
select p.total, array({stored}) from (
    with found as materialized (
        select e.serial from books.expense e
        where e.business_id = $1 and e.state <> 'deleted' {filters}
    )
    select (select count(*) from found) as total,
        array(select serial from found order by serial offset $2 limit $3) as serials
) p

-- name: from_date
and e.date >= {value}

-- name: to_date
and e.date <= {value}

-- name: temporary
and e.state = 'temporary'

-- name: permanent
and e.state = 'permanent' and not exists (
    select from books.expense_posting o
    join books.voucher z on z.business_id = o.business_id and z.reverses = o.voucher_serial
    where o.business_id = e.business_id and o.expense_serial = e.serial)

-- name: reversed
and e.state = 'permanent' and exists (
    select from books.expense_posting o
    join books.voucher z on z.business_id = o.business_id and z.reverses = o.voucher_serial
    where o.business_id = e.business_id and o.expense_serial = e.serial)

-- name: payment
-- One payment with the identity of its expense; `p` is its row.
select row_to_json(r)::text from (
    select p.number, p.body as payment, p.recorded_at, p.recorded_by, w.key as entry, z.key as reversed_by,
        e.key as expense_key, e.serial as expense_serial, e.state, e.body as expense, c.key as contact_key,
        k.name as class_name
    from books.expense e
    left join books.contact c on c.business_id = $1 and c.serial = e.contact_serial
    left join books.transaction_class k on k.business_id = $1 and k.number = (e.body->>'class_number')::int
    left join books.voucher w on w.business_id = $1 and w.serial = p.voucher_serial
    left join books.voucher z on z.business_id = $1 and z.reverses = p.voucher_serial
    where e.business_id = $1 and e.serial = p.expense_serial
) r

-- name: payments
-- $2 offset, $3 limit. Oldest expense first; the page finds its block in the tally.
with blocks as (
    select t.block, sum(t.records) over (order by t.block) as upto, t.records
    from books.tally t where t.business_id = $1 and t.sort = 'expense payment' and t.kind = ''
), start as (
    select block, upto - records as before from blocks where upto > $2 order by block limit 1
)
select coalesce((select max(upto) from blocks), 0)::bigint as total, array(
    select ({payment}) from (
        select p.* from books.expense_payment p
        where p.business_id = $1 and p.expense_serial >= (select block * 1024 from start)
        order by p.expense_serial, p.number
        offset greatest($2 - (select before from start), 0)::bigint limit $3
    ) p order by p.expense_serial, p.number
) as rows

-- name: payments_filtered
-- By payment date. $2 offset, $3 limit.
with found as materialized (
    select p.expense_serial, p.number from books.expense_payment p
    where p.business_id = $1 {filters}
)
select (select count(*) from found) as total, array(
    select ({payment}) from (
        select f.* from found f order by f.expense_serial, f.number offset $2 limit $3
    ) f
    join books.expense_payment p
        on p.business_id = $1 and p.expense_serial = f.expense_serial and p.number = f.number
    order by p.expense_serial, p.number
) as rows

-- name: paid_from_date
and p.date >= {value}

-- name: paid_to_date
and p.date <= {value}

-- name: facts
-- What a decision about an expense needs, in one round-trip: the replay, the settings, the classes, the cash in the till,
-- the supplier: the one named ($5), or else the one of the expense under the key ($4); which of the payments' keys ($6)
-- other expenses have; and beside it that expense.
select row_to_json(f)::text, ({stored})
from (
    select {once}, {settings},
        array(select row_to_json(x) from (
            select k.number, k.name, k.sort, k.vat, k.recoverable, k.is_equipment from books.transaction_class k
            where k.business_id = $1 order by k.number) x) as classes,
        coalesce((select b.amount from books.balance b
                  where b.business_id = $1 and b.account = 'till:cash' and b.contact = 0), 0) as cash,
        (select row_to_json(x) from (
            select c.key, c.serial, c.version, c.class_number, c.is_domestic from books.contact c
            where c.business_id = $1 and not c.deleted and case
                when $5::text is not null then c.key = $5
                else c.serial = (
                    select e.contact_serial from books.expense e
                    where e.business_id = $1 and e.key = $4 and e.state <> 'deleted') end) x) as supplier,
        (select coalesce(json_object_agg(p.key, e.key), '{}') from books.expense_payment p
         join books.expense e on e.business_id = $1 and e.serial = p.expense_serial
         where p.business_id = $1 and p.key = any($6::text[]) and e.key <> $4) as taken
) f

-- name: standing_payment
-- A payment that stands of the expense that the voucher $2 made permanent: the keys of both.
select row_to_json(x)::text from (
    select e.key as expense_key, p.key, w.key as entry
    from books.expense_posting o
    join books.expense e on e.business_id = $1 and e.serial = o.expense_serial
    join books.expense_payment p on p.business_id = $1 and p.expense_serial = o.expense_serial
    join books.voucher w on w.business_id = $1 and w.serial = p.voucher_serial
    where o.business_id = $1 and o.voucher_serial = $2
        and not exists (select from books.voucher z where z.business_id = $1 and z.reverses = p.voucher_serial)
    order by p.number limit 1
) x

-- name: temporary_until
-- The keys of temporary expenses dated up to $2, oldest first, at most $3.
select e.key from books.expense e
where e.business_id = $1 and e.state = 'temporary' and e.date <= $2
order by e.serial limit $3
