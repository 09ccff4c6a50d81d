-- Closes a store's day. Each item: business, actor, verb, recorded_at, content, once, expect and `closing`: {key, uuid,
-- store_serial, sequence, after_position, through_position, figures}. The sequence must be the store's next.
create function books.close_day_v1(items jsonb[]) returns jsonb[] language plpgsql as $$
declare
    item jsonb;
    begun record;
    head books.head;
    fresh books.z_closing;
    answers jsonb[] := '{}';
begin
    foreach item in array items loop
        begun := books.begin_write_v1(item);
        if begun.refusal is not null then
            answers := answers || begun.refusal;
            continue;
        end if;
        head := begun.head;
        fresh := jsonb_populate_record(null::books.z_closing, item->'closing');
        fresh.business_id := head.business_id;
        if fresh.sequence <> 1 + coalesce((
                select max(z.sequence) from books.z_closing z
                where z.business_id = fresh.business_id and z.store_serial = fresh.store_serial), 0)
        then
            answers := answers || jsonb_build_object('outcome', 'stale', 'serial', 0);
            continue;
        end if;
        fresh.serial := books.next_serial_v1(fresh.business_id, 'closing');
        fresh.closed_at := (item->>'recorded_at')::timestamptz;
        fresh.position := head.position + 1;
        insert into books.z_closing values (fresh.*);
        answers := answers || books.end_write_v1(item, head, 'closing', fresh.serial, '{}');
    end loop;
    return answers;
end $$;
