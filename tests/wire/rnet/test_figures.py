"""What a till's transaction comes to: discounts, returns, rounding, exempt goods, payments of every sort."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pinkas.storage.verify import verify_business
from pinkas.testing.house import House

from .haifa import BELT, BOOK, SHIRT, Haifa, cash, line, open_haifa
from .invariants import check

NOA = {"CustomerNo": "5077"}
SUMS = ("Total", "TotalBeforeTax", "Tax", "TotalBeforeDisc", "TaxableTotal", "TaxFreeTotal", "Rounding")
LINE_SUMS = ("Qty", "BeforeDiscount", "DiscountOnEntryAmount", "DiscountOnTotalAmount", "Total", "BeforeTax", "Tax")


@pytest.fixture(scope="module")
def haifa(house: House) -> Iterator[Haifa]:
    """The samples' shop; whatever was done there, the books are whole in the end."""
    shop = open_haifa(house)
    yield shop
    assert house.run(verify_business(house.desk.store, shop.caller.business)) is None


def sums(shown: dict[str, Any], names: tuple[str, ...] = SUMS) -> list[str]:
    return [str(shown[name]) for name in names]


def test_a_line_that_ends_in_fractions_of_an_agora(haifa: Haifa) -> None:
    shown = haifa.sell(line(BELT, Price="33.33", Discount={"Perc": 10}), CashTenders=cash("30.00"))
    check(shown, paid=True)
    assert sums(shown) == ["30.0000", "25.4212", "4.5758", "33.3300", "25.4212", "0.0000", "0.0030"]
    (entry,) = shown["ItemEntries"]
    assert sums(entry, LINE_SUMS) == ["1.000", "33.3300", "3.3330", "0.0000", "29.9970", "25.4212", "4.5758"]


def test_cash_rounded_by_the_till(haifa: Haifa) -> None:
    shown = haifa.sell(line(BELT, Price="19.98"), CashTenders=cash("20.00"))
    check(shown, paid=True)
    assert sums(shown) == ["20.0000", "16.9322", "3.0478", "19.9800", "16.9322", "0.0000", "0.0200"]


def test_sums_of_lines_and_not_one_division(haifa: Haifa) -> None:
    prices = ("9.90", "14.90", "3.33", "0.10")
    shown = haifa.sell(*(line(BELT, Price=price) for price in prices), CashTenders=cash("28.23"))
    check(shown, paid=True)
    assert sums(shown) == ["28.2300", "23.9236", "4.3064", "28.2300", "23.9236", "0.0000", "0.0000"]


def test_a_discount_on_the_whole_over_lines_of_two_sorts(haifa: Haifa) -> None:
    shown = haifa.sell(
        line(SHIRT, 2, Discount={"Amount": "9.80"}), line(BOOK), Discount={"Perc": 10, "Reason": "Friends"},
        CCTenders=[{"Amount": "135.00", "No": "**** 4321", "CCExpDate": "09/27", "CCType": 2, "CCPayments": 3}],
    )  # fmt: skip
    check(shown, paid=True)
    assert sums(shown) == ["135.0000", "119.8983", "15.1017", "159.8000", "83.8983", "36.0000", "0.0000"]
    shirt, book = shown["ItemEntries"]
    assert sums(shirt, LINE_SUMS) == ["2.000", "119.8000", "9.8000", "11.0000", "99.0000", "83.8983", "15.1017"]
    assert sums(book, LINE_SUMS) == ["1.000", "40.0000", "0.0000", "4.0000", "36.0000", "36.0000", "0.0000"]
    assert (str(shirt["PriceAfterItemDiscount"]), str(shirt["PriceAfterDiscount"])) == ("55.0000", "49.5000")
    assert (shirt["DiscountOnEntryPerc"], str(shirt["DiscountOnTotalPerc"])) == (None, "10.000")
    assert (str(shirt["TaxRate"]), str(book["TaxRate"]), str(shown["TaxRate"])) == ("18.000", "0.000", "18.0000")
    (entry,) = shown["DiscountEntries"]
    assert sums(entry, ("EntryType", "EntryDescription", "Total", "DiscountOnTotalPerc", "Sort")) == [
        "4", "Friends", "15.0000", "10.000", "3.0",
    ]  # fmt: skip
    assert shown["Discount"] == {"Perc": 10, "Amount": None, "Reason": "Friends"}
    (card,) = shown["CCTenders"]
    assert [card[name] for name in ("No", "CCExpDate", "CCType", "CCPayments")] == ["4321", "0927", 2, 3]


def test_what_was_read_may_be_sent_as_another_sale(haifa: Haifa) -> None:
    """A client may send back a whole object: its tax figures are not looked at, its discounts and payments are."""
    first = haifa.sell(
        line(SHIRT, 3, Discount={"Perc": "12.5"}), line(BELT, Discount={"Amount": 7}), Discount={"Amount": "5.01"},
        CashTenders=cash("225.23"), Seller={"UserNo": "12", "Password": "hunter2"}, Customer=NOA,
    )  # fmt: skip
    check(first, paid=True)
    wrong = {"Tax": 1, "TaxRate": "x", "TotalBeforeTax": [], "ZNo": {}, "PGT": "?"}
    for entry in first["ItemEntries"]:
        entry |= {"Tax": 99, "BeforeTax": "none", "TaxRate": 3, "TransactionEntryID": None}
    kept = {name: first[name] for name in SUMS}
    again = haifa.post("transactions", first | wrong | {"TransactionID": None, "XID": None, "TransactionNo": None})
    check(again, paid=True)
    assert {name: again[name] for name in SUMS} == kept
    assert again["TransactionID"] != first["TransactionID"]


def test_goods_back_in_parts_are_exactly_the_sale(haifa: Haifa) -> None:
    sale = haifa.sell(line(SHIRT, 7, Price="33.33", Discount={"Perc": "3.3"}), Discount={"Perc": "1.7"},
                      CashTenders=cash("221.77"))  # fmt: skip
    check(sale, paid=True)
    sold, stock = sale["ItemEntries"][0], haifa.on_hand(SHIRT)
    back = []
    for quantity, amount in ((-2, "-63.36"), (-4, "-126.73"), (-1, "-31.68")):
        returned = haifa.sell(line(SHIRT, quantity, ReturnTEntryID=sold["TransactionEntryID"]),
                              CashTenders=cash(amount))  # fmt: skip
        check(returned, paid=True)
        assert returned["PGT"] == sale["PGT"]
        back.append(returned)
    entries = [each["ItemEntries"][0] for each in back]
    assert [sum(entry[name] for entry in entries) for name in LINE_SUMS] == [-sold[name] for name in LINE_SUMS]
    assert [sum(each[name] for each in back) for name in SUMS] == [-sale[name] for name in SUMS]
    assert {entry["ReturnTEntryID"] for entry in entries} == {sold["TransactionEntryID"]}
    assert {(entry["EntryType"], str(entry["Price"])) for entry in entries} == {(2, "33.3300")}
    seen = haifa.get("transactions", id=sale["TransactionID"])
    assert (str(seen["ItemEntries"][0]["QtyReturn"]), seen["Total"]) == ("7.000", sale["Total"])
    assert haifa.on_hand(SHIRT) == stock + 7
    more = {"TransactionType": 0, "Register": {"Code": "21"}, "CashTenders": cash(-1),
            "ItemEntries": [line(SHIRT, -1, ReturnTEntryID=sold["TransactionEntryID"])]}  # fmt: skip
    reply = haifa.ask("POST", "/v1/transactions", more)
    assert (reply.status, list(reply.json["ModelState"])) == (400, ["ItemEntries[0].Qty"])


def test_a_sale_taken_back_whole(haifa: Haifa) -> None:
    sale = haifa.sell(line(SHIRT, 2), line(BOOK), CashTenders=cash("159.80"))
    void = haifa.post("transactions", {"TransactionType": 0, "Register": {"Code": "21"},
                                       "VoidTransactionID": sale["TransactionID"]})  # fmt: skip
    check(void, paid=True)
    assert [void[name] for name in SUMS] == [-sale[name] for name in SUMS]
    assert (void["VoidTransactionID"], void["Status"]) == (sale["TransactionID"], 1)
    assert haifa.get("transactions", id=sale["TransactionID"])["Status"] == 1
    reply = haifa.ask("POST", "/v1/transactions", {"TransactionType": 0, "Register": {"Code": "21"},
                                                   "VoidTransactionID": sale["TransactionID"]})  # fmt: skip
    assert (reply.status, list(reply.json["ModelState"])) == (400, ["VoidTransactionID"])


def test_an_exchange_and_goods_back_without_a_sale(haifa: Haifa) -> None:
    sale = haifa.sell(line(BELT), CashTenders=cash(80))
    belt = sale["ItemEntries"][0]["TransactionEntryID"]
    shown = haifa.sell(line(SHIRT, 2), line(BELT, -1, ReturnTEntryID=belt), CashTenders=cash("39.80"))
    check(shown, paid=True)
    assert sums(shown, SUMS[:3]) == ["39.8000", "33.7288", "6.0712"]
    loose = haifa.sell(line(BELT, -2, Price=80), CashTenders=cash(-160))
    check(loose, paid=True)
    assert sums(loose, SUMS[:3]) == ["-160.0000", "-135.5932", "-24.4068"]


def test_part_paid_and_paid_later_with_tax_withheld(haifa: Haifa) -> None:
    owed = haifa.owed.owed
    sale = haifa.sell(line(BELT, 10), CashTenders=cash(300), Customer=NOA)
    check(sale)
    assert (sale["Customer"]["BalanceDoe"], haifa.owed.owed) == (owed + 500, owed + 500)
    later = {"Amount": 25, "Tender": {"TenderNameHe": "ניכוי מס במקור"}}
    payment = haifa.post("transactions", {
        "TransactionType": 14, "Register": {"Code": "21"}, "Customer": {"Email": "NOA@example.com"},
        "CustomTenders": [later, {"Amount": 75, "Tender": {"ERPCode": "G"}, "No": "V-1"}],
        "CHTenders": [{"Amount": 400, "No": "7", "CHBankNo": "012", "TZ": "123456782"}],
    })  # fmt: skip
    check(payment)
    assert [(each["Tender"]["TenderID"], str(each["Amount"]), each["No"]) for each in payment["CustomTenders"]] == [
        (900, "25.0000", None), (100, "75.0000", "V-1"),
    ]  # fmt: skip
    (cheque,) = payment["CHTenders"]
    assert (cheque["CHDueDate"], cheque["CHBankNo"], cheque["TZ"]) == ("2026-03-10 22:00:00Z", "012", "123456782")
    assert haifa.owed.owed == owed


def test_cheques_on_both_sides_of_both_changes_of_the_clock(haifa: Haifa) -> None:
    days = ["2026-03-26 22:00:00Z", "2026-03-27 21:00:00Z", "2026-10-24 21:00:00Z", "2026-10-25 22:00:00Z"]
    sent = [{"Amount": 10, "CHDueDate": day} for day in days] + [{"Amount": 10, "CHDueDate": "2026-10-26"}]
    shown = haifa.sell(line(BELT, Price=50), CHTenders=sent)
    assert [each["CHDueDate"] for each in shown["CHTenders"]] == [*days, "2026-10-25 22:00:00Z"]
    # Long ago Jerusalem was 2 hours, 20 minutes and 54 seconds ahead.
    old = haifa.sell(line(BELT), CashTenders=cash(80), SaleTime="1753-01-01")
    assert (old["SaleTime"], old["CashTenders"][0]["Date"]) == ("1753-01-01T00:00:00", "1752-12-31 21:39:06Z")


def test_names_of_items_and_what_else_a_line_says(haifa: Haifa) -> None:
    said = {"EntryDescription": "Gift belt", "Note": "blue", "SaleCode": "S1", "ChangePriceReason": "old", "Sort": 2.5,
            "ExternalNum": "x-9", "UOMType": 1, "UOMQty": "0.083", "Department": {"DepartmentID": "?"}}  # fmt: skip
    body = {"TransactionType": 0, "Register": {"Code": "021"}, "ItemEntries": [line(BELT, **said)], "PrintType": 7,
            "CashTenders": cash(80), "TransactionEMAIL": "a@example.com", "Note": "n"}  # fmt: skip
    own = haifa.post("transactions", body, overwrite_item_name="True")
    (entry,) = own["ItemEntries"]
    told = ("EntryDescription", "Note", "SaleCode", "ChangePriceReason", "ExternalNum", "UOMType")
    assert [entry[name] for name in told] == ["Gift belt", "blue", "S1", "old", "x-9", 1]
    assert (str(entry["Sort"]), str(entry["UOMQty"]), entry["Item"]["Name"]) == ("2.5", "0.083", "Belt")
    assert (own["PrintType"], own["TransactionEMAIL"], own["Note"]) == (7, "a@example.com", "n")
    assert haifa.post("transactions", body)["ItemEntries"][0]["EntryDescription"] == "Belt"


@given(
    st.lists(
        st.tuples(
            st.sampled_from([SHIRT, BELT, BOOK]),
            st.decimals("0.001", 50, places=3),
            st.decimals(0, 500, places=4),
            st.none() | st.decimals(0, 100, places=3),
        ),
        min_size=1,
        max_size=6,
    ),
    st.none() | st.decimals(0, 100, places=3),
)
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_whatever_is_sold_and_taken_back(
    haifa: Haifa, sold: list[tuple[str, Decimal, Decimal, Decimal | None]], percent: Decimal | None
) -> None:
    lines = [
        line(code, quantity, Price=price, Discount=None if off is None else {"Perc": off})
        for code, quantity, price, off in sold
    ]
    whole = {} if percent is None else {"Discount": {"Perc": percent}}
    sale = haifa.sell(*lines, Customer=NOA, **whole)
    check(sale)
    void = haifa.post("transactions", {"TransactionType": 0, "Register": {"Code": "21"}, "Customer": NOA,
                                       "VoidTransactionID": sale["TransactionID"]})  # fmt: skip
    check(void)
    assert [void[name] for name in SUMS] == [-sale[name] for name in SUMS]


def test_what_means_nothing_to_the_books_is_given_back(haifa: Haifa) -> None:
    header = {"PrintType": 2, "SerialNo": "77", "IsExtended": True, "OnHoldID": "9d1f1f0a-51a7-4c39-8f6d-4e4b1b3f7a99",
              "SimplyClubNo": "S", "PrivateNumber": "P", "InvitationComparePrintText": "T"}  # fmt: skip
    entry = {"ChooseType": 3, "ItemSerialID": "9d1f1f0a-51a7-4c39-8f6d-4e4b1b3f7a98", "CapsuleQty": Decimal("1.500"),
             "CustomerOrderID": 5, "CustomerOrderLineIDx": 6, "NewZTables": True, "IfItemFromReceipt": True,
             "MainGroupID": "9d1f1f0a-51a7-4c39-8f6d-4e4b1b3f7a97", "SaleCode": "S1"}  # fmt: skip
    ignored = {"TaxID": 7, "ZNo": {}, "PGT": "?"}
    shown = haifa.sell(line(BELT, **entry), CashTenders=cash(80), **header, **ignored)
    assert {name: shown[name] for name in header} == header
    assert {name: shown["ItemEntries"][0][name] for name in entry} == entry
    # The usual values are what is shown of a till that says nothing.
    plain = haifa.sell(line(BELT, ChooseType=0, NewZTables=False), CashTenders=cash(80), SerialNo=12)
    assert (plain["SerialNo"], plain["PrintType"], plain["ItemEntries"][0]["ChooseType"]) == ("12", None, 0)


def test_money_back_alone_is_a_payment_the_other_way(haifa: Haifa) -> None:
    owed = haifa.owed.owed
    shown = haifa.post("transactions", {
        "TransactionType": 14, "Register": {"Code": "21"}, "Customer": NOA, "CashTenders": cash("-12.50"),
    })  # fmt: skip
    check(shown)
    assert sums(shown, SUMS[:3]) == ["-12.5000", "-12.5000", "0.0000"]
    assert haifa.owed.owed == owed + Decimal("12.50")


def test_a_kit_names_its_parent_and_a_note_its_bill(haifa: Haifa) -> None:
    parent = "9d1f1f0a-51a7-4c39-8f6d-4e4b1b3f7a11"
    shown = haifa.sell(
        line(SHIRT, TransactionEntryID=parent.upper()), line(BELT, 2, ParentTransactionEntry=parent),
        CashTenders=[{"Amount": "219.90", "Date": "2026-03-11 14:00:01Z", "TenderEntryID": parent}],
    )  # fmt: skip
    first, second = shown["ItemEntries"]
    assert (first["TransactionEntryID"], second["ParentTransactionEntry"]) == (parent, parent)
    (coins,) = shown["CashTenders"]
    assert (coins["TenderEntryID"], coins["Date"]) == (parent, "2026-03-11 14:00:01Z")
    again = {"TransactionType": 0, "Register": {"Code": "21"}, "CashTenders": cash("59.90"),
             "ItemEntries": [line(SHIRT, TransactionEntryID=parent)]}  # fmt: skip
    reply = haifa.ask("POST", "/v1/transactions", again)
    assert reply.status in {400, 409}, reply.body
