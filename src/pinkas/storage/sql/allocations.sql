-- Requests for allocation numbers, and the token they are made with.

-- name: claim
-- Takes a waiting request for a while, so that nobody else asks for the same number; $3 until when, $4 now.
update books.allocation a
set claimed_until = $3, attempts = a.attempts + 1
where a.business_id = $1 and a.document_serial = $2 and a.waits
    and (a.claimed_until is null or a.claimed_until <= $4)
returning a.attempts, a.action

-- name: release
-- Gives a request back: $3 when it is tried again, $4 what was the trouble, if any.
update books.allocation a
set claimed_until = null, next_at = $3, trouble = coalesce($4, a.trouble)
where a.business_id = $1 and a.document_serial = $2

-- name: take
-- Takes a request for a while, waiting or not, so that nobody else asks or decides about it; $3 until when, $4 now.
update books.allocation a
set claimed_until = $3
where a.business_id = $1 and a.document_serial = $2 and (a.claimed_until is null or a.claimed_until <= $4)
returning true

-- name: let_go
-- Gives a request back that was taken until $3.
update books.allocation a
set claimed_until = null
where a.business_id = $1 and a.document_serial = $2 and a.claimed_until = $3

-- name: waiting
-- Requests whose time has come, of every business, with what a caller is made of.
select a.document_serial, b.business_id, b.tax_number, b.country, b.zone, b.currency
from books.allocation a
join directory.business b on b.business_id = a.business_id
where a.waits and a.next_at <= $1 and (a.claimed_until is null or a.claimed_until <= $1)
order by a.next_at, a.business_id, a.document_serial
limit $2

-- name: standing
-- How a request stands: its last step and its last decision that was begun.
select row_to_json(x)::text from (
    select a.action, a.waits, a.attempts, a.next_at, a.trouble, s.serial, s.kind, s.request, s.code, s.detail,
        s.recorded_at,
        (select d.code from books.allocation_step d
         where d.business_id = $1 and d.document_serial = $2 and d.kind = 'deciding'
         order by d.serial desc limit 1) as deciding
    from books.allocation a
    left join lateral (
        select s.* from books.allocation_step s
        where s.business_id = $1 and s.document_serial = $2 order by s.serial desc limit 1) s on true
    where a.business_id = $1 and a.document_serial = $2) x

-- name: page
-- Documents with a request, oldest first: $2 a state or null, $3 offset, $4 limit.
select
    (select count(*) from books.allocation a
     join books.document_index i on i.business_id = a.business_id and i.serial = a.document_serial
     where a.business_id = $1 and ($2::text is null or i.allocation_state = $2)) as total,
    array(
        select row_to_json(x)::text from (
            select i.key, n.series, n.number as legal_number, i.kind, i.date, i.state as document_state,
                i.allocation_state as state, i.allocation_number as number, s.code, s.detail, s.request, a.action,
                a.attempts, case when a.waits then a.next_at end as next_at, a.trouble, s.recorded_at as changed_at
            from books.allocation a
            join books.document_index i on i.business_id = a.business_id and i.serial = a.document_serial
            join books.legal_number n on n.business_id = a.business_id and n.document_serial = a.document_serial
            left join lateral (
                select s.* from books.allocation_step s
                where s.business_id = a.business_id and s.document_serial = a.document_serial
                order by s.serial desc limit 1) s on true
            where a.business_id = $1 and ($2::text is null or i.allocation_state = $2)
            order by a.document_serial offset $3 limit $4) x) as rows

-- name: token
select t.version, t.sealed, t.access_until, t.refresh_until, t.ended
from books.authority_token t where t.business_id = $1

-- name: end_token
-- Keeps that a token ($2 its version) is refreshed no more, and why; those who are told of it, when it was not known yet.
with ended as (
    update books.authority_token t set ended = $3
    where t.business_id = $1 and t.version = $2 and t.ended is null
    returning t.business_id)
select array(select m.login_id from directory.membership m where m.business_id = e.business_id) as logins from ended e

-- name: turn
-- One of all workers at a time: held until the transaction ends, however it ends.
select pg_advisory_xact_lock($1, $2)
