"""Credits against their invoice, as pure rules: parts of any size come exactly to it, and none takes more."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal as D  # noqa: N817 - amounts are read here, not written

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pinkas.books.document import Document, Party, State
from pinkas.books.draft import DocumentOrder, compose
from pinkas.books.errors import OverCredited
from pinkas.books.ground import Ground
from pinkas.books.lines import LineOrder
from pinkas.books.money import ZERO
from pinkas.books.settlement import SourceFacts, Uncredited, check_credited, fitted

DAY = dt.date(2026, 8, 5)
GROUND = Ground(today=DAY, country="IL", currency="ILS", registration="licensed_dealer")


def sale(kind: str, taxed: D, free: D = ZERO) -> Document:
    """A document of one line with VAT and one without."""
    lines = [LineOrder(name="מדף", unit_price=taxed)] if taxed else []
    lines += [LineOrder(name="ספר", unit_price=free, charges_vat=False)] if free else []
    order = DocumentOrder(
        key="k", kind=kind, series=98, party=Party(), class_number=3, channel="api", lines=tuple(lines)
    )
    return compose(order, GROUND, contact=1, sources=())


def source(invoice: Document, *credits_before: Document) -> SourceFacts:
    return SourceFacts(
        serial=1,
        key="inv",
        kind="tax_invoice",
        state=State.ISSUED,
        contact=1,
        date=DAY,
        vat_rate=invoice.vat_rate,
        open_amount=invoice.total,
        total=invoice.total,
        credited=sum((one.total for one in credits_before), ZERO),
        superseded=False,
        settled=(),
        uncredited=Uncredited(
            base=invoice.taxable_base - sum((one.taxable_base for one in credits_before), ZERO),
            vat=invoice.vat - sum((one.vat for one in credits_before), ZERO),
            exempt=invoice.exempt_base - sum((one.exempt_base for one in credits_before), ZERO),
        ),
    )


cents = st.integers(1, 50_000).map(lambda agorot: D(agorot) / 100)


@given(st.lists(cents, min_size=1, max_size=12), cents)
def test_parts_of_any_size_come_exactly_to_their_invoice(parts: list[D], free: D) -> None:
    invoice = sale("tax_invoice", sum(parts, ZERO), free)
    given_back: list[Document] = []
    for place, part in enumerate(parts):
        facts = source(invoice, *given_back)
        credit = fitted(sale("credit_invoice", part, ZERO if place else free), [facts])
        check_credited(credit, [facts])
        assert abs(credit.vat - part * 18 / 100) <= D("0.005") * (place + 1)
        given_back.append(credit)
    assert sum((one.vat for one in given_back), ZERO) == invoice.vat
    assert sum((one.total for one in given_back), ZERO) == invoice.total
    with pytest.raises(OverCredited):
        check_credited(sale("credit_invoice", ZERO, D("0.01")), [source(invoice, *given_back)])


def test_a_credit_of_nothing_that_bears_vat_is_left_alone() -> None:
    invoice = sale("tax_invoice", D(100), D(50))
    credit = sale("credit_invoice", ZERO, D(50))
    assert fitted(credit, [source(invoice)]) is credit
    check_credited(credit, [source(invoice)])


def test_without_an_invoice_nothing_is_fitted_or_bounded() -> None:
    credit = sale("credit_invoice", D("33.35"))
    assert fitted(credit, []) is credit
    check_credited(credit, [])


@pytest.mark.parametrize(
    ("taxed", "free", "text"),
    [
        ("100.01", "0", "of document 'inv' only 100.00 may still be credited by its lines that carry VAT"),
        ("0", "50.01", "of document 'inv' only 50.00 may still be credited by its lines without VAT"),
        ("100", "50.01", "of document 'inv' only 168.00 may still be credited by its total"),
    ],
)
def test_each_bound_in_its_words(taxed: str, free: str, text: str) -> None:
    facts = source(sale("tax_invoice", D(100), D(50)))
    credit = fitted(sale("credit_invoice", D(taxed), D(free)), [facts])
    with pytest.raises(OverCredited) as refused:
        check_credited(credit, [facts])
    assert str(refused.value) == text
