-- Orders of customers. Each row is one JSON value that decodes into books.StoredSalesOrder.

-- name: order
-- An order `o` of the till `r`.
o.serial, o.uuid, r.number || '-' || o.number as number, o.recorded_at, o.recorded_by, o.body as "order"

-- name: same
-- The orders that bear the uuid $2, the ERP code $3, or the number $5 of the till with the serial $4; each once.
select row_to_json(x)::text from (
    select {order} from books.sales_order o
    join books.register r on r.business_id = $1 and r.serial = o.register
    where o.business_id = $1 and o.serial = any(array[
        (select s.serial from books.sales_order s where s.business_id = $1 and s.uuid = $2),
        (select s.serial from books.sales_order s where s.business_id = $1 and s.erp_code = $3),
        (select s.serial from books.sales_order s where s.business_id = $1 and s.register = $4 and s.number = $5)])
) x

-- name: by_serial
select row_to_json(x)::text from (
    select {order} from books.sales_order o
    join books.register r on r.business_id = $1 and r.serial = o.register
    where o.business_id = $1 and o.serial = $2
) x

-- name: by_erp_code
select row_to_json(x)::text from (
    select {order} from books.sales_order o
    join books.register r on r.business_id = $1 and r.serial = o.register
    where o.business_id = $1 and o.erp_code = $2
) x

-- name: by_number
-- The order $3 of the till with the number $2.
select row_to_json(x)::text from (
    select {order} from books.register r
    join books.sales_order o on o.business_id = $1 and o.register = r.serial and o.number = $3
    where r.business_id = $1 and r.number = $2
) x

-- name: between
-- Those ordered from $2 until before $3, oldest first, $4 at most; with an ERP code, without one, or either ($5). Of the
-- moment $2 only those from the serial $6 on: a page goes on where the last one ended.
select row_to_json(x)::text from (
    select {order} from books.sales_order o
    join books.register r on r.business_id = $1 and r.serial = o.register
    where o.business_id = $1 and (o.ordered_at, o.serial) >= ($2, $6::bigint) and o.ordered_at < $3
        and ($5::boolean is null or (o.erp_code is not null) = $5)
    order by o.ordered_at, o.serial limit $4
) x
