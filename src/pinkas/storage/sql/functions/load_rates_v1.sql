-- Loads rates of exchange under an idempotency key. They are no business's own, so no daybook tells of them; the key is
-- kept with the business whose token came with it. Each item: business, recorded_at, once, expect, `base` and `rates`:
-- rows of currency, date, rate.
create function books.load_rates_v1(items jsonb[]) returns jsonb[] language plpgsql as $$
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
        insert into directory.exchange_rate as e (base, currency, date, rate, recorded_at)
        select item->>'base', r.currency, r.date, r.rate, (item->>'recorded_at')::timestamptz
        from jsonb_to_recordset(item->'rates') r(currency text, date date, rate numeric)
        order by r.currency, r.date
        on conflict (base, currency, date) do update set rate = excluded.rate, recorded_at = excluded.recorded_at;
        insert into books.idempotency select k.* from books.idempotency_row_v1(item, 0) k where k.key is not null;
        answers := answers || jsonb_build_object('outcome', 'done', 'serial', 0);
    end loop;
    return answers;
end $$;
