"""Tampering with what a business settled for all its documents, and what verify says of it."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from pinkas.actions import business_settings as settings
from pinkas.actions.contacts import save_contact, set_payer
from pinkas.actions.desk import Caller
from pinkas.actions.drafts import save_draft
from pinkas.actions.periods import close_period, reopen_period
from pinkas.books.business import Registered
from pinkas.books.contact import Contact
from pinkas.books.document import Party
from pinkas.books.draft import DocumentOrder
from pinkas.books.kinds import ClassSort
from pinkas.books.terms import Terms, TermsRule
from pinkas.books.vat import VatCategory
from pinkas.storage.verify import verify_business
from pinkas.testing.books import caller_of
from pinkas.testing.house import House

from .test_verify import _after as after


@pytest.fixture(scope="module")
def caller(house: House) -> Caller:
    """A business that settled everything, some of it more than once."""
    business = house.open_business("514000009")
    caller = caller_of(business, house.add_user("ruth", "s3cret-word", business))
    house.run(_settle(house, caller))
    return caller


async def _settle(house: House, caller: Caller) -> None:
    desk = house.desk
    await settings.change_registration(
        desk, caller, Registered(valid_from=dt.date(2025, 1, 1), registration="exempt_dealer")
    )
    await settings.change_registration(desk, caller, Registered(valid_from=dt.date(2026, 1, 1), registration="company"))
    await settings.set_terms(desk, caller, Terms(TermsRule.DAYS, 14))
    await settings.set_identity(desk, caller, responsible_person="Мария Петрова", vat_number="BG514000009")
    await settings.save_class(desk, caller, 100, name="ייצוא", sort=ClassSort.INCOME, vat=VatCategory.ZERO)
    await settings.save_class(desk, caller, 3, name="מכירות")
    for series, first in ((98, 500), (7, 1), (7, 31), (8, 1001)):
        await settings.set_first_number(desk, caller, "tax_invoice", series, first)
    order = DocumentOrder(key="a", kind="tax_invoice", series=8, party=Party(), class_number=3, channel="api")
    await save_draft(desk, caller, order)
    for month in ("2026-01", "2026-03"):
        await close_period(desk, caller, month)
    await reopen_period(desk, caller, "2026-03")
    for key in ("branch", "head"):
        await save_contact(desk, caller, key, Contact(name=key))
    await set_payer(desk, caller, "branch", "head")


BUSINESS = "business 514000009"
TAMPERINGS = {
    "another registration": (
        "update books.registration set registration = 'non_profit' where registration = 'company'", BUSINESS,
    ),
    "an older registration": (
        "update books.registration set registration = 'licensed_dealer' where valid_from = '2025-01-01'", BUSINESS,
    ),
    "another day of registration": ("update books.registration set valid_from = valid_from + 1", BUSINESS),
    "a registration forgotten": ("delete from books.registration where registration = 'exempt_dealer'", BUSINESS),
    "a registration invented": ("insert into books.registration values (1, '2026-06-01', 'non_profit')", BUSINESS),
    "other terms": ("update books.profile set terms_rule = 'immediate'", BUSINESS),
    "other days of the terms": ("update books.profile set terms_days = 15", BUSINESS),
    "no terms": ("update books.profile set terms_rule = null", BUSINESS),
    "another responsible person": ("update books.profile set responsible_person = 'Иван'", BUSINESS),
    "no VAT number": ("update books.profile set vat_number = null", BUSINESS),
    "a class renamed": ("update books.transaction_class set name = 'x' where number = 100", BUSINESS),
    "a class of another VAT": ("update books.transaction_class set vat = 'standard' where number = 100", BUSINESS),
    "a class of another sort": ("update books.transaction_class set sort = 'expenses' where number = 100", BUSINESS),
    "a class forgotten": ("delete from books.transaction_class where number = 100", BUSINESS),
    "a class invented": ("insert into books.transaction_class values (1, 101, 'x', 'income', 'zero')", BUSINESS),
    "a period opened": ("update books.head set closed_through = null", "the end of the closed period of business 1"),
    "a period closed further": (
        "update books.head set closed_through = '2026-07-31'", "the end of the closed period of business 1",
    ),
    "another closing": ("update books.period_change set closed_through = closed_through + 1", "the closed period"),
    "a closing forgotten": (
        "delete from books.period_change where closed_through = '2026-03-31'", "the change of periods",
    ),
    "a closing invented": (
        "insert into books.period_change values (1, 99, '2026-02-28', now(), 'ruth')",
        "the count of changes of periods",
    ),
    "a closing by somebody else": (
        "update books.period_change set recorded_by = 'nobody' where closed_through = '2026-03-31'",
        "who changed the periods, and when, by daybook line",
    ),
    "a closing at another time": (
        "update books.period_change set recorded_at = recorded_at - interval '1 day'",
        "who changed the periods, and when, by daybook line",
    ),
    "another first number": (
        "update books.series set first_number = 501, last_number = 500 where series = 98",
        "the first number of series 98/tax_invoice",
    ),
    "a first number forgotten": (
        "delete from books.series where series = 98", "the first number of series 98/tax_invoice",
    ),
    "the earlier of two first numbers": (
        "update books.series set first_number = 1, last_number = 0 where series = 7",
        "the first number of series 7/tax_invoice",
    ),
    "a first number invented": (
        "insert into books.series values (1, 9, 'receipt', 7, 6)", "the numbers of series 9/receipt",
    ),
    "another first number of a series in use": (
        "update books.series set first_number = 1000 where series = 8", "the first number of series 8/tax_invoice",
    ),
    "another payer": ("update books.contact set payer = null where key = 'branch'", "contact 'branch'"),
}  # fmt: skip


@pytest.mark.parametrize("what", TAMPERINGS)
def test_tampering_is_named(house: House, caller: Caller, connection: dict[str, Any], what: str) -> None:
    statement, record = TAMPERINGS[what]
    finding = house.run(after(connection, caller.business, statement))
    assert finding is not None
    assert finding.record.startswith(record), str(finding)


def test_untouched_books_are_whole(house: House, caller: Caller) -> None:
    assert house.run(verify_business(house.desk.store, caller.business)) is None
