"""Who pays for a contact."""

from __future__ import annotations

from tests.wire.caspit.golden.shop import Reply, Shop
from tests.wire.caspit.golden.test_golden_races import Meanwhile

from .asking import ext


def pays(shop: Shop, contact: str, payer: str | None, **headers: str) -> Reply:
    return ext(shop, "PUT", f"contacts/{contact}/payer", {"ContactId": payer}, **headers)


def test_a_payer_is_said_changed_and_ended(shop: Shop) -> None:
    for key in ("branch", "head", "other"):
        shop.contact(key)
    assert ext(shop, "GET", "contacts/branch/payer").text == '{"ContactId":null}'
    for payer in ("head", "other"):
        assert pays(shop, "branch", payer).text == f'{{"ContactId":"{payer}"}}'
        assert ext(shop, "GET", "Contacts/branch/payer").text == f'{{"ContactId":"{payer}"}}'
    assert pays(shop, "branch", None).text == '{"ContactId":null}'
    assert ext(shop, "GET", "contacts/branch/payer").text == '{"ContactId":null}'


def test_saving_the_contact_keeps_its_payer(shop: Shop) -> None:
    shop.contact("branch")
    shop.contact("head")
    pays(shop, "branch", "head")
    shop.ask("PUT", "Contacts/branch", {"BusinessName": "אחר"})
    shop.contact("branch")
    assert ext(shop, "GET", "contacts/branch/payer").json["ContactId"] == "head"


def test_strangers_and_oneself_do_not_pay(shop: Shop) -> None:
    shop.contact("branch")
    unknown = pays(shop, "branch", "nobody")
    assert (unknown.status, unknown.json["Message"]) == (404, "Contact nobody was not found.")
    assert pays(shop, "nobody", "branch").status == 404
    refused = pays(shop, "branch", "branch")
    assert refused.json["ModelState"] == {"ContactId": ["The field ContactId must be another contact."]}


def test_who_pays_for_others_cannot_go(shop: Shop) -> None:
    shop.contact("branch")
    shop.contact("head")
    pays(shop, "branch", "head")
    refused = shop.ask("DELETE", "Contacts/head")
    assert refused.status == 400
    pays(shop, "branch", None)
    assert shop.ask("DELETE", "Contacts/head").status == 204


def test_a_payer_who_goes_meanwhile(shop: Shop, meanwhile: Meanwhile) -> None:
    shop.contact("branch")
    shop.contact("head")
    twin = Shop(shop.house, shop.tax_number, shop.business, shop.token)
    gone = meanwhile("save_contact_v3", lambda: twin.ask("DELETE", "Contacts/head"))
    refused = pays(shop, "branch", "head")
    assert (gone[0].status, refused.status) == (204, 404)
    assert ext(shop, "GET", "contacts/branch/payer").text == '{"ContactId":null}'
    twin.close()


def test_a_payer_under_one_key(shop: Shop) -> None:
    shop.contact("branch")
    shop.contact("head")
    assert pays(shop, "branch", "head", Idempotency_Key="k").status == 200
    pays(shop, "branch", None)
    again = pays(shop, "branch", "head", Idempotency_Key="k")
    assert (again.status, again.headers["idempotency-replayed"], again.text) == (200, "true", '{"ContactId":null}')
    assert pays(shop, "branch", None, Idempotency_Key="k").status == 409
