"""Orders of customers: each as it was taken, under the number it was given."""

from __future__ import annotations

from typing import Any, Final

import msgspec

from pinkas.books import daybook
from pinkas.books.sales_order import SalesOrder
from pinkas.storage.verify.evidence import Evidence, Row
from pinkas.storage.verify.finding import NotWholeError
from pinkas.storage.verify.nouns.noun import Noun
from pinkas.storage.verify.proofs import compare, compare_numbers, found_in

_ORDER: Final = msgspec.json.Decoder(SalesOrder)
_ROWS: Final = """
    select o.serial, o.uuid, o.store, o.register, o.contact, o.erp_code, o.ordered_at, o.total, o.body::text as body,
        r.number || '-' || o.number as number
    from books.sales_order o
    left join books.register r on r.business_id = $1 and r.serial = o.register
    where o.business_id = $1 and o.serial = any($2)
"""
_ALSO_IN_ROWS: Final = ("store", "register", "contact", "erp_code", "ordered_at")


async def _load(evidence: Evidence) -> dict[Any, Row]:
    serials = evidence.serials("sales_order")
    rows = await evidence.connection.fetch(_ROWS, evidence.business, serials) if serials else []
    return {row["serial"]: row for row in rows}


def _order(evidence: Evidence, line: Row) -> None:
    found = found_in(evidence.more["sales orders"], line, "sales order")
    record = f"sales order {found['number']}"
    compare_numbers(line, record, [found["number"]])
    order: SalesOrder = evidence.decoded(record, _ORDER, found["body"])
    compare(line, record, daybook.sales_order_content(found["uuid"], order))
    for name in _ALSO_IN_ROWS:
        if found[name] != getattr(order, name):
            raise NotWholeError(record, f"its row says another {name.replace('_', ' ')} than it does")
    if found["total"] != order.slip.total:
        raise NotWholeError(record, f"{found['total']} is kept as its total, {order.slip.total} is right")


SALES_ORDERS = Noun(
    name="sales orders",
    load=_load,
    provers={"sales order taken": _order},
    disagreements="""
        select 'who took sales order, and when,' as what, o.uuid::text as record,
            concat_ws(' ', o.recorded_by, o.recorded_at) as kept, concat_ws(' ', d.actor, d.recorded_at) as computed
        from books.sales_order o
        left join books.daybook d on d.business_id = $1 and d.sort = 'sales_order' and d.serial = o.serial
        where o.business_id = $1 and (o.recorded_by, o.recorded_at) is distinct from (d.actor, d.recorded_at)
        union all
        select 'the count of', x.sort, coalesce(c.last_serial, 0)::text, x.last::text
        from (
            select 'sales_order' as sort, coalesce(max(o.serial), 0) as last
            from books.sales_order o where o.business_id = $1
            union all
            select 'sales_order/' || r.serial, coalesce(max(o.number), 0)
            from books.register r
            left join books.sales_order o on o.business_id = $1 and o.register = r.serial
            where r.business_id = $1 group by r.serial
        ) x
        left join books.serial_counter c on c.business_id = $1 and c.sort = x.sort
        where coalesce(c.last_serial, 0) <> x.last
    """,
)
