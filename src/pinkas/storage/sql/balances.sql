-- What contacts owe, and are owed. Each row is one JSON value that decodes into storage/balances.ContactBalance.

-- name: page
-- $2 offset, $3 limit. The page finds its block in the tally, so the last costs what the first does.
select p.total, array(
    select row_to_json(r)::text from (
        select c.serial, c.key, c.type, c.name, c.tax_number, c.contact_name, c.created_at, c.created_by, c.updated_at,
            c.updated_by,
            coalesce((select b.amount from books.balance b
                      where b.business_id = $1 and b.account = 'receivable' and b.contact = c.serial), 0) as receivable,
            -coalesce((select b.amount from books.balance b
                       where b.business_id = $1 and b.account = 'payable' and b.contact = c.serial), 0) as payable,
            -coalesce((select b.amount from books.balance b
                       where b.business_id = $1 and b.account = 'opening-balances' and b.contact = c.serial), 0)
                as opened,
            coalesce((select sum(books.restated_v1($1, d.face, d.date)) from books.document_index d
                      where d.business_id = $1 and d.contact_serial = c.serial and d.kind = 'proforma'
                          and d.state = 'issued' and not d.superseded), 0) as proformas
        from books.contact c
        where c.business_id = $1 and c.serial = any(p.serials)
        order by c.serial
    ) r
) as balances
from (
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
