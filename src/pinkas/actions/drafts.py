"""Writing, editing and voiding drafts, and finding documents."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from typing import Final
from uuid import UUID

from pinkas.actions.desk import Caller, Desk, Once, Saved, Tries, check_outcome, new_uuid, once_name, write_item
from pinkas.books.currency import changeover, check_reached, fixed_rates
from pinkas.books.daybook import draft_content
from pinkas.books.document import Document, Party, Relation, Source, State, StoredDocument
from pinkas.books.draft import DocumentOrder, compose
from pinkas.books.errors import (
    ClassMismatch,
    Contention,
    FrozenField,
    InvalidValue,
    NotADraft,
    Refusal,
    UnknownRecord,
)
from pinkas.books.ground import Ground
from pinkas.books.kinds import KINDS
from pinkas.books.money import ZERO, check_amount
from pinkas.books.numbering import numbering
from pinkas.books.period import check_open
from pinkas.books.settlement import check_sources, fitted
from pinkas.books.terms import DEFAULT_TERMS, Terms, TermsRule
from pinkas.books.totals import discount_of_percent
from pinkas.books.vat import VatCategory, standard_rate
from pinkas.storage import decisions, documents
from pinkas.storage.decisions import ClassFacts, ContactFacts, DraftFacts, DraftQuestion, SettingsFacts, SourceRow
from pinkas.storage.documents import DocumentFilter, Named

#: Countries whose papers name who answers for the customer and his VAT number (Bulgarian VAT Act, art. 114).
_PARTY_IDENTIFIED: Final = frozenset({"BG"})


async def save_draft(
    desk: Desk,
    caller: Caller,
    order: DocumentOrder,
    *,
    once: Once | None = None,
    must_exist: bool = False,
) -> Saved[StoredDocument]:
    """Write the draft an order asks for: a new one with the next number of its run, or over the one under its key.

    Raises UnknownRecord when `must_exist` and there is none; NotADraft when the key's document is issued, cancelled
    or void; FrozenField, ClassMismatch, NotSettleable and InvalidValue for what cannot be.
    """
    uuid = new_uuid()
    key = order.key or str(uuid)
    saved = None if must_exist else await _save_from_memory(desk, caller, order, uuid, once)
    if saved is not None:
        return saved
    async for _ in Tries():
        facts, existing = await decisions.draft_facts(
            desk.store, caller.business, _question(desk, caller, order, key), once=once_name(caller, once)
        )
        if once is not None and once.replays(facts.once) and facts.once is not None:
            return Saved(await find_document(desk, caller, documents.by_serial(facts.once.serial)), replayed=True)
        if existing is None and must_exist:
            raise UnknownRecord("document", key)
        wanted = order if existing is None else _edited(existing, order, caller.country)
        desk.familiar.remember(caller.business, order, facts)
        of_class = await _fitting_class(desk, caller, wanted, facts)
        document = _compose(desk, caller, wanted, facts, existing)
        draft = _draft(desk, caller, key, uuid, document, existing, facts, of_class)
        saved = await _write(desk, caller, draft, existing, facts, once)
        if saved is not None:
            return saved
    raise Contention


async def _save_from_memory(
    desk: Desk, caller: Caller, order: DocumentOrder, uuid: UUID, once: Once | None
) -> Saved[StoredDocument] | None:
    """Write a new draft without a read before it; None when that cannot be done, or the facts remembered are stale."""
    facts = desk.familiar.facts(caller.business, order)
    of_class = None if facts is None else facts.transaction_class
    if facts is None or of_class is None or of_class.sort != KINDS[order.kind].class_sort:
        return None
    try:
        document = _compose(desk, caller, order, facts, None)
    except Refusal:
        return None  # decided again on what is read then, which may allow it, or refuse it for a better reason
    draft = _draft(desk, caller, str(uuid), uuid, document, None, facts, of_class)
    saved = await _write(desk, caller, draft, None, facts, once)
    if saved is None:
        desk.familiar.forget(caller.business, order)
    return saved


async def find_document(desk: Desk, caller: Caller, named: Named) -> StoredDocument:
    """The named document. Raises UnknownRecord."""
    found = await documents.find(desk.store, caller.business, named)
    if found is None:
        raise UnknownRecord("document", named.name)
    return found


async def list_documents(
    desk: Desk, caller: Caller, wanted: DocumentFilter, *, offset: int, limit: int
) -> tuple[int, list[StoredDocument]]:
    """The total and one page, oldest created first."""
    return await documents.page(desk.store, caller.business, wanted, offset=offset, limit=limit)


def _question(desk: Desk, caller: Caller, order: DocumentOrder, key: str) -> DraftQuestion:
    """Everything the order names that must be read for."""
    said = [order.receipt_currency, *(one.currency for one in order.lines), *(one.currency for one in order.tenders)]
    day = order.date or caller.today(desk.clock)
    return DraftQuestion(
        key=key,
        contact_key=order.contact_key,
        class_number=order.class_number,
        sources=order.sources,
        products=sorted({line.product for line in order.lines if line.product}),
        currencies=sorted({currency for currency in said if currency is not None} - {caller.currency_on(day)}),
        day=day,
        currency=caller.currency_on(day),
    )


def _edited(existing: StoredDocument, order: DocumentOrder, country: str) -> DocumentOrder:
    """The order with the present series and date where it names none: sent again on another day, it says the same."""
    if existing.state is not State.DRAFT:
        raise NotADraft(existing.key, existing.state.value)
    if existing.document.kind != order.kind:
        raise FrozenField("kind", existing.key)
    if order.series is not None and existing.document.series != order.series:
        raise FrozenField("series", existing.key)
    before = existing.document
    said = (order.discount, order.discount_percent)
    came_to = discount_of_percent(before.taxable_lines, before.discount_percent)
    if order.discount_percent and said == (before.discount, before.discount_percent) and before.discount == came_to:
        # Both sent back as they were read: the amount is only what the percentage came to, and it comes to anew.
        order = replace(order, discount=None)
    if order.date not in {None, before.date} and order.vat_rate == before.vat_rate:
        # Sent back as it was read, beside another date: a rate that nobody chose is that date's.
        chosen = before.vat_rate != standard_rate(country, before.date)
        order = replace(order, vat_rate=before.vat_rate if chosen else None)
    return replace(order, series=before.series, date=order.date or before.date)


async def _fitting_class(desk: Desk, caller: Caller, order: DocumentOrder, facts: DraftFacts) -> ClassFacts:
    """The class of the order, of the sort its kind needs; a refusal lists those that would do."""
    needed = KINDS[order.kind].class_sort
    found = facts.transaction_class
    if found is not None and found.sort == needed:
        return found
    every = await decisions.classes(desk.store, caller.business)
    raise ClassMismatch(order.class_number, needed, [one.number for one in every if one.sort == needed])


def _identified(party: Party, contact: ContactFacts) -> Party:
    """The party as it was said, and of what it does not say who answers for it and its VAT number as on the card."""
    return replace(
        party,
        responsible_person=party.responsible_person or contact.responsible_person,
        vat_number=party.vat_number or contact.vat_number,
    )


def _compose(
    desk: Desk, caller: Caller, order: DocumentOrder, facts: DraftFacts, existing: StoredDocument | None
) -> Document:
    if order.contact_key is not None and facts.contact is None:
        raise InvalidValue("contact_key", f"names no contact: {order.contact_key!r}")
    customer = facts.customer
    if existing is None and order.comments is None and customer is not None and KINDS[order.kind].sells:
        # The card's standing remark goes on new invoices that bring none of their own.
        order = replace(order, comments=customer.invoice_comment)
    if caller.country in _PARTY_IDENTIFIED and facts.contact is not None:
        order = replace(order, party=_identified(order.party, facts.contact))
    if existing is not None:
        check_open(existing.document.date, facts.settings.closed_through)
        if existing.document.currency != caller.currency_on(order.date or existing.document.date):
            raise InvalidValue("date", f"must stay one of {existing.document.currency}, which the draft is in")
    document = compose(
        order,
        _ground(desk, caller, order, facts),
        contact=None if customer is None else customer.serial,
        sources=_sources(order, facts, existing),
    )
    check_sources(document, facts.sources)
    return fitted(document, facts.sources)


def _ground(desk: Desk, caller: Caller, order: DocumentOrder, facts: DraftFacts) -> Ground:
    """The facts in the words of a composition."""
    settings, customer, of_class = facts.settings, facts.customer, facts.transaction_class
    credited = KINDS[order.kind].credits and len(facts.sources) == 1
    day = order.date or caller.today(desk.clock)
    check_reached(caller.country, caller.currency, caller.today(desk.clock), day)
    change = changeover(caller.country, caller.currency)
    return Ground(
        today=caller.today(desk.clock),
        country=caller.country,
        currency=caller.currency_on(day),
        changed=change if change is not None and day >= change.day else None,
        registration=settings.registration,
        registrations=settings.registrations,
        closed_through=settings.closed_through,
        terms=_terms(customer) or _terms(settings) or DEFAULT_TERMS,
        class_vat=VatCategory.STANDARD if of_class is None else VatCategory(of_class.vat),
        customer_charges_vat=customer is None or customer.charge_vat is not False,
        customer_is_domestic=customer is None or customer.is_domestic,
        price_list=1 if customer is None or customer.price_list is None else customer.price_list,
        products={one.key: one.item for one in facts.products},
        rates={one.currency: one.rate for one in facts.rates} | dict(fixed_rates(caller.country, caller.currency, day)),
        rates_needed=day if order.unattended else None,
        credited_rate=facts.sources[0].vat_rate if credited else None,
    )


def _terms(said: ContactFacts | SettingsFacts | None) -> Terms | None:
    """Payment terms of a card or of the business, where they were chosen."""
    return None if said is None or said.terms_rule is None else Terms(TermsRule(said.terms_rule), said.terms_days)


def _sources(order: DocumentOrder, facts: DraftFacts, existing: StoredDocument | None) -> tuple[Source, ...]:
    """The named sources by serial; an edit that mentions none keeps those of before.

    One named twice stands once, at its first place, for the sum of what was asked.
    """
    if order.sources is None:
        return () if existing is None else existing.document.sources
    found = {source.position: source for source in facts.sources}
    asked: dict[int, Decimal | None] = {}
    for position, name in enumerate(order.sources, start=1):
        source = found.get(position)
        if source is None:
            raise InvalidValue(f"sources[{position - 1}]", f"names no document: '{name}'")
        if name.amount is not None:
            check_amount(f"sources[{position - 1}].amount", name.amount)
        before = asked.get(source.serial, ZERO)
        asked[source.serial] = None if name.amount is None or before is None else before + name.amount
    return tuple(Source(document=serial, amount=amount) for serial, amount in asked.items())


def _draft(
    desk: Desk,
    caller: Caller,
    key: str,
    uuid: UUID,
    document: Document,
    existing: StoredDocument | None,
    facts: DraftFacts,
    of_class: ClassFacts,
) -> StoredDocument:
    """The draft as it will stand, its serial and number still open when it is new."""
    now = desk.clock.now()
    return StoredDocument(
        serial=existing.serial if existing else 0,
        key=key,
        uuid=existing.uuid if existing else uuid,
        number=existing.number if existing else 0,
        run=existing.run if existing else "",
        state=State.DRAFT,
        version=existing.version + 1 if existing else 1,
        created_at=existing.created_at if existing else now,
        created_by=existing.created_by if existing else caller.actor,
        updated_at=now,
        updated_by=caller.actor,
        contact_key=None if facts.customer is None else facts.customer.key,
        class_name=of_class.name,
        open_amount=None,
        relations=_relations(document, facts.sources),
        document=document,
    )


def _relations(document: Document, sources: tuple[SourceRow, ...]) -> tuple[Relation, ...]:
    known = {source.serial: source for source in sources}
    return tuple(
        Relation(
            serial=source.document,
            key=known[source.document].key,
            kind=known[source.document].kind,
            series=known[source.document].series,
            number=known[source.document].number,
            run=known[source.document].run,
            date=known[source.document].date,
            amount=source.amount,
            source=True,
        )
        for source in document.sources
    )


async def _write(
    desk: Desk,
    caller: Caller,
    draft: StoredDocument,
    existing: StoredDocument | None,
    facts: DraftFacts,
    once: Once | None,
) -> Saved[StoredDocument] | None:
    """Write the draft; None when the facts changed meanwhile."""
    expect: list[dict[str, object]] = [{"sort": "settings", "version": facts.settings.version}]
    if existing is not None:
        expect.append({"sort": "document", "serial": existing.serial, "version": existing.version})
    elif draft.key != str(draft.uuid):  # a key made a moment ago is nobody else's
        expect.append({"sort": "no document", "key": draft.key})
    expect += [
        {"sort": "contact", "serial": contact.serial, "version": contact.version}
        for contact in (facts.contact, facts.payer)
        if contact is not None
    ]
    expect += [{"sort": "product", "serial": one.serial, "version": one.version} for one in facts.products]
    if (named := facts.transaction_class) is not None:
        expect.append({"sort": "class", "serial": named.number, "key": named.name, "class_sort": named.sort})
    numbered = numbering(caller.country, draft.document.kind)
    item = write_item(
        caller,
        "draft written",
        draft.updated_at,
        draft_content(draft.key, draft.uuid, draft.version, draft.document),
        once=once,
        expect=expect,
        draft=documents.draft_item(draft, None if existing else numbered),
    )
    answer = await desk.store.write("save_draft_v2", item)
    if not check_outcome(answer.outcome):
        return None
    if answer.outcome == "replayed":
        return Saved(await find_document(desk, caller, documents.by_serial(answer.serial)), replayed=True)
    if existing is not None:
        return Saved(draft)
    taken = replace(draft, serial=answer.serial, number=answer.number or 0, run=numbered.of_draft[0])
    return Saved(taken, created=True)
