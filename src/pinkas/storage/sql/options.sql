-- name: option
select jsonb_build_object('version', o.version, 'body', o.body, 'sealed', encode(o.sealed, 'hex'))
from books.option o where o.business_id = $1 and o.name = $2
