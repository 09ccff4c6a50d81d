"""Pelecard against its stand-in, from the wire to the clearing house and back."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from pinkas.connectors.cards.pelecard import instalments
from pinkas.testing.house import House
from tests.wire.caspit.golden.shop import Reply, Shop
from tests.wire.ext.asking import ext

from .stand_ins import WAIT_S, Mood, Pelecard

CARD = {"CCNumber": "4580000000000000", "CCExpDate": "0731", "CVV": "987", "CCHolderTZ": "000000018"}


def charge(shop: Shop, amount: object = 100, **members: object) -> Reply:
    key = {"Idempotency_Key": str(members.pop("key"))} if "key" in members else {}
    return shop.ask("POST", "ChargeCreditCard", {**CARD, "Amount": amount, **members}, **key)


def test_a_card_becomes_a_token_and_is_charged_by_it(shop: Shop, pelecard: Pelecard) -> None:
    shop.contact("c")
    saved = shop.ask("POST", "CreditCard", {**CARD, "ContactId": "c"})
    assert (saved.status, saved.json["CCNumberToken"], saved.json["CCNumber"]) == (201, "1234567890", "0000")
    by_token = {"CCNumber": None, "CCNumberToken": "1234567890", "ContactId": "c", "CCExpDate": None}
    charged = charge(shop, 118.05, **by_token, CurrencySymbol="$").json
    assert (charged["Success"], charged["ReferenceNumber"], charged["ShvaResponseCode"]) == (True, "a1b2-0", 0)
    own = ext(shop, "GET", "charges").json["Results"][0]["OwnReference"]
    assert pelecard.calls == [
        ("ConvertToToken", {
            **pelecard.signed, "creditCard": "4580000000000000", "creditCardDateMmYy": "0731", "addFourDigits": "false",
        }),
        ("DebitRegularType", {
            **pelecard.signed, "creditCard": "", "token": "1234567890", "creditCardDateMmYy": "0731", "total": "11805",
            "currency": "2", "cvv2": "987", "id": "000000018", "authorizationNumber": "", "paramX": own,
        }),
    ]  # fmt: skip


def test_what_does_not_divide_goes_on_the_first_instalment(shop: Shop, pelecard: Pelecard) -> None:
    assert charge(shop, 100, CreditType=8, NumPayments=3).json["Success"]
    result = pelecard.charged[0]
    assert (result["FirstPaymentTotal"], result["FixedPaymentTotal"], result["TotalPayments"]) == ("3334", "3333", "3")
    assert instalments(1, 2) == (1, 0)
    assert instalments(120000, 12) == (10000, 10000)


@pytest.mark.parametrize(
    ("number", "code"), [("4580000000000042", 4), ("4580000000000067", 6), ("4580000000000364", 36)]
)
def test_declined(shop: Shop, pelecard: Pelecard, number: str, code: int) -> None:
    declined = charge(shop, CCNumber=number)
    assert (declined.status, declined.json["Success"], declined.json["ShvaResponseCode"]) == (400, False, code)
    assert declined.json["ShvaResponse"] == "עסקה סורבה [card]"
    assert ext(shop, "GET", "charges").json["Results"][0]["State"] == "declined"
    assert shop.ask("POST", "CreditCard", {**CARD, "CCNumber": number}).text == "כרטיס לא תקין (code 033)."
    assert pelecard.charged == []


def test_wrong_credentials_are_no_decline(shop: Shop, pelecard: Pelecard) -> None:
    account = {"Gateway": "pelecard", "Terminal": "0962210", "User": "testpele", "Password": "wrong"}
    assert ext(shop, "PUT", "card-gateway", account).status == 200
    assert charge(shop).status == 400
    assert ext(shop, "GET", "charges").json["Results"][0]["State"] == "refused"
    assert pelecard.charged == []


def test_no_token_charges_nothing(shop: Shop, pelecard: Pelecard) -> None:
    pelecard.mood = Mood.NONSENSE
    unanswered = shop.ask("POST", "CreditCard", CARD)
    assert (unanswered.status, unanswered.text) == (
        502, "The card gateway gave no answer that can be understood: no card was saved, and nothing was charged.",
    )  # fmt: skip


@pytest.mark.parametrize("mood", [Mood.LOSES, Mood.FAILS, Mood.NONSENSE, Mood.REDIRECTS])
def test_an_unknown_outcome_waits_for_a_person(shop: Shop, pelecard: Pelecard, mood: Mood) -> None:
    pelecard.mood = mood
    first = charge(shop, key="k")
    assert (first.status, first.json["Success"], first.json["ShvaResponseCode"]) == (502, False, None)
    waits = ext(shop, "GET", "charges?open=true").json["Results"][0]
    assert first.json["ShvaResponse"] == (
        "It is not known whether the card was charged, and this gateway cannot be asked. Find out at the card company, "
        f"and write it down: POST /ext/v1/charges/{waits['ChargeId']}/settle. Do not charge again before."
    )
    pelecard.mood = Mood.WELL
    again = charge(shop, key="k")
    assert (again.status, again.headers["idempotency-replayed"]) == (502, "true")
    shop.house.clock.move(seconds=500)
    looked = ext(shop, "POST", f"charges/{waits['ChargeId']}/look-up").json
    assert (looked["State"], looked["Gateway"]) == ("unknown", "pelecard")
    settled = {"State": "approved", "ReferenceNumber": "a1b2-0"}
    assert ext(shop, "POST", f"charges/{waits['ChargeId']}/settle", settled).json["Witness"] == "person"
    told = charge(shop, key="k")
    assert (told.status, told.json["Success"], told.json["ReferenceNumber"]) == (200, True, "a1b2-0")
    assert len(pelecard.calls) == len(pelecard.charged) == 1


def test_the_same_key_while_the_gateway_thinks(house: House, shop: Shop, pelecard: Pelecard) -> None:
    pelecard.mood = Mood.SLOW
    twin = Shop(house, shop.tax_number, shop.business, shop.token)
    with ThreadPoolExecutor(1) as pool:
        slow = pool.submit(charge, twin, key="k")
        assert pelecard.asked.wait(WAIT_S)
        meanwhile = charge(shop, key="k")
        pelecard.go_on.set()
        first = slow.result(WAIT_S)
    twin.close()
    assert (meanwhile.status, meanwhile.json["Success"]) == (409, False)
    assert "under way" in meanwhile.json["ShvaResponse"]
    assert (first.status, first.json["Success"]) == (200, True)
    assert charge(shop, key="k").json["Success"]
    assert len(pelecard.charged) == 1


def test_a_gateway_that_is_not_there(house: House, shop: Shop, pelecard: Pelecard) -> None:
    house.gateways.urls["pelecard"] = "http://127.0.0.1:1/services"
    refused = charge(shop)
    assert (refused.status, refused.json["ShvaResponse"]) == (
        400, "the card gateway cannot be reached: nothing was sent",
    )  # fmt: skip
    assert shop.ask("POST", "CreditCard", CARD).status == 400
    assert pelecard.calls == []


@pytest.mark.parametrize(
    ("members", "said"),
    [
        ({"IsRefund": True}, "gives nothing back"),
        ({"CreditType": 6, "NumPayments": 3}, "The field CreditType is not offered by this card gateway."),
    ],
)
def test_what_it_does_not_do(shop: Shop, pelecard: Pelecard, members: dict[str, Any], said: str) -> None:
    refused = charge(shop, **members)
    assert 400 <= refused.status <= 501
    assert said in refused.text
    assert pelecard.calls == []
    assert ext(shop, "GET", "charges").json["TotalCount"] == 0
