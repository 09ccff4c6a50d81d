-- Standing orders: the card, an occurrence begun, and how it ended.

-- Creates, changes or removes standing orders. Each item: business, actor, verb, recorded_at, content, once, expect and
-- `standing_order`: the row, without serial when it is new; how far the schedule got stays.
create function books.save_standing_order_v1(items jsonb[]) returns jsonb[] language plpgsql as $$
declare
    item jsonb;
    begun record;
    fresh books.standing_order;
    answers jsonb[] := '{}';
begin
    foreach item in array items loop
        begun := books.begin_write_v1(item);
        if begun.refusal is not null then
            answers := answers || begun.refusal;
            continue;
        end if;
        fresh := jsonb_populate_record(null::books.standing_order, item->'standing_order');
        fresh.business_id := (item->>'business')::bigint;
        if fresh.serial is null then
            fresh.serial := books.next_serial_v1(fresh.business_id, 'standing_order');
            fresh.runs := 0;
            perform books.count_record_v1(fresh.business_id, 'standing_order', '', fresh.serial);
            insert into books.standing_order values (fresh.*);
        else
            if fresh.deleted then
                perform books.uncount_record_v1(fresh.business_id, 'standing_order', '', fresh.serial);
            end if;
            update books.standing_order s
            set version = fresh.version, deleted = fresh.deleted, updated_at = fresh.updated_at,
                updated_by = fresh.updated_by, login = fresh.login, contact = fresh.contact, body = fresh.body,
                begins_on = fresh.begins_on, next_date = fresh.next_date,
                -- One that is being worked at is looked at when it was said to be.
                due_at = case when s.pending is null then fresh.due_at else s.due_at end
            where s.business_id = fresh.business_id and s.serial = fresh.serial;
        end if;
        answers := answers || books.end_write_v1(item, begun.head, 'standing_order', fresh.serial, '{}');
    end loop;
    return answers;
end $$;

-- Takes an occurrence to work at until `lease_until`. Each item bears `run`: {order, number, attempt, lease_until} and
-- `deed`: "begin" with {date, uuid}, of one that is due; "again", of one that its worker did not end, which writes no
-- line; "retry" with {serial}, the next attempt at one that ended. Whoever comes too late is answered `stale`.
create function books.begin_standing_order_v1(items jsonb[]) returns jsonb[] language plpgsql as $$
declare
    item jsonb;
    said jsonb;
    begun record;
    business bigint;
    at timestamptz;
    held books.standing_order;
    run bigint;
    late boolean;
    answers jsonb[] := '{}';
begin
    foreach item in array items loop
        begun := books.begin_write_v1(item);
        if begun.refusal is not null then
            answers := answers || begun.refusal;
            continue;
        end if;
        said := item->'run';
        business := (item->>'business')::bigint;
        at := (item->>'recorded_at')::timestamptz;
        select * into strict held from books.standing_order s
        where s.business_id = business and s.serial = (said->>'order')::bigint;
        late := case said->>'deed'
            when 'begin' then held.deleted or held.pending is not null or held.due_at is null or held.due_at > at
                or held.runs <> (said->>'number')::int - 1
            when 'again' then held.pending is distinct from (said->>'number')::int or held.due_at > at
            else held.deleted or held.pending is not null or (
                select max(o.attempt) from books.standing_order_outcome o
                where o.business_id = business and o.run_serial = (said->>'serial')::bigint)
                is distinct from (said->>'attempt')::int - 1
            end;
        if late then
            answers := answers || jsonb_build_object('outcome', 'stale', 'serial', 0);
            continue;
        end if;
        update books.standing_order s
        set pending = (said->>'number')::int, waiting = null, due_at = (said->>'lease_until')::timestamptz,
            runs = greatest(s.runs, (said->>'number')::int),
            last_date = case when said->>'deed' = 'begin' then (said->>'date')::date else s.last_date end
        where s.business_id = business and s.serial = held.serial;
        run := (said->>'serial')::bigint;
        if said->>'deed' = 'again' then
            answers := answers || jsonb_build_object('outcome', 'done', 'serial', run);
            continue;
        end if;
        if said->>'deed' = 'begin' then
            run := books.next_serial_v1(business, 'standing_order_run');
            insert into books.standing_order_run
            values (business, run, held.serial, (said->>'number')::int, (said->>'date')::date,
                    date_trunc('month', (said->>'date')::date)::date, (said->>'uuid')::uuid);
        end if;
        insert into books.standing_order_attempt
        values (business, run, (said->>'attempt')::int, at, item->>'actor');
        answers := answers || books.end_write_v1(
            item, begun.head, 'standing_order_run/' || (said->>'attempt'), run, '{}');
    end loop;
    return answers;
end $$;

-- Each item bears `end`: {order, run, number, attempt, outcome, detail, document, next_date, due_at}. The first outcome
-- of an attempt stands. A null outcome says only what it waits for, and until when; it writes no line.
create function books.end_standing_order_v1(items jsonb[]) returns jsonb[] language plpgsql as $$
declare
    item jsonb;
    said jsonb;
    begun record;
    business bigint;
    answers jsonb[] := '{}';
begin
    foreach item in array items loop
        begun := books.begin_write_v1(item);
        if begun.refusal is not null then
            answers := answers || begun.refusal;
            continue;
        end if;
        said := item->'end';
        business := (item->>'business')::bigint;
        if said->>'outcome' is null then
            update books.standing_order s
            set waiting = said->>'detail', due_at = (said->>'due_at')::timestamptz
            where s.business_id = business and s.serial = (said->>'order')::bigint
                and s.pending = (said->>'number')::int;
            answers := answers || jsonb_build_object('outcome', 'done', 'serial', (said->>'run')::bigint);
            continue;
        end if;
        insert into books.standing_order_outcome
        values (business, (said->>'run')::bigint, (said->>'attempt')::int, said->>'outcome', said->>'detail',
                (said->>'document')::bigint, (item->>'recorded_at')::timestamptz)
        on conflict do nothing;
        if not found then
            answers := answers || jsonb_build_object('outcome', 'replayed', 'serial', (said->>'run')::bigint);
            continue;
        end if;
        update books.standing_order s
        set pending = null, waiting = null, next_date = (said->>'next_date')::date,
            due_at = (said->>'due_at')::timestamptz
        where s.business_id = business and s.serial = (said->>'order')::bigint;
        answers := answers || books.end_write_v1(
            item, begun.head, 'standing_order_run/' || (said->>'attempt'), (said->>'run')::bigint, '{}');
    end loop;
    return answers;
end $$;
