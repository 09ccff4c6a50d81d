"""Telling a fiscal service of documents: the intent is durable before anything is sent, the answer after (DESIGN §7).

A document is issued first and stays issued. What is not answered at once a keeper sends later; what nobody knows the
fate of is looked up by the issuer's own code, and sent again only when it is surely not there.
"""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Final

import structlog

from pinkas.actions.businesses import caller_of_business
from pinkas.actions.desk import Caller, Desk, Tries
from pinkas.actions.drafts import find_document
from pinkas.actions.fiscal.settings import Joined, joined
from pinkas.actions.fiscal.steps import answered, asked, write_step
from pinkas.actions.ports import UnusableCertificate
from pinkas.actions.ports.fiscal_service import FiscalInvoice, FiscalReply, FiscalRuling, FiscalSeller
from pinkas.actions.shops import shop_of
from pinkas.books.document import State, StoredDocument
from pinkas.books.errors import Contention, InvalidValue, NotAvailable, UnknownRecord
from pinkas.books.fiscal import (
    FiscalNumber,
    FiscalRecord,
    FiscalState,
    issuer_code,
    moment_text,
    signed_text,
)
from pinkas.books.money import ONE
from pinkas.storage import fiscal
from pinkas.storage.documents import by_serial
from pinkas.storage.fiscal import Facts, Standing
from pinkas.storage.pool import DatabaseUnavailableError

_log = structlog.get_logger("pinkas.fiscal")

#: How long whoever records a sale waits for each answer, and how long a keeper does.
AT_ONCE_S: Final = 4.0
KEEPING_S: Final = 20.0
#: Longer than all the calls of one attempt together: after that whoever began it is gone.
CLAIM: Final = dt.timedelta(seconds=90)
_FIRST_WAIT: Final = dt.timedelta(seconds=15)
_LONGEST_WAIT: Final = dt.timedelta(hours=1)
_DOUBLINGS: Final = 10
_MOST_AT_ONCE: Final = 50
_MOST_LINES: Final = 500
_MOST_ROUNDS: Final = 20
#: What a sale keeps by name of what the administration is told besides: texts of a slip's remarks.
CURRENCY, CURRENCY_RATE, SUPPLY_FROM, SUPPLY_TO = "currency", "currency-rate", "supply-from", "supply-to"


async def tell_at_once(desk: Desk, caller: Caller, transaction: int) -> None:
    """Tell of a transaction's documents now. Whatever happens it stays recorded; the keeper goes on."""
    try:
        await joined(desk, caller)
        documents = await fiscal.documents_of(desk.store, caller.business, transaction)
        for document in await fiscal.enqueue(desk.store, caller.business, documents, desk.clock.now()):
            await tell(desk, caller, document, timeout_s=AT_ONCE_S)
    except NotAvailable:
        return
    except Exception as error:  # noqa: BLE001 - the sale is recorded, and must not be answered as if it were not
        _log.error("a sale waits to be told of", transaction=transaction, reason=type(error).__name__)


async def tell(desk: Desk, caller: Caller, document: int, *, timeout_s: float, again: bool = False) -> None:
    """One attempt at a queued document; nothing happens while somebody else is at it. `again`: refused before."""
    now = desk.clock.now()
    attempts = await fiscal.claim(desk.store, caller.business, document, until=now + CLAIM, now=now, again=again)
    if attempts is None:
        return
    trouble: str | None
    try:
        trouble = await _attempt(desk, caller, document, timeout_s, late=attempts > 1, again=again)
    except (NotAvailable, UnusableCertificate, InvalidValue, Contention) as error:
        trouble = str(error)
    wait = min(_FIRST_WAIT * 2 ** min(attempts - 1, _DOUBLINGS), _LONGEST_WAIT)
    await fiscal.release(desk.store, caller.business, document, next_at=desk.clock.now() + wait, trouble=trouble)


async def tell_waiting(desk: Desk) -> int:
    """One round of a keeper: what was issued since is queued, and every document whose time has come is told of."""
    for business in await fiscal.watched(desk.store):
        for _ in range(_MOST_ROUNDS):
            if not await fiscal.notice(desk.store, business, desk.clock.now(), most=_MOST_LINES):
                break
    rows = await fiscal.waiting(desk.store, desk.clock.now(), limit=_MOST_AT_ONCE)
    for business, document in rows:
        try:
            caller = await caller_of_business(desk, business, actor="fiscal keeper")
            await tell(desk, caller, document, timeout_s=KEEPING_S)
        except DatabaseUnavailableError:
            raise
        except Exception:  # noqa: BLE001 - what is wrong with one document must not hold up the others
            _log.exception("a document was not told of", business=business)
    return len(rows)


async def tell_refused(desk: Desk, caller: Caller) -> int:
    """Tell once more of what was refused, once what was wrong with it is put right; how many there were."""
    documents = await fiscal.refused(desk.store, caller.business, most=_MOST_AT_ONCE)
    for document in documents:
        await tell(desk, caller, document, timeout_s=KEEPING_S, again=True)
    return len(documents)


async def standing_of(desk: Desk, caller: Caller, document: int) -> Standing | None:
    """How a document stands, by itself or as what a till told; None where it was never to be told of."""
    told = await fiscal.told_as(desk.store, caller.business, document)
    return None if told is None else await fiscal.standing(desk.store, caller.business, told)


async def invoice_of(
    desk: Desk, caller: Caller, stored: StoredDocument, record: FiscalRecord, *, late: bool
) -> FiscalInvoice:
    """A document as the service is told of it. Raises UnknownRecord."""
    facts = await _facts(desk, caller, stored.serial)
    kept = dict(facts.remarks)
    document = stored.document
    corrects = None
    if document.facts.credits and document.sources:
        corrected = await standing_of(desk, caller, document.sources[0].document)
        if corrected is not None and corrected.record is not None:
            corrects = (corrected.record.issuer_code, corrected.record.issued_at)
    return FiscalInvoice(
        record=record,
        document=document,
        seller=FiscalSeller(name=facts.name, address=facts.address or "", city=facts.city or ""),
        corrects=corrects,
        currency=kept.get(CURRENCY, document.currency),
        rate=Decimal(kept[CURRENCY_RATE]) if CURRENCY_RATE in kept else ONE,
        supply_from=_day(kept.get(SUPPLY_FROM)),
        supply_to=_day(kept.get(SUPPLY_TO)),
        late=late,
    )


async def _attempt(
    desk: Desk, caller: Caller, document: int, timeout_s: float, *, late: bool, again: bool
) -> str | None:
    """Look up or tell, and write down the answer; what is the trouble when there was none."""
    house = await joined(desk, caller)
    stored = await find_document(desk, caller, by_serial(document))
    standing = await fiscal.standing(desk.store, caller.business, document)
    if standing is None or standing.state is FiscalState.FISCALISED:
        return None
    if standing.state is FiscalState.REFUSED and not again:
        return standing.trouble
    if not standing.is_told and stored.state is not State.ISSUED:
        return f"the document is {stored.state}"
    record = standing.record
    if record is None or standing.state not in {FiscalState.PENDING, FiscalState.UNKNOWN}:
        record = await _ask(desk, caller, house, stored)
    else:
        seen = await desk.fiscal_service.look_up(record, timeout_s=timeout_s)
        if seen.ruling is not FiscalRuling.NOT_FOUND:
            # It is there, or nobody knows yet: a look-up that failed says nothing of the invoice.
            found = seen.ruling is FiscalRuling.REGISTERED
            return await _write_answer(desk, caller, document, seen) if found else seen.detail
    invoice = await invoice_of(desk, caller, stored, record, late=late)
    reply = await desk.fiscal_service.register(invoice, house.key_file, timeout_s=timeout_s)
    if reply.ruling is FiscalRuling.UNKNOWN:
        seen = await desk.fiscal_service.look_up(record, timeout_s=timeout_s)
        reply = seen if seen.ruling is FiscalRuling.REGISTERED else reply
    return await _write_answer(desk, caller, document, reply)


async def _write_answer(desk: Desk, caller: Caller, document: int, reply: FiscalReply) -> str | None:
    """Write an answer down; what is the trouble where it is no good one. A fate that stays unknown is written once."""
    trouble = None if reply.ruling is FiscalRuling.REGISTERED else reply.detail
    standing = await fiscal.standing(desk.store, caller.business, document)
    step = answered(document, reply)
    if step is None or standing is None or (standing.last is not None and standing.last.kind is step.kind):
        return trouble
    later = desk.clock.now() + _FIRST_WAIT
    if not await write_step(desk, caller, step, standing.version, next_at=later):
        _log.error("an answer of the fiscal service came too late", document=document, ruling=reply.ruling)
    return trouble


async def _ask(desk: Desk, caller: Caller, house: Joined, stored: StoredDocument) -> FiscalRecord:
    """Sign what is told, under the next number of its year and till, and write it down before it is sent."""
    if stored.document.currency != caller.currency:
        raise NotAvailable(
            f"the document is in {stored.document.currency}: only those in {caller.currency} are told of"
        )
    facts = await _facts(desk, caller, stored.serial)
    issued = (facts.happened_at if facts.at_till else facts.recorded_at).astimezone(caller.zone)
    operator = house.settings.operator or ""
    till = (await shop_of(desk, caller.business)).till(facts.register)
    if till is not None and till.operator_code is not None:
        operator = till.operator_code
    till_code = house.settings.till_code(facts.register)
    async for _ in Tries(more=4):
        standing = await fiscal.standing(desk.store, caller.business, stored.serial)
        last, own = await fiscal.ordinals(desk.store, caller.business, issued.year, till_code or "", stored.serial)
        number = FiscalNumber(ordinal=own or last + 1, year=issued.year, till_code=till_code)
        total = stored.document.facts.sign * stored.document.total
        said = signed_text(
            number=number,
            tax_number=caller.tax_number,
            issued_at=moment_text(issued),
            business_unit=house.settings.business_unit or "",
            software=house.settings.software or "",
            total=total,
        )
        signature = await desk.fiscal_service.sign(house.key_file, said)
        record = FiscalRecord(
            number=number,
            tax_number=caller.tax_number,
            issued_at=moment_text(issued),
            business_unit=house.settings.business_unit or "",
            operator=operator,
            software=house.settings.software or "",
            total=total,
            signature=signature.hex(),
            issuer_code=issuer_code(signature),
        )
        version = None if standing is None else standing.version
        later = desk.clock.now() + CLAIM
        fresh = None if own else number
        step = asked(stored.serial, record)
        if await write_step(desk, caller, step, version, next_at=later, number=fresh, document=stored.version):
            return record
    raise Contention


async def _facts(desk: Desk, caller: Caller, document: int) -> Facts:
    facts = await fiscal.facts(desk.store, caller.business, document)
    if facts is None:
        raise UnknownRecord("document", str(document))
    return facts


def _day(text: str | None) -> dt.date | None:
    return None if text is None else dt.date.fromisoformat(text)
