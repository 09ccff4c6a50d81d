-- Operations: what a shop's system builds row by row before it is a transaction. Each keeps the serial its transaction
-- will have; it is finished when that is there. `source` and `source_reference` are what the system itself calls it.
create table books.operation (
    business_id bigint not null,
    serial bigint not null,
    uuid uuid not null,
    version int not null check (version > 0),
    type text collate "C" not null check (type in ('sale', 'return', 'delivery')),
    source text collate "C" not null,
    source_reference text collate "C",
    store_serial bigint not null,
    register_serial bigint not null,
    contact bigint,
    created_at timestamptz not null,
    created_by text not null,
    created_staff bigint,
    updated_at timestamptz not null,
    updated_by text not null,
    body json not null,
    primary key (business_id, serial),
    unique (business_id, uuid),
    foreign key (business_id, store_serial) references books.store,
    foreign key (business_id, register_serial) references books.register,
    foreign key (business_id, contact) references books.contact,
    foreign key (business_id, created_staff) references books.staff
) with (fillfactor = 70);
create unique index operation_of_source on books.operation (business_id, source, source_reference)
    where source_reference is not null;

-- The serials that rows and payments are known by all over the business.
create table books.operation_part (
    business_id bigint not null,
    sort text collate "C" not null check (sort in ('operation_row', 'operation_payment')),
    serial bigint not null,
    operation_serial bigint not null,
    number int not null,
    primary key (business_id, sort, serial),
    unique (business_id, operation_serial, sort, number),
    foreign key (business_id, operation_serial) references books.operation
);
create trigger insert_only before update or delete or truncate on books.operation_part
    for each statement execute function books.refuse_change();

-- Whether all lines of an issued document are services of the catalogue: a cache of its lines, for lists that ask.
alter table books.document_index add column services boolean not null default false;
update books.document_index i set services = true
where exists (
    select from books.document_line l where l.business_id = i.business_id and l.document_serial = i.serial
) and not exists (
    select from books.document_line l
    where l.business_id = i.business_id and l.document_serial = i.serial and l.goods is distinct from false
);
grant update (services) on books.document_index to pinkas_server;

grant select, insert on books.operation, books.operation_part to pinkas_server;
grant update (version, updated_at, updated_by, body) on books.operation to pinkas_server;
