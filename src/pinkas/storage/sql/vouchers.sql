-- Reads of vouchers: what posts without being a document. Each row is one JSON value that decodes into
-- storage.vouchers.NamedVoucher. Fragments between {braces} are filled from a whitelist in storage/vouchers.py.

-- name: stored
-- One voucher per serial of the array that fills the braces, with the keys of what it speaks of.
select row_to_json(r)::text from (
    select row_to_json(w) as stored,
        coalesce((
            select json_object_agg(c.serial, c.key)
            from (select distinct p.contact from books.posting p
                  where p.business_id = $1 and p.entry_serial = v.entry_serial and p.contact <> 0) p
            join books.contact c on c.business_id = $1 and c.serial = p.contact), '{}') as contacts,
        (select d.key from books.document_index d where d.business_id = $1 and d.serial = v.document_serial) as document,
        (select t.uuid from books.till_line t where t.business_id = $1 and t.serial = v.till_line) as cheque,
        (select o.key from books.voucher o where o.business_id = $1 and o.serial = v.reverses) as reverses,
        (select o.key from books.voucher o where o.business_id = $1 and o.reverses = v.serial) as reversed_by
    from books.voucher v
    cross join lateral (
        select v.serial, v.key, v.uuid, v.recorded_at, v.recorded_by,
            (select row_to_json(x) from (
                select v.kind, v.date, v.details, v.reference, v.document_serial, v.till_line, v.reverses) x) as voucher,
            (select row_to_json(x) from (
                select e.document_date, e.tax_date, e.posting_date,
                    array(select row_to_json(p) from books.posting p
                          where p.business_id = $1 and p.entry_serial = e.serial order by p.number) as postings
                from books.entry e where e.business_id = $1 and e.serial = v.entry_serial) x) as entry,
            array(select row_to_json(x) from (
                select s.paid, s.amount, s.paying, s.made_by from books.settlement s
                where s.business_id = $1 and s.voucher_serial = v.serial order by s.serial) x) as settlements,
            array(select row_to_json(x) from (
                select m.product, m.quantity, m.line, m.store from books.stock_move m
                where m.business_id = $1 and m.position = v.position order by m.serial) x) as moves,
            (select o.serial from books.voucher o where o.business_id = $1 and o.reverses = v.serial) as reversed_by
    ) w
    where v.business_id = $1 and v.serial = any({picked})
    order by v.serial
) r

-- name: by_key
array(select k.serial from books.voucher k where k.business_id = $1 and k.key = $4)

-- name: page
-- Pages find their block in the tally, so the last page costs what the first does. $2 offset, $3 limit.
select p.total, array({stored}) from (
    with blocks as (
        select t.block, sum(t.records) over (order by t.block) as upto, t.records
        from books.tally t where t.business_id = $1 and t.sort = 'voucher' and t.kind = ''
    ), start as (
        select block, upto - records as before from blocks where upto > $2 order by block limit 1
    )
    select coalesce((select max(upto) from blocks), 0)::bigint as total, array(
        select k.serial from books.voucher k
        where k.business_id = $1 and k.serial >= (select block * 1024 from start)
        order by k.serial offset greatest($2 - (select before from start), 0)::bigint limit $3
    ) as serials
) p

-- name: page_of_kind
select p.total, array({stored}) from (
    select (select count(*) from books.voucher k where k.business_id = $1 and k.kind = $4) as total, array(
        select k.serial from books.voucher k where k.business_id = $1 and k.kind = $4
        order by k.serial offset $2 limit $3
    ) as serials
) p

-- name: facts
-- What a decision about a voucher needs, in one round-trip: the replay, the settings, the contacts ($5), the classes, the
-- cash in the till, the product ($6) and what all stores have of it, the document ($7); and beside it the voucher
-- under the key ($4).
select row_to_json(f)::text, ({stored})
from (
    select {once}, {settings},
        array(select row_to_json(x) from (
            select c.key, c.serial, c.version, c.type from books.contact c
            where c.business_id = $1 and c.key = any($5) and not c.deleted) x) as contacts,
        array(select row_to_json(x) from (
            select k.number, k.sort from books.transaction_class k where k.business_id = $1) x) as classes,
        coalesce((select b.amount from books.balance b
                  where b.business_id = $1 and b.account = 'till:cash' and b.contact = 0), 0) as cash,
        (select row_to_json(x) from (
            select p.key, p.serial, p.version, coalesce((
                select sum(s.quantity) from books.stock s
                where s.business_id = $1 and s.product = p.serial), 0) as in_stock
            from books.product p where p.business_id = $1 and p.key = $6 and not p.deleted) x) as product,
        (select row_to_json(x) from (
            select d.key, d.serial, d.version, d.kind, d.state, d.contact_serial as contact, d.total, d.open_amount
            from books.document_index d where d.business_id = $1 and d.key = $7) x) as document
) f

-- name: cheque_facts
-- What bouncing a cheque ($4, the till line's uuid) needs: the replay, the settings, the line with its document and the
-- deposit that holds it, and what stands of the settlements which that document made, or of invoices that others paid out
-- of it, the latest first.
select row_to_json(f)::text
from (
    select {once}, {settings},
        (select row_to_json(x) from (
            select t.serial, t.type, t.amount, t.currency, t.rate, t.book_amount, t.deposited, t.date as received,
                (select row_to_json(y) from (
                    select d.voucher_serial as voucher, d.date, e.posting_date from books.deposit_part p
                    join books.deposit d on d.business_id = $1 and d.serial = p.deposit_serial
                    join books.voucher v on v.business_id = $1 and v.serial = d.voucher_serial
                    join books.entry e on e.business_id = $1 and e.serial = v.entry_serial
                    where p.business_id = $1 and p.till_line = t.serial and not exists (
                        select from books.voucher z where z.business_id = $1 and z.reverses = v.serial)) y) as deposit,
                exists (select from books.voucher v where v.business_id = $1 and v.till_line = t.serial
                        and v.kind = 'bounced_cheque') as bounced,
                (select row_to_json(y) from (
                    select d.key, d.serial, d.version, d.kind, d.state, d.contact_serial as contact, d.total,
                        d.open_amount
                    from books.document_index d where d.business_id = $1 and d.serial = t.document_serial) y) as document,
                array(select row_to_json(y) from (
                    select s.paying, s.paid, sum(s.amount) as amount from books.settlement s
                    where s.business_id = $1 and s.paying = t.document_serial and s.paid is not null
                        and (coalesce(s.made_by, s.paying) = s.paying or exists (
                            select from books.document_index p
                            where p.business_id = $1 and p.serial = s.paid and p.is_debt))
                    group by s.paying, s.paid having sum(s.amount) > 0
                    order by max(s.serial) filter (where s.amount > 0) desc) y) as settled
            from books.till_line t where t.business_id = $1 and t.uuid = $4) x) as cheque
) f
