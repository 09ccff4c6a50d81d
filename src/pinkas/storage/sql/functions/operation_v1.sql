-- Opens operations and changes what is said of them. Each item: business, actor, verb, recorded_at, content, once, expect
-- and `operation`: {serial (null: a new one), uuid, version, type, source, source_reference, store_serial,
-- register_serial, contact, staff, body}; `part` is the row or payment it is given, {sort, number}, or null.
--
-- A new operation takes the next transaction's serial. Answers with the serial of the part where there is one.
create function books.operation_v1(items jsonb[]) returns jsonb[] language plpgsql as $$
declare
    item jsonb;
    said jsonb;
    part jsonb;
    begun record;
    head books.head;
    own bigint;
    answered bigint;
    line books.daybook;
    key books.idempotency;
    answers jsonb[] := '{}';
begin
    foreach item in array items loop
        begun := books.begin_write_v1(item);
        if begun.refusal is not null then
            answers := answers || begun.refusal;
            continue;
        end if;
        head := begun.head;
        said := item->'operation';
        part := item->'part';
        own := (said->>'serial')::bigint;
        if own is null then
            head.transactions := head.transactions + 1;
            own := head.transactions;
            insert into books.operation (
                business_id, serial, uuid, version, type, source, source_reference, store_serial, register_serial,
                contact, created_at, created_by, created_staff, updated_at, updated_by, body
            ) values (
                head.business_id, own, (said->>'uuid')::uuid, (said->>'version')::int, said->>'type', said->>'source',
                said->>'source_reference', (said->>'store_serial')::bigint, (said->>'register_serial')::bigint,
                (said->>'contact')::bigint, (item->>'recorded_at')::timestamptz, item->>'actor',
                (said->>'staff')::bigint, (item->>'recorded_at')::timestamptz, item->>'actor', (said->'body')::json);
        else
            update books.operation o
            set version = (said->>'version')::int, updated_at = (item->>'recorded_at')::timestamptz,
                updated_by = item->>'actor', body = (said->'body')::json
            where o.business_id = head.business_id and o.serial = own;
        end if;
        answered := own;
        if jsonb_typeof(part) = 'object' then
            answered := books.next_serial_v1(head.business_id, part->>'sort');
            insert into books.operation_part (business_id, sort, serial, operation_serial, number)
            values (head.business_id, part->>'sort', answered, own, (part->>'number')::int);
        end if;
        line := books.daybook_line_v1(item, head, 'operation', own, '{}');
        key := books.idempotency_row_v1(item, answered);
        head.position := line.position;
        head.link := line.link;
        perform books.end_writes_v1(
            array[line], case when key.key is null then '{}' else array[key] end, array[head]);
        answers := answers || jsonb_build_object('outcome', 'done', 'serial', answered);
    end loop;
    return answers;
end $$;

-- Whether there are lines, and all of them are services of the catalogue. Lines that deduct an advance do not count:
-- of all that are less than nothing, they alone go on with an earlier document.
create function books.only_services_v1(lines jsonb) returns boolean language sql immutable parallel safe as $$
    select jsonb_path_exists(lines, '$[*] ? (@.goods == false)') and not exists (
        select from jsonb_array_elements(lines) l
        where l->'goods' is distinct from 'false'::jsonb
            and not ((l->>'quantity')::numeric < 0 and jsonb_typeof(l->'bases') = 'array'))
$$;
