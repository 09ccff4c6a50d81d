"""Printing: a draft is issued, on paper or as a computerised document, whose original is signed at once."""

from __future__ import annotations

from dataclasses import dataclass

from pinkas.actions.desk import Caller, Desk, Once, Saved
from pinkas.actions.drafts import find_document
from pinkas.actions.issuing import issue_document
from pinkas.actions.papers import make_signed_original
from pinkas.actions.signatures import cash_warning, signer_of
from pinkas.books.document import State, StoredDocument
from pinkas.books.errors import CannotSign
from pinkas.paper import Language
from pinkas.storage.documents import Named, by_serial


@dataclass(frozen=True, slots=True)
class Printed:
    """The document, and what the person who printed it should know of the law, if anything."""

    stored: StoredDocument
    warning: str | None = None


async def print_computerised(
    desk: Desk, caller: Caller, named: Named, language: Language, *, once: Once | None = None
) -> Saved[Printed]:
    """Issue a draft as a computerised document and sign its original in this language.

    A document that was issued already becomes computerised while no original has left the house; otherwise nothing
    happens, and that is success. Who can sign is asked before anything is written. An original that must wait is signed
    when it is first asked for. Raises UnknownRecord, what issuing raises, NotAvailable without a certificate, and
    CannotSign; when that came after issuing, printing or fetching again makes the original.
    """
    stored = await find_document(desk, caller, named)
    warning = None
    if stored.state is State.DRAFT:
        signer = await signer_of(desk, caller.business)
        warning = cash_warning(signer, stored.document)
    issued = await issue_document(desk, caller, by_serial(stored.serial), signed_language=language, once=once)
    if issued.record.state is State.ISSUED:
        try:
            await make_signed_original(desk, caller, by_serial(stored.serial), language)
        except CannotSign as error:
            if stored.state is not State.DRAFT:
                raise
            raise CannotSign(
                f"document {stored.key!r} is issued, its original not signed yet: {error.reason}; print it again",
                passing=error.passing,
            ) from error
    return Saved(Printed(issued.record, warning), replayed=issued.replayed)
