-- Reads of what a shop is made of: each sort by serial, its columns by the names the books call them.

-- name: parts
-- Everything of one business, as the fields of a shop.
(select h.settings from books.head h where h.business_id = $1) as settings,
(select b.uuid from directory.business b where b.business_id = $1) as business,
array(select row_to_json(x) from (
    select s.serial, s.key, s.uuid, s.version, s.name, s.erp_code, s.price_list, s.address, s.city, s.postal_code, s.phone,
        s.first_number, s.active
    from books.store s where s.business_id = $1 order by s.serial) x) as stores,
array(select row_to_json(x) from (
    select r.serial, r.key, r.uuid, r.version, r.store_serial, r.number, r.series, r.api, r.name, r.hardware,
        r.own_numbers, r.fiscal_device, r.operator_code, r.active
    from books.register r where r.business_id = $1 order by r.serial) x) as tills,
array(select row_to_json(x) from (
    select s.serial, s.key, s.uuid, s.version, s.number, s.user_name, s.first_name, s.last_name, s.role, s.home_phone,
        s.work_phone, s.email, s.address, s.fax, s.postal_code, s.store_serial, s.erp_code, s.login_id, s.active
    from books.staff s where s.business_id = $1 order by s.serial) x) as staff,
array(select row_to_json(x) from (
    select d.serial, d.key, d.uuid, d.version, d.name, d.class_number, d.active
    from books.department d where d.business_id = $1 order by d.serial) x) as departments,
array(select row_to_json(x) from (
    select c.serial, c.key, c.uuid, c.version, c.code, c.name, c.active
    from books.club c where c.business_id = $1 order by c.serial) x) as clubs,
array(select row_to_json(x) from (
    select p.serial, p.key, p.uuid, p.version, p.name, p.erp_code
    from books.price_list p where p.business_id = $1 order by p.serial) x) as changed_price_lists,
array(select row_to_json(x) from (
    select t.serial, t.key, t.uuid, t.version, t.number, t.name, t.name_hebrew, t.erp_code, t.type, t.active
    from books.tender_type t where t.business_id = $1 order by t.serial) x) as own_means,
array(select row_to_json(x) from (
    select a.serial, a.key, a.uuid, a.version, a.bank_name, a.branch_name, a.iban, a.bic, a.currency, a.city_id,
        a.city_name, a.address, a.created_by, a.created_at, a.active
    from books.bank_account a where a.business_id = $1 order by a.serial) x) as bank_accounts

-- name: shop
-- The shop; null when it is the one a worker knows: of these settings, with so many tills (a document opens the till of
-- its series without a change of settings).
select case
    when h.settings = $2 and (select count(*) from books.register r where r.business_id = $1) = $3 then null
    else (select row_to_json(x)::text from (select {parts}) x) end
from books.head h where h.business_id = $1

-- name: facts
-- What saving a part needs: the replay, the shop, the classes of income, the login of a name that may enter ($4), and the
-- tills that have transactions.
select row_to_json(f)::text from (
    select {once},
        (select row_to_json(x) from (select {parts}) x) as shop,
        array(select k.number from books.transaction_class k
              where k.business_id = $1 and k.sort = 'income' order by k.number) as income_classes,
        (select l.login_id from directory.login l
         where l.folded = $4 and (l.operator or exists (
             select from directory.membership m where m.login_id = l.login_id and m.business_id = $1))) as login_id,
        array(select r.serial from books.register r where r.business_id = $1 and exists (
            select from books.transaction t
            where t.business_id = $1 and t.register_serial = r.serial)) as used_tills
) f

-- name: rows
-- The parts that daybook lines speak of, as the values they vouch for: the rows of a table, by serial.
select t.serial, to_jsonb(t)::text as part from books.{table} t where t.business_id = $1 and t.serial = any($2)
