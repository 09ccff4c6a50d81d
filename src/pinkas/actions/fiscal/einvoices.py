"""Electronic invoices: sending one, its paper, and the list of those sold and bought (fiscal dossier §8).

The intent is written before an invoice is sent, the answer after; one whose fate is unknown is looked for among what
the service holds before it is sent again. What the service says went wrong is told as it said it.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Final, cast

from pinkas.actions.desk import Caller, Desk
from pinkas.actions.drafts import find_document
from pinkas.actions.fiscal.settings import Joined, joined
from pinkas.actions.fiscal.steps import answered, einvoice_asked, write_step
from pinkas.actions.fiscal.telling import AT_ONCE_S, CLAIM, KEEPING_S, invoice_of, tell
from pinkas.actions.papers import document_pdf, paper_to_send
from pinkas.actions.ports.fiscal_service import FiscalEinvoice, FiscalReply, FiscalRuling, PartyType
from pinkas.actions.searching import Page
from pinkas.books.document import State, StoredDocument
from pinkas.books.errors import AuthorityFailed, InvalidValue, UnknownRecord
from pinkas.books.fiscal import (
    EINVOICE_CREDITS,
    EINVOICE_TYPES,
    PROCESSES,
    EinvoiceTerms,
    FiscalKind,
    FiscalState,
)
from pinkas.books.language import Language
from pinkas.storage import fiscal
from pinkas.storage.documents import by_serial
from pinkas.storage.fiscal import EinvoiceFilter, EinvoiceRow, Standing

#: How the paper of electronic invoices speaks.
_LANGUAGE: Final[Language] = "sq"
_SIDES: Final[tuple[PartyType, ...]] = ("SELLER", "BUYER")
_IN_DOUBT: Final = frozenset({FiscalKind.EINVOICE_ASKED, FiscalKind.EINVOICE_UNKNOWN})
_UNDER_WAY: Final = "the invoice is being sent just now; ask again in a moment"


@dataclass(frozen=True, slots=True)
class SentEinvoice:
    """An electronic invoice's code, or why there is none."""

    code: str = ""
    error: str = ""


async def send_einvoice(
    desk: Desk, caller: Caller, transaction: int, terms: EinvoiceTerms, *, number: str | None = None
) -> SentEinvoice:
    """Send a transaction's document electronically; the code of one that was sent before is told again.

    `number` says which of several documents, by its number at the administration. Raises UnknownRecord, InvalidValue
    naming `einvoice.type`, `einvoice.process` or `number`, NotAvailable.
    """
    if terms.process not in PROCESSES:
        raise InvalidValue("einvoice.process", "names no process of business")
    documents = await fiscal.documents_of(desk.store, caller.business, transaction)
    if not documents:
        raise UnknownRecord("operation", str(transaction))
    house = await joined(desk, caller)
    stored, standing = await _told_of(desk, caller, documents, number)
    _check_type(stored, terms)
    if standing.einvoice_code is not None:
        return SentEinvoice(code=standing.einvoice_code)
    if standing.state is not FiscalState.FISCALISED:
        return SentEinvoice(error=f"the invoice is not fiscalised: {standing.trouble or standing.state.value}")
    now = desk.clock.now()
    if await fiscal.claim(desk.store, caller.business, stored.serial, until=now + CLAIM, now=now, again=True) is None:
        return SentEinvoice(error=_UNDER_WAY)
    trouble: str | None = None
    try:
        reply = await _send(desk, caller, house, stored, terms)
        trouble = None if reply.ruling is FiscalRuling.REGISTERED else reply.detail
    finally:
        await fiscal.release(desk.store, caller.business, stored.serial, next_at=desk.clock.now(), trouble=trouble)
    if reply.ruling is FiscalRuling.REGISTERED:
        return SentEinvoice(code=reply.code or "")
    return SentEinvoice(error=" ".join(part for part in (reply.code, reply.detail) if part))


async def einvoice_paper(desk: Desk, caller: Caller, code: str) -> bytes | str:
    """The PDF of an electronic invoice: our own paper of what was sold, the service's of what was bought.

    A text where the service failed, saying how. Raises UnknownRecord, NotAvailable.
    """
    document = await fiscal.of_einvoice(desk.store, caller.business, code)
    if document is not None:
        if caller.role == "auditor":  # who only looks takes no original away
            return (await paper_to_send(desk, caller, by_serial(document), _LANGUAGE, None))[1]
        return (await document_pdf(desk, caller, by_serial(document), _LANGUAGE))[1]
    house = await joined(desk, caller)
    answer = await desk.fiscal_service.einvoice_pdf(code, house.key_file, timeout_s=KEEPING_S)
    if isinstance(answer, bytes):
        return answer
    if answer.ruling is FiscalRuling.NOT_FOUND:
        raise UnknownRecord("einvoice", code)
    return answer.detail


async def list_einvoices(
    desk: Desk, caller: Caller, wanted: EinvoiceFilter, page: Page
) -> tuple[int, list[EinvoiceRow]]:
    """How many electronic invoices match, and a page of them, as the service tells of them now.

    Raises NotAvailable, AuthorityFailed: an older answer is never passed off as today's.
    """
    house = await joined(desk, caller)
    for side in wanted.party_types or _SIDES:
        answer = await desk.fiscal_service.einvoices(
            cast("PartyType", side), house.key_file, code=wanted.code, timeout_s=KEEPING_S
        )
        if isinstance(answer, FiscalReply):
            raise AuthorityFailed(answer.detail, unknown=answer.ruling is FiscalRuling.UNKNOWN)
        await fiscal.remember_einvoices(desk.store, caller.business, [asdict(one) for one in answer])
    return await fiscal.einvoices(
        desk.store,
        caller.business,
        wanted,
        order=page.order,
        descending=page.descending,
        offset=page.offset,
        limit=page.limit,
    )


async def _told_of(
    desk: Desk, caller: Caller, documents: list[int], number: str | None
) -> tuple[StoredDocument, Standing]:
    """The document that is sent, told of if it was not yet. Raises InvalidValue naming `number`."""
    queued = await fiscal.enqueue(desk.store, caller.business, documents, desk.clock.now())
    found: list[tuple[StoredDocument, Standing]] = []
    for serial in queued:
        standing = await fiscal.standing(desk.store, caller.business, serial)
        if standing is not None and standing.state is not FiscalState.FISCALISED:
            await tell(desk, caller, serial, timeout_s=AT_ONCE_S, again=True)
            standing = await fiscal.standing(desk.store, caller.business, serial)
        if standing is not None:
            found.append((await find_document(desk, caller, by_serial(serial)), standing))
    if number is not None:
        found = [
            (stored, standing)
            for stored, standing in found
            if standing.record is not None and standing.record.number.written == number
        ]
    found.sort(key=lambda one: one[0].document.facts.credits)
    if not found or found[0][0].state is not State.ISSUED:
        raise InvalidValue("number", "names no invoice of this operation")
    return found[0]


def _check_type(stored: StoredDocument, terms: EinvoiceTerms) -> None:
    fitting = EINVOICE_CREDITS if stored.document.facts.credits else EINVOICE_TYPES
    if terms.type not in fitting:
        raise InvalidValue("einvoice.type", "is no type of such an invoice")


async def _send(desk: Desk, caller: Caller, house: Joined, stored: StoredDocument, terms: EinvoiceTerms) -> FiscalReply:
    """Look for it or send it, and write down the answer."""
    standing = await fiscal.standing(desk.store, caller.business, stored.serial)
    if standing is None or standing.record is None or standing.service_code is None:
        return FiscalReply(ruling=FiscalRuling.NOT_SENT, detail="the invoice is not fiscalised")
    if standing.einvoice_code is not None:
        return FiscalReply(ruling=FiscalRuling.REGISTERED, code=standing.einvoice_code)
    written = standing.record.number.written
    if standing.einvoice_last is not None and standing.einvoice_last.kind in _IN_DOUBT:
        seen = await _look_for(desk, house, written)
        if seen.ruling is not FiscalRuling.NOT_FOUND:
            return await _answered(desk, caller, stored.serial, seen)
        terms = standing.einvoice or terms  # as it was begun
    elif not await write_step(desk, caller, einvoice_asked(stored.serial, terms), standing.version):
        return FiscalReply(ruling=FiscalRuling.NOT_SENT, detail=_UNDER_WAY)
    invoice = await invoice_of(desk, caller, stored, standing.record, late=False)
    einvoice = FiscalEinvoice(invoice=invoice, terms=terms, service_code=standing.service_code)
    reply = await desk.fiscal_service.register_einvoice(einvoice, house.key_file, timeout_s=KEEPING_S)
    if reply.ruling is FiscalRuling.UNKNOWN:
        seen = await _look_for(desk, house, written)
        if seen.ruling is FiscalRuling.REGISTERED:
            reply = seen
    return await _answered(desk, caller, stored.serial, reply)


async def _look_for(desk: Desk, house: Joined, number: str) -> FiscalReply:
    """Whether the service holds an invoice of ours under a number."""
    told = await desk.fiscal_service.einvoices("SELLER", house.key_file, timeout_s=AT_ONCE_S)
    if isinstance(told, FiscalReply):
        return told
    code = next((one.code for one in told if one.document_number == number), None)
    if code is None:
        return FiscalReply(ruling=FiscalRuling.NOT_FOUND)
    return FiscalReply(ruling=FiscalRuling.REGISTERED, code=code)


async def _answered(desk: Desk, caller: Caller, document: int, reply: FiscalReply) -> FiscalReply:
    """Write an answer down; a fate that stays unknown is written once."""
    standing = await fiscal.standing(desk.store, caller.business, document)
    step = answered(document, reply, einvoice=True)
    if standing is None or step is None:
        return reply
    last = standing.einvoice_last
    if last is None or last.kind is not step.kind:
        await write_step(desk, caller, step, standing.version)
    return reply
