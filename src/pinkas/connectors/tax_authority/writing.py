"""What is sent to the authority, member by member, at the lengths its papers give (fiscal dossier §3.3, v2)."""

from __future__ import annotations

from decimal import Decimal
from typing import Any, Final

from pinkas.actions.ports import Application, ApprovalRequest, RequestItem
from pinkas.books.money import to_cents

_CUSTOMER_NAME: Final = 25
_USER_NAME: Final = 25
_REFERENCE: Final = 20
_BRANCH: Final = 7
_DESCRIPTION: Final = 30
_CATALOG_ID: Final = 13
_UNIT: Final = 20


def approval_body(application: Application, request: ApprovalRequest) -> dict[str, Any]:
    """The body of Approval v2; what is not known is left out, never sent empty."""
    said = {
        "invoice_id": str(request.invoice_id),
        "invoice_type": request.invoice_type,
        "vat_number": application.vat_number,
        "union_vat_number": application.union_vat_number,
        "user_id": application.user_id,
        "user_name": cut(application.user_name, _USER_NAME),
        "invoice_reference_number": request.reference[-_REFERENCE:],
        "customer_vat_number": request.customer_number,
        "customer_name": cut(request.customer_name, _CUSTOMER_NAME),
        "invoice_date": request.invoice_date.isoformat(),
        "invoice_issuance_date": request.issued_on.isoformat(),
        "branch_id": cut(request.branch, _BRANCH),
        "accounting_software_number": application.software_number,
        "amount_before_discount": amount(request.before_discount),
        "discount": amount(request.discount),
        "payment_amount": amount(request.net),
        "vat_amount": amount(request.vat),
        "payment_amount_including_vat": amount(request.total),
        "action": request.action,
        "items": [_item(item) for item in request.items] or None,
    }
    return {name: value for name, value in said.items() if value is not None}


def decision_body(application: Application, invoice_id: str) -> dict[str, Any]:
    """The body of a decision."""
    said = {
        "invoice_id": invoice_id,
        "vat_number": application.vat_number,
        "accounting_software_number": application.software_number,
        "user_id": application.user_id,
        "user_name": cut(application.user_name, _USER_NAME),
    }
    return {name: value for name, value in said.items() if value is not None}


def lookup_body(application: Application, invoice_id: str) -> dict[str, Any]:
    """The body of a look-up by our own id."""
    return {"invoice_id": invoice_id, "vat_number": application.vat_number}


def amount(value: Decimal) -> Decimal:
    """An amount with two decimals to write, as the schema has it (N12.2)."""
    return to_cents(value)


def cut(text: str | None, longest: int) -> str | None:
    """A text at most so long, None when it says nothing."""
    trimmed = " ".join((text or "").split())[:longest].strip()
    return trimmed or None


def _item(item: RequestItem) -> dict[str, Any]:
    said = {
        "index": item.index,
        "catalog_id": cut(item.catalog_id, _CATALOG_ID),
        "category": item.category,
        "description": cut(item.description, _DESCRIPTION),
        "measure_unit_description": cut(item.unit, _UNIT),
        "quantity": amount(item.quantity),
        "price_per_unit": amount(item.unit_price),
        "discount": amount(item.discount),
        "total_amount": amount(item.total),
        "vat_rate": amount(item.vat_rate),
        "vat_amount": amount(item.vat),
    }
    return {name: value for name, value in said.items() if value is not None}
