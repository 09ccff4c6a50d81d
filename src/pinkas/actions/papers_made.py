"""The paper of what a till recorded: invoice, credit, debit, advance or pro forma, posting and moving nothing twice."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Final

from pinkas.actions.desk import Caller, Desk, Once, Saved, Tries, check_outcome, once_name
from pinkas.actions.drafts import find_document
from pinkas.actions.papers_corrected import corrected_by, left_to_deduct, taken_from
from pinkas.actions.papers_written import MadePaper, write_order
from pinkas.actions.repeats import unchanged
from pinkas.actions.shops import shop_of
from pinkas.books.currency import check_reached
from pinkas.books.document import Party, State, StoredDocument, VatTotal
from pinkas.books.errors import Contention, InvalidValue, NotSettleable, UnknownRecord
from pinkas.books.kinds import KINDS
from pinkas.books.made_from import (
    MADE_OF,
    Advance,
    Deduction,
    PaperOrder,
    deduct,
    kind_of,
    make_paper,
    paper_entry,
    take_over,
)
from pinkas.books.money import ZERO
from pinkas.books.numbering import written
from pinkas.books.paper_grounds import check_ground, reason_of
from pinkas.books.period import check_open
from pinkas.books.references import RecordName
from pinkas.books.settlement import Settlement, left_open
from pinkas.storage import documents, papers_made, transactions
from pinkas.storage.papers_made import PaperFacts, StandingPaper
from pinkas.storage.tills import TillContact

#: What a till's sale is in Israel already, by what is asked for.
_ALREADY: Final = {
    "invoice": ("tax_invoice", "invoice_receipt"),
    "credit": ("credit_invoice",),
}
_OF_WHAT: Final = {
    "invoice": ("tax_invoice", "invoice_receipt"),
    "credit": ("credit_invoice",),
    "debit": ("debit_note",),
    "advance": ("advance_invoice",),
    "proforma": ("proforma",),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class MadeOrder:
    """A paper as a caller orders it; `contact` names the customer, who else is the transaction's.

    `advances` are serials of advance invoices with at most how much of each.
    """

    what: str
    contact: RecordName | None = None
    date: dt.date | None = None
    due_date: dt.date | None = None
    corrects: int | None = None
    advances: tuple[tuple[int, Decimal | None], ...] = ()
    comments: str | None = None
    means: int | None = None
    bank_account: int | None = None
    accepted_by: str | None = None
    vat_reason: str | None = None
    channel: str


async def make_document(
    desk: Desk, caller: Caller, transaction: int, order: MadeOrder, *, once: Once | None = None
) -> Saved[StoredDocument]:
    """The paper of a recorded transaction; one that was made of it already is answered, and nothing is written.

    Raises UnknownRecord, InvalidValue, NotSettleable, PeriodClosed.
    """
    if order.what not in MADE_OF:
        raise InvalidValue("what", f"must be one of {', '.join(MADE_OF)}")
    await _check_paying(desk, caller, order)
    named = [*([] if order.corrects is None else [order.corrects]), *(serial for serial, _ in order.advances)]
    async for _ in Tries():
        facts = await papers_made.paper_facts(
            desk.store, caller.business, transaction, order.contact, named, once=once_name(caller, once)
        )
        replayed = once is not None and once.replays(facts.once)
        if order.contact is not None and facts.contact is None:
            raise InvalidValue("contact", "was not found")
        before = _made_before(order, facts, transaction)
        if before is not None:
            found = await find_document(desk, caller, documents.by_serial(before))
            if replayed:
                return Saved(found, replayed=True)
            return await unchanged(desk, caller, once, found, transaction)
        if replayed and facts.once is not None:  # what was made then was cancelled since
            return Saved(await _paper_of(desk, caller, facts.once.serial), replayed=True)
        made = _make(desk, caller, order, facts, transaction)
        answer = await desk.store.write("record_v1", write_order(desk, caller, facts, made, once))
        if check_outcome(answer.outcome):
            issued = await _paper_of(desk, caller, answer.serial)
            return Saved(issued, created=True, replayed=answer.outcome == "replayed")
    raise Contention


async def _paper_of(desk: Desk, caller: Caller, transaction: int) -> StoredDocument:
    """The paper that is a transaction of its own."""
    found = await transactions.by_serial(desk.store, caller.business, transaction)
    if found is None:
        raise UnknownRecord("operation", str(transaction))
    return await find_document(desk, caller, documents.by_serial(found.documents[0].serial))


async def _check_paying(desk: Desk, caller: Caller, order: MadeOrder) -> None:
    """Raises InvalidValue for a means of payment or a bank account that the shop has not."""
    if order.means is None and order.bank_account is None:
        return
    shop = await shop_of(desk, caller.business)
    if order.means is not None and order.means not in {means.number for means in shop.means}:
        raise InvalidValue("means", "names no means of payment")
    if order.bank_account is not None and order.bank_account not in {one.serial for one in shop.bank_accounts}:
        raise InvalidValue("bank_account", "names no bank account")


def _made_before(order: MadeOrder, facts: PaperFacts, transaction: int) -> int | None:
    """The paper that there is already: made before, or (in Israel) issued by the till itself."""
    if not facts.documents:
        raise UnknownRecord("operation", str(transaction))
    wanted = _OF_WHAT[order.what]
    for one in facts.documents:
        if one.kind in _ALREADY.get(order.what, ()) and one.state is State.ISSUED:
            return one.serial
        if one.kind in _made_of(order.what):
            for follower in one.followers:
                if follower.kind in wanted and (one.superseded or order.what == "proforma"):
                    return follower.serial
    return None


def _made_of(what: str) -> tuple[str, ...]:
    """The kinds a paper is made from: a pro forma from whatever a till sold, in Israel too."""
    return (*_ALREADY["invoice"], "till_receipt") if what == "proforma" else (MADE_OF[what],)


def _source(order: MadeOrder, facts: PaperFacts, transaction: int) -> StandingPaper:
    """The document the paper is made of. Raises NotSettleable for what was replaced by another, or was never sold."""
    for one in facts.documents:
        if order.what == "proforma" and one.kind in _ALREADY["invoice"]:
            raise NotSettleable(str(transaction), "has its invoice already")
        if one.kind == MADE_OF[order.what]:
            if one.state is not State.ISSUED:
                raise NotSettleable(str(transaction), f"is {one.state.value}")
            if one.superseded and order.what == "proforma":
                raise NotSettleable(str(transaction), "has its invoice already")
            if one.superseded:
                raise NotSettleable(str(transaction), "has a document of another kind already")
            return one
    raise NotSettleable(str(transaction), f"is not one that a document of this kind ({order.what}) is made of")


def _make(desk: Desk, caller: Caller, order: MadeOrder, facts: PaperFacts, transaction: int) -> MadePaper:
    source = _source(order, facts, transaction)
    customer = facts.contact or facts.own_contact
    takes_over = order.what != "proforma"
    _check_customer(source, customer, takes_over=takes_over)
    corrected = corrected_by(order.what, order.corrects, facts, source, customer, caller)
    day = order.date or caller.today(desk.clock)
    check_open(day, facts.settings.closed_through)
    check_reached(caller.country, caller.currency, caller.today(desk.clock), day)
    if day > caller.today(desk.clock):
        raise InvalidValue("date", "must not be after today")
    if takes_over and caller.currency_on(day) != source.document.currency:
        raise InvalidValue("date", f"must be of the days of {source.document.currency}, in which it was sold")
    if order.what == "advance" and any(line.goods for line in source.document.lines):
        raise InvalidValue("what", "must not be an advance: goods have left for it already")
    deductions = _deductions(caller, order, facts, source, customer)
    paid = takes_over and left_open(source.document) == 0 and not deductions
    paper = PaperOrder(
        what=order.what,
        date=day,
        due_date=order.due_date,
        party=Party() if customer is None else customer.party,
        contact=None if customer is None else customer.serial,
        corrects=None if corrected is None else corrected.serial,
        advances=order.advances,
        comments=reason_of(caller.country, order.what, order.comments, facts.storno),
        means=order.means,
        bank_account=order.bank_account,
        accepted_by=order.accepted_by,
        vat_reason=order.vat_reason or (None if corrected is None else corrected.document.vat_reason),
        channel=order.channel,
    )
    kind = kind_of(paper, source.document, paid=paid)
    document = make_paper(paper, source.serial, source.document, kind, source.series, deductions)
    check_ground(caller.country, document)
    if corrected is not None and document.facts.credits:
        document = taken_from(document, corrected)
    settled = _sided(source) if takes_over else ()
    target = None if corrected is None else (corrected.serial, corrected.open_amount or ZERO)
    settlements, _ = take_over(document, settled, target if document.facts.credits else None)
    return MadePaper(
        document=document,
        entry=paper_entry(document, deductions),
        settlements=settlements,
        source=source,
        takes_over=takes_over,
        corrects=paper.corrects,
        deductions=deductions,
    )


def _sided(source: StandingPaper) -> tuple[Settlement, ...]:
    """What stands on the source as whoever takes its place stands: as paid where it is a debt, else as paying."""
    credit = KINDS[source.kind].credits
    return tuple(one for one in source.settled if (one.paying if credit else one.paid) == source.serial)


def _check_customer(source: StandingPaper, customer: TillContact | None, *, takes_over: bool) -> None:
    if customer is None:
        raise InvalidValue("contact", "must be said: the paper is somebody's")
    if takes_over and (source.open_amount or source.settled) and source.contact != customer.serial:
        raise InvalidValue("contact", "must be the customer who owes for it")


def _deductions(
    caller: Caller, order: MadeOrder, facts: PaperFacts, source: StandingPaper, customer: TillContact | None
) -> tuple[Deduction, ...]:
    """What the final invoice takes off, advance by advance. Raises InvalidValue."""
    if order.advances and order.what != "invoice":
        raise InvalidValue("advances", "must be left out: only an invoice deducts advances")
    if len({serial for serial, _ in order.advances}) < len(order.advances):
        raise InvalidValue("advances", "must each be named once")
    room = list(source.document.vat_totals)
    named = {one.serial: one for one in facts.named}
    deductions = []
    for serial, at_most in order.advances:
        one = named.get(serial)
        if one is None or one.kind != "advance_invoice" or one.state is not State.ISSUED:
            raise InvalidValue("advances", f"names no advance invoice: {serial}")
        if one.contact is None or customer is None or one.contact != customer.serial:
            raise InvalidValue("advances", "must be the same customer's")
        advance = Advance(
            serial=one.serial,
            key=one.key,
            written=written(one.series, one.number, one.run),
            contact=one.contact,
            parts=left_to_deduct(caller, one),
        )
        deduction = deduct(advance, at_most, room)
        room = [_less(part, deduction) for part in room]
        deductions.append(deduction)
    return tuple(deductions)


def _less(part: VatTotal, deduction: Deduction) -> VatTotal:
    """What room a part has left."""
    for taken in deduction.parts:
        if (taken.category, taken.rate) == (part.category, part.rate):
            return replace(part, base=part.base - taken.base, vat=part.vat - taken.vat)
    return part
