"""Goods that a till says come back: they must be the goods that were sold, where it names both."""

from __future__ import annotations

from pinkas.actions.desk import Caller, Desk, new_uuid
from pinkas.actions.till_lines import product_names, sold_lines
from pinkas.actions.till_orders import TillOrder
from pinkas.books.errors import InvalidValue
from pinkas.storage import tills
from pinkas.storage.tills import TillQuestion


async def check_goods_back(desk: Desk, caller: Caller, order: TillOrder) -> None:
    """Refuse a product that is not that of the sold line beside it. Raises InvalidValue naming `lines[n].product`.

    Reads only where a line names both: what was sold never changes. A line that nobody sold is told on recording.
    """
    both = [line for line in order.lines if line.product is not None and line.returns is not None]
    if not both:
        return
    names = product_names(both)
    asked = TillQuestion(
        uuid=new_uuid(), products=names, returns=[line.returns for line in both if line.returns is not None]
    )
    facts = await tills.till_facts(desk.store, caller.business, asked, desk.familiar.shop(caller.business), once=None)
    found = {names[one.place - 1]: one.serial for one in facts.products}
    sold = sold_lines(facts)
    for place, line in enumerate(order.lines):
        if line.product is None or line.returns is None or line.returns not in sold:
            continue
        if line.product not in found:
            raise InvalidValue(f"lines[{place}].product", "was not found")
        if found[line.product] != sold[line.returns].product:
            raise InvalidValue(f"lines[{place}].product", "must be the item of the line that comes back")
