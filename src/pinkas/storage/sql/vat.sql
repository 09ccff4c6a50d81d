-- Reads for VAT returns: what the journal says of it by tax date, and what was filed.

-- name: figures
-- The figures of each month between two tax dates ($2, $3). Turnover is the income whose postings bear a tag; the VAT is
-- what its accounts hold, by whatever was posted there.
select date_trunc('month', e.tax_date::timestamp)::date as month,
    coalesce(-sum(p.amount) filter (where p.account like 'income:%' and p.vat_rate > 0), 0) as sales_taxed,
    coalesce(-sum(p.amount) filter (where p.account like 'income:%' and p.vat_rate = 0
        and p.vat_category <> 'outside'), 0) as sales_free,
    coalesce(-sum(p.amount) filter (where p.account = 'output-vat'), 0) as output_vat,
    coalesce(sum(p.amount) filter (where p.account = 'input-vat'), 0) as input_vat,
    coalesce(sum(p.amount) filter (where p.account = 'input-vat-equipment'), 0) as input_vat_equipment
from books.entry e
join books.posting p on p.business_id = e.business_id and p.entry_serial = e.serial
where e.business_id = $1 and e.tax_date between $2 and $3
    and e.serial is distinct from (select books.changeover_entry_v1($1))
group by date_trunc('month', e.tax_date::timestamp)

-- name: filings
select f.start, f.months, f.sales_taxed, f.sales_free, f.output_vat, f.input_vat, f.input_vat_equipment, f.to_pay,
    f.recorded_at, f.recorded_by
from books.vat_filing f where f.business_id = $1 order by f.start

-- name: facts
-- What filing is decided on: the replay, the settings, and how many entries there are between two tax dates ($4, $5).
select row_to_json(f)::text
from (
    select {once}, {settings}, (
        select count(*) from books.entry e
        where e.business_id = $1 and e.tax_date between $4 and $5) as entries
) f
