"""The demo's business: made once, lived-in, so that the first call works at once. Its credentials are public.

Everything goes through the same verbs as a customer's call; only the clock is ours, so that the past has its own dates.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Final
from zoneinfo import ZoneInfo

from pinkas.actions.businesses import Profile, RegisterOrder, add_user, open_business
from pinkas.actions.contacts import save_contact
from pinkas.actions.desk import Caller, Desk
from pinkas.actions.drafts import save_draft
from pinkas.actions.issuing import cancel_document, issue_document
from pinkas.books.contact import Contact
from pinkas.books.document import Party
from pinkas.books.draft import DocumentOrder, SourceName, TenderOrder
from pinkas.books.lines import LineOrder
from pinkas.books.terms import TermsRule
from pinkas.storage import directory
from pinkas.storage.documents import by_key

TAX_NUMBER: Final = "123456782"
#: What public snippets use; its check digit is wrong, so no real business has it.
ALIAS: Final = "123456789"
USER: Final = "demo"
PASSWORD: Final = "demodemo"  # noqa: S105 - printed at every start
_ZONE: Final = ZoneInfo("Asia/Jerusalem")
#: How many months the business has been open.
_MONTHS: Final = 12

_PROFILE: Final = Profile(
    legal_name="נגריית פנקס (הדגמה)",
    name_english="Pinkas Woodworks (demo)",
    registration="licensed_dealer",
    address1="רחוב החרש 7",
    city="תל אביב-יפו",
    postal_code="6761007",
    country="ישראל",
    address1_english="7 HaHarash St.",
    city_english="Tel Aviv-Yafo",
    phone="03-5550123",
    email="demo@example.com",
    website="pinkas.example",
)

_CUSTOMERS: Final = {
    "5077": Contact(
        name='נגריית אלון בע"מ', tax_number="514000009", contact_name="דנה אלון", address1="הרצל 12", city="חיפה",
        postal_code="3303112", phone="04-8000000", mobile="050-0000000", email="dana@example.com",
        terms_rule=TermsRule.END_OF_MONTH_PLUS, terms_days=30,
    ),
    "cust-cafe": Contact(
        name="קפה השקמה", tax_number="300000007", contact_name="יוסי לוי", address1="דיזנגוף 99", city="תל אביב-יפו",
        email="yossi@example.com, office@example.com", terms_rule=TermsRule.DAYS, terms_days=14,
    ),
    "cust-ruth": Contact(
        name="רות כהן", address1="שדרות בן גוריון 3", city="הרצליה", mobile="052-0000000", email="ruth@example.com",
        is_private=True, terms_rule=TermsRule.IMMEDIATE,
    ),
    "cust-export": Contact(
        name="Nordic Interiors AB", address1="Storgatan 1", city="Malmö", country="Sweden",
        email="purchase@example.org", is_domestic=False, charge_vat=False,
    ),
}  # fmt: skip

_GOODS: Final = (
    ("מדף אלון מלא", "250"),
    ("שולחן אוכל 180×90", "3400"),
    ("כיסא מרופד", "420"),
    ("התקנה בבית הלקוח", "350"),
    ('דלת ארון 60 ס"מ', "515.5"),
)


@dataclass(slots=True)
class _PastClock:
    """A clock that the demo's story sets."""

    at: dt.datetime

    def now(self) -> dt.datetime:
        """The story's present."""
        return self.at


async def make_demo(desk: Desk) -> None:
    """Make the demo's business and its user unless they are there."""
    business = await directory.business_by_tax_number(desk.store, [TAX_NUMBER])
    if business is None:
        business = await open_business(
            desk,
            TAX_NUMBER,
            _PROFILE,
            aliases=(ALIAS,),
            store_key="3",
            registers=(RegisterOrder(key="21", number=21, series=21),),
        )
    if await directory.login(desk.store, USER) is None:
        login = await add_user(desk, USER, PASSWORD, (business,))
        caller = Caller(
            business=business, tax_number=TAX_NUMBER, country="IL", zone=_ZONE, currency="ILS", login=login,
            actor=USER, operator=False,
        )  # fmt: skip
        await _live(desk, caller)


async def _live(desk: Desk, caller: Caller) -> None:
    """A year of ordinary months: what was ordered, invoiced, paid in part, and one mistake that was cancelled."""
    today = caller.today(desk.clock)
    clock = _PastClock(_noon(today - dt.timedelta(days=31 * _MONTHS)))
    past = replace(desk, clock=clock)
    for key, contact in _CUSTOMERS.items():
        await save_contact(past, caller, key, contact)
    for back in range(_MONTHS, -1, -1):
        month = today - dt.timedelta(days=30 * back)
        clock.at = _noon(month)
        await _month(past, caller, _MONTHS - back, month)


async def _month(desk: Desk, caller: Caller, turn: int, day: dt.date) -> None:
    """One month: an invoice on account, a sale paid at once, a receipt for what is due."""
    keys = list(_CUSTOMERS)
    customer = keys[turn % 3]
    first, second = _GOODS[turn % len(_GOODS)], _GOODS[(turn + 2) % len(_GOODS)]
    invoice = f"demo-inv-{turn + 1}"
    await _issue(
        desk,
        caller,
        DocumentOrder(
            key=invoice, kind="tax_invoice", series=98, date=day, contact_key=customer, party=_party(customer),
            class_number=3, comments="תודה על ההזמנה", channel="api",
            lines=(
                LineOrder(name=first[0], unit_price=Decimal(first[1]), quantity=Decimal(2)),
                LineOrder(name=second[0], unit_price=Decimal(second[1])),
            ),
        ),
    )  # fmt: skip
    await _issue(
        desk,
        caller,
        DocumentOrder(
            key=f"demo-sale-{turn + 1}", kind="invoice_receipt", series=98, date=day, due_date=day,
            contact_key="cust-ruth", party=_party("cust-ruth"), class_number=3, channel="api",
            lines=(LineOrder(name=second[0], unit_price=Decimal(1000)),),
            tenders=(TenderOrder(type="card:visa", account="4580", due_date=day, amount=Decimal(1180)),),
        ),
    )  # fmt: skip
    if turn == 4:
        await cancel_document(desk, caller, by_key(invoice))
    elif turn % 3 != 2:
        await _issue(desk, caller, _receipt(turn, customer, invoice, day))


def _receipt(turn: int, customer: str, invoice: str, day: dt.date) -> DocumentOrder:
    """A cheque and a bank transfer on account of the invoice."""
    return DocumentOrder(
        key=f"demo-rcp-{turn + 1}", kind="receipt", series=98, date=day, due_date=day, contact_key=customer,
        party=_party(customer), class_number=2, channel="api",
        tenders=(
            TenderOrder(type="transfer", bank=12, branch="600", account="123456", due_date=day, amount=Decimal(300)),
            TenderOrder(
                type="cheque", bank=10, branch="905", account="7654321", cheque_number=str(10001 + turn),
                due_date=day + dt.timedelta(days=30), amount=Decimal(500),
            ),
        ),
        sources=(SourceName(key=invoice),),
    )  # fmt: skip


async def _issue(desk: Desk, caller: Caller, order: DocumentOrder) -> None:
    saved = await save_draft(desk, caller, order)
    await issue_document(desk, caller, by_key(saved.record.key))


def _party(customer: str) -> Party:
    contact = _CUSTOMERS[customer]
    return Party(
        name=contact.name, tax_number=contact.tax_number, contact_name=contact.contact_name, address1=contact.address1,
        city=contact.city, postal_code=contact.postal_code, country=contact.country, email=contact.email,
        mobile=contact.mobile,
    )  # fmt: skip


def _noon(day: dt.date) -> dt.datetime:
    return dt.datetime.combine(day, dt.time(12), tzinfo=_ZONE).astimezone(dt.UTC)
