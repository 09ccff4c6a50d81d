-- Reads of deposits. Each row is one JSON value that decodes into storage.deposits.StoredDeposit. Fragments between
-- {braces} are filled from a whitelist in storage/deposits.py; values are always parameters.

-- name: stored
-- The deposits d, in their order.
select row_to_json(r)::text from (
    select d.serial, d.key, d.uuid, v.recorded_at, v.recorded_by, e.posting_date, row_to_json(x) as deposit,
        c.serial as cancelled_by, c.date as cancelled_on, c.recorded_at as cancelled_at, c.recorded_by as canceller,
        array(select t.uuid from books.deposit_part p
              join books.till_line t on t.business_id = p.business_id and t.serial = p.till_line
              where p.business_id = $1 and p.deposit_serial = d.serial order by p.number) as lines
    from {from} d
    join books.voucher v on v.business_id = $1 and v.serial = d.voucher_serial
    join books.entry e on e.business_id = $1 and e.serial = v.entry_serial
    left join books.voucher c on c.business_id = $1 and c.reverses = d.voucher_serial
    cross join lateral (
        select d.date, d.bank_account, d.type, d.currency, d.total, d.fee, d.fee_vat, d.details,
            array(select row_to_json(y) from (
                select p.till_line, p.amount, p.book_amount, p.day from books.deposit_part p
                where p.business_id = $1 and p.deposit_serial = d.serial order by p.number) y) as parts
    ) x
    order by d.serial
) r

-- name: one
(select k.* from books.deposit k where k.business_id = $1 and k.{by} = $2)

-- name: page
-- $2 offset, $3 limit.
(select k.* from books.deposit k where k.business_id = $1 {filters} order by k.serial offset $2 limit $3)

-- name: count
select count(*) from books.deposit k where k.business_id = $1 {filters}

-- name: live
and not exists (select from books.voucher c where c.business_id = $1 and c.reverses = k.voucher_serial)

-- name: facts
-- What making a deposit is decided on: the replay, the settings, the cash in the till, the lines named ($5, their uuids)
-- in the order named, in the currency of the books as they are; and beside it the deposit under the key ($4).
select row_to_json(f)::text, (
    select k.serial from books.deposit k where k.business_id = $1 and k.key = $4)
from (
    select {once}, {settings},
        coalesce((select b.amount from books.balance b
                  where b.business_id = $1 and b.account = 'till:cash' and b.contact = 0), 0) as cash,
        array(select row_to_json(x) from (
            select t.uuid, t.serial, t.type, t.date, t.due_date, t.amount, t.currency,
                case when g.rate is null then t.rate else round(t.rate / g.rate, 6) end as rate,
                books.restated_v1($1, t.book_amount, t.date) as book_amount, t.deposited,
                case when g.rate is null then t.deposited_book else (
                    select coalesce(round(sum(p.book_amount) filter (where k.date < g.day) / g.rate, 2), 0)
                        + coalesce(sum(p.book_amount) filter (where k.date >= g.day), 0)
                    from books.deposit_part p
                    join books.deposit k on k.business_id = $1 and k.serial = p.deposit_serial
                    where p.business_id = $1 and p.till_line = t.serial and not exists (
                        select from books.voucher c where c.business_id = $1 and c.reverses = k.voucher_serial)
                ) end as deposited_book, i.key as document, i.kind, i.state = 'issued' as stands,
                exists (select from books.voucher v where v.business_id = $1 and v.till_line = t.serial
                        and v.kind = 'bounced_cheque') as bounced,
                array(select k.key from books.deposit_part p
                      join books.deposit k on k.business_id = $1 and k.serial = p.deposit_serial
                      where p.business_id = $1 and p.till_line = t.serial and not exists (
                          select from books.voucher c where c.business_id = $1 and c.reverses = k.voucher_serial)
                      order by k.serial) as deposits
            from unnest($5::uuid[]) with ordinality as named(uuid, place)
            join books.till_line t on t.business_id = $1 and t.uuid = named.uuid
            left join books.changeover g on g.business_id = $1 and t.date < g.day
            join books.document_index i on i.business_id = $1 and i.serial = t.document_serial
            order by named.place) x) as lines
) f

-- name: cancel_facts
-- What cancelling the deposit under a key ($4) is decided on: the replay, the settings, its entry, its lines of which a
-- cheque bounced since, and all its lines as they stand; and beside it the deposit.
select row_to_json(f)::text
from (
    select {once}, {settings}, k.serial, v.serial as voucher,
        (select row_to_json(x) from (
            select e.document_date, e.tax_date, e.posting_date,
                array(select row_to_json(p) from books.posting p
                      where p.business_id = $1 and p.entry_serial = e.serial order by p.number) as postings
            from books.entry e where e.business_id = $1 and e.serial = v.entry_serial) x) as entry,
        array(select row_to_json(x) from (
            select t.serial, t.deposited, exists (
                select from books.voucher b where b.business_id = $1 and b.till_line = t.serial
                    and b.kind = 'bounced_cheque') as bounced
            from books.deposit_part p
            join books.till_line t on t.business_id = $1 and t.serial = p.till_line
            where p.business_id = $1 and p.deposit_serial = k.serial order by p.number) x) as lines
    from (select) nothing
    left join books.deposit k on k.business_id = $1 and k.key = $4
    left join books.voucher v on v.business_id = $1 and v.serial = k.voucher_serial
) f
