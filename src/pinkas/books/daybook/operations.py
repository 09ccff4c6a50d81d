"""The contents of lines about operations that are being built."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID

from pinkas.books import canon
from pinkas.books.daybook.fields import MONEY, QUANTITY

if TYPE_CHECKING:
    from pinkas.books.operation import Operation

_PERCENT = canon.decimal(2)
_PRICE = canon.decimal(5)
_ROW = canon.record([
    ("number", canon.integer), ("product", canon.integer), ("quantity", QUANTITY), ("price", _PRICE),
    ("discount", _PERCENT),
])  # fmt: skip
_PAYMENT = canon.record([("number", canon.integer), ("pay_type", canon.integer), ("amount", MONEY)])
_ORIGINAL = canon.record([
    ("reason", canon.integer), ("receipt_number", canon.integer), ("device", canon.integer),
    ("at", lambda at: canon.text(at.isoformat())), ("sale_number", canon.text),
])  # fmt: skip
_OPERATION = canon.record([
    ("type", canon.text), ("source", canon.text), ("source_reference", canon.text), ("store", canon.integer),
    ("register", canon.integer), ("contact", canon.integer), ("comment", canon.text), ("electronic", canon.flag),
    ("state_label", canon.text), ("original", _ORIGINAL), ("device", canon.text), ("operator", canon.text),
    ("discount", _PERCENT), ("rows", canon.several(_ROW)), ("rows_made", canon.integer),
    ("payments", canon.several(_PAYMENT)), ("payments_made", canon.integer),
])  # fmt: skip


def operation_content(uuid: UUID, version: int, staff: int | None, operation: Operation) -> bytes:
    """The content of a line that opens or changes an operation: the whole of it, and who opened it."""
    return canon.digest(canon.uuid(uuid), canon.integer(version), canon.integer(staff), _OPERATION(operation))
