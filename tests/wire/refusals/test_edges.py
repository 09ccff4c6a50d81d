"""Values at the edge of what can be read, in every field of every body: taken or refused, and the books stay whole."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from pinkas.dialects.caspit.fields import Kind, Wire, model_of
from pinkas.storage.verify import verify_business
from pinkas.testing.house import House

from .mistakes import RAW, encoded
from .writes import WRITES, Books, authority, books, refused

__all__ = ["authority", "books"]

_NUMBERS = (
    "0", "-0", "-1", "0.01", "0.001", "0.00001", "0.000001", "-0.01", "999999999999.99",
    "999999999999.994", "999999999999.995", "99999999999999", "999999999999999", "-999999999999999", "1e14", "1E-300",
)  # fmt: skip
EDGES: dict[Kind, tuple[str, ...]] = {
    Kind.TEXT: (
        '""', '" "', '"\\t\\n"', '"\\u202e\\u200f"', '"\\ud83d\\udca9"', '"\'; drop table books.head; --"', '"{0} %s"',
        '"<b>&amp;"', '"\\\\"', '"NaN"', '"-1"', "12", "true", '"..%2F.."', '"a@b.c, d@e.f"', '"a\\r\\nBcc: x@y.z"',
    ),
    Kind.INTEGER: ("0", "-1", "1", "9", "98", "99", "100", "2147483647", "-2147483647", '"7"', "7.0"),
    Kind.DECIMAL: _NUMBERS,
    Kind.FLAG: ("true", "false", "0", "1", '""'),
    Kind.DATE: ('"1900-01-01"', '"2200-12-31"', '"2026-08-04T23:59:59Z"', '"1948-01-01"', '""', '"/Date(0)/"'),
    Kind.LIST: ("[]", "[{}]", "[{},{}]", "[null]"),
}  # fmt: skip
#: Writes that take less than a third of these: wrong logins are slowed down, a change of registration comes after the
#: last one only, a rate has more ways to be wrong, and a payer must be there. A cheque is deposited once, and VAT is
#: reported by one month or two, from six days of a year. A charge is settled once, an expense reversed once.
LEAST_TAKEN = {
    "a token": 0,
    "a registration": 1,
    "rates": 15,
    "a payer": 3,
    "a deposit": 1,
    "VAT periods": 1,
    "how files are written": 80,
    "a number by hand": 0,
    "a settled charge": 1,
    "an expense's reversal": 1,
}


def edges(wire: type[Wire], sound: dict[str, Any]) -> Iterator[tuple[str, bytes]]:
    """One body for each field and value, the rest of it sound; also with the field left out and null."""
    for field in model_of(wire).fields:
        if field.rules.read_only or field.kind not in EDGES:
            continue
        longest = field.rules.max_length if field.kind is Kind.TEXT else None
        values = [*EDGES[field.kind], "null"] + ([f'"{"ש" * longest}"', f'"{"💩" * longest}"'] if longest else [])
        for value in values:
            yield f"{field.name}={value[:40]}", encoded({**sound, field.name: RAW + value})
        yield f"no {field.name}", encoded({name: value for name, value in sound.items() if name != field.name})
        if field.item is not None and sound.get(field.name):
            one, *others = sound[field.name]
            for what, body in edges(field.item, one):
                yield f"{field.name}: {what}", encoded({**sound, field.name: [RAW + body.decode(), *others]})


def prepared(books: Books, name: str, count: int) -> Iterator[str]:
    """Targets for as many calls: what can be done once only has a record for each."""
    target = WRITES[name].target
    if name == "a bounced cheque":
        lines = [
            {"PaymentTypeId": 2, "Payment": 5, "CheckNumber": str(number), "BankId": 12} for number in range(count)
        ]
        books.shop.receipt("cheques", ReceiptLines=lines, CustomerId="c")
        assert books.shop.print("cheques").status == 200
        till = [line for page in (0, 1) for line in books.shop.get(f"Kupa?page={page}").json["Results"]]
        cheques = [line["CaspitKupaLineId"] for line in till if line["CaspitKupaLineId"] != books.cheque]
        assert len(cheques) == count
        yield from (target.replace("{cheque}", cheque) for cheque in cheques)
    for number in range(count):
        if name == "a reversal":
            said = {"EntryId": f"e{number}", "Date": "2026-08-01", "Lines": WRITES["an entry"].sound["Lines"]}
            assert books.ask("POST", "ext/v1/entries", encoded(said)).status == 201
        if name == "a difference":
            books.shop.invoice(f"inv-{number}")
            assert books.shop.print(f"inv-{number}").status == 200
        yield target.replace("/e/", f"/e{number}/")


@pytest.mark.parametrize("name", WRITES)
def test_values_at_the_edge(books: Books, name: str) -> None:
    write = WRITES[name]
    asked = list(edges(write.model, write.sound))
    taken = 0
    for number, ((what, body), target) in enumerate(zip(asked, prepared(books, name, len(asked)), strict=False)):
        # Under a key of its own, that nothing before it may stand in its way.
        own = body.replace(b'"fresh', f'"fresh-{number}'.encode()).replace(b'"inv"', f'"inv-{number}"'.encode())
        reply = books.ask(write.verb, target, own)
        if reply.status in {200, 201}:
            taken += 1
        else:
            refused(reply, None, f"{name}, {what}")
    assert taken >= LEAST_TAKEN.get(name, len(asked) // 3)


def test_the_books_are_whole_after_all_that(books: Books, house: House) -> None:
    for key in ("both", "draft"):
        books.ask("POST", f"api/v1/PrintDocument/{key}")
    assert house.run(verify_business(house.desk.store, books.shop.business)) is None
