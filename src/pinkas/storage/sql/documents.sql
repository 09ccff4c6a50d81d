-- Reads of documents, drafts and issued alike. Each row is one JSON value that decodes into books.StoredDocument.
-- Fragments between {braces} are filled from a whitelist in storage/documents.py; values are always parameters.

-- name: stored
-- One document per row of `picked` (business_id, serial).
select row_to_json(r)::text
from (
    select i.serial, i.key, i.uuid, n.number, i.state, i.version, i.created_at, i.created_by, i.updated_at,
        i.updated_by, c.key as contact_key, k.name as class_name, i.open_amount,
        array(
            select row_to_json(x) from (
                select oi.serial, oi.key, oi.kind, on_.series, on_.number, rel.amount, rel.source
                from (
                    select s.document as serial, s.amount, true as source, s.position
                    from rows from (jsonb_to_recordset(w.body->'sources') as (document bigint, amount numeric))
                        with ordinality as s(document, amount, position)
                    union all
                    select s.document,
                        (select coalesce(sum(t.amount), 0) from books.settlement t
                         where t.business_id = i.business_id and t.paying = i.serial and t.paid = s.document),
                        true, s.number
                    from books.document_source s
                    where s.business_id = i.business_id and s.document_serial = i.serial
                    union all
                    select t.paying, sum(t.amount), false, 1000000 + t.paying
                    from books.settlement t
                    where t.business_id = i.business_id and t.paid = i.serial
                    group by t.paying having sum(t.amount) <> 0
                ) rel
                join books.document_index oi on oi.business_id = i.business_id and oi.serial = rel.serial
                join books.legal_number on_ on on_.business_id = i.business_id and on_.document_serial = rel.serial
                order by rel.position
            ) x
        ) as relations,
        coalesce(w.body::json, (
            select row_to_json(x) from (
                select o.*,
                    array(select row_to_json(l) from books.document_line l
                          where l.business_id = o.business_id and l.document_serial = o.serial
                          order by l.number) as lines,
                    array(select row_to_json(v) from books.document_vat v
                          where v.business_id = o.business_id and v.document_serial = o.serial
                          order by v.number) as vat_totals,
                    array(select row_to_json(t) from books.till_line t
                          where t.business_id = o.business_id and t.document_serial = o.serial
                          order by t.number) as tenders,
                    array(select row_to_json(s) from books.document_source s
                          where s.business_id = o.business_id and s.document_serial = o.serial
                          order by s.number) as sources
            ) x
        )) as document
    from {picked} picked
    join books.document_index i on i.business_id = picked.business_id and i.serial = picked.serial
    join books.legal_number n on n.business_id = i.business_id and n.document_serial = i.serial
    left join books.draft w on w.business_id = i.business_id and w.serial = i.serial
    left join books.document o on o.business_id = i.business_id and o.serial = i.serial
    left join books.contact c on c.business_id = i.business_id and c.serial = i.contact_serial
    left join books.transaction_class k on k.business_id = i.business_id
        and k.number = coalesce(o.class_number, (w.body->>'class_number')::int)
    order by i.serial
) r

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

-- name: facts
-- What a decision about a draft needs, in one round-trip: the replay, the contact, the class, the named sources (by key,
-- or by full number); and beside it the document under this key.
select row_to_json(f)::text, ({stored})
from (
    select
        (select row_to_json(x) from (
            select o.route, encode(o.body_hash, 'hex') as body_hash, o.status, o.serial
            from books.idempotency o where o.business_id = $1 and o.credential = $2 and o.key = $3) x) as once,
        (select row_to_json(x) from (
            select c.serial, c.key, c.version, c.terms_rule, c.terms_days, c.invoice_comment
            from books.contact c where c.business_id = $1 and c.key = $5 and not c.deleted) x) as contact,
        (select row_to_json(x) from (
            select k.number, k.name, k.sort, k.vat
            from books.transaction_class k where k.business_id = $1 and k.number = $6) x) as class,
        array(select row_to_json(x) from (
            select named.position, i.serial, i.key, i.kind, i.state, i.version, i.contact_serial as contact,
                i.open_amount, n.series, n.number
            from unnest($7::text[], $8::int[], $9::bigint[]) with ordinality as named(key, series, number, position)
            cross join lateral (
                select d.serial from books.document_index d
                where named.key is not null and d.business_id = $1 and d.key = named.key
                union all
                select l.document_serial from books.legal_number l
                where named.key is null and l.business_id = $1 and l.series = named.series
                    and l.number = named.number
                limit 1
            ) found
            join books.document_index i on i.business_id = $1 and i.serial = found.serial
            join books.legal_number n on n.business_id = $1 and n.document_serial = found.serial
            order by named.position) x) as sources
) f

-- name: issue_facts
-- What issuing or cancelling a document needs: the replay, its sources and payers as they stand now, its entry, and
-- whether its original left the house; and beside it the document itself. {picked} finds it.
select row_to_json(f)::text, ({stored})
from (
    select
        (select row_to_json(x) from (
            select o.route, encode(o.body_hash, 'hex') as body_hash, o.status, o.serial
            from books.idempotency o where o.business_id = $1 and o.credential = $2 and o.key = $3) x) as once,
        array(select row_to_json(x) from (
            select 0 as position, i.serial, i.key, i.kind, i.state, i.version, i.contact_serial as contact,
                i.open_amount, n.series, n.number
            from {picked} picked
            join books.draft w on w.business_id = picked.business_id and w.serial = picked.serial
            cross join lateral jsonb_to_recordset(w.body->'sources') as s(document bigint)
            join books.document_index i on i.business_id = $1 and i.serial = s.document
            join books.legal_number n on n.business_id = $1 and n.document_serial = s.document) x) as sources,
        array(select row_to_json(x) from (
            select s.paid, sum(s.amount) as amount
            from {picked} picked
            join books.settlement s on s.business_id = picked.business_id and s.paying = picked.serial
            group by s.paid having sum(s.amount) <> 0 order by s.paid) x) as settles,
        (select row_to_json(x) from (
            select e.document_date, e.tax_date, e.posting_date,
                array(select row_to_json(p) from books.posting p
                      where p.business_id = e.business_id and p.entry_serial = e.serial order by p.number) as postings
            from {picked} picked
            join books.document o on o.business_id = picked.business_id and o.serial = picked.serial
            join books.entry e on e.business_id = o.business_id and e.serial = o.entry_serial) x) as entry,
        exists (select from {picked} picked
                join books.hand_out h on h.business_id = picked.business_id and h.document_serial = picked.serial)
            as handed_out
) f

-- name: classes
select row_to_json(x)::text from (
    select number, name, sort, vat from books.transaction_class where business_id = $1 order by number
) x

-- name: paper_facts
-- What a paper shows: the document, the letterhead, and the original that left the house; its bytes only for the
-- credential ($2) that took it after $3.
select ({stored}), (select row_to_json(x)::text from (
        select p.legal_name, p.name_english, p.registration, p.address1, p.address2, p.city, p.postal_code, p.country,
            p.address1_english, p.city_english, p.phone, p.email, p.website, p.logo_type) x) as letterhead,
    p.logo, b.tax_number,
    h.document_serial is not null as handed_out,
    case when h.credential = $2 and h.recorded_at > $3 then h.pdf end as original,
    h.language
from {picked} picked
join directory.business b on b.business_id = picked.business_id
join books.profile p on p.business_id = picked.business_id
left join books.hand_out h on h.business_id = picked.business_id and h.document_serial = picked.serial
