"""A card turned into what stands for it at the gateway, and kept on its holder's card among the contacts."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Final

from pinkas.actions.cards.gateways import NOTHING_CHARGED, open_gateway
from pinkas.actions.cards.numbers import cleaned
from pinkas.actions.contacts import contact_by_key, save_contact
from pinkas.actions.desk import Caller, Desk, Once, Saved, once_name
from pinkas.actions.ports.cards import Card, CardState
from pinkas.actions.repeats import served_before, unchanged
from pinkas.books.card_token import is_card_number
from pinkas.books.contact import Contact, StoredContact
from pinkas.books.errors import CardNotSaved, HostedPageOnly
from pinkas.storage import contacts

_PARTS: Final = ("card_token", "card_last_four", "card_expiry")
_OTHERS: Final = tuple(name for name in Contact.__dataclass_fields__ if name not in _PARTS)


@dataclass(frozen=True, slots=True, kw_only=True)
class SavedCard:
    """What may be kept of a card; expiry MMYY. Not every gateway's page tells the last four digits."""

    token: str = field(repr=False)
    last_four: str | None
    expiry: str


async def save_card(
    desk: Desk, caller: Caller, card: Card, contact: StoredContact | None, *, once: Once | None = None
) -> Saved[SavedCard]:
    """A token for a card, put on the contact's card when one is given; the number is kept nowhere.

    Asked again under an idempotency key, what the contact's card holds is given. Without a contact nothing is written
    but the key, and the gateway is asked each time. Raises CardNotSaved, HostedPageOnly, UnknownRecord, Contention.
    """
    if contact is not None and once is not None:
        facts = await contacts.save_facts(
            desk.store, caller.business, once=once_name(caller, once), key=contact.key, class_number=None
        )
        if once.replays(facts.once):
            held = (await contact_by_key(desk, caller, contact.key)).contact
            if held.card_token and held.card_last_four and held.card_expiry:
                saved = SavedCard(token=held.card_token, last_four=held.card_last_four, expiry=held.card_expiry)
                return Saved(saved, replayed=True)
    elif once is not None:
        await served_before(desk, caller, once)  # another request under this key shows no card to the gateway
    gateway = await open_gateway(desk, caller.business)
    if not gateway.abilities.tokenises:
        raise HostedPageOnly
    answer = await gateway.tokenise(card)
    if answer.state is not CardState.APPROVED or answer.token is None:
        if answer.state is CardState.UNKNOWN:
            raise CardNotSaved(NOTHING_CHARGED.format("no card was saved"), unknown=True)
        said = cleaned(answer.message) or "the card gateway gave no token"
        reason = said if answer.code is None else f"{said} (code {answer.code})"
        raise CardNotSaved(reason, unknown=False)
    if is_card_number(answer.token):
        raise CardNotSaved("the card gateway gave a card's number for a token: it is not kept", unknown=False)
    saved = SavedCard(token=answer.token, last_four=card.last_four, expiry=card.expiry)
    if contact is None:
        return await unchanged(desk, caller, once, saved)
    kept = await keep_card(desk, caller, contact, saved, once=once)
    return Saved(saved, replayed=kept.replayed)


async def keep_card(
    desk: Desk, caller: Caller, contact: StoredContact, card: SavedCard, *, once: Once | None = None
) -> Saved[StoredContact]:
    """Put a card on a contact's, and leave all else there as it is. Raises UnknownRecord, Contention."""
    parts: Mapping[str, str | None] = {
        "card_token": card.token, "card_last_four": card.last_four, "card_expiry": card.expiry
    }  # fmt: skip
    wanted = replace(contact.contact, **parts)  # type: ignore[arg-type]  # texts into fields of texts
    return await save_contact(desk, caller, contact.key, wanted, once=once, must_exist=True, keep=_OTHERS)
