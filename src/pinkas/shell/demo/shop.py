"""What the demo's shops are made of, and what happens at their tills."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from decimal import Decimal
from typing import Any, Final
from uuid import UUID, uuid5

from pinkas.actions.closings import close_day
from pinkas.actions.contact_changes import ContactChange, change_contact
from pinkas.actions.contacts import contact_by_key
from pinkas.actions.desk import Caller, Desk, new_uuid
from pinkas.actions.shops import furnish, save_part, shop_of
from pinkas.actions.till_orders import TillLineOrder, TillOrder, TillTenderOrder
from pinkas.actions.tills import record_transaction
from pinkas.books.references import RecordName, Scheme
from pinkas.books.shop import Club, Department, Staff, Store, Till, by_key
from pinkas.books.slip import Discount, SlipKind, SlipTender
from pinkas.shell.demo.past import PastClock
from pinkas.storage import transactions

STORE: Final = "3"
REGISTER: Final = RecordName("number", "21")
SELLER: Final = RecordName("number", "12")
#: What the demo's own transactions are named under, so that a demo made anew says the same.
_NAMES: Final = UUID("5b0f6f0e-0d0b-4a52-9d57-7d0c2f6a1e00")


async def furnish_shop(
    desk: Desk, caller: Caller, *, store: str, seller: tuple[str, str, str], club: str, department: str
) -> None:
    """The store's name, the seller with number 12, a club and a department; doing it again changes nothing."""
    await furnish(desk, caller)
    shop = await shop_of(desk, caller.business)
    if by_key(shop.staff, "12") is not None:
        return
    user_name, first, last = seller
    await save_part(desk, caller, Store, STORE, {"name": store})
    await save_part(desk, caller, Till, "21", {"name": "TILL-21"})
    await save_part(desk, caller, Club, "6", {"name": club, "code": 6})
    await save_part(desk, caller, Department, "10", {"name": department, "class_number": 3})
    await save_part(
        desk,
        caller,
        Staff,
        "12",
        {"number": "12", "user_name": user_name, "first_name": first, "last_name": last, "role": "user"},
    )


async def name_customer(desk: Desk, caller: Caller) -> None:
    """Customer 5077 has a code in an outside bookkeeping system too; doing it again changes nothing."""
    found = await contact_by_key(desk, caller, "5077")
    change = ContactChange(members={}, references={Scheme.ERP_CODE.value: "C-5077"})
    await change_contact(desk, caller, found.serial, change)


def named(caller: Caller, name: str) -> UUID:
    """The id of one of the demo's transactions."""
    return uuid5(_NAMES, f"{caller.tax_number} {name}")


def line(barcode: str, quantity: str = "1", *, percent: str | None = None, name: UUID | None = None) -> TillLineOrder:
    """So much of the goods with a barcode, at their price."""
    discount = None if percent is None else Discount(percent=Decimal(percent))
    return TillLineOrder(
        uuid=name, product=RecordName("barcode", barcode), quantity=Decimal(quantity), discount=discount
    )


def pay(kind: str, amount: str, **more: Any) -> TillTenderOrder:
    """A payment."""
    tender = SlipTender(uuid=new_uuid(), type=kind, amount=Decimal(amount))
    return TillTenderOrder(tender=replace(tender, **more))


async def sell(
    desk: Desk,
    caller: Caller,
    name: str,
    at: dt.datetime,
    *lines: TillLineOrder,
    tenders: tuple[TillTenderOrder, ...] = (),
    customer: str | None = None,
    kind: SlipKind = SlipKind.SALE,
) -> int:
    """A transaction at till 21, at a civil time; its serial."""
    order = TillOrder(
        kind=kind,
        uuid=named(caller, name),
        register=REGISTER,
        seller=SELLER,
        local_time=at,
        contact=None if customer is None else RecordName("key", customer),
        lines=lines,
        tenders=tenders,
        channel="till",
    )
    return (await record_transaction(desk, caller, order)).record


async def at_the_till(desk: Desk, caller: Caller) -> None:
    """The Israeli demo's last days at its till: paid in cash, by card and cheque, on account, back, and a payment."""
    today = caller.today(desk.clock)
    if await transactions.by_uuid(desk.store, caller.business, named(caller, "a payment")) is not None:
        return
    clock = PastClock(desk.clock.now())
    past = replace(desk, clock=clock)

    def when(back: int, hour: int, minute: int) -> dt.datetime:
        at = dt.datetime.combine(today - dt.timedelta(days=back), dt.time(hour, minute, 41, 317000))
        clock.at = at.replace(tzinfo=caller.zone)
        return at

    shelf, chair = "7290000000017", "7290000000024"
    await sell(past, caller, "cash", when(9, 10, 12), line(shelf), tenders=(pay("cash", "295"),))
    sold = named(caller, "a line that comes back")
    await sell(
        past, caller, "card and cheque", when(8, 16, 22),
        line(shelf, "2", percent="10", name=sold), line(chair),
        tenders=(
            pay("card:visa", "500", number="4580"),
            pay("cheque", "526.60", number="20417", bank="12", branch="600", account="345678",
                due_date=today + dt.timedelta(days=22)),
        ),
        customer="5077",
    )  # fmt: skip
    await sell(past, caller, "on account", when(6, 12, 5), line(chair, "4"), tenders=(pay("cash", "582.40"),),
               customer="5077")  # fmt: skip
    await sell(past, caller, "delivered", when(5, 9, 30), line(chair, "2"), customer="5077", kind=SlipKind.DELIVERY)
    await close_day(past, caller, STORE)
    back = TillLineOrder(returns=sold, quantity=Decimal(-1))
    await sell(past, caller, "back", when(3, 17, 45), back, tenders=(pay("card:visa", "-265.50", number="4580"),),
               customer="5077")  # fmt: skip
    await sell(past, caller, "a payment", when(2, 11, 0), tenders=(pay("transfer", "1000"),), customer="5077",
               kind=SlipKind.PAYMENT)  # fmt: skip
