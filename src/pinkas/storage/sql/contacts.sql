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
        row_to_json(c) as contact
    from books.contact c
    left join books.transaction_class k on k.business_id = c.business_id and k.number = c.class_number
    where c.business_id = $1 and c.serial = any({picked})
    order by c.serial
) r

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
coalesce((select sum(d.face) from books.document_index d
          where d.business_id = c.business_id and d.contact_serial = c.serial and d.kind = 'proforma'
              and d.state = 'issued' and not d.superseded), 0)

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
            select c.serial, c.uuid, c.version, c.created_at, c.created_by, row_to_json(c) as contact,
                coalesce((select b.amount from books.balance b where b.business_id = c.business_id
                          and b.account = 'receivable' and b.contact = c.serial), 0) as receivable,
                {payable} as payable,
                {opened} as opened, {proformas} as proformas,
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
            from books.contact c where c.business_id = $1 and c.key = $4 and not c.deleted) x) as existing,
        (select k.name from books.transaction_class k where k.business_id = $1 and k.number = $5) as class_name
) f
