-- What live deposits took of each line is kept beside it, and so is whether anything of it still lies in the till: caches,
-- which the server may change and `verify` recomputes. All else of a line stays as it was received.
alter table books.till_line
    add column deposited books.money not null default 0,
    add column deposited_book books.money not null default 0,
    add constraint till_line_deposited check (deposited between 0 and amount),
    add constraint till_line_deposited_book check (deposited_book between 0 and book_amount);
drop trigger insert_only on books.till_line;
create trigger insert_only before delete or truncate on books.till_line
    for each statement execute function books.refuse_change();
create trigger insert_only_but_caches before update of
    business_id, serial, uuid, document_serial, number, type, account, branch, bank, cheque_number, due_date, amount,
    currency, rate, book_amount, date
    on books.till_line for each statement execute function books.refuse_change();
grant update (in_till, deposited, deposited_book) on books.till_line to pinkas_server;

-- A deposit of payments in the bank; a voucher posts it, and the one that reverses that voucher cancels it.
create table books.deposit (
    business_id bigint not null,
    serial bigint not null,
    key text collate "C" not null check (length(key) between 1 and 50),
    uuid uuid not null,
    voucher_serial bigint not null,
    date date not null,
    bank_account text,
    type text collate "C" not null check (type in ('cash', 'cheques', 'cards', 'other', 'mixed')),
    currency text collate "C" not null,
    total books.money not null check (total > 0),
    fee books.money not null check (fee >= 0),
    fee_vat books.money not null check (fee_vat between 0 and fee),
    details text,
    primary key (business_id, serial),
    unique (business_id, key),
    unique (business_id, uuid),
    unique (business_id, voucher_serial),
    foreign key (business_id, voucher_serial) references books.voucher
);
create index deposit_by_date on books.deposit (business_id, date, serial);

-- What it took of each line; `day` is that under which the deposited line is found.
create table books.deposit_part (
    business_id bigint not null,
    deposit_serial bigint not null,
    number int not null,
    till_line bigint not null,
    amount books.money not null check (amount > 0),
    book_amount books.money not null check (book_amount >= 0),
    day date not null,
    primary key (business_id, deposit_serial, number),
    unique (business_id, till_line, deposit_serial),
    foreign key (business_id, deposit_serial) references books.deposit,
    foreign key (business_id, till_line) references books.till_line
);
create index deposit_part_by_day on books.deposit_part (business_id, day, deposit_serial, number);

do $$
declare
    name text;
begin
    foreach name in array array['deposit', 'deposit_part'] loop
        execute format(
            'create trigger insert_only before update or delete or truncate on books.%I '
            'for each statement execute function books.refuse_change()', name);
    end loop;
end $$;
grant select, insert on books.deposit, books.deposit_part to pinkas_server;
