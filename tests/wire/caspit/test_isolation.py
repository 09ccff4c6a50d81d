"""No route gives one business's records to another, or lets it touch them: every route, every kind of a stranger's id.

The requests are generated from the router's own table. A route that is added is tried by itself; one whose parameters
or body this file cannot fill makes it fail.
"""

from __future__ import annotations

import contextlib
import itertools
import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import psycopg
import pypdfium2
import pytest

from pinkas.actions.sessions import Sessions
from pinkas.dialects.caspit.routing import CaspitRouter
from pinkas.dialects.caspit.server import caspit_router
from pinkas.testing.house import House

from .golden.shop import PASSWORD, Reply, Shop

#: Stands in every text of the victim's that is not a name to ask by.
SECRET = "חסוי"

#: What a stranger may know of the victim: each kind of name its records have.
NAMES = {
    "contact key": "cust-1007",
    "contact without documents": "cust-1008",
    "contact number": "1",
    "invoice key": "inv-1",
    "receipt key": "rec-1",
    "draft key": "draft-1",
    "full number": "98/100001",
    "draft's number": "98/100002",
    "receipt's number": "98/300001",
    "customer's tax number": "514000009",
    "customer's mail": "dana@example.com",
    "product key": "prod-1",
    "catalogue number": "A-80",
}

#: The parameters of this wire that name a record, wherever they stand.
PARAMETERS = ("id", "documentNumber", "osekMorshe", "email", "CustomerId", "Number", "association", "catalogNumber")

#: Bodies of the controllers that take one, with every member that names a record.
BODIES: dict[str, tuple[dict[str, Any], ...]] = {
    "token": ({"UserName": "{user}", "Password": PASSWORD, "OsekMorshe": "{name}"},),
    "contacts": ({"ContactId": "{name}", "BusinessName": "x"},),
    "documents": (
        {"DocumentId": "{name}", "TrxTypeId": 1, "TrxCodeNumber": 3},
        {"TrxTypeId": 1, "TrxCodeNumber": 3, "CustomerId": "{name}"},
        {"TrxTypeId": 1, "TrxCodeNumber": 3, "DocumentLines": [{"ProductId": "{name}", "UnitPrice": 1}]},
        *(
            {
                "TrxTypeId": 2,
                "TrxCodeNumber": 2,
                "ReceiptLines": [{"PaymentTypeId": 1, "Payment": 1}],
                "RelatedDocuments": [{member: "{name}"}],
            }
            for member in ("DocumentId", "DocumentNumber")
        ),
    ),
    "products": ({"ProductId": "{name}", "Name": "x"},),
    "printdocument": (),
    "emaildocument": ({"To": "{name}"},),
    "canceldocument": (),
}


@dataclass(frozen=True)
class Request:
    verb: str
    target: str
    body: dict[str, Any] | None

    def sent_by(self, shop: Shop, forgive: Callable[[], None]) -> Reply:
        if self.target.startswith("token"):
            forgive()
        return shop.ask(self.verb, self.target, self.body)


def _open(house: House, number: str, user: str) -> Shop:
    business = house.open_business(number)
    house.add_user(user, PASSWORD, business)
    shop = Shop(house, number, business)
    shop.token = shop.send("GET", f"/api/v1/Token?user={user}&pwd={PASSWORD}").json
    return shop


def _fill(shop: Shop) -> None:
    """The same records, under the same names, in whichever business."""
    texts = dict.fromkeys(("BusinessName", "Name", "City", "Phone", "Comments1", "BankAcctNumber"), SECRET)
    mail = {"OsekMorshe": "514000009", "Email": "dana@example.com", "OpenBalance": 7654.32}
    assert shop.contact("cust-1007", **texts, **mail).status == 201
    assert shop.contact("cust-1008", **texts).status == 201
    goods = {"Name": SECRET, "CatalogNumber": "A-80", "SalePrice1": 7654.32, "QtyInStock": 7654.32}
    assert shop.ask("POST", "Products", {"ProductId": "prod-1", **goods}).status == 201
    said = {"CustomerId": "cust-1007", "CustomerBusinessName": SECRET, "Comments": SECRET, "CustomerCity": SECRET}
    said["CustomerEmail"] = "dana@example.com"
    lines = [{"ProductName": SECRET, "Details": SECRET, "UnitPrice": 7654.32}]
    assert shop.invoice("inv-1", **said, DocumentLines=lines).status == 201
    assert shop.invoice("draft-1", **said, DocumentLines=lines).status == 201
    assert shop.receipt("rec-1", 5, **said, RelatedDocuments=[{"DocumentId": "inv-1"}]).status == 201
    assert shop.print("inv-1").status == shop.print("rec-1").status == 200


@pytest.fixture(autouse=True)
def forgiving(owner_dsn: str) -> Iterator[Callable[[], None]]:
    """Forget wrong logins: a guess that is slowed proves nothing."""
    with psycopg.connect(owner_dsn, autocommit=True) as owner:

        def forgive() -> None:
            owner.execute("delete from directory.attempt")

        forgive()
        yield forgive
        forgive()


@pytest.fixture(scope="module")
def victim(house: House) -> Iterator[Shop]:
    shop = _open(house, "611111111", "victim")
    _fill(shop)
    yield shop
    shop.close()


@pytest.fixture(scope="module")
def stranger(house: House) -> Iterator[Shop]:
    """Somebody with a good token, of another business, where nothing is."""
    shop = _open(house, "622222222", "stranger")
    yield shop
    shop.close()


@pytest.fixture(scope="module")
def router(house: House) -> CaspitRouter:
    return caspit_router(house.desk, Sessions(house.desk))


def _patterns(router: CaspitRouter) -> list[tuple[str, str]]:
    """Every (verb, pattern) there is: `("GET", "contacts/{id}")`."""
    return [
        (route.verb, "/".join(f"{{{step.word}}}" if step.parameter else step.word for step in route.steps))
        for routes in router._routes.values()  # noqa: SLF001 - the table itself is what must be covered
        for route in routes
    ]


def _requests(verb: str, pattern: str, name: str, user: str) -> Iterator[Request]:
    """The ways to ask this route for that name: in its path, in each parameter, in each member of its bodies."""
    encoded = name.replace("/", "%2F")
    controller, *rest = pattern.split("/")
    for step in rest:
        assert not step.startswith("{") or step.strip("{}") in PARAMETERS, f"what is {step} of {pattern}?"
    # A KeyError here: write down what this controller takes.
    bodies = BODIES[controller] if verb in {"POST", "PUT", "PATCH"} else ()
    named = "&".join(f"{parameter}={encoded}" for parameter in PARAMETERS)
    login = f"user={user}&pwd={PASSWORD}"
    targets = [
        "/".join([controller, *(encoded if step.startswith("{") else step for step in rest)]),
        *(f"{controller}?{parameter}={encoded}&d=1" for parameter in PARAMETERS),
        *(f"{controller}?documentNumber={encoded}&trxTypeId={trx_type}" for trx_type in (1, 2, 7)),
        f"{controller}?{login}&{named}",
    ]
    bodiless = ((target, None) for target in targets)
    # A body goes with each name in the address where the address takes one.
    whole = itertools.product([controller, *(targets if rest else targets[-1:])], bodies)
    for target, body in [*bodiless, *whole]:
        text = None if body is None else json.dumps(body).replace("{name}", name).replace("{user}", user)
        yield Request(verb, target, None if text is None else json.loads(text))


def _shown(reply: Reply) -> str:
    if reply.headers.get("content-type") != "application/pdf":
        return reply.text
    paper = pypdfium2.PdfDocument(reply.body)
    text: str = "".join(page.get_textpage().get_text_bounded() for page in paper)
    paper.close()
    return text


def _digest(owner_dsn: str, business: int) -> dict[str, str]:
    """A fingerprint of every row of a business, by table."""
    with psycopg.connect(owner_dsn) as owner:
        tables = owner.execute(
            "select format('%I.%I', table_schema, table_name) from information_schema.columns"
            " where table_schema in ('books', 'directory') and column_name = 'business_id'"
            " and table_name <> 'session'"
        ).fetchall()
        assert len(tables) > 20
        return {
            table: str(
                owner.execute(
                    f"select count(*), md5(coalesce(string_agg(t::text, '|' order by t::text), ''))"
                    f" from {table} t where business_id = %s",
                    [business],
                ).fetchone()
            )
            for (table,) in tables
        }


def test_no_route_shows_or_touches_a_strangers_records(
    router: CaspitRouter, victim: Shop, stranger: Shop, owner_dsn: str, forgiving: Callable[[], None]
) -> None:
    before = _digest(owner_dsn, victim.business)
    tried = 0
    for verb, pattern in _patterns(router):
        for name in [*NAMES.values(), victim.tax_number, str(victim.business)]:
            for request in _requests(verb, pattern, name, "stranger"):
                reply = request.sent_by(stranger, forgiving)
                tried += 1
                shown = _shown(reply) if reply.body else ""
                assert reply.status < 500 or reply.status == 501, (request, shown)
                assert SECRET not in shown, request
                assert "7654.32" not in shown, request
        # Whatever it did to the stranger's own books, the victim's are as they were.
        assert _digest(owner_dsn, victim.business) == before, (verb, pattern)
    assert tried > 1500


def test_the_same_requests_serve_their_owner(house: House, router: CaspitRouter, forgiving: Callable[[], None]) -> None:
    """Otherwise the test above would pass with requests that ask for nothing."""
    served = set()
    for verb, pattern in _patterns(router):
        forgiving()
        user = f"owner-{len(served)}"
        with contextlib.closing(_open(house, str(630_000_000 + len(served)), user)) as owner:
            _fill(owner)
            names = [*NAMES.values(), owner.tax_number]
            requests = (request for name in names for request in _requests(verb, pattern, name, user))
            good = {200, 201, 204, 501}
            assert any(request.sent_by(owner, forgiving).status in good for request in requests), (verb, pattern)
        served.add((verb, pattern))


@pytest.mark.parametrize(("verb", "pattern"), [("GET", "contacts/{code}"), ("POST", "nothings")])
def test_a_route_that_cannot_be_filled_is_told(verb: str, pattern: str) -> None:
    with pytest.raises((AssertionError, KeyError)):
        list(_requests(verb, pattern, "x", "stranger"))


def test_a_login_opens_its_own_business_alone(victim: Shop, stranger: Shop) -> None:
    for number in (f"osekMorshe={victim.tax_number}", f"OSEKMORSHE={victim.tax_number}&osekMorshe=622222222"):
        refused = stranger.send("GET", f"/api/v1/Token?user=stranger&pwd={PASSWORD}&{number}")
        assert (refused.status, refused.text) == (401, "Invalid user name or password")


def test_another_businesss_idempotency_key_is_nobodys(victim: Shop, stranger: Shop) -> None:
    body = {"BusinessName": SECRET}
    assert victim.ask("POST", "Contacts", body, Idempotency_Key="shared").status == 201
    own = stranger.ask("POST", "Contacts", {"BusinessName": "own"}, Idempotency_Key="shared")
    assert (own.status, own.headers.get("idempotency-replayed"), own.json["BusinessName"]) == (201, None, "own")


def test_the_same_names_are_free_in_every_business(victim: Shop, stranger: Shop, owner_dsn: str) -> None:
    before = _digest(owner_dsn, victim.business)
    for key in ("cust-1007", "shared"):
        stranger.contact(key, BusinessName="mine")
    stranger.invoice("own-1", CustomerId="cust-1007")
    assert stranger.print("own-1").status == 200
    assert stranger.get("Contacts/cust-1007").json["BusinessName"] == "mine"
    assert stranger.balance("cust-1007") == -1180
    assert _digest(owner_dsn, victim.business) == before
