-- Reads that prove the books. All run in one snapshot per range.

-- name: head
select position, link, contacts, documents, transactions, entries, till_lines, settlements
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

-- name: entry_of_documents
select serial, entry_serial from books.document where business_id = $1 and serial = any($2)

-- name: settlements
select paying, row_to_json(x)::text as settlement from (
    select paying, paid, amount, serial from books.settlement
    where business_id = $1 and paying = any($2) order by serial
) x

-- name: cancellations
select document_serial, entry_serial, date from books.cancellation where business_id = $1 and document_serial = any($2)

-- name: hand_outs
select document_serial, language, sha256(pdf) as computed, pdf_sha256
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
select c.serial, c.key, c.version, c.deleted, row_to_json(c)::text as contact
from books.contact c where c.business_id = $1 and c.serial = any($2)

-- name: tax_number
select tax_number from directory.business where business_id = $1

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
    select 'the owner of entry', e.serial::text, 'none', 'a document or a cancellation'
    from books.entry e
    where e.business_id = $1
        and not exists (select from books.document o where o.business_id = $1 and o.entry_serial = e.serial)
        and not exists (select from books.cancellation c where c.business_id = $1 and c.entry_serial = e.serial)
    union all
    select 'the open amount of document', i.key, i.open_amount::text,
        (i.face - coalesce(paid.amount, 0) - coalesce(paying.amount, 0))::text
    from books.document_index i
    left join (select paid as serial, sum(amount) as amount from books.settlement where business_id = $1
               group by paid) paid on paid.serial = i.serial
    left join (select paying as serial, sum(amount) as amount from books.settlement where business_id = $1
               group by paying) paying on paying.serial = i.serial
    where i.business_id = $1 and i.state = 'issued'
        and i.open_amount <> i.face - coalesce(paid.amount, 0) - coalesce(paying.amount, 0)
    union all
    select 'the numbers of series', s.series || '/' || s.run, s.first_number || '-' || s.last_number,
        coalesce(n.first, 0) || '-' || coalesce(n.last, 0) || ', ' || coalesce(n.taken, 0) || ' taken'
    from books.series s
    left join (select series, run, min(number) as first, max(number) as last, count(*) as taken
               from books.legal_number where business_id = $1 group by series, run) n
        on n.series = s.series and n.run = s.run
    where s.business_id = $1 and (n.first is distinct from s.first_number or n.last is distinct from s.last_number
        or n.taken <> s.last_number - s.first_number + 1)
    union all
    select 'the sequence of register', r.number::text, r.last_sequence::text, coalesce(t.taken, 0)::text
    from books.register r
    left join (select register_serial, count(*) as taken, max(sequence) as last from books.transaction
               where business_id = $1 group by register_serial) t on t.register_serial = r.serial
    where r.business_id = $1
        and (coalesce(t.taken, 0) <> r.last_sequence or coalesce(t.last, 0) <> r.last_sequence)
    union all
    select 'the count of ' || h.what, 'all', h.kept::text, h.rows::text
    from books.head k
    cross join lateral (values
        ('contacts', k.contacts, (select count(*) from books.contact where business_id = $1)),
        ('documents', k.documents, (select count(*) from books.document_index where business_id = $1)),
        ('transactions', k.transactions, (select count(*) from books.transaction where business_id = $1)),
        ('entries', k.entries, (select count(*) from books.entry where business_id = $1)),
        ('payments', k.till_lines, (select count(*) from books.till_line where business_id = $1)),
        ('settlements', k.settlements, (select count(*) from books.settlement where business_id = $1)),
        ('issued documents', (select count(*) from books.document where business_id = $1),
            (select count(*) from books.daybook where business_id = $1 and verb = 'document issued')),
        ('cancellations', (select count(*) from books.cancellation where business_id = $1),
            (select count(*) from books.daybook where business_id = $1 and verb = 'document cancelled')),
        ('hand-outs', (select count(*) from books.hand_out where business_id = $1),
            (select count(*) from books.daybook where business_id = $1 and verb = 'original handed out')),
        ('legal numbers', k.documents, (select count(*) from books.legal_number where business_id = $1))
    ) h(what, kept, rows)
    where k.business_id = $1 and h.kept <> h.rows
    union all
    select 'the tally of ' || t.sort || ' ' || t.kind, t.block::text, t.records::text, coalesce(c.records, 0)::text
    from books.tally t
    left join (
        select 'document' as sort, kind, serial / 1024 as block, count(*) as records
        from books.document_index where business_id = $1 group by kind, serial / 1024
        union all
        select 'contact', '', serial / 1024, count(*) from books.contact
        where business_id = $1 and not deleted group by serial / 1024
    ) c on c.sort = t.sort and c.kind = t.kind and c.block = t.block
    where t.business_id = $1 and t.records <> coalesce(c.records, 0)
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
        concat_ws(' ', o.kind, o.date, o.contact, o.kind <> 'receipt')
    from books.document_index i
    join books.document o on o.business_id = i.business_id and o.serial = i.serial
    where i.business_id = $1 and (i.kind, i.date) is distinct from (o.kind, o.date)
        or (i.business_id = $1 and i.contact_serial is distinct from o.contact)
) d
limit 20
