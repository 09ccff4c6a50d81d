-- The desk: every kind of document, products and stock, vouchers (what posts without being a document), closed periods,
-- dated registration, rates of exchange, mailings. Rows that are history stay insert-only, as in the first schema.

-- Functions of the first schema that are made anew.
drop function books.issue_v1(jsonb[]);
drop function books.cancel_v1(jsonb[]);
drop function books.save_draft_v1(jsonb[]);
drop function books.save_contact_v1(jsonb[]);
drop function books.hand_out_v1(jsonb[], bytea[]);
drop function books.open_business_v1(jsonb);
drop function books.new_draft_v1(jsonb, jsonb, bigint);
drop function books.change_draft_v1(jsonb, jsonb);
drop function books.take_till_number_v1(bigint, jsonb, int);
drop function books.write_document_v1(bigint, bigint, bigint, bigint, bigint, jsonb, jsonb);
drop function books.settle_v1(bigint, bigint, bigint, timestamptz, text, int, jsonb);
drop function books.post_entry_v1(bigint, bigint, timestamptz, jsonb);
drop function books.begin_write_v1(jsonb);
drop function books.refusal_v1(jsonb);
drop function books.is_stale_v1(bigint, jsonb);
drop function books.daybook_line_v1(jsonb, books.head, text, bigint, text[]);
drop function books.idempotency_row_v1(jsonb, bigint);
drop function books.end_write_v1(jsonb, books.head, text, bigint, text[]);
drop function books.end_writes_v1(books.daybook[], books.idempotency[], books.head[]);
drop function books.count_record_v1(bigint, text, text, bigint);
drop function books.uncount_record_v1(bigint, text, text, bigint);
drop function books.take_number_v1(bigint, int, text, bigint);
drop function books.daybook_link_v1(bigint, bigint, bytea, timestamptz, text, text, text, bigint, text[], bytea);

-- directory: rates of exchange ---------------------------------------------------------------------------------------

-- What one unit of a currency costs in another from a day on, as the operator loaded it; the same for every business.
create table directory.exchange_rate (
    base text collate "C" not null,
    currency text collate "C" not null,
    date date not null,
    rate books.rate not null check (rate > 0),
    recorded_at timestamptz not null,
    primary key (base, currency, date),
    check (base <> currency)
);

-- books: the business ------------------------------------------------------------------------------------------------

-- `settings` counts the changes of what every decision takes for granted: registration, terms, classes, closed periods.
alter table books.head
    add column settings int not null default 0,
    add column closed_through date,
    add column products bigint not null default 0,
    add column stock_moves bigint not null default 0,
    add column vouchers bigint not null default 0,
    add column mailings bigint not null default 0;

alter table books.profile
    add column terms_rule text collate "C",
    add column terms_days int not null default 0;

-- How the business is registered from a day on; before the first row, as its profile says.
create table books.registration (
    business_id bigint not null,
    valid_from date not null,
    registration text collate "C" not null
        check (registration in ('licensed_dealer', 'exempt_dealer', 'company', 'non_profit')),
    primary key (business_id, valid_from)
);

-- Each closing and reopening: everything up to `closed_through` takes no posting after it; null when nothing is closed.
create table books.period_change (
    business_id bigint not null,
    position bigint not null,
    closed_through date,
    recorded_at timestamptz not null,
    recorded_by text not null,
    primary key (business_id, position)
);

-- A series may be given its first number while it is empty: then its last number is one before the first.
alter table books.series
    drop constraint series_check,
    add constraint series_check check (last_number >= first_number - 1 and first_number > 0);

-- books: contacts ----------------------------------------------------------------------------------------------------

-- Who pays instead: new documents of this contact go to that one.
alter table books.contact
    add column payer bigint,
    add foreign key (business_id, payer) references books.contact;

-- books: products and stock ------------------------------------------------------------------------------------------

create table books.product (
    business_id bigint not null,
    serial bigint not null,
    key text collate "C" not null check (length(key) between 1 and 50),
    uuid uuid not null,
    version int not null,
    deleted boolean not null default false,
    created_at timestamptz not null,
    created_by text not null,
    updated_at timestamptz not null,
    updated_by text not null,
    name text,
    description text,
    name_english text,
    description_english text,
    comments text,
    serial_number text,
    catalog_number text collate "C",
    supplier_catalog_number1 text,
    supplier_catalog_number2 text,
    supplier_catalog_number3 text,
    active boolean not null,
    warranty text,
    purchase_price books.price,
    sale_price1 books.price,
    sale_price2 books.price,
    sale_price3 books.price,
    sale_price4 books.price,
    charge_vat boolean not null,
    currency text collate "C" not null,
    price_includes_vat boolean not null,
    unit text,
    category text,
    least_stock books.quantity,
    most_stock books.quantity,
    barcode text collate "C",
    -- Goods are counted; what was never given a stock is taken for a service.
    stocked boolean not null,
    primary key (business_id, serial),
    unique (business_id, uuid)
);
create unique index product_key on books.product (business_id, key) where not deleted;
create index product_catalog_number on books.product (business_id, catalog_number, serial) where not deleted;

-- Goods in (positive) and out (negative), by store; `position` is the daybook line that says so.
create table books.stock_move (
    business_id bigint not null,
    serial bigint not null,
    product bigint not null,
    store bigint not null,
    quantity books.quantity not null check (quantity <> 0),
    date date not null,
    document_serial bigint,
    line int,
    voucher_serial bigint,
    position bigint not null,
    -- Of a product's first stock: the hash of its card, as in voucher.
    beside bytea,
    primary key (business_id, serial),
    foreign key (business_id, product) references books.product,
    foreign key (business_id, store) references books.store,
    foreign key (business_id, document_serial) references books.document
);
create index stock_move_of_product on books.stock_move (business_id, product, serial);
create index stock_move_of_document on books.stock_move (business_id, document_serial) where document_serial is not null;
create index stock_move_position on books.stock_move (business_id, position);

create table books.stock (
    business_id bigint not null,
    product bigint not null,
    store bigint not null,
    quantity books.quantity not null,
    primary key (business_id, product, store)
) with (fillfactor = 50);

-- books: documents ---------------------------------------------------------------------------------------------------

-- `credited` is how much of `total` live credits have taken back; `superseded`: a proforma that an invoice replaced;
-- `related`: some other document names this one, or it names others; `stock_moved` and the rest are as before.
alter table books.document_index
    add column total books.money,
    add column credited books.money not null default 0,
    add column superseded boolean not null default false,
    add column related boolean not null default true,
    add check (credited between 0 and coalesce(total, 0)),
    -- What an invoice received with itself stands open again when its cheque bounces.
    drop constraint document_index_check1,
    add constraint document_index_open_amount check (open_amount between 0 and greatest(face, total));
alter table books.document_index alter column related set default false;
create index document_standing_proforma on books.document_index (business_id, contact_serial) include (face)
    where kind = 'proforma' and state = 'issued' and not superseded;
drop index books.document_open;
create index document_open on books.document_index (business_id, serial)
    where is_debt and state = 'issued' and open_amount > 0;

-- What an issued document says, whole, as the caller of its reads gets it; the rows beside it are for questions across
-- documents, and `verify` holds the two against each other.
alter table books.document add column body json;
alter table books.document disable trigger insert_only;
update books.document_index i set total = d.total from books.document d
    where d.business_id = i.business_id and d.serial = i.serial;
update books.document o set body = (
    select row_to_json(x) from (
        select o.kind, o.series, o.date, o.due_date, o.contact, o.party, o.class_number, o.comments, o.note, o.currency,
            array(select row_to_json(l) from (
                select number, product, catalog_number, name, details, unit_price, quantity, currency, rate, discount,
                    vat, net
                from books.document_line
                where business_id = o.business_id and document_serial = o.serial order by number) l) as lines,
            o.discount, o.discount_percent, o.round_total, o.rounding, o.vat_rate,
            array(select row_to_json(v) from (
                select category, rate, base, vat from books.document_vat
                where business_id = o.business_id and document_serial = o.serial order by number) v) as vat_totals,
            o.taxable_lines, o.taxable_base, o.exempt_base, o.net, o.vat, o.total,
            array(select row_to_json(t) from (
                select number, type, account, branch, bank, cheque_number, due_date, amount, currency, rate, book_amount
                from books.till_line
                where business_id = o.business_id and document_serial = o.serial order by number) t) as tenders,
            o.receipt_currency, o.receipt_rate, o.received, o.withheld, o.received_book, o.withheld_book,
            array(select row_to_json(s) from (
                select document, amount from books.document_source
                where business_id = o.business_id and document_serial = o.serial order by number) s) as sources,
            o.channel
    ) x);
alter table books.document alter column body set not null;
alter table books.document enable trigger insert_only;

-- A draft stays as it is: to compress what is soon written again, issued or void costs a tenth of each write.
alter table books.draft set (toast_tuple_target = 8160);

alter table books.document_line
    add column product_serial bigint,
    add column unit text,
    add column goods boolean,
    add column name_english text,
    add column details_english text,
    add column warranty text,
    add foreign key (business_id, product_serial) references books.product;

-- Which line of an earlier document a line goes on with, and for how much of its quantity: what the earlier document
-- moved is not moved again, and what was credited is not credited again.
create table books.document_line_base (
    business_id bigint not null,
    document_serial bigint not null,
    line int not null,
    place int not null,
    document bigint not null,
    document_line int not null,
    quantity books.quantity not null check (quantity > 0),
    primary key (business_id, document_serial, line, place),
    foreign key (business_id, document_serial, line) references books.document_line,
    foreign key (business_id, document, document_line) references books.document_line
);
create index document_line_base_of on books.document_line_base (business_id, document, document_line);

-- A settlement joins what pays (a receipt, a credit) and what is paid (an invoice, a proforma, a refund). One side may be
-- a voucher instead: a difference written off, a cheque that bounced. It belongs to the document or voucher that made it
-- and is released with it; `position` is the daybook line that says so.
alter table books.settlement disable trigger insert_only;
alter table books.settlement
    alter column paying drop not null,
    alter column paid drop not null,
    add column made_by bigint,
    add column voucher_serial bigint,
    add column position bigint;
update books.settlement s set made_by = s.paying, position = (
    select l.position from books.daybook l
    where l.business_id = s.business_id and l.sort = 'document' and l.serial = s.paying
        and l.verb = case when s.amount > 0 then 'document issued' else 'document cancelled' end);
alter table books.settlement
    alter column position set not null,
    add check (coalesce(paying, paid) is not null),
    add check ((made_by is null) <> (voucher_serial is null)),
    add check (voucher_serial is not null or (paying is not null and paid is not null));
alter table books.settlement enable trigger insert_only;
create index settlement_position on books.settlement (business_id, position);
create index settlement_made_by on books.settlement (business_id, made_by);

alter table books.till_line add column date date;
alter table books.till_line disable trigger insert_only;
update books.till_line t set date = d.date from books.document d
    where d.business_id = t.business_id and d.serial = t.document_serial;
alter table books.till_line alter column date set not null;
alter table books.till_line enable trigger insert_only;
create index till_line_in_till on books.till_line (business_id, (coalesce(due_date, date)), serial)
    include (due_date, date) where in_till;

-- books: vouchers ----------------------------------------------------------------------------------------------------

-- What enters the books without being a document: manual entries, opening balances, cash in and out, bounced cheques,
-- differences written off, stock counted. Corrected only by another that reverses it.
create table books.voucher (
    business_id bigint not null,
    serial bigint not null,
    key text collate "C" not null check (length(key) between 1 and 50),
    uuid uuid not null,
    kind text collate "C" not null check (kind in (
        'journal', 'opening_balance', 'cash', 'bounced_cheque', 'difference', 'stock', 'reversal')),
    date date not null,
    details text,
    reference text,
    document_serial bigint,
    till_line bigint,
    reverses bigint,
    entry_serial bigint,
    position bigint not null,
    -- Where it was posted by saving a contact: the hash of the card, beside which the line's content has this one's.
    beside bytea,
    recorded_at timestamptz not null,
    recorded_by text not null,
    primary key (business_id, serial),
    unique (business_id, key),
    unique (business_id, uuid),
    unique (business_id, reverses),
    unique (business_id, position),
    foreign key (business_id, document_serial) references books.document,
    foreign key (business_id, till_line) references books.till_line,
    foreign key (business_id, reverses) references books.voucher,
    foreign key (business_id, entry_serial) references books.entry
);
create index voucher_by_kind on books.voucher (business_id, kind, serial);
create unique index voucher_bounced on books.voucher (business_id, till_line) where kind = 'bounced_cheque';
alter table books.settlement add foreign key (business_id, voucher_serial) references books.voucher;
alter table books.stock_move add foreign key (business_id, voucher_serial) references books.voucher;
create index settlement_of_voucher on books.settlement (business_id, voucher_serial) where voucher_serial is not null;

-- books: mailings ----------------------------------------------------------------------------------------------------

-- That a document is about to be mailed, stored before it is; and what became of it. No row, no knowing.
create table books.mailing (
    business_id bigint not null,
    serial bigint not null,
    uuid uuid not null,
    document_serial bigint not null,
    recipients text[] not null check (cardinality(recipients) > 0),
    language text collate "C" not null,
    subject text not null,
    pdf_sha256 bytea not null,
    recorded_at timestamptz not null,
    recorded_by text not null,
    primary key (business_id, serial),
    unique (business_id, uuid),
    foreign key (business_id, document_serial) references books.document_index
);
create index mailing_of_document on books.mailing (business_id, document_serial, serial);

create table books.mailing_outcome (
    business_id bigint not null,
    mailing_serial bigint not null,
    outcome text collate "C" not null check (outcome in ('accepted', 'refused', 'unknown')),
    detail text not null,
    recorded_at timestamptz not null,
    primary key (business_id, mailing_serial),
    foreign key (business_id, mailing_serial) references books.mailing
);

-- What a business writes in its mails instead of our words, by kind of document and language.
create table books.mail_text (
    business_id bigint not null,
    kind text collate "C" not null,
    language text collate "C" not null check (language in ('he', 'en')),
    subject text not null,
    body text not null,
    primary key (business_id, kind, language)
);

-- The two locks again ------------------------------------------------------------------------------------------------

do $$
declare
    name text;
begin
    foreach name in array array[
        'period_change', 'stock_move', 'document_line_base', 'voucher', 'mailing', 'mailing_outcome', 'registration'
    ] loop
        execute format(
            'create trigger insert_only before update or delete or truncate on books.%I '
            'for each statement execute function books.refuse_change()', name);
    end loop;
end $$;

grant select, insert on directory.exchange_rate, books.registration, books.period_change, books.product,
    books.stock_move, books.stock, books.document_line_base, books.voucher, books.mailing, books.mailing_outcome,
    books.mail_text to pinkas_server;
grant update on directory.exchange_rate, books.product, books.stock, books.mail_text to pinkas_server;
grant delete on books.mail_text to pinkas_server;
grant update (total, credited, superseded, related) on books.document_index to pinkas_server;
