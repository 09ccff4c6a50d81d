"""Steps between a document and the administration, written down: each is one line of the daybook."""

from __future__ import annotations

import datetime as dt
from typing import Final

from pinkas.actions.desk import Caller, Desk, check_outcome, write_item
from pinkas.actions.ports.fiscal_service import FiscalReply, FiscalRuling
from pinkas.books.daybook import fiscal_content
from pinkas.books.fiscal import LONGEST_DETAIL, EinvoiceTerms, FiscalKind, FiscalNumber, FiscalRecord, FiscalStep

_OF_INVOICE: Final = {
    FiscalRuling.REGISTERED: FiscalKind.FISCALISED,
    FiscalRuling.REFUSED: FiscalKind.REFUSED,
    FiscalRuling.UNKNOWN: FiscalKind.UNKNOWN,
}
_OF_EINVOICE: Final = {
    FiscalRuling.REGISTERED: FiscalKind.EINVOICE_REGISTERED,
    FiscalRuling.REFUSED: FiscalKind.EINVOICE_REFUSED,
    FiscalRuling.UNKNOWN: FiscalKind.EINVOICE_UNKNOWN,
}
#: While these are the last, a keeper goes on.
_WAITING: Final = frozenset({FiscalKind.ASKED, FiscalKind.UNKNOWN})


async def write_step(
    desk: Desk,
    caller: Caller,
    step: FiscalStep,
    version: int | None,
    *,
    next_at: dt.datetime | None = None,
    number: FiscalNumber | None = None,
    document: int | None = None,
) -> bool:
    """Write a step after the last one (`version`); False when another was written meanwhile.

    `number` is one that nobody must have taken: what is asked takes the next of its year and till. `document` is the
    version of the document it was decided on.
    """
    now = desk.clock.now()
    expect: list[dict[str, object]] = [{"sort": "fiscal", "serial": step.document, "version": version}]
    if number is not None:
        taken = {"sort": "fiscal number", "year": number.year, "key": number.till_code or ""}
        expect.append({**taken, "number": number.ordinal - 1})
    if document is not None:
        expect.append({"sort": "document", "serial": step.document, "version": document})
    item = write_item(
        caller,
        f"fiscal {step.kind.replace('_', ' ')}",
        now,
        fiscal_content(step),
        once=None,
        expect=expect,
        step=step,
        waits=step.kind in _WAITING,
        next_at=next_at or now,
    )
    return check_outcome((await desk.store.write("record_fiscal_v1", item)).outcome)


def asked(document: int, record: FiscalRecord) -> FiscalStep:
    """The intent to tell of a document."""
    return FiscalStep(document=document, kind=FiscalKind.ASKED, record=record)


def einvoice_asked(document: int, terms: EinvoiceTerms) -> FiscalStep:
    """The intent to send a document electronically."""
    return FiscalStep(document=document, kind=FiscalKind.EINVOICE_ASKED, einvoice=terms)


def answered(document: int, reply: FiscalReply, *, einvoice: bool = False) -> FiscalStep | None:
    """What was answered, as a step; None for what rules nothing."""
    kind = (_OF_EINVOICE if einvoice else _OF_INVOICE).get(reply.ruling)
    if kind is None:
        return None
    return FiscalStep(document=document, kind=kind, code=reply.code, detail=reply.detail[:LONGEST_DETAIL] or None)
