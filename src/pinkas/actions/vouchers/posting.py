"""How every voucher is posted: facts read once, a decision, one write; a caller's own key has no second effect."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Final

from pinkas.actions.desk import Caller, Desk, Once, Saved, Tries, check_outcome, new_uuid, once_name, write_item
from pinkas.actions.repeats import unchanged
from pinkas.actions.vouchers.reading import voucher_by_serial
from pinkas.books import chart
from pinkas.books.daybook import voucher_content
from pinkas.books.entry import Entry, simple_entry
from pinkas.books.errors import Contention, InvalidValue
from pinkas.books.money import check_amount
from pinkas.books.settlement import Settlement
from pinkas.books.stock import StockMove
from pinkas.books.voucher import Voucher
from pinkas.storage import vouchers
from pinkas.storage.vouchers import Facts, NamedVoucher

LARGEST_KEY: Final = 50
LARGEST_DETAILS: Final = 500
LARGEST_REFERENCE: Final = 50

#: An account, the key of a contact on it or None, and an amount, debits positive.
Side = tuple[str, str | None, Decimal]


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What a request names, and the field in which its own key came (`entry.key`)."""

    field: str
    key: str | None
    contacts: tuple[str, ...] = ()
    product: str | None = None
    document: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """What a voucher will do, and the facts that must still hold when it does."""

    voucher: Voucher
    entry: Entry | None = None
    settlements: tuple[Settlement, ...] = ()
    moves: tuple[StockMove, ...] = ()
    expect: tuple[Mapping[str, Any], ...] = ()


async def post(
    desk: Desk,
    caller: Caller,
    asked: Asked,
    decide: Callable[[Facts], Plan],
    same: Callable[[NamedVoucher], bool],
    *,
    once: Once | None,
) -> Saved[NamedVoucher]:
    """Post what `decide` plans, under the caller's key or a new one; what stands under it already is left as it is.

    Raises InvalidValue when that was written for another request, as `same` tells.
    """
    uuid = new_uuid()
    key = asked.key or str(uuid)
    if len(key) > LARGEST_KEY:
        raise InvalidValue(asked.field, f"must be a string with a maximum length of {LARGEST_KEY}")
    async for _ in Tries():
        facts, existing = await vouchers.facts(
            desk.store,
            caller.business,
            key,
            contacts=asked.contacts,
            product=asked.product,
            document=asked.document,
            once=once_name(caller, once),
        )
        if once is not None and once.replays(facts.once) and facts.once is not None:
            return Saved(await voucher_by_serial(desk, caller, facts.once.serial), replayed=True)
        if existing is not None:
            if not same(existing):
                raise InvalidValue(asked.field, f"names what was posted with other contents already: {key!r}")
            return await unchanged(desk, caller, once, existing, existing.stored.serial)
        plan = decide(facts)
        item = voucher_item(desk, caller, plan, key, uuid, facts.settings.version, once)
        answer = await desk.store.write("post_voucher_v1", item)
        if check_outcome(answer.outcome):
            replayed = answer.outcome == "replayed"
            return Saved(await voucher_by_serial(desk, caller, answer.serial), created=not replayed, replayed=replayed)
    raise Contention


def voucher_item(
    desk: Desk, caller: Caller, plan: Plan, key: str, uuid: Any, settings: int, once: Once | None
) -> Mapping[str, Any]:
    """The item for `post_voucher_v1`; the settings, and that the key is free, are always expected."""
    voucher = plan.voucher
    return write_item(
        caller,
        "voucher posted",
        desk.clock.now(),
        voucher_content(key, uuid, voucher, plan.entry, plan.settlements, plan.moves),
        once=once,
        expect=[
            {"sort": "settings", "version": settings},
            {"sort": "no voucher", "key": key},
            *(dict(fact) for fact in plan.expect),
        ],
        voucher={
            "key": key,
            "uuid": uuid,
            **{field: getattr(voucher, field) for field in Voucher.__dataclass_fields__},
            "entry": plan.entry,
            "settlements": plan.settlements,
            "moves": plan.moves,
            "store": plan.moves[0].store if plan.moves else None,
        },
    )


# --- what the verbs say alike --------------------------------------------------------------------------------------


def positive(field: str, value: Decimal | None, *, places: int = 2) -> Decimal:
    """An amount that must be given and be more than nothing. Raises InvalidValue."""
    if value is None:
        raise InvalidValue(field, "is required")
    check_amount(field, value, places=places)
    if value == 0:
        raise InvalidValue(field, "must be greater than 0")
    return value


def words(root: str, name: str, text: str | None, longest: int) -> str | None:
    """A text of the caller's, or None for nothing. Raises InvalidValue for one too long."""
    if text is not None and len(text) > longest:
        raise InvalidValue(f"{root}.{name}", f"must be a string with a maximum length of {longest}")
    return text or None


def entry_of(sides: Sequence[Side], facts: Facts, day: dt.date, posted_on: dt.date, currency: str) -> Entry:
    """The entry of these sides; every contact they name must be among the facts."""
    serials = {contact.key: contact.serial for contact in facts.contacts}
    return simple_entry(
        day,
        posted_on,
        currency,
        *((account, chart.WALK_IN if key is None else serials[key], amount) for account, key, amount in sides),
    )


def posted_sides(voucher: NamedVoucher) -> list[Side]:
    """The sides of a stored voucher's entry."""
    entry = voucher.stored.entry
    if entry is None:
        return []
    return [(one.account, voucher.contact_key(one.contact), one.amount) for one in entry.postings]


def contacts_expected(facts: Facts) -> tuple[Mapping[str, Any], ...]:
    """The named contacts as facts to check again."""
    return tuple({"sort": "contact", "serial": one.serial, "version": one.version} for one in facts.contacts)
