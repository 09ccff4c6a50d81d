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
select document_serial, language, sha256(pdf) as computed, pdf_sha256 = sha256(pdf) as agrees
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
select c.serial, c.key, c.uuid, c.version, c.deleted, row_to_json(c)::text as contact
from books.contact c where c.business_id = $1 and c.serial = any($2)

-- name: business
select row_to_json(x)::text as facts, x.logo from (
    select b.uuid, b.tax_number, b.country, b.zone, b.currency, p.legal_name, p.name_english, p.registration,
        p.address1, p.address2, p.city, p.postal_code, p.country as country_name, p.address1_english, p.city_english,
        p.phone, p.email, p.website, p.logo_type, p.logo,
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
    select 'the numbers of series', series || '/' || run, coalesce(s.first_number || '-' || s.last_number, 'nothing'),
        coalesce(n.first, 0) || '-' || coalesce(n.last, 0) || ', ' || coalesce(n.taken, 0) || ' taken'
    from (select series, run, first_number, last_number from books.series where business_id = $1) s
    full join (select series, run, min(number) as first, max(number) as last, count(*) as taken
               from books.legal_number where business_id = $1 group by series, run) n using (series, run)
    where n.first is distinct from s.first_number or n.last is distinct from s.last_number
        or n.taken <> s.last_number - s.first_number + 1
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
    select 'the tally of ' || sort || ' ' || kind, block::text, coalesce(t.records, 0)::text,
        coalesce(c.records, 0)::text
    from (select sort, kind, block, records from books.tally where business_id = $1) t
    full join (
        select 'document' as sort, kind, serial / 1024 as block, count(*) as records
        from books.document_index where business_id = $1 group by kind, serial / 1024
        union all
        select 'contact', '', serial / 1024, count(*) from books.contact
        where business_id = $1 and not deleted group by serial / 1024
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
        select case when s.amount > 0 then 'document issued' else 'document cancelled' end, 'document', s.paying,
            false, 'settlement serial ' || s.serial, null, s.recorded_at
        from books.settlement s where s.business_id = $1
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
) d
limit 20
