-- Remembers that a request was served whose work was done in several steps of their own. Each item: business,
-- recorded_at, once, expect, and `serial`: the number its answer told. Whoever remembers second is answered like a replay.
create function books.remember_v1(items jsonb[]) returns jsonb[] language plpgsql as $$
declare
    item jsonb;
    begun record;
    answers jsonb[] := '{}';
begin
    foreach item in array items loop
        begun := books.begin_write_v1(item);
        if begun.refusal is not null then
            answers := answers || begun.refusal;
            continue;
        end if;
        insert into books.idempotency select k.* from books.idempotency_row_v1(item, (item->>'serial')::bigint) k;
        answers := answers || jsonb_build_object('outcome', 'done', 'serial', item->'serial');
    end loop;
    return answers;
end $$;
