"""What a till sold before anybody asks over this wire: operations 1 to 3 of a shop."""

from __future__ import annotations

from decimal import Decimal

from pinkas.actions.businesses import caller_of_business
from pinkas.actions.contacts import save_contact
from pinkas.actions.desk import Caller, Desk
from pinkas.actions.products import save_product
from pinkas.actions.shops import furnish, save_part
from pinkas.books.contact import Contact
from pinkas.books.product import Product
from pinkas.books.shop import Till as Register
from pinkas.books.slip import SlipKind
from tests.tills.shop import CUSTOMER, Till, back, entries, line, tender

from .shop import Shop


def sell_at_the_till(shop: Shop) -> None:
    """Two at 59.90 paid in cash by c1; one of them back for money; and 5 paid on account."""
    house = shop.house
    till = Till(house, house.run(_furnished(house.desk, shop.business)))
    sold = till.sell(line("2"), paid="119.80", contact=CUSTOMER)
    till.sell(back("-1", entries(sold)[0]), paid="-59.90", contact=CUSTOMER)
    till.sell(kind=SlipKind.PAYMENT, contact=CUSTOMER, tenders=(tender("5"),))


async def _furnished(desk: Desk, business: int) -> Caller:
    caller = await caller_of_business(desk, business, actor="till")
    await furnish(desk, caller)
    await save_part(desk, caller, Register, None, {"number": 21, "store_serial": 1})
    await save_contact(desk, caller, "c1", Contact(name="נועה"))
    shirt = Product(name="חולצה", sale_price1=Decimal("59.90"), price_includes_vat=True, currency=caller.currency)
    await save_product(desk, caller, "p1", shirt, in_stock=Decimal(10))
    return caller
