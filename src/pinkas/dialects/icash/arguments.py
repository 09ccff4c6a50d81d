"""A method's arguments as a table (dossier §4, §6).

Each has its name, how it is read, whether it must be there and may be sorted by, and what stands for it when absent.
What is absent is refused before anybody's key is looked at; what does not fit, after (dossier §3).
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Final

from pinkas.dialects.icash.form import Field, Form

MOST_ROWS: Final = 100
ROWS: Final = 10
#: Digits that every integer of the books holds.
MOST_DIGITS: Final = 18
_INTEGER: Final = re.compile(rf"\d{{1,{MOST_DIGITS}}}", re.ASCII)
_DECIMAL: Final = re.compile(r"\d{1,18}(?:\.\d{1,18})?", re.ASCII)
_DATE: Final = re.compile(r"\d{4}-\d\d-\d\d", re.ASCII)
_DATE_TIME: Final = re.compile(r"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d", re.ASCII)
_SHORT_DATE_TIME: Final = re.compile(r"\d\d-\d\d-\d\d \d\d:\d\d", re.ASCII)

#: Reads a text; ValueError when it does not fit.
Reader = Callable[[str], Any]


class CallRefused(Exception):
    """A call that is answered with `status` 0; its text is the `error_message`."""


def missing(name: str) -> CallRefused:
    """The refusal of a call without an argument it needs."""
    return CallRefused(f"Missing value for {name}")


def wrong(name: str) -> CallRefused:
    """The refusal of an argument that does not fit, or names nothing."""
    return CallRefused(f"Wrong value for {name}")


# --- how values are read -------------------------------------------------------------------------------------------


def integer(least: int = 1, most: int = 10**MOST_DIGITS) -> Reader:
    """A whole number: ids begin with 1."""

    def read(text: str) -> int:
        if not _INTEGER.fullmatch(text) or not least <= int(text) <= most:
            raise ValueError(text)
        return int(text)

    return read


def count(text: str) -> int:
    """How many rows: a hundred at most, whatever more is asked for."""
    return min(int(integer()(text)), MOST_ROWS)


def string(most: int) -> Reader:
    """A text of so many characters at most."""

    def read(text: str) -> str:
        if len(text) > most:
            raise ValueError(text)
        return text

    return read


def decimal(digits: int, places: int, *, least: Decimal | None = None) -> Reader:
    """DECIMAL(digits, places): a number with a dot, not negative; zeros beyond its places are nothing."""
    most = Decimal(10) ** (digits - places)

    def read(text: str) -> Decimal:
        if not _DECIMAL.fullmatch(text):
            raise ValueError(text)
        value = Decimal(text)
        whole, _, fraction = text.partition(".")
        if value >= most or len(fraction.rstrip("0")) > places or len(whole) > MOST_DIGITS:
            raise ValueError(text)
        if least is not None and value < least:
            raise ValueError(text)
        return value

    return read


def choice(*words: str) -> Reader:
    """ENUM: exactly one of the words, as written."""

    def read(text: str) -> str:
        if text not in words:
            raise ValueError(text)
        return text

    return read


def words_of(*words: str) -> Reader:
    """SET: some of the words, joined by commas, each once in the order of the table."""

    def read(text: str) -> tuple[str, ...]:
        said = {word.strip() for word in text.split(",", 4 * len(words))}
        if not said <= set(words):
            raise ValueError(text)
        return tuple(word for word in words if word in said)

    return read


def pattern(expression: str) -> Reader:
    """A text that fits an expression as a whole."""
    compiled = re.compile(expression, re.ASCII)

    def read(text: str) -> str:
        if not compiled.fullmatch(text):
            raise ValueError(text)
        return text

    return read


def flag(text: str) -> bool:
    """ENUM(0,1)."""
    return bool(choice("0", "1")(text) == "1")


def date(text: str) -> dt.date:
    """`YYYY-MM-DD`."""
    if not _DATE.fullmatch(text):
        raise ValueError(text)
    return dt.date.fromisoformat(text)


def date_time(text: str) -> dt.datetime:
    """`YYYY-MM-DD HH:MM:SS`, the business's civil time."""
    if not _DATE_TIME.fullmatch(text):
        raise ValueError(text)
    return dt.datetime.fromisoformat(text)


def short_date_time(text: str) -> dt.datetime:
    """`DD-MM-YY HH:mm` of this century, the business's civil time."""
    if not _SHORT_DATE_TIME.fullmatch(text):
        raise ValueError(text)
    return dt.datetime.strptime(f"20{text[6:8]}-{text[3:5]}-{text[:2]} {text[9:]}", "%Y-%m-%d %H:%M")  # noqa: DTZ007 - a civil time


# --- tables --------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Argument:
    """One argument. `several` may come as an array; `sortable` may be named in `sort`.

    `instead` is another argument that does as well where this one is `required`.
    """

    name: str
    read: Reader
    required: bool = False
    default: Any = None
    sortable: bool = False
    several: bool = False
    instead: str | None = None

    def value(self, sent: Field) -> Any:
        """What was sent, read. Raises CallRefused."""
        if not sent.texts or (sent.array and not self.several):
            raise wrong(self.name)
        try:
            return self.read(",".join(text for text in sent.texts if text))
        except ValueError:
            raise wrong(self.name) from None


def choices(name: str, *words: str, default: Sequence[str] | None = None, sortable: bool = True) -> Argument:
    """A SET filter."""
    return Argument(
        name, words_of(*words), default=None if default is None else tuple(default), sortable=sortable, several=True
    )


def listed(*filters: Argument, also: Sequence[str] = ()) -> tuple[Argument, ...]:
    """A list method's arguments: its filters and the four that every list takes. `also` may be sorted by besides."""
    sortable = [*(each.name for each in filters if each.sortable), *also]
    return (
        *filters,
        Argument("sort", choice(*sortable)),
        Argument("order", choice("ASC", "DESC"), default="ASC"),
        Argument("offset", integer(0), default=0),
        Argument("count", count, default=ROWS),
    )


@dataclass(frozen=True, slots=True)
class Said:
    """A call's arguments as read, with their defaults; `sent` are those that were sent, were it empty."""

    values: Mapping[str, Any]
    sent: frozenset[str]

    def __getitem__(self, name: str) -> Any:
        return self.values[name]


def check_presence(table: Sequence[Argument], form: Form) -> None:
    """Raises CallRefused for the first argument of the table that must be there and is not."""
    for argument in table:
        if not argument.required or form.said(argument.name) is not None:
            continue
        if argument.instead is None or form.said(argument.instead) is None:
            raise missing(argument.name)


def read_arguments(table: Sequence[Argument], form: Form) -> Said:
    """The arguments, in the table's order. Raises CallRefused for the first that does not fit."""
    values = {}
    for argument in table:
        sent = form.said(argument.name)
        values[argument.name] = argument.default if sent is None else argument.value(sent)
    return Said(values, frozenset(argument.name for argument in table if argument.name in form.fields))
