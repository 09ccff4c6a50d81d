-- Opens a business: its directory row, head, letterhead, classes, first store and registers, and the first daybook line.
-- `item`: business row fields, aliases, profile, classes, store, registers, actor, verb, recorded_at, content.
create function books.open_business_v1(item jsonb) returns bigint language plpgsql as $$
declare
    business bigint := nextval('directory.business_serial');
    head books.head;
    profile books.profile := jsonb_populate_record(null::books.profile, item->'profile');
begin
    insert into directory.business
    values (business, (item->>'uuid')::uuid, item->>'tax_number', item->>'country', item->>'zone',
            item->>'currency', (item->>'recorded_at')::timestamptz);
    insert into directory.business_alias
    select alias, business from jsonb_array_elements_text(item->'aliases') alias;
    insert into books.head (business_id) values (business);
    select * into strict head from books.head h where h.business_id = business for no key update;
    profile.business_id := business;
    profile.terms_days := coalesce(profile.terms_days, 0);
    profile.logo := decode(item->>'logo', 'hex');
    insert into books.profile values (profile.*);
    insert into books.transaction_class
    select business, c.number, c.name, c.sort, c.vat
    from jsonb_populate_recordset(null::books.transaction_class, item->'classes') c;
    insert into books.store
    values (business, 1, item->'store'->>'key', (item->'store'->>'uuid')::uuid, item->'store'->>'name');
    insert into books.register (business_id, serial, key, uuid, store_serial, number, series, api)
    select business, row_number() over (order by r.serial), r.key, r.uuid, 1, r.number, r.series, r.api
    from jsonb_populate_recordset(null::books.register, item->'registers') r;
    perform books.end_write_v1(item, head, 'business', business, '{}');
    return business;
end $$;
