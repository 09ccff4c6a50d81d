"""A sheet as the template wants it: every text decided, fitted and in order, so that the template only places it."""

from __future__ import annotations

from datetime import UTC
from typing import TYPE_CHECKING, Any

from pinkas.paper import boxes, figures, geometry, legal, rows, sums
from pinkas.paper.face import STYLES
from pinkas.paper.kinds import KINDS
from pinkas.paper.legal import note
from pinkas.paper.lettering import elided, fitted, joined, label, one_line, shown, shown_lines
from pinkas.paper.words import WORDS

if TYPE_CHECKING:
    from pinkas.books.language import Language
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
        "letterhead": boxes.letterhead(sheet, words, language),
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
    found = _before_the_tables(sheet, words, language)
    if kind.has_lines:
        if sheet.lines:
            found.append(rows.lines_table(sheet, words, language))
        if rows.has_prices(sheet):
            found.append(sums.invoice_sums(sheet, words, language))
    found += legal.below_the_sums(sheet, words)
    if kind.has_tenders:
        if sheet.tenders:
            found.append(rows.tenders_table(sheet, words, language))
        found.append(sums.receipt_sums(sheet, words, language))
    if sheet.pays:
        found.append(rows.pays_table(sheet, words, language))
    if kind.is_donation and sheet.issuer.donation_approval.strip():
        found.append(note(words.donation_approval, shown_lines(sheet.issuer.donation_approval)))
    if sheet.comments.strip():
        found.append(note(words.comments, shown_lines(sheet.comments)))
    return found + legal.fiscal(sheet, words)


def _before_the_tables(sheet: Sheet, words: Words, language: Language) -> list[dict[str, Any]]:
    """What must be read first: remarks of the law, why the document was made, and a long list of its sources."""
    kind = KINDS[sheet.kind]
    own: str = getattr(words, kind.remark) if kind.remark else ""
    told = shown_lines(sheet.allocation_remark) if sheet.allocation_remark else []
    remarks = [text for text in (*told, label(own)) if text]
    found: list[dict[str, Any]] = []
    if remarks:
        room = geometry.CONTENT_WIDTH - 2 * geometry.REMARK_INSET
        found.append({"sort": "remark", "lines": [fitted(text, STYLES["remark"], room) for text in remarks]})
    if boxes.has_source_list(sheet):
        found.append(note(getattr(words, kind.source), [boxes.source_list(sheet, language)]))
    reason = shown_lines(sheet.reason) if sheet.reason.strip() else []
    if kind.is_donation:
        reason = [joined(" – ", [label(words.donation), *reason[:1]]), *reason[1:]]
    if reason:
        found.append(note(getattr(words, kind.reason), reason))
    return found


def _signature(sheet: Sheet, words: Words, language: Language) -> dict[str, Any]:
    """Who made the document and when, and the lines to sign on: the other side's, else ours unless by computer.

    Outside Israel both sides sign what was sold, each above its name.
    """
    made = sheet.produced_at
    theirs: list[str] = [getattr(words, word) for word in KINDS[sheet.kind].signs]
    ours: list[str] = [] if sheet.computerised else [words.signature]
    both = legal.signed_by_both(sheet, words) if ours and not theirs else []
    maker = label("") if both else boxes.labelled(words.issued_by, shown(sheet.issued_by))
    parts = [maker, figures.moment(made, language) if made else label("")]
    room = geometry.SIGNATURES_WIDTH if theirs or both else geometry.SIGNATURE_WIDTH
    lines = both or theirs or ours
    left = geometry.CONTENT_WIDTH - len(lines) * (room + geometry.GUTTER)
    return {"made": fitted(joined("  ·  ", parts), STYLES["small"], left), "labels": lines, "width": room}


def _foot(sheet: Sheet, words: Words, language: Language) -> dict[str, Any]:
    style = STYLES["small"]
    name = elided(boxes.names_of(sheet.issuer, language)[0], style, _FOOT_NAME)
    title = joined(" ", [boxes.title_of(sheet, language), elided(sheet.number, style, _FOOT_NUMBER)])
    return {"running": joined("  ·  ", [name, title]), "page": words.page, "page_of": words.page_of}
