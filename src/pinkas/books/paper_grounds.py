"""Why a paper says what it says, where the law of its country wants it told (fiscal dossier §7, VAT Act art. 114, 115).

A Bulgarian invoice tells the ground on which it charges no tax; a credit or debit note tells the reason for it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from pinkas.books.errors import InvalidValue
from pinkas.books.vat import VatCategory

if TYPE_CHECKING:
    from pinkas.books.document import Document

#: What a credit note is for, by the reason a system gives for taking goods back (iCash dossier §6.12); "" is a plain
#: return. Countries that are not here ask for no reason.
_REASONS: Final = {
    "BG": {
        "": "Връщане на стоки",
        "0": "Операторска грешка",
        "1": "Връщане или рекламация",
        "2": "Намаляване на данъчната основа",
    },
}
_GROUNDED: Final = frozenset({"BG"})
_UNTAXED: Final = frozenset({VatCategory.ZERO, VatCategory.EXEMPT, VatCategory.REVERSE_CHARGE})


def reason_of(country: str, what: str, said: str | None, storno: str | None) -> str | None:
    """The comment of a paper: what was said, else the reason that a credit must tell.

    `storno` is the number of the reason that goods come back for, None where none was given. Raises InvalidValue for a
    debit note that tells none.
    """
    reasons = _REASONS.get(country)
    if reasons is None or what not in {"credit", "debit"} or (said and said.strip()):
        return said
    if what == "debit":
        raise InvalidValue("comments", "must be said: a debit note tells its reason")
    return reasons.get(storno or "", reasons[""])


def check_ground(country: str, document: Document) -> None:
    """Raises InvalidValue for a document of the VAT law with goods that bear no tax, for which no ground is told."""
    if country not in _GROUNDED or not document.facts.taxes or (document.vat_reason or "").strip():
        return
    for line in document.lines:
        # A deducted advance told its ground itself.
        if line.vat in _UNTAXED and line.net > 0 and not (line.vat_reason or "").strip():
            raise InvalidValue("vat_reason", f"must be said: on what ground line {line.number} bears no VAT")
