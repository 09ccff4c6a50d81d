"""A gateway's own page for a card holder: opened, and its result learnt from the gateway alone.

Whoever tells us that a page is done is not believed; it only makes us ask.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from decimal import Decimal
from uuid import UUID

from pinkas.actions.cards.gateways import NOTHING_CHARGED, open_gateway
from pinkas.actions.cards.numbers import cleaned
from pinkas.actions.cards.saving import SavedCard, keep_card
from pinkas.actions.contacts import contact_by_key
from pinkas.actions.desk import Caller, Desk, Once, Saved, check_outcome, new_uuid, once_name, write_item
from pinkas.actions.ports.cards import CardAnswer, CardState, PageOperation, PageOrder
from pinkas.books.card_token import is_card_number
from pinkas.books.charge import CardPage, CardPageResult
from pinkas.books.contact import StoredContact
from pinkas.books.daybook import card_page_content, card_page_result_content
from pinkas.books.errors import CardNotSaved, Contention, NotAvailable, UnknownRecord
from pinkas.storage import card_pages
from pinkas.storage.card_pages import StoredPage


@dataclass(frozen=True, slots=True, kw_only=True)
class PageWish:
    """What somebody wants a page for; `amount` is None for a token alone."""

    operation: PageOperation
    amount: Decimal | None
    currency: str
    contact: StoredContact | None
    language: str
    success_url: str | None
    failure_url: str | None


async def open_page(
    desk: Desk, caller: Caller, wish: PageWish, *, tell: TellUrl, once: Once | None = None
) -> Saved[StoredPage]:
    """Open a page at the business's gateway. Raises NotAvailable where it has none, InvalidValue, CardNotSaved."""
    seen = await card_pages.seen(desk.store, caller.business, once_name(caller, once))
    if once is not None and once.replays(seen) and seen is not None:
        return Saved(_known(await card_pages.by_serial(desk.store, caller.business, seen.serial), ""), replayed=True)
    gateway = await open_gateway(desk, caller.business)
    if not gateway.abilities.has_pages:
        raise NotAvailable("this card gateway has no page of its own: it takes card numbers directly")
    uuid = new_uuid()
    page = CardPage(
        uuid=uuid,
        gateway=gateway.name,
        page_id="",
        operation=wish.operation,
        contact=None if wish.contact is None else wish.contact.serial,
        amount=wish.amount,
        currency=wish.currency,
    )
    done = tell.url(desk, caller, uuid)
    opened = await gateway.start_page(
        PageOrder(
            reference=page.reference,
            operation=wish.operation,
            amount=wish.amount,
            currency=wish.currency,
            language=wish.language,
            success_url=wish.success_url or done,
            failure_url=wish.failure_url or done,
            notify_url=done,
        )
    )
    if isinstance(opened, CardAnswer):
        if opened.state is CardState.UNKNOWN:
            raise CardNotSaved(NOTHING_CHARGED.format("no page was opened"), unknown=True)
        raise CardNotSaved(cleaned(opened.message) or "the card gateway opened no page", unknown=False)
    page = replace(page, page_id=opened.page_id)
    return await _write(desk, caller, page, opened.url, wish.contact, once)


async def page_now(desk: Desk, caller: Caller, uuid: UUID) -> StoredPage:
    """The page as it stands after asking the gateway, unless it is done. Raises UnknownRecord, Contention."""
    stored = _known(await card_pages.by_uuid(desk.store, caller.business, uuid), str(uuid))
    if stored.state is not None:
        return stored
    gateway = await open_gateway(desk, caller.business)
    if gateway.name != stored.gateway:
        return stored
    answer = await gateway.page_result(stored.page_id)
    if answer is None or answer.state is CardState.UNKNOWN:
        return stored
    if answer.token and is_card_number(answer.token):  # such a gateway's tokens are not kept
        answer = replace(answer, token=None)
    if answer.token and answer.expiry and stored.contact is not None:
        # Before the result: broken off between the two, the next who asks does it again.
        card = SavedCard(token=answer.token, last_four=answer.last_four, expiry=answer.expiry)
        await keep_card(desk, caller, await contact_by_key(desk, caller, stored.contact), card)
    await _end(desk, caller, stored, answer)
    return _known(await card_pages.by_uuid(desk.store, caller.business, uuid), str(uuid))


async def list_pages(desk: Desk, caller: Caller, *, offset: int, limit: int) -> tuple[int, list[StoredPage]]:
    """How many pages there are, and those of one page of the list, oldest first; the gateway is not asked."""
    return await card_pages.page(desk.store, caller.business, offset=offset, limit=limit)


@dataclass(frozen=True, slots=True)
class TellUrl:
    """Where a gateway tells us that a page is done: an address that only we can have made."""

    base: str

    def url(self, desk: Desk, caller: Caller, uuid: UUID) -> str:
        """The address of one page."""
        return f"{self.base}/{uuid}/notify?business={caller.tax_number}&mark={mark_of(desk, caller.tax_number, uuid)}"


def mark_of(desk: Desk, tax_number: str, uuid: UUID) -> str:
    """What proves that an address was made here."""
    return desk.keyring.sign(f"card page\0{tax_number}\0{uuid}".encode())[:32]


async def _write(
    desk: Desk, caller: Caller, page: CardPage, url: str, contact: StoredContact | None, once: Once | None
) -> Saved[StoredPage]:
    item = write_item(
        caller,
        "card page opened",
        desk.clock.now(),
        card_page_content(page),
        once=once,
        expect=[],
        page={
            **{name: getattr(page, name) for name in CardPage.__dataclass_fields__ if name != "contact"},
            "contact_serial": None if contact is None else contact.serial,
            "url": url,
        },
    )
    answer = await desk.store.write("open_card_page_v1", item)
    if not check_outcome(answer.outcome):
        raise Contention
    stored = _known(await card_pages.by_serial(desk.store, caller.business, answer.serial), str(page.uuid))
    return Saved(stored, created=answer.outcome == "done", replayed=answer.outcome == "replayed")


async def _end(desk: Desk, caller: Caller, stored: StoredPage, answer: CardAnswer) -> None:
    """Write the result down; what somebody else wrote first stands."""
    result = CardPageResult(
        state=answer.state.charge_state,
        reference=answer.reference,
        code=answer.code,
        message=cleaned(answer.message),
        token=answer.token,
        last_four=answer.last_four,
        expiry=answer.expiry,
    )
    item = write_item(
        caller,
        "card page ended",
        desk.clock.now(),
        card_page_result_content(stored.serial, result),
        once=None,
        expect=[],
        result={
            "page_serial": stored.serial,
            **{name: getattr(result, name) for name in CardPageResult.__dataclass_fields__},
        },
    )
    await desk.store.write("end_card_page_v1", item)


def _known(found: StoredPage | None, name: str) -> StoredPage:
    if found is None:
        raise UnknownRecord("card page", name)
    return found
