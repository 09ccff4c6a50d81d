"""A year of the demo's business, told through the same verbs as a customer's call; only the clock is ours.

`ordinary_months` are invoices, sales and receipts. `every_kind` adds the goods and one of each other kind of document:
a demo made by an earlier version gets them at its next start.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from decimal import Decimal
from typing import Final

from pinkas.actions.contacts import save_contact
from pinkas.actions.desk import Caller, Desk
from pinkas.actions.drafts import save_draft
from pinkas.actions.issuing import cancel_document, issue_document
from pinkas.actions.products import save_product
from pinkas.books.draft import DocumentOrder, SourceName, TenderOrder
from pinkas.books.errors import NotADraft
from pinkas.books.lines import LineOrder
from pinkas.shell.demo.cast import CUSTOMERS, PRODUCTS, party
from pinkas.shell.demo.past import PastClock, noon
from pinkas.storage.documents import by_key

#: How many months the business has been open.
_MONTHS: Final = 12
#: The last document of `every_kind`: where it stands, the demo is complete.
LAST: Final = "demo-donation-1"
_SOLD: Final = (
    ("מדף אלון מלא", "250"),
    ("שולחן אוכל 180×90", "3400"),
    ("כיסא מרופד", "420"),
    ("התקנה בבית הלקוח", "350"),
    ('דלת ארון 60 ס"מ', "515.5"),
)


async def ordinary_months(desk: Desk, caller: Caller) -> None:
    """A year of ordinary months: what was ordered, invoiced, paid in part, and one mistake that was cancelled."""
    today = caller.today(desk.clock)
    clock = PastClock(noon(today - dt.timedelta(days=31 * _MONTHS), caller))
    past = replace(desk, clock=clock)
    for key, contact in CUSTOMERS.items():
        await save_contact(past, caller, key, contact)
    for back in range(_MONTHS, -1, -1):
        month = today - dt.timedelta(days=30 * back)
        clock.at = noon(month, caller)
        await _month(past, caller, _MONTHS - back, month)


async def _month(desk: Desk, caller: Caller, turn: int, day: dt.date) -> None:
    """One month: an invoice on account, a sale paid at once, a receipt for what is due."""
    customer = list(CUSTOMERS)[turn % 3]
    first, second = _SOLD[turn % len(_SOLD)], _SOLD[(turn + 2) % len(_SOLD)]
    invoice = f"demo-inv-{turn + 1}"
    await _issue(
        desk,
        caller,
        _sale("tax_invoice", invoice, customer, day, comments="תודה על ההזמנה", lines=(
            LineOrder(name=first[0], unit_price=Decimal(first[1]), quantity=Decimal(2)),
            LineOrder(name=second[0], unit_price=Decimal(second[1])),
        )),
    )  # fmt: skip
    card = TenderOrder(type="card:visa", account="4580", due_date=day, amount=Decimal(1180))
    await _issue(
        desk,
        caller,
        _sale("invoice_receipt", f"demo-sale-{turn + 1}", "cust-ruth", day, due_date=day, tenders=(card,), lines=(
            LineOrder(name=second[0], unit_price=Decimal(1000)),
        )),
    )  # fmt: skip
    if turn == 4:
        await cancel_document(desk, caller, by_key(invoice))
    elif turn % 3 != 2:
        await _issue(desk, caller, _receipt(turn, customer, invoice, day))


def _receipt(turn: int, customer: str, invoice: str, day: dt.date) -> DocumentOrder:
    """A cheque and a bank transfer on account of the invoice."""
    return _money("receipt", f"demo-rcp-{turn + 1}", customer, day, pays=(invoice,), tenders=(
        TenderOrder(type="transfer", bank=12, branch="600", account="123456", due_date=day, amount=Decimal(300)),
        TenderOrder(
            type="cheque", bank=10, branch="905", account="7654321", cheque_number=str(10001 + turn),
            due_date=day + dt.timedelta(days=30), amount=Decimal(500),
        ),
    ))  # fmt: skip


async def every_kind(desk: Desk, caller: Caller) -> None:
    """The catalogue, and the last weeks' other papers: quote, proforma, delivery note, credits, refund, donation."""
    today = caller.today(desk.clock)
    clock = PastClock(noon(today - dt.timedelta(days=28), caller))
    past = replace(desk, clock=clock)
    for key, (product, in_stock) in PRODUCTS.items():
        await save_product(past, caller, key, product, in_stock=in_stock)
    for back, orders in _weeks(today):
        clock.at = noon(today - dt.timedelta(days=back), caller)
        for order in orders:
            await _issue(past, caller, order)


def _weeks(today: dt.date) -> tuple[tuple[int, tuple[DocumentOrder, ...]], ...]:
    """What was issued how many days ago."""

    def day(back: int) -> dt.date:
        return today - dt.timedelta(days=back)

    goods = (LineOrder(product="chair", quantity=Decimal(6)), LineOrder(product="shelf", quantity=Decimal(4)))
    hours = (LineOrder(product="assembly", quantity=Decimal(3)),)
    cash = TenderOrder(type="cash", amount=Decimal("495.60"))
    return (
        (27, (_sale("quote", "demo-quote-1", "cust-cafe", day(27), due_date=day(-3), lines=goods),)),
        (24, (_sale("delivery_note", "demo-note-1", "cust-cafe", day(24), lines=goods),)),
        (23, (_sale("tax_invoice", "demo-goods-1", "cust-cafe", day(23), lines=goods, made_from=("demo-note-1",)),)),
        (20, (
            _sale("proforma", "demo-proforma-1", "5077", day(20), lines=hours),
            _sale("tax_invoice", "demo-service-1", "5077", day(19), made_from=("demo-proforma-1",), lines=hours),
        )),
        (14, (
            _sale("credit_invoice", "demo-credit-goods", "cust-cafe", day(14), made_from=("demo-goods-1",),
                  comments="כיסא פגום הוחזר", lines=(LineOrder(product="chair"),)),
            _sale("credit_invoice", "demo-credit-service", "5077", day(13), made_from=("demo-service-1",),
                  comments="שעת התקנה שלא בוצעה", lines=(LineOrder(product="assembly"),)),
        )),
        (12, (
            _sale("invoice_receipt", "demo-cash-1", "cust-ruth", day(12), due_date=day(12),
                  lines=(LineOrder(product="shelf", quantity=Decimal(3)),),
                  tenders=(TenderOrder(type="cash", amount=Decimal(885)),)),
        )),
        (10, (
            _sale("credit_invoice", "demo-credit-sale", "cust-ruth", day(10), made_from=("demo-sale-12",),
                  comments="הנחה בדיעבד", lines=(LineOrder(name="זיכוי", unit_price=Decimal(420)),)),
            _money("refund", "demo-refund-1", "cust-ruth", day(10), pays=("demo-credit-sale",), tenders=(cash,)),
        )),
        (7, (
            _sale("tax_invoice", "demo-export-1", "cust-export", day(7), class_number=4, lines=(
                LineOrder(product="table", quantity=Decimal(2)),
            )),
            _sale("proforma", "demo-proforma-2", "cust-cafe", day(6), lines=(LineOrder(product="table"),)),
            _sale("delivery_note", "demo-note-2", "5077", day(5), lines=goods),
            _money("donation_receipt", LAST, "cust-ruth", day(4), comments="תרומה לגינה הקהילתית", tenders=(
                TenderOrder(type="transfer", bank=12, branch="600", account="9", amount=Decimal(180)),
            )),
        )),
    )  # fmt: skip


def _sale(
    kind: str,
    key: str,
    customer: str,
    day: dt.date,
    *,
    lines: tuple[LineOrder, ...],
    class_number: int = 3,
    due_date: dt.date | None = None,
    comments: str | None = None,
    tenders: tuple[TenderOrder, ...] = (),
    made_from: tuple[str, ...] = (),
) -> DocumentOrder:
    return DocumentOrder(
        key=key, kind=kind, series=98, date=day, due_date=due_date, contact_key=customer, party=party(customer),
        class_number=class_number, comments=comments, lines=lines, tenders=tenders, channel="api",
        sources=tuple(SourceName(key=one) for one in made_from),
    )  # fmt: skip


def _money(
    kind: str,
    key: str,
    customer: str,
    day: dt.date,
    *,
    tenders: tuple[TenderOrder, ...],
    pays: tuple[str, ...] = (),
    comments: str | None = None,
) -> DocumentOrder:
    return DocumentOrder(
        key=key, kind=kind, series=98, date=day, due_date=day, contact_key=customer, party=party(customer),
        class_number=2, comments=comments, tenders=tenders, channel="api",
        sources=tuple(SourceName(key=one) for one in pays),
    )  # fmt: skip


async def _issue(desk: Desk, caller: Caller, order: DocumentOrder) -> None:
    try:
        saved = await save_draft(desk, caller, order)
    except NotADraft:
        return  # it was issued before the demo's making was cut short
    await issue_document(desk, caller, by_key(saved.record.key))
