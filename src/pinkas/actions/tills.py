"""Recording what happened at a till: one read, one decision, one call, and every document of it is in the books."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from typing import Final

from pinkas.actions.desk import Caller, Desk, Once, Saved, Tries, check_outcome, new_uuid, once_name
from pinkas.actions.shops import shop_of
from pinkas.actions.till_lines import money_back, product_names, slip_lines, sold_with, whole_back
from pinkas.actions.till_orders import TillOrder, TillTenderOrder
from pinkas.actions.till_places import At, find_at, find_means, written_number
from pinkas.actions.till_recorded import Recorded, as_stored
from pinkas.actions.till_writing import Decided, Issue, record_item
from pinkas.books.allocation import needs_number
from pinkas.books.currency import check_kept, check_reached
from pinkas.books.daybook import TransactionHead
from pinkas.books.document import Document, Party
from pinkas.books.entry import document_entry
from pinkas.books.errors import Contention, InvalidValue, NumberTaken, RegistrationForbids
from pinkas.books.ground import Ground
from pinkas.books.period import first_open
from pinkas.books.references import Reference, Scheme
from pinkas.books.slip import SlipKind, SlipLineOrder, SlipTender
from pinkas.books.slip_composing import MOST_AHEAD, SlipOrder, compose_slip
from pinkas.books.slip_documents import TillGround, plan_documents
from pinkas.books.slip_papers import LegalPaper
from pinkas.books.slip_settling import settle_slip
from pinkas.books.stock import document_moves
from pinkas.books.terms import DEFAULT_TERMS, Terms, TermsRule
from pinkas.storage import tills
from pinkas.storage.pool import Answer
from pinkas.storage.tills import TillContact, TillFacts, TillQuestion

#: Before this no till says anything (R-NET dossier §8.3).
_FIRST_YEAR: Final = 1753
#: Sorts of goods that no stock is kept of (R-NET dossier §6.4).
_UNCOUNTED: Final = frozenset({3, 5, 7, 9})


async def record_transaction(desk: Desk, caller: Caller, order: TillOrder, *, once: Once | None = None) -> Saved[int]:
    """Record a till's transaction with every document it issues; the serial of the transaction.

    One that is recorded already under this uuid, exchange id or import is answered and nothing is written. Raises
    InvalidValue naming what cannot be, NumberTaken, OverCredited, RegistrationForbids.
    """
    saved = await record_and_tell(desk, caller, order, once=once)
    return Saved(saved.record.serial, created=saved.created, replayed=saved.replayed)


async def record_and_tell(desk: Desk, caller: Caller, order: TillOrder, *, once: Once | None = None) -> Saved[Recorded]:
    """The same, and how the transaction stands where it was not there before: nothing need be read again to show it."""
    order = order if order.uuid is not None else replace(order, uuid=new_uuid())
    known = desk.familiar.shop(caller.business) or await shop_of(desk, caller.business)
    async for _ in Tries():
        at = find_at(known, order)
        facts = await tills.till_facts(
            desk.store, caller.business, _question(order, at), known, once=once_name(caller, once)
        )
        if facts.shop is not None:
            known = facts.shop
            desk.familiar.remember_shop(caller.business, known)
            at = find_at(known, order)
        if once is not None and once.replays(facts.once) and facts.once is not None:
            return Saved(Recorded(serial=facts.once.serial), replayed=True)
        before = _recorded_before(order, at, facts)
        if before is not None:
            return Saved(Recorded(serial=before), replayed=True)
        at = at.checked(order)
        decided = _decide(desk, caller, order, at, facts)
        item = record_item(desk, caller, order, at, facts, decided, once)
        answer = await desk.store.write("record_v1", item)
        if check_outcome(answer.outcome):
            recorded = _recorded(caller, order, at, facts, decided, item["recorded_at"], answer)
            return Saved(recorded, created=answer.outcome == "done", replayed=answer.outcome == "replayed")
    raise Contention


def _recorded(
    caller: Caller, order: TillOrder, at: At, facts: TillFacts, decided: Decided, now: dt.datetime, answer: Answer
) -> Recorded:
    if answer.given is None:
        return Recorded(serial=answer.serial)  # somebody else's call recorded it meanwhile
    return Recorded(
        serial=answer.serial,
        stored=as_stored(caller, order, at, decided, serial=answer.serial, given=answer.given, recorded_at=now),
        products={one.serial: one for one in facts.products},
        customer_version=None if facts.customer is None else facts.customer.version,
    )


def _question(order: TillOrder, at: At) -> TillQuestion:
    return TillQuestion(
        uuid=order.uuid or new_uuid(),
        exchange_id=None if order.exchange_id is None else str(order.exchange_id),
        erp_code=order.erp_code,
        register=None if at.till is None else at.till.serial,
        sequence=order.sequence,
        store=None if at.store is None else at.store.serial,
        products=product_names(order.lines),
        contact=order.contact,
        lines=[line.uuid for line in order.lines if line.uuid is not None],
        returns=[line.returns for line in order.lines if line.returns is not None],
        voids=order.voids,
    )


def _recorded_before(order: TillOrder, at: At, facts: TillFacts) -> int | None:
    """The transaction that this one is, sent again. Raises NumberTaken where its names belong to several."""
    found = [serial for serial in (facts.same_uuid, facts.same_exchange) if serial is not None]
    if found:
        if len(set(found)) > 1:
            raise NumberTaken("exchange_id", str(order.exchange_id))
        if facts.same_uuid is None or order.exchange_id is None or facts.same_exchange is not None:
            return found[0]
        # Under its own id it is the same, whatever exchange id it was first sent with.
        return found[0]
    if facts.same_code is not None:
        raise NumberTaken("erp_code", order.erp_code or "")
    if facts.same_number is not None and at.till is not None:
        raise NumberTaken("till_number", written_number(at.till, order.sequence))
    for place, line in enumerate(order.lines):
        if line.uuid in facts.same_lines:
            raise InvalidValue(f"lines[{place}].uuid", "is that of another line")
    return None


def _decide(desk: Desk, caller: Caller, order: TillOrder, at: At, facts: TillFacts) -> Decided:
    happened_at, local_time = _when(desk, caller, order)
    if order.contact is not None and facts.contact is None:
        raise InvalidValue("contact", "was not found")
    customer = facts.customer
    _check_customer(order, customer)
    order = _voiding(order, facts)
    day = local_time.date()
    ground = _ground(desk, caller, facts, customer, day)
    lines = slip_lines(order, facts, at.shop, country=caller.country, day=day)
    sources = sold_with(facts)
    slip, papers = compose_slip(
        SlipOrder(
            kind=order.kind,
            local_time=local_time,
            lines=lines,
            tenders=tuple(_tender(one, place, at) for place, one in enumerate(order.tenders)),
            discount=order.discount,
            total=order.total,
            rounding=order.rounding,
            note=order.note,
            email=order.email,
            voids=order.voids,
            remarks=order.remarks,
            rest=None if order.rest is None else (new_uuid(), order.rest),
        ),
        ground,
        customer=customer is not None,
        sources=sources,
    )
    _check_sources(papers, customer)
    _check_currency(papers, caller, day)
    slip, documents = plan_documents(slip, papers, lines, _till_ground(caller, order, at, facts, day, ground))
    _check_registration(documents, ground, papers)
    settled = settle_slip(documents, papers if slip.kind is SlipKind.SALE else ())
    posted_on = first_open(day, facts.settings.closed_through)
    check_kept(caller.country, caller.currency, day, posted_on)
    check_reached(caller.country, caller.currency, caller.today(desk.clock), day)
    return Decided(
        head=TransactionHead(
            uuid=order.uuid or new_uuid(),
            register=at.register.serial,
            local_time=local_time,
            happened_at=happened_at,
            total=slip.total,
            contact=None if customer is None else customer.serial,
            seller=None if at.seller is None else at.seller.serial,
            modifier=caller.staff,
        ),
        slip=slip,
        papers=papers,
        issues=tuple(_issue(document, facts, caller, posted_on, lines) for document in documents),
        settled=settled,
        references=_references(order),
    )


def _when(desk: Desk, caller: Caller, order: TillOrder) -> tuple[dt.datetime, dt.datetime]:
    """The instant, and the civil time of the business's zone to the millisecond. Raises InvalidValue."""
    now = desk.clock.now().astimezone(caller.zone)
    if order.local_time is None:
        local = now.replace(tzinfo=None)
        return now, local.replace(microsecond=local.microsecond // 1000 * 1000)
    at = order.local_time.replace(tzinfo=caller.zone)
    if order.local_time.year < _FIRST_YEAR or at > now + MOST_AHEAD:
        raise InvalidValue("local_time", "must be after 1752 and at most two days ahead")
    # In UTC: an offset of long ago has seconds, which text forms lose.
    return at.astimezone(dt.UTC), order.local_time


def _check_customer(order: TillOrder, customer: TillContact | None) -> None:
    if customer is None:
        if order.kind is SlipKind.PAYMENT:
            raise InvalidValue("contact", "must be said: a payment is somebody's")
        return
    if customer.forbid_sales and order.kind not in {SlipKind.PAYMENT, SlipKind.SUPPLY}:
        raise InvalidValue("contact", "may not be sold to: their card forbids it")


def _voiding(order: TillOrder, facts: TillFacts) -> TillOrder:
    """The order, its lines and payments filled where it takes a whole sale back. Raises InvalidValue."""
    if order.voids is None:
        return order
    if facts.voided_money is None:
        raise InvalidValue("voids", "names no transaction")
    left = whole_back(facts)
    if not left:
        raise InvalidValue("voids", "names a transaction of which nothing is left to take back")
    lines = order.lines or left
    named = {line.returns: line.quantity for line in lines}
    if named != {line.returns: line.quantity for line in left}:
        raise InvalidValue("lines", "must take back all that is left of the transaction it voids, and nothing else")
    tenders = order.tenders or tuple(TillTenderOrder(tender=one) for one in money_back(facts))
    return replace(order, kind=SlipKind.SALE, lines=tuple(lines), tenders=tenders)


def _tender(one: TillTenderOrder, place: int, at: At) -> SlipTender:
    """The payment with its means found: the books' type of tender, and which of the shop's own it was."""
    if one.means is None:
        return one.tender
    means = find_means(at.shop, one.means)
    if means is None:
        raise InvalidValue(f"tenders[{place}].means", "was not found")
    return replace(one.tender, type=means.type, means=means.number)


def _check_sources(papers: tuple[LegalPaper, ...], customer: TillContact | None) -> None:
    """What was sold to somebody comes back in their name: a credit is its invoice's customer's."""
    for paper in papers:
        source = paper.source
        if source is None or source.contact is None:
            continue
        if customer is None or customer.serial != source.contact:
            raise InvalidValue("contact", "must be the customer to whom it was sold")


def _check_currency(papers: tuple[LegalPaper, ...], caller: Caller, day: dt.date) -> None:
    """A line that was sold in another currency is taken back as one without a sale, at what it is worth now."""
    for paper in papers:
        if paper.source is not None and caller.currency_on(paper.source.date) != caller.currency_on(day):
            said = f"must name no sale in {caller.currency_on(paper.source.date)}: the books are in {caller.currency}"
            raise InvalidValue("lines", said)


def _check_registration(documents: tuple[Document, ...], ground: Ground, papers: tuple[LegalPaper, ...]) -> None:
    """A business that charges no VAT issues no document of the VAT law, but for credits of what it sold before."""
    for place, document in enumerate(documents):
        credited = place < len(papers) and papers[place].source is not None
        if document.facts.taxes and not credited and not ground.charges_vat(document.date):
            raise RegistrationForbids(document.kind, ground.registered(document.date))


def _ground(desk: Desk, caller: Caller, facts: TillFacts, customer: TillContact | None, day: dt.date) -> Ground:
    settings = facts.settings
    return Ground(
        today=caller.today(desk.clock),
        country=caller.country,
        currency=caller.currency_on(day),
        registration=settings.registration,
        registrations=settings.registrations,
        closed_through=settings.closed_through,
        customer_charges_vat=customer is None or customer.charge_vat is not False,
        customer_is_domestic=customer is None or customer.is_domestic,
        price_list=1 if customer is None or customer.price_list is None else customer.price_list,
    )


def _till_ground(
    caller: Caller, order: TillOrder, at: At, facts: TillFacts, day: dt.date, ground: Ground
) -> TillGround:
    customer = facts.customer
    if facts.sale_class is None or facts.receipt_class is None:
        raise InvalidValue("register", "cannot sell: the business has no class of income or of receipts")
    said = customer if customer is not None and customer.terms_rule is not None else facts.settings
    terms = DEFAULT_TERMS if said.terms_rule is None else Terms(TermsRule(said.terms_rule), said.terms_days)
    return TillGround(
        country=caller.country,
        currency=ground.currency,
        series=at.register.series,
        day=day,
        due_date=terms.due(day) if order.due_date is None else order.due_date,
        contact=None if customer is None else customer.serial,
        party=order.party or (Party() if customer is None else customer.party),
        sale_class=facts.sale_class,
        receipt_class=facts.receipt_class,
        standard_rate=ground.standard_rate(day) if ground.charges_vat(day) else ground.standard_rate(day) * 0,
        channel=order.channel,
    )


def _issue(
    document: Document, facts: TillFacts, caller: Caller, posted_on: dt.date, lines: tuple[SlipLineOrder, ...]
) -> Issue:
    entry = document_entry(document)
    uncounted = {
        line.item.serial for line in lines if line.item is not None and line.item.product.item_type in _UNCOUNTED
    }
    moves = tuple(move for move in document_moves(document, ()) if move.product not in uncounted)
    uuid = new_uuid()
    return Issue(
        key=str(uuid),
        uuid=uuid,
        document=document,
        # What comes late is posted into the first open period under its own date (DESIGN §5 "Periods close").
        entry=None if entry is None else replace(entry, posting_date=posted_on),
        moves=moves,
        waits=facts.asks_allocation and needs_number(document, caller.country),
        tenders=tuple(new_uuid() for _ in document.tenders),
    )


def _references(order: TillOrder) -> tuple[Reference, ...]:
    said = (
        (Scheme.EXCHANGE_ID, None if order.exchange_id is None else str(order.exchange_id)),
        (Scheme.ERP_CODE, order.erp_code),
        (Scheme.IMPORT, order.import_name),
    )
    return tuple(Reference(scheme.value, value) for scheme, value in said if value)
