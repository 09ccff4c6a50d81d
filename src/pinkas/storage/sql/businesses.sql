-- Reads of the business itself.

-- name: facts
-- What a change of the business needs: the replay, the settings, and all that its daybook lines vouch for.
select row_to_json(f)::text from (
    select {once}, {settings},
        (select row_to_json(x) from (
            select b.uuid, b.tax_number, b.country, b.zone, b.currency, p.legal_name, p.name_english, p.registration,
                p.address1, p.address2, p.city, p.postal_code, p.country as country_name, p.address1_english,
                p.city_english, p.phone, p.email, p.website, p.logo_type, p.responsible_person, p.vat_number,
                translate(encode(p.logo, 'base64'), E'\n', '') as logo, p.terms_rule,
                case when p.terms_rule is not null then p.terms_days end as terms_days,
                nullif(array(select row_to_json(g) from (
                    select g.valid_from, g.registration from books.registration g where g.business_id = b.business_id
                    order by g.valid_from) g)::text[], '{}')::json[] as registrations,
                array(select row_to_json(k) from (
                    select k.number, k.name, k.sort, k.vat, k.recoverable, k.is_equipment
                    from books.transaction_class k
                    where k.business_id = b.business_id order by k.number) k) as classes
            from directory.business b join books.profile p on p.business_id = b.business_id
            where b.business_id = $1) x) as business
) f

-- name: series
-- What giving a series its first number ($6) needs: the replay, the series as it stands, and, of the run that series
-- share, whose number that is already.
select row_to_json(f)::text from (
    select {once},
        (select row_to_json(x) from (
            select s.first_number, s.last_number from books.series s
            where s.business_id = $1 and s.series = $4 and s.run = $5) x) as series,
        (select min(s.series) from books.series s
         where s.business_id = $1 and s.run = $5 and s.run = 'invoice' and s.series <> $4
            and $6 between s.first_number and s.last_number) as taken_by
) f
