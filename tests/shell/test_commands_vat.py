"""`pinkas vat`: periods shown, filed, and made longer or shorter."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import pytest

from pinkas.shell import cli
from pinkas.storage.embedded import Cluster

from .test_commands_rates import Keyboard as RatesKeyboard

NUMBER = "514000009"


class Keyboard(RatesKeyboard):
    """The command line in this process, with any command."""

    def said(self, *words: str) -> tuple[object, str]:
        """The exit status, and the last thing that was said."""
        self._patch.setattr(sys, "argv", ["pinkas", *words])
        with pytest.raises(SystemExit) as left:
            cli.main()
        told = self._told.readouterr()
        return left.value.code, (told.out + told.err).strip().splitlines()[-1]


@pytest.fixture
def keyboard(
    tmp_path: Path,
    cluster: Cluster,
    connection: dict[str, Any],
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> Keyboard:
    dsn = cluster.dsn("admin").replace(f"/{cluster.database}?", f"/{connection['database']}?")
    return Keyboard(tmp_path, dsn, capsys, monkeypatch)


def test_a_business_says_who_answers_for_it_and_its_vat_number(keyboard: Keyboard) -> None:
    opened = ("business", "add", "203912345", "Пример ООД", "--country", "BG", "--vat-number", "BG203912345")
    assert keyboard.said(*opened, "--responsible-person", "Петър Примеров") == (
        0, "No fiscal device is configured: sales are not fiscalised, and the papers say so.",
    )  # fmt: skip
    assert keyboard.said("business", "change", "203912345", "--responsible-person", "Анна Иванова") == (
        0, "Business 203912345: Анна Иванова, VAT BG203912345",
    )  # fmt: skip
    assert keyboard.said("business", "change", "203912345", "--vat-number", "bg 1")[0] == 1
    assert keyboard.said("business", "change", "203912345", "--responsible-person", "", "--vat-number", "") == (
        0, "Business 203912345: no responsible person, VAT none",
    )  # fmt: skip
    for _ in range(2):
        assert keyboard.said("business", "changeover", "203912345") == (
            0, "Business 203912345: the books are kept in EUR",
        )  # fmt: skip


def test_a_period_is_shown_and_filed(keyboard: Keyboard) -> None:
    assert keyboard.said("business", "add", NUMBER, "נגריית אלון")[0] == 0
    assert keyboard.said("vat", "period", NUMBER, "2") == (
        0, f"Business {NUMBER} reports VAT by periods of 2 months",
    )  # fmt: skip
    sides = ("--debit", "input-vat=33.33", "--debit", "input-vat-equipment=90", "--credit", "bank=123.33")
    assert keyboard.said("entry", "add", "--business", NUMBER, "--date", "2025-02-28", *sides)[0] == 0
    assert keyboard.said("vat", "file", NUMBER, "2025-01") == (
        1, "pinkas: Period must be closed first: close 2025-02.",
    )  # fmt: skip
    assert keyboard.said("period", "close", NUMBER, "2025-02")[0] == 0
    line = (
        "2025-01 due 2025-03-17: sales 0.00 and 0.00 without VAT, VAT 0.00, inputs 33.33, equipment 90.00, "
        "to pay -123; filed by operator"
    )
    code, told = keyboard.said("vat", "file", NUMBER, "2025-02")
    assert (code, told) == (0, line)
    code, told = keyboard.said("vat", "show", NUMBER, "--year", "2025")
    assert (code, told.partition(": ")[0], told[-15:]) == (0, "2025-11 due 2026-01-15", " to pay 0; open")
    assert keyboard.said("vat", "period", NUMBER, "1", "--from", "2025-01-01") == (
        1, "pinkas: Valid from must be after 2025-02-28, through which periods were filed.",
    )  # fmt: skip
