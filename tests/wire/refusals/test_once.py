"""Every write of both routers under an Idempotency-Key, its body in XML: once done, told again, never done twice."""

from __future__ import annotations

import json
from decimal import Decimal

from pinkas.actions.sessions import Sessions
from pinkas.dialects.caspit.extensions.server import extensions_router
from pinkas.dialects.caspit.server import caspit_router
from pinkas.storage.verify import verify_business
from pinkas.testing.house import House
from tests.wire.caspit.golden.shop import Reply
from tests.wire.caspit.strangers import routes
from tests.wire.caspit.xmlform import body_of, compare

from .ledger import contents
from .mistakes import encoded
from .writes import BODILESS, DEEDS, WRITES, Books, authority, books

__all__ = ["authority", "books"]

#: A token is no record: asked for twice, there are two, and an answer kept for later would be a secret kept. What a
#: gateway tells us bears no key of ours and is told as often as it likes. A rendering changes no books.
WITHOUT_KEY = {("POST", "token"), ("POST", "card-pages/{id}/notify")}
RENDERING = "telerikreports"
#: What is refused when it is done once more under another key: there is nothing left to do it to.
NOT_AGAIN = {"a settled charge", "a reversal", "a bounced cheque", "an expense's reversal"}
NO_DEED_AGAIN = {
    ("POST", "allocations/{id}/ask"),
    ("DELETE", "contacts/{id}"),
    ("DELETE", "preauthorizeddebits/{id}"),
    ("DELETE", "expenses/{id}"),
    ("DELETE", "products/{id}"),
    ("POST", "canceldocument/{id}"),
    ("POST", "deposits/{id}/cancel"),
    ("POST", "papers/{id}/cancel"),
}
#: Its body leads to a gateway: tests/connectors/cards.
ELSEWHERE = {("POST", "card-pages")}


def told_again(first: Reply, again: Reply, said: str) -> None:
    """The same status, the same place, and that it is a repetition."""
    assert again.status == first.status, f"{said}: {again.text}"
    assert again.headers.get("location") == first.headers.get("location"), said
    assert (first.headers.get("idempotency-replayed"), again.headers.get("idempotency-replayed")) == (None, "true"), (
        said
    )


def test_every_write_takes_a_key(house: House) -> None:
    sessions = Sessions(house.desk)
    every = routes(caspit_router(house.desk, sessions), extensions_router(house.desk, sessions))
    keyed = {(write.verb, write.pattern) for write in WRITES.values() if write.keyed} | DEEDS.keys()
    written = {(route.verb, route.pattern) for route in every if not route.reads and route.controller != RENDERING}
    assert written - keyed == WITHOUT_KEY | ELSEWHERE
    assert DEEDS.keys() | ELSEWHERE | WITHOUT_KEY >= BODILESS


def test_every_body_is_taken_once(books: Books, house: House, owner_dsn: str) -> None:
    for number, (name, write) in enumerate(WRITES.items()):
        sent, key = body_of(write.model, write.sound), {"Idempotency_Key": f"k-{number}"}
        as_xml = {"Content_Type": "text/xml", "Accept": "application/xml"}
        if not write.keyed:
            reply = books.write(write, sent, **key, **as_xml)
            assert reply.status == 200, f"{name}: {reply.text}"
            assert "idempotency-replayed" not in reply.headers
            continue
        assert books.write(write, b"<a>", **key, **as_xml).status == 400, name
        first = books.write(write, sent, **key, **as_xml)
        assert first.status in {200, 201}, f"{name}: {first.text}"
        assert first.headers["content-type"] == "application/xml; charset=utf-8", name
        written = contents(owner_dsn)
        told_again(first, books.write(write, sent, **key, **as_xml), name)
        replayed = books.write(write, sent, **key, Content_Type="text/xml")
        told_again(first, replayed, name)
        compare(books.write(write, sent, **key, **as_xml).body, json.loads(replayed.body, parse_float=Decimal))
        conflict = books.write(write, encoded(write.sound) + b" ", **key, Accept="text/xml")
        assert (conflict.status, conflict.body[:16]) == (409, b"<Error><Message>"), name
        assert contents(owner_dsn) == written, name
        anew = {"Idempotency_Key": f"anew-{number}"}
        again = books.write(write, sent, **anew, **as_xml)
        if name in NOT_AGAIN:
            assert 400 <= again.status < 500, f"{name}: {again.text}"
            continue
        assert again.status in {200, 201}, f"{name}: {again.text}"
        written = contents(owner_dsn)
        conflict = books.write(write, encoded(write.sound) + b" ", **anew)
        assert (conflict.status, contents(owner_dsn)) == (409, written), f"{name}: {conflict.text}"
    assert house.run(verify_business(house.desk.store, books.shop.business)) is None


def test_every_deed_is_done_once(books: Books, house: House, owner_dsn: str) -> None:
    for number, ((verb, pattern), (target, other)) in enumerate(DEEDS.items()):
        key, said = {"Idempotency_Key": f"d-{number}"}, f"{verb} {pattern}"
        first = books.ask(verb, target, **key)
        assert first.status in {200, 201, 204}, f"{said}: {first.text}"
        written = contents(owner_dsn)
        told_again(first, books.ask(verb, target, **key, Accept="application/xml"), said)
        assert books.ask(verb, other, **key).status == 409, said
        assert contents(owner_dsn) == written, said
        anew = {"Idempotency_Key": f"anew-d-{number}"}
        again = books.ask(verb, target, **anew)
        if (verb, pattern) in NO_DEED_AGAIN:
            assert 400 <= again.status < 500, f"{said}: {again.text}"
            continue
        assert again.status in {200, 204}, f"{said}: {again.text}"
        written = contents(owner_dsn)
        told_again(again, books.ask(verb, target, **anew), said)
        assert (books.ask(verb, other, **anew).status, contents(owner_dsn)) == (409, written), said
    assert house.run(verify_business(house.desk.store, books.shop.business)) is None


def test_a_card_kept_for_nobody_is_asked_for_under_one_key(books: Books, owner_dsn: str) -> None:
    key, card = {"Idempotency_Key": "nobody"}, WRITES["a card"].sound
    nobody = {name: value for name, value in card.items() if name != "ContactId"}
    first = books.ask("POST", "api/v1/CreditCard", encoded(nobody), **key)
    assert first.status == 201, first.text
    told_again(first, books.ask("POST", "api/v1/CreditCard", encoded(nobody), **key), "a card for nobody")
    written = contents(owner_dsn)
    assert books.ask("POST", "api/v1/CreditCard", encoded(card), **key).status == 409
    assert contents(owner_dsn) == written
