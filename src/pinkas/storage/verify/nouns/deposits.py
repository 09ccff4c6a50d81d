"""Deposits: each with its parts and the voucher that posts it; what left the till is what live deposits took."""

from __future__ import annotations

from typing import Any, Final

import msgspec

from pinkas.books import daybook
from pinkas.books.deposit import Deposit
from pinkas.books.voucher import Voucher, VoucherKind
from pinkas.storage.verify.evidence import VOUCHER, Evidence, Row
from pinkas.storage.verify.finding import NotWholeError
from pinkas.storage.verify.nouns.noun import Noun
from pinkas.storage.verify.proofs import compare, entry_of, found_in

_ROWS: Final = """
    select d.serial, d.key, d.uuid, d.voucher_serial, row_to_json(x)::text as deposit
    from books.deposit d
    cross join lateral (
        select d.date, d.bank_account, d.type, d.currency, d.total, d.fee, d.fee_vat, d.details,
            array(select row_to_json(y) from (
                select p.till_line, p.amount, p.book_amount, p.day from books.deposit_part p
                where p.business_id = $1 and p.deposit_serial = d.serial order by p.number) y) as parts
    ) x
    where d.business_id = $1 and d.serial = any($2)
"""
_DECODE: Final = msgspec.json.Decoder(Deposit)


async def _load(evidence: Evidence) -> dict[Any, Row]:
    serials = evidence.serials("deposit")
    rows = await evidence.connection.fetch(_ROWS, evidence.business, serials) if serials else []
    return {row["serial"]: row for row in rows}


def _posted(evidence: Evidence, line: Row, record: str) -> tuple[Voucher, bytes, int]:
    """The voucher of the line: what it says, its content, its serial. Raises NotWholeError."""
    found = evidence.vouchers.get(line["position"])
    if found is None:
        raise NotWholeError(f"the voucher of {record}", "it is missing")
    voucher = evidence.decoded(f"voucher {found['key']!r}", VOUCHER, found["voucher"])
    entry = entry_of(evidence, found["entry_serial"])
    content = daybook.voucher_content(found["key"], found["uuid"], voucher, entry, (), ())
    return voucher, content, found["serial"]


def _made(evidence: Evidence, line: Row) -> None:
    found = found_in(evidence.more["deposits"], line, "deposit")
    record = f"deposit {found['key']!r}"
    deposit = evidence.decoded(record, _DECODE, found["deposit"])
    voucher, content, serial = _posted(evidence, line, record)
    said = Voucher(kind=VoucherKind.DEPOSIT, date=deposit.date, details=deposit.details, reference=found["key"])
    if voucher != said or serial != found["voucher_serial"]:
        raise NotWholeError(f"the voucher of {record}", "it says something else than the deposit")
    compare(line, record, daybook.deposit_content(found["key"], found["uuid"], deposit, content))


def _cancelled(evidence: Evidence, line: Row) -> None:
    found = found_in(evidence.more["deposits"], line, "deposit")
    record = f"the cancellation of deposit {found['key']!r}"
    voucher, content, _ = _posted(evidence, line, record)
    if voucher.reverses != found["voucher_serial"]:
        raise NotWholeError(record, "its voucher reverses another one")
    compare(line, record, daybook.deposit_cancellation_content(found["serial"], content))


DEPOSITS = Noun(
    name="deposits",
    load=_load,
    provers={"deposit made": _made, "deposit cancelled": _cancelled},
    disagreements="""
        with live as (
            select d.* from books.deposit d
            where d.business_id = $1 and not exists (
                select from books.voucher c where c.business_id = $1 and c.reverses = d.voucher_serial)
        )
        select 'what is deposited of payment' as what, t.serial::text as record,
            concat_ws(' ', t.deposited, t.deposited_book) as kept,
            concat_ws(' ', coalesce(p.amount, 0), coalesce(p.book_amount, 0)) as computed
        from books.till_line t
        left join (
            select p.till_line, sum(p.amount) as amount, sum(p.book_amount) as book_amount
            from books.deposit_part p join live d on d.serial = p.deposit_serial
            where p.business_id = $1 group by p.till_line
        ) p on p.till_line = t.serial
        where t.business_id = $1
            and (t.deposited <> coalesce(p.amount, 0) or t.deposited_book <> coalesce(p.book_amount, 0))
        union all
        select 'the total of deposit', d.key, d.total::text, coalesce(p.amount, 0)::text
        from books.deposit d
        left join (select deposit_serial, sum(amount) as amount from books.deposit_part
                   where business_id = $1 group by deposit_serial) p on p.deposit_serial = d.serial
        where d.business_id = $1 and d.total is distinct from p.amount
        union all
        select 'what left the till by deposit', d.key, p.amount::text, coalesce(e.amount, 0)::text
        from books.deposit d
        join (select deposit_serial, sum(book_amount) as amount from books.deposit_part
              where business_id = $1 group by deposit_serial) p on p.deposit_serial = d.serial
        left join lateral (
            select -sum(g.amount) as amount from books.voucher v
            join books.posting g on g.business_id = $1 and g.entry_serial = v.entry_serial and g.account like 'till:%'
            where v.business_id = $1 and v.serial = d.voucher_serial) e on true
        where d.business_id = $1 and p.amount is distinct from e.amount
        union all
        select 'the day of a payment of deposit', d.key, p.day::text, coalesce(t.due_date, d.date)::text
        from books.deposit_part p
        join books.deposit d on d.business_id = $1 and d.serial = p.deposit_serial
        join books.till_line t on t.business_id = $1 and t.serial = p.till_line
        where p.business_id = $1 and p.day <> coalesce(t.due_date, d.date)
        union all
        select 'the count of deposits', 'all', count(*)::text, (
            select count(*) from books.daybook b where b.business_id = $1 and b.verb = 'deposit made')::text
        from books.deposit d where d.business_id = $1
        having count(*) <> (
            select count(*) from books.daybook b where b.business_id = $1 and b.verb = 'deposit made')
        union all
        select 'when was posted the entry of deposit', d.key, e.recorded_at::text, b.recorded_at::text
        from books.deposit d
        join books.voucher v on v.business_id = $1 and v.serial = d.voucher_serial
        join books.entry e on e.business_id = $1 and e.serial = v.entry_serial
        join books.daybook b on b.business_id = $1 and b.position = v.position
        where d.business_id = $1 and e.recorded_at <> b.recorded_at
    """,
)
