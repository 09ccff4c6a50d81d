"""The content of lines about cards charged: the intent, what was learnt of it, and hosted pages."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pinkas.books import canon
from pinkas.books.daybook.fields import MONEY

if TYPE_CHECKING:
    from pinkas.books.charge import CardPage, CardPageResult, Charge, ChargeOutcome

_CHARGE = canon.record([
    ("uuid", canon.uuid), ("gateway", canon.text), ("contact", canon.integer), ("last_four", canon.text),
    ("amount", MONEY), ("currency", canon.text), ("credit", canon.text), ("payments", canon.integer),
    ("is_refund", canon.flag), ("refunds", canon.integer),
])  # fmt: skip
_OUTCOME = canon.record([
    ("state", canon.text), ("witness", canon.text), ("reference", canon.text), ("code", canon.text),
    ("message", canon.text),
])  # fmt: skip

_PAGE = canon.record([
    ("uuid", canon.uuid), ("gateway", canon.text), ("page_id", canon.text), ("operation", canon.text),
    ("contact", canon.integer), ("amount", MONEY), ("currency", canon.text),
])  # fmt: skip
_PAGE_RESULT = canon.record([
    ("state", canon.text), ("reference", canon.text), ("code", canon.text), ("message", canon.text),
    ("token", canon.text), ("last_four", canon.text), ("expiry", canon.text),
])  # fmt: skip


def charge_content(key: str, charge: Charge) -> bytes:
    """The content of a line that states the intent to charge a card."""
    return canon.digest(canon.text(key), _CHARGE(charge))


def charge_outcome_content(charge: int, number: int, outcome: ChargeOutcome) -> bytes:
    """The content of a line that records what was learnt of a charge; `number` counts what was learnt, from 1."""
    return canon.digest(canon.integer(charge), canon.integer(number), _OUTCOME(outcome))


def card_page_content(page: CardPage) -> bytes:
    """The content of a line that opens a gateway's page."""
    return canon.digest(_PAGE(page))


def card_page_result_content(page: int, result: CardPageResult) -> bytes:
    """The content of a line that records what became of a page."""
    return canon.digest(canon.integer(page), _PAGE_RESULT(result))
