"""A card's full number where a token belongs is refused, never kept and never shown."""

from __future__ import annotations

import psycopg
import pytest

from pinkas.books.card_token import is_card_number
from tests.wire.caspit.golden.shop import Shop
from tests.wire.caspit.golden.test_golden_cards import everything

from .asking import ext

NUMBER = "4580123456789015"
TYPED = (NUMBER, "4580 1234 5678 9015", "4580-1234-5678-9015")
DEBIT = {"ContactId": "c", "StartDate": "2026-09-04", "TrxTypeId": 7, "TrxCodeNumber": 3, "Amount": 1}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (NUMBER, True), (" 4580.1234.5678.9015 ", True), ("٤٥٨٠١٢٣٤٥٦٧٨٩٠١٥", True), ("30000000007", False),
        ("300000000004", True), ("4580123456789016", False), ("1234567890", False), ("SBX-" + NUMBER, False),
        ("6f6d1d2e-0000-4000-8000-00000000c0de", False), ("45801234567890150000", False), ("", False),
    ],
)  # fmt: skip
def test_what_is_a_number(text: str, *, expected: bool) -> None:
    assert is_card_number(text) is expected


def test_it_is_refused_wherever_a_token_is_taken(shop: Shop, owner_dsn: str) -> None:
    shop.contact("c")
    for sent in TYPED:
        token = {"CCNumberToken": sent, "CCExpDate": "1230"}
        answers = {
            "contact.CCNumberToken": [
                shop.contact("d", **token), shop.ask("PUT", "Contacts/c", {"ContactId": "c", **token}),
            ],
            "debit.CCNumberToken": [shop.ask("POST", "PreAuthorizedDebits", DEBIT | token)],
            "charge.CCNumberToken": [
                shop.ask("POST", "ChargeCreditCard", {"Amount": 1, **token}, Idempotency_Key="k"),
                shop.ask("POST", "ChargeCreditCard", {"Amount": 1, "CCNumber": "****9015", **token}),
            ],
        }  # fmt: skip
        for member, refusals in answers.items():
            for refused in refusals:
                said = {member: ["The field CCNumberToken must be a token: a card's number is kept nowhere."]}
                assert (refused.status, refused.json["ModelState"]) == (400, said)
    assert ext(shop, "GET", "charges").json["TotalCount"] == 0
    kept = everything(owner_dsn)
    assert NUMBER not in kept.replace(" ", "").replace("-", "")


def test_what_a_contact_holds_from_before_it_keeps(shop: Shop, owner_dsn: str) -> None:
    shop.contact("c", CCNumberToken="tok-1", CCExpDate="1230")
    with psycopg.connect(owner_dsn, autocommit=True) as owner:
        change = "update books.contact set card_token = %s where business_id = %s and key = 'c'"
        owner.execute(change, [NUMBER, shop.business])
        members = {"ContactId": "c", "CCNumberToken": NUMBER, "CCExpDate": "1230", "City": "חיפה"}
        assert shop.ask("PUT", "Contacts/c", members).json["City"] == "חיפה"
        assert shop.ask("PUT", "Contacts/c", members | {"CCNumberToken": "4580000000000000"}).status == 400
        assert shop.ask("PUT", "Contacts/c", members | {"CCNumberToken": "tok-2"}).status == 200
