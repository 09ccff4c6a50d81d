"""Sales orders: windows, look-ups, prices and discounts as a sale has them, numbers of their own, each taken once."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any
from uuid import UUID

import pytest

from pinkas.actions.contact_changes import ContactChange, change_contact
from pinkas.actions.products import save_product
from pinkas.books.product import Product
from pinkas.storage.verify import verify_business
from pinkas.testing.clock import MovableClock
from pinkas.testing.house import House

from .counter import Counter, open_counter

ORDERS = "sales_orders"
ID, OTHER = (f"5b0f6f0e-0d0b-4a52-9d57-7d0c2f6a1e0{number}" for number in (1, 2))
SHIRT, BELT = "7290000000017", "7290000000024"


def line(barcode: str, quantity: object = 1, **more: object) -> dict[str, object]:
    return {"Item": {"BarcodeNumber": barcode}, "Qty": quantity} | more


def order(*lines: dict[str, object], **more: object) -> dict[str, object]:
    return {"Store": {"Code": "3"}, "Register": {"Code": "21"}, "Lines": list(lines or [line(BELT)])} | more


@pytest.fixture
def counter(house: House, clock: MovableClock) -> Counter:
    """A shop at noon of 4 August 2026, a shirt for 59.90 with VAT, a belt for 80 without, and customer 5077."""
    del clock
    counter = open_counter(house)
    shirt = Product(
        name="חולצה", barcode=SHIRT, model_number="CS10", sale_price1=Decimal("59.90"), price_includes_vat=True,
        currency="ILS",
    )  # fmt: skip
    belt = Product(name="חגורה", barcode=BELT, sale_price1=Decimal(80), currency="ILS")
    for card in (shirt, belt):
        house.run(save_product(house.desk, counter.caller, card.barcode, card))
    known = ContactChange(members={"first_name": "נועה", "customer_number": "5077", "phone": "050-1234567"})
    house.run(change_contact(house.desk, counter.caller, None, known))
    return counter


def whole(counter: Counter) -> bool:
    found = counter.house.run(verify_business(counter.house.desk.store, counter.caller.business))
    return found is None


def test_a_regular_order_in_the_shape_of_the_wire(counter: Counter) -> None:
    lines = [line(SHIRT, 2, Sort=1.0, Note="מתנה"), line(BELT, "1.5", Price="90.5555")]
    sent = order(*lines, SalesOrderID=ID.upper(), ERPCode="123-111", Customer={"CustomerNo": "5077"}, Note="לאסוף",
                 OrderDate="2026-08-04T11:22:41.317", Tax=7, TransactionType=0)  # fmt: skip
    taken = counter.post(ORDERS, sent)
    assert list(taken) == [
        "SalesOrderID", "OrderNo", "ERPCode", "Store", "Register", "Customer", "OrderDate", "Total", "Note", "Status",
        "Discount", "Lines",
    ]  # fmt: skip
    said = ("SalesOrderID", "OrderNo", "ERPCode", "OrderDate", "Note", "Status", "Discount")
    assert [taken[name] for name in said] == [
        ID, "21-1", "123-111", "2026-08-04T11:22:41.317", "לאסוף", 1, None,
    ]  # fmt: skip
    assert (taken["Store"]["Code"], taken["Register"]["Code"], taken["Customer"]["CustomerNo"]) == ("3", "21", "5077")
    shirt, belt = taken["Lines"]
    assert list(shirt) == ["SalesOrderLineID", "Sort", "Item", "Qty", "Price", "Total", "Discount", "Note", "Status"]
    assert (shirt["Item"]["Name"], shirt["Item"]["ModelNumber"], len(shirt["Item"])) == ("חולצה", "CS10", 20)
    assert (shirt["Qty"], shirt["Price"], shirt["Total"], shirt["Note"]) == (
        2,
        Decimal("59.90"),
        Decimal("119.80"),
        "מתנה",
    )
    # 1.5 x 90.5555 = 135.83325; the whole is what a sale would ask for, in agorot.
    assert (belt["Price"], belt["Total"]) == (Decimal("90.5555"), Decimal("135.8333"))
    assert taken["Total"] == Decimal("255.63")
    raw = counter.ask("GET", "/v1/sales_orders/no/21-1").body
    for text in (b'"Qty":2.000', b'"Price":59.9000', b'"Total":255.6300', b'"Sort":1.0', b'"Status":1'):
        assert text in raw
    assert raw == counter.ask("GET", "/v1/sales_orders/erp_code/123-111").body
    assert counter.get(ORDERS) == [taken]


@pytest.mark.parametrize(
    ("sent", "totals", "total"),
    [
        # A price without VAT is shown with it: 80 x 1.18.
        (order(line(BELT)), ["94.4000"], "94.4000"),
        (order(line(SHIRT, 2, Discount={"Perc": 10}), line(BELT, Price=80)), ["107.8200", "80.0000"], "187.8200"),
        (order(line(SHIRT, 2, Discount={"Amount": "19.80"})), ["100.0000"], "100.0000"),
        # A discount on the whole is spread over the lines, the remainder on the last.
        (order(line(SHIRT), line(BELT, Price="40.10"), Discount={"Perc": 10}), ["53.9100", "36.0900"], "90.0000"),
        (order(line(SHIRT), line(SHIRT), line(SHIRT), Discount={"DiscountAmount": 1}),
         ["59.5667", "59.5667", "59.5666"], "178.7000"),
        # What ends in fractions of an agora is rounded once, in the whole.
        (order(line(SHIRT, Price="33.33", Discount={"Percent": 10})), ["29.9970"], "30.0000"),
    ],
)  # fmt: skip
def test_prices_and_discounts_as_a_sale_has_them(
    counter: Counter, sent: dict[str, object], totals: list[str], total: str
) -> None:
    taken = counter.post(ORDERS, sent)
    assert [one["Total"] for one in taken["Lines"]] == [Decimal(text) for text in totals]
    assert taken["Total"] == Decimal(total)
    for said in ("Lines", "Discount"):
        given = sent.get(said) if said == "Discount" else sent["Lines"][0].get("Discount")  # type: ignore[index]
        shown = taken["Discount"] if said == "Discount" else taken["Lines"][0]["Discount"]
        assert (given is None) == (shown is None)


def test_windows_follow_the_clock(counter: Counter, clock: MovableClock) -> None:
    clock.at = dt.datetime(2026, 3, 17, 22, 30, tzinfo=dt.UTC)  # 00:30 of the 18th in Israel
    times = (
        "2026-03-10T23:59:59.997", "2026-03-11T00:00:00", "2026-03-17T12:00:00.003", "2026-03-18T23:59:59.997",
        "2026-03-19T00:00:00",
    )  # fmt: skip
    for place, time in enumerate(times):
        counter.post(ORDERS, order(OrderDate=time, **({"ERPCode": f"E{place}"} if place % 2 else {})))

    def found(**query: object) -> list[str]:
        return [one["OrderDate"] for one in counter.get(ORDERS, **query)]

    assert found() == list(times[1:4])
    assert found(from_date="2026-03-10 23:59:59.997", to_date="2026-03-17 12:00:00.003") == list(times[:2])
    assert found(from_date="2026-03-17") == list(times[2:4])
    assert found(to_date="2026-03-17T12:00:00.004") == list(times[1:3])
    assert found(has_erp_code="true") == [times[1], times[3]]
    assert found(has_erp_code="0") == [times[2]]
    assert found(from_date="2026-03-12", to_date="2026-03-11") == []


def test_a_window_is_whole_however_it_is_read(counter: Counter, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("pinkas.actions.sales_orders.PAGE", 2)
    times = ["2026-08-04T10:00:00"] * 3 + ["2026-08-04T09:00:00"] * 2
    for time in times:
        counter.post(ORDERS, order(OrderDate=time))
    numbers = [one["OrderNo"] for one in counter.get(ORDERS)]
    assert numbers == ["21-4", "21-5", "21-1", "21-2", "21-3"]
    assert [one["OrderNo"] for one in counter.get(ORDERS, to_date="2026-08-04 10:00")] == numbers[:2]


def test_each_till_counts_its_orders_apart_from_its_sales(counter: Counter) -> None:
    numbers = [counter.post(ORDERS, order())["OrderNo"] for _ in range(2)]
    assert numbers == ["21-1", "21-2"]
    assert counter.post(ORDERS, order(OrderNo="21-9"))["OrderNo"] == "21-9"
    assert counter.post(ORDERS, order(OrderNo="21-5"))["OrderNo"] == "21-5"
    assert counter.post(ORDERS, order())["OrderNo"] == "21-10"
    # Without a till it is the first of the store, which has orders of its own; without a store that of the first store.
    assert counter.post(ORDERS, {"Store": {"ERPCode": "H"}, "Lines": [line(BELT)]})["OrderNo"] == "21-11"
    assert counter.post(ORDERS, {"Lines": [line(BELT)]})["OrderNo"] == "1-1"
    taken = counter.ask("POST", "/v1/sales_orders", order(OrderNo="21-9"))
    assert (taken.status, taken.json) == (409, {"Message": "OrderNo 21-9 belongs to another order."})
    # A number says which till, too.
    assert counter.post(ORDERS, {"OrderNo": "1-5", "Lines": [line(BELT)]})["Register"]["Code"] == "1"
    assert (len(counter.get(ORDERS)), whole(counter)) == (8, True)


def test_an_order_is_taken_once(counter: Counter) -> None:
    first = counter.post(ORDERS, order(SalesOrderID=ID, ERPCode="A"))
    for again in (order(line(SHIRT, 7), SalesOrderID=ID.upper(), ERPCode="B"), order(ERPCode="A")):
        assert counter.post(ORDERS, again) == first
    taken = counter.ask("POST", "/v1/sales_orders", order(SalesOrderID=OTHER, ERPCode="A"))
    assert (taken.status, taken.json) == (409, {"Message": "ERPCode A belongs to another order."})
    kept = [counter.ask("POST", "/v1/sales_orders", order(), Idempotency_Key="k") for _ in range(2)]
    assert (kept[0].body, kept[1].headers["idempotency-replayed"]) == (kept[1].body, "true")
    assert counter.ask("POST", "/v1/sales_orders", order(Note="x"), Idempotency_Key="k").status == 409
    assert [one["OrderNo"] for one in counter.get(ORDERS)] == ["21-1", "21-2"]


def test_customers_are_found_by_any_key_or_made(counter: Counter) -> None:
    for named in ({"Address": {"PhoneNo": "0501234567"}}, {"CustomerNo": "5077", "Email": "nobody@example.com"}):
        assert counter.post(ORDERS, order(Customer=named))["Customer"]["CustomerNo"] == "5077"
    unknown = {"CustomerNo": "6001", "FirstName": "דנה", "CustomerERPCode": ""}
    refused = counter.ask("POST", "/v1/sales_orders", order(Customer=unknown))
    assert (refused.status, refused.json["ModelState"]) == (400, {"Customer": ["Customer not found."]})
    wrong = counter.ask("POST", "/v1/sales_orders?upsert_customer=true", order(line(BELT, 0), Customer=unknown))
    assert (wrong.status, counter.ask("GET", "/v1/customers/no/6001").status) == (400, 404)
    made = counter.post(ORDERS, order(Customer=unknown), upsert_customer="true")["Customer"]
    assert (made["CustomerNo"], made["FirstName"]) == ("6001", "דנה")
    changed = counter.post(ORDERS, order(Customer=unknown | {"FirstName": "דינה"}), upsert_customer="1")["Customer"]
    assert (changed["CustomerID"], changed["FirstName"]) == (made["CustomerID"], "דינה")
    # Customers are shown as they are now.
    assert [one["Customer"]["FirstName"] for one in counter.get(ORDERS)] == ["נועה", "נועה", "דינה", "דינה"]
    assert whole(counter)


def test_an_items_name_is_the_catalogues_unless_it_is_to_be_kept(counter: Counter) -> None:
    named = {"Item": {"BarcodeNumber": SHIRT, "Name": "חולצה עם רקמה"}, "Qty": 1}
    for overwrite, name in (("false", "חולצה"), ("true", "חולצה עם רקמה")):
        (taken,) = counter.post(ORDERS, order(named), overwrite_item_name=overwrite)["Lines"]
        assert (taken["Item"]["Name"], taken["Item"]["BarcodeNumber"]) == (name, SHIRT)


def test_orders_post_nothing_and_move_nothing(counter: Counter) -> None:
    before = _journal(counter)
    counter.post(ORDERS, order(line(SHIRT, 3), Customer={"CustomerNo": "5077"}))
    assert _journal(counter) == before
    assert counter.get("inventory/barcode/" + SHIRT)["TotalOnHand"] == 0
    (taken,) = counter.get(ORDERS)
    assert taken["Customer"]["BalanceDoe"] == 0


def _journal(counter: Counter) -> Any:
    head = counter.house.run(
        counter.house.desk.store.row(
            "select entries, transactions, documents, stock_moves from books.head where business_id = $1",
            counter.caller.business,
        )
    )
    return tuple(head)


REFUSED: list[tuple[Any, str]] = [
    (b"", ""),
    (b"[]", ""),
    (order() | {"Lines": []}, "Lines"),
    (order() | {"Lines": {}}, "Lines"),
    (order(line(BELT, None)), "Lines[0].Qty"),
    (order(line(BELT), line(BELT, 0)), "Lines[1].Qty"),
    (order(line(BELT, -1)), "Lines[0].Qty"),
    (order(line(BELT, "1e400")), "Lines[0].Qty"),
    (order(line("7290000000000")), "Lines[0].Item"),
    (order({"Qty": 1}), "Lines[0].Item"),
    (order(line(BELT, Price=-1)), "Lines[0].Price"),
    (order(line(BELT, Discount={"Perc": 10, "Amount": 5})), "Lines[0].Discount"),
    (order(line(BELT, Discount={"Perc": 101})), "Lines[0].Discount"),
    (order(Discount={"Perc": 10, "Amount": 5}), "Discount"),
    (order(Discount={"Amount": 95}), "Discount"),
    (order(Total=95), "Total"),
    (order(Register={"Code": "22"}), "Register"),
    (order(Store={"Code": "9"}), "Store"),
    (order(Store={"Code": "1"}), "Store"),
    (order(OrderNo="7"), "OrderNo"),
    (order(OrderNo="22-7"), "OrderNo"),
    (order(OrderNo="21-0"), "OrderNo"),
    (order(OrderDate="2026-08-07T00:00:00"), "OrderDate"),
    (order(OrderDate="1700-01-01T00:00:00"), "OrderDate"),
    (order(OrderDate="soon"), "OrderDate"),
    (order(SalesOrderID="x"), "SalesOrderID"),
    (order(ERPCode="x" * 51), "ERPCode"),
    (order(Customer={"CustomerID": OTHER}), "Customer"),
]


def test_what_is_no_order_is_named_and_not_taken(counter: Counter) -> None:
    for body, named in REFUSED:
        reply = counter.ask("POST", "/v1/sales_orders", body)
        assert (reply.status, list(reply.json.get("ModelState", [""]))) == (400, [named]), (body, reply.body)
    assert counter.get(ORDERS, from_date="2000-01-01") == []


@pytest.mark.parametrize(
    ("target", "status"),
    [
        ("sales_orders?from_date=x", 400),
        ("sales_orders?to_date=2026-02-30", 400),
        ("sales_orders?has_erp_code=perhaps", 400),
        ("sales_orders/no/21-1", 404),
        ("sales_orders/no/21", 404),
        ("sales_orders/no/-", 404),
        ("sales_orders/no/21-99999999999999999999", 404),
        ("sales_orders/no/%D7%90-%D9%A1", 404),
        ("sales_orders/erp_code/123-111", 404),
    ],
)
def test_what_is_not_there_and_what_cannot_be_read(house: House, target: str, status: int) -> None:
    reply = _anybody(house).ask("GET", "/v1/" + target)
    assert (reply.status, "Message" in reply.json) == (status, True)


def test_a_strangers_order_is_none(counter: Counter, house: House) -> None:
    taken = counter.post(ORDERS, order(SalesOrderID=ID, ERPCode="A", Customer={"CustomerNo": "5077"}))
    stranger = open_counter(house)
    assert stranger.get(ORDERS) == []
    for path in ("no/21-1", "erp_code/A"):
        assert stranger.ask("GET", f"/v1/sales_orders/{path}").status == 404
    strange = {
        "Store": {"StoreID": taken["Store"]["StoreID"]}, "Register": {"RegisterID": taken["Register"]["RegisterID"]},
        "Customer": {"CustomerID": taken["Customer"]["CustomerID"]},
    }  # fmt: skip
    own_item = Product(barcode="own", sale_price1=Decimal(1), currency="ILS")
    house.run(save_product(house.desk, stranger.caller, "own", own_item))
    for name, value in strange.items():
        reply = stranger.ask("POST", "/v1/sales_orders", order(line("own")) | {name: value})
        assert list(reply.json["ModelState"]) == [name]
    item = {"Item": {"ItemID": taken["Lines"][0]["Item"]["ItemID"]}, "Qty": 1}
    assert list(stranger.ask("POST", "/v1/sales_orders", order(item)).json["ModelState"]) == ["Lines[0].Item"]
    # The same names are free there.
    own = stranger.post(ORDERS, order(line("own"), SalesOrderID=ID, ERPCode="A"))
    assert (UUID(own["SalesOrderID"]), own["OrderNo"], len(own["Lines"])) == (UUID(ID), "21-1", 1)
    assert counter.get(ORDERS) == [taken]


_ANYBODY: list[Counter] = []


def _anybody(house: House) -> Counter:
    if not _ANYBODY or _ANYBODY[0].house is not house:
        _ANYBODY[:] = [open_counter(house)]
    return _ANYBODY[0]
