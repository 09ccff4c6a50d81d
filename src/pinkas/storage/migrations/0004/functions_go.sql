-- Every function of the third schema but the two that triggers call goes; the present ones are made after the tables.
do $$
declare
    gone regprocedure;
begin
    for gone in
        select p.oid from pg_proc p join pg_namespace n on n.oid = p.pronamespace
        where n.nspname = 'books' and p.prorettype <> 'trigger'::regtype
    loop
        execute 'drop function ' || gone;
    end loop;
end $$;
drop type books.issued_v2;
