"""Saving, removing and finding customers and suppliers."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from dataclasses import dataclass, replace
from uuid import UUID

from pinkas.actions.desk import Caller, Desk, Once, Saved, Tries, check_outcome, new_uuid, once_name, write_item
from pinkas.books import chart
from pinkas.books.card_token import check_token
from pinkas.books.contact import Contact, ContactType, StoredContact, kept
from pinkas.books.daybook import contact_content, voucher_content, with_effect
from pinkas.books.document import StoredDocument
from pinkas.books.entry import Entry, simple_entry
from pinkas.books.errors import Contention, InvalidValue, RecordInUse, UnknownRecord
from pinkas.books.money import ZERO
from pinkas.books.period import first_open
from pinkas.books.references import RecordName
from pinkas.books.voucher import Voucher, VoucherKind
from pinkas.storage import balances, contacts, documents
from pinkas.storage.balances import ContactBalance
from pinkas.storage.contacts import ExistingContact, SaveFacts


async def save_contact(
    desk: Desk,
    caller: Caller,
    key: str | None,
    wanted: Contact,
    *,
    once: Once | None = None,
    must_exist: bool = False,
    keep: Collection[str] = (),
    payer: StoredContact | None = None,
) -> Saved[StoredContact]:
    """Create the contact, or replace the one under the same key but for the fields to `keep`.

    `payer` is whom `wanted` names as paying, as they were read. Raises UnknownRecord when `must_exist` and there is
    none, or the payer is gone; InvalidValue for an unknown class, and a card's number for its token.
    """
    uuid = new_uuid()
    key = key or str(uuid)
    async for attempt in Tries():
        if payer is not None and attempt:
            payer = await contact_by_key(desk, caller, payer.key)
            wanted = replace(wanted, payer=payer.serial)
        facts = await contacts.save_facts(
            desk.store, caller.business, once=once_name(caller, once), key=key, class_number=wanted.class_number
        )
        if once is not None and once.replays(facts.once) and facts.once is not None:
            return Saved(await _replayed(desk, caller, facts.once.serial), replayed=True)
        existing = facts.existing
        if existing is None and must_exist:
            raise UnknownRecord("contact", key)
        if wanted.class_number is not None and facts.class_name is None:
            raise InvalidValue("class_number", f"names no class of this business: {wanted.class_number}")
        if existing is not None and keep:
            wanted = kept(existing.contact, wanted, keep)
        check_token("card_token", wanted.card_token, held=existing.contact.card_token if existing else None)
        now = desk.clock.now()
        stays = existing is not None and "opening_balance" in keep
        opening = None if stays else _opening(desk, caller, wanted, facts)
        added = ZERO if opening is None else opening.entry.postings[0].amount
        stored = replace(
            as_it_stands(existing, key, uuid, now, caller),
            version=existing.version + 1 if existing else 1,
            updated_at=now,
            updated_by=caller.actor,
            class_name=facts.class_name,
            payer_key=payer.key if payer else existing.payer_key if existing and wanted.payer is not None else None,
            contact=wanted,
        )
        if opening is not None and opening.account == chart.PAYABLE:
            stored = replace(stored, payable=stored.payable - added, opened=stored.opened + added)
        else:
            stored = replace(stored, receivable=stored.receivable + added, opened=stored.opened + added)
        card = contact_content(key, stored.uuid, stored.version, wanted, references=stored.references)
        item = write_item(
            caller,
            "contact saved",
            now,
            card if opening is None else with_effect(card, _opening_content(opening)),
            once=once,
            expect=[_expected(existing, key), {"sort": "settings", "version": facts.settings.version}, *_stays(payer)],
            contact=contacts.contact_item(stored, new=existing is None, deleted=False),
            references=None,
            voucher=None if opening is None else _opening_item(opening, card),
        )
        answer = await desk.store.write("save_contact_v3", item)
        if check_outcome(answer.outcome):
            if answer.outcome == "replayed":
                return Saved(await _replayed(desk, caller, answer.serial), replayed=True)
            return Saved(replace(stored, serial=answer.serial), created=existing is None)
    raise Contention


def as_it_stands(
    existing: ExistingContact | None, key: str, uuid: UUID, now: dt.datetime, caller: Caller
) -> StoredContact:
    """The contact under a key as it was before a change, or a new one that nobody owes anything."""
    return StoredContact(
        serial=existing.serial if existing else 0,
        key=key,
        uuid=existing.uuid if existing else uuid,
        version=existing.version if existing else 0,
        created_at=existing.created_at if existing else now,
        created_by=existing.created_by if existing else caller.actor,
        updated_at=now,
        updated_by=caller.actor,
        class_name=None,
        receivable=existing.receivable if existing else ZERO,
        payable=existing.payable if existing else ZERO,
        opened=existing.opened if existing else ZERO,
        proformas=existing.proformas if existing else ZERO,
        payer_key=existing.payer_key if existing else None,
        contact=existing.contact if existing else Contact(),
        references=existing.references if existing else (),
    )


async def remove_contact(desk: Desk, caller: Caller, key: str, *, once: Once | None = None) -> bool:
    """Remove a contact that no document refers to; True when this very request did so before.

    Raises UnknownRecord, RecordInUse.
    """
    async for _ in Tries():
        facts = await contacts.save_facts(
            desk.store, caller.business, once=once_name(caller, once), key=key, class_number=None
        )
        if once is not None and once.replays(facts.once):
            return True
        existing = facts.existing
        if existing is None:
            raise UnknownRecord("contact", key)
        if existing.used:
            raise RecordInUse("contact", key, "documents")
        now = desk.clock.now()
        gone = as_it_stands(existing, key, existing.uuid, now, caller)
        gone = replace(gone, version=existing.version + 1)
        item = write_item(
            caller,
            "contact removed",
            now,
            contact_content(key, gone.uuid, gone.version, gone.contact, deleted=True),
            once=once,
            expect=[_expected(existing, key), {"sort": "unused contact", "serial": existing.serial}],
            contact=contacts.contact_item(gone, new=False, deleted=True),
            references=(),
            voucher=None,
        )
        outcome = (await desk.store.write("save_contact_v3", item)).outcome
        if check_outcome(outcome):
            return outcome == "replayed"
    raise Contention


async def contact_by_key(desk: Desk, caller: Caller, key: str) -> StoredContact:
    """The contact under this key. Raises UnknownRecord."""
    return _known(await contacts.by_key(desk.store, caller.business, key), key)


async def contact_by_serial(desk: Desk, caller: Caller, serial: int) -> StoredContact:
    """The contact with this serial, with its references. Raises UnknownRecord, for a removed one too."""
    return await contact_named(desk, caller, RecordName("serial", str(serial)))


async def contact_named(desk: Desk, caller: Caller, name: RecordName) -> StoredContact:
    """The contact of a name (`pinkas.storage.contacts.find`), with its references. Raises UnknownRecord."""
    return _known(await contacts.find(desk.store, caller.business, name), name.value)


async def contact_by_tax_number(desk: Desk, caller: Caller, tax_number: str) -> StoredContact:
    """The oldest contact with exactly this tax number. Raises UnknownRecord."""
    return _known(await contacts.by_tax_number(desk.store, caller.business, tax_number), tax_number)


async def list_contacts(
    desk: Desk, caller: Caller, *, offset: int, limit: int, mail: str | None = None
) -> tuple[int, list[StoredContact]]:
    """The total and one page, oldest first; with `mail` only those with that address."""
    return await contacts.page(desk.store, caller.business, offset=offset, limit=limit, mail=mail)


async def contact_balances(desk: Desk, caller: Caller, *, offset: int, limit: int) -> tuple[int, list[ContactBalance]]:
    """The total and what the contacts of one page owe, oldest first."""
    return await balances.page(desk.store, caller.business, offset=offset, limit=limit)


async def contact_documents(
    desk: Desk, caller: Caller, key: str, kinds: Collection[str], *, limit: int
) -> list[StoredDocument]:
    """The contact's newest documents of these kinds, oldest first. Raises UnknownRecord."""
    found = await documents.of_contact(desk.store, caller.business, key, list(kinds), limit=limit)
    if found is None:
        raise UnknownRecord("contact", key)
    return found


def _opening(desk: Desk, caller: Caller, wanted: Contact, facts: SaveFacts) -> _Opening | None:
    """What brings the opening balance posted so far to the one wanted; the function puts the contact's serial into it.

    A contact's opening balance is theirs: a debt is negative. A supplier's is a payable, anybody else's a receivable.
    """
    before = ZERO if facts.existing is None else facts.existing.opened
    change = -wanted.opening_balance - before
    if not change:
        return None
    today = caller.today(desk.clock)
    entry = simple_entry(
        today,
        first_open(today, facts.settings.closed_through),
        caller.currency_on(today),
        (chart.PAYABLE if wanted.type is ContactType.SUPPLIER else chart.RECEIVABLE, chart.WALK_IN, change),
        (chart.OPENING_BALANCES, chart.WALK_IN, -change),
    )
    return _Opening(new_uuid(), Voucher(kind=VoucherKind.OPENING_BALANCE, date=today), entry)


@dataclass(frozen=True, slots=True)
class _Opening:
    uuid: UUID
    voucher: Voucher
    entry: Entry

    @property
    def account(self) -> str:
        """The account it opens."""
        return self.entry.postings[0].account


def _opening_content(opening: _Opening) -> bytes:
    return voucher_content(str(opening.uuid), opening.uuid, opening.voucher, opening.entry, (), ())


def _opening_item(opening: _Opening, card: bytes) -> dict[str, object]:
    return {
        "key": str(opening.uuid),
        "uuid": opening.uuid,
        "kind": opening.voucher.kind,
        "date": opening.voucher.date,
        "entry": opening.entry,
        "beside": f"\\x{card.hex()}",
    }


async def set_payer(
    desk: Desk, caller: Caller, key: str, payer_key: str | None, *, once: Once | None = None
) -> Saved[StoredContact]:
    """Say who pays for a contact: new documents of theirs go to the payer; None ends it.

    Raises UnknownRecord for either, InvalidValue when they are one.
    """
    contact = await contact_by_key(desk, caller, key)
    payer = None if payer_key is None else await contact_by_key(desk, caller, payer_key)
    if payer is not None and payer.serial == contact.serial:
        raise InvalidValue("payer", "must be another contact")
    wanted = replace(contact.contact, payer=None if payer is None else payer.serial)
    keep = tuple(field for field in Contact.__dataclass_fields__ if field != "payer")
    return await save_contact(desk, caller, key, wanted, once=once, must_exist=True, keep=keep, payer=payer)


def _expected(existing: ExistingContact | None, key: str) -> dict[str, object]:
    if existing is None:
        return {"sort": "no contact", "key": key}
    return {"sort": "contact", "serial": existing.serial, "version": existing.version}


def _stays(payer: StoredContact | None) -> list[dict[str, object]]:
    return [] if payer is None else [{"sort": "contact", "serial": payer.serial, "version": payer.version}]


def _known(found: StoredContact | None, name: str) -> StoredContact:
    if found is None:
        raise UnknownRecord("contact", name)
    return found


async def _replayed(desk: Desk, caller: Caller, serial: int) -> StoredContact:
    return _known(await contacts.by_serial(desk.store, caller.business, serial), str(serial))
