"""Deposits: the till's payments go to the bank, and come back when the deposit is cancelled."""

from __future__ import annotations

import asyncio
from decimal import Decimal
from typing import Any

import psycopg
import pytest

from pinkas.actions.deposits import DepositOrder, LineOrder, make_deposit
from pinkas.books.errors import InvalidValue
from pinkas.testing.books import caller_of
from tests.wire.caspit.golden.shop import Reply, Shop, open_shop
from tests.wire.caspit.golden.test_golden_races import Meanwhile

from .asking import ext
from .test_entries import problems

CASH, CHEQUE, CARD, TRANSFER = 1, 2, 4, 9


def receive(shop: Shop, key: str, *payments: tuple[int, object], **members: object) -> list[str]:
    """A printed receipt of these payments; the ids of its lines in the till."""
    lines = [
        {"PaymentTypeId": kind, "Payment": amount, "PaymentDate": None if kind == CASH else "2026-09-01"}
        for kind, amount in payments
    ]
    body = {"DocumentId": key, "TrxTypeId": 2, "TrxCodeNumber": 2, "Date": "2026-08-01", "ReceiptLines": lines}
    assert shop.ask("POST", "Documents", body | members).status == 201
    assert shop.print(key).status == 200
    number = shop.document(key)["Number"]
    return [row["CaspitKupaLineId"] for row in shop.get("Kupa").json["Results"] if row["DocumentNumber"] == number]


def deposit(shop: Shop, *lines: object, **members: object) -> Reply:
    """A deposit of lines, whole or (id, amount)."""
    asked = [
        {"CaspitKupaLineId": line[0], "Amount": line[1]} if isinstance(line, tuple) else {"CaspitKupaLineId": line}
        for line in lines
    ]
    headers = {name: str(members.pop(name)) for name in ("Idempotency_Key",) if name in members}
    return ext(shop, "POST", "deposits", {"Lines": asked, **members}, **headers)


def kupa(shop: Shop, query: str = "") -> list[tuple[str, Any]]:
    page = shop.get(f"Kupa?{query}").json
    assert page["TotalCount"] == len(page["Results"])
    return [(row["CaspitKupaLineId"], row["Payment"]) for row in page["Results"]]


def entry_lines(owner_dsn: str, shop: Shop, voucher: int) -> list[tuple[Any, ...]]:
    """What a voucher posted, by its serial: account, amount (debits positive), currency amount, category, rate."""
    with psycopg.connect(owner_dsn) as owner:
        return owner.execute(
            "select p.account, p.amount, p.currency, p.currency_amount, p.vat_category, p.vat_rate"
            " from books.voucher v join books.posting p"
            " on (p.business_id, p.entry_serial) = (v.business_id, v.entry_serial)"
            " where v.business_id = %s and v.serial = %s order by p.number",
            [shop.business, voucher],
        ).fetchall()


def D(text: str) -> Decimal:  # noqa: N802 - an amount, as short as a literal
    return Decimal(text)


def test_a_story_of_the_till(shop: Shop, owner_dsn: str) -> None:
    """Cash, a cheque and a card are deposited; the cheque bounces; the receipt is cancelled when it is free again."""
    shop.contact("c")
    cash, cheque, card = receive(shop, "rec-1", (CASH, 200), (CHEQUE, 1000), (CARD, 300.5), CustomerId="c")
    made = deposit(
        shop, (cash, 120), cheque, card, DepositId="dep-1", Date="2026-08-03", BankAccountName="לאומי 800",
        DepositType="mixed", Fee=3.5, FeeVat=0.63,
    )  # fmt: skip
    assert (made.status, made.headers["location"].rpartition("/ext/v1/")[2]) == (201, "deposits/dep-1")
    assert (made.json["Number"], made.json["Total"], made.json["DepositType"]) == (1, D("1420.5"), "mixed")
    assert entry_lines(owner_dsn, shop, 1) == [
        ("bank", D("1416.37"), "ILS", D("1416.37"), None, None),
        ("acquirer-fees", D("3.50"), "ILS", D("3.50"), "standard", D("18")),
        ("input-vat", D("0.63"), "ILS", D("0.63"), "standard", D("18")),
        ("till:cash", D("-120.00"), "ILS", D("-120.00"), None, None),
        ("till:cheque", D("-1000.00"), "ILS", D("-1000.00"), None, None),
        ("till:card", D("-300.50"), "ILS", D("-300.50"), None, None),
    ]
    assert kupa(shop) == [(cash, 80)]
    assert kupa(shop, "deposited=true") == [(cash, 120), (cheque, 1000), (card, D("300.5"))]
    refused = shop.ask("POST", "CancelDocument/rec-1")
    assert (refused.status, refused.text) == (
        400, "Document rec-1 cannot be cancelled: deposit 'dep-1' took a payment of it to the bank; cancel that first",
    )  # fmt: skip

    # The cheque comes back: from the bank, and the deposit stays.
    bounced = ext(shop, "POST", f"cheques/{cheque}/bounce", {"Date": "2026-08-04"})
    assert [(one["Account"], one["Debit"], one["Credit"]) for one in bounced.json["Lines"]] == [
        ("receivable", 1000, 0), ("bank", 0, 1000),
    ]  # fmt: skip
    assert shop.balance("c") == D("500.5")
    assert kupa(shop) == [(cash, 80)]
    stays = ext(shop, "POST", "deposits/dep-1/cancel")
    assert stays.status == 400
    assert problems(stays) == {
        "DepositId": ["The field DepositId names a deposit that stays: a cheque of it came back from the bank since."]
    }

    # Another receipt's deposit is cancelled: then so may the receipt be.
    (coins,) = receive(shop, "rec-2", (CASH, 50))
    assert deposit(shop, coins, DepositId="dep-2").status == 201
    assert shop.ask("POST", "CancelDocument/rec-2").status == 400
    undone = ext(shop, "POST", "deposits/dep-2/cancel")
    assert (undone.status, undone.json["CancelledDate"]) == (200, "2026-08-04T00:00:00")
    assert entry_lines(owner_dsn, shop, 4) == [
        ("bank", D("-50.00"), "ILS", D("-50.00"), None, None), ("till:cash", D("50.00"), "ILS", D("50.00"), None, None),
    ]  # fmt: skip
    assert kupa(shop) == [(cash, 80), (coins, 50)]
    again = ext(shop, "POST", "deposits/dep-2/cancel")
    assert (again.status, again.text) == (400, "Deposit 'dep-2' is cancelled already.")
    assert shop.ask("POST", "CancelDocument/rec-2").status == 200
    assert kupa(shop) == [(cash, 80)]
    assert [row["BankDepositId"] for row in shop.get("BankDeposits").json["Results"]] == ["dep-1"]
    every = ext(shop, "GET", "deposits").json["Results"]
    assert [(row["DepositId"], row["CancelledDate"]) for row in every] == [
        ("dep-1", None), ("dep-2", "2026-08-04T00:00:00"),
    ]  # fmt: skip


def test_cash_goes_in_parts_and_comes_back_in_parts(shop: Shop) -> None:
    (cash,) = receive(shop, "rec-1", (CASH, 100))
    for key, amount in (("dep-1", 30), ("dep-2", 69.99)):
        assert deposit(shop, (cash, amount), DepositId=key).json["Total"] == D(str(amount))
    assert kupa(shop) == [(cash, D("0.01"))]
    too_much = deposit(shop, (cash, 0.02))
    assert problems(too_much) == {
        "Lines[0].Amount": ["The field Amount must not be more than 0.01, what lies in the till of it."]
    }
    assert deposit(shop, cash, DepositId="dep-3").json["Total"] == D("0.01")
    assert kupa(shop) == []
    assert kupa(shop, "deposited=true") == [(cash, 30), (cash, D("69.99")), (cash, D("0.01"))]
    assert ext(shop, "POST", "deposits/dep-2/cancel").status == 200
    assert kupa(shop) == [(cash, D("69.99"))]
    assert kupa(shop, "deposited=true") == [(cash, 30), (cash, D("0.01"))]


def test_other_currencies_keep_their_amount_and_rate(shop: Shop, owner_dsn: str) -> None:
    body = {"DocumentId": "rec-1", "TrxTypeId": 2, "TrxCodeNumber": 2, "Date": "2026-08-01",
            "ReceiptLines": [{"PaymentTypeId": 1, "Payment": 10, "CurrencySymbol": "$", "Rate": 3.333},
                             {"PaymentTypeId": 1, "Payment": 5}]}  # fmt: skip
    assert shop.ask("POST", "Documents", body).status == 201
    assert shop.print("rec-1").status == 200
    dollars, shekels = [row["CaspitKupaLineId"] for row in shop.get("Kupa").json["Results"]]
    assert problems(deposit(shop, dollars, shekels)) == {
        "Lines": ["The field Lines must be in one currency: they are in ILS and USD."]
    }
    # 10 dollars are 33.33: a part of 3.33 is 11.10 rounded, and the last part takes what is left.
    assert deposit(shop, (dollars, 3.33), DepositId="a", Fee=1).json["CurrencySymbol"] == "$"
    assert deposit(shop, dollars, DepositId="b").json["Total"] == D("6.67")
    assert entry_lines(owner_dsn, shop, 1) == [
        ("bank", D("11.10"), "USD", D("3.33"), None, None),
        ("acquirer-fees", D("1.00"), "ILS", D("1.00"), None, None),
        ("till:cash", D("-11.10"), "USD", D("-3.33"), None, None),
        ("bank", D("-1.00"), "ILS", D("-1.00"), None, None),
    ]
    assert [one[1] for one in entry_lines(owner_dsn, shop, 2)] == [D("22.23"), D("-22.23")]


@pytest.fixture(scope="module")
def drawer(operated: Any) -> Any:
    """A till with one of each payment, and what cannot be deposited."""
    shop = open_shop(operated)
    lines = dict(
        zip(
            ("cash", "cheque", "card", "transfer"),
            receive(shop, "rec-1", (CASH, 10), (CHEQUE, 20), (CARD, 30), (TRANSFER, 40)),
            strict=True,
        )
    )
    (lines["bounced"],) = receive(shop, "rec-2", (CHEQUE, 50))
    assert ext(shop, "POST", f"cheques/{lines['bounced']}/bounce").status == 201
    (lines["cancelled"],) = receive(shop, "rec-3", (CASH, 60))
    assert shop.ask("POST", "CancelDocument/rec-3").status == 200
    (lines["gone"],) = receive(shop, "rec-4", (CHEQUE, 70))
    assert deposit(shop, lines["gone"], DepositId="taken").status == 201
    (lines["back"],) = receive(shop, "back-1", (CASH, 5), TrxTypeId=13)
    assert ext(shop, "POST", "cash", {"Kind": "in", "Amount": 5}).status == 201
    yield shop, lines
    shop.close()


@pytest.mark.parametrize(
    ("lines", "members", "said"),
    [
        ([], {}, {"Lines": "must be between 1 and 500"}),
        (["none"], {}, {"Lines[0].CaspitKupaLineId": "names no line of the till: 'none'"}),
        (["cash", "cash"], {}, {"Lines[1].CaspitKupaLineId": "names a line that another one names already"}),
        ([("cheque", 19)], {}, {"Lines[0].Amount": "must be 20.00: only cash may be deposited in parts"}),
        ([("cash", 0)], {}, {"Lines[0].Amount": "must be greater than 0"}),
        ([("cash", 1.001)], {}, {"Lines[0].Amount": "must have at most 2 decimal places"}),
        (["bounced"], {}, {"Lines[0].CaspitKupaLineId": "is a cheque that bounced and cannot be deposited"}),
        (["cancelled"], {}, {"Lines[0].CaspitKupaLineId": "belongs to document 'rec-3', which is cancelled"}),
        (["cash", "gone"], {}, {"Lines[1].CaspitKupaLineId": "is deposited already, by deposit 'taken'"}),
        (["back"], {}, {
            "Lines[0].CaspitKupaLineId": "is money given back by document 'back-1' and cannot be deposited"
        }),
        (["cash"], {"Date": "2026-07-31"}, {"Date": "must not be before 2026-08-01, when a line of it was received"}),
        (["cash"], {"DepositType": "cheques"}, {"DepositType": "must be cash: that is what its lines are"}),
        (["card"], {"Fee": 1, "FeeVat": 2}, {"FeeVat": "must not be more than the fee"}),
        (["card"], {"Fee": 10, "FeeVat": 1.86}, {
            "FeeVat": "must not be more than 1.80, 18% of Fee, give or take 0.05"
        }),
        (["card"], {"Fee": 30, "FeeVat": 0.01}, {
            "Fee": "must not be more, with its VAT, than 30.00, what is deposited"
        }),
        (["cash"], {"DepositId": "taken"}, {
            "DepositId": "names a deposit that was made with other contents already: 'taken'"
        }),
    ],
)  # fmt: skip
def test_what_cannot_be_deposited(drawer: Any, lines: list[Any], members: dict[str, Any], said: dict[str, str]) -> None:
    shop, ids = drawer
    named = [(ids[one[0]], one[1]) if isinstance(one, tuple) else ids.get(one, one) for one in lines]
    answer = deposit(shop, *named, **members)
    assert answer.status == 400
    ((field, reason),) = said.items()
    assert problems(answer) == {field: [f"The field {field.rpartition('.')[2]} {reason}."]}


@pytest.mark.parametrize(
    ("lines", "type_"),
    [(["cash"], "cash"), (["cheque"], "cheques"), (["card"], "cards"), (["transfer"], "other")],
)
def test_what_a_deposit_is(drawer: Any, lines: list[str], type_: str) -> None:
    shop, ids = drawer
    answer = deposit(shop, *(ids[one] for one in lines), DepositType=type_.upper())
    assert (answer.status, answer.json["DepositType"]) == (201, type_)
    assert ext(shop, "POST", f"deposits/{answer.json['DepositId']}/cancel").status == 200


def test_no_more_cash_goes_to_the_bank_than_lies_in_the_till(shop: Shop) -> None:
    (cash,) = receive(shop, "rec-1", (CASH, 100))
    assert ext(shop, "POST", "cash", {"Kind": "out", "Amount": 30}).status == 201
    refused = deposit(shop, cash)
    assert (refused.status, refused.text) == (400, "The till holds 70.00 in cash.")
    assert deposit(shop, (cash, 70)).status == 201


def test_the_same_again_changes_nothing(shop: Shop) -> None:
    (cash,) = receive(shop, "rec-1", (CASH, 100))
    said = {"DepositId": "dep-1", "Details": "כספומט"}
    assert [deposit(shop, (cash, 40), **said).status for _ in range(2)] == [201, 200]
    first = deposit(shop, (cash, 10), Idempotency_Key="k-1")
    again = deposit(shop, (cash, 10), Idempotency_Key="k-1")
    assert (again.status, again.headers["idempotency-replayed"], again.json) == (201, "true", first.json)
    other = deposit(shop, (cash, 11), Idempotency_Key="k-1")
    assert other.status == 409
    target = f"deposits/{first.json['DepositId']}/cancel"
    undone = [ext(shop, "POST", target, Idempotency_Key="k-2") for _ in range(2)]
    assert [one.status for one in undone] == [200, 200]
    assert kupa(shop) == [(cash, 60)]
    reversed_ = ext(shop, "POST", f"entries/{_voucher_of(shop)}/reverse")
    assert problems(reversed_)["EntryId"][0].endswith("cancel the deposit that it names.")


def _voucher_of(shop: Shop) -> str:
    rows = ext(shop, "GET", "entries?kind=deposit").json["Results"]
    return str(rows[0]["EntryId"])


def test_of_two_at_once_one_gets_the_line(shop: Shop) -> None:
    (cheque,) = receive(shop, "rec-1", (CHEQUE, 100))
    caller = caller_of(shop.business)

    async def both() -> list[Any]:
        orders = [DepositOrder(key=f"dep-{one}", lines=(LineOrder(line=cheque),)) for one in range(4)]
        made = (make_deposit(shop.house.desk, caller, order) for order in orders)
        return await asyncio.gather(*made, return_exceptions=True)

    answers = shop.house.run(both())
    refused = [one for one in answers if isinstance(one, InvalidValue)]
    assert len(refused) == 3
    assert {one.reason[:36] for one in refused} == {"is deposited already, by deposit 'de"}
    assert kupa(shop, "deposited=true") == [(cheque, 100)]


def test_what_happens_at_that_moment_is_seen(shop: Shop, meanwhile: Meanwhile) -> None:
    """A cheque that bounces, a document that is cancelled, a deposit that is made between reading and writing."""
    twin = Shop(shop.house, shop.tax_number, shop.business, shop.token)
    one, two, three, four = (receive(shop, f"rec-{n}", (CHEQUE, 10))[0] for n in range(1, 5))
    done = meanwhile("make_deposit_v1", lambda: ext(twin, "POST", f"cheques/{one}/bounce"))
    assert problems(deposit(shop, one))["Lines[0].CaspitKupaLineId"][0].endswith(
        "is a cheque that bounced and cannot be deposited."
    )
    done += meanwhile("make_deposit_v1", lambda: twin.ask("POST", "CancelDocument/rec-2"))
    assert problems(deposit(shop, two))["Lines[0].CaspitKupaLineId"][0].endswith("which is cancelled.")
    done += meanwhile("cancel_v2", lambda: deposit(twin, three, DepositId="dep-3"))
    assert shop.ask("POST", "CancelDocument/rec-3").text.endswith(
        "deposit 'dep-3' took a payment of it to the bank; cancel that first"
    )
    done += meanwhile("post_voucher_v1", lambda: deposit(twin, four, DepositId="dep-4"))
    bounced = ext(shop, "POST", f"cheques/{four}/bounce")
    assert [line["Account"] for line in bounced.json["Lines"]] == ["receivable", "bank"]
    done += meanwhile("cancel_deposit_v1", lambda: ext(twin, "POST", f"cheques/{three}/bounce"))
    assert "came back from the bank since" in problems(ext(shop, "POST", "deposits/dep-3/cancel"))["DepositId"][0]
    twin.close()
    assert len(done) <= 5


def test_late_deposits_are_posted_into_the_first_open_period(shop: Shop, owner_dsn: str) -> None:
    (cash,) = receive(shop, "rec-1", (CASH, 100))
    assert ext(shop, "POST", "periods/2026-08/close").status == 200
    made = deposit(shop, cash, DepositId="dep-1", Date="2026-08-02").json
    assert (made["Date"], made["PostingDate"]) == ("2026-08-02T00:00:00", "2026-09-01T00:00:00")
    assert ext(shop, "POST", "deposits/dep-1/cancel").status == 200
    with psycopg.connect(owner_dsn) as owner:
        days = owner.execute(
            "select document_date::text, tax_date::text, posting_date::text from books.entry"
            " where business_id = %s order by serial desc limit 2",
            [shop.business],
        ).fetchall()
    assert days == [("2026-08-04", "2026-08-04", "2026-09-01"), ("2026-08-02", "2026-08-02", "2026-09-01")]


def test_a_business_without_vat_has_the_fees_vat_as_a_cost(shop: Shop, owner_dsn: str) -> None:
    changed = {"Registration": "exempt_dealer", "ValidFrom": "2026-08-01"}
    assert ext(shop, "PUT", "registration", changed).status == 200
    (card,) = receive(shop, "rec-1", (CARD, 100))
    assert deposit(shop, card, Fee=1, FeeVat=0.18).status == 201
    assert [one[:2] for one in entry_lines(owner_dsn, shop, 1)] == [
        ("bank", D("98.82")), ("acquirer-fees", D("1.18")), ("till:card", D("-100.00")),
    ]  # fmt: skip


def test_the_days_by_which_deposited_lines_are_found(shop: Shop) -> None:
    """The payment's own date; cash, which has none, by the deposit's (dossier section 9.9)."""
    cash, cheque = receive(shop, "rec-1", (CASH, 100), (CHEQUE, 200))
    deposit(shop, cash, cheque, Date="2026-08-04", BankAccountName="לאומי")
    assert kupa(shop, "deposited=true&startDate=2026-08-04&endDate=2026-08-04") == [(cash, 100)]
    assert kupa(shop, "deposited=true&startDate=2026-08-05") == [(cheque, 200)]
    assert kupa(shop, "deposited=true&endDate=2026-08-03") == []
    (row,) = shop.get("Kupa?deposited=true&endDate=2026-08-04").json["Results"]
    assert (row["BankDepositNumber"], row["BankDepositDate"], row["BankAccountName"]) == (
        "1", "2026-08-04T00:00:00", "לאומי",
    )  # fmt: skip
    for query, total in (("number=1", 1), ("number=2", 0), ("number=x", 0), ("startDate=2026-08-05", 0),
                         ("endDate=2026-08-04", 1)):  # fmt: skip
        assert shop.get(f"BankDeposits?{query}").json["TotalCount"] == total
        assert ext(shop, "GET", f"deposits?{query}").json["TotalCount"] == total
