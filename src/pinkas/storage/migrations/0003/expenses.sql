-- How much of an expense's VAT a class lets a business recover, null for all; and whether it buys equipment.
alter table books.transaction_class
    add column recoverable text collate "C" check (recoverable in ('two_thirds', 'one_third', 'none')),
    add column is_equipment boolean;

-- Expenses. A temporary one may change in everything; of a permanent one the money is in `expense_posting`, and what may
-- still change (details, flag, scan) here. `body` is the expense without its payments, as books.expense.Expense.
create table books.expense (
    business_id bigint not null,
    serial bigint not null,
    key text collate "C" not null check (length(key) between 1 and 50),
    uuid uuid not null,
    version int not null,
    state text collate "C" not null check (state in ('temporary', 'permanent', 'deleted')),
    date date not null,
    contact_serial bigint,
    created_at timestamptz not null,
    created_by text not null,
    updated_at timestamptz not null,
    updated_by text not null,
    body json not null,
    primary key (business_id, serial),
    foreign key (business_id, contact_serial) references books.contact
) with (fillfactor = 80);
create unique index expense_key on books.expense (business_id, key) where state <> 'deleted';
create index expense_by_state on books.expense (business_id, state, serial) where state <> 'deleted';
create index expense_by_date on books.expense (business_id, date, serial) where state <> 'deleted';
create index expense_of_contact on books.expense (business_id, contact_serial, serial) where state <> 'deleted';

-- What made an expense permanent, and as what: never changed. `portion` numbers the run it was posted in.
create table books.expense_posting (
    business_id bigint not null,
    expense_serial bigint not null,
    voucher_serial bigint not null,
    portion bigint not null,
    position bigint not null,
    body json not null,
    primary key (business_id, expense_serial),
    unique (business_id, voucher_serial),
    foreign key (business_id, expense_serial) references books.expense,
    foreign key (business_id, voucher_serial) references books.voucher
);

-- Payments of expenses, in the order of their numbers. Those of a temporary expense are planned and may change; one that
-- has a voucher was posted, and the trigger below keeps it as it is.
create table books.expense_payment (
    business_id bigint not null,
    expense_serial bigint not null,
    number int not null,
    key text collate "C" not null,
    date date not null,
    recorded_at timestamptz not null,
    recorded_by text not null,
    body json not null,
    voucher_serial bigint,
    position bigint,
    primary key (business_id, expense_serial, number),
    unique (business_id, key),
    unique (business_id, voucher_serial),
    check ((voucher_serial is null) = (position is null)),
    foreign key (business_id, expense_serial) references books.expense,
    foreign key (business_id, voucher_serial) references books.voucher
) with (fillfactor = 80);
create index expense_payment_by_date on books.expense_payment (business_id, date, expense_serial, number);

-- Scans, apart: no list reads them.
create table books.expense_image (
    business_id bigint not null,
    expense_serial bigint not null,
    content bytea not null check (octet_length(content) between 1 and 512000),
    primary key (business_id, expense_serial),
    foreign key (business_id, expense_serial) references books.expense
);
alter table books.expense_image alter column content set storage external;

create trigger insert_only before update or delete or truncate on books.expense_posting
    for each statement execute function books.refuse_change();
create trigger posted_stays before update or delete on books.expense_payment
    for each row when (old.voucher_serial is not null) execute function books.refuse_change();

grant select, insert on books.expense, books.expense_posting, books.expense_payment, books.expense_image
    to pinkas_server;
grant update (version, state, date, contact_serial, updated_at, updated_by, body) on books.expense to pinkas_server;
grant update (voucher_serial, position), delete on books.expense_payment to pinkas_server;
grant update, delete on books.expense_image to pinkas_server;
