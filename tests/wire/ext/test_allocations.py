"""Allocation numbers: asked for by dated threshold, printed, waited for, and decided about."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest

from pinkas.actions.allocation.asking import ask_waiting
from pinkas.testing.authority import Authority
from pinkas.testing.clock import MovableClock
from pinkas.testing.house import House
from tests.wire.caspit.golden.papers import cancel, issue
from tests.wire.caspit.golden.shop import Shop

from .asking import ext
from .authority_shop import DEALER, FAULTY, HELD, checked, give_token, join, open_numbered, paper, printed, sell, state
from .authority_shop import standing as allocation

WAITS, NO_DEDUCTION = "ממתין למספר הקצאה", "אין לנכות מס תשומות בגין חשבונית זו"
SELF_INVOICE = "בגין חשבונית זו לקוח חייב לדווח חשבונית עצמית"
TAX_INVOICE, INVOICE_RECEIPT, PROFORMA, CREDIT = 1, 7, 6, 9


@pytest.fixture(scope="module")
def authority() -> Iterator[Authority]:
    with Authority() as open_authority:
        yield open_authority


@pytest.fixture
def asking(operated: House, clock: MovableClock, authority: Authority) -> Iterator[Shop]:
    """A new business that asks the stand-in, which has forgotten everything."""
    authority.reset()
    shop = open_numbered(operated)
    join(shop, authority)
    yield shop
    shop.close()


def keep(shop: Shop, *, minutes: int = 5) -> None:
    """A keeper's round, some minutes later."""
    shop.house.clock.at += dt.timedelta(minutes=minutes)
    shop.house.run(ask_waiting(shop.house.desk))


def test_an_invoice_above_the_threshold_bears_its_number(asking: Shop, authority: Authority) -> None:
    assert sell(asking, "big", "5000.01").status == 200
    number = asking.document("big")["AllocationNumber"]
    (said,) = authority.said("Approval")
    assert number == authority.approved[said["invoice_id"]]
    assert {name: said[name] for name in said if name != "invoice_id"} == {
        "invoice_type": "305", "vat_number": asking.tax_number, "user_name": "רות",
        "invoice_reference_number": "98/100001", "customer_vat_number": DEALER, "customer_name": "לקוח בעמ",
        "invoice_date": "2026-08-04", "invoice_issuance_date": "2026-08-04", "branch_id": "98",
        "accounting_software_number": "12345678", "amount_before_discount": "5000.01", "discount": "0.00",
        "payment_amount": "5000.01", "vat_amount": "900.00", "payment_amount_including_vat": "5900.01",
    }  # fmt: skip
    hebrew = paper(asking, "big")
    assert f"{number}{printed('מספר הקצאה:')}" in hebrew
    assert printed("מקור") in hebrew
    assert f"Allocationnumber:{number}" in paper(asking, "big", 1)
    shown = allocation(asking, "big")
    assert (shown["State"], shown["AllocationNumber"], shown["LastNineDigits"]) == ("approved", number, number[-9:])
    refused = cancel(asking, "big")
    assert (refused.status, "allocation number was approved; issue a credit" in refused.text) == (400, True)
    issue(asking, CREDIT, "back", "5000.01", "big", CustomerOsekMorshe=DEALER)
    assert len(authority.said("Approval")) == 1


@pytest.mark.parametrize(
    ("key", "net", "members"),
    [
        ("exactly", 5000, {}),
        ("private", 9000, {"customer": None}),
        ("unchecked", 9000, {"customer": "513579240"}),
        ("free-of-VAT", 9000, {"DocumentLines": [{"ProductName": "א", "UnitPrice": 9000, "ChargeVAT": False}]}),
        ("2024-05-04", 90_000, {"Date": "2024-05-04"}),
        ("2024-05-05", 25_000, {"Date": "2024-05-05"}),
        ("2024-12-31", 25_000, {"Date": "2024-12-31"}),
        ("2025-01-01", 20_000, {"Date": "2025-01-01"}),
        ("2026-01-01", 10_000, {"Date": "2026-01-01"}),
        ("2026-05-31", 10_000, {"Date": "2026-05-31"}),
        ("2026-06-01", 5_000, {"Date": "2026-06-01"}),
    ],
)
def test_what_needs_no_number(asking: Shop, authority: Authority, key: str, net: int, members: dict[str, str]) -> None:
    assert sell(asking, key, net, **members).status == 200  # type: ignore[arg-type]
    assert asking.document(key)["AllocationNumber"] is None
    assert allocation(asking, key)["State"] == "not needed"
    assert authority.calls == []
    assert printed("מקור") in paper(asking, key)


def test_each_threshold_begins_on_its_day(asking: Shop, authority: Authority) -> None:
    days = {
        "2024-05-05": "25000.01", "2024-12-31": "25000.01", "2025-01-01": "20000.01", "2025-12-31": "20000.01",
        "2026-01-01": "10000.01", "2026-05-31": "10000.01", "2026-06-01": "5000.01",
    }  # fmt: skip
    for day, net in days.items():
        sell(asking, day, net, Date=day)
    # More than a year back the authority gives none (434): it was asked all the same.
    assert [state(asking, day) for day in days] == ["refused"] * 3 + ["approved"] * 4
    assert [said["payment_amount"] for said in authority.said("Approval")] == list(days.values())


@pytest.mark.parametrize(
    ("day", "net", "shown"),
    [
        ("2025-08-03", 20_001, ("refused", "434")), ("2025-08-04", 20_001, ("approved", None)),
        ("2026-09-03", 5_001, ("approved", None)), ("2026-09-04", 5_001, ("refused", "435")),
    ],
)  # fmt: skip
def test_dates_that_the_authority_takes(asking: Shop, day: str, net: int, shown: tuple[str, str | None]) -> None:
    sell(asking, "d", net, Date=day)
    found = allocation(asking, "d")
    assert (found["State"], found["Code"]) == shown


def test_other_kinds(asking: Shop, authority: Authority) -> None:
    issue(asking, INVOICE_RECEIPT, "both", 6000, CustomerOsekMorshe=DEALER)
    issue(asking, PROFORMA, "offer", 6000, CustomerOsekMorshe=DEALER)
    assert [state(asking, key) for key in ("both", "offer")] == ["approved", "not needed"]
    refused = ext(asking, "POST", "allocations/offer/ask")
    assert (refused.status, "gets an approval number, which this server does not ask for" in refused.text) == (
        409,
        True,
    )
    assert [said["invoice_type"] for said in authority.said("Approval")] == ["320"]


def test_items_are_sent_where_that_is_settled(asking: Shop, authority: Authority) -> None:
    join(asking, authority, SendsItems=True)
    sell(asking, "i", 6000, RebatePercent=10)
    (said,) = authority.said("Approval")
    assert (said["amount_before_discount"], said["discount"], said["payment_amount"]) == (
        "6000.00",
        "600.00",
        "5400.00",
    )
    assert said["items"] == [{
        "index": "1", "category": "1", "description": "מדף אלון", "quantity": "1.00", "price_per_unit": "6000.00",
        "discount": "0.00", "total_amount": "6000.00", "vat_rate": "18.00", "vat_amount": "1080.00",
    }]  # fmt: skip


def test_while_nobody_asks_nothing_waits(operated: House, clock: MovableClock, authority: Authority) -> None:
    authority.reset()
    shop = open_numbered(operated)
    assert sell(shop, "big", 9000).status == 200
    assert shop.document("big")["AllocationNumber"] is None
    assert state(shop, "big") == "not asked"
    assert printed("מקור") in paper(shop, "big")
    # Joining later makes nothing wait that was issued before.
    join(shop, authority)
    assert state(shop, "big") == "not asked"
    assert ext(shop, "POST", "allocations/big/ask").json["State"] == "approved"
    shop.close()


def test_a_late_answer_is_looked_up_and_never_asked_for_twice(
    asking: Shop, authority: Authority, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("pinkas.actions.allocation.asking.AT_ONCE_S", 0.2)
    authority.late, authority.late_s = 1, 0.4
    sell(asking, "late", 6000)
    assert asking.document("late")["AllocationNumber"] == next(iter(authority.approved.values()))
    assert [name for name, _ in authority.calls] == ["Approval", "details"]


def test_until_there_is_an_answer_original_and_mail_wait(asking: Shop, authority: Authority) -> None:
    authority.deaf = authority.broken = 1
    assert sell(asking, "slow", 6000).status == 200
    assert (asking.document("slow")["Status"], state(asking, "slow")) == (2, "pending")
    waiting = paper(asking, "slow")
    assert printed(WAITS) in waiting
    assert printed("העתק") in waiting
    assert "Awaitingitsallocationnumber" in paper(asking, "slow", 1)
    mailed = asking.ask("POST", "EmailDocument/slow", {"To": "dana@example.com"})
    assert (mailed.status, "waits for its allocation number" in mailed.text) == (400, True)
    assert "is being asked for" in cancel(asking, "slow").text
    doubt = ext(asking, "POST", "allocations/slow/continue")
    assert (doubt.status, "nobody knows yet" in doubt.text) == (409, True)
    keep(asking)
    assert state(asking, "slow") == "approved"
    assert [name for name, _ in authority.calls] == ["Approval", "details", "details", "Approval"]
    original = paper(asking, "slow")
    assert printed("מקור") in original
    assert printed(WAITS) not in original
    assert asking.ask("POST", "EmailDocument/slow", {"To": "dana@example.com"}).status == 200


def test_without_a_token_it_waits_until_somebody_authorises(asking: Shop, authority: Authority) -> None:
    asking.ask("POST", "OpenAPIToken", {"AccessToken": "stale"})
    sell(asking, "w", 6000)
    assert authority.calls == []
    found = allocation(asking, "w")
    assert (found["State"], found["Attempts"]) == ("pending", 1)
    assert "authorise Pinkas at the tax authority first" in found["Trouble"]
    give_token(asking, authority, stale=True)
    keep(asking)
    assert state(asking, "w") == "approved"
    # Nothing is known to be recorded before anything was sent: a person need not wait either.
    asking.ask("POST", "OpenAPIToken", {"AccessToken": "stale"})
    sell(asking, "x", 6000)
    assert ext(asking, "POST", "allocations/x/continue").json["State"] == "continued"


def test_however_many_ask_at_once_it_is_asked_for_once(asking: Shop, authority: Authority) -> None:
    asking.ask("POST", "OpenAPIToken", {"AccessToken": "stale"})
    sell(asking, "once", 6000)
    give_token(asking, authority)
    twins = [Shop(asking.house, asking.tax_number, asking.business, asking.token) for _ in range(4)]
    with ThreadPoolExecutor(len(twins)) as crowd:
        replies = list(crowd.map(lambda twin: ext(twin, "POST", "allocations/once/ask").status, twins))
    keep(asking)
    for twin in twins:
        twin.close()
    assert set(replies) <= {200, 409}
    assert (state(asking, "once"), len(authority.calls)) == ("approved", 1)


def test_an_authority_that_is_away_is_tried_again_ever_more_seldom(asking: Shop, authority: Authority) -> None:
    ext(asking, "PUT", "tax-authority", {"Host": "http://127.0.0.1:9"})
    sell(asking, "away", 6000)
    tries = []
    for _ in range(3):
        found = allocation(asking, "away")
        tries.append((found["State"], found["Attempts"], found["NextTry"][11:]))
        keep(asking, minutes=1)
    assert "cannot be reached" in found["Trouble"]
    assert tries == [("pending", 1, "12:00:15"), ("pending", 2, "12:01:30"), ("pending", 3, "12:03:00")]
    ext(asking, "PUT", "tax-authority", {"Host": authority.url})
    assert ext(asking, "POST", "allocations/away/ask").json["State"] == "approved"


def test_a_token_that_is_not_taken_is_refreshed_at_once(asking: Shop, authority: Authority) -> None:
    authority.expire()
    sell(asking, "t", 6000)
    assert (state(asking, "t"), authority.refreshes) == ("approved", 1)


def test_held_and_continued_without_a_number(asking: Shop, authority: Authority) -> None:
    authority.holds.add(int(HELD))
    sell(asking, "held", 6000, HELD)
    found = allocation(asking, "held")
    assert (found["State"], found["Code"], found["AllocationNumber"]) == ("held", "460", None)
    assert printed(WAITS) in paper(asking, "held")
    assert "decide about that first" in cancel(asking, "held").text
    assert ext(asking, "POST", "allocations/held/object").json["State"] == "held"
    assert ext(asking, "POST", "allocations/held/continue", Idempotency_Key="k").json["State"] == "continued"
    again = ext(asking, "POST", "allocations/held/continue", Idempotency_Key="k")
    assert (again.status, again.headers["idempotency-replayed"]) == (200, "true")
    assert list(authority.held.values()) == ["Continue"]
    hebrew = paper(asking, "held")
    assert printed(NO_DEDUCTION) in hebrew
    assert printed("מקור") in hebrew
    english = paper(asking, "held", 1)
    assert printed(NO_DEDUCTION) in english
    assert "Inputtaxmaynotbedeductedbythisinvoice" in english
    assert "it was continued" in ext(asking, "POST", "allocations/held", {"AllocationNumber": "123456789"}).text


def test_held_and_cancelled_keeps_its_number_in_the_series(asking: Shop, authority: Authority) -> None:
    authority.holds.add(int(HELD))
    sell(asking, "gone", 6000, HELD)
    assert ext(asking, "POST", "allocations/gone/cancel").json["State"] == "cancelled"
    assert (asking.document("gone")["Status"], asking.document("gone")["Number"]) == (3, "98/100001")
    assert ext(asking, "POST", "allocations/gone/cancel").status == 200
    assert list(authority.held.values()) == ["Cancel"]
    assert len(authority.said("Cancel")) == 1


def test_held_and_invoiced_anew_under_reverse_charge(asking: Shop, authority: Authority) -> None:
    authority.holds.add(int(HELD))
    asking.contact("c")
    sell(asking, "rc", 6000, HELD, CustomerId="c")
    replaced = ext(asking, "POST", "allocations/rc/reverse-charge")
    assert (replaced.status, replaced.json["DocumentId"], replaced.json["State"]) == (200, "rc-rc", "reverse_charge")
    first, second = asking.document("rc"), asking.document("rc-rc")
    assert (first["Status"], second["Status"]) == (3, 2)
    assert [second[name] for name in ("TotalBeforeVAT", "Vat", "Total", "CustomerId")] == [6000, 0, 6000, "c"]
    assert asking.balance("c") == -6000
    told = authority.said("Approval")[-1]
    assert (told["action"], told["vat_amount"], told["payment_amount"]) == ("3", "0.00", "6000.00")
    assert printed(SELF_INVOICE) in paper(asking, "rc-rc")
    assert "Thecustomermustreportaself-invoice" in paper(asking, "rc-rc", 1)
    again = ext(asking, "POST", "allocations/rc/reverse-charge")
    assert (again.json["DocumentId"], len(authority.said("Approval"))) == ("rc-rc", 2)
    issue(asking, INVOICE_RECEIPT, "paid", 6000, CustomerOsekMorshe=HELD)
    refused = ext(asking, "POST", "allocations/paid/reverse-charge")
    assert (refused.status, "VAT was paid with it" in refused.text) == (409, True)


def test_a_decision_whose_answer_was_lost_is_told_again_and_no_other_beside_it(
    asking: Shop, authority: Authority
) -> None:
    authority.holds.add(int(HELD))
    sell(asking, "h", 6000, HELD)
    authority.broken = 1
    lost = ext(asking, "POST", "allocations/h/continue")
    assert (lost.status, state(asking, "h")) == (502, "held")
    other = ext(asking, "POST", "allocations/h/cancel")
    assert (other.status, "'continue' may have been told" in other.text) == (409, True)
    # It had come through: the authority says that a decision was sent (462), and that is taken as told.
    authority.held = dict.fromkeys(authority.held, "Continue")
    assert ext(asking, "POST", "allocations/h/continue").json["State"] == "continued"


def test_a_decision_that_was_not_told_from_here_is_not_taken_as_made(asking: Shop, authority: Authority) -> None:
    authority.holds.add(int(HELD))
    sell(asking, "e", 6000, HELD)
    # Somebody cancels at the authority itself; here another thing is decided.
    authority.held = dict.fromkeys(authority.held, "Cancel")
    refused = ext(asking, "POST", "allocations/e/continue")
    assert (refused.status, "the authority says a decision was already sent; look there" in refused.text) == (409, True)
    found = allocation(asking, "e")
    assert (found["State"], found["Code"]) == ("held", "462")
    assert "a decision was already sent; look there" in found["Trouble"]
    again = ext(asking, "POST", "allocations/e/continue")
    assert (again.status, state(asking, "e"), asking.document("e")["Status"]) == (409, "held", 2)
    # Whoever looked writes down what it was, and nothing is told.
    told = len(authority.calls)
    assert ext(asking, "POST", "allocations/e/cancel?AlreadySent=true").json["State"] == "cancelled"
    assert (asking.document("e")["Status"], len(authority.calls)) == (3, told)
    sell(asking, "f", 6000, HELD)
    early = ext(asking, "POST", "allocations/f/cancel?AlreadySent=true")
    assert (early.status, "did not say that one was sent" in early.text) == (409, True)


def test_what_surely_was_not_sent_was_not_decided(asking: Shop, authority: Authority) -> None:
    authority.holds.add(int(HELD))
    sell(asking, "n", 6000, HELD)
    ext(asking, "PUT", "tax-authority", {"Host": "http://127.0.0.1:9"})
    assert ext(asking, "POST", "allocations/n/continue").status == 400
    ext(asking, "PUT", "tax-authority", {"Host": authority.url})
    found = allocation(asking, "n")
    assert (found["State"], found["Code"], "cannot be reached" in found["Detail"]) == ("held", "460", True)
    authority.held = dict.fromkeys(authority.held, "Cancel")
    assert ext(asking, "POST", "allocations/n/continue").status == 409
    assert state(asking, "n") == "held"


def test_a_refusal_whose_answer_was_lost_and_that_was_decided_elsewhere_is_held(
    asking: Shop, authority: Authority
) -> None:
    authority.deaf = 1
    sell(asking, "g", 6000, HELD)
    assert state(asking, "g") == "pending"
    authority.held[allocation(asking, "g")["RequestId"]] = "Cancel"
    keep(asking)
    found = allocation(asking, "g")
    assert (found["State"], found["Code"], len(authority.said("Approval"))) == ("held", "462", 1)


def test_however_many_decide_at_once_it_is_told_once(asking: Shop, authority: Authority) -> None:
    authority.holds.add(int(HELD))
    sell(asking, "d", 6000, HELD)
    authority.decision_pause_s = 0.3
    twins = [Shop(asking.house, asking.tax_number, asking.business, asking.token) for _ in range(4)]
    with ThreadPoolExecutor(len(twins)) as crowd:
        replies = list(crowd.map(lambda twin: ext(twin, "POST", "allocations/d/continue"), twins))
    for twin in twins:
        twin.close()
    assert sorted(reply.status for reply in replies) == [200, 409, 409, 409]
    assert all("under way" in reply.text for reply in replies if reply.status == 409)
    assert (state(asking, "d"), len(authority.said("Continue"))) == ("continued", 1)
    assert ext(asking, "POST", "allocations/d/continue").status == 200
    assert len(authority.said("Continue")) == 1


def test_after_a_hearing_the_number_is_looked_up(asking: Shop, authority: Authority) -> None:
    authority.holds.add(int(HELD))
    sell(asking, "o", 6000, HELD)
    assert "decide about that one" in ext(asking, "POST", "allocations/o/ask").text
    assert ext(asking, "POST", "allocations/o/object").json["State"] == "held"
    waits = ext(asking, "POST", "allocations/o/ask")
    assert (waits.status, waits.json["State"], waits.json["Code"]) == (200, "held", "object")
    (request,) = authority.held
    del authority.held[request]
    authority.approved[request] = "20260000000000001123456789"
    heard = ext(asking, "POST", "allocations/o/ask")
    assert (heard.status, heard.json["State"], heard.json["LastNineDigits"]) == (200, "approved", "123456789")
    assert asking.document("o")["AllocationNumber"] == "20260000000000001123456789"
    assert len(authority.said("Approval")) == 1
    assert printed("מקור") in paper(asking, "o")


@pytest.mark.parametrize("code", [431, 432, 434, 435, 437, 446])
def test_what_the_authority_finds_wrong_a_person_decides(asking: Shop, authority: Authority, code: int) -> None:
    authority.refuses[int(FAULTY)] = code
    sell(asking, "f", 6000, FAULTY)
    found = allocation(asking, "f")
    assert (found["State"], found["Code"]) == ("refused", str(code))
    assert found["Detail"]
    assert printed(WAITS) in paper(asking, "f")
    nothing = ext(asking, "POST", "allocations/f/object")
    assert (nothing.status, "holds no request" in nothing.text) == (409, True)
    if code == 434:
        authority.refuses.clear()
        assert ext(asking, "POST", "allocations/f/ask").json["State"] == "approved"
    elif code == 432:
        assert ext(asking, "POST", "allocations/f/cancel").json["State"] == "cancelled"
        assert asking.document("f")["Status"] == 3
    else:
        assert ext(asking, "POST", "allocations/f/continue").json["State"] == "continued"
    assert authority.said("Cancel") == authority.said("Continue") == []


def test_a_number_obtained_by_hand(asking: Shop, authority: Authority) -> None:
    authority.refuses[int(FAULTY)] = 437
    sell(asking, "m", 6000, FAULTY)
    for wrong in ("12345678", "x23456789", "000000000"):
        refused = ext(asking, "POST", "allocations/m", {"AllocationNumber": wrong})
        assert (refused.status, list(refused.json["ModelState"])) == (400, ["AllocationNumber"])
    given = ext(asking, "POST", "allocations/m", {"AllocationNumber": "20260804123456789"})
    assert (given.status, given.json["State"], given.json["LastNineDigits"]) == (200, "approved", "123456789")
    assert asking.document("m")["AllocationNumber"] == "20260804123456789"
    assert ext(asking, "POST", "allocations/m", {"AllocationNumber": "20260804123456789"}).status == 200
    assert "it has one" in ext(asking, "POST", "allocations/m", {"AllocationNumber": "999999999"}).text
    small = sell(asking, "small", 100, customer=None)
    assert small.status == 200
    assert "gives none" in ext(asking, "POST", "allocations/small/ask").text


def test_the_list_of_requests(asking: Shop, authority: Authority) -> None:
    authority.holds.add(int(HELD))
    sell(asking, "a", 6000)
    sell(asking, "b", 6000, HELD)
    sell(asking, "c", 60)
    listed = ext(asking, "GET", "allocations").json
    assert [(row["DocumentId"], row["State"], row["Code"]) for row in listed["Results"]] == [
        ("a", "approved", None), ("b", "held", "460"),
    ]  # fmt: skip
    assert [row["Number"] for row in ext(asking, "GET", "allocations?State=held").json["Results"]] == ["98/100002"]
    assert ext(asking, "GET", "allocations?State=lost").status == 400
    assert ext(asking, "GET", "allocations/nobody").status == 404
    assert checked(51357924) == DEALER
