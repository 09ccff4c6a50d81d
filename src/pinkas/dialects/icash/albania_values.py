"""How values of Albanian methods are read: dates with dots, moments with offsets, rows and payments as JSON text."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Final
from zoneinfo import ZoneInfo

import msgspec

from pinkas.actions.operations.completing import CompleteRow
from pinkas.books.money import CURRENCIES, ZERO
from pinkas.dialects.icash.arguments import Reader, decimal, integer, string

_DATE: Final = re.compile(r"\d\d\.\d\d\.\d{4}", re.ASCII)
_DAY: Final = re.compile(r"\d{4}-\d\d-\d\d", re.ASCII)
_TRUTH: Final = {"true": True, "1": True, "false": False, "0": False}
_ONE_DAY: Final = dt.timedelta(days=1)


def dotted_date(text: str) -> dt.date:
    """`DD.MM.YYYY`, the date form of this method alone."""
    if not _DATE.fullmatch(text):
        raise ValueError(text)
    return dt.date(int(text[6:]), int(text[3:5]), int(text[:2]))


def truth(text: str) -> bool:
    """Boolean: `true` or `false` in any letter case, or 1 or 0."""
    if text.lower() not in _TRUTH:
        raise ValueError(text)
    return _TRUTH[text.lower()]


def currency(text: str) -> str:
    """A currency's code."""
    if text not in CURRENCIES:
        raise ValueError(text)
    return text


def signed(read: Reader) -> Reader:
    """The same number with a sign before it, where there is one."""

    def read_signed(text: str) -> Decimal:
        value: Decimal = read(text.removeprefix("-"))
        return -value if text.startswith("-") else value

    return read_signed


@dataclass(frozen=True, slots=True)
class Moment:
    """An end of a range: a whole day, or an instant with its offset."""

    day: dt.date | None = None
    instant: dt.datetime | None = None

    def begins(self, zone: ZoneInfo) -> dt.datetime:
        """From when on it is meant."""
        return self.instant or dt.datetime.combine(self.day or dt.date.min, dt.time.min, zone)

    def ends(self, zone: ZoneInfo) -> dt.datetime:
        """Before when it is meant: a day counts whole, an instant to its second."""
        if self.instant is not None:
            return self.instant + dt.timedelta(seconds=1)
        return dt.datetime.combine((self.day or dt.date.min) + _ONE_DAY, dt.time.min, zone)


def moment(text: str) -> Moment:
    """`YYYY-MM-DD`, or ISO 8601 with a time and its offset."""
    if _DAY.fullmatch(text):
        return Moment(day=_in_range(dt.date.fromisoformat(text)))
    instant = dt.datetime.fromisoformat(text)
    if len(text) > 35 or instant.utcoffset() is None:
        raise ValueError(text)
    _in_range(instant.date())
    return Moment(instant=instant)


def _in_range(day: dt.date) -> dt.date:
    if not 1900 <= day.year <= 9000:
        raise ValueError(day)
    return day


class _Row(msgspec.Struct, frozen=True):
    """A row of goods as it is sent: each value a JSON number or text, read as a form's text would be."""

    SaleItemID: msgspec.Raw = msgspec.Raw()
    SaleItemInventoryID: msgspec.Raw = msgspec.Raw()
    Qty: msgspec.Raw = msgspec.Raw()
    SaleItemSinglePrice: msgspec.Raw = msgspec.Raw()
    SaleItemDiscount: msgspec.Raw = msgspec.Raw()
    OperationSaleItemCurrencyCode: msgspec.Raw = msgspec.Raw()


class _Payment(msgspec.Struct, frozen=True):
    """A payment as it is sent."""

    PayTypeID: msgspec.Raw = msgspec.Raw()
    PaymentSum: msgspec.Raw = msgspec.Raw()


_ROWS: Final = msgspec.json.Decoder(list[_Row])
_PAYMENTS: Final = msgspec.json.Decoder(list[_Payment])
_TEXT: Final = msgspec.json.Decoder(str)
_MOST_ROWS: Final = 1000


def _value(raw: msgspec.Raw, read: Reader) -> Any:
    """What one value says, None for null or nothing; ValueError for what is no number or text, or does not fit."""
    sent = bytes(raw).strip()
    text = _TEXT.decode(sent).strip() if sent.startswith(b'"') else sent.decode("ascii")
    return None if text in {"", "null"} else read(text)


def _decoded(decoder: msgspec.json.Decoder[Any], text: str) -> Any:
    try:
        return decoder.decode(text)
    except (msgspec.DecodeError, RecursionError, UnicodeError) as error:
        raise ValueError("no such JSON") from error


def rows(text: str) -> tuple[CompleteRow, ...]:
    """`OperationSaleItems`: JSON text, an array of rows."""
    sent: Sequence[_Row] = _decoded(_ROWS, text)
    if not 0 < len(sent) <= _MOST_ROWS:
        raise ValueError(text)
    return tuple(_row(one) for one in sent)


def _row(one: _Row) -> CompleteRow:
    product, number = _value(one.SaleItemID, integer()), _value(one.SaleItemInventoryID, string(20))
    quantity = _value(one.Qty, signed(decimal(10, 5)))
    price = _value(one.SaleItemSinglePrice, decimal(10, 5))
    if quantity is None or price is None or (product is None and number is None):
        raise ValueError("a row lacks what it must say")
    return CompleteRow(
        product=product,
        inventory_number=number,
        quantity=quantity,
        price=price,
        discount=_value(one.SaleItemDiscount, decimal(4, 2)) or ZERO,
        currency=_value(one.OperationSaleItemCurrencyCode, currency),
    )


def payments(text: str) -> tuple[tuple[int, Decimal], ...]:
    """`OperationPayments`: JSON text, an array of payments; empty for a sale on account."""
    sent: Sequence[_Payment] = _decoded(_PAYMENTS, text)
    if len(sent) > _MOST_ROWS:
        raise ValueError(text)
    found = [(_value(one.PayTypeID, integer()), _value(one.PaymentSum, signed(decimal(10, 2)))) for one in sent]
    if any(kind is None or amount is None for kind, amount in found):
        raise ValueError("a payment lacks what it must say")
    return tuple(found)
