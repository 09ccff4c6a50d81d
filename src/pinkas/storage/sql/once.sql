-- name: seen
-- The request that was served under key $3 of credential $2 for business $1.
select row_to_json(x)::text from (
    select o.route, encode(o.body_hash, 'hex') as body_hash, o.status, o.serial
    from books.idempotency o where o.business_id = $1 and o.credential = $2 and o.key = $3) x
