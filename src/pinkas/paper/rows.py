"""The tables of a sheet: what was sold, how it was paid, and which documents that settles."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from pinkas.paper import figures
from pinkas.paper.boxes import reference
from pinkas.paper.geometry import WIDEST_CODE
from pinkas.paper.lettering import figure, joined, label, one_line, shown, shown_lines
from pinkas.paper.tables import Column, table

if TYPE_CHECKING:
    from pinkas.paper.kinds import Language
    from pinkas.paper.lettering import Shown
    from pinkas.paper.sheet import Sheet, SheetLine, SheetTender
    from pinkas.paper.tables import Cell
    from pinkas.paper.words import Words

LAST_FOUR = 4


def lines_table(sheet: Sheet, words: Words, language: Language) -> dict[str, Any]:
    """Goods and services; columns that would stand empty are left out."""
    mixed = any(line.vat_free for line in sheet.lines) and not all(line.vat_free for line in sheet.lines)
    lines = sheet.lines
    price_head = words.unit_price_with_vat if sheet.prices_include_vat else words.unit_price
    amount_head = f"{words.amount} ({figures.sign_of(sheet.totals.currency)})"
    catalog = _codes(words.catalog_number, [line.catalog_number for line in lines])
    discount = Column(
        words.line_discount,
        "figures",
        [_one("body", figures.amount(line.discount) if line.discount else label("")) for line in lines],
    )
    return table(
        "",
        [
            Column(words.line_number, "figures", [_one("body", figure(str(line.number))) for line in lines]),
            *([] if catalog.is_blank else [catalog]),
            Column(words.description, "start", [_described(line, words, mixed=mixed) for line in lines], share=1),
            Column(words.quantity, "figures", [_one("body", figures.quantity(line.quantity)) for line in lines]),
            Column(price_head, "figures", [_price(line, sheet, words, language) for line in lines]),
            *([] if discount.is_blank else [discount]),
            Column(amount_head, "figures", [_one("body", figures.amount(line.amount)) for line in lines]),
        ],
    )


def _described(line: SheetLine, words: Words, *, mixed: bool) -> Cell:
    """The name, its details below, and among taxed lines the word that this one bears no VAT."""
    details = shown_lines(line.details) if line.details != line.name else []
    cell: Cell = [("strong", shown(line.name)), *(("small", text) for text in details)]
    if line.vat_free and mixed:
        cell.append(("small", label(words.vat_free)))
    return cell


def _price(line: SheetLine, sheet: Sheet, words: Words, language: Language) -> Cell:
    if line.currency == sheet.totals.currency:
        return [("body", figures.amount(line.unit_price))]
    return [
        ("body", figures.money(line.unit_price, line.currency, language)),
        ("small", _at_rate(line.rate, words)),
    ]


def tenders_table(sheet: Sheet, words: Words, language: Language) -> dict[str, Any]:
    """Each means of payment, with what a cheque or card needs to be known again."""
    tenders = sheet.tenders
    optional = [
        _codes(words.bank, [tender.bank for tender in tenders]),
        _codes(words.branch, [tender.branch for tender in tenders]),
        _codes(words.account, [tender.account for tender in tenders]),
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
    name = joined(" · ", [label(words.tenders[tender.kind]), shown(tender.label)])
    return [("strong", name)]


def _tender_number(tender: SheetTender, words: Words) -> Cell:
    cell: Cell = [("body", shown(tender.cheque_number))]
    # Whatever was handed to us as the last four, a whole card number is never printed.
    if last_four := one_line(tender.card_last_four)[-LAST_FOUR:]:
        cell.append(("body", label(words.card_ending + shown(last_four))))
    return cell


def _paid(tender: SheetTender, sheet: Sheet, words: Words, language: Language) -> Cell:
    cell: Cell = [("body", figures.money(tender.amount, tender.currency, language))]
    if tender.currency != sheet.totals.currency:
        cell.append(("small", _at_rate(tender.rate, words)))
    return cell


def pays_table(sheet: Sheet, words: Words, language: Language) -> dict[str, Any]:
    """The documents a receipt settles, and how much of each."""
    currency = sheet.totals.currency
    settled = Column(
        words.settled,
        "figures",
        [
            _one("body", label("") if paid.amount is None else figures.money(paid.amount, currency, language))
            for paid in sheet.pays
        ],
    )
    named = Column(words.document, "start", [_one("body", reference(paid, language)) for paid in sheet.pays], share=1)
    return table(words.pays, [named] if settled.is_blank else [named, settled])


def _at_rate(rate: Any, words: Words) -> Shown:
    return joined(" ", [label(words.rate), figures.rate(rate)])


def _codes(head: str, codes: list[str]) -> Column:
    """A column of somebody's short texts, which may not crowd out the longer ones."""
    return Column(head, "start", [_one("body", shown(code)) for code in codes], most=WIDEST_CODE)


def _one(style: str, text: Shown) -> Cell:
    return [(style, text)]
