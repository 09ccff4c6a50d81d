-- Reports being looked at: a client of the viewer, the reports it opened, the documents made of them and their pages.
-- Nothing here is books: it is forgotten when the client was idle for a while, or the database did not stop cleanly.
create unlogged table directory.report_client (
    client_id text collate "C" primary key,
    business_id bigint not null,
    login_id bigint not null,
    used_at timestamptz not null,
    recorded_at timestamptz not null
);
create index report_client_used_at on directory.report_client (used_at);
create index report_client_of_login on directory.report_client (login_id, recorded_at);

-- A report with the values asked of it (`parameters`, the exact JSON text), and how its lines are sorted now.
create unlogged table directory.report_instance (
    client_id text collate "C" not null references directory.report_client on delete cascade,
    instance_id text collate "C" not null,
    report text collate "C" not null,
    parameters text not null,
    order_column text collate "C",
    descending boolean not null default false,
    recorded_at timestamptz not null,
    primary key (client_id, instance_id)
);

-- A rendering. `taken_at` is when its worker last said that it is at work; one that fell silent is taken up by another.
create unlogged table directory.report_document (
    client_id text collate "C" not null,
    instance_id text collate "C" not null,
    document_id text collate "C" not null,
    format text collate "C" not null,
    order_column text collate "C",
    descending boolean not null,
    state text collate "C" not null check (state in ('rendering', 'ready', 'failed')),
    taken_at timestamptz not null,
    attempts int not null,
    pages int,
    media_type text collate "C",
    file_name text,
    content bytea,
    -- Columns that its lines may be sorted by.
    sortable text[] not null default '{}',
    -- Why it failed, in words for whoever asked; `fault`: it was ours.
    failure text,
    fault boolean not null default false,
    recorded_at timestamptz not null,
    primary key (client_id, instance_id, document_id),
    foreign key (client_id, instance_id) references directory.report_instance on delete cascade
);
alter table directory.report_document alter column content set storage external;

-- A page of a document that is looked at page by page, as HTML.
create unlogged table directory.report_page (
    client_id text collate "C" not null,
    instance_id text collate "C" not null,
    document_id text collate "C" not null,
    number int not null,
    content text not null,
    primary key (client_id, instance_id, document_id, number),
    foreign key (client_id, instance_id, document_id) references directory.report_document on delete cascade
);

grant select, insert, update, delete on directory.report_client, directory.report_instance, directory.report_document,
    directory.report_page to pinkas_server;
