"""Standing orders: the card as it was last saved, every occurrence, attempt and outcome, and how far each one got."""

from __future__ import annotations

from typing import Any, Final

import msgspec

from pinkas.books import daybook
from pinkas.books.standing_order import StandingOrder, next_occurrence
from pinkas.storage.verify.evidence import Evidence, Row
from pinkas.storage.verify.finding import NotWholeError
from pinkas.storage.verify.nouns.noun import Noun
from pinkas.storage.verify.proofs import compare

_ORDER: Final = msgspec.json.Decoder(StandingOrder)
_CARDS: Final = """
    select serial, key, uuid, version, deleted, contact, body::text as body, begins_on, runs, last_date, pending,
        next_date
    from books.standing_order where business_id = $1 and serial = any($2)
"""
_RUNS: Final = """
    select r.serial, r.order_serial, r.number, r.date, r.uuid, a.attempt, o.outcome, o.detail, o.document_serial
    from books.standing_order_run r
    join books.standing_order_attempt a on a.business_id = r.business_id and a.run_serial = r.serial
    left join books.standing_order_outcome o on o.business_id = a.business_id and o.run_serial = a.run_serial
        and o.attempt = a.attempt
    where r.business_id = $1 and r.serial = any($2)
"""


async def _load(evidence: Evidence) -> dict[Any, Row]:
    fetch, business = evidence.connection.fetch, evidence.business
    found: dict[Any, Row] = {}
    if cards := evidence.serials("standing_order"):
        found |= {("card", row["serial"]): row for row in await fetch(_CARDS, business, cards)}
    runs = sorted({line["serial"] for line in evidence.lines if line["sort"].startswith("standing_order_run/")})
    if runs:
        found |= {("run", row["serial"], row["attempt"]): row for row in await fetch(_RUNS, business, runs)}
    return found


def _card(evidence: Evidence, line: Row) -> None:
    if not line["is_last"]:
        return
    found = evidence.more["standing orders"].get(("card", line["serial"]))
    if found is None:
        raise NotWholeError(f"standing order with serial {line['serial']}", "it is missing")
    record = f"standing order {found['key']!r}"
    order: StandingOrder = evidence.decoded(record, _ORDER, found["body"])
    content = daybook.standing_order_content(
        found["key"], found["uuid"], found["version"], found["begins_on"], order, deleted=found["deleted"]
    )
    compare(line, record, content)
    if order.contact != found["contact"]:
        raise NotWholeError(record, "it is kept under another contact")
    if found["pending"] is None:
        due = None
        if not found["deleted"]:
            due = next_occurrence(order, begins_on=found["begins_on"], issued=found["runs"], last=found["last_date"])
        if due != found["next_date"]:
            raise NotWholeError(record, f"{found['next_date']} is kept as its next date, {due} is right")


def _attempt(evidence: Evidence, line: Row) -> tuple[str, Row]:
    attempt = int(line["sort"].partition("/")[2])
    record = f"occurrence with serial {line['serial']} of a standing order"
    found = evidence.more["standing orders"].get(("run", line["serial"], attempt))
    if found is None:
        raise NotWholeError(record, "it is missing")
    return record, found


def _begun(evidence: Evidence, line: Row) -> None:
    record, found = _attempt(evidence, line)
    content = daybook.occurrence_content(found["order_serial"], found["number"], found["date"], found["uuid"])
    compare(line, record, content)


def _retried(evidence: Evidence, line: Row) -> None:
    record, found = _attempt(evidence, line)
    compare(line, record, daybook.retry_content(found["serial"], found["attempt"]))


def _ended(evidence: Evidence, line: Row) -> None:
    record, found = _attempt(evidence, line)
    if found["outcome"] is None:
        raise NotWholeError(record, "its outcome is missing")
    content = daybook.outcome_content(
        found["serial"], found["attempt"], found["outcome"], found["detail"], found["document_serial"]
    )
    compare(line, record, content)


STANDING_ORDERS = Noun(
    name="standing orders",
    load=_load,
    provers={
        "standing order saved": _card,
        "standing order removed": _card,
        "standing order occurrence begun": _begun,
        "standing order occurrence retried": _retried,
        "standing order occurrence ended": _ended,
    },
    disagreements="""
        select 'how far standing order' as what, s.key as record,
            format('%s, %s, %s, pending %s', s.version, s.runs, s.last_date, s.pending) as kept,
            format('%s, %s, %s, pending %s', d.lines, coalesce(r.runs, 0), r.last_date, r.pending) as computed
        from books.standing_order s
        left join lateral (
            select count(*) as lines from books.daybook d
            where d.business_id = $1 and d.sort = 'standing_order' and d.serial = s.serial
        ) d on true
        left join lateral (
            select max(r.number) as runs, max(r.date) as last_date, max(r.number) filter (where exists (
                select from books.standing_order_attempt a
                where a.business_id = $1 and a.run_serial = r.serial and not exists (
                    select from books.standing_order_outcome o
                    where o.business_id = $1 and o.run_serial = a.run_serial and o.attempt = a.attempt))) as pending
            from books.standing_order_run r where r.business_id = $1 and r.order_serial = s.serial
        ) r on true
        where s.business_id = $1 and (s.version, s.runs, s.last_date, s.pending)
            is distinct from (d.lines::int, coalesce(r.runs, 0), r.last_date, r.pending)
        union all
        select 'when somebody looks at standing order', s.key, s.due_at::text,
            (s.next_date::timestamp at time zone b.zone)::text
        from books.standing_order s join directory.business b on b.business_id = s.business_id
        where s.business_id = $1 and s.pending is null
            and s.due_at is distinct from (s.next_date::timestamp at time zone b.zone)
        union all
        select 'who last saved standing order', s.key, s.updated_by, d.actor
        from books.standing_order s
        cross join lateral (
            select d.actor, d.recorded_at from books.daybook d
            where d.business_id = $1 and d.sort = 'standing_order' and d.serial = s.serial
            order by d.position desc limit 1) d
        where s.business_id = $1 and (s.updated_by, s.updated_at) is distinct from (d.actor, d.recorded_at)
        union all
        select 'the tally of standing orders', coalesce(t.block, c.block)::text, coalesce(t.records, 0)::text,
            coalesce(c.records, 0)::text
        from (select t.block, t.records from books.tally t
              where t.business_id = $1 and t.sort = 'standing_order') t
        full join (select s.serial / 1024 as block, count(*) as records from books.standing_order s
                   where s.business_id = $1 and not s.deleted group by 1) c on c.block = t.block
        where coalesce(t.records, 0) <> coalesce(c.records, 0)
        union all
        select 'the count of', n.sort, coalesce(n.last_serial, 0)::text, n.serials::text
        from (
            select x.sort, c.last_serial, x.serials from (
                select 'standing_order' as sort, coalesce(max(s.serial), 0) as serials
                from books.standing_order s where s.business_id = $1
                union all
                select 'standing_order_run', coalesce(max(r.serial), 0)
                from books.standing_order_run r where r.business_id = $1) x
            left join books.serial_counter c on c.business_id = $1 and c.sort = x.sort
        ) n where coalesce(n.last_serial, 0) <> n.serials
        union all
        select 'the daybook of standing orders', 'occurrences, attempts and outcomes',
            (select count(*) from books.daybook d
             where d.business_id = $1 and d.sort like 'standing_order_run/%')::text,
            ((select count(*) from books.standing_order_attempt a where a.business_id = $1)
             + (select count(*) from books.standing_order_outcome o where o.business_id = $1))::text
        where (select count(*) from books.daybook d
               where d.business_id = $1 and d.sort like 'standing_order_run/%')
            <> (select count(*) from books.standing_order_attempt a where a.business_id = $1)
                + (select count(*) from books.standing_order_outcome o where o.business_id = $1)
    """,
)
