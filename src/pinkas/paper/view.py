"""A sheet as the template wants it: every text decided, fitted and in order, so that the template only places it."""

from __future__ import annotations

from datetime import UTC
from typing import TYPE_CHECKING, Any

from pinkas.paper import boxes, figures, geometry, rows, sums
from pinkas.paper.face import STYLES
from pinkas.paper.kinds import KINDS
from pinkas.paper.lettering import elided, fitted, joined, label, one_line, shown, shown_lines
from pinkas.paper.words import WORDS

if TYPE_CHECKING:
    from pinkas.paper.kinds import Language
    from pinkas.paper.sheet import Sheet
    from pinkas.paper.words import Words

_FOOT_NAME = 230.0
_FOOT_NUMBER = 90.0


def view(sheet: Sheet, language: Language) -> dict[str, Any]:
    """What the template reads, in one value that goes through JSON."""
    words = WORDS[language]
    return {
        "language": language,
        "direction": words.direction,
        "meta": _meta(sheet, language),
        "letterhead": boxes.letterhead(sheet.issuer, words, language),
        "heading": boxes.heading(sheet, words, language),
        "watermark": boxes.watermark(sheet, words),
        "party": boxes.party(sheet, words),
        "facts": boxes.facts(sheet, words, language),
        "sections": _sections(sheet, words, language),
        "signature": _signature(sheet, words, language),
        "foot": _foot(sheet, words, language),
    }


def _meta(sheet: Sheet, language: Language) -> dict[str, Any]:
    """What the file says of itself; its date is the sheet's own, so that the same sheet is the same bytes."""
    when = sheet.produced_at.astimezone(UTC) if sheet.produced_at else sheet.date
    return {
        "title": f"{boxes.title_of(sheet, language)} {one_line(sheet.number)}",
        "author": one_line(sheet.issuer.name),
        "date": list(when.timetuple()[:6]),
    }


def _sections(sheet: Sheet, words: Words, language: Language) -> list[dict[str, Any]]:
    kind = KINDS[sheet.kind]
    found: list[dict[str, Any]] = []
    if kind.has_lines:
        if sheet.lines:
            found.append(rows.lines_table(sheet, words, language))
        found.append(sums.invoice_sums(sheet, words, language))
    if kind.has_tenders:
        if sheet.tenders:
            found.append(rows.tenders_table(sheet, words, language))
        found.append(sums.receipt_sums(sheet, words, language))
    if sheet.pays:
        found.append(rows.pays_table(sheet, words, language))
    if sheet.comments.strip():
        style = STYLES["body"]
        lines = [fitted(line, style, geometry.CONTENT_WIDTH) for line in shown_lines(sheet.comments)]
        found.append({"sort": "note", "title": words.comments, "lines": lines})
    return found


def _signature(sheet: Sheet, words: Words, language: Language) -> dict[str, Any]:
    """Who made the document and when, and a line to sign on unless it is signed by computer."""
    made = sheet.produced_at
    parts = [
        boxes.labelled(words.issued_by, shown(sheet.issued_by)),
        figures.moment(made, language) if made else label(""),
    ]
    room = geometry.CONTENT_WIDTH - geometry.SIGNATURE_WIDTH - geometry.GUTTER
    return {
        "made": fitted(joined("  ·  ", parts), STYLES["small"], room),
        "label": "" if sheet.computerised else words.signature,
    }


def _foot(sheet: Sheet, words: Words, language: Language) -> dict[str, Any]:
    style = STYLES["small"]
    name = elided(sheet.issuer.name, style, _FOOT_NAME)
    title = joined(" ", [boxes.title_of(sheet, language), elided(sheet.number, style, _FOOT_NUMBER)])
    return {"running": joined("  ·  ", [name, title]), "page": words.page, "page_of": words.page_of}
