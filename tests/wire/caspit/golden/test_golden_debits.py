"""Standing orders: what they issue, with the clock moved; the months are counted from the anchor, each issued once."""

from __future__ import annotations

import asyncio
import datetime as dt
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

import pytest

from pinkas.actions.ports import Delivery, DeliveryState
from pinkas.actions.standing_orders.schedule import run_due
from pinkas.testing.clock import MovableClock
from tests.wire.ext.asking import ext

from .shop import Reply, Shop


@pytest.fixture(autouse=True)
def nothing_left_due(shop: Shop) -> Iterator[None]:
    """The schedule is one for all businesses: no order of a test is due in the next one."""
    shop.house.mailer.reset()
    yield
    shop.log_in()
    for row in shop.get("PreAuthorizedDebits").json["Results"]:
        assert shop.ask("DELETE", f"PreAuthorizedDebits/{row['PreAuthorizedDebitId']}").status == 204
    shop.house.mailer.reset()


def debit(shop: Shop, key: str = "rent", **members: object) -> Reply:
    """An order of 1,180.00 a month, VAT included, from today on."""
    if shop.get("Contacts/c").status == 404:
        shop.contact("c", Email="dana@example.com")
    body: dict[str, Any] = {"PreAuthorizedDebitId": key, "ContactId": "c", "StartDate": "2026-08-04", "TrxTypeId": 1}
    body |= {"TrxCodeNumber": 3, "Amount": 1180, "Details": "שכר דירה"}
    answer = shop.ask("POST", "PreAuthorizedDebits", body | members)
    assert answer.status == 201, answer.text
    return answer


def card(shop: Shop, number: str) -> None:
    """The customer with a saved card."""
    saved = shop.ask("POST", "CreditCard", {"CCNumber": number, "CCExpDate": "1229"})
    assert saved.status in {200, 201}, saved.text
    token = {"CCNumberToken": saved.json["CCNumberToken"], "CCNumber": number, "CCExpDate": "1229"}
    assert shop.contact("c", Email="dana@example.com", **token).status == 201


def at(clock: MovableClock, day: str, hour: int = 9) -> None:
    """Move the clock to a day, at nine UTC: noon in Jerusalem, or an hour before it in winter."""
    clock.at = dt.datetime.fromisoformat(f"{day}T{hour:02}:00+00:00")


def due(shop: Shop) -> int:
    ended = shop.house.run(run_due(shop.house.desk))
    shop.log_in()
    return ended


def runs(shop: Shop, key: str = "rent") -> list[tuple[int, str, str]]:
    rows = ext(shop, "GET", f"debits/{key}/runs").json["Results"]
    return [(row["Number"], row["Date"][:10], row["Status"]) for row in rows]


def papers(shop: Shop) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = shop.get("Documents").json["Results"]
    return found


def test_the_first_is_issued_on_its_day_and_no_sooner(shop: Shop, clock: MovableClock) -> None:
    assert debit(shop, StartDate="2026-08-05").json["NextDate"] == "2026-08-05T00:00:00"
    assert due(shop) == 0
    clock.at = dt.datetime(2026, 8, 4, 20, 59, 59, tzinfo=dt.UTC)  # a second to midnight in Jerusalem
    assert due(shop) == 0
    clock.move(seconds=1)
    assert due(shop) == 1
    (paper,) = papers(shop)
    assert (paper["TrxTypeId"], paper["Status"], paper["Date"]) == (1, 2, "2026-08-05T00:00:00")
    assert (paper["TotalBeforeVAT"], paper["Vat"], paper["Total"]) == (1000, 180, 1180)
    assert paper["UserCreated"] == "standing order"
    assert paper["DocumentLines"][0]["ProductName"] == "שכר דירה"
    assert shop.balance("c") == -1180
    assert shop.get("PreAuthorizedDebits/rent").json["NextDate"] == "2026-09-05T00:00:00"
    (row,) = ext(shop, "GET", "debits/rent/runs").json["Results"]
    assert (row["DocumentId"], row["DocumentNumber"]) == (paper["DocumentId"], "98/100001")
    assert due(shop) == 0
    assert shop.house.mailer.sent == []


def test_the_31st_over_a_leap_february_after_months_of_downtime(shop: Shop, clock: MovableClock) -> None:
    at(clock, "2028-01-31")
    shop.log_in()
    debit(shop, StartDate="2028-01-31", DayInMonth=31, NumPayments=5)
    assert due(shop) == 1
    at(clock, "2028-04-29")  # nobody was there for three months
    assert due(shop) == 2
    at(clock, "2030-01-01")
    assert due(shop) == 2
    assert runs(shop) == [
        (1, "2028-01-31", "issued"), (2, "2028-02-29", "issued"), (3, "2028-03-31", "issued"),
        (4, "2028-04-30", "issued"), (5, "2028-05-31", "issued"),
    ]  # fmt: skip
    assert [(paper["Date"][:10], paper["Number"]) for paper in papers(shop)] == [
        ("2028-01-31", "98/100001"), ("2028-02-29", "98/100002"), ("2028-03-31", "98/100003"),
        ("2028-04-30", "98/100004"), ("2028-05-31", "98/100005"),
    ]  # fmt: skip
    assert shop.get("PreAuthorizedDebits/rent").json["NextDate"] is None


def test_every_year_from_the_29th_of_february(shop: Shop, clock: MovableClock) -> None:
    at(clock, "2024-02-29")
    shop.log_in()
    debit(shop, StartDate="2024-02-29", Interval=12, EndDate="2027-12-31")
    at(clock, "2029-01-01")
    assert due(shop) == 4
    # The rate is that of each document's day: it rose from 17 to 18 on the first of January 2025.
    assert [(paper["Date"][:10], paper["VatRate"], paper["Vat"], paper["Total"]) for paper in papers(shop)] == [
        ("2024-02-29", 17, Decimal("171.45"), 1180),
        ("2025-02-28", 18, 180, 1180),
        ("2026-02-28", 18, 180, 1180),
        ("2027-02-28", 18, 180, 1180),
    ]


def test_a_gross_that_no_net_comes_to(shop: Shop) -> None:
    """84.75 and 18 percent of it are 100.01: the gross is what was agreed."""
    debit(shop, Amount=100)
    assert due(shop) == 1
    (paper,) = papers(shop)
    assert (paper["TotalBeforeVAT"], paper["Vat"], paper["Total"], paper["RebateRounding"]) == (
        Decimal("84.75"), Decimal("15.25"), 100, 0,
    )  # fmt: skip
    credit = {"DocumentId": "back", "TrxTypeId": 9, "TrxCodeNumber": 3, "CustomerId": "c"}
    credit |= {"DocumentLines": [{"UnitPrice": 84.75}], "RelatedDocuments": [{"DocumentId": paper["DocumentId"]}]}
    assert shop.ask("POST", "Documents", credit).json["Total"] == 100
    assert shop.print("back").status == 200
    assert shop.balance("c") == 0


def test_lines_and_a_proforma(shop: Shop) -> None:
    lines = [
        {"ProductName": "אחזקה", "UnitPrice": 50, "Qty": 2},
        {"ProductName": "נסיעה", "UnitPrice": 10, "ChargeVAT": False},
    ]
    debit(shop, TrxTypeId=6, Amount=None, DocumentLines=lines, Comments="תודה")
    shown = shop.get("PreAuthorizedDebits/rent").json
    assert [(line["ProductName"], line["UnitPrice"], line["Qty"]) for line in shown["DocumentLines"]] == [
        ("אחזקה", 50, 2), ("נסיעה", 10, 1),
    ]  # fmt: skip
    assert due(shop) == 1
    (paper,) = papers(shop)
    assert (paper["TrxTypeId"], paper["Total"], paper["Comments"], paper["Status"]) == (6, 128, "תודה", 2)
    customer = shop.get("Contacts/c").json
    assert (customer["Balance"], customer["BalanceInvoiceIska"]) == (0, -128)


def test_it_is_mailed_once_and_a_mail_refused_is_tried_again(shop: Shop, clock: MovableClock) -> None:
    debit(shop, SendByEmail=True)
    shop.house.mailer.delivery = Delivery(state=DeliveryState.REFUSED, detail="550 no such mailbox")
    assert due(shop) == 1
    assert runs(shop) == [(1, "2026-08-04", "not_mailed")]
    (row,) = ext(shop, "GET", "debits/rent/runs").json["Results"]
    assert "550 no such mailbox" in row["Message"]
    assert "not_mailed" in shop.get("Log").json["Results"][-1]["Message"]
    shop.house.mailer.delivery = Delivery(state=DeliveryState.ACCEPTED, detail="250 taken")
    tried = ext(shop, "POST", "debits/rent/runs/1/retry", Idempotency_Key="again")
    assert (tried.status, tried.json["Status"], tried.json["Attempt"]) == (200, "issued", 2)
    again = ext(shop, "POST", "debits/rent/runs/1/retry", Idempotency_Key="again")
    assert (again.json["Status"], again.headers["idempotency-replayed"]) == ("issued", "true")
    refused = ext(shop, "POST", "debits/rent/runs/1/retry")
    assert (refused.status, refused.text) == (
        400, "Occurrence 1 of standing order 'rent' is not tried again: it is issued.",
    )  # fmt: skip
    assert [message.to for message in shop.house.mailer.sent] == [("dana@example.com",)] * 2
    at(clock, "2026-09-04")
    shop.house.mailer.delivery = Delivery(state=DeliveryState.UNKNOWN, detail="no answer")
    assert due(shop) == 1
    assert runs(shop)[1] == (2, "2026-09-04", "mail_unknown")
    assert ext(shop, "POST", "debits/rent/runs/2/retry").status == 400
    assert len(papers(shop)) == 2
    assert len(shop.house.mailer.sent) == 3


def test_a_closed_period_moves_the_document_to_today(shop: Shop, clock: MovableClock) -> None:
    debit(shop, StartDate="2026-08-04")
    at(clock, "2026-10-10")
    shop.log_in()
    for month in ("2026-08",):
        assert ext(shop, "POST", f"periods/{month}/close").status == 200
    assert due(shop) == 3
    assert [paper["Date"][:10] for paper in papers(shop)] == ["2026-10-10", "2026-09-04", "2026-10-04"]


def test_a_failure_is_seen_and_does_not_hold_up_the_next(shop: Shop, clock: MovableClock) -> None:
    debit(shop)
    assert ext(shop, "PUT", "registration", {"ValidFrom": "2026-08-04", "Registration": "exempt_dealer"}).status == 200
    assert due(shop) == 1
    (row,) = ext(shop, "GET", "debits/rent/runs").json["Results"]
    assert (row["Status"], row["DocumentId"], row["Attempt"]) == ("failed", None, 1)
    assert row["Message"] == "an exempt dealer may not issue a tax invoice"
    assert shop.get("PreAuthorizedDebits/rent").json["NextDate"] == "2026-09-04T00:00:00"
    tried = ext(shop, "POST", "debits/rent/runs/1/retry")
    assert (tried.json["Status"], tried.json["Attempt"]) == ("failed", 2)
    at(clock, "2026-09-03")
    shop.log_in()
    assert (
        ext(shop, "PUT", "registration", {"ValidFrom": "2026-09-01", "Registration": "licensed_dealer"}).status == 200
    )
    assert (
        shop.ask(
            "PUT", "PreAuthorizedDebits/rent", {**shop.get("PreAuthorizedDebits/rent").json, "TrxTypeId": 6}
        ).status
        == 200
    )
    tried = ext(shop, "POST", "debits/rent/runs/1/retry")
    assert (tried.json["Status"], tried.json["Attempt"]) == ("issued", 3)


def test_put_aside_and_taken_up_again(shop: Shop, clock: MovableClock) -> None:
    debit(shop)
    assert due(shop) == 1
    body = shop.get("PreAuthorizedDebits/rent").json
    assert shop.ask("PUT", "PreAuthorizedDebits/rent", body | {"Status": False}).json["NextDate"] is None
    at(clock, "2026-11-20")
    assert due(shop) == 0
    again = shop.ask("PUT", "PreAuthorizedDebits/rent", body)
    assert again.json["NextDate"] == "2026-12-04T00:00:00"
    # A changed day does not issue for a month twice.
    at(clock, "2026-12-04")
    assert due(shop) == 1
    later = shop.ask("PUT", "PreAuthorizedDebits/rent", body | {"DayInMonth": 20})
    assert later.json["NextDate"] == "2027-01-20T00:00:00"
    assert shop.ask("DELETE", "PreAuthorizedDebits/rent").status == 204
    at(clock, "2027-03-01")
    assert due(shop) == 0
    assert shop.get("PreAuthorizedDebits/rent").status == 404
    # Its key is free again, and what it issued stays.
    assert debit(shop, StartDate="2027-03-01").json["Number"] == 2
    assert due(shop) == 1
    assert len(papers(shop)) == 3


def test_its_customer_cannot_go(shop: Shop) -> None:
    debit(shop)
    refused = shop.ask("DELETE", "Contacts/c")
    assert (refused.status, "cannot be deleted" in refused.text) == (400, True)
    assert shop.ask("DELETE", "PreAuthorizedDebits/rent").status == 204
    assert shop.ask("DELETE", "Contacts/c").status == 204


@pytest.mark.parametrize(
    ("members", "member"),
    [
        ({"ContactId": "nobody"}, "debit.ContactId"),
        ({"Interval": 5}, "debit.Interval"),
        ({"DayInMonth": 0}, "debit.DayInMonth"),
        ({"EndDate": "2026-08-03"}, "debit.EndDate"),
        ({"TrxTypeId": 2}, "debit.TrxTypeId"),
        ({"Amount": None}, "debit.Amount"),
        ({"PaymentTypeId": 99}, "debit.PaymentTypeId"),
        ({"TrxTypeId": 7}, "debit.CCNumberToken"),
        ({"StartDate": None}, "debit.StartDate"),
    ],
)
def test_what_cannot_be_is_refused_by_name(shop: Shop, members: dict[str, Any], member: str) -> None:
    shop.contact("c")
    body: dict[str, Any] = {
        "ContactId": "c",
        "StartDate": "2026-08-04",
        "TrxTypeId": 1,
        "TrxCodeNumber": 3,
        "Amount": 1,
    }
    refused = shop.ask("POST", "PreAuthorizedDebits", body | members)
    assert (refused.status, list(refused.json["ModelState"])) == (400, [member])


def test_two_runners_at_once(shop: Shop, clock: MovableClock) -> None:
    """However many look at the same moment, each occurrence has one document, in order."""
    for key in ("a", "b", "c1", "d"):
        debit(shop, key, SendByEmail=True)
    at(clock, "2026-10-05")

    async def both() -> list[int]:
        return await asyncio.gather(*(run_due(shop.house.desk) for _ in range(4)))

    for _ in range(3):
        shop.house.run(both())
    shop.log_in()
    for key in ("a", "b", "c1", "d"):
        assert runs(shop, key) == [
            (1, "2026-08-04", "issued"),
            (2, "2026-09-04", "issued"),
            (3, "2026-10-04", "issued"),
        ]
    assert len(papers(shop)) == 12
    assert len(shop.house.mailer.sent) == 12
