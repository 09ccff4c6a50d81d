-- Keys of programs and their sessions.

-- name: find_key
-- One row always: the key of this hash, if there is one, and how the address that shows it has failed lately.
select k.serial, k.sort, k.staff, k.name, k.sealed, k.revoked_at is null and s.active is not false as good, s.role,
    k.business_id, b.tax_number, b.country, b.zone, b.currency, n.number, a.failures, a.last_at
from (values ($1::bytea, $2::bytea)) asked(key_hash, subject)
left join directory.attempt a on a.subject = asked.subject
left join directory.api_key k on k.key_hash = asked.key_hash
left join directory.business b on b.business_id = k.business_id
left join directory.business_number n on n.business_id = k.business_id
left join books.staff s on s.business_id = k.business_id and s.serial = k.staff

-- name: use_nonce
-- Use up a nonce, and move the window of the session it came with: the key first, so that calls of one key queue there.
with used as (
    update directory.api_key k set last_nonce = $2
    where k.serial = $1 and k.last_nonce < $2 and k.revoked_at is null
    returning k.serial
), kept as (
    update directory.key_session s set used_at = greatest(s.used_at, $4)
    from used
    where s.token_hash = $3 and s.key_serial = used.serial and s.used_at > $5
    returning s.token_hash
)
select exists (select from used) as taken, exists (select from kept) as alive

-- name: open_session
-- Use up a nonce and open a session with it; null when the nonce was used, or the key revoked.
with used as (
    update directory.api_key k set last_nonce = $2
    where k.serial = $1 and k.last_nonce < $2 and k.revoked_at is null
    returning k.serial
)
insert into directory.key_session select $3, $4, used.serial, $5, $5 from used
returning key_serial

-- name: drop_old_sessions
delete from directory.key_session where token_hash in (
    select s.token_hash from directory.key_session s where s.used_at < $1 for update skip locked
)

-- name: lock_numbers
-- One at a time gives out keys and numbers; the number is this noun's own.
select pg_advisory_xact_lock(hashtextextended('directory.api_key', 0))

-- name: number_of_business
select number from directory.business_number where business_id = $1

-- name: business_of_number
select business_id from directory.business_number where number = $1

-- name: next_number
-- The first free one from there on.
select greatest($1::bigint, max(number) + 1) from directory.business_number

-- name: add_number
insert into directory.business_number values ($1, $2)

-- name: staff_exists
select exists (select from books.staff where business_id = $1 and serial = $2)

-- name: next_serial
select nextval('directory.api_key_serial')

-- name: add_key
-- Null when another has this very key.
insert into directory.api_key (serial, sort, key_hash, key_id, sealed, business_id, staff, name, recorded_at)
values ($1, $2, $3, $4, $5, $6, $7, $8, $9) on conflict (key_hash) do nothing returning serial

-- name: keys
select k.serial, k.sort, k.staff, k.name, k.recorded_at, k.revoked_at, n.number
from directory.api_key k left join directory.business_number n on n.business_id = k.business_id
where k.business_id = $1 order by k.serial

-- name: revoke_key
-- Whoever listens hears of it with the commit. Null when the business has no such key that was still good.
with gone as (
    update directory.api_key set revoked_at = $3
    where serial = $2 and business_id = $1 and revoked_at is null
    returning serial
), over as (
    delete from directory.key_session s using gone where s.key_serial = gone.serial
)
select gone.serial, pg_notify('pinkas_keys', gone.serial::text) from gone
