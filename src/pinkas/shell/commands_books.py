"""`pinkas entry`, `opening-balance`, `cash`, `cheque`, `difference`, `stock`: what is booked without a document."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Awaitable, Callable
from decimal import Decimal
from pathlib import Path
from typing import Annotated, Final

import typer

from pinkas.actions.desk import Caller, Desk, Saved
from pinkas.actions.vouchers.cash import CashOrder, move_cash
from pinkas.actions.vouchers.cheques import BounceOrder, bounce_cheque
from pinkas.actions.vouchers.differences import DIFFERENCE_ACCOUNTS, DifferenceOrder, write_off
from pinkas.actions.vouchers.journal import (
    JournalLine,
    JournalOrder,
    OpeningLine,
    OpeningOrder,
    post_entry,
    post_opening_balances,
)
from pinkas.actions.vouchers.reversals import reverse_voucher
from pinkas.actions.vouchers.stock import StockOrder, move_stock, stock_words
from pinkas.books.errors import InvalidValue
from pinkas.shell.config import load
from pinkas.shell.console import Data, at_the_desk, fail, operator_of, say
from pinkas.storage.vouchers import NamedVoucher

entry_app = typer.Typer(no_args_is_help=True, help="Entries by hand, and reversing what was posted.")
cash_app = typer.Typer(no_args_is_help=True, help="Cash in and out of the till.")
cheque_app = typer.Typer(no_args_is_help=True, help="Cheques that were received.")
stock_app = typer.Typer(no_args_is_help=True, help="Stock of products.")

_DAY: Final = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
_NUMBER: Final = re.compile(r"-?\d{1,15}(\.\d{1,9})?", re.ASCII)
_LAST_WORD: Final = re.compile(r"\w+$")

Business = Annotated[str, typer.Option(help="The tax number of the business.")]
Day = Annotated[str | None, typer.Option(metavar="YYYY-MM-DD", help="The day it is of; today when not said.")]
Details = Annotated[str | None, typer.Option(help="What it was for.")]
OwnKey = Annotated[str | None, typer.Option("--id", help="A key of your own: said again, nothing is posted again.")]
Amount = Annotated[str, typer.Argument(help="An amount in the book currency, such as 120.50.")]


def add_to(app: typer.Typer) -> None:
    """Put these commands among the others."""
    app.add_typer(entry_app, name="entry")
    app.add_typer(cash_app, name="cash")
    app.add_typer(cheque_app, name="cheque")
    app.add_typer(stock_app, name="stock")
    app.command("opening-balance")(opening_balance)
    app.command("difference")(difference)
    for kind, said in _CASH.items():
        cash_app.command(kind, help=said)(_cash_command(kind))
    for kind, said in _STOCK.items():
        stock_app.command(kind, help=said)(_stock_command(kind))


@entry_app.command("add")
def add_entry(
    *,
    business: Business,
    debit: Annotated[list[str] | None, typer.Option(help="ACCOUNT=AMOUNT or ACCOUNT@CONTACT=AMOUNT; repeat.")] = None,
    credit: Annotated[list[str] | None, typer.Option(help="The same, for the other side.")] = None,
    date: Day = None,
    details: Details = None,
    reference: Annotated[str | None, typer.Option(help="A number on the paper it is from.")] = None,
    key: OwnKey = None,
    data: Data = None,
) -> None:
    """Post an entry by hand: debits and credits in balance."""
    lines = [
        *(
            JournalLine(account=name, contact=contact, debit=amount)
            for name, contact, amount in map(_side, debit or ())
        ),
        *(
            JournalLine(account=name, contact=contact, credit=amount)
            for name, contact, amount in map(_side, credit or ())
        ),
    ]
    order = JournalOrder(
        key=_text(key), date=_day(date), details=_text(details), reference=_text(reference), lines=tuple(lines)
    )
    _posted(business, data, lambda desk, caller: post_entry(desk, caller, order))


@entry_app.command("reverse")
def reverse_entry(
    entry: Annotated[str, typer.Argument(help="The key of what is reversed, of whatever kind.")],
    *,
    business: Business,
    date: Day = None,
    data: Data = None,
) -> None:
    """Post the exact reverse of an entry, a cash movement, a difference or a count, once."""
    day = _day(date)
    name = _text(entry) or ""
    _posted(business, data, lambda desk, caller: reverse_voucher(desk, caller, name, day))


def opening_balance(
    *,
    business: Business,
    account: Annotated[list[str] | None, typer.Option(help="ACCOUNT=AMOUNT, a debit positive; repeat.")] = None,
    contact: Annotated[list[str] | None, typer.Option(help="CONTACT=AMOUNT, a debt positive; repeat.")] = None,
    date: Day = None,
    details: Details = None,
    key: OwnKey = None,
    data: Data = None,
) -> None:
    """Post what accounts and contacts began with; the rest balances itself."""
    lines = [
        *(OpeningLine(account=name, amount=amount) for name, amount in map(_pair, account or ())),
        *(OpeningLine(contact=name, amount=amount) for name, amount in map(_pair, contact or ())),
    ]
    order = OpeningOrder(key=_text(key), date=_day(date), details=_text(details), lines=tuple(lines))
    _posted(business, data, lambda desk, caller: post_opening_balances(desk, caller, order))


_CASH: Final = {
    "in": "Put cash into the till.",
    "out": "Take cash out of the till.",
    "shortage": "Record that a count found too little cash.",
    "overage": "Record that a count found too much cash.",
}
_STOCK: Final = {
    "count": "Record how much of a product was counted.",
    "in": "Record goods that came in without a document.",
    "out": "Record goods that went out without a document.",
}


def _cash_command(kind: str) -> Callable[..., None]:
    def move(
        amount: Amount,
        *,
        business: Business,
        date: Day = None,
        details: Details = None,
        key: OwnKey = None,
        data: Data = None,
    ) -> None:
        order = CashOrder(key=_text(key), date=_day(date), kind=kind, amount=_number(amount), details=_text(details))
        _posted(business, data, lambda desk, caller: move_cash(desk, caller, order))

    return move


@cheque_app.callback()
def cheques() -> None:
    """Keep `bounce` a command of its own, though it is the only one."""


@cheque_app.command("bounce")
def bounce(
    cheque: Annotated[str, typer.Argument(help="The id of the till's line, as the till's list shows it.")],
    *,
    business: Business,
    charge: Annotated[str, typer.Option(help="What the bank took for it.")] = "0",
    date: Day = None,
    details: Details = None,
    data: Data = None,
) -> None:
    """Record that a cheque came back: the customer owes again."""
    name = _text(cheque) or ""
    order = BounceOrder(date=_day(date), bank_charge=_number(charge), details=_text(details))
    _posted(business, data, lambda desk, caller: bounce_cheque(desk, caller, name, order))


def difference(
    document: Annotated[str, typer.Argument(help="The key of the document.")],
    *,
    business: Business,
    kind: Annotated[str, typer.Option(help=" or ".join(DIFFERENCE_ACCOUNTS))],
    amount: Annotated[str | None, typer.Option(help="How much of it; all that is open when not said.")] = None,
    date: Day = None,
    details: Details = None,
    key: OwnKey = None,
    data: Data = None,
) -> None:
    """Give up what a document leaves open, as a rounding or exchange difference."""
    order = DifferenceOrder(
        key=_text(key),
        document=_text(document),
        amount=None if amount is None else _number(amount),
        kind=kind,
        date=_day(date),
        details=_text(details),
    )
    _posted(business, data, lambda desk, caller: write_off(desk, caller, order))


def _stock_command(kind: str) -> Callable[..., None]:
    def move(
        product: Annotated[str, typer.Argument(help="The key of the product.")],
        quantity: Annotated[str, typer.Argument(help="How much of it, such as 12 or 2.5.")],
        *,
        business: Business,
        date: Day = None,
        details: Details = None,
        key: OwnKey = None,
        data: Data = None,
    ) -> None:
        order = StockOrder(
            key=_text(key),
            product=_text(product),
            quantity=_number(quantity),
            kind=kind,
            date=_day(date),
            details=_text(details),
        )
        _posted(business, data, lambda desk, caller: move_stock(desk, caller, order))

    return move


def _posted(tax_number: str, data: Path | None, post: Callable[[Desk, Caller], Awaitable[Saved[NamedVoucher]]]) -> None:
    """Post a voucher as the operator, and tell what was posted."""

    async def run(desk: Desk) -> Saved[NamedVoucher]:
        return await post(desk, await operator_of(desk, tax_number))

    try:
        saved = at_the_desk(load(data=data), run)
    except InvalidValue as error:
        # What is asked for here has no paths: the last word says which it is.
        word = _LAST_WORD.search(error.field)
        fail(f"the {(word[0] if word else 'entry').replace('_', ' ')} {error.reason}")
    say(_told(saved))


def _told(saved: Saved[NamedVoucher]) -> str:
    stored = saved.record.stored
    if not saved.created:
        return f"{stored.key} was posted already; nothing is posted again"
    if stored.entry is None:
        moved = sum((move.quantity for move in stored.moves), Decimal(0)).normalize()
        product = f" of {stock_words(saved.record).product}" if stored.voucher.reverses is None else ""
        return f"{stored.key} moved the stock{product} by {moved:f}"
    return f"{stored.key} is posted on {stored.entry.posting_date}: {stored.entry.total:f}"


# --- reading what was typed ----------------------------------------------------------------------------------------


def _text(typed: str | None) -> str | None:
    if typed is not None and not typed.isprintable():
        fail(f"{typed!r} holds characters that cannot be kept")
    return typed or None


def _day(typed: str | None) -> dt.date | None:
    if typed is None:
        return None
    try:
        day = dt.date.fromisoformat(typed) if _DAY.fullmatch(typed) else None
    except ValueError:
        day = None
    if day is None or not 1900 <= day.year <= 2200:
        fail(f"{typed!r} is no date: write it as 2026-01-31")
    return day


def _number(typed: str) -> Decimal:
    if not _NUMBER.fullmatch(typed):
        fail(f"{typed!r} is no amount: write it as 120.50")
    return Decimal(typed)


def _pair(typed: str) -> tuple[str, Decimal]:
    """`bank=120.50`."""
    name, _, amount = typed.rpartition("=")
    if not name:
        fail(f"{typed!r} must be a name and an amount, such as bank=120.50")
    return _text(name) or "", _number(amount)


def _side(typed: str) -> tuple[str, str | None, Decimal]:
    """`bank=120.50`, or `receivable@dana=120.50`."""
    name, amount = _pair(typed)
    account, _, contact = name.partition("@")
    return account, contact or None, amount
