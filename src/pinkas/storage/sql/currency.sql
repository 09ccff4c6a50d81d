-- The changeover of a business to another book currency.

-- name: is_done
select exists (select from books.changeover g where g.business_id = $1)

-- name: facts
-- What a changeover is decided on, in one snapshot: the settings, how far the daybook goes, and all that stands in the
-- currency before.
select row_to_json(f)::text from (
    select {settings}, h.position, exists (select from books.changeover g where g.business_id = $1) as done,
        array(select row_to_json(x) from (
            select b.account, b.contact, b.amount from books.balance b
            where b.business_id = $1 and b.amount <> 0 order by b.account, b.contact) x) as balances,
        array(select row_to_json(x) from (
            select i.serial, i.kind, coalesce(i.contact_serial, 0) as contact, i.open_amount from books.document_index i
            where i.business_id = $1 and i.state = 'issued' and i.open_amount <> 0 order by i.serial) x) as documents,
        array(select row_to_json(x) from (
            select i.kind, t.type, t.book_amount, t.deposited_book
            from books.till_line t
            join books.document_index i on i.business_id = $1 and i.serial = t.document_serial and i.state = 'issued'
            where t.business_id = $1 and t.in_till and not exists (
                select from books.voucher v
                where v.business_id = $1 and v.kind = 'bounced_cheque' and v.till_line = t.serial and not exists (
                    select from books.voucher r where r.business_id = $1 and r.reverses = v.serial))
            order by t.serial) x) as held
    from books.head h where h.business_id = $1
) f
