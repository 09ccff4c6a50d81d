"""A business's own classes, and the first numbers of its series."""

from __future__ import annotations

import threading

import pytest

from tests.wire.caspit.golden.shop import Reply, Shop
from tests.wire.caspit.golden.test_golden_races import Meanwhile

from .asking import ext


def save(shop: Shop, number: object, **members: object) -> Reply:
    return ext(shop, "PUT", f"trx-codes/{number}", members)


def first(shop: Shop, trx_type: int, branch: int | None, number: int, **headers: str) -> Reply:
    sent = {"TrxTypeId": trx_type, "DocumentNumberBranch": branch, "Number": number}
    return ext(shop, "PUT", "first-numbers", sent, **headers)


def test_a_class_of_its_own(shop: Shop) -> None:
    added = save(shop, 100, TrxCode=" ייעוץ ", TrxCodeType=1)
    assert added.status == 200
    assert added.text == (
        '{"TrxCodeNumber":100,"TrxCode":"ייעוץ","TrxCodeType":1,"VatClass":"standard","InputVat":null,"Equipment":null}'
    )
    written = shop.invoice("inv-1", TrxCodeNumber=100).json
    assert (written["TrxCode"], written["Total"]) == ("ייעוץ", 1180)
    refused = shop.invoice("inv-2", TrxCodeNumber=101)
    assert refused.text == "TrxCodeNumber 101 is not an Income TrxCode. Allowed values: 3, 4, 100"


def test_a_class_is_renamed_and_keeps_its_sort(shop: Shop) -> None:
    save(shop, 100, TrxCode="ייעוץ", TrxCodeType=1, VatClass="zero")
    shop.invoice("inv-1", TrxCodeNumber=100)
    renamed = save(shop, 100, TrxCode="ייצוא")
    assert renamed.text == (
        '{"TrxCodeNumber":100,"TrxCode":"ייצוא","TrxCodeType":1,"VatClass":"zero","InputVat":null,"Equipment":null}'
    )
    assert shop.document("inv-1")["TrxCode"] == "ייצוא"
    refused = save(shop, 100, TrxCode="ייצוא", TrxCodeType=3)
    assert refused.status == 400
    assert refused.json["ModelState"] == {
        "TrxCodeType": ["The field TrxCodeType must stay income: a class keeps its sort."]
    }


def test_a_class_that_every_business_has_may_be_renamed(shop: Shop) -> None:
    assert save(shop, 3, TrxCode="מכירות").json["VatClass"] == "standard"
    assert shop.invoice("inv-1").json["TrxCode"] == "מכירות"


def test_a_class_of_receipts_bears_no_vat(shop: Shop) -> None:
    assert save(shop, 20, TrxCode="תרומות", TrxCodeType=2).json["VatClass"] == "outside"
    assert shop.receipt("rec-1", TrxCodeNumber=20).json["TrxCode"] == "תרומות"
    refused = save(shop, 21, TrxCode="x", TrxCodeType=2, VatClass="standard")
    assert refused.json["ModelState"] == {"VatClass": ["The field VatClass must be outside: receipts bear no VAT."]}


@pytest.mark.parametrize(
    ("number", "members", "state"),
    [
        (0, {"TrxCode": "x", "TrxCodeType": 1},
         ("TrxCodeNumber", "The field TrxCodeNumber must be between 1 and 999999.")),
        (1000000, {"TrxCode": "x", "TrxCodeType": 1},
         ("TrxCodeNumber", "The field TrxCodeNumber must be between 1 and 999999.")),
        ("many", {"TrxCode": "x", "TrxCodeType": 1}, ("number", "The value 'many' is not valid for number.")),
        (100, {"TrxCodeType": 1}, ("TrxCode", "The field TrxCode must be said of a new class.")),
        (100, {"TrxCode": "  ", "TrxCodeType": 1}, ("TrxCode", "The field TrxCode must be said of a new class.")),
        (100, {"TrxCode": "x"}, ("TrxCodeType", "The field TrxCodeType must be said of a new class.")),
        (100, {"TrxCode": "x", "TrxCodeType": 4},
         ("TrxCodeType", "The value of TrxCodeType is not valid. Allowed values: 1, 2, 3")),
        (100, {"TrxCode": "x", "TrxCodeType": 1, "VatClass": "reduced"},
         ("VatClass", "The value of VatClass is not valid."
                      " Allowed values: standard, zero, exempt, outside, reverse_charge")),
    ],
)  # fmt: skip
def test_a_class_that_cannot_be(shop: Shop, number: object, members: dict[str, object], state: tuple[str, str]) -> None:
    refused = save(shop, number, **members)
    assert (refused.status, refused.json["ModelState"]) == (400, {state[0]: [state[1]]})


def test_a_class_under_one_key(shop: Shop) -> None:
    sent = {"TrxCode": "ייעוץ", "TrxCodeType": 1}
    assert ext(shop, "PUT", "trx-codes/100", sent, Idempotency_Key="k").status == 200
    save(shop, 100, TrxCode="אחר")
    again = ext(shop, "PUT", "trx-codes/100", sent, Idempotency_Key="k")
    assert (again.status, again.headers["idempotency-replayed"], again.json["TrxCode"]) == (200, "true", "אחר")
    assert ext(shop, "PUT", "trx-codes/101", sent, Idempotency_Key="k").status == 409


def test_first_numbers_are_apart_by_branch_and_type(shop: Shop) -> None:
    assert first(shop, 1, None, 5000).text == '{"TrxTypeId":1,"DocumentNumberBranch":98,"Number":5000}'
    assert first(shop, 1, 7, 1).status == 200
    assert first(shop, 2, 7, 31).status == 200
    assert first(shop, 16, 0, 999_999_999).status == 200
    numbers = [
        shop.invoice("a").json["Number"],
        shop.invoice("b").json["Number"],
        shop.invoice("c", DocumentNumberBranch=7).json["Number"],
        shop.receipt("d", DocumentNumberBranch=7).json["Number"],
        shop.receipt("e").json["Number"],
        shop.invoice("f", TrxTypeId=16, DocumentNumberBranch=0).json["Number"],
        shop.invoice("g", TrxTypeId=16, DocumentNumberBranch=0).json["Number"],
    ]
    assert numbers == ["98/5000", "98/5001", "07/1", "07/31", "98/300001", "00/999999999", "00/1000000000"]
    assert shop.get("Documents?Number=98/5001").keys == ["b"]
    assert shop.get("Documents?Number=00/1000000000").keys == ["g"]


def test_a_first_number_may_change_while_the_series_is_empty(shop: Shop) -> None:
    for number in (5000, 7, 7, 60):
        assert first(shop, 1, 98, number).json["Number"] == number
    assert shop.invoice("a").json["Number"] == "98/60"


def test_a_series_with_numbers_keeps_them(shop: Shop) -> None:
    shop.invoice("a")
    shop.ask("POST", "CancelDocument/a")  # voided: its number stays taken
    refused = first(shop, 1, 98, 5000)
    assert (refused.status, refused.text) == (400, "Series 98 of tax invoice has numbers already.")
    assert first(shop, 7, 98, 5000).status == 200
    assert shop.invoice("b").json["Number"] == "98/100002"


@pytest.mark.parametrize(
    ("sent", "member", "sentence"),
    [
        ({"TrxTypeId": 3, "Number": 1}, "TrxTypeId",
         "The value of TrxTypeId is not valid. Allowed values: 1, 2, 6, 7, 9, 13, 15, 16, 19"),
        ({"TrxTypeId": 1, "Number": 0}, "Number", "The field Number must be between 1 and 999999999."),
        ({"TrxTypeId": 1, "Number": 1000000000}, "Number", "The field Number must be between 1 and 999999999."),
        ({"TrxTypeId": 1}, "Number", "The Number field is required."),
        ({"TrxTypeId": 1, "Number": 1, "DocumentNumberBranch": 100}, "DocumentNumberBranch",
         "The field DocumentNumberBranch must be between 0 and 99."),
    ],
)  # fmt: skip
def test_a_first_number_that_cannot_be(shop: Shop, sent: object, member: str, sentence: str) -> None:
    refused = ext(shop, "PUT", "first-numbers", sent)
    assert (refused.status, refused.json["ModelState"]) == (400, {member: [sentence]})
    assert shop.invoice("a").json["Number"] == "98/100001"


def test_a_first_number_under_one_key(shop: Shop) -> None:
    assert first(shop, 1, 98, 5000, Idempotency_Key="k").status == 200
    shop.invoice("a")
    again = first(shop, 1, 98, 5000, Idempotency_Key="k")
    assert (again.status, again.headers["idempotency-replayed"]) == (200, "true")
    assert first(shop, 1, 98, 5001, Idempotency_Key="k").status == 409


def test_a_first_number_beside_the_first_document(shop: Shop, meanwhile: Meanwhile) -> None:
    twin = Shop(shop.house, shop.tax_number, shop.business, shop.token)
    written = meanwhile("set_first_number_v1", lambda: twin.invoice("a"))
    refused = first(shop, 1, 98, 5000)
    assert (written[0].json["Number"], refused.status) == ("98/100001", 400)
    chosen = meanwhile("save_draft_v2", lambda: first(twin, 2, 98, 5000))
    assert shop.receipt("b").json["Number"] == "98/5000"
    assert chosen[0].status == 200
    twin.close()


def test_first_numbers_and_first_documents_in_a_crowd(shop: Shop) -> None:
    """Whoever comes first: the numbers have no gap, and begin where the last choice that succeeded says."""
    chosen: list[int] = []

    def choose(number: int) -> None:
        one = Shop(shop.house, shop.tax_number, shop.business, shop.token)
        if first(one, 1, 98, number).status == 200:
            chosen.append(number)
        one.invoice(f"inv-{number}")
        one.close()

    threads = [threading.Thread(target=choose, args=[number]) for number in (1000, 2000, 3000, 4000)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    numbers = sorted(int(row["Number"].removeprefix("98/")) for row in shop.get("Documents").json["Results"])
    assert numbers == [*range(numbers[0], numbers[0] + 4)]
    assert numbers[0] in chosen
