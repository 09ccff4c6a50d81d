"""Movements in two layouts (dossier §1.2, 1.3): the detailed one of 180 characters, and the flexible one with its .prm.

Positions are 1-based and inclusive, as the sources give them; every record's length is checked as it is made.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from pinkas.books.money import ZERO
from pinkas.books.movement import Movement, MovementSide
from pinkas.exchange.hashavshevet.settings import FileSettings
from pinkas.exchange.hashavshevet.text import clean, exact, field, record, visual

#: Characters of a record without its line end.
DETAILED_LENGTH: Final = 178
DETAILED_KEY: Final = 8
_AMOUNT: Final = 12
#: Nine digits, the point, two digits: what an amount field is documented to hold.
LARGEST: Final = Decimal("999999999.99")
_MOST_COUNTED: Final = 999


@dataclass(frozen=True, slots=True, kw_only=True)
class Moved:
    """A movement with what its record says beside accounts and amounts.

    `number` is the document's, `other_number` a second one (of a supplier's invoice ours): their digits count.
    """

    movement: Movement
    kind: str
    number: str
    other_number: str = ""
    date: dt.date
    value_date: dt.date
    details: str
    tax_number: str = ""
    allocation_number: str = ""


Line = Callable[[Moved], bytes]


def detailed_line(settings: FileSettings, book: str) -> Line:
    """Writes a movement as a record of 180 characters with its line end; `book` is the book currency."""

    def line(moved: Moved) -> bytes:
        sides = _four(moved.movement)
        return record(
            [
                exact(settings.type_of(moved.kind), 3, right=True),
                field(_digits(moved.number)[-5:], 5, right=True),
                f"{moved.date:%d%m%y}",
                field(_digits(moved.other_number)[-5:], 5, right=True),
                f"{moved.value_date:%d%m%y}",
                field(settings.currency_of(_currency(moved.movement, book), flexible=False, book=book), 3),
                _words(settings, moved.details, 22),
                *(exact(_key(settings, side), DETAILED_KEY) for side in sides),
                *(_amount(settings, None if side is None else side.amount) for side in sides),
                *(_amount(settings, _foreign(moved.movement, side, book)) for side in sides),
            ],
            DETAILED_LENGTH,
            settings.encoding,
        )

    return line


def opening_record(settings: FileSettings, count: int) -> bytes:
    """The record in front of the movements: how many there are, 0 when that is not known or more than three digits."""
    known = count if count <= _MOST_COUNTED else 0
    return record(
        [field(str(known), 3, right=True), field("", DETAILED_LENGTH - 3)], DETAILED_LENGTH, settings.encoding
    )


# --- the flexible method ----------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Column:
    """A field of a flexible record: its .prm remark, its width, and how its text is made; no width, not supplied."""

    name: str
    width: int = 0
    text: Callable[[FileSettings, Moved, str], str] | None = None


def _side_column(name: str, place: int) -> Column:
    return Column(name, 15, lambda settings, moved, _: exact(_key(settings, _four(moved.movement)[place]), 15))


def _amount_column(name: str, place: int) -> Column:
    def text(settings: FileSettings, moved: Moved, _: str) -> str:
        side = _four(moved.movement)[place]
        return _amount(settings, None if side is None else side.amount)

    return Column(name, _AMOUNT, text)


def _foreign_column(name: str, place: int) -> Column:
    return Column(
        name,
        _AMOUNT,
        lambda settings, moved, book: _amount(settings, _foreign(moved.movement, _four(moved.movement)[place], book)),
    )


_SIDES: Final = ("debit 1", "debit 2", "credit 1", "credit 2")

#: Lines 2 to 35 of MOVEIN.PRM, in their order.
COLUMNS: Final[tuple[Column, ...]] = (
    Column("movement type", 3, lambda settings, moved, _: exact(settings.type_of(moved.kind), 3)),
    Column("reference 1", 9, lambda _settings, moved, _: field(_digits(moved.number)[-9:], 9)),
    Column("reference 2", 9, lambda _settings, moved, _: field(_digits(moved.other_number)[-9:], 9)),
    Column("reference date", 10, lambda _settings, moved, _: field(f"{moved.date:%d/%m/%y}", 10)),
    Column("value date", 10, lambda _settings, moved, _: field(f"{moved.value_date:%d/%m/%y}", 10)),
    Column("costing code"),
    Column(
        "currency",
        5,
        lambda settings, moved, book: field(
            settings.currency_of(_currency(moved.movement, book), flexible=True, book=book), 5
        ),
    ),
    Column("details", 50, lambda settings, moved, _: _words(settings, moved.details, 50)),
    *(_side_column(f"{side} account", place) for place, side in enumerate(_SIDES)),
    *(_amount_column(f"{side} amount", place) for place, side in enumerate(_SIDES)),
    *(_foreign_column(f"{side} foreign amount", place) for place, side in enumerate(_SIDES)),
    *(Column(name) for name in ("date 3", "reference 3", "quantity", "file", "remarks", "remarks 2", "branch")),
    Column("VAT number", 9, lambda _settings, moved, _: field(_digits(moved.tax_number)[-9:], 9)),
    *(Column(name) for name in ("unused", "reference 4", "reference 5", "date 4", "date 5")),
    Column("allocation number", 30, lambda _settings, moved, _: exact(_digits(moved.allocation_number), 30)),
)


def places(columns: Iterable[Column]) -> list[tuple[Column, int, int]]:
    """First and last position of every column, a blank between neighbours; 0 and 0 of those not supplied."""
    found, at = [], 1
    for column in columns:
        if not column.width:
            found.append((column, 0, 0))
            continue
        found.append((column, at, at + column.width - 1))
        at += column.width + 1
    return found


_PLACES: Final = places(COLUMNS)
FLEXIBLE_LENGTH: Final = max(last for _, _, last in _PLACES)


def flexible_line(settings: FileSettings, book: str) -> Line:
    """Writes a movement as the record that `movein_prm` describes."""

    def line(moved: Moved) -> bytes:
        texts = [column.text(settings, moved, book) for column in COLUMNS if column.text is not None]
        return record([" ".join(texts)], FLEXIBLE_LENGTH, settings.encoding)

    return line


def movein_prm(settings: FileSettings) -> bytes:
    """MOVEIN.PRM: the record's length, then where each field stands."""
    return prm(settings, FLEXIBLE_LENGTH, [(column.name, first, last) for column, first, last in _PLACES])


def prm(settings: FileSettings, length: int, fields: Iterable[tuple[str, int, int]]) -> bytes:
    """A .prm: `length` by the rule of the settings, then `first last ;name` a line."""
    counted = length + {"both": 2, "one": 1, "none": 0}[settings.prm_length]
    between = "\t" if settings.prm_separator == "tab" else " "
    lines = [str(counted), *(f"{first}{between}{last}{between};{name}" for name, first, last in fields)]
    return "".join(f"{line}\r\n" for line in lines).encode("ascii")


# --- what both say ----------------------------------------------------------------------------------------------------


def _four(movement: Movement) -> tuple[MovementSide | None, ...]:
    """Debit 1, debit 2, credit 1, credit 2."""
    debits, credit_sides = movement.debits, movement.credits
    return (
        debits[0],
        debits[1] if len(debits) > 1 else None,
        credit_sides[0],
        credit_sides[1] if len(credit_sides) > 1 else None,
    )


def _key(settings: FileSettings, side: MovementSide | None) -> str:
    return "" if side is None else settings.key_of(side.account, side.contact)


def _currency(movement: Movement, book: str) -> str:
    """The currency of all sides of a movement; the book's where they have more than one."""
    currencies = {side.currency for side in (*movement.debits, *movement.credits)}
    return currencies.pop() if len(currencies) == 1 else book


def _foreign(movement: Movement, side: MovementSide | None, book: str) -> Decimal | None:
    """What a side is in the movement's foreign currency; nothing where it has none."""
    if side is None:
        return None
    return ZERO if _currency(movement, book) == book else side.currency_amount


def _amount(settings: FileSettings, amount: Decimal | None) -> str:
    """An amount at the right of its twelve characters; blank where no account stands."""
    if amount is None:
        return field("", _AMOUNT)
    text = f"{amount:.2f}"
    return exact(text.replace(".", "") if settings.decimals == "implied" else text, _AMOUNT, right=True)


def _words(settings: FileSettings, text: str, width: int) -> str:
    said = clean(text, settings.encoding)[:width]
    return field(visual(said) if settings.hebrew == "visual" else said, width)


def _digits(text: str) -> str:
    return "".join(character for character in text if character.isascii() and character.isdigit())
