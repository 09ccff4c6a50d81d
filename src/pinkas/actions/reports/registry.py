"""What a report is: its name, what may be asked of it, and the function that makes its table.

A report is written once for both languages: `Words` has the text of each, and `Asked.says` picks one. Parameters are
data: name, sort, default by the day's date. `read_parameters` turns what a caller sent into `Asked`, or refuses it.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, Final

from pinkas.actions.desk import Caller, Desk
from pinkas.books.currency import changeover
from pinkas.books.errors import InvalidValue, UnknownRecord
from pinkas.books.report import LANGUAGES, Language, Table

LONGEST_VALUE: Final = 200
_ISO_DAY: Final = len("2026-08-04")


@dataclass(frozen=True, slots=True)
class Words:
    """A text in both languages."""

    he: str
    en: str

    def of(self, language: Language) -> str:
        """The text in one of them."""
        return self.en if language == "en" else self.he


class ParameterSort(StrEnum):
    """What a parameter holds."""

    TEXT = "text"
    DATE = "date"


@dataclass(frozen=True, slots=True)
class Choice:
    """A value that may be sent, and how a person sees it."""

    value: str
    label: Words


Choices = Callable[[Desk, Caller], Awaitable[tuple[Choice, ...]]]
#: Raises UnknownRecord for a value that names nothing of the business.
Check = Callable[[Desk, Caller, str], Awaitable[None]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Parameter:
    """One thing that may be asked. `default` makes a value of today's date; what has none and is not sent is None."""

    name: str
    label: Words
    sort: ParameterSort = ParameterSort.TEXT
    required: bool = False
    default: Callable[[dt.date], str | dt.date] | None = None
    #: The only values there are; fixed, or looked up (`look_up`) where the business decides.
    choices: tuple[Choice, ...] = ()
    look_up: Choices | None = None
    check: Check | None = None


@dataclass(frozen=True, slots=True)
class Asked:
    """What a caller asked of a report: every parameter by name, checked; None where nothing was said."""

    language: Language
    today: dt.date
    values: Mapping[str, str | dt.date | None] = field(default_factory=dict)

    def says(self, words: Words) -> str:
        """A text in the language asked for."""
        return words.of(self.language)

    def day(self, name: str) -> dt.date:
        """A parameter that is a day, and has a default."""
        value = self.values[name]
        if not isinstance(value, dt.date):
            raise InvalidValue(name, "must be a date")
        return value

    def text(self, name: str) -> str | None:
        """A parameter that is a text."""
        value = self.values.get(name)
        return value if isinstance(value, str) else None


def days_of(caller: Caller, asked: Asked) -> tuple[dt.date, dt.date]:
    """The first and last day a report is of. Raises InvalidValue for days in two currencies: sums would mix them."""
    start, end = asked.day("FromDate"), asked.day("ToDate")
    change = changeover(caller.country, caller.currency)
    if change is not None and start < change.day <= end:
        said = (
            f"must not lie before {change.day} where ToDate does not: the books are in {change.after} from that day on"
        )
        raise InvalidValue("FromDate", said)
    return start, end


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """A report: `make` reads the books once and gives its table."""

    name: str
    title: Words
    parameters: tuple[Parameter, ...]
    make: Callable[[Desk, Caller, Asked], Awaitable[Table]]


LANGUAGE: Final = Parameter(
    name="Language",
    label=Words("שפה", "Language"),
    default=lambda _: "he",
    choices=(Choice("he", Words("עברית", "Hebrew")), Choice("en", Words("אנגלית", "English"))),
)


def _year_start(today: dt.date) -> dt.date:
    return today.replace(month=1, day=1)


def _month_start(today: dt.date) -> dt.date:
    return today.replace(day=1)


FROM_YEAR: Final = Parameter(
    name="FromDate", label=Words("מתאריך", "From"), sort=ParameterSort.DATE, default=_year_start
)
FROM_MONTH: Final = Parameter(
    name="FromDate", label=Words("מתאריך", "From"), sort=ParameterSort.DATE, default=_month_start
)
TO: Final = Parameter(
    name="ToDate", label=Words("עד תאריך", "To"), sort=ParameterSort.DATE, default=lambda today: today
)
AS_OF: Final = Parameter(
    name="AsOf", label=Words("נכון ליום", "As of"), sort=ParameterSort.DATE, default=lambda today: today
)


def read_parameters(report: Report, sent: Mapping[str, Any], today: dt.date, *, whole: bool = True) -> Asked:
    """The values sent, by names in any letter case, and the defaults of the others.

    Not `whole`, required values may be missing: then only what the report can be asked is looked at.

    Raises InvalidValue naming a parameter that is missing, unknown, of another sort, or none of its choices.
    """
    given = {name.lower(): value for name, value in sent.items()}
    values = {parameter.name: _read(parameter, given.pop(parameter.name.lower(), None), today, whole=whole)
              for parameter in report.parameters}  # fmt: skip
    if given:
        raise InvalidValue(next(iter(given)), f"is no parameter of the report {report.name}")
    start, end = values.get("FromDate"), values.get("ToDate")
    if isinstance(start, dt.date) and isinstance(end, dt.date) and start > end:
        raise InvalidValue("FromDate", "must not be after ToDate")
    language = values.get(LANGUAGE.name)
    chosen: Language = next((one for one in LANGUAGES if one == language), "he")
    return Asked(chosen, today, values)


async def check_values(desk: Desk, caller: Caller, report: Report, asked: Asked) -> None:
    """Refuse values that name nothing of the business. Raises UnknownRecord."""
    for parameter in report.parameters:
        value = asked.text(parameter.name)
        if value is None:
            continue
        if parameter.check is not None:
            await parameter.check(desk, caller, value)
        if parameter.look_up is not None:
            choices = await parameter.look_up(desk, caller)
            if value not in {choice.value for choice in choices}:
                raise UnknownRecord(parameter.name.lower(), value)


def _read(parameter: Parameter, value: Any, today: dt.date, *, whole: bool) -> str | dt.date | None:
    if value is None or value == "":
        if parameter.default is not None:
            return parameter.default(today)
        if parameter.required and whole:
            raise InvalidValue(parameter.name, "must be given")
        return None
    if not isinstance(value, str):
        raise InvalidValue(parameter.name, "must be a text")
    if parameter.sort is ParameterSort.DATE:
        return _day(parameter.name, value)
    if len(value) > LONGEST_VALUE or not value.isprintable():
        raise InvalidValue(parameter.name, f"must be at most {LONGEST_VALUE} characters, none of them for control")
    if parameter.choices and value not in {choice.value for choice in parameter.choices}:
        allowed = ", ".join(choice.value for choice in parameter.choices)
        raise InvalidValue(parameter.name, f"must be one of {allowed}")
    return value


def _day(name: str, text: str) -> dt.date:
    """A civil date, or the day of an instant as viewers write it (2026-08-04T00:00:00)."""
    try:
        day = dt.date.fromisoformat(text[:_ISO_DAY] if text[_ISO_DAY : _ISO_DAY + 1] == "T" else text)
    except ValueError:
        raise InvalidValue(name, "must be a date, as 2026-08-04") from None
    if not 1900 <= day.year <= 2200:
        raise InvalidValue(name, "must lie between the years 1900 and 2200")
    return day
