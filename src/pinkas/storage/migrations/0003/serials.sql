-- Dense serials of the nouns that came after the head's own counters; counted under the head's lock.
create table books.serial_counter (
    business_id bigint not null,
    sort text collate "C" not null,
    last_serial bigint not null,
    primary key (business_id, sort)
) with (fillfactor = 50);

grant select, insert, update on books.serial_counter to pinkas_server;
