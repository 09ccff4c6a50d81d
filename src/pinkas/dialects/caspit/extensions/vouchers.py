"""Vouchers of every kind as entries: `/ext/v1/entries`, `/ext/v1/entries/{id}/reverse`, `/ext/v1/opening-balances`."""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated, Any, ClassVar, Final

from pinkas.actions.desk import Desk, Saved
from pinkas.actions.sessions import Sessions
from pinkas.actions.vouchers.journal import (
    JournalLine,
    JournalOrder,
    OpeningLine,
    OpeningOrder,
    post_entry,
    post_opening_balances,
)
from pinkas.actions.vouchers.reading import list_vouchers, voucher_by_key
from pinkas.actions.vouchers.reversals import reverse_voucher
from pinkas.books.entry import Posting
from pinkas.books.voucher import VoucherKind
from pinkas.dialects.caspit.answers import Answer, ok
from pinkas.dialects.caspit.binding import WireError
from pinkas.dialects.caspit.call import Call
from pinkas.dialects.caspit.counter import caller_of, once_of, saved_answer
from pinkas.dialects.caspit.describing import Parameter
from pinkas.dialects.caspit.envelope import envelope
from pinkas.dialects.caspit.extensions.operations import listed, posted, read
from pinkas.dialects.caspit.fields import Wire
from pinkas.dialects.caspit.routing import CaspitRouter
from pinkas.dialects.caspit.wire import READ_ONLY, S50, S100, S500, Day, Instant, Integer, Money
from pinkas.storage.vouchers import NamedVoucher

_KINDS: Final = tuple(kind.value for kind in VoucherKind)


class Recorded(Wire, frozen=True, kw_only=True):
    """What every voucher ends with: where its entry was posted, who wrote it and when, and what reversed it."""

    trims: ClassVar[bool] = True

    Number: Annotated[Integer, READ_ONLY] = None
    PostingDate: Annotated[Day, READ_ONLY] = None
    ReversedById: Annotated[S50, READ_ONLY] = None
    DateCreated: Annotated[Instant, READ_ONLY] = None
    UserCreated: Annotated[S50, READ_ONLY] = None


class EntryLine(Wire, frozen=True, kw_only=True):
    """One side of an entry, in the book currency: a debit or a credit."""

    trims: ClassVar[bool] = True

    Account: S100 = None
    ContactId: S50 = None
    Debit: Money = None
    Credit: Money = None


class Entry(Recorded, frozen=True, kw_only=True):
    """A voucher of any kind, with what it posted. Only one by hand is sent; DocumentId is what another belongs to."""

    EntryId: S50 = None
    Kind: Annotated[S50, READ_ONLY] = None
    Date: Day = None
    Details: S500 = None
    Reference: S50 = None
    DocumentId: Annotated[S50, READ_ONLY] = None
    ReversesId: Annotated[S50, READ_ONLY] = None
    Lines: list[EntryLine] | None = None


class OpeningBalanceLine(Wire, frozen=True, kw_only=True):
    """What an account or a contact began with: a debit, or the contact's debt, positive."""

    trims: ClassVar[bool] = True

    Account: S100 = None
    ContactId: S50 = None
    Amount: Money = None


class OpeningBalances(Wire, frozen=True, kw_only=True):
    """Opening balances of one day."""

    trims: ClassVar[bool] = True

    EntryId: S50 = None
    Date: Day = None
    Details: S500 = None
    Lines: list[OpeningBalanceLine] | None = None


class Reversal(Wire, frozen=True, kw_only=True):
    """When a voucher is reversed."""

    Date: Day = None


def recorded(found: NamedVoucher) -> dict[str, Any]:
    """The members of `Recorded`."""
    stored = found.stored
    return {
        "Number": stored.serial,
        "PostingDate": None if stored.entry is None else stored.entry.posting_date,
        "ReversedById": found.reversed_by,
        "DateCreated": stored.recorded_at,
        "UserCreated": stored.recorded_by,
    }


def to_entry(found: NamedVoucher) -> Entry:
    """A voucher as an entry."""
    stored = found.stored
    postings = () if stored.entry is None else stored.entry.postings
    return Entry(
        EntryId=stored.key,
        Kind=stored.voucher.kind.value,
        Date=stored.voucher.date,
        Details=stored.voucher.details,
        Reference=stored.voucher.reference,
        DocumentId=found.document,
        ReversesId=found.reverses,
        Lines=[_line(found, posting) for posting in postings],
        **recorded(found),
    )


def _line(found: NamedVoucher, posting: Posting) -> EntryLine:
    return EntryLine(
        Account=posting.account,
        ContactId=found.contact_key(posting.contact),
        Debit=posting.amount if posting.amount > 0 else Decimal(0),
        Credit=-posting.amount if posting.amount < 0 else Decimal(0),
    )


def posted_answer(call: Call, saved: Saved[NamedVoucher], content: Wire) -> Answer:
    """201 for what was posted, 200 for what stood under the caller's key already."""
    status = 201 if saved.created or saved.replayed else 200
    at = call.link("entries", saved.record.stored.key)
    return saved_answer(status, content, at=at, replayed=saved.replayed)


def add_routes(router: CaspitRouter, desk: Desk, sessions: Sessions) -> None:
    """The calls on entries and opening balances."""
    _add_readings(router, desk, sessions)
    _add_writings(router, desk, sessions)


def _add_readings(router: CaspitRouter, desk: Desk, sessions: Sessions) -> None:
    @router.on(
        "GET",
        "Entries",
        says=listed(
            "Entries of every kind of voucher", Entry, "", Parameter("kind", "Of this kind only.", choices=_KINDS)
        ),
    )
    async def list_entries(call: Call) -> Answer:
        caller = await caller_of(call, sessions)
        paging = call.paging()
        total, rows = await list_vouchers(desk, caller, kind=_kind(call), offset=paging.offset, limit=paging.size)
        return ok(envelope(call, paging, map(to_entry, rows), total=total))

    @router.on("GET", "Entries/{id}", says=read("An entry", Entry))
    async def show_entry(call: Call) -> Answer:
        caller = await caller_of(call, sessions)
        return ok(to_entry(await voucher_by_key(desk, caller, call.id)))


def _add_writings(router: CaspitRouter, desk: Desk, sessions: Sessions) -> None:
    @router.on(
        "POST",
        "Entries",
        error_status=True,
        says=posted(
            "Write an entry by hand",
            Entry,
            Entry,
            "Two to a thousand lines in balance; its date must lie in an open period.",
        ),
    )
    async def write_entry(call: Call) -> Answer:
        caller = await caller_of(call, sessions)
        sent = await call.body(Entry)
        order = JournalOrder(
            key=sent.EntryId or None,
            date=sent.Date,
            details=sent.Details,
            reference=sent.Reference,
            lines=tuple(
                JournalLine(account=line.Account, contact=line.ContactId, debit=line.Debit, credit=line.Credit)
                for line in sent.Lines or ()
            ),
        )
        saved = await post_entry(desk, caller, order, once=await once_of(call, desk, status=201))
        return posted_answer(call, saved, to_entry(saved.record))

    @router.on("POST", "Entries/{id}/reverse", error_status=True, says=posted("Reverse an entry", Reversal, Entry))
    async def reverse_entry(call: Call) -> Answer:
        caller = await caller_of(call, sessions)
        sent = await call.optional_body(Reversal)
        once = await once_of(call, desk, status=201)
        saved = await reverse_voucher(desk, caller, call.id, None if sent is None else sent.Date, once=once)
        return posted_answer(call, saved, to_entry(saved.record))

    @router.on(
        "POST",
        "Opening-balances",
        error_status=True,
        says=posted("Opening balances of a day", OpeningBalances, Entry, ""),
    )
    async def open_balances(call: Call) -> Answer:
        caller = await caller_of(call, sessions)
        sent = await call.body(OpeningBalances)
        order = OpeningOrder(
            key=sent.EntryId or None,
            date=sent.Date,
            details=sent.Details,
            lines=tuple(
                OpeningLine(account=line.Account, contact=line.ContactId, amount=line.Amount)
                for line in sent.Lines or ()
            ),
        )
        saved = await post_opening_balances(desk, caller, order, once=await once_of(call, desk, status=201))
        return posted_answer(call, saved, to_entry(saved.record))


def _kind(call: Call) -> VoucherKind | None:
    """The `kind` of a list's query."""
    text = call.text("kind")
    if text is None:
        return None
    if text not in _KINDS:
        raise WireError({"kind": [f"The value of kind is not valid. Allowed values: {', '.join(_KINDS)}"]})
    return VoucherKind(text)
