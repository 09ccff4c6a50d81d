-- Reads that prove the books. All run in one snapshot per range.

-- name: head
select position, link, closed_through
from books.head where business_id = $1

-- name: link_at
select link from books.daybook where business_id = $1 and position = $2

-- name: lines
-- A range of the daybook; `is_last` tells whether a later line speaks of the same record.
select l.position, l.recorded_at, l.actor, l.verb, l.sort, l.serial, l.numbers, l.content, l.link,
    not exists (
        select from books.daybook n
        where n.business_id = l.business_id and n.sort = l.sort and n.serial = l.serial and n.position > l.position
    ) as is_last
from books.daybook l
where l.business_id = $1 and l.position > $2 and l.position <= $2 + $3
order by l.position

-- name: entries
select e.serial, row_to_json(x)::text as entry
from books.entry e
cross join lateral (
    select e.document_date, e.tax_date, e.posting_date,
        array(select row_to_json(p) from books.posting p
              where p.business_id = e.business_id and p.entry_serial = e.serial order by p.number) as postings
) x
where e.business_id = $1 and e.serial = any($2)

-- name: documents_by_rows
-- Issued documents as their rows say them, to hold against their bodies.
select o.serial, row_to_json(x)::text as document
from books.document o
cross join lateral (
    select o.kind, o.series, o.date, o.due_date, o.contact, o.party, o.class_number, o.comments, o.note, o.currency,
        array(select row_to_json(y) from (
            select l.number, l.product, l.catalog_number, l.name, l.details, l.unit_price, l.quantity, l.currency,
                l.rate, l.discount, l.vat, l.net, l.product_serial, l.unit, l.goods, l.name_english, l.details_english,
                l.warranty, l.vat_rate, l.vat_reason, l.class_number,
                nullif(array(select row_to_json(b) from (
                    select b.document, b.document_line as line, b.quantity from books.document_line_base b
                    where b.business_id = l.business_id and b.document_serial = l.document_serial and b.line = l.number
                    order by b.place) b)::text[], '{}')::json[] as bases
            from books.document_line l
            where l.business_id = o.business_id and l.document_serial = o.serial order by l.number) y) as lines,
        o.discount, o.discount_percent, o.round_total, o.rounding, o.vat_rate,
        array(select row_to_json(v) from (
            select v.category, v.rate, v.base, v.vat from books.document_vat v
            where v.business_id = o.business_id and v.document_serial = o.serial order by v.number) v) as vat_totals,
        o.taxable_lines, o.taxable_base, o.exempt_base, o.net, o.vat, o.total,
        array(select row_to_json(t) from (
            select t.number, t.type, t.account, t.branch, t.bank, t.cheque_number, t.due_date, t.amount, t.currency,
                t.rate, t.book_amount
            from books.till_line t
            where t.business_id = o.business_id and t.document_serial = o.serial order by t.number) t) as tenders,
        o.receipt_currency, o.receipt_rate, o.received, o.withheld, o.received_book, o.withheld_book,
        array(select row_to_json(s) from (
            select s.document, s.amount from books.document_source s
            where s.business_id = o.business_id and s.document_serial = o.serial order by s.number) s) as sources,
        o.channel, o.signed_language, o.cash_rounding, o.means,
        o.bank_account, o.accepted_by, o.vat_reason
) x
where o.business_id = $1 and o.serial = any($2)

-- name: entry_of_documents
select serial, entry_serial from books.document where business_id = $1 and serial = any($2)

-- name: settlements
-- By the daybook line that says them; the document of the line itself is not named again.
select s.position, row_to_json(x)::text as settlement
from books.settlement s
cross join lateral (
    select s.paid, s.amount, s.paying, s.made_by
) x
where s.business_id = $1 and s.position > $2 and s.position <= $3 order by s.serial

-- name: stock_moves
select m.position, row_to_json(x)::text as move, m.beside
from books.stock_move m
cross join lateral (select m.product, m.quantity, m.line, m.store) x
where m.business_id = $1 and m.position > $2 and m.position <= $3 order by m.serial

-- name: vouchers
select v.position, v.serial, v.key, v.uuid, v.entry_serial, v.beside, v.recorded_at, v.recorded_by,
    (select row_to_json(x)::text from (
        select v.kind, v.date, v.details, v.reference, v.document_serial, v.till_line, v.reverses) x) as voucher
from books.voucher v where v.business_id = $1 and v.position > $2 and v.position <= $3

-- name: products
-- With what lies beside them; the hash of a picture is made anew.
select p.serial, p.key, p.uuid, p.version, p.deleted, row_to_json(p)::text as product,
    (select row_to_json(z)::text from (
        select
            array(select row_to_json(r) from (
                select r.scheme, r.value from books.reference r
                where r.business_id = p.business_id and r.sort = 'product' and r.serial = p.serial
                order by r.scheme, r.value) r) as "references",
            array(select row_to_json(r) from (
                select r.store, r.price from books.store_price r
                where r.business_id = p.business_id and r.product = p.serial order by r.store) r) as prices,
            array(select row_to_json(r) from (
                select r.number, encode(sha256(r.picture), 'hex') as sha256 from books.product_picture r
                where r.business_id = p.business_id and r.product = p.serial order by r.number) r) as pictures
    ) z) as beside
from books.product p where p.business_id = $1 and p.serial = any($2)

-- name: mailings
select m.serial, o.outcome, o.detail, row_to_json(x)::text as mailing, m.pdf_sha256
from books.mailing m
left join books.mailing_outcome o on o.business_id = m.business_id and o.mailing_serial = m.serial
cross join lateral (
    select m.uuid, m.document_serial as document, m.recipients, m.language, m.subject, '' as pdf_sha256
) x
where m.business_id = $1 and m.serial = any($2)

-- name: periods
select position, closed_through from books.period_change where business_id = $1 and position > $2 and position <= $3

-- name: series
select series, run, first_number from books.series where business_id = $1

-- name: mail_texts
select kind, language, subject, body from books.mail_text where business_id = $1

-- name: cancellations
select document_serial, entry_serial, date from books.cancellation where business_id = $1 and document_serial = any($2)

-- name: hand_outs
select document_serial, language, computerised, sha256(pdf) as computed, pdf_sha256 = sha256(pdf) as agrees
from books.hand_out where business_id = $1 and document_serial = any($2)

-- name: legal_numbers
select n.document_serial, n.series, n.number, i.face
from books.legal_number n
join books.document_index i on i.business_id = n.business_id and i.serial = n.document_serial
where n.business_id = $1 and n.document_serial = any($2)

-- name: till_numbers
select o.serial, r.number, t.sequence
from books.document o
join books.transaction t on t.business_id = o.business_id and t.serial = o.transaction_serial
join books.register r on r.business_id = t.business_id and r.serial = t.register_serial
where o.business_id = $1 and o.serial = any($2)

-- name: contacts
select c.serial, c.key, c.uuid, c.version, c.deleted, row_to_json(c)::text as contact,
    array(select row_to_json(r) from (
        select r.scheme, r.value from books.reference r
        where r.business_id = c.business_id and r.sort = 'contact' and r.serial = c.serial
        order by r.scheme, r.value) r)::text[] as "references"
from books.contact c where c.business_id = $1 and c.serial = any($2)

-- name: business
select row_to_json(x)::text as facts, x.logo from (
    select b.uuid, b.tax_number, b.country, b.zone, b.currency, p.legal_name, p.name_english, p.registration,
        p.address1, p.address2, p.city, p.postal_code, p.country as country_name, p.address1_english, p.city_english,
        p.phone, p.email, p.website, p.logo_type, p.logo, p.responsible_person, p.vat_number, p.terms_rule,
        case when p.terms_rule is not null then p.terms_days end as terms_days,
        nullif(array(select row_to_json(g) from (
            select g.valid_from, g.registration from books.registration g where g.business_id = b.business_id
            order by g.valid_from) g)::text[], '{}')::json[] as registrations,
        array(select row_to_json(k) from books.transaction_class k
              where k.business_id = b.business_id order by k.number) as classes
    from directory.business b join books.profile p on p.business_id = b.business_id
    where b.business_id = $1
) x

-- name: disagreements
-- Every total kept twice, compared: what (a sentence's beginning), which record, what is kept, what it should be.
select * from (
    select 'the balance of account' as what, coalesce(b.account, p.account) || ' contact '
            || coalesce(b.contact, p.contact) as record, b.amount::text as kept, p.amount::text as computed
    from (select account, contact, amount from books.balance where business_id = $1) b
    full join (select account, contact, sum(amount) as amount from books.posting where business_id = $1
               group by account, contact) p using (account, contact)
    where coalesce(b.amount, 0) <> coalesce(p.amount, 0)
    union all
    select 'the debits of entry', e.serial::text, e.total::text, coalesce(p.debits, 0)::text
    from books.entry e
    left join (select entry_serial, sum(amount) as balance, count(*) as lines,
                      sum(amount) filter (where amount > 0) as debits
               from books.posting where business_id = $1 group by entry_serial) p on p.entry_serial = e.serial
    where e.business_id = $1
        and (p.debits is distinct from e.total or p.balance <> 0 or p.lines <> e.postings)
    union all
    select 'the owner of entry', e.serial::text, 'none', 'a document, a cancellation or a voucher'
    from books.entry e
    where e.business_id = $1
        and not exists (select from books.document o where o.business_id = $1 and o.entry_serial = e.serial)
        and not exists (select from books.cancellation c where c.business_id = $1 and c.entry_serial = e.serial)
        and not exists (select from books.voucher v where v.business_id = $1 and v.entry_serial = e.serial)
    union all
    select 'the open amount of document', i.key, i.open_amount::text,
        (i.face - coalesce(paid.amount, 0) - coalesce(paying.amount, 0))::text
    from books.document_index i
    left join (select paid as serial, sum(amount) as amount from books.settlement where business_id = $1
               group by paid) paid on paid.serial = i.serial
    left join (select paying as serial, sum(amount) as amount from books.settlement where business_id = $1
               group by paying) paying on paying.serial = i.serial
    where i.business_id = $1 and i.state = 'issued' and not i.superseded
        and i.open_amount <> i.face - coalesce(paid.amount, 0) - coalesce(paying.amount, 0)
    union all
    select 'the numbers of series', series || '/' || run, coalesce(s.first_number || '-' || s.last_number, 'nothing'),
        coalesce(n.first, 0) || '-' || coalesce(n.last, 0) || ', ' || coalesce(n.taken, 0) || ' taken'
    from (select series, run, first_number, last_number from books.series
          where business_id = $1 and run <> 'draft') s
    full join (select series, run, min(number) as first, max(number) as last, count(*) as taken
               from books.legal_number where business_id = $1 and run <> 'draft'
               group by series, run) n using (series, run)
    where (n.first is distinct from s.first_number or n.last is distinct from s.last_number
        or n.taken <> s.last_number - s.first_number + 1)
        and not (n.taken is null and s.last_number = s.first_number - 1 and exists (
            select from books.daybook d
            where d.business_id = $1 and d.sort = 'series/' || run and d.serial = series))
    union all
    select 'the number of document', i.key, n.run || ' ' || n.series || '/' || n.number,
        'a legal one of whatever was issued, alone among all invoices'
    from books.legal_number n
    join books.document_index i on i.business_id = $1 and i.serial = n.document_serial
    where n.business_id = $1 and (
        n.run = 'draft' and i.state in ('issued', 'cancelled')
        or n.run = 'invoice' and i.state in ('draft', 'void'))
    union all
    select 'the sequence of register', r.number::text, r.last_sequence::text, coalesce(t.taken, 0)::text
    from books.register r
    left join (select register_serial, count(*) as taken, max(sequence) as last from books.transaction
               where business_id = $1 group by register_serial) t on t.register_serial = r.serial
    where r.business_id = $1
        and (coalesce(t.taken, 0) <> r.last_sequence and not (r.own_numbers or r.told_numbers)
            or coalesce(t.last, 0) <> r.last_sequence)
    union all
    select 'the count of ' || h.what, 'all', h.kept::text, h.rows::text
    from books.head k
    cross join lateral (values
        ('contacts', k.contacts, (select count(*) from books.contact where business_id = $1)),
        ('documents', k.documents, (select count(*) from books.document_index where business_id = $1)),
        ('transactions', k.transactions, (select count(*) from books.transaction where business_id = $1)
            + (select count(*) from books.operation o where o.business_id = $1 and not exists (
                select from books.transaction t where t.business_id = $1 and t.serial = o.serial))),
        ('entries', k.entries, (select count(*) from books.entry where business_id = $1)),
        ('payments', k.till_lines, (select count(*) from books.till_line where business_id = $1)),
        ('settlements', k.settlements, (select count(*) from books.settlement where business_id = $1)),
        ('products', k.products, (select count(*) from books.product where business_id = $1)),
        ('stock moves', k.stock_moves, (select count(*) from books.stock_move where business_id = $1)),
        ('vouchers', k.vouchers, (select count(*) from books.voucher where business_id = $1)),
        ('mailings', k.mailings, (select count(*) from books.mailing where business_id = $1)),
        ('outcomes of mailings', (select count(*) from books.mailing_outcome where business_id = $1),
            (select count(*) from books.daybook where business_id = $1 and verb like 'mail %' and verb <> 'mail intended'
                and sort = 'mailing')),
        ('changes of periods', (select count(*) from books.period_change where business_id = $1),
            (select count(*) from books.daybook where business_id = $1 and sort = 'period')),
        ('issued documents', (select count(*) from books.document where business_id = $1),
            (select coalesce(sum(case when verb = 'document issued' then 1 else cardinality(numbers) - 1 end), 0)
             from books.daybook where business_id = $1 and verb in ('document issued', 'transaction recorded'))),
        ('cancellations', (select count(*) from books.cancellation where business_id = $1),
            (select count(*) from books.daybook where business_id = $1 and verb = 'document cancelled')),
        ('hand-outs', (select count(*) from books.hand_out where business_id = $1),
            (select count(*) from books.daybook where business_id = $1 and verb = 'original handed out')),
        ('legal numbers', k.documents, (select count(*) from books.legal_number where business_id = $1))
    ) h(what, kept, rows)
    where k.business_id = $1 and h.kept <> h.rows
    union all
    select 'the tally of ' || sort || ' ' || kind, block::text, coalesce(t.records, 0)::text,
        coalesce(c.records, 0)::text
    from (select sort, kind, block, records from books.tally
          where business_id = $1 and sort in ('document', 'contact', 'product', 'voucher')) t
    full join (
        select 'document' as sort, kind, serial / 1024 as block, count(*) as records
        from books.document_index where business_id = $1 group by kind, serial / 1024
        union all
        select 'contact', '', serial / 1024, count(*) from books.contact
        where business_id = $1 and not deleted group by serial / 1024
        union all
        select 'product', '', serial / 1024, count(*) from books.product
        where business_id = $1 and not deleted group by serial / 1024
        union all
        select 'voucher', '', serial / 1024, count(*) from books.voucher
        where business_id = $1 group by serial / 1024
    ) c using (sort, kind, block)
    where coalesce(t.records, 0) <> coalesce(c.records, 0)
    union all
    select 'the state of document', i.key, i.state, case
        when c.document_serial is not null then 'cancelled' when o.serial is not null then 'issued'
        when w.serial is not null then 'draft or void' else 'missing' end
    from books.document_index i
    left join books.document o on o.business_id = i.business_id and o.serial = i.serial
    left join books.draft w on w.business_id = i.business_id and w.serial = i.serial
    left join books.cancellation c on c.business_id = i.business_id and c.document_serial = i.serial
    where i.business_id = $1 and not case i.state
        when 'cancelled' then c.document_serial is not null and o.serial is not null and w.serial is null
        when 'issued' then c.document_serial is null and o.serial is not null and w.serial is null
        else o.serial is null and w.serial is not null end
    union all
    select 'what the index says of document', i.key,
        concat_ws(' ', i.kind, i.date, i.contact_serial, i.is_debt),
        concat_ws(' ', s.kind, s.date, s.contact, s.kind = any($2))
    from books.document_index i
    join (
        select serial, kind, date, contact from books.document where business_id = $1
        union all
        select serial, body->>'kind', (body->>'date')::date, (body->>'contact')::bigint
        from books.draft where business_id = $1
    ) s on s.serial = i.serial
    where i.business_id = $1 and ((i.kind, i.date, i.is_debt) is distinct from (s.kind, s.date, s.kind = any($2))
        or i.contact_serial is distinct from s.contact)
    union all
    select 'the stock of product', coalesce(s.product, m.product) || ' store ' || coalesce(s.store, m.store),
        s.quantity::text, m.quantity::text
    from (select product, store, quantity from books.stock where business_id = $1) s
    full join (select product, store, sum(quantity) as quantity from books.stock_move where business_id = $1
               group by product, store) m using (product, store)
    where coalesce(s.quantity, 0) <> coalesce(m.quantity, 0)
    union all
    select 'the document and date of stock move', m.serial::text, concat_ws(' ', m.document_serial, m.date),
        concat_ws(' ', x.document_serial, x.date)
    from books.stock_move m
    join books.daybook d on d.business_id = $1 and d.position = m.position
    cross join lateral (
        select o.serial as document_serial, o.date from books.document o
        where d.verb = 'document issued' and o.business_id = $1 and o.serial = d.serial
        union all
        select o.serial, o.date from books.document o
        where d.verb = 'transaction recorded' and o.business_id = $1 and o.transaction_serial = d.serial
            and o.serial = m.document_serial
        union all
        select c.document_serial, c.date from books.cancellation c
        where d.verb = 'document cancelled' and c.business_id = $1 and c.document_serial = d.serial
        union all
        select null, (d.recorded_at at time zone b.zone)::date from directory.business b
        where d.verb = 'product saved' and b.business_id = $1
        union all
        select null, v.date from books.voucher v
        where d.verb = 'voucher posted' and v.business_id = $1 and v.serial = d.serial
    ) x
    where m.business_id = $1 and (m.document_serial, m.date) is distinct from (x.document_serial, x.date)
    union all
    select 'the total of document', i.key, i.total::text, o.total::text
    from books.document_index i
    left join books.document o on o.business_id = i.business_id and o.serial = i.serial
    where i.business_id = $1 and i.total is distinct from o.total
    union all
    select 'what is credited of document', i.key, i.credited::text, coalesce(c.amount, 0)::text
    from books.document_index i
    left join (
        -- Before a changeover in the currency of then: one number, converted as such.
        select s.document as serial, coalesce(sum(o.total) filter (where g.day is null or o.date >= g.day), 0)
            + coalesce(round(sum(o.total) filter (where o.date < g.day) / g.rate, 2), 0) as amount
        from books.document_source s
        left join books.changeover g on g.business_id = $1
        join books.document o on o.business_id = s.business_id and o.serial = s.document_serial
        join books.document_index oi on oi.business_id = s.business_id and oi.serial = s.document_serial
        where s.business_id = $1 and o.kind in ('credit_invoice', 'till_return') and oi.state = 'issued'
        group by s.document, g.rate
    ) c on c.serial = i.serial
    where i.business_id = $1 and i.kind <> 'till_return' and i.credited <> coalesce(c.amount, 0)
    union all
    select 'whether document was replaced', i.key, i.superseded::text, (not i.superseded)::text
    from books.document_index i
    where i.business_id = $1 and i.superseded is distinct from (
        i.kind in ('proforma', 'till_receipt', 'till_return') and exists (
            select from books.document_source s
            join books.document_index n on n.business_id = s.business_id and n.serial = s.document_serial
            where s.business_id = $1 and s.document = i.serial and n.state = 'issued'
                and n.kind = any (case i.kind
                    when 'till_return' then array['credit_invoice']
                    when 'till_receipt' then array['tax_invoice', 'invoice_receipt', 'debit_note', 'advance_invoice']
                    else array['tax_invoice', 'invoice_receipt'] end)))
    union all
    select 'what is deducted of advance', i.key, i.deducted::text, coalesce(n.amount, 0)::text
    from books.document_index i
    left join (
        select s.document as serial, coalesce(sum(s.amount) filter (where g.day is null or n.date >= g.day), 0)
            + coalesce(round(sum(s.amount) filter (where n.date < g.day) / g.rate, 2), 0) as amount
        from books.document_source s
        left join books.changeover g on g.business_id = $1
        join books.document_index n on n.business_id = s.business_id and n.serial = s.document_serial
            and n.state = 'issued' and n.kind = 'tax_invoice'
        join books.document_index a on a.business_id = s.business_id and a.serial = s.document
            and a.kind = 'advance_invoice'
        where s.business_id = $1 group by s.document, g.rate
    ) n on n.serial = i.serial
    where i.business_id = $1 and i.deducted <> coalesce(n.amount, 0)
    union all
    select 'the open amount of replaced document', i.key, i.open_amount::text, '0'
    from books.document_index i where i.business_id = $1 and i.superseded and i.open_amount <> 0
    union all
    select 'whether document is related', i.key, 'false', 'true'
    from books.document_index i
    where i.business_id = $1 and not i.related and (
        exists (select from books.document_source s
                where s.business_id = $1 and (s.document = i.serial or s.document_serial = i.serial))
        or exists (select from books.settlement s
                   where s.business_id = $1 and (s.paid = i.serial or s.paying = i.serial)))
    union all
    select 'the end of the closed period of business', $1::text, h.closed_through::text, p.closed_through::text
    from books.head h
    left join lateral (
        select closed_through from books.period_change where business_id = $1 order by position desc limit 1) p on true
    where h.business_id = $1 and h.closed_through is distinct from p.closed_through
    union all
    select 'the open amount of cancelled document', i.key, i.open_amount::text, '0'
    from books.document_index i where i.business_id = $1 and i.state = 'cancelled' and i.open_amount <> 0
    union all
    select 'who wrote, and when,', r.record, concat_ws(' ', r.who, r.at), concat_ws(' ', d.actor, d.recorded_at)
    from books.daybook d
    join (
        select 'draft written' as verb, 'document' as sort, i.serial, true as first, 'document ' || i.key as record,
            i.created_by as who, i.created_at as at
        from books.document_index i where i.business_id = $1
        union all
        select 'transaction recorded', 'transaction', o.transaction_serial, false, 'document ' || i.key, i.created_by,
            i.created_at
        from books.document o join books.document_index i on i.business_id = $1 and i.serial = o.serial
        where o.business_id = $1
        union all
        select 'transaction recorded', 'transaction', o.transaction_serial, false,
            'the entry of document serial ' || o.serial, null, e.recorded_at
        from books.document o join books.entry e on e.business_id = $1 and e.serial = o.entry_serial
        where o.business_id = $1
        union all
        select 'document issued', 'document', o.serial, false, 'the issue of document serial ' || o.serial, null,
            t.recorded_at
        from books.document o join books.transaction t on t.business_id = $1 and t.serial = o.transaction_serial
        where o.business_id = $1
        union all
        select 'document issued', 'document', o.serial, false, 'the entry of document serial ' || o.serial, null,
            e.recorded_at
        from books.document o join books.entry e on e.business_id = $1 and e.serial = o.entry_serial
        where o.business_id = $1
        union all
        select 'document cancelled', 'document', c.document_serial, false,
            'the cancellation of document serial ' || c.document_serial, c.recorded_by, c.recorded_at
        from books.cancellation c where c.business_id = $1
        union all
        select 'voucher posted', 'voucher', v.serial, false, 'voucher ' || v.key, v.recorded_by, v.recorded_at
        from books.voucher v where v.business_id = $1
        union all
        select 'voucher posted', 'voucher', v.serial, false, 'the entry of voucher ' || v.key, null, e.recorded_at
        from books.voucher v join books.entry e on e.business_id = $1 and e.serial = v.entry_serial
        where v.business_id = $1
        union all
        select 'mail intended', 'mailing', m.serial, false, 'mailing serial ' || m.serial, m.recorded_by, m.recorded_at
        from books.mailing m where m.business_id = $1
        union all
        select 'mail ' || o.outcome, 'mailing', o.mailing_serial, false,
            'the outcome of mailing serial ' || o.mailing_serial, null, o.recorded_at
        from books.mailing_outcome o where o.business_id = $1
        union all
        select 'product saved', 'product', p.serial, true, 'product ' || p.key, p.created_by, p.created_at
        from books.product p where p.business_id = $1
        union all
        select 'original handed out', 'document', h.document_serial, false,
            'the original of document serial ' || h.document_serial, null, h.recorded_at
        from books.hand_out h where h.business_id = $1
        union all
        select 'contact saved', 'contact', c.serial, true, 'contact ' || c.key, c.created_by, c.created_at
        from books.contact c where c.business_id = $1
    ) r on r.verb = d.verb and r.sort = d.sort and r.serial = d.serial
    where d.business_id = $1 and (d.recorded_at <> r.at or d.actor <> coalesce(r.who, d.actor))
        and not (r.first and exists (
            select from books.daybook e where e.business_id = $1 and e.sort = d.sort and e.serial = d.serial
                and e.position < d.position))
    union all
    select 'who settled, and when,', 'settlement serial ' || s.serial, s.recorded_at::text, d.recorded_at::text
    from books.settlement s
    left join books.daybook d on d.business_id = $1 and d.position = s.position
    where s.business_id = $1 and s.recorded_at is distinct from d.recorded_at
    union all
    select 'who changed the periods, and when, by daybook line', p.position::text,
        concat_ws(' ', p.recorded_by, p.recorded_at), concat_ws(' ', d.actor, d.recorded_at)
    from books.period_change p
    join books.daybook d on d.business_id = $1 and d.position = p.position
    where p.business_id = $1 and (p.recorded_by, p.recorded_at) is distinct from (d.actor, d.recorded_at)
    union all
    select 'the voucher of stock move', m.serial::text, m.voucher_serial::text,
        (case when d.sort = 'voucher' then d.serial end)::text
    from books.stock_move m
    join books.daybook d on d.business_id = $1 and d.position = m.position
    where m.business_id = $1 and m.voucher_serial is distinct from case when d.sort = 'voucher' then d.serial end
    union all
    select 'the voucher of settlement', s.serial::text, s.voucher_serial::text,
        (case when d.sort = 'voucher' then d.serial end)::text
    from books.settlement s
    join books.daybook d on d.business_id = $1 and d.position = s.position
    where s.business_id = $1 and s.voucher_serial is distinct from case when d.sort = 'voucher' then d.serial end
    union all
    select 'the date of payment, and whether it lies in the till,', t.serial::text, concat_ws(' ', t.date, t.in_till),
        concat_ws(' ', o.date, t.type <> all($3) and (t.deposited = 0 or t.deposited < t.amount))
    from books.till_line t
    join books.document o on o.business_id = $1 and o.serial = t.document_serial
    where t.business_id = $1 and (t.date, t.in_till)
        is distinct from (o.date, t.type <> all($3) and (t.deposited = 0 or t.deposited < t.amount))
    union all
    select 'who wrote voucher, and when,', v.key, concat_ws(' ', v.recorded_by, v.recorded_at),
        concat_ws(' ', d.actor, d.recorded_at)
    from books.voucher v
    join books.daybook d on d.business_id = $1 and d.position = v.position
    where v.business_id = $1 and (v.recorded_by, v.recorded_at) is distinct from (d.actor, d.recorded_at)
    union all
    select 'who last changed ' || r.sort, r.key, concat_ws(' ', r.updated_by, r.updated_at),
        concat_ws(' ', d.actor, d.recorded_at)
    from (
        select 'contact' as sort, serial, key, updated_by, updated_at from books.contact where business_id = $1
        union all
        select 'product', serial, key, updated_by, updated_at from books.product where business_id = $1
    ) r
    cross join lateral (
        select l.actor, l.recorded_at from books.daybook l
        where l.business_id = $1 and l.sort = r.sort and l.serial = r.serial order by l.position desc limit 1
    ) d
    where (r.updated_by, r.updated_at) is distinct from (d.actor, d.recorded_at)
    union all
    select 'the daybook line of ' || x.what, x.serial::text, x.position::text, 'a line that says so'
    from (
        select 'settlement' as what, serial, position from books.settlement where business_id = $1
        union all
        select 'stock move', serial, position from books.stock_move where business_id = $1
        union all
        select 'voucher', serial, position from books.voucher where business_id = $1
    ) x
    left join books.daybook d on d.business_id = $1 and d.position = x.position
    where d.verb is null or d.verb not in (
        'transaction recorded', 'document issued', 'document cancelled', 'voucher posted', 'product saved',
        'contact saved', 'expense posted', 'expense payment posted', 'deposit made', 'deposit cancelled', 'inventory document saved')
) d
limit 20
