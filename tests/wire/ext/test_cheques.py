"""Cheques that bounce."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import Any
from uuid import UUID

import psycopg
import pytest

from tests.wire.caspit.golden.shop import Reply, Shop, open_shop
from tests.wire.caspit.golden.test_golden_races import Meanwhile

from .asking import ext
from .test_entries import lines, problems

Cheques = Callable[[str], list[UUID]]


@pytest.fixture
def cheques(shop: Shop, owner_dsn: str) -> Cheques:
    """The ids of a document's tenders, as the till shows them."""

    def read(key: str) -> list[UUID]:
        with psycopg.connect(owner_dsn) as owner:
            rows = owner.execute(
                "select t.uuid from books.till_line t join books.document_index i"
                " on i.business_id = t.business_id and i.serial = t.document_serial"
                " where i.business_id = %s and i.key = %s order by t.number",
                [shop.business, key],
            ).fetchall()
        return [row[0] for row in rows]

    return read


def receipt(shop: Shop, key: str, paid: list[tuple[int, object]], *pays: str, **members: object) -> None:
    body = {
        "DocumentId": key,
        "TrxTypeId": 2,
        "TrxCodeNumber": 2,
        "CustomerId": "c",
        "ReceiptLines": [
            {"PaymentTypeId": kind, "Payment": amount, "CheckNumber": "77", "PaymentDate": "2026-09-01"}
            for kind, amount in paid
        ],
        "RelatedDocuments": [{"DocumentId": one} for one in pays],
    }
    assert shop.ask("POST", "Documents", body | members).status == 201
    assert shop.print(key).status == 200


def bounce(shop: Shop, cheque: object, body: object = None, **headers: str) -> Reply:
    return ext(shop, "POST", f"cheques/{cheque}/bounce", body, **headers)


def open_documents(shop: Shop) -> list[str]:
    return shop.get("Documents?onlyOpenDocuments=true").keys


@pytest.fixture
def paid(shop: Shop) -> Shop:
    """A customer whose two invoices of 1180 and 590 are paid by one receipt: 1500 in a cheque, 270 in cash."""
    shop.contact("c")
    for key, net in (("inv-1", 1000), ("inv-2", 500)):
        shop.invoice(key, net, CustomerId="c")
        shop.print(key)
    receipt(shop, "r", [(2, 1500), (1, 270)], "inv-1", "inv-2")
    assert shop.balance("c") == 0
    return shop


def till(shop: Shop) -> list[str]:
    return [row["CaspitKupaLineId"] for row in shop.get("Kupa").json["Results"]]


def test_the_customer_owes_again_and_the_invoices_are_open(paid: Shop, cheques: Cheques) -> None:
    cheque, cash = cheques("r")
    assert till(paid) == [str(cheque), str(cash)]
    done = bounce(paid, cheque, {"Date": "2026-08-05", "BankCharge": 22.4, "Details": "אין כיסוי"})
    assert done.status == 201
    entry = done.json
    assert (entry["Kind"], entry["DocumentId"], entry["Details"]) == ("bounced_cheque", "r", "אין כיסוי")
    assert lines(entry) == [
        ("receivable", "c", 1500, 0),
        ("till:cheque", None, 0, 1500),
        ("bank-charges", None, Decimal("22.4"), 0),
        ("bank", None, 0, Decimal("22.4")),
    ]
    assert paid.balance("c") == -1500
    # The latest settlement goes first: all 590 of the second invoice, 910 of the first.
    assert open_documents(paid) == ["inv-1", "inv-2"]
    assert related(paid, "inv-1") == [("r", 270)]
    assert related(paid, "inv-2") == []
    assert till(paid) == [str(cash)]


def related(shop: Shop, key: str) -> list[tuple[str, Any]]:
    return [(one["DocumentId"], one["DocumentSum"]) for one in shop.document(key)["RelatedDocuments"]]


def test_what_is_open_again_can_be_paid_again(paid: Shop, cheques: Cheques) -> None:
    bounce(paid, cheques("r")[0])
    receipt(paid, "r2", [(1, 1500)], "inv-1", "inv-2")
    assert open_documents(paid) == []
    assert related(paid, "inv-1") == [("r", 270), ("r2", 910)]
    assert paid.balance("c") == 0


def test_the_receipt_has_nothing_left_to_give(shop: Shop, cheques: Cheques) -> None:
    shop.contact("c")
    receipt(shop, "r", [(2, 1000)])
    assert shop.balance("c") == 1000
    assert bounce(shop, cheques("r")[0]).status == 201
    assert shop.balance("c") == 0
    shop.invoice("inv", 100, CustomerId="c")
    shop.print("inv")
    body = {"TrxTypeId": 2, "TrxCodeNumber": 2, "CustomerId": "c", "DocumentId": "r2",
            "ReceiptLines": [{"PaymentTypeId": 1, "Payment": 18}],
            "RelatedDocuments": [{"DocumentId": "r"}, {"DocumentId": "inv"}]}  # fmt: skip
    assert shop.ask("POST", "Documents", body).status == 201
    assert shop.print("r2").status == 200
    assert related(shop, "inv") == [("r2", 18)]


def test_it_bounces_once(paid: Shop, cheques: Cheques) -> None:
    cheque = cheques("r")[0]
    first, again = (bounce(paid, cheque, Idempotency_Key="k") for _ in range(2))
    assert (first.status, again.status, again.text) == (201, 201, first.text)
    assert again.headers["idempotency-replayed"] == "true"
    refused = bounce(paid, cheque)
    assert (refused.status, refused.text) == (400, "The cheque bounced already.")
    assert ext(paid, "GET", "entries").json["TotalCount"] == 1
    assert paid.balance("c") == -1500


def test_two_bounces_at_once_are_one(paid: Shop, cheques: Cheques, meanwhile: Meanwhile) -> None:
    twin = Shop(paid.house, paid.tax_number, paid.business, paid.token)
    first = meanwhile("post_voucher_v1", lambda: bounce(twin, cheques("r")[0]))
    second = bounce(paid, cheques("r")[0])
    twin.close()
    assert (first[0].status, second.status, second.text) == (201, 400, "The cheque bounced already.")
    assert paid.balance("c") == -1500


def test_a_receipt_that_is_cancelled_meanwhile(paid: Shop, cheques: Cheques, meanwhile: Meanwhile) -> None:
    twin = Shop(paid.house, paid.tax_number, paid.business, paid.token)
    first = meanwhile("post_voucher_v1", lambda: twin.ask("POST", "CancelDocument/r"))
    refused = bounce(paid, cheques("r")[0])
    twin.close()
    assert first[0].status == 200
    assert "'r' is cancelled" in problems(refused)["id"][0]
    assert paid.balance("c") == -1770


def test_the_receipt_is_not_cancelled_afterwards_nor_the_bounce_reversed(paid: Shop, cheques: Cheques) -> None:
    bounced = bounce(paid, cheques("r")[0]).json["EntryId"]
    refused = paid.ask("POST", "CancelDocument/r")
    assert (refused.status, refused.text) == (
        400, f"Document r cannot be cancelled: a cheque that paid it bounced (voucher '{bounced}')",
    )  # fmt: skip
    stays = ext(paid, "POST", f"entries/{bounced}/reverse")
    assert "a bounced cheque stays bounced" in problems(stays)["EntryId"][0]
    assert paid.balance("c") == -1500


def test_a_bounce_beside_a_cancellation(paid: Shop, cheques: Cheques, meanwhile: Meanwhile) -> None:
    twin = Shop(paid.house, paid.tax_number, paid.business, paid.token)
    meanwhile("cancel_v2", lambda: bounce(twin, cheques("r")[0]))
    assert paid.ask("POST", "CancelDocument/r").status == 400
    twin.close()
    assert paid.balance("c") == -1500


def test_an_invoice_and_receipt_in_one_stands_open_by_its_cheques(shop: Shop, cheques: Cheques) -> None:
    shop.contact("c")
    lines_of = {"TrxTypeId": 7, "ReceiptLines": [{"PaymentTypeId": 2, "Payment": 700},
                                                 {"PaymentTypeId": 2, "Payment": 480}]}  # fmt: skip
    shop.invoice("sale", CustomerId="c", **lines_of)
    shop.print("sale")
    assert open_documents(shop) == []
    for cheque, balance in zip(cheques("sale"), (-700, -1180), strict=True):
        assert bounce(shop, cheque).status == 201
        assert shop.balance("c") == balance
    assert open_documents(shop) == ["sale"]
    assert shop.ask("POST", "CancelDocument/sale").status == 400
    receipt(shop, "r", [(1, 1180)], "sale")
    assert open_documents(shop) == []
    assert (shop.balance("c"), related(shop, "sale")) == (0, [("r", 1180)])


def test_a_donation_is_taken_back_where_it_was_posted(shop: Shop, cheques: Cheques) -> None:
    body = {"DocumentId": "gift", "TrxTypeId": 19, "TrxCodeNumber": 2,
            "ReceiptLines": [{"PaymentTypeId": 2, "Payment": 360}]}  # fmt: skip
    assert shop.ask("POST", "Documents", body).status == 201
    assert shop.print("gift").status == 200
    done = bounce(shop, cheques("gift")[0])
    assert lines(done.json) == [("donations", None, 360, 0), ("till:cheque", None, 0, 360)]


def test_a_donation_that_is_cancelled_beside_its_bounce(shop: Shop, cheques: Cheques, meanwhile: Meanwhile) -> None:
    body = {"DocumentId": "gift", "TrxTypeId": 19, "TrxCodeNumber": 2,
            "ReceiptLines": [{"PaymentTypeId": 2, "Payment": 360}]}  # fmt: skip
    shop.ask("POST", "Documents", body)
    shop.print("gift")
    twin = Shop(shop.house, shop.tax_number, shop.business, shop.token)
    first = meanwhile("cancel_v2", lambda: bounce(twin, cheques("gift")[0]))
    refused = shop.ask("POST", "CancelDocument/gift")
    twin.close()
    assert first[0].status == 201
    assert (refused.status, shop.document("gift")["Status"]) == (400, 2)


def test_a_credit_that_was_given_back_stays_given(shop: Shop, cheques: Cheques) -> None:
    shop.contact("c")
    receipt(shop, "r", [(2, 100)])
    receipt(shop, "refund", [(1, 60)], "r", TrxTypeId=13)
    assert bounce(shop, cheques("r")[0]).status == 201
    # The refund keeps what it took of the receipt; that the customer has it and paid nothing is their balance.
    assert (shop.balance("c"), related(shop, "refund")) == (-60, [("r", 60)])
    shop.invoice("inv", 100, CustomerId="c")
    shop.print("inv")
    nothing = {"DocumentId": "r2", "TrxTypeId": 2, "TrxCodeNumber": 2, "CustomerId": "c",
               "ReceiptLines": [{"PaymentTypeId": 1, "Payment": 1}],
               "RelatedDocuments": [{"DocumentId": "r"}, {"DocumentId": "inv"}]}  # fmt: skip
    assert shop.ask("POST", "Documents", nothing).status == 201
    assert shop.print("r2").status == 200
    assert related(shop, "inv") == [("r2", 1)]


def test_two_cheques_of_one_receipt(shop: Shop, cheques: Cheques) -> None:
    shop.contact("c")
    shop.invoice("inv", CustomerId="c")
    shop.print("inv")
    receipt(shop, "r", [(2, 1000), (2, 500)], "inv")
    assert shop.balance("c") == 320
    for cheque, settled, balance in zip(cheques("r"), (180, None), (-680, -1180), strict=True):
        assert bounce(shop, cheque).status == 201
        assert related(shop, "inv") == ([] if settled is None else [("r", settled)])
        assert shop.balance("c") == balance


def test_a_cheque_in_another_currency(shop: Shop, cheques: Cheques) -> None:
    shop.contact("c")
    dollars = [{"PaymentTypeId": 2, "Payment": 100, "CurrencySymbol": "$", "Rate": 3.7}]
    receipt(shop, "r", [], ReceiptLines=dollars, ReceiptCurrencySymbol="$", ReceiptRate=3.7)
    assert shop.balance("c") == 370
    assert lines(bounce(shop, cheques("r")[0]).json) == [("receivable", "c", 370, 0), ("till:cheque", None, 0, 370)]
    assert shop.balance("c") == 0


def test_late_ones_are_posted_into_the_first_open_period(paid: Shop, cheques: Cheques) -> None:
    ext(paid, "POST", "periods/2026-08/close")
    done = bounce(paid, cheques("r")[0], {"Date": "2026-08-04"})
    assert done.status == 201
    assert (done.json["Date"], done.json["PostingDate"]) == ("2026-08-04T00:00:00", "2026-09-01T00:00:00")


def test_what_is_no_cheque(paid: Shop, cheques: Cheques) -> None:
    cheque, cash = cheques("r")
    assert "must be a cheque that was received" in problems(bounce(paid, cash))["id"][0]
    for name in ("x", "00000000-0000-7000-8000-000000000000"):
        assert bounce(paid, name).json == {"Message": f"Cheque {name} was not found."}
    for charge, sentence in ((-1, "must not be negative"), (1.001, "at most 2 decimal places"), ("NaN", "not valid")):
        refused = problems(bounce(paid, cheque, {"BankCharge": charge}))
        assert sentence in refused["BankCharge"][0]
    assert problems(bounce(paid, cheque, {"Date": "2026-02-29"}))["Date"]
    assert ext(paid, "GET", "entries").json["TotalCount"] == 0
    paid.ask("POST", "CancelDocument/r")
    assert "'r' is cancelled" in problems(bounce(paid, cheque))["id"][0]


def test_a_cheque_we_gave_is_not_one_we_received(shop: Shop, cheques: Cheques) -> None:
    shop.contact("c")
    receipt(shop, "r", [(1, 100)])
    receipt(shop, "refund", [(2, 100)], "r", TrxTypeId=13)
    assert "must be a cheque that was received" in problems(bounce(shop, cheques("refund")[0]))["id"][0]


def test_a_strangers_cheque_is_not_found(paid: Shop, cheques: Cheques) -> None:
    stranger = open_shop(paid.house)
    assert bounce(stranger, cheques("r")[0]).status == 404
    stranger.close()
    assert paid.balance("c") == 0


def test_what_another_receipt_paid_out_of_it_is_open_again(shop: Shop, cheques: Cheques) -> None:
    """A cheque on account; a later receipt joins it to an invoice, and is cancelled after the cheque came back."""
    shop.contact("c")
    shop.invoice("inv", 100, CustomerId="c")
    shop.print("inv")
    receipt(shop, "a", [(2, 100)])
    receipt(shop, "b", [(1, 18)], "inv", "a")
    assert open_documents(shop) == []
    assert bounce(shop, cheques("a")[0]).status == 201
    assert (open_documents(shop), shop.balance("c")) == (["inv"], -100)
    assert shop.ask("POST", "CancelDocument/b").status == 200
    assert shop.balance("c") == -118
    receipt(shop, "d", [(1, 118)], "inv")
    assert (open_documents(shop), shop.balance("c")) == ([], 0)


def test_it_comes_back_no_sooner_than_it_was_taken_in_and_to_the_bank(shop: Shop, cheques: Cheques) -> None:
    """Received on the 1st, deposited on the 3rd; and what is dated ahead comes back on that day at the soonest."""
    shop.contact("c")
    receipt(shop, "r", [(2, 500), (2, 300)], Date="2026-08-01")
    receipt(shop, "ahead", [(2, 70), (2, 30)], Date="2026-09-20")
    first, second, third, fourth = (*cheques("r"), *cheques("ahead"))
    taken = ext(shop, "POST", "deposits", {"Date": "2026-08-03", "Lines": [{"CaspitKupaLineId": str(first)}]})
    later = {"DepositId": "later", "Date": "2026-10-05", "Lines": [{"CaspitKupaLineId": str(fourth)}]}
    assert (taken.status, ext(shop, "POST", "deposits", later).status) == (201, 201)
    for cheque, day, said in (
        (first, "2026-08-02", "must not be before 2026-08-03, when the cheque was deposited"),
        (second, "2026-07-31", "must not be before 2026-08-01, when the cheque was received"),
        (third, "2026-09-19", "must not be before 2026-09-20, when the cheque was received"),
        (fourth, "2026-10-04", "must not be before 2026-10-05, when the cheque was deposited"),
    ):
        assert problems(bounce(shop, cheque, {"Date": day})) == {"Date": [f"The field Date {said}."]}
    assert ext(shop, "GET", "entries").json["TotalCount"] == 2  # what the deposits posted
    days = [("2026-08-03", {"Date": "2026-08-03"}), ("2026-08-01", {"Date": "2026-08-01"}), ("2026-09-20", None),
            ("2026-10-05", None)]  # fmt: skip
    for cheque, (day, body) in zip((first, second, third, fourth), days, strict=True):
        done = bounce(shop, cheque, body)
        assert (done.status, done.json["Date"][:10], done.json["PostingDate"][:10]) == (201, day, day)


def test_what_went_to_the_bank_late_comes_back_as_late(shop: Shop, cheques: Cheques, meanwhile: Meanwhile) -> None:
    """The deposit was posted into the first open month, which is an earlier one since."""
    shop.contact("c")
    receipt(shop, "r", [(2, 500)], Date="2026-07-01")
    (cheque,) = cheques("r")
    lines = [{"CaspitKupaLineId": str(cheque)}]
    ext(shop, "POST", "periods/2026-08/close")
    body = {"DepositId": "dep", "Date": "2026-07-20", "Lines": lines}
    assert ext(shop, "POST", "deposits", body).json["PostingDate"] == "2026-09-01T00:00:00"
    ext(shop, "POST", "periods/2026-07/reopen")
    # Deposited anew at that very moment, under a later date.
    twin = Shop(shop.house, shop.tax_number, shop.business, shop.token)
    again = {"DepositId": "again", "Date": "2026-07-25", "Lines": lines}

    def anew() -> Reply:
        assert ext(twin, "POST", "deposits/dep/cancel").status == 200
        return ext(twin, "POST", "deposits", again)

    meanwhile("post_voucher_v1", anew)
    assert "must not be before 2026-07-25" in problems(bounce(shop, cheque, {"Date": "2026-07-22"}))["Date"][0]
    twin.close()
    assert ext(shop, "POST", "deposits/again/cancel").status == 200
    ext(shop, "POST", "periods/2026-08/close")
    assert ext(shop, "POST", "deposits", body | {"DepositId": "last"}).status == 201
    ext(shop, "POST", "periods/2026-07/reopen")
    done = bounce(shop, cheque, {"Date": "2026-07-22"}).json
    assert (done["Date"], done["PostingDate"]) == ("2026-07-22T00:00:00", "2026-09-01T00:00:00")
