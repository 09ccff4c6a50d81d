"""The demo's other side: suppliers, expenses in both stores, what went to the bank, and an order that stands."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from decimal import Decimal
from typing import Final

from pinkas.actions.contacts import save_contact
from pinkas.actions.deposits import DepositOrder, LineOrder, make_deposit
from pinkas.actions.desk import Caller, Desk
from pinkas.actions.expense_payments import PaymentOrder
from pinkas.actions.expense_posting import post_expense
from pinkas.actions.expenses import ExpenseOrder, save_expense
from pinkas.actions.standing_orders.orders import save_standing_order
from pinkas.actions.till import till_lines
from pinkas.books import lines
from pinkas.books.standing_order import StandingOrder
from pinkas.books.tenders import TENDER_TYPES
from pinkas.shell.demo.cast import SUPPLIERS
from pinkas.shell.demo.past import PastClock, noon

#: The last record of `ledger`: where it stands, all of it does.
LAST: Final = "demo-maintenance"

_CLOTHES, _GENERAL = 3040, 3100
_MOST_LINES: Final = 500


async def ledger(desk: Desk, caller: Caller) -> None:
    """Suppliers and what was bought of them, a cheque and some cash taken to the bank, a monthly order from next month.

    Doing it again changes nothing, so that a demo of an earlier version gets it at its next start.
    """
    today = caller.today(desk.clock)
    clock = PastClock(noon(today - dt.timedelta(days=21), caller))
    past = replace(desk, clock=clock)
    for key, contact in SUPPLIERS.items():
        await save_contact(past, caller, key, contact)
    for order, permanent in _expenses(today):
        saved = await save_expense(past, caller, order)
        if permanent and saved.created and order.key:
            await post_expense(past, caller, order.key)
    clock.at = noon(today - dt.timedelta(days=3), caller)
    await _take_to_the_bank(past, caller, today - dt.timedelta(days=3))
    await _order_maintenance(desk, caller, today)


def _expenses(today: dt.date) -> tuple[tuple[ExpenseOrder, bool], ...]:
    """What was bought, and whether it is in the permanent store."""

    def day(back: int) -> dt.date:
        return today - dt.timedelta(days=back)

    rate = Decimal(18)
    return (
        (ExpenseOrder(
            key="demo-oak", date=day(40), class_number=_GENERAL, supplier="supp-wood", supplier_name="עצי הכרמל",
            tax_number="510000003", details="לוחות אלון", reference="88231", total=Decimal(5900), vat_rate=rate,
            payments=(PaymentOrder(date=day(35), paid=Decimal(5900), bank_account="ראשי"),),
        ), True),
        (ExpenseOrder(
            key="demo-electricity", date=day(30), class_number=_GENERAL, supplier="supp-power",
            supplier_name="חברת החשמל", details="חשמל, סדנה בבית", reference="7734110", total=Decimal("708.00"),
            vat_rate=rate, recognised=Decimal("33.33"),
        ), True),
        (ExpenseOrder(
            key="demo-gloves", date=day(10), class_number=_CLOTHES, supplier_name="ביגוד לכל",
            details="כפפות ומשקפי מגן", reference="1207", total=Decimal(236), vat_rate=rate,
        ), False),
    )  # fmt: skip


async def _take_to_the_bank(desk: Desk, caller: Caller, day: dt.date) -> None:
    """The oldest cheque, and some of the oldest cash."""
    _, held = await till_lines(desk, caller, deposited=False, from_date=None, to_date=day, offset=0, limit=_MOST_LINES)
    for kind, key, amount in (("cheque", "demo-deposit-1", None), ("cash", "demo-deposit-2", Decimal(200))):
        oldest = next((line for line in held if TENDER_TYPES[line.type].kind == kind and line.kind != "refund"), None)
        if oldest is None:
            continue
        order = DepositOrder(
            key=key, date=day, bank_account="ראשי", lines=(LineOrder(line=str(oldest.uuid), amount=amount),)
        )
        await make_deposit(desk, caller, order)


async def _order_maintenance(desk: Desk, caller: Caller, today: dt.date) -> None:
    """A proforma for the first of each month, beginning with the next."""
    first = (today.replace(day=1) + dt.timedelta(days=32)).replace(day=1)
    wanted = StandingOrder(
        contact=0, start=first, day=1, kind="proforma", class_number=3, note="תחזוקה חודשית",
        lines=(lines.LineOrder(name="תחזוקה חודשית של הריהוט", unit_price=Decimal(450)),),
    )  # fmt: skip
    await save_standing_order(desk, caller, LAST, wanted, "cust-cafe")
