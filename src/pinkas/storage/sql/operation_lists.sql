-- Reads of operations, finished and open, whoever recorded them: one row to each.
-- Fragments between {braces} are filled from a whitelist in storage/operation_lists.py; values are always parameters.

-- name: page
-- $2 offset, $3 limit, $4 the business's zone.
select p.total, array(
    select row_to_json(r)::text from ({row} order by array_position(p.serials, x.serial)) r
) from (
    with matching as materialized (
        select i.serial, row_number() over (order by {order}) as place from ({every}) i where true {filters}
    )
    select (select count(*) from matching) as total,
        array(select serial from matching order by place offset $2 limit $3) as serials
) p

-- name: every
-- What tills call sales and supplies, whether or not they were built here, and what is being built.
select t.serial, t.store_serial as store, t.contact,
    case when t.kind = 'supply' then 'delivery' else coalesce(o.type, case when t.total < 0 then 'return' else 'sale' end)
    end as type,
    case when exists (
        select from books.document d
        join books.document_index n on n.business_id = d.business_id and n.serial = d.serial and n.state = 'issued'
        where d.business_id = t.business_id and d.transaction_serial = t.serial
    ) then 'finished' else 'cancelled' end as state,
    t.local_time, coalesce(o.created_at, t.recorded_at) as created_at, t.recorded_at as finished_at,
    coalesce(o.created_staff, t.modifier) as creator, t.modifier as finisher, o.source, o.source_reference
from books.transaction t
left join books.operation o on o.business_id = t.business_id and o.serial = t.serial
where t.business_id = $1 and t.kind in ('sale', 'supply')
union all
select o.serial, o.store_serial, o.contact, o.type, 'open', o.created_at at time zone $4, o.created_at, null,
    o.created_staff, null, o.source, o.source_reference
from books.operation o
where o.business_id = $1 and not exists (
    select from books.transaction t where t.business_id = o.business_id and t.serial = o.serial)

-- name: row
-- What a list says of the operations of the page `p`.
select x.serial, x.type, x.state, x.store, x.contact, x.local_time::date as date, x.created_at, x.finished_at, x.creator, x.finisher,
    x.source, x.source_reference, coalesce(t.register_serial, o.register_serial) as register,
    coalesce(t.sequence, 0) as sequence, o.body as operation,
    coalesce(o.body->>'comment', t.slip->>'note', sums.comments) as comment, sums.currency,
    abs(sums.total)::numeric as total, abs(sums.net)::numeric as net, abs(sums.vat)::numeric as vat,
    abs(sums.paid)::numeric as paid,
    coalesce(o.body->>'discount', t.slip->'discount'->>'percent') as discount_percent,
    array(
        select row_to_json(g) from (
            select g.serial, g.charge_vat, g.tax_group from books.product g
            where t.serial is null and g.business_id = $1 and g.serial in (
                select (b.row->>'product')::bigint from json_array_elements(o.body->'rows') b(row))
        ) g
    ) as goods
from ({every}) x
left join books.transaction t on t.business_id = $1 and t.serial = x.serial
left join books.operation o on o.business_id = $1 and o.serial = x.serial
left join lateral (
    select min(d.currency) as currency, min(d.comments) as comments,
        sum(case when d.kind = any($5) then -d.total when d.kind = any($6) then d.total end) as total,
        sum(case when d.kind = any($5) then -d.net when d.kind = any($6) then d.net end) as net,
        sum(case when d.kind = any($5) then -d.vat when d.kind = any($6) then d.vat end) as vat,
        sum(case when d.kind = any($7) then -1 else 1 end * (d.received_book + d.withheld_book)) as paid
    from books.document d where d.business_id = $1 and d.transaction_serial = t.serial
) sums on true
where x.serial = any(p.serials)
