"""GenerateDeferredPaymentsInvoices: a tax invoice for each payment as it falls due, once, its gross fixed."""

from __future__ import annotations

import asyncio
import datetime as dt
from decimal import Decimal
from typing import Any

from pinkas.actions.deferred import invoice_deferred_payments
from pinkas.actions.sessions import Sessions
from pinkas.testing.clock import MovableClock
from tests.wire.ext.asking import ext

from .papers import Postings
from .shop import PASSWORD, Reply, Shop

CARD = 4


def generate(shop: Shop, query: str = "") -> Reply:
    return shop.ask("POST", f"GenerateDeferredPaymentsInvoices{query}")


def instalments(*payments: tuple[object, str | None], kind: int = CARD) -> list[dict[str, Any]]:
    return [{"PaymentTypeId": kind, "Payment": payment, "PaymentDate": day} for payment, day in payments]


def received(shop: Shop, key: str = "rec", **members: object) -> None:
    """A receipt of three instalments, 1,000.00 in all, issued today."""
    if shop.get("Contacts/c").status == 404:
        shop.contact("c", Email="dana@example.com")
    lines = instalments((333.34, "2026-09-02"), (333.33, "2026-10-02"), (333.33, "2026-11-02"))
    body: dict[str, Any] = {"CustomerId": "c", "CustomerBusinessName": "דנה", "ReceiptLines": lines}
    assert shop.receipt(key, **body | members).status == 201
    assert shop.print(key).status == 200


def on(shop: Shop, clock: MovableClock, day: str) -> None:
    clock.at = dt.datetime.fromisoformat(f"{day}T09:00+00:00")
    shop.log_in()


def invoices(shop: Shop) -> list[tuple[str, Decimal, Decimal, Decimal]]:
    found = shop.get("Documents?trxTypeId=1").json["Results"]
    return [(row["Date"][:10], row["TotalBeforeVAT"], row["Vat"], row["Total"]) for row in found]


D = Decimal


def test_each_instalment_is_invoiced_when_it_falls_due(shop: Shop, clock: MovableClock, postings: Postings) -> None:
    received(shop)
    assert shop.balance("c") == 1000
    answer = generate(shop, f"?token={shop.token}")
    assert (answer.status, answer.body) == (200, b'{"Created":0}')
    on(shop, clock, "2026-09-02")
    assert generate(shop).json == {"Created": 1}
    assert generate(shop).json == {"Created": 0}
    on(shop, clock, "2026-12-01")
    assert generate(shop).json == {"Created": 2}
    # 333.34 x 18 / 118 = 50.8485; 333.33 x 18 / 118 = 50.8469.
    assert invoices(shop) == [
        ("2026-09-02", D("282.49"), D("50.85"), D("333.34")),
        ("2026-10-02", D("282.48"), D("50.85"), D("333.33")),
        ("2026-11-02", D("282.48"), D("50.85"), D("333.33")),
    ]
    assert shop.balance("c") == 0
    first = shop.get("Documents?trxTypeId=1").json["Results"][0]
    assert (first["CustomerId"], first["CustomerBusinessName"], first["TrxCodeNumber"], first["Status"]) == (
        "c",
        "דנה",
        3,
        2,
    )
    assert first["DocumentLines"][0]["ProductName"] == "תשלום לפי קבלה 98/300001"
    assert [(one["DocumentId"], one["DocumentSum"], one["DocumentRelation"]) for one in first["RelatedDocuments"]] == [
        ("rec", D("333.34"), 1)
    ]
    assert postings(first["DocumentId"]) == [
        ("receivable", D("333.34")), ("income:3", D("-282.49")), ("output-vat", D("-50.85")),
    ]  # fmt: skip
    # It is paid, and the receipt has nothing left.
    assert shop.get("Documents?onlyOpenDocuments=true").json["TotalCount"] == 0
    refund = {"DocumentId": "back", "TrxTypeId": 13, "TrxCodeNumber": 2, "CustomerId": "c"}
    refund |= {"ReceiptLines": [{"PaymentTypeId": 1, "Payment": 1}], "RelatedDocuments": [{"DocumentId": "rec"}]}
    assert shop.ask("POST", "Documents", refund).status == 201
    assert shop.print("back").status == 200
    assert shop.get("Documents?onlyOpenDocuments=true").json["TotalCount"] == 0
    assert shop.balance("c") == -1


def test_only_what_pays_nothing_else(shop: Shop, clock: MovableClock) -> None:
    shop.contact("c")
    assert shop.invoice("inv", net=500, CustomerId="c").status == 201
    assert shop.print("inv").status == 200
    lines = instalments((333.34, "2026-09-02"), (333.33, "2026-10-02"), (333.33, "2026-11-02"))
    received(shop, ReceiptLines=lines, RelatedDocuments=[{"DocumentId": "inv"}])
    received(shop, "paid", ReceiptLines=instalments((100, "2026-09-02")))
    settled = {"TrxTypeId": 2, "RelatedDocuments": [{"DocumentId": "paid"}, {"DocumentId": "other"}]}
    assert shop.invoice("other", net=500, CustomerId="c").status == 201
    assert shop.print("other").status == 200
    assert shop.receipt("joins", 490, CustomerId="c", **settled).status == 201
    assert shop.print("joins").status == 200
    on(shop, clock, "2026-12-01")
    assert generate(shop).json == {"Created": 2}
    # 590.00 of the first receipt paid the invoice it names: all of the first instalment, 256.66 of the second.
    assert invoices(shop)[2:] == [
        ("2026-10-02", D("64.97"), D("11.70"), D("76.67")),
        ("2026-11-02", D("282.48"), D("50.85"), D("333.33")),
    ]


def test_cheques_that_bounced_donations_and_what_was_cancelled(shop: Shop, clock: MovableClock) -> None:
    shop.contact("c")
    cheques = instalments((118, "2026-09-01"), (236, "2026-10-01"), kind=2)
    received(shop, "bounces", ReceiptLines=cheques)
    line = shop.get("Kupa").json["Results"][0]["CaspitKupaLineId"]
    received(shop, "cancelled", ReceiptLines=cheques)
    assert shop.ask("POST", "CancelDocument/cancelled").status == 200
    received(shop, "gift", TrxTypeId=19, ReceiptLines=cheques)
    received(shop, "draft-1", ReceiptLines=instalments((50, None), (60, "2026-08-04")))
    assert shop.receipt("draft-2", ReceiptLines=cheques, CustomerId="c").status == 201
    on(shop, clock, "2026-09-03")
    assert ext(shop, "POST", f"cheques/{line}/bounce").status == 201
    on(shop, clock, "2026-12-01")
    assert generate(shop).json == {"Created": 1}
    assert invoices(shop) == [("2026-10-01", 200, 36, 236)]


def test_tax_withheld_is_invoiced_with_its_payment(shop: Shop, clock: MovableClock) -> None:
    received(shop, TaxDeduction=10)
    on(shop, clock, "2026-12-01")
    assert generate(shop).json == {"Created": 3}
    assert [row[3] for row in invoices(shop)] == [D("336.67"), D("336.67"), D("336.66")]
    assert shop.balance("c") == 0


def test_a_closed_period_moves_it_to_the_first_open_day(shop: Shop, clock: MovableClock) -> None:
    received(shop)
    on(shop, clock, "2026-11-20")
    assert ext(shop, "POST", "periods/2026-09/close").status == 200
    assert generate(shop).json == {"Created": 3}
    assert [row[0] for row in invoices(shop)] == ["2026-10-01", "2026-10-02", "2026-11-02"]


def test_no_invoice_is_of_a_day_to_come(shop: Shop, clock: MovableClock) -> None:
    received(shop)
    on(shop, clock, "2026-11-21")
    assert ext(shop, "POST", "periods/2026-11/close").status == 200
    assert generate(shop).json == {"Created": 0}
    assert invoices(shop) == []
    on(shop, clock, "2026-12-01")
    assert generate(shop).json == {"Created": 3}
    assert [row[0] for row in invoices(shop)] == ["2026-12-01"] * 3


def test_the_rate_is_that_of_the_day_it_falls_due(shop: Shop, clock: MovableClock) -> None:
    on(shop, clock, "2024-12-01")
    received(shop, ReceiptLines=instalments((1180, "2024-12-31"), (1180, "2025-01-01")))
    on(shop, clock, "2025-02-01")
    assert generate(shop).json == {"Created": 2}
    # 1,180 x 17 / 117 = 171.4530; 1,180 x 18 / 118 = 180.
    assert invoices(shop) == [("2024-12-31", D("1008.55"), D("171.45"), 1180), ("2025-01-01", 1000, 180, 1180)]


def test_an_exempt_dealer_issues_none(shop: Shop, clock: MovableClock) -> None:
    assert ext(shop, "PUT", "registration", {"ValidFrom": "2026-10-01", "Registration": "exempt_dealer"}).status == 200
    received(shop)
    on(shop, clock, "2026-12-01")
    assert generate(shop).json == {"Created": 1}


def test_the_invoice_is_undone_before_its_receipt_and_not_issued_again(shop: Shop, clock: MovableClock) -> None:
    received(shop)
    on(shop, clock, "2026-09-02")
    assert generate(shop).json == {"Created": 1}
    (invoice,) = shop.get("Documents?trxTypeId=1").json["Results"]
    refused = shop.ask("POST", "CancelDocument/rec")
    assert (refused.status, "was made from it; cancel that first" in refused.text) == (400, True)
    assert shop.ask("POST", f"CancelDocument/{invoice['DocumentId']}").status == 200
    assert shop.balance("c") == 1000
    on(shop, clock, "2026-09-30")
    assert generate(shop).json == {"Created": 0}
    on(shop, clock, "2026-10-02")
    assert generate(shop).json == {"Created": 1}


def test_another_business_up_to_a_day(shop: Shop, clock: MovableClock) -> None:
    received(shop)
    number = str(int(shop.tax_number) - 300_000_000)
    other = Shop(shop.house, number, shop.house.open_business(number))
    on(other, clock, "2026-11-30")
    uuid = shop.house.run(_uuid(shop))
    assert generate(other, f"?businessId={shop.tax_number}&endDate=2026-09-30").json == {"Created": 1}
    assert generate(other, f"?businessId={shop.business}&endDate=2026-10-31").json == {"Created": 1}
    # What falls due after today is not due.
    assert generate(other, f"?businessId={uuid}&endDate=2027-12-31").json == {"Created": 1}
    assert generate(other).json == {"Created": 0}
    for name in ("999999998", "no-such", "0", "%D7%90"):
        assert generate(other, f"?businessId={name}").status == 404
    refused = generate(other, "?endDate=tomorrow")
    assert (refused.status, list(refused.json["ModelState"])) == (400, ["endDate"])
    shop.log_in()
    assert len(invoices(shop)) == 3
    other.close()


async def _uuid(shop: Shop) -> str:
    return str(
        await shop.house.desk.store.value("select uuid from directory.business where business_id = $1", shop.business)
    )


def test_only_the_operator_may(shop: Shop) -> None:
    shop.house.add_user(f"clerk-{shop.business}", PASSWORD, shop.business)
    token = shop.send("GET", f"/api/v1/Token?user=clerk-{shop.business}&pwd={PASSWORD}").json
    for query in ("", f"?businessId={shop.business}", "?businessId=no-such"):
        refused = shop.ask("POST", f"GenerateDeferredPaymentsInvoices{query}", Caspit_Token=token)
        assert (refused.status, refused.text) == (403, "only the operator of this system may do this")


def test_called_many_times_at_once(shop: Shop, clock: MovableClock) -> None:
    received(shop)
    on(shop, clock, "2026-12-01")

    async def at_once() -> list[int]:
        caller = await Sessions(shop.house.desk).caller(shop.token)
        assert caller is not None
        return await asyncio.gather(*(invoice_deferred_payments(shop.house.desk, caller) for _ in range(5)))

    assert sum(shop.house.run(at_once())) == 3
    assert [row[3] for row in invoices(shop)] == [D("333.34"), D("333.33"), D("333.33")]
    assert shop.balance("c") == 0
