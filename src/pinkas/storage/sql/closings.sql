-- Reads of closings: the end of a store's day at the till.

-- name: figures
-- What the sales and payments of store $2 after the daybook's line $3 up to $4 came to; $5 are the kinds of document that
-- go the other way. Sales and their VAT by currency, what was paid by type and currency.
select row_to_json(f)::text from (
    with day as (
        select t.serial, t.kind, t.total, t.local_time from books.transaction t
        where t.business_id = $1 and t.store_serial = $2 and t.position > $3 and t.position <= $4
            and t.kind in ('sale', 'payment')
    ), paper as (
        select d.serial, d.transaction_serial, d.currency, d.withheld_book,
            case when d.kind = any($5) then -1 else 1 end as sign
        from day join books.document d on d.business_id = $1 and d.transaction_serial = day.serial
    )
    select
        (select count(*) from day) as transactions,
        (select min(day.local_time) from day) as first_at,
        (select max(day.local_time) from day) as last_at,
        array(select row_to_json(x) from (
            select p.currency, count(*) as count, sum(greatest(day.total, 0)) as sales,
                sum(least(day.total, 0)) as returns
            from day join lateral (
                select p.currency from paper p where p.transaction_serial = day.serial order by p.serial limit 1
            ) p on true
            where day.kind = 'sale'
            group by p.currency order by p.currency) x) as sold,
        (select coalesce(sum(day.total), 0) from day where day.kind = 'payment') as payments,
        array(select row_to_json(x) from (
            select p.currency, v.category, v.rate, sum(p.sign * v.base) as base, sum(p.sign * v.vat) as vat
            from paper p join books.document_vat v on v.business_id = $1 and v.document_serial = p.serial
            group by p.currency, v.category, v.rate order by p.currency, v.category, v.rate) x) as vat,
        array(select row_to_json(x) from (
            select l.type, l.currency, count(*) as count, sum(p.sign * l.amount) as amount
            from paper p join books.till_line l on l.business_id = $1 and l.document_serial = p.serial
            group by l.type, l.currency order by l.type, l.currency) x) as tenders,
        (select coalesce(sum(p.sign * p.withheld_book), 0) from paper p) as withheld
) f

-- name: facts
-- What closing a store's day needs: the replay, the last line of the daybook, and the store's last closing. $4 its key.
select row_to_json(f)::text from (
    select {once},
        (select h.position from books.head h where h.business_id = $1) as position,
        (select row_to_json(x) from (
            select s.serial, s.key, coalesce(z.sequence, 0) as sequence, coalesce(z.through_position, 0) as through_position
            from books.store s
            left join lateral (
                select z.sequence, z.through_position from books.z_closing z
                where z.business_id = $1 and z.store_serial = s.serial order by z.sequence desc limit 1) z on true
            where s.business_id = $1 and s.key = $4) x) as store
) f

-- name: closings
-- The closings of a business, of one store ($2) or all, the last first; how many there are beside each.
select count(*) over () as total, row_to_json(x)::text as closing from (
    select z.serial, z.key, z.uuid, s.key as store, z.sequence, z.closed_at, z.after_position, z.through_position,
        z.figures, d.actor as closed_by
    from books.z_closing z
    join books.store s on s.business_id = $1 and s.serial = z.store_serial
    join books.daybook d on d.business_id = $1 and d.position = z.position
    where z.business_id = $1 and ($2::text is null or s.key = $2)
) x
order by x.serial desc limit $3 offset $4

-- name: count
select count(*) from books.z_closing z
join books.store s on s.business_id = $1 and s.serial = z.store_serial
where z.business_id = $1 and ($2::text is null or s.key = $2)

-- name: closing
-- One closing, by serial or by key.
select row_to_json(x)::text from (
    select z.serial, z.key, z.uuid, s.key as store, z.sequence, z.closed_at, z.after_position, z.through_position,
        z.figures, d.actor as closed_by
    from books.z_closing z
    join books.store s on s.business_id = $1 and s.serial = z.store_serial
    join books.daybook d on d.business_id = $1 and d.position = z.position
    where z.business_id = $1 and (z.serial = $2 or z.key = $3)
) x

-- name: number
-- The number of the closing that covers transaction t, null while its store's day goes on and for what has none.
case when t.kind in ('sale', 'payment') then (
    select s.key || '-' || z.sequence from books.z_closing z
    join books.store s on s.business_id = z.business_id and s.serial = z.store_serial
    where z.business_id = t.business_id and z.store_serial = t.store_serial and z.through_position >= t.position
    order by z.through_position limit 1) end
