"""Sales by product and by customer, and expenses by class: the journal's income and expense accounts, taken apart."""

from __future__ import annotations

from typing import Final

from pinkas.actions.desk import Caller, Desk
from pinkas.actions.reports import wording
from pinkas.actions.reports.limits import within
from pinkas.actions.reports.registry import FROM_MONTH, LANGUAGE, TO, Asked, Report, Words, days_of
from pinkas.actions.reports.wording import account_name, column, of_days
from pinkas.books.report import MOST_ROWS, Column, Row, Sort, Sums, Table
from pinkas.storage import reports

_BY_PRODUCT: Final = Words("מכירות לפי מוצר", "Sales by product")
_BY_CUSTOMER: Final = Words("מכירות לפי לקוח", "Sales by customer")
_EXPENSES: Final = Words("הוצאות לפי סיווג", "Expenses by class")
_DISCOUNTS: Final = Words("הנחות ועיגולים במסמכים", "Discounts and rounding of documents")
_WITHOUT_PRODUCT: Final = Words("ללא תיאור", "Without a name")
_SALES_NOTE: Final = Words(
    'לפי תאריך הרישום ביומן; זיכויים וביטולים מופחתים. הסה"כ שווה לחשבונות ההכנסה.',
    "By posting date; credits and cancellations are taken off. The total is that of the income accounts.",
)


async def sales_by_product(desk: Desk, caller: Caller, asked: Asked) -> Table:
    """What was sold of each product, and what documents took off as a whole: together the journal's income."""
    start, end = days_of(caller, asked)
    sales, of_documents, of_others = await reports.sales_by_product(
        desk.store, caller.business, start, end, most=MOST_ROWS + 1
    )
    columns = (
        column(asked, "name", Words("מוצר", "Product")),
        column(asked, "key", wording.KEY),
        column(asked, "catalog_number", Words('מק"ט', "Catalogue no.")),
        column(asked, "quantity", wording.QUANTITY, Sort.QUANTITY),
        column(asked, "net", wording.NET, Sort.MONEY),
    )
    total = Sums(columns, ("net",))
    rows = [
        total.add(Row((one.name or asked.says(_WITHOUT_PRODUCT), one.key, one.catalog_number, one.quantity, one.net)))
        for one in within(sales)
    ]
    for words, amount in ((_DISCOUNTS, of_documents - total.of("net")), (wording.BY_HAND, of_others)):
        if amount:
            rows.append(total.add(Row((asked.says(words), None, None, None, amount))))
    return _table(asked, ("SalesByProduct", _BY_PRODUCT), columns, rows, total)


async def sales_by_customer(desk: Desk, caller: Caller, asked: Asked) -> Table:
    """What was sold to each customer, with its VAT; the total is that of the income and output VAT accounts."""
    start, end = days_of(caller, asked)
    sales = await reports.sales_by_customer(desk.store, caller.business, start, end, most=MOST_ROWS + 1)
    columns = (
        column(asked, "name", wording.CUSTOMER),
        column(asked, "key", wording.KEY),
        column(asked, "documents", Words("מסמכים", "Documents"), Sort.INTEGER),
        column(asked, "net", wording.NET, Sort.MONEY),
        column(asked, "vat", wording.VAT, Sort.MONEY),
        column(asked, "gross", wording.GROSS, Sort.MONEY),
    )
    total = Sums(columns, ("net", "vat", "gross"))
    rows = [
        total.add(
            Row((
                asked.says(wording.BY_HAND) if one.by_hand else one.name or asked.says(wording.NOBODY), one.key,
                None if one.by_hand else one.documents, one.net, one.vat, one.net + one.vat,
            ))
        )
        for one in within(sales)
    ]  # fmt: skip
    return _table(asked, ("SalesByCustomer", _BY_CUSTOMER), columns, rows, total)


async def expenses_by_class(desk: Desk, caller: Caller, asked: Asked) -> Table:
    """What each expense account took, from the postings alone."""
    start, end = days_of(caller, asked)
    sums = await reports.expenses(desk.store, caller.business, start, end)
    classes = await reports.class_names(desk.store, caller.business)
    columns = (
        column(asked, "account", wording.ACCOUNT),
        column(asked, "name", wording.NAME),
        column(asked, "entries", Words("פקודות", "Entries"), Sort.INTEGER),
        column(asked, "debit", wording.DEBIT, Sort.MONEY),
        column(asked, "credit", wording.CREDIT, Sort.MONEY),
        column(asked, "net", Words("נטו", "Net"), Sort.MONEY),
    )
    total = Sums(columns, ("debit", "credit", "net"))
    rows = [
        total.add(
            Row((
                one.account, account_name(one.account, classes, asked.language), one.entries, one.debit, one.credit,
                one.debit - one.credit,
            ))
        )
        for one in sums
    ]  # fmt: skip
    return _table(asked, ("ExpensesByClass", _EXPENSES), columns, rows, total, notes=())


def _table(
    asked: Asked,
    titled: tuple[str, Words],
    columns: tuple[Column, ...],
    rows: list[Row],
    total: Sums,
    notes: tuple[Words, ...] = (_SALES_NOTE,),
) -> Table:
    name, title = titled
    return Table(
        name=name,
        language=asked.language,
        title=asked.says(title),
        subtitles=(of_days(asked),),
        columns=columns,
        rows=(*rows, total.row(asked.says(wording.TOTAL))),
        notes=tuple(asked.says(words) for words in notes),
        sortable=True,
    )


_OF_DAYS: Final = (FROM_MONTH, TO, LANGUAGE)

REPORTS: Final = (
    Report(name="SalesByProduct", title=_BY_PRODUCT, parameters=_OF_DAYS, make=sales_by_product),
    Report(name="SalesByCustomer", title=_BY_CUSTOMER, parameters=_OF_DAYS, make=sales_by_customer),
    Report(name="ExpensesByClass", title=_EXPENSES, parameters=_OF_DAYS, make=expenses_by_class),
)
