-- Cards charged. Fragments between {braces} are filled in storage/charges.py; values are always parameters.

-- name: stored
-- A charge as it stands: its intent and the last that was learnt of it.
select c.serial, c.key, c.uuid, c.gateway, x.key as contact, c.contact_serial, c.last_four, c.amount, c.currency,
    c.credit, c.payments, c.is_refund, r.key as refunds, coalesce(o.number, 0) as learnt,
    coalesce(o.state, 'intended') as state, o.witness, o.reference, o.code, o.message,
    c.recorded_at as intended_at, c.recorded_by as intended_by, o.recorded_at as ended_at, o.recorded_by as ended_by
from books.charge c
left join books.contact x on x.business_id = c.business_id and x.serial = c.contact_serial
left join books.charge r on r.business_id = c.business_id and r.serial = c.refunds
left join lateral (
    select y.* from books.charge_outcome y
    where y.business_id = c.business_id and y.charge_serial = c.serial order by y.number desc limit 1) o on true

-- name: facts
-- An earlier request under the idempotency key, and the charge under the key named.
select row_to_json(f)::text from (
    select {once}, (select row_to_json(x) from ({stored} where c.business_id = $1 and c.key = $4) x) as existing
) f

-- name: by_serial
select row_to_json(x)::text from ({stored} where c.business_id = $1 and c.serial = $2) x

-- name: by_key
select row_to_json(x)::text from ({stored} where c.business_id = $1 and c.key = $2) x

-- name: refundable
-- The charge that a gateway calls so, and what of it may still be given back.
select row_to_json(x)::text from (
    select s.*, books.refundable_v1($1, s.serial) as refundable
    from ({stored} where c.business_id = $1 and not c.is_refund and c.serial in (
        select y.charge_serial from books.charge_outcome y where y.business_id = $1 and y.reference = $2)) s
    order by s.serial desc limit 1) x

-- name: page
-- Serials run without gaps and nothing is removed: a page is found without counting to it.
select coalesce((select s.last_serial from books.serial_counter s where s.business_id = $1 and s.sort = 'charge'), 0)
    as total,
    array(select row_to_json(x)::text from (
        {stored} where c.business_id = $1 and c.serial > $2 order by c.serial limit $3) x) as rows

-- name: page_of_open
select (select count(*) from books.open_charge p where p.business_id = $1) as total,
    array(select row_to_json(x)::text from (
        {stored}
        where c.business_id = $1 and c.serial in (
            select p.charge_serial from books.open_charge p where p.business_id = $1)
        order by c.serial offset $2 limit $3) x) as rows

-- name: open_ones
-- Of all businesses, for the keepers: those after (business, serial), in that order.
select p.business_id, p.charge_serial
from books.open_charge p
join books.charge c on c.business_id = p.business_id and c.serial = p.charge_serial
where (p.business_id, p.charge_serial) > ($1, $2) and c.recorded_at < $3
order by p.business_id, p.charge_serial limit $4

-- name: remember
insert into books.sandbox_charge (business_id, reference, answer) values ($1, $2, $3)
on conflict (business_id, reference) do nothing

-- name: recall
select s.answer from books.sandbox_charge s where s.business_id = $1 and s.reference = $2
