-- What a shop is made of: stores with their tills, the people who sell, departments, clubs, price lists, means of payment
-- and bank accounts. `version` counts the lines the daybook has on a row: 0 for what came with its business or was made
-- by the first document of an API series, and nobody has changed since.
alter table books.store
    add column version int not null default 0,
    add column erp_code text,
    add column price_list int check (price_list between 1 and 4),
    add column address text,
    add column city text,
    add column postal_code text,
    add column phone text,
    -- The first of the ten-digit numbers of its documents, where the law has stores share a series in ranges.
    add column first_number bigint check (first_number between 1 and 9999999999),
    add column active boolean not null default true,
    add constraint store_first_number unique (business_id, first_number);

-- A till that numbers its own sales may arrive in any order; the others are numbered here. `fiscal_device` is the number
-- of its device's fiscal memory.
alter table books.register
    add column version int not null default 0,
    add column name text,
    add column hardware boolean not null default false,
    add column own_numbers boolean not null default false,
    add column fiscal_device text collate "C" check (fiscal_device ~ '^[0-9A-Z]{8}$'),
    add column operator_code text collate "C" check (operator_code ~ '^[0-9A-Z]{1,4}$'),
    add column active boolean not null default true;

-- The people who sell. `login_id` is the person who logs in under their own password, which lies with the login alone.
create table books.staff (
    business_id bigint not null,
    serial bigint not null,
    key text collate "C" not null check (length(key) between 1 and 50),
    uuid uuid not null,
    version int not null,
    number text collate "C" not null check (length(number) between 1 and 20),
    user_name text collate "C" not null,
    first_name text,
    last_name text,
    role text collate "C" not null check (role in ('user', 'admin', 'auditor')),
    home_phone text,
    work_phone text,
    email text,
    address text,
    fax text,
    postal_code text,
    store_serial bigint,
    erp_code text,
    login_id bigint,
    active boolean not null,
    primary key (business_id, serial),
    unique (business_id, key),
    unique (business_id, uuid),
    unique (business_id, number),
    foreign key (business_id, store_serial) references books.store
);

-- Departments are how tills call classes of income.
create table books.department (
    business_id bigint not null,
    serial bigint not null,
    key text collate "C" not null check (length(key) between 1 and 50),
    uuid uuid not null,
    version int not null,
    name text not null,
    class_number int not null,
    active boolean not null,
    primary key (business_id, serial),
    unique (business_id, key),
    unique (business_id, uuid),
    foreign key (business_id, class_number) references books.transaction_class
);

create table books.club (
    business_id bigint not null,
    serial bigint not null,
    key text collate "C" not null check (length(key) between 1 and 50),
    uuid uuid not null,
    version int not null,
    code int not null check (code > 0),
    name text not null,
    active boolean not null,
    primary key (business_id, serial),
    unique (business_id, key),
    unique (business_id, uuid),
    unique (business_id, code)
);

-- The four price lists of every business are there without a row; a row says what was changed about one.
create table books.price_list (
    business_id bigint not null,
    serial bigint not null check (serial between 1 and 4),
    key text collate "C" not null check (length(key) between 1 and 50),
    uuid uuid not null,
    version int not null,
    name text not null,
    erp_code text,
    primary key (business_id, serial),
    unique (business_id, key),
    unique (business_id, uuid)
);

-- A business's own means of payment, numbered from 100; `type` is what of the books it stands for.
create table books.tender_type (
    business_id bigint not null,
    serial bigint not null,
    key text collate "C" not null check (length(key) between 1 and 50),
    uuid uuid not null,
    version int not null,
    number int not null check (number >= 100),
    name text not null,
    name_hebrew text,
    erp_code text,
    type text collate "C" not null,
    active boolean not null,
    primary key (business_id, serial),
    unique (business_id, key),
    unique (business_id, uuid),
    unique (business_id, number)
);

create table books.bank_account (
    business_id bigint not null,
    serial bigint not null,
    key text collate "C" not null check (length(key) between 1 and 50),
    uuid uuid not null,
    version int not null,
    bank_name text not null,
    branch_name text,
    iban text collate "C" not null,
    bic text collate "C",
    currency text collate "C" not null,
    city_id bigint,
    city_name text,
    address text,
    created_by bigint,
    created_at timestamptz not null,
    active boolean not null,
    primary key (business_id, serial),
    unique (business_id, key),
    unique (business_id, uuid),
    foreign key (business_id, created_by) references books.staff
);

grant select, insert, update on
    books.staff, books.department, books.club, books.price_list, books.tender_type, books.bank_account
    to pinkas_server;
grant update on books.store to pinkas_server;
