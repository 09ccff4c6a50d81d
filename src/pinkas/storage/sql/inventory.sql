-- Papers about goods, and what the stores hold. Fragments between {braces} are filled in storage/inventory.py.

-- name: document
-- A paper `d`, with lines or without, as the fragment between braces says.
d.serial, d.uuid, d.version, d.created_at, d.created_by, d.updated_at, d.updated_by,
(select row_to_json(x) from (
    select d.kind, d.state, d.store, d.to_store, d.note, {lines} as lines
) x) as document

-- name: lines_of_document
array(select row_to_json(y) from (
    select l.number, l.product, l.kind, l.state, l.quantity, l.sent, l.unit_quantity, l.ordered, l.moved
    from books.inventory_line l
    where l.business_id = $1 and l.document_serial = d.serial order by l.number) y)

-- name: facts
-- What a decision about the paper with uuid $4 needs: the replay, the paper, the stores with the uuids $5, and the
-- products with the uuids $6 or on its lines.
select row_to_json(f)::text from (
    select {once},
        (select row_to_json(x) from (
            select {document} from books.inventory_document d
            where d.business_id = $1 and d.uuid = $4 and not d.deleted) x) as existing,
        array(select row_to_json(x) from (
            select s.serial, s.uuid from books.store s where s.business_id = $1 and s.uuid = any($5)) x) as stores,
        array(select row_to_json(x) from (
            select p.serial, p.uuid, p.item_type, p.deleted from books.product p
            where p.business_id = $1 and p.serial = any(array(
                select o.serial from books.product o where o.business_id = $1 and o.uuid = any($6)
                union
                select l.product from books.inventory_line l
                join books.inventory_document d on d.business_id = $1 and d.serial = l.document_serial
                where l.business_id = $1 and d.uuid = $4 and not d.deleted))) x) as products
) f

-- name: by_uuid
select row_to_json(r)::text from (
    select {document} from books.inventory_document d
    where d.business_id = $1 and d.uuid = $2 and not d.deleted
) r

-- name: by_serial
select row_to_json(r)::text from (
    select {document} from books.inventory_document d where d.business_id = $1 and d.serial = $2
) r

-- name: created_between
-- Those recorded from $2 until before $3, oldest first, $4 at most; of the moment $2 only those from the serial $5 on.
select row_to_json(r)::text from (
    select {document} from books.inventory_document d
    where d.business_id = $1 and not d.deleted and (d.created_at, d.serial) >= ($2, $5::bigint) and d.created_at < $3
    order by d.created_at, d.serial limit $4
) r

-- name: cards
-- The products with the serials $2, as lists of goods show them.
select row_to_json(r)::text from (
    select {card} from books.product p where p.business_id = $1 and p.serial = any($2)
) r

-- name: card
p.serial, p.uuid, p.name, p.barcode, p.model_number, p.description, p.item_type, (
    select min(e.value) from books.reference e
    where e.business_id = $1 and e.sort = 'product' and e.serial = p.serial and e.scheme = 'erp-code') as erp_code

-- name: stock
-- What the stores with the uuid $2 and the keys $3 (null: all of them) hold of products; the first rows left out ($4), so
-- many shown ($5); a fragment says which products, its values from $6 on.
with scope as materialized (
    select s.serial, s.uuid, s.key, s.name, s.erp_code from books.store s
    where s.business_id = $1 and ($2::uuid is null or s.uuid = $2) and ($3::text[] is null or s.key = any($3))
), picked as materialized (
    select p.serial from books.product p
    where p.business_id = $1 and not p.deleted{which}
    order by p.serial offset $4 limit $5
)
select row_to_json(r)::text from (
    select {card},
        coalesce((
            select sum(k.quantity) from books.stock k
            where k.business_id = $1 and k.product = p.serial and k.store in (select serial from scope)
        ), 0) as on_hand,
        array(select row_to_json(x) from (
            select s.serial, s.uuid, s.key as code, s.name, s.erp_code, coalesce((
                select k.quantity from books.stock k
                where k.business_id = $1 and k.product = p.serial and k.store = s.serial), 0) as on_hand
            from scope s order by s.serial) x) as stores
    from picked i
    join books.product p on p.business_id = $1 and p.serial = i.serial
    order by p.serial
) r

-- name: moved_since
-- Goods of which the stores in scope have moved some since an instant: their last move is that late.
(select l.recorded_at from books.stock_move m
 join books.daybook l on l.business_id = m.business_id and l.position = m.position
 where m.business_id = p.business_id and m.product = p.serial and m.store in (select serial from scope)
 order by m.serial desc limit 1) >= {since}
