-- Changes what every decision of a business takes for granted; each change raises the head's `settings`, so that whoever
-- decided on what was before decides again.

-- Each item: business, actor, verb, recorded_at, content, once, expect and `change`: {terms_rule, terms_days,
-- responsible_person, vat_number, classes: rows to add or rename, registrations: rows to add}.
create function books.change_business_v1(items jsonb[]) returns jsonb[] language plpgsql as $$
declare
    item jsonb;
    change jsonb;
    begun record;
    head books.head;
    answers jsonb[] := '{}';
begin
    foreach item in array items loop
        begun := books.begin_write_v1(item);
        if begun.refusal is not null then
            answers := answers || begun.refusal;
            continue;
        end if;
        head := begun.head;
        head.settings := head.settings + 1;
        change := item->'change';
        update books.profile p set terms_rule = change->>'terms_rule', terms_days = (change->>'terms_days')::int,
            responsible_person = change->>'responsible_person', vat_number = change->>'vat_number'
        where p.business_id = head.business_id;
        insert into books.transaction_class (business_id, number, name, sort, vat, recoverable, is_equipment)
        select head.business_id, c.number, c.name, c.sort, c.vat, c.recoverable, c.is_equipment
        from jsonb_populate_recordset(null::books.transaction_class, change->'classes') c
        on conflict (business_id, number) do update
        set name = excluded.name, vat = excluded.vat, recoverable = excluded.recoverable,
            is_equipment = excluded.is_equipment;
        insert into books.registration (business_id, valid_from, registration)
        select head.business_id, r.valid_from, r.registration
        from jsonb_populate_recordset(null::books.registration, change->'registrations') r;
        answers := answers || books.end_write_v1(item, head, 'business', head.business_id, '{}');
    end loop;
    return answers;
end $$;

-- Closes everything up to a day, or opens it again. Each item bears `closed_through`, null when nothing is closed now.
create function books.set_period_v1(items jsonb[]) returns jsonb[] language plpgsql as $$
declare
    item jsonb;
    begun record;
    head books.head;
    answers jsonb[] := '{}';
begin
    foreach item in array items loop
        begun := books.begin_write_v1(item);
        if begun.refusal is not null then
            answers := answers || begun.refusal;
            continue;
        end if;
        head := begun.head;
        head.settings := head.settings + 1;
        head.closed_through := (item->>'closed_through')::date;
        insert into books.period_change (business_id, position, closed_through, recorded_at, recorded_by)
        values (head.business_id, head.position + 1, head.closed_through, (item->>'recorded_at')::timestamptz,
                item->>'actor');
        answers := answers || books.end_write_v1(item, head, 'period', 1, '{}');
    end loop;
    return answers;
end $$;

-- Gives an empty series its first number. Each item bears `series`: {series, run, first}, and expects it empty.
create function books.set_first_number_v1(items jsonb[]) returns jsonb[] language plpgsql as $$
declare
    item jsonb;
    said jsonb;
    begun record;
    answers jsonb[] := '{}';
begin
    foreach item in array items loop
        begun := books.begin_write_v1(item);
        if begun.refusal is not null then
            answers := answers || begun.refusal;
            continue;
        end if;
        said := item->'series';
        insert into books.series as s (business_id, series, run, first_number, last_number)
        values ((item->>'business')::bigint, (said->>'series')::int, said->>'run', (said->>'first')::bigint,
                (said->>'first')::bigint - 1)
        on conflict (business_id, series, run) do update
        set first_number = excluded.first_number, last_number = excluded.last_number;
        answers := answers || books.end_write_v1(
            item, begun.head, 'series/' || (said->>'run'), (said->>'series')::bigint, '{}');
    end loop;
    return answers;
end $$;
