"""`/docs`: everything that is served is described, every reference in it leads somewhere, nothing is fetched."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from contextlib import closing
from http.client import HTTPConnection
from typing import Any
from urllib.request import urlopen

import pytest

from pinkas.actions.sessions import Sessions
from pinkas.dialects.caspit.extensions.server import extensions_router
from pinkas.dialects.caspit.members import MEMBERS
from pinkas.dialects.caspit.routing import CaspitRouter
from pinkas.dialects.caspit.server import caspit_router
from pinkas.shell.demo import make_demo
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


def test_numbers_of_closed_sets_are_enumerated(served: dict[str, Any]) -> None:
    schemas = served["components"]["schemas"]
    terms = schemas["CaspitContact"]["properties"]["PaymentTerms"]
    assert terms["enum"] == [0, 1, 2, 3, 4, None]
    assert terms["x-enum-names"] == [
        "the business's", "immediate", "end of month", "end of month plus days", "days", "not said",
    ]  # fmt: skip
    assert schemas["CaspitExpense"]["properties"]["Status"]["enum"] == [0, 2, 3, None]
    assert schemas["CaspitExpense"]["properties"]["Flag"]["enum"] == [*range(12), None]
    assert schemas["CaspitDocument"]["properties"]["TrxTypeId"]["enum"] == [1, 2, 6, 7, 9, 13, 15, 16, 19, None]
    method = schemas["CaspitExpensePayment"]["properties"]["PaymentMethodNumber"]
    assert method["enum"] == [*map(str, range(1, 18)), None]
    every = [(model, name, one) for model, said in schemas.items() for name, one in said.get("properties", {}).items()]
    closed = {name: one for _, name, one in every if "enum" in one}
    assert closed.keys() >= {
        "TrxTypeId", "PaymentTypeId", "PreferredPaymentTypeId", "ContactType", "TrxCodeType", "DocumentRelation",
        "DocumentSource", "CreditType",
    }  # fmt: skip
    for one in closed.values():
        assert len(one["enum"]) == len(one["x-enum-names"])
        assert one["description"].endswith(".")


TOLD = (
    "CaspitContact", "CaspitContactBalance", "CaspitDocument", "CaspitDocumentLine", "CaspitReceiptLine",
    "RelatedDocument", "CaspitProduct", "CaspitExpense", "CaspitExpensePayment", "CaspitExpensePaymentFull",
    "CaspitKupaLine", "CaspitCreditCharge", "CaspitCreditCard", "CaspitPreAuthorizedDebit", "BankDeposit", "VatData",
    "EmailDetails", "CaspitTokenRequest",
)  # fmt: skip


def test_every_member_of_the_main_models_is_told_in_words(served: dict[str, Any]) -> None:
    schemas = served["components"]["schemas"]
    silent = {(model, name) for model in TOLD for name, one in schemas[model]["properties"].items()
              if not one.get("description")}  # fmt: skip
    assert silent == set()
    of_no_member = {(model, name) for model, said in MEMBERS.items() if model not in {"*", "CaspitContactBalance"}
                    for name in said if name not in schemas[model]["properties"]}  # fmt: skip
    assert of_no_member == set()
    assert "yyyymm" in schemas["CaspitExpense"]["properties"]["VatPeriod"]["description"]
    assert schemas["CaspitExpense"]["properties"]["VatRate"]["maximum"] == 100


def test_what_only_some_files_need_is_told_in_words(served: dict[str, Any]) -> None:
    parameters = {one["name"]: one for one in served["paths"]["/api/v1/Hashavshevet"]["get"]["parameters"]}
    for name in ("startDate", "endDate"):
        assert parameters[name]["required"] is False
        assert "Required for movein" in parameters[name]["description"]
    assert "PRINT does not look at `inCaseOfErrorReturnHttpCode`" in served["info"]["description"]


def test_errors_have_examples(served: dict[str, Any]) -> None:
    for response in served["components"]["responses"].values():
        assert any("example" in said for said in response["content"].values())


#: What its path must name is nobody's until somebody asks: a client of reports.
CLIENTS = "/clients/{clientID}"


def test_the_demo_takes_every_example(house: House, served: dict[str, Any]) -> None:
    house.run(make_demo(house.desk))
    bodies = [(verb.upper(), path, said["requestBody"]["content"]) for path, verbs in served["paths"].items()
              for verb, said in verbs.items() if "requestBody" in said]  # fmt: skip
    assert all("example" in content[media] for _, _, content in bodies for media in content)
    named = {"EmailDocument/{id}": "demo-goods-1", "Contacts/{id}": "5077", "Products/{id}": "shelf",
             "PreAuthorizedDebits/{id}": "demo-maintenance"}  # fmt: skip
    token = json.loads(_sent(house, "POST", "/api/v1/Token", bodies[0][2], "application/json", "")[1])
    gateway = [one for one in bodies if one[1].endswith("Card-Gateway")]
    vendors = [one for one in bodies if one[1].startswith("/api/v1/") and CLIENTS not in one[1]]
    ours = [one for one in bodies if one[1] in OURS]
    assert len(gateway) == 1
    assert len(ours) == len(OURS)
    for verb, path, content in (*gateway, *vendors, *ours):
        target = path.replace("{id}", named.get(path.removeprefix("/api/v1/"), ""))
        for media in content:
            status, text = _sent(
                house, verb, target.replace("{number}", "777").replace("{key}", "2"), content, media, token
            )
            assert status in {200, 201}, f"{verb} {path} {media}: {text}"


#: Of ours, those whose example needs nothing that only its reader knows, and no operator.
OURS = {
    f"/ext/v1/{name}"
    for name in (
        "Terms", "Trx-codes/{number}", "First-numbers", "Entries", "Opening-balances", "Cash",
        "Vat-settings", "Differences", "Stock", "Hashavshevet-Settings", "Tax-Authority", "Signature", "Registration",
        "Stores/{key}", "Tills/{key}", "Staff/{key}", "Departments/{key}", "Clubs/{key}", "Price-lists/{key}",
        "Tenders/{key}", "Bank-accounts/{key}", "Closings",
    )
}  # fmt: skip


def _sent(house: House, verb: str, target: str, content: Any, media: str, token: str) -> tuple[int, str]:
    example = content[media]["example"]
    body = example.encode() if isinstance(example, str) else json.dumps(example).encode()
    headers = {"Content-Type": media, "Caspit-Token": token}
    wire = HTTPConnection("127.0.0.1", house.port, timeout=30)
    wire.request(verb, target, body, headers)
    reply = wire.getresponse()
    text = reply.read().decode()
    wire.close()
    return reply.status, text


def test_the_reference_is_asked_for_as_everything_else_is(house: House) -> None:
    wire = HTTPConnection("127.0.0.1", house.port, timeout=30)
    with closing(wire):
        _asked_as_everything_else(wire)


def _asked_as_everything_else(wire: HTTPConnection) -> None:
    for target in ("/docs", "/Docs", "/DOCS/openapi.json", "/docs/OpenAPI.json", "/docs/page.js"):
        wire.request("OPTIONS", target, headers={"Origin": "https://a.example", "Access-Control-Request-Method": "GET"})
        reply = wire.getresponse()
        reply.read()
        assert reply.status == 200, target
        assert reply.headers["Allow"] == "GET, HEAD, OPTIONS"
        assert reply.headers["Access-Control-Allow-Origin"] == "*"
        assert reply.headers["Access-Control-Allow-Methods"] == "GET, HEAD, OPTIONS"
        for verb in ("GET", "HEAD"):
            wire.request(verb, target)
            reply = wire.getresponse()
            assert (reply.status, bool(reply.read())) == (200, verb == "GET"), target
            assert reply.headers["Access-Control-Allow-Origin"] == "*"
    wire.request("GET", "/docs/nothing")
    reply = wire.getresponse()
    assert (reply.status, reply.read()) == (404, b"Not found")


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
