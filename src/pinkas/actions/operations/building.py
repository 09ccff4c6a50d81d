"""Opening an operation, and changing what was said of it until it is finished."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from decimal import Decimal

from pinkas.actions.contacts import contact_by_serial
from pinkas.actions.desk import Caller, Desk, Once, Saved, Tries, check_outcome, new_uuid, write_item
from pinkas.actions.repeats import served_before, unchanged
from pinkas.actions.shops import shop_of
from pinkas.books.contact import ContactType
from pinkas.books.daybook import operation_content
from pinkas.books.errors import Contention, InvalidValue, UnknownRecord
from pinkas.books.money import ZERO
from pinkas.books.operation import (
    Operation,
    OperationType,
    Original,
    StoredOperation,
    device_code,
    operator_code,
)
from pinkas.books.pay_types import PAY_TYPES
from pinkas.books.references import RecordName
from pinkas.books.shop import Till
from pinkas.storage import catalogue, operations
from pinkas.storage.catalogue import FoundProduct
from pinkas.storage.operations import PAYMENT, ROW


@dataclass(frozen=True, slots=True, kw_only=True)
class OperationOrder:
    """An operation as it is opened. `source` and `reference` are what the caller's system and it call themselves."""

    type: OperationType
    source: str
    reference: str | None = None
    store: int
    register: int
    contact: int | None = None
    comment: str | None = None
    electronic: bool = False
    state_label: str | None = None
    original: Original | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class RowOrder:
    """A row to be added: its product by serial, else by inventory number (or key). The price has VAT in it."""

    product: int | None = None
    inventory_number: str | None = None
    quantity: Decimal
    price: Decimal
    discount: Decimal = ZERO


async def open_operation(
    desk: Desk, caller: Caller, order: OperationOrder, *, once: Once | None = None
) -> Saved[StoredOperation]:
    """Open an operation; one that its system calls so already is answered as it stands, and nothing is written.

    Raises UnknownRecord for a register, store or contact there is not, InvalidValue for what may not be.
    """
    if (served := await served_before(desk, caller, once)) is not None:
        return Saved(await operation_by_serial(desk, caller, served), replayed=True)
    uuid = new_uuid()
    async for _ in Tries():
        if order.reference is not None:
            before = await operations.by_source(desk.store, caller.business, order.source, order.reference)
            if before is not None:
                return Saved(before)
        till = await _till(desk, caller, order)
        await _check_contact(desk, caller, order)
        operation = Operation(
            type=order.type,
            source=order.source,
            source_reference=order.reference,
            store=order.store,
            register=order.register,
            contact=order.contact,
            comment=order.comment,
            electronic=order.electronic,
            state_label=order.state_label,
            original=order.original,
            device=device_code(till.fiscal_device, till.number),
            operator=operator_code(till.operator_code, caller.staff),
        )
        expect = []
        if order.reference is not None:
            expect.append({"sort": "no operation", "key": order.source, "value": order.reference})
        item = write_item(
            caller,
            "operation opened",
            desk.clock.now(),
            operation_content(uuid, 1, caller.staff, operation),
            once=once,
            expect=expect,
            operation=operations.operation_item(operation, serial=None, uuid=uuid, version=1, staff=caller.staff),
            part=None,
        )
        answer = await desk.store.write("operation_v1", item)
        if check_outcome(answer.outcome):
            found = await operation_by_serial(desk, caller, answer.serial)
            return Saved(found, created=answer.outcome == "done", replayed=answer.outcome == "replayed")
    raise Contention


async def add_row(desk: Desk, caller: Caller, serial: int, order: RowOrder, *, once: Once | None = None) -> Saved[int]:
    """Add goods; the row's serial. Raises UnknownRecord for the operation or item, InvalidValue."""

    async def add(found: StoredOperation) -> tuple[Operation, tuple[str, int] | None]:
        product = await _product(desk, caller, order)
        _check_product(found.operation.type, product)
        after = found.operation.with_row(
            product_serial=product.serial, quantity=order.quantity, price=order.price, discount=order.discount
        )
        return after, (ROW, after.rows_made)

    return await _change(desk, caller, lambda: operation_by_serial(desk, caller, serial), add, once)


async def remove_row(desk: Desk, caller: Caller, row: int, *, once: Once | None = None) -> Saved[int]:
    """Take a row, by its serial, off its operation; that serial. Raises UnknownRecord naming the row."""

    async def find() -> StoredOperation:
        found = await operations.by_part(desk.store, caller.business, ROW, row)
        if found is None:
            raise UnknownRecord("operation line", str(row))
        return found

    async def remove(found: StoredOperation) -> tuple[Operation, None]:
        number = next(part.number for part in found.parts if part.sort == ROW and part.serial == row)
        return found.operation.without_row(number), None

    return Saved(row, replayed=(await _change(desk, caller, find, remove, once)).replayed)


async def set_discount(
    desk: Desk, caller: Caller, serial: int, percent: Decimal, *, once: Once | None = None
) -> Saved[int]:
    """Take a percentage off the whole, in place of any before; the operation's serial."""

    async def set_(found: StoredOperation) -> tuple[Operation, None]:
        return found.operation.with_discount(percent), None

    return await _change(desk, caller, lambda: operation_by_serial(desk, caller, serial), set_, once)


async def add_payment(
    desk: Desk, caller: Caller, serial: int, pay_type: int, amount: Decimal, *, once: Once | None = None
) -> Saved[int]:
    """Pay a part; the payment's serial. Raises UnknownRecord, InvalidValue, also for more than is left to pay."""

    async def add(found: StoredOperation) -> tuple[Operation, tuple[str, int]]:
        if pay_type not in PAY_TYPES:
            raise UnknownRecord("tender type", str(pay_type))
        after = found.operation.with_payment(pay_type, amount)
        return after, (PAYMENT, after.payments_made)

    return await _change(desk, caller, lambda: operation_by_serial(desk, caller, serial), add, once)


async def operation_by_serial(desk: Desk, caller: Caller, serial: int) -> StoredOperation:
    """The operation that was opened under this serial. Raises UnknownRecord."""
    found = await operations.by_serial(desk.store, caller.business, serial)
    if found is None:
        raise UnknownRecord("operation", str(serial))
    return found


async def _change(
    desk: Desk,
    caller: Caller,
    find: Callable[[], Awaitable[StoredOperation]],
    change: Callable[[StoredOperation], Awaitable[tuple[Operation, tuple[str, int] | None]]],
    once: Once | None,
) -> Saved[int]:
    """Write what `change` makes of an operation; the serial of the part it was given, or its own."""
    if (served := await served_before(desk, caller, once)) is not None:
        return Saved(served, replayed=True)
    async for _ in Tries():
        found = await find()
        if found.finished:
            raise InvalidValue("operation", "is finished")
        after, part = await change(found)
        if after == found.operation:
            return await unchanged(desk, caller, once, found.serial, found.serial)
        version = found.version + 1
        item = write_item(
            caller,
            "operation changed",
            desk.clock.now(),
            operation_content(found.uuid, version, found.created_staff, after),
            once=once,
            expect=[{"sort": "operation", "serial": found.serial, "version": found.version}],
            operation=operations.operation_item(
                after, serial=found.serial, uuid=found.uuid, version=version, staff=found.created_staff
            ),
            part=None if part is None else {"sort": part[0], "number": part[1]},
        )
        answer = await desk.store.write("operation_v1", item)
        if check_outcome(answer.outcome):
            return Saved(answer.serial, replayed=answer.outcome == "replayed")
    raise Contention


async def _till(desk: Desk, caller: Caller, order: OperationOrder) -> Till:
    """The register, in its store and in use. Raises UnknownRecord."""
    shop = await shop_of(desk, caller.business)
    till = shop.till(order.register)
    if till is None or not till.active:
        raise UnknownRecord("register", str(order.register))
    if till.store_serial != order.store:
        raise UnknownRecord("store", str(order.store))
    if till.own_numbers:
        raise InvalidValue("register", "numbers its own sales")
    return till


async def _check_contact(desk: Desk, caller: Caller, order: OperationOrder) -> None:
    """Raises UnknownRecord for nobody, InvalidValue for one who may not: by their card, or a supplier sold to."""
    if order.contact is None:
        return
    card = (await contact_by_serial(desk, caller, order.contact)).contact
    if order.type is OperationType.SALE and card.type is ContactType.SUPPLIER:
        raise InvalidValue("contact", "only supplies: nothing is sold to them")
    forbidden = card.forbid_supplies if order.type is OperationType.DELIVERY else card.forbid_sales
    if forbidden and order.type is not OperationType.RETURN:
        raise InvalidValue("contact", "may not: their card forbids it")


async def _product(desk: Desk, caller: Caller, order: RowOrder) -> FoundProduct:
    """The item by its serial, else by its inventory number or key. Raises InvalidValue."""
    if order.product is not None:
        names = [RecordName("serial", str(order.product))]
    else:
        names = [RecordName(by, order.inventory_number or "") for by in ("inventory_number", "key")]
    found = [one for one in await catalogue.find(desk.store, caller.business, names) if one is not None]
    if not found:
        raise InvalidValue("product" if order.product is not None else "inventory_number", "names no item")
    return found[0]


def _check_product(kind: OperationType, found: FoundProduct) -> None:
    """Raises InvalidValue for an item whose card forbids what is done."""
    card = found.product
    forbidden = {
        OperationType.SALE: card.forbid_sales,
        OperationType.RETURN: card.forbid_refund,
        OperationType.DELIVERY: card.forbid_supplies,
    }[kind]
    if forbidden:
        raise InvalidValue("product", f"is forbidden for a {kind.value}")
