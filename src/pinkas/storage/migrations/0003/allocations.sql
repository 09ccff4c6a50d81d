-- Allocation numbers of the tax authority. How a request stands is kept beside the document, a cache of its last step.
alter table books.document_index
    add column allocation_state text collate "C",
    add column allocation_number text collate "C";

-- A document for which a number is asked, and when that is tried again. `at_issue`: the law wants it, said when it was
-- issued. `claimed_until`: somebody is asking just now.
create table books.allocation (
    business_id bigint not null,
    document_serial bigint not null,
    at_issue boolean not null,
    action int,
    waits boolean not null,
    attempts int not null default 0,
    next_at timestamptz not null,
    claimed_until timestamptz,
    trouble text,
    primary key (business_id, document_serial),
    foreign key (business_id, document_serial) references books.document_index
) with (fillfactor = 70);
create index allocation_waiting on books.allocation (next_at, business_id, document_serial) where waits;

-- What happened to requests: each row is a line of the daybook.
create table books.allocation_step (
    business_id bigint not null,
    serial bigint not null,
    document_serial bigint not null,
    kind text collate "C" not null,
    state text collate "C" not null,
    request uuid not null,
    number text collate "C",
    code text collate "C",
    detail text,
    recorded_at timestamptz not null,
    recorded_by text not null,
    primary key (business_id, serial),
    foreign key (business_id, document_serial) references books.allocation
);
create index allocation_step_of_document on books.allocation_step (business_id, document_serial, serial);
create trigger insert_only before update or delete or truncate on books.allocation_step
    for each statement execute function books.refuse_change();

-- The token that the authority's interface is called with, encrypted; the dates say how long its halves hold. `ended`:
-- what the authority said when it would not refresh this one any more; no part of the books.
create table books.authority_token (
    business_id bigint not null,
    version int not null,
    sealed bytea not null,
    access_until timestamptz,
    refresh_until timestamptz,
    ended text,
    primary key (business_id)
);

grant update (allocation_state, allocation_number) on books.document_index to pinkas_server;
grant select, insert, update on books.allocation, books.authority_token to pinkas_server;
grant select, insert on books.allocation_step to pinkas_server;
