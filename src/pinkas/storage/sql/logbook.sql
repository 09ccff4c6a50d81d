-- What went wrong, per business and login, or program. Kept in `directory`: it is no part of the books.

-- name: add
insert into directory.log (business_id, log_id, login_id, key_serial, recorded_at, level, message, exception)
values ($1, $2, $3, $4, $5, $6, $7, $8)
on conflict do nothing

-- name: page
-- $2 the login, which sees what programs met with too, $3 the id asked for or null, $4 and $5 the instants between which (the second one excluded) or null.
select l.log_id, l.recorded_at, l.level, l.message, l.exception, coalesce(n.name, k.name) as name
from directory.log l
left join directory.login n on n.login_id = l.login_id
left join directory.api_key k on k.serial = l.key_serial
where l.business_id = $1 and (l.login_id = $2 or l.login_id is null)
    and ($3::bigint is null or l.log_id = $3)
    and ($4::timestamptz is null or l.recorded_at >= $4)
    and ($5::timestamptz is null or l.recorded_at < $5)
order by l.recorded_at, l.log_id offset $6 limit $7

-- name: count
select count(*) from directory.log l
where l.business_id = $1 and (l.login_id = $2 or l.login_id is null)
    and ($3::bigint is null or l.log_id = $3)
    and ($4::timestamptz is null or l.recorded_at >= $4)
    and ($5::timestamptz is null or l.recorded_at < $5)

-- name: prune
delete from directory.log where recorded_at < $1
