-- Gives a record these references ([{scheme, value}]) in place of those it has. Whoever writes them expects of each
-- that no other record of the sort has it ('no reference').
create function books.set_references_v1(business bigint, of_sort text, of_serial bigint, said jsonb)
returns void language plpgsql as $$
begin
    delete from books.reference r
    where r.business_id = business and r.sort = of_sort and r.serial = of_serial
        and not said @> jsonb_build_array(jsonb_build_object('scheme', r.scheme, 'value', r.value));
    insert into books.reference (business_id, sort, scheme, value, serial)
    select business, of_sort, s.scheme, s.value, of_serial
    from jsonb_to_recordset(said) as s(scheme text, value text)
    where not exists (
        select from books.reference r
        where r.business_id = business and r.sort = of_sort and r.scheme = s.scheme and r.value = s.value
            and r.serial = of_serial);
end $$;

-- Whether another record than `serial` (null: any) has a name: a reference of the sort `of`, or what stands in the field
-- `by` of a contact or product, phones by their digits. A uuid is never free again, the others are once their record is removed.
create function books.is_taken_v1(business bigint, fact jsonb) returns boolean language plpgsql as $$
declare
    said text := fact->>'value';
    own bigint := coalesce((fact->>'serial')::bigint, 0);
begin
    if fact->>'sort' = 'no reference' then
        return exists (
            select from books.reference r
            where r.business_id = business and r.sort = fact->>'of' and r.scheme = fact->>'scheme' and r.value = said
                and r.serial <> own);
    elsif fact->>'sort' = 'no other contact' then
        return case fact->>'by'
            when 'uuid' then exists (
                select from books.contact c
                where c.business_id = business and c.uuid = said::uuid and c.serial <> own)
            when 'customer_number' then exists (
                select from books.contact c
                where c.business_id = business and c.customer_number = said and not c.deleted and c.serial <> own)
            when 'barcode' then exists (
                select from books.contact c
                where c.business_id = business and c.barcode = said and not c.deleted and c.serial <> own)
            when 'phone' then exists (
                select from books.contact c
                where c.business_id = business and c.phone_digits @> array[said] and not c.deleted and c.serial <> own)
            when 'email' then exists (
                select from books.contact c
                where c.business_id = business and c.mail_addresses @> array[said] and not c.deleted
                    and c.serial <> own)
            when 'tax_number' then exists (
                select from books.contact c
                where c.business_id = business and c.tax_number = said and not c.deleted and c.serial <> own)
            else true end;
    end if;
    return case fact->>'by'
        when 'uuid' then exists (
            select from books.product p where p.business_id = business and p.uuid = said::uuid and p.serial <> own)
        when 'inventory_number' then exists (
            select from books.product p
            where p.business_id = business and p.inventory_number = said and not p.deleted and p.serial <> own)
        when 'barcode' then exists (
            select from books.product p
            where p.business_id = business and p.barcode = said and not p.deleted and p.serial <> own)
        else true end;
end $$;
