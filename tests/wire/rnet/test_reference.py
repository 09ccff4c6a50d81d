"""The page about this wire names every route there is, and no other."""

from __future__ import annotations

import re
from pathlib import Path

from pinkas.dialects.rnet.routing import RnetRouter
from pinkas.testing.house import House

from .counter import open_counter

PAGE = (Path(__file__).parents[3] / "docs" / "rnet.md").read_text(encoding="utf-8")


def routes(router: RnetRouter) -> set[str]:
    return {re.sub(r"\{(barcode|model|no)\w*\}", r"{\1}", route.pattern) for route in router.table()}


def test_every_route_is_on_the_page(house: House) -> None:
    table = PAGE.split("## Routes")[1].split("\n## ")[0]
    named = {
        re.sub(r"^(GET|POST|DELETE) |\?.*$", "", each)
        for row in table.splitlines()
        for each in re.findall(r"`([^`]+)`", row.partition("|")[2].partition("|")[0])
    } - {"GET", "POST", "DELETE"}
    # Both spellings of one are served, one of them is told.
    assert named | {"inventory/document_lines"} == routes(open_counter(house).router)
