"""A document as the tax authority is told of it (fiscal dossier §3.3)."""

from __future__ import annotations

from decimal import Decimal
from zoneinfo import ZoneInfo

from pinkas.actions.ports import ApprovalRequest, RequestItem
from pinkas.books.document import Document, Line, StoredDocument
from pinkas.books.money import HUNDRED, ZERO, to_cents
from pinkas.books.vat import VatCategory

#: The first digit of an item's category: goods or a service; the rest of it is nobody's yet.
_GOODS, _SERVICE = 1, 2


def request_of(stored: StoredDocument, zone: ZoneInfo, *, action: int | None, sends_items: bool) -> ApprovalRequest:
    """The request for an issued document; its id is the document's own for ever, so that it is one request."""
    document = stored.document
    discount = max(document.discount, ZERO)
    return ApprovalRequest(
        invoice_id=stored.uuid,
        invoice_type=document.facts.uniform_code or 0,
        reference=f"{document.series:02d}/{stored.number}",
        customer_number=int((document.party.tax_number or "0").strip()),
        customer_name=document.party.name,
        invoice_date=document.date,
        # Only issuing sets it; what becomes of the request later leaves it alone.
        issued_on=stored.updated_at.astimezone(zone).date(),
        branch=f"{document.series:02d}",
        before_discount=document.net + discount,
        discount=discount,
        net=document.net,
        vat=document.vat,
        total=document.total,
        action=action,
        items=tuple(_item(line, document) for line in document.lines) if sends_items else (),
    )


def _item(line: Line, document: Document) -> RequestItem:
    rate = document.vat_rate if line.vat is VatCategory.STANDARD else ZERO
    return RequestItem(
        index=line.number,
        catalog_id=line.catalog_number,
        category=_SERVICE if line.goods is False else _GOODS,
        description=line.name or line.details or line.catalog_number or "-",
        unit=line.unit,
        quantity=line.quantity,
        unit_price=to_cents(line.unit_price * line.rate),
        discount=line.discount,
        total=line.net,
        vat_rate=rate,
        vat=_vat(line.net, rate),
    )


def _vat(net: Decimal, rate: Decimal) -> Decimal:
    """The VAT of one line, half up to the agora; only the document's own is posted."""
    return to_cents(net * rate / HUNDRED)
