"""What a business settles for all its documents: registration, payment terms, classes, first numbers of series."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from pinkas.actions.desk import Caller, Desk, Once, Saved, Tries, check_outcome, once_name, write_item
from pinkas.actions.repeats import unchanged
from pinkas.books.business import Business, Registered, with_class, with_identity, with_registration, with_terms
from pinkas.books.chart import InputVat, TransactionClass
from pinkas.books.daybook import business_content, first_number_content
from pinkas.books.errors import Contention, InvalidValue, SeriesInUse, UnknownRecord
from pinkas.books.kinds import KINDS, ClassSort
from pinkas.books.numbering import numbering
from pinkas.books.terms import Terms
from pinkas.books.vat import VatCategory
from pinkas.storage import businesses
from pinkas.storage.businesses import BusinessFacts

#: The highest number a series may begin with.
HIGHEST_FIRST: Final = 999_999_999

Decision = Callable[[BusinessFacts], Business]


async def business_of(desk: Desk, caller: Caller) -> Business:
    """The caller's business as it stands."""
    return (await businesses.facts(desk.store, caller.business, once=None)).business


async def change_registration(
    desk: Desk, caller: Caller, change: Registered, *, once: Once | None = None
) -> Saved[Business]:
    """Register the business otherwise from a day on; documents dated before are what they were.

    Raises InvalidValue for a day not after the last change, PeriodClosed.
    """

    def decide(facts: BusinessFacts) -> Business:
        return with_registration(facts.business, change, facts.settings.closed_through)

    return await _change(desk, caller, decide, once)


async def set_terms(desk: Desk, caller: Caller, terms: Terms, *, once: Once | None = None) -> Saved[Business]:
    """Set the payment terms of documents whose contact has none of its own. Raises InvalidValue."""
    return await _change(desk, caller, lambda facts: with_terms(facts.business, terms), once)


async def set_identity(
    desk: Desk,
    caller: Caller,
    *,
    responsible_person: str | None = None,
    vat_number: str | None = None,
    once: Once | None = None,
) -> Saved[Business]:
    """Say who answers for the business and its VAT number; None keeps, an empty text removes. Raises InvalidValue."""

    def decide(facts: BusinessFacts) -> Business:
        return with_identity(facts.business, responsible_person=responsible_person, vat_number=vat_number)

    return await _change(desk, caller, decide, once)


async def save_class(
    desk: Desk,
    caller: Caller,
    number: int,
    *,
    name: str | None = None,
    sort: ClassSort | None = None,
    vat: VatCategory | None = None,
    recoverable: InputVat | None = None,
    equipment: bool | None = None,
    once: Once | None = None,
) -> Saved[TransactionClass]:
    """Add a class, or rename one or change its VAT for what is written from now on; None keeps what it has.

    A new class bears the standard rate unless said, one of receipts none; of a new class of expenses all input VAT is
    recovered, and it is none of equipment. Raises InvalidValue.
    """

    def decide(facts: BusinessFacts) -> Business:
        held = facts.business.class_of(number)
        of_sort = sort or (None if held is None else held.sort)
        called = name or (None if held is None else held.name)
        if of_sort is None:
            raise InvalidValue("sort", "must be said of a new class")
        if called is None:
            raise InvalidValue("name", "must be said of a new class")
        usual = VatCategory.OUTSIDE if of_sort is ClassSort.RECEIPTS else VatCategory.STANDARD
        stands = vat or (usual if held is None else held.vat)
        share = recoverable or (None if held is None else held.recoverable)
        of_equipment = equipment if equipment is not None else held is not None and held.equipment
        return with_class(
            facts.business, TransactionClass(number, called, of_sort, stands, share, is_equipment=of_equipment)
        )

    saved = await _change(desk, caller, decide, once)
    written = saved.record.class_of(number)
    if written is None:  # a repetition names what it named then: a class never goes
        raise UnknownRecord("class", str(number))
    return Saved(written, created=saved.created, replayed=saved.replayed)


async def set_first_number(
    desk: Desk, caller: Caller, kind: str, series: int, first: int, *, once: Once | None = None
) -> Saved[int]:
    """Choose the first number of a series of one kind of document while it is empty.

    The number it has already changes nothing. Raises InvalidValue, SeriesInUse.
    """
    if kind not in KINDS:
        raise InvalidValue("kind", f"must be one of {', '.join(KINDS)}")
    if not 0 <= series <= 99:
        raise InvalidValue("series", "must be between 0 and 99")
    if not 1 <= first <= HIGHEST_FIRST:
        raise InvalidValue("number", f"must be between 1 and {HIGHEST_FIRST}")
    run = numbering(caller.country, kind).run
    async for _ in Tries():
        facts = await businesses.series_facts(
            desk.store, caller.business, series, run, first, once=once_name(caller, once)
        )
        if once is not None and once.replays(facts.once):
            return Saved(first, replayed=True)
        _check_free(kind, series, facts)
        if facts.series is not None and facts.series.first_number == first:
            return await unchanged(desk, caller, once, first)
        item = write_item(
            caller,
            "first number set",
            desk.clock.now(),
            first_number_content(series, run, first),
            once=once,
            expect=[{"sort": "empty series", "serial": series, "key": run}],
            series={"series": series, "run": run, "first": first},
        )
        answer = await desk.store.write("set_first_number_v1", item)
        if check_outcome(answer.outcome):
            return Saved(first, replayed=answer.outcome == "replayed")
    raise Contention


def _check_free(kind: str, series: int, facts: businesses.SeriesFacts) -> None:
    """Refuse a series that has numbers, and a number that another one gave. Raises SeriesInUse, InvalidValue."""
    if facts.series is not None and facts.series.last_number >= facts.series.first_number:
        raise SeriesInUse(kind, series)
    if facts.taken_by is not None:
        raise InvalidValue("number", f"must be one that series {facts.taken_by:02d} has not given")


async def _change(desk: Desk, caller: Caller, decide: Decision, once: Once | None) -> Saved[Business]:
    """Write what `decide` makes of the business; what is so already is not written."""
    async for _ in Tries():
        facts = await businesses.facts(desk.store, caller.business, once=once_name(caller, once))
        before = facts.business
        if once is not None and once.replays(facts.once):
            return Saved(before, replayed=True)
        wanted = decide(facts)
        if wanted == before:
            return await unchanged(desk, caller, once, before)
        item = write_item(
            caller,
            "business changed",
            desk.clock.now(),
            business_content(wanted),
            once=once,
            expect=[{"sort": "settings", "version": facts.settings.version}],
            change={
                "terms_rule": wanted.terms_rule,
                "terms_days": wanted.terms_days or 0,
                "responsible_person": wanted.responsible_person,
                "vat_number": wanted.vat_number,
                "classes": [one for one in wanted.classes if one != before.class_of(one.number)],
                "registrations": (wanted.registrations or ())[len(before.registrations or ()) :],
            },
        )
        answer = await desk.store.write("change_business_v1", item)
        if check_outcome(answer.outcome):
            if answer.outcome == "replayed":
                return Saved(await business_of(desk, caller), replayed=True)
            return Saved(wanted, created=len(wanted.classes) > len(before.classes))
    raise Contention
