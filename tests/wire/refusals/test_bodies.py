"""Bad input of every kind is refused in the wire's own words, naming the field, and loses and leaves nothing."""

from __future__ import annotations

import json
from typing import Any

import pytest

from pinkas.actions.sessions import Sessions
from pinkas.dialects.caspit.extensions.server import extensions_router
from pinkas.dialects.caspit.server import caspit_router
from pinkas.storage.verify import verify_business
from pinkas.testing.house import House
from tests.wire.caspit.golden.shop import Shop
from tests.wire.caspit.strangers import routes

from .ledger import contents
from .mistakes import encoded, mistakes
from .writes import BODILESS, WRITES, Books, authority, books, refused

__all__ = ["authority", "books"]


@pytest.fixture(scope="module")
def shop(books: Books) -> Shop:
    """The business as its client asks."""
    return books.shop


def test_every_write_is_tried(house: House) -> None:
    sessions = Sessions(house.desk)
    every = routes(caspit_router(house.desk, sessions), extensions_router(house.desk, sessions))
    written = {(route.verb, route.pattern) for route in every if not route.reads}
    assert written == {(write.verb, write.pattern) for write in WRITES.values()} | BODILESS


@pytest.mark.parametrize("name", WRITES)
def test_a_field_that_is_wrong_is_named_and_nothing_is_written(books: Books, owner_dsn: str, name: str) -> None:
    write = WRITES[name]
    before = contents(owner_dsn)
    wrong = list(mistakes(write.model, write.sound))
    for mistake in wrong:
        refused(books.write(write, mistake.body), mistake.member, f"{name}, {mistake.what}")
    assert len(wrong) >= 8
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
def test_a_body_that_cannot_be_read_is_refused_and_nothing_is_written(books: Books, owner_dsn: str, name: str) -> None:
    write = WRITES[name]
    before = contents(owner_dsn)
    for what, body in BROKEN.items():
        taken = (write.optional and not body.strip()) or (write.bare_list and body == b"[]")
        if not taken:
            refused(books.write(write, body), None, f"{name}, {what}")
    assert books.write(write, b"<x/>", Content_Type="application/pdf").status == 415
    assert books.write(write, encoded(write.sound), Content_Encoding="gzip").status == 415
    assert books.write(write, b" " * write.largest + encoded(write.sound)).status == 413
    for key in ("x" * 256, "a b", "\x7f") if write.keyed else ():
        refused(books.write(write, encoded(write.sound), Idempotency_Key=key), None, f"{name}, key {key[:5]!r}")
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


def test_the_sound_bodies_are_sound(books: Books, house: House) -> None:
    """What the mistakes above were made from is taken, so it was the mistake that was refused."""
    for name, write in WRITES.items():
        reply = books.write(write, encoded(write.sound))
        assert reply.status in {200, 201}, f"{name}: {reply.text}"
        assert json.loads(reply.body)
    assert house.run(verify_business(house.desk.store, books.shop.business)) is None
