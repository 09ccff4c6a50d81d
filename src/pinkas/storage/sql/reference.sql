-- Lists that others look things up in: rates of exchange, and the last number of each kind of document.

-- name: newest_rates
-- Of each currency of $2, in that order, what a unit cost in $1 on the newest day up to $3; null where none was loaded.
select wanted.currency, found.date, found.rate
from unnest($2::text[]) with ordinality as wanted(currency, place)
left join lateral (
    select r.date, r.rate from directory.exchange_rate r
    where r.base = $1 and r.currency = wanted.currency and r.date <= $3
    order by r.date desc limit 1
) found on true
order by wanted.place

-- name: load_rates
-- Rates in $1 by currency ($2), day ($3) and rate ($4), loaded at $5; one of the same day takes the old one's place. Two
-- that load at once take the rows in one order, so that neither waits for the other in a circle.
insert into directory.exchange_rate as e (base, currency, date, rate, recorded_at)
select $1, n.currency, n.date, n.rate, $5
from unnest($2::text[], $3::date[], $4::numeric[]) as n(currency, date, rate)
order by n.currency, n.date
on conflict (base, currency, date) do update set rate = excluded.rate, recorded_at = excluded.recorded_at

-- name: last_documents
-- Of each kind of $2 that the business $1 has documents of, the one that was created last. Asked for as a range, the kind
-- stays in the order, which its own index has: asked for as equal, the planner may walk all documents for one of a kind
-- that is rare. Where numbers are taken at issue, the last is the highest that was.
select wanted.kind, coalesce(top.key, last.key) as key, coalesce(top.series, n.series) as series,
    coalesce(top.number, n.number) as number, coalesce(top.run, n.run) as run, coalesce(top.date, last.date) as date
from unnest($2::text[]) with ordinality as wanted(kind, place)
cross join lateral (
    select i.serial, i.key, i.date from books.document_index i
    where i.business_id = $1 and i.kind between wanted.kind and wanted.kind
    order by i.kind desc, i.serial desc limit 1
) last
join books.legal_number n on n.business_id = $1 and n.document_serial = last.serial
left join lateral (
    select k.key, k.date, m.series, m.number, m.run
    from books.legal_number m
    join books.document_index k on k.business_id = $1 and k.serial = m.document_serial
    where m.business_id = $1 and m.run = 'invoice' and k.kind = wanted.kind
    order by m.number desc limit 1
) top on n.run in ('draft', 'invoice')
order by wanted.place
