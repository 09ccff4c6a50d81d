-- The end of a store's day at the till: every sale and payment of the store up to the daybook's line `through_position`
-- and in no earlier closing belongs to it. `figures` is what it came to, as recorded.
create table books.z_closing (
    business_id bigint not null,
    serial bigint not null,
    key text collate "C" not null check (length(key) between 1 and 50),
    uuid uuid not null,
    store_serial bigint not null,
    sequence int not null check (sequence > 0),
    after_position bigint not null,
    through_position bigint not null check (through_position > after_position),
    figures text not null,
    closed_at timestamptz not null,
    position bigint not null,
    primary key (business_id, serial),
    unique (business_id, key),
    unique (business_id, uuid),
    unique (business_id, store_serial, sequence),
    foreign key (business_id, store_serial) references books.store
);
create unique index z_closing_through on books.z_closing (business_id, store_serial, through_position);
create trigger insert_only before update or delete or truncate on books.z_closing
    for each statement execute function books.refuse_change();
grant select, insert on books.z_closing to pinkas_server;

-- What a closing covers.
create index transaction_of_store on books.transaction (business_id, store_serial, position);
