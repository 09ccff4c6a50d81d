"""The content of lines on what the tax administration was told of a document, and answered."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pinkas.books import canon
from pinkas.books.daybook.fields import MONEY

if TYPE_CHECKING:
    from pinkas.books.fiscal import FiscalStep

_NUMBER = canon.record([("ordinal", canon.integer), ("year", canon.integer), ("till_code", canon.text)])
_RECORD = canon.record([
    ("number", _NUMBER), ("tax_number", canon.text), ("issued_at", canon.text), ("business_unit", canon.text),
    ("operator", canon.text), ("software", canon.text), ("total", MONEY), ("signature", canon.text),
    ("issuer_code", canon.text),
])  # fmt: skip
_EINVOICE = canon.record([("type", canon.integer), ("process", canon.text)])
_STEP = canon.record([
    ("document", canon.integer), ("kind", canon.text), ("code", canon.text), ("detail", canon.text),
    ("record", _RECORD), ("einvoice", _EINVOICE),
])  # fmt: skip


def fiscal_content(step: FiscalStep) -> bytes:
    """The content of a line that says what happened between a document and the administration."""
    return canon.digest(_STEP(step))
