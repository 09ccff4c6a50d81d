-- Reads that prove transactions of tills.

-- name: transactions
select t.serial, t.uuid, t.register_serial, g.number as register_number, t.sequence, t.recorded_at, t.local_time,
    t.happened_at, t.contact, t.seller, t.modifier, t.total, t.position, t.slip::text as slip,
    array(select o.serial from books.document o
          where o.business_id = t.business_id and o.transaction_serial = t.serial order by o.serial) as documents,
    array(select row_to_json(x)::text from (
        select r.scheme, r.value from books.reference r
        where r.business_id = t.business_id and r.sort = 'transaction' and r.serial = t.serial) x) as references,
    coalesce((select json_agg(row_to_json(x)) from (
        select l.uuid, l.number, l.document_serial, l.line, l.returns from books.slip_line l
        where l.business_id = t.business_id and l.transaction_serial = t.serial order by l.number) x), '[]')::text as lines
from books.transaction t
join books.register g on g.business_id = t.business_id and g.serial = t.register_serial
where t.business_id = $1 and t.serial = any($2)

-- name: documents
select o.serial, o.entry_serial, n.series, n.number, i.face,
    exists (select from books.allocation a
            where a.business_id = o.business_id and a.document_serial = o.serial and a.at_issue) as waits,
    array(select row_to_json(x)::text from (
        select m.product, m.quantity, m.line from books.stock_move m
        join books.transaction t on t.business_id = m.business_id and t.serial = o.transaction_serial
        where m.business_id = o.business_id and m.document_serial = o.serial and m.position = t.position
        order by m.serial) x) as moves
from books.document o
join books.document_index i on i.business_id = o.business_id and i.serial = o.serial
join books.legal_number n on n.business_id = o.business_id and n.document_serial = o.serial
where o.business_id = $1 and o.serial = any($2)

-- name: disagreements
-- What transactions keep of their documents and of those before them at the same till.
select * from (
    select 'the grand total of transaction' as what, t.register_serial || '-' || t.sequence as record,
        t.grand_total::text as kept, t.computed::text
    from (
        select t.*, sum(case when t.kind = 'sale' then greatest(t.total, 0) else 0 end)
            over (partition by t.register_serial order by t.position) as computed
        from books.transaction t where t.business_id = $1
    ) t
    where t.grand_total <> t.computed
    union all
    select 'the grand total of register', r.number::text, r.grand_total::text, coalesce(t.total, 0)::text
    from books.register r
    left join (
        select register_serial, max(grand_total) as total from books.transaction where business_id = $1
        group by register_serial
    ) t on t.register_serial = r.serial
    where r.business_id = $1 and r.grand_total <> coalesce(t.total, 0)
    union all
    select 'what the till says of transaction', t.serial::text,
        concat_ws(' ', t.kind, t.local_time, t.contact, t.total, t.store_serial),
        concat_ws(' ', o.kind, o.date, o.contact, o.total)
    from books.transaction t
    join books.document o on o.business_id = $1 and o.transaction_serial = t.serial
    where t.business_id = $1 and t.slip is null and (
        t.local_time <> o.date::timestamp or t.contact is distinct from o.contact
        or abs(t.total) <> case when o.kind in ('receipt', 'refund', 'donation_receipt')
            then o.received_book + o.withheld_book else o.total end)
    union all
    select 'the line of transaction', t.serial::text, t.position::text, coalesce(d.position, 0)::text
    from books.transaction t
    left join books.daybook d on d.business_id = $1 and d.position = t.position
        and d.verb in ('transaction recorded', 'document issued')
    where t.business_id = $1 and d.position is null
    union all
    select 'the count of recorded transactions', 'all', count(*)::text, (
        select count(*) from books.daybook d where d.business_id = $1 and d.verb = 'transaction recorded')::text
    from books.transaction t
    join books.daybook l on l.business_id = $1 and l.position = t.position and l.verb = 'transaction recorded'
        and l.serial = t.serial
    where t.business_id = $1
    having count(*) <> (select count(*) from books.daybook d
                        where d.business_id = $1 and d.verb = 'transaction recorded')
    union all
    select 'the code of transaction', r.value, r.serial::text, 'a transaction'
    from books.reference r
    where r.business_id = $1 and r.sort = 'transaction' and not exists (
        select from books.transaction t where t.business_id = $1 and t.serial = r.serial)
) x limit 20

-- Numbers that tills which number their own sales, or ever did, have not brought yet, between the lowest and the highest that they
-- did: run by run, and how many runs there are in all.
-- name: awaited
select g.number as till, t.sequence + 1 as first, t.next - 1 as last, count(*) over () as runs
from (
    select register_serial, sequence, lead(sequence) over (partition by register_serial order by sequence) as next
    from books.transaction
    where business_id = $1 and register_serial in (
        select serial from books.register where business_id = $1 and (own_numbers or told_numbers))
) t
join books.register g on g.business_id = $1 and g.serial = t.register_serial
where t.next > t.sequence + 1
order by g.number, t.sequence
limit $2
