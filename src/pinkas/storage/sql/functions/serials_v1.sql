-- The next serial of a sort of record; call it under the head's lock only.
create function books.next_serial_v1(business bigint, of_sort text) returns bigint language plpgsql as $$
declare
    taken bigint;
begin
    insert into books.serial_counter as s (business_id, sort, last_serial)
    values (business, of_sort, 1)
    on conflict (business_id, sort) do update set last_serial = s.last_serial + 1
    returning s.last_serial into strict taken;
    return taken;
end $$;
