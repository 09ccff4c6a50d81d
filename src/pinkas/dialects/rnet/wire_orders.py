"""Sales orders on R-NET's wire: the shape is ours, the vendor's was not readable (R-NET dossier section 9.1).

What a sale has under the same name is written as there; tax properties are not part of an order.
"""

from __future__ import annotations

from typing import Annotated

from pinkas.dialects.rnet.fields import SERVERS, Also, Form, Wire
from pinkas.dialects.rnet.wire import (
    Customer,
    Discount,
    Guid,
    Integer,
    Item,
    Local,
    Money,
    Place,
    Quantity,
    Register,
    Store,
    Text,
    UnitPrice,
)


class SalesOrderLine(Wire, frozen=True, kw_only=True):
    """A line of an order; the name of its `Item` is the one it was ordered under."""

    SalesOrderLineID: Guid = None
    Sort: Place = None
    Item: Annotated[Item | None, Form.OBJECT] = None
    Qty: Quantity = None
    Price: UnitPrice = None
    Total: Annotated[Money, SERVERS] = None
    Discount: Annotated[Discount | None, Form.OBJECT] = None
    Note: Text = None
    Status: Annotated[Integer, SERVERS] = None


class SalesOrder(Wire, frozen=True, kw_only=True):
    """An order."""

    SalesOrderID: Guid = None
    OrderNo: Text = None
    ERPCode: Text = None
    Store: Annotated[Store | None, Form.OBJECT] = None
    Register: Annotated[Register | None, Form.OBJECT] = None
    Customer: Annotated[Customer | None, Form.OBJECT] = None
    OrderDate: Local = None
    Total: Money = None
    Note: Text = None
    Status: Annotated[Integer, SERVERS] = None
    Discount: Annotated[Discount | None, Form.OBJECT] = None
    Lines: Annotated[tuple[SalesOrderLine, ...], Also(("ItemEntries",))] = ()
