"""What is at hand: the till by kind of payment, and the stock by product."""

from __future__ import annotations

from collections import defaultdict
from decimal import Decimal
from typing import Final

from pinkas.actions.desk import Caller, Desk
from pinkas.actions.reports import wording
from pinkas.actions.reports.limits import within
from pinkas.actions.reports.registry import AS_OF, LANGUAGE, Asked, Report, Words
from pinkas.actions.reports.wording import as_of, column
from pinkas.books import chart
from pinkas.books.money import ZERO, product, to_cents
from pinkas.books.numbering import written
from pinkas.books.report import MOST_ROWS, Column, Part, Row, Sort, Sums, Table, heading
from pinkas.books.tenders import TENDER_TYPES
from pinkas.storage import reports
from pinkas.storage.reports import HeldTender, StockLine

_TILL: Final = Words("קופה", "Till")
_STOCK: Final = Words("מלאי", "Stock")
_ALL_CASH: Final = Words("תקבולים במזומן", "Cash received")
_OTHER: Final = Words(
    "תנועות אחרות: מזומן שהוכנס או הוצא, הפרשים, פקודות", "Other movements: cash in and out, differences, entries"
)
_TILL_NOTE: Final = Words(
    'הסה"כ של כל סוג שווה ליתרת חשבון הקופה שלו ביומן.', "The sum of each kind is its account's balance in the journal."
)
_STOCK_NOTE: Final = Words(
    "כמויות לפי תנועות המלאי; השווי לפי מחיר הקנייה שבכרטיס המוצר, במטבע הספרים בלבד.",
    "Quantities by the moves of stock; values at the purchase price on the product's card, in the book currency alone.",
)


async def till(desk: Desk, caller: Caller, asked: Asked) -> Table:
    """What lies in the till as of a day, by kind; each kind's sum is what the journal says of its account."""
    held, balances = await reports.till(desk.store, caller.business, asked.day("AsOf"), most=MOST_ROWS + 1)
    columns = (
        column(asked, "type", wording.TYPE),
        column(asked, "date", Words("התקבל", "Received"), Sort.DATE),
        column(asked, "number", Words("מסמך", "Document")),
        column(asked, "contact", wording.CUSTOMER),
        column(asked, "details", wording.DETAILS),
        column(asked, "due", Words("לפירעון", "Due"), Sort.DATE),
        column(asked, "currency", Words("מטבע", "Currency")),
        column(asked, "amount", Words("סכום במטבע", "In its currency"), Sort.MONEY),
        column(asked, "book_amount", Words("סכום", "Amount"), Sort.MONEY),
    )
    by_kind: dict[str, list[HeldTender]] = defaultdict(list)
    for one in within(held):
        by_kind[TENDER_TYPES[one.type].kind].append(one)
    rows: list[Row] = []
    total = Sums(columns, ("book_amount",))
    for kind, words in wording.TENDERS.items():
        balance = balances.get(chart.till(kind), ZERO)
        if not by_kind[kind] and not balance:
            continue
        rows.append(heading(len(columns), asked.says(words)))
        rows += _kind_rows(asked, columns, by_kind[kind], balance)
        total.add(rows[-1])
    return Table(
        name="Till",
        language=asked.language,
        title=asked.says(_TILL),
        subtitles=(as_of(asked),),
        columns=columns,
        rows=(*rows, total.row(asked.says(wording.TOTAL))),
        notes=(asked.says(_TILL_NOTE),),
        sortable=True,
        landscape=True,
    )


def _kind_rows(asked: Asked, columns: tuple[Column, ...], held: list[HeldTender], balance: Decimal) -> list[Row]:
    """The payments of a kind, what else moved its account, and what it comes to."""
    sums = Sums(columns, ("book_amount",))
    rows = [sums.add(_held(asked, one)) for one in held]
    rest = balance - sums.of("book_amount")
    if rest:
        rows.append(sums.add(Row((asked.says(_OTHER), *[None] * (len(columns) - 2), rest))))
    return [*rows, sums.row(asked.says(wording.TOTAL), Part.SUBTOTAL)]


def _held(asked: Asked, one: HeldTender) -> Row:
    cash = one.number is None
    number = None if one.series is None else written(one.series, one.number or 0, one.run or "")
    parts = [one.bank, one.branch, one.account, one.cheque_number]
    details = " / ".join(str(part) for part in parts if part not in {None, ""})
    _, _, brand = one.type.partition(":")
    kind = wording.TENDERS[TENDER_TYPES[one.type].kind]
    told = asked.says(_ALL_CASH) if cash else brand.capitalize() if brand else asked.says(kind)
    contact = None if cash else one.contact or asked.says(wording.NOBODY)
    return Row((
        told, one.date, number, contact, details or None, one.due_date, one.currency, one.amount, one.book_amount,
    ))  # fmt: skip


async def stock(desk: Desk, caller: Caller, asked: Asked) -> Table:
    """What the moves of stock until a day left of each product."""
    lines = await reports.stock(desk.store, caller.business, asked.day("AsOf"), most=MOST_ROWS + 1)
    columns = (
        column(asked, "name", Words("מוצר", "Product")),
        column(asked, "key", wording.KEY),
        column(asked, "catalog_number", Words('מק"ט', "Catalogue no.")),
        column(asked, "unit", Words("יחידה", "Unit")),
        column(asked, "brought", Words("נכנס", "In"), Sort.QUANTITY),
        column(asked, "taken", Words("יצא", "Out"), Sort.QUANTITY),
        column(asked, "quantity", Words("יתרה", "On hand"), Sort.QUANTITY),
        column(asked, "least", Words("מינימום", "Minimum"), Sort.QUANTITY),
        column(asked, "price", Words("מחיר קנייה", "Purchase price"), Sort.MONEY),
        column(asked, "value", Words("שווי", "Value"), Sort.MONEY),
    )
    total = Sums(columns, ("value",))
    rows = [total.add(_stocked(one, caller.currency_on(asked.day("AsOf")))) for one in within(lines)]
    return Table(
        name="Stock",
        language=asked.language,
        title=asked.says(_STOCK),
        subtitles=(as_of(asked),),
        columns=columns,
        rows=(*rows, total.row(asked.says(wording.TOTAL))),
        notes=(asked.says(_STOCK_NOTE),),
        sortable=True,
        landscape=True,
    )


def _stocked(one: StockLine, currency: str) -> Row:
    """The value is rounded half up to the minor unit, product by product."""
    price = one.purchase_price if one.currency == currency else None
    value = None if price is None else to_cents(product(price, one.quantity))
    return Row((
        one.name, one.key, one.catalog_number, one.unit, one.brought, one.taken, one.quantity, one.least_stock, price,
        value,
    ))  # fmt: skip


REPORTS: Final = (
    Report(name="Till", title=_TILL, parameters=(AS_OF, LANGUAGE), make=till),
    Report(name="Stock", title=_STOCK, parameters=(AS_OF, LANGUAGE), make=stock),
)
