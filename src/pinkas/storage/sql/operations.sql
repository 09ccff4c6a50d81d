-- Reads of operations. Each row is one JSON value that decodes into books.StoredOperation.

-- name: stored
-- The operation whose serial fills the braces.
select row_to_json(r)::text from (
    select o.serial, o.uuid, o.version, o.created_at, o.created_by, o.created_staff, o.updated_at, o.updated_by,
        exists (select from books.transaction t where t.business_id = o.business_id and t.serial = o.serial) as finished,
        array(
            select row_to_json(p) from (
                select p.sort, p.number, p.serial from books.operation_part p
                where p.business_id = o.business_id and p.operation_serial = o.serial order by p.sort, p.number) p
        ) as parts,
        o.body as operation
    from books.operation o where o.business_id = $1 and o.serial = {picked}
) r

-- name: of_part
-- The operation that a row or payment ($3 its sort) belongs to.
(select p.operation_serial from books.operation_part p
 where p.business_id = $1 and p.sort = $3 and p.serial = $2)

-- name: of_source
-- The operation that a system ($2) calls so.
(select s.serial from books.operation s where s.business_id = $1 and s.source = $2 and s.source_reference = $3)

-- name: on_hand
-- How much of an item is in a store: by its inventory number, else by its key. What was never given a stock is taken
-- for a service: documents may have moved it, but less than nothing there is not of it.
select case when p.stocked then k.quantity else greatest(k.quantity, 0) end
from books.product p
cross join lateral (
    select coalesce((
        select k.quantity from books.stock k where k.business_id = $1 and k.product = p.serial and k.store = $3
    ), 0)::numeric as quantity
) k
where p.business_id = $1 and not p.deleted and (p.inventory_number = $2 or p.key = $2)
order by (p.inventory_number = $2) is true desc, p.serial limit 1
