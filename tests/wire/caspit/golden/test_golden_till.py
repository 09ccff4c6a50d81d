"""Kupa: which payments lie in the till, in which order and on which pages (dossier sections 8.10 and 9.9)."""

from __future__ import annotations

import itertools
from collections.abc import Iterator

import pytest

from pinkas.testing.house import House

from .shop import Shop, open_shop

#: Document, its date, the payment's own date, amount: as they lie in the till of `drawer`, oldest first.
IN_TILL = (
    ("rec-1", "2026-08-01", "2026-09-01", 100),
    ("rec-1", "2026-08-01", None, 20),
    ("sale-1", "2026-07-20", None, 5),
    ("gift-1", "2026-08-04", "2026-08-04", 7),
    ("back-1", "2026-08-03", None, -3),
    ("rec-2", "2026-06-30", "2026-12-31", 50),
)


def _keep(shop: Shop, key: str, day: str, trx_type: int, *payments: dict[str, object]) -> None:
    """A printed document with these payments."""
    body = {"TrxTypeId": trx_type, "Date": day, "ReceiptLines": list(payments), "CustomerBusinessName": key}
    if trx_type == 7:
        total = sum(int(str(payment["Payment"])) for payment in payments)
        lines = [{"UnitPrice": total, "ChargeVAT": False}]
        assert shop.ask(
            "POST", "Documents", {"DocumentId": key, "TrxCodeNumber": 3, "DocumentLines": lines} | body
        ).status == 201  # fmt: skip
    else:
        assert shop.receipt(key, **body).status == 201
    assert shop.print(key).status == 200


@pytest.fixture(scope="module")
def drawer(operated: House) -> Iterator[Shop]:
    """Payments of every type of document, some of which never lay in the till or lie there no more."""
    shop = open_shop(operated)
    cheque = {"PaymentTypeId": 2, "Payment": 100, "CheckNumber": "7", "PaymentDate": "2026-09-01"}
    cash = {"PaymentTypeId": 1}
    _keep(shop, "rec-1", "2026-08-01", 2, cheque, cash | {"Payment": 20})
    _keep(shop, "sale-1", "2026-07-20", 7, {"PaymentTypeId": 11, "Payment": 10}, cash | {"Payment": 5})
    _keep(shop, "gift-1", "2026-08-04", 19, {"PaymentTypeId": 16, "Payment": 7, "PaymentDate": "2026-08-04"})
    _keep(shop, "back-1", "2026-08-03", 13, cash | {"Payment": 3})
    _keep(shop, "gone-1", "2026-08-02", 2, cash | {"Payment": 9}, cheque)
    shop.receipt("draft-1", 11)
    _keep(shop, "rec-2", "2026-06-30", 2, cheque | {"Payment": 50, "PaymentDate": "2026-12-31"})
    assert shop.ask("POST", "CancelDocument/gone-1").status == 200
    yield shop
    shop.close()


def _lines(shop: Shop, query: str) -> list[tuple[str, str, str | None, int]]:
    page = shop.get(f"Kupa?{query}").json
    assert page["TotalCount"] == len(page["Results"])
    return [
        (
            line["CustomerBusinessName"],
            line["Date"][:10],
            line["PaymentDate"] and line["PaymentDate"][:10],
            int(line["Payment"]),
        )
        for line in page["Results"]
    ]


def test_every_combination_of_filters(drawer: Shop) -> None:
    starts = (None, "2026-07-20", "2026-08-02", "2026-09-01", "2027-01-01")
    ends = (None, "2026-06-30", "2026-08-01", "2026-09-01", "2026-12-31")
    for start, end, deposited in itertools.product(starts, ends, (None, "false", "0", "true", "1")):
        wanted = [
            line
            for line in IN_TILL
            if deposited not in ("true", "1") and (start or "0") <= (line[2] or line[1]) <= (end or "9")
        ]
        filters = {"startDate": start, "endDate": end, "deposited": deposited}
        query = "&".join(f"{name}={value}" for name, value in filters.items() if value is not None)
        assert _lines(drawer, query) == wanted, query


def test_a_payment_by_voucher_is_no_money_and_every_other_is(shop: Shop) -> None:
    lines = [{"PaymentTypeId": trx_type, "Payment": 1} for trx_type in range(1, 18)]
    _keep(shop, "rec-1", "2026-08-01", 2, *lines)
    page = shop.get("Kupa").json["Results"]
    assert [line["PaymentTypeId"] for line in page] == [one for one in range(1, 18) if one != 11]
    assert len({line["CaspitKupaLineId"] for line in page}) == 16


def test_a_line_names_the_customer_as_the_paper_does(shop: Shop) -> None:
    shop.contact("cust-1", BusinessName="שם הכרטיס")
    shop.contact("cust-2")
    named = {"CustomerBusinessName": "שם המסמך", "CustomerOsekMorshe": "514000008", "CustomerContactName": "דנה"}
    shop.receipt("rec-1", CustomerId="cust-1", **named)
    shop.print("rec-1")
    shop.contact("cust-1", BusinessName="שם אחר")
    (line,) = shop.get("Kupa").json["Results"]
    assert {name: line[name] for name in named} == named
    assert (line["CustomerId"], line["TrxTypeId"], line["DocumentNumber"]) == ("cust-1", 2, "98/300001")


def test_pages_of_fifty_lead_from_one_to_the_next(shop: Shop) -> None:
    lines = [{"PaymentTypeId": 1, "Payment": one} for one in range(1, 104)]
    _keep(shop, "rec-1", "2026-08-01", 2, *lines)
    page, walked = shop.get("Kupa?pageSize=7"), []
    for _ in range(3):
        walked += [int(line["Payment"]) for line in page.json["Results"]]
        assert (page.json["TotalCount"], page.json["TotalPages"]) == (103, 3)
        if (following := page.json["NextPageUrl"]) is not None:
            page = shop.send("GET", following.removeprefix(shop.house.url))
    assert walked == list(range(1, 104))
    assert (page.json["CurrentPage"], page.json["NextPageUrl"]) == (2, None)


def test_a_cheque_that_came_back_lies_no_more_in_the_till(shop: Shop) -> None:
    cheque = {"PaymentTypeId": 2, "Payment": 100, "CheckNumber": "7", "PaymentDate": "2026-08-02"}
    _keep(shop, "rec-1", "2026-08-01", 2, cheque, cheque | {"Payment": 50}, {"PaymentTypeId": 1, "Payment": 20})
    line = shop.get("Kupa").json["Results"][0]
    headers = {"Caspit-Token": shop.token, "Content-Type": "application/json"}
    bounced = shop.send("POST", f"/ext/v1/cheques/{line['CaspitKupaLineId']}/bounce", b"{}", headers)
    assert bounced.status in {200, 201}, bounced.text
    assert [amount for *_, amount in _lines(shop, "")] == [50, 20]
    assert [amount for *_, amount in _lines(shop, "endDate=2026-08-02&startDate=2026-08-02")] == [50]


def test_the_till_is_the_businesss_own(drawer: Shop, shop: Shop) -> None:
    assert shop.get("Kupa").json["TotalCount"] == 0
    assert drawer.get("Kupa").json["TotalCount"] == 6
