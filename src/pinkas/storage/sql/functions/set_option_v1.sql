-- Sets options of a business. Each item: business, actor, verb, recorded_at, content, once, expect and `option`: {name,
-- version, body, sealed (hex or null)}. The version written must be the next one.
create function books.set_option_v1(items jsonb[]) returns jsonb[] language plpgsql as $$
declare
    item jsonb;
    said jsonb;
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
        said := item->'option';
        insert into books.option as o (business_id, name, version, body, sealed)
        values (head.business_id, said->>'name', (said->>'version')::int, said->>'body', decode(said->>'sealed', 'hex'))
        on conflict (business_id, name) do update
        set version = excluded.version, body = excluded.body, sealed = excluded.sealed
        where o.version = excluded.version - 1;
        if not found then
            answers := answers || jsonb_build_object('outcome', 'stale', 'serial', 0);
            continue;
        end if;
        head.settings := head.settings + 1;
        answers := answers || books.end_write_v1(item, head, 'option/' || (said->>'name'), 1, '{}');
    end loop;
    return answers;
end $$;
