-- Reads of standing orders. Fragments between {braces} are filled in storage/standing_orders.py; values are parameters.

-- name: stored
-- A standing order `s` as books.StoredStandingOrder.
select row_to_json(r)::text from (
    select s.serial, s.key, s.uuid, s.version, s.deleted, s.created_at, s.created_by, s.updated_at, s.updated_by,
        (select c.key from books.contact c where c.business_id = s.business_id and c.serial = s.contact) as contact_key,
        s.begins_on, s.runs, s.last_date, s.pending, s.waiting, s.next_date, s.body as order
) r

-- name: by_key
select ({stored}) from books.standing_order s where s.business_id = $1 and s.key = $2 and not s.deleted

-- name: by_serial
select ({stored}) from books.standing_order s where s.business_id = $1 and s.serial = $2

-- name: last_of_key
-- The order under a key, be it removed.
select ({stored}) from books.standing_order s where s.business_id = $1 and s.key = $2
order by s.deleted, s.serial desc limit 1

-- name: page
select p.total, array(
    select ({stored}) from books.standing_order s
    where s.business_id = $1 and not s.deleted and s.serial >= p.from_serial
    order by s.serial offset greatest($2 - p.before, 0)::bigint limit $3
) as rows from (
    with blocks as (
        select t.block, sum(t.records) over (order by t.block) as upto, t.records
        from books.tally t where t.business_id = $1 and t.sort = 'standing_order' and t.kind = ''
    ), start as (
        select block, upto - records as before from blocks where upto > $2 order by block limit 1
    )
    select coalesce((select max(upto) from blocks), 0)::bigint as total,
        coalesce((select block * 1024 from start), 0) as from_serial,
        coalesce((select before from start), 0)::bigint as before
) p

-- name: facts
-- What saving or removing one needs: the replay, the settings, the order under this key, the contact and the class, and
-- the last day for which orders of this key and contact that were removed have issued, charged, or may have.
select row_to_json(f)::text from (
    select {once}, {settings},
        (select ({stored})::json from books.standing_order s
         where s.business_id = $1 and s.key = $4 and not s.deleted) as existing,
        (select row_to_json(x) from (
            select c.serial, c.key, c.version, c.card_token from books.contact c
            where c.business_id = $1 and c.key = $5 and not c.deleted) x) as contact,
        (select k.sort from books.transaction_class k where k.business_id = $1 and k.number = $6) as class_sort,
        (select max(r.date)
         from books.contact c
         join books.standing_order s on s.business_id = c.business_id and s.key = $4 and s.deleted
            and s.contact = c.serial
         join books.standing_order_run r on r.business_id = s.business_id and r.order_serial = s.serial
         where c.business_id = $1 and c.key = $5 and not c.deleted and exists (
            select from books.standing_order_attempt a
            left join books.standing_order_outcome o on o.business_id = a.business_id and o.run_serial = a.run_serial
                and o.attempt = a.attempt
            left join books.charge p on p.business_id = a.business_id and p.key = r.uuid::text || '-' || a.attempt
            where a.business_id = r.business_id and a.run_serial = r.serial
                and (o.outcome is distinct from 'failed'
                    or (p.serial is not null
                        and books.charge_state_v1(p.business_id, p.serial) not in ('declined', 'refused'))))
        ) as issued_before
) f

-- name: run
-- An occurrence `r` as books.Run, with its latest attempt and the document that bears its uuid.
select row_to_json(x)::text from (
    select r.serial, r.order_serial as order, r.number, r.date, r.uuid, a.attempt, a.recorded_at as begun_at, o.outcome,
        o.detail, o.recorded_at as ended_at, d.key as document_key, n.series as document_series,
        n.number as document_number, n.run as document_run,
        (select s.waiting from books.standing_order s where s.business_id = r.business_id
            and s.serial = r.order_serial and s.pending = r.number) as waiting
    from books.standing_order_attempt a
    left join books.standing_order_outcome o on o.business_id = a.business_id and o.run_serial = a.run_serial
        and o.attempt = a.attempt
    left join books.document_index d on d.business_id = r.business_id and d.key = r.uuid::text
    left join books.legal_number n on n.business_id = d.business_id and n.document_serial = d.serial
    where a.business_id = r.business_id and a.run_serial = r.serial
    order by a.attempt desc limit 1
) x

-- name: runs
-- Of every order that ever had this key, oldest first.
select (
        select count(*) from books.standing_order s
        join books.standing_order_run r on r.business_id = s.business_id and r.order_serial = s.serial
        where s.business_id = $1 and s.key = $2
    ) as total,
    array(
        select ({run}) from books.standing_order s
        join books.standing_order_run r on r.business_id = s.business_id and r.order_serial = s.serial
        where s.business_id = $1 and s.key = $2 order by r.order_serial, r.number offset $3 limit $4
    ) as rows

-- name: run_of
select ({run}) from books.standing_order_run r where r.business_id = $1 and r.order_serial = $2 and r.number = $3

-- name: due
-- What is to be looked at by now, the longest due first; over all businesses, which only the schedule asks.
select s.serial, s.login, s.business_id, b.tax_number, b.country, b.zone, b.currency
from books.standing_order s
join directory.business b on b.business_id = s.business_id
where s.due_at <= $1 order by s.due_at, s.business_id, s.serial limit $2

-- name: mailed
-- The latest mailing of a document, and what became of it.
select coalesce(o.outcome, 'intended') as state, coalesce(o.detail, '') as detail
from books.mailing m
left join books.mailing_outcome o on o.business_id = m.business_id and o.mailing_serial = m.serial
where m.business_id = $1 and m.document_serial = $2 order by m.serial desc limit 1
