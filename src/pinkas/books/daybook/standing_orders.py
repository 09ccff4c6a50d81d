"""The contents of lines about standing orders and their occurrences."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING
from uuid import UUID

from pinkas.books import canon
from pinkas.books.daybook.fields import MONEY, PRICE, QUANTITY, RATE

if TYPE_CHECKING:
    from pinkas.books.standing_order import StandingOrder

_LINE = canon.record([
    ("product", canon.text), ("catalog_number", canon.text), ("name", canon.text), ("details", canon.text),
    ("unit_price", PRICE), ("quantity", QUANTITY), ("currency", canon.text), ("rate", RATE), ("discount", MONEY),
    ("charges_vat", canon.flag),
])  # fmt: skip
_ORDER = canon.record([
    ("contact", canon.integer), ("active", canon.flag), ("start", canon.date), ("end", canon.date),
    ("day", canon.integer), ("interval", canon.integer), ("count", canon.integer), ("kind", canon.text),
    ("mail", canon.flag), ("class_number", canon.integer), ("note", canon.text), ("comments", canon.text),
    ("lines", canon.several(_LINE)), ("amount", MONEY), ("currency", canon.text), ("tender", canon.text),
    ("card_token", canon.text), ("card_expiry", canon.text), ("card_holder_id", canon.text),
    ("bank", canon.integer), ("bank_branch", canon.text), ("bank_account", canon.text),
])  # fmt: skip


def standing_order_content(
    key: str, uuid: UUID, version: int, begins_on: dt.date, order: StandingOrder, *, deleted: bool = False
) -> bytes:
    """The content of a line that saves or removes a standing order."""
    return canon.digest(
        canon.text(key),
        canon.uuid(uuid),
        canon.integer(version),
        canon.flag(deleted),
        canon.date(begins_on),
        _ORDER(order),
    )


def occurrence_content(order: int, number: int, day: dt.date, uuid: UUID) -> bytes:
    """The content of a line that begins an occurrence: which one of which order, and its document's key to be."""
    return canon.digest(canon.integer(order), canon.integer(number), canon.date(day), canon.uuid(uuid))


def retry_content(run: int, attempt: int) -> bytes:
    """The content of a line that begins another attempt at an occurrence."""
    return canon.digest(canon.integer(run), canon.integer(attempt))


def outcome_content(run: int, attempt: int, outcome: str, detail: str, document: int | None) -> bytes:
    """The content of a line that records how an attempt ended, and what it issued (a document's serial)."""
    return canon.digest(
        canon.integer(run), canon.integer(attempt), canon.text(outcome), canon.text(detail), canon.integer(document)
    )
