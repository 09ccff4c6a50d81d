"""Every type of document in a few words, and the postings behind it as literal amounts."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import Any

from .shop import Reply, Shop

INVOICE, RECEIPT, PROFORMA, INVOICE_RECEIPT, CREDIT = 1, 2, 6, 7, 9
REFUND, DELIVERY, QUOTE, DONATION = 13, 15, 16, 19
#: The types that carry payments; the class of those that carry nothing else is 2.
RECEIVING = (RECEIPT, REFUND, DONATION)

OPEN = "Documents?onlyOpenDocuments=true"

Postings = Callable[[str], list[tuple[str, Decimal]]]


def line(price: object, quantity: object = 1, **members: object) -> dict[str, Any]:
    return {"ProductName": "מדף", "UnitPrice": price, "Qty": quantity, **members}


def paid(amount: object, way: int = 9, **members: object) -> dict[str, Any]:
    return {"PaymentTypeId": way, "Payment": amount, **members}


def named(*keys: str) -> list[dict[str, Any]]:
    """RelatedDocuments of these keys."""
    return [{"DocumentId": key} for key in keys]


def write(shop: Shop, trx_type: int, key: str, amount: object = 1000, *sources: str, **members: object) -> Reply:
    """A draft of one line before VAT, or of one payment; an invoice-receipt is paid in full, at 18 percent."""
    body: dict[str, Any] = {
        "DocumentId": key, "TrxTypeId": trx_type, "TrxCodeNumber": 2 if trx_type in RECEIVING else 3,
    }  # fmt: skip
    if trx_type in RECEIVING:
        body["ReceiptLines"] = [paid(amount)]
    else:
        body["DocumentLines"] = [line(amount)]
    if trx_type == INVOICE_RECEIPT:
        body["ReceiptLines"] = [paid(round(Decimal(str(amount)) * Decimal("1.18"), 2))]
    if sources:
        body["RelatedDocuments"] = named(*sources)
    return shop.ask("POST", "Documents", body | members)


def issue(shop: Shop, trx_type: int, key: str, amount: object = 1000, *sources: str, **members: object) -> None:
    """The same, printed."""
    written = write(shop, trx_type, key, amount, *sources, **members)
    assert written.status == 201, written.text
    printed = shop.print(key)
    assert printed.status == 200, printed.text


def cancel(shop: Shop, key: str) -> Reply:
    return shop.ask("POST", f"CancelDocument/{key}")


def related(shop: Shop, key: str) -> list[tuple[str, Decimal | None, int]]:
    """Key, sum and relation of each related document."""
    rows = shop.document(key)["RelatedDocuments"]
    return [(row["DocumentId"], row["DocumentSum"], row["DocumentRelation"]) for row in rows]


def owed(shop: Shop, key: str = "c") -> tuple[Decimal, Decimal]:
    """Balance and BalanceInvoiceIska: a debt is negative."""
    found = shop.get(f"Contacts/{key}").json
    return found["Balance"], found["BalanceInvoiceIska"]
