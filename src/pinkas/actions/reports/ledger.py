"""Reports of the ledger: the trial balance, an account's card, a customer's statement."""

from __future__ import annotations

from decimal import Decimal
from typing import Final

from pinkas.actions.desk import Caller, Desk
from pinkas.actions.reports import wording
from pinkas.actions.reports.limits import within
from pinkas.actions.reports.registry import FROM_YEAR, LANGUAGE, TO, Asked, Choice, Parameter, Report, Words
from pinkas.actions.reports.wording import account_name, column, of_days
from pinkas.books import chart
from pinkas.books.errors import UnknownRecord
from pinkas.books.numbering import written
from pinkas.books.report import MOST_ROWS, Column, Part, Row, Sort, Sums, Table
from pinkas.storage import reports
from pinkas.storage.reports import ContactName, Movement

_CARD: Final = Words("כרטיס חשבון", "Account card")
_STATEMENT: Final = Words("כרטסת לקוח", "Customer statement")
_TRIAL: Final = Words("מאזן בוחן", "Trial balance")


async def trial_balance(desk: Desk, caller: Caller, asked: Asked) -> Table:
    """Every account: what it stood at, was debited and credited, and stands at. Both sides come to the same."""
    start, end = asked.day("FromDate"), asked.day("ToDate")
    sums = await reports.trial_balance(desk.store, caller.business, start, end)
    classes = await reports.class_names(desk.store, caller.business)
    columns = (
        column(asked, "account", wording.ACCOUNT),
        column(asked, "name", wording.NAME),
        column(asked, "opening", wording.OPENING, Sort.MONEY),
        column(asked, "debit", wording.DEBIT, Sort.MONEY),
        column(asked, "credit", wording.CREDIT, Sort.MONEY),
        column(asked, "closing", wording.CLOSING, Sort.MONEY),
    )
    total = Sums(columns, ("opening", "debit", "credit", "closing"))
    rows = [
        total.add(
            Row((
                one.account, account_name(one.account, classes, asked.language), one.opening, one.debit, one.credit,
                one.opening + one.debit - one.credit,
            ))
        )
        for one in sums
    ]  # fmt: skip
    return Table(
        name="TrialBalance",
        language=asked.language,
        title=asked.says(_TRIAL),
        subtitles=(of_days(asked),),
        columns=columns,
        rows=(*rows, total.row(asked.says(wording.TOTAL))),
        notes=(
            asked.says(Words("יתרת חובה חיובית, יתרת זכות שלילית.", "Debit balances are positive, credits negative.")),
        ),
        sortable=True,
    )


async def account_card(desk: Desk, caller: Caller, asked: Asked) -> Table:
    """Every movement of an account, of one contact alone when asked. Raises UnknownRecord."""
    account = asked.text("Account") or ""
    if account not in await reports.accounts(desk.store, caller.business):
        raise UnknownRecord("account", account)
    key = asked.text("Contact")
    found = None if key is None else await _contact(desk, caller, key)
    classes = await reports.class_names(desk.store, caller.business)
    name = account_name(account, classes, asked.language)
    subtitles = [f"{account} – {name}" if name != account else account]
    if found is not None:
        subtitles.append(_named(found))
    return await _card(desk, caller, asked, ("AccountCard", _CARD), account, found, subtitles)


async def customer_statement(desk: Desk, caller: Caller, asked: Asked) -> Table:
    """What a customer was charged and paid, with what they owe after each. Raises UnknownRecord."""
    found = await _contact(desk, caller, asked.text("Contact") or "")
    return await _card(desk, caller, asked, ("CustomerStatement", _STATEMENT), chart.RECEIVABLE, found, [_named(found)])


async def _check_contact(desk: Desk, caller: Caller, key: str) -> None:
    await _contact(desk, caller, key)


async def _contact(desk: Desk, caller: Caller, key: str) -> ContactName:
    found = await reports.contact(desk.store, caller.business, key)
    if found is None:
        raise UnknownRecord("contact", key)
    return found


def _named(found: ContactName) -> str:
    return found.name if found.name == found.key else f"{found.name} ({found.key})"


async def _card(
    desk: Desk,
    caller: Caller,
    asked: Asked,
    titled: tuple[str, Words],
    account: str,
    of_contact: ContactName | None,
    subtitles: list[str],
) -> Table:
    start, end = asked.day("FromDate"), asked.day("ToDate")
    serial = None if of_contact is None else of_contact.serial
    opening, movements = await reports.card(
        desk.store, caller.business, account, serial, start, end, most=MOST_ROWS + 1
    )
    columns = _card_columns(asked, with_contact=of_contact is None and account in {chart.RECEIVABLE, chart.PAYABLE})
    rows = _card_rows(asked, columns, opening, within(movements))
    name, title = titled
    return Table(
        name=name,
        language=asked.language,
        title=asked.says(title),
        subtitles=(*subtitles, of_days(asked)),
        columns=columns,
        rows=tuple(rows),
        landscape=len(columns) > 7,
    )


def _card_columns(asked: Asked, *, with_contact: bool) -> tuple[Column, ...]:
    return (
        column(asked, "date", wording.DATE, Sort.DATE),
        column(asked, "type", wording.TYPE),
        column(asked, "number", wording.NUMBER),
        *((column(asked, "contact", wording.CUSTOMER),) if with_contact else ()),
        column(asked, "details", wording.DETAILS),
        column(asked, "debit", wording.DEBIT, Sort.MONEY),
        column(asked, "credit", wording.CREDIT, Sort.MONEY),
        column(asked, "balance", wording.BALANCE, Sort.MONEY),
    )


def _card_rows(asked: Asked, columns: tuple[Column, ...], opening: Decimal, movements: list[Movement]) -> list[Row]:
    balance = opening
    sums = Sums(columns, ("debit", "credit"))
    blank = (None,) * (len(columns) - 2)
    rows = [Row((asked.says(wording.OPENING), *blank, opening), Part.SUBTOTAL)]
    with_contact = any(one.name == "contact" for one in columns)
    for one in movements:
        balance += one.amount
        kind, number = _source(asked, one)
        cells = (
            one.posting_date, kind, number,
            *((one.contact or asked.says(wording.NOBODY),) if with_contact else ()),
            _details(one),
            one.amount if one.amount > 0 else None,
            -one.amount if one.amount < 0 else None,
            balance,
        )  # fmt: skip
        rows.append(sums.add(Row(cells)))
    total = sums.row(asked.says(wording.CLOSING))
    return [*rows, Row((*total.cells[:-1], balance), Part.TOTAL)]


def _source(asked: Asked, one: Movement) -> tuple[str, str]:
    """What posted a movement, and its number."""
    if one.kind is not None and one.series is not None:
        kind = asked.says(wording.DOCUMENTS[one.kind])
        told = f"{asked.says(wording.CANCELLATION)} – {kind}" if one.cancels else kind
        return told, written(one.series, one.number or 0, one.run or "")
    if one.voucher_kind is not None:
        return asked.says(wording.VOUCHERS[one.voucher_kind]), str(one.voucher)
    return "", ""


def _details(one: Movement) -> str | None:
    return " · ".join(part for part in (one.details, one.reference) if part) or None


async def _accounts(desk: Desk, caller: Caller) -> tuple[Choice, ...]:
    classes = await reports.class_names(desk.store, caller.business)
    return tuple(
        Choice(account, Words(account_name(account, classes, "he"), account_name(account, classes, "en")))
        for account in await reports.accounts(desk.store, caller.business)
    )


_CONTACT: Final = Parameter(
    name="Contact", label=Words("מפתח לקוח", "Contact key"), required=True, check=_check_contact
)

REPORTS: Final = (
    Report(name="CustomerStatement", title=_STATEMENT, parameters=(_CONTACT, FROM_YEAR, TO, LANGUAGE),
           make=customer_statement),
    Report(name="TrialBalance", title=_TRIAL, parameters=(FROM_YEAR, TO, LANGUAGE), make=trial_balance),
    Report(
        name="AccountCard", title=_CARD, make=account_card,
        parameters=(
            Parameter(name="Account", label=wording.ACCOUNT, required=True, look_up=_accounts),
            Parameter(name="Contact", label=Words("מפתח לקוח או ספק", "Contact key"), check=_check_contact),
            FROM_YEAR, TO, LANGUAGE,
        ),
    ),
)  # fmt: skip
