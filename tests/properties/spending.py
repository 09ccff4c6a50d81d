"""More stories told to the machine: expenses, the bank, VAT, cards, and what falls due by itself."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from functools import partial
from typing import Any

from tests.properties.agreements import CARDS
from tests.properties.banking import Name
from tests.properties.machine import Books

ORDER = {"DocumentLines": [{"ProductName": "מדף", "UnitPrice": Decimal("49.90"), "Qty": Decimal(3)}]}
CASH, CHEQUE, CARD = ({"ReceiptLines": [{"PaymentTypeId": kind, "share": 100}], "whole": 100} for kind in (1, 2, 4))
GOOD, DECLINED, LOST, NEVER = CARDS
PAID_AT_ONCE = 7


def of_money(books: Books) -> list[Callable[[], Any]]:
    """Everything that money does without a customer's paper."""
    return [*of_expenses(books), *of_the_bank(books), *of_cards(books), *of_standing_orders(books), *of_vat(books)]


def of_expenses(books: Books) -> list[Callable[[], Any]]:
    """Written down, made permanent, paid, undone."""

    def buy(paid: list[tuple[int, int, int]] | None = None, *, posted: bool = True, **said: Any) -> None:
        over = said.pop("over", None)
        supplier = said.pop("supplier", "c-2")
        bill = {"TrxCodeNumber": 3100, "Total": Decimal(1180), **said}
        books.buy(bill, supplier, paid, over, posted, "once")

    def last(deed: Callable[..., Any], *rest: Any) -> None:
        deed(len(books.auditor.bills) - 1, *rest)

    return [
        lambda: buy([(50, 20, 9)]),
        lambda: last(books.pay_bill, [(30, 0, 4)], "once"),
        lambda: last(books.pay_bill, [(30, 0, 4)], ""),
        lambda: last(books.undo_bill, "reverse", ""),
        lambda: buy([(100, 0, 1)], TrxCodeNumber=3200, Total=Decimal(100)),
        lambda: buy(TrxCodeNumber=3300, WorkingFromHomePercentageAllowed=Decimal("33.33")),
        lambda: buy(TrxCodeNumber=3500, VatPeriod=1, day=-3),
        partial(books.look_at_vat, -1, year=False),
        lambda: last(books.make_permanent, "once"),
        lambda: last(books.undo_bill, "delete", ""),
        lambda: last(books.undo_bill, "reverse", "once"),
        lambda: last(books.undo_bill, "reverse", ""),
        lambda: last(books.make_permanent, ""),
        lambda: buy(Flag=11),
        lambda: buy([(100, 0, 9)], over=0, TrxCodeNumber=60, Total=Decimal("118.04"), TotalNoVat=Decimal(100)),
        lambda: buy(Total=Decimal("118.06"), TotalNoVat=Decimal(100), Vat=Decimal(18)),
        lambda: last(books.undo_bill, "delete", "once"),
        lambda: buy([(100, 0, 1)], Total=Decimal(-118), supplier=None),
    ]


def of_the_bank(books: Books) -> list[Callable[[], Any]]:
    """Deposits, in parts, with fees; a cheque that bounces before and after; papers that wait for it."""

    def sold(payment: Any) -> Callable[[], Any]:
        return lambda: books.sell(ORDER, "c-1", PAID_AT_ONCE, payment, keyless=False, printed=True, once="")

    def last() -> Name:
        return books.all_lines()[-1]

    def deposit(amount: str | None = None, back: int = 1, **said: Any) -> None:
        lines = books.all_lines()[-back:]
        books.make_deposit([(one, None if amount is None else Decimal(amount)) for one in lines], said, "once")

    def bounce() -> None:
        books.bounce_one([last()], 0)

    def undo(which: int) -> Callable[[], Any]:
        return lambda: books.undo_deposit(which, "once")

    def cancel() -> None:
        books.cancel_paper(last()[0], "")

    return [
        sold(CASH), partial(deposit, "50"), partial(deposit, "1000"), cancel, deposit, partial(deposit, None),
        undo(-1), undo(-1), cancel, undo(-2), cancel, deposit,
        sold(CHEQUE), sold(CARD), partial(deposit, None, 2, Fee=Decimal("3.50"), FeeVat=Decimal("0.63")),
        partial(deposit, None, 1, Fee=Decimal(1), FeeVat=Decimal(2)), undo(-1),
        sold(CHEQUE), deposit, bounce, undo(-1), sold(CHEQUE), bounce, deposit,
    ]  # fmt: skip


def of_cards(books: Books) -> list[Callable[[], Any]]:
    """Charges of every outcome, twice under one key; some money back, and too much."""
    return [
        *(partial(books.charge, card, "100", None, again=True) for card in CARDS),
        partial(books.charge, GOOD, "59.90", 0, again=True),
        partial(books.charge, GOOD, "59.90", 0, again=False),
        partial(books.charge, LOST, "100", None, again=False),
        partial(books.look_up, 1),
        partial(books.look_up, 0),
        partial(books.wait, 9, 0),
        partial(books.look_up, 0),
    ]


def of_standing_orders(books: Books) -> list[Callable[[], Any]]:
    """Monthly and yearly, charged, declined, in a closed month, by two at once, until they end."""

    def agree(key: str, kind: int, card: str = GOOD, **said: Any) -> Callable[[], Any]:
        order = {"ContactId": "c-1", "TrxTypeId": kind, "Amount": Decimal("59.99"), "start": 0, **said}
        return lambda: books.agree_on_order(key, order, card, "once")

    return [
        agree("s-1", 1, DayInMonth=31, Details="שכר דירה"), agree("s-2", 7, start=1),
        agree("הוראה 3/א", 7, DECLINED, NumPayments=1), partial(books.run_orders, 2, 62),
        agree("s-2", 6, Interval=12, Status=False), partial(books.change_periods, 1, "close", ""),
        partial(books.run_orders, 1, 31), agree("s-2", 6, Interval=12), partial(books.change_periods, 0, "close", ""),
        partial(books.run_orders, 1, 0), partial(books.change_periods, 1, "reopen", ""),
        partial(books.remove_contact, "c-1", ""), partial(books.end_order, "s-1", "once"),
        partial(books.end_order, "s-1", ""),
    ]  # fmt: skip


def of_vat(books: Books) -> list[Callable[[], Any]]:
    """Looked at, filed, and different since."""

    def late() -> None:
        books.change_periods(2, "reopen", "")
        books.buy({"TrxCodeNumber": 3100, "Total": Decimal(236), "day": -31}, "c-2", None, None, posted=True, once="")

    return [
        partial(books.report_by, 2, "once"), partial(books.report_by, 2, ""), partial(books.look_at_vat, 1, year=True),
        partial(books.file_vat, 0, close=False, once=""), partial(books.file_vat, 3, close=True, once="once"),
        partial(books.file_vat, 1, close=True, once="once"), partial(books.file_vat, 1, close=False, once=""),
        late, partial(books.look_at_vat, 1, year=True), partial(books.report_by, 1, "once"), books.agree_all,
    ]  # fmt: skip
