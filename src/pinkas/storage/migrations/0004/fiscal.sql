-- What Bulgarian paper says of a business besides: who answers for it, and its number in the VAT register.
alter table books.profile
    add column responsible_person text,
    add column vat_number text collate "C";
