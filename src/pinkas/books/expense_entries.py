"""What expenses and their payments post (DESIGN §5).

expense: class (net, and input VAT that cannot be recovered) · input VAT, equipment apart · private use / supplier
payment: supplier / bank, own cards or cash · tax withheld payable

The unrecognised share of an expense is private, its VAT with it: input tax is deducted for business use alone. Of the
recognised share's VAT the class tells how much is recovered (fiscal dossier §1.1: all, two thirds, one third, none).
"""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from fractions import Fraction
from typing import Final

from pinkas.books import chart
from pinkas.books.chart import InputVat, TransactionClass
from pinkas.books.entry import Entry, Posting, simple_entry
from pinkas.books.expense import Expense, ExpensePayment, tax_date
from pinkas.books.money import HUNDRED, ZERO, product, to_cents
from pinkas.books.period import first_open
from pinkas.books.tenders import TENDER_TYPES
from pinkas.books.vat import VatCategory

SHARES: Final = {
    InputVat.FULL: Fraction(1),
    InputVat.TWO_THIRDS: Fraction(2, 3),
    InputVat.ONE_THIRD: Fraction(1, 3),
    InputVat.NONE: Fraction(0),
}


def expense_entry(
    expense: Expense, of_class: TransactionClass, closed_through: dt.date | None, currency: str, *, deducts: bool
) -> Entry:
    """The entry of an expense of this class. `deducts`: the business may deduct input VAT on the expense's date.

    The net on the class's account and the VAT on its own bear category and rate; VAT that is cost, and what is private,
    bear none. Each share is rounded half up to the agora and what is left goes to the other side of it.
    """
    recognised = HUNDRED if expense.recognised is None else expense.recognised
    cost = _part(expense.net, recognised)
    business_vat = _part(expense.vat, recognised)
    share = SHARES[of_class.input_vat] if deducts else SHARES[InputVat.NONE]
    deducted = to_cents(product(business_vat, Decimal(share.numerator)) / share.denominator)
    category, rate = _standing(expense, of_class), expense.vat_rate
    own = chart.expense(of_class.number)
    vat_account = chart.INPUT_VAT_EQUIPMENT if of_class.equipment else chart.INPUT_VAT
    sides: list[tuple[str, int, Decimal, VatCategory | None]] = [
        (own, chart.WALK_IN, cost, category),
        (own, chart.WALK_IN, business_vat - deducted, None),
        (vat_account, chart.WALK_IN, deducted, category),
        (chart.PRIVATE_USE, chart.WALK_IN, expense.net - cost + expense.vat - business_vat, None),
        (chart.ROUNDING, chart.WALK_IN, expense.total - expense.net - expense.vat, None),
        (chart.PAYABLE, expense.contact or chart.WALK_IN, -expense.total, None),
    ]
    return Entry(
        document_date=expense.date,
        tax_date=tax_date(expense),
        posting_date=first_open(expense.date, closed_through),
        postings=tuple(
            Posting(
                account=account,
                contact=contact,
                amount=amount,
                currency=currency,
                currency_amount=amount,
                vat_category=tag,
                vat_rate=None if tag is None else rate,
            )
            for account, contact, amount, tag in sides
            if amount
        ),
    )


def payment_entry(payment: ExpensePayment, contact: int | None, closed_through: dt.date | None, currency: str) -> Entry:
    """The entry of a payment; one that arrives late keeps its date and is posted on the first open day."""
    return simple_entry(
        payment.date,
        first_open(payment.date, closed_through),
        currency,
        (chart.PAYABLE, contact or chart.WALK_IN, payment.settled),
        (paid_from(payment.tender), chart.WALK_IN, -payment.paid),
        (chart.WITHHELD_PAYABLE, chart.WALK_IN, -payment.withheld),
    )


def paid_from(tender: str) -> str:
    """The account that money leaves by a means of payment: cash lies in the till, a card of ours is paid later."""
    kind = TENDER_TYPES[tender].kind
    if kind == "cash":
        return chart.till("cash")
    return chart.COMPANY_CARDS if kind == "card" else chart.BANK


def cash_taken(payments: list[ExpensePayment]) -> Decimal:
    """How much cash these payments take out of the till, on the whole."""
    return sum((one.paid for one in payments if paid_from(one.tender) == chart.till("cash")), ZERO)


def _part(amount: Decimal, percent: Decimal) -> Decimal:
    return to_cents(product(amount, percent) / HUNDRED)


def _standing(expense: Expense, of_class: TransactionClass) -> VatCategory:
    """How the net stands to VAT: as its class does, outside where an invoice of a class with VAT bears none."""
    if of_class.vat is VatCategory.STANDARD and expense.vat_rate == 0:
        return VatCategory.OUTSIDE
    return of_class.vat
