-- The first schema: who may enter (directory), and the books of every business (books).
--
-- Every key in `books` begins with business_id, so that the schema can spread by business. Ids are made by the caller or
-- by counters on the business's head row, never by identity columns. Rows of issued documents, entries, settlements and
-- the daybook are insert-only: by privilege (see the grants at the end) and again by trigger.

create schema directory;
create schema books;

create domain books.money as numeric(18, 2);
create domain books.price as numeric(20, 6);
create domain books.quantity as numeric(18, 5);
create domain books.rate as numeric(18, 6);

-- directory ---------------------------------------------------------------------------------------------------------

create sequence directory.business_serial;
create sequence directory.login_serial;

create table directory.business (
    business_id bigint primary key,
    uuid uuid not null unique,
    tax_number text collate "C" not null unique,
    country text collate "C" not null check (country ~ '^[A-Z]{2}$'),
    zone text collate "C" not null,
    currency text collate "C" not null,
    recorded_at timestamptz not null
);

-- Other tax numbers a business is found by when logging in.
create table directory.business_alias (
    tax_number text collate "C" primary key,
    business_id bigint not null references directory.business
);

create table directory.login (
    login_id bigint primary key,
    name text collate "C" not null,
    folded text collate "C" not null unique,
    password_hash text not null,
    operator boolean not null default false,
    recorded_at timestamptz not null
);

create table directory.membership (
    login_id bigint not null references directory.login,
    business_id bigint not null references directory.business,
    primary key (login_id, business_id)
);

-- Tokens are kept as keyed hashes only.
create table directory.session (
    token_hash bytea primary key,
    key_id text collate "C" not null,
    login_id bigint not null references directory.login,
    business_id bigint not null references directory.business,
    used_at timestamptz not null,
    recorded_at timestamptz not null
);
create index session_used_at on directory.session (used_at);

-- Failed logins per subject: a keyed hash of the user name or of the address.
create table directory.attempt (
    subject bytea primary key,
    failures int not null,
    last_at timestamptz not null
);

-- The master keys this database was written with (never the keys: a fingerprint each).
create table directory.master_key (
    key_id text collate "C" primary key,
    recorded_at timestamptz not null
);

-- books: the business ------------------------------------------------------------------------------------------------

-- The first lock of every write, and its counters: positions and serials are dense.
create table books.head (
    business_id bigint primary key,
    position bigint not null default 0,
    link bytea not null default decode(repeat('00', 32), 'hex'),
    contacts bigint not null default 0,
    documents bigint not null default 0,
    transactions bigint not null default 0,
    entries bigint not null default 0,
    till_lines bigint not null default 0,
    settlements bigint not null default 0
) with (fillfactor = 40);

create table books.profile (
    business_id bigint primary key,
    legal_name text not null,
    name_english text,
    registration text not null check (registration in ('licensed_dealer', 'exempt_dealer', 'company', 'non_profit')),
    address1 text,
    address2 text,
    city text,
    postal_code text,
    country text,
    address1_english text,
    city_english text,
    phone text,
    email text,
    website text,
    logo bytea,
    logo_type text
);

create table books.transaction_class (
    business_id bigint not null,
    number int not null,
    name text not null,
    sort text collate "C" not null check (sort in ('income', 'receipts', 'expenses')),
    vat text collate "C" not null,
    primary key (business_id, number)
);

create table books.store (
    business_id bigint not null,
    serial bigint not null,
    key text collate "C" not null check (length(key) between 1 and 50),
    uuid uuid not null,
    name text not null,
    primary key (business_id, serial),
    unique (business_id, key),
    unique (business_id, uuid)
);

-- A register gives till numbers, `number-sequence`. Each API series owns a virtual one.
create table books.register (
    business_id bigint not null,
    serial bigint not null,
    key text collate "C" not null check (length(key) between 1 and 50),
    uuid uuid not null,
    store_serial bigint not null,
    number int not null,
    series int not null check (series between 0 and 99),
    api boolean not null default false,
    last_sequence bigint not null default 0,
    primary key (business_id, serial),
    unique (business_id, key),
    unique (business_id, uuid),
    unique (business_id, number),
    foreign key (business_id, store_serial) references books.store
) with (fillfactor = 50);
create unique index register_of_series on books.register (business_id, series) where api;

-- books: the daybook -------------------------------------------------------------------------------------------------

create table books.daybook (
    business_id bigint not null,
    position bigint not null,
    recorded_at timestamptz not null,
    actor text collate "C" not null,
    verb text collate "C" not null,
    sort text collate "C" not null,
    serial bigint not null,
    numbers text[] not null default '{}',
    content bytea not null check (octet_length(content) = 32),
    link bytea not null check (octet_length(link) = 32),
    primary key (business_id, position)
);
create index daybook_of_record on books.daybook (business_id, sort, serial, position);

-- One row per answered write that carried an Idempotency-Key; never a body or a token.
create table books.idempotency (
    business_id bigint not null,
    credential text collate "C" not null,
    key text collate "C" not null,
    route text collate "C" not null,
    body_hash bytea not null,
    status int not null,
    serial bigint not null,
    recorded_at timestamptz not null,
    primary key (business_id, credential, key)
);
create index idempotency_recorded_at on books.idempotency (recorded_at);

-- Counts by block of 1,024 serials: totals without counting, and deep pages without walking.
create table books.tally (
    business_id bigint not null,
    sort text collate "C" not null,
    kind text collate "C" not null,
    block bigint not null,
    records bigint not null check (records between 0 and 1024),
    primary key (business_id, sort, kind, block)
) with (fillfactor = 50);

-- books: contacts ----------------------------------------------------------------------------------------------------

create table books.contact (
    business_id bigint not null,
    serial bigint not null,
    key text collate "C" not null check (length(key) between 1 and 50),
    uuid uuid not null,
    version int not null,
    deleted boolean not null default false,
    created_at timestamptz not null,
    created_by text not null,
    updated_at timestamptz not null,
    updated_by text not null,
    type text collate "C" not null check (type in ('customer', 'supplier', 'both')),
    name text,
    tax_number text collate "C",
    contact_name text,
    address1 text,
    address2 text,
    city text,
    postal_code text,
    country text,
    phone text,
    mobile text,
    fax text,
    email text,
    class_number int,
    opening_balance books.money not null,
    price_list int check (price_list between 1 and 4),
    comments1 text,
    comments2 text,
    comments3 text,
    invoice_comment text,
    bank_account text,
    bank_branch text,
    bank int,
    charge_vat boolean,
    is_domestic boolean not null,
    is_occasional boolean not null,
    is_private boolean not null,
    affiliate text,
    card_token text,
    card_last_four text collate "C" check (card_last_four ~ '^[0-9]{1,4}$'),
    card_expiry text,
    terms_rule text collate "C",
    terms_days int not null,
    preferred_tender text collate "C",
    mail_addresses text[] generated always as (
        case when email is null then null else regexp_split_to_array(lower(email collate "C"), '[,;[:space:]]+') end
    ) stored,
    primary key (business_id, serial),
    unique (business_id, uuid)
);
create unique index contact_key on books.contact (business_id, key) where not deleted;
create index contact_tax_number on books.contact (business_id, tax_number, serial) where not deleted;
create index contact_mail on books.contact using gin (mail_addresses);

-- books: documents ---------------------------------------------------------------------------------------------------

-- One row per document, draft or issued: its names, for ever, and a cache of where it stands (verify rebuilds it).
create table books.document_index (
    business_id bigint not null,
    serial bigint not null,
    key text collate "C" not null check (length(key) between 1 and 50),
    uuid uuid not null,
    kind text collate "C" not null,
    created_at timestamptz not null,
    created_by text not null,
    state text collate "C" not null check (state in ('draft', 'issued', 'cancelled', 'void')),
    version int not null,
    updated_at timestamptz not null,
    updated_by text not null,
    date date not null,
    contact_serial bigint,
    -- What can be settled at all (of a debt), or allocated (of a credit), and what is left of it; null before issue.
    face books.money,
    open_amount books.money,
    is_debt boolean not null,
    primary key (business_id, serial),
    unique (business_id, key),
    unique (business_id, uuid),
    foreign key (business_id, contact_serial) references books.contact,
    check ((face is null) = (state in ('draft', 'void'))),
    check (open_amount between 0 and face)
) with (fillfactor = 70);
create index document_by_kind on books.document_index (business_id, kind, serial);
create index document_by_contact on books.document_index (business_id, contact_serial, serial);
create index document_by_date on books.document_index (business_id, date, serial);
create index document_open on books.document_index (business_id, serial)
    where is_debt and state = 'issued' and open_amount > 0;

-- Legal numbers: gapless per business, series and run, taken in the commit that makes them visible.
create table books.series (
    business_id bigint not null,
    series int not null check (series between 0 and 99),
    run text collate "C" not null,
    first_number bigint not null,
    last_number bigint not null check (last_number >= first_number),
    primary key (business_id, series, run)
) with (fillfactor = 50);

create table books.legal_number (
    business_id bigint not null,
    series int not null,
    run text collate "C" not null,
    number bigint not null,
    document_serial bigint not null,
    primary key (business_id, series, number, run),
    unique (business_id, document_serial),
    foreign key (business_id, document_serial) references books.document_index
);

create table books.draft (
    business_id bigint not null,
    serial bigint not null,
    body jsonb not null,
    primary key (business_id, serial),
    foreign key (business_id, serial) references books.document_index
);

create table books.transaction (
    business_id bigint not null,
    serial bigint not null,
    uuid uuid not null,
    register_serial bigint not null,
    sequence bigint not null,
    recorded_at timestamptz not null,
    primary key (business_id, serial),
    unique (business_id, uuid),
    unique (business_id, register_serial, sequence),
    foreign key (business_id, register_serial) references books.register
);

create table books.entry (
    business_id bigint not null,
    serial bigint not null,
    document_date date not null,
    tax_date date not null,
    posting_date date not null,
    recorded_at timestamptz not null,
    postings int not null check (postings >= 2),
    total books.money not null check (total > 0),
    primary key (business_id, serial)
);

create table books.posting (
    business_id bigint not null,
    entry_serial bigint not null,
    number int not null,
    account text collate "C" not null,
    contact bigint not null,
    amount books.money not null check (amount <> 0),
    currency text collate "C" not null,
    currency_amount books.money not null,
    rate books.rate not null,
    vat_category text collate "C",
    vat_rate books.rate,
    primary key (business_id, entry_serial, number),
    foreign key (business_id, entry_serial) references books.entry
);
create index posting_by_account on books.posting (business_id, account, contact, entry_serial);

create table books.balance (
    business_id bigint not null,
    account text collate "C" not null,
    contact bigint not null,
    amount books.money not null,
    primary key (business_id, account, contact)
) with (fillfactor = 50);

create table books.document (
    business_id bigint not null,
    serial bigint not null,
    transaction_serial bigint not null,
    entry_serial bigint,
    kind text collate "C" not null,
    series int not null,
    date date not null,
    due_date date not null,
    contact bigint,
    party jsonb not null,
    class_number int not null,
    comments text,
    note text,
    currency text collate "C" not null,
    discount books.money not null check (discount >= 0),
    discount_percent books.rate not null,
    round_total boolean not null,
    rounding books.money not null,
    vat_rate books.rate not null,
    taxable_lines books.money not null,
    taxable_base books.money not null check (taxable_base >= 0),
    exempt_base books.money not null check (exempt_base >= 0),
    net books.money not null check (net = taxable_base + exempt_base),
    vat books.money not null check (vat >= 0),
    total books.money not null check (total = net + vat),
    receipt_currency text collate "C" not null,
    receipt_rate books.rate not null,
    received books.money not null check (received >= 0),
    withheld books.money not null check (withheld >= 0),
    received_book books.money not null check (received_book >= 0),
    withheld_book books.money not null check (withheld_book >= 0),
    channel text collate "C" not null,
    primary key (business_id, serial),
    foreign key (business_id, serial) references books.document_index,
    foreign key (business_id, transaction_serial) references books.transaction,
    foreign key (business_id, entry_serial) references books.entry,
    foreign key (business_id, contact) references books.contact,
    foreign key (business_id, class_number) references books.transaction_class
);

create table books.document_line (
    business_id bigint not null,
    document_serial bigint not null,
    number int not null,
    product text collate "C",
    catalog_number text,
    name text,
    details text,
    unit_price books.price not null,
    quantity books.quantity not null,
    currency text collate "C" not null,
    rate books.rate not null,
    discount books.money not null,
    vat text collate "C" not null,
    net books.money not null,
    primary key (business_id, document_serial, number),
    foreign key (business_id, document_serial) references books.document
);

create table books.document_vat (
    business_id bigint not null,
    document_serial bigint not null,
    number int not null,
    category text collate "C" not null,
    rate books.rate not null,
    base books.money not null,
    vat books.money not null,
    primary key (business_id, document_serial, number),
    unique (business_id, document_serial, category, rate),
    foreign key (business_id, document_serial) references books.document
);

-- What a document named as its sources when it was issued; what came of it is in settlement.
create table books.document_source (
    business_id bigint not null,
    document_serial bigint not null,
    number int not null,
    document bigint not null,
    amount books.money,
    primary key (business_id, document_serial, number),
    foreign key (business_id, document_serial) references books.document,
    foreign key (business_id, document) references books.document_index
);
create index document_source_of on books.document_source (business_id, document);

-- Every tender of an issued document; the till's contents are those that no deposit took.
create table books.till_line (
    business_id bigint not null,
    serial bigint not null,
    uuid uuid not null,
    document_serial bigint not null,
    number int not null,
    type text collate "C" not null,
    account text,
    branch text,
    bank int,
    cheque_number text,
    due_date date,
    amount books.money not null,
    currency text collate "C" not null,
    rate books.rate not null,
    book_amount books.money not null,
    in_till boolean not null,
    primary key (business_id, serial),
    unique (business_id, uuid),
    unique (business_id, document_serial, number),
    foreign key (business_id, document_serial) references books.document
);

-- `amount` of the document `paid` is settled by the document `paying`; a release is a row with the amount negated.
create table books.settlement (
    business_id bigint not null,
    serial bigint not null,
    paying bigint not null,
    paid bigint not null,
    amount books.money not null check (amount <> 0),
    recorded_at timestamptz not null,
    primary key (business_id, serial),
    foreign key (business_id, paying) references books.document,
    foreign key (business_id, paid) references books.document
);
create index settlement_paying on books.settlement (business_id, paying);
create index settlement_paid on books.settlement (business_id, paid);

-- One reversal per document.
create table books.cancellation (
    business_id bigint not null,
    document_serial bigint not null,
    entry_serial bigint,
    date date not null,
    recorded_at timestamptz not null,
    recorded_by text not null,
    primary key (business_id, document_serial),
    foreign key (business_id, document_serial) references books.document,
    foreign key (business_id, entry_serial) references books.entry
);

-- The original that left the house, its very bytes.
create table books.hand_out (
    business_id bigint not null,
    document_serial bigint not null,
    language text collate "C" not null,
    credential text collate "C" not null,
    recorded_at timestamptz not null,
    pdf_sha256 bytea not null,
    pdf bytea not null,
    primary key (business_id, document_serial),
    foreign key (business_id, document_serial) references books.document
);
alter table books.hand_out alter column pdf set storage external;

-- The second lock: triggers ------------------------------------------------------------------------------------------

create function books.refuse_change() returns trigger language plpgsql as $$
begin
    raise exception 'rows of %.% are never changed or removed', tg_table_schema, tg_table_name
        using errcode = 'integrity_constraint_violation';
end $$;

do $$
declare
    name text;
begin
    foreach name in array array[
        'daybook', 'legal_number', 'transaction', 'entry', 'posting', 'document', 'document_line', 'document_vat',
        'document_source', 'till_line', 'settlement', 'cancellation', 'hand_out'
    ] loop
        execute format(
            'create trigger insert_only before update or delete or truncate on books.%I '
            'for each statement execute function books.refuse_change()', name);
    end loop;
end $$;

create trigger names_are_for_ever before update of business_id, serial, key, uuid, kind, created_at, created_by
    on books.document_index for each statement execute function books.refuse_change();
create trigger never_removed before delete or truncate
    on books.document_index for each statement execute function books.refuse_change();

-- An entry's postings come in one statement, as many as it says, balanced to the cent.
create function books.check_postings() returns trigger language plpgsql as $$
declare
    wrong bigint;
begin
    select p.entry_serial into wrong
    from (select business_id, entry_serial, count(*) as lines, sum(amount) as balance,
                 sum(amount) filter (where amount > 0) as debits
          from fresh group by business_id, entry_serial) p
    join books.entry e on e.business_id = p.business_id and e.serial = p.entry_serial
    where p.balance <> 0 or p.lines <> e.postings or p.debits <> e.total
    limit 1;
    if wrong is not null then
        raise exception 'entry % does not balance', wrong using errcode = 'integrity_constraint_violation';
    end if;
    return null;
end $$;
create trigger entries_balance after insert on books.posting
    referencing new table as fresh for each statement execute function books.check_postings();

-- The first lock: the server may insert and select; what it may also update is a cache, a counter or a draft ----------

grant usage on schema directory, books to pinkas_server;
grant usage on all sequences in schema directory to pinkas_server;
grant select, insert on all tables in schema books, directory to pinkas_server;
grant update on books.head, books.profile, books.register, books.tally, books.contact, books.series, books.draft,
    books.balance, books.transaction_class to pinkas_server;
grant update (state, version, updated_at, updated_by, date, contact_serial, face, open_amount)
    on books.document_index to pinkas_server;
grant delete on books.draft, books.idempotency to pinkas_server;
grant update, delete on directory.session, directory.attempt to pinkas_server;
grant update on directory.login to pinkas_server;
