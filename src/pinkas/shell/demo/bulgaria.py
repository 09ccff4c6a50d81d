"""The demo's Bulgarian business: a joiner's shop in Plovdiv that lived through the change from lev to euro."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from decimal import Decimal
from typing import Any, Final
from uuid import UUID
from zoneinfo import ZoneInfo

from pinkas.actions.businesses import Profile, RegisterOrder, add_user, open_business
from pinkas.actions.changeover import keep_currency
from pinkas.actions.contacts import save_contact
from pinkas.actions.desk import Caller, Desk
from pinkas.actions.drafts import save_draft
from pinkas.actions.issuing import cancel_document, issue_document
from pinkas.actions.papers_made import MadeOrder, make_document
from pinkas.actions.products import save_product
from pinkas.actions.shops import save_part
from pinkas.actions.till_orders import TillLineOrder
from pinkas.books.contact import Contact
from pinkas.books.document import Party
from pinkas.books.draft import DocumentOrder, TenderOrder
from pinkas.books.errors import NotADraft
from pinkas.books.lines import LineOrder
from pinkas.books.product import Product
from pinkas.books.shop import BankAccount
from pinkas.books.slip import SlipKind
from pinkas.shell.demo.keys import BULGARIAN, give_keys
from pinkas.shell.demo.past import PastClock, noon
from pinkas.shell.demo.shop import furnish_shop, line, named, pay, sell
from pinkas.storage import directory, transactions
from pinkas.storage.documents import by_key, by_serial

TAX_NUMBER: Final = "205000006"
USER: Final = "demo-bg"
PASSWORD: Final = "demodemo"  # noqa: S105 - printed at every start
_PROFILE: Final = Profile(
    legal_name="Пинкас Дърводелство ЕООД (демонстрация)",
    name_english="Pinkas Joinery (demo)",
    registration="licensed_dealer",
    address1="ул. Тестова 5",
    city="Пловдив",
    postal_code="4000",
    country="България",
    phone="+359 32 000000",
    email="demo-bg@example.com",
    responsible_person="Петър Примеров",
    vat_number="BG205000006",
)
_CUSTOMERS: Final = {
    "5077": Contact(
        name="Кафе Липите ООД", tax_number="000000025", vat_number="BG000000025", responsible_person="Анна Клиентова",
        address1="бул. Примерен 10", city="Варна", country="България", country_code="BG", email="anna@example.com",
        customer_number="5077",
        vat_registered=True,
    ),
    "hotel": Contact(
        name="Хотел Родопи АД", tax_number="175000008", vat_number="BG175000008", responsible_person="Иван Хотелов",
        address1="ул. Планинска 1", city="Смолян", country="България", country_code="BG", vat_registered=True,
    ),
    "elena": Contact(name="Елена Петрова", address1="ул. Роза 7", city="Пловдив", country_code="BG", is_private=True),
}  # fmt: skip
_GOODS: Final = {
    "shelf": Product(
        name="Рафт от дъб", description="120×30 см, масло", barcode="7290000000017", catalog_number="OAK-120",
        inventory_number="000156", sale_price1=Decimal(100), purchase_price=Decimal(48), currency="EUR", unit="бр.",
        measure_unit=1,
    ),
    "chair": Product(
        name="Стол с дамаска", barcode="7290000000024", catalog_number="CH-7", inventory_number="000157",
        sale_price1=Decimal(160), purchase_price=Decimal(80), currency="EUR", unit="бр.", measure_unit=1,
    ),
    "book": Product(
        name="Книга за дървото", barcode="7290000000031", inventory_number="000158", sale_price1=Decimal(20),
        currency="EUR", unit="бр.", measure_unit=1, tax_group="reduced",
    ),
    "assembly": Product(
        name="Монтаж при клиента", barcode="7290000000048", inventory_number="000159", sale_price1=Decimal(30),
        currency="EUR", unit="час", measure_unit=1,
    ),
}  # fmt: skip
#: What was sold while the books were in lev, and since, net a piece.
_WORK: Final = (("Рафт по поръчка", "200"), ("Ремонт на маса", "85.50"), ("Кухненски плот", "640"))
_OPENED: Final = dt.date(2025, 10, 1)
_EURO: Final = dt.date(2026, 1, 1)
#: How many ordinary invoices, at the least.
_INVOICES: Final = 108


async def make_bulgarian(desk: Desk) -> None:
    """Make the business, its user, keys and story, each unless it is there."""
    business = await directory.business_by_tax_number(desk.store, [TAX_NUMBER])
    opened = replace(desk, clock=PastClock(dt.datetime(2025, 10, 1, 9, tzinfo=dt.UTC)))
    if business is None:
        business = await open_business(
            opened,
            TAX_NUMBER,
            _PROFILE,
            country="BG",
            store_key="3",
            registers=(RegisterOrder(key="21", number=21, series=1),),
        )
    login = await directory.login(desk.store, USER)
    login_id = await add_user(desk, USER, PASSWORD, (business,)) if login is None else login.login_id
    found = next(one for one in await directory.businesses(desk.store) if one.business_id == business)
    caller = Caller(
        business=business, tax_number=TAX_NUMBER, country="BG", zone=ZoneInfo(found.zone), currency=found.currency,
        login=login_id, actor=USER, operator=False,
    )  # fmt: skip
    await furnish_shop(
        desk, caller, store="Пловдив", seller=("maria", "Мария", "Касиерова"), club="Клуб", department="Мебели"
    )
    await give_keys(desk, caller, BULGARIAN)
    if await transactions.by_uuid(desk.store, business, named(caller, "the last")) is None:
        await _story(desk, caller)


async def _story(desk: Desk, caller: Caller) -> None:
    """Everything from the opening until today, each in its own time."""
    today = caller.today(desk.clock)
    clock = PastClock(noon(_OPENED, caller))
    past = replace(desk, clock=clock)
    for key, contact in _CUSTOMERS.items():
        await save_contact(past, caller, key, contact)
    account = {"bank_name": "Примерна банка", "iban": "BG80BNBG96611020345678", "bic": "BNBGBGSD", "currency": "EUR"}
    await save_part(past, caller, BankAccount, "1", account)
    ordinary = _Ordinary(past, caller, clock, today)
    await ordinary.until(today - dt.timedelta(days=29))
    for key, product in _GOODS.items():
        await save_product(past, caller, key, product, in_stock=None if key == "assembly" else Decimal(60))
    await _at_the_till(past, caller, ordinary, today)
    await ordinary.until(today)


class _Ordinary:
    """The ordinary invoices, a few days apart: issued in the order of their days, whatever else happens between."""

    def __init__(self, desk: Desk, caller: Caller, clock: PastClock, today: dt.date) -> None:
        self._desk, self._caller, self._clock = desk, caller, clock
        days = max((today - _OPENED).days, 1)
        self._days = [_OPENED + dt.timedelta(days=days * number // _INVOICES) for number in range(_INVOICES)]
        self._issued = 0

    async def until(self, day: dt.date) -> None:
        """Issue those up to and with a day; in euro once it has come."""
        while self._issued < len(self._days) and self._days[self._issued] <= day:
            at = self._days[self._issued]
            self._clock.at = noon(at, self._caller)
            await keep_currency(self._desk, self._caller)
            await _invoice(self._desk, self._caller, self._issued, at)
            self._issued += 1

    async def at(self, day: dt.date, hour: int) -> dt.datetime:
        """Something else happens at an hour of a day: what is ordinary until the day before is issued first."""
        await self.until(day - dt.timedelta(days=1))
        moment = dt.datetime.combine(day, dt.time(hour, 15, 2))
        self._clock.at = moment.replace(tzinfo=self._caller.zone)
        await keep_currency(self._desk, self._caller)
        return moment


async def _invoice(desk: Desk, caller: Caller, number: int, day: dt.date) -> None:
    """An ordinary invoice, some paid at once, a few deleted."""
    customer = list(_CUSTOMERS)[number % len(_CUSTOMERS)]
    contact = _CUSTOMERS[customer]
    name, price = _WORK[number % len(_WORK)]
    key = f"bg-inv-{number + 1}"
    net = Decimal(price) * (1 + number % 3)
    paid = number % 4 == 1
    order = DocumentOrder(
        key=key,
        kind="invoice_receipt" if paid else "tax_invoice",
        series=None,
        date=day,
        contact_key=customer,
        party=Party(
            name=contact.name, tax_number=contact.tax_number, address1=contact.address1, city=contact.city,
            responsible_person=contact.responsible_person, vat_number=contact.vat_number,
        ),
        class_number=3,
        comments="по договор 7" if number % 5 == 0 else None,
        lines=(LineOrder(name=name, unit_price=Decimal(price), quantity=Decimal(1 + number % 3)),),
        discount_percent=Decimal(5) if number % 7 == 2 else None,
        tenders=() if not paid else (
            TenderOrder(type="transfer", amount=_gross(net, Decimal(5) if number % 7 == 2 else Decimal(0))),
        ),
        channel="api",
    )  # fmt: skip
    try:
        await save_draft(desk, caller, order)
    except NotADraft:
        return  # it was issued before the demo's making was cut short
    await issue_document(desk, caller, by_key(key))
    if number % 25 == 12:
        await cancel_document(desk, caller, by_key(key))


def _gross(net: Decimal, percent: Decimal) -> Decimal:
    """With 20 % VAT, after the discount: what it is paid with."""
    base = net - (net * percent / 100).quantize(Decimal("0.01"))
    return base + (base * 20 / 100).quantize(Decimal("0.01"))


async def _at_the_till(desk: Desk, caller: Caller, ordinary: _Ordinary, today: dt.date) -> None:
    """The last month at the till: sales and their invoices, a credit, a debit, an advance with its final invoice."""

    async def when(back: int, hour: int) -> dt.datetime:
        return await ordinary.at(today - dt.timedelta(days=back), hour)

    async def make(operation: int, what: str, **more: Any) -> int:
        order = MadeOrder(what=what, channel="papers")
        saved = await make_document(desk, caller, operation, replace(order, **more))
        return saved.record.serial

    shelf, chair, book, work = (one.barcode or "" for one in _GOODS.values())
    sold = named(caller, "goods that come back")
    first = await sell(
        desk, caller, "goods", await when(28, 10), line(shelf, "6", name=sold), line(book, "2"), customer="5077",
        tenders=(pay("cash", "400"),),
    )  # fmt: skip
    invoice = await make(first, "invoice", means=1, accepted_by="Анна Клиентова")
    back = await sell(
        desk, caller, "goods back", await when(24, 12), TillLineOrder(returns=sold, quantity=Decimal(-1)),
        customer="5077",
    )  # fmt: skip
    await make(back, "credit", corrects=invoice)
    service = await sell(desk, caller, "service", await when(22, 15), line(work, "10"), customer="hotel")
    billed = await make(service, "invoice")
    less = await sell(
        desk, caller, "service back", await when(21, 9),
        TillLineOrder(returns=await _first_line(desk, caller, service), quantity=Decimal(-2)),
        customer="hotel",
    )  # fmt: skip
    await make(less, "credit", corrects=billed)
    dearer = await sell(desk, caller, "dearer", await when(20, 9), line(work, "1"), customer="hotel")
    await make(dearer, "debit", corrects=billed, comments="час извън работното време")
    paid = await sell(
        desk,
        caller,
        "paid ahead",
        await when(18, 11),
        line(work, "20"),
        customer="hotel",
        tenders=(pay("transfer", "720"),),
    )
    advance = await make(paid, "advance", means=901, bank_account=1)
    whole = await sell(desk, caller, "the whole", await when(12, 14), line(work, "50"), customer="hotel")
    await make(whole, "invoice", advances=((advance, None),))
    offered = await sell(desk, caller, "delivered", await when(9, 14), line(chair, "4"), customer="hotel")
    await make(offered, "proforma", means=901, bank_account=1, due_date=today)
    await sell(
        desk, caller, "anonymous", await when(6, 17), line(chair), line(book), tenders=(pay("card:visa", "213.80"),)
    )
    wrong = await sell(desk, caller, "a mistake", await when(5, 17), line(chair), customer="elena")
    await cancel_document(desk, caller, by_serial(await make(wrong, "invoice")))
    await sell(
        desk,
        caller,
        "the last",
        await when(2, 16),
        customer="5077",
        kind=SlipKind.PAYMENT,
        tenders=(pay("cash", "100"),),
    )


async def _first_line(desk: Desk, caller: Caller, serial: int) -> UUID:
    """The name of a sale's first line."""
    found = await transactions.by_serial(desk.store, caller.business, serial)
    if found is None or found.slip is None:
        raise ValueError("it was just recorded")
    return found.slip.lines[0].uuid
