"""What the stores hold, and papers about goods, as R-NET's wire writes them (R-NET dossier sections 9.4 and 9.5)."""

from __future__ import annotations

from typing import Annotated

from pinkas.dialects.rnet.fields import SERVERS, Also, Form, Wire
from pinkas.dialects.rnet.wire import Guid, Integer, Local, Nothing, Quantity, Store, Text

ShownStore = Annotated[Store | None, Form.OBJECT, SERVERS]


class StockItem(Wire, frozen=True, kw_only=True):
    """The part of an item that inventory shows."""

    ItemID: Guid = None
    Name: Text = None
    BarcodeNumber: Text = None
    ModelNumber: Text = None
    Description: Text = None
    ERPCode: Text = None


class StoreStock(Wire, frozen=True, kw_only=True):
    """What one store has, in a list: a flat row, its `StoreId` spelt unlike elsewhere."""

    OnHand: Quantity = None
    StoreId: Guid = None
    StoreName: Text = None
    Code: Text = None
    ERPCode: Text = None


class StockStore(Wire, frozen=True, kw_only=True):
    """A store in a nested row."""

    StoreId: Guid = None
    StoreName: Text = None
    Code: Text = None


class NestedStock(Wire, frozen=True, kw_only=True):
    """What one store has, of one item by its barcode: a nested row."""

    Store: Annotated[StockStore | None, Form.OBJECT] = None
    OnHand: Quantity = None


class Inventory(Wire, frozen=True, kw_only=True):
    """An item of the list, and what the stores in scope have of it."""

    Item: Annotated[StockItem | None, Form.OBJECT] = None
    storesInventory: tuple[StoreStock, ...] = ()  # noqa: N815 - the vendor's name
    TotalOnHand: Quantity = None


class BarcodeInventory(Wire, frozen=True, kw_only=True):
    """An item by its barcode, and what the stores have of it."""

    Item: Annotated[StockItem | None, Form.OBJECT] = None
    storesInventory: tuple[NestedStock, ...] = ()  # noqa: N815 - the vendor's name
    TotalOnHand: Quantity = None


class InventoryDocument(Wire, frozen=True, kw_only=True):
    """A paper about goods, without its lines. Its first six properties are the vendor's, the rest was not readable."""

    ID: Guid = None
    No: Nothing = None
    StoreID: Guid = None
    Store: ShownStore = None
    ToStoreID: Guid = None
    ToStore: ShownStore = None
    Type: Integer = None
    DocStatus: Integer = None
    Note: Text = None
    DateCreated: Annotated[Local, SERVERS] = None
    DateModified: Annotated[Local, SERVERS] = None


class InventoryLine(Wire, frozen=True, kw_only=True):
    """A line of such a paper."""

    DocId: Annotated[Guid, Also(("DocumentID",))] = None
    ItemID: Guid = None
    Item: Annotated[StockItem | None, Form.OBJECT, SERVERS] = None
    Qty: Quantity = None
    SentQty: Quantity = None
    UOMQty: Quantity = None
    OrderedQty: Quantity = None
    Type: Integer = None
    DocStatus: Integer = None
