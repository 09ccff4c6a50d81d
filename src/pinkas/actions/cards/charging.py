"""Charging a card, at most once: the intent is durable before anything is sent, the outcome after (DESIGN §7 "Once").

A charge whose outcome nobody knows is looked up where its gateway can, or settled by a person; it is never sent again.
The same key, or the same Idempotency-Key, finds the charge that stands, whatever became of it.
"""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import Final

import structlog

from pinkas.actions.cards.gateways import open_gateway
from pinkas.actions.cards.learning import NO_ANSWER_MEANS, SEND_WITHIN_S, known, learn_more, record_answer
from pinkas.actions.cards.numbers import card_expiry, card_number
from pinkas.actions.contacts import contact_by_key
from pinkas.actions.desk import Caller, Desk, Once, Saved, Tries, check_outcome, new_uuid, once_name, write_item
from pinkas.actions.ports.cards import (
    Abilities,
    Card,
    CardAnswer,
    CardGateway,
    CardState,
    CardToken,
    GatewayCharge,
    Refunds,
)
from pinkas.actions.repeats import unchanged
from pinkas.books.card_token import check_token
from pinkas.books.charge import Charge, Credit
from pinkas.books.contact import StoredContact
from pinkas.books.daybook import charge_content
from pinkas.books.errors import Contention, HostedPageOnly, InvalidValue, NotAvailable
from pinkas.storage import charges
from pinkas.storage.charges import Refundable, StoredCharge

_log = structlog.get_logger("pinkas.cards")

KEY_CHARACTERS: Final = 50
#: No gateway answers later than this; what has not answered by then is unknown.
ANSWER_WITHIN_S: Final = 60


@dataclass(frozen=True, slots=True, kw_only=True)
class ChargeOrder:
    """What somebody wants charged. One of number, token and the contact's saved card says which card.

    `key` is the caller's own: unique in a business, the same key never charges twice and finds the charge that stands.
    `amount` is positive, in units of `currency` (ILS or USD), for a refund as well; `gives_back` is then the reference
    that the gateway gave the charge, which some gateways need. `number` and `security_code` are kept nowhere.
    """

    key: str | None = None
    contact: str | None = None
    number: str | None = field(default=None, repr=False)
    token: str | None = field(default=None, repr=False)
    expiry: str | None = None
    holder_id: str | None = field(default=None, repr=False)
    security_code: str | None = field(default=None, repr=False)
    amount: Decimal
    currency: str = "ILS"
    credit: Credit = Credit.REGULAR
    payments: int = 1
    is_refund: bool = False
    gives_back: str | None = None


async def charge_card(
    desk: Desk, caller: Caller, order: ChargeOrder, *, once: Once | None = None
) -> Saved[StoredCharge]:
    """Charge a card, or give back; the charge as it stands, whatever its state: look at it before believing in money.

    `created` tells that this call sent it. Raises InvalidValue naming a field of the order, UnknownRecord for the
    contact, HostedPageOnly, NotAvailable, Contention; none of them has charged anything.
    """
    check_token("card_token", order.token)
    async for _ in Tries():
        facts = await charges.facts(desk.store, caller.business, once=once_name(caller, once), key=order.key)
        if once is not None and once.replays(facts.once) and facts.once is not None:
            return Saved(await _standing(desk, caller, facts.once.serial), replayed=True)
        if facts.existing is not None:
            _check_same(order, facts.existing)
            standing = await learn_more(desk, caller, facts.existing)
            return await unchanged(desk, caller, once, standing, standing.serial)
        prepared = await _prepared(desk, caller, order)
        now = desk.clock.now()
        key = order.key or str(prepared.charge.uuid)
        item = write_item(
            caller,
            "refund intended" if order.is_refund else "charge intended",
            now,
            charge_content(key, prepared.charge),
            once=once,
            expect=[]
            if prepared.contact is None
            else [{"sort": "contact", "serial": prepared.contact.serial, "version": prepared.contact.version}],
            charge=_row(key, prepared.charge),
        )
        answer = await desk.store.write("intend_charge_v1", item)
        if check_outcome(answer.outcome):
            if answer.outcome == "replayed":
                return Saved(await _standing(desk, caller, answer.serial), replayed=True)
            return Saved(await _send(desk, caller, answer.serial, prepared), created=True)
    raise Contention


@dataclass(frozen=True, slots=True)
class _Prepared:
    gateway: CardGateway
    charge: Charge
    asked: GatewayCharge
    contact: StoredContact | None


async def _prepared(desk: Desk, caller: Caller, order: ChargeOrder) -> _Prepared:
    """The intent, and what the gateway is asked. Raises what `charge_card` does."""
    if order.key is not None and not 1 <= len(order.key) <= KEY_CHARACTERS:
        raise InvalidValue("key", f"must be at most {KEY_CHARACTERS} characters")
    contact = None if order.contact is None else await contact_by_key(desk, caller, order.contact)
    gateway = await open_gateway(desk, caller.business)
    charged = await _given_back(desk, caller, order)
    by_reference = order.is_refund and gateway.abilities.refunds is Refunds.BY_REFERENCE
    means = None if by_reference else _means(order, contact)
    charge = Charge(
        uuid=new_uuid(),
        gateway=gateway.name,
        contact=None if contact is None else contact.serial,
        last_four=charged.last_four if charged and means is None else None if means is None else means.last_four,
        amount=order.amount,
        currency=order.currency,
        credit=order.credit,
        payments=order.payments,
        is_refund=order.is_refund,
        refunds=None if charged is None else charged.serial,
    )
    _check_offered(gateway.abilities, charge, means)
    asked = GatewayCharge(
        reference=charge.reference,
        means=means,
        amount=charge.amount,
        currency=charge.currency,
        credit=charge.credit,
        payments=charge.payments,
        gives_back=None if charged is None else charged.reference,
    )
    return _Prepared(gateway, charge, asked, contact)


def _means(order: ChargeOrder, contact: StoredContact | None) -> Card | CardToken:
    """The card that is charged. Raises InvalidValue."""
    saved = None if contact is None else contact.contact
    if order.number is not None:
        if order.token is not None:
            raise InvalidValue("card_token", "must not come with a card number: say one of them")
        return Card(
            number=card_number(order.number),
            expiry=card_expiry(order.expiry or ""),
            holder_id=order.holder_id,
            security_code=order.security_code,
        )
    token = order.token or (None if saved is None else saved.card_token)
    if token is None:
        raise InvalidValue("card_token", "must be said, or a card number, or a contact with a saved card")
    is_saved = saved is not None and saved.card_token == token
    expiry = order.expiry or (saved.card_expiry if saved is not None and is_saved else None)
    last_four = saved.card_last_four if saved is not None and is_saved else None
    return CardToken(
        token=token,
        expiry=card_expiry(expiry or ""),
        holder_id=order.holder_id,
        security_code=order.security_code,
        last_four=last_four if last_four is not None and len(last_four) == 4 else None,
    )


async def _given_back(desk: Desk, caller: Caller, order: ChargeOrder) -> Refundable | None:
    """The charge that a refund names, checked. Raises InvalidValue."""
    if not order.is_refund or order.gives_back is None:
        return None
    charged = await charges.refundable(desk.store, caller.business, order.gives_back)
    if charged is None:
        raise InvalidValue("gives_back", "names no charge of this business")
    if charged.currency != order.currency:
        raise InvalidValue("currency", f"must be that of the charge that is given back, {charged.currency}")
    if order.amount > charged.refundable:
        raise InvalidValue("amount", f"is more than may still be given back of that charge, {charged.refundable:.2f}")
    return charged


def _check_offered(abilities: Abilities, charge: Charge, means: Card | CardToken | None) -> None:
    """Refuse what the gateway does not do, before anything is written."""
    if charge.is_refund and abilities.refunds is Refunds.NONE:
        raise NotAvailable("this card gateway gives nothing back over its interface: do it at its own terminal")
    if charge.is_refund and abilities.refunds is Refunds.BY_REFERENCE and charge.refunds is None:
        raise InvalidValue("gives_back", "must name the charge to give back, by the reference it was answered with")
    if isinstance(means, Card) and not abilities.charges_numbers:
        raise HostedPageOnly
    if charge.credit not in abilities.credits:
        raise InvalidValue("credit", "is not offered by this card gateway")
    if charge.currency not in abilities.currencies:
        raise InvalidValue("currency", "is not taken by this card gateway")


def _check_same(order: ChargeOrder, stored: StoredCharge) -> None:
    """One key, one charge. Raises InvalidValue naming the key."""
    asked = (order.amount, order.currency, order.credit, order.payments, order.is_refund, order.contact)
    found = (stored.amount, stored.currency, stored.credit, stored.payments, stored.is_refund, stored.contact)
    if asked != found:
        raise InvalidValue("key", f"names another charge already: {stored.key!r}")


def _row(key: str, charge: Charge) -> dict[str, object]:
    """The charge as its table has it."""
    said = {name: getattr(charge, name) for name in Charge.__dataclass_fields__ if name != "contact"}
    return {**said, "key": key, "contact_serial": charge.contact}


async def _standing(desk: Desk, caller: Caller, serial: int) -> StoredCharge:
    return await learn_more(desk, caller, known(await charges.by_serial(desk.store, caller.business, serial), serial))


async def _send(desk: Desk, caller: Caller, serial: int, prepared: _Prepared) -> StoredCharge:
    """One attempt, and what became of it written down. Never raises for the gateway's sake."""
    stored = known(await charges.by_serial(desk.store, caller.business, serial), serial)
    if (desk.clock.now() - stored.intended_at).total_seconds() > SEND_WITHIN_S:
        answer = CardAnswer(state=CardState.REFUSED, message="the server was too busy to send it in time")
        return await record_answer(desk, caller, stored, answer)
    send = prepared.gateway.refund if prepared.charge.is_refund else prepared.gateway.charge
    try:
        async with asyncio.timeout(ANSWER_WITHIN_S):
            answer = await send(prepared.asked)
    except TimeoutError:
        answer = CardAnswer(state=CardState.UNKNOWN, message=NO_ANSWER_MEANS)
    except Exception:  # noqa: BLE001 - whatever it was, it may have happened after the money moved
        _log.exception("a card gateway's connector failed", gateway=prepared.gateway.name, charge=serial)
        answer = CardAnswer(state=CardState.UNKNOWN, message=NO_ANSWER_MEANS)
    return await record_answer(desk, caller, stored, _without_number(answer, prepared.asked.means))


def _without_number(answer: CardAnswer, means: Card | CardToken | None) -> CardAnswer:
    """A gateway that gives the number back as a reference or a code is not believed to that extent."""
    if not isinstance(means, Card):
        return answer
    if means.number in f"{answer.reference} {answer.code}":
        return replace(answer, reference=None, code=None)
    return answer
