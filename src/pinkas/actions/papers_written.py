"""How a paper made of a recorded transaction is written: a transaction of its own, expecting what it was decided on."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from pinkas.actions.desk import Caller, Desk, Once, new_uuid, write_item
from pinkas.books.daybook import IssuedWith, TransactionHead, transaction_content
from pinkas.books.document import Document
from pinkas.books.entry import Entry
from pinkas.books.made_from import Deduction
from pinkas.books.numbering import VIRTUAL_REGISTER_BASE, numbering
from pinkas.books.settlement import Settlement, left_open
from pinkas.storage.papers_made import PaperFacts, StandingPaper


@dataclass(frozen=True, slots=True, kw_only=True)
class MadePaper:
    """A paper as decided: the document, what it posts and settles, and the invoice it corrects."""

    document: Document
    entry: Entry | None
    settlements: tuple[Settlement, ...]
    source: StandingPaper
    takes_over: bool
    corrects: int | None
    deductions: tuple[Deduction, ...]


def write_order(desk: Desk, caller: Caller, facts: PaperFacts, made: MadePaper, once: Once | None) -> Any:
    """The write item: the paper as a transaction of its own, of the virtual register of its series."""
    document, uuid = made.document, new_uuid()
    at = dt.datetime.combine(document.date, dt.time.min)
    face = left_open(document)
    head = TransactionHead(
        uuid=new_uuid(),
        register=0,
        local_time=at,
        happened_at=at.replace(tzinfo=caller.zone),
        total=document.facts.sign * document.total,
        contact=document.contact,
        seller=None,
        modifier=caller.staff,
    )
    issued = IssuedWith(key=str(uuid), uuid=uuid, document=document, entry=made.entry, moves=(), face=face, waits=False)
    numbered = numbering(caller.country, document.kind)
    credits_ = made.corrects if document.facts.credits else None
    item = {
        "uuid": head.uuid,
        "register": None,
        "virtual": {
            "key": f"series-{document.series:02d}",
            "uuid": new_uuid(),
            "number": VIRTUAL_REGISTER_BASE + document.series,
            "series": document.series,
        },
        "sequence": None,
        "reserved": None,
        "happened": {
            "kind": None,
            "local_time": head.local_time,
            "happened_at": head.happened_at,
            "total": head.total,
            "seller": None,
            "modifier": head.modifier,
            "slip": None,
        },
        "references": [],
        "documents": [
            {
                "key": issued.key,
                "uuid": uuid,
                "kind": document.kind,
                "is_debt": document.facts.asks,
                "run": numbered.run,
                "first": numbered.first,
                "document": document,
                "till": [],
                "entry": made.entry,
                "moves": [],
                "face": face,
                "supersedes": [made.source.serial] if made.takes_over else [],
                "deducts": [{"document": one.advance.serial, "amount": one.total} for one in made.deductions],
                "credits": None if credits_ is None else {"document": credits_, "amount": document.total},
                "allocation": False,
            }
        ],
        "settlements": made.settlements,
        "lines": [],
    }
    content = transaction_content(head, None, (), [issued], made.settlements)
    return write_item(
        caller, "transaction recorded", desk.clock.now(), content, once=once, expect=_expected(facts), record=item
    )


def _expected(facts: PaperFacts) -> list[dict[str, object]]:
    contacts = [one for one in (facts.contact, facts.own_contact) if one is not None]
    return [
        {"sort": "settings", "version": facts.settings.version},
        *({"sort": "contact", "serial": one.serial, "version": one.version} for one in contacts),
        *(
            {"sort": "document", "serial": one.serial, "version": one.version}
            for one in (*facts.documents, *facts.named)
        ),
    ]
