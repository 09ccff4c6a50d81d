"""Bad input of every kind is refused in the wire's own words, naming the field, and loses and leaves nothing."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest

from pinkas.dialects.caspit import wire
from pinkas.dialects.caspit.fields import Wire
from pinkas.testing.house import House
from tests.wire.caspit.golden.shop import PASSWORD, USER, Reply, Shop, open_shop

from .ledger import contents
from .mistakes import encoded, mistakes

#: Controllers that take a body: the address, its model, and a body of it that nothing is wrong with.
WRITES: dict[str, tuple[str, str, type[Wire], dict[str, Any]]] = {
    "a new contact": ("POST", "Contacts", wire.CaspitContact, {"ContactId": "fresh", "BusinessName": "לקוח"}),
    "a changed contact": ("PUT", "Contacts/c", wire.CaspitContact, {"BusinessName": "לקוח"}),
    "a new document": (
        "POST", "Documents", wire.CaspitDocument,
        {
            "DocumentId": "fresh", "TrxTypeId": 7, "TrxCodeNumber": 3,
            "DocumentLines": [{"ProductName": "מדף", "UnitPrice": 10, "Qty": 1}],
            "ReceiptLines": [{"PaymentTypeId": 1, "Payment": 11.8}],
        },
    ),
    "a changed draft": (
        "PUT", "Documents", wire.CaspitDocument,
        {"DocumentId": "both", "TrxTypeId": 7, "TrxCodeNumber": 3, "DocumentLines": [{"UnitPrice": 10}]},
    ),
}  # fmt: skip

#: What no answer may tell.
LEAKS = ("Traceback", ".py", "select ", "insert ", "asyncpg", "psycopg", 'relation "', "constraint")


@pytest.fixture(scope="module")
def shop(house: House) -> Iterator[Shop]:
    house.add_user(USER, PASSWORD, operator=True)
    opened = open_shop(house)
    opened.contact("c")
    opened.invoice("draft", CustomerId="c")
    opened.invoice("both", TrxTypeId=7)
    opened.invoice("inv", CustomerId="c")
    opened.print("inv")
    yield opened
    opened.close()


def refused(reply: Reply, member: str | None, said: str) -> None:
    """A 4xx in the wire's own shape, naming the field when it is about one, and telling nothing of our insides."""
    assert 400 <= reply.status < 500, f"{said}: {reply.status} {reply.text[:300]}"
    for leak in LEAKS:
        assert leak not in reply.text, f"{said}: {reply.text[:300]}"
    if reply.headers["content-type"].startswith("text/plain"):
        assert reply.text.strip(), said
        return
    answer = reply.json
    assert answer["Message"], said
    if member is not None:
        state = answer.get("ModelState", {})
        assert any(path.rpartition(".")[2].partition("[")[0] == member for path in state), f"{said}: {reply.text[:300]}"


@pytest.mark.parametrize("name", WRITES)
def test_a_field_that_is_wrong_is_named_and_nothing_is_written(shop: Shop, owner_dsn: str, name: str) -> None:
    verb, target, model, sound = WRITES[name]
    before = contents(owner_dsn)
    tried = 0
    for mistake in mistakes(model, sound):
        refused(shop.ask(verb, target, mistake.body), mistake.member, f"{name}, {mistake.what}")
        tried += 1
    assert tried > 100
    assert contents(owner_dsn) == before


BROKEN = {
    "nothing": b"",
    "blanks": b" \r\n ",
    "half an object": b'{"TrxTypeId": 1, ',
    "two objects": b"{}{}",
    "a list": b"[]",
    "a text": b'"x"',
    "null": b"null",
    "a number": b"5",
    "no UTF-8": b'{"DocumentId": "\xff\xfe"}',
    "UTF-16": '{"DocumentId": "x"}'.encode("utf-16"),
    "a nest": b'{"a":' * 40 + b"1" + b"}" * 40,
    "a deep nest": b"[" * 100_000 + b"]" * 100_000,
    "single quotes": b"{'DocumentId': 'x'}",
}


@pytest.mark.parametrize("name", WRITES)
def test_a_body_that_cannot_be_read_is_refused_and_nothing_is_written(shop: Shop, owner_dsn: str, name: str) -> None:
    verb, target, _, _ = WRITES[name]
    before = contents(owner_dsn)
    for what, body in BROKEN.items():
        refused(shop.ask(verb, target, body), None, f"{name}, {what}")
    form = shop.ask(verb, target, b"<x/>", Content_Type="application/pdf")
    assert form.status == 415
    assert contents(owner_dsn) == before


def line(**members: Any) -> list[dict[str, Any]]:
    return [{"ProductName": "מדף", "UnitPrice": 10, "Qty": 1, **members}]


def document(**members: Any) -> dict[str, Any]:
    return {"DocumentId": "fresh", "TrxTypeId": 1, "TrxCodeNumber": 3, "DocumentLines": line(), **members}


def receipt(**members: Any) -> dict[str, Any]:
    lines = [{"PaymentTypeId": 1, "Payment": 5}]
    return {"DocumentId": "fresh", "TrxTypeId": 2, "TrxCodeNumber": 2, "ReceiptLines": lines, **members}


#: Documents that can be read and cannot be: the member the answer names, where it names one.
IMPOSSIBLE: dict[str, tuple[dict[str, Any], str | None]] = {
    "an unknown customer": (document(CustomerId="nobody"), "CustomerId"),
    "an unknown class": (document(TrxCodeNumber=777), None),
    "a class of receipts on an invoice": (document(TrxCodeNumber=2), None),
    "an unknown type": (document(TrxTypeId=35), "TrxTypeId"),
    "no type": (document(TrxTypeId=None), "TrxTypeId"),
    "no class": (document(TrxCodeNumber=None), "TrxCodeNumber"),
    "an unknown means of payment": (receipt(ReceiptLines=[{"PaymentTypeId": 99, "Payment": 5}]), "PaymentTypeId"),
    "an unknown currency": (document(DocumentLines=line(CurrencySymbol="¥")), "CurrencySymbol"),
    "a branch of three digits": (document(DocumentNumberBranch=100), "DocumentNumberBranch"),
    "a negative branch": (document(DocumentNumberBranch=-1), "DocumentNumberBranch"),
    "a sum that overflows": (document(DocumentLines=line(UnitPrice=9e11, Qty=9e5)), "ExtendedPrice"),
    "sums that overflow": (document(DocumentLines=line(UnitPrice=9e11) * 3), "TotalBeforeVATChargeVAT"),
    "a discount above the sum": (document(Rebate=10.01), "Rebate"),
    "a negative discount": (document(Rebate=-1), "Rebate"),
    "a discount above all": (document(RebatePercent=100.01), "RebatePercent"),
    "a rate above all": (document(VatRate=101), "VatRate"),
    "a negative rate": (document(VatRate=-0.01), "VatRate"),
    "a negative exchange rate": (document(DocumentLines=line(CurrencySymbol="$", Rate=-3)), "Rate"),
    "a sum below zero": (document(DocumentLines=line(Qty=-2)), "TotalBeforeVATChargeVAT"),
    "payments on an invoice": (document(ReceiptLines=[{"PaymentTypeId": 1, "Payment": 1}]), "ReceiptLines"),
    "lines on a receipt": (receipt(DocumentLines=line()), "DocumentLines"),
    "another sum than paid": (receipt(Payment=6), "Payment"),
    "a negative payment": (receipt(ReceiptLines=[{"PaymentTypeId": 1, "Payment": -5}]), "Payment"),
    "parts of an agora": (receipt(ReceiptLines=[{"PaymentTypeId": 1, "Payment": 5.001}]), "Payment"),
    "negative withholding": (receipt(TaxDeduction=-1), "TaxDeduction"),
    "a related document that is none": (receipt(RelatedDocuments=[{"DocumentId": "nobody"}]), "RelatedDocuments"),
    "a related document without a name": (receipt(RelatedDocuments=[{"DocumentSum": 5}]), "DocumentId"),
    "a negative part of a related document": (
        receipt(RelatedDocuments=[{"DocumentId": "inv", "DocumentSum": -5}]), "DocumentSum",
    ),
    "an invoice made from an invoice": (document(RelatedDocuments=[{"DocumentId": "inv"}]), None),
    "another customer's invoice": (receipt(RelatedDocuments=[{"DocumentId": "inv"}]), None),
    "another type for a draft": (document(DocumentId="draft", TrxTypeId=6), None),
    "another branch for a draft": (document(DocumentId="draft", DocumentNumberBranch=7), None),
    "what is printed": (document(DocumentId="inv"), None),
    "a date before all": (document(Date="1899-12-31"), "Date"),
    "a date after all": (document(Date="2201-01-01"), "Date"),
}  # fmt: skip


def test_what_cannot_be_is_refused_and_nothing_is_written(shop: Shop, owner_dsn: str) -> None:
    before = contents(owner_dsn)
    for what, (body, member) in IMPOSSIBLE.items():
        refused(shop.ask("POST", "Documents", body), member, what)
        wanted = shop.ask("POST", "Documents?inCaseOfErrorReturnHttpCode=OK", body)
        assert wanted.status == 200, what
    assert contents(owner_dsn) == before


def test_the_sound_bodies_are_sound(shop: Shop) -> None:
    """Last: what the mistakes above were made from is taken, so it was the mistake that was refused."""
    for name, (verb, target, _, sound) in WRITES.items():
        reply = shop.ask(verb, target, encoded(sound))
        assert reply.status < 300, f"{name}: {reply.text}"
        assert json.loads(reply.body)
