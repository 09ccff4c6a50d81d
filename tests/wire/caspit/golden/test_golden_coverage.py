"""docs/caspit-coverage.md names tests that exist, and nothing is left without one."""

from __future__ import annotations

import ast
import re
from functools import cache
from pathlib import Path

import pytest

from pinkas.actions.sessions import Sessions
from pinkas.dialects.caspit.extensions.server import extensions_router
from pinkas.dialects.caspit.server import caspit_router
from pinkas.testing.house import House
from tests.wire.caspit.strangers import Route, routes

from .exchanges import FOLDER, message, read

ROOT = Path(__file__).parents[4]
HERE = ROOT / "tests" / "wire" / "caspit"
TEXT = (ROOT / "docs" / "caspit-coverage.md").read_text(encoding="utf-8")

SECTIONS = (
    "§1 ",
    "§2 ",
    "§3 ",
    "§4 ",
    "§5 ",
    "§6 ",
    "§7 ",
    "§9.1 ",
    "§9.2 ",
    "§9.3 ",
    "§9.4 ",
    "§9.5 ",
    "§9.6 ",
    "§9.8 ",
    "§9.7 ",
    "§9.9 ",
    "§9.10 ",
    "§9.11 ",
    "§10 ",
    "§11 ",
    "Our own routes",
)
_NAMED = re.compile(r"`([\w/]+\.py)(?:::(\w+)(?:\[([\w-]+)\])?)?`")

NAMED = sorted({match.groups() for match in _NAMED.finditer(TEXT)}, key=str)
PLAYED = sorted({message(one.sent).first for path in FOLDER.glob("*.txt") for one in read(path.stem)})
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


def test_every_route_is_in_an_exchange(house: House) -> None:
    sessions = Sessions(house.desk)
    table = routes(caspit_router(house.desk, sessions), extensions_router(house.desk, sessions), apart=True)
    written = [route for route in table if not route.reads]
    assert {"POST", "PUT", "DELETE", "PRINT", "EMAIL"} == {route.verb for route in written}
    assert [route for route in table if not any(_reaches(first, route) for first in PLAYED)] == []


def _reaches(first: str, route: Route) -> bool:
    """Whether a request that begins so asks for the route, its ids in the path or, at the end, in the query."""
    verb, target = first.split(" ", 1)
    path, _, query = target.partition("?")
    parts = path.lower().strip("/").split("/")
    steps = [*route.base.strip("/").split("/"), *route.pattern.split("/")]
    if verb != route.verb or len(parts) > len(steps):
        return False
    said = {f"{{{part.partition('=')[0]}}}".lower() for part in query.split("&")}
    in_path = all(step.startswith("{") or step == part for step, part in zip(steps, parts, strict=False))
    return in_path and all(step.lower() in said for step in steps[len(parts) :])
