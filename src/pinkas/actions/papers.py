"""A document's paper: draft, original or copy, and the hand-out of the original, once (DESIGN §4 "Paper")."""

from __future__ import annotations

import datetime as dt
import hashlib
from typing import Final

from pinkas.actions.desk import STALE_RETRIES, Caller, Desk, write_item
from pinkas.actions.sheets import sheet_of
from pinkas.books.allocation import is_waiting
from pinkas.books.daybook import hand_out_content
from pinkas.books.document import State, StoredDocument
from pinkas.books.errors import Contention, UnknownRecord
from pinkas.paper import Language, render_off_loop
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
    gets it, the others a copy. Without `giving` (a mere look at the headers) nothing leaves the house.
    Raises UnknownRecord.
    """
    for _ in range(1 + STALE_RETRIES):
        now = desk.clock.now()
        facts = await documents.paper_facts(
            desk.store, caller.business, named, credential=caller.credential, handed_out_after=now - FETCH_AGAIN
        )
        if facts is None:
            raise UnknownRecord("document", named.name)
        stored = facts.stored
        if facts.original is not None and facts.language == language:
            return stored, facts.original
        state = _state(facts)
        pdf = await render_off_loop(sheet_of(facts, state, caller.zone, language), language)
        # When the document changed meanwhile, or another was first, look again at how it stands now.
        if state != "original" or not giving or await _hand_out(desk, caller, stored, language, pdf, now):
            return stored, pdf
    raise Contention


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


async def _hand_out(
    desk: Desk, caller: Caller, stored: StoredDocument, language: Language, pdf: bytes, now: dt.datetime
) -> bool:
    """Record that the original leaves the house; False when another was first or the document changed."""
    item = write_item(
        caller,
        "original handed out",
        now,
        hand_out_content(stored.serial, language, hashlib.sha256(pdf).digest()),
        once=None,
        expect=[{"sort": "document", "serial": stored.serial, "version": stored.version}],
        serial=stored.serial,
        language=language,
        computerised=False,
        credential=caller.credential,
    )
    return (await desk.store.write("hand_out_v1", item, blob=pdf)).outcome == "done"
