-- What went wrong, for whoever asked to look up by the id an answer bore. It is no part of the books: it may be lost, and
-- goes after a while. No SQL, stack or personal data is written into it.
create table directory.log (
    business_id bigint not null references directory.business,
    log_id bigint not null,
    login_id bigint not null references directory.login,
    recorded_at timestamptz not null,
    level text collate "C" not null check (level in ('info', 'warning', 'error')),
    message text not null,
    exception text,
    primary key (business_id, log_id)
);
create index log_of_login on directory.log (business_id, login_id, recorded_at, log_id);
create index log_recorded_at on directory.log (recorded_at);

grant select, insert, delete on directory.log to pinkas_server;
