"""Each report's figures: against literals, and against the postings added up anew in plain Python."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import psycopg
import pytest

from pinkas.actions.reports.catalogue import report_of
from pinkas.actions.reports.registry import read_parameters
from pinkas.books.errors import InvalidValue, UnknownRecord
from pinkas.books.report import Part, Table
from pinkas.testing.books import caller_of
from pinkas.testing.house import House
from tests.wire.caspit.golden.shop import Shop, open_shop
from tests.wire.ext.asking import ext

from .conftest import Made

D = Decimal
ZERO = Decimal(0)
SPRING = {"FromDate": "2026-04-01", "ToDate": "2026-08-04"}
SUMMER = {"FromDate": "2026-07-01", "ToDate": "2026-08-04"}
AUGUST, JULY = dt.date(2026, 8, 4), dt.date(2026, 7, 1)


@dataclass(frozen=True)
class Posted:
    account: str
    contact: int
    amount: Decimal
    tagged: bool
    posted: dt.date
    taxed: dt.date


@pytest.fixture(scope="module")
def journal(books: Shop, owner_dsn: str) -> list[Posted]:
    """Every posting of the shop, as it stands in the journal."""
    with psycopg.connect(owner_dsn) as owner:
        rows = owner.execute(
            "select p.account, p.contact, p.amount, p.vat_category is not null, e.posting_date, e.tax_date"
            " from books.posting p join books.entry e on (e.business_id, e.serial) = (p.business_id, p.entry_serial)"
            " where p.business_id = %s",
            [books.business],
        ).fetchall()
    return [Posted(*row) for row in rows]


def summed(journal: list[Posted], wanted: Callable[[Posted], bool]) -> Decimal:
    return sum((one.amount for one in journal if wanted(one)), ZERO)


def lines(table: Table, *names: str) -> list[tuple[Any, ...]]:
    return list(zip(*(table.values(name) for name in names), strict=True))


def lines_of(table: Table, part: Part, *names: str) -> list[tuple[Any, ...]]:
    return list(zip(*(table.values(name, part) for name in names), strict=True))


def total(table: Table, name: str) -> Any:
    return table.values(name, Part.TOTAL)[-1]


def test_trial_balance(made: Made, journal: list[Posted]) -> None:
    table = made("TrialBalance", **SUMMER)
    rows = {row[0]: row[1:] for row in lines(table, "account", "opening", "debit", "credit", "closing")}
    assert rows["receivable"] == (D("1290.00"), D("1035.59"), D("250.60"), D("2074.99"))
    assert rows["income:3"] == (D("-1500.00"), D("170.00"), D("419.99"), D("-1749.99"))
    assert rows["till:cash"] == (D("380.00"), ZERO, ZERO, D("380.00"))
    assert (total(table, "opening"), total(table, "debit"), total(table, "credit")) == (
        ZERO,
        D("1427.79"),
        D("1427.79"),
    )
    assert set(rows) == {one.account for one in journal}
    for account, (opening, debit, credit, closing) in rows.items():
        mine = [one for one in journal if one.account == account]
        assert opening == summed(mine, lambda one: one.posted < JULY)
        assert debit == summed(mine, lambda one: one.posted >= JULY and one.amount > 0)
        assert credit == -summed(mine, lambda one: one.posted >= JULY and one.amount < 0)
        assert closing == summed(mine, lambda one: one.posted <= AUGUST)


def test_customer_statement(made: Made, journal: list[Posted]) -> None:
    table = made("CustomerStatement", Contact="dana", **SUMMER, Language="en")
    assert lines(table, "date", "type", "number", "debit", "credit", "balance") == [
        (dt.date(2026, 7, 1), "Tax invoice", "98/100003", D("117.99"), None, D("1407.99")),
        (dt.date(2026, 7, 5), "Credit invoice", "98/500001", None, D("118.00"), D("1289.99")),
        (dt.date(2026, 7, 15), "Tax invoice", "98/100006", D("40.00"), None, D("1329.99")),
    ]
    assert table.values("balance", Part.SUBTOTAL) == [D("1290.00")]
    assert total(table, "balance") == D("1329.99")
    assert total(table, "balance") == summed(journal, lambda one: one.account == "receivable" and one.contact == 1)
    assert table.subtitles == ("דנה נגרות (dana)", "From 1 Jul 2026 to 4 Aug 2026")


def test_account_card(made: Made, journal: list[Posted]) -> None:
    table = made("AccountCard", Account="receivable", **SUMMER)
    assert lines(table, "contact", "balance")[-2:] == [("Omer & Sons", D("2157.59")), ("Omer & Sons", D("2074.99"))]
    assert table.values("type")[-2:] == ["יתרת פתיחה", "ביטול – חשבונית מס"]
    mine = [one for one in journal if one.account == "receivable"]
    assert total(table, "balance") == summed(mine, lambda one: one.posted <= AUGUST)
    assert total(table, "debit") == summed(mine, lambda one: one.posted >= JULY and one.amount > 0) == D("1035.59")
    omer = made("AccountCard", Account="receivable", Contact="omer", **SUMMER)
    assert (len(omer.columns), total(omer, "balance")) == (7, D("745.00"))
    rent = made("AccountCard", Account="expense:3100", **SUMMER)
    assert lines(rent, "type", "details", "debit") == [("פקודת יומן", "שכירות · 77", D("120.00"))]
    assert made("AccountCard", Account="bank", FromDate="2026-08-04").values("balance", Part.SUBTOTAL) == [D("-141.60")]


BUCKETS = ("current", "days_30", "days_60", "days_90", "older", "unallocated", "total")


def test_aged_debts(made: Made, journal: list[Posted]) -> None:
    table = made("AgedDebts", AsOf="2026-08-04")
    assert lines(table, "key", *BUCKETS) == [
        ("omer", D("795.00"), ZERO, ZERO, ZERO, ZERO, D("-50.00"), D("745.00")),
        ("dana", ZERO, D("157.99"), ZERO, D("472.00"), D("700.00"), ZERO, D("1329.99")),
    ]
    for day in ("2026-05-01", "2026-05-31", "2026-06-01", "2026-07-04", "2026-07-05", "2026-08-03", "2026-08-04"):
        table = made("AgedDebts", AsOf=day)
        owed: dict[int, Decimal] = defaultdict(Decimal)
        for one in journal:
            if one.account == "receivable" and one.posted <= dt.date.fromisoformat(day):
                owed[one.contact] += one.amount
        assert sorted(table.values("total")) == sorted(amount for amount in owed.values() if amount)
        assert total(table, "total") == sum(owed.values(), ZERO)
        for row in lines(table, *BUCKETS):
            assert sum(row[:-1], ZERO) == row[-1]
    # Before the part payment the first invoice was owed whole, a month late.
    table = made("AgedDebts", AsOf="2026-05-31")
    assert lines(table, "key", *BUCKETS) == [("dana", ZERO, D("1770.00"), ZERO, ZERO, ZERO, ZERO, D("1770.00"))]


def test_vat_report(made: Made, journal: list[Posted]) -> None:
    table = made("VatReport", **SPRING, Language="en")
    assert lines(table, "category", "rate", "base", "vat") == [
        ("Standard", D(18), D("1749.99"), D("315.00")),
        ("Exempt", ZERO, D("40.00"), ZERO),
        ("Equipment and fixed assets", None, None, ZERO),
        ("Other inputs", None, None, D("21.60")),
    ]
    # To the agora as the journal has it, and as it is paid: in whole shekels, like VatData.
    assert lines_of(table, Part.TOTAL, "category", "vat") == [
        ("Output less input VAT", D("293.40")),
        ("VAT to pay in whole shekels – to be refunded: negative", D(293)),
    ]
    mine = [one for one in journal if dt.date(2026, 4, 1) <= one.taxed <= AUGUST]
    output = -summed(mine, lambda one: one.account == "output-vat")
    inputs = summed(mine, lambda one: one.account in {"input-vat", "input-vat-equipment"})
    assert table.values("vat", Part.SUBTOTAL) == [output, inputs]
    sold = -summed(mine, lambda one: one.account.startswith("income:") and one.tagged)
    assert table.values("base", Part.SUBTOTAL)[0] == sold
    july = made("VatReport", FromDate="2026-07-01", ToDate="2026-07-31")
    assert july.values("vat", Part.TOTAL) == [D("18.00") - D("18.00") - D("21.60"), D(-22)]
    may = made("VatReport", FromDate="2026-05-01", ToDate="2026-05-31")
    assert may.values("vat", Part.TOTAL) == [D("90.00"), D(90)]


def test_documents_journal(made: Made, journal: list[Posted]) -> None:
    table = made("DocumentsJournal", **SPRING, Language="en")
    rows = lines(table, "number", "state", "net", "vat", "total", "received")
    assert rows[4:8] == [
        ("98/100005", "Issued, cancelled later", D("70.00"), D("12.60"), D("82.60"), None),
        ("98/100005", "Cancellation", D("-70.00"), D("-12.60"), D("-82.60"), None),
        ("98/100006", "Issued", D("40.00"), D("0.00"), D("40.00"), None),
        ("98/100007", "Draft", None, None, None, None),
    ]
    assert rows[8] == ("98/300001", "Issued", None, None, None, D("480.00"))
    assert rows[10] == ("98/500001", "Issued", D("-100.00"), D("-18.00"), D("-118.00"), None)
    assert table.values("net", Part.SUBTOTAL) == [D("1889.99"), None, D("-100.00"), D("9.00")]
    assert [total(table, name) for name in ("net", "vat", "total", "received")] == [
        D("1789.99"), D("315.00"), D("2104.99"), D("530.00"),
    ]  # fmt: skip
    assert total(table, "net") == -summed(journal, lambda one: one.account.startswith("income:"))
    assert total(table, "vat") == -summed(journal, lambda one: one.account == "output-vat")
    # A draft that was sent a name of its own bears that, and one that was sent none its card's.
    assert dict(lines(table, "number", "name"))["98/100007"] == "דנה, אגף ב"
    assert dict(lines(table, "number", "name"))["98/100001"] == "דנה נגרות"
    quotes = made("DocumentsJournal", **SPRING, Kind="quote")
    assert (quotes.values("total"), total(quotes, "total")) == ([D("10.62")], ZERO)


def test_sales_by_product(made: Made, journal: list[Posted]) -> None:
    table = made("SalesByProduct", **SPRING)
    assert lines(table, "name", "catalog_number", "quantity", "net") == [
        ("מדף אלון", "A-1", D(9), D("1749.99")),
        ("ספר", None, D(1), D("40.00")),
    ]
    summer = made("SalesByProduct", **SUMMER)
    for one, first in ((table, dt.date(2026, 4, 1)), (summer, JULY)):
        wanted = -summed(journal, lambda posted: posted.account.startswith("income:") and posted.posted >= first)  # noqa: B023 - called here
        assert total(one, "net") == wanted


def test_sales_by_customer(made: Made, journal: list[Posted]) -> None:
    table = made("SalesByCustomer", **SPRING)
    assert lines(table, "key", "documents", "net", "vat", "gross") == [
        ("omer", 1, D("250.00"), D("45.00"), D("295.00")),  # the cancelled one is no sale
        ("dana", 5, D("1539.99"), D("270.00"), D("1809.99")),
    ]
    before = made("SalesByCustomer", FromDate="2026-04-01", ToDate="2026-08-02")
    assert dict(lines(before, "key", "documents")) == {"omer": 2, "dana": 5}
    after = made("SalesByCustomer", FromDate="2026-08-04", ToDate="2026-08-04")
    assert lines(after, "key", "documents", "net") == [("omer", 0, D("-70.00"))]
    assert total(table, "net") == -summed(journal, lambda one: one.account.startswith("income:"))
    assert total(table, "vat") == -summed(journal, lambda one: one.account == "output-vat")


def test_expenses_by_class(made: Made, journal: list[Posted]) -> None:
    table = made("ExpensesByClass", **SPRING, Language="en")
    assert lines(table, "account", "name", "entries", "net") == [
        ("expense:3100", "Expenses – הוצאות כלליות", 1, D("120.00"))
    ]
    assert total(table, "net") == summed(journal, lambda one: one.account.startswith("expense:"))
    assert made("ExpensesByClass", FromDate="2026-08-01").values("net") == []


def test_till(made: Made, journal: list[Posted]) -> None:
    table = made("Till", AsOf="2026-08-04", Language="en")
    assert lines(table, "type", "number", "details", "due", "book_amount") == [
        ("Cash received", None, None, None, D("180.00")),
        ("Other movements: cash in and out, differences, entries", None, None, None, D("200.00")),
        ("Cheques", "98/300001", "12 / 44 / 1201", dt.date(2026, 9, 1), D("300.00")),
        ("Transfers", "98/300002", None, None, D("50.00")),
    ]
    for day, held in (("2026-05-31", ZERO), ("2026-06-01", D("480.00")), ("2026-08-04", D("730.00"))):
        table = made("Till", AsOf=day)
        last = dt.date.fromisoformat(day)
        wanted = summed(journal, lambda one: one.account.startswith("till:") and one.posted <= last)  # noqa: B023 - called here
        assert total(table, "book_amount") == held == wanted


def test_stock(made: Made, books: Shop, owner_dsn: str) -> None:
    table = made("Stock", AsOf="2026-08-04")
    assert lines(table, "key", "brought", "taken", "quantity", "price", "value") == [
        ("shelf", D(22), D(11), D(11), D("60.5"), D("665.50"))
    ]
    with psycopg.connect(owner_dsn) as owner:
        moves = owner.execute(
            "select quantity from books.stock_move where business_id = %s", [books.business]
        ).fetchall()
    assert sum((move for (move,) in moves), ZERO) == D(11)


def test_both_languages_say_the_same(made: Made) -> None:
    asked: dict[str, dict[str, Any]] = {
        "CustomerStatement": {"Contact": "dana"}, "AccountCard": {"Account": "receivable"}, "TrialBalance": {},
        "AgedDebts": {}, "VatReport": {}, "DocumentsJournal": SPRING, "SalesByProduct": SPRING,
        "SalesByCustomer": SPRING, "ExpensesByClass": SPRING, "Till": {}, "Stock": {},
    }  # fmt: skip
    for name, sent in asked.items():
        hebrew, english = made(name, **sent), made(name, **sent, Language="en")
        assert hebrew.title != english.title
        numbers = [
            [[value for value in row.cells if isinstance(value, Decimal)] for row in table.rows]
            for table in (hebrew, english)
        ]
        assert numbers[0] == numbers[1]
        assert any("\u05d0" <= sign <= "\u05ea" for sign in hebrew.title)
        assert not any("\u05d0" <= sign <= "\u05ea" for column in english.columns for sign in column.title)


@pytest.mark.parametrize(
    ("name", "sent", "refused"),
    [
        ("Horoscope", {}, UnknownRecord),
        ("CustomerStatement", {}, InvalidValue),
        ("CustomerStatement", {"Contact": "nobody"}, UnknownRecord),
        ("AccountCard", {"Account": "moon"}, UnknownRecord),
        ("AgedDebts", {"AsOf": "yesterday"}, InvalidValue),
        ("AgedDebts", {"AsOf": "1899-12-31"}, InvalidValue),
        ("AgedDebts", {"AsOf": 20260804}, InvalidValue),
        ("TrialBalance", {"FromDate": "2026-08-05", "ToDate": "2026-08-04"}, InvalidValue),
        ("TrialBalance", {"Language": "fr"}, InvalidValue),
        ("TrialBalance", {"Contact": "dana"}, InvalidValue),
        ("DocumentsJournal", {"Kind": "horoscope"}, InvalidValue),
    ],
)
def test_what_cannot_be_asked(made: Made, name: str, sent: dict[str, Any], refused: type[Exception]) -> None:
    with pytest.raises(refused):
        made(name, **sent)


def test_aged_debts_of_odd_postings(house: House, books: Shop, owner_dsn: str) -> None:
    """What is no plain invoice ages too, and a line still comes to the contact's balance."""
    shop = open_shop(house)
    for key in ("a", "b", "c"):
        shop.contact(key)
    replies = []
    for key, kind, day in (("i1", 1, "2026-05-01"), ("i2", 1, "2026-06-01"), ("pro", 6, "2026-06-01")):
        replies += [shop.invoice(key, 100, TrxTypeId=kind, Date=day, DueDate=day, CustomerId="a"), shop.print(key)]
    cheque = [{"PaymentTypeId": 2, "Payment": 118, "CheckNumber": "7", "BankId": 12}]
    for key, pays, day in (("r1", "i1", "2026-05-20"), ("r2", "pro", "2026-07-01")):
        replies.append(shop.receipt(key, 118, ReceiptLines=cheque, Date=day, CustomerId="a",
                                    RelatedDocuments=[{"DocumentId": pays}]))  # fmt: skip
        replies.append(shop.print(key))
    held = {line["DocumentNumber"]: line["CaspitKupaLineId"] for line in shop.get("Kupa").json["Results"]}
    assert shop.get("Pdf/r1").status == 200
    replies.append(ext(shop, "POST", f"cheques/{held['98/300001']}/bounce", {"Date": "2026-07-10"}))
    replies.append(ext(shop, "POST", "differences", {"DocumentId": "i2", "Kind": "rounding", "Amount": 0.5,
                                                     "Date": "2026-07-11"}))  # fmt: skip
    moved = [{"Account": "receivable", "ContactId": "b", "Debit": 10},
             {"Account": "receivable", "ContactId": "c", "Credit": 10}]  # fmt: skip
    replies.append(ext(shop, "POST", "entries", {"Date": "2026-07-12", "Lines": moved}))
    assert [reply.text for reply in replies if reply.status not in {200, 201}] == []

    def aged(day: str) -> dict[str, tuple[Any, ...]]:
        caller = caller_of(shop.business)
        report = report_of("AgedDebts")
        asked = read_parameters(report, {"AsOf": day}, dt.date(2026, 8, 4))
        return {row[0]: row[1:] for row in lines(house.run(report.make(house.desk, caller, asked)), "key", *BUCKETS)}

    # The bounced cheque reopens its invoice; what was paid on a proforma is owed nothing yet.
    assert aged("2026-08-04") == {
        "a": (ZERO, ZERO, ZERO, D("117.50"), D("118.00"), D("-118.00"), D("117.50")),
        "b": (ZERO, D(10), ZERO, ZERO, ZERO, ZERO, D(10)),
        "c": (ZERO, ZERO, ZERO, ZERO, ZERO, D(-10), D(-10)),
    }
    # The day before the cheque came back, and before anything was given up.
    assert aged("2026-07-09") == {"a": (ZERO, ZERO, D("118.00"), ZERO, ZERO, D("-118.00"), ZERO)}
    assert aged("2026-05-19") == {"a": (ZERO, D("118.00"), ZERO, ZERO, ZERO, ZERO, D("118.00"))}
    with psycopg.connect(owner_dsn) as owner:
        owed = owner.execute(
            "select c.key, sum(p.amount) from books.posting p join books.contact c on (c.business_id, c.serial) ="
            " (p.business_id, p.contact) where p.business_id = %s and p.account = 'receivable' group by c.key",
            [shop.business],
        ).fetchall()
    assert {key: row[-1] for key, row in aged("2026-08-04").items()} == dict(owed)
    shop.close()


def test_deposits_leave_the_till_and_expenses_enter_their_class(house: House, books: Shop, owner_dsn: str) -> None:
    shop = open_shop(house)
    paid = [{"PaymentTypeId": 1, "Payment": 200}, {"PaymentTypeId": 2, "Payment": 1000, "CheckNumber": "8001"}]
    replies = [shop.receipt("rec", ReceiptLines=paid, Date="2026-08-01"), shop.print("rec")]
    cash, cheque = (line["CaspitKupaLineId"] for line in shop.get("Kupa").json["Results"])
    taken = {"DepositId": "dep", "Date": "2026-08-02", "Fee": 3.5, "FeeVat": 0.63,
             "Lines": [{"CaspitKupaLineId": cash, "Amount": 120}, {"CaspitKupaLineId": cheque}]}  # fmt: skip
    replies.append(ext(shop, "POST", "deposits", taken))
    replies.append(ext(shop, "POST", "deposits/dep/cancel"))
    spent = {"ExpenseId": "e", "Date": "2026-08-02", "TrxCodeNumber": 3100, "Total": 118, "TotalNoVat": 100, "Vat": 18}
    replies.append(shop.ask("POST", "Expenses", spent))
    replies.append(ext(shop, "POST", "expenses/e/post"))
    assert [reply.text for reply in replies if reply.status not in {200, 201}] == []

    def report(name: str, **sent: str) -> Table:
        found = report_of(name)
        asked = read_parameters(found, sent, dt.date(2026, 8, 4))
        return house.run(found.make(house.desk, caller_of(shop.business), asked))

    held = {day: report("Till", AsOf=f"2026-08-0{day}") for day in (1, 3, 4)}
    assert held[1].values("book_amount") == held[4].values("book_amount") == [D(200), D(1000)]
    assert held[3].values("book_amount") == [D(80)]
    with psycopg.connect(owner_dsn) as owner:
        rows = owner.execute(
            "select p.account, e.posting_date, p.amount from books.posting p join books.entry e"
            " on (e.business_id, e.serial) = (p.business_id, p.entry_serial) where p.business_id = %s",
            [shop.business],
        ).fetchall()
    for day, table in held.items():
        till = [amount for account, posted, amount in rows if account.startswith("till:") and posted.day <= day]
        assert total(table, "book_amount") == sum(till, ZERO)
    spending = report("ExpensesByClass")
    assert lines(spending, "account", "net") == [("expense:3100", D(100))]
    assert total(spending, "net") == sum((amount for account, _, amount in rows if account[:8] == "expense:"), ZERO)
    inputs = [amount for account, _, amount in rows if account in {"input-vat", "input-vat-equipment"}]
    assert report("VatReport").values("vat", Part.SUBTOTAL)[1] == sum(inputs, ZERO) == D(18)
    shop.close()
