-- What a business settles about one part of its work (its VAT periods, its card gateway, its files), by name. `body` is
-- the exact JSON text that was written; `sealed` its secrets, encrypted.
create table books.option (
    business_id bigint not null,
    name text collate "C" not null,
    version int not null,
    body text not null,
    sealed bytea,
    primary key (business_id, name)
);

grant select, insert, update on books.option to pinkas_server;
