"""`pinkas shop`: what a shop is made of (stores, tills, staff, departments ...), and the end of a store's day."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import fields
from pathlib import Path
from types import NoneType, UnionType
from typing import Annotated, Any, Final, TypeVar, get_args, get_type_hints

import typer

from pinkas.actions.closings import close_day, list_closings
from pinkas.actions.desk import Caller, Desk
from pinkas.actions.shops import part, save_part, shop_of
from pinkas.books.closing import StoredClosing
from pinkas.books.errors import InvalidValue, UnknownRecord
from pinkas.books.shop import (
    BankAccount,
    Club,
    Department,
    Kept,
    OwnMeans,
    PriceList,
    Shop,
    Staff,
    Store,
    Till,
    by_key,
    by_serial,
)
from pinkas.books.shop_rules import parts_of
from pinkas.shell.config import load
from pinkas.shell.console import Data, at_the_desk, fail, operator_of, say

T = TypeVar("T")

shop_app = typer.Typer(no_args_is_help=True, help="Stores, tills, staff, departments, and the end of a store's day.")

#: What each part is called at the keyboard.
PARTS: Final[dict[str, type[Kept]]] = {
    "store": Store,
    "till": Till,
    "staff": Staff,
    "department": Department,
    "club": Club,
    "price-list": PriceList,
    "tender": OwnMeans,
    "bank-account": BankAccount,
}
#: What nobody says: what is counted here, or is so from the beginning.
_OURS: Final = {"serial", "key", "version", "uuid", "api", "created_by", "created_at", "login_id", "store_serial"}
_YES, _NO = {"yes", "true", "1"}, {"no", "false", "0"}

TaxNumber = Annotated[str, typer.Argument(help="The tax number of the business.")]
Key = Annotated[str, typer.Argument(help="Its code, number or key.")]
Values = Annotated[
    list[str] | None, typer.Argument(help="What is said of it, name=value each.", metavar="[NAME=VALUE]...")
]
StoreKey = Annotated[str, typer.Argument(help="The code of the store.")]


def add_to(app: typer.Typer) -> None:
    """Put these commands among the others."""
    app.add_typer(shop_app, name="shop")


def _for_business(tax_number: str, data: Path | None, work: Callable[[Desk, Caller], Awaitable[T]]) -> T:
    async def run(desk: Desk) -> T:
        return await work(desk, await operator_of(desk, tax_number))

    return at_the_desk(load(data=data), run)


def _words(sort: type[Kept]) -> dict[str, type]:
    """What may be said of a part, and of which type it is: `active=no`."""
    hints = get_type_hints(sort)
    said: dict[str, type] = {}
    for field in fields(sort):
        if field.name not in _OURS:
            hint = hints[field.name]
            plain = [one for one in get_args(hint) if one is not NoneType] if isinstance(hint, UnionType) else [hint]
            said[field.name.replace("_", "-")] = plain[0]
    if sort in {Till, Staff}:
        said["store"] = str
    if sort is Staff:
        said["login"] = str
    return said


def _value(word: str, text: str, sort: type) -> object:
    if sort is bool:
        if text.lower() not in _YES | _NO:
            raise InvalidValue(word, "must be yes or no")
        return text.lower() in _YES
    if sort is int and text:
        if not (text.isascii() and text.isdecimal() and len(text) < 19):
            raise InvalidValue(word, "must be a number")
        return int(text)
    return text


def _read(sort: type[Kept], said: list[str]) -> dict[str, Any]:
    """`name=value` words as fields. Raises InvalidValue."""
    words = _words(sort)
    found: dict[str, Any] = {}
    for one in said:
        word, given, text = one.partition("=")
        if not given or word not in words:
            fail(f"{one!r} is not name=value with one of these names: {', '.join(words)}")
        found[word.replace("-", "_")] = _value(word, text, words[word])
    return found


async def _save(desk: Desk, caller: Caller, sort: type[Kept], key: str, said: Mapping[str, Any]) -> str:
    shop = await shop_of(desk, caller.business)
    told = dict(said)
    login = told.pop("login", None)
    store = told.pop("store", None)
    if store is not None:
        found = by_key(shop.stores, store)
        if found is None:
            raise UnknownRecord("store", store)
        told["store_serial"] = found.serial
    saved = await save_part(desk, caller, sort, key, told, login=login)
    return _line(saved.record, await shop_of(desk, caller.business))


def _line(one: Kept, shop: Shop) -> str:
    """One part in a line: its key, and everything that is said of it."""
    told = {name: getattr(one, name.replace("-", "_")) for name in _words(type(one)) if name not in {"store", "login"}}
    store = one.store_serial if isinstance(one, Till | Staff) else None
    held = None if store is None else by_serial(shop.stores, store)
    told |= {} if held is None else {"store": held.key}
    shown = " ".join(f"{name}={_shown(value)}" for name, value in told.items() if value is not None)
    return f"{one.key}: {shown}"


def _shown(value: object) -> str:
    return {True: "yes", False: "no"}[value] if isinstance(value, bool) else str(value)


def _commands(word: str, sort: type[Kept]) -> typer.Typer:
    """`add`, `change` and `list` of one part."""
    may_say = ", ".join(f"{name}=..." for name in _words(sort))
    app = typer.Typer(no_args_is_help=True, help=f"{word.replace('-', ' ').capitalize()}: {may_say}")

    @app.command("add")
    def add(tax_number: TaxNumber, key: Key, values: Values = None, *, data: Data = None) -> None:
        """Add one."""
        told = _read(sort, values or [])

        async def work(desk: Desk, caller: Caller) -> str | None:
            held = by_key(parts_of(await shop_of(desk, caller.business), sort), key)
            if held is not None and held.version > 0:
                return None
            return await _save(desk, caller, sort, key, told)

        added = _for_business(tax_number, data, work)
        if added is None:
            fail(f"{word} {key} is there already; change it with: pinkas shop {word} change {tax_number} {key}")
        say(added)

    @app.command("change")
    def change(tax_number: TaxNumber, key: Key, values: Values = None, *, data: Data = None) -> None:
        """Change what is said of one; an empty value clears, `city=`."""
        told = _read(sort, values or [])

        async def work(desk: Desk, caller: Caller) -> str:
            await part(desk, caller, sort, key)
            return await _save(desk, caller, sort, key, told)

        say(_for_business(tax_number, data, work))

    @app.command("list")
    def show(tax_number: TaxNumber, *, data: Data = None) -> None:
        """Show every one."""

        async def work(desk: Desk, caller: Caller) -> list[str]:
            shop = await shop_of(desk, caller.business)
            return [_line(one, shop) for one in parts_of(shop, sort)]

        for line in _for_business(tax_number, data, work):
            say(line)

    return app


for _word, _sort in PARTS.items():
    shop_app.add_typer(_commands(_word, _sort), name=_word)


@shop_app.command("close-day")
def close(tax_number: TaxNumber, store: StoreKey, *, data: Data = None) -> None:
    """Close a store's day: its sales and payments since the last closing belong to this one."""
    saved = _for_business(tax_number, data, lambda desk, caller: close_day(desk, caller, store))
    say(_closing(saved.record))


@shop_app.command("closings")
def closings(
    tax_number: TaxNumber,
    *,
    store: Annotated[str | None, typer.Option(help="The code of a store; all unless said.")] = None,
    last: Annotated[int, typer.Option(help="How many, the last first.", min=1, max=1000)] = 20,
    data: Data = None,
) -> None:
    """Show the last closings."""
    _, rows = _for_business(tax_number, data, lambda desk, caller: list_closings(desk, caller, store, limit=last))
    for row in rows:
        say(_closing(row))


def _closing(one: StoredClosing) -> str:
    figures = one.figures
    sold = ", ".join(f"sales {row.sales:.2f}, returns {row.returns:.2f} {row.currency}" for row in figures.sold)
    paid = ", ".join(f"{row.type} {row.amount:.2f} {row.currency}" for row in figures.tenders)
    parts = [part for part in (sold, f"payments {figures.payments:.2f}", paid) if part]
    return f"{one.number} of {one.closed_at:%Y-%m-%d %H:%M}Z: {figures.transactions} transactions; {'; '.join(parts)}"
