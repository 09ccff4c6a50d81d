"""The vendor's peculiarities, each a named function that says where it is documented."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Final, NamedTuple

from pinkas.books.contact import StoredContact
from pinkas.books.document import StoredDocument
from pinkas.books.kinds import KINDS
from pinkas.books.numbering import written
from pinkas.dialects.caspit.names import TRX_TYPE_OF_KIND
from pinkas.dialects.caspit.wire import CaspitDocument, CaspitDocumentLine
from pinkas.storage.balances import ContactBalance

_FULL_NUMBER: Final = re.compile(r"(\d{1,2})/(T?)(\d{1,15})", re.ASCII)
_TOKEN_PLACEHOLDER: Final = "_REPLACE_WITH_YOUR_TOKEN_"  # noqa: S105 - the vendor's literal, no secret


def balance(stored: StoredContact | ContactBalance) -> Decimal:
    """A customer's debt is negative: receipts minus invoices, from the opening balance on (dossier 8.1, seen once).

    What we owe a supplier is positive, as on the vendor's samples: expenses minus their payments.
    """
    return stored.payable - stored.receivable


def fill_details_from_product_name(line: CaspitDocumentLine) -> str | None:
    """On POST an empty or blank Details takes ProductName (dossier 8.4)."""
    return line.Details or line.ProductName


def details_from_lines(document: CaspitDocument) -> bool:
    """On POST an empty Details takes the lines' texts; a single space keeps it empty (dossier 9.11)."""
    return not document.Details


class FullNumber(NamedTuple):
    """Branch and running number; a provisional one is that of a draft which takes its legal number at issue."""

    series: int
    number: int
    provisional: bool


def full_number(series: int, number: int, run: str = "") -> str:
    """The display number: branch in two digits, slash, running number (dossier 10).

    Ours: a Bulgarian invoice bears its ten digits, `01/0000000398`; its draft `01/T000000012`, as it has none yet.
    """
    return written(series, number, run)


def parse_full_number(text: str) -> FullNumber | None:
    """The parts of a full number; None for a bare one, which is never found (dossier 9.4)."""
    match = _FULL_NUMBER.fullmatch(text.strip())
    return None if match is None else FullNumber(int(match[1]), int(match[3]), bool(match[2]))


def link_to_pdf(address: str) -> str:
    """LinkToPdf bears a placeholder where the caller's token goes (dossier 8.3)."""
    return f"{address}?token={_TOKEN_PLACEHOLDER}"


def row_version(stored: StoredDocument) -> bytes:
    """An optimistic-lock stamp of eight bytes, as the vendor's database makes them (dossier 8.3)."""
    return stored.version.to_bytes(8, "big")


def exists_and_printed(document_id: str, word: str) -> str:
    """What re-POSTing or editing a document that is no draft answers; clients look for both halves (dossier 3)."""
    return f"Document {document_id} exists in Caspit and its status is {word}"


def till_trx_type(kind: str) -> int:
    """The type a payment in the till is shown with; ours: of a till receipt or return, that of a receipt or refund.

    The vendor has no word for those two, and their money lies in the till all the same.
    """
    return TRX_TYPE_OF_KIND.get(kind) or TRX_TYPE_OF_KIND["refund" if KINDS[kind].sign < 0 else "receipt"]


def masked_card(number: str | None) -> str | None:
    """The last four digits of a card's number: the rest is never kept (DESIGN section 5)."""
    digits = [sign for sign in number or "" if sign.isdigit() and sign.isascii()]
    return "".join(digits[-4:]) or None
