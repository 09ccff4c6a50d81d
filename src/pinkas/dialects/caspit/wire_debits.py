"""The models of standing orders and deferred payments (dossier sections 8.16 and 9.10): the members are a proposal."""

from __future__ import annotations

from typing import Annotated, ClassVar

from pinkas.dialects.caspit.fields import Rules, Wire
from pinkas.dialects.caspit.wire import (
    READ_ONLY,
    REQUIRED,
    S4,
    S20,
    S50,
    S60,
    S1000,
    S2000,
    S5000,
    SECRET,
    Audited,
    CaspitDocumentLine,
    Day,
    Instant,
    Integer,
    Money,
    YesNo,
)


class CaspitPreAuthorizedDebit(Audited, frozen=True, kw_only=True):
    """A standing order (dossier section 8.16). Either Amount, VAT included, or DocumentLines; the lengths are ours.

    Status: active, unless said otherwise. DayInMonth: that of StartDate, unless said; Interval: a month.
    """

    prefix: ClassVar[str] = "debit"
    trims: ClassVar[bool] = True

    PreAuthorizedDebitId: S50 = None
    ContactId: Annotated[S50, REQUIRED] = None
    Number: Annotated[Integer, READ_ONLY] = None
    Status: YesNo = None
    StartDate: Annotated[Day, REQUIRED] = None
    EndDate: Day = None
    NextDate: Annotated[Day, READ_ONLY] = None
    DayInMonth: Annotated[Integer, Rules(lowest=1, highest=31)] = None
    Interval: Annotated[Integer, Rules(lowest=1, highest=12)] = None
    NumPayments: Annotated[Integer, Rules(lowest=1, highest=9999)] = None
    TrxTypeId: Annotated[Integer, REQUIRED] = None
    SendByEmail: YesNo = None
    TrxCodeNumber: Annotated[Integer, REQUIRED] = None
    Details: S1000 = None
    Comments: S5000 = None
    DocumentLines: list[CaspitDocumentLine] | None = None
    Amount: Money = None
    CurrencySymbol: S20 = None
    PaymentTypeId: Integer = None
    CCNumberToken: Annotated[S60, SECRET] = None
    CCExpDate: Annotated[S4, SECRET] = None
    CCHolderTZ: Annotated[S20, SECRET] = None
    BankId: Integer = None
    BankAcctBranch: S20 = None
    BankAcctNumber: Annotated[S20, SECRET] = None


class DebitRun(Wire, frozen=True, kw_only=True):
    """An occurrence of a standing order. Status: begun, issued, failed, not_mailed or mail_unknown.

    DebitNumber is the order's own Number, Number counts its occurrences, Date is the day it fell on; Message says what
    went wrong, or what it waits for.
    """

    DebitNumber: Integer = None
    Number: Integer = None
    Date: Day = None
    Status: S20 = None
    Message: S2000 = None
    Attempt: Integer = None
    DocumentId: S50 = None
    DocumentNumber: S50 = None
    DateBegun: Instant = None
    DateEnded: Instant = None


class DeferredPaymentsInvoices(Wire, frozen=True, kw_only=True):
    """How many tax invoices were issued for deferred payments."""

    Created: Integer = None
