-- Pages of a gateway's own. Fragments between {braces} are filled in storage/card_pages.py; values are parameters.

-- name: stored
-- A page, and what became of it.
select p.serial, p.uuid, p.gateway, p.page_id, p.url, p.operation, x.key as contact, p.amount, p.currency, o.state,
    o.reference, o.code, o.message, o.token, o.last_four, o.expiry, p.recorded_at as opened_at,
    p.recorded_by as opened_by, o.recorded_at as ended_at
from books.card_page p
left join books.contact x on x.business_id = p.business_id and x.serial = p.contact_serial
left join books.card_page_result o on o.business_id = p.business_id and o.page_serial = p.serial

-- name: once
select row_to_json(f)::text from (select {once}) f

-- name: by_serial
select row_to_json(x)::text from ({stored} where p.business_id = $1 and p.serial = $2) x

-- name: by_uuid
select row_to_json(x)::text from ({stored} where p.business_id = $1 and p.uuid = $2) x

-- name: page
-- Serials run without gaps and nothing is removed: a page is found without counting to it.
select coalesce((
        select s.last_serial from books.serial_counter s where s.business_id = $1 and s.sort = 'card_page'), 0) as total,
    array(select row_to_json(x)::text from (
        {stored} where p.business_id = $1 and p.serial > $2 order by p.serial limit $3) x) as rows
