"""Cards charged, for a person to look at and to settle: `/ext/v1/charges`, `.../{id}`, `.../look-up`, `.../settle`."""

from __future__ import annotations

from typing import Annotated, Final

from pinkas.actions.cards.learning import charge_by_key, list_charges, look_up_charge, settle_charge
from pinkas.actions.cards.numbers import cleaned
from pinkas.actions.desk import Desk
from pinkas.actions.repeats import remember_served, served_before
from pinkas.actions.sessions import Sessions
from pinkas.books.charge import ChargeOutcome, ChargeState, Witness
from pinkas.dialects.caspit.answers import Answer, ok
from pinkas.dialects.caspit.call import Call
from pinkas.dialects.caspit.cards import TYPE_OF_CREDIT
from pinkas.dialects.caspit.counter import caller_of, once_of, saved_answer
from pinkas.dialects.caspit.describing import PAGE, Answers, Operation, Parameter, Shape, Sort
from pinkas.dialects.caspit.envelope import envelope
from pinkas.dialects.caspit.extensions.naming import members
from pinkas.dialects.caspit.fields import Rules, Wire
from pinkas.dialects.caspit.names import SYMBOL_OF_CURRENCY
from pinkas.dialects.caspit.routing import CaspitRouter
from pinkas.dialects.caspit.wire import REQUIRED, S4, S20, S50, S100, S500, Instant, Integer, Money, YesNo
from pinkas.storage.charges import StoredCharge

_SETTLED_AS: Final = (ChargeState.APPROVED, ChargeState.DECLINED, ChargeState.REFUSED)


class Charge(Wire, frozen=True, kw_only=True):
    """A charge. `State`: intended (under way, or just broken off), approved, declined, refused, or unknown.

    `OwnReference` is ours, under which the gateway knows it; `ReferenceNumber`, `Code` and `Message` are the gateway's.
    `Witness` says who told the outcome: the gateway's answer, a look-up, or a person. `RefundsId` is the charge that a
    refund gives back.
    """

    ChargeId: S50 = None
    Number: Integer = None
    State: S20 = None
    Amount: Money = None
    CurrencySymbol: S4 = None
    CreditType: Integer = None
    NumPayments: Integer = None
    IsRefund: YesNo = None
    RefundsId: S50 = None
    ContactId: S50 = None
    CCNumber: S4 = None
    Gateway: S20 = None
    OwnReference: S20 = None
    ReferenceNumber: S100 = None
    Code: S20 = None
    Message: S500 = None
    Witness: S20 = None
    DateIntended: Instant = None
    UserCreated: S50 = None
    DateEnded: Instant = None
    UserEnded: S50 = None


class ChargeFound(Wire, frozen=True, kw_only=True):
    """What a person found out about an unknown charge: `State` approved, declined or refused.

    An approved one needs the gateway's `ReferenceNumber`.
    """

    State: Annotated[S20, REQUIRED] = None
    ReferenceNumber: Annotated[str | None, Rules(max_length=100)] = None
    Details: Annotated[str | None, Rules(max_length=300)] = None


def to_wire(stored: StoredCharge) -> Charge:
    """A stored charge."""
    return Charge(
        ChargeId=stored.key,
        Number=stored.serial,
        State=stored.state,
        Amount=stored.amount,
        CurrencySymbol=SYMBOL_OF_CURRENCY[stored.currency],
        CreditType=TYPE_OF_CREDIT[stored.credit],
        NumPayments=stored.payments,
        IsRefund=stored.is_refund,
        RefundsId=stored.refunds,
        ContactId=stored.contact,
        CCNumber=stored.last_four,
        Gateway=stored.gateway,
        OwnReference=stored.own_reference,
        ReferenceNumber=stored.reference,
        Code=stored.code,
        Message=stored.message,
        Witness=stored.witness,
        DateIntended=stored.intended_at,
        UserCreated=stored.intended_by,
        DateEnded=stored.ended_at,
        UserEnded=stored.ended_by,
    )


_ID: Final = Parameter("id", "The ChargeId.", required=True)
_LIST: Final = Operation(
    summary="Cards charged, oldest first",
    parameters=(PAGE, Parameter("open", "Only those of which something is still to be learnt.", Sort.FLAG)),
    answers=(Answers(200, Charge, Shape.PAGE),),
)
_SHOW: Final = Operation(summary="A charge", parameters=(_ID,), answers=(Answers(200, Charge),))
_LOOK_UP: Final = Operation(
    summary="Ask the gateway what became of a charge",
    says="The charge as it stands after asking. Where the gateway cannot be asked, a person settles it. What is under "
    "way, or known already, stays as it is. Nothing is charged.",
    parameters=(_ID,),
    answers=(Answers(200, Charge),),
)
_SETTLE: Final = Operation(
    summary="Write down what a person found out about an unknown charge",
    says="Ask the clearing house under OwnReference first: nobody asks again after this.",
    parameters=(_ID,),
    body=ChargeFound,
    answers=(Answers(200, Charge),),
    errors=((400, "The outcome is known already, or the charge is still under way."),),
)


def add_routes(router: CaspitRouter, desk: Desk, sessions: Sessions) -> None:
    """The four calls on charges."""

    @router.on("GET", "Charges", says=_LIST)
    async def show_charges(call: Call) -> Answer:
        caller = await caller_of(call, sessions)
        paging = call.paging()
        only_open = call.flag("open", default=False)
        total, rows = await list_charges(desk, caller, offset=paging.offset, limit=paging.size, only_open=only_open)
        return ok(envelope(call, paging, map(to_wire, rows), total=total))

    @router.on("GET", "Charges/{id}", says=_SHOW)
    async def show_charge(call: Call) -> Answer:
        caller = await caller_of(call, sessions)
        return ok(to_wire(await charge_by_key(desk, caller, call.id)))

    @router.on("POST", "Charges/{id}/look-up", error_status=True, says=_LOOK_UP)
    async def look_up(call: Call) -> Answer:
        caller = await caller_of(call, sessions)
        once = await once_of(call, desk, status=200)
        if await served_before(desk, caller, once) is not None:
            return saved_answer(200, to_wire(await charge_by_key(desk, caller, call.id)), replayed=True)
        found = await look_up_charge(desk, caller, call.id)
        await remember_served(desk, caller, once, 0)
        return saved_answer(200, to_wire(found))

    @router.on("POST", "Charges/{id}/settle", error_status=True, says=_SETTLE)
    async def settle(call: Call) -> Answer:
        caller = await caller_of(call, sessions)
        outcome = _outcome(await call.body(ChargeFound))
        once = await once_of(call, desk, status=200)
        with members(state="State", reference="ReferenceNumber"):
            saved = await settle_charge(desk, caller, call.id, outcome, once=once)
        return saved_answer(200, to_wire(saved.record), replayed=saved.replayed)


def _outcome(sent: ChargeFound) -> ChargeOutcome:
    states = {state.value: state for state in _SETTLED_AS}
    return ChargeOutcome(
        # Another word is none of the final states, which the verb refuses.
        state=states.get(sent.State or "", ChargeState.UNKNOWN),
        witness=Witness.PERSON,
        reference=(sent.ReferenceNumber or "").strip() or None,
        message=cleaned(sent.Details),
    )
