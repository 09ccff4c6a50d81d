-- Computerised documents: in which language an original is signed, said as it is issued; and which originals are signed,
-- and so given again and again.
alter table books.document add column signed_language text collate "C";
alter table books.hand_out add column computerised boolean not null default false;
