"""How the books' errors are said on this wire: one table from leaf to `error_message` (dossier §3; DESIGN §10).

A value that does not fit, or names nothing, is `Wrong value for <param>`; what the wire has no text for is said in an
English sentence. A fault bears a log id and nothing else.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Final

import structlog

from pinkas.actions.desk import Caller, Desk
from pinkas.actions.logbook import Level, new_log_id, record_log
from pinkas.books import errors
from pinkas.paper import PaperBusy
from pinkas.storage.pool import DatabaseUnavailableError

_log = structlog.get_logger("pinkas.icash")

AUTHENTICATION_ERROR: Final = "Authentication Error"
SESSION_EXPIRED: Final = "Session expired"
UNKNOWN_METHOD: Final = "Unknown method"
BUSY: Final = "The server is too busy or its database is away; send it again."

#: By which argument a record of a sort is named, where the method does not say otherwise.
NAMED_BY: Final[Mapping[str, str]] = {
    "contact": "ContragentID", "product": "SaleItemID", "store": "StoreID", "register": "CashRegisterID",
    "operation": "OperationID", "operation line": "OperationSaleItemID", "document": "DocumentID",
    "transaction": "OperationID", "staff": "UserID", "tender type": "PayTypeID", "bank account": "BankAccountID",
}  # fmt: skip

#: What a method calls the books' fields and sorts of record.
Names = Mapping[str, str]
Answer = Callable[[Any, Names], str]


def parameter(field: str, names: Names) -> str:
    """The argument that a books' field came in: by its whole path, its first word, or its last."""
    words = field.replace("]", "").replace("[", ".").split(".")
    for name in (field, words[0], words[-1]):
        if name in names:
            return names[name]
    return words[-1]


def _wrong(error: errors.InvalidValue, names: Names) -> str:
    return f"Wrong value for {parameter(error.field, names)}"


def _unknown(error: errors.UnknownRecord, names: Names) -> str:
    return f"Wrong value for {names.get(error.sort) or NAMED_BY.get(error.sort, error.sort)}"


def _sentence(error: errors.PinkasError, _: Names) -> str:
    text = str(error)
    return f"{text[:1].upper()}{text[1:]}"


#: Every leaf of the books' tree; a test fails when one is missing.
ANSWERS: Final[dict[type[errors.PinkasError], Answer]] = {
    errors.InvalidValue: _wrong,
    errors.UnknownRecord: _unknown,
    errors.WrongCredentials: lambda _, __: AUTHENTICATION_ERROR,
    # An address that is slowed down is told no more than one whose key is wrong.
    errors.TooManyAttempts: lambda _, __: AUTHENTICATION_ERROR,
    errors.SessionExpired: lambda _, __: SESSION_EXPIRED,
    **dict.fromkeys(
        (
            errors.SumTooLarge, errors.ClassMismatch, errors.NotADraft, errors.FrozenField, errors.EmptyDocument,
            errors.NotSettleable, errors.CancellationBlocked, errors.AlreadyCancelled, errors.OverCredited,
            errors.PeriodClosed, errors.RegistrationForbids, errors.SeriesInUse, errors.AlreadyReversed,
            errors.NotRetried, errors.TillTooLow, errors.MailNotSent, errors.CardNotSaved, errors.HostedPageOnly,
            errors.ChargeSettled, errors.RecordInUse, errors.IdempotencyConflict, errors.NotPermitted,
            errors.CannotSign, errors.NotDecidable, errors.AuthorityFailed, errors.NotAvailable,
            errors.NumberTaken, errors.Contention,
        ),
        _sentence,
    ),
}  # fmt: skip


async def failure_text(
    error: Exception, names: Names, *, method: str, desk: Desk | None = None, caller: Caller | None = None
) -> str:
    """What is said of whatever a method raised."""
    if isinstance(error, errors.PinkasError):
        return ANSWERS[type(error)](error, names)
    if isinstance(error, PaperBusy | DatabaseUnavailableError):
        _log.warning("unavailable", reason=str(error))
        return BUSY
    log_id = new_log_id()
    _log.error("fault", log_id=log_id, method=method, exc_info=error)
    if desk is not None and caller is not None:
        said = f"An unexpected error in {method}; the server's own log tells more under this id."
        await record_log(desk, caller, Level.ERROR, said, log_id=log_id, exception=type(error).__name__)
    return f"An unexpected error has occurred. Log id {log_id}"
