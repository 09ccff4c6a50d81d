-- From an entry to what posted it: the journal read entry by entry.
create index document_of_entry on books.document (business_id, entry_serial) include (serial, kind, contact, due_date)
    where entry_serial is not null;
create index cancellation_of_entry on books.cancellation (business_id, entry_serial) where entry_serial is not null;
create index voucher_of_entry on books.voucher (business_id, entry_serial) where entry_serial is not null;
