"""The invoice that takes the place of one whose number was held: without VAT, for which the customer accounts.

An issued document never changes. So the held one is cancelled and keeps its number in the series, and the same sale is
invoiced anew under reverse charge, with a request of its own (fiscal dossier §3.3).
"""

from __future__ import annotations

import hashlib
from dataclasses import replace

from pinkas.actions.desk import Caller, Desk, Tries, check_outcome, new_uuid, write_item
from pinkas.actions.drafts import find_document
from pinkas.books.daybook import draft_content
from pinkas.books.document import Document, State, StoredDocument, VatTotal
from pinkas.books.errors import Contention, NotDecidable
from pinkas.books.money import ZERO
from pinkas.books.numbering import numbering
from pinkas.books.vat import VatCategory
from pinkas.storage import documents, settings
from pinkas.storage.documents import by_key, by_serial

_LONGEST_KEY = 50


def replacement_of(stored: StoredDocument) -> Document:
    """What the replacement says. Raises NotDecidable for what was paid with its VAT already."""
    document = stored.document
    if document.kind != "tax_invoice":
        raise NotDecidable(stored.key, "its VAT was paid with it: cancel it, and invoice the sale anew")
    free = VatTotal(category=VatCategory.REVERSE_CHARGE, rate=ZERO, base=document.taxable_base, vat=ZERO)
    return replace(
        document,
        lines=tuple(
            replace(line, vat=VatCategory.REVERSE_CHARGE, bases=None)
            if line.vat is VatCategory.STANDARD
            else replace(line, bases=None)
            for line in document.lines
        ),
        vat_totals=(free, *(part for part in document.vat_totals if part.category is not VatCategory.STANDARD)),
        taxable_lines=ZERO,
        taxable_base=ZERO,
        exempt_base=document.net,
        vat=ZERO,
        total=document.net,
    )


def replacement_key(key: str) -> str:
    """The key of a document's replacement, the same each time, so that there is one."""
    if len(key) + 3 <= _LONGEST_KEY:
        return f"{key}-rc"
    return f"rc-{hashlib.sha256(key.encode()).hexdigest()[:32]}"


async def write_replacement(desk: Desk, caller: Caller, stored: StoredDocument) -> StoredDocument:
    """The replacement as it stands, written as a draft when there is none yet."""
    key = replacement_key(stored.key)
    async for _ in Tries():
        found = await documents.find(desk.store, caller.business, by_key(key))
        if found is not None:
            return found
        facts = await settings.facts(desk.store, caller.business, once=None)
        now = desk.clock.now()
        draft = replace(
            stored, serial=0, key=key, uuid=new_uuid(), number=0, state=State.DRAFT, version=1, created_at=now,
            created_by=caller.actor, updated_at=now, updated_by=caller.actor, document=replacement_of(stored),
            allocation_state=None, allocation_number=None,
        )  # fmt: skip
        item = write_item(
            caller,
            "draft written",
            now,
            draft_content(draft.key, draft.uuid, draft.version, draft.document),
            once=None,
            expect=[
                {"sort": "settings", "version": facts.settings.version},
                {"sort": "no document", "key": key},
            ],
            draft=documents.draft_item(draft, numbering(caller.country, draft.document.kind)),
        )
        answer = await desk.store.write("save_draft_v2", item)
        if check_outcome(answer.outcome):
            return await find_document(desk, caller, by_serial(answer.serial))
    raise Contention
