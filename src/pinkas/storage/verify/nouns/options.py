"""Options: the last one set is what stands."""

from __future__ import annotations

from typing import Any

from pinkas.books import daybook
from pinkas.storage.verify.evidence import Evidence, Row
from pinkas.storage.verify.finding import NotWholeError
from pinkas.storage.verify.nouns.noun import Noun
from pinkas.storage.verify.proofs import compare


async def _load(evidence: Evidence) -> dict[Any, Row]:
    rows = await evidence.connection.fetch(
        "select name, version, body, sealed from books.option where business_id = $1", evidence.business
    )
    return {row["name"]: row for row in rows}


def _option(evidence: Evidence, line: Row) -> None:
    if not line["is_last"]:
        return
    name = line["sort"].partition("/")[2]
    found = evidence.more["options"].get(name)
    if found is None:
        raise NotWholeError(f"option {name!r}", "it is missing")
    content = daybook.option_content(name, found["version"], found["body"], found["sealed"])
    compare(line, f"option {name!r}", content)


OPTIONS = Noun(
    name="options",
    load=_load,
    provers={"option set": _option},
    disagreements="""
        select 'the daybook of option' as what, o.name as record, o.version::text as kept, count(d.*)::text as computed
        from books.option o
        left join books.daybook d on d.business_id = $1 and d.sort = 'option/' || o.name
        where o.business_id = $1
        group by o.name, o.version having o.version <> count(d.*)
    """,
)
