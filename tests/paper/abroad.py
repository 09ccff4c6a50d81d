"""Sheets of a Bulgarian and of an Albanian business."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

from pinkas.paper import (
    FiscalMarks,
    Letterhead,
    PartyBox,
    Sheet,
    SheetAccount,
    SheetKind,
    SheetLine,
    SheetReference,
    SheetTender,
    SheetTotals,
    VatRow,
)

SOFIA_WINTER = dt.timezone(dt.timedelta(hours=2))
ISSUED = dt.date(2026, 11, 3)
PRODUCED = dt.datetime(2026, 11, 3, 9, 14, tzinfo=SOFIA_WINTER)

SUPPLIER = Letterhead(
    name="Пример ООД",
    name_english="Example Ltd.",
    registration="company",
    tax_number="203912345",
    address=("ул. Тестова 5", "гр. Пловдив 4000"),
    country="BG",
    vat_number="BG203912345",
    responsible_person="Петър Примеров",
)
RECIPIENT = PartyBox(
    name="Клиент ЕООД",
    tax_number="000000025",
    address=("бул. Примерен 10",),
    city="гр. Варна",
    vat_number="BG000000025",
    responsible_person="Анна Клиентова",
)
COFFEE = SheetLine(
    1, "Кафе на зърна 1 кг", Decimal(6), Decimal(20), Decimal(114), "EUR", unit="бр.", discount=Decimal(6),
    vat_rate=Decimal(20),
)  # fmt: skip
MIXED = (
    COFFEE,
    SheetLine(2, "Книга", Decimal(2), Decimal("15.5"), Decimal(31), "EUR", category="reduced", vat_rate=Decimal(9)),
    SheetLine(3, "Услуга", Decimal(1), Decimal(1200), Decimal(1200), "EUR", category="reverse_charge"),
)
MIXED_TOTALS = SheetTotals(
    currency="EUR",
    lines_taxable=Decimal(145),
    taxable_base=Decimal(145),
    vat_rows=(
        VatRow(Decimal(20), Decimal(114), Decimal("22.80")),
        VatRow(Decimal(9), Decimal(31), Decimal("2.79"), "reduced"),
        VatRow(Decimal(0), Decimal(1200), Decimal(0), "reverse_charge"),
    ),
    vat=Decimal("25.59"),
    total=Decimal("1370.59"),
    paid=Decimal(20),
    total_paid=Decimal(20),
)
INVOICE = SheetReference("0000000392", SheetKind.TAX_INVOICE, date=ISSUED)
CASH = (SheetTender("cash", Decimal(20), "EUR"),)

LINK = (
    "https://efiskalizimi-app.tatime.gov.al/invoice-check/#/verify?iic=7C2DD86CA9B7A2C1F0E4A5B60D11E2F3&tin=L12345678A"
    "&crtd=2026-11-03T09:14:00+01:00&ord=42&bu=ab123cd456&sw=xx111xx111&prc=14710.00"
)
FISCALISED = FiscalMarks(
    issuer_code="7C2DD86CA9B7A2C1F0E4A5B60D11E2F3", service_code="2b1c8d5e-7f60-4d0f-9f2e-0a6d3d5b7c11", link=LINK
)


def bulgarian(kind: SheetKind = SheetKind.TAX_INVOICE, **facts: Any) -> Sheet:
    """A Bulgarian document of three rates of VAT."""
    given: dict[str, Any] = {
        "kind": kind,
        "number": "0000000398",
        "date": ISSUED,
        "due_date": dt.date(2026, 11, 17),
        "tax_event_date": dt.date(2026, 11, 2),
        "state": "original",
        "issuer": SUPPLIER,
        "party": RECIPIENT,
        "lines": MIXED,
        "totals": MIXED_TOTALS,
        "tenders": CASH,
        "issued_by": "Мария Касиерова",
        "received_by": "Анна Клиентова",
        "produced_at": PRODUCED,
        "in_words": "хиляда триста и седемдесет евро и петдесет и девет цента",
        "vat_reason": "чл. 21, ал. 2 от ЗДДС",
        "payment_method": "Банков превод",
        "account": SheetAccount("Примерна банка", "BG80BNBG96611020345678", "BNBGBGSD"),
        "not_fiscalised": True,
        **facts,
    }
    return Sheet(**given)


def albanian(kind: SheetKind = SheetKind.TAX_INVOICE, **facts: Any) -> Sheet:
    """An Albanian document of three rates of VAT, known to the fiscal service unless told otherwise."""
    lines = (
        SheetLine(1, "Kafe në kokrra", Decimal(10), Decimal(1000), Decimal(10000), "ALL", vat_rate=Decimal(20)),
        SheetLine(2, "Libër", Decimal(3), Decimal(500), Decimal(1500), "ALL", vat_rate=Decimal(10), category="reduced"),
        SheetLine(3, "Çadër", Decimal(1), Decimal(1000), Decimal(1000), "ALL", vat_rate=Decimal(6), category="reduced"),
    )
    totals = SheetTotals(
        currency="ALL",
        lines_taxable=Decimal(12500),
        taxable_base=Decimal(12500),
        vat_rows=(
            VatRow(Decimal(20), Decimal(10000), Decimal(2000)),
            VatRow(Decimal(10), Decimal(1500), Decimal(150), "reduced"),
            VatRow(Decimal(6), Decimal(1000), Decimal(60), "reduced"),
        ),
        vat=Decimal(2210),
        total=Decimal(14710),
    )
    given: dict[str, Any] = {
        "number": "42/2026",
        "issuer": Letterhead("Shembull sh.p.k.", "company", "L12345678A", address=("Tiranë",), country="AL"),
        "party": PartyBox("Klienti sh.a.", "K98765432B", city="Durrës"),
        "lines": lines,
        "totals": totals,
        "tenders": (),
        "issued_by": "Arben Kola",
        "received_by": "",
        "in_words": "katërmbëdhjetë mijë e shtatëqind e dhjetë lekë",
        "vat_reason": "",
        "payment_method": "",
        "account": None,
        "fiscal": FISCALISED,
        "not_fiscalised": False,
        **facts,
    }
    return bulgarian(kind, **given)
