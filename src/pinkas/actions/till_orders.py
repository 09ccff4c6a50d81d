"""What a till's program asks to be recorded: names still to be looked up, gaps still open."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal
from uuid import UUID

from pinkas.books.document import Party
from pinkas.books.references import RecordName
from pinkas.books.slip import Discount, SlipKind, SlipTender
from pinkas.books.vat import VatCategory


@dataclass(frozen=True, slots=True, kw_only=True)
class TillLineOrder:
    """A line; quantities are negative where goods come back, `returns` names the sold line. None means "not said"."""

    uuid: UUID | None = None
    product: RecordName | None = None
    name: str | None = None
    note: str | None = None
    quantity: Decimal
    #: With VAT, before discounts.
    price: Decimal | None = None
    discount: Discount | None = None
    sort: Decimal | None = None
    #: The number of a tax group of the country, where the product does not say it.
    tax_group: int | None = None
    #: How it stands to VAT, category and percentage, whatever the product and its group say.
    vat: tuple[VatCategory, Decimal] | None = None
    vat_reason: str | None = None
    unit_type: int | None = None
    unit_quantity: Decimal | None = None
    parent: UUID | None = None
    returns: UUID | None = None
    remarks: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class TillTenderOrder:
    """A payment; `means` names one of the shop's means of payment by number, ERP code or name."""

    tender: SlipTender
    means: RecordName | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class TillOrder:
    """A transaction as a till's program sends it.

    `register` is named by uuid, number or serial, `store` by uuid, key, ERP code or serial, `seller` by uuid, number,
    ERP code or serial. `sequence` is the till's own number, where it numbers its sales. `reserved` is the serial that
    an operation took for it. `import_name` is what the caller's program calls it.
    """

    kind: SlipKind
    uuid: UUID | None = None
    exchange_id: UUID | None = None
    erp_code: str | None = None
    import_name: str | None = None
    register: RecordName | None = None
    store: RecordName | None = None
    seller: RecordName | None = None
    sequence: int | None = None
    #: Civil time of the business's zone; None is now.
    local_time: dt.datetime | None = None
    contact: RecordName | None = None
    #: What the documents say of the customer, where it is not the card.
    party: Party | None = None
    lines: tuple[TillLineOrder, ...] = ()
    tenders: tuple[TillTenderOrder, ...] = ()
    discount: Discount | None = None
    total: Decimal | None = None
    rounding: Decimal | None = None
    note: str | None = None
    email: str | None = None
    voids: UUID | None = None
    remarks: tuple[tuple[str, str], ...] = ()
    #: When what is not paid falls due, where it is not as the customer's terms say.
    due_date: dt.date | None = None
    channel: str
    reserved: int | None = None
    #: The version of the operation that took the serial: another one is decided on anew.
    operation_version: int | None = None
    #: The type of tender on which what is not paid otherwise is paid.
    rest: str | None = None
