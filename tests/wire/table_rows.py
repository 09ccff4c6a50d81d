"""The rows of the table: what is written through which tongue, and what the law says it came to, in literal amounts."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from pinkas.actions.products import product_by_key
from pinkas.actions.shops import shop_of

from .rnet.haifa import cash
from .tongues import ADA, BOOK, LAMP, REPAIR, Tongues, back, line

TODAY: Final = "2026-08-04"
Vat = Mapping[str, tuple[str, str]]
#: What earlier rows wrote, by their names.
Made = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Paper:
    """A paper that must come to be: base and VAT by rate; `total` with VAT, never signed."""

    kind: str
    total: str
    vat: Vat = field(default_factory=dict)
    day: str = TODAY
    named: bool = True


@dataclass(frozen=True, slots=True)
class Row:
    """What is written, and what it must come to: papers, R-NET's type and signed total, lamps and books that moved.

    `gross`: a till wrote it, so every invariant holds of its lines; `paid`: so its payments are its total.
    """

    name: str
    write: Callable[[Tongues, Made], Any]
    papers: tuple[Paper, ...] = ()
    till: tuple[int, str] | None = None
    stock: tuple[int, int] = (0, 0)
    gross: bool = False
    paid: bool = False


def members(**said: Any) -> dict[str, Any]:
    """Members of a document of Ada's: two lamps at 100, and a book at 50 without VAT."""
    lines = [*lamps(2), {"ProductId": "book", "UnitPrice": 50, "ChargeVAT": False}]
    return {"CustomerId": "c1", "DocumentLines": lines, **said}


def lamps(quantity: object, price: object = 100) -> list[dict[str, Any]]:
    return [{"ProductId": "lamp", "UnitPrice": price, "Qty": quantity}]


def money(*amounts: object) -> list[dict[str, Any]]:
    return [{"PaymentTypeId": 1, "Payment": amount} for amount in amounts]


def related(key: str) -> list[dict[str, Any]]:
    return [{"DocumentId": key}]


def supply(t: Tongues, _: Made) -> None:
    """Ten lamps come in by a paper of R-NET's."""
    lamp = t.house.run(product_by_key(t.house.desk, t.caller, "lamp"))
    store = t.house.run(shop_of(t.house.desk, t.caller.business)).stores[0]
    paper = t.rnet.post("inventory/documents", {"StoreID": str(store.uuid), "Type": 0, "DocStatus": 0})
    t.rnet.post("inventory/document_lines", [{"DocId": paper["ID"], "ItemID": str(lamp.uuid), "Qty": 10}])
    t.rnet.post("inventory/documents", {"ID": paper["ID"], "DocStatus": 7})


def returned(t: Tongues, *rows: tuple[int, object, object]) -> int:
    """Goods that come back over iCash, sold elsewhere."""
    return t.operate(
        *rows, OperationType="ReturnClient", ContragentID=1, FiskBonRcpNum=77, FiskDeviceNum=10000001,
        FiskBonDate="04-08-26 11:30", FiskBonUUID="XX000001-0001-0000009",
    )  # fmt: skip


def of(t: Tongues, sale: Any) -> int:
    """The operation that a transaction of R-NET is."""
    return t.operation(sale["TransactionID"])


#: Papers every country's books have alike, written over Caspit. `rate`, with which VAT is written, and its VAT of 100.
def by_caspit(rate: str, vat: int) -> tuple[Row, ...]:
    both: Vat = {rate: ("200.00", f"{2 * vat}.00"), "0": ("50.00", "0.00")}
    whole, one = f"{250 + 2 * vat}.00", f"{100 + vat}.00"
    single: Vat = {rate: ("100.00", f"{vat}.00")}
    less = {rate: ("180.00", f"{18 * vat // 10}.{18 * vat % 10}0"), "0": ("50.00", "0.00")}
    off = f"{230 + 18 * vat // 10}.{18 * vat % 10}0"
    return (
        Row("Caspit: tax invoice, ten percent off",
            lambda t, _: t.issue("i1", 1, **members(RebatePercent=10, Date="2026-07-30")),
            (Paper("tax_invoice", off, less, "2026-07-30"),), (0, off), (-2, -1)),
        Row("Caspit: invoice-receipt", lambda t, _: t.issue("ir1", 7, **members(ReceiptLines=money(whole))),
            (Paper("invoice_receipt", whole, both),), (0, whole), (-2, -1), paid=True),
        Row("Caspit: receipt of an invoice",
            lambda t, _: t.issue("r1", 2, CustomerId="c1", ReceiptLines=money(100), RelatedDocuments=related("i1")),
            (Paper("receipt", "100.00"),), (14, "100.00"), paid=True),
        Row("Caspit: credit of half an invoice", lambda t, _: t.issue(
            "cr1", 9, CustomerId="c1", DocumentLines=lamps(1), RelatedDocuments=related("ir1")),
            (Paper("credit_invoice", one, single),), (0, f"-{one}"), (1, 0)),
        Row("Caspit: refund of it",
            lambda t, _: t.issue("rf1", 13, CustomerId="c1", ReceiptLines=money(one), RelatedDocuments=related("cr1")),
            (Paper("refund", one),), (14, f"-{one}"), paid=True),
        Row("Caspit: proforma", lambda t, _: t.issue("p1", 6, **members()), (Paper("proforma", whole, both),)),
        Row("Caspit: delivery note", lambda t, _: t.issue("d1", 15, **members()),
            (Paper("delivery_note", whole, both),), (16, whole), (-2, -1)),
        Row("Caspit: invoice of the delivery note",
            lambda t, _: t.issue("i2", 1, **members(RelatedDocuments=related("d1"))),
            (Paper("tax_invoice", whole, both),), (0, whole)),
        Row("Caspit: quote", lambda t, _: t.issue("q1", 16, **members()), (Paper("quote", whole, both),)),
        Row("Caspit: donation receipt", lambda t, _: t.issue("dn1", 19, CustomerId="c1", ReceiptLines=money(18)),
            (Paper("donation_receipt", "18.00"),)),
    )  # fmt: skip


#: Written by tills alike everywhere.
_TILL: Final = (
    Row("R-NET: payment", lambda t, _: t.sell(TransactionType=14, Customer=ADA, CashTenders=cash("75.50")),
        (Paper("receipt", "75.50"),), (14, "75.50"), paid=True),
    Row("R-NET: money back", lambda t, _: t.sell(TransactionType=14, Customer=ADA, CashTenders=cash("-5.50")),
        (Paper("refund", "5.50"),), (14, "-5.50"), paid=True),
    Row("R-NET: goods in", supply, stock=(10, 0)),
    Row("iCash: goods in",
        lambda t, _: t.operate((LAMP, 100, "12.5"), OperationType="Delivery", ContragentID=1), stock=(100, 0)),
)  # fmt: skip

ISRAELI: Final = (
    *by_caspit("18", 18),
    *_TILL,
    Row("R-NET: on account, ten percent off the whole", lambda t, made: made.update(owed=t.sell(
        line(LAMP, 3, "33.33"), line(BOOK, 1, 50), Customer=ADA, Discount={"Perc": 10},
        SaleTime="2026-08-03T18:00:00")),
        (Paper("tax_invoice", "134.99", {"18": ("76.26", "13.73"), "0": ("45.00", "0.00")}, "2026-08-03"),),
        (0, "134.99"), (-3, -1), gross=True),
    Row("R-NET: part paid", lambda t, _: t.sell(line(LAMP, 1, 118), Customer=ADA, CashTenders=cash(50)),
        (Paper("tax_invoice", "118.00", {"18": ("100.00", "18.00")}), Paper("receipt", "50.00")),
        (0, "118.00"), (-1, 0), gross=True),
    Row("R-NET: paid by cheque and card", lambda t, made: made.update(paid=t.sell(
        line(LAMP, 2, "59.90"), line(BOOK, 1, 40), Customer=ADA,
        CHTenders=[{"Amount": "100", "No": "5", "CHBankNo": "12"}], CCTenders=[{"Amount": "59.80", "No": "4321"}])),
        (Paper("invoice_receipt", "159.80", {"18": ("101.53", "18.27"), "0": ("40.00", "0.00")}),),
        (0, "159.80"), (-2, -1), gross=True, paid=True),
    Row("R-NET: all of it back", lambda t, made: t.sell(
        Customer=ADA, VoidTransactionID=made["paid"]["TransactionID"], CashTenders=cash("-159.80")),
        (Paper("credit_invoice", "159.80", {"18": ("101.53", "18.27"), "0": ("40.00", "0.00")}),
         Paper("refund", "159.80")), (0, "-159.80"), (2, 1), gross=True, paid=True),
    Row("R-NET: paid in cash", lambda t, made: made.update(one=t.sell(line(LAMP, 1, 118), CashTenders=cash(118))),
        (Paper("invoice_receipt", "118.00", {"18": ("100.00", "18.00")}, named=False),), (0, "118.00"), (-1, 0),
        gross=True, paid=True),
    Row("R-NET: exchange for two books", lambda t, made: t.sell(
        back(made["one"], 0, -1), line(BOOK, 2, 50), CashTenders=cash(-18)),
        (Paper("credit_invoice", "118.00", {"18": ("100.00", "18.00")}, named=False),
         Paper("tax_invoice", "100.00", {"0": ("100.00", "0.00")}, named=False), Paper("refund", "18.00", named=False)),
        (0, "-18.00"), (1, -2), gross=True, paid=True),
    Row("R-NET: delivery", lambda t, made: made.update(note=t.sell(
        line(LAMP, 2, 118), TransactionType=16, Customer=ADA)),
        (Paper("delivery_note", "236.00", {"18": ("200.00", "36.00")}),), (16, "236.00"), (-2, 0), gross=True),
    Row("iCash: sale, five percent off", lambda t, made: made.update(sold=t.operate(
        (LAMP, 6, 24), discount=5, ContragentID=1)),
        (Paper("invoice_receipt", "136.80", {"18": ("115.93", "20.87")}),), (0, "136.80"), (-6, 0),
        gross=True, paid=True),
    Row("iCash: return of what was sold elsewhere", lambda t, _: returned(t, (LAMP, 1, 24)),
        (Paper("credit_invoice", "24.00", {"18": ("20.34", "3.66")}), Paper("refund", "24.00")),
        (0, "-24.00"), (1, 0), gross=True, paid=True),
    Row("operation's document: the till's own invoice", lambda t, made: t.paper(of(t, made["owed"]), "INVOICE")),
)  # fmt: skip

#: What Caspit sells of goods under a reduced rate: their card says so, as no member of its wire does.
_REDUCED: Final = (
    Row("Caspit: invoice of two rates and none, ten percent off", lambda t, _: t.issue(
        "rates", 1, CustomerId="c1", RebatePercent=10, DocumentLines=[
            *lamps(2), {"ProductId": "book", "UnitPrice": 50, "Qty": 1},
            {"ProductName": "tax free", "UnitPrice": 10, "ChargeVAT": False}]),
        (Paper("tax_invoice", "275.05", {"20": ("180.00", "36.00"), "9": ("45.00", "4.05"), "0": ("10.00", "0.00")}),),
        (0, "275.05"), (-2, -1)),
    Row("Caspit: credit of its book", lambda t, _: t.issue(
        "rates-1", 9, CustomerId="c1", RelatedDocuments=related("rates"),
        DocumentLines=[{"ProductId": "book", "UnitPrice": 45, "Qty": 1}]),
        (Paper("credit_invoice", "49.05", {"9": ("45.00", "4.05")}),), (0, "-49.05"), (0, 1)),
    Row("Caspit: credit of all the rest", lambda t, _: t.issue(
        "rates-2", 9, CustomerId="c1", RelatedDocuments=related("rates"), DocumentLines=[
            *lamps(2, 90), {"ProductName": "tax free", "UnitPrice": 10, "ChargeVAT": False}]),
        (Paper("credit_invoice", "226.00", {"20": ("180.00", "36.00"), "0": ("10.00", "0.00")}),),
        (0, "-226.00"), (2, 0)),
)  # fmt: skip

BULGARIAN: Final = (
    *by_caspit("20", 20),
    *_REDUCED,
    *_TILL,
    Row("R-NET: paid", lambda t, made: made.update(paid=t.sell(
        line(LAMP, 2, 60), line(BOOK, 1, "54.50"), Customer=ADA, CashTenders=cash("174.50"))),
        (Paper("till_receipt", "174.50", {"20": ("100.00", "20.00"), "9": ("50.00", "4.50")}),),
        (0, "174.50"), (-2, -1), gross=True, paid=True),
    Row("operation's document: its invoice", lambda t, made: made.update(
        invoice=t.paper(of(t, made["paid"]), "INVOICE")),
        (Paper("invoice_receipt", "174.50", {"20": ("100.00", "20.00"), "9": ("50.00", "4.50")}),)),
    Row("R-NET: a lamp back", lambda t, made: made.update(back=t.sell(
        back(made["paid"], 0, -1), Customer=ADA, CashTenders=cash(-60))),
        (Paper("till_return", "60.00", {"20": ("50.00", "10.00")}),), (0, "-60.00"), (1, 0), gross=True, paid=True),
    Row("operation's document: its credit note", lambda t, made: t.paper(
        of(t, made["back"]), "CREDIT", ToDocumentSerial=made["invoice"]["DocumentSerial"]),
        (Paper("credit_invoice", "60.00", {"20": ("50.00", "10.00")}),)),
    Row("R-NET: part paid, ten percent off the whole", lambda t, made: made.update(owed=t.sell(
        line(LAMP, 3, "33.33"), line(BOOK, 1, 50), Customer=ADA, Discount={"Perc": 10}, CashTenders=cash(34))),
        (Paper("till_receipt", "134.99", {"20": ("74.99", "15.00"), "9": ("41.28", "3.72")}),),
        (0, "134.99"), (-3, -1), gross=True),
    Row("operation's document: the invoice of what is owed", lambda t, made: t.paper(
        of(t, made["owed"]), "INVOICE", Date="2026-08-04", PayDate="2026-08-20"),
        (Paper("tax_invoice", "134.99", {"20": ("74.99", "15.00"), "9": ("41.28", "3.72")}),)),
    Row("R-NET: a service on account", lambda t, made: made.update(dearer=t.sell(
        line(REPAIR, 1, 12), Customer=ADA)),
        (Paper("till_receipt", "12.00", {"20": ("10.00", "2.00")}),), (0, "12.00"), gross=True),
    Row("operation's document: debit note", lambda t, made: t.paper(
        of(t, made["dearer"]), "DEBIT", ToDocumentSerial=made["invoice"]["DocumentSerial"], Comment="доплащане"),
        (Paper("debit_note", "12.00", {"20": ("10.00", "2.00")}),)),
    Row("iCash: money in advance", lambda t, made: made.update(early=t.operate((REPAIR, 1, 240), ContragentID=1)),
        (Paper("till_receipt", "240.00", {"20": ("200.00", "40.00")}),), (0, "240.00"), gross=True, paid=True),
    Row("operation's document: advance invoice", lambda t, made: made.update(
        advance=t.paper(made["early"], "ADVANCE")),
        (Paper("advance_invoice", "240.00", {"20": ("200.00", "40.00")}),)),
    Row("R-NET: the work is done", lambda t, made: made.update(done=t.sell(line(REPAIR, 1, 360), Customer=ADA)),
        (Paper("till_receipt", "360.00", {"20": ("300.00", "60.00")}),), (0, "360.00"), gross=True),
    Row("operation's document: final invoice", lambda t, made: t.paper(
        of(t, made["done"]), "INVOICE",
        Advances=[{"DocumentSerial": made["advance"]["DocumentSerial"], "Amount": 120}]),
        (Paper("tax_invoice", "240.00", {"20": ("200.00", "40.00")}),)),
    Row("iCash: sale, five percent off", lambda t, made: made.update(sold=t.operate(
        (LAMP, 6, 24), (BOOK, 2, "10.90"), discount=5, ContragentID=1)),
        (Paper("till_receipt", "157.51", {"20": ("114.00", "22.80"), "9": ("19.00", "1.71")}),),
        (0, "157.51"), (-6, -2), gross=True, paid=True),
    Row("operation's document: proforma", lambda t, made: t.paper(made["sold"], "PROFORMA"),
        (Paper("proforma", "157.51", {"20": ("114.00", "22.80"), "9": ("19.00", "1.71")}),)),
    Row("operation's document: invoice after the proforma", lambda t, made: made.update(
        final=t.paper(made["sold"], "INVOICE")),
        (Paper("invoice_receipt", "157.51", {"20": ("114.00", "22.80"), "9": ("19.00", "1.71")}),)),
    Row("iCash: return of what was sold elsewhere", lambda t, made: made.update(loose=returned(t, (LAMP, 1, 24))),
        (Paper("till_return", "24.00", {"20": ("20.00", "4.00")}),), (0, "-24.00"), (1, 0), gross=True, paid=True),
    Row("operation's document: its credit note, of an invoice the till did not name", lambda t, made: t.paper(
        made["loose"], "CREDIT", ToDocumentSerial=made["final"]["DocumentSerial"]),
        (Paper("credit_invoice", "24.00", {"20": ("20.00", "4.00")}),)),
    Row("R-NET: delivery", lambda t, _: t.sell(line(LAMP, 2, 120), TransactionType=16, Customer=ADA),
        (Paper("delivery_note", "240.00", {"20": ("200.00", "40.00")}),), (16, "240.00"), (-2, 0), gross=True),
)  # fmt: skip
