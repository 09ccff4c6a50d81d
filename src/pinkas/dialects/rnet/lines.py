"""The goods lines of a transaction on their way to this wire: from a slip, or from a document that no till wrote."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Final
from uuid import UUID, uuid5

from pinkas.books.document import State
from pinkas.books.money import ZERO, half_up
from pinkas.books.shop import Shop, Store, by_serial
from pinkas.books.slip import Figures
from pinkas.dialects.rnet import wire
from pinkas.dialects.rnet.items import item_in_line
from pinkas.dialects.rnet.remarks import given_back
from pinkas.dialects.rnet.shop_views import department_of, status
from pinkas.dialects.rnet.views_of_documents import document_lines

if TYPE_CHECKING:
    from pinkas.books.product import StoredProduct
    from pinkas.books.slip import SlipLine
    from pinkas.storage.catalogue import FoundProduct
    from pinkas.storage.transactions import IssuedDocument, StoredTransaction

#: Kinds of entry (section 6.2): goods that leave, and goods that come back.
_GOODS: Final = 0
_RETURN: Final = 2
_NOWHERE: Final = UUID(int=0)


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownLine:
    """A line to be shown: figures and quantities with their sign, prices positive, rates in percent."""

    uuid: UUID
    sort: Decimal
    product: int | None
    name: str | None
    note: str | None
    quantity: Decimal
    price: Decimal
    cost: Decimal
    figures: Figures
    rate: Decimal
    stands: bool
    line_percent: Decimal | None = None
    share_percent: Decimal | None = None
    returned: Decimal | None = None
    returns: UUID | None = None
    department: int | None = None
    unit_type: int | None = None
    unit_quantity: Decimal | None = None
    parent: UUID | None = None
    remarks: Mapping[str, str]


def lines_of(stored: StoredTransaction) -> list[ShownLine]:
    """Every line by its sort, those of the same sort in the order in which they were entered."""
    return sorted(_entered(stored), key=lambda line: line.sort)


def _entered(stored: StoredTransaction) -> list[ShownLine]:
    if stored.slip is not None:
        return [_of_slip(line, stored.documents) for line in stored.slip.lines]
    document = stored.documents[0]
    sold = {base.line: base.sold_uuid for base in reversed(stored.based)}
    return [
        ShownLine(
            uuid=one.uuid,
            sort=Decimal(one.number),
            product=one.product,
            name=one.name,
            note=one.note,
            quantity=one.quantity,
            price=one.price,
            cost=ZERO,
            figures=one.figures,
            rate=one.rate,
            stands=document.state is not State.CANCELLED,
            returned=_returned(document, one.number),
            returns=sold.get(one.number),
            remarks={},
        )
        for one in document_lines(document)
    ]


def _of_slip(line: SlipLine, documents: Sequence[IssuedDocument]) -> ShownLine:
    document = documents[line.document]
    return ShownLine(
        uuid=line.uuid,
        sort=line.sort,
        product=line.product,
        name=line.name,
        note=line.note,
        quantity=line.quantity,
        price=line.price,
        cost=line.cost,
        figures=line.figures,
        rate=line.rate,
        stands=document.state is not State.CANCELLED,
        line_percent=line.line_percent,
        share_percent=line.share_percent,
        returned=_returned(document, line.line) if line.quantity > 0 else None,
        returns=line.returns,
        department=line.department,
        unit_type=line.unit_type,
        unit_quantity=line.unit_quantity,
        parent=line.parent,
        remarks=dict(line.remarks),
    )


def _returned(document: IssuedDocument, number: int) -> Decimal | None:
    """How much of a line came back since; None where nothing did."""
    return next((one.quantity for one in document.taken if one.line == number), None)


def item_store_id(store: UUID, item: UUID) -> UUID:
    """The name of an item in a store: it follows from both."""
    return uuid5(store, f"item {item}")


def entry_of(
    line: ShownLine, store: Store, products: Mapping[int, StoredProduct | FoundProduct], shop: Shop
) -> wire.ItemEntry:
    """The 43 properties of section 5.2."""
    product = None if line.product is None else products.get(line.product)
    department = None if line.department is None else by_serial(shop.departments, line.department)
    figures = line.figures
    kept: dict[str, Any] = given_back(wire.ItemEntry, line.remarks)
    return wire.ItemEntry(
        TransactionEntryID=line.uuid,
        ItemStoreID=_NOWHERE if product is None else item_store_id(store.uuid, product.uuid),
        Sort=line.sort,
        EntryType=_GOODS if line.quantity > 0 else _RETURN,
        EntryDescription=line.name,
        Item=None if product is None else item_in_line(product),
        Department=None if department is None else department_of(department),
        Qty=line.quantity,
        Price=line.price,
        Total=figures.total,
        BeforeDiscount=figures.before_discount,
        DiscountOnEntryPerc=line.line_percent,
        DiscountOnEntryAmount=figures.line_discount,
        UOMType=line.unit_type,
        UOMQty=line.quantity if line.unit_quantity is None else line.unit_quantity,
        ParentTransactionEntry=line.parent,
        Cost=line.cost,
        Tax=figures.tax,
        AVGCost=ZERO,
        Note=line.note,
        DiscountOnTotalPerc=line.share_percent or ZERO,
        DiscountOnTotalAmount=figures.share,
        Status=status(active=line.stands),
        QtyReturn=line.returned,
        ReturnTEntryID=line.returns,
        PriceAfterDiscount=half_up(figures.total / line.quantity, 4),
        BeforeTax=figures.before_tax,
        TaxRate=line.rate,
        PriceAfterItemDiscount=half_up((figures.before_discount - figures.line_discount) / line.quantity, 4),
        **kept,
    )
