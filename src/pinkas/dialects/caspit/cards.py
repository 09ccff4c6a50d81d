"""Saving a card and charging one (dossier sections 8.11, 8.12 and 9.7).

Neither issues a document nor posts anything: the receipt that follows is the integrator's own.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Final, NoReturn

from pinkas.actions.cards.charging import ChargeOrder, charge_card
from pinkas.actions.cards.learning import is_looked_up
from pinkas.actions.cards.numbers import card_expiry, card_number
from pinkas.actions.cards.saving import save_card
from pinkas.actions.contacts import contact_by_key, contact_by_tax_number
from pinkas.actions.desk import Caller, Desk, Saved
from pinkas.actions.ports.cards import Card
from pinkas.actions.sessions import Sessions
from pinkas.books.charge import ChargeState, Credit
from pinkas.books.contact import StoredContact
from pinkas.books.errors import InvalidValue
from pinkas.dialects.caspit.answers import Answer
from pinkas.dialects.caspit.binding import WireError
from pinkas.dialects.caspit.call import Call
from pinkas.dialects.caspit.counter import caller_of, once_of, saved_answer
from pinkas.dialects.caspit.describing import Answers, Operation
from pinkas.dialects.caspit.names import SYMBOL_OF_CURRENCY
from pinkas.dialects.caspit.routing import CaspitRouter
from pinkas.dialects.caspit.wire_cards import CaspitCreditCard, CaspitCreditCharge
from pinkas.storage.charges import StoredCharge

CREDIT_OF_TYPE: Final = {1: Credit.REGULAR, 6: Credit.CREDIT, 8: Credit.INSTALMENTS}
TYPE_OF_CREDIT: Final = {credit: number for number, credit in CREDIT_OF_TYPE.items()}
#: Of a card's number our answers show so many.
MASKED_DIGITS: Final = 4
#: Cards are charged in shekels and dollars alone, under these names.
CURRENCIES: Final = {"₪": "ILS", "NIS": "ILS", "ILS": "ILS", "$": "USD", "USD": "USD"}
#: The books' parts of an order by the members that name them.
MEMBERS: Final = {
    "card_number": "CCNumber",
    "card_token": "CCNumberToken",
    "card_expiry": "CCExpDate",
    "amount": "Amount",
    "currency": "CurrencySymbol",
    "credit": "CreditType",
    "payments": "NumPayments",
    "gives_back": "ReferenceNumber",
    "key": "ChargeId",
}
#: What nobody knows is no refusal: 502, and 409 while it is under way; inCaseOfErrorReturnHttpCode changes neither.
_STATUS_OF_STATE: Final = {
    ChargeState.APPROVED: 200,
    ChargeState.DECLINED: 400,
    ChargeState.REFUSED: 400,
    ChargeState.UNKNOWN: 502,
    ChargeState.INTENDED: 409,
}
_UNKNOWN: Final = (
    "It is not known whether the card was charged. It is being looked up: GET /ext/v1/charges/{key} tells the outcome. "
    "Do not charge again before."
)
_FOR_A_PERSON: Final = (
    "It is not known whether the card was charged, and this gateway cannot be asked. Find out at the card company, and "
    "write it down: POST /ext/v1/charges/{key}/settle. Do not charge again before."
)
_UNDER_WAY: Final = "The charge is still under way: GET /ext/v1/charges/{key} tells the outcome. Do not charge again."


_SAVE: Final = Operation(
    summary="Save a card: a token for its number",
    says=(
        "The number is exchanged for a token at the business's card gateway and kept nowhere. With a contact named,"
        " the contact's four card members are updated. A gateway that takes numbers on its own page alone answers"
        " 400 and names that page's route, POST /ext/v1/card-pages."
    ),
    body=CaspitCreditCard,
    answers=(Answers(201, CaspitCreditCard),),
    errors=((400, "The gateway gave no token, and why."), (502, "The gateway did not answer; try again.")),
)
_CHARGE: Final = Operation(
    summary="Charge a card, or give back",
    says=(
        "One of CCNumber and CCNumberToken. CreditType 1 with NumPayments 1, 6 or 8 with more. No document is"
        " issued. Under one Idempotency-Key a card is charged once, whatever happens; without one, a repeated call"
        " is another charge."
    ),
    body=CaspitCreditCharge,
    answers=(Answers(200, CaspitCreditCharge),),
    errors=(
        (400, "Declined or refused: the same object, Success false; nothing was charged."),
        (409, "The charge under this Idempotency-Key is still under way: the same object, always under this status."),
        (502, "Nobody knows yet whether the card was charged: the same object; ShvaResponse says who finds out."),
    ),
)


def add_routes(router: CaspitRouter, desk: Desk, sessions: Sessions) -> None:
    """The two calls on cards."""

    @router.on("POST", "CreditCard", error_status=True, says=_SAVE)
    async def save(call: Call) -> Answer:
        caller = await caller_of(call, sessions)
        sent = await call.body(CaspitCreditCard)
        once = await once_of(call, desk, status=201)
        card = _card(sent)
        contact = await _contact(desk, caller, sent.ContactId, sent.ContactOsekMorshe)
        saved = await save_card(desk, caller, card, contact, once=once)
        answer = CaspitCreditCard(
            CCNumberToken=saved.record.token,
            CCNumber=saved.record.last_four,
            CCExpDate=saved.record.expiry,
            CVV=None,
            CCHolderTZ=sent.CCHolderTZ or None,
            ContactId=None if contact is None else contact.key,
            ContactOsekMorshe=None if contact is None else contact.contact.tax_number,
        )
        return saved_answer(201, answer, replayed=saved.replayed)

    @router.on("POST", "ChargeCreditCard", error_status=True, says=_CHARGE)
    async def charge(call: Call) -> Answer:
        caller = await caller_of(call, sessions)
        sent = await call.body(CaspitCreditCharge)
        once = await once_of(call, desk, status=200)
        contact = await _contact(desk, caller, sent.ContactId, sent.ContactOsekMorshe)
        try:
            saved = await charge_card(desk, caller, _order(sent, contact), once=once)
        except InvalidValue as error:
            refuse_member("charge", error)
        stored = saved.record
        unknown = stored.state is ChargeState.UNKNOWN
        return charge_answer(sent, saved, asked=unknown and await is_looked_up(desk, caller, stored))


def charge_answer(sent: CaspitCreditCharge, saved: Saved[StoredCharge], *, asked: bool) -> Answer:
    """The object that was sent, with what became of it, under the status of its state.

    `asked`: of an unknown one, whether its gateway can be.
    """
    stored = saved.record
    answer = CaspitCreditCharge(
        Success=stored.state is ChargeState.APPROVED,
        ReferenceNumber=stored.reference,
        ShvaResponse=in_words(stored, asked=asked),
        ShvaResponseCode=code_of(stored),
        ContactId=stored.contact,
        ContactOsekMorshe=sent.ContactOsekMorshe or None,
        CCNumber=stored.last_four,
        CCNumberToken=sent.CCNumberToken or None,
        CCHolderTZ=sent.CCHolderTZ or None,
        CCExpDate=sent.CCExpDate or None,
        CVV=None,
        Amount=stored.amount,
        CurrencySymbol=SYMBOL_OF_CURRENCY[stored.currency],
        CreditType=TYPE_OF_CREDIT[stored.credit],
        NumPayments=stored.payments,
        IsRefund=stored.is_refund,
        DateCreated=stored.intended_at,
        UserCreated=stored.intended_by,
        DateUpdated=stored.ended_at,
        UserUpdated=stored.ended_by,
    )
    said = saved_answer(_STATUS_OF_STATE[stored.state], answer, replayed=saved.replayed)
    return replace(said, keeps_status=not stored.state.final)


def in_words(stored: StoredCharge, *, asked: bool) -> str | None:
    """What the gateway said, or that nobody knows and who finds out: the gateway is asked, or a person must."""
    match stored.state:
        case ChargeState.UNKNOWN:
            return (_UNKNOWN if asked else _FOR_A_PERSON).format(key=stored.key)
        case ChargeState.INTENDED:
            return _UNDER_WAY.format(key=stored.key)
        case _:
            return stored.message


def code_of(stored: StoredCharge) -> int | None:
    """The clearing house's code as a number: 000 is 0."""
    code = stored.code
    return int(code) if stored.state.final and code is not None and code.isdecimal() else None


def refuse_member(prefix: str, error: InvalidValue) -> NoReturn:
    """Say what the books refuse by the member the caller sent."""
    member = MEMBERS.get(error.field)
    if member is None:
        raise error
    raise WireError({f"{prefix}.{member}": [f"The field {member} {error.reason}."]}) from None


def _card(sent: CaspitCreditCard) -> Card:
    try:
        return Card(
            number=card_number(sent.CCNumber or ""),
            expiry=card_expiry(sent.CCExpDate or ""),
            holder_id=sent.CCHolderTZ or None,
            security_code=sent.CVV or None,
        )
    except InvalidValue as error:
        refuse_member("card", error)


def _order(sent: CaspitCreditCharge, contact: StoredContact | None) -> ChargeOrder:
    """The order in the books' words; a masked number beside a token is no number."""
    problems: dict[str, list[str]] = {}
    number, token = sent.CCNumber or None, sent.CCNumberToken or None
    if token is not None and number is not None and _is_masked(number):
        number = None
    gives_back = sent.ReferenceNumber or None if sent.IsRefund else None
    if number is None and token is None and gives_back is None:
        problems["charge.CCNumber"] = ["One of CCNumber and CCNumberToken is required."]
    credit = CREDIT_OF_TYPE.get(1 if sent.CreditType is None else sent.CreditType)
    if credit is None:
        problems["charge.CreditType"] = ["The value of CreditType is not valid. Allowed values: 1, 6, 8"]
    currency = CURRENCIES.get(sent.CurrencySymbol or "₪")
    if currency is None:
        problems["charge.CurrencySymbol"] = ["The value of CurrencySymbol is not valid. Allowed values: ₪, $"]
    if problems or credit is None or currency is None or sent.Amount is None:
        raise WireError(problems)
    return ChargeOrder(
        contact=None if contact is None else contact.key,
        number=number,
        token=token,
        expiry=sent.CCExpDate or None,
        holder_id=sent.CCHolderTZ or None,
        security_code=sent.CVV or None,
        amount=sent.Amount,
        currency=currency,
        credit=credit,
        payments=1 if sent.NumPayments is None else sent.NumPayments,
        is_refund=bool(sent.IsRefund),
        gives_back=gives_back,
    )


def _is_masked(number: str) -> bool:
    """Whether it is what our own answers show of a number."""
    return sum(sign.isdigit() for sign in number) <= MASKED_DIGITS


async def _contact(desk: Desk, caller: Caller, key: str | None, tax_number: str | None) -> StoredContact | None:
    """The contact named, by its key before its tax number."""
    if key:
        return await contact_by_key(desk, caller, key)
    if tax_number:
        return await contact_by_tax_number(desk, caller, tax_number)
    return None
