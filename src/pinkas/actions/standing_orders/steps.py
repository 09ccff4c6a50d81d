"""One occurrence of a standing order, step by step: draft, charge, issue, mail.

Every step finds what an earlier worker has done of it: the draft by its key, the charge and the mail by theirs; so
whoever goes on after a crash ends with one document, one charge and at most one mail.
"""

from __future__ import annotations

import datetime as dt
import hashlib
from dataclasses import dataclass, replace

from pinkas.actions.cards.charging import ChargeOrder, charge_card
from pinkas.actions.cards.learning import learn_more
from pinkas.actions.desk import Caller, Desk, Once
from pinkas.actions.drafts import find_document, save_draft
from pinkas.actions.issuing import issue_document
from pinkas.actions.mailing import MailOrder, mail_document
from pinkas.actions.signatures import able_signer
from pinkas.books.allocation import AllocationState
from pinkas.books.charge import ChargeState
from pinkas.books.contact import StoredContact
from pinkas.books.currency import changeover
from pinkas.books.document import Party, State, StoredDocument
from pinkas.books.draft import DocumentOrder, TenderOrder
from pinkas.books.errors import (
    AlreadyCancelled,
    CannotSign,
    EmptyDocument,
    InvalidValue,
    MailNotSent,
    NotADraft,
    UnknownRecord,
)
from pinkas.books.language import language_of
from pinkas.books.lines import LineOrder
from pinkas.books.standing_order import CHANNEL, Outcome, Run, StandingOrder, StoredStandingOrder
from pinkas.storage import charges, contacts, settings, standing_orders
from pinkas.storage.charges import StoredCharge
from pinkas.storage.documents import Named, by_key, by_serial

#: What a line without a text of its own is called.
_NAMELESS = "הוראת קבע"
_CARD_OF_NO_BRAND = "card:other"


@dataclass(frozen=True, slots=True)
class Ended:
    """How an attempt ended, in words where it did not go well, and the document it is about."""

    outcome: Outcome
    detail: str
    document: int | None


class ChargeDeclinedError(Exception):
    """No money was taken, and so nothing is issued."""


class WaitsError(Exception):
    """It cannot go on by itself yet: nobody knows whether money was taken, or somebody else must answer first."""


async def drafted(desk: Desk, caller: Caller, stored: StoredStandingOrder, run: Run) -> StoredDocument:
    """The occurrence's document: as this attempt or an earlier worker of it wrote it, or written now.

    Raises what `save_draft` does, AlreadyCancelled when a person has put it aside.
    """
    named = by_key(str(run.uuid))
    found = await _found(desk, caller, named)
    if found is None or (found.state is State.DRAFT and found.updated_at < run.begun_at):
        order = await _document_order(desk, caller, stored, run)
        try:
            found = (await save_draft(desk, caller, order)).record
        except NotADraft:  # another worker was quicker
            found = await find_document(desk, caller, named)
    if found.state in {State.VOID, State.CANCELLED}:
        raise AlreadyCancelled(found.key)
    return found


async def charged(
    desk: Desk, caller: Caller, stored: StoredStandingOrder, run: Run, draft: StoredDocument
) -> StoredDocument:
    """Charge the card for what the draft comes to, once, and put the payment on it.

    Raises ChargeDeclinedError, WaitsError, EmptyDocument, and what `charge_card` and `save_draft` do.
    """
    if draft.state is not State.DRAFT or draft.document.tenders:
        return draft
    if not draft.document.total:
        raise EmptyDocument(draft.key, "lines")
    charge = await _charge(desk, caller, stored, run, draft)
    paid = TenderOrder(
        type=stored.order.tender or _CARD_OF_NO_BRAND,
        account=charge.last_four,
        cheque_number=(charge.reference or "")[:50] or None,
        due_date=draft.document.date,
        amount=charge.amount,
        currency=charge.currency,
        rate=next((line.rate for line in draft.document.lines if line.currency == charge.currency), None),
    )
    wanted = await _document_order(desk, caller, stored, run)
    # The day and the rates that were charged for stay, whatever day it is by now.
    wanted = replace(
        wanted,
        date=draft.document.date,
        vat_rate=draft.document.vat_rate or None,
        lines=_at_rates_of(draft, wanted.lines, caller.currency_on(draft.document.date)),
        tenders=(paid,),
    )
    try:
        return (await save_draft(desk, caller, wanted, must_exist=True)).record
    except NotADraft:
        return await find_document(desk, caller, by_serial(draft.serial))


async def issued(desk: Desk, caller: Caller, stored: StoredStandingOrder, document: StoredDocument) -> StoredDocument:
    """The document issued; one to be mailed as a computerised document, where somebody can sign.

    Raises WaitsError, and what `issue_document` does.
    """
    signer = None
    if stored.order.mail:
        try:
            signer = await able_signer(desk, caller.business)
        except CannotSign as error:
            raise WaitsError(str(error)) from None
    language = None if signer is None else language_of(caller.country)
    return (await issue_document(desk, caller, by_serial(document.serial), signed_language=language)).record


async def mailed(desk: Desk, caller: Caller, stored: StoredStandingOrder, run: Run, document: int) -> Ended:
    """Mail the document if that is wanted, at most once; how the attempt ended.

    What an earlier attempt had accepted, or may have sent, is not sent again. Raises WaitsError.
    """
    if not stored.order.mail:
        return Ended(Outcome.ISSUED, "", document)
    paper = await find_document(desk, caller, by_serial(document))
    if paper.allocation_state == AllocationState.PENDING:
        raise WaitsError("the document waits for its allocation number")
    before = await standing_orders.mailed(desk.store, caller.business, document)
    if before is not None and before[0] == "accepted":
        return Ended(Outcome.ISSUED, "", document)
    if before is not None and before[0] != "refused":
        return Ended(Outcome.MAIL_UNKNOWN, before[1] or "the mail was broken off, and may have gone", document)
    name = f"{run.uuid}/{run.attempt}"
    once = Once(
        key=f"standing-order/{name}", route=CHANNEL, body_hash=hashlib.sha256(name.encode()).digest(), status=200
    )
    try:
        order = MailOrder(language=language_of(caller.country))
        await mail_document(desk, caller, by_serial(document), order, once=once)
    except MailNotSent as error:
        return Ended(Outcome.MAIL_UNKNOWN if error.unknown else Outcome.NOT_MAILED, str(error), document)
    except InvalidValue as error:  # nobody to send it to
        return Ended(Outcome.NOT_MAILED, str(error), document)
    except CannotSign as error:
        raise WaitsError(str(error)) from None
    return Ended(Outcome.ISSUED, "", document)


async def _charge(
    desk: Desk, caller: Caller, stored: StoredStandingOrder, run: Run, draft: StoredDocument
) -> StoredCharge:
    """The occurrence's one charge: an earlier attempt's while that may have taken money, else this attempt's own."""
    for attempt in range(1, run.attempt + 1):
        before = await charges.by_key(desk.store, caller.business, f"{run.uuid}-{attempt}")
        if before is not None:
            before = await learn_more(desk, caller, before)
            if attempt == run.attempt or before.state is ChargeState.APPROVED or not before.state.final:
                _check_charged(before)
                return before
    order = stored.order
    # What was agreed in another currency is charged in it; what lines come to is the document's own total.
    agreed = (draft.document.total, draft.document.currency)
    if order.amount is not None and order.currency is not None:
        agreed = (order.amount, order.currency)
    asked = ChargeOrder(
        key=f"{run.uuid}-{run.attempt}",
        contact=stored.contact_key,
        token=order.card_token,
        expiry=order.card_expiry,
        holder_id=order.card_holder_id,
        amount=agreed[0],
        currency=agreed[1],
    )
    charge = (await charge_card(desk, caller, asked)).record
    _check_charged(charge)
    return charge


def _at_rates_of(draft: StoredDocument, lines: tuple[LineOrder, ...], book: str) -> tuple[LineOrder, ...]:
    """The lines at the draft's rates where they say none, whatever was loaded since."""
    drafted_at = {line.currency: line.rate for line in draft.document.lines}
    return tuple(
        replace(line, rate=drafted_at.get(line.currency or book)) if line.rate is None else line for line in lines
    )


def _check_charged(charge: StoredCharge) -> None:
    if charge.state is ChargeState.APPROVED:
        return
    said = f": {charge.message}" if charge.message else ""
    if charge.state.final:
        raise ChargeDeclinedError(f"the card was not charged, the charge was {charge.state}{said}")
    raise WaitsError(f"nobody knows yet whether the card was charged{said}")


async def _found(desk: Desk, caller: Caller, named: Named) -> StoredDocument | None:
    try:
        return await find_document(desk, caller, named)
    except UnknownRecord:
        return None


async def _document_order(desk: Desk, caller: Caller, stored: StoredStandingOrder, run: Run) -> DocumentOrder:
    """The occurrence's document as ordered, to the contact as they are now.

    Raises InvalidValue for a currency that cannot be.
    """
    day = await _day(desk, caller, stored, run)
    order = _of_day(caller, stored, day)
    order.check_currencies(caller.currency_on(day))
    contact = await contacts.by_serial(desk.store, caller.business, order.contact)
    if contact is None:
        raise UnknownRecord("contact", stored.contact_key)
    single = LineOrder(name=order.note or _NAMELESS, currency=order.currency)
    return DocumentOrder(
        key=str(run.uuid),
        kind=order.kind,
        series=None,
        date=day,
        contact_key=contact.key,
        party=_party(contact),
        class_number=order.class_number,
        comments=order.comments,
        note=order.note,
        lines=order.lines if order.amount is None else (single,),
        gross=order.amount,
        channel=CHANNEL,
        unattended=True,
    )


def _of_day(caller: Caller, stored: StoredStandingOrder, day: dt.date) -> StandingOrder:
    """The order in the currency of a day: what was saved before a changeover is converted, once, at its rate."""
    change = changeover(caller.country, caller.currency)
    saved = stored.updated_at.astimezone(caller.zone).date()
    if change is None or day < change.day or saved >= change.day:
        return stored.order
    return stored.order.restated(change)


async def _day(desk: Desk, caller: Caller, stored: StoredStandingOrder, run: Run) -> dt.date:
    """The document's date: its occurrence's own while that day's period is open, else today.

    What says that money was received bears the day on which it was.
    """
    today = caller.today(desk.clock)
    if stored.order.charges:
        return today
    closed = (await settings.facts(desk.store, caller.business, once=None)).settings.closed_through
    return run.date if closed is None or run.date > closed else today


def _party(found: StoredContact) -> Party:
    contact = found.contact
    return Party(
        name=contact.name,
        tax_number=contact.tax_number,
        contact_name=contact.contact_name,
        address1=contact.address1,
        address2=contact.address2,
        city=contact.city,
        postal_code=contact.postal_code,
        country=contact.country,
        email=contact.email,
        mobile=contact.mobile,
        responsible_person=contact.responsible_person,
        vat_number=contact.vat_number if contact.vat_registered else None,
    )
