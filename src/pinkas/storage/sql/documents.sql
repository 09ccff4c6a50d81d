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
                    from jsonb_to_recordset(w.body->'sources') with ordinality
                        as s(document bigint, amount numeric, position bigint)
                    union all
                    select s.document,
                        (select sum(t.amount) from books.settlement t
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
-- What a decision about a draft needs, in one round-trip: the replay, the document under this key, the contact, the
-- class, the named sources. Names of sources are keys, or full numbers `series/number` of a kind.
select row_to_json(f)::text from (
    select
        (select row_to_json(x) from (
            select o.route, encode(o.body_hash, 'hex') as body_hash, o.status, o.serial
            from books.idempotency o where o.business_id = $1 and o.credential = $2 and o.key = $3) x) as once,
        (select i.serial from books.document_index i where i.business_id = $1 and i.key = $4) as serial,
        (select row_to_json(x) from (
            select c.serial, c.key, c.version, c.terms_rule, c.terms_days, c.invoice_comment
            from books.contact c where c.business_id = $1 and c.key = $5 and not c.deleted) x) as contact,
        (select row_to_json(x) from (
            select k.number, k.name, k.sort, k.vat
            from books.transaction_class k where k.business_id = $1 and k.number = $6) x) as class,
        array(select row_to_json(x) from (
            select i.serial, i.key, i.kind, i.state, i.version, i.contact_serial as contact, i.open_amount,
                n.series, n.number
            from unnest($7::text[]) with ordinality as named(key, position)
            join books.document_index i on i.business_id = $1 and i.key = named.key
            join books.legal_number n on n.business_id = i.business_id and n.document_serial = i.serial
            order by named.position) x) as sources
) f

-- name: sources_of
-- The named sources of a draft, as they stand now.
select row_to_json(x)::text from (
    select i.serial, i.key, i.kind, i.state, i.version, i.contact_serial as contact, i.open_amount,
        n.series, n.number
    from books.document_index i
    join books.legal_number n on n.business_id = i.business_id and n.document_serial = i.serial
    where i.business_id = $1 and i.serial = any($2)
) x

-- name: classes
select row_to_json(x)::text from (
    select number, name, sort, vat from books.transaction_class where business_id = $1 order by number
) x
