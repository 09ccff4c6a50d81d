-- A VAT return as it was filed: its figures stay, whatever is posted later under the days of its period. It was made of
-- the entries up to `through_entry`.
create table books.vat_filing (
    business_id bigint not null,
    serial bigint not null,
    start date not null,
    months int not null check (months in (1, 2)),
    sales_taxed books.money not null,
    sales_free books.money not null,
    output_vat books.money not null,
    input_vat books.money not null,
    input_vat_equipment books.money not null,
    to_pay books.money not null,
    through_entry bigint not null,
    recorded_at timestamptz not null,
    recorded_by text not null,
    primary key (business_id, serial),
    unique (business_id, start)
);
create trigger insert_only before update or delete or truncate on books.vat_filing
    for each statement execute function books.refuse_change();
grant select, insert on books.vat_filing to pinkas_server;

create index entry_by_tax_date on books.entry (business_id, tax_date, serial);
