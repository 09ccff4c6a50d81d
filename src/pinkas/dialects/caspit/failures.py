"""How the books' errors are said on this wire: one table from leaf to words and status (dossier section 3).

The router puts the caller's own status (`inCaseOfErrorReturnHttpCode`) over the handled ones.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any, Final

import structlog

from pinkas.actions.desk import Desk
from pinkas.actions.logbook import Level, new_log_id, record_log
from pinkas.books import errors
from pinkas.dialects.caspit import quirks
from pinkas.dialects.caspit.answers import Answer, http_error, message, model_state, unhandled
from pinkas.dialects.caspit.call import Call
from pinkas.dialects.caspit.names import CLASS_WORDS
from pinkas.dialects.caspit.scalars import echo
from pinkas.paper import PaperBusy
from pinkas.storage.pool import DatabaseUnavailableError

_log = structlog.get_logger("pinkas.caspit")

_STATE_WORDS: Final = {"issued": "הודפס (printed)", "cancelled": "מבוטל (cancelled)", "void": "מבוטל (cancelled)"}

#: The books' field names by this wire's, with the prefix of the model they arrive in.
_MEMBERS: Final = {
    "kind": "doc.TrxTypeId",
    "series": "doc.DocumentNumberBranch",
    "contact_key": "doc.CustomerId",
    "lines": "doc.DocumentLines",
    "tenders": "doc.ReceiptLines",
    "sources": "doc.RelatedDocuments",
    "unit_price": "UnitPrice",
    "quantity": "Qty",
    "currency": "CurrencySymbol",
    "rate": "Rate",
    "net": "ExtendedPrice",
    "amount": "Payment",
    "type": "PaymentTypeId",
    "discount": "doc.Rebate",
    "discount_percent": "doc.RebatePercent",
    "vat_rate": "doc.VatRate",
    "taxable_base": "doc.TotalBeforeVATChargeVAT",
    "exempt_base": "doc.TotalNoChargeVat",
    "total": "doc.Total",
    "received": "doc.Payment",
    "received_book": "doc.PaymentNIS",
    "withheld": "doc.TaxDeduction",
    "withheld_book": "doc.TaxDeductionNIS",
    "receipt_currency": "doc.ReceiptCurrencySymbol",
    "receipt_rate": "doc.ReceiptRate",
    "opening_balance": "contact.OpenBalance",
    "price_list": "contact.PriceListNum",
    "terms_days": "contact.PaymentTermsDays",
    "class_number": "contact.TrxCodeNumber",
    "card_last_four": "contact.CCNumber",
    "card_token": "contact.CCNumberToken",
    "tax_number": "osekMorshe",
}
_PART: Final = re.compile(r"(\w+)(\[\d+\])?\.?")
_IN_LINES: Final = {"discount": "Rebate", "amount": "Payment"}
_IN_SOURCES: Final = {"amount": "DocumentSum"}
#: The models of vouchers, by the first word of the books' path, which itself is not said: what they call their fields.
_IN_VOUCHERS: Final = {
    "date": "Date", "details": "Details", "reference": "Reference", "lines": "Lines", "account": "Account",
    "contact": "ContactId", "debit": "Debit", "credit": "Credit", "amount": "Amount", "kind": "Kind",
    "bank_charge": "BankCharge", "document": "DocumentId", "product": "ProductId", "quantity": "Quantity",
}  # fmt: skip
#: A standing order's, with the prefix of its model.
_IN_STANDING_ORDER: Final = {
    "contact": "debit.ContactId", "kind": "debit.TrxTypeId", "start": "debit.StartDate", "end": "debit.EndDate",
    "day": "debit.DayInMonth", "interval": "debit.Interval", "count": "debit.NumPayments", "amount": "debit.Amount",
    "tender": "debit.PaymentTypeId", "card_token": "debit.CCNumberToken", "lines": "debit.DocumentLines",
    "unit_price": "UnitPrice", "quantity": "Qty", "discount": "Rebate", "rate": "Rate", "currency": "CurrencySymbol",
    "amount_currency": "debit.CurrencySymbol",
}  # fmt: skip
#: An expense's, with the prefix of its model.
_IN_EXPENSE: Final = {
    "key": "expense.ExpenseId", "date": "expense.Date", "class_number": "expense.TrxCodeNumber",
    "supplier": "expense.SupplierId", "supplier_name": "expense.SupplierName", "tax_number": "expense.OsekMorshe",
    "reference": "expense.Reference", "total": "expense.Total", "net": "expense.TotalNoVat", "vat": "expense.Vat",
    "vat_rate": "expense.VatRate", "recognised": "expense.WorkingFromHomePercentageAllowed", "flag": "expense.Flag",
    "allocation_number": "expense.AllocationNumber", "vat_period": "expense.VatPeriod",
    "image_name": "expense.ImageFileName", "image": "expense.ImageFile", "payments": "expense.Payments",
    "payment_key": "ExpensePaymentId", "paid": "TotalPaid", "withheld": "TaxWithheld",
    "tender": "PaymentMethodNumber",
}  # fmt: skip
#: The document of an operation.
_IN_PAPER: Final = {
    "what": "Type", "contact": "CustomerId", "date": "Date", "due_date": "PayDate", "corrects": "ToDocumentSerial",
    "advances": "Advances", "means": "PayTypeId", "bank_account": "BankAccountId", "accepted_by": "AcceptedBy",
    "vat_reason": "VatReason", "comments": "Comment", "operation": "OperationId",
}  # fmt: skip
_VOUCHERS: Final = {
    "entry": _IN_VOUCHERS | {"key": "EntryId"},
    "opening": _IN_VOUCHERS | {"key": "EntryId"},
    "cash": _IN_VOUCHERS | {"key": "CashId"},
    "cheque": _IN_VOUCHERS | {"key": "id"},
    "deposit": _IN_VOUCHERS
    | {
        "key": "DepositId",
        "line": "CaspitKupaLineId",
        "fee": "Fee",
        "fee_vat": "FeeVat",
        "type": "DepositType",
        "bank_account": "BankAccountName",
    },
    "difference": _IN_VOUCHERS | {"key": "DifferenceId"},
    "stock": _IN_VOUCHERS | {"key": "StockId"},
    "order": _IN_STANDING_ORDER,
    "expense": _IN_EXPENSE,
    "paper": _IN_PAPER,
}
_IN_PRODUCT: Final = {
    "purchase_price": "PurchasePrice",
    "sale_price1": "SalePrice1",
    "sale_price2": "SalePrice2",
    "sale_price3": "SalePrice3",
    "sale_price4": "SalePrice4",
    "currency": "CurrencySymbol",
    "in_stock": "QtyInStock",
    "least_stock": "MinQtyInStock",
    "most_stock": "MaxQtyInStock",
}
_INSIDE: Final = {"sources": _IN_SOURCES, "product": _IN_PRODUCT}


def member(field: str) -> str:
    """The wire's path of a books' field: `lines[0].unit_price` is `doc.DocumentLines[0].UnitPrice`.

    A voucher's say whose they are: `entry.lines[0].debit` is `Lines[0].Debit`.
    """
    parts = _PART.findall(field)
    if len(parts) > 1 and parts[0][0] in _VOUCHERS:
        names = _VOUCHERS[parts[0][0]]
        return ".".join(names.get(name, name) + index for name, index in parts[1:])
    path = []
    for place, (name, index) in enumerate(parts):
        table = _INSIDE.get(parts[0][0], _IN_LINES) if place else {}
        path.append(table.get(name, _MEMBERS.get(name, name)) + index)
    return ".".join(path)


def _invalid(error: errors.InvalidValue) -> Answer:
    path = member(error.field)
    return model_state({path: [f"The field {path.rpartition('.')[2]} {error.reason}."]})


def _sentence(error: errors.PinkasError) -> str:
    text = str(error)
    return f"{text[:1].upper()}{text[1:]}."


def _mismatch(error: errors.ClassMismatch) -> Answer:
    allowed = ", ".join(map(str, error.allowed))
    return message(
        f"TrxCodeNumber {error.number} is not {CLASS_WORDS[error.needed]} TrxCode. Allowed values: {allowed}"
    )


_SORTS: Final = {
    "contact": "Contact", "document": "Document", "product": "Product", "voucher": "Voucher", "cheque": "Cheque",
    "deposit": "Deposit",
    "deed": "Deed", "authority token": "Tax authority token", "expense": "Expense", "charge": "Charge",
    "card page": "Card page",
    "standing order": "PreAuthorizedDebit", "occurrence": "Occurrence", "business": "Business",
}  # fmt: skip

#: Every leaf of the books' tree; a test fails when one is missing.
ANSWERS: Final[dict[type[errors.PinkasError], Callable[[Any], Answer]]] = {
    errors.InvalidValue: _invalid,
    errors.UnknownRecord: lambda error: http_error(
        f"{_SORTS.get(error.sort, error.sort)} {echo(error.name)} was not found.", 404
    ),
    errors.ClassMismatch: _mismatch,
    errors.NotADraft: lambda error: message(quirks.exists_and_printed(error.key, _STATE_WORDS[error.state])),
    errors.FrozenField: lambda error: message(
        f"{member(error.field).rpartition('.')[2]} of document {error.key} cannot change: it is numbered already"
    ),
    errors.EmptyDocument: lambda error: message(f"Document {error.key} has no {error.missing}"),
    errors.NotSettleable: lambda error: message(f"Document {error.key} in RelatedDocuments {error.why}"),
    errors.CancellationBlocked: lambda error: message(f"Document {error.key} cannot be cancelled: {error.blocker}"),
    errors.AlreadyCancelled: lambda error: message(f"Document {error.key} is מבוטל (cancelled) already"),
    errors.SumTooLarge: lambda error: message(_sentence(error)),
    errors.OverCredited: lambda error: message(_sentence(error)),
    errors.PeriodClosed: lambda error: message(_sentence(error)),
    errors.RegistrationForbids: lambda error: message(_sentence(error)),
    errors.SeriesInUse: lambda error: message(_sentence(error)),
    errors.AlreadyReversed: lambda error: message(_sentence(error)),
    errors.NotRetried: lambda error: message(_sentence(error)),
    errors.TillTooLow: lambda error: message(_sentence(error)),
    errors.MailNotSent: lambda error: message(_sentence(error), 502 if error.unknown else 400),
    errors.CardNotSaved: lambda error: message(_sentence(error), 502 if error.unknown else 400),
    errors.HostedPageOnly: lambda error: message(f"{_sentence(error)} Start one with POST /ext/v1/card-pages."),
    errors.ChargeSettled: lambda error: message(_sentence(error)),
    errors.RecordInUse: lambda error: message(
        f"{_SORTS.get(error.sort, error.sort)} {error.name} is used by {error.user} and cannot be deleted"
    ),
    errors.NumberTaken: lambda error: http_error(_sentence(error), 409),
    errors.IdempotencyConflict: lambda error: http_error(_sentence(error), 409),
    errors.WrongCredentials: lambda error: message(str(error), 401),
    errors.SessionExpired: lambda error: message(_sentence(error), 401),
    errors.NotPermitted: lambda error: message(str(error), 403),
    errors.TooManyAttempts: lambda error: Answer(
        429, {"Message": _sentence(error)}, headers=(("retry-after", str(error.retry_after)),)
    ),
    errors.CannotSign: lambda error: message(_sentence(error), 503 if error.passing else 400),
    errors.NotAvailable: lambda error: message(_sentence(error)),
    errors.NotDecidable: lambda error: message(_sentence(error), 409),
    errors.AuthorityFailed: lambda error: message(_sentence(error), 502 if error.unknown else 400),
    errors.Contention: lambda error: Answer(503, {"Message": _sentence(error)}, headers=(("retry-after", "1"),)),
}


async def answer_failure(call: Call, error: Exception, *, desk: Desk | None = None) -> Answer:
    """The answer to whatever a handler raised; a fault of ours bears a log id and nothing else.

    The caller finds the id in GET Log, whoever reads the server's log there. A call without a token has no Log.
    """
    if isinstance(error, errors.PinkasError):
        return ANSWERS[type(error)](error)
    if isinstance(error, PaperBusy | DatabaseUnavailableError):
        _log.warning("unavailable", reason=str(error))
        text = "The server is too busy or its database is away; send it again."
        return Answer(503, {"Message": text}, headers=(("retry-after", "2"),))
    log_id, route = new_log_id(), "/".join(call.path[:1])
    _log.error("fault", log_id=log_id, method=call.method, route=route, exc_info=error)
    if desk is not None and call.caller is not None:
        said = f"An unexpected error in {call.method} {echo(route)}; the server's own log tells more under this id."
        kind = type(error).__name__
        await record_log(desk, call.caller, Level.ERROR, said, log_id=log_id, exception=kind)
    return unhandled(log_id)
