"""What the law of a country wants told below the sums: the total in words, grounds, payment, fiscal marks."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from pinkas.paper import geometry
from pinkas.paper.boxes import labelled
from pinkas.paper.face import STYLES
from pinkas.paper.kinds import HOME, KINDS
from pinkas.paper.lettering import fitted, flowing, joined, label, shown, shown_lines
from pinkas.paper.qr import qr_svg

if TYPE_CHECKING:
    from pinkas.paper.lettering import Shown
    from pinkas.paper.sheet import Sheet
    from pinkas.paper.words import Words

_DOT = "  ·  "


def note(title: str, lines: list[Shown]) -> dict[str, Any]:
    """A titled text across the sheet."""
    return {
        "sort": "note",
        "title": title,
        "lines": [fitted(line, STYLES["body"], geometry.CONTENT_WIDTH) for line in lines],
    }


def below_the_sums(sheet: Sheet, words: Words) -> list[dict[str, Any]]:
    """The total in words, the ground for zero or no VAT, and how to pay."""
    found: list[dict[str, Any]] = []
    if sheet.in_words:
        found.append(note(words.in_words, [shown(sheet.in_words)]))
    if sheet.vat_reason.strip():
        found.append(note(words.vat_reason, shown_lines(sheet.vat_reason)))
    account = sheet.account
    paying = [shown(sheet.payment_method)]
    if account is not None:
        codes = (("IBAN", account.iban), ("BIC", account.bic))
        paying.append(joined(_DOT, [shown(account.bank), *(flowing(" ", code) for code in codes if code[1].strip())]))
    if any(paying):
        found.append(note(words.payment_method, [line for line in paying if line]))
    return found


def fiscal(sheet: Sheet, words: Words) -> list[dict[str, Any]]:
    """What a fiscal device or service gave the document, or plainly that none knows of it."""
    kind = KINDS[sheet.kind]
    marks = sheet.fiscal
    if marks is not None:
        named = words.fiscal_marks
        lines = [
            labelled(named.device, shown(marks.device)),
            labelled(named.receipt, shown(marks.receipt)),
            labelled(named.sale_number, shown(marks.sale_number)),
            labelled(named.issuer_code, shown(marks.issuer_code)),
            labelled(named.service_code, shown(marks.service_code)),
        ]
        room = geometry.CONTENT_WIDTH - geometry.QR_WIDTH - geometry.GUTTER
        told = [fitted(line, STYLES["body"], room) for line in lines if line]
        code = {"svg": qr_svg(marks.link), "says": named.scan} if marks.link else None
        return [{"sort": "fiscal", "lines": told, "code": code}]
    if not sheet.not_fiscalised or kind.fiscal is None or sheet.issuer.country not in words.not_fiscalised:
        return []
    said: str = getattr(words.not_fiscalised[sheet.issuer.country], kind.fiscal)
    room = geometry.CONTENT_WIDTH - 2 * geometry.REMARK_INSET
    return [{"sort": "remark", "lines": [fitted(label(said), STYLES["remark"], room)]}]


def signed_by_both(sheet: Sheet, words: Words) -> list[str]:
    """What stands below the lines to sign on where supplier and recipient both do, with their names."""
    if sheet.issuer.country == HOME or not KINDS[sheet.kind].has_lines:
        return []
    room = geometry.SIGNATURES_WIDTH
    sides = ((words.compiled_by, sheet.issued_by), (words.received_by, sheet.received_by))
    return [fitted(joined(": ", [label(name), shown(who)]), STYLES["label"], room) for name, who in sides]
