-- Creates, changes or removes products. Each item: business, actor, verb, recorded_at, content, once, expect and
-- `product`, the row without serial when it is new, and `count`: {date, quantity}, a first stock to move in, or null.
-- What lies beside the card is given where it changes: `references` and `prices` ({store, price}) whole, of `pictures`
-- those that change, {number, picture}, the picture in hexadecimal or null to take it away.
create function books.save_product_v2(items jsonb[]) returns jsonb[] language plpgsql as $$
declare
    item jsonb;
    begun record;
    head books.head;
    fresh books.product;
    answers jsonb[] := '{}';
begin
    foreach item in array items loop
        begun := books.begin_write_v1(item);
        if begun.refusal is not null then
            answers := answers || begun.refusal;
            continue;
        end if;
        head := begun.head;
        fresh := jsonb_populate_record(null::books.product, item->'product');
        fresh.business_id := head.business_id;
        if fresh.serial is null then
            head.products := head.products + 1;
            fresh.serial := head.products;
            perform books.count_record_v1(head.business_id, 'product', '', fresh.serial);
            insert into books.product values (fresh.*);
        else
            if fresh.deleted then
                perform books.uncount_record_v1(head.business_id, 'product', '', fresh.serial);
            end if;
            update books.product p set (
                version, deleted, updated_at, updated_by, name, description, name_english, description_english,
                comments, serial_number, catalog_number, supplier_catalog_number1, supplier_catalog_number2,
                supplier_catalog_number3, active, warranty, purchase_price, sale_price1, sale_price2, sale_price3,
                sale_price4, charge_vat, currency, price_includes_vat, unit, category, least_stock, most_stock,
                barcode, stocked,
                inventory_number, model_number, item_type, group_code, department, register_name, tax_group,
                measure_unit, forbid_supplies, forbid_sales, forbid_refund
            ) = (
                fresh.version, fresh.deleted, fresh.updated_at, fresh.updated_by, fresh.name, fresh.description,
                fresh.name_english, fresh.description_english, fresh.comments, fresh.serial_number,
                fresh.catalog_number, fresh.supplier_catalog_number1, fresh.supplier_catalog_number2,
                fresh.supplier_catalog_number3, fresh.active, fresh.warranty, fresh.purchase_price, fresh.sale_price1,
                fresh.sale_price2, fresh.sale_price3, fresh.sale_price4, fresh.charge_vat, fresh.currency,
                fresh.price_includes_vat, fresh.unit, fresh.category, fresh.least_stock, fresh.most_stock,
                fresh.barcode, fresh.stocked,
                fresh.inventory_number, fresh.model_number, fresh.item_type, fresh.group_code, fresh.department,
                fresh.register_name, fresh.tax_group, fresh.measure_unit, fresh.forbid_supplies, fresh.forbid_sales,
                fresh.forbid_refund
            ) where p.business_id = head.business_id and p.serial = fresh.serial;
        end if;
        perform books.write_beside_v1(head.business_id, fresh.serial, item);
        if jsonb_typeof(item->'count') = 'object' then
            perform books.move_stock_v1(
                head.business_id, head.stock_moves, head.position + 1,
                (select min(s.serial) from books.store s where s.business_id = head.business_id),
                (item->'count'->>'date')::date, null, null,
                jsonb_build_array(jsonb_build_object(
                    'product', fresh.serial, 'quantity', item->'count'->'quantity', 'line', null,
                    'beside', item->'count'->>'beside')));
            head.stock_moves := head.stock_moves + 1;
        end if;
        answers := answers || books.end_write_v1(item, head, 'product', fresh.serial, '{}');
    end loop;
    return answers;
end $$;

-- Writes what an item says to lie beside the card of a product.
create function books.write_beside_v1(business bigint, of_product bigint, item jsonb) returns void language plpgsql as $$
begin
    if jsonb_typeof(item->'references') = 'array' then
        perform books.set_references_v1(business, 'product', of_product, item->'references');
    end if;
    if jsonb_typeof(item->'prices') = 'array' then
        delete from books.store_price s where s.business_id = business and s.product = of_product;
        insert into books.store_price (business_id, product, store, price)
        select business, of_product, s.store, s.price from jsonb_to_recordset(item->'prices') as s(store bigint, price numeric);
    end if;
    if jsonb_typeof(item->'pictures') = 'array' then
        delete from books.product_picture s
        using jsonb_to_recordset(item->'pictures') as n(number int)
        where s.business_id = business and s.product = of_product and s.number = n.number;
        insert into books.product_picture (business_id, product, number, picture)
        select business, of_product, n.number, decode(n.picture, 'hex')
        from jsonb_to_recordset(item->'pictures') as n(number int, picture text) where n.picture is not null;
    end if;
end $$;
