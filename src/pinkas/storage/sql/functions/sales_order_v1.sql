-- Takes orders of customers. Each item: business, actor, verb, recorded_at, content, once, expect and `sales_order`: the
-- row, without serial; its number is the next of its till where none is given, else at least as high as any before.
create function books.take_sales_order_v1(items jsonb[]) returns jsonb[] language plpgsql as $$
declare
    item jsonb;
    begun record;
    fresh books.sales_order;
    counted text;
    answers jsonb[] := '{}';
begin
    foreach item in array items loop
        begun := books.begin_write_v1(item);
        if begun.refusal is not null then
            answers := answers || begun.refusal;
            continue;
        end if;
        fresh := jsonb_populate_record(null::books.sales_order, item->'sales_order');
        fresh.business_id := (item->>'business')::bigint;
        fresh.serial := books.next_serial_v1(fresh.business_id, 'sales_order');
        counted := 'sales_order/' || fresh.register;
        if fresh.number is null then
            fresh.number := books.next_serial_v1(fresh.business_id, counted);
        else
            insert into books.serial_counter as s (business_id, sort, last_serial)
            values (fresh.business_id, counted, fresh.number)
            on conflict (business_id, sort) do update set last_serial = greatest(s.last_serial, excluded.last_serial);
        end if;
        fresh.recorded_at := (item->>'recorded_at')::timestamptz;
        fresh.recorded_by := item->>'actor';
        insert into books.sales_order values (fresh.*);
        answers := answers || books.end_write_v1(item, begun.head, 'sales_order', fresh.serial, array[(
            select r.number || '-' || fresh.number from books.register r
            where r.business_id = fresh.business_id and r.serial = fresh.register)]);
    end loop;
    return answers;
end $$;
