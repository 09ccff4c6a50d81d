-- Reports: one query to each, over postings wherever money is told. $1 is always the business.

-- name: classes
select number, name from books.transaction_class where business_id = $1

-- name: letterhead
-- Who the report is of.
select p.legal_name, p.name_english, p.registration, b.tax_number, p.address1, p.address2, p.city, p.postal_code,
    p.address1_english, p.city_english, p.phone, p.email, p.website, p.logo_type, p.logo,
    array(
        select to_json(r) from (
            select g.valid_from, g.registration from books.registration g
            where g.business_id = p.business_id order by g.valid_from
        ) r
    ) as registrations
from books.profile p join directory.business b on b.business_id = p.business_id
where p.business_id = $1

-- name: accounts
-- Every account anything was posted to, in order.
select distinct b.account from books.balance b where b.business_id = $1 order by b.account

-- name: contact
-- $2 key.
select c.serial, c.key, coalesce(c.name, c.contact_name, c.key) as name from books.contact c
where c.business_id = $1 and c.key = $2 and not c.deleted

-- name: trial_balance
-- $2 first day, $3 last: what each account stood at before, and what was debited and credited in those days.
select p.account,
    coalesce(sum(p.amount) filter (where b.before), 0) as opening,
    coalesce(sum(p.amount) filter (where not b.before and p.amount > 0), 0) as debit,
    -coalesce(sum(p.amount) filter (where not b.before and p.amount < 0), 0) as credit
from books.entry e
join books.posting p on p.business_id = e.business_id and p.entry_serial = e.serial
-- From the day of a changeover on, what was before is told in the currency after it.
cross join lateral (
    select e.posting_date < $2
        or e.posting_date = $2 and e.serial is not distinct from (select books.changeover_entry_v1($1)) as before) b
where e.business_id = $1 and e.posting_date <= $3
group by p.account order by p.account

-- name: card_opening
-- $2 account, $3 contact or null, $4 first day: what it stood at before.
select coalesce(sum(p.amount), 0)
from books.posting p
join books.entry e on e.business_id = p.business_id and e.serial = p.entry_serial
where p.business_id = $1 and p.account = $2 and ($3::bigint is null or p.contact = $3)
    and (e.posting_date < $4
        or e.posting_date = $4 and e.serial is not distinct from (select books.changeover_entry_v1($1)))

-- name: card
-- $2 account, $3 contact or null, $4 first day, $5 last, $6 rows at most: its postings with what posted them, the
-- entry's of one account together.
select m.posting_date, m.document_date, m.amount, coalesce(o.kind, i.kind) as kind, x.document_serial is not null as cancels,
    n.series, n.number, n.run, v.kind as voucher_kind, v.serial as voucher, v.details, v.reference,
    coalesce(c.name, c.contact_name, c.key) as contact
from (
    select e.serial, e.posting_date, e.document_date, p.contact, sum(p.amount) as amount
    from books.posting p
    join books.entry e on e.business_id = p.business_id and e.serial = p.entry_serial
    where p.business_id = $1 and p.account = $2 and ($3::bigint is null or p.contact = $3)
        and e.posting_date between $4 and $5 and not (
            e.posting_date = $4 and e.serial is not distinct from (select books.changeover_entry_v1($1)))
    group by e.serial, e.posting_date, e.document_date, p.contact
    having sum(p.amount) <> 0
    order by e.posting_date, e.serial, p.contact
    limit $6
) m
left join books.document o on o.business_id = $1 and o.entry_serial = m.serial
left join books.cancellation x on x.business_id = $1 and x.entry_serial = m.serial
left join books.document_index i on i.business_id = $1 and i.serial = x.document_serial
left join books.legal_number n on n.business_id = $1 and n.document_serial = coalesce(o.serial, x.document_serial)
left join books.voucher v on v.business_id = $1 and v.entry_serial = m.serial
left join books.contact c on c.business_id = $1 and c.serial = m.contact
order by m.posting_date, m.serial, m.contact

-- name: aged_debts
-- $2 as of. What each document and voucher left open of what it posted to customers: its amount, less what was settled of
-- it, plus what it settled of others, so that all of a contact's come to its balance. What is owed lies in a bucket by
-- the days since it fell due; what was paid and belongs to nothing yet is `unallocated`, negative.
with late_entry as materialized (
    select e.serial from books.entry e where e.business_id = $1 and e.posting_date > $2
), late as materialized (
    select d.position from late_entry e
    join books.document o on o.business_id = $1 and o.entry_serial = e.serial
    join books.daybook d on d.business_id = $1 and d.sort = 'document' and d.serial = o.serial
    union all
    select d.position from late_entry e
    join books.cancellation x on x.business_id = $1 and x.entry_serial = e.serial
    join books.daybook d on d.business_id = $1 and d.sort = 'document' and d.serial = x.document_serial
        and d.verb = 'document cancelled'
    union all
    select v.position from late_entry e join books.voucher v on v.business_id = $1 and v.entry_serial = e.serial
), posted as (
    -- A document's and its cancellation's postings are one item; a voucher's, under minus its serial, another: of each
    -- contact that it names, unless it settles something.
    select coalesce(o.serial, x.document_serial, -v.serial) as item,
        case when v.serial is null or v.kind <> 'changeover' and exists (
            select from books.settlement s where s.business_id = $1 and s.voucher_serial = v.serial
        ) then 0 else p.contact end as part, p.contact, p.amount,
        case when v.kind is distinct from 'changeover' then coalesce(o.due_date, v.date) end as due
    from books.posting p
    left join books.document o on o.business_id = $1 and o.entry_serial = p.entry_serial
    left join books.cancellation x on x.business_id = $1 and x.entry_serial = p.entry_serial
    left join books.voucher v on v.business_id = $1 and v.entry_serial = p.entry_serial
    where p.business_id = $1 and p.account = 'receivable'
        and not exists (select from late_entry l where l.serial = p.entry_serial)
), settled as (
    -- What a changeover took off an open amount, it posted to that document's contact.
    select s.paid, s.paying, s.voucher_serial, s.amount, coalesce(d.contact_serial, 0) as part
    from books.settlement s
    left join books.voucher v on v.business_id = $1 and v.serial = s.voucher_serial and v.kind = 'changeover'
    left join books.document_index d
        on v.serial is not null and d.business_id = $1 and d.serial = coalesce(s.paid, s.paying)
    where s.business_id = $1 and d.kind is distinct from 'proforma' and not exists (select from late l where l.position = s.position)
), item as (
    select m.item, max(m.contact) as contact, max(m.due) as due, sum(m.amount) as open
    from (
        select item, part, contact, due, amount from posted
        union all
        select coalesce(s.paid, -s.voucher_serial), case when s.paid is null then s.part else 0 end, null, null, -s.amount
        from settled s
        union all
        select coalesce(s.paying, -s.voucher_serial), case when s.paying is null then s.part else 0 end, null, null,
            s.amount
        from settled s
    ) m
    group by m.item, m.part
    having sum(m.amount) <> 0
), owed as (
    -- A proforma that was paid posts nothing: its contact stands in its own row.
    select coalesce(i.contact, (
            select d.contact_serial from books.document_index d where d.business_id = $1 and d.serial = i.item), 0
        ) as contact,
        coalesce(sum(i.open) filter (where i.open > 0 and $2 - i.due <= 0), 0) as current,
        coalesce(sum(i.open) filter (where i.open > 0 and $2 - i.due between 1 and 30), 0) as days_30,
        coalesce(sum(i.open) filter (where i.open > 0 and $2 - i.due between 31 and 60), 0) as days_60,
        coalesce(sum(i.open) filter (where i.open > 0 and $2 - i.due between 61 and 90), 0) as days_90,
        coalesce(sum(i.open) filter (where i.open > 0 and $2 - i.due > 90), 0) as older,
        coalesce(sum(i.open) filter (where i.open < 0 or i.due is null), 0) as unallocated,
        sum(i.open) as total
    from item i
    group by 1
)
select o.contact, c.key, coalesce(c.name, c.contact_name, c.key) as name, o.current, o.days_30, o.days_60, o.days_90,
    o.older, o.unallocated, o.total
from owed o
left join books.contact c on c.business_id = $1 and c.serial = o.contact
order by coalesce(c.name, c.contact_name, c.key) collate "C" nulls first, o.contact

-- name: vat
-- $2 first day, $3 last, by tax date: bases and tax by category and rate, credits positive; the tax's own accounts whole.
select p.account, p.vat_category as category, p.vat_rate as rate, -sum(p.amount) as amount
from books.entry e
join books.posting p on p.business_id = e.business_id and p.entry_serial = e.serial
where e.business_id = $1 and e.tax_date between $2 and $3
    and e.serial is distinct from (select books.changeover_entry_v1($1))
    and (p.account in ('output-vat', 'input-vat', 'input-vat-equipment')
        or p.vat_category is not null and (p.account like 'income:%' or p.account = 'donations'))
group by p.account, p.vat_category, p.vat_rate
order by p.account, p.vat_category, p.vat_rate

-- name: documents
-- $2 first day, $3 last, $4 rows at most: documents by their own date, and cancellations by theirs, but not before the
-- document's: the amounts of each as they change what was sold and received. Drafts and voids have their number and
-- nothing else.
select m.date, m.kind, n.series, n.number, n.run, c.key as contact, 
    coalesce(o.party->>'name', w.body->'party'->>'name', c.name, c.contact_name) as name,
    m.state, m.sign * o.net as net, m.sign * o.vat as vat, m.sign * o.total as total,
    m.sign * o.received_book as received, m.sign * o.withheld_book as withheld, m.posts
from (
    select i.serial, i.date, i.kind, i.contact_serial, i.state, false as cancels,
        case when i.kind in ('credit_invoice', 'refund', 'till_return') then -1 else 1 end as sign,
        i.kind not in ('proforma', 'delivery_note', 'quote') as posts
    from books.document_index i
    where i.business_id = $1 and i.date between $2 and $3
    union all
    select i.serial, greatest(x.date, i.date), i.kind, i.contact_serial, 'cancellation', true,
        case when i.kind in ('credit_invoice', 'refund', 'till_return') then 1 else -1 end,
        i.kind not in ('proforma', 'delivery_note', 'quote')
    from books.cancellation x
    join books.document_index i on i.business_id = $1 and i.serial = x.document_serial
    where x.business_id = $1 and x.date <= $3 and greatest(x.date, i.date) between $2 and $3
) m
join books.legal_number n on n.business_id = $1 and n.document_serial = m.serial
left join books.document o on o.business_id = $1 and o.serial = m.serial
left join books.draft w on w.business_id = $1 and w.serial = m.serial
left join books.contact c on c.business_id = $1 and c.serial = m.contact_serial
order by m.kind, n.series, n.number, m.cancels
limit $4

-- name: till_lines
-- $2 as of, $3 rows at most: tenders received by then that had not left again; cash in one sum for each currency.
with gone as (
    select l.serial from books.cancellation x
    join books.till_line l on l.business_id = $1 and l.document_serial = x.document_serial
    where x.business_id = $1 and x.date <= $2
    union
    select v.till_line from books.voucher v
    where v.business_id = $1 and v.kind = 'bounced_cheque' and v.till_line is not null and v.date <= $2
), deposited as (
    select p.till_line, sum(p.amount) as amount,
        coalesce(books.restated_v1($1, sum(p.book_amount) filter (where d.date < g.day), g.day - 1, $2), 0)
            + coalesce(sum(p.book_amount) filter (where g.day is null or d.date >= g.day), 0) as book_amount
    from books.deposit d
    left join books.changeover g on g.business_id = $1
    join books.deposit_part p on p.business_id = $1 and p.deposit_serial = d.serial
    where d.business_id = $1 and d.date <= $2 and not exists (
        select from books.voucher r where r.business_id = $1 and r.reverses = d.voucher_serial and r.date <= $2)
    group by p.till_line, g.day
), held as (
    select t.serial, t.date, t.document_serial, t.type, t.currency, t.bank, t.branch, t.account, t.cheque_number,
        t.due_date, t.amount - coalesce(d.amount, 0) as amount,
        books.restated_v1($1, t.book_amount, t.date, $2) - coalesce(d.book_amount, 0) as book_amount,
        case when i.kind in ('refund', 'till_return') then -1 else 1 end as sign, i.contact_serial
    from books.till_line t
    join books.document_index i on i.business_id = $1 and i.serial = t.document_serial
    left join deposited d on d.till_line = t.serial
    where t.business_id = $1 and t.date <= $2 and t.amount > coalesce(d.amount, 0)
        and not exists (select from gone g where g.serial = t.serial)
), told as (
    select null::date as date, null::bigint as document, type, currency, null::bigint as contact_serial, null::int as bank,
        null::text as branch, null::text as account, null::text as cheque_number, null::date as due_date,
        sum(sign * amount) as amount, sum(sign * book_amount) as book_amount, min(serial) as place
    from held where type = 'cash' group by type, currency
    union all
    select date, document_serial, type, currency, contact_serial, bank, branch, account, cheque_number, due_date,
        sign * amount, sign * book_amount, serial
    from held where type <> 'cash'
)
select h.date, n.series, n.number, n.run, h.type, h.currency, coalesce(c.name, c.contact_name, c.key) as contact, h.bank, h.branch,
    h.account, h.cheque_number, h.due_date, h.amount, h.book_amount
from told h
left join books.legal_number n on n.business_id = $1 and n.document_serial = h.document
left join books.contact c on c.business_id = $1 and c.serial = h.contact_serial
order by h.place
limit $3

-- name: till_balances
-- $2 as of: what the journal says lies in the till, by account.
select p.account, sum(p.amount) as amount
from books.posting p
join books.entry e on e.business_id = $1 and e.serial = p.entry_serial
where p.business_id = $1 and p.account like 'till:%' and e.posting_date <= $2
group by p.account

-- name: sales_by_product
-- $2 first day, $3 last, by posting date: what sales, credits and cancellations sold of each product, net of the lines'
-- own discounts.
with deed as (
    select coalesce(o.serial, c.serial) as serial,
        case when coalesce(o.kind, c.kind) in ('credit_invoice', 'till_return') then -1 else 1 end
            * case when o.serial is null then -1 else 1 end as sign
    from books.entry e
    left join books.document o on o.business_id = $1 and o.entry_serial = e.serial
    left join books.cancellation x on x.business_id = $1 and x.entry_serial = e.serial
    left join books.document c on c.business_id = $1 and c.serial = x.document_serial
    where e.business_id = $1 and e.posting_date between $2 and $3
        and coalesce(o.kind, c.kind) in (
            'tax_invoice', 'invoice_receipt', 'credit_invoice', 'till_receipt', 'till_return', 'debit_note',
            'advance_invoice')
)
select p.key, coalesce(p.catalog_number, l.catalog_number) as catalog_number, coalesce(p.name, l.name, l.details) as name,
    sum(d.sign * l.quantity) as quantity, sum(d.sign * l.net) as net
from deed d
join books.document_line l on l.business_id = $1 and l.document_serial = d.serial
left join books.product p on p.business_id = $1 and p.serial = l.product_serial
group by 1, 2, 3
order by coalesce(p.name, l.name, l.details) collate "C" nulls last, p.key
limit $4

-- name: income
-- $2 first day, $3 last, by posting date: what income the journal has, of documents and of entries without one.
select coalesce(-sum(p.amount) filter (where o.serial is not null or x.document_serial is not null), 0) as documents,
    coalesce(-sum(p.amount) filter (where o.serial is null and x.document_serial is null), 0) as others
from books.entry e
join books.posting p on p.business_id = $1 and p.entry_serial = e.serial and p.account like 'income:%'
left join books.document o on o.business_id = $1 and o.entry_serial = e.serial
left join books.cancellation x on x.business_id = $1 and x.entry_serial = e.serial
where e.business_id = $1 and e.posting_date between $2 and $3
    and e.serial is distinct from (select books.changeover_entry_v1($1))

-- name: sales_by_customer
-- $2 first day, $3 last, by posting date: income and its tax by the customer of the document; entries without a document
-- are nobody's, `by_hand`. A document counts unless it was cancelled in those days or before.
select c.key, coalesce(c.name, c.contact_name, c.key) as name, s.by_hand, s.documents, s.net, s.vat
from (
    select coalesce(o.contact, k.contact, 0) as contact, o.serial is null and k.serial is null as by_hand,
        count(distinct o.serial) filter (where u.serial is null) as documents,
        coalesce(-sum(p.amount) filter (where p.account <> 'output-vat'), 0) as net,
        coalesce(-sum(p.amount) filter (where p.account = 'output-vat'), 0) as vat
    from books.entry e
    join books.posting p on p.business_id = $1 and p.entry_serial = e.serial
        and (p.account like 'income:%' or p.account = 'output-vat')
    left join books.document o on o.business_id = $1 and o.entry_serial = e.serial
    left join books.cancellation x on x.business_id = $1 and x.entry_serial = e.serial
    left join books.document k on k.business_id = $1 and k.serial = x.document_serial
    left join books.cancellation y on y.business_id = $1 and y.document_serial = o.serial
    left join books.entry u on u.business_id = $1 and u.serial = y.entry_serial and u.posting_date <= $3
    where e.business_id = $1 and e.posting_date between $2 and $3
    and e.serial is distinct from (select books.changeover_entry_v1($1))
    group by 1, 2
) s
left join books.contact c on c.business_id = $1 and c.serial = s.contact
order by s.by_hand, coalesce(c.name, c.contact_name, c.key) collate "C" nulls first, c.key
limit $4

-- name: expenses
-- $2 first day, $3 last, by posting date: what was debited and credited to each expense account.
select p.account, count(distinct p.entry_serial) as entries,
    coalesce(sum(p.amount) filter (where p.amount > 0), 0) as debit,
    -coalesce(sum(p.amount) filter (where p.amount < 0), 0) as credit
from books.posting p
join books.entry e on e.business_id = $1 and e.serial = p.entry_serial
where p.business_id = $1 and p.account like 'expense:%' and e.posting_date between $2 and $3
    and e.serial is distinct from (select books.changeover_entry_v1($1))
group by p.account order by p.account

-- name: stock
-- $2 as of, $3 rows at most: what the moves until then come to. What a document of a later day moved had not, nor did
-- its cancellation, be it of an earlier day, bring it back.
select p.key, p.catalog_number, coalesce(p.name, p.key) as name, p.unit,
    coalesce(sum(m.quantity) filter (where m.quantity > 0), 0) as brought,
    -coalesce(sum(m.quantity) filter (where m.quantity < 0), 0) as taken,
    coalesce(sum(m.quantity), 0) as quantity, p.purchase_price, p.currency, p.least_stock
from books.stock_move m
join books.product p on p.business_id = $1 and p.serial = m.product
where m.business_id = $1 and m.date <= $2 and not exists (
    select from books.document o where o.business_id = $1 and o.serial = m.document_serial and o.date > $2)
group by p.serial, p.key, p.catalog_number, p.name, p.unit, p.purchase_price, p.currency, p.least_stock
order by coalesce(p.name, p.key) collate "C", p.key
limit $3
