"""A transaction as this wire shows it: what the till said, how it stands now, and the live customer beside it.

What a till wrote is shown from its slip, figure by figure; what came through another tongue from its one document,
whose legal totals are spread over its lines. Sums are sums of lines (R-NET dossier section 7.1).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Final
from uuid import UUID, uuid5

from pinkas.books.document import State
from pinkas.books.money import ZERO
from pinkas.books.slip import NO_FIGURES, Discount, Figures, SlipKind
from pinkas.dialects.rnet import wire
from pinkas.dialects.rnet.lines import ShownLine, entry_of, lines_of
from pinkas.dialects.rnet.remarks import given_back
from pinkas.dialects.rnet.shop_views import ACTIVE, register_of, status, store_of, user_of
from pinkas.dialects.rnet.tenders import ShownTender, shown_arrays
from pinkas.dialects.rnet.transaction_orders import TYPE_OF_KIND
from pinkas.dialects.rnet.views_of_documents import discount_of, tenders_of

if TYPE_CHECKING:
    from pinkas.books.product import StoredProduct
    from pinkas.books.shop import Shop
    from pinkas.storage.catalogue import FoundProduct
    from pinkas.storage.transactions import StoredTransaction

#: What the till of a transaction calls a discount on the whole, where nobody said why.
_DISCOUNT: Final = "Discount"


@dataclass(frozen=True, slots=True)
class Around:
    """What transactions are shown with, as it is now: the shop, customers and products by serial."""

    shop: Shop
    customers: Mapping[int, wire.Customer] = field(default_factory=dict)
    products: Mapping[int, StoredProduct | FoundProduct] = field(default_factory=dict)


def transaction_of(stored: StoredTransaction, around: Around) -> wire.Transaction:
    """The whole object of section 5.1."""
    shop = around.shop
    till, store = shop.till(stored.register), shop.store(stored.store)
    if till is None or store is None or stored.kind is None:
        raise ValueError("a transaction without its till, or one that tills have no word for")
    lines = lines_of(stored)
    seller, modifier = shop.seller(stored.seller), shop.seller(stored.modifier)
    sums = _Sums.of(stored, lines)
    kept: dict[str, Any] = given_back(wire.Transaction, {} if stored.slip is None else dict(stored.slip.remarks))
    customer = None if stored.contact is None else around.customers.get(stored.contact)
    goods = [entry_of(line, store, around.products, shop) for line in lines]
    paid: dict[str, Any] = shown_arrays(_tenders(stored), stored.happened_at, stored.local_time.date(), shop)
    discount = _discount(stored)
    return wire.Transaction(
        ItemEntries=tuple(goods),
        DiscountEntries=_discount_entries(stored, discount, lines),
        **paid,
        **kept,
        TransactionID=stored.uuid,
        TransactionNo=f"{till.number}-{stored.sequence}",
        TransactionERPCode=stored.erp_code,
        Store=store_of(store),
        # A delivery is in no closing (section 8.2).
        ZNo=None if stored.closing is None or stored.kind is SlipKind.DELIVERY else f"{store.key}-{stored.closing}",
        Total=stored.total,
        TotalBeforeTax=sums.before_tax,
        TotalBeforeDisc=sums.before_discount,
        TransactionType=TYPE_OF_KIND[stored.kind],
        TaxID=uuid5(shop.business, f"tax {sums.rate.normalize():f}") if sums.rate else None,
        Tax=sums.tax,
        TaxRate=sums.rate,
        SaleTime=stored.local_time,
        Rounding=sums.rounding,
        Register=register_of(till),
        Note=_note(stored),
        Status=status(active=_stands(stored)),
        # Who wrote it last is who sold it, where the key of a program wrote it for nobody.
        Modifier=user_of(who, shop) if (who := modifier or seller) is not None else None,
        VoidTransactionID=None if stored.slip is None else stored.slip.voids,
        XID=stored.exchange_id,
        PGT=stored.grand_total,
        SummaryInvoiceTransactionId=_billed_by(stored),
        Customer=customer,
        TransactionEMAIL=(stored.slip.email or "") if stored.slip is not None else "",
        Seller=None if seller is None else user_of(seller, shop),
        TaxableTotal=sums.taxable,
        TaxFreeTotal=sums.before_tax - sums.taxable,
        Discount=None if discount is None else _as_entered(discount),
    )


@dataclass(frozen=True, slots=True)
class _Sums:
    """The header's figures. A payment bears no VAT: all of it is tax-free (section 8.2)."""

    before_tax: Decimal
    tax: Decimal
    before_discount: Decimal
    taxable: Decimal
    rate: Decimal
    rounding: Decimal

    @classmethod
    def of(cls, stored: StoredTransaction, lines: Sequence[ShownLine]) -> _Sums:
        if stored.kind is SlipKind.PAYMENT:
            return cls(stored.total, ZERO, stored.total, ZERO, ZERO, ZERO)
        sums = sum((line.figures for line in lines), NO_FIGURES)
        return cls(
            before_tax=sums.before_tax,
            tax=sums.tax,
            before_discount=sums.before_discount,
            taxable=sum((line.figures.before_tax for line in lines if line.rate), ZERO),
            rate=max((line.rate for line in lines), default=ZERO),
            rounding=stored.total - sums.before_tax - sums.tax,
        )


def _stands(stored: StoredTransaction) -> bool:
    """Whether any of the transaction's documents does."""
    return any(one.state is not State.CANCELLED for one in stored.documents)


def _note(stored: StoredTransaction) -> str:
    if stored.slip is not None:
        return stored.slip.note or ""
    return stored.documents[0].document.comments or ""


def _billed_by(stored: StoredTransaction) -> UUID | None:
    return next((one.invoiced_by for one in stored.documents if one.invoiced_by is not None), None)


def _tenders(stored: StoredTransaction) -> list[ShownTender]:
    if stored.slip is None:
        return [ShownTender(tender, _stands(stored)) for tender in tenders_of(stored.documents[0])]
    paid = [one.state is not State.CANCELLED for one in stored.documents if one.document.paid_book]
    return [ShownTender(tender, any(paid) or not paid) for tender in stored.slip.tenders]


# --- the discount on the whole -------------------------------------------------------------------------------------


def _discount(stored: StoredTransaction) -> Discount | None:
    return discount_of(stored.documents[0]) if stored.slip is None else stored.slip.discount


def _as_entered(discount: Discount) -> wire.Discount:
    return wire.Discount(Perc=discount.percent, Amount=discount.amount, Reason=discount.reason)


def _discount_entries(
    stored: StoredTransaction, discount: Discount | None, lines: Sequence[ShownLine]
) -> tuple[wire.DiscountEntry, ...]:
    """The discount as a line of its own after the others (section 5.3); what it took off is told positive."""
    if discount is None or stored.kind is SlipKind.PAYMENT:
        return ()
    off: Figures = sum((line.figures for line in lines if line.returns is None), NO_FIGURES)
    return (
        wire.DiscountEntry(
            TransactionEntryID=uuid5(stored.uuid, "discount"),
            Sort=max((line.sort for line in lines), default=ZERO) + 1,
            EntryDescription=discount.reason or _DISCOUNT,
            Total=off.share,
            DiscountOnTotalPerc=discount.percent,
            DiscountOnTotalAmount=off.share,
            Status=ACTIVE if _stands(stored) else status(active=False),
        ),
    )
