"""docs/caspit-coverage.md names tests that exist, and nothing is left without one."""

from __future__ import annotations

import ast
import re
from functools import cache
from pathlib import Path

import pytest

from .exchanges import FOLDER

ROOT = Path(__file__).parents[4]
HERE = ROOT / "tests" / "wire" / "caspit"
TEXT = (ROOT / "docs" / "caspit-coverage.md").read_text(encoding="utf-8")

SECTIONS = (
    "§1 ",
    "§2 ",
    "§3 ",
    "§5 ",
    "§6 ",
    "§7 ",
    "§9.1 ",
    "§9.2 ",
    "§9.3 ",
    "§9.4 ",
    "§9.6 ",
    "§9.9 ",
    "§9.10 ",
    "§9.11 ",
    "§10 ",
)
_NAMED = re.compile(r"`([\w/]+\.py)(?:::(\w+)(?:\[([\w-]+)\])?)?`")

NAMED = sorted({match.groups() for match in _NAMED.finditer(TEXT)}, key=str)
ROWS = [line for line in TEXT.splitlines() if line.startswith("| ") and not line.endswith("| shown by |")]


@cache
def _functions(path: Path) -> set[str]:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    return {node.name for node in tree.body if isinstance(node, ast.FunctionDef)}


@pytest.mark.parametrize(("file", "test", "exchange"), NAMED)
def test_what_it_names_exists(file: str, test: str | None, exchange: str | None) -> None:
    path = (ROOT if file.startswith("tests/") else HERE) / file
    assert path.is_file()
    if test is not None:
        assert test in _functions(path)
    if exchange is not None:
        assert test == "test_exchanges"
        assert (FOLDER / f"{exchange}.txt").is_file()


@pytest.mark.parametrize("row", ROWS)
def test_every_row_names_a_test_or_says_later(row: str) -> None:
    fact, shown = row.strip("| ").rsplit(" | ", 1)
    assert fact
    assert shown == "later" or _NAMED.sub("", shown).strip(", ") == ""


def test_every_section_is_there_and_has_rows() -> None:
    parts = re.split(r"^## ", TEXT, flags=re.MULTILINE)[1:]
    found = {section: part for part in parts for section in SECTIONS if part.startswith(section)}
    assert sorted(found) == sorted(SECTIONS)
    for part in found.values():
        assert part.count("\n| ") >= 2


def test_every_exchange_is_named() -> None:
    assert {exchange for _, _, exchange in NAMED if exchange} == {path.stem for path in FOLDER.glob("*.txt")}
