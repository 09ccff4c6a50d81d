"""`pinkas rates`: loading rates of exchange from a file."""

from __future__ import annotations

import csv
import datetime as dt
import io
import re
from decimal import Decimal
from pathlib import Path
from typing import Annotated, Final

import typer

from pinkas.actions.reference import MOST_RATES, ExchangeRate, given_twice, load_rates
from pinkas.books.errors import InvalidValue
from pinkas.books.money import check_currency
from pinkas.shell.config import load
from pinkas.shell.console import Data, at_the_desk, fail, say

rates_app = typer.Typer(no_args_is_help=True, help="Rates of exchange, for every business of this installation.")

COLUMNS: Final = ("date", "currency", "rate")
#: Wrong lines told one by one; of a file with more the rest is counted.
MOST_TOLD: Final = 100
MOST_BYTES: Final = 4 * 1024 * 1024
_DAY: Final = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
_RATE: Final = re.compile(r"\d{1,15}(\.\d{1,12})?", re.ASCII)


def add_to(app: typer.Typer) -> None:
    """Put these commands among the others."""
    app.add_typer(rates_app, name="rates")


@rates_app.callback()
def rates() -> None:
    """Keep `load` a command of its own, though it is the only one."""


@rates_app.command("load")
def load_file(
    file: Annotated[
        Path, typer.Argument(exists=True, dir_okay=False, help="A CSV file with the columns date, currency, rate.")
    ],
    *,
    base: Annotated[str, typer.Option(help="The currency the rates are in.")] = "ILS",
    data: Data = None,
) -> None:
    """Load what a unit of a currency costs from a day on, over the rates of the same days: the whole file, or none."""
    base = base.strip().upper()
    check_currency("base", base)
    found, wrong = read_rates(_text(file), base)
    for sentence in wrong[:MOST_TOLD]:
        say(sentence)
    if wrong:
        fail(f"{len(wrong)} wrong lines in {file.name}: nothing was loaded")
    if not found:
        fail(f"there are no rates in {file.name}")
    at_the_desk(load(data=data), lambda desk: load_rates(desk, found))
    first, last = min(one.date for one in found), max(one.date for one in found)
    say(f"{len(found)} rates loaded, in {base}, from {first} to {last}")


def _text(file: Path) -> str:
    if file.stat().st_size > MOST_BYTES:
        fail(f"the file {file.name} is larger than {MOST_BYTES} bytes; load it in parts")
    try:
        return file.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError:
        fail(f"the file {file.name} is not in UTF-8")


def read_rates(text: str, base: str) -> tuple[list[ExchangeRate], list[str]]:
    """The rates of a CSV text, and a sentence with its line number for every line that holds none."""
    reader = csv.DictReader(io.StringIO(text, newline=""), restval="", strict=True)
    found: list[ExchangeRate] = []
    lines: list[int] = []
    wrong: list[tuple[int, str]] = []
    try:
        reader.fieldnames = [name.strip().lower() for name in reader.fieldnames or []]
        if missing := [column for column in COLUMNS if column not in reader.fieldnames]:
            return [], [f"line 1: there is no column {', '.join(missing)}; the columns are {', '.join(COLUMNS)}"]
        for row in reader:
            read = _rate(row, base)
            if isinstance(read, str):
                wrong.append((reader.line_num, read))
            else:
                found.append(read)
                lines.append(reader.line_num)
    except csv.Error as error:
        wrong.append((reader.reader.line_num, str(error)))
    for place, before in given_twice(found).items():
        wrong.append((lines[place], f"the same day and currency as in line {lines[before]}"))
    if len(found) > MOST_RATES:
        wrong.append((lines[MOST_RATES], f"more than {MOST_RATES} rates; load them in parts"))
    return found, [f"line {line}: {sentence}" for line, sentence in sorted(wrong)]


def _rate(row: dict[str, str], base: str) -> ExchangeRate | str:
    """The rate of one line, or what is wrong with it."""
    day, currency, rate = (row[column].strip() for column in COLUMNS)
    try:
        date = dt.date.fromisoformat(day if _DAY.fullmatch(day) else "")
    except ValueError:
        return f"date must be a day as 2026-08-31, not {day[:50]!r}"
    if not _RATE.fullmatch(rate):
        return f"rate must be a number as 3.7125, not {rate[:50]!r}"
    try:
        return ExchangeRate(base=base, date=date, currency=currency.upper()[:50], rate=Decimal(rate))
    except InvalidValue as error:
        return f"{error.field} {error.reason}"
