-- Creates, changes or removes papers about goods, and moves those that are due. Each item: business, actor, verb,
-- recorded_at, content, once, expect and `paper`: the row, without serial when it is new; `lines`: those that are new or
-- changed; `gone`: numbers of lines that go; `day`, `beside` and `moves`: what moves, in order, [{product, quantity,
-- line, store}], the first bearing the hash of the paper itself.
create function books.save_inventory_document_v1(items jsonb[]) returns jsonb[] language plpgsql as $$
declare
    item jsonb;
    begun record;
    head books.head;
    fresh books.inventory_document;
    answers jsonb[] := '{}';
begin
    foreach item in array items loop
        begun := books.begin_write_v1(item);
        if begun.refusal is not null then
            answers := answers || begun.refusal;
            continue;
        end if;
        head := begun.head;
        fresh := jsonb_populate_record(null::books.inventory_document, item->'paper');
        fresh.business_id := head.business_id;
        if fresh.serial is null then
            fresh.serial := books.next_serial_v1(head.business_id, 'inventory_document');
            insert into books.inventory_document values (fresh.*);
        else
            update books.inventory_document d
            set version = fresh.version, deleted = fresh.deleted, updated_at = fresh.updated_at,
                updated_by = fresh.updated_by, kind = fresh.kind, state = fresh.state, store = fresh.store,
                to_store = fresh.to_store, note = fresh.note
            where d.business_id = head.business_id and d.serial = fresh.serial;
        end if;
        delete from books.inventory_line l
        where l.business_id = head.business_id and l.document_serial = fresh.serial
            and item->'gone' @> to_jsonb(l.number);
        insert into books.inventory_line as l
        select head.business_id, fresh.serial, x.number, x.product, x.kind, x.state, x.quantity, x.sent,
            x.unit_quantity, x.ordered, x.moved, case when x.moved then head.position + 1 end
        from jsonb_populate_recordset(null::books.inventory_line, item->'lines') x
        on conflict (business_id, document_serial, number) do update
        set kind = excluded.kind, state = excluded.state, quantity = excluded.quantity, sent = excluded.sent,
            unit_quantity = excluded.unit_quantity, ordered = excluded.ordered, moved = excluded.moved,
            position = excluded.position;
        perform books.move_between_stores_v1(
            head.business_id, head.stock_moves, head.position + 1, (item->>'day')::date, item->'moves',
            (item->>'beside')::bytea);
        head.stock_moves := head.stock_moves + jsonb_array_length(item->'moves');
        answers := answers || books.end_write_v1(item, head, 'inventory_document', fresh.serial, '{}');
    end loop;
    return answers;
end $$;

-- Moves stock ([{product, quantity, line, store}], in positive) under the daybook line `pos`, each in its own store; the
-- first move bears `beside`.
create function books.move_between_stores_v1(
    business bigint, last_serial bigint, pos bigint, day date, moves jsonb, beside bytea
) returns void language plpgsql as $$
begin
    insert into books.stock_move (business_id, serial, product, store, quantity, date, line, position, beside)
    select business, last_serial + m.place, (m.one->>'product')::bigint, (m.one->>'store')::bigint,
        (m.one->>'quantity')::numeric, day, (m.one->>'line')::int, pos, case when m.place = 1 then beside end
    from jsonb_array_elements(moves) with ordinality as m(one, place);
    insert into books.stock as s (business_id, product, store, quantity)
    select business, m.product, m.store, sum(m.quantity)
    from jsonb_to_recordset(moves) as m(product bigint, store bigint, quantity numeric)
    group by m.product, m.store order by m.product, m.store
    on conflict (business_id, product, store) do update set quantity = s.quantity + excluded.quantity;
end $$;
