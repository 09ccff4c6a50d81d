"""Models of what the books tell: deposits, VAT, the log (dossier section 8.15). The vendor's page of none was seen.

Their members are the dossier's proposals; those said to be ours are further ones.
"""

from __future__ import annotations

from pinkas.dialects.caspit.fields import Wire
from pinkas.dialects.caspit.wire import (
    S20,
    S50,
    S100,
    S1000,
    Audited,
    CaspitKupaLine,
    Day,
    Instant,
    Integer,
    Money,
    YesNo,
)


class BankDeposit(Audited, frozen=True, kw_only=True):
    """A deposit in the bank. `DepositType` is cash, cheques, cards, other or mixed; Total is in CurrencySymbol.

    Fee and FeeVat, in the book currency, are ours.
    """

    BankDepositId: S50 = None
    Number: S50 = None
    Date: Day = None
    BankAccountName: S100 = None
    DepositType: S20 = None
    CurrencySymbol: S20 = None
    Total: Money = None
    Lines: list[CaspitKupaLine] | None = None
    Fee: Money = None
    FeeVat: Money = None


class VatData(Wire, frozen=True, kw_only=True):
    """The VAT of the period that holds a month: parts to the agora, VatToPay in whole shekels, negative to get back.

    Months and what follows it are ours: the period's length and days, when it is due, and whether it was filed.
    """

    Year: Integer = None
    Month: Integer = None
    SalesChargeVat: Money = None
    SalesNoVat: Money = None
    VatSales: Money = None
    VatInputs: Money = None
    VatInputsEquipment: Money = None
    VatToPay: Money = None
    Months: Integer = None
    StartDate: Day = None
    EndDate: Day = None
    DueDate: Day = None
    Filed: YesNo = None


class CaspitLog(Wire, frozen=True, kw_only=True):
    """One thing that went wrong. `Level` is Error, Warning or Info; `Exception` the kind of a fault, never its text."""

    LogId: Integer = None
    Date: Instant = None
    Level: S50 = None
    Message: S1000 = None
    UserName: S100 = None
    Exception: S100 = None
