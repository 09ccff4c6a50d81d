"""Saving, finding and removing expenses. `expense_posting` makes them permanent and posts what is paid."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from hashlib import sha256
from typing import Any, Final
from uuid import UUID

from msgspec import structs

from pinkas.actions.desk import Caller, Desk, Once, Saved, Tries, check_outcome, new_uuid, once_name, write_item
from pinkas.actions.expense_payments import (
    PaymentOrder,
    added,
    cash_expected,
    most_paid,
    names_of,
    own_expected,
    payments_of,
    posted_payments,
)
from pinkas.actions.repeats import unchanged
from pinkas.books.daybook.expenses import expense_content
from pinkas.books.errors import ClassMismatch, Contention, InvalidValue, UnknownRecord
from pinkas.books.expense import (
    CLASS_OF_SUPPLIER,
    LARGEST_IMAGE,
    LONGEST_KEY,
    Expense,
    ExpensePayment,
    ExpenseState,
    StoredExpense,
    check_expense,
    check_payments,
    sums,
)
from pinkas.books.kinds import ClassSort
from pinkas.books.money import to_cents
from pinkas.books.vat import VatCategory, standard_rate
from pinkas.storage import expenses
from pinkas.storage.expenses import ExpenseFacts, ExpenseFilter, PaymentRow

LONGEST_IMAGE_NAME: Final = 255
#: Of a permanent expense these are what they were: what posted is corrected by its reversal.
_FROZEN: Final = (
    "date", "class_number", "supplier_name", "tax_number", "reference", "total", "net", "vat", "vat_rate", "recognised",
    "vat_period",
)  # fmt: skip
_SUMS: Final = ("total", "net", "vat")


@dataclass(frozen=True, slots=True, kw_only=True)
class ExpenseOrder:
    """What a caller says of an expense; None says nothing.

    Of an expense that is there, `payments` and the scan stay when nothing is said of them; an empty `image_name` takes
    the scan away.
    """

    key: str | None = None
    date: dt.date
    class_number: int
    supplier: str | None = None
    supplier_name: str | None = None
    tax_number: str | None = None
    details: str | None = None
    reference: str | None = None
    total: Decimal | None = None
    net: Decimal | None = None
    vat: Decimal | None = None
    vat_rate: Decimal | None = None
    recognised: Decimal | None = None
    flag: int | None = None
    allocation_number: str | None = None
    vat_period: int | None = None
    image_name: str | None = None
    image: bytes | None = None
    payments: tuple[PaymentOrder, ...] | None = None


async def save_expense(
    desk: Desk, caller: Caller, order: ExpenseOrder, *, once: Once | None = None
) -> Saved[StoredExpense]:
    """Write an expense into the temporary store, or over the one under its key.

    Of a permanent one only details, flag, scan and an allocation number it lacked may change, and payments be added.
    Raises InvalidValue, ClassMismatch, TillTooLow.
    """
    uuid = new_uuid()
    key = order.key or str(uuid)
    if len(key) > LONGEST_KEY:
        raise InvalidValue("expense.key", f"must be a string with a maximum length of {LONGEST_KEY}")
    if order.image is not None and len(order.image) > LARGEST_IMAGE:
        raise InvalidValue("expense.image", f"must hold at most {LARGEST_IMAGE} bytes")
    async for _ in Tries():
        facts, existing = await expenses.facts(
            desk.store, caller.business, key, supplier=order.supplier, once=once_name(caller, once),
            payments=names_of(order.payments),
        )  # fmt: skip
        if once is not None and once.replays(facts.once) and facts.once is not None:
            return Saved(await expense_by_serial(desk, caller, facts.once.serial), replayed=True)
        item: Mapping[str, Any] | None
        if existing is None or existing.state is ExpenseState.TEMPORARY:
            item = _kept(desk, caller, order, facts, existing, key, uuid, once)
        elif (item := _amended(desk, caller, order, facts, existing, once)) is None:
            return await unchanged(desk, caller, once, existing, existing.serial)
        answer = await desk.store.write("write_expense_v1", item, blob=order.image)
        if check_outcome(answer.outcome):
            replayed = answer.outcome == "replayed"
            stored = await expense_by_serial(desk, caller, answer.serial)
            return Saved(stored, created=existing is None and not replayed, replayed=replayed)
    raise Contention


async def remove_expense(desk: Desk, caller: Caller, key: str, *, once: Once | None = None) -> bool:
    """Remove a temporary expense; True when this very request did so before. Raises UnknownRecord, InvalidValue."""
    async for _ in Tries():
        facts, existing = await expenses.facts(
            desk.store, caller.business, key, supplier=None, once=once_name(caller, once)
        )
        if once is not None and once.replays(facts.once):
            return True
        if existing is None:
            raise UnknownRecord("expense", key)
        if existing.state is not ExpenseState.TEMPORARY:
            raise InvalidValue("expense.key", "names a permanent expense: it is reversed, not deleted")
        expense = replace(existing.expense, image_name=None, image_sha256=None)
        content = expense_content(key, existing.uuid, existing.version + 1, expense, (), deleted=True)
        item = expense_item(
            desk, caller, "expense deleted", content, facts, existing, expense,
            key=key, uuid=existing.uuid, once=once, state="deleted", image="drop", plans=(),
        )  # fmt: skip
        outcome = (await desk.store.write("write_expense_v1", item)).outcome
        if check_outcome(outcome):
            return outcome == "replayed"
    raise Contention


async def expense_by_key(desk: Desk, caller: Caller, key: str) -> StoredExpense:
    """The expense under this key. Raises UnknownRecord."""
    return _known(await expenses.by_key(desk.store, caller.business, key), key)


async def expense_by_serial(desk: Desk, caller: Caller, serial: int) -> StoredExpense:
    """The expense with this serial. Raises UnknownRecord."""
    return _known(await expenses.by_serial(desk.store, caller.business, serial), str(serial))


async def expense_image(desk: Desk, caller: Caller, stored: StoredExpense) -> bytes | None:
    """The scan of an expense, if it has one."""
    if stored.expense.image_sha256 is None:
        return None
    return await expenses.image(desk.store, caller.business, stored.serial)


async def list_expenses(
    desk: Desk, caller: Caller, wanted: ExpenseFilter, *, offset: int, limit: int
) -> tuple[int, list[StoredExpense]]:
    """The total and one page, oldest first."""
    return await expenses.page(desk.store, caller.business, wanted, offset=offset, limit=limit)


async def list_expense_payments(
    desk: Desk, caller: Caller, wanted: ExpenseFilter, *, offset: int, limit: int
) -> tuple[int, list[PaymentRow]]:
    """The total and one page of payments, planned and posted, in the order of their expenses."""
    return await expenses.payments(desk.store, caller.business, wanted, offset=offset, limit=limit)


async def contact_expenses(desk: Desk, caller: Caller, key: str, *, limit: int) -> list[StoredExpense]:
    """The contact's newest expenses, oldest first. Raises UnknownRecord."""
    found = await expenses.of_contact(desk.store, caller.business, key, limit=limit)
    if found is None:
        raise UnknownRecord("contact", key)
    return found


def expense_item(
    desk: Desk,
    caller: Caller,
    verb: str,
    content: bytes,
    facts: ExpenseFacts,
    existing: StoredExpense | None,
    expense: Expense,
    *,
    key: str,
    uuid: UUID,
    once: Once | None,
    state: str,
    image: str = "keep",
    plans: Sequence[ExpensePayment] | None = None,
    expect: Sequence[Mapping[str, Any]] = (),
    posting: Mapping[str, Any] | None = None,
    paid: Sequence[Mapping[str, Any]] = (),
) -> Mapping[str, Any]:
    """The item for `write_expense_v1`; the settings, the expense and its supplier are always expected."""
    now = desk.clock.now()
    known: list[Mapping[str, Any]] = [
        {"sort": "settings", "version": facts.settings.version},
        {"sort": "no expense", "key": key}
        if existing is None
        else {"sort": "expense", "serial": existing.serial, "version": existing.version},
    ]
    if facts.supplier is not None:
        known.append({"sort": "contact", "serial": facts.supplier.serial, "version": facts.supplier.version})
    return write_item(
        caller,
        verb,
        now,
        content,
        once=once,
        expect=[dict(fact) for fact in (*known, *expect)],
        expense={
            "serial": None if existing is None else existing.serial,
            "key": key,
            "uuid": uuid,
            "version": 1 if existing is None else existing.version + 1,
            "state": state,
            "date": expense.date,
            "contact_serial": expense.contact,
            "created_at": now if existing is None else existing.created_at,
            "created_by": caller.actor if existing is None else existing.created_by,
            "updated_at": now,
            "updated_by": caller.actor,
            "body": expense,
        },
        image=image,
        plans=None if plans is None else _plans(plans, existing, now, caller.actor),
        posting=posting,
        paid=list(paid),
    )


def _plans(
    plans: Sequence[ExpensePayment], existing: StoredExpense | None, now: dt.datetime, actor: str
) -> list[dict[str, Any]]:
    """The rows of planned payments; one that was planned before keeps who wrote it and when."""
    before = {} if existing is None else {one.payment: one for one in existing.payments}
    rows = []
    for number, one in enumerate(plans, start=1):
        was = before.get(one)
        rows.append({
            "number": number, "key": one.key, "date": one.date, "body": one,
            "recorded_at": now if was is None else was.recorded_at,
            "recorded_by": actor if was is None else was.recorded_by,
        })  # fmt: skip
    return rows


def _kept(
    desk: Desk, caller: Caller, order: ExpenseOrder, facts: ExpenseFacts, existing: StoredExpense | None, key: str,
    uuid: UUID, once: Once | None,
) -> Mapping[str, Any]:  # fmt: skip
    """The item that keeps an order in the temporary store."""
    if order.supplier is None and facts.supplier is not None:
        facts = structs.replace(facts, supplier=None)  # that of before, whom the order does not name any more
    before = None if existing is None else existing.expense
    expense = _composed(caller, order, facts, before)
    check_expense(expense)
    planned = tuple(one.payment for one in existing.payments) if existing is not None else ()
    if order.payments is not None:
        planned = payments_of(order.payments, expense.date, planned)
    check_payments(expense.total, planned)
    content = expense_content(
        key,
        uuid if existing is None else existing.uuid,
        1 if existing is None else existing.version + 1,
        expense,
        planned,
    )
    return expense_item(
        desk, caller, "expense saved", content, facts, existing, expense,
        key=key, uuid=uuid if existing is None else existing.uuid, once=once, state=ExpenseState.TEMPORARY,
        image=_deed(order, expense), plans=planned, expect=own_expected(order.payments, facts, existing),
    )  # fmt: skip


def _composed(caller: Caller, order: ExpenseOrder, facts: ExpenseFacts, before: Expense | None) -> Expense:
    """The expense that an order describes."""
    if order.supplier is not None and facts.supplier is None:
        raise InvalidValue("expense.supplier", f"names no contact: {order.supplier!r}")
    of_class = facts.class_of(order.class_number)
    if of_class is None or of_class.sort is not ClassSort.EXPENSES:
        fitting = [one.number for one in facts.classes if one.sort is ClassSort.EXPENSES]
        raise ClassMismatch(order.class_number, ClassSort.EXPENSES, fitting)
    bears = of_class.vat is VatCategory.STANDARD and (facts.supplier is None or facts.supplier.is_domestic)
    stands = before.sums if before is not None and before.date == order.date else None
    law = standard_rate(caller.country, order.date)
    found = sums(order.total, order.net, order.vat, order.vat_rate, law, bears=bears, stands=stands)
    name, digest = _image(order, before)
    return Expense(
        date=order.date,
        class_number=order.class_number,
        contact=None if facts.supplier is None else facts.supplier.serial,
        supplier_name=order.supplier_name or None,
        tax_number=order.tax_number or None,
        details=order.details or None,
        reference=order.reference or None,
        total=found.total,
        net=found.net,
        vat=found.vat,
        vat_rate=found.rate,
        recognised=order.recognised,
        flag=order.flag or None,
        allocation_number=order.allocation_number or None,
        vat_period=order.vat_period or None,
        image_name=name,
        image_sha256=digest,
    )


def _image(order: ExpenseOrder, before: Expense | None) -> tuple[str | None, str | None]:
    """The name and hash of the scan: the one sent, or the one that is there, renamed where a name was sent."""
    if order.image_name is not None and len(order.image_name) > LONGEST_IMAGE_NAME:
        raise InvalidValue("expense.image_name", f"must be a string with a maximum length of {LONGEST_IMAGE_NAME}")
    if order.image is not None:
        name = order.image_name or (None if before is None else before.image_name)
        if name is None:
            raise InvalidValue("expense.image_name", "is required with a scan")
        return name, sha256(order.image).hexdigest()
    if order.image_name == "" or before is None or before.image_sha256 is None:
        return None, None
    return order.image_name or before.image_name, before.image_sha256


def _deed(order: ExpenseOrder, expense: Expense) -> str:
    if order.image is not None:
        return "put"
    return "drop" if expense.image_sha256 is None else "keep"


def _amended(
    desk: Desk, caller: Caller, order: ExpenseOrder, facts: ExpenseFacts, existing: StoredExpense, once: Once | None
) -> Mapping[str, Any] | None:
    """The item that changes what may change of a permanent expense; None when it says so already."""
    before = existing.expense
    _check_frozen(order, existing)
    name, digest = _image(order, before)
    expense = replace(
        before,
        details=before.details if order.details is None else order.details or None,
        flag=before.flag if order.flag is None else order.flag or None,
        allocation_number=before.allocation_number or order.allocation_number or None,
        image_name=name,
        image_sha256=digest,
    )
    check_expense(expense)
    fresh = added(order.payments or (), existing)
    if fresh and existing.state is ExpenseState.REVERSED:
        raise InvalidValue("expense.payments", "cannot be added: the expense was reversed")
    check_payments(most_paid(caller, existing, fresh), fresh, settled=existing.settled)
    if expense == before and not fresh:
        return None
    content = expense_content(existing.key, existing.uuid, existing.version + 1, expense, ())
    numbered = list(enumerate(fresh, start=len(existing.payments) + 1))
    expect = [*cash_expected(facts, fresh), *own_expected(order.payments, facts, existing)]
    if fresh:
        expect.append({"sort": "standing expense", "serial": existing.serial})
    return expense_item(
        desk, caller, "expense saved", content, facts, existing, expense,
        key=existing.key, uuid=existing.uuid, once=once, state=ExpenseState.PERMANENT, image=_deed(order, expense),
        expect=expect, paid=posted_payments(desk, caller, existing.key, expense, facts, numbered),
    )  # fmt: skip


def _check_frozen(order: ExpenseOrder, existing: StoredExpense) -> None:
    """Refuse an order that says another thing of a permanent expense than stands. Raises InvalidValue."""
    before = existing.expense
    for field in _FROZEN:
        said = getattr(order, field)
        said = to_cents(said) if field in _SUMS and said is not None else said
        stands = getattr(before, field)
        # Class 60 became that of the supplier's card when the expense was made permanent.
        named_by_card = field == "class_number" and said == CLASS_OF_SUPPLIER and before.contact is not None
        if said not in {None, "", stands} and not named_by_card:
            raise _permanent(field, stands)
    if order.supplier not in {None, "", existing.contact_key}:
        raise _permanent("supplier", existing.contact_key)
    if order.allocation_number and before.allocation_number not in {None, order.allocation_number}:
        raise _permanent("allocation_number", before.allocation_number)


def _permanent(field: str, stands: object) -> InvalidValue:
    kept = "empty" if stands is None else stands
    return InvalidValue(f"expense.{field}", f"must stay {kept}: the expense is permanent")


def _known(found: StoredExpense | None, name: str) -> StoredExpense:
    if found is None:
        raise UnknownRecord("expense", name)
    return found
