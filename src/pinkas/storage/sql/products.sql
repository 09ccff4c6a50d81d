-- Reads of products. Each row is one JSON value that decodes into books.StoredProduct.

-- name: columns
-- A product `p`, with what is in all stores together: null when nothing ever moved.
p.serial, p.key, p.uuid, p.version, p.created_at, p.created_by, p.updated_at, p.updated_by,
(select sum(s.quantity) from books.stock s where s.business_id = p.business_id and s.product = p.serial) as in_stock,
row_to_json(p) as product

-- name: stored
-- One product per serial of the array that fills the braces.
select row_to_json(r)::text from (
    select {columns}
    from books.product p
    where p.business_id = $1 and p.serial = any({picked})
    order by p.serial
) r

-- name: by_key
array(select k.serial from books.product k where k.business_id = $1 and k.key = $2 and not k.deleted)

-- name: page
select found.total, array({stored}) from (
    with blocks as (
        select t.block, sum(t.records) over (order by t.block) as upto, t.records
        from books.tally t where t.business_id = $1 and t.sort = 'product' and t.kind = ''
    ), start as (
        select block, upto - records as before from blocks where upto > $2 order by block limit 1
    )
    select coalesce((select max(upto) from blocks), 0)::bigint as total, array(
        select k.serial from books.product k
        where k.business_id = $1 and not k.deleted and k.serial >= (select block * 1024 from start)
        order by k.serial offset greatest($2 - (select before from start), 0)::bigint limit $3
    ) as serials
) found

-- name: page_by_catalog_number
select found.total, array({stored}) from (
    select count(*) over () as total, array(
        select k.serial from books.product k
        where k.business_id = $1 and not k.deleted and k.catalog_number = $4
        order by k.serial offset $2 limit $3
    ) as serials
    from books.product k where k.business_id = $1 and not k.deleted and k.catalog_number = $4
    limit 1
) found

-- name: facts
-- What saving or removing a product needs: the replay, and the product under this key.
select row_to_json(f)::text from (
    select {once},
        (select row_to_json(x) from (
            select {columns} from books.product p
            where p.business_id = $1 and p.key = $4 and not p.deleted) x) as existing
) f
