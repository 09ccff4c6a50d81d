"""Finishing an operation: the transaction it stands for is recorded, with the documents its country has for it."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from uuid import UUID

from pinkas.actions.desk import Caller, Desk, Once, Saved, new_uuid
from pinkas.actions.operations.building import operation_by_serial
from pinkas.actions.till_orders import TillLineOrder, TillOrder, TillTenderOrder
from pinkas.actions.tills import record_transaction
from pinkas.books.errors import UnknownRecord
from pinkas.books.money import ZERO
from pinkas.books.operation import Operation, OperationRow, OperationType, StoredOperation, counted_serial
from pinkas.books.pay_types import PAY_TYPES
from pinkas.books.references import RecordName, imported
from pinkas.books.slip import Discount, SlipKind, SlipLine, SlipTender
from pinkas.storage import operations, transactions


async def finish_operation(
    desk: Desk, caller: Caller, serial: int, pay_type: int, *, channel: str, once: Once | None = None
) -> Saved[int]:
    """Record what was built, the rest of it paid in `pay_type`; its serial. One that is finished stays as it is.

    Raises UnknownRecord for the operation or the pay type, InvalidValue for one that cannot be, OverCredited.
    """
    if pay_type not in PAY_TYPES:
        raise UnknownRecord("tender type", str(pay_type))
    found = await operation_by_serial(desk, caller, serial)
    if found.finished:
        return Saved(serial)
    sold = await _sold(desk, caller, found.operation)
    order = _order(caller, found, sold, pay_type, channel)
    saved = await record_transaction(desk, caller, order, once=once)
    return Saved(serial, created=saved.created, replayed=saved.replayed)


def _order(caller: Caller, found: StoredOperation, sold: Sequence[_Sold], pay_type: int, channel: str) -> TillOrder:
    operation = found.operation
    goods_in = operation.type is OperationType.DELIVERY
    back = operation.type is OperationType.RETURN
    reference = operation.source_reference
    return TillOrder(
        kind=SlipKind.SUPPLY if goods_in else SlipKind.SALE,
        uuid=found.uuid,
        import_name=None if reference is None else imported(operation.source, reference).value,
        register=_serial(operation.register),
        store=_serial(operation.store),
        seller=None if caller.staff is None else _serial(caller.staff),
        contact=None if operation.contact is None else _serial(operation.contact),
        lines=tuple(_lines(operation, list(sold), back=back)),
        tenders=() if goods_in else tuple(_tenders(operation, back=back)),
        discount=None if not operation.discount else Discount(percent=operation.discount),
        note=operation.comment,
        channel=channel,
        reserved=found.serial,
        operation_version=found.version,
        rest=None if goods_in else PAY_TYPES[pay_type].type,
    )


def _serial(number: int) -> RecordName:
    return RecordName("serial", str(number))


class _Sold:
    """A line of the sale that a return names, and how much of it may still come back."""

    __slots__ = ("discount", "left", "line")

    def __init__(self, line: SlipLine, left: Decimal) -> None:
        self.line = line
        self.left = left
        self.discount = (line.line_percent or ZERO, line.share_percent or ZERO)

    def takes(self, row: OperationRow, discount: Decimal) -> bool:
        """Whether a row is this line on its way back: the same goods for the same price, no more than are left."""
        same = row.product == self.line.product and row.price == self.line.price
        return same and (row.discount, discount) == self.discount and row.quantity <= self.left


async def _sold(desk: Desk, caller: Caller, operation: Operation) -> list[_Sold]:
    """The lines of the sale whose number a return bears; none where it bears none, or another system's."""
    number = None if operation.original is None else operation.original.sale_number
    serial = None if number is None else counted_serial(number)
    if serial is None or operation.type is not OperationType.RETURN:
        return []
    sale = await operations.by_serial(desk.store, caller.business, serial)
    if sale is None or sale.operation.sale_number(serial) != number:
        return []
    recorded = await transactions.by_serial(desk.store, caller.business, serial)
    if recorded is None or recorded.slip is None:
        return []
    taken = {
        (place, back.line): back.quantity
        for place, document in enumerate(recorded.documents)
        for back in document.taken
    }
    return [_Sold(line, line.quantity - taken.get((line.document, line.line), ZERO)) for line in recorded.slip.lines]


def _lines(operation: Operation, sold: list[_Sold], *, back: bool) -> list[TillLineOrder]:
    """The rows as lines; what comes back of a sale that is known names the line it was sold as."""
    lines = []
    for row in operation.rows:
        source = next((one for one in sold if one.takes(row, operation.discount)), None) if back else None
        returns: UUID | None = None
        if source is not None:
            returns = source.line.uuid
            sold.remove(source)  # a line is named once
        lines.append(
            TillLineOrder(
                product=_serial(row.product),
                quantity=-row.quantity if back else row.quantity,
                price=row.price,
                discount=Discount(percent=row.discount) if row.discount else None,
                returns=returns,
            )
        )
    return lines


def _tenders(operation: Operation, *, back: bool) -> list[TillTenderOrder]:
    """What was paid so far; given back where goods come back."""
    return [
        TillTenderOrder(
            tender=SlipTender(
                uuid=new_uuid(),
                type=PAY_TYPES[payment.pay_type].type,
                amount=-payment.amount if back else payment.amount,
            )
        )
        for payment in operation.payments
    ]
