"""Tax invoices of deferred payments: as each payment of a receipt falls due, once (Caspit dossier §9.10)."""

from __future__ import annotations

import datetime as dt
import hashlib
from dataclasses import replace
from typing import Final
from zoneinfo import ZoneInfo

from pinkas.actions.desk import Caller, Desk, Once
from pinkas.actions.drafts import save_draft
from pinkas.actions.issuing import issue_document
from pinkas.books.deferred import CHANNEL, Falling, falling_due
from pinkas.books.draft import DocumentOrder, SourceName
from pinkas.books.errors import NotADraft, NotPermitted, UnknownRecord
from pinkas.books.lines import LineOrder
from pinkas.books.period import first_open
from pinkas.storage import deferred, directory, settings
from pinkas.storage.deferred import FoundReceipt
from pinkas.storage.documents import by_serial

#: The income class of these invoices.
INCOME: Final = 3


async def invoice_deferred_payments(
    desk: Desk, caller: Caller, *, business: str | None = None, until: dt.date | None = None
) -> int:
    """Invoice what has fallen due by `until`, today at the latest, in the caller's business or a named one; how many.

    `business` is an id, a uuid or a tax number. A payment of a day on which the business charged no VAT gets no tax
    invoice. What was invoiced is not invoiced again, though its invoice was cancelled since. Raises NotPermitted for
    anybody but the operator, UnknownRecord for the business, and what issuing raises: what was issued before stays.
    """
    if not caller.operator:
        raise NotPermitted("only the operator of this system may do this")
    if business is not None:
        caller = await _caller_in(desk, caller, business)
    today = caller.today(desk.clock)
    last = today if until is None else min(until, today)
    issued, after = 0, 0
    while found := await deferred.receipts(desk.store, caller.business, last, after=after):
        for receipt in found:
            for falling in falling_due(receipt, last):
                issued += await _invoice(desk, caller, receipt, falling)
        after = found[-1].serial
    return issued


async def _caller_in(desk: Desk, caller: Caller, business: str) -> Caller:
    found = await directory.business_by_name(desk.store, business)
    if found is None:
        raise UnknownRecord("business", business)
    return replace(
        caller,
        business=found.business_id,
        tax_number=found.tax_number,
        country=found.country,
        zone=ZoneInfo(found.zone),
        currency=found.currency,
    )


async def _invoice(desk: Desk, caller: Caller, receipt: FoundReceipt, falling: Falling) -> bool:
    """Issue one payment's invoice, under a key of its own; whether this call did.

    None is of a day to come: where every day until today is closed, the payment waits for the first open one.
    """
    facts = (await settings.facts(desk.store, caller.business, once=None)).settings
    day = first_open(falling.due_date, facts.closed_through)
    if day > caller.today(desk.clock) or not facts.charges_vat(day):
        return False
    uuid = falling.payment.uuid
    order = DocumentOrder(
        key=f"deferred-{uuid}",
        kind="tax_invoice",
        series=None,
        date=day,
        due_date=falling.due_date,
        contact_key=receipt.contact_key,
        party=receipt.party,
        class_number=INCOME,
        lines=(LineOrder(name=f"תשלום לפי קבלה {receipt.series:02d}/{receipt.number}"),),
        gross=falling.gross,
        sources=(SourceName(key=receipt.key, amount=falling.gross),),
        channel=CHANNEL,
    )
    try:
        draft = (await save_draft(desk, caller, order)).record
    except NotADraft:  # another call was quicker
        return False
    once = Once(key=order.key or "", route=CHANNEL, body_hash=hashlib.sha256(uuid.bytes).digest(), status=200)
    return not (await issue_document(desk, caller, by_serial(draft.serial), once=once)).replayed
