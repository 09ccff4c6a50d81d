"""What paper calls the books' means of payment."""

from __future__ import annotations

from typing import Final

from pinkas.books.tenders import TENDER_TYPES
from pinkas.paper.sheet import TenderKind

_TENDER_KINDS: Final[dict[str, TenderKind]] = {
    "cash": "cash", "cheque": "cheque", "card": "card", "transfer": "transfer", "app": "app", "voucher": "voucher",
}  # fmt: skip
#: Types that the paper calls by another name than the rest of their kind.
_TENDER_TYPES: Final[dict[str, TenderKind]] = {
    "standing-order": "standing_order", "promissory-note": "promissory_note", "offset": "offset",
}  # fmt: skip


def tender_kind(type_name: str) -> TenderKind:
    """The word of paper for a type of payment of the books."""
    return _TENDER_TYPES.get(type_name) or _TENDER_KINDS.get(TENDER_TYPES[type_name].kind, "other")
