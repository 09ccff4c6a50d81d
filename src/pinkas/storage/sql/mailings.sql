-- Mailings: what the decision to mail a document is made on, what has been mailed, and the business's own texts.
-- Fragments between {braces} are filled in storage/mailings.py; values are always parameters.

-- name: facts
-- What mailing a document needs: the replay and what became of its mailing, the business's own texts for the kind (one a
-- language at most), the document and what its paper shows. {picked} finds it.
select (
        select row_to_json(f)::text from (
            select {once},
                (select row_to_json(x) from (
                    select coalesce(y.outcome, 'intended') as state, y.detail
                    from books.idempotency o
                    join books.mailing m on m.business_id = o.business_id and m.serial = o.serial
                    left join books.mailing_outcome y on y.business_id = m.business_id and y.mailing_serial = m.serial
                    where o.business_id = $1 and o.credential = $2 and o.key = $3) x) as mailed,
                array(select row_to_json(x) from (
                    select t.language, t.subject, t.body
                    from books.mail_text t where t.business_id = $1 and t.kind = i.kind) x) as texts
        ) f) as facts,
    ({stored}) as stored, {letterhead},
    p.logo, b.tax_number
from {picked} picked
join books.document_index i on i.business_id = picked.business_id and i.serial = picked.serial
join directory.business b on b.business_id = picked.business_id
join books.profile p on p.business_id = picked.business_id

-- name: mailing
-- A mailing as a list shows it. `i` is its document's index row, `n` its number.
select m.serial, m.uuid, i.key as document, n.series, n.number, n.run, m.recipients, m.language, m.subject,
    coalesce(y.outcome, 'intended') as state, y.detail, m.recorded_at as intended_at, m.recorded_by as intended_by,
    y.recorded_at as ended_at
from books.mailing m
join books.document_index i on i.business_id = m.business_id and i.serial = m.document_serial
join books.legal_number n on n.business_id = m.business_id and n.document_serial = m.document_serial
left join books.mailing_outcome y on y.business_id = m.business_id and y.mailing_serial = m.serial

-- name: page
-- Serials run without gaps and nothing is removed: a page is found without counting to it.
select h.mailings as total, array(
    select row_to_json(x)::text from (
        {mailing}
        where m.business_id = $1 and m.serial > $2 order by m.serial limit $3) x) as rows
from books.head h where h.business_id = $1

-- name: page_of_document
select (select count(*) from books.mailing m where m.business_id = $1 and m.document_serial = d.serial) as total, array(
    select row_to_json(x)::text from (
        {mailing}
        where m.business_id = $1 and m.document_serial = d.serial order by m.serial offset $2 limit $3) x) as rows
from books.document_index d where d.business_id = $1 and d.key = $4

-- name: text_facts
select row_to_json(f)::text from (
    select {once},
        (select row_to_json(x) from (
            select t.language, t.subject, t.body
            from books.mail_text t where t.business_id = $1 and t.kind = $4 and t.language = $5) x) as text
) f
