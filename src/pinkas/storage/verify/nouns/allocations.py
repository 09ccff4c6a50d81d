"""Allocation numbers: every step of a request, which documents wait for one, and the authority's token."""

from __future__ import annotations

from typing import Any

import msgspec

from pinkas.books import daybook
from pinkas.books.allocation import Step
from pinkas.storage.verify.evidence import Evidence, Row
from pinkas.storage.verify.finding import NotWholeError
from pinkas.storage.verify.nouns.noun import Noun
from pinkas.storage.verify.proofs import compare, found_in

_STEPS = """
    select s.serial, s.document_serial as document, s.kind, s.state, s.request, s.number, s.code, s.detail, a.action
    from books.allocation_step s
    join books.allocation a on a.business_id = s.business_id and a.document_serial = s.document_serial
    where s.business_id = $1 and s.serial = any($2::bigint[])
"""
_KINDS = (
    "asked", "unknown", "approved", "held", "refused", "deciding", "continued", "cancelled", "objected", "by_hand",
)  # fmt: skip


async def _load_steps(evidence: Evidence) -> dict[Any, Row]:
    rows = await evidence.connection.fetch(_STEPS, evidence.business, evidence.serials("allocation"))
    return {row["serial"]: row for row in rows}


def _step(evidence: Evidence, line: Row) -> None:
    found = found_in(evidence.more["allocations"], line, "allocation step")
    step = msgspec.convert({name: found[name] for name in Step.__slots__}, Step)
    compare(line, f"allocation step {line['serial']}", daybook.allocation_content(step, action=found["action"]))


async def _load_waiting(evidence: Evidence) -> dict[Any, Row]:
    rows = await evidence.connection.fetch(
        "select document_serial from books.allocation where business_id = $1 and at_issue"
        " and document_serial = any($2::bigint[])",
        evidence.business,
        evidence.serials("document"),
    )
    return {row["document_serial"]: row for row in rows}


async def _load_token(evidence: Evidence) -> dict[Any, Row]:
    row = await evidence.connection.fetchrow(
        "select version, sealed, access_until, refresh_until from books.authority_token where business_id = $1",
        evidence.business,
    )
    return {} if row is None else {"token": row}


def _token(evidence: Evidence, line: Row) -> None:
    if not line["is_last"]:
        return
    found = evidence.more["authority token"].get("token")
    if found is None:
        raise NotWholeError("the authority's token", "it is missing")
    content = daybook.authority_token_content(
        found["version"], found["sealed"], found["access_until"], found["refresh_until"]
    )
    compare(line, "the authority's token", content)


ALLOCATIONS = Noun(
    name="allocations",
    load=_load_steps,
    provers={f"allocation {kind.replace('_', ' ')}": _step for kind in _KINDS},
    disagreements="""
        select 'the allocation of document' as what, i.key as record,
            concat_ws(' ', i.allocation_state, i.allocation_number) as kept,
            concat_ws(' ', w.state, w.number) as computed
        from books.document_index i
        left join books.allocation a on a.business_id = i.business_id and a.document_serial = i.serial
        cross join lateral (
            select coalesce(
                    (select s.state from books.allocation_step s
                     where s.business_id = $1 and s.document_serial = i.serial order by s.serial desc limit 1),
                    case when a.at_issue then 'pending' end) as state,
                (select s.number from books.allocation_step s
                 where s.business_id = $1 and s.document_serial = i.serial and s.number is not null
                 order by s.serial desc limit 1) as number
        ) w
        where i.business_id = $1 and (a.document_serial is not null or i.allocation_state is not null)
            and (i.allocation_state is distinct from w.state or i.allocation_number is distinct from w.number)
        union all
        select 'the daybook of allocation', s.document_serial::text, count(s.*)::text, max(c.lines)::text
        from books.allocation_step s
        cross join (select count(*) as lines from books.daybook d where d.business_id = $1 and d.sort = 'allocation') c
        where s.business_id = $1
        group by s.document_serial
        having (select count(*) from books.allocation_step x where x.business_id = $1) <> max(c.lines)
    """,
)

#: Loaded for the proof of issuing: its line says that the document waits.
WAITING = Noun(name="waiting documents", load=_load_waiting, provers={})

TOKEN = Noun(
    name="authority token",
    load=_load_token,
    provers={"authority token stored": _token},
    disagreements="""
        select 'the daybook of the authority token' as what, 'of the business' as record, t.version::text as kept,
            count(d.*)::text as computed
        from books.authority_token t
        left join books.daybook d on d.business_id = $1 and d.sort = 'authority_token'
        where t.business_id = $1
        group by t.version having t.version <> count(d.*)
    """,
)
