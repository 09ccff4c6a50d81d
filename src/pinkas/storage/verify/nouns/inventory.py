"""Papers about goods: each as it was last saved, and what it moved, when and where."""

from __future__ import annotations

from typing import Any, Final

import msgspec

from pinkas.books import daybook
from pinkas.books.errors import InvalidValue
from pinkas.books.inventory import InventoryDocument, InventoryLine, moves_of
from pinkas.storage.verify.evidence import Evidence, Row
from pinkas.storage.verify.finding import NotWholeError
from pinkas.storage.verify.nouns.noun import Noun
from pinkas.storage.verify.proofs import compare, found_in

_DOCUMENT: Final = msgspec.json.Decoder(InventoryDocument)
_DOCUMENTS: Final = """
    select d.serial, d.uuid, d.version, d.deleted, row_to_json(x)::text as document, (
        select json_object_agg(l.number, l.position)::text from books.inventory_line l
        where l.business_id = $1 and l.document_serial = d.serial and l.moved) as moved
    from books.inventory_document d
    cross join lateral (
        select d.kind, d.state, d.store, d.to_store, d.note, array(select row_to_json(y) from (
            select l.number, l.product, l.kind, l.state, l.quantity, l.sent, l.unit_quantity, l.ordered, l.moved
            from books.inventory_line l
            where l.business_id = $1 and l.document_serial = d.serial order by l.number) y) as lines
    ) x
    where d.business_id = $1 and d.serial = any($2)
"""


async def _load(evidence: Evidence) -> dict[Any, Row]:
    serials = evidence.serials("inventory_document")
    rows = await evidence.connection.fetch(_DOCUMENTS, evidence.business, serials) if serials else []
    return {row["serial"]: row for row in rows}


def _document(evidence: Evidence, line: Row) -> None:
    found = found_in(evidence.more["inventory documents"], line, "inventory document")
    record = f"inventory document {found['uuid']}"
    document: InventoryDocument = evidence.decoded(record, _DOCUMENT, found["document"])
    positions: dict[str, int] = msgspec.json.decode(found["moved"] or "{}")
    due = [one for one in document.lines if positions.get(str(one.number)) == line["position"]]
    card = line["content"]
    moves = evidence.moved[line["position"]]
    if moves:
        card = evidence.cards.get(line["position"], b"")
        effect = daybook.inventory_moves_content(moves)
        compare(line, f"the goods moved by {record}", daybook.with_effect(card, effect))
    if tuple(moves) != _expected(record, document, due):
        raise NotWholeError(f"the goods moved by {record}", f"they are not those of its lines {_numbers(due)}")
    if line["is_last"]:
        content = daybook.inventory_document_content(
            found["uuid"], found["version"], document, deleted=found["deleted"]
        )
        compare({**line, "content": card}, record, content)


def _expected(record: str, document: InventoryDocument, due: list[InventoryLine]) -> tuple[Any, ...]:
    try:
        return moves_of(document, due)
    except InvalidValue as error:
        raise NotWholeError(record, f"it is no valid record: {error}") from None


def _numbers(lines: list[InventoryLine]) -> list[int]:
    return [line.number for line in lines]


INVENTORY_DOCUMENTS = Noun(
    name="inventory documents",
    load=_load,
    provers={"inventory document saved": _document, "inventory document removed": _document},
    disagreements="""
        select 'the daybook of inventory document' as what, d.uuid::text as record, d.version::text as kept,
            count(l.*)::text as computed
        from books.inventory_document d
        left join books.daybook l on l.business_id = $1 and l.sort = 'inventory_document' and l.serial = d.serial
        where d.business_id = $1
        group by d.uuid, d.version having d.version <> count(l.*)
        union all
        select 'who wrote inventory document, and when,', d.uuid::text,
            concat_ws(' ', d.created_by, d.created_at, d.updated_by, d.updated_at),
            concat_ws(' ', f.actor, f.recorded_at, l.actor, l.recorded_at)
        from books.inventory_document d
        cross join lateral (
            select x.actor, x.recorded_at from books.daybook x
            where x.business_id = $1 and x.sort = 'inventory_document' and x.serial = d.serial
            order by x.position limit 1) f
        cross join lateral (
            select x.actor, x.recorded_at from books.daybook x
            where x.business_id = $1 and x.sort = 'inventory_document' and x.serial = d.serial
            order by x.position desc limit 1) l
        where d.business_id = $1 and (d.created_by, d.created_at, d.updated_by, d.updated_at)
            is distinct from (f.actor, f.recorded_at, l.actor, l.recorded_at)
        union all
        select 'the date of stock move', m.serial::text, m.date::text, (l.recorded_at at time zone b.zone)::date::text
        from books.stock_move m
        join books.daybook l on l.business_id = $1 and l.position = m.position and l.sort = 'inventory_document'
        join directory.business b on b.business_id = $1
        where m.business_id = $1 and m.date <> (l.recorded_at at time zone b.zone)::date
        union all
        select 'the goods moved by line', l.document_serial || '/' || l.number, l.position::text, 'a line that says so'
        from books.inventory_line l
        where l.business_id = $1 and l.moved and not exists (
            select from books.daybook d
            where d.business_id = $1 and d.position = l.position and d.sort = 'inventory_document'
                and d.serial = l.document_serial)
        union all
        select 'the count of', 'inventory documents', coalesce(max(c.last_serial), 0)::text,
            coalesce(max(d.serial), 0)::text
        from (values ('inventory_document')) s(sort)
        left join books.serial_counter c on c.business_id = $1 and c.sort = s.sort
        left join books.inventory_document d on d.business_id = $1
        having coalesce(max(c.last_serial), 0) <> coalesce(max(d.serial), 0)
    """,
)
