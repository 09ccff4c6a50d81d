-- Mailings: the intent before anything is sent, and what became of it.

-- Each item: business, actor, verb, recorded_at, content, once, expect and `mailing`: the row without serial.
create function books.intend_mailing_v1(items jsonb[]) returns jsonb[] language plpgsql as $$
declare
    item jsonb;
    begun record;
    head books.head;
    fresh books.mailing;
    answers jsonb[] := '{}';
begin
    foreach item in array items loop
        begun := books.begin_write_v1(item);
        if begun.refusal is not null then
            answers := answers || begun.refusal;
            continue;
        end if;
        head := begun.head;
        head.mailings := head.mailings + 1;
        fresh := jsonb_populate_record(null::books.mailing, (item->'mailing') - 'pdf_sha256');
        fresh.business_id := head.business_id;
        fresh.serial := head.mailings;
        fresh.pdf_sha256 := decode(item->'mailing'->>'pdf_sha256', 'hex');
        fresh.recorded_at := (item->>'recorded_at')::timestamptz;
        fresh.recorded_by := item->>'actor';
        insert into books.mailing values (fresh.*);
        answers := answers || books.end_write_v1(item, head, 'mailing', fresh.serial, '{}');
    end loop;
    return answers;
end $$;

-- Each item bears `outcome`: {serial, outcome, detail}. The first outcome of a mailing stands.
create function books.record_mailing_v1(items jsonb[]) returns jsonb[] language plpgsql as $$
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
        said := item->'outcome';
        insert into books.mailing_outcome (business_id, mailing_serial, outcome, detail, recorded_at)
        values ((item->>'business')::bigint, (said->>'serial')::bigint, said->>'outcome', said->>'detail',
                (item->>'recorded_at')::timestamptz)
        on conflict do nothing;
        if not found then
            answers := answers || jsonb_build_object('outcome', 'stale', 'serial', 0);
            continue;
        end if;
        answers := answers || books.end_write_v1(item, begun.head, 'mailing', (said->>'serial')::bigint, '{}');
    end loop;
    return answers;
end $$;

-- What a business writes in its mails, by kind and language. Each item bears `text`: {kind, language, subject, body}; a
-- null subject goes back to our words.
create function books.save_mail_text_v1(items jsonb[]) returns jsonb[] language plpgsql as $$
declare
    item jsonb;
    said jsonb;
    begun record;
    business bigint;
    answers jsonb[] := '{}';
begin
    foreach item in array items loop
        begun := books.begin_write_v1(item);
        if begun.refusal is not null then
            answers := answers || begun.refusal;
            continue;
        end if;
        said := item->'text';
        business := (item->>'business')::bigint;
        if said->>'subject' is null then
            delete from books.mail_text t
            where t.business_id = business and t.kind = said->>'kind' and t.language = said->>'language';
        else
            insert into books.mail_text (business_id, kind, language, subject, body)
            values (business, said->>'kind', said->>'language', said->>'subject', said->>'body')
            on conflict (business_id, kind, language) do update set subject = excluded.subject, body = excluded.body;
        end if;
        answers := answers || books.end_write_v1(
            item, begun.head, 'mail_text/' || (said->>'kind') || '/' || (said->>'language'), 1, '{}');
    end loop;
    return answers;
end $$;
