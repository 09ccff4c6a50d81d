"""Expenses: what suppliers ask for, in the temporary store until a person (or a command) makes them permanent.

Values and rules only. An expense keeps the sums that its invoice says, a few agorot of disagreement included; what it
posts is in `expense_entries`. A negative expense is a supplier's credit: all its sums, payments too, are negative.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from typing import Final
from uuid import UUID

from pinkas.books.errors import InvalidValue, PeriodClosed
from pinkas.books.money import HUNDRED, ZERO, check_amount, product, to_cents
from pinkas.books.tenders import TENDER_TYPES
from pinkas.books.vat import TOLERANCE

#: "Expenses without a class": the class is taken from the supplier's card when the expense is made permanent.
CLASS_OF_SUPPLIER: Final = 60
#: The flag that keeps an expense in the temporary store; 1 to 10 are a person's own marks.
HOLDING_FLAG: Final = 11
#: The largest scan, bytes.
LARGEST_IMAGE: Final = 500 * 1024
MOST_PAYMENTS: Final = 100
LONGEST_KEY: Final = 50

#: Means by which no money leaves: a debt is not paid with them here.
_NOT_PAID_WITH: Final = frozenset({"voucher", "promissory-note", "offset"})


class ExpenseState(StrEnum):
    """Where an expense is kept; a reversed one was permanent."""

    TEMPORARY = "temporary"
    PERMANENT = "permanent"
    REVERSED = "reversed"


@dataclass(frozen=True, slots=True, kw_only=True)
class ExpensePayment:
    """A payment to the supplier: what was paid, and what was withheld from them as tax, which settles the debt too."""

    key: str
    date: dt.date
    details: str | None = None
    paid: Decimal
    withheld: Decimal = ZERO
    tender: str = "transfer"
    bank_account: str | None = None

    @property
    def settled(self) -> Decimal:
        """By how much the debt falls."""
        return self.paid + self.withheld


@dataclass(frozen=True, slots=True, kw_only=True)
class Sums:
    """Total, net and VAT as they are kept, and the rate in percent."""

    total: Decimal
    net: Decimal
    vat: Decimal
    rate: Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class Expense:
    """What an expense says. `contact` is the supplier's serial; name and tax number are text, frozen as they came.

    `recognised` is the percentage that the law recognises (None for all of it), `vat_period` the month its input VAT is
    claimed in as yyyymm (None for that of its date), `image_sha256` in hexadecimal digits.
    """

    date: dt.date
    class_number: int
    contact: int | None = None
    supplier_name: str | None = None
    tax_number: str | None = None
    details: str | None = None
    reference: str | None = None
    total: Decimal
    net: Decimal
    vat: Decimal
    vat_rate: Decimal
    recognised: Decimal | None = None
    flag: int | None = None
    allocation_number: str | None = None
    vat_period: int | None = None
    image_name: str | None = None
    image_sha256: str | None = None

    @property
    def sums(self) -> Sums:
        """Its sums by themselves."""
        return Sums(total=self.total, net=self.net, vat=self.vat, rate=self.vat_rate)


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredPayment:
    """A payment as the books hold it; `entry` is the key of what it posted, None while it has not."""

    number: int
    payment: ExpensePayment
    recorded_at: dt.datetime
    recorded_by: str
    entry: str | None = None
    reversed_by: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredExpense:
    """An expense as the books hold it. `portion` numbers the run that made it permanent, `entry` what it posted."""

    serial: int
    key: str
    uuid: UUID
    version: int
    state: ExpenseState
    created_at: dt.datetime
    created_by: str
    updated_at: dt.datetime
    updated_by: str
    contact_key: str | None
    class_name: str | None
    portion: int | None
    entry: str | None
    reversed_by: str | None
    expense: Expense
    payments: tuple[StoredPayment, ...]

    @property
    def settled(self) -> Decimal:
        """What its payments come to, those reversed left out."""
        return sum((one.payment.settled for one in self.payments if one.reversed_by is None), ZERO)


def sums(
    total: Decimal | None,
    net: Decimal | None,
    vat: Decimal | None,
    rate: Decimal | None,
    standard: Decimal,
    *,
    bears: bool = True,
    stands: Sums | None = None,
) -> Sums:
    """The sums of an invoice from those that were said, each rounded half up to the agora, as is VAT that was not.

    `standard`, the law's rate on its date, holds where none was said; 0 unless the invoice `bears` VAT. Sums that were
    all said are kept, even where they disagree by up to 0.05, and as far from a rate that was said. Without one the VAT
    may be less than the law's, of an invoice that bears it in part, not more; that may be said again as it `stands`.
    Raises InvalidValue.
    """
    said_rate = rate
    if stands is not None and (total, net, vat, rate) == (stands.total, stands.net, stands.vat, stands.rate):
        return stands
    for field, value in (("total", total), ("net", net), ("vat", vat)):
        if value is not None:
            check_amount(f"expense.{field}", value, places=4, negative=True)
    total, net, vat = (None if value is None else to_cents(value) for value in (total, net, vat))
    if total is None and net is None:
        raise InvalidValue("expense.total", "is required, or TotalNoVat")
    if rate is None:
        without = vat == 0 if vat is not None else total is not None and total == net
        rate = ZERO if without or not bears else standard
    check_percent("expense.vat_rate", rate)
    total, net, vat = _completed(total, net, vat, rate)
    if abs(net + vat - total) > TOLERANCE:
        raise InvalidValue(
            "expense.total", f"must be TotalNoVat and Vat together, {to_cents(net + vat):f}, give or take 0.05"
        )
    if vat and (rate == 0 or vat * total < 0 or vat * net < 0):
        why = "must be 0 where VatRate is" if rate == 0 else "must have the sign of the total"
        raise InvalidValue("expense.vat", why)
    _check_rate(net, vat, said_rate, standard)
    return Sums(total=total, net=net, vat=vat, rate=rate)


def _completed(
    total: Decimal | None, net: Decimal | None, vat: Decimal | None, rate: Decimal
) -> tuple[Decimal, Decimal, Decimal]:
    if total is None:
        net = net or ZERO
        vat = to_cents(net * rate / HUNDRED) if vat is None else vat
        return net + vat, net, vat
    if net is None:
        vat = to_cents(total * rate / (HUNDRED + rate)) if vat is None else vat
        return total, total - vat, vat
    return total, net, total - net if vat is None else vat


def _check_rate(net: Decimal, vat: Decimal, rate: Decimal | None, standard: Decimal) -> None:
    """Refuse VAT that is not of the rate said, or above the law's; a supplier's credit may bear a rate of before."""
    if rate is not None and rate > standard and vat > 0:
        raise InvalidValue("expense.vat_rate", f"must not be more than {standard:f}, the standard rate of its date")
    due = to_cents(product(net, standard if rate is None else rate) / HUNDRED)
    if rate is None and abs(vat) > abs(due) + TOLERANCE:
        raise InvalidValue(
            "expense.vat", f"must not be more than {due:f}, {standard:f}% of TotalNoVat, give or take {TOLERANCE:f}"
        )
    if rate is not None and abs(vat - due) > TOLERANCE:
        raise InvalidValue(
            "expense.vat",
            f"must be {due:f}, {rate.normalize():f}% of TotalNoVat, give or take {TOLERANCE:f};"
            " leave VatRate out where only a part bears VAT",
        )


def check_percent(field: str, value: Decimal) -> None:
    """Refuse what is no percentage from 0 to 100 of at most four places. Raises InvalidValue."""
    check_amount(field, value, places=4)
    if value > HUNDRED:
        raise InvalidValue(field, "must be between 0 and 100")


def check_expense(expense: Expense) -> None:
    """Refuse an expense that cannot be kept. Raises InvalidValue."""
    if expense.recognised is not None:
        check_percent("expense.recognised", expense.recognised)
    if expense.flag is not None and not 0 <= expense.flag <= HOLDING_FLAG:
        raise InvalidValue("expense.flag", f"must be between 0 and {HOLDING_FLAG}")
    if expense.vat_period is not None:
        year, month = divmod(expense.vat_period, 100)
        if not (1900 <= year <= 2200 and 1 <= month <= 12):
            raise InvalidValue("expense.vat_period", "must be a month as yyyymm, such as 202608")
        if (year, month) < (expense.date.year, expense.date.month):
            raise InvalidValue(
                "expense.vat_period", f"must not be before {expense.date:%Y%m}, the month of the invoice"
            )


def check_payments(total: Decimal, payments: Sequence[ExpensePayment], *, settled: Decimal = ZERO) -> None:
    """Refuse payments that are none, or come to more than is left of the total. Raises InvalidValue.

    They bear the sign of the total: what a supplier gives back for a credit is negative.
    """
    if len(payments) > MOST_PAYMENTS:
        raise InvalidValue("expense.payments", f"must hold at most {MOST_PAYMENTS} payments")
    keys: set[str] = set()
    for place, one in enumerate(payments):
        field = f"expense.payments[{place}]"
        check_amount(f"{field}.paid", one.paid, negative=True)
        check_amount(f"{field}.withheld", one.withheld, negative=True)
        if one.settled == 0:
            raise InvalidValue(f"{field}.paid", "must not be 0")
        for name, amount in (("paid", one.paid), ("withheld", one.withheld)):
            if amount * total < 0:
                raise InvalidValue(f"{field}.{name}", "must have the sign of the expense's Total")
        if one.tender not in TENDER_TYPES or one.tender in _NOT_PAID_WITH:
            raise InvalidValue(f"{field}.tender", "must name a means by which money leaves")
        if one.key in keys:
            raise InvalidValue(f"{field}.payment_key", f"names two payments: {one.key!r}")
        keys.add(one.key)
    paid = settled + sum((one.settled for one in payments), ZERO)
    if abs(paid) > abs(total):
        raise InvalidValue(
            "expense.payments", f"come to {to_cents(paid):f}, which is more than the total of {to_cents(total):f}"
        )


def tax_date(expense: Expense) -> dt.date:
    """The day of its VAT period that its input VAT is claimed on: its own date, or the first of a later month."""
    if expense.vat_period is None or expense.vat_period == expense.date.year * 100 + expense.date.month:
        return expense.date
    return dt.date(expense.vat_period // 100, expense.vat_period % 100, 1)


def check_postable(expense: Expense, closed_through: dt.date | None) -> None:
    """Refuse to make an expense permanent that is held back, empty, or of a VAT period that is closed.

    An expense dated in a closed period may be claimed in a later one that it names. Raises InvalidValue, PeriodClosed.
    """
    if expense.flag == HOLDING_FLAG:
        raise InvalidValue("expense.flag", f"is {HOLDING_FLAG}, which keeps the expense in the temporary store")
    if expense.total == 0:
        raise InvalidValue("expense.total", "must not be 0 in the permanent store")
    day = tax_date(expense)
    if closed_through is not None and day <= closed_through:
        raise PeriodClosed(day, closed_through)
