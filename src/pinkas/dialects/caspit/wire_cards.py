"""The two models about cards (dossier sections 8.11 and 8.12)."""

from __future__ import annotations

from typing import Annotated, ClassVar

from pinkas.dialects.caspit.fields import Rules
from pinkas.dialects.caspit.wire import (
    READ_ONLY,
    REQUIRED,
    S4,
    S20,
    S50,
    S60,
    S100,
    S500,
    SECRET,
    Audited,
    Integer,
    Money,
    YesNo,
)


class CaspitCreditCard(Audited, frozen=True, kw_only=True):
    """A card to be saved, and its token (dossier section 8.12, whose proposal the members are).

    In an answer CCNumber is the last four digits and CVV null. CCExpDate takes every form of section 8.11.
    """

    prefix: ClassVar[str] = "card"
    trims: ClassVar[bool] = True

    CCNumberToken: Annotated[S60, READ_ONLY] = None
    CCNumber: Annotated[S60, REQUIRED, SECRET] = None
    CCExpDate: Annotated[S20, REQUIRED] = None
    CVV: Annotated[S4, SECRET] = None
    CCHolderTZ: Annotated[str | None, Rules(max_length=9), SECRET] = None
    ContactId: S50 = None
    ContactOsekMorshe: S20 = None


class CaspitCreditCharge(Audited, frozen=True, kw_only=True):
    """A card to be charged, and what became of it (dossier section 8.11).

    ReferenceNumber is read for a refund alone: the charge to give back. CCExpDate takes every form that the pattern
    allows, longer than four letters too.
    """

    prefix: ClassVar[str] = "charge"
    trims: ClassVar[bool] = True

    Success: Annotated[YesNo, READ_ONLY] = None
    ReferenceNumber: S100 = None
    ShvaResponse: Annotated[S500, READ_ONLY] = None
    ShvaResponseCode: Annotated[Integer, READ_ONLY] = None
    ContactId: S50 = None
    ContactOsekMorshe: S20 = None
    CCNumber: Annotated[S60, SECRET] = None
    CCNumberToken: Annotated[S60, SECRET] = None
    CCHolderTZ: Annotated[str | None, Rules(max_length=9), SECRET] = None
    CCExpDate: S20 = None
    CVV: Annotated[S4, SECRET] = None
    Amount: Annotated[Money, REQUIRED] = None
    CurrencySymbol: S4 = None
    CreditType: Integer = None
    NumPayments: Integer = None
    IsRefund: YesNo = None
