"""Refusals of what documents, periods and the money itself allow."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pinkas.books.errors.root import Refusal

if TYPE_CHECKING:
    import datetime as dt
    from decimal import Decimal


class NotADraft(Refusal):
    """An issued, cancelled or void document cannot be edited or issued again under the same key."""

    code = "not_a_draft"

    def __init__(self, key: str, state: str) -> None:
        super().__init__(f"document {key!r} is {state}")
        self.key = key
        self.state = state


class FrozenField(Refusal):
    """A numbered draft keeps its kind and its series for ever."""

    code = "frozen_field"

    def __init__(self, field: str, key: str) -> None:
        super().__init__(f"{field} of document {key!r} cannot change: it is numbered")
        self.field = field
        self.key = key


class EmptyDocument(Refusal):
    """A document without lines or payments cannot be issued."""

    code = "empty_document"

    def __init__(self, key: str, missing: str) -> None:
        super().__init__(f"document {key!r} has no {missing}")
        self.key = key
        self.missing = missing


class NotSettleable(Refusal):
    """A receipt names a document it cannot pay; `why` completes the sentence "the document ..."."""

    code = "not_settleable"

    def __init__(self, key: str, why: str) -> None:
        super().__init__(f"document {key!r} {why}")
        self.key = key
        self.why = why


class CancellationBlocked(Refusal):
    """Something later depends on the document; `blocker` names it."""

    code = "cancellation_blocked"

    def __init__(self, key: str, blocker: str) -> None:
        super().__init__(f"document {key!r} cannot be cancelled: {blocker}")
        self.key = key
        self.blocker = blocker


class AlreadyCancelled(Refusal):
    """Cancelling happens once."""

    code = "already_cancelled"

    def __init__(self, key: str) -> None:
        super().__init__(f"document {key!r} is cancelled already")
        self.key = key


class OverCredited(Refusal):
    """A credit takes back more than the invoice sold and nobody credited yet.

    `line` is the credit's line, None when its total is too much; `left` what may still be credited (a quantity of the
    line, or a sum). `part` says what of the credit is too much, where it is not its total.
    """

    code = "over_credited"

    def __init__(self, key: str, line: int | None, left: Decimal, *, part: str = "its total") -> None:
        what = part if line is None else f"line {line}"
        much = left if line is None else left.normalize()  # a sum has its agorot, a quantity what it needs
        super().__init__(f"of document {key!r} only {much:f} may still be credited by {what}")
        self.key = key
        self.line = line
        self.left = left


class PeriodClosed(Refusal):
    """A date in a period that takes no posting; `through` is the last day that is closed, `because` what closed it."""

    code = "period_closed"

    def __init__(self, day: dt.date, through: dt.date, *, because: str = "") -> None:
        why = f": {because}" if because else ""
        super().__init__(f"the period of {day:%Y-%m} is closed (through {through.isoformat()}){why}")
        self.day = day
        self.through = through


_WITH_ARTICLE = {
    "tax_invoice": "a tax invoice", "invoice_receipt": "an invoice-receipt", "credit_invoice": "a credit invoice",
}  # fmt: skip


class RegistrationForbids(Refusal):
    """A document of the VAT law from a business that is registered as charging none on its date."""

    code = "registration_forbids"

    def __init__(self, kind: str, registration: str) -> None:
        words = {"exempt_dealer": "an exempt dealer", "non_profit": "a non-profit organisation"}
        super().__init__(f"{words.get(registration, registration)} may not issue {_WITH_ARTICLE.get(kind, kind)}")
        self.kind = kind
        self.registration = registration


class SeriesInUse(Refusal):
    """A first number can be set only while the series is empty."""

    code = "series_in_use"

    def __init__(self, kind: str, series: int) -> None:
        super().__init__(f"series {series:02d} of {kind.replace('_', ' ')} has numbers already")
        self.kind = kind
        self.series = series


class AlreadyReversed(Refusal):
    """A voucher is reversed once, a cheque bounces once."""

    code = "already_reversed"

    def __init__(self, what: str) -> None:
        super().__init__(f"{what} already")
        self.what = what


class NotRetried(Refusal):
    """An occurrence of a standing order that is not tried again."""

    code = "not_retried"

    def __init__(self, order: str, number: int, why: str) -> None:
        super().__init__(f"occurrence {number} of standing order {order!r} {why}")
        self.order = order
        self.number = number


class TillTooLow(Refusal):
    """More cash would leave the till than lies in it."""

    code = "till_too_low"

    def __init__(self, held: Decimal) -> None:
        super().__init__(f"the till holds {held:f} in cash")
        self.held = held
