-- Keys of programs: who calls, for which business, in whose name; the last nonce of each, and their sessions.
-- They lie in the directory: a key is found before the business is known.

-- The number a business is called by where its own id, tax number or uuid would not do: short, and for ever.
create table directory.business_number (
    business_id bigint primary key references directory.business,
    number bigint not null unique check (number > 0)
);

-- A key is kept as a keyed hash only. An opaque one is the whole credential; a signed one is the half that travels, and
-- `sealed` the secret that signs, encrypted for its row. `staff` is whose rights it has. A nonce is used up by the
-- update that raises `last_nonce`, in place: nothing that changes here is in an index.
create sequence directory.api_key_serial;
create table directory.api_key (
    serial bigint primary key,
    sort text collate "C" not null check (sort in ('opaque', 'signed')),
    key_hash bytea not null unique,
    key_id text collate "C" not null,
    sealed bytea,
    business_id bigint not null references directory.business,
    staff bigint,
    name text not null,
    last_nonce bigint not null default 0,
    recorded_at timestamptz not null,
    revoked_at timestamptz,
    check ((sort = 'signed') = (sealed is not null)),
    check (sort = 'opaque' or staff is not null)
) with (fillfactor = 50);
create index api_key_of_business on directory.api_key (business_id, serial);

-- Sessions of signed keys, by keyed hash. Every call moves `used_at`, so it is in no index: the sweep reads them all.
create table directory.key_session (
    token_hash bytea primary key,
    key_id text collate "C" not null,
    key_serial bigint not null references directory.api_key,
    used_at timestamptz not null,
    recorded_at timestamptz not null
) with (fillfactor = 50);

-- What a program met with is in the log too, for everybody who logs in to its business.
alter table directory.log
    alter column login_id drop not null,
    add column key_serial bigint references directory.api_key,
    add constraint log_is_somebodys check (num_nonnulls(login_id, key_serial) = 1);

grant usage on sequence directory.api_key_serial to pinkas_server;
grant select, insert on directory.business_number, directory.api_key to pinkas_server;
grant update (last_nonce, revoked_at) on directory.api_key to pinkas_server;
grant select, insert, update, delete on directory.key_session to pinkas_server;
