"""The paper of what a till or a shop's system recorded: `/ext/v1/operations/{id}/document`."""

from __future__ import annotations

from typing import Annotated, Final
from urllib.parse import quote

from pinkas.actions.desk import Desk
from pinkas.actions.papers_made import MadeOrder, make_document
from pinkas.actions.sessions import Sessions
from pinkas.books.document import State, StoredDocument
from pinkas.books.errors import InvalidValue, NotSettleable, UnknownRecord
from pinkas.books.money import fits
from pinkas.books.pay_types import BUILT_IN_MEANS, PAY_TYPES
from pinkas.books.references import RecordName
from pinkas.dialects.caspit.answers import Answer
from pinkas.dialects.caspit.binding import WireError
from pinkas.dialects.caspit.call import Call, Surface
from pinkas.dialects.caspit.counter import caller_of, once_of, saved_answer
from pinkas.dialects.caspit.describing import Answers, Operation, Parameter, Sort
from pinkas.dialects.caspit.fields import Wire
from pinkas.dialects.caspit.names import TRX_TYPE_OF_KIND
from pinkas.dialects.caspit.quirks import full_number
from pinkas.dialects.caspit.routing import CaspitRouter
from pinkas.dialects.caspit.wire import READ_ONLY, REQUIRED, S50, S500, Day, Integer, Money

CHANNEL: Final = "papers"
_TYPES: Final = {
    "INVOICE": "invoice",
    "CREDIT": "credit",
    "DEBIT": "debit",
    "ADVANCE": "advance",
    "PROFORMA": "proforma",
}
_MADE: Final = {
    "invoice": "tax_invoice",
    "credit": "credit_invoice",
    "debit": "debit_note",
    "advance": "advance_invoice",
    "proforma": "proforma",
}
#: The shop's own number of each means of payment, by the tender it stands for.
_MEANS: Final = {means.type: means.number for means in BUILT_IN_MEANS}
_CORRECTABLE: Final = frozenset({"tax_invoice", "invoice_receipt", "advance_invoice", "debit_note"})
_LARGEST_SERIAL: Final = 10**15


class DeductedAdvance(Wire, frozen=True, kw_only=True):
    """An advance invoice that a final one deducts; with VAT, all that fits where no amount is said."""

    DocumentSerial: Annotated[Integer, REQUIRED] = None
    Amount: Money = None


class OperationPaper(Wire, frozen=True, kw_only=True):
    """The document made of an operation. Serials are the running numbers that iCash calls ids."""

    Type: Annotated[S50, REQUIRED] = None
    CustomerId: S50 = None
    ContragentId: Integer = None
    Date: Day = None
    PayDate: Day = None
    ToDocumentSerial: Integer = None
    Advances: list[DeductedAdvance] | None = None
    PayTypeId: Integer = None
    BankAccountId: Integer = None
    AcceptedBy: S50 = None
    VatReason: S500 = None
    Comment: S500 = None
    OperationId: Annotated[Integer, READ_ONLY] = None
    DocumentId: Annotated[S50, READ_ONLY] = None
    DocumentSerial: Annotated[Integer, READ_ONLY] = None
    Number: Annotated[S50, READ_ONLY] = None
    Kind: Annotated[S50, READ_ONLY] = None
    TotalBeforeVAT: Annotated[Money, READ_ONLY] = None
    Vat: Annotated[Money, READ_ONLY] = None
    Total: Annotated[Money, READ_ONLY] = None
    OpenAmount: Annotated[Money, READ_ONLY] = None
    Cancelled: Annotated[bool | None, READ_ONLY] = None


_SAYS: Final = Operation(
    summary="The document of an operation",
    says="Makes the invoice, credit or debit note, advance invoice or pro forma of a finished sale or return (its id "
    "on the wire of shops: OperationID). What it posted and moved is neither posted nor moved again; what is still to "
    "be paid goes over to the document. In Israel the till's own invoice or credit is answered. An invoice "
    "may deduct advances. Asked again, the document that was made is answered.",
    parameters=(Parameter("id", "The operation's id.", Sort.INTEGER),),
    body=OperationPaper,
    answers=(Answers(200, OperationPaper, location=True),),
)


def add_routes(router: CaspitRouter, desk: Desk, sessions: Sessions) -> None:
    """The one call on an operation's document."""

    @router.on("POST", "Operations/{id}/Document", error_status=True, says=_SAYS)
    async def make(call: Call) -> Answer:
        caller = await caller_of(call, sessions)
        operation = _serial(call.id)
        order = to_order(await call.body(OperationPaper))
        once = await once_of(call, desk, status=200)
        try:
            saved = await make_document(desk, caller, operation, order, once=once)
        except InvalidValue as wrong:
            raise InvalidValue(f"paper.{wrong.field}", wrong.reason) from wrong
        except NotSettleable as refusal:
            raise InvalidValue("paper.operation", refusal.why) from refusal
        return saved_answer(
            200, to_wire(saved.record, operation), at=_address(call, saved.record), replayed=saved.replayed
        )


def _address(call: Call, stored: StoredDocument) -> str | None:
    """Where the vendor's own route shows the document; nowhere when it has no word for its kind."""
    if stored.document.kind not in TRX_TYPE_OF_KIND:
        return None
    return f"{call.origin}{Surface().base}/documents/{quote(stored.key, safe='')}"


def _serial(text: str) -> int:
    """The operation's id. Raises UnknownRecord for what is none."""
    if not (text.isascii() and text.isdecimal() and int(text[:16]) < _LARGEST_SERIAL):
        raise UnknownRecord("operation", text)
    return int(text)


def to_order(sent: OperationPaper) -> MadeOrder:
    """The document as ordered. Raises WireError."""
    problems: dict[str, list[str]] = {}
    what = _TYPES.get(sent.Type or "")
    if what is None:
        problems["Type"] = [f"The value of Type is not valid. Allowed values: {', '.join(_TYPES)}"]
    if sent.CustomerId and sent.ContragentId:
        problems["CustomerId"] = ["CustomerId and ContragentId name the same thing: send one of them"]
    for place, advance in enumerate(sent.Advances or ()):
        if advance.Amount is not None and not (fits(advance.Amount, 2) and advance.Amount > 0):
            problems[f"Advances[{place}].Amount"] = ["Amount must be greater than 0, with at most two decimals."]
    if sent.PayTypeId is not None and sent.PayTypeId not in PAY_TYPES:
        problems["PayTypeId"] = [f"PayTypeId must be one of {', '.join(map(str, PAY_TYPES))}."]
    contact = None
    if sent.CustomerId:
        contact = RecordName("key", sent.CustomerId)
    elif sent.ContragentId:
        contact = RecordName("serial", str(sent.ContragentId))
    if problems or what is None:
        raise WireError(problems)
    return MadeOrder(
        what=what,
        contact=contact,
        date=sent.Date,
        due_date=sent.PayDate,
        corrects=sent.ToDocumentSerial,
        advances=tuple((one.DocumentSerial or 0, one.Amount) for one in sent.Advances or ()),
        comments=sent.Comment,
        means=None if sent.PayTypeId is None else _MEANS[PAY_TYPES[sent.PayTypeId].type],
        bank_account=sent.BankAccountId,
        accepted_by=sent.AcceptedBy,
        vat_reason=sent.VatReason,
        channel=CHANNEL,
    )


def to_wire(stored: StoredDocument, operation: int) -> OperationPaper:
    """The document that was made."""
    document = stored.document
    return OperationPaper(
        Type=next((name for name, what in _TYPES.items() if _MADE[what] == document.kind), "INVOICE"),
        CustomerId=stored.contact_key,
        ContragentId=document.contact,
        Date=document.date,
        PayDate=document.due_date,
        ToDocumentSerial=_corrected(stored),
        Advances=[
            DeductedAdvance(DocumentSerial=source.document, Amount=source.amount)
            for source in document.sources
            if source.amount is not None
        ],
        PayTypeId=next((one.number for one in PAY_TYPES.values() if _MEANS[one.type] == document.means), None),
        BankAccountId=document.bank_account,
        AcceptedBy=document.accepted_by,
        VatReason=document.vat_reason,
        Comment=document.comments,
        OperationId=operation,
        DocumentId=stored.key,
        DocumentSerial=stored.serial,
        Number=full_number(document.series, stored.number, stored.run),
        Kind=document.kind,
        TotalBeforeVAT=document.net,
        Vat=document.vat,
        Total=document.total,
        OpenAmount=stored.open_amount,
        Cancelled=stored.state is State.CANCELLED,
    )


def _corrected(stored: StoredDocument) -> int | None:
    """The invoice that a credit or debit note names."""
    if stored.document.kind not in {"credit_invoice", "debit_note"}:
        return None
    return next((one.serial for one in stored.relations if one.source and one.kind in _CORRECTABLE), None)
