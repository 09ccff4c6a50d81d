-- A transaction as it happened at the till, beside the documents it issued.
--
-- `kind` is what a till calls it, null where a till has no word for its document;
-- 'supply', goods coming in, is a shop system's word and no till's. `local_time` is the civil time of the
-- business's zone, 00:00 where only a date is known; `total` is signed: what came back is negative. `slip` is what the
-- till said of it, whole, with every figure at its own four places; null where its one document says it all.
alter table books.transaction
    add column kind text collate "C" check (kind in ('sale', 'payment', 'delivery', 'supply')),
    add column store_serial bigint,
    add column local_time timestamp(3),
    add column happened_at timestamptz,
    add column contact bigint,
    add column seller bigint,
    add column modifier bigint,
    add column total books.money,
    add column grand_total books.money,
    add column position bigint,
    add column slip json;
-- `told_numbers`: its program said the number of a sale at least once, so numbers may be missing until they come.
alter table books.register
    add column grand_total books.money not null default 0,
    add column told_numbers boolean not null default false;
alter table books.transaction disable trigger insert_only;
update books.transaction t set
    kind = case
        when d.kind in ('tax_invoice', 'invoice_receipt', 'credit_invoice') then 'sale'
        when d.kind in ('receipt', 'refund') then 'payment'
        when d.kind = 'delivery_note' then 'delivery' end,
    store_serial = r.store_serial,
    local_time = d.date::timestamp,
    happened_at = d.date::timestamp at time zone b.zone,
    contact = d.contact,
    total = case when d.kind in ('credit_invoice', 'refund') then -1 else 1 end * case
        when d.kind in ('receipt', 'refund', 'donation_receipt') then d.received_book + d.withheld_book else d.total end,
    position = l.position
from books.document d, books.register r, directory.business b, books.daybook l
where d.business_id = t.business_id and d.transaction_serial = t.serial
    and r.business_id = t.business_id and r.serial = t.register_serial and b.business_id = t.business_id
    and l.business_id = t.business_id and l.sort = 'document' and l.serial = d.serial and l.verb = 'document issued';
update books.transaction t set grand_total = g.so_far
from (
    select business_id, serial, sum(case when kind = 'sale' then greatest(total, 0) else 0 end)
        over (partition by business_id, register_serial order by sequence) as so_far
    from books.transaction
) g
where g.business_id = t.business_id and g.serial = t.serial;
alter table books.transaction
    alter column store_serial set not null,
    alter column local_time set not null,
    alter column happened_at set not null,
    alter column total set not null,
    alter column grand_total set not null,
    alter column position set not null,
    add foreign key (business_id, store_serial) references books.store,
    add foreign key (business_id, contact) references books.contact;
alter table books.transaction enable trigger insert_only;
update books.register r set grand_total = coalesce((
    select max(t.grand_total) from books.transaction t
    where t.business_id = r.business_id and t.register_serial = r.serial), 0);
create index transaction_by_time on books.transaction (business_id, local_time, serial) where kind is not null;
-- When a customer paid last is seen from the end, however much they bought.
create index transaction_of_contact on books.transaction (business_id, contact, local_time) where contact is not null;
create index document_open_of_contact on books.document_index (business_id, contact_serial, serial)
    where is_debt and state = 'issued' and open_amount > 0;
create index document_of_transaction on books.document (business_id, transaction_serial);

-- Documents of tills: what was rounded in cash bears no VAT; lines may have rates, grounds and classes of their own.
alter table books.document
    add column cash_rounding books.money,
    add column means int,
    add column bank_account bigint,
    add column accepted_by text,
    add column vat_reason text;
-- How much of an advance later invoices have deducted: never more than was paid for and not credited.
alter table books.document_index
    add column deducted books.money not null default 0,
    add constraint document_index_deducted check (deducted >= 0 and deducted + credited <= coalesce(total, 0));
grant update (deducted) on books.document_index to pinkas_server;
do $$
declare
    known text;
begin
    select conname into strict known from pg_constraint
    where conrelid = 'books.document'::regclass and pg_get_constraintdef(oid) like '%(net)%+%(vat)%';
    execute format('alter table books.document drop constraint %I', known);
end $$;
alter table books.document
    add constraint document_total check (total = net + vat + coalesce(cash_rounding, 0)),
    add check (cash_rounding <> 0);
alter table books.document_line
    add column vat_rate books.rate,
    add column vat_reason text,
    add column class_number int,
    add foreign key (business_id, class_number) references books.transaction_class;

-- The lines of slips, to be found again when they come back: what each was, which legal line it became, and which sold
-- line it takes back.
create table books.slip_line (
    business_id bigint not null,
    uuid uuid not null,
    transaction_serial bigint not null,
    number int not null,
    document_serial bigint not null,
    line int not null,
    quantity books.quantity not null check (quantity <> 0),
    returns uuid,
    primary key (business_id, uuid),
    unique (business_id, transaction_serial, number),
    foreign key (business_id, transaction_serial) references books.transaction,
    foreign key (business_id, document_serial, line) references books.document_line
);
create index slip_line_returns on books.slip_line (business_id, returns) where returns is not null;
create trigger insert_only before update or delete or truncate on books.slip_line
    for each statement execute function books.refuse_change();
grant select, insert on books.slip_line to pinkas_server;
