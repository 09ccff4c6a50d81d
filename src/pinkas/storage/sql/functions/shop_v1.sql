-- Saves a part of a shop. Each item: business, actor, verb, recorded_at, content, once, expect and `part`: {table, sort,
-- serial (null for a new one), version, fields: the other columns}. The version written must be the next one.
create function books.shop_v1(items jsonb[]) returns jsonb[] language plpgsql as $$
declare
    item jsonb;
    part jsonb;
    begun record;
    head books.head;
    written bigint;
    answers jsonb[] := '{}';
begin
    foreach item in array items loop
        begun := books.begin_write_v1(item);
        if begun.refusal is not null then
            answers := answers || begun.refusal;
            continue;
        end if;
        head := begun.head;
        part := item->'part';
        if part->>'table' not in (
            'store', 'register', 'staff', 'department', 'club', 'price_list', 'tender_type', 'bank_account')
        then
            raise exception 'no part of a shop: %', part->>'table';
        end if;
        written := books.write_part_of_shop_v1(head.business_id, part);
        if written is null then
            answers := answers || jsonb_build_object('outcome', 'stale', 'serial', 0);
            continue;
        end if;
        head.settings := head.settings + 1;
        answers := answers || books.end_write_v1(item, head, part->>'sort', written, '{}');
    end loop;
    return answers;
end $$;

-- Writes the row of a part, only the columns it says; its serial, or null when the version is not the next one.
create function books.write_part_of_shop_v1(business bigint, part jsonb) returns bigint language plpgsql as $$
declare
    written bigint := (part->>'serial')::bigint;
    said jsonb := (part->'fields') || jsonb_build_object('version', part->'version');
    columns text := (select string_agg(format('%I', k), ', ' order by k) from jsonb_object_keys(said) k);
    kept int;
begin
    if written is not null then
        execute format('select t.version from books.%I t where t.business_id = $1 and t.serial = $2', part->>'table')
        into kept using business, written;
    else
        execute format('select coalesce(max(t.serial), 0) + 1 from books.%I t where t.business_id = $1', part->>'table')
        into strict written using business;
    end if;
    if coalesce(kept, 0) <> (part->>'version')::int - 1 then
        return null;
    end if;
    if kept is null then
        execute format(
            'insert into books.%1$I (business_id, serial, %2$s) '
            'select $1, $2, %2$s from jsonb_populate_record(null::books.%1$I, $3)', part->>'table', columns)
        using business, written, said;
    else
        execute format(
            'update books.%1$I t set (%2$s) = (select %2$s from jsonb_populate_record(null::books.%1$I, $3)) '
            'where t.business_id = $1 and t.serial = $2', part->>'table', columns)
        using business, written, said;
    end if;
    return written;
end $$;
