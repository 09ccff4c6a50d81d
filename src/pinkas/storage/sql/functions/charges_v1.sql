-- Cards charged: the intent before anything is sent, and what was learnt of it after.

-- Each item: business, actor, verb, recorded_at, content, once, expect and `charge`: the row without serial. A key that
-- stands already, and a refund of more than its charge has left, are stale: whoever decided reads again.
create function books.intend_charge_v1(items jsonb[]) returns jsonb[] language plpgsql as $$
declare
    item jsonb;
    begun record;
    fresh books.charge;
    answers jsonb[] := '{}';
begin
    foreach item in array items loop
        begun := books.begin_write_v1(item);
        if begun.refusal is not null then
            answers := answers || begun.refusal;
            continue;
        end if;
        fresh := jsonb_populate_record(null::books.charge, item->'charge');
        fresh.business_id := (item->>'business')::bigint;
        if exists (select from books.charge c where c.business_id = fresh.business_id and c.key = fresh.key)
            or (fresh.refunds is not null
                and fresh.amount > books.refundable_v1(fresh.business_id, fresh.refunds))
        then
            answers := answers || jsonb_build_object('outcome', 'stale', 'serial', 0);
            continue;
        end if;
        fresh.serial := books.next_serial_v1(fresh.business_id, 'charge');
        fresh.recorded_at := (item->>'recorded_at')::timestamptz;
        fresh.recorded_by := item->>'actor';
        insert into books.charge values (fresh.*);
        insert into books.open_charge values (fresh.business_id, fresh.serial);
        answers := answers || books.end_write_v1(item, begun.head, 'charge', fresh.serial, '{}');
    end loop;
    return answers;
end $$;

-- What of a charge may still be given back: nothing unless it is approved; a refund counts unless it certainly failed.
create function books.refundable_v1(business bigint, charged bigint) returns numeric language plpgsql stable as $$
begin
    return coalesce((
        select c.amount - coalesce((
            select sum(r.amount) from books.charge r
            where r.business_id = business and r.refunds = charged
                and books.charge_state_v1(business, r.serial) not in ('declined', 'refused')), 0)
        from books.charge c
        where c.business_id = business and c.serial = charged and not c.is_refund
            and books.charge_state_v1(business, charged) = 'approved'), 0);
end $$;

create function books.charge_state_v1(business bigint, charged bigint) returns text language plpgsql stable as $$
begin
    return coalesce((
        select o.state from books.charge_outcome o
        where o.business_id = business and o.charge_serial = charged order by o.number desc limit 1), 'intended');
end $$;

-- Each item bears `outcome`: the row without recorded_at and recorded_by. It must be the next one, and the one before
-- must have left something to learn.
create function books.record_charge_v1(items jsonb[]) returns jsonb[] language plpgsql as $$
declare
    item jsonb;
    begun record;
    fresh books.charge_outcome;
    answers jsonb[] := '{}';
begin
    foreach item in array items loop
        begun := books.begin_write_v1(item);
        if begun.refusal is not null then
            answers := answers || begun.refusal;
            continue;
        end if;
        fresh := jsonb_populate_record(null::books.charge_outcome, item->'outcome');
        fresh.business_id := (item->>'business')::bigint;
        if books.charge_state_v1(fresh.business_id, fresh.charge_serial) not in ('intended', 'unknown')
            or fresh.number <> 1 + (
                select count(*) from books.charge_outcome o
                where o.business_id = fresh.business_id and o.charge_serial = fresh.charge_serial)
        then
            answers := answers || jsonb_build_object('outcome', 'stale', 'serial', 0);
            continue;
        end if;
        fresh.recorded_at := (item->>'recorded_at')::timestamptz;
        fresh.recorded_by := item->>'actor';
        insert into books.charge_outcome values (fresh.*);
        if fresh.state <> 'unknown' then
            delete from books.open_charge o
            where o.business_id = fresh.business_id and o.charge_serial = fresh.charge_serial;
            -- The standing order that waits for this is looked at now; one that somebody works at is left to them.
            update books.standing_order s
            set due_at = least(s.due_at, fresh.recorded_at)
            from books.charge c
            join books.standing_order_run r on r.business_id = c.business_id and r.uuid = case
                when c.key ~ '^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}-[0-9]+$' then left(c.key, 36)::uuid end
            where c.business_id = fresh.business_id and c.serial = fresh.charge_serial
                and s.business_id = r.business_id and s.serial = r.order_serial and s.pending = r.number
                and s.waiting is not null;
        end if;
        answers := answers || books.end_write_v1(item, begun.head, 'charge', fresh.charge_serial, '{}');
    end loop;
    return answers;
end $$;
