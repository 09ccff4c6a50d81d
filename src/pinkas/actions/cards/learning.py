"""Learning what became of a charge: its answer written down, a look-up at its gateway, or what a person found out.

A charge is looked up only once nobody can be sending it any more; that its gateway knows of none is believed only when
the time in which it could still arrive has passed.
"""

from __future__ import annotations

from typing import Final

import structlog

from pinkas.actions.cards.gateways import open_gateway
from pinkas.actions.cards.numbers import cleaned
from pinkas.actions.desk import Caller, Desk, Once, Saved, Tries, check_outcome, once_name, write_item
from pinkas.actions.ports.cards import CardAnswer, CardGateway, CardState
from pinkas.books.charge import ChargeOutcome, ChargeState, Witness
from pinkas.books.daybook import charge_outcome_content
from pinkas.books.errors import ChargeSettled, Contention, InvalidValue, UnknownRecord
from pinkas.storage import charges
from pinkas.storage.charges import StoredCharge
from pinkas.storage.pool import Answer, DatabaseUnavailableError

_log = structlog.get_logger("pinkas.cards")

#: A worker that comes to the sending later than this after the intent does not send at all.
SEND_WITHIN_S: Final = 15
#: By then whoever stored an intent has its answer, or never will: the latest sending, the longest answer, a margin.
IN_FLIGHT_S: Final = 90
#: What a gateway does not know so long after the intent never reached it.
ARRIVED_WITHIN_S: Final = 300
NO_ANSWER_MEANS: Final = "no answer came: the card may have been charged"
_BROKEN_OFF: Final = "the charge was broken off: the card may have been charged"
_NEVER_SENT: Final = "the gateway knows of no such charge: nothing was charged"
REFERENCE_CHARACTERS: Final = 100


async def learn_more(desk: Desk, caller: Caller, stored: StoredCharge) -> StoredCharge:
    """The charge as it stands after asking its gateway, where there is something to ask and nobody else at it."""
    age = (desk.clock.now() - stored.intended_at).total_seconds()
    if stored.state.final or (stored.state is ChargeState.INTENDED and age <= IN_FLIGHT_S):
        return stored
    answer = await _looked_up(desk, caller, stored)
    if answer is None:
        if age <= ARRIVED_WITHIN_S:
            answer = CardAnswer(state=CardState.UNKNOWN)
        else:
            answer = CardAnswer(state=CardState.REFUSED, message=_NEVER_SENT)
    if answer.state is CardState.UNKNOWN:
        if stored.state is ChargeState.UNKNOWN:
            return stored
        answer = CardAnswer(state=CardState.UNKNOWN, message=_BROKEN_OFF)
    return await record_answer(desk, caller, stored, answer, witness=Witness.LOOK_UP)


async def _looked_up(desk: Desk, caller: Caller, stored: StoredCharge) -> CardAnswer | None:
    """What its gateway says; unknown where it cannot be asked, for another is in its place by now or it has no way."""
    gateway = await open_gateway(desk, caller.business)
    return (
        await gateway.look_up(stored.own_reference) if _knows(gateway, stored) else CardAnswer(state=CardState.UNKNOWN)
    )


async def is_looked_up(desk: Desk, caller: Caller, stored: StoredCharge) -> bool:
    """Whether its gateway can be asked what became of a charge; else a person must settle one that is unknown."""
    return _knows(await open_gateway(desk, caller.business), stored)


def _knows(gateway: CardGateway, stored: StoredCharge) -> bool:
    abilities = gateway.abilities
    can = abilities.looks_up_refunds if stored.is_refund else abilities.looks_up_charges
    return can and gateway.name == stored.gateway


async def record_answer(
    desk: Desk, caller: Caller, stored: StoredCharge, answer: CardAnswer, *, witness: Witness = Witness.ANSWER
) -> StoredCharge:
    """Write down what a gateway said; the charge as it then stands, which may be what somebody else wrote first.

    With the database away, an unknown charge is given: what was learnt is looked up again.
    """
    outcome = ChargeOutcome(
        state=answer.state.charge_state,
        witness=witness,
        reference=(answer.reference or "")[:REFERENCE_CHARACTERS] or None,
        code=(answer.code or "")[:20] or None,
        message=cleaned(answer.message),
    )
    try:
        async for _ in Tries():
            written = await _write(desk, caller, stored, outcome)
            stored = await charge_by_serial(desk, caller, stored.serial)
            if check_outcome(written.outcome):
                return stored
            if stored.state.final or outcome.state is ChargeState.UNKNOWN:
                break
    except DatabaseUnavailableError:
        _log.error("outcome of a charge not recorded", charge=stored.serial, state=outcome.state)
        return _unrecorded(stored)
    if stored.state is not outcome.state:
        _log.error("two outcomes of a charge", charge=stored.serial, stands=stored.state, heard=outcome.state)
    return stored


async def settle_charge(
    desk: Desk, caller: Caller, key: str, outcome: ChargeOutcome, *, once: Once | None = None
) -> Saved[StoredCharge]:
    """Write down what a person found out about an unknown charge. Raises UnknownRecord, InvalidValue, ChargeSettled."""
    if not outcome.state.final:
        raise InvalidValue("state", "must be approved, declined or refused")
    if outcome.state is ChargeState.APPROVED and outcome.reference is None:
        raise InvalidValue("reference", "must be said of an approved charge")
    async for _ in Tries():
        facts = await charges.facts(desk.store, caller.business, once=once_name(caller, once), key=key)
        if facts.existing is None:
            raise UnknownRecord("charge", key)
        stored = facts.existing
        if once is not None and once.replays(facts.once):
            return Saved(stored, replayed=True)
        age = (desk.clock.now() - stored.intended_at).total_seconds()
        if stored.state.final or (stored.state is ChargeState.INTENDED and age <= IN_FLIGHT_S):
            raise ChargeSettled(key, stored.state)
        written = await _write(desk, caller, stored, outcome, once=once)
        if check_outcome(written.outcome):
            settled = await charge_by_serial(desk, caller, stored.serial)
            return Saved(settled, replayed=written.outcome == "replayed")
    raise Contention


async def look_up_charge(desk: Desk, caller: Caller, key: str) -> StoredCharge:
    """Ask the gateway now. Raises UnknownRecord."""
    return await learn_more(desk, caller, await charge_by_key(desk, caller, key))


async def charge_by_key(desk: Desk, caller: Caller, key: str) -> StoredCharge:
    """The charge under this key. Raises UnknownRecord."""
    return known(await charges.by_key(desk.store, caller.business, key), key)


async def charge_by_serial(desk: Desk, caller: Caller, serial: int) -> StoredCharge:
    """The charge with this serial. Raises UnknownRecord."""
    return known(await charges.by_serial(desk.store, caller.business, serial), serial)


async def list_charges(
    desk: Desk, caller: Caller, *, offset: int, limit: int, only_open: bool = False
) -> tuple[int, list[StoredCharge]]:
    """How many charges there are (of which something is still to be learnt), and those of one page, oldest first."""
    return await charges.page(desk.store, caller.business, offset=offset, limit=limit, only_open=only_open)


def known(found: StoredCharge | None, name: object) -> StoredCharge:
    """The charge. Raises UnknownRecord when there is none."""
    if found is None:
        raise UnknownRecord("charge", str(name))
    return found


def _unrecorded(stored: StoredCharge) -> StoredCharge:
    """A charge of which nobody can say what stands."""
    said = {name: getattr(stored, name) for name in stored.__struct_fields__}
    return StoredCharge(**{**said, "state": ChargeState.UNKNOWN, "message": NO_ANSWER_MEANS})


async def _write(
    desk: Desk, caller: Caller, stored: StoredCharge, outcome: ChargeOutcome, *, once: Once | None = None
) -> Answer:
    number = stored.learnt + 1
    item = write_item(
        caller,
        f"charge {outcome.state}",
        desk.clock.now(),
        charge_outcome_content(stored.serial, number, outcome),
        once=once,
        expect=[],
        outcome={
            "charge_serial": stored.serial,
            "number": number,
            **{name: getattr(outcome, name) for name in ChargeOutcome.__dataclass_fields__},
        },
    )
    return await desk.store.write("record_charge_v1", item)
