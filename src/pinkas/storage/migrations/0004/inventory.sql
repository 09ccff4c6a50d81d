-- Inventory documents and sales orders.

-- Papers about goods, changeable until their goods have moved; what each one said and moved is in the daybook. Removed
-- ones stay, and their uuid is free again.
create table books.inventory_document (
    business_id bigint not null,
    serial bigint not null,
    uuid uuid not null,
    version int not null,
    deleted boolean not null default false,
    created_at timestamptz not null,
    created_by text not null,
    updated_at timestamptz not null,
    updated_by text not null,
    kind text collate "C" not null check (kind in ('delivery_note', 'invoice', 'transfer')),
    state text collate "C" not null,
    store bigint not null,
    to_store bigint check (to_store <> store),
    note text,
    primary key (business_id, serial),
    foreign key (business_id, store) references books.store,
    foreign key (business_id, to_store) references books.store
);
create unique index inventory_document_uuid on books.inventory_document (business_id, uuid) where not deleted;
create index inventory_document_created on books.inventory_document (business_id, created_at, serial)
    where not deleted;

-- `position` is the daybook line under which its goods moved: from then on it stays as it is.
create table books.inventory_line (
    business_id bigint not null,
    document_serial bigint not null,
    number int not null,
    product bigint not null,
    kind text collate "C",
    state text collate "C" not null,
    quantity books.quantity,
    sent books.quantity,
    unit_quantity books.quantity,
    ordered books.quantity,
    moved boolean not null,
    position bigint,
    primary key (business_id, document_serial, number),
    unique (business_id, document_serial, product),
    foreign key (business_id, document_serial) references books.inventory_document,
    foreign key (business_id, product) references books.product,
    check (moved = (position is not null))
);
create trigger moved_goods_stay before update or delete on books.inventory_line
    for each row when (old.moved) execute function books.refuse_change();

grant select, insert, update on books.inventory_document to pinkas_server;
grant select, insert, update, delete on books.inventory_line to pinkas_server;

-- Orders of customers: they post nothing and move nothing. `number` counts the orders of a till, apart from its sales;
-- `body` is the order whole, its prices and figures as they were when it came.
create table books.sales_order (
    business_id bigint not null,
    serial bigint not null,
    uuid uuid not null,
    store bigint not null,
    register bigint not null,
    number bigint not null check (number > 0),
    erp_code text collate "C" check (length(erp_code) between 1 and 50),
    contact bigint,
    ordered_at timestamp(3) not null,
    total numeric(20, 4) not null,
    body json not null,
    recorded_at timestamptz not null,
    recorded_by text not null,
    primary key (business_id, serial),
    unique (business_id, uuid),
    unique (business_id, register, number),
    foreign key (business_id, store) references books.store,
    foreign key (business_id, register) references books.register,
    foreign key (business_id, contact) references books.contact
);
create unique index sales_order_erp_code on books.sales_order (business_id, erp_code) where erp_code is not null;
create index sales_order_by_time on books.sales_order (business_id, ordered_at, serial);
create trigger insert_only before update or delete or truncate on books.sales_order
    for each statement execute function books.refuse_change();
grant select, insert on books.sales_order to pinkas_server;
