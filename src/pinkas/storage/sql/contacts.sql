-- Reads of contacts. Each row is one JSON value that decodes into books.StoredContact.

-- name: stored
-- One contact per serial of the array that fills the braces.
select row_to_json(r)::text from (
    select c.serial, c.key, c.uuid, c.version, c.created_at, c.created_by, c.updated_at, c.updated_by,
        k.name as class_name,
        coalesce((select b.amount from books.balance b
                  where b.business_id = c.business_id and b.account = 'receivable' and b.contact = c.serial), 0)
            as receivable,
        row_to_json(c) as contact
    from books.contact c
    left join books.transaction_class k on k.business_id = c.business_id and k.number = c.class_number
    where c.business_id = $1 and c.serial = any({picked})
    order by c.serial
) r

-- name: by_key
array(select c.serial from books.contact c where c.business_id = $1 and c.key = $2 and not c.deleted)

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
        select c.serial from books.contact c, start
        where c.business_id = $1 and not c.deleted and c.serial >= start.block * 1024
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
-- What saving or removing a contact needs: the replay, the contact under this key, its class.
select row_to_json(f)::text from (
    select
        (select row_to_json(x) from (
            select o.route, encode(o.body_hash, 'hex') as body_hash, o.status, o.serial
            from books.idempotency o where o.business_id = $1 and o.credential = $2 and o.key = $3) x) as once,
        (select row_to_json(x) from (
            select c.serial, c.uuid, c.version, c.created_at, c.created_by, row_to_json(c) as contact,
                coalesce((select b.amount from books.balance b where b.business_id = c.business_id
                          and b.account = 'receivable' and b.contact = c.serial), 0) as receivable,
                exists (select from books.document_index d
                        where d.business_id = c.business_id and d.contact_serial = c.serial) as used
            from books.contact c where c.business_id = $1 and c.key = $4 and not c.deleted) x) as existing,
        (select k.name from books.transaction_class k where k.business_id = $1 and k.number = $5) as class_name
) f
