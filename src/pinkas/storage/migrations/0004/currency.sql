-- Numbers that are taken at issue, and the book currency by date.

-- A draft that takes its legal number as it is issued bears one of the run 'draft' until then: that one is given up, the
-- others stay for ever. Invoices of every store are told apart by their number alone.
drop trigger insert_only on books.legal_number;
create trigger insert_only before delete or truncate on books.legal_number
    for each statement execute function books.refuse_change();
create trigger legal_numbers_stay before update on books.legal_number
    for each row when (old.run <> 'draft') execute function books.refuse_change();
grant update (run, number) on books.legal_number to pinkas_server;
create unique index legal_number_of_invoice on books.legal_number (business_id, number) where run = 'invoice';

-- Since when the balances and open amounts of a business are numbers of another currency: its one row is the changeover,
-- which this voucher posted. What one `after` costs in `before` is `rate`.
create table books.changeover (
    business_id bigint primary key,
    day date not null,
    before text collate "C" not null,
    after text collate "C" not null check (after <> before),
    rate numeric(12, 6) not null check (rate > 0),
    voucher_serial bigint not null,
    foreign key (business_id, voucher_serial) references books.voucher
);
alter table books.voucher
    drop constraint voucher_kind_check,
    add constraint voucher_kind_check check (kind in (
        'journal', 'opening_balance', 'cash', 'bounced_cheque', 'difference', 'stock', 'reversal', 'expense',
        'expense_payment', 'deposit', 'changeover'));
create trigger insert_only before update or delete or truncate on books.changeover
    for each statement execute function books.refuse_change();
grant select, insert on books.changeover to pinkas_server;
