-- What a tax administration is told of documents, and electronic invoices as its service tells of them.
-- Fragments between {braces} are filled from a whitelist in storage/fiscal.py; values are always parameters.

-- name: enqueue
-- Puts those of the documents $2 that are to be told into the queue; kinds $3, of which $4 are tills', now $5. Papers made
-- of what a till told are not told again. Gives the serials of those that are in it now.
with told as (
    select o.serial from books.document o
    where o.business_id = $1 and o.serial = any($2) and o.kind = any($3) and (o.kind = any($4) or not exists (
        select from books.document_source s
        join books.document_index i on i.business_id = s.business_id and i.serial = s.document
        where s.business_id = $1 and s.document_serial = o.serial and i.kind = any($4)))),
fresh as (
    insert into books.fiscal (business_id, document_serial, waits, next_at)
    select $1, t.serial, true, $5 from told t
    on conflict (business_id, document_serial) do nothing)
select array(select t.serial from told t order by t.serial)

-- name: watched
select w.business_id from books.fiscal_watch w order by w.business_id

-- name: noticed
-- The documents of the next $2 lines of the daybook, and how far those reach.
select w.through_position as since, coalesce(max(l.position), w.through_position) as through,
    array(
        select o.serial from books.daybook d
        join books.document o on o.business_id = d.business_id and o.serial = d.serial
        where d.business_id = $1 and d.position > w.through_position and d.position <= w.through_position + $2
            and d.verb = 'document issued'
        union
        select o.serial from books.daybook d
        join books.document o on o.business_id = d.business_id and o.transaction_serial = d.serial
        where d.business_id = $1 and d.position > w.through_position and d.position <= w.through_position + $2
            and d.verb = 'transaction recorded') as documents
from books.fiscal_watch w
left join books.daybook l
    on l.business_id = $1 and l.position > w.through_position and l.position <= w.through_position + $2
where w.business_id = $1
group by w.through_position

-- name: notice
update books.fiscal_watch set through_position = $3 where business_id = $1 and through_position = $2

-- name: watch
-- Notices what is issued from now on; who is watched stays so.
insert into books.fiscal_watch (business_id, through_position)
select h.business_id, h.position from books.head h where h.business_id = $1
on conflict (business_id) do nothing

-- name: unwatch
delete from books.fiscal_watch where business_id = $1

-- name: claim
-- Takes a document for a while, so that nobody else tells of it; $3 until when, $4 now. With $5 also one that waits no more.
update books.fiscal f
set claimed_until = $3, attempts = f.attempts + 1
where f.business_id = $1 and f.document_serial = $2 and (f.waits or $5)
    and (f.claimed_until is null or f.claimed_until <= $4)
returning f.attempts

-- name: release
-- Gives it back: $3 when it is tried again, $4 what was the trouble, if any.
update books.fiscal f
set claimed_until = null, next_at = $3, trouble = $4
where f.business_id = $1 and f.document_serial = $2

-- name: waiting
-- Documents whose time has come, of every business.
select f.business_id, f.document_serial
from books.fiscal f
join books.document_index i on i.business_id = f.business_id and i.serial = f.document_serial
where f.waits and f.next_at <= $1 and (f.claimed_until is null or f.claimed_until <= $1)
    -- What was cancelled before anybody was told of it needs no telling.
    and (i.state = 'issued' or exists (
        select from books.fiscal_step s
        where s.business_id = f.business_id and s.document_serial = f.document_serial))
order by f.next_at, f.business_id, f.document_serial
limit $2

-- name: told_as
-- The document as which $2 is told: itself, or what a till told of which it was made ($3 the tills' kinds).
select coalesce(
    (select f.document_serial from books.fiscal f where f.business_id = $1 and f.document_serial = $2),
    (select f.document_serial from books.document o
     join books.document_source s on s.business_id = o.business_id and s.document_serial = o.serial
     join books.document_index i on i.business_id = s.business_id and i.serial = s.document and i.kind = any($3)
     join books.fiscal f on f.business_id = s.business_id and f.document_serial = s.document
     where o.business_id = $1 and o.serial = $2 and not o.kind = any($3)
     order by s.document limit 1))

-- name: standing
-- How a document stands: its queue, its last step and what was signed, the same of its electronic form.
select row_to_json(x)::text from (
    select f.waits, f.attempts, f.next_at, f.trouble,
        (select max(s.serial) from books.fiscal_step s
         where s.business_id = $1 and s.document_serial = $2) as version,
        (select row_to_json(l) from (
            select s.kind, s.code, s.detail, s.recorded_at from books.fiscal_step s
            where s.business_id = $1 and s.document_serial = $2
                and s.kind in ('asked', 'fiscalised', 'refused', 'unknown')
            order by s.serial desc limit 1) l) as last,
        (select s.record from books.fiscal_step s
         where s.business_id = $1 and s.document_serial = $2 and s.kind = 'asked'
         order by s.serial desc limit 1) as record,
        (select row_to_json(l) from (
            select s.kind, s.code, s.detail, s.recorded_at from books.fiscal_step s
            where s.business_id = $1 and s.document_serial = $2
                and s.kind not in ('asked', 'fiscalised', 'refused', 'unknown')
            order by s.serial desc limit 1) l) as einvoice_last,
        (select s.einvoice from books.fiscal_step s
         where s.business_id = $1 and s.document_serial = $2 and s.kind = 'einvoice_asked'
         order by s.serial desc limit 1) as einvoice
    from books.fiscal f
    where f.business_id = $1 and f.document_serial = $2) x

-- name: ordinals
-- Of a year and till: the last number, and the one that document $4 has already.
select
    coalesce((select n.ordinal from books.fiscal_number n
              where n.business_id = $1 and n.year = $2 and n.till_code = $3
              order by n.ordinal desc limit 1), 0) as last,
    (select n.ordinal from books.fiscal_number n
     where n.business_id = $1 and n.document_serial = $4 and n.year = $2 and n.till_code = $3) as own

-- name: sold_under
-- The transaction of the document with a number of the administration's: $2 ordinal, $3 year, $4 till ('' for none).
select o.transaction_serial from books.fiscal_number n
join books.document o on o.business_id = n.business_id and o.serial = n.document_serial
where n.business_id = $1 and n.ordinal = $2 and n.year = $3 and n.till_code = $4

-- name: sold_as
-- The last transaction whose sale has a legal number ($2), whatever its series; kinds $3.
select o.transaction_serial from books.series s
join books.legal_number l
    on l.business_id = s.business_id and l.series = s.series and l.run = s.run and l.number = $2
join books.document o on o.business_id = l.business_id and o.serial = l.document_serial and o.kind = any($3)
where s.business_id = $1
order by o.serial desc limit 1

-- name: of_einvoice
-- The document that was sent under an electronic invoice's code.
select s.document_serial from books.fiscal_step s
where s.business_id = $1 and s.kind = 'einvoice_registered' and s.code = $2

-- name: states
-- How many documents stand how, by their last step; '' for those that nothing was asked for yet.
select coalesce(k.kind, '') as kind, count(*) as documents
from books.fiscal f
left join lateral (
    select s.kind from books.fiscal_step s
    where s.business_id = $1 and s.document_serial = f.document_serial
        and s.kind in ('asked', 'fiscalised', 'refused', 'unknown')
    order by s.serial desc limit 1) k on true
where f.business_id = $1
group by 1 order by 1

-- name: refused
-- The documents that were refused last and stand, oldest first.
select f.document_serial
from books.fiscal f
join books.document_index i on i.business_id = f.business_id and i.serial = f.document_serial and i.state = 'issued'
cross join lateral (
    select s.kind from books.fiscal_step s
    where s.business_id = $1 and s.document_serial = f.document_serial
        and s.kind in ('asked', 'fiscalised', 'refused', 'unknown')
    order by s.serial desc limit 1) k
where f.business_id = $1 and k.kind = 'refused'
order by f.document_serial limit $2

-- name: remember_einvoices
-- Keeps what the service told; $2 is a list of electronic invoices.
with said as (
    select * from jsonb_to_recordset($2::jsonb) as e(
        code text, party_type text, document_number text, order_number text, received_at timestamptz,
        due_at timestamptz, status text, amount numeric, seller_number text)),
known as (
    update books.einvoice e
    set status = s.status, due_at = s.due_at, amount = s.amount
    from said s
    where e.business_id = $1 and e.code = s.code and e.party_type = s.party_type)
insert into books.einvoice
select $1, books.next_serial_v1($1, 'einvoice'), s.code, s.party_type, s.document_number, s.order_number, s.received_at,
    s.due_at, s.status, s.amount, s.seller_number
from said s
where not exists (
    select from books.einvoice e where e.business_id = $1 and e.code = s.code and e.party_type = s.party_type)
on conflict (business_id, code, party_type) do nothing

-- name: einvoices
-- A page of them: $2 code, $3 party types, $4 statuses (null: all), $5 seller's number, $6 order number, $7 from, $8 to,
-- $9 offset, $10 limit.
select x.*
from (
    select e.serial, e.code, e.party_type, e.document_number, e.order_number, e.received_at, e.due_at, e.status, e.amount,
        e.seller_number, o.serial as document, o.transaction_serial as transaction
    from books.einvoice e
    left join books.fiscal_step s
        on s.business_id = e.business_id and s.kind = 'einvoice_registered' and s.code = e.code
    left join books.document o on o.business_id = s.business_id and o.serial = s.document_serial
    where e.business_id = $1 and ($2::text is null or e.code = $2)
        and ($3::text[] is null or e.party_type = any($3)) and ($4::text[] is null or e.status = any($4))
        and ($5::text is null or e.seller_number = $5) and ($6::text is null or e.order_number = $6)
        and ($7::timestamptz is null or e.received_at >= $7) and ($8::timestamptz is null or e.received_at < $8)
) x
order by {order} offset $9 limit $10

-- name: einvoice_count
select count(*) from books.einvoice e
where e.business_id = $1 and ($2::text is null or e.code = $2)
    and ($3::text[] is null or e.party_type = any($3)) and ($4::text[] is null or e.status = any($4))
    and ($5::text is null or e.seller_number = $5) and ($6::text is null or e.order_number = $6)
    and ($7::timestamptz is null or e.received_at >= $7) and ($8::timestamptz is null or e.received_at < $8)

-- name: facts
-- What telling of document $2 needs besides it: its till, when it happened, what was kept with it, and who issues.
select row_to_json(x)::text from (
    select t.register_serial as register, t.seller, t.slip is not null as at_till, t.happened_at, t.recorded_at,
        coalesce(t.slip->'remarks', '[]') as remarks, p.legal_name as name, p.address1 as address, p.city
    from books.document o
    join books.transaction t on t.business_id = o.business_id and t.serial = o.transaction_serial
    join books.profile p on p.business_id = o.business_id
    where o.business_id = $1 and o.serial = $2) x

-- name: documents_of
-- The documents of transaction $2 that are told of ($3 kinds), in order.
select array(
    select o.serial from books.document o
    where o.business_id = $1 and o.transaction_serial = $2 and o.kind = any($3) order by o.serial)
