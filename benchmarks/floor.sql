-- The floor under writing a document, frozen: changed only with a decision record (docs/decisions/006).
--
-- One function call does what no way of keeping such books can do without: the idempotency key, the counter's lock, a
-- header, three lines and four postings, durable. No rules, no checks, no daybook, no reading, no other index than keys.

create schema floor;

create table floor.counter (
    business_id bigint primary key,
    last_number bigint not null default 0
) with (fillfactor = 50);

create table floor.idempotency (
    business_id bigint not null,
    key text collate "C" not null,
    number bigint not null,
    recorded_at timestamptz not null,
    primary key (business_id, key)
);

create table floor.header (
    business_id bigint not null,
    number bigint not null,
    uuid uuid not null,
    kind text collate "C" not null,
    date date not null,
    contact bigint not null,
    party text not null,
    net numeric(18, 2) not null,
    vat numeric(18, 2) not null,
    total numeric(18, 2) not null,
    recorded_at timestamptz not null,
    primary key (business_id, number)
);

create table floor.line (
    business_id bigint not null,
    header_number bigint not null,
    number int not null,
    name text not null,
    unit_price numeric(20, 6) not null,
    quantity numeric(18, 5) not null,
    net numeric(18, 2) not null,
    primary key (business_id, header_number, number)
);

create table floor.posting (
    business_id bigint not null,
    header_number bigint not null,
    number int not null,
    account text collate "C" not null,
    amount numeric(18, 2) not null,
    primary key (business_id, header_number, number)
);

create function floor.write(
    business bigint, once text, uuid uuid, kind text, date date, contact bigint, party text,
    net numeric, vat numeric, total numeric, names text[], prices numeric[], quantities numeric[], nets numeric[],
    accounts text[], amounts numeric[]
) returns bigint language plpgsql as $$
declare
    taken bigint;
    seen bigint;
begin
    update floor.counter c set last_number = c.last_number + 1
    where c.business_id = business returning c.last_number into strict taken;
    insert into floor.idempotency values (business, once, taken, now()) on conflict do nothing;
    if not found then
        select i.number into seen from floor.idempotency i where i.business_id = business and i.key = once;
        update floor.counter c set last_number = taken - 1 where c.business_id = business;
        return seen;
    end if;
    insert into floor.header values (business, taken, uuid, kind, date, contact, party, net, vat, total, now());
    insert into floor.line
    select business, taken, l.number, l.name, l.price, l.quantity, l.net
    from unnest(names, prices, quantities, nets) with ordinality as l(name, price, quantity, net, number);
    insert into floor.posting
    select business, taken, p.number, p.account, p.amount
    from unnest(accounts, amounts) with ordinality as p(account, amount, number);
    return taken;
end $$;
