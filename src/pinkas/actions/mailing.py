"""Mailing documents: the intent is durable before anything is sent, the outcome after (DESIGN §7 "Once").

What goes out is the signed original; where none can be (no certificate, or the original left the house on paper), it is
a copy and says so (DESIGN §4 "Paper").
A mailing whose outcome nobody knows is never sent again by itself; the list of mailings shows it to a person.
"""

from __future__ import annotations

import datetime as dt
import hashlib
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Final

import structlog

from pinkas.actions.desk import Caller, Desk, Once, Saved, Tries, check_outcome, new_uuid, once_name, write_item
from pinkas.actions.issuing import issue_document
from pinkas.actions.logbook import Level, record_log
from pinkas.actions.mail_texts import MailFacts, MailText, document_type, mail_text
from pinkas.actions.papers import original_waits, paper_to_send
from pinkas.actions.ports import NAME_CHARACTERS_MAX, Delivery, DeliveryState, Mailbox, Message
from pinkas.actions.sheets import paper_number
from pinkas.actions.signatures import able_signer
from pinkas.books.daybook import mailing_content, mailing_outcome_content
from pinkas.books.document import State, StoredDocument
from pinkas.books.errors import AlreadyCancelled, Contention, InvalidValue, MailNotSent, UnknownRecord
from pinkas.books.mail_address import addresses
from pinkas.books.mailing import Mailing, MailingState
from pinkas.paper import Language, figures
from pinkas.storage import mailings
from pinkas.storage.documents import Letterhead, Named, by_serial
from pinkas.storage.mailings import Mailed, MailingFacts, StoredMailing
from pinkas.storage.pool import Answer, DatabaseUnavailableError

_log = structlog.get_logger("pinkas.mailing")

_NOTHING_OWN: Final = MailText("", "")
_NOT_AGAIN: Final = "it is not sent again by itself: look at the list of mailings, and ask who should have it"


@dataclass(frozen=True, slots=True, kw_only=True)
class MailOrder:
    """What somebody wants mailed, as written: several addresses may stand in each of `to`, `cc` and `bcc`.

    What is absent or blank is filled in: the customer's address, the business's own text, or ours.
    """

    language: Language
    to: str | None = None
    cc: str | None = None
    bcc: str | None = None
    subject: str | None = None
    body: str | None = None


async def mail_document(
    desk: Desk, caller: Caller, named: Named, order: MailOrder, *, once: Once | None = None
) -> Saved[tuple[str, ...]]:
    """Mail a document as PDF; gives the addresses it went to, the hidden ones left out.

    A draft is issued first, once everything else is in order, as a computerised document where somebody can sign. Under
    an idempotency key nothing is sent twice, however the first attempt ended. Raises UnknownRecord, AlreadyCancelled,
    InvalidValue naming a part of the order, what issuing raises, CannotSign when it may pass, and MailNotSent.
    """
    async for _ in Tries(more=1):
        facts = await mailings.facts(desk.store, caller.business, named, once=once_name(caller, once))
        if facts is None:
            raise UnknownRecord("document", named.name)
        stored = facts.paper.stored
        if once is not None and once.replays(facts.once):
            _check_accepted(facts.mailed)
            return Saved(_shown(order, stored), replayed=True)
        if stored.state in {State.CANCELLED, State.VOID}:
            raise AlreadyCancelled(stored.key)
        _prepared(desk, facts, order, copy=True)  # nothing is issued for a mail that cannot be written
        signer = await able_signer(desk, caller.business)
        if stored.state is State.DRAFT:
            language = None if signer is None else order.language
            await issue_document(desk, caller, by_serial(stored.serial), signed_language=language)
            continue
        if reason := original_waits(facts.paper):
            raise MailNotSent(reason, unknown=False)
        stored, pdf, copy = await paper_to_send(desk, caller, by_serial(stored.serial), order.language, signer)
        if stored.state is not State.ISSUED:  # cancelled meanwhile
            continue
        mailing, message = _prepared(desk, facts, order, copy=copy)
        message = replace(message, attachment=pdf)
        mailing = replace(mailing, pdf_sha256=hashlib.sha256(message.attachment).digest())
        answer = await _intend(desk, caller, stored, mailing, message.sent_at, once)
        if answer.outcome == "replayed":  # the same key came twice at once; the other one sends
            continue
        if check_outcome(answer.outcome):
            await _send(desk, caller, stored, answer.serial, message, once)
            return Saved(_shown(order, stored))
    raise Contention


async def list_mailings(
    desk: Desk, caller: Caller, *, offset: int, limit: int, document: str | None = None
) -> tuple[int, list[StoredMailing]]:
    """How many mailings there are (of the document under this key), and those of one page, oldest first."""
    return await mailings.page(desk.store, caller.business, offset=offset, limit=limit, document=document)


# --- what is sent ---------------------------------------------------------------------------------------------------


def _prepared(desk: Desk, facts: MailingFacts, order: MailOrder, *, copy: bool) -> tuple[Mailing, Message]:
    """The intent and the message, the PDF still missing in both. Raises InvalidValue naming a part of the order."""
    stored, letterhead = facts.paper.stored, facts.paper.letterhead
    kind, language = stored.document.kind, order.language
    own = facts.own_text(language) or _NOTHING_OWN
    said = _mail_facts(stored, letterhead, language)
    text = mail_text(
        kind,
        language,
        said,
        copy=copy,
        subject=_written(order.subject, own.subject),
        body=_written(order.body, own.body),
    )
    uuid, sender = new_uuid(), desk.mailer.sender
    message = Message(
        sender=sender if sender.name else Mailbox(_one_line(said.business_name), sender.address),
        to=_to(order, stored),
        cc=addresses(order.cc or "", "cc"),
        bcc=addresses(order.bcc or "", "bcc"),
        reply_to=_reply_to(letterhead),
        subject=text.subject,
        body=text.body,
        attachment_name=f"{said.document_type} {said.document_number}.pdf",
        attachment=b"",
        message_id=f"{uuid}@{sender.domain}",
        sent_at=desk.clock.now(),
    )
    mailing = Mailing(
        uuid=uuid,
        document=stored.serial,
        recipients=message.recipients,
        language=language,
        subject=text.subject,
        pdf_sha256=b"",
    )
    return mailing, message


def _to(order: MailOrder, stored: StoredDocument) -> tuple[str, ...]:
    """Whom it goes to: who was named, else the customer, as the document says."""
    if found := addresses(order.to or "", "to"):
        return found
    if found := addresses(stored.document.party.email or "", "customer_email"):
        return found
    raise InvalidValue("to", "must name an address, for the document's customer has none")


def _shown(order: MailOrder, stored: StoredDocument) -> tuple[str, ...]:
    """Whom an answer names: never the hidden recipients."""
    return tuple(dict.fromkeys((*_to(order, stored), *addresses(order.cc or "", "cc"))))


def _reply_to(letterhead: Letterhead) -> str | None:
    """The business's own address; what stands on its papers may be none, and that stops no mail."""
    try:
        return next(iter(addresses(letterhead.email or "")), None)
    except InvalidValue:
        return None


def _written(*texts: str | None) -> str | None:
    """The first text that says something."""
    return next((text for text in texts if text and text.strip()), None)


def _one_line(name: str) -> str:
    return " ".join(name.split())[:NAME_CHARACTERS_MAX]


def _mail_facts(stored: StoredDocument, letterhead: Letterhead, language: Language) -> MailFacts:
    document, party = stored.document, stored.document.party
    english_name = letterhead.name_english if language == "en" else None
    currency = document.currency if document.facts.sells else document.receipt_currency
    due = document.due_date if document.facts.sells else None
    return MailFacts(
        document_id=stored.key,
        document_number=paper_number(stored.full_number, stored.run),
        document_type=document_type(document.kind, language),
        customer_name=party.name or party.contact_name or "",
        business_name=english_name or letterhead.legal_name,
        total=_amount(document.effective_total, currency, language),
        date=_day(document.date, language),
        due_date="" if due is None else _day(due, language),
    )


def _amount(value: Decimal, currency: str, language: Language) -> str:
    """1,180.00 ₪ in Hebrew, 1 180,00 € in Bulgarian, €1,180.00 in English; a code for want of a sign stands apart."""
    symbol, digits = figures.sign_of(currency, language), figures.digits_of(value, 2, language)
    if language != "en":
        return f"{digits} {symbol}"
    return f"{symbol} {digits}" if symbol.isalpha() else f"{symbol}{digits}"


def _day(value: dt.date, language: Language) -> str:
    """04/08/2026 in Hebrew, 4 Aug 2026 in English, 04.08.2026 in Bulgarian and Albanian."""
    if language == "en":
        return f"{value.day} {value:%b %Y}"
    return f"{value:%d/%m/%Y}" if language == "he" else f"{value:%d.%m.%Y}"


# --- intent and outcome ---------------------------------------------------------------------------------------------


async def _intend(
    desk: Desk, caller: Caller, stored: StoredDocument, mailing: Mailing, now: dt.datetime, once: Once | None
) -> Answer:
    item = write_item(
        caller,
        "mail intended",
        now,
        mailing_content(mailing),
        once=once,
        # A document cancelled meanwhile is not mailed.
        expect=[{"sort": "document", "serial": stored.serial, "version": stored.version}],
        mailing={
            "uuid": mailing.uuid,
            "document_serial": mailing.document,
            "recipients": mailing.recipients,
            "language": mailing.language,
            "subject": mailing.subject,
            "pdf_sha256": mailing.pdf_sha256.hex(),
        },
    )
    return await desk.store.write("intend_mailing_v1", item)


async def _send(
    desk: Desk, caller: Caller, stored: StoredDocument, serial: int, message: Message, once: Once | None
) -> None:
    """One attempt, and what became of it written down. Raises MailNotSent for all but an accepted mail."""
    delivery = await desk.mailer.send(message)
    item = write_item(
        caller,
        f"mail {delivery.state}",
        desk.clock.now(),
        mailing_outcome_content(serial, delivery.state, delivery.detail),
        once=None,
        expect=[],
        outcome={"serial": serial, "outcome": delivery.state, "detail": delivery.detail},
    )
    try:
        await desk.store.write("record_mailing_v1", item)
    except DatabaseUnavailableError as error:
        # "The database is away; send it again" would be the wrong thing to say now.
        _log.error("outcome of a mail not recorded", message_id=message.message_id, state=delivery.state)
        if delivery.state is not DeliveryState.REFUSED:
            reason = f"the mail may have gone, but that could not be written down; {_NOT_AGAIN}"
            raise MailNotSent(reason, unknown=True) from error
    if delivery.state is not DeliveryState.ACCEPTED:
        became = "was refused" if delivery.state is DeliveryState.REFUSED else "may have gone, or not"
        said = f"The mail of document {stored.key!r} {became}; the list of mailings tells more."
        await record_log(desk, caller, Level.WARNING, said)
    _check_delivery(delivery, once)


def _check_delivery(delivery: Delivery, once: Once | None) -> None:
    if delivery.state is DeliveryState.REFUSED:
        again = "" if once is None else "; to try again use another Idempotency-Key"
        raise MailNotSent(f"{delivery.detail}{again}", unknown=False)
    if delivery.state is DeliveryState.UNKNOWN:
        raise MailNotSent(f"the mail may have gone: {delivery.detail}; {_NOT_AGAIN}", unknown=True)


def _check_accepted(mailed: Mailed | None) -> None:
    """Answer an earlier request's outcome again. Raises MailNotSent for all but an accepted mail."""
    state = MailingState.INTENDED if mailed is None else mailed.state
    detail = "" if mailed is None else mailed.detail or ""
    match state:
        case MailingState.REFUSED:
            raise MailNotSent(f"{detail}; to try again use another Idempotency-Key", unknown=False)
        case MailingState.UNKNOWN:
            raise MailNotSent(f"the mail may have gone: {detail}; {_NOT_AGAIN}", unknown=True)
        case MailingState.INTENDED:
            reason = "the mail under this Idempotency-Key is on its way or was broken off, and may have gone"
            raise MailNotSent(f"{reason}; {_NOT_AGAIN}", unknown=True)
