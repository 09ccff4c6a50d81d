-- Cards charged. `charge` is the intent, stored before anything is sent; `charge_outcome` what was learnt of it, one row
-- after another until nothing more can be; the last one stands. Of a card there is the last four digits and no more.
create table books.charge (
    business_id bigint not null,
    serial bigint not null,
    key text collate "C" not null,
    uuid uuid not null,
    gateway text collate "C" not null,
    contact_serial bigint,
    last_four text collate "C" check (last_four ~ '^[0-9]{4}$'),
    amount numeric(18,2) not null check (amount > 0),
    currency text collate "C" not null,
    credit text collate "C" not null check (credit in ('regular', 'credit', 'instalments')),
    payments int not null check (payments between 1 and 99),
    is_refund boolean not null,
    refunds bigint,
    recorded_at timestamptz not null,
    recorded_by text not null,
    primary key (business_id, serial),
    unique (business_id, key),
    unique (business_id, uuid),
    foreign key (business_id, contact_serial) references books.contact,
    foreign key (business_id, refunds) references books.charge,
    check (is_refund or refunds is null)
);
create index charge_refunds on books.charge (business_id, refunds) where refunds is not null;

create table books.charge_outcome (
    business_id bigint not null,
    charge_serial bigint not null,
    number int not null,
    state text collate "C" not null check (state in ('approved', 'declined', 'refused', 'unknown')),
    witness text collate "C" not null check (witness in ('answer', 'look-up', 'person')),
    reference text,
    code text,
    message text,
    recorded_at timestamptz not null,
    recorded_by text not null,
    primary key (business_id, charge_serial, number),
    foreign key (business_id, charge_serial) references books.charge
);
create index charge_outcome_reference on books.charge_outcome (business_id, reference) where reference is not null;

-- The charges of which something is still to be learnt: a cache, and what the keepers look through.
create table books.open_charge (
    business_id bigint not null,
    charge_serial bigint not null,
    primary key (business_id, charge_serial),
    foreign key (business_id, charge_serial) references books.charge
);

-- What the built-in gateway remembers, as a real one would on machines of its own. Not part of the books.
create table books.sandbox_charge (
    business_id bigint not null,
    reference text collate "C" not null,
    answer text not null,
    primary key (business_id, reference)
);

grant select, insert on books.charge, books.charge_outcome, books.sandbox_charge to pinkas_server;
grant select, insert, delete on books.open_charge to pinkas_server;

create trigger insert_only before update or delete or truncate on books.charge
    for each statement execute function books.refuse_change();
create trigger insert_only before update or delete or truncate on books.charge_outcome
    for each statement execute function books.refuse_change();

-- Pages of a gateway's own, on which a holder types a card; and what became of each.
create table books.card_page (
    business_id bigint not null,
    serial bigint not null,
    uuid uuid not null,
    gateway text collate "C" not null,
    page_id text not null,
    url text not null,
    operation text collate "C" not null check (operation in ('charge', 'charge-and-token', 'token')),
    contact_serial bigint,
    amount numeric(18,2) check (amount > 0),
    currency text collate "C" not null,
    recorded_at timestamptz not null,
    recorded_by text not null,
    primary key (business_id, serial),
    unique (business_id, uuid),
    foreign key (business_id, contact_serial) references books.contact,
    check ((operation = 'token') = (amount is null))
);

create table books.card_page_result (
    business_id bigint not null,
    page_serial bigint not null,
    state text collate "C" not null check (state in ('approved', 'declined', 'refused')),
    reference text,
    code text,
    message text,
    token text,
    last_four text collate "C" check (last_four ~ '^[0-9]{4}$'),
    expiry text collate "C",
    recorded_at timestamptz not null,
    recorded_by text not null,
    primary key (business_id, page_serial),
    foreign key (business_id, page_serial) references books.card_page
);

grant select, insert on books.card_page, books.card_page_result to pinkas_server;

create trigger insert_only before update or delete or truncate on books.card_page
    for each statement execute function books.refuse_change();
create trigger insert_only before update or delete or truncate on books.card_page_result
    for each statement execute function books.refuse_change();
