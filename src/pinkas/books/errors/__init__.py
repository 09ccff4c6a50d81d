"""Every way the books refuse, as one tree, in a module to a subject. Leaves carry a stable code and facts, no HTTP.

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

from pinkas.books.errors.callers import NotPermitted, SessionExpired, TooManyAttempts, WrongCredentials
from pinkas.books.errors.outside import (
    AuthorityFailed,
    CannotSign,
    CardNotSaved,
    ChargeSettled,
    HostedPageOnly,
    MailNotSent,
    NotAvailable,
    NotDecidable,
)
from pinkas.books.errors.records import (
    AlreadyCancelled,
    AlreadyReversed,
    CancellationBlocked,
    EmptyDocument,
    FrozenField,
    NotADraft,
    NotRetried,
    NotSettleable,
    OverCredited,
    PeriodClosed,
    RegistrationForbids,
    SeriesInUse,
    TillTooLow,
)
from pinkas.books.errors.root import Contention, PinkasError, Refusal
from pinkas.books.errors.values import (
    ClassMismatch,
    IdempotencyConflict,
    InvalidValue,
    NumberTaken,
    RecordInUse,
    SumTooLarge,
    UnknownRecord,
)

__all__ = [
    "AlreadyCancelled",
    "AlreadyReversed",
    "AuthorityFailed",
    "CancellationBlocked",
    "CannotSign",
    "CardNotSaved",
    "ChargeSettled",
    "ClassMismatch",
    "Contention",
    "EmptyDocument",
    "FrozenField",
    "HostedPageOnly",
    "IdempotencyConflict",
    "InvalidValue",
    "MailNotSent",
    "NotADraft",
    "NotAvailable",
    "NotDecidable",
    "NotPermitted",
    "NotRetried",
    "NotSettleable",
    "NumberTaken",
    "OverCredited",
    "PeriodClosed",
    "PinkasError",
    "RecordInUse",
    "Refusal",
    "RegistrationForbids",
    "SeriesInUse",
    "SessionExpired",
    "SumTooLarge",
    "TillTooLow",
    "TooManyAttempts",
    "UnknownRecord",
    "WrongCredentials",
]
