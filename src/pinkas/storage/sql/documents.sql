-- Reads of documents, drafts and issued alike. Each row is one JSON value that decodes into books.StoredDocument.
-- Fragments between {braces} are filled from a whitelist in storage/documents.py; values are always parameters.

-- name: stored
-- One document per row of `picked` (business_id, serial). What an issued document says is kept whole.
select row_to_json(r)::text
from (
    select i.serial, i.key, i.uuid, n.number, n.run, i.state, i.version, i.created_at, i.created_by, i.updated_at,
        i.updated_by, c.key as contact_key, k.name as class_name, i.open_amount, i.superseded,
        i.allocation_state, i.allocation_number, {relations} as relations,
        coalesce(w.body::json, o.body) as document
    from {picked} picked
    join books.document_index i on i.business_id = picked.business_id and i.serial = picked.serial
    join books.legal_number n on n.business_id = i.business_id and n.document_serial = i.serial
    left join books.draft w on w.business_id = i.business_id and w.serial = i.serial
    left join books.document o on o.business_id = i.business_id and o.serial = i.serial
    left join books.contact c on c.business_id = i.business_id and c.serial = i.contact_serial
    left join books.transaction_class k on k.business_id = i.business_id
        and k.number = coalesce(o.class_number, (w.body->>'class_number')::int)
    where {whose}
    order by i.serial
) r

-- name: relations
-- Who is related to a document; looked for only where somebody is.
case when i.related or w.serial is not null then array(
    select row_to_json(x) from (
        select oi.serial, oi.key, oi.kind, on_.series, on_.number, on_.run, oi.date, rel.amount, rel.source
        from (
            select s.document as serial, s.amount, true as source, s.position
            from rows from (jsonb_to_recordset(w.body->'sources') as (document bigint, amount numeric))
                with ordinality as s(document, amount, position)
            union all
            select s.document, (
                    select coalesce(sum(t.amount), 0) from (
                        select t.amount from books.settlement t
                        where t.business_id = i.business_id and t.paying = i.serial and t.paid = s.document
                        union all
                        select t.amount from books.settlement t
                        where t.business_id = i.business_id and t.paid = i.serial and t.paying = s.document
                    ) t
                ), true, s.number
            from books.document_source s
            where s.business_id = i.business_id and s.document_serial = i.serial
            union all
            -- A till's receipt or refund names nothing: what was issued with it is what it pays, and came first.
            select f.serial, sum(f.amount), case when i.kind in ('receipt', 'refund') then exists (
                    select from books.document own
                    join books.document other on other.business_id = own.business_id
                        and other.transaction_serial = own.transaction_serial
                    where own.business_id = i.business_id and own.serial = i.serial and other.serial = f.serial
                ) else false end, 1000000 + f.serial
            from (
                select t.paying as serial, t.amount, false as named from books.settlement t
                where t.business_id = i.business_id and t.paid = i.serial and t.paying is not null
                union all
                select t.paid, t.amount, false from books.settlement t
                where t.business_id = i.business_id and t.paying = i.serial and t.paid is not null
                union all
                select s.document_serial, 0, true from books.document_source s
                join books.document_index si on si.business_id = s.business_id and si.serial = s.document_serial
                where s.business_id = i.business_id and s.document = i.serial and si.state = 'issued'
                    and si.kind not in ('receipt', 'refund')
            ) f
            where not exists (
                select from books.document_source mine
                where mine.business_id = i.business_id and mine.document_serial = i.serial
                    and mine.document = f.serial)
            group by f.serial having sum(f.amount) <> 0 or bool_or(f.named)
        ) rel
        join books.document_index oi on oi.business_id = i.business_id and oi.serial = rel.serial
        join books.legal_number on_ on on_.business_id = i.business_id and on_.document_serial = rel.serial
        order by rel.position
    ) x
) else '{}' end

-- name: alone
-- The documents that nobody is related to. Reading one of them without its relations costs the database half: much of
-- the price of the whole query is paid before its first row.
not i.related and coalesce(jsonb_array_length(w.body->'sources'), 0) = 0

-- name: standing
-- All that may still change of an issued document that nobody is related to: $2 its serial, $3 its class.
select i.state, i.version, i.updated_at, i.updated_by, c.key as contact_key, k.name as class_name,
    i.open_amount::numeric as open_amount, i.superseded, i.allocation_state, i.allocation_number
from books.document_index i
left join books.contact c on c.business_id = i.business_id and c.serial = i.contact_serial
left join books.transaction_class k on k.business_id = i.business_id and k.number = $3
where i.business_id = $1 and i.serial = $2 and i.state in ('issued', 'cancelled') and not i.related

-- name: page
-- Unfiltered pages find their block in the tally, so the last page costs what the first does. $3 offset, $4 limit.
select p.total, array({stored}) from (
    with blocks as (
        select t.block, sum(sum(t.records)) over (order by t.block) as upto, sum(t.records) as records
        from books.tally t
        where t.business_id = $1 and t.sort = 'document' and t.kind = any($2)
        group by t.block
    ), start as (
        select block, upto - records as before from blocks where upto > $3 order by block limit 1
    )
    select coalesce((select max(upto) from blocks), 0)::bigint as total, array(
        select i.serial from books.document_index i, start
        where i.business_id = $1 and i.kind = any($2) and i.serial >= start.block * 1024
        order by i.serial offset greatest($3 - (select before from start), 0)::bigint limit $4
    ) as serials
) p

-- name: filtered_page
select p.total, array({stored}) from (
    select (
        select count(*) from books.document_index i where i.business_id = $1 and i.kind = any($2) {filters}
    ) as total, array(
        select i.serial from books.document_index i
        where i.business_id = $1 and i.kind = any($2) {filters}
        order by i.serial offset $3 limit $4
    ) as serials
) p

-- name: of_contact
-- A contact's ($2 its key) newest $4 documents of the kinds $3, oldest first; no row when there is no such contact.
select array({stored}) from (
    select array(
        select i.serial from books.document_index i
        where i.business_id = $1 and i.contact_serial = c.serial and i.kind = any($3)
        order by i.serial desc limit $4
    ) as serials
    from books.contact c where c.business_id = $1 and c.key = $2 and not c.deleted
) p

-- name: letterhead
-- What a business's papers say of it. `p` is its profile.
(select row_to_json(x)::text from (
    select p.legal_name, p.name_english, p.registration, p.address1, p.address2, p.city, p.postal_code, p.country,
        p.address1_english, p.city_english, p.phone, p.email, p.website, p.logo_type,
        p.responsible_person, p.vat_number,
        array(select row_to_json(g) from (
            select g.valid_from, g.registration from books.registration g
            where g.business_id = p.business_id order by g.valid_from) g) as registrations) x) as letterhead

-- name: paper_facts
-- What a paper shows: the document, the letterhead, and the original that left the house; its bytes only for the
-- credential ($2) that took it after $3, those of a signed one for everybody.
select ({stored}), {letterhead},
    p.logo, b.tax_number, b.country as business_country,
    (select row_to_json(a)::text from (
        select k.bank_name, k.iban, k.bic from books.bank_account k
        where k.business_id = picked.business_id and k.serial = (said.body->>'bank_account')::bigint) a) as account,
    (select t.name from books.tender_type t
     where t.business_id = picked.business_id and t.number = (said.body->>'means')::int) as means,
    h.document_serial is not null as handed_out,
    case when h.computerised or (h.credential = $2 and h.recorded_at > $3) then h.pdf end as original,
    h.language, coalesce(h.computerised, false) as computerised
from {picked} picked
join directory.business b on b.business_id = picked.business_id
join books.profile p on p.business_id = picked.business_id
cross join lateral (select coalesce(
    (select o.body from books.document o where o.business_id = picked.business_id and o.serial = picked.serial),
    (select w.body::json from books.draft w where w.business_id = picked.business_id and w.serial = picked.serial)
) as body) said
left join books.hand_out h on h.business_id = picked.business_id and h.document_serial = picked.serial
