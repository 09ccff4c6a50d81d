"""How the books' errors are said on this wire: one table from leaf to words and status (R-NET dossier section 2)."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from typing import Any, Final

import structlog

from pinkas.actions.desk import Desk
from pinkas.actions.logbook import Level, new_log_id, record_log
from pinkas.books import errors
from pinkas.dialects.rnet.answers import Answer, failure, invalid, not_found, unauthorised
from pinkas.dialects.rnet.call import Call
from pinkas.dialects.text import echo
from pinkas.paper import PaperBusy
from pinkas.storage.pool import DatabaseUnavailableError

_log = structlog.get_logger("pinkas.rnet")

#: The books' field names by this wire's. What stands in no table keeps its name.
_MEMBERS: Final = {
    "lines": "ItemEntries", "discount": "Discount", "total": "Total", "tenders": "Tenders", "kind": "TransactionType",
    "contact": "Customer", "customer": "Customer", "store": "Store", "register": "Register", "seller": "Seller",
    "local_time": "SaleTime", "sale_time": "SaleTime", "time": "SaleTime", "till_number": "TransactionNo",
    "sequence": "TransactionNo", "rounding": "Rounding", "note": "Note", "email": "TransactionEMAIL",
    "voids": "VoidTransactionID", "uuid": "TransactionID", "exchange_id": "XID", "erp_code": "TransactionERPCode",
    "taxable_base": "Total", "exempt_base": "Total", "received": "Tenders", "date": "SaleTime",
}  # fmt: skip
_IN_LINES: Final = {
    "quantity": "Qty", "price": "Price", "unit_price": "Price", "discount": "Discount", "item": "Item",
    "product": "Item", "net": "Total", "name": "EntryDescription", "note": "Note", "returns": "ReturnTEntryID",
    "sort": "Sort", "unit_quantity": "UOMQty", "unit_type": "UOMType", "uuid": "TransactionEntryID",
    "parent": "ParentTransactionEntry",
}  # fmt: skip
_IN_TENDERS: Final = {
    "amount": "Amount", "number": "No", "bank": "CHBankNo", "branch": "CHBranchNo", "account": "CHAccountNo",
    "due_date": "CHDueDate", "place": "CHCurrPayNum", "series": "PayNumber", "holder_id": "TZ", "type": "Tender",
    "means": "Tender", "card_brand": "CCType", "card_expiry": "CCExpDate", "authorisation": "CCAuthNo",
    "payments": "CCPayments", "first_payment": "CCFirstPayment", "next_payments": "CCNextPayments",
}  # fmt: skip
_INSIDE: Final = {"lines": _IN_LINES, "tenders": _IN_TENDERS}
#: What the books say of a record that a request names and nobody has.
NOT_FOUND: Final = "was not found"
_PAYMENT: Final = re.compile(r"tenders\[(\d+)\](.*)")
_PART: Final = re.compile(r"(\w+)(\[\d+\])?\.?")
_SORTS: Final = {
    "transaction": "Transaction", "contact": "Customer", "product": "Item", "store": "Store", "register": "Register",
    "staff": "User",
}  # fmt: skip


def member(field: str) -> str:
    """The wire's path of a books' field: `lines[0].quantity` is `ItemEntries[0].Qty`."""
    parts = _PART.findall(field)
    path = []
    for place, (name, index) in enumerate(parts):
        table = _INSIDE.get(parts[0][0], {}) if place else _MEMBERS
        path.append(table.get(name, name) + index)
    return ".".join(path)


def _sentence(error: Exception) -> str:
    text = str(error)
    return f"{text[:1].upper()}{text[1:]}."


def invalid_value(error: errors.InvalidValue, *, tenders: Sequence[str] = ()) -> Answer:
    """400 naming what is wrong by its path; `tenders` are the paths of the payments in the body, in order."""
    found = _PAYMENT.match(error.field)
    if found is not None and int(found[1]) < len(tenders):
        path = tenders[int(found[1])] + member(f"tenders{found[2]}").removeprefix("Tenders")
    else:
        path = member(error.field)
    last = path.rpartition(".")[2].partition("[")[0]
    if error.reason == NOT_FOUND:
        return invalid({path: [f"{last} not found."]})
    return invalid({path: [f"The field {last} {error.reason}."]})


def _refused(error: errors.PinkasError) -> Answer:
    return failure(_sentence(error), 400)


def _conflict(error: errors.PinkasError) -> Answer:
    return failure(_sentence(error), 409)


def _taken(error: errors.NumberTaken) -> Answer:
    return failure(f"{member(error.field)} {error.value} belongs to another transaction.", 409)


def _not_found(error: errors.UnknownRecord) -> Answer:
    return not_found(_SORTS.get(error.sort, error.sort.capitalize()))


#: Every leaf of the books' tree; a test fails when one is missing. Some can only come of another tongue's calls.
ANSWERS: Final[dict[type[errors.PinkasError], Callable[[Any], Answer]]] = {
    errors.InvalidValue: invalid_value,
    errors.UnknownRecord: _not_found,
    errors.ClassMismatch: _refused,
    errors.NotADraft: _conflict,
    errors.FrozenField: _refused,
    errors.EmptyDocument: _refused,
    errors.NotSettleable: _refused,
    errors.CancellationBlocked: _refused,
    errors.AlreadyCancelled: _refused,
    errors.SumTooLarge: _refused,
    errors.OverCredited: _refused,
    errors.PeriodClosed: _refused,
    errors.RegistrationForbids: _refused,
    errors.SeriesInUse: _refused,
    errors.AlreadyReversed: _refused,
    errors.NotRetried: _refused,
    errors.TillTooLow: _refused,
    errors.MailNotSent: lambda error: failure(_sentence(error), 502 if error.unknown else 400),
    errors.CardNotSaved: lambda error: failure(_sentence(error), 502 if error.unknown else 400),
    errors.HostedPageOnly: _refused,
    errors.ChargeSettled: _refused,
    errors.RecordInUse: _conflict,
    errors.NumberTaken: _taken,
    errors.IdempotencyConflict: _conflict,
    errors.WrongCredentials: lambda _: unauthorised(),
    errors.SessionExpired: lambda _: unauthorised(),
    errors.NotPermitted: lambda error: failure(_sentence(error), 403),
    errors.TooManyAttempts: lambda error: failure(
        _sentence(error), 429, headers=(("retry-after", str(error.retry_after)),)
    ),
    errors.CannotSign: lambda error: failure(_sentence(error), 503 if error.passing else 400),
    errors.NotAvailable: _refused,
    errors.NotDecidable: _conflict,
    errors.AuthorityFailed: lambda error: failure(_sentence(error), 502 if error.unknown else 400),
    errors.Contention: lambda error: failure(_sentence(error), 503, headers=(("retry-after", "1"),)),
}


async def answer_failure(call: Call, error: Exception, *, desk: Desk | None = None) -> Answer:
    """The answer to whatever a handler raised; a fault of ours bears a log id and nothing else.

    The id stands in the server's log and in the business's own.
    """
    if isinstance(error, errors.PinkasError):
        return ANSWERS[type(error)](error)
    if isinstance(error, PaperBusy | DatabaseUnavailableError):
        _log.warning("unavailable", reason=str(error))
        text = "The server is too busy or its database is away; send it again."
        return failure(text, 503, headers=(("retry-after", "2"),))
    log_id, route = new_log_id(), "/".join(call.path[:1])
    _log.error("fault", log_id=log_id, method=call.method, route=route, exc_info=error)
    if desk is not None and call.admitted is not None:
        said = f"An unexpected error in {call.method} {echo(route)}; the server's own log tells more under this id."
        await record_log(desk, call.admitted, Level.ERROR, said, log_id=log_id, exception=type(error).__name__)
    return failure(f"An error has occurred. Log id: {log_id}", 500)
