"""Reading operations, finished and open: pages of them, and one with its rows and payments."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from pinkas.actions.desk import Caller, Desk
from pinkas.actions.searching import Page
from pinkas.books.errors import UnknownRecord
from pinkas.books.four_places import line_figures
from pinkas.books.money import HUNDRED, ZERO, half_up, to_cents
from pinkas.books.operation import Operation, StoredOperation
from pinkas.books.pay_types import PAY_TYPES
from pinkas.books.product import StoredProduct
from pinkas.books.slip import SlipLine, spread, vat_parts
from pinkas.books.tax_groups import TAX_GROUPS, group_rate
from pinkas.books.vat import VatCategory
from pinkas.storage import operation_lists, operations, products, transactions
from pinkas.storage.operation_lists import ListedOperation, OperationFilter
from pinkas.storage.operations import PAYMENT, ROW
from pinkas.storage.transactions import IssuedDocument, StoredTransaction


@dataclass(frozen=True, slots=True, kw_only=True)
class OperationSums:
    """What an operation comes to with VAT and without, `total` = `net` + `vat`, and what was paid of it."""

    total: Decimal
    net: Decimal
    vat: Decimal
    paid: Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownRow:
    """A row of an operation; `serial` is 0 for one that was not built here. Price with VAT, discount in percent."""

    serial: int
    product: int
    name: str
    inventory_number: str
    quantity: Decimal
    price: Decimal
    discount: Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownPayment:
    """Money of an operation; `serial` is 0 for what was paid as it was finished, or not here. `type` is a tender's."""

    serial: int
    type: str
    amount: Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownOperation:
    """An operation, whole."""

    listed: ListedOperation
    rows: tuple[ShownRow, ...]
    payments: tuple[ShownPayment, ...]


async def list_operations(
    desk: Desk, caller: Caller, wanted: OperationFilter, page: Page
) -> tuple[int, list[ListedOperation]]:
    """How many operations match, and those of one page."""
    return await operation_lists.page(
        desk.store,
        caller.business,
        wanted,
        zone=str(caller.zone),
        order=page.order,
        descending=page.descending,
        offset=page.offset,
        limit=page.limit,
    )


async def show_operation(desk: Desk, caller: Caller, serial: int) -> ShownOperation:
    """One operation with its rows and payments. Raises UnknownRecord."""
    _, found = await list_operations(desk, caller, OperationFilter(serial=serial), Page(limit=1))
    if not found:
        raise UnknownRecord("operation", str(serial))
    built = await operations.by_serial(desk.store, caller.business, serial)
    recorded = await transactions.by_serial(desk.store, caller.business, serial)
    named = await products.by_serials(desk.store, caller.business, _products(built, recorded))
    rows = _built_rows(built, named) if built is not None else _recorded_rows(recorded, named)
    payments = _payments(built, recorded)
    return ShownOperation(listed=found[0], rows=tuple(rows), payments=tuple(payments))


def sums_of(listed: ListedOperation, country: str) -> OperationSums:
    """What an operation comes to: as recorded, or as its rows stand."""
    if listed.total is not None and listed.net is not None and listed.vat is not None:
        return OperationSums(total=listed.total, net=listed.net, vat=listed.vat, paid=listed.paid or ZERO)
    operation = listed.operation
    if operation is None:
        return OperationSums(total=ZERO, net=ZERO, vat=ZERO, paid=ZERO)
    rates = {one.serial: _rate(listed, country, one.charge_vat, one.tax_group) for one in listed.goods}
    taxes: dict[Decimal, Decimal] = {}
    for row, share in zip(operation.rows, _shares(operation), strict=True):
        rate = rates.get(row.product, ZERO)
        taxes[rate] = taxes.get(rate, ZERO) + vat_parts(row.total - share, rate)[1]
    # As its papers will have it: VAT rounded once for each rate, and the base is the rest.
    vat = sum((to_cents(tax) for tax in taxes.values()), ZERO)
    return OperationSums(total=operation.total, net=operation.total - vat, vat=vat, paid=operation.paid)


def _shares(operation: Operation) -> list[Decimal]:
    """What the discount on the whole takes off each row, four places."""
    totals = [row.total for row in operation.rows]
    return spread(half_up(sum(totals, ZERO) * operation.discount / HUNDRED, 4), totals)


def _rate(listed: ListedOperation, country: str, charge_vat: bool, tax_group: str | None) -> Decimal:  # noqa: FBT001 - a fact of the card
    category = tax_group or (VatCategory.STANDARD if charge_vat else VatCategory.EXEMPT)
    group = next((one for one in TAX_GROUPS[country] if one.category == category), None)
    return ZERO if group is None else group_rate(country, group, listed.date)


def _products(built: StoredOperation | None, recorded: StoredTransaction | None) -> set[int]:
    """The products of the rows, by serial."""
    if built is not None:
        return {row.product for row in built.operation.rows}
    if recorded is None:
        return set()
    if recorded.slip is not None:
        return {line.product for line in recorded.slip.lines if line.product is not None}
    lines = (line for one in recorded.documents for line in one.document.lines)
    return {line.product_serial for line in lines if line.product_serial is not None}


def _built_rows(built: StoredOperation, named: Mapping[int, StoredProduct]) -> list[ShownRow]:
    return [
        _row(
            named.get(row.product),
            serial=built.part(ROW, row.number),
            product=row.product,
            name=None,
            quantity=row.quantity,
            price=row.price,
            discount=row.discount,
        )
        for row in built.operation.rows
    ]


def _recorded_rows(recorded: StoredTransaction | None, named: Mapping[int, StoredProduct]) -> list[ShownRow]:
    """The rows of what was not built here: as its till wrote them, or as its documents say."""
    if recorded is None:
        return []
    if recorded.slip is not None:
        return [_slip_row(line, named.get(line.product or 0)) for line in recorded.slip.lines]
    return [row for one in recorded.documents for row in _document_rows(one, named)]


def _slip_row(line: SlipLine, card: StoredProduct | None) -> ShownRow:
    return _row(
        card,
        serial=0,
        product=line.product or 0,
        name=line.name,
        quantity=abs(line.quantity),
        price=line.price,
        discount=line.line_percent or ZERO,
    )


def _document_rows(one: IssuedDocument, named: Mapping[int, StoredProduct]) -> list[ShownRow]:
    if not one.document.facts.sells:
        return []
    return [
        _row(
            named.get(line.product_serial or 0),
            serial=0,
            product=line.product_serial or 0,
            name=line.name or line.details,
            quantity=line.quantity,
            price=half_up(figures.total / line.quantity, 5) if line.quantity else ZERO,
            discount=ZERO,
        )
        for line, figures in zip(one.document.lines, line_figures(one.document), strict=True)
    ]


def _row(
    card: StoredProduct | None,
    *,
    serial: int,
    product: int,
    name: str | None,
    quantity: Decimal,
    price: Decimal,
    discount: Decimal,
) -> ShownRow:
    number = None if card is None else card.product.inventory_number or card.key
    return ShownRow(
        serial=serial,
        product=product,
        name=name or (None if card is None else card.product.name) or "",
        inventory_number=number or "",
        quantity=quantity,
        price=price,
        discount=discount,
    )


def _payments(built: StoredOperation | None, recorded: StoredTransaction | None) -> list[ShownPayment]:
    """What was paid: the payments that were built, and the rest as it was finished; else the documents' own."""
    paid = [] if recorded is None else _recorded_payments(recorded.documents)
    if built is None:
        return paid
    own = [
        ShownPayment(serial=built.part(PAYMENT, one.number), type=PAY_TYPES[one.pay_type].type, amount=one.amount)
        for one in built.operation.payments
    ]
    return [*own, *paid[len(own) :]]


def _recorded_payments(documents: Sequence[IssuedDocument]) -> list[ShownPayment]:
    return [
        ShownPayment(serial=0, type=tender.type, amount=tender.book_amount)
        for one in documents
        for tender in one.document.tenders
    ]
