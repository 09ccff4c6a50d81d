-- Standing orders, and each of their occurrences. `body` is what is issued, to whom and when; `begins_on` the day from
-- which occurrences count. The rest is how far the schedule got: `runs` occurrences were begun, the last of the day
-- `last_date`; `pending` is the number of one that is being worked at, and what it waits for; `due_at` when somebody has
-- to look at it again.
create table books.standing_order (
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
    -- Whose log tells of failures: the login that saved it last.
    login bigint not null,
    contact bigint not null,
    body jsonb not null,
    begins_on date not null,
    runs int not null default 0,
    last_date date,
    pending int,
    waiting text,
    next_date date,
    due_at timestamptz,
    primary key (business_id, serial),
    unique (business_id, uuid),
    foreign key (business_id, contact) references books.contact
);
create unique index standing_order_key on books.standing_order (business_id, key) where not deleted;
-- Those that were removed as well.
create index standing_order_ever_of_key on books.standing_order (business_id, key, serial);
create index standing_order_of_contact on books.standing_order (business_id, contact) where not deleted;
-- The schedule's own question, over all businesses: what is due.
create index standing_order_due on books.standing_order (due_at, business_id, serial) where due_at is not null;

-- An occurrence that was begun: at most one a month of an order. Its document's key is the text of `uuid`.
create table books.standing_order_run (
    business_id bigint not null,
    serial bigint not null,
    order_serial bigint not null,
    number int not null,
    date date not null,
    month date not null check (month = date_trunc('month', date)::date),
    uuid uuid not null,
    primary key (business_id, serial),
    unique (business_id, order_serial, number),
    unique (business_id, order_serial, month),
    unique (business_id, uuid),
    foreign key (business_id, order_serial) references books.standing_order
);

-- Attempts at an occurrence, from 1; a later one is begun by a person, after the one before it ended without success.
create table books.standing_order_attempt (
    business_id bigint not null,
    run_serial bigint not null,
    attempt int not null check (attempt > 0),
    recorded_at timestamptz not null,
    recorded_by text not null,
    primary key (business_id, run_serial, attempt),
    foreign key (business_id, run_serial) references books.standing_order_run
);

create table books.standing_order_outcome (
    business_id bigint not null,
    run_serial bigint not null,
    attempt int not null,
    outcome text collate "C" not null check (outcome in ('issued', 'failed', 'not_mailed', 'mail_unknown')),
    detail text not null,
    document_serial bigint,
    recorded_at timestamptz not null,
    primary key (business_id, run_serial, attempt),
    foreign key (business_id, run_serial, attempt) references books.standing_order_attempt,
    foreign key (business_id, document_serial) references books.document_index
);

do $$
declare
    name text;
begin
    foreach name in array array['standing_order_run', 'standing_order_attempt', 'standing_order_outcome'] loop
        execute format(
            'create trigger insert_only before update or delete or truncate on books.%I '
            'for each statement execute function books.refuse_change()', name);
    end loop;
end $$;

grant select, insert, update on books.standing_order to pinkas_server;
grant select, insert on books.standing_order_run, books.standing_order_attempt, books.standing_order_outcome
    to pinkas_server;
