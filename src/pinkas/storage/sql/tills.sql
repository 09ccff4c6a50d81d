-- What recording a till's transaction is decided on, in one round-trip with the versions the write re-checks.
-- Fragments between {braces} are filled from a whitelist in storage/tills.py; values are always parameters.

-- name: facts
-- $2, $3 the idempotency key; $4 the transaction's uuid, $5, $6 its exchange id and ERP code, $7, $8 a register's serial
-- and the till's own sequence; $9, $10 what the products are named by and by what, $11 the store whose prices count;
-- $12, $13 the same of the contact; $14, $15 settings and tills of the shop that is known; $16 the uuids that its own
-- lines are to have; $17 the uuids of sold lines that come back, $18 of a transaction that does.
select row_to_json(f)::text from (
    select {once}, {settings},
        (select t.serial from books.transaction t where t.business_id = $1 and t.uuid = $4) as same_uuid,
        (select r.serial from books.reference r
         where r.business_id = $1 and r.sort = 'transaction' and r.scheme = 'exchange-id' and r.value = $5)
            as same_exchange,
        array(select l.uuid from books.slip_line l where l.business_id = $1 and l.uuid = any($16)) as same_lines,
        (select r.serial from books.reference r
         where r.business_id = $1 and r.sort = 'transaction' and r.scheme = 'erp-code' and r.value = $6) as same_code,
        (select t.serial from books.transaction t
         where t.business_id = $1 and t.register_serial = $7 and t.sequence = $8) as same_number,
        ({shop})::json as shop,
        array(select row_to_json(x) from (
            select a.place, p.serial, p.key, p.uuid, p.version, row_to_json(p) as product,
                (select s.price from books.store_price s
                 where s.business_id = $1 and s.product = p.serial and s.store = $11) as store_price
            from unnest($9::text[], $10::text[]) with ordinality as a(by, value, place)
            join books.product p on p.business_id = $1 and not p.deleted and p.serial = {product_named}
            order by a.place) x) as products,
        (select row_to_json(x) from (select {contact} from books.contact c
            where c.business_id = $1 and not c.deleted and c.serial = {contact_named}) x) as contact,
        (select row_to_json(x) from (select {contact} from books.contact named
            join books.contact c on c.business_id = $1 and c.serial = named.payer and not c.deleted
            where named.business_id = $1 and not named.deleted and named.serial = {contact_named}) x) as payer,
        (select min(k.number) from books.transaction_class k
         where k.business_id = $1 and k.sort = 'income' and k.vat = 'standard') as sale_class,
        (select min(k.number) from books.transaction_class k where k.business_id = $1 and k.sort = 'receipts')
            as receipt_class,
        coalesce((select (o.body::json->>'active')::boolean from books.option o
                  where o.business_id = $1 and o.name = 'tax-authority'), false) as asks_allocation,
        {returned}
) f

-- name: nothing_returned
-- Where nothing comes back, nothing is read for it: $17 and $18 are not there, and the plan can be kept.
'{}'::text[] as sold_with, null as voided_money, null as sold_to

-- name: returned
-- Whose the sale was that comes back, for what names nobody.
(select row_to_json(x) from (select {contact} from books.contact c
    where c.business_id = $1 and not c.deleted and c.serial = coalesce(
        (select t.contact from books.transaction t where t.business_id = $1 and t.uuid = $18),
        (select t.contact from books.slip_line l
         join books.transaction t on t.business_id = $1 and t.serial = l.transaction_serial
         where l.business_id = $1 and l.uuid = any($17) and t.contact is not null limit 1),
        (select i.contact_serial from unnest($17::uuid[]) as wanted(uuid)
         join books.document_index i on i.business_id = $1
             and i.uuid between (left(wanted.uuid::text, 32) || '0000')::uuid
                 and (left(wanted.uuid::text, 32) || 'ffff')::uuid
         where i.contact_serial is not null limit 1))) x) as sold_to,
array(select row_to_json(x) from (select {sold_with} from (
    select l.document_serial from books.slip_line l where l.business_id = $1 and l.uuid = any($17)
    union
    -- A line of a document that no till wrote is named by the document's own uuid and its number.
    select i.serial from unnest($17::uuid[]) as wanted(uuid)
    join books.document_index i on i.business_id = $1
        and i.uuid between (left(wanted.uuid::text, 32) || '0000')::uuid
            and (left(wanted.uuid::text, 32) || 'ffff')::uuid
    union
    select o.serial from books.transaction t
    join books.document o on o.business_id = $1 and o.transaction_serial = t.serial
    where t.business_id = $1 and t.uuid = $18
) named
join books.document_index i on i.business_id = $1 and i.serial = named.document_serial
join books.document o on o.business_id = $1 and o.serial = i.serial
join books.transaction t on t.business_id = $1 and t.serial = o.transaction_serial
order by i.serial) x) as sold_with,
(select array(select row_to_json(y) from (
    select o.kind, o.body->'tenders' as tenders, o.withheld
    from books.document o where o.business_id = $1 and o.transaction_serial = t.serial order by o.serial) y)
 from books.transaction t where t.business_id = $1 and t.uuid = $18) as voided_money

-- name: product_named
case a.by
    when 'uuid' then (select k.serial from books.product k where k.business_id = $1 and k.uuid = a.value::uuid)
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

-- name: contact_named
case $12::text
    when 'uuid' then (
        select k.serial from books.contact k
        where k.business_id = $1 and k.uuid = case when $12::text = 'uuid' then $13::text::uuid end)
    when 'key' then (select k.serial from books.contact k where k.business_id = $1 and k.key = $13 and not k.deleted)
    when 'serial' then case when $13 ~ '^[1-9][0-9]{0,17}$' then $13::bigint end
    when 'customer_number' then coalesce(
        (select k.serial from books.contact k
         where k.business_id = $1 and k.customer_number = $13 and not k.deleted),
        (select k.serial from books.contact k
         where k.business_id = $1 and k.serial = case when $13 ~ '^[1-9][0-9]{0,17}$' then $13::bigint end
             and k.customer_number is null and not k.deleted))
    -- Of several the oldest; all are found first, for in order of serials their indexes are of no use.
    when 'phone' then (select min(o.serial) from (
        select k.serial from books.contact k
        where k.business_id = $1 and k.phone_digits @> array[regexp_replace($13, '[^0-9]', '', 'g')] and not k.deleted
        offset 0) o)
    when 'email' then (select min(o.serial) from (
        select k.serial from books.contact k
        where k.business_id = $1 and k.mail_addresses @> array[lower($13 collate "C") collate "default"]
            and not k.deleted offset 0) o)
    when 'erp-code' then (
        select r.serial from books.reference r
        where r.business_id = $1 and r.sort = 'contact' and r.scheme = 'erp-code' and r.value = $13)
end

-- name: contact
c.serial, c.key, c.version, c.terms_rule, c.terms_days, c.invoice_comment, c.charge_vat, c.is_domestic, c.price_list,
json_build_object(
    'name', c.name, 'tax_number', c.tax_number, 'contact_name', c.contact_name, 'address1', c.address1,
    'address2', c.address2, 'city', c.city, 'postal_code', c.postal_code, 'country', c.country, 'email', c.email,
    'mobile', coalesce(c.mobile, c.phone), 'responsible_person', c.responsible_person,
    'vat_number', case when c.vat_registered then c.vat_number end
) as party, coalesce(c.forbid_sales, false) as forbid_sales

-- name: sold_with
-- A document whose goods may come back: what it says, what of it was credited, and the till's own lines of it.
i.serial, i.key, i.uuid, i.kind, i.state, i.version, i.contact_serial as contact, i.date, i.open_amount, i.total,
i.credited, i.superseded, o.vat_rate, o.body as document, t.uuid as transaction_uuid,
array(select row_to_json(y) from (
    select l.uuid, l.line, t.slip->'lines'->(l.number - 1) as slip_line from books.slip_line l
    where l.business_id = $1 and l.document_serial = i.serial order by l.line) y) as slip_lines,
array(select row_to_json(y) from (
    select b.document_line as line, sum(b.quantity) as quantity from books.document_line_base b
    join books.document_index bi on bi.business_id = $1 and bi.serial = b.document_serial and bi.state = 'issued'
        and bi.kind in ('credit_invoice', 'till_return')
    where b.business_id = $1 and b.document = i.serial group by b.document_line order by b.document_line) y) as taken,
array(select row_to_json(y) from (
    select v.category, v.rate, sum(v.base) as base, sum(v.vat) as vat
    from books.document_source s
    join books.document_index ci on ci.business_id = $1 and ci.serial = s.document_serial and ci.state = 'issued'
        and ci.kind in ('credit_invoice', 'till_return')
    join books.document_vat v on v.business_id = $1 and v.document_serial = s.document_serial
    where s.business_id = $1 and s.document = i.serial and i.credited > 0
    group by v.category, v.rate order by v.category, v.rate) y) as credited_parts
