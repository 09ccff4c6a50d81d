"""The contents of lines about papers on goods."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID

from pinkas.books import canon
from pinkas.books.daybook.fields import QUANTITY

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pinkas.books.inventory import InventoryDocument
    from pinkas.books.stock import StockMove

_LINE = canon.record([
    ("number", canon.integer), ("product", canon.integer), ("kind", canon.text), ("state", canon.text),
    ("quantity", QUANTITY), ("sent", QUANTITY), ("unit_quantity", QUANTITY), ("ordered", QUANTITY),
    ("moved", canon.flag),
])  # fmt: skip
_DOCUMENT = canon.record([
    ("kind", canon.text), ("state", canon.text), ("store", canon.integer), ("to_store", canon.integer),
    ("note", canon.text), ("lines", canon.several(_LINE)),
])  # fmt: skip
#: Moves that name their store: those of a document happen in its own.
_MOVES = canon.several(canon.record([
    ("product", canon.integer), ("quantity", QUANTITY), ("line", canon.integer), ("store", canon.integer),
]))  # fmt: skip


def inventory_document_content(
    uuid: UUID, version: int, document: InventoryDocument, *, deleted: bool = False
) -> bytes:
    """The content of a line that saves or removes a paper on goods; beside goods that moved, its first part."""
    return canon.digest(canon.uuid(uuid), canon.integer(version), canon.flag(deleted), _DOCUMENT(document))


def inventory_moves_content(moves: Sequence[StockMove]) -> bytes:
    """The goods that a paper moved, and where."""
    return canon.digest(_MOVES(moves))
