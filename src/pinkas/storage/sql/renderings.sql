-- Reports being looked at: clients, instances, documents, pages. Whoever asks has shown that the client is theirs.

-- name: add_client
insert into directory.report_client values ($1, $2, $3, $4, $4)

-- name: forget
-- $1 idle since, $2 a login, $3 how many of its clients stay: the newest.
delete from directory.report_client c
where c.used_at < $1 or c.client_id in (
    select o.client_id from directory.report_client o where o.login_id = $2
    order by o.recorded_at desc, o.client_id desc offset $3)

-- name: drop_idle
delete from directory.report_client where used_at < $1

-- name: touch_client
-- $1 client, $2 business, $3 login, $4 now, $5 idle since.
update directory.report_client set used_at = greatest(used_at, $4)
where client_id = $1 and business_id = $2 and login_id = $3 and used_at >= $5
returning client_id

-- name: drop_client
delete from directory.report_client where client_id = $1

-- name: add_instance
insert into directory.report_instance (client_id, instance_id, report, parameters, recorded_at)
values ($1, $2, $3, $4, $5)

-- name: forget_instances
-- $2 how many stay: the newest.
delete from directory.report_instance i
where i.client_id = $1 and i.instance_id in (
    select o.instance_id from directory.report_instance o where o.client_id = $1
    order by o.recorded_at desc, o.instance_id desc offset $2)

-- name: instance
select report, parameters, order_column, descending from directory.report_instance
where client_id = $1 and instance_id = $2

-- name: drop_instance
delete from directory.report_instance where client_id = $1 and instance_id = $2 returning instance_id

-- name: order_instance
update directory.report_instance set order_column = $3, descending = $4 where client_id = $1 and instance_id = $2

-- name: cached
-- A document made of the instance as it is sorted now, in format $3.
select d.document_id from directory.report_document d
join directory.report_instance i on i.client_id = d.client_id and i.instance_id = d.instance_id
where d.client_id = $1 and d.instance_id = $2 and d.format = $3 and d.state = 'ready'
    and d.order_column is not distinct from i.order_column and d.descending = i.descending
order by d.recorded_at desc, d.document_id desc limit 1

-- name: add_document
insert into directory.report_document (
    client_id, instance_id, document_id, format, order_column, descending, state, taken_at, attempts, recorded_at)
select i.client_id, i.instance_id, $3, $4, i.order_column, i.descending, 'rendering', $5, 1, $5
from directory.report_instance i where i.client_id = $1 and i.instance_id = $2

-- name: forget_documents
-- $3 how many of an instance stay: the newest.
delete from directory.report_document d
where d.client_id = $1 and d.instance_id = $2 and d.document_id in (
    select o.document_id from directory.report_document o where o.client_id = $1 and o.instance_id = $2
    order by o.recorded_at desc, o.document_id desc offset $3)

-- name: document
select d.format, d.order_column, d.descending, d.state, d.taken_at, d.attempts, d.pages, d.media_type, d.file_name,
    d.failure, d.fault, d.sortable, i.report, i.parameters
from directory.report_document d
join directory.report_instance i on i.client_id = d.client_id and i.instance_id = d.instance_id
where d.client_id = $1 and d.instance_id = $2 and d.document_id = $3

-- name: content
select content from directory.report_document where client_id = $1 and instance_id = $2 and document_id = $3

-- name: page
select content from directory.report_page
where client_id = $1 and instance_id = $2 and document_id = $3 and number = $4

-- name: take_document
-- $4 now, $5 silent since: one of several that ask takes it.
update directory.report_document set taken_at = $4, attempts = attempts + 1
where client_id = $1 and instance_id = $2 and document_id = $3 and state = 'rendering' and taken_at < $5
returning attempts

-- name: hold_document
update directory.report_document set taken_at = $4
where client_id = $1 and instance_id = $2 and document_id = $3 and state = 'rendering'

-- name: finish_document
update directory.report_document
set state = 'ready', pages = $4, media_type = $5, file_name = $6, content = $7, sortable = $8
where client_id = $1 and instance_id = $2 and document_id = $3 and state = 'rendering'
returning document_id

-- name: add_pages
insert into directory.report_page
select $1, $2, $3, p.number, p.content from unnest($4::text[]) with ordinality as p(content, number)

-- name: fail_document
update directory.report_document set state = 'failed', failure = $4, fault = $5
where client_id = $1 and instance_id = $2 and document_id = $3 and state = 'rendering'

-- name: drop_document
delete from directory.report_document where client_id = $1 and instance_id = $2 and document_id = $3
returning document_id
