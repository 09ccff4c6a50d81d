-- The floor under writing a document, frozen: changed only with a decision record (docs/decisions/006).
--
-- One function call does what no way of keeping such books can do without: the idempotency key, the counter's lock, a
-- header, three lines and four postings, durable, from one JSON argument, under the keys and foreign keys that hold
-- them together. No facts read, no rules, no balances, no daybook, no index for finding anything.

create schema floor;

create table floor.counter (
    business_id bigint primary key,
    last_number bigint not null default 0
) with (fillfactor = 50);

create table floor.header (
    business_id bigint not null,
    number bigint not null,
    uuid uuid not null,
    kind text collate "C" not null,
    date date not null,
    contact bigint not null,
    party jsonb not null,
    net numeric(18, 2) not null,
    vat numeric(18, 2) not null,
    total numeric(18, 2) not null check (total = net + vat),
    recorded_at timestamptz not null,
    primary key (business_id, number),
    unique (business_id, uuid)
);

create table floor.line (
    business_id bigint not null,
    header_number bigint not null,
    number int not null,
    name text not null,
    unit_price numeric(20, 6) not null,
    quantity numeric(18, 5) not null,
    net numeric(18, 2) not null,
    primary key (business_id, header_number, number),
    foreign key (business_id, header_number) references floor.header
);

create table floor.posting (
    business_id bigint not null,
    header_number bigint not null,
    number int not null,
    account text collate "C" not null,
    amount numeric(18, 2) not null check (amount <> 0),
    primary key (business_id, header_number, number),
    foreign key (business_id, header_number) references floor.header
);

create table floor.idempotency (
    business_id bigint not null,
    key text collate "C" not null,
    header_number bigint not null,
    recorded_at timestamptz not null,
    primary key (business_id, key)
);

create function floor.write(business bigint, once text, document jsonb) returns bigint language plpgsql as $$
declare
    taken bigint;
    seen bigint;
begin
    update floor.counter c set last_number = c.last_number + 1
    where c.business_id = business returning c.last_number into strict taken;
    insert into floor.idempotency values (business, once, taken, now()) on conflict do nothing;
    if not found then
        update floor.counter c set last_number = taken - 1 where c.business_id = business;
        select i.header_number into strict seen
        from floor.idempotency i where i.business_id = business and i.key = once;
        return seen;
    end if;
    insert into floor.header
    values (business, taken, (document->>'uuid')::uuid, document->>'kind', (document->>'date')::date,
            (document->>'contact')::bigint, document->'party', (document->>'net')::numeric,
            (document->>'vat')::numeric, (document->>'total')::numeric, now());
    insert into floor.line
    select business, taken, l.number, l.name, l.unit_price, l.quantity, l.net
    from jsonb_to_recordset(document->'lines')
        as l(number int, name text, unit_price numeric, quantity numeric, net numeric);
    insert into floor.posting
    select business, taken, p.number, p.account, p.amount
    from jsonb_to_recordset(document->'postings') as p(number int, account text, amount numeric);
    return taken;
end $$;
