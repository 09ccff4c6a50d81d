"""Registration with dates, and the default payment terms of a business."""

from __future__ import annotations

import pytest

from pinkas.testing.house import House
from tests.wire.caspit.golden.shop import Reply, Shop, open_shop
from tests.wire.caspit.golden.test_golden_races import Meanwhile

from .asking import ext


def register(shop: Shop, day: str, registration: str, **headers: str) -> Reply:
    return ext(shop, "PUT", "registration", {"ValidFrom": day, "Registration": registration}, **headers)


def test_a_registration_has_a_history(shop: Shop) -> None:
    assert ext(shop, "GET", "registration").text == (
        '{"Registration":"licensed_dealer","Registrations":[{"ValidFrom":null,"Registration":"licensed_dealer"}]}'
    )
    assert register(shop, "2026-01-01", "company").status == 200
    changed = register(shop, "2026-09-01", "exempt_dealer")
    assert changed.status == 200
    assert changed.text == ext(shop, "GET", "Registration").text
    assert changed.text == (
        '{"Registration":"company","Registrations":[{"ValidFrom":null,"Registration":"licensed_dealer"},'
        '{"ValidFrom":"2026-01-01T00:00:00","Registration":"company"},'
        '{"ValidFrom":"2026-09-01T00:00:00","Registration":"exempt_dealer"}]}'
    )
    shop.house.clock.move(days=28)
    shop.log_in()
    assert ext(shop, "GET", "registration").json["Registration"] == "exempt_dealer"


def test_the_last_change_once_more_changes_nothing(shop: Shop) -> None:
    first = register(shop, "2026-09-01", "company")
    again = register(shop, "2026-09-01", "company")
    assert (again.status, again.text) == (200, first.text)


@pytest.mark.parametrize(
    ("day", "registration", "member", "sentence"),
    [
        ("2026-09-01", "exempt_dealer", "ValidFrom", "must be after the last change, which is of 2026-09-01"),
        ("2026-08-31", "exempt_dealer", "ValidFrom", "must be after the last change, which is of 2026-09-01"),
        ("2026-10-01", "company", "Registration", "is company already"),
        ("2026-10-01", "club", "Registration", "must be one of licensed_dealer, exempt_dealer, company, non_profit"),
    ],
)  # fmt: skip
def test_a_change_that_cannot_be(shop: Shop, day: str, registration: str, member: str, sentence: str) -> None:
    register(shop, "2026-09-01", "company")
    before = ext(shop, "GET", "registration").text
    refused = register(shop, day, registration)
    assert refused.status == 400
    assert refused.json["ModelState"] == {member: [f"The field {member} {sentence}."]}
    assert ext(shop, "GET", "registration").text == before


def test_what_is_missing_is_named(shop: Shop) -> None:
    refused = ext(shop, "PUT", "registration", {})
    assert refused.status == 400
    assert refused.json["ModelState"] == {
        "ValidFrom": ["The ValidFrom field is required."],
        "Registration": ["The Registration field is required."],
    }


def test_a_change_within_a_closed_period_is_refused(shop: Shop) -> None:
    ext(shop, "POST", "periods/2026-07/close")
    refused = register(shop, "2026-07-31", "company")
    assert (refused.status, refused.text) == (400, "The period of 2026-07 is closed (through 2026-07-31).")
    assert register(shop, "2026-08-01", "company").status == 200


def test_one_key_changes_once(shop: Shop) -> None:
    first = register(shop, "2026-09-01", "company", Idempotency_Key="k")
    register(shop, "2026-10-01", "licensed_dealer")
    again = register(shop, "2026-09-01", "company", Idempotency_Key="k")
    assert "idempotency-replayed" not in first.headers
    assert (again.status, again.headers["idempotency-replayed"]) == (200, "true")
    assert len(again.json["Registrations"]) == 3  # as it stands now
    assert register(shop, "2026-11-01", "company", Idempotency_Key="k").status == 409


def test_two_changes_at_once_are_decided_one_after_the_other(shop: Shop, meanwhile: Meanwhile) -> None:
    twin = Shop(shop.house, shop.tax_number, shop.business, shop.token)
    first = meanwhile("change_business_v1", lambda: register(twin, "2026-10-01", "non_profit"))
    refused = register(shop, "2026-09-01", "company")
    assert (first[0].status, refused.status) == (200, 400)
    assert "must be after the last change, which is of 2026-10-01" in refused.text
    twin.close()


def test_default_terms(shop: Shop) -> None:
    assert ext(shop, "GET", "terms").text == '{"PaymentTerms":3,"PaymentTermsDays":30}'
    for sent, said in (
        ({"PaymentTerms": 4, "PaymentTermsDays": 14}, '{"PaymentTerms":4,"PaymentTermsDays":14}'),
        ({"PaymentTerms": 3, "PaymentTermsDays": 60}, '{"PaymentTerms":3,"PaymentTermsDays":60}'),
        ({"PaymentTerms": 2, "PaymentTermsDays": 99}, '{"PaymentTerms":2,"PaymentTermsDays":0}'),
        ({"PaymentTerms": 1}, '{"PaymentTerms":1,"PaymentTermsDays":0}'),
    ):
        saved = ext(shop, "PUT", "terms", sent)
        assert (saved.status, saved.text) == (200, said)
        assert ext(shop, "GET", "terms").text == said


@pytest.mark.parametrize(
    ("sent", "state"),
    [
        ({}, {"PaymentTerms": ["The PaymentTerms field is required."]}),
        ({"PaymentTerms": 5}, {"PaymentTerms": ["The value of PaymentTerms is not valid. Allowed values: 1, 2, 3, 4"]}),
        (
            {"PaymentTerms": 4, "PaymentTermsDays": -1},
            {"PaymentTermsDays": ["The field PaymentTermsDays must be between 0 and 3650."]},
        ),
        (
            {"PaymentTerms": 3, "PaymentTermsDays": 3651},
            {"PaymentTermsDays": ["The field PaymentTermsDays must be between 0 and 3650."]},
        ),
    ],
)
def test_terms_that_cannot_be(shop: Shop, sent: object, state: object) -> None:
    refused = ext(shop, "PUT", "terms", sent)
    assert (refused.status, refused.json["ModelState"]) == (400, state)
    assert ext(shop, "GET", "terms").text == '{"PaymentTerms":3,"PaymentTermsDays":30}'


def test_terms_under_one_key(shop: Shop) -> None:
    sent = {"PaymentTerms": 4, "PaymentTermsDays": 14}
    first = ext(shop, "PUT", "terms", sent, Idempotency_Key="k")
    again = ext(shop, "PUT", "terms", sent, Idempotency_Key="k")
    assert (first.status, again.status, again.text) == (200, 200, first.text)
    assert again.headers["idempotency-replayed"] == "true"
    assert ext(shop, "PUT", "terms", {"PaymentTerms": 1}, Idempotency_Key="k").status == 409


@pytest.mark.parametrize("target", ["registration", "terms", "periods", "contacts/c/payer"])
def test_nobody_looks_without_a_token(shop: Shop, target: str) -> None:
    assert shop.send("GET", f"/ext/v1/{target}").status == 401
    assert shop.send("PUT", f"/ext/v1/{target}", b"{}").status in {401, 405}


def test_a_registration_beside_what_is_being_written(shop: Shop, meanwhile: Meanwhile) -> None:
    twin = Shop(shop.house, shop.tax_number, shop.business, shop.token)
    shop.invoice("draft")
    meanwhile("issue_v2", lambda: register(twin, "2026-08-01", "exempt_dealer"))
    assert shop.print("draft").text == "An exempt dealer may not issue a tax invoice."
    meanwhile("save_draft_v2", lambda: register(twin, "2026-08-04", "company"))
    assert shop.invoice("ask-1", TrxTypeId=6).json["Total"] == 1180
    meanwhile("save_draft_v2", lambda: ext(twin, "PUT", "terms", {"PaymentTerms": 1}))
    assert shop.invoice("ask-2", TrxTypeId=6).json["DueDate"] == "2026-08-04T00:00:00"
    twin.close()


def test_one_business_settles_nothing_for_another(operated: House, shop: Shop) -> None:
    stranger = open_shop(operated)
    asked = ("registration", "terms", "periods")
    before = [ext(stranger, "GET", target).text for target in asked]
    shop.contact("c")
    assert register(shop, "2026-01-01", "exempt_dealer").status == 200
    assert ext(shop, "PUT", "terms", {"PaymentTerms": 1}).status == 200
    assert ext(shop, "PUT", "trx-codes/3", {"TrxCode": "אחר", "VatClass": "exempt"}).status == 200
    assert ext(shop, "PUT", "first-numbers", {"TrxTypeId": 1, "Number": 7}).status == 200
    assert ext(shop, "POST", "periods/2026-08/close").status == 200
    assert [ext(stranger, "GET", target).text for target in asked] == before
    written = stranger.invoice("inv-1").json
    assert (written["Number"], written["TrxCode"], written["Total"]) == ("98/100001", "מכירות/הכנסות", 1180)
    assert written["DueDate"] == "2026-09-30T00:00:00"
    stranger.contact("own")
    assert ext(stranger, "PUT", "contacts/own/payer", {"ContactId": "c"}).status == 404
    assert ext(stranger, "PUT", "contacts/c/payer", {"ContactId": "own"}).status == 404
    assert ext(stranger, "GET", "contacts/c/payer").status == 404
    stranger.close()
