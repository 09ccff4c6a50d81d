"""Every way the books refuse, as one tree. Leaves carry a stable code and facts, and know no HTTP.

PinkasError
├── Refusal                     the caller's doing; nothing was written
│   ├── InvalidValue            a field holds what the books cannot take
│   ├── SumTooLarge             a balance or stock would exceed what the books can hold
│   ├── UnknownRecord           no such record in this business
│   ├── ClassMismatch           an income or receipt class that does not fit the document
│   ├── NotADraft               an issued, cancelled or void document cannot be edited
│   ├── FrozenField             a numbered draft keeps its kind and series
│   ├── EmptyDocument           nothing to issue
│   ├── NotSettleable           a receipt names a document it cannot pay
│   ├── CancellationBlocked     something later depends on the document
│   ├── AlreadyCancelled
│   ├── OverCredited            a credit takes back more than was sold
│   ├── PeriodClosed            a date in a period that takes no posting
│   ├── RegistrationForbids     a document of the VAT law from a business that charges none
│   ├── SeriesInUse             a first number for a series that has numbers
│   ├── AlreadyReversed         a voucher or a cheque is undone once
│   ├── NotRetried              an occurrence of a standing order that is not tried again
│   ├── TillTooLow              more cash out than there is
│   ├── MailNotSent             the mail was refused, or nobody knows
│   ├── CardNotSaved            a gateway gave no token for a card
│   ├── HostedPageOnly          a gateway that takes card numbers on its own page alone
│   ├── ChargeSettled           nothing more is to be learnt of a charge
│   ├── RecordInUse             a record that documents refer to cannot go
│   ├── NumberTaken             a till number or code that another transaction bears
│   ├── IdempotencyConflict     one key, two different requests
│   ├── WrongCredentials
│   ├── SessionExpired
│   ├── NotPermitted
│   ├── TooManyAttempts         a login is slowed
│   ├── CannotSign              the certificate or what stamps the time cannot be used, or not now
│   ├── NotDecidable            nothing can be decided about an allocation number now
│   ├── AuthorityFailed         the tax authority did not do it, or nobody knows
│   └── NotAvailable            a part that this installation does not have
└── Contention                  the facts kept changing under the decision; safe to send again
"""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Sequence
    from decimal import Decimal


class PinkasError(Exception):
    """The root; its message is for the person who gets it."""

    code: ClassVar[str] = "error"


class Refusal(PinkasError):
    """The request cannot be done as asked; nothing was written."""

    code = "refused"


class InvalidValue(Refusal):
    """A field holds what the books cannot take.

    `field` is the books' own name; each edge translates it to its wire's. `reason` completes "the field ...".
    """

    code = "invalid_value"

    def __init__(self, field: str, reason: str) -> None:
        super().__init__(reason)
        self.field = field
        self.reason = reason


class SumTooLarge(Refusal):
    """Each amount is sound, and what they come to together is more than the books can hold."""

    code = "sum_too_large"

    def __init__(self) -> None:
        super().__init__("the sum would be larger than the books can hold")


class UnknownRecord(Refusal):
    """No such record in this business."""

    code = "unknown_record"

    def __init__(self, sort: str, name: str) -> None:
        super().__init__(f"no {sort} {name!r}")
        self.sort = sort
        self.name = name


class ClassMismatch(Refusal):
    """The class is unknown, or of another sort than the document needs."""

    code = "class_mismatch"

    def __init__(self, number: int, needed: str, allowed: Sequence[int]) -> None:
        super().__init__(f"class {number} is not a class of {needed}")
        self.number = number
        self.needed = needed
        self.allowed = tuple(allowed)


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
    """A date in a period that takes no posting; `through` is the last day that is closed."""

    code = "period_closed"

    def __init__(self, day: dt.date, through: dt.date) -> None:
        super().__init__(f"the period of {day:%Y-%m} is closed (through {through.isoformat()})")
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


class MailNotSent(Refusal):
    """A mail was not accepted. `unknown`: it may have gone all the same, and is not repeated blindly."""

    code = "mail_not_sent"

    def __init__(self, reason: str, *, unknown: bool) -> None:
        super().__init__(reason)
        self.reason = reason
        self.unknown = unknown


class RecordInUse(Refusal):
    """A record that documents refer to cannot be removed."""

    code = "record_in_use"

    def __init__(self, sort: str, name: str, user: str) -> None:
        super().__init__(f"{sort} {name!r} is used by {user}")
        self.sort = sort
        self.name = name
        self.user = user


class NumberTaken(Refusal):
    """A till number, code or id that another transaction bears already. `field` is which, `value` it itself."""

    code = "number_taken"

    def __init__(self, field: str, value: str) -> None:
        super().__init__(f"{field} {value} belongs to another transaction")
        self.field = field
        self.value = value


class IdempotencyConflict(Refusal):
    """The idempotency key was used for another request."""

    code = "idempotency_conflict"

    def __init__(self) -> None:
        super().__init__("this Idempotency-Key was used with a different request")


class WrongCredentials(Refusal):
    """Unknown user, wrong password, or a business the user may not enter: never said which."""

    code = "wrong_credentials"

    def __init__(self) -> None:
        super().__init__("Invalid user name or password")


class SessionExpired(Refusal):
    """The caller is known, but not its session, or it was not used for too long."""

    code = "session_expired"


class NotPermitted(Refusal):
    """The credential is good, but not for this."""

    code = "not_permitted"


class TooManyAttempts(Refusal):
    """A login is slowed after failures; `retry_after` is in whole seconds."""

    code = "too_many_attempts"

    def __init__(self, retry_after: int) -> None:
        super().__init__(f"too many failed attempts; try again in {retry_after} seconds")
        self.retry_after = retry_after


class NotAvailable(Refusal):
    """A part that this installation does not have."""

    code = "not_available"


class CannotSign(Refusal):
    """A document's original cannot be signed: `passing` when asking again later may do."""

    code = "cannot_sign"

    def __init__(self, reason: str, *, passing: bool) -> None:
        super().__init__(reason)
        self.reason = reason
        self.passing = passing


class CardNotSaved(Refusal):
    """A gateway gave no token for a card. `unknown`: nobody knows whether it made one, which costs nothing."""

    code = "card_not_saved"

    def __init__(self, reason: str, *, unknown: bool) -> None:
        super().__init__(reason)
        self.reason = reason
        self.unknown = unknown


class HostedPageOnly(Refusal):
    """The business's gateway takes card numbers on its own page alone."""

    code = "hosted_page_only"

    def __init__(self) -> None:
        super().__init__("this card gateway takes card numbers on its own page only")


class ChargeSettled(Refusal):
    """Nothing more is to be learnt of a charge, or its answer is still awaited."""

    code = "charge_settled"

    def __init__(self, key: str, state: str) -> None:
        stands = "is still on its way" if state == "intended" else f"is {state} already"
        super().__init__(f"charge {key!r} {stands}")
        self.key = key
        self.state = state


class NotDecidable(Refusal):
    """Nothing of the kind can be decided about a document's allocation number; `why` says how it stands."""

    code = "not_decidable"

    def __init__(self, key: str, why: str) -> None:
        super().__init__(f"the allocation number of document {key!r}: {why}")
        self.key = key
        self.why = why


class AuthorityFailed(Refusal):
    """The tax authority did not do what was asked. `unknown`: it may have, and is looked up before another try."""

    code = "authority_failed"

    def __init__(self, reason: str, *, unknown: bool) -> None:
        super().__init__(reason)
        self.reason = reason
        self.unknown = unknown


class Contention(PinkasError):
    """The facts kept changing under the decision; nothing was written, the same request may be sent again."""

    code = "contention"

    def __init__(self) -> None:
        super().__init__("the books were too busy to take this; send it again")
