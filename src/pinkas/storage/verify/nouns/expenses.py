"""Expenses: what was posted of each, for ever; what is said of it now, by the last line that speaks of it."""

from __future__ import annotations

from typing import Any, Final

import msgspec

from pinkas.books.daybook.expenses import expense_content, payment_content, posting_content
from pinkas.books.entry import Entry
from pinkas.books.expense import Expense, ExpensePayment
from pinkas.storage.verify.evidence import VOUCHER, Evidence, Row
from pinkas.storage.verify.finding import NotWholeError
from pinkas.storage.verify.nouns.noun import Noun
from pinkas.storage.verify.proofs import compare, compare_numbers, entry_of, found_in

_EXPENSE: Final = msgspec.json.Decoder(Expense)
_PAYMENT: Final = msgspec.json.Decoder(ExpensePayment)

_LOAD: Final = """
    select e.serial, e.key, e.uuid, e.version, e.state, e.body::text as body, o.body::text as posted, o.portion,
        o.position,
        array(select p.body::text from books.expense_payment p
              where p.business_id = $1 and p.expense_serial = e.serial and p.voucher_serial is null
              order by p.number) as planned
    from books.expense e
    left join books.expense_posting o on o.business_id = $1 and o.expense_serial = e.serial
    where e.business_id = $1 and e.serial = any($2)
"""
_LOAD_PAYMENTS: Final = """
    select p.voucher_serial, p.number, p.body::text as body, e.key
    from books.expense_payment p
    join books.expense e on e.business_id = $1 and e.serial = p.expense_serial
    where p.business_id = $1 and p.voucher_serial = any($2)
"""


async def _load(evidence: Evidence) -> dict[Any, Row]:
    fetch, business = evidence.connection.fetch, evidence.business
    expenses = evidence.serials("expense")
    payments = evidence.serials("expense_payment")
    found: dict[Any, Row] = {}
    if expenses:
        found |= {row["serial"]: row for row in await fetch(_LOAD, business, expenses)}
    if payments:
        rows = await fetch(_LOAD_PAYMENTS, business, payments)
        found |= {("payment", row["voucher_serial"]): row for row in rows}
    return found


def _saved(evidence: Evidence, line: Row) -> None:
    found = found_in(evidence.more["expenses"], line, "expense")
    if not line["is_last"]:
        return
    record = f"expense {found['key']!r}"
    content = expense_content(
        found["key"],
        found["uuid"],
        found["version"],
        evidence.decoded(record, _EXPENSE, found["body"]),
        [evidence.decoded(record, _PAYMENT, text) for text in found["planned"]],
        deleted=found["state"] == "deleted",
    )
    compare(line, record, content)


def _posted(evidence: Evidence, line: Row) -> None:
    found = found_in(evidence.more["expenses"], line, "expense")
    record = f"expense {found['key']!r}"
    if found["posted"] is None or found["position"] != line["position"]:
        raise NotWholeError(record, "it was made permanent, and what it posted is missing")
    expense = evidence.decoded(record, _EXPENSE, found["posted"])
    voucher, entry = _voucher_of(evidence, line, record)
    said = evidence.decoded(record, VOUCHER, voucher["voucher"])
    compare_numbers(line, record, [f"portion {found['portion']}"])
    compare(line, record, posting_content(found["key"], expense, voucher["key"], voucher["uuid"], said, entry))
    if line["is_last"] and evidence.decoded(record, _EXPENSE, found["body"]) != expense:
        raise NotWholeError(record, "it says something else than when it was made permanent")


def _paid(evidence: Evidence, line: Row) -> None:
    found = evidence.more["expenses"].get(("payment", line["serial"]))
    if found is None:
        raise NotWholeError(f"the expense payment of voucher {line['serial']}", "it is missing")
    record = f"payment {found['number']} of expense {found['key']!r}"
    voucher, entry = _voucher_of(evidence, line, record)
    content = payment_content(
        found["key"],
        found["number"],
        evidence.decoded(record, _PAYMENT, found["body"]),
        voucher["key"],
        voucher["uuid"],
        evidence.decoded(record, VOUCHER, voucher["voucher"]),
        entry,
    )
    compare(line, record, content)


def _voucher_of(evidence: Evidence, line: Row, record: str) -> tuple[Row, Entry]:
    voucher = evidence.vouchers.get(line["position"])
    entry = None if voucher is None else entry_of(evidence, voucher["entry_serial"])
    if voucher is None or entry is None:
        raise NotWholeError(record, "its voucher is missing")
    return voucher, entry


#: Beside the lines' own proofs: the index of each row, its lines, what of the money may not have changed since it was
#: posted, that what is paid is within the total, the scans, the counts, and the numbers of the portions.
_DISAGREEMENTS: Final = """
    select 'what the index says of expense' as what, e.key as record,
        concat_ws(' ', e.date, e.contact_serial) as kept,
        concat_ws(' ', e.body->>'date', e.body->>'contact') as computed
    from books.expense e
    where e.business_id = $1 and (e.date, e.contact_serial)
        is distinct from ((e.body->>'date')::date, (e.body->>'contact')::bigint)
    union all
    select 'the state of expense', e.key, e.state, case when o.position is null then 'temporary' else 'permanent' end
    from books.expense e
    left join books.expense_posting o on o.business_id = $1 and o.expense_serial = e.serial
    where e.business_id = $1 and (e.state = 'permanent') <> (o.position is not null)
    union all
    select 'the version of expense', e.key, e.version::text, count(d.*)::text
    from books.expense e
    left join books.daybook d on d.business_id = $1 and d.sort = 'expense' and d.serial = e.serial
    where e.business_id = $1 group by e.key, e.version having e.version <> count(d.*)
    union all
    select 'the money of expense', e.key, now.body::text, was.body::text
    from books.expense e
    join books.expense_posting o on o.business_id = $1 and o.expense_serial = e.serial
    cross join lateral (
        select e.body::jsonb - '{details,flag,allocation_number,image_name,image_sha256}'::text[] as body) now
    cross join lateral (
        select o.body::jsonb - '{details,flag,allocation_number,image_name,image_sha256}'::text[] as body) was
    where e.business_id = $1 and now.body <> was.body
    union all
    select 'the voucher of expense', e.key, concat_ws(' ', v.kind, v.position), concat_ws(' ', 'expense', d.position)
    from books.expense_posting o
    join books.expense e on e.business_id = $1 and e.serial = o.expense_serial
    left join books.voucher v on v.business_id = $1 and v.serial = o.voucher_serial
    left join books.daybook d on d.business_id = $1 and d.verb = 'expense posted' and d.serial = o.expense_serial
    where o.business_id = $1
        and (v.kind, v.position, o.position) is distinct from ('expense', d.position, d.position)
    union all
    select 'the voucher of payment of expense', e.key || ' ' || p.number, concat_ws(' ', v.kind, v.position),
        concat_ws(' ', 'expense_payment', d.position)
    from books.expense_payment p
    join books.expense e on e.business_id = $1 and e.serial = p.expense_serial
    left join books.voucher v on v.business_id = $1 and v.serial = p.voucher_serial
    left join books.daybook d on d.business_id = $1 and d.sort = 'expense_payment' and d.serial = p.voucher_serial
    where p.business_id = $1 and p.voucher_serial is not null
        and (v.kind, v.position, p.position) is distinct from ('expense_payment', d.position, d.position)
    union all
    select 'the expense or payment of voucher', v.key, 'none', 'one'
    from books.voucher v
    where v.business_id = $1 and v.kind in ('expense', 'expense_payment')
        and not exists (select from books.expense_posting o
                        where o.business_id = $1 and o.voucher_serial = v.serial)
        and not exists (select from books.expense_payment p
                        where p.business_id = $1 and p.voucher_serial = v.serial)
    union all
    select 'the index of payment of expense', e.key || ' ' || p.number, concat_ws(' ', p.key, p.date),
        concat_ws(' ', p.body->>'key', p.body->>'date')
    from books.expense_payment p
    join books.expense e on e.business_id = $1 and e.serial = p.expense_serial
    where p.business_id = $1 and (
        (p.key, p.date) is distinct from (p.body->>'key', (p.body->>'date')::date)
        or (e.state = 'permanent') <> (p.voucher_serial is not null))
    union all
    select 'the payments of expense', e.key, sum(s.settled)::text, e.body->>'total'
    from books.expense e
    join books.expense_payment p on p.business_id = $1 and p.expense_serial = e.serial
    cross join lateral (
        select (p.body->>'paid')::numeric + (p.body->>'withheld')::numeric as settled) s
    where e.business_id = $1 and not exists (
        select from books.voucher z where z.business_id = $1 and z.reverses = p.voucher_serial)
    group by e.serial, e.key, e.body->>'total'
    having abs(sum(s.settled)) > abs((e.body->>'total')::numeric)
    union all
    select 'the scan of expense', e.key, coalesce(encode(sha256(i.content), 'hex'), 'none'),
        coalesce(e.body->>'image_sha256', 'none')
    from books.expense e
    left join books.expense_image i on i.business_id = $1 and i.expense_serial = e.serial
    where e.business_id = $1 and encode(sha256(i.content), 'hex') is distinct from e.body->>'image_sha256'
    union all
    select 'who last changed expense', e.key, concat_ws(' ', e.updated_by, e.updated_at),
        concat_ws(' ', d.actor, d.recorded_at)
    from books.expense e
    cross join lateral (
        select l.actor, l.recorded_at from books.daybook l
        where l.business_id = $1 and l.sort = 'expense' and l.serial = e.serial order by l.position desc limit 1) d
    where e.business_id = $1 and (e.updated_by, e.updated_at) is distinct from (d.actor, d.recorded_at)
    union all
    select 'who wrote, and when, expense', e.key, concat_ws(' ', e.created_by, e.created_at),
        concat_ws(' ', d.actor, d.recorded_at)
    from books.expense e
    cross join lateral (
        select l.actor, l.recorded_at from books.daybook l
        where l.business_id = $1 and l.sort = 'expense' and l.serial = e.serial order by l.position limit 1) d
    where e.business_id = $1 and (e.created_by, e.created_at) is distinct from (d.actor, d.recorded_at)
    union all
    select 'the entry''s moment of voucher', v.key, n.recorded_at::text, v.recorded_at::text
    from books.voucher v
    join books.entry n on n.business_id = $1 and n.serial = v.entry_serial
    where v.business_id = $1 and v.kind in ('expense', 'expense_payment') and n.recorded_at <> v.recorded_at
    union all
    select 'the tally of ' || sort, block::text, coalesce(t.records, 0)::text, coalesce(c.records, 0)::text
    from (select sort, block, records from books.tally
          where business_id = $1 and sort in ('expense', 'expense payment')) t
    full join (
        select 'expense' as sort, serial / 1024 as block, count(*) as records from books.expense
        where business_id = $1 and state <> 'deleted' group by 2
        union all
        select 'expense payment', expense_serial / 1024, count(*) from books.expense_payment
        where business_id = $1 group by 2
    ) c using (sort, block)
    where coalesce(t.records, 0) <> coalesce(c.records, 0)
    union all
    select 'the count of ' || s.sort, s.last_serial::text, s.last_serial::text, c.last::text
    from books.serial_counter s
    join (
        select 'expense' as sort, coalesce(max(serial), 0) as last from books.expense where business_id = $1
        union all
        select 'expense portion', coalesce(max(portion), 0) from books.expense_posting where business_id = $1
    ) c on c.sort = s.sort
    where s.business_id = $1 and s.last_serial <> c.last
"""

EXPENSES = Noun(
    name="expenses",
    load=_load,
    provers={
        "expense saved": _saved,
        "expense deleted": _saved,
        "expense posted": _posted,
        "expense payment posted": _paid,
    },
    disagreements=_DISAGREEMENTS,
)
