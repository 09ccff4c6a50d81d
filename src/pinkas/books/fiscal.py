"""Invoices that a tax administration is told of, one by one (fiscal dossier §8, Albania).

The issuer makes a code of his own before anybody is asked: the invoice's facts joined by `|`, signed with his key
(RSA, SHA-256), and the MD5 of the signature. The administration answers with its own. What is told of a document is a
row of steps; how it stands follows from them.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import re
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from typing import Final
from urllib.parse import quote

from pinkas.books.errors import InvalidValue
from pinkas.books.money import check_amount

#: Where every sale is told to the administration, by a service rather than a device.
SERVICE_COUNTRY: Final = "AL"
#: What is told: sales, what comes back of them, and what corrects them.
FISCAL_KINDS: Final = (
    "till_receipt", "till_return", "tax_invoice", "invoice_receipt", "credit_invoice", "debit_note", "advance_invoice",
)  # fmt: skip
#: What a till told already: papers made of these bear their codes, and are not told again.
TILL_KINDS: Final = ("till_receipt", "till_return")
#: Codes of a business unit, till, operator or program, as the administration gives them.
_CODE: Final = re.compile(r"[A-Za-z0-9]{1,20}")
_VERIFY: Final = "/invoice-check/#/verify"
LONGEST_DETAIL: Final = 300


class FiscalState(StrEnum):
    """How a document stands to the administration."""

    NOT_FISCALISED = "not_fiscalised"
    #: Signed and on its way, or waiting for a service that does not answer.
    PENDING = "pending"
    FISCALISED = "fiscalised"
    REFUSED = "refused"
    #: It may have been taken: looked up, never sent again blindly.
    UNKNOWN = "unknown"


class FiscalKind(StrEnum):
    """A step: what was asked or answered, of the invoice itself or of its electronic form."""

    ASKED = "asked"
    FISCALISED = "fiscalised"
    REFUSED = "refused"
    UNKNOWN = "unknown"
    EINVOICE_ASKED = "einvoice_asked"
    EINVOICE_REGISTERED = "einvoice_registered"
    EINVOICE_REFUSED = "einvoice_refused"
    EINVOICE_UNKNOWN = "einvoice_unknown"

    @property
    def of_einvoice(self) -> bool:
        """Whether the step is about the electronic form."""
        return self.value.startswith("einvoice")


STATE_OF: Final = {
    FiscalKind.ASKED: FiscalState.PENDING,
    FiscalKind.FISCALISED: FiscalState.FISCALISED,
    FiscalKind.REFUSED: FiscalState.REFUSED,
    FiscalKind.UNKNOWN: FiscalState.UNKNOWN,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class FiscalNumber:
    """An invoice's number for the administration: counted by year, and by till where there is one."""

    ordinal: int
    year: int
    till_code: str | None = None

    @property
    def written(self) -> str:
        """`ordinal/year`, or `ordinal/year/till`."""
        return "/".join(str(part) for part in (self.ordinal, self.year, self.till_code) if part is not None)


@dataclass(frozen=True, slots=True, kw_only=True)
class FiscalRecord:
    """What the issuer signed of a document. `total` is negative for what comes back, `signature` in hex.

    `issued_at` is kept as text, with its offset and to the second: the signature covers it letter by letter.
    """

    number: FiscalNumber
    tax_number: str
    issued_at: str
    business_unit: str
    operator: str
    software: str
    total: Decimal
    signature: str
    issuer_code: str

    def __post_init__(self) -> None:
        """Refuse what no administration knows. Raises InvalidValue."""
        check_amount("total", self.total, negative=True)
        for name in ("business_unit", "operator", "software"):
            check_code(name, getattr(self, name))

    def link(self, host: str) -> str:
        """Where anybody verifies the invoice: the text of its code to scan (fiscal dossier §8)."""
        said = {
            "iic": self.issuer_code,
            "tin": self.tax_number,
            "crtd": self.issued_at,
            "ord": str(self.number.ordinal),
            "bu": self.business_unit,
            "cr": self.number.till_code,
            "sw": self.software,
            "prc": f"{self.total:.2f}",
        }
        return f"{host}{_VERIFY}?" + "&".join(
            f"{name}={quote(value, safe=':')}" for name, value in said.items() if value is not None
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class EinvoiceTerms:
    """As what an invoice is sent electronically: its type of UNTDID 1001, and the process of business (P1 to P12)."""

    type: int
    process: str


@dataclass(frozen=True, slots=True, kw_only=True)
class FiscalStep:
    """What was asked or answered of a document. `code` is the administration's: its own number, or its error's.

    Of what was asked `record` or `einvoice` says what.
    """

    document: int
    kind: FiscalKind
    code: str | None = None
    detail: str | None = None
    record: FiscalRecord | None = None
    einvoice: EinvoiceTerms | None = None


#: Types of electronic invoices (iCash dossier §6.25): those that ask for money, and those that take it back.
EINVOICE_TYPES: Final = frozenset({380, 80, 84, 82, 383, 386, 393, 395, 575, 623, 780, 385, 389, 388, 384})
EINVOICE_CREDITS: Final = frozenset({381, 81, 83, 396, 532, 384})
#: The national list of processes of business (iCash dossier §6.25).
PROCESSES: Final = tuple(f"P{number}" for number in range(1, 13))
#: How an electronic invoice stands with its recipient (iCash dossier §6.28).
EINVOICE_STATUSES: Final = ("DELIVERED", "ACCEPTED", "REFUSED", "PARTIALLY_PAID", "PAID")


def moment_text(moment: dt.datetime) -> str:
    """An instant as it is signed: ISO 8601 to the second, with the offset of its zone."""
    return moment.replace(microsecond=0).isoformat()


def signed_text(
    *, number: FiscalNumber, tax_number: str, issued_at: str, business_unit: str, software: str, total: Decimal
) -> str:
    """What the issuer signs: seven parts joined by `|`, that of the till empty where there is none."""
    parts = (
        tax_number, issued_at, number.written, business_unit, number.till_code or "", software, f"{total:.2f}",
    )  # fmt: skip
    return "|".join(parts)


def issuer_code(signature: bytes) -> str:
    """The issuer's code: the MD5 of the signature, 32 hexadecimal capitals."""
    return hashlib.md5(signature, usedforsecurity=False).hexdigest().upper()


def check_code(field: str, code: str) -> None:
    """Refuse what is no code of the administration. Raises InvalidValue."""
    if not _CODE.fullmatch(code):
        raise InvalidValue(field, "must be a code of the tax administration: letters and digits")
