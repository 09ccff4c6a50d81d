-- Records that an original left the house, once. Answers `done` to the one that handed it out, `stale` to the others.
-- The bytes travel beside the items, not inside JSON. `computerised` says that they are signed.
create function books.hand_out_v1(items jsonb[], pdfs bytea[]) returns jsonb[] language plpgsql as $$
declare
    item jsonb;
    begun record;
    head books.head;
    doc bigint;
    at_item int := 0;
    answers jsonb[] := '{}';
begin
    foreach item in array items loop
        at_item := at_item + 1;
        begun := books.begin_write_v1(item);
        if begun.refusal is not null then
            answers := answers || begun.refusal;
            continue;
        end if;
        head := begun.head;
        doc := (item->>'serial')::bigint;
        insert into books.hand_out
        values (head.business_id, doc, item->>'language', item->>'credential', (item->>'recorded_at')::timestamptz,
                sha256(pdfs[at_item]), pdfs[at_item], (item->>'computerised')::boolean)
        on conflict do nothing;
        if not found then
            answers := answers || jsonb_build_object('outcome', 'stale', 'serial', 0);
            continue;
        end if;
        -- Whoever decided to cancel it without knowing must decide again.
        update books.document_index d set version = d.version + 1
        where d.business_id = head.business_id and d.serial = doc;
        answers := answers || books.end_write_v1(item, head, 'document', doc, '{}');
    end loop;
    return answers;
end $$;
