"""What of a receipt is invoiced as it falls due: to the agora, once, and only money that pays nothing else."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from uuid import UUID

from pinkas.books.deferred import Payment, Receipt, falling_due

RECEIVED = dt.date(2026, 8, 4)
LATER = dt.date(2027, 8, 4)


def payment(number: int, amount: str, due: str | None, **facts: object) -> Payment:
    day = None if due is None else dt.date.fromisoformat(due)
    return Payment(uuid=UUID(int=number), number=number, amount=Decimal(amount), due_date=day, **facts)  # type: ignore[arg-type]


def falling(
    *payments: Payment, open_amount: str, withheld: str = "0", until: dt.date = LATER
) -> list[tuple[int, str, str]]:
    receipt = Receipt(
        key="r", date=RECEIVED, open_amount=Decimal(open_amount), withheld=Decimal(withheld), payments=payments
    )
    return [(one.payment.number, str(one.gross), one.due_date.isoformat()) for one in falling_due(receipt, until)]


INSTALMENTS = (
    payment(1, "333.34", "2026-09-02"),
    payment(2, "333.33", "2026-10-02"),
    payment(3, "333.33", "2026-11-02"),
)


def test_each_instalment_as_it_falls_due() -> None:
    assert falling(*INSTALMENTS, open_amount="1000", until=dt.date(2026, 9, 1)) == []
    assert falling(*INSTALMENTS, open_amount="1000", until=dt.date(2026, 10, 2)) == [
        (1, "333.34", "2026-09-02"),
        (2, "333.33", "2026-10-02"),
    ]


def test_what_is_not_deferred_is_not_invoiced() -> None:
    today = (payment(1, "100", None), payment(2, "100", "2026-08-04"), payment(3, "100", "2026-08-01"))
    assert falling(*today, payment(4, "50", "2026-08-05"), open_amount="350") == [(4, "50.00", "2026-08-05")]


def test_what_pays_something_else_is_taken_from_the_earliest() -> None:
    # 500 of 1,000 paid an invoice that was named: the first instalment and half of the second.
    assert falling(*INSTALMENTS, open_amount="500.00") == [(2, "166.67", "2026-10-02"), (3, "333.33", "2026-11-02")]
    # Cash received at once pays first.
    cash = payment(4, "400", None)
    assert falling(*INSTALMENTS, cash, open_amount="1000")[0] == (1, "333.34", "2026-09-02")
    assert falling(*INSTALMENTS, open_amount="0") == []


def test_what_was_invoiced_is_not_again() -> None:
    first = payment(1, "333.34", "2026-09-02", invoiced=Decimal("333.34"))
    assert falling(first, *INSTALMENTS[1:], open_amount="666.66") == [
        (2, "333.33", "2026-10-02"),
        (3, "333.33", "2026-11-02"),
    ]
    # Its invoice was cancelled: the money is the customer's again, and it is not invoiced by itself.
    cancelled = payment(1, "333.34", "2026-09-02", invoiced=Decimal(0))
    assert [one[0] for one in falling(cancelled, *INSTALMENTS[1:], open_amount="1000")] == [2, 3]


def test_a_bounced_cheque_is_never_invoiced() -> None:
    bounced = payment(2, "333.33", "2026-10-02", bounced=True)
    assert falling(INSTALMENTS[0], bounced, INSTALMENTS[2], open_amount="666.67") == [
        (1, "333.34", "2026-09-02"),
        (3, "333.33", "2026-11-02"),
    ]


def test_tax_withheld_is_part_of_what_was_paid() -> None:
    # 10.00 withheld of three payments: 3.33, 3.34, 3.33, so that the sum is exact.
    assert falling(*INSTALMENTS, open_amount="1010", withheld="10") == [
        (1, "336.67", "2026-09-02"),
        (2, "336.67", "2026-10-02"),
        (3, "336.66", "2026-11-02"),
    ]
