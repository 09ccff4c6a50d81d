"""The card gateway's own page: `/ext/v1/card-pages`, `.../{id}`, and `.../{id}/notify`, where the gateway calls."""

from __future__ import annotations

import hmac
from typing import Annotated, Final
from uuid import UUID

from pinkas.actions.cards.keeping import server_at
from pinkas.actions.cards.pages import PageWish, TellUrl, list_pages, mark_of, open_page, page_now
from pinkas.actions.contacts import contact_by_key
from pinkas.actions.desk import Desk
from pinkas.actions.ports.cards import PageOperation
from pinkas.actions.sessions import Sessions
from pinkas.books.errors import UnknownRecord
from pinkas.dialects.caspit.answers import TEXT, Answer, ok
from pinkas.dialects.caspit.binding import WireError
from pinkas.dialects.caspit.call import Call
from pinkas.dialects.caspit.cards import CURRENCIES
from pinkas.dialects.caspit.counter import caller_of, once_of, saved_answer
from pinkas.dialects.caspit.describing import PAGE, Answers, Operation, Parameter, Shape
from pinkas.dialects.caspit.envelope import envelope
from pinkas.dialects.caspit.extensions.naming import members
from pinkas.dialects.caspit.fields import Rules, Wire
from pinkas.dialects.caspit.names import SYMBOL_OF_CURRENCY
from pinkas.dialects.caspit.routing import CaspitRouter
from pinkas.dialects.caspit.wire import READ_ONLY, REQUIRED, S4, S20, S50, S100, S500, S2000, Instant, Money
from pinkas.storage.card_pages import StoredPage

_LANGUAGES: Final = ("he", "en")
_THANKS: Final = "הפרטים התקבלו. אפשר לסגור את החלון.\nDone. This window may be closed.\n"


class CardPage(Wire, frozen=True, kw_only=True):
    """A page. `Operation`: charge, charge-and-token, token; Amount for the first two. `Url` is what the holder opens.

    `State`: open, approved, declined or refused. A token made there is put on the contact's card, when one is named.
    Without SuccessUrl or FailureUrl the holder is shown a line of ours at the end.
    """

    PageId: Annotated[S50, READ_ONLY] = None
    Operation: Annotated[S20, REQUIRED] = None
    Amount: Money = None
    CurrencySymbol: S4 = None
    ContactId: S50 = None
    Language: S4 = None
    SuccessUrl: Annotated[str | None, Rules(max_length=500)] = None
    FailureUrl: Annotated[str | None, Rules(max_length=500)] = None
    Url: Annotated[S2000, READ_ONLY] = None
    State: Annotated[S20, READ_ONLY] = None
    ReferenceNumber: Annotated[S100, READ_ONLY] = None
    Code: Annotated[S20, READ_ONLY] = None
    Message: Annotated[S500, READ_ONLY] = None
    CCNumberToken: Annotated[S100, READ_ONLY] = None
    CCNumber: Annotated[S4, READ_ONLY] = None
    CCExpDate: Annotated[S4, READ_ONLY] = None
    Gateway: Annotated[S20, READ_ONLY] = None
    DateCreated: Annotated[Instant, READ_ONLY] = None
    UserCreated: Annotated[S50, READ_ONLY] = None
    DateEnded: Annotated[Instant, READ_ONLY] = None


def to_wire(stored: StoredPage) -> CardPage:
    """A stored page."""
    return CardPage(
        PageId=str(stored.uuid),
        Operation=stored.operation,
        Amount=stored.amount,
        CurrencySymbol=SYMBOL_OF_CURRENCY[stored.currency],
        ContactId=stored.contact,
        Url=stored.url,
        State=stored.state or "open",
        ReferenceNumber=stored.reference,
        Code=stored.code,
        Message=stored.message,
        CCNumberToken=stored.token,
        CCNumber=stored.last_four,
        CCExpDate=stored.expiry,
        Gateway=stored.gateway,
        DateCreated=stored.opened_at,
        UserCreated=stored.opened_by,
        DateEnded=stored.ended_at,
    )


_ID: Final = Parameter("id", "The PageId.", required=True)
_LIST: Final = Operation(
    summary="The gateway's pages that were opened, oldest first",
    says="As they were last known: the gateway is not asked.",
    parameters=(PAGE,),
    answers=(Answers(200, CardPage, Shape.PAGE),),
)
_SHOW: Final = Operation(
    summary="A page, and what became of it",
    says="While it is open the gateway is asked.",
    parameters=(_ID,),
    answers=(Answers(200, CardPage),),
)
_OPEN: Final = Operation(
    summary="Open the gateway's own page for a card holder",
    says="For gateways that take card numbers on their own page alone, as CardCom does. Give Url to the holder; the "
    "card never passes here.",
    body=CardPage,
    answers=(Answers(201, CardPage, location=True),),
    errors=((400, "The business's gateway has no page of its own."),),
)
_NOTIFY: Final = Operation(
    summary="Where the gateway tells that a page is done",
    says="Nothing that is sent is believed: the gateway is asked. The address bears a mark of this server.",
    parameters=(
        _ID,
        Parameter("business", "The business's tax number.", required=True),
        Parameter("mark", "The proof that the address was made here.", required=True),
    ),
    answers=(Answers(200, text="A line for the holder."),),
    public=True,
)


def add_routes(router: CaspitRouter, desk: Desk, sessions: Sessions) -> None:
    """The calls on pages."""

    @router.on("GET", "Card-Pages", says=_LIST)
    async def show_pages(call: Call) -> Answer:
        caller = await caller_of(call, sessions)
        paging = call.paging()
        total, rows = await list_pages(desk, caller, offset=paging.offset, limit=paging.size)
        return ok(envelope(call, paging, map(to_wire, rows), total=total))

    @router.on("GET", "Card-Pages/{id}", says=_SHOW)
    async def show_page(call: Call) -> Answer:
        caller = await caller_of(call, sessions)
        return ok(to_wire(await page_now(desk, caller, _uuid(call.id))))

    @router.on("POST", "Card-Pages", error_status=True, says=_OPEN)
    async def open_one(call: Call) -> Answer:
        caller = await caller_of(call, sessions)
        sent = await call.body(CardPage)
        once = await once_of(call, desk, status=201)
        operation, currency = _read(sent)
        contact = None if not sent.ContactId else await contact_by_key(desk, caller, sent.ContactId)
        wish = PageWish(
            operation=operation,
            amount=sent.Amount,
            currency=currency,
            contact=contact,
            language=sent.Language or _LANGUAGES[0],
            success_url=sent.SuccessUrl or None,
            failure_url=sent.FailureUrl or None,
        )
        with members(amount="Amount", currency="CurrencySymbol"):
            saved = await open_page(desk, caller, wish, tell=TellUrl(call.link("card-pages")), once=once)
        at = call.link("card-pages", str(saved.record.uuid))
        return saved_answer(201, to_wire(saved.record), at=at, replayed=saved.replayed)

    async def notified(call: Call) -> Answer:
        uuid, business = _uuid(call.id), call.text("business") or ""
        mark = mark_of(desk, business, uuid)
        caller = await server_at(desk, business) if hmac.compare_digest(mark, call.text("mark") or "") else None
        if caller is None:
            raise UnknownRecord("card page", str(uuid))
        await page_now(desk, caller, uuid)
        return Answer(200, _THANKS, TEXT)

    router.add("POST", "Card-Pages/{id}/notify", notified, says=_NOTIFY)
    router.add("GET", "Card-Pages/{id}/notify", notified, says=_NOTIFY)


def _read(sent: CardPage) -> tuple[PageOperation, str]:
    """The operation and the currency. Raises WireError for these and what else no page can have."""
    problems: dict[str, list[str]] = {}
    operations = {one.value: one for one in PageOperation}
    operation = operations.get(sent.Operation or "")
    if operation is None:
        problems["Operation"] = [f"The field Operation must be one of {', '.join(operations)}."]
    currency = CURRENCIES.get(sent.CurrencySymbol or "₪")
    if currency is None:
        problems["CurrencySymbol"] = ["The value of CurrencySymbol is not valid. Allowed values: ₪, $"]
    if sent.Language and sent.Language not in _LANGUAGES:
        problems["Language"] = [f"The field Language must be one of {', '.join(_LANGUAGES)}."]
    for member in ("SuccessUrl", "FailureUrl"):
        if (url := getattr(sent, member)) and not url.startswith(("https://", "http://")):
            problems[member] = [f"The field {member} must be an address that begins with https://."]
    if problems or operation is None or currency is None:
        raise WireError(problems)
    return operation, currency


def _uuid(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError:
        raise UnknownRecord("card page", text) from None
