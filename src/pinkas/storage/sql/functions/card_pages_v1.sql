-- Pages of a gateway's own: opened, and ended once.

-- Each item: business, actor, verb, recorded_at, content, once, expect and `page`: the row without serial.
create function books.open_card_page_v1(items jsonb[]) returns jsonb[] language plpgsql as $$
declare
    item jsonb;
    begun record;
    fresh books.card_page;
    answers jsonb[] := '{}';
begin
    foreach item in array items loop
        begun := books.begin_write_v1(item);
        if begun.refusal is not null then
            answers := answers || begun.refusal;
            continue;
        end if;
        fresh := jsonb_populate_record(null::books.card_page, item->'page');
        fresh.business_id := (item->>'business')::bigint;
        fresh.serial := books.next_serial_v1(fresh.business_id, 'card_page');
        fresh.recorded_at := (item->>'recorded_at')::timestamptz;
        fresh.recorded_by := item->>'actor';
        insert into books.card_page values (fresh.*);
        answers := answers || books.end_write_v1(item, begun.head, 'card_page', fresh.serial, '{}');
    end loop;
    return answers;
end $$;

-- Each item bears `result`: the row without recorded_at and recorded_by. The first result of a page stands.
create function books.end_card_page_v1(items jsonb[]) returns jsonb[] language plpgsql as $$
declare
    item jsonb;
    begun record;
    fresh books.card_page_result;
    answers jsonb[] := '{}';
begin
    foreach item in array items loop
        begun := books.begin_write_v1(item);
        if begun.refusal is not null then
            answers := answers || begun.refusal;
            continue;
        end if;
        fresh := jsonb_populate_record(null::books.card_page_result, item->'result');
        fresh.business_id := (item->>'business')::bigint;
        fresh.recorded_at := (item->>'recorded_at')::timestamptz;
        fresh.recorded_by := item->>'actor';
        insert into books.card_page_result values (fresh.*) on conflict do nothing;
        if not found then
            answers := answers || jsonb_build_object('outcome', 'stale', 'serial', 0);
            continue;
        end if;
        answers := answers || books.end_write_v1(item, begun.head, 'card_page', fresh.page_serial, '{}');
    end loop;
    return answers;
end $$;
