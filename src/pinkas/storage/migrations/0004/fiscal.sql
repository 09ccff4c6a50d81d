-- What Bulgarian paper says of a business besides: who answers for it, and its number in the VAT register.
alter table books.profile
    add column responsible_person text,
    add column vat_number text collate "C";

-- What a tax administration is told of documents. A document that it is to be told of, and when that is tried (again).
-- `claimed_until`: somebody is at it just now.
create table books.fiscal (
    business_id bigint not null,
    document_serial bigint not null,
    waits boolean not null,
    attempts int not null default 0,
    next_at timestamptz not null,
    claimed_until timestamptz,
    trouble text,
    primary key (business_id, document_serial),
    foreign key (business_id, document_serial) references books.document
) with (fillfactor = 70);
create index fiscal_waiting on books.fiscal (next_at, business_id, document_serial) where waits;

-- What was asked and answered: each row is a line of the daybook. `record` is what the issuer signed, `einvoice` as what
-- it was sent electronically; `code` is the administration's.
create table books.fiscal_step (
    business_id bigint not null,
    serial bigint not null,
    document_serial bigint not null,
    kind text collate "C" not null check (kind in (
        'asked', 'fiscalised', 'refused', 'unknown', 'einvoice_asked', 'einvoice_registered', 'einvoice_refused',
        'einvoice_unknown')),
    code text collate "C",
    detail text,
    record json,
    einvoice json,
    recorded_at timestamptz not null,
    recorded_by text not null,
    primary key (business_id, serial),
    foreign key (business_id, document_serial) references books.document,
    check ((kind = 'asked') = (record is not null)),
    check ((kind = 'einvoice_asked') = (einvoice is not null))
);
create index fiscal_step_of_document on books.fiscal_step (business_id, document_serial, serial);
create unique index fiscal_step_einvoice on books.fiscal_step (business_id, code) where kind = 'einvoice_registered';
create trigger insert_only before update or delete or truncate on books.fiscal_step
    for each statement execute function books.refuse_change();

-- The administration's numbers, counted by year and till ('' for none), each a document's for ever.
create table books.fiscal_number (
    business_id bigint not null,
    year int not null,
    till_code text collate "C" not null,
    ordinal bigint not null check (ordinal > 0),
    document_serial bigint not null,
    primary key (business_id, year, till_code, ordinal),
    unique (business_id, document_serial, year, till_code),
    foreign key (business_id, document_serial) references books.document
);
create trigger insert_only before update or delete or truncate on books.fiscal_number
    for each statement execute function books.refuse_change();

-- Up to which line of the daybook its documents were noticed; businesses that tell nothing have no row.
create table books.fiscal_watch (
    business_id bigint not null primary key,
    through_position bigint not null
);

-- Electronic invoices as the administration's service last told of them, sold and bought; no part of the books.
create table books.einvoice (
    business_id bigint not null,
    serial bigint not null,
    code text collate "C" not null,
    party_type text collate "C" not null check (party_type in ('SELLER', 'BUYER')),
    document_number text collate "C" not null,
    order_number text collate "C" not null,
    received_at timestamptz not null,
    due_at timestamptz not null,
    status text collate "C" not null,
    amount books.money not null,
    seller_number text collate "C" not null,
    primary key (business_id, serial),
    unique (business_id, code, party_type)
);
create index einvoice_by_time on books.einvoice (business_id, received_at, serial);

grant select, insert, update on books.fiscal, books.fiscal_watch, books.einvoice to pinkas_server;
grant delete on books.fiscal_watch to pinkas_server;
grant select, insert on books.fiscal_step, books.fiscal_number to pinkas_server;
