"""The paper of what a till recorded: invoice, credit, debit, advance or pro forma, posting and moving nothing twice."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any, Final

from pinkas.actions.desk import Caller, Desk, Once, Saved, Tries, check_outcome, new_uuid, once_name, write_item
from pinkas.actions.drafts import find_document
from pinkas.actions.repeats import unchanged
from pinkas.actions.shops import shop_of
from pinkas.books.currency import changeover, check_reached
from pinkas.books.daybook import IssuedWith, TransactionHead, transaction_content
from pinkas.books.document import Document, Party, State, StoredDocument, VatTotal
from pinkas.books.entry import Entry
from pinkas.books.errors import Contention, InvalidValue, NotSettleable, UnknownRecord
from pinkas.books.kinds import KINDS
from pinkas.books.made_from import (
    MADE_OF,
    Advance,
    Deduction,
    PaperOrder,
    deduct,
    kind_of,
    left_of,
    make_paper,
    paper_entry,
    take_over,
)
from pinkas.books.money import ZERO
from pinkas.books.numbering import numbering, written
from pinkas.books.period import check_open
from pinkas.books.references import RecordName
from pinkas.books.settlement import Settlement, left_open
from pinkas.storage import documents, tills, transactions
from pinkas.storage.tills import PaperFacts, StandingPaper, TillContact

#: A series' virtual register bears this plus the series as its number.
_VIRTUAL: Final = 900
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
#: What a credit or debit may name.
_CORRECTABLE: Final = frozenset({"tax_invoice", "invoice_receipt", "advance_invoice", "debit_note"})


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


@dataclass(frozen=True, slots=True, kw_only=True)
class _Made:
    document: Document
    entry: Entry | None
    settlements: tuple[Settlement, ...]
    source: StandingPaper
    takes_over: bool
    deductions: tuple[Deduction, ...]


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
        facts = await tills.paper_facts(
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
        answer = await desk.store.write("record_v1", _item(desk, caller, order, facts, made, once))
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
        if one.kind in _made_of(order.what):
            if one.state is not State.ISSUED:
                raise NotSettleable(str(transaction), f"is {one.state.value}")
            if one.superseded:
                raise NotSettleable(str(transaction), "has a document of another kind already")
            return one
    raise NotSettleable(str(transaction), f"is not one that a document of this kind ({order.what}) is made of")


def _make(desk: Desk, caller: Caller, order: MadeOrder, facts: PaperFacts, transaction: int) -> _Made:
    source = _source(order, facts, transaction)
    customer = facts.contact or facts.own_contact
    takes_over = order.what != "proforma"
    _check_customer(source, customer, takes_over=takes_over)
    corrected = _corrected(order, facts, source)
    day = order.date or caller.today(desk.clock)
    check_open(day, facts.settings.closed_through)
    check_reached(caller.country, caller.currency, caller.today(desk.clock), day)
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
        corrects=order.corrects,
        advances=order.advances,
        comments=order.comments,
        means=order.means,
        bank_account=order.bank_account,
        accepted_by=order.accepted_by,
        vat_reason=order.vat_reason,
        channel=order.channel,
    )
    kind = kind_of(paper, source.document, paid=paid)
    document = make_paper(paper, source.serial, source.document, kind, source.series, deductions)
    settled = _sided(source) if takes_over else ()
    target = None if corrected is None else (corrected.serial, corrected.open_amount or ZERO)
    settlements, _ = take_over(document, settled, target if document.facts.credits else None)
    return _Made(
        document=document,
        entry=paper_entry(document, deductions),
        settlements=settlements,
        source=source,
        takes_over=takes_over,
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


def _corrected(order: MadeOrder, facts: PaperFacts, source: StandingPaper) -> StandingPaper | None:
    """The invoice that a credit or debit names. Raises InvalidValue."""
    if order.corrects is None:
        if order.what == "debit":
            raise InvalidValue("corrects", "must be said: a debit note names its invoice")
        return None
    if order.what not in {"credit", "debit"}:
        raise InvalidValue("corrects", "must be left out: only credits and debits name an invoice")
    found = next((one for one in facts.named if one.serial == order.corrects), None)
    if found is None or found.kind not in _CORRECTABLE or found.state is not State.ISSUED:
        raise InvalidValue("corrects", "names no invoice")
    if order.what == "credit" and (source.total or ZERO) > (found.total or ZERO) - found.credited - found.deducted:
        raise InvalidValue("corrects", "names an invoice of which less than that is left to be credited")
    return found


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
            parts=left_of(
                _in_books(caller, one.document), [(taken.category, taken.rate, taken.base) for taken in one.deductions]
            ),
        )
        deduction = deduct(advance, at_most, room)
        room = [_less(part, deduction) for part in room]
        deductions.append(deduction)
    return tuple(deductions)


def _in_books(caller: Caller, advance: Document) -> tuple[VatTotal, ...]:
    """An advance's parts in the currency of the books as they are: what is deducted of it is read in that as well."""
    change = changeover(caller.country, caller.currency)
    if change is None or advance.currency != change.before:
        return advance.vat_totals
    return tuple(
        replace(part, base=change.converted(part.base), vat=change.converted(part.vat)) for part in advance.vat_totals
    )


def _less(part: VatTotal, deduction: Deduction) -> VatTotal:
    """What room a part has left."""
    for taken in deduction.parts:
        if (taken.category, taken.rate) == (part.category, part.rate):
            return replace(part, base=part.base - taken.base, vat=part.vat - taken.vat)
    return part


def _item(desk: Desk, caller: Caller, order: MadeOrder, facts: PaperFacts, made: _Made, once: Once | None) -> Any:
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
    credits_ = order.corrects if document.facts.credits else None
    item = {
        "uuid": head.uuid,
        "register": None,
        "virtual": {
            "key": f"series-{document.series:02d}",
            "uuid": new_uuid(),
            "number": _VIRTUAL + document.series,
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
