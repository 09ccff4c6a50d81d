-- Reads of what a sale names, many at once.

-- name: found
-- The products of as many names, ($2 what each is, $3 it itself), by their place; $4 the store whose prices count. Of
-- several with one barcode it is the oldest.
select a.place, row_to_json(x)::text
from unnest($2::text[], $3::text[]) with ordinality as a(by, value, place)
cross join lateral (
    select p.serial, p.key, p.uuid, p.version, row_to_json(p) as product,
        (select s.price from books.store_price s
         where s.business_id = $1 and s.product = p.serial and s.store = $4) as store_price
    from books.product p
    where p.business_id = $1 and not p.deleted and p.serial = case a.by
        when 'uuid' then (
            select k.serial from books.product k where k.business_id = $1 and k.uuid = a.value::uuid)
        when 'key' then (
            select k.serial from books.product k where k.business_id = $1 and k.key = a.value and not k.deleted)
        when 'barcode' then (
            select k.serial from books.product k
            where k.business_id = $1 and k.barcode = a.value and not k.deleted order by k.serial limit 1)
        when 'inventory_number' then (
            select k.serial from books.product k
            where k.business_id = $1 and k.inventory_number = a.value and not k.deleted)
        when 'serial' then case when a.value ~ '^[1-9][0-9]{0,17}$' then a.value::bigint end
        else (
            select r.serial from books.reference r
            where r.business_id = $1 and r.sort = 'product' and r.scheme = a.by and r.value = a.value)
        end
) x
