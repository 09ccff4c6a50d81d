"""`pinkas rates load`: a file is loaded whole or not at all, and every wrong line is named."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import psycopg
import pytest

from pinkas.shell import cli, commands_rates
from pinkas.shell.commands_rates import read_rates
from pinkas.storage.embedded import Cluster

Rows = list[tuple[str, str, str, str]]


class Keyboard:
    """The command line in this process, over the module's database."""

    def __init__(self, place: Path, dsn: str, told: pytest.CaptureFixture[str], patch: pytest.MonkeyPatch) -> None:
        self._place, self._dsn, self._told, self._patch = place, dsn, told, patch
        patch.setenv("PINKAS_DATABASE_URL", dsn)
        patch.setenv("PINKAS_DATA", str(place / "data"))
        patch.setenv("PINKAS_SECRET_KEY_FILE", str(place / "master.key"))
        (place / "master.key").write_bytes(bytes(range(32)))

    def load(self, content: str | bytes, *options: str) -> tuple[object, list[str]]:
        """The exit status, and what was said."""
        file = self._place / "rates.csv"
        file.write_bytes(content.encode() if isinstance(content, str) else content)
        self._patch.setattr(sys, "argv", ["pinkas", "rates", "load", str(file), *options])
        with pytest.raises(SystemExit) as left:
            cli.main()
        return left.value.code, self._told.readouterr().err.splitlines()

    def rates(self) -> Rows:
        """Every rate there is: base, currency, day, rate."""
        with psycopg.connect(self._dsn) as admin:
            return admin.execute(
                "select base, currency, date::text, trim_scale(rate::numeric)::text from directory.exchange_rate"
                " order by 1, 2, 3"
            ).fetchall()


@pytest.fixture
def keyboard(
    tmp_path: Path,
    cluster: Cluster,
    connection: dict[str, Any],
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> Keyboard:
    dsn = cluster.dsn("admin").replace(f"/{cluster.database}?", f"/{connection['database']}?")
    with psycopg.connect(dsn) as admin:
        admin.execute("delete from directory.exchange_rate")
    return Keyboard(tmp_path, dsn, capsys, monkeypatch)


def test_a_file_is_loaded_and_the_same_day_replaced(keyboard: Keyboard) -> None:
    first = "date,currency,rate\n2026-08-03,USD,3.7\n2026-08-04,USD,3.7125\n2026-08-03,EUR,4\n"
    assert keyboard.load(first) == (0, ["3 rates loaded, in ILS, from 2026-08-03 to 2026-08-04"])
    # As a spreadsheet writes it: a mark at its head, other columns, blanks, an empty line.
    again = "\ufeffRate, Currency ,note,DATE\r\n3.700001, usd ,x,2026-08-03\r\n\r\n"
    assert keyboard.load(again)[0] == 0
    assert keyboard.rates() == [
        ("ILS", "EUR", "2026-08-03", "4"),
        ("ILS", "USD", "2026-08-03", "3.700001"),
        ("ILS", "USD", "2026-08-04", "3.7125"),
    ]


def test_another_base(keyboard: Keyboard) -> None:
    status, said = keyboard.load("date,currency,rate\n2026-08-04,ILS,0.27\n", "--base", "usd")
    assert (status, said) == (0, ["1 rates loaded, in USD, from 2026-08-04 to 2026-08-04"])
    assert keyboard.rates() == [("USD", "ILS", "2026-08-04", "0.27")]
    assert keyboard.load("date,currency,rate\n2026-08-04,ILS,0.27\n", "--base", "XAU") == (
        1, ["pinkas: Base names no currency of the books: 'XAU'."],
    )  # fmt: skip


def test_every_wrong_line_is_named_and_nothing_is_loaded(keyboard: Keyboard) -> None:
    wrong = (
        "date,currency,rate\n"
        "2026-08-04,USD,3.7\n"
        "2026-02-30,USD,3.7\n"
        "04/08/2026,USD,3.7\n"
        "2026-08-04,usd,3.8\n"
        "2026-08-05,ILS,1\n"
        "2026-08-05,USD,0\n"
        '2026-08-05,EUR,"4,1"\n'
        "2026-08-05,XYZ,4.1\n"
        "2026-08-05,EUR,4.1234567\n"
        "2026-08-05\n"
        "1899-12-31,EUR,4\n"
        "2026-08-05,EUR,1000000000000\n"
        "2026-08-06,EUR,-4\n"
        "2026-08-06,EUR,NaN\n"
    )
    assert keyboard.load(wrong) == (1, [
        "line 3: date must be a day as 2026-08-31, not '2026-02-30'",
        "line 4: date must be a day as 2026-08-31, not '04/08/2026'",
        "line 5: the same day and currency as in line 2",
        "line 6: currency must be another than ILS, which is always worth 1",
        "line 7: rate must be greater than 0",
        "line 8: rate must be a number as 3.7125, not '4,1'",
        "line 9: currency names no currency of the books: 'XYZ'",
        "line 10: rate must have at most 6 decimal places",
        "line 11: rate must be a number as 3.7125, not ''",
        "line 12: date must lie between the years 1900 and 2200",
        "line 13: rate is too large",
        "line 14: rate must be a number as 3.7125, not '-4'",
        "line 15: rate must be a number as 3.7125, not 'NaN'",
        "pinkas: 13 wrong lines in rates.csv: nothing was loaded.",
    ])  # fmt: skip
    assert keyboard.rates() == []


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        ("", "line 1: there is no column date, currency, rate; the columns are date, currency, rate"),
        ("day,currency,rate\n", "line 1: there is no column date; the columns are date, currency, rate"),
        ('date,currency,rate\n"2026-08-04"x,USD,3\n', "line 2: ',' expected after '\"'"),
        ("date,currency,rate\n", "pinkas: There are no rates in rates.csv."),
        ("date,currency,rate\n2026-08-04,דולר,3\n".encode("cp1255"), "pinkas: The file rates.csv is not in UTF-8."),
    ],
)
def test_what_is_no_such_file(keyboard: Keyboard, content: str | bytes, sentence: str) -> None:
    status, said = keyboard.load(content)
    assert (status, said[0]) == (1, sentence)
    assert keyboard.rates() == []


def test_of_many_wrong_lines_the_rest_is_counted(keyboard: Keyboard) -> None:
    status, said = keyboard.load("date,currency,rate\n" + "x,USD,1\n" * 150)
    assert (status, len(said)) == (1, 101)
    assert said[-1] == "pinkas: 150 wrong lines in rates.csv: nothing was loaded."


def test_a_file_has_a_largest_size(keyboard: Keyboard, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(commands_rates, "MOST_BYTES", 100)
    assert keyboard.load("x" * 101) == (1, ["pinkas: The file rates.csv is larger than 100 bytes; load it in parts."])


def test_more_rates_than_are_loaded_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(commands_rates, "MOST_RATES", 1)
    _, wrong = read_rates("date,currency,rate\n2026-08-04,USD,3\n2026-08-04,EUR,4\n", "ILS")
    assert wrong == ["line 3: more than 1 rates; load them in parts"]
