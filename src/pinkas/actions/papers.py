"""A document's paper: draft, original or copy, and the hand-out of the original, once (DESIGN §4 "Paper").

An original leaves the house either on paper, to be signed by hand, or as a computerised document: signed once, its
bytes kept, and the same for whoever asks. A document that was issued as a computerised one says in which language its
original is; in the other one there are copies.
"""

from __future__ import annotations

import datetime as dt
import hashlib
from dataclasses import replace
from typing import Final, cast

from pinkas.actions.desk import Caller, Desk, Tries, write_item
from pinkas.actions.logbook import Level, record_log
from pinkas.actions.ports import Signer
from pinkas.actions.ports.fiscal import FISCAL_COUNTRIES
from pinkas.actions.sheets import sheet_of
from pinkas.actions.signatures import cash_warning, sign, signer_of
from pinkas.books.allocation import is_waiting
from pinkas.books.daybook import hand_out_content
from pinkas.books.document import State, StoredDocument
from pinkas.books.errors import Contention, UnknownRecord
from pinkas.paper import Language, Sheet, render_off_loop
from pinkas.paper.sheet import SheetState
from pinkas.storage import documents
from pinkas.storage.documents import Named, PaperFacts

#: How long the credential that took an original may take the same bytes again.
FETCH_AGAIN: Final = dt.timedelta(minutes=10)


async def document_pdf(
    desk: Desk, caller: Caller, named: Named, language: Language, *, giving: bool = True
) -> tuple[StoredDocument, bytes]:
    """The document's PDF as it may be given now.

    A draft is marked so. After issue the first complete PDF is the original, its bytes kept; of concurrent fetches one
    gets it, the others a copy. A computerised document's original is signed when it was not yet, and given again.
    Without `giving` (a mere look at the headers) nothing leaves the house. Raises UnknownRecord; where an original is
    still to be signed, NotAvailable and CannotSign.
    """
    async for _ in Tries():
        facts = await _facts(desk, caller, named)
        stored, state = facts.stored, _state(facts)
        if kept := _kept(facts, language):
            return stored, kept
        signed_in = stored.document.signed_language
        if state == "original" and giving and signed_in == language:
            await _hand_out_signed(desk, caller, facts, language, await signer_of(desk, caller.business))
            continue
        if signed_in is not None and signed_in != language and state == "original":
            state = "copy"
        pdf = await render_off_loop(await _sheet(desk, caller, facts, state, language), language)
        # When the document changed meanwhile, or another was first, look again at how it stands now.
        if state != "original" or not giving or await _hand_out(desk, caller, stored, language, pdf):
            return stored, pdf
    raise Contention


async def make_signed_original(desk: Desk, caller: Caller, named: Named, language: Language) -> PaperFacts:
    """Sign an issued document's original unless one has left the house, or must wait; gives how it stands.

    Its language is the one the document was issued in as a computerised document, else `language`. Raises
    UnknownRecord, and where something is to be signed, NotAvailable and CannotSign.
    """
    async for _ in Tries(more=1):
        facts = await _facts(desk, caller, named)
        if _state(facts) != "original":
            return facts
        await _hand_out_signed(desk, caller, facts, language, await signer_of(desk, caller.business))
    raise Contention


async def paper_to_send(
    desk: Desk, caller: Caller, named: Named, language: Language, signer: Signer | None
) -> tuple[StoredDocument, bytes, bool]:
    """What of an issued document is mailed, and whether it is a mere copy: its signed original where there can be one.

    No original on paper is ever sent: whoever prints what a mail brings holds no original. Raises UnknownRecord,
    CannotSign.
    """
    async for _ in Tries(more=1):
        facts = await _facts(desk, caller, named)
        if facts.computerised and (kept := _kept(facts, language)):
            return facts.stored, kept, False
        if _state(facts) == "original" and signer and facts.stored.document.signed_language in {None, language}:
            await _hand_out_signed(desk, caller, facts, language, signer)
            continue
        sheet = await _sheet(desk, caller, facts, "copy", language)
        return facts.stored, await render_off_loop(sheet, language), True
    raise Contention


async def _facts(desk: Desk, caller: Caller, named: Named) -> PaperFacts:
    facts = await documents.paper_facts(
        desk.store,
        caller.business,
        named,
        credential=caller.credential,
        handed_out_after=desk.clock.now() - FETCH_AGAIN,
    )
    if facts is None:
        raise UnknownRecord("document", named.name)
    return facts


async def _sheet(desk: Desk, caller: Caller, facts: PaperFacts, state: SheetState, language: Language) -> Sheet:
    """The document's sheet, with what a fiscal device told of it once it is issued."""
    told = None
    if facts.country in FISCAL_COUNTRIES and facts.stored.state in {State.ISSUED, State.CANCELLED}:
        told = await desk.fiscal.receipt_of(caller.business, facts.stored)
    return sheet_of(facts, state, caller.zone, language, fiscal=told)


def _kept(facts: PaperFacts, language: Language) -> bytes | None:
    """The original's bytes where they are given again: of a cancelled document not, for they would not say so."""
    if facts.language != language or (facts.computerised and facts.stored.state is not State.ISSUED):
        return None
    return facts.original


def original_waits(facts: PaperFacts) -> str | None:
    """Why no original of this issued document may leave the house yet, for a message; None when one may.

    This is the only place that decides it: fetching, signing and mailing all ask here. While it waits, what is fetched
    is a copy, and nothing is mailed.
    """
    if not is_waiting(facts.stored.allocation_state):
        return None
    return f"document {facts.stored.key!r} waits for its allocation number"


def _state(facts: PaperFacts) -> SheetState:
    """What the paper is marked as."""
    if facts.stored.state in {State.DRAFT, State.VOID}:
        return "draft"
    if facts.stored.state is not State.ISSUED or facts.handed_out:
        return "copy"
    return "copy" if original_waits(facts) else "original"


async def _hand_out_signed(desk: Desk, caller: Caller, facts: PaperFacts, language: Language, signer: Signer) -> None:
    """Sign the original and keep it, unless another was first: whoever asked looks again. Raises CannotSign."""
    chosen = cast("Language", facts.stored.document.signed_language or language)
    plain = await _sheet(desk, caller, facts, "original", chosen)
    sheet = replace(plain, computerised=True, demo_signature=signer.certificate.demo)
    signed = await sign(desk, signer, await render_off_loop(sheet, chosen))
    first = await _hand_out(desk, caller, facts.stored, chosen, signed, computerised=True)
    if first and (warning := cash_warning(signer, facts.stored.document)):
        await record_log(desk, caller, Level.WARNING, f"Document {facts.stored.key!r} was signed; {warning}.")


async def _hand_out(
    desk: Desk,
    caller: Caller,
    stored: StoredDocument,
    language: Language,
    pdf: bytes,
    *,
    computerised: bool = False,
) -> bool:
    """Record that the original leaves the house; False when another was first or the document changed."""
    item = write_item(
        caller,
        "original handed out",
        desk.clock.now(),
        hand_out_content(stored.serial, language, hashlib.sha256(pdf).digest(), computerised=computerised),
        once=None,
        expect=[{"sort": "document", "serial": stored.serial, "version": stored.version}],
        serial=stored.serial,
        language=language,
        computerised=computerised,
        credential=caller.credential,
    )
    return (await desk.store.write("hand_out_v1", item, blob=pdf)).outcome == "done"
