-- What went wrong, per business and login. Kept in `directory`: it is no part of the books.

-- name: add
insert into directory.log (business_id, log_id, login_id, recorded_at, level, message, exception)
values ($1, $2, $3, $4, $5, $6, $7)
on conflict do nothing

-- name: page
-- $2 the login, $3 the id asked for or null, $4 and $5 the instants between which (the second one excluded) or null.
select l.log_id, l.recorded_at, l.level, l.message, l.exception, n.name
from directory.log l
join directory.login n on n.login_id = l.login_id
where l.business_id = $1 and l.login_id = $2
    and ($3::bigint is null or l.log_id = $3)
    and ($4::timestamptz is null or l.recorded_at >= $4)
    and ($5::timestamptz is null or l.recorded_at < $5)
order by l.recorded_at, l.log_id offset $6 limit $7

-- name: count
select count(*) from directory.log l
where l.business_id = $1 and l.login_id = $2
    and ($3::bigint is null or l.log_id = $3)
    and ($4::timestamptz is null or l.recorded_at >= $4)
    and ($5::timestamptz is null or l.recorded_at < $5)

-- name: prune
delete from directory.log where recorded_at < $1
