-- Reads of products. Each row is one JSON value that decodes into books.StoredProduct.

-- name: columns
-- A product `p`, with what is in all stores together: null when nothing ever moved.
p.serial, p.key, p.uuid, p.version, p.created_at, p.created_by, p.updated_at, p.updated_by,
(select sum(s.quantity) from books.stock s where s.business_id = p.business_id and s.product = p.serial) as in_stock,
row_to_json(p) as product, p.deleted

-- name: beside
-- What lies beside the product `p`.
, (select row_to_json(z) from (
    select
        array(select row_to_json(r) from (
            select r.scheme, r.value from books.reference r
            where r.business_id = p.business_id and r.sort = 'product' and r.serial = p.serial
            order by r.scheme, r.value) r) as "references",
        array(select row_to_json(r) from (
            select r.store, r.price from books.store_price r
            where r.business_id = p.business_id and r.product = p.serial order by r.store) r) as prices,
        array(select row_to_json(r) from (
            select r.number, encode(r.sha256, 'hex') as sha256 from books.product_picture r
            where r.business_id = p.business_id and r.product = p.serial order by r.number) r) as pictures) z) as beside

-- name: stored
-- One product per serial of the array that fills the braces.
select row_to_json(r)::text from (
    select {columns}{beside}
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
            select {columns}{beside} from books.product p
            where p.business_id = $1 and {named} and not p.deleted) x) as existing
        {taken}
) f

-- name: taken
-- Which of the names that a change gives, ($5 what they stand in, $6 they themselves), other products than $4 have, and
-- which of the stores $7 there are.
, array(
    select a.by from unnest($5::text[], $6::text[]) as a(by, value)
    where case a.by
        when 'inventory_number' then exists (
            select from books.product o
            where o.business_id = $1 and o.inventory_number = a.value and not o.deleted and o.serial <> $4)
        when 'barcode' then exists (
            select from books.product o
            where o.business_id = $1 and o.barcode = a.value and not o.deleted and o.serial <> $4)
        when 'uuid' then exists (
            select from books.product o where o.business_id = $1 and o.uuid = a.value::uuid and o.serial <> $4)
        when 'key' then exists (
            select from books.product o
            where o.business_id = $1 and o.key = a.value and not o.deleted and o.serial <> $4)
        else exists (
            select from books.reference r
            where r.business_id = $1 and r.sort = 'product' and r.scheme = a.by and r.value = a.value
                and r.serial <> $4)
        end
) as taken, array(
    select s.serial from books.store s where s.business_id = $1 and s.serial = any($7::bigint[])) as stores

-- name: search
-- The filters and the order come from whitelists. $2 offset, $3 limit.
select found.total, array({stored}) from (
    with matching as materialized (
        select k.serial, row_number() over (order by {order}) as place
        from books.product k where k.business_id = $1 {filters}
    )
    select (select count(*) from matching) as total,
        array(select serial from matching order by place offset $2 limit $3) as serials
) found

-- name: pictures
-- Of the products $2.
select product, number, picture from books.product_picture where business_id = $1 and product = any($2)
