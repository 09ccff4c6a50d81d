"""Every route of the protocol, asked for another's client, and with every mistake in its body."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from pinkas.actions.sessions import Sessions
from pinkas.dialects.caspit.fields import Wire
from pinkas.dialects.caspit.reporting.wire import DocumentRequest, ReportSource
from pinkas.dialects.caspit.server import caspit_router
from pinkas.testing.house import House
from tests.wire.caspit.golden.shop import PASSWORD, Shop
from tests.wire.caspit.strangers import APART, Route, routes
from tests.wire.refusals.ledger import contents
from tests.wire.refusals.mistakes import mistakes
from tests.wire.refusals.writes import refused

from .walking import R, opened, ready

BODIES = {"parameters": {"report": "Stock"}, "instances": {"report": "Stock"}, "documents": {"format": "CSV"}}
#: What names no client: whoever has a token may ask.
ANYBODYS = {
    "telerikreports/clients", "telerikreports/formats", "telerikreports/version",
    "telerikreports/resources/{folder}/{resourceName}",
}  # fmt: skip


@pytest.fixture(scope="module")
def table(house: House) -> list[Route]:
    every = routes(caspit_router(house.desk, Sessions(house.desk)), apart=True)
    return [route for route in every if route.controller in APART]


@pytest.fixture(scope="module")
def strangers(house: House, books: Shop) -> Iterator[list[Shop]]:
    """Ruth in another business, and somebody else in hers."""
    abroad = Shop(house, "655555555", house.open_business("655555555"))
    abroad.log_in()
    house.add_user("colleague", PASSWORD, books.business)
    colleague = Shop(house, books.tax_number, books.business)
    query = f"user=colleague&pwd={PASSWORD}&osekMorshe={books.tax_number}"
    colleague.token = colleague.send("GET", f"/api/v1/Token?{query}").json
    yield [abroad, colleague]
    abroad.close()
    colleague.close()


def test_anothers_client_is_gone_whatever_is_asked(
    table: list[Route], books: Shop, strangers: list[Shop], owner_dsn: str
) -> None:
    document = ready(books, opened(books, "AgedDebts"), "HTML")
    _, _, client, _, instance, _, name = document.split("/")
    values = {"clientID": client, "instanceID": instance, "documentID": name, "pageNumber": "1",
              "resourceID": "report.css", "actionID": "sort-total"}  # fmt: skip
    before = contents(owner_dsn)
    asked = 0
    for route in table:
        if route.pattern in ANYBODYS:
            continue
        path = route.pattern
        for key, value in values.items():
            path = path.replace(f"{{{key}}}", value)
        query = "&".join(f"{key}={value}" for key, value in values.items()) if route.pattern == "telerikreports" else ""
        body = BODIES.get(route.pattern.rpartition("/")[2], {"format": "CSV"} if route.verb == "POST" else None)
        for shop in strangers:
            reply = shop.ask(route.verb, f"{path}?{query}", body)
            assert reply.status == 410, (route, reply.text)
            asked += 1
    assert asked == 2 * (len(table) - len(ANYBODYS)) == 30
    assert contents(owner_dsn) == before
    # Under a client of their own another's report is none.
    for shop in strangers:
        own = shop.ask("POST", f"{R}/clients").json["clientId"]
        for rest in (f"/documents/{name}/info", f"/documents/{name}", f"/documents/{name}/pages/1"):
            assert shop.get(f"{R}/clients/{own}/instances/{instance}{rest}").status == 404
    assert books.get(f"{document}/info").status == 200


def test_without_a_token_nothing_is_told(table: list[Route], books: Shop) -> None:
    for route in table:
        target = f"/api/v1/{route.pattern}".replace("{", "").replace("}", "")
        assert books.send(route.verb, target).status == 401, route


@pytest.mark.parametrize(("rest", "model"), [("/instances", ReportSource), ("/parameters", ReportSource),
                                              ("/documents", DocumentRequest)])  # fmt: skip
def test_a_body_that_is_wrong_is_refused(books: Shop, owner_dsn: str, rest: str, model: type[Wire]) -> None:
    instance = opened(books, "Stock")
    address = instance + rest if rest == "/documents" else instance.partition("/instances")[0] + rest
    sound = {"format": "CSV"} if rest == "/documents" else {"report": "Stock"}
    before = contents(owner_dsn)
    for mistake in mistakes(model, sound):
        refused(books.ask("POST", address, mistake.body), mistake.member, mistake.what)
    broken = [b"", b"[]", b"null", b'{"report":', b'{"a":' * 40 + b"1" + b"}" * 40]
    if model is ReportSource:
        broken += [b'{"report":"Stock","parameterValues":[]}', b'{"report":"Stock","parameterValues":"x"}',
                   b'{"report":"Stock","parameterValues":{"AsOf":{}}}']  # fmt: skip
    for body in broken:
        refused(books.ask("POST", address, body), None, repr(body))
    assert contents(owner_dsn) == before


def test_a_client_is_not_registered_with_a_body_too_large(books: Shop, owner_dsn: str) -> None:
    before = contents(owner_dsn)
    for path in (f"{R}/clients", R):
        large = b" " * (2 * 1024 * 1024 + 1)
        assert books.send("POST", f"/api/v1/{path}", large, {"Caspit-Token": books.token}).status == 413, path
    assert contents(owner_dsn) == before
