-- The journal, entry by entry, with what posted each.

-- name: page
-- Entries posted from $2 to $3 after serial $4, up to serial $5; $6 of them. Each row is one JSON value that decodes into
-- storage.journal.Posted.
select row_to_json(r)::text from (
    select e.serial,
        (select row_to_json(x) from (
            select e.document_date, e.tax_date, e.posting_date,
                array(select row_to_json(p) from books.posting p
                      where p.business_id = $1 and p.entry_serial = e.serial order by p.number) as postings) x) as entry,
        case when d.serial is not null then row_to_json(o)
             when v.serial is not null then row_to_json(w) end as origin
    from books.entry e
    left join books.cancellation c on c.business_id = $1 and c.entry_serial = e.serial
    left join books.document d on d.business_id = $1
        and (d.entry_serial = e.serial or d.serial = c.document_serial)
    left join books.legal_number n on n.business_id = $1 and n.document_serial = d.serial
    left join books.voucher v on v.business_id = $1 and v.entry_serial = e.serial
    left join lateral (
        select d.kind, c.document_serial is not null as cancels, n.series, n.number, d.contact, d.due_date,
            coalesce(d.party->>'name', d.party->>'contact_name') as name, d.party->>'tax_number' as tax_number,
            d.note as details, null as reference, i.allocation_number
        from books.document_index i where i.business_id = $1 and i.serial = d.serial
    ) o on true
    left join books.expense_posting t on t.business_id = $1 and t.voucher_serial = coalesce(v.reverses, v.serial)
    left join books.expense_payment y on y.business_id = $1 and y.voucher_serial = coalesce(v.reverses, v.serial)
    left join books.expense x on x.business_id = $1 and x.serial = coalesce(t.expense_serial, y.expense_serial)
    left join lateral (
        select v.kind, v.reverses is not null as cancels, null as series, v.serial as number, null as contact,
            null as due_date, x.body->>'supplier_name' as name, x.body->>'tax_number' as tax_number, v.details,
            coalesce(x.body->>'reference', v.reference) as reference,
            x.body->>'allocation_number' as allocation_number
    ) w on true
    where e.business_id = $1 and e.serial > $4 and e.serial <= $5 and e.posting_date between $2 and $3
    order by e.serial limit $6
) r

-- name: last_entry
select entries from books.head where business_id = $1

-- name: classes
select number, name, vat from books.transaction_class where business_id = $1

-- name: accounts
-- Every account that was ever posted to, the contacts' own apart.
select distinct account from books.balance where business_id = $1 order by account

-- name: last_contact
select contacts from books.head where business_id = $1

-- name: contacts
-- Contacts after serial $2, $3 of them, with what an account of theirs is opened with elsewhere.
select row_to_json(r)::text from (
    select c.serial, c.type, coalesce(c.name, c.contact_name, '') as name, c.tax_number, c.phone, c.mobile, c.fax, c.email,
        c.address1, c.city, c.postal_code, c.country, c.bank, c.bank_branch, c.bank_account,
        exists (select from books.balance b
                where b.business_id = $1 and b.account = 'payable' and b.contact = c.serial) as payable,
        exists (select from books.balance b
                where b.business_id = $1 and b.account = 'receivable' and b.contact = c.serial) as receivable
    from books.contact c
    where c.business_id = $1 and c.serial > $2
        and (not c.deleted or exists (
            select from books.balance b
            where b.business_id = $1 and b.account in ('payable', 'receivable') and b.contact = c.serial))
    order by c.serial limit $3
) r
