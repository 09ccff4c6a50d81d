"""`/docs`: everything that is served is described, every reference in it leads somewhere, nothing is fetched."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any
from urllib.request import urlopen

import pytest

from pinkas.actions.sessions import Sessions
from pinkas.dialects.caspit.extensions.server import extensions_router
from pinkas.dialects.caspit.routing import CaspitRouter
from pinkas.dialects.caspit.server import caspit_router
from pinkas.shell.reference import describe
from pinkas.testing.house import House


@pytest.fixture(scope="module")
def routers(house: House) -> tuple[CaspitRouter, ...]:
    sessions = Sessions(house.desk)
    return caspit_router(house.desk, sessions), extensions_router(house.desk, sessions)


@pytest.fixture(scope="module")
def served(house: House, routers: tuple[CaspitRouter, ...]) -> dict[str, Any]:
    with urlopen(f"{house.url}/docs/openapi.json") as answer:  # noqa: S310 - our own server
        assert answer.headers["Content-Type"] == "application/json"
        found: dict[str, Any] = json.load(answer)
    return found


def test_every_route_says_what_it_does(routers: tuple[CaspitRouter, ...], served: dict[str, Any]) -> None:
    told = [one for router in routers for one in router.table()]
    assert [(one.verb, one.pattern) for one in told if one.says is None] == []
    assert [(one.verb, one.pattern) for one in told if one.says and not one.says.answers] == []
    described = {(verb.upper(), path) for path, verbs in served["paths"].items() for verb in verbs}
    described |= {(one["verb"], one["path"]) for one in served["x-verbs"]}
    assert described == {(one.verb, f"{one.base}/{one.pattern}".replace("?}", "}")) for one in told}


def test_the_description_is_whole(served: dict[str, Any]) -> None:
    assert served["openapi"] == "3.1.0"
    names = [verb["operationId"] for verbs in served["paths"].values() for verb in verbs.values()]
    assert len(names) == len(set(names))
    for reference in _references(served):
        found: Any = served
        for step in reference.removeprefix("#/").split("/"):
            found = found[step]
    for path, verbs in served["paths"].items():
        for verb in verbs.values():
            in_path = {one["name"] for one in verb["parameters"] if one["in"] == "path"}
            assert in_path == set(re.findall(r"\{(\w+)\}", path))


def test_a_member_is_told_with_its_rules(served: dict[str, Any]) -> None:
    document = served["components"]["schemas"]["CaspitDocument"]
    assert document["required"] == ["TrxTypeId", "TrxCodeNumber"]
    members = document["properties"]
    assert (members["DocumentId"]["type"], members["DocumentId"]["maxLength"]) == (["string", "null"], 50)
    assert "7 invoice receipt" in members["TrxTypeId"]["description"]
    assert members["Vat"]["readOnly"] is True
    assert members["DocumentLines"]["items"] == {"$ref": "#/components/schemas/CaspitDocumentLine"}


def test_the_page_asks_nobody_but_this_server(house: House) -> None:
    with urlopen(f"{house.url}/docs") as answer:  # noqa: S310 - our own server
        page = answer.read().decode()
        assert "default-src 'none'" in answer.headers["Content-Security-Policy"]
    wanted = re.findall(r'(?:src|href)="([^"]+)"', page)
    assert {"docs/swagger-ui.css", "docs/swagger-ui-bundle.js", "docs/page.js"} <= set(wanted)
    for name in wanted:
        if name.startswith("data:"):
            continue
        with urlopen(f"{house.url}/{name}") as answer:  # noqa: S310 - our own server
            assert len(answer.read()) > 100


def test_it_can_be_described_for_any_address(routers: tuple[CaspitRouter, ...]) -> None:
    assert describe(routers, server="https://books.example.com")["servers"] == [{"url": "https://books.example.com"}]


def _references(value: Any) -> Iterator[str]:
    if isinstance(value, dict):
        for key, inner in value.items():
            if key == "$ref":
                yield inner
            yield from _references(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from _references(inner)
