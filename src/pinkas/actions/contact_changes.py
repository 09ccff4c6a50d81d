"""Changing some of what a contact's card says, and making one of what is known: how tills and shops keep customers.

What is not named stays as it is, whoever wrote it; a name that must be one contact's alone is refused where another
has it.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace
from typing import Any
from uuid import UUID

from pinkas.actions.card_names import CardNames, names_given
from pinkas.actions.contacts import as_it_stands, contact_by_serial
from pinkas.actions.desk import Caller, Desk, Once, Saved, Tries, check_outcome, new_uuid, once_name, write_item
from pinkas.books.contact import OWN_NAMES, Contact, StoredContact, changed
from pinkas.books.daybook import contact_content
from pinkas.books.errors import Contention, InvalidValue, UnknownRecord
from pinkas.books.references import RecordName
from pinkas.books.references import changed as changed_references
from pinkas.storage import contacts
from pinkas.storage.contacts import ExistingContact, SaveFacts


@dataclass(frozen=True, slots=True, kw_only=True)
class ContactChange:
    """What a caller says of a contact: members by the field of `Contact`, references by scheme (None takes one away).

    `distinct` are fields that this caller wants one contact's alone, besides the customer number and the barcode. `key`
    and `uuid` are what a new contact is called. `asked_by` is the name that was nobody's when the caller looked:
    whoever has it by now is changed, so that two who bring one customer make one.
    """

    members: Mapping[str, Any]
    references: Mapping[str, str | None] = field(default_factory=dict)
    distinct: Collection[str] = ()
    key: str | None = None
    uuid: UUID | None = None
    asked_by: RecordName | None = None

    def names(self, serial: int | None, uuid: UUID, key: str) -> CardNames:
        """The names that no other contact may have; of a new one also what it is called, and was asked by."""
        names = names_given("contact", {*OWN_NAMES, *self.distinct}, self.members, self.references)
        if serial is not None:
            return names
        asked = {}
        if self.asked_by is not None and self.asked_by.by in {"phone", "email"}:
            asked[self.asked_by.by] = contacts.as_looked_up(self.asked_by)
        return CardNames("contact", {**names.given, **asked, "uuid": str(uuid), "key": key})


async def change_contact(
    desk: Desk, caller: Caller, serial: int | None, change: ContactChange, *, once: Once | None = None
) -> Saved[StoredContact]:
    """Change the contact with this serial, or make one where it is None.

    Raises UnknownRecord, InvalidValue for what the books cannot hold or what another contact is called (a reference by
    its scheme in words, such as `erp_code`).
    """
    uuid = change.uuid or new_uuid()
    key = change.key or str(uuid)
    names = change.names(serial, uuid, key)
    async for _ in Tries():
        facts = await contacts.change_facts(
            desk.store,
            caller.business,
            once=once_name(caller, once),
            serial=serial,
            class_number=change.members.get("class_number"),
            names=names.given,
        )
        if once is not None and once.replays(facts.once) and facts.once is not None:
            return Saved(await contact_by_serial(desk, caller, facts.once.serial), replayed=True)
        existing = facts.existing
        if existing is None and serial is not None:
            raise UnknownRecord("contact", str(serial))
        new_names = names.new_to(_held(existing))
        if facts.taken and serial is None and change.asked_by is not None:
            found = await contacts.find(desk.store, caller.business, change.asked_by)
            if found is not None:
                return await change_contact(desk, caller, found.serial, change, once=once)
        new_names.check(facts.taken)
        stored = _changed(desk, caller, change, facts, key, uuid)
        item = write_item(
            caller,
            "contact saved",
            stored.updated_at,
            contact_content(stored.key, stored.uuid, stored.version, stored.contact, references=stored.references),
            once=once,
            expect=[*_stands(existing), *_settled(facts, change), *new_names.expected(serial)],
            contact=contacts.contact_item(stored, new=existing is None, deleted=False),
            references=stored.references if change.references else None,
            voucher=None,
        )
        answer = await desk.store.write("save_contact_v3", item)
        if check_outcome(answer.outcome):
            if answer.outcome == "replayed":
                return Saved(await contact_by_serial(desk, caller, answer.serial), replayed=True)
            return Saved(replace(stored, serial=answer.serial), created=existing is None)
    raise Contention


def _changed(
    desk: Desk, caller: Caller, change: ContactChange, facts: SaveFacts, key: str, uuid: UUID
) -> StoredContact:
    """The contact as it will be. A class that is named must be one; who is abroad follows from the country's code."""
    existing, members = facts.existing, dict(change.members)
    if members.get("class_number") is not None and facts.class_name is None:
        raise InvalidValue("class_number", f"names no class of this business: {members['class_number']}")
    if "country_code" in members and "is_domestic" not in members:
        members["is_domestic"] = members["country_code"] in {None, caller.country}
    before = as_it_stands(existing, existing.key if existing else key, uuid, desk.clock.now(), caller)
    contact = changed(before.contact if existing else Contact(charge_vat=True), members)
    named = existing.class_name if existing and "class_number" not in members else facts.class_name
    return replace(
        before,
        version=before.version + 1,
        class_name=named,
        contact=contact,
        references=changed_references(before.references, change.references),
    )


def _held(existing: ExistingContact | None) -> Mapping[str, str | None]:
    """The names a contact has already."""
    if existing is None:
        return {}
    fields = {field: getattr(existing.contact, field) for field in (*OWN_NAMES, "tax_number")}
    return fields | {one.scheme: one.value for one in existing.references}


def _stands(existing: ExistingContact | None) -> list[dict[str, Any]]:
    return [] if existing is None else [{"sort": "contact", "serial": existing.serial, "version": existing.version}]


def _settled(facts: SaveFacts, change: ContactChange) -> list[dict[str, Any]]:
    """Classes are among the settings."""
    return [{"sort": "settings", "version": facts.settings.version}] if "class_number" in change.members else []
