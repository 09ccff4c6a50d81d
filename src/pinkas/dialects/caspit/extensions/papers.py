"""Any document on paper, and cancelling it: `/ext/v1/papers/{id}`, for those too that Caspit has no word for."""

from __future__ import annotations

from typing import Annotated, Final

from pinkas.actions import drafts, issuing, papers
from pinkas.actions.desk import Caller, Desk
from pinkas.actions.sessions import Sessions
from pinkas.books.document import State, StoredDocument
from pinkas.books.errors import UnknownRecord
from pinkas.dialects.caspit.answers import PDF, Answer
from pinkas.dialects.caspit.call import Call
from pinkas.dialects.caspit.counter import caller_of, once_of, saved_answer
from pinkas.dialects.caspit.describing import Answers, Operation, Parameter
from pinkas.dialects.caspit.document_routes import chosen_language
from pinkas.dialects.caspit.fields import Wire
from pinkas.dialects.caspit.routing import CaspitRouter
from pinkas.dialects.caspit.wire import READ_ONLY, S50, Day, Integer, Money
from pinkas.storage.documents import Named, by_key, by_serial

_LARGEST_SERIAL: Final = 10**15


class CancelledPaper(Wire, frozen=True, kw_only=True):
    """A document that was cancelled. `Kind` is what it is, whether Caspit has a word for it or not."""

    DocumentId: Annotated[S50, READ_ONLY] = None
    DocumentSerial: Annotated[Integer, READ_ONLY] = None
    Kind: Annotated[S50, READ_ONLY] = None
    Number: Annotated[S50, READ_ONLY] = None
    Date: Annotated[Day, READ_ONLY] = None
    Total: Annotated[Money, READ_ONLY] = None
    Cancelled: Annotated[bool | None, READ_ONLY] = None


_ID: Final = Parameter("id", "The DocumentId, or the DocumentSerial: the running number that iCash calls DocumentID.")
_GET: Final = Operation(
    summary="Any document as PDF",
    says="As Caspit's own Pdf has it, for every kind: debit notes, advance invoices and till receipts too. The signed "
    "original of a computerised document, else the one original of a printed one, later copies.",
    parameters=(
        _ID,
        Parameter("lan", "0 or Hebrew, 1 or English; unless said, the language of the business's country."),
    ),
    answers=(Answers(200, media_type="application/pdf"),),
)
_CANCEL: Final = Operation(
    summary="Cancel any document",
    says="As Caspit's own CancelDocument does, for every kind. Posts the exact reverse; the number stays taken, and "
    "what a document was made of is as it was without it. Refused, naming why, when something depends on it or its "
    "original left the house: then credit it.",
    parameters=(_ID,),
    answers=(Answers(200, CancelledPaper),),
)


def add_routes(router: CaspitRouter, desk: Desk, sessions: Sessions) -> None:
    """Both calls."""

    @router.on("GET", "Papers/{id}", says=_GET)
    async def show(call: Call) -> Answer:
        caller = await caller_of(call, sessions)
        language = chosen_language(call, caller)
        named = await _named(desk, caller, call.id)
        stored, pdf = await papers.document_pdf(desk, caller, named, language, giving=call.method != "HEAD")
        name = f"{stored.full_number.replace('/', '-')}.pdf"
        return Answer(200, pdf, PDF, (("content-disposition", f'inline; filename="{name}"'),))

    @router.on("POST", "Papers/{id}/Cancel", error_status=True, says=_CANCEL)
    async def cancel(call: Call) -> Answer:
        caller = await caller_of(call, sessions)
        named, once = await _named(desk, caller, call.id), await once_of(call, desk, status=200)
        cancelled = await issuing.cancel_document(desk, caller, named, once=once)
        return saved_answer(200, to_wire(cancelled.record), replayed=cancelled.replayed)


async def _named(desk: Desk, caller: Caller, said: str) -> Named:
    """The document under this key, else with this serial: a key that is a number wins. Raises UnknownRecord."""
    try:
        found = await drafts.find_document(desk, caller, by_key(said))
    except UnknownRecord:
        if not (said.isascii() and said.isdecimal() and int(said[:16]) < _LARGEST_SERIAL):
            raise
        found = await drafts.find_document(desk, caller, by_serial(int(said)))
    return by_serial(found.serial)


def to_wire(stored: StoredDocument) -> CancelledPaper:
    """The document as it stands."""
    return CancelledPaper(
        DocumentId=stored.key,
        DocumentSerial=stored.serial,
        Kind=stored.document.kind,
        Number=stored.full_number,
        Date=stored.document.date,
        Total=stored.document.effective_total,
        Cancelled=stored.state in {State.CANCELLED, State.VOID},
    )
