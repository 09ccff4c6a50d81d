"""Closings of stores' days: each as it was recorded, after the one before it, and what its transactions come to."""

from __future__ import annotations

from typing import Any

from pinkas.books import daybook
from pinkas.storage.closings import figures, figures_of
from pinkas.storage.verify.evidence import Evidence, Row
from pinkas.storage.verify.finding import NotWholeError
from pinkas.storage.verify.nouns.noun import Noun
from pinkas.storage.verify.proofs import compare, found_in


async def _load(evidence: Evidence) -> dict[Any, Row]:
    serials = evidence.serials("closing")
    if not serials:
        return {}
    rows = await evidence.connection.fetch(
        "select * from books.z_closing where business_id = $1 and serial = any($2)", evidence.business, serials
    )
    return {
        row["serial"]: {
            **row,
            "computed": await figures(
                evidence.connection.fetchval,
                evidence.business,
                row["store_serial"],
                row["after_position"],
                row["through_position"],
            ),
        }
        for row in rows
    }


def _closed(evidence: Evidence, line: Row) -> None:
    found = found_in(evidence.more["closings"], line, "closing")
    record = f"closing {found['sequence']} of store {found['store_serial']}"
    content = daybook.closing_content(
        found["key"],
        found["uuid"],
        found["store_serial"],
        found["sequence"],
        found["after_position"],
        found["through_position"],
        found["figures"],
    )
    compare(line, record, content)
    if (found["position"], found["closed_at"]) != (line["position"], line["recorded_at"]):
        raise NotWholeError(record, "its line or its time is another's")
    if found["through_position"] >= line["position"]:
        raise NotWholeError(record, "it covers what came after it")
    if figures_of(found["figures"]) != found["computed"]:
        raise NotWholeError(record, "its transactions come to something else")


CLOSINGS = Noun(
    name="closings",
    load=_load,
    provers={"day closed": _closed},
    disagreements="""
        select 'the place of closing' as what, z.serial::text as record,
            concat_ws(' ', z.sequence, z.after_position) as kept, concat_ws(' ', z.place, z.ended) as computed
        from (
            select z.*, row_number() over days as place, coalesce(lag(z.through_position) over days, 0) as ended
            from books.z_closing z where z.business_id = $1
            window days as (partition by z.store_serial order by z.sequence)
        ) z
        where (z.sequence, z.after_position) is distinct from (z.place, z.ended)
        union all
        select 'the count of closings', 'all', count(*)::text, (
            select count(*) from books.daybook d where d.business_id = $1 and d.verb = 'day closed')::text
        from books.z_closing z where z.business_id = $1
        having count(*) <> (
            select count(*) from books.daybook d where d.business_id = $1 and d.verb = 'day closed')
    """,
)
