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
