-- Files VAT returns. Each item: business, actor, verb, recorded_at, content, once, expect and `filing`: {start, months,
-- sales_taxed, sales_free, output_vat, input_vat, input_vat_equipment, to_pay}.
create function books.file_vat_v1(items jsonb[]) returns jsonb[] language plpgsql as $$
declare
    item jsonb;
    begun record;
    head books.head;
    fresh books.vat_filing;
    answers jsonb[] := '{}';
begin
    foreach item in array items loop
        begun := books.begin_write_v1(item);
        if begun.refusal is not null then
            answers := answers || begun.refusal;
            continue;
        end if;
        head := begun.head;
        fresh := jsonb_populate_record(null::books.vat_filing, item->'filing');
        fresh.business_id := head.business_id;
        fresh.serial := books.next_serial_v1(head.business_id, 'vat_filing');
        fresh.through_entry := head.entries;
        fresh.recorded_at := (item->>'recorded_at')::timestamptz;
        fresh.recorded_by := item->>'actor';
        insert into books.vat_filing values (fresh.*);
        answers := answers || books.end_write_v1(item, head, 'vat_filing', fresh.serial, '{}');
    end loop;
    return answers;
end $$;
