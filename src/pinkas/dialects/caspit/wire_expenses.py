"""Expenses as the vendor's wire writes them (dossier sections 8.8 and 8.9), and what is ours in them.

Ours: `TaxWithheld` of a payment, what was withheld from the supplier as tax beside TotalPaid; a payment's `Status`, 0
planned, 2 posted, 3 reversed; and `EntryId`, what an expense or a payment posted. The lengths of payments are ours too.
"""

from __future__ import annotations

from typing import Annotated, ClassVar

from pinkas.dialects.caspit.fields import Rules
from pinkas.dialects.caspit.wire import (
    READ_ONLY,
    REQUIRED,
    S20,
    S50,
    S200,
    S255,
    S400,
    Audited,
    Blob,
    Day,
    Integer,
    Money,
    Percent,
)

#: The vendor's limit is 100.001, which in floating point lets 100 through: it means 100.
PERCENT = Rules(lowest=0, highest=100)
#: The largest scan, bytes.
SCAN = Rules(max_length=500 * 1024)
PAYMENTS = Rules(max_items=100)


class CaspitExpensePayment(Audited, frozen=True, kw_only=True):
    """A payment inside an expense (dossier section 8.9)."""

    trims: ClassVar[bool] = True

    ExpensePaymentId: S50 = None
    PaymentDate: Day = None
    PaymentDetails: S400 = None
    TotalPaid: Money = None
    PaymentMethodNumber: S20 = None
    BankAccountId: S50 = None
    TaxWithheld: Money = None
    Status: Annotated[Integer, READ_ONLY] = None
    EntryId: Annotated[S50, READ_ONLY] = None


class CaspitExpense(Audited, frozen=True, kw_only=True):
    """An expense (dossier section 8.8, whose order this is)."""

    prefix: ClassVar[str] = "expense"
    trims: ClassVar[bool] = True

    Payments: Annotated[list[CaspitExpensePayment] | None, PAYMENTS] = None
    ExpenseId: S50 = None
    Number: Annotated[Integer, READ_ONLY] = None
    PortionNumber: Annotated[Integer, READ_ONLY] = None
    Date: Annotated[Day, REQUIRED] = None
    TrxCode: Annotated[S50, READ_ONLY] = None
    TrxCodeNumber: Annotated[Integer, REQUIRED] = None
    OsekMorshe: S20 = None
    SupplierName: S200 = None
    SupplierId: S50 = None
    Details: S400 = None
    Reference: S50 = None
    Total: Money = None
    TotalNoVat: Money = None
    Vat: Money = None
    VatRate: Annotated[Percent, PERCENT] = None
    Status: Annotated[Integer, READ_ONLY] = None
    WorkingFromHomePercentageAllowed: Annotated[Percent, PERCENT] = None
    ImageFileName: S255 = None
    ImageFile: Annotated[Blob, SCAN] = None
    Flag: Annotated[Integer, Rules(lowest=0, highest=11)] = None
    AllocationNumber: S50 = None
    VatPeriod: Integer = None
    EntryId: Annotated[S50, READ_ONLY] = None


class CaspitExpensePaymentFull(Audited, frozen=True, kw_only=True):
    """A payment with the identity of its expense, as lists give it (dossier section 8.9)."""

    ExpensePaymentId: S50 = None
    PaymentDate: Day = None
    PaymentDetails: S400 = None
    TotalPaid: Money = None
    PaymentMethodNumber: S20 = None
    BankAccountId: S50 = None
    TaxWithheld: Money = None
    Status: Integer = None
    EntryId: S50 = None
    ExpenseId: S50 = None
    ExpenseNumber: Integer = None
    ExpenseDate: Day = None
    SupplierId: S50 = None
    SupplierName: S200 = None
    OsekMorshe: S20 = None
    Reference: S50 = None
    TrxCodeNumber: Integer = None
    TrxCode: S50 = None
    Total: Money = None
