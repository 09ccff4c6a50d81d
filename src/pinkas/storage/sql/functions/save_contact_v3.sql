-- Creates, changes or removes contacts. Each item: business, actor, verb, recorded_at, content, once, expect and
-- `contact`, the row without serial when it is new, and `voucher`, an opening balance to post with it (the
-- contact's serial is put into its postings), or null. `references` is all of them, or null where they stay; a
-- contact that is removed has none.
create function books.save_contact_v3(items jsonb[]) returns jsonb[] language plpgsql as $$
declare
    item jsonb;
    begun record;
    head books.head;
    fresh books.contact;
    answers jsonb[] := '{}';
begin
    foreach item in array items loop
        begun := books.begin_write_v1(item);
        if begun.refusal is not null then
            answers := answers || begun.refusal;
            continue;
        end if;
        head := begun.head;
        fresh := jsonb_populate_record(null::books.contact, item->'contact');
        fresh.business_id := head.business_id;
        if fresh.serial is null then
            head.contacts := head.contacts + 1;
            fresh.serial := head.contacts;
            perform books.count_record_v1(head.business_id, 'contact', '', fresh.serial);
            insert into books.contact (
                business_id, serial, key, uuid, version, deleted, created_at, created_by, updated_at, updated_by,
                type, name, tax_number, contact_name, address1, address2, city, postal_code, country, phone, mobile,
                fax, email, class_number, opening_balance, price_list, comments1, comments2, comments3,
                invoice_comment, bank_account, bank_branch, bank, charge_vat, is_domestic, is_occasional, is_private,
                affiliate, card_token, card_last_four, card_expiry, terms_rule, terms_days, preferred_tender, payer,
                first_name, last_name, customer_number, birthday, wedding_anniversary, spouse_name, spouse_birthday,
                agree_email, agree_sms, customer_type, club, club_number, club_points, club_start, club_expiry,
                apartment, building, additional_phone, store_created, barcode, vat_registered, vat_number,
                responsible_person, allow_part_payments, forbid_supplies, forbid_sales, website, active,
                tax_number_type, country_code
            ) values (
                fresh.business_id, fresh.serial, fresh.key, fresh.uuid, fresh.version, fresh.deleted,
                fresh.created_at, fresh.created_by, fresh.updated_at, fresh.updated_by,
                fresh.type, fresh.name, fresh.tax_number, fresh.contact_name, fresh.address1, fresh.address2,
                fresh.city, fresh.postal_code, fresh.country, fresh.phone, fresh.mobile, fresh.fax, fresh.email,
                fresh.class_number, fresh.opening_balance, fresh.price_list, fresh.comments1, fresh.comments2,
                fresh.comments3, fresh.invoice_comment, fresh.bank_account, fresh.bank_branch, fresh.bank,
                fresh.charge_vat, fresh.is_domestic, fresh.is_occasional, fresh.is_private, fresh.affiliate,
                fresh.card_token, fresh.card_last_four, fresh.card_expiry, fresh.terms_rule, fresh.terms_days,
                fresh.preferred_tender, fresh.payer,
                fresh.first_name, fresh.last_name, fresh.customer_number, fresh.birthday, fresh.wedding_anniversary,
                fresh.spouse_name, fresh.spouse_birthday, fresh.agree_email, fresh.agree_sms, fresh.customer_type,
                fresh.club, fresh.club_number, fresh.club_points, fresh.club_start, fresh.club_expiry,
                fresh.apartment, fresh.building, fresh.additional_phone, fresh.store_created, fresh.barcode,
                fresh.vat_registered, fresh.vat_number, fresh.responsible_person, fresh.allow_part_payments,
                fresh.forbid_supplies, fresh.forbid_sales, fresh.website, fresh.active, fresh.tax_number_type,
                fresh.country_code);
        else
            if fresh.deleted then
                perform books.uncount_record_v1(head.business_id, 'contact', '', fresh.serial);
            end if;
            update books.contact c set (
                version, deleted, updated_at, updated_by,
                type, name, tax_number, contact_name, address1, address2, city, postal_code, country, phone, mobile,
                fax, email, class_number, opening_balance, price_list, comments1, comments2, comments3,
                invoice_comment, bank_account, bank_branch, bank, charge_vat, is_domestic, is_occasional, is_private,
                affiliate, card_token, card_last_four, card_expiry, terms_rule, terms_days, preferred_tender, payer,
                first_name, last_name, customer_number, birthday, wedding_anniversary, spouse_name, spouse_birthday,
                agree_email, agree_sms, customer_type, club, club_number, club_points, club_start, club_expiry,
                apartment, building, additional_phone, store_created, barcode, vat_registered, vat_number,
                responsible_person, allow_part_payments, forbid_supplies, forbid_sales, website, active,
                tax_number_type, country_code
            ) = (
                fresh.version, fresh.deleted, fresh.updated_at, fresh.updated_by,
                fresh.type, fresh.name, fresh.tax_number, fresh.contact_name, fresh.address1, fresh.address2,
                fresh.city, fresh.postal_code, fresh.country, fresh.phone, fresh.mobile, fresh.fax, fresh.email,
                fresh.class_number, fresh.opening_balance, fresh.price_list, fresh.comments1, fresh.comments2,
                fresh.comments3, fresh.invoice_comment, fresh.bank_account, fresh.bank_branch, fresh.bank,
                fresh.charge_vat, fresh.is_domestic, fresh.is_occasional, fresh.is_private, fresh.affiliate,
                fresh.card_token, fresh.card_last_four, fresh.card_expiry, fresh.terms_rule, fresh.terms_days,
                fresh.preferred_tender, fresh.payer,
                fresh.first_name, fresh.last_name, fresh.customer_number, fresh.birthday, fresh.wedding_anniversary,
                fresh.spouse_name, fresh.spouse_birthday, fresh.agree_email, fresh.agree_sms, fresh.customer_type,
                fresh.club, fresh.club_number, fresh.club_points, fresh.club_start, fresh.club_expiry,
                fresh.apartment, fresh.building, fresh.additional_phone, fresh.store_created, fresh.barcode,
                fresh.vat_registered, fresh.vat_number, fresh.responsible_person, fresh.allow_part_payments,
                fresh.forbid_supplies, fresh.forbid_sales, fresh.website, fresh.active, fresh.tax_number_type,
                fresh.country_code)
            where c.business_id = head.business_id and c.serial = fresh.serial;
        end if;
        if jsonb_typeof(item->'references') = 'array' then
            perform books.set_references_v1(head.business_id, 'contact', fresh.serial, item->'references');
        end if;
        if jsonb_typeof(item->'voucher') = 'object' then
            head := books.write_voucher_v1(item, head, jsonb_set(item->'voucher', '{entry,postings}', (
                select jsonb_agg(jsonb_set(p, '{contact}', to_jsonb(fresh.serial)) order by place)
                from jsonb_array_elements(item->'voucher'->'entry'->'postings') with ordinality as x(p, place))));
        end if;
        answers := answers || books.end_write_v1(item, head, 'contact', fresh.serial, '{}');
    end loop;
    return answers;
end $$;
