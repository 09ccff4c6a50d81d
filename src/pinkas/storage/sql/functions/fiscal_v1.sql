-- What happened between documents and a tax administration. Each item: business, actor, verb, recorded_at, content, once,
-- expect and `step`: {document, kind, code, detail, record, einvoice}, `waits`, `next_at`. What is asked takes the
-- number its record bears, unless the document has it already.
create function books.record_fiscal_v1(items jsonb[]) returns jsonb[] language plpgsql as $$
declare
    item jsonb;
    step jsonb;
    number jsonb;
    begun record;
    head books.head;
    taken bigint;
    doc bigint;
    answers jsonb[] := '{}';
begin
    foreach item in array items loop
        begun := books.begin_write_v1(item);
        if begun.refusal is not null then
            answers := answers || begun.refusal;
            continue;
        end if;
        head := begun.head;
        step := item->'step';
        doc := (step->>'document')::bigint;
        if jsonb_typeof(step->'record') = 'object' then
            number := step->'record'->'number';
            insert into books.fiscal_number as n (business_id, year, till_code, ordinal, document_serial)
            values (head.business_id, (number->>'year')::int, coalesce(number->>'till_code', ''),
                    (number->>'ordinal')::bigint, doc)
            on conflict (business_id, document_serial, year, till_code) do nothing;
        end if;
        insert into books.fiscal as f (business_id, document_serial, waits, next_at)
        values (head.business_id, doc, (item->>'waits')::boolean, (item->>'next_at')::timestamptz)
        on conflict (business_id, document_serial) do update
        set waits = excluded.waits, next_at = excluded.next_at, trouble = step->>'detail';
        taken := books.next_serial_v1(head.business_id, 'fiscal');
        insert into books.fiscal_step (
            business_id, serial, document_serial, kind, code, detail, record, einvoice, recorded_at, recorded_by)
        values (head.business_id, taken, doc, step->>'kind', step->>'code', step->>'detail',
                case when jsonb_typeof(step->'record') = 'object' then (step->'record')::json end,
                case when jsonb_typeof(step->'einvoice') = 'object' then (step->'einvoice')::json end,
                (item->>'recorded_at')::timestamptz, item->>'actor');
        answers := answers || books.end_write_v1(
            item, head, 'fiscal', taken,
            case when step->>'kind' = 'asked' then array[concat_ws(
                '/', number->>'ordinal', number->>'year', number->>'till_code')] else '{}' end);
    end loop;
    return answers;
end $$;
