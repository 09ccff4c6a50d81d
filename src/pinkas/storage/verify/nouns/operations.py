"""Operations: what was last said of each, and the serials its rows and payments are known by."""

from __future__ import annotations

from typing import Any, Final

import msgspec

from pinkas.books import daybook
from pinkas.books.operation import Operation
from pinkas.storage.verify.evidence import Evidence, Row
from pinkas.storage.verify.finding import NotWholeError
from pinkas.storage.verify.nouns.noun import Noun
from pinkas.storage.verify.proofs import compare

_OPERATION: Final = msgspec.json.Decoder(Operation)
_LOADED: Final = """
    select serial, uuid, version, type, source, source_reference, store_serial, register_serial, contact,
        created_staff, body::text as body
    from books.operation where business_id = $1 and serial = any($2)
"""


async def _load(evidence: Evidence) -> dict[Any, Row]:
    serials = evidence.serials("operation")
    rows = await evidence.connection.fetch(_LOADED, evidence.business, serials) if serials else []
    return {row["serial"]: row for row in rows}


def _said(evidence: Evidence, line: Row) -> None:
    if not line["is_last"]:
        return
    record = f"operation with serial {line['serial']}"
    found = evidence.more["operations"].get(line["serial"])
    if found is None:
        raise NotWholeError(record, "it is missing")
    said: Operation = evidence.decoded(record, _OPERATION, found["body"])
    content = daybook.operation_content(found["uuid"], found["version"], found["created_staff"], said)
    compare(line, record, content)
    kept = ("type", "source", "source_reference", "store_serial", "register_serial", "contact")
    own = (said.type.value, said.source, said.source_reference, said.store, said.register, said.contact)
    if tuple(found[column] for column in kept) != own:
        raise NotWholeError(record, "it is kept as another than it says")


OPERATIONS = Noun(
    name="operations",
    load=_load,
    provers={"operation opened": _said, "operation changed": _said},
    disagreements="""
        select 'the version of operation' as what, o.serial::text as record, o.version::text as kept,
            d.lines::text as computed
        from books.operation o
        cross join lateral (
            select count(*) as lines from books.daybook d
            where d.business_id = $1 and d.sort = 'operation' and d.serial = o.serial
        ) d
        where o.business_id = $1 and o.version <> d.lines
        union all
        select 'who last changed operation', o.serial::text, format('%s, %s', o.updated_by, o.updated_at),
            format('%s, %s', d.actor, d.recorded_at)
        from books.operation o
        cross join lateral (
            select d.actor, d.recorded_at from books.daybook d
            where d.business_id = $1 and d.sort = 'operation' and d.serial = o.serial order by d.position desc limit 1
        ) d
        where o.business_id = $1 and (o.updated_by, o.updated_at) is distinct from (d.actor, d.recorded_at)
        union all
        select 'the rows and payments of operation', o.serial::text, p.parts::text,
            ((o.body->>'rows_made')::int + (o.body->>'payments_made')::int)::text
        from books.operation o
        cross join lateral (
            select count(*) as parts from books.operation_part p
            where p.business_id = $1 and p.operation_serial = o.serial
        ) p
        where o.business_id = $1 and p.parts <> (o.body->>'rows_made')::int + (o.body->>'payments_made')::int
        union all
        select 'the count of', n.sort, coalesce(c.last_serial, 0)::text, n.parts::text
        from (
            select s.sort, count(p.serial) as parts
            from unnest(array['operation_row', 'operation_payment']) as s(sort)
            left join books.operation_part p on p.business_id = $1 and p.sort = s.sort group by s.sort
        ) n
        left join books.serial_counter c on c.business_id = $1 and c.sort = n.sort
        where coalesce(c.last_serial, 0) <> n.parts
        union all
        select 'whether document', i.key, i.services::text, format('%s that all its lines are services', l.services)
        from books.document_index i
        cross join lateral (
            select i.state in ('issued', 'cancelled') and count(*) > 0
                and bool_and(l.goods is not distinct from false) as services
            from books.document_line l where l.business_id = i.business_id and l.document_serial = i.serial
                and not (l.quantity < 0 and exists (
                    select from books.document_line_base b
                    where b.business_id = l.business_id and b.document_serial = l.document_serial
                        and b.line = l.number))
        ) l
        where i.business_id = $1 and i.services is distinct from coalesce(l.services, false)
    """,
)
