"""CardCom's version 11 against its stand-in: charges by token, look-ups, refunds, and its own page."""

from __future__ import annotations

from decimal import Decimal
from urllib.parse import urlsplit

import pytest

from pinkas.actions.cards.keeping import look_up_round
from pinkas.testing.house import House
from tests.wire.caspit.golden.shop import Reply, Shop, open_shop
from tests.wire.ext.asking import ext

from .stand_ins import DECLINED_TOKEN, TOKEN, CardCom, Mood


def charge(shop: Shop, amount: object = 100, key: str | None = None, **members: object) -> Reply:
    headers = {} if key is None else {"Idempotency_Key": key}
    body = {"CCNumberToken": TOKEN, "CCExpDate": "0731", "Amount": amount, **members}
    return shop.ask("POST", "ChargeCreditCard", body, **headers)


def charges(shop: Shop, query: str = "") -> list[dict[str, object]]:
    rows: list[dict[str, object]] = ext(shop, "GET", f"charges{query}").json["Results"]
    return rows


def test_a_token_is_charged_under_our_reference(shop: Shop, cardcom: CardCom) -> None:
    done = charge(shop, 118.05, CurrencySymbol="$", CVV="987", CreditType=8, NumPayments=3)
    assert (done.status, done.json["ReferenceNumber"], done.json["ShvaResponse"]) == (200, "770001", "הצלחה")
    assert cardcom.calls == [
        ("Transactions/Transaction", {
            "TerminalNumber": 1000, "ApiName": "test-api", "Amount": Decimal("118.05"), "Token": TOKEN,
            "CardExpirationMMYY": "0731", "ISOCoinId": 2, "ExternalUniqTranId": charges(shop)[0]["OwnReference"],
            "NumOfPayments": 3, "CVV2": "987",
        }),
    ]  # fmt: skip


def test_declined_and_refused(shop: Shop, cardcom: CardCom) -> None:
    declined = charge(shop, CCNumberToken=DECLINED_TOKEN)
    assert (declined.status, declined.json["ShvaResponseCode"], declined.json["ShvaResponse"]) == (400, 4, "סירוב")
    ext(shop, "PUT", "card-gateway", {"Gateway": "cardcom", "Terminal": "1000", "User": "nobody"})
    assert charge(shop).json["ShvaResponseCode"] == 5033
    assert [row["State"] for row in charges(shop)] == ["declined", "refused"]
    assert cardcom.charged == []


@pytest.mark.parametrize("mood", [Mood.LOSES, Mood.FAILS, Mood.NONSENSE])
def test_a_lost_answer_is_looked_up_and_nothing_is_charged_twice(shop: Shop, cardcom: CardCom, mood: Mood) -> None:
    cardcom.mood = mood
    assert charge(shop, key="k").status == 502
    assert charge(shop, key="k").status == 502  # neither does the look-up get an answer
    cardcom.mood = Mood.WELL
    again = charge(shop, key="k")
    assert (again.status, again.json["Success"], again.headers["idempotency-replayed"]) == (200, True, "true")
    assert (charges(shop)[0]["Witness"], charges(shop, "?open=true")) == ("look-up", [])
    assert len(cardcom.charged) == 1


def test_the_server_looks_up_by_itself(house: House, shop: Shop, cardcom: CardCom) -> None:
    cardcom.mood = Mood.LOSES
    assert charge(shop, 70).status == 502
    cardcom.by_reference.clear()  # as if it had never arrived
    assert charge(shop, 80).status == 502
    cardcom.mood = Mood.WELL
    assert house.run(look_up_round(house.desk)) == (0, 0)
    assert [row["State"] for row in charges(shop)] == ["unknown", "unknown"]  # too early to ask
    house.clock.move(seconds=91)
    house.run(look_up_round(house.desk))
    # What it does not know could as well be wrong credentials: that one waits for a person.
    assert [(row["State"], row["UserEnded"]) for row in charges(shop)] == [("unknown", "ruth"), ("approved", "server")]


def test_a_part_is_given_back_by_reference_and_never_more_than_is_left(shop: Shop, cardcom: CardCom) -> None:
    paid = charge(shop, 100).json["ReferenceNumber"]
    back = {"CCNumberToken": None, "CCExpDate": None, "IsRefund": True, "ReferenceNumber": paid}
    assert charge(shop, 60, **back).json["ReferenceNumber"] == "990001"
    assert cardcom.charged[-1]["refund"] == {
        "ApiName": "test-api", "ApiPassword": "s3cret-Card", "TransactionId": 770001, "PartialSum": 60,
        "AllowMultipleRefunds": True,
    }  # fmt: skip
    assert "40.00" in charge(shop, 40.01, **back).text
    cardcom.mood = Mood.LOSES
    assert charge(shop, 40, **back).status == 502
    cardcom.mood = Mood.WELL
    assert "0.00" in charge(shop, 1, **back).text  # the unknown one may have gone
    assert "must name the charge" in charge(shop, 1, **back | {"ReferenceNumber": None, "CCNumberToken": TOKEN}).text
    shop.house.clock.move(seconds=500)
    assert ext(shop, "POST", f"charges/{charges(shop)[2]['ChargeId']}/look-up").json["State"] == "unknown"


def test_a_holder_fills_in_the_page_and_the_contact_has_the_card(house: House, shop: Shop, cardcom: CardCom) -> None:
    shop.contact("c", CCNumberToken="another", CCNumber="9010", CCExpDate="0127")
    asked = {"Operation": "charge-and-token", "Amount": 118, "ContactId": "c", "SuccessUrl": "https://shop.example/ok"}
    opened = ext(shop, "POST", "card-pages", asked, Idempotency_Key="p")
    page = opened.json["PageId"]
    assert (opened.status, opened.json["State"], opened.json["Url"]) == (
        201, "open", "https://secure.cardcom.example/low-profile-0",
    )  # fmt: skip
    again = ext(shop, "POST", "card-pages", asked, Idempotency_Key="p")
    assert (again.json["PageId"], len(cardcom.pages)) == (page, 1)
    sent = cardcom.pages["low-profile-0"]["asked"]
    assert (sent["Operation"], sent["Amount"], sent["SuccessRedirectUrl"]) == (
        "ChargeAndCreateToken", 118, "https://shop.example/ok",
    )  # fmt: skip
    assert ext(shop, "GET", f"card-pages/{page}").json["State"] == "open"
    cardcom.fill_in("low-profile-0", charged=True)
    told = urlsplit(sent["WebHookUrl"])
    stranger = open_shop(house)
    assert ext(stranger, "GET", f"card-pages/{page}").status == 404
    wrong = told.query.replace(shop.tax_number, stranger.tax_number)
    assert shop.send("POST", f"{told.path}?{wrong}").status == 404
    assert ext(shop, "GET", "card-pages").json["Results"][0]["State"] == "open"
    assert shop.send("POST", f"{told.path}?{told.query}", b'{"ResponseCode":1}').status == 200
    stranger.close()
    done = ext(shop, "GET", "card-pages").json["Results"][0]
    assert [done[name] for name in ("State", "ReferenceNumber", "CCNumberToken", "CCNumber", "CCExpDate")] == [
        "approved", "880001", TOKEN, None, "0731",
    ]  # fmt: skip
    held = shop.get("Contacts/c").json
    assert [held[name] for name in ("CCNumberToken", "CCNumber", "CCExpDate")] == [TOKEN, None, "0731"]
    assert charge(shop, 5, ContactId="c", CCExpDate=None).json["Success"]


def test_a_page_for_a_token_alone_charges_nothing(shop: Shop, cardcom: CardCom) -> None:
    shop.contact("c")
    page = ext(shop, "POST", "card-pages", {"Operation": "token", "ContactId": "c"}).json["PageId"]
    cardcom.fill_in("low-profile-0", charged=False)
    done = ext(shop, "GET", f"card-pages/{page}").json
    assert (done["State"], done["CCNumberToken"], done["ReferenceNumber"]) == ("approved", TOKEN, None)
    assert shop.get("Contacts/c").json["CCNumberToken"] == TOKEN
    refused = ext(shop, "POST", "card-pages", {"Operation": "charge"})
    assert "Amount" in refused.json["ModelState"]
    numbers = shop.ask("POST", "CreditCard", {"CCNumber": "4580000000000000", "CCExpDate": "0731"})
    assert (numbers.status, "POST /ext/v1/card-pages" in numbers.text) == (400, True)
