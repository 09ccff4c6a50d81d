"""The upper part of a sheet: who issues it, what it is, for whom, and when."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from pinkas.paper import figures
from pinkas.paper.face import STYLES, Style, width
from pinkas.paper.geometry import (
    CONTENT_WIDTH,
    FACT_LABEL_WIDTH,
    FACTS_WIDTH,
    GUTTER,
    LOGO_WIDTH,
    MARK_GAP,
    MARK_INSET,
    PARTY_INSET,
    PARTY_WIDTH,
    WATERMARK_LARGEST,
    WATERMARK_LENGTH,
)
from pinkas.paper.kinds import HOME, KINDS
from pinkas.paper.lettering import figure, fitted, flowing, joined, label, one_line, shown
from pinkas.paper.words import COMPUTERISED

if TYPE_CHECKING:
    from pinkas.books.language import Language
    from pinkas.paper.lettering import Shown
    from pinkas.paper.sheet import Letterhead, Sheet, SheetReference
    from pinkas.paper.tables import Cell
    from pinkas.paper.words import Words

_DOT = "  ·  "
_NINE = 9
_MOST_FACTS = 3
_CAPITALS = {"bg", "sq"}


def letterhead(sheet: Sheet, words: Words, language: Language) -> dict[str, Any]:
    """The business: its name in the sheet's language first, its registration, and how to reach it."""
    issuer = sheet.issuer
    names = names_of(issuer, language)
    registered_as = words.tax_numbers.get(issuer.country) or words.registrations[issuer.registration]
    registration = joined(" ", [label(registered_as), shown(issuer.tax_number)])
    if issuer.country != HOME:
        vat = labelled(words.vat_number, shown(issuer.vat_number))
        registration = joined(
            _DOT, [registration, vat, labelled(words.responsible_person, shown(issuer.responsible_person))]
        )
    supplies = issuer.country != HOME and KINDS[sheet.kind].has_lines
    phone = shown(issuer.phone)
    reach = [labelled(words.phone, phone), shown(issuer.email), shown(issuer.website)]
    lines: Cell = [
        ("label", label(words.supplier if supplies else "")),
        ("name", shown(names[0])),
        ("second_name", shown(names[1] if names[1] != names[0] else "")),
        ("strong", registration),
        ("body", flowing(", ", issuer.address)),
        ("body", joined(_DOT, reach)),
    ]
    room = CONTENT_WIDTH - (LOGO_WIDTH + GUTTER if issuer.logo else 0)
    logo = {"svg": issuer.logo.as_svg(), "alt": one_line(names[0])} if issuer.logo else None
    return {"lines": fit_all(lines, room), "logo": logo}


def names_of(issuer: Letterhead, language: Language) -> tuple[str, str]:
    """The issuer's name in the sheet's language, where there is one, before the other."""
    if language == "en" and issuer.name_english:
        return issuer.name_english, issuer.name
    return issuer.name, issuer.name_english


def heading(sheet: Sheet, words: Words, language: Language) -> dict[str, Any]:
    """The title with the number, and the marks that say what this very sheet is."""
    marks = [[_mark(words.states[sheet.state], sheet.state)]]
    if sheet.cancelled:
        marks[0].append(_mark(words.cancelled, "cancelled"))
    if sheet.computerised:
        required = [COMPUTERISED] if sheet.issuer.country == HOME else []
        marks += [[_mark(text, "computerised")] for text in dict.fromkeys([*required, words.computerised])]
    if sheet.demo_signature:
        marks.append([_mark(words.demo_signature, "draft")])
    marks_width = max(sum(_mark_width(mark["text"]) for mark in row) for row in marks)
    room = CONTENT_WIDTH - marks_width - GUTTER
    return {
        "title": fitted(_heading_title(sheet, language), STYLES["title"], room),
        "number": fitted(
            joined(figures.NO_BREAK_SPACE, [label(words.number_sign), shown(sheet.number)]), STYLES["title"], room
        ),
        "marks": marks,
        "marks_width": marks_width,
    }


def title_of(sheet: Sheet, language: Language) -> Shown:
    """What the sheet is called."""
    return label(KINDS[sheet.kind].titles[language])


def _heading_title(sheet: Sheet, language: Language) -> Shown:
    """Bulgarian and Albanian papers bear their title in capitals."""
    title = title_of(sheet, language)
    return label(title.upper()) if language in _CAPITALS else title


def _mark(text: str, tone: str) -> dict[str, str]:
    return {"text": text, "tone": tone}


def _mark_width(text: str) -> float:
    return width(text, STYLES["mark"]) + 2 * MARK_INSET + MARK_GAP


def watermark(sheet: Sheet, words: Words) -> dict[str, Any] | None:
    """The pale word across each page of a sheet that must not be taken for valid."""
    if not sheet.cancelled and sheet.state != "draft":
        return None
    tone, text = ("cancelled", words.cancelled) if sheet.cancelled else ("draft", words.states["draft"])
    size = min(WATERMARK_LARGEST, WATERMARK_LENGTH / width(text, Style(1, 700)))
    return {"text": text, "tone": tone, "size": size}


def party(sheet: Sheet, words: Words) -> dict[str, Any] | None:
    """The customer's box; none for a passer-by."""
    box = sheet.party
    kind = KINDS[sheet.kind]
    number_word: str = words.tax_numbers.get(sheet.issuer.country) or getattr(words, kind.party_number)
    lines: Cell = [
        ("party", shown(box.name)),
        ("body", labelled(number_word, shown(box.tax_number))),
        ("body", labelled(words.vat_number, shown(box.vat_number))),
        ("body", labelled(words.responsible_person, shown(box.responsible_person))),
        ("body", labelled(words.party_contact, shown(box.contact_person))),
        *(("body", shown(line)) for line in box.address),
        ("body", flowing(" ", [box.city, box.postal_code])),
        ("body", shown(box.country)),
        ("body", labelled(words.phone, shown(box.phone))),
        ("body", shown(box.email)),
    ]
    head: str = getattr(words, kind.party)
    told = fit_all(lines, PARTY_WIDTH - 2 * PARTY_INSET)
    return {"head": head, "lines": told} if told else None


def facts(sheet: Sheet, words: Words, language: Language) -> list[dict[str, Any]]:
    """The dates, the allocation number and what the document was made from, unless that is a long list."""
    kind = KINDS[sheet.kind]
    dated = words.date if sheet.tax_event_date is None else words.issue_date
    told: list[tuple[str, Cell]] = [(dated, [("strong", figures.day(sheet.date, language))])]
    if sheet.tax_event_date is not None:
        told.append((words.tax_event_date, [("strong", figures.day(sheet.tax_event_date, language))]))
    if sheet.due_date is not None and kind.due is not None:
        told.append((getattr(words, kind.due), [("strong", figures.day(sheet.due_date, language))]))
    if sheet.allocation_number:
        told.append((getattr(words, kind.allocation), _allotted(one_line(sheet.allocation_number))))
    if not has_source_list(sheet):
        head: str = getattr(words, kind.source)
        told += [
            ("" if place else head, [("strong", reference(source, language))])
            for place, source in enumerate(sheet.sources)
        ]
    room = FACTS_WIDTH - FACT_LABEL_WIDTH
    return [{"label": name, "value": value} for name, runs in told if (value := fit_all(runs, room))]


def _allotted(number: str) -> Cell:
    """The whole number, its nine right-most digits for the eye: those are what the buyer reports."""
    if not (number.isascii() and number.isdigit()):
        return [("strong", shown(number))]
    return [("small", label(number[:-_NINE])), ("allotted", label(number[-_NINE:]))]


def has_source_list(sheet: Sheet) -> bool:
    """True when the sheet was made from more documents than the facts have place for."""
    return len(sheet.sources) > _MOST_FACTS


def source_list(sheet: Sheet, language: Language) -> Shown:
    """Many documents in one flowing text; a kind's title is told once for those that follow one another."""
    parts: list[Shown] = []
    for place, source in enumerate(sheet.sources):
        before = sheet.sources[place - 1] if place else None
        again = before is not None and (before.kind, before.label) == (source.kind, source.label)
        parts.append(reference(source, language, titled=not again))
    return joined(", ", parts)


def reference(named: SheetReference, language: Language, *, titled: bool = True) -> Shown:
    """Another document: what it is called, its number and its date."""
    title = label(KINDS[named.kind].titles[language]) if named.kind else shown(named.label)
    date = figure(f"({figures.day(named.date, language)})") if named.date else label("")
    number = joined(figures.NO_BREAK_SPACE, [shown(named.number), date])
    return joined(" ", [title if titled else label(""), number])


def labelled(name: str, value: Shown) -> Shown:
    """Our word before somebody's text; nothing when there is no text."""
    return joined(" ", [label(name), value]) if value else value


def fit_all(lines: Cell, room: float) -> Cell:
    """The lines that say something, each broken to fit."""
    return [(style, fitted(text, STYLES[style], room)) for style, text in lines if text]
