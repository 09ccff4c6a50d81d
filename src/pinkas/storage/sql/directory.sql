-- Who may enter, and as whom. Nothing here holds books.

-- name: login
-- The login and the businesses it may enter (all of them for an operator).
select l.login_id, l.name, l.password_hash, l.operator,
    array(select m.business_id from directory.membership m where m.login_id = l.login_id order by m.business_id)
        as businesses
from directory.login l where l.folded = $1

-- name: business_by_tax_number
select b.business_id from directory.business b where b.tax_number = any($1)
union all
select a.business_id from directory.business_alias a where a.tax_number = any($1)
limit 1

-- name: business_by_id
select b.business_id from directory.business b where b.business_id = $1

-- name: session
select s.login_id, l.name, l.operator, s.used_at, s.business_id, b.tax_number, b.country, b.zone, b.currency
from directory.session s
join directory.login l on l.login_id = s.login_id
join directory.business b on b.business_id = s.business_id
where s.token_hash = $1

-- name: add_session
insert into directory.session values ($1, $2, $3, $4, $5, $5)

-- name: touch_sessions
-- Several workers write the same rows: each locks them in one order, so that none waits for another in a circle.
with later as (
    select s.token_hash, t.used_at
    from directory.session s
    join unnest($1::bytea[], $2::timestamptz[]) as t(token_hash, used_at) on t.token_hash = s.token_hash
    where s.used_at < t.used_at
    order by s.token_hash for no key update of s
)
update directory.session s set used_at = later.used_at from later where s.token_hash = later.token_hash

-- name: drop_old_sessions
delete from directory.session where token_hash in (
    select s.token_hash from directory.session s where s.used_at < $1 for update skip locked
)

-- name: attempts
select subject, failures, last_at from directory.attempt where subject = any($1)

-- name: add_attempt
insert into directory.attempt as a
select subject, 1, $2 from unnest($1::bytea[]) subject order by subject
on conflict (subject) do update set
    failures = case when a.last_at < $3 then 1 else a.failures + 1 end, last_at = excluded.last_at

-- name: forget_attempts
delete from directory.attempt where subject = any($1)

-- name: add_login
insert into directory.login
values (nextval('directory.login_serial'), $1, $2, $3, $4, $5) returning login_id

-- name: add_membership
insert into directory.membership values ($1, $2) on conflict do nothing

-- name: businesses
select b.business_id, b.tax_number, b.country, b.zone, b.currency, p.legal_name
from directory.business b join books.profile p on p.business_id = b.business_id order by b.business_id

-- name: business_by_name
-- The business of this id, uuid or tax number, its own or an alias.
select b.business_id, b.tax_number, b.country, b.zone, b.currency, p.legal_name
from directory.business b join books.profile p on p.business_id = b.business_id
where b.business_id = $1 or b.uuid = $2 or b.tax_number = any($3)
    or exists (select from directory.business_alias a where a.business_id = b.business_id and a.tax_number = any($3))
order by (b.business_id = $1) is true desc, b.business_id limit 1

-- name: open_business
select books.open_business_v1($1::jsonb)

-- name: master_keys
select key_id from directory.master_key order by recorded_at

-- name: add_master_key
insert into directory.master_key values ($1, $2) on conflict do nothing

-- name: drop_old_idempotency
delete from books.idempotency where recorded_at < $1
