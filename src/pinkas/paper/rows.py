"""The tables of a sheet: what was sold, how it was paid, and which documents that settles."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from pinkas.paper import figures
from pinkas.paper.boxes import reference
from pinkas.paper.geometry import WIDEST_ACCOUNT, WIDEST_CODE
from pinkas.paper.kinds import KINDS
from pinkas.paper.lettering import figure, joined, label, one_line, shown, shown_lines
from pinkas.paper.tables import Column, table

if TYPE_CHECKING:
    from pinkas.books.language import Language
    from pinkas.paper.lettering import Shown
    from pinkas.paper.sheet import Sheet, SheetLine, SheetTender
    from pinkas.paper.tables import Cell
    from pinkas.paper.words import Words

LAST_FOUR = 4
_SEVERAL = 2
_TAXED = {"standard", "reduced"}


def lines_table(sheet: Sheet, words: Words, language: Language) -> dict[str, Any]:
    """Goods and services; columns that would stand empty are left out."""
    lines = sheet.lines
    marks = _vat_marks(sheet, words, language)
    catalog = _codes(words.catalog_number, [line.catalog_number for line in lines])
    unit = _codes(words.unit, [line.unit for line in lines])
    return table(
        "",
        [
            Column(words.line_number, "figures", [_one("body", figure(str(line.number))) for line in lines]),
            *([] if catalog.is_blank else [catalog]),
            Column(
                words.description,
                "start",
                [_described(line, mark) for line, mark in zip(lines, marks, strict=True)],
                share=1,
            ),
            Column(
                words.quantity, "figures", [_one("body", figures.quantity(line.quantity, language)) for line in lines]
            ),
            *([] if unit.is_blank else [unit]),
            *(_prices(sheet, words, language) if has_prices(sheet) else []),
        ],
    )


def has_prices(sheet: Sheet) -> bool:
    """False for goods that go out without a price, as they may on a kind that claims no VAT."""
    return KINDS[sheet.kind].claims_vat or any(line.unit_price or line.amount for line in sheet.lines)


def _prices(sheet: Sheet, words: Words, language: Language) -> list[Column]:
    lines = sheet.lines
    price_head = words.unit_price_with_vat if sheet.prices_include_vat else words.unit_price
    amount_head = f"{words.amount} ({figures.sign_of(sheet.totals.currency, language)})"
    discount = Column(
        words.line_discount,
        "figures",
        [_one("body", figures.amount(line.discount, language) if line.discount else label("")) for line in lines],
    )
    return [
        Column(price_head, "figures", [_price(line, sheet, words, language) for line in lines]),
        *([] if discount.is_blank else [discount]),
        Column(amount_head, "figures", [_one("body", figures.amount(line.amount, language)) for line in lines]),
    ]


def _vat_marks(sheet: Sheet, words: Words, language: Language) -> list[str]:
    """What tells a line from those of another VAT; nothing where all are alike, the sums say it then."""
    sorts = {(line.category, line.vat_free, line.vat_rate) for line in sheet.lines}
    if not KINDS[sheet.kind].claims_vat or len(sorts) < _SEVERAL:
        return [""] * len(sheet.lines)
    return [_vat_mark(line, words, language) for line in sheet.lines]


def _vat_mark(line: SheetLine, words: Words, language: Language) -> str:
    if line.vat_free and line.category == "standard":
        return words.vat_free
    if line.vat_rate is not None and line.category in _TAXED:
        return f"{words.vat} {figures.percent(line.vat_rate, language)}"
    return words.vat_marks[line.category]


def _described(line: SheetLine, mark: str) -> Cell:
    """The name, its details below, and how the line stands to VAT where that must be told."""
    details = shown_lines(line.details) if line.details != line.name else []
    cell: Cell = [("strong", shown(line.name)), *(("small", text) for text in details)]
    if mark:
        cell.append(("small", label(mark)))
    return cell


def _price(line: SheetLine, sheet: Sheet, words: Words, language: Language) -> Cell:
    if line.currency == sheet.totals.currency:
        return [("body", figures.amount(line.unit_price, language))]
    return [
        ("body", figures.money(line.unit_price, line.currency, language)),
        ("small", _at_rate(line.rate, words, language)),
    ]


def tenders_table(sheet: Sheet, words: Words, language: Language) -> dict[str, Any]:
    """Each means of payment, with what a cheque or card needs to be known again."""
    tenders = sheet.tenders
    optional = [
        _codes(words.bank, [tender.bank for tender in tenders]),
        _codes(words.branch, [tender.branch for tender in tenders]),
        _codes(words.account, [tender.account for tender in tenders], most=WIDEST_ACCOUNT),
        Column(
            words.tender_number,
            "start",
            [_tender_number(tender, words) for tender in tenders],
            most=WIDEST_CODE,
        ),
        Column(
            words.tender_date,
            "figures",
            [
                _one("body", figures.day(tender.due_date, language) if tender.due_date else label(""))
                for tender in tenders
            ],
        ),
    ]
    return table(
        words.payments,
        [
            Column(words.tender, "start", [_means(tender, words) for tender in tenders], share=1),
            *(column for column in optional if not column.is_blank),
            Column(words.amount, "figures", [_paid(tender, sheet, words, language) for tender in tenders]),
        ],
    )


def _means(tender: SheetTender, words: Words) -> Cell:
    cell: Cell = [("strong", joined(" · ", [label(words.tenders[tender.kind]), shown(tender.label)]))]
    if tender.instalments:
        place = f"{words.instalment} {tender.instalment} {words.instalment_of} {tender.instalments}"
        cell.append(("small", label(place)))
    return cell


def _tender_number(tender: SheetTender, words: Words) -> Cell:
    cell: Cell = [("body", shown(tender.cheque_number))]
    # Whatever was handed to us as the last four, a whole card number is never printed.
    if last_four := one_line(tender.card_last_four)[-LAST_FOUR:]:
        cell.append(("body", label(words.card_ending + shown(last_four))))
    return cell


def _paid(tender: SheetTender, sheet: Sheet, words: Words, language: Language) -> Cell:
    cell: Cell = [("body", figures.money(tender.amount, tender.currency, language))]
    if tender.currency != sheet.totals.currency:
        cell.append(("small", _at_rate(tender.rate, words, language)))
    return cell


def pays_table(sheet: Sheet, words: Words, language: Language) -> dict[str, Any]:
    """The documents a receipt settles or a refund gives back, and how much of each."""
    kind = KINDS[sheet.kind]
    currency = sheet.totals.currency
    settled = Column(
        getattr(words, kind.settled),
        "figures",
        [
            _one("body", label("") if paid.amount is None else figures.money(paid.amount, currency, language))
            for paid in sheet.pays
        ],
    )
    named = Column(words.document, "start", [_one("body", reference(paid, language)) for paid in sheet.pays], share=1)
    return table(getattr(words, kind.pays), [named] if settled.is_blank else [named, settled])


def _at_rate(rate: Any, words: Words, language: Language) -> Shown:
    return joined(" ", [label(words.rate), figures.rate(rate, language)])


def _codes(head: str, codes: list[str], *, most: float = WIDEST_CODE) -> Column:
    """A column of somebody's short texts, which may not crowd out the longer ones."""
    return Column(head, "start", [_one("body", shown(code)) for code in codes], most=most)


def _one(style: str, text: Shown) -> Cell:
    return [(style, text)]
