"""Saving, removing and finding customers and suppliers."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace

from pinkas.actions.desk import (
    STALE_RETRIES,
    Caller,
    Desk,
    Once,
    Saved,
    check_outcome,
    new_uuid,
    once_name,
    write_item,
)
from pinkas.books.contact import Contact, StoredContact
from pinkas.books.daybook import contact_content
from pinkas.books.errors import Contention, InvalidValue, RecordInUse, UnknownRecord
from pinkas.books.money import ZERO
from pinkas.storage import contacts
from pinkas.storage.contacts import ExistingContact


async def save_contact(
    desk: Desk,
    caller: Caller,
    key: str | None,
    wanted: Contact,
    *,
    once: Once | None = None,
    must_exist: bool = False,
    keep: Collection[str] = (),
) -> Saved[StoredContact]:
    """Create the contact, or replace the one under the same key but for the fields to `keep`.

    Raises UnknownRecord when `must_exist` and there is none, InvalidValue for an unknown class.
    """
    uuid = new_uuid()
    key = key or str(uuid)
    for _ in range(1 + STALE_RETRIES):
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
            wanted = replace(wanted, **{field: getattr(existing.contact, field) for field in keep})
        now = desk.clock.now()
        stored = StoredContact(
            serial=existing.serial if existing else 0,
            key=key,
            uuid=existing.uuid if existing else uuid,
            version=existing.version + 1 if existing else 1,
            created_at=existing.created_at if existing else now,
            created_by=existing.created_by if existing else caller.actor,
            updated_at=now,
            updated_by=caller.actor,
            class_name=facts.class_name,
            receivable=existing.receivable if existing else ZERO,
            contact=wanted,
        )
        item = write_item(
            caller,
            "contact saved",
            now,
            contact_content(key, stored.uuid, stored.version, wanted),
            once=once,
            expect=[_expected(existing, key)],
            contact=contacts.contact_item(stored, new=existing is None, deleted=False),
        )
        answer = await desk.store.write("save_contact_v1", item)
        if check_outcome(answer.outcome):
            if answer.outcome == "replayed":
                return Saved(await _replayed(desk, caller, answer.serial), replayed=True)
            return Saved(replace(stored, serial=answer.serial), created=existing is None)
    raise Contention


async def remove_contact(desk: Desk, caller: Caller, key: str, *, once: Once | None = None) -> bool:
    """Remove a contact that no document refers to; True when this very request did so before.

    Raises UnknownRecord, RecordInUse.
    """
    for _ in range(1 + STALE_RETRIES):
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
        gone = StoredContact(
            serial=existing.serial,
            key=key,
            uuid=existing.uuid,
            version=existing.version + 1,
            created_at=existing.created_at,
            created_by=existing.created_by,
            updated_at=now,
            updated_by=caller.actor,
            class_name=None,
            receivable=existing.receivable,
            contact=existing.contact,
        )
        item = write_item(
            caller,
            "contact removed",
            now,
            contact_content(key, gone.uuid, gone.version, gone.contact, deleted=True),
            once=once,
            expect=[_expected(existing, key), {"sort": "unused contact", "serial": existing.serial}],
            contact=contacts.contact_item(gone, new=False, deleted=True),
        )
        outcome = (await desk.store.write("save_contact_v1", item)).outcome
        if check_outcome(outcome):
            return outcome == "replayed"
    raise Contention


async def contact_by_key(desk: Desk, caller: Caller, key: str) -> StoredContact:
    """The contact under this key. Raises UnknownRecord."""
    return _known(await contacts.by_key(desk.store, caller.business, key), key)


async def contact_by_tax_number(desk: Desk, caller: Caller, tax_number: str) -> StoredContact:
    """The oldest contact with exactly this tax number. Raises UnknownRecord."""
    return _known(await contacts.by_tax_number(desk.store, caller.business, tax_number), tax_number)


async def list_contacts(
    desk: Desk, caller: Caller, *, offset: int, limit: int, mail: str | None = None
) -> tuple[int, list[StoredContact]]:
    """The total and one page, oldest first; with `mail` only those with that address."""
    return await contacts.page(desk.store, caller.business, offset=offset, limit=limit, mail=mail)


def _expected(existing: ExistingContact | None, key: str) -> dict[str, object]:
    if existing is None:
        return {"sort": "no contact", "key": key}
    return {"sort": "contact", "serial": existing.serial, "version": existing.version}


def _known(found: StoredContact | None, name: str) -> StoredContact:
    if found is None:
        raise UnknownRecord("contact", name)
    return found


async def _replayed(desk: Desk, caller: Caller, serial: int) -> StoredContact:
    return _known(await contacts.by_serial(desk.store, caller.business, serial), str(serial))
