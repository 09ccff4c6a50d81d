-- Reads of contacts. Each row is one JSON value that decodes into books.StoredContact.

-- name: stored
-- One contact per serial of the array that fills the braces.
select row_to_json(r)::text from (
    select c.serial, c.key, c.uuid, c.version, c.created_at, c.created_by, c.updated_at, c.updated_by,
        k.name as class_name,
        coalesce((select b.amount from books.balance b
                  where b.business_id = c.business_id and b.account = 'receivable' and b.contact = c.serial), 0)
            as receivable,
        {payable} as payable,
        {opened} as opened,
        {proformas} as proformas,
        (select y.key from books.contact y where y.business_id = c.business_id and y.serial = c.payer) as payer_key,
        row_to_json(c) as contact{references}
    from books.contact c
    left join books.transaction_class k on k.business_id = c.business_id and k.number = c.class_number
    where c.business_id = $1 and c.serial = any({picked})
    order by c.serial
) r

-- name: references
-- What others call the contact `c`.
, array(select row_to_json(r) from (
    select r.scheme, r.value from books.reference r
    where r.business_id = c.business_id and r.sort = 'contact' and r.serial = c.serial
    order by r.scheme, r.value) r) as "references"

-- name: opened
-- What the contact `c` owed from the beginning.
-coalesce((select b.amount from books.balance b
           where b.business_id = c.business_id and b.account = 'opening-balances' and b.contact = c.serial), 0)

-- name: payable
-- What is owed to the contact `c`.
-coalesce((select b.amount from books.balance b
           where b.business_id = c.business_id and b.account = 'payable' and b.contact = c.serial), 0)

-- name: proformas
-- What standing proformas ask of the contact `c`.
coalesce((select sum(books.restated_v1(d.business_id, d.face, d.date)) from books.document_index d
          where d.business_id = c.business_id and d.contact_serial = c.serial and d.kind = 'proforma'
              and d.state = 'issued' and not d.superseded), 0)

-- name: by_key
array(select c.serial from books.contact c where c.business_id = $1 and c.key = $2 and not c.deleted)

-- name: by_live_serial
array(select c.serial from books.contact c where c.business_id = $1 and c.serial = $2::text::bigint and not c.deleted)

-- name: by_tax_number
array(select c.serial from books.contact c
      where c.business_id = $1 and c.tax_number = $2 and not c.deleted order by c.serial limit 1)

-- name: page
select p.total, array({stored}) from (
    with blocks as (
        select t.block, sum(t.records) over (order by t.block) as upto, t.records
        from books.tally t where t.business_id = $1 and t.sort = 'contact' and t.kind = ''
    ), start as (
        select block, upto - records as before from blocks where upto > $2 order by block limit 1
    )
    select coalesce((select max(upto) from blocks), 0)::bigint as total, array(
        select c.serial from books.contact c
        where c.business_id = $1 and not c.deleted and c.serial >= (select block * 1024 from start)
        order by c.serial offset greatest($2 - (select before from start), 0)::bigint limit $3
    ) as serials
) p

-- name: page_by_mail
select p.total, array({stored}) from (
    select count(*) over () as total, array(
        select c.serial from books.contact c
        where c.business_id = $1 and not c.deleted and c.mail_addresses @> array[$4::text]
        order by c.serial offset $2 limit $3
    ) as serials
    from books.contact c where c.business_id = $1 and not c.deleted and c.mail_addresses @> array[$4::text]
    limit 1
) p

-- name: facts
-- What saving or removing a contact needs: the replay, the settings, the contact under this key, its class.
select row_to_json(f)::text from (
    select {once}, {settings},
        (select row_to_json(x) from (
            select c.serial, c.key, c.uuid, c.version, c.created_at, c.created_by, row_to_json(c) as contact,
                coalesce((select b.amount from books.balance b where b.business_id = c.business_id
                          and b.account = 'receivable' and b.contact = c.serial), 0) as receivable,
                {payable} as payable,
                {opened} as opened, {proformas} as proformas,
                (select k.name from books.transaction_class k
                 where k.business_id = c.business_id and k.number = c.class_number) as class_name,
                (select y.key from books.contact y where y.business_id = c.business_id and y.serial = c.payer)
                    as payer_key,
                exists (select from books.document_index d
                        where d.business_id = c.business_id and d.contact_serial = c.serial)
                    or exists (select from books.expense e
                               where e.business_id = c.business_id and e.contact_serial = c.serial
                                   and e.state <> 'deleted')
                    or exists (select from books.balance b
                               where b.business_id = c.business_id and b.contact = c.serial and b.amount <> 0)
                    or exists (select from books.contact o
                               where o.business_id = c.business_id and o.payer = c.serial and not o.deleted)
                    or exists (select from books.standing_order s
                               where s.business_id = c.business_id and s.contact = c.serial and not s.deleted) as used
                {references}
            from books.contact c where c.business_id = $1 and {named} and not c.deleted) x) as existing,
        (select k.name from books.transaction_class k where k.business_id = $1 and k.number = $5) as class_name
        {taken}
) f

-- name: taken
-- Which of the names that a change gives, ($6 what they stand in, $7 they themselves), other contacts than $4 have. A
-- contact whose customer number nobody chose is called by its serial.
, array(
    select a.by from unnest($6::text[], $7::text[]) as a(by, value)
    where case a.by
        when 'customer_number' then exists (
            select from books.contact o
            where o.business_id = $1 and o.customer_number = a.value and not o.deleted and o.serial <> $4
        ) or exists (
            select from books.contact o
            where o.business_id = $1 and o.serial = case when a.value ~ '^[1-9][0-9]{0,17}$' then a.value::bigint end
                and o.customer_number is null and not o.deleted and o.serial <> $4)
        when 'barcode' then exists (
            select from books.contact o
            where o.business_id = $1 and o.barcode = a.value and not o.deleted and o.serial <> $4)
        when 'phone' then exists (
            select from books.contact o
            where o.business_id = $1 and o.phone_digits @> array[a.value] and not o.deleted and o.serial <> $4)
        when 'email' then exists (
            select from books.contact o
            where o.business_id = $1 and o.mail_addresses @> array[a.value] and not o.deleted and o.serial <> $4)
        when 'tax_number' then exists (
            select from books.contact o
            where o.business_id = $1 and o.tax_number = a.value and not o.deleted and o.serial <> $4)
        when 'uuid' then exists (
            select from books.contact o where o.business_id = $1 and o.uuid = a.value::uuid and o.serial <> $4)
        when 'key' then exists (
            select from books.contact o
            where o.business_id = $1 and o.key = a.value and not o.deleted and o.serial <> $4)
        else exists (
            select from books.reference r
            where r.business_id = $1 and r.sort = 'contact' and r.scheme = a.by and r.value = a.value
                and r.serial <> $4)
        end
) as taken

-- name: by_uuid
array(select c.serial from books.contact c where c.business_id = $1 and c.uuid = $2::text::uuid and not c.deleted)

-- name: by_reference
array(select r.serial from books.reference r
      where r.business_id = $1 and r.sort = 'contact' and r.scheme = '{scheme}' and r.value = $2)

-- name: by_customer_number
-- The one who was given the number, else the one whose serial it is and who was given none.
array(select coalesce(
    (select c.serial from books.contact c
     where c.business_id = $1 and c.customer_number = $2 and not c.deleted),
    (select c.serial from books.contact c
     where c.business_id = $1 and c.serial = case when $2 ~ '^[1-9][0-9]{0,17}$' then $2::bigint end
         and c.customer_number is null and not c.deleted)))

-- name: by_phone
-- The oldest with a number of these digits. All of them are found first: in order of serials the index is of no use.
array(select min(f.serial) from (
    select c.serial from books.contact c
    where c.business_id = $1 and c.phone_digits @> array[$2::text] and not c.deleted offset 0) f)

-- name: by_email
-- The oldest with this address.
array(select min(f.serial) from (
    select c.serial from books.contact c
    where c.business_id = $1 and c.mail_addresses @> array[$2::text] and not c.deleted offset 0) f)

-- name: by_barcode
array(select c.serial from books.contact c where c.business_id = $1 and c.barcode = $2 and not c.deleted)

-- name: changed_since
-- Customers changed after $2, or then and beyond the serial $4, the longest ago first; at most $3.
select array({stored}) from (
    select array(
        select c.serial from books.contact c
        where c.business_id = $1 and (c.updated_at, c.serial) > ($2, $4::bigint) and not c.deleted
            and c.type <> 'supplier'
        order by c.updated_at, c.serial limit $3
    ) as serials
) p

-- name: search
-- The filters and the order come from whitelists. $2 offset, $3 limit.
select p.total, array({stored}) from (
    with found as materialized (
        select c.serial, row_number() over (order by {order}) as place
        from books.contact c where c.business_id = $1 and not c.deleted {filters}
    )
    select (select count(*) from found) as total,
        array(select serial from found order by place offset $2 limit $3) as serials
) p

-- name: standings
-- Of the contacts $2: what they owe, how much of it falls due after the day $3, and the civil time of the last document
-- of the kinds $4 that they paid something with.
select c.serial, coalesce(b.amount, 0)::numeric as owed,
    greatest(least(coalesce(b.amount, 0), (
        select coalesce(sum(i.open_amount), 0) from books.document_index i
        join books.document d on d.business_id = i.business_id and d.serial = i.serial
        where i.business_id = $1 and i.contact_serial = c.serial and i.is_debt and i.state = 'issued'
            and i.open_amount > 0 and d.entry_serial is not null and d.due_date > $3)), 0)::numeric as not_yet_due,
    (select t.local_time from books.transaction t
     where t.business_id = $1 and t.contact = c.serial and exists (
         select from books.document d
         join books.document_index i on i.business_id = d.business_id and i.serial = d.serial
         where d.business_id = t.business_id and d.transaction_serial = t.serial and i.state = 'issued'
             and d.received_book + d.withheld_book > 0 and i.kind = any($4))
     order by t.local_time desc limit 1) as last_paid_at
from unnest($2::bigint[]) as c(serial)
left join books.balance b on b.business_id = $1 and b.account = 'receivable' and b.contact = c.serial
