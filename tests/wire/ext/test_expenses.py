"""Expenses over both wires: what they post to the agora, what is refused, and what may still change."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from decimal import Decimal
from typing import Any

import psycopg
import pytest

from pinkas.storage.verify import verify_business
from tests.wire.caspit.golden.shop import Reply, Shop
from tests.wire.caspit.golden.test_golden_races import Meanwhile

from .asking import ext
from .expense_cases import CASES, FULL, STD, Posted


@pytest.fixture
def books(shop: Shop, owner_dsn: str) -> Iterator[psycopg.Connection[Any]]:
    """The shop's database, to read what was posted."""
    with psycopg.connect(owner_dsn, autocommit=True) as owner:
        yield owner


def posted(books: psycopg.Connection[Any], shop: Shop, entry: str) -> Posted:
    """Account, contact, amount (debits positive), VAT category and rate of an entry."""
    return books.execute(
        "select p.account, p.contact, p.amount, p.vat_category, p.vat_rate from books.voucher v"
        " join books.posting p using (business_id, entry_serial) where v.business_id = %s and v.key = %s"
        " order by p.number",
        [shop.business, entry],
    ).fetchall()


def dates(books: psycopg.Connection[Any], shop: Shop, entry: str) -> list[str]:
    """Document, tax and posting date of an entry."""
    row = books.execute(
        "select e.document_date::text, e.tax_date::text, e.posting_date::text from books.voucher v"
        " join books.entry e on e.business_id = v.business_id and e.serial = v.entry_serial"
        " where v.business_id = %s and v.key = %s",
        [shop.business, entry],
    ).fetchone()
    assert row is not None
    return list(row)


def write(shop: Shop, key: str, **members: object) -> Reply:
    """An expense in the temporary store."""
    body = {"ExpenseId": key, "Date": "2026-08-03", "TrxCodeNumber": 3100, "Total": 1180}
    return shop.ask("POST", "Expenses", body | members)


def permanent(shop: Shop, key: str, **members: object) -> dict[str, Any]:
    """An expense written and made permanent."""
    written = write(shop, key, **members)
    assert written.status == 201, written.text
    done = ext(shop, "POST", f"expenses/{key}/post")
    assert done.status == 200, done.text
    found: dict[str, Any] = done.json
    return found


def own_class(shop: Shop, number: int, **members: object) -> None:
    body = {"TrxCode": f"סיווג {number}", "TrxCodeType": 3, **members}
    assert ext(shop, "PUT", f"trx-codes/{number}", body).status == 200


def test_what_expenses_post(shop: Shop, books: psycopg.Connection[Any]) -> None:
    """Each case with its entry, to the agora."""
    shop.contact("sup", ContactType=1, TrxCodeNumber=3040)
    shop.contact("abroad", ContactType=1, IsIsraeli=False)
    own_class(shop, 3200, InputVat="two_thirds")
    own_class(shop, 3300, Equipment=True)
    own_class(shop, 3400, InputVat="none")
    own_class(shop, 3500, InputVat="one_third")
    own_class(shop, 3600, VatClass="exempt")
    for number, (key, (members, entry)) in enumerate(CASES.items(), start=1):
        expense = permanent(shop, f"e-{number}", **members)
        assert posted(books, shop, expense["EntryId"]) == entry, key
        assert (expense["Status"], expense["PortionNumber"], expense["Number"]) == (2, number, number), key
    assert shop.get("Expenses/e-8").json["TrxCodeNumber"] == 3040
    # Of a supplier abroad no VAT is asked for where none is said.
    assert write(shop, "abroad", SupplierId="abroad", Total=100).json["Vat"] == 0
    # We owe the supplier: a plain positive balance, on the card and in the list.
    assert shop.balance("sup") == 1250
    assert [row["Balance"] for row in shop.get("ContactsBalance").json["Results"]] == [1250, 0]
    assert shop.ask("DELETE", "Contacts/sup").status == 400
    assert shop.ask("DELETE", "Contacts/abroad").status == 400


def test_payments_of_every_kind(shop: Shop, books: psycopg.Connection[Any]) -> None:
    """Planned with the expense they post with it; sent later they post as they come; together never above the total."""
    shop.contact("abroad", ContactType=1, IsIsraeli=False)
    ext(shop, "POST", "cash", {"Kind": "in", "Amount": 100})
    first = {"ExpensePaymentId": "p1", "TotalPaid": 750, "TaxWithheld": 250, "PaymentDate": "2026-08-10"}
    expense = permanent(shop, "rent", Total=1500, SupplierId="abroad", Payments=[first])
    paid = expense["Payments"][0]
    assert (paid["Status"], paid["PaymentMethodNumber"], paid["TaxWithheld"]) == (2, "9", 250)
    assert posted(books, shop, paid["EntryId"]) == [
        ("payable", 1, Decimal(1000), None, None), ("bank", 0, Decimal(-750), None, None),
        ("tax-withheld-payable", 0, Decimal(-250), None, None),
    ]  # fmt: skip
    assert shop.balance("abroad") == 500
    more = [
        {"TotalPaid": 100, "PaymentMethodNumber": "1"},
        {"TotalPaid": 150, "PaymentMethodNumber": 4, "BankAccountId": "12-345", "PaymentDetails": "ויזה"},
    ]
    later = write(shop, "rent", Total=1500, SupplierId="abroad", Payments=[first, *more])
    assert later.status == 201
    cash, card = later.json["Payments"][1:]
    assert posted(books, shop, cash["EntryId"])[1][:3] == ("till:cash", 0, Decimal(-100))
    assert posted(books, shop, card["EntryId"])[1][:3] == ("company-cards", 0, Decimal(-150))
    # Sent once more nothing is paid again, though the caller gave these payments no names.
    again = write(shop, "rent", Total=1500, SupplierId="abroad", Payments=[first, *more])
    assert again.text == later.text
    too_much = write(shop, "rent", Total=1500, Payments=[{"ExpensePaymentId": "p9", "TotalPaid": 250.01}])
    assert too_much.status == 400
    assert too_much.json["ModelState"] == {
        "expense.Payments": ["The field Payments come to 1500.01, which is more than the total of 1500.00."]
    }
    changed = write(shop, "rent", Total=1500, Payments=[first | {"TotalPaid": 740}])
    assert "names a payment posted with other contents" in changed.text
    empty_till = write(shop, "rent", Total=1500, Payments=[{"TotalPaid": 1, "PaymentMethodNumber": "1"}])
    assert (empty_till.status, empty_till.text) == (400, "The till holds 0.00 in cash.")
    listed = shop.get("ExpensePayments?startDate=2026-08-10&endDate=2026-08-10").json
    assert (listed["TotalCount"], listed["Results"][0]["ExpenseId"]) == (1, "rent")
    assert shop.get("ExpensePayments").json["TotalCount"] == 3


def test_a_payments_name_is_its_own(shop: Shop, meanwhile: Meanwhile) -> None:
    """One payment of the business bears it: planned, posted or reversed, of whatever expense."""
    named = [{"ExpensePaymentId": "p", "TotalPaid": 10}]
    taken = {"expense.Payments[0].ExpensePaymentId": [
        "The field ExpensePaymentId names a payment of another expense, 'first': 'p'."]}  # fmt: skip
    assert write(shop, "first", Payments=named).status == 201
    assert write(shop, "first", Payments=named, Details="x").status == 201
    refused = write(shop, "second", Payments=named)
    assert (refused.status, refused.json["ModelState"]) == (400, taken)
    expense = permanent(shop, "first", Payments=named)
    assert ext(shop, "POST", f"entries/{expense['Payments'][0]['EntryId']}/reverse").status == 201
    permanent(shop, "second")
    assert write(shop, "second", Payments=named).json["ModelState"] == taken
    assert shop.get("ExpensePayments").json["TotalCount"] == 1
    # Free again once nobody plans it any more.
    plan = {"Payments": [{"ExpensePaymentId": "q", "TotalPaid": 5}]}
    assert write(shop, "third", **plan).status == 201
    assert write(shop, "third", Payments=[]).status == 201
    assert write(shop, "fourth", **plan).status == 201
    assert ext(shop, "DELETE", "expenses/fourth").status == 204
    # Of two who take it at once one gets it.
    twin = Shop(shop.house, shop.tax_number, shop.business, shop.token)
    first = meanwhile("write_expense_v1", lambda: write(twin, "fifth", **plan))
    late = write(shop, "sixth", **plan)
    twin.close()
    assert (first[0].status, late.status, "of another expense, 'fifth': 'q'" in late.text) == (201, 400, True)


def test_reversing(shop: Shop, books: psycopg.Connection[Any]) -> None:
    """Payments first, then the expense, each by its exact reverse."""
    expense = permanent(shop, "e", Payments=[{"ExpensePaymentId": "p", "TotalPaid": 1180}])
    payment = expense["Payments"][0]["EntryId"]
    refused = ext(shop, "POST", "expenses/e/reverse")
    assert refused.status == 400
    assert f"whose payment 'p' stands: reverse entry '{payment}' first" in refused.text
    assert ext(shop, "POST", f"entries/{expense['EntryId']}/reverse").status == 400
    assert ext(shop, "POST", f"entries/{payment}/reverse").status == 201
    assert shop.get("Expenses/e").json["Payments"][0]["Status"] == 3
    gone = ext(shop, "POST", "expenses/e/reverse", {"Date": "2026-09-01"}, Idempotency_Key="k")
    assert (gone.status, gone.json["Status"]) == (200, 3)
    again = ext(shop, "POST", "expenses/e/reverse", {"Date": "2026-09-01"}, Idempotency_Key="k")
    assert (again.status, again.headers["idempotency-replayed"], again.text) == (200, "true", gone.text)
    assert ext(shop, "POST", "expenses/e/reverse").status == 400
    assert ext(shop, "POST", "expenses/e/post").status == 400
    assert write(shop, "e", Payments=[{"TotalPaid": 1}]).status == 400
    row = books.execute(
        "select sum(amount) filter (where account = 'input-vat'), sum(amount) filter (where account = 'payable'),"
        " count(*) from books.balance where business_id = %s and amount <> 0",
        [shop.business],
    ).fetchone()
    assert row == (Decimal(0), Decimal(0), 0) or row == (None, None, 0)
    for status, keys in (("0", []), ("2", []), ("3", ["e"]), ("", ["e"])):
        found = shop.get(f"Expenses?status={status}").json
        assert ([one["ExpenseId"] for one in found["Results"]], found["TotalCount"]) == (keys, len(keys))


def test_vat_periods_and_closed_ones(shop: Shop, books: psycopg.Connection[Any]) -> None:
    late = permanent(shop, "next", VatPeriod=202609)
    assert dates(books, shop, late["EntryId"]) == ["2026-08-03", "2026-09-01", "2026-08-03"]
    usual = permanent(shop, "usual")
    assert (usual["VatPeriod"], dates(books, shop, usual["EntryId"])) == (202608, ["2026-08-03"] * 3)
    for period, why in ((202607, "must not be before 202608"), (202613, "yyyymm"), (7, "yyyymm")):
        refused = write(shop, "x", VatPeriod=period)
        assert (refused.status, why in refused.json["ModelState"]["expense.VatPeriod"][0]) == (400, True)
    write(shop, "july", Date="2026-07-20", Payments=[{"TotalPaid": 10}])
    ext(shop, "POST", "periods/2026-07/close")
    closed = ext(shop, "POST", "expenses/july/post")
    assert (closed.status, closed.text) == (400, "The period of 2026-07 is closed (through 2026-07-31).")
    # Claimed in a later period it may come in: its own date kept, posted on the first open day, its payment likewise.
    done = permanent(shop, "july", Date="2026-07-20", VatPeriod=202608)
    assert dates(books, shop, done["EntryId"]) == ["2026-07-20", "2026-08-01", "2026-08-01"]
    assert dates(books, shop, done["Payments"][0]["EntryId"]) == ["2026-07-20", "2026-07-20", "2026-08-01"]


def test_an_exempt_dealer_recovers_nothing(shop: Shop, books: psycopg.Connection[Any]) -> None:
    ext(shop, "PUT", "registration", {"ValidFrom": "2026-01-01", "Registration": "exempt_dealer"})
    expense = permanent(shop, "e", Total=118)
    assert [row[:3] for row in posted(books, shop, expense["EntryId"])] == [
        ("expense:3100", 0, 100), ("expense:3100", 0, 18), ("payable", 0, -118),
    ]  # fmt: skip


REFUSED: dict[str, tuple[dict[str, object], str, str]] = {
    "no sums": ({"Total": None}, "Total", "is required, or TotalNoVat"),
    "six agorot apart": (
        {"Total": 118.06, "TotalNoVat": 100, "Vat": 18}, "Total",
        "must be TotalNoVat and Vat together, 118.00, give or take 0.05",
    ),
    "VAT at no rate": ({"Vat": 180, "TotalNoVat": 1000, "VatRate": 0}, "Vat", "must be 0 where VatRate is"),
    "VAT that is not its rate's": (
        {"Total": 118, "TotalNoVat": 50, "Vat": 68, "VatRate": 18}, "Vat",
        "must be 9.00, 18% of TotalNoVat, give or take 0.05; leave VatRate out where only a part bears VAT",
    ),
    "VAT above the law's": (
        {"Total": 118, "TotalNoVat": 50, "Vat": 68}, "Vat",
        "must not be more than 9.00, 18% of TotalNoVat, give or take 0.05",
    ),
    "a rate above the law's": ({"Date": "2024-12-31", "VatRate": 18}, "VatRate",
        "must not be more than 17, the standard rate of its date"),
    "VAT against its total": (
        {"Total": 100, "TotalNoVat": 118, "Vat": -18}, "Vat", "must have the sign of the total"),
    "parts of an agora paid": (
        {"Payments": [{"TotalPaid": 1.001}]}, "Payments[0].TotalPaid", "must have at most 2 decimal places"),
    "an unknown supplier": ({"SupplierId": "nobody"}, "SupplierId", "names no contact: 'nobody'"),
    "a payment against the total": (
        {"Payments": [{"TotalPaid": -5}]}, "Payments[0].TotalPaid", "must have the sign of the expense's Total"),
    "a payment of nothing": ({"Payments": [{"TotalPaid": 0}]}, "Payments[0].TotalPaid", "must not be 0"),
    "a payment by offset": (
        {"Payments": [{"TotalPaid": 1, "PaymentMethodNumber": "17"}]}, "Payments[0].PaymentMethodNumber",
        "must name a means by which money leaves"),
    "one name for two": (
        {"Payments": [{"ExpensePaymentId": "p", "TotalPaid": 1}] * 2}, "Payments[1].ExpensePaymentId",
        "names two payments: 'p'"),
    "more than the total": (
        {"Payments": [{"TotalPaid": 1000, "TaxWithheld": 180.01}]}, "Payments",
        "come to 1180.01, which is more than the total of 1180.00"),
    "a scan without a name": ({"ImageFile": "AAAA"}, "ImageFileName", "is required with a scan"),
}  # fmt: skip


def test_what_is_refused(shop: Shop) -> None:
    for what, (members, member, reason) in REFUSED.items():
        refused = write(shop, "e", **members)
        assert refused.status == 400, what
        name = member.rpartition(".")[2]
        assert refused.json["ModelState"] == {f"expense.{member}": [f"The field {name} {reason}."]}, what
    wrong_class = write(shop, "e", TrxCodeNumber=3)
    assert (wrong_class.status, wrong_class.text) == (
        400, "TrxCodeNumber 3 is not an Expense TrxCode. Allowed values: 60, 3040, 3100",
    )  # fmt: skip
    method = write(shop, "e", Payments=[{"TotalPaid": 1, "PaymentMethodNumber": "99"}])
    assert "Allowed values: 1, 2, 3" in method.json["ModelState"]["expense.Payments[0].PaymentMethodNumber"][0]
    big = b64encode(bytes(500 * 1024 + 1)).decode()
    scan = write(shop, "e", ImageFileName="a.png", ImageFile=big)
    assert scan.json["ModelState"] == {"expense.ImageFile": ["The field ImageFile must hold at most 512000 bytes."]}
    assert shop.get("Expenses").json["TotalCount"] == 0


def test_an_invoice_of_which_a_part_bears_vat(shop: Shop, books: psycopg.Connection[Any]) -> None:
    """100 with VAT and 32 without: said without a rate it is kept under the law's, and may be said as it is shown."""
    mixed = {"Total": 150, "TotalNoVat": 132, "Vat": 18}
    shown = write(shop, "e", **mixed).json
    assert [shown[name] for name in ("Total", "TotalNoVat", "Vat", "VatRate")] == [150, 132, 18, 18]
    assert write(shop, "e", **mixed, VatRate=18, Details="חלקה פטור").json["Details"] == "חלקה פטור"
    assert write(shop, "e", **mixed, VatRate=17).status == 400
    assert write(shop, "other", **mixed, VatRate=18).status == 400
    expense = ext(shop, "POST", "expenses/e/post").json
    assert posted(books, shop, expense["EntryId"]) == [
        ("expense:3100", 0, 132, STD, FULL), ("input-vat", 0, 18, STD, FULL), ("payable", 0, -150, None, None),
    ]  # fmt: skip


def test_what_keeps_an_expense_temporary(shop: Shop) -> None:
    shop.contact("sup", ContactType=1)
    for members, sentence in (
        ({"Flag": 11}, "The field Flag is 11, which keeps the expense in the temporary store."),
        ({"Total": 0}, "The field Total must not be 0 in the permanent store."),
        ({"TrxCodeNumber": 60}, "is 60, the class of the supplier's card: name a supplier, or a class."),
        ({"TrxCodeNumber": 60, "SupplierId": "sup"}, "and the card of 'sup' has none."),
    ):
        assert write(shop, "e", **members).status == 201
        refused = ext(shop, "POST", "expenses/e/post")
        assert (refused.status, sentence in refused.text) == (400, True), refused.text
        assert shop.get("Expenses/e").json["Status"] == 0
    assert ext(shop, "POST", "expenses/nobody/post").status == 404
    assert ext(shop, "POST", "expenses/e/reverse").status == 400
    assert ext(shop, "DELETE", "expenses/e").status == 204
    assert shop.get("Expenses/e").status == 404
    assert shop.ask("DELETE", "Contacts/sup").status == 204
    assert write(shop, "e").json["Number"] == 2  # the key is free again, the number is not


def test_a_scan_is_kept_and_given_back(shop: Shop) -> None:
    content = bytes(range(256)) * 2000
    scan = b64encode(content).decode()
    written = write(shop, "e", ImageFileName="חשבונית.png", ImageFile=scan)
    assert (written.json["ImageFileName"], written.json["ImageFile"]) == ("חשבונית.png", scan)
    # Nothing said, it stays; lists name it and leave it out.
    assert write(shop, "e", Details="x").json["ImageFile"] == scan
    assert write(shop, "e", ImageFileName="b.png").json["ImageFile"] == scan
    row = shop.get("Expenses").json["Results"][0]
    assert (row["ImageFileName"], row["ImageFile"]) == ("b.png", None)
    ext(shop, "POST", "expenses/e/post")
    assert write(shop, "e", ImageFile=b64encode(b"new").decode()).json["ImageFile"] == "bmV3"
    assert write(shop, "e", ImageFileName="").json["ImageFile"] is None
    assert shop.get("Expenses/e").json["ImageFileName"] is None


def test_what_may_change_of_a_permanent_expense(shop: Shop) -> None:
    permanent(shop, "e", Reference="17", SupplierName="ספק", TotalNoVat=1000)
    changed = write(shop, "e", TotalNoVat=1000.0001, Details="נייר", Flag=3, AllocationNumber="123456789")
    assert changed.status == 201
    assert [changed.json[name] for name in ("Details", "Flag", "AllocationNumber")] == ["נייר", 3, "123456789"]
    assert (changed.json["Status"], changed.json["SupplierName"]) == (2, "ספק")
    assert write(shop, "e", Details="", Flag=0).json["Details"] is None
    for member, value in (
        ("Date", "2026-08-04"), ("TrxCodeNumber", 3040), ("Total", 1181), ("TotalNoVat", 1001), ("Vat", 181),
        ("VatRate", 17), ("Reference", "18"), ("SupplierName", "אחר"), ("OsekMorshe", "514000009"),
        ("SupplierId", "nobody"), ("WorkingFromHomePercentageAllowed", 50), ("VatPeriod", 202609),
        ("AllocationNumber", "9"),
    ):  # fmt: skip
        refused = write(shop, "e", **{member: value})
        assert refused.status == 400, member
        assert list(refused.json["ModelState"]) == [f"expense.{member}"]
        assert "None" not in refused.text
    share = "WorkingFromHomePercentageAllowed"
    empty = write(shop, "e", **{share: 50}).json["ModelState"][f"expense.{share}"]
    assert empty == [f"The field {share} must stay empty: the expense is permanent."]
    assert ext(shop, "DELETE", "expenses/e").status == 400
    again = ext(shop, "POST", "expenses/e/post")
    assert (again.status, again.json["PortionNumber"]) == (200, 1)


def test_the_temporary_store_takes_the_whole_again(shop: Shop) -> None:
    shop.contact("sup")
    plan = [{"TotalPaid": 5}, {"ExpensePaymentId": "p2", "TotalPaid": 6}]
    first = write(shop, "e", Details="x", SupplierId="sup", Payments=plan).json
    kept = write(shop, "e", Total=20).json
    assert (kept["Details"], kept["SupplierId"], kept["Total"]) == (None, None, 20)
    assert [one["ExpensePaymentId"] for one in kept["Payments"]] == [
        one["ExpensePaymentId"] for one in first["Payments"]
    ]
    assert shop.get("ExpensePayments").json["TotalCount"] == 2
    assert write(shop, "e", Payments=[]).json["Payments"] == []
    assert shop.get("ExpensePayments").json["TotalCount"] == 0
    assert shop.get("Contacts/sup/expenses").json == []


def test_lists_and_one_key(shop: Shop) -> None:
    shop.contact("sup")
    for day in ("2026-08-03", "2026-07-01", "2026-08-01"):
        write(shop, day, Date=day, SupplierId="sup", Payments=[{"TotalPaid": 1}])
    ext(shop, "POST", "expenses/2026-08-01/post")
    keys = lambda target: [one["ExpenseId"] for one in shop.get(target).json["Results"]]  # noqa: E731 - said once
    assert keys("Expenses") == ["2026-08-03", "2026-07-01", "2026-08-01"]
    assert keys("Expenses?startDate=2026-08-01&endDate=2026-08-02") == ["2026-08-01"]
    assert keys("Expenses?status=0&startDate=2026-08-01") == ["2026-08-03"]
    assert keys("Expenses?status=2") == ["2026-08-01"]
    assert shop.get("Expenses?status=1").status == 400
    assert [one["ExpenseId"] for one in shop.get("Contacts/sup/expenses?d=1").json] == keys("Expenses")
    assert shop.get("Expenses?page=1").json["Results"] == []
    body = {"Date": "2026-08-03", "TrxCodeNumber": 3100, "Total": 5}
    once = shop.ask("POST", "Expenses", body, Idempotency_Key="k")
    again = shop.ask("POST", "Expenses", body, Idempotency_Key="k")
    assert (once.status, again.status, again.headers["idempotency-replayed"]) == (201, 201, "true")
    assert (again.text, again.headers["location"]) == (once.text, once.headers["location"])
    assert shop.ask("POST", "Expenses", body | {"Total": 6}, Idempotency_Key="k").status == 409
    assert len(keys("Expenses")) == 4


def test_a_suppliers_opening_balance_is_a_payable(shop: Shop, books: psycopg.Connection[Any]) -> None:
    assert shop.contact("sup", ContactType=1, OpenBalance=500).json["Balance"] == 500
    assert shop.contact("cust", ContactType=0, OpenBalance=-70).json["Balance"] == -70
    rows = books.execute(
        "select account, contact, amount from books.balance where business_id = %s and account <> 'opening-balances'"
        " order by 1",
        [shop.business],
    ).fetchall()
    assert rows == [("payable", 1, Decimal(-500)), ("receivable", 2, Decimal(70))]
    assert shop.get("Contacts/sup").json["OpenBalance"] == 500
    # The same through opening balances, whose amount is the contact's debt; said again under its key nothing happens.
    begun = {"EntryId": "begun", "Lines": [{"ContactId": "sup", "Amount": -300}, {"ContactId": "cust", "Amount": 30}]}
    assert ext(shop, "POST", "opening-balances", begun).status == 201
    assert ext(shop, "POST", "opening-balances", begun).status == 200
    assert (shop.balance("sup"), shop.balance("cust")) == (800, -100)


def test_many_post_at_once_and_it_is_posted_once(shop: Shop, books: psycopg.Connection[Any]) -> None:
    write(shop, "e", Payments=[{"TotalPaid": 1000}])
    extra = [{"ExpensePaymentId": f"p{one}", "TotalPaid": 100} for one in range(3)]

    def do(work: int) -> int:
        twin = Shop(shop.house, shop.tax_number, shop.business, shop.token)
        reply = ext(twin, "POST", "expenses/e/post") if work < 3 else write(twin, "e", Payments=[extra[work - 3]])
        twin.close()
        return reply.status

    with ThreadPoolExecutor(3) as pool:
        assert set(pool.map(do, range(3))) == {200}
        # Of three payments that want the last 180 one has room.
        assert sorted(pool.map(do, range(3, 6))) == [201, 400, 400]
    count = books.execute(
        "select kind, count(*) from books.voucher where business_id = %s group by 1 order by 1", [shop.business]
    ).fetchall()
    assert count == [("expense", 1), ("expense_payment", 2)]
    assert shop.house.run(verify_business(shop.house.desk.store, shop.business)) is None
