"""Sheets to print: a believable business, customer, goods and payments."""

from __future__ import annotations

import dataclasses
import datetime as dt
from decimal import Decimal
from typing import Any

from pinkas.paper import (
    Letterhead,
    PartyBox,
    Sheet,
    SheetKind,
    SheetLine,
    SheetReference,
    SheetTender,
    SheetTotals,
    VatRow,
)

JERUSALEM_SUMMER = dt.timezone(dt.timedelta(hours=3))
PRODUCED = dt.datetime(2026, 8, 5, 10, 3, 21, tzinfo=JERUSALEM_SUMMER)

ISSUER = Letterhead(
    name='נגריית אלון בע"מ',
    name_english="Alon Carpentry Ltd.",
    registration="company",
    tax_number="514000008",
    address=("הרצל 12", "חיפה"),
    phone="04-8123456",
    email="office@alon.example",
    website="www.alon.example",
)

CUSTOMER = PartyBox(
    name='מלון "הכרמל" (2019) בע"מ',
    tax_number="513333332",
    contact_person="דנה לוי",
    address=("שדרות הנשיא 101",),
    city="חיפה",
    postal_code="3463501",
    country="ישראל",
    email="dana@hotel.example",
    phone="+972-4-8376543",
)

TENDERS = (
    SheetTender(
        "cheque",
        Decimal(20000),
        "ILS",
        bank="12",
        branch="532",
        account="118822",
        cheque_number="5000123",
        due_date=dt.date(2026, 9, 1),
    ),
    SheetTender("card", Decimal(10000), "ILS", label="ויזה", card_last_four="4580", due_date=dt.date(2026, 9, 2)),
    SheetTender("cash", Decimal("4167.50"), "ILS"),
)

SETTLED = (
    SheetReference("98/100012", SheetKind.TAX_INVOICE, date=dt.date(2026, 7, 1), amount=Decimal(30000)),
    SheetReference("77", label="יתרת פתיחה", amount=Decimal("8681.27")),
)

TOTALS = SheetTotals(
    currency="ILS",
    lines_taxable=Decimal("33000.00"),
    discount=Decimal("330.00"),
    discount_percent=Decimal(1),
    rounding=Decimal("-0.17"),
    taxable_base=Decimal("32669.83"),
    exempt_base=Decimal("130.87"),
    vat_rows=(VatRow(Decimal(18), Decimal("32669.83"), Decimal("5880.57")),),
    vat=Decimal("5880.57"),
    total=Decimal("38681.27"),
    paid=Decimal("34167.50"),
    withheld=Decimal("4513.77"),
    total_paid=Decimal("38681.27"),
)


def line(number: int = 1, name: str = "מדף אלון", **facts: Any) -> SheetLine:
    """A line of goods."""
    given: dict[str, Any] = {
        "quantity": Decimal(4),
        "unit_price": Decimal("250.5"),
        "amount": Decimal(1002),
        "currency": "ILS",
        **facts,
    }
    return SheetLine(number, name, **given)


def lines(count: int) -> tuple[SheetLine, ...]:
    """Several lines, each third with details and each with a catalogue number."""
    return tuple(
        line(at, f"פריט {at} (דגם A-{at})", catalog_number=f"AL-{at}", details="" if at % 3 else "כולל הובלה")
        for at in range(1, count + 1)
    )


def invoice(**facts: Any) -> Sheet:
    """A tax invoice, as an original unless told otherwise."""
    given: dict[str, Any] = {
        "kind": SheetKind.TAX_INVOICE,
        "number": "98/100014",
        "date": dt.date(2026, 8, 5),
        "due_date": dt.date(2026, 9, 30),
        "state": "original",
        "issuer": ISSUER,
        "party": CUSTOMER,
        "lines": lines(10),
        "totals": TOTALS,
        "issued_by": "רות כהן",
        "produced_at": PRODUCED,
        **facts,
    }
    return Sheet(**given)


def receipt(**facts: Any) -> Sheet:
    """A receipt with a cheque, a card and cash, that settles two debts."""
    given = {"kind": SheetKind.RECEIPT, "number": "98/300001", "lines": (), "due_date": None, **facts}
    return invoice(**{"tenders": TENDERS, "pays": SETTLED, **given})


def invoice_receipt(**facts: Any) -> Sheet:
    """An invoice paid at once."""
    given = {"kind": SheetKind.INVOICE_RECEIPT, "number": "98/200001", "due_date": None, **facts}
    return invoice(**{"tenders": TENDERS, **given})


EXEMPT_DEALER = Letterhead("רון גנן", "exempt_dealer", "040000005")

CHARITY = Letterhead(
    name='עמותת "יד לחבר" (ע"ר)',
    name_english="Yad LaHaver",
    registration="non_profit",
    tax_number="580000008",
    donation_approval="למוסד אישור לפי סעיף 46 לפקודת מס הכנסה",
)

GOODS = (
    line(1, "מדף אלון", quantity=Decimal(40), unit="יח׳", amount=Decimal(10020)),
    line(2, "ברגים (M6)", quantity=Decimal("2.5"), unit='ק"ג', unit_price=Decimal(40), amount=Decimal(100)),
)

SALE = SheetTotals(
    currency="ILS",
    lines_taxable=Decimal(10120),
    taxable_base=Decimal(10120),
    vat_rows=(VatRow(Decimal(18), Decimal(10120), Decimal("1821.60")),),
    vat=Decimal("1821.60"),
    total=Decimal("11941.60"),
)

NO_VAT = SheetTotals(
    currency="ILS",
    exempt_base=Decimal(10120),
    vat_rows=(VatRow(Decimal(0), Decimal(10120), Decimal(0), "exempt"),),
    total=Decimal(10120),
)

CASH = SheetTotals(currency="ILS", paid=Decimal(360), total_paid=Decimal(360))

DELIVERED = tuple(
    SheetReference(f"98/40000{day}", SheetKind.DELIVERY_NOTE, date=dt.date(2026, 7, day)) for day in (7, 8)
)


def sale(kind: SheetKind, **facts: Any) -> Sheet:
    """A document of goods by weight and by piece, of whatever kind."""
    return invoice(**{"kind": kind, "lines": GOODS, "totals": SALE, **facts})


def credit_invoice(**facts: Any) -> Sheet:
    """A credit for goods that came back."""
    credited = SheetReference("98/100014", SheetKind.TAX_INVOICE, date=dt.date(2026, 7, 1))
    given = {"number": "98/500001", "sources": (credited,), "reason": "החזרת סחורה (2 מדפים)", **facts}
    return sale(SheetKind.CREDIT_INVOICE, **given)


def refund(**facts: Any) -> Sheet:
    """Money given back for a credit invoice."""
    credit = SheetReference("98/500001", SheetKind.CREDIT_INVOICE, date=dt.date(2026, 8, 1), amount=Decimal(360))
    cash = SheetTender("cash", Decimal(360), "ILS")
    given = {"kind": SheetKind.REFUND, "totals": CASH, "tenders": (cash,), "pays": (credit,), **facts}
    return receipt(**{"reason": "ביטול עסקה", **given})


def donation_receipt(**facts: Any) -> Sheet:
    """A gift to a charity that has its approval."""
    cash = SheetTender("cash", Decimal(360), "ILS")
    given = {"kind": SheetKind.DONATION_RECEIPT, "issuer": CHARITY, "totals": CASH, "tenders": (cash,), **facts}
    return receipt(**{"pays": (), "reason": "קרן מלגות (2026)", **given})


def over_the_counter(kind: SheetKind, **facts: Any) -> Sheet:
    """Goods sold or taken back at a till, for cash."""
    totals = dataclasses.replace(SALE, paid=Decimal(360), total_paid=Decimal(360))
    given = {"totals": totals, "tenders": (SheetTender("cash", Decimal(360), "ILS"),), "due_date": None, **facts}
    return sale(kind, **{"reason": "פגם" if kind is SheetKind.TILL_RETURN else "", **given})


def goods_only(**facts: Any) -> Sheet:
    """A delivery note on which nothing has a price."""
    lines = tuple(dataclasses.replace(one, unit_price=Decimal(0), amount=Decimal(0)) for one in GOODS)
    return sale(SheetKind.DELIVERY_NOTE, **{"lines": lines, "totals": SheetTotals(currency="ILS"), **facts})


def of_kind(kind: SheetKind, **facts: Any) -> Sheet:
    """A believable sheet of the kind."""
    own = {
        SheetKind.RECEIPT: receipt,
        SheetKind.INVOICE_RECEIPT: invoice_receipt,
        SheetKind.CREDIT_INVOICE: credit_invoice,
        SheetKind.REFUND: refund,
        SheetKind.DONATION_RECEIPT: donation_receipt,
    }
    if kind in {SheetKind.TILL_RECEIPT, SheetKind.TILL_RETURN}:
        return over_the_counter(kind, **facts)
    return own[kind](**facts) if kind in own else sale(kind, **facts)
