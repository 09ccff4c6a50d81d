-- What the tills know of contacts and products besides, and the names others know records by.
--
-- Everything here may be unsaid. `customer_number` is what a till calls a customer, its serial where nobody chose one;
-- `active` and the like are what a shop's system said of a partner.
alter table books.contact
    add column first_name text,
    add column last_name text,
    add column customer_number text collate "C",
    add column birthday date,
    add column wedding_anniversary date,
    add column spouse_name text,
    add column spouse_birthday date,
    add column agree_email boolean,
    add column agree_sms boolean,
    add column customer_type int,
    add column club bigint,
    add column club_number text,
    add column club_points books.money,
    add column club_start timestamp(3),
    add column club_expiry timestamp(3),
    add column apartment text,
    add column building text,
    add column additional_phone text,
    add column store_created bigint,
    add column barcode text collate "C",
    add column vat_registered boolean,
    add column vat_number text collate "C",
    add column responsible_person text,
    add column allow_part_payments boolean,
    add column forbid_supplies boolean,
    add column forbid_sales boolean,
    add column website text,
    add column active boolean,
    add column tax_number_type text collate "C"
        check (tax_number_type in ('company', 'personal', 'passport', 'tax', 'social')),
    add column country_code text collate "C" check (country_code ~ '^[A-Z]{2}$'),
    -- Their numbers' digits, to be found by.
    add column phone_digits text[] generated always as (
        array_remove(array[
            nullif(regexp_replace(phone, '[^0-9]', '', 'g'), ''),
            nullif(regexp_replace(mobile, '[^0-9]', '', 'g'), ''),
            nullif(regexp_replace(additional_phone, '[^0-9]', '', 'g'), '')
        ], null)
    ) stored;
create unique index contact_customer_number on books.contact (business_id, customer_number)
    where not deleted and customer_number is not null;
create unique index contact_barcode on books.contact (business_id, barcode) where not deleted and barcode is not null;
create index contact_phone on books.contact using gin (phone_digits);
create index contact_updated on books.contact (business_id, updated_at, serial) where not deleted;

-- `tax_group` names the VAT category a till sells a product under; `charge_vat` says the same in fewer words.
alter table books.product
    add column inventory_number text collate "C",
    add column model_number text collate "C",
    add column item_type int,
    add column group_code text collate "C",
    add column department bigint,
    add column register_name text,
    add column tax_group text collate "C" check (tax_group in ('standard', 'reduced', 'zero', 'exempt')),
    add column measure_unit int,
    add column forbid_supplies boolean,
    add column forbid_sales boolean,
    add column forbid_refund boolean;
create unique index product_inventory_number on books.product (business_id, inventory_number)
    where not deleted and inventory_number is not null;
-- Earlier books may hold one barcode twice: whoever is asked for it names the oldest.
create index product_barcode on books.product (business_id, barcode, serial) where not deleted and barcode is not null;
create index product_model on books.product (business_id, model_number, serial)
    where not deleted and model_number is not null;
create index product_updated on books.product (business_id, updated_at, serial) where not deleted;

-- At most three to a product; no list reads them. Their hashes are in the daybook's content of the product.
create table books.product_picture (
    business_id bigint not null,
    product bigint not null,
    number int not null check (number between 1 and 3),
    picture bytea not null,
    sha256 bytea not null generated always as (sha256(picture)) stored,
    primary key (business_id, product, number),
    foreign key (business_id, product) references books.product
);

-- What a product costs in one store, where that is not the first price list; part of the product's content.
create table books.store_price (
    business_id bigint not null,
    product bigint not null,
    store bigint not null,
    price books.price not null,
    primary key (business_id, product, store),
    foreign key (business_id, product) references books.product,
    foreign key (business_id, store) references books.store
);

-- Names that others know our records by. Of a sort of record each value of a scheme is one record's; of a record that
-- is removed they are free again.
create table books.reference (
    business_id bigint not null,
    sort text collate "C" not null,
    scheme text collate "C" not null check (scheme in ('exchange-id', 'erp-code', 'import')),
    value text collate "C" not null check (length(value) between 1 and 200),
    serial bigint not null,
    primary key (business_id, sort, scheme, value)
);
create index reference_of_record on books.reference (business_id, sort, serial);

grant select, insert, delete on books.product_picture, books.store_price, books.reference to pinkas_server;
