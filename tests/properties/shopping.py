"""Stories told to the machine, chapter by chapter: everything that can happen, once."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from functools import partial
from typing import Any

from tests.properties.machine import Books
from tests.properties.records import (
    CREDIT,
    DELIVERY,
    DONATION,
    INVOICE,
    PRINTED,
    PROFORMA,
    QUOTE,
    REFUND,
    SELLS,
)

ORDER = {"DocumentLines": [{"ProductName": "מדף", "UnitPrice": Decimal("49.90"), "Qty": Decimal(3)}]}
LISTED = {"DocumentLines": [{"ProductId": "g-1", "Qty": Decimal(4)}]}
#: 18 % of which ends in half an agora.
HALF_AGORA = {"DocumentLines": [{"ProductName": "עט", "UnitPrice": Decimal("10.25")}]}
#: Nothing bears VAT, for two reasons: the rate, and that it leaves the country.
EXPORT = {
    "DocumentLines": [*ORDER["DocumentLines"], {"ProductName": "אריזה", "UnitPrice": Decimal(5), "ChargeVAT": False}],
    "VatRate": 0,
}
CASH = {"ReceiptLines": [{"PaymentTypeId": 1, "share": 100}], "whole": 100}
TOO_MUCH = {**CASH, "whole": 130}
CHEQUE = {"ReceiptLines": [{"PaymentTypeId": 2, "share": 100}], "whole": 100}
WITHHELD = {**CASH, "withheld": 30}
ALL, HALF = Decimal(1), Decimal("0.5")
CARDS = ({"BusinessName": "א"}, {"BusinessName": "ב"})
GOODS = ({"Name": "שולחן", "SalePrice1": Decimal(100), "QtyInStock": Decimal(50)}, {"Name": "כיסא", "SalePrice1": 10})


def tell(books: Books, chapters: list[Callable[[], Any]], *, every: int = 1) -> None:
    """Tell a story, inspecting the books after so many chapters."""
    try:
        for place, chapter in enumerate(chapters, start=1):
            chapter()
            if place % every == 0 or place == len(chapters):
                books.everything_agrees()
                books.the_books_are_whole()
    finally:
        books.teardown()


def tell_everything(books: Books, *, every: int = 1) -> None:
    """The whole story, from an empty shop."""
    chapters = [*of_sales_and_drafts(books), *of_every_kind(books), *of_vouchers(books), books.prove_the_books]
    tell(books, [lambda: books.begin(CARDS, GOODS), *chapters], every=every)


def sale(kind: int, order: Any = ORDER, payment: Any = None, **more: Any) -> dict[str, Any]:
    """What `Books.sell` is drawn."""
    drawn = {"customer": None, "keyless": False, "printed": True, "once": ""}
    return {**drawn, "order": order, "kind": kind, "payment": payment, **more}


def receipt(payment: Any, whiches: list[int], among: str, **more: Any) -> dict[str, Any]:
    """What `Books.receive` is drawn."""
    drawn = {"out_of": None, "sums": [None] * 4, "stranger": False, "printed": True, "once": ""}
    return {**drawn, "payment": payment, "whiches": whiches, "among": among, **more}


def of_sales_and_drafts(books: Books) -> list[Callable[[], Any]]:
    """Invoices and receipts, edits, papers, contacts, time."""

    def live(payments: list[Any], limit: Decimal | None, then: list[tuple[str, int]]) -> None:
        books.live("paid twice", ORDER, payments, [ALL] * 3, limit, then)

    return [
        lambda: books.sell(**sale(1, customer="c-1")),
        lambda: live([TOO_MUCH, CASH], None, [("cancel", 2)]),
        lambda: live([CASH, CASH], None, [("cancel", 2), ("cancel", 0), ("cancel", 1), ("cancel", 2)]),
        lambda: live([TOO_MUCH, TOO_MUCH], Decimal(5), [("fetch", 2), ("fetch", 2), ("cancel", 2)]),
        lambda: books.sell(**sale(1, customer="c-1")),
        lambda: books.receive(**receipt(CASH, [0, 1], "open")),
        lambda: books.sell(**sale(7, payment=CASH, keyless=True, once="once")),
        lambda: books.sell(**sale(1, {"DocumentLines": []}, customer="c-1")),
        lambda: books.sell(**sale(1, {**ORDER, "Rebate": Decimal(500)}, printed=False)),
        lambda: books.sell(**sale(1, customer="c-2", printed=False)),
        lambda: books.receive(**receipt(CASH, [0], "drafts")),
        lambda: books.receive(**receipt(CASH, [4], "any")),
        lambda: books.receive(**receipt(CASH, [0], "drafts", stranger=True, printed=False)),
        *(
            partial(books.edit, 0, among, ORDER, CASH, "same", None, [], change, put=put, once="once")
            for among, change, put in (
                ("drafts", "", True), ("drafts", "", False), ("drafts", "type", True), ("drafts", "branch", False),
                ("printed", "", True),
            )
        ),
        lambda: books.print_document(0, "printed", "number", "once"),
        lambda: books.fetch(0, "drafts", 0),
        lambda: books.fetch(1, "any", 1),
        lambda: books.cancel(0, "drafts", "once"),
        lambda: books.wait(11, 31),
        lambda: books.fetch(1, "any", 1),
        lambda: books.remove_contact("c-1", ""),
        lambda: books.save_contact("c-3", {"BusinessName": "ג"}, put=False, once=""),
        lambda: books.save_contact("לקוח 3/א", {"BusinessName": "ד"}, put=False, once="once"),
        lambda: books.remove_contact("לקוח 3/א", "once"),
        lambda: books.sell(**sale(1, customer="לקוח 3/א", printed=False)),
        lambda: books.ask_again_much_later(len(books.asked_before) - 1),
        lambda: books.sell(**sale(1, HALF_AGORA)),
        lambda: live([WITHHELD, CASH], None, []),
    ]  # fmt: skip


def of_every_kind(books: Books) -> list[Callable[[], Any]]:
    """Quotes to refunds, goods out and back, donations, closed months."""

    def live(life: str, shares: list[Decimal], then: list[tuple[str, int]], first: Any = TOO_MUCH) -> None:
        books.live(life, LISTED, [first, CASH, CASH], [*shares, *[ALL] * 6], None, then)

    def refund(whiches: list[int], kind: int = REFUND) -> None:
        books.refund(CASH, whiches, "free", kind=kind, sums=[None, None], printed=True, once="")

    def go_on(source: int, kind: int, share: Decimal = ALL) -> None:
        """After the last printed paper of one type, one of another."""
        selling = [key for key, paper in books.auditor.papers.items() if paper.type in SELLS]
        books.go_on(selling.index(last(source)), kind, share, CASH, None, "same", printed=True, once="")

    def last(kind: int) -> str:
        papers = books.auditor.papers
        return next(key for key in reversed(papers) if (papers[key].type, papers[key].status) == (kind, PRINTED))

    return [
        lambda: live("quoted, delivered, invoiced", [], [("cancel", 2), ("cancel", 1), ("cancel", 0), ("cancel", 1)]),
        lambda: live("asked for, paid, invoiced", [], [("cancel", 1), ("cancel", 2), ("cancel", 0), ("cancel", 1)]),
        lambda: go_on(PROFORMA, INVOICE),
        lambda: go_on(INVOICE, PROFORMA),
        lambda: live("delivered, asked for, paid at once", [], [], CASH),
        lambda: books.receive(**receipt(CASH, [list(books.auditor.papers).index(last(DELIVERY))], "any")),
        lambda: go_on(DELIVERY, INVOICE),
        lambda: live("credited, and paid back", [ALL, ALL, HALF], [("cancel", 1)]),
        lambda: live("credited in parts", [ALL, HALF, HALF / 2, HALF / 2], []),
        lambda: live("credited in parts", [ALL, HALF, Decimal("0.2"), HALF], []),
        lambda: books.live("credited in parts", ORDER, [], [ALL, HALF, Decimal("0.2"), HALF, ALL, ALL], None, []),
        lambda: live("paid out of a credit", [ALL, ALL, HALF], [("cancel", 2), ("cancel", 0), ("cancel", 2)]),
        lambda: books.live("paid twice", LISTED, [CASH] * 3, [ALL] * 3, None, []),
        lambda: go_on(INVOICE, CREDIT, HALF),
        lambda: refund([-1]),
        lambda: refund([], DONATION),
        lambda: live("quoted, delivered, invoiced", [], [("cancel", 1)], CASH),
        lambda: live("delivered, asked for, paid at once", [], [("cancel", 0), ("cancel", 0)], CASH),
        lambda: go_on(DELIVERY, INVOICE, HALF),
        lambda: go_on(DELIVERY, INVOICE),
        lambda: go_on(QUOTE, INVOICE, HALF),
        # Written while another credit stands, printed when it does no more: its VAT is its own again.
        lambda: live("credited in parts", [ALL, ALL, HALF], []),
        lambda: books.cancel_paper(last(CREDIT), ""),
        lambda: books.print(list(books.auditor.papers)[-1], "POST", ""),
        lambda: books.save_product("g-1", None, put=False, once="once"),
        lambda: books.save_product("g-1", GOODS[0], put=False, once="once"),
        lambda: books.change_periods(1, "close", "once"),
        lambda: books.sell(**sale(1, {**ORDER, "day": -60})),
        lambda: books.change_periods(2, "reopen", "once"),
        lambda: books.sell(**sale(1, {**ORDER, "day": -60})),
    ]


def of_vouchers(books: Books) -> list[Callable[[], Any]]:
    """Cash, entries by hand, differences, stock counted, cheques that bounce; late, and reversed."""

    def post(route: str, body: dict[str, Any], day: int | None = None, document: str = "") -> None:
        which = [*books.auditor.open_documents()].index(document) if document else 0
        while document and which % 4 == 0:
            which += len(books.auditor.open_documents())
        books.post_voucher((route, body), which, day, "once")

    def live(life: str, payment: Any, then: list[tuple[str, int]]) -> None:
        books.live(life, ORDER, [payment] * 3, [ALL] * 6, None, then)

    def last_debt() -> str:
        return books.auditor.open_documents()[-1]

    two_sides = {"Lines": [{"Account": "expense:60", "Debit": Decimal(7)}, {"Account": "bank", "Credit": Decimal(7)}]}
    owed = {"Lines": [{"ContactId": "c-2", "Amount": Decimal("80.10")}]}
    return [
        lambda: books.set_payer("c-3", "c-2", "once"),
        lambda: books.sell(**sale(INVOICE, customer="c-3")),
        lambda: books.set_payer("c-3", None, ""),
        lambda: books.save_contact("c-3", {"BusinessName": "ג", "IsIsraeli": False}, put=True, once=""),
        lambda: books.sell(**sale(INVOICE, EXPORT, customer="c-3")),
        lambda: books.change_periods(1, "close", ""),
        lambda: post("entries", two_sides),
        lambda: post("entries", two_sides, -40),
        lambda: post("opening-balances", owed),
        lambda: books.save_contact("c-2", {"BusinessName": "ב"}, put=True, once=""),
        lambda: post("cash", {"Kind": "in", "Amount": Decimal(1000)}, -40),
        lambda: post("cash", {"Kind": "out", "Amount": Decimal(1000000)}),
        lambda: post("cash", {"Kind": "shortage", "Amount": Decimal("0.10")}),
        lambda: post("stock", {"ProductId": "g-2", "Kind": "count", "Quantity": Decimal(7)}),
        lambda: post("stock", {"ProductId": "nothing", "Kind": "in", "Quantity": Decimal(7)}),
        lambda: books.sell(**sale(INVOICE, customer="c-1")),
        lambda: post("differences", {"Kind": "rounding", "Amount": Decimal("0.65")}, None, last_debt()),
        lambda: books.cancel_paper(last_debt(), ""),
        *(partial(books.reverse, which, "once") for which in (-1, -1, -2, 0)),
        lambda: books.cancel_paper(last_debt(), ""),
        lambda: live("paid twice", CHEQUE, [("bounce", 0), ("bounce", 0), ("cancel", 1), ("cancel", 2)]),
        lambda: live("delivered, asked for, paid at once", CHEQUE, [("bounce", 0)]),
        lambda: live("asked for, paid, invoiced", CHEQUE, []),
        lambda: books.live("asked for, paid", ORDER, [CHEQUE], [ALL] * 6, None, [("bounce", 0)]),
        lambda: books.bounce(-1, Decimal("12.50"), "once"),
        lambda: books.go_on(-1, INVOICE, ALL, CASH, None, "same", printed=True, once=""),
        lambda: books.refund(CHEQUE, [], "free", kind=DONATION, sums=[None, None], printed=True, once=""),
        lambda: books.bounce(-1, None, "once"),
    ]
