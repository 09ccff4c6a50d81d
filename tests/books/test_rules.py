"""The books' rules on literal amounts."""

from __future__ import annotations

import datetime as dt
import uuid
from dataclasses import replace
from decimal import Decimal as D  # noqa: N817 - amounts are read here, not written

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pinkas.books import canon, errors, vat
from pinkas.books.daybook import GENESIS, DaybookLine, link
from pinkas.books.document import Document, Party, Source, State
from pinkas.books.draft import DocumentOrder, TenderOrder, compose
from pinkas.books.entry import Entry, Posting, document_entry, reversal
from pinkas.books.errors import InvalidValue, NotSettleable
from pinkas.books.ground import Ground
from pinkas.books.lines import LineOrder
from pinkas.books.money import half_up, to_cents, whole_down
from pinkas.books.settlement import Settlement, SourceFacts, check_sources, left_open, settle
from pinkas.books.terms import Terms, TermsRule

DAY = dt.date(2026, 8, 5)


def order(kind: str = "tax_invoice", **changes: object) -> DocumentOrder:
    """An order for 4 shelves at 250."""
    plain = DocumentOrder(
        key="k", kind=kind, series=98, party=Party(), class_number=3, channel="api",
        lines=(LineOrder(name="מדף", unit_price=D(250), quantity=D(4)),) if kind != "receipt" else (),
    )  # fmt: skip
    return replace(plain, **changes)  # type: ignore[arg-type]  # named fields of the order


def made(wanted: DocumentOrder, *, contact: int | None = 1, sources: tuple[Source, ...] = ()) -> Document:
    ground = Ground(today=DAY, country="IL", currency="ILS", registration="licensed_dealer")
    return compose(wanted, ground, contact=contact, sources=sources)


def cash(amount: str) -> tuple[TenderOrder, ...]:
    return (TenderOrder(type="cash", amount=D(amount)),)


@pytest.mark.parametrize(
    ("value", "rounded"),
    [("0.005", "0.01"), ("-0.005", "-0.01"), ("2.675", "2.68"), ("1.004999", "1.00"), ("-2.5", "-2.50")],
)
def test_half_up_rounds_away_from_zero(value: str, rounded: str) -> None:
    assert to_cents(D(value)) == half_up(D(value), 2) == D(rounded)


def test_whole_down_drops_agorot() -> None:
    assert (whole_down(D("118.99")), whole_down(D("-118.99"))) == (D(118), D(-118))


def test_an_invoice_of_one_thousand() -> None:
    document = made(order())
    assert (document.net, document.vat, document.total) == (D("1000.00"), D("180.00"), D("1180.00"))
    assert document.due_date == dt.date(2026, 9, 30)
    assert document.effective_total == D("1180.00")


def test_exempt_lines_bear_no_vat_and_no_discount() -> None:
    lines = (LineOrder(unit_price=D("100.00")), LineOrder(unit_price=D("33.335"), charges_vat=False))
    document = made(order(lines=lines, discount_percent=D(10)))
    assert (document.taxable_lines, document.discount, document.taxable_base) == (D("100.00"), D("10.00"), D("90.00"))
    assert (document.exempt_base, document.vat, document.total) == (D("33.34"), D("16.20"), D("139.54"))
    assert [(one.category, one.rate, one.base, one.vat) for one in document.vat_totals] == [
        ("standard", D(18), D("90.00"), D("16.20")),
        ("exempt", D(0), D("33.34"), D(0)),
    ]


def test_an_amount_of_discount_wins_over_a_percentage() -> None:
    document = made(order(discount=D("150.55"), discount_percent=D(50)))
    assert (document.taxable_base, document.vat, document.total) == (D("849.45"), D("152.90"), D("1002.35"))


@pytest.mark.parametrize(
    ("price", "base", "vat_amount", "total", "rounding"),
    [
        ("100.85", "100.85", "18.15", "119.00", "0.00"),
        ("100.99", "100.85", "18.15", "119.00", "0.14"),
        ("0.50", "0.50", "0.09", "0.59", "0.00"),
        ("99.99", "99.15", "17.85", "117.00", "0.84"),
    ],
)
def test_rounding_the_total_fixes_the_gross_first(
    price: str, base: str, vat_amount: str, total: str, rounding: str
) -> None:
    document = made(order(lines=(LineOrder(unit_price=D(price)),), round_total=True))
    assert (document.taxable_base, document.vat) == (D(base), D(vat_amount))
    assert (document.total, document.rounding) == (D(total), D(rounding))


def test_lines_are_priced_to_six_places_at_their_rate() -> None:
    line = LineOrder(unit_price=D("84.745763"), quantity=D("1.5"), currency="USD", rate=D("3.65"), discount=D("3.99"))
    document = made(order(lines=(line,)))
    assert document.lines[0].net == D("459.99")
    assert document.total == D("542.79")


def test_the_rate_follows_the_tax_date() -> None:
    assert made(order(date=dt.date(2024, 12, 31))).vat == D("170.00")
    assert made(order(date=dt.date(2025, 1, 1))).vat == D("180.00")
    assert vat.standard_rate("IL", dt.date(1970, 1, 1)) == 0
    assert vat.standard_rate("BG", DAY) == 20


@pytest.mark.parametrize(
    ("rule", "days", "due"),
    [
        (TermsRule.IMMEDIATE, 30, "2026-08-05"), (TermsRule.END_OF_MONTH, 30, "2026-08-31"),
        (TermsRule.END_OF_MONTH_PLUS, 30, "2026-09-30"), (TermsRule.DAYS, 30, "2026-09-04"),
    ],
)  # fmt: skip
def test_terms(rule: TermsRule, days: int, due: str) -> None:
    assert Terms(rule, days).due(DAY) == dt.date.fromisoformat(due)


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"series": 100}, "series"),
        ({"lines": (LineOrder(unit_price=D("1e12")),)}, "lines[0].unit_price"),
        ({"lines": (LineOrder(unit_price=D("1.0000001")),)}, "lines[0].unit_price"),
        ({"lines": (LineOrder(unit_price=D("NaN")),)}, "lines[0].unit_price"),
        ({"lines": (LineOrder(unit_price=D("9e11"), quantity=D("9e11")),)}, "lines[0].net"),
        ({"lines": tuple(LineOrder(unit_price=D("9e11")) for _ in range(3))}, "taxable_base"),
        ({"lines": (LineOrder(unit_price=D(1), quantity=D(-1)),)}, "taxable_base"),
        ({"lines": (LineOrder(unit_price=D(1), rate=D(0)),)}, "lines[0].rate"),
        ({"lines": (LineOrder(unit_price=D(1), currency="XTS"),)}, "lines[0].currency"),
        ({"discount": D("1000.01")}, "discount"),
        ({"discount": D(-1)}, "discount"),
        ({"discount_percent": D(101)}, "discount_percent"),
        ({"vat_rate": D(-1)}, "vat_rate"),
        ({"tenders": cash("1")}, "tenders"),
        ({"received": D(1)}, "received"),
        ({"withheld": D(1)}, "withheld"),
    ],
)
def test_what_an_invoice_cannot_say(changes: dict[str, object], field: str) -> None:
    with pytest.raises(InvalidValue) as refused:
        made(order(**changes))
    assert refused.value.field == field


def test_a_receipt_is_the_sum_of_its_payments() -> None:
    receipt = made(order("receipt", tenders=(*cash("100.10"), *cash("0.90")), withheld=D(9)))
    assert (receipt.received, receipt.paid_book, receipt.total, receipt.effective_total) == (
        D("101.00"), D("110.00"), D(0), D("110.00"),
    )  # fmt: skip
    with pytest.raises(InvalidValue, match=r"must equal the sum of the payment lines, 100\.00"):
        made(order("receipt", tenders=cash("100.00"), received=D("100.01")))


def test_a_receipt_in_dollars() -> None:
    tender = TenderOrder(type="transfer", amount=D(100), currency="USD", rate=D("3.6543"))
    receipt = made(order("receipt", tenders=(tender,), receipt_currency="USD", receipt_rate=D("3.6543")))
    assert (receipt.received, receipt.received_book) == (D("100.00"), D("365.43"))
    entry = document_entry(receipt)
    assert entry is not None
    assert {(one.account, one.amount, one.currency, one.currency_amount) for one in entry.postings} == {
        ("till:transfer", D("365.43"), "USD", D(100)),
        ("receivable", D("-365.43"), "ILS", D("-365.43")),
    }


def amounts(entry: Entry | None) -> dict[str, D]:
    assert entry is not None
    return {one.account: one.amount for one in entry.postings}


def test_what_each_kind_posts() -> None:
    assert amounts(document_entry(made(order()))) == {
        "receivable": D("1180.00"), "income:3": D("-1000.00"), "output-vat": D("-180.00"),
    }  # fmt: skip
    assert amounts(document_entry(made(order("receipt", tenders=cash("500"), withheld=D(50))))) == {
        "receivable": D(-550), "till:cash": D(500), "tax-withheld-by-customers": D(50),
    }  # fmt: skip
    assert amounts(document_entry(made(order("invoice_receipt", tenders=cash("1180"))))) == {
        "till:cash": D(1180), "income:3": D(-1000), "output-vat": D(-180),
    }  # fmt: skip
    part = made(order("invoice_receipt", tenders=cash("1000")))
    assert amounts(document_entry(part))["receivable"] == D("180.00") == left_open(part)
    assert document_entry(made(order(lines=()))) is None


def test_a_reversal_is_exact() -> None:
    entry = document_entry(made(order()))
    assert entry is not None
    back = reversal(entry, dt.date(2026, 9, 1), dt.date(2026, 9, 1))
    assert amounts(back) == {"receivable": D(-1180), "income:3": D(1000), "output-vat": D(180)}
    assert (back.posting_date, reversal(back, DAY, DAY).postings) == (dt.date(2026, 9, 1), entry.postings)


def test_an_unbalanced_entry_cannot_be_made() -> None:
    one = Posting(account="a", amount=D(1), currency="ILS", currency_amount=D(1))
    with pytest.raises(ValueError, match="must balance"):
        Entry(document_date=DAY, tax_date=DAY, posting_date=DAY, postings=(one,))


def facts(serial: int, open_amount: str | None, **changes: object) -> SourceFacts:
    plain = SourceFacts(
        serial=serial, key=f"inv-{serial}", kind="tax_invoice", contact=1,
        state=State.DRAFT if open_amount is None else State.ISSUED,
        open_amount=None if open_amount is None else D(open_amount), date=DAY, vat_rate=D(18), total=D(1180),
        credited=D(0), superseded=False, settled=(),
    )  # fmt: skip
    return replace(plain, **changes)  # type: ignore[arg-type]  # named fields of the facts


def test_a_receipt_pays_in_order_up_to_what_it_has() -> None:
    sources = (Source(document=1), Source(document=2, amount=D(30)), Source(document=3))
    receipt = made(order("receipt", tenders=cash("180"), withheld=D(20)), sources=sources)
    assert settle(9, receipt, [facts(1, "118.00"), facts(2, "500.00"), facts(3, "500.00")]) == (
        Settlement(paid=1, amount=D("118.00")), Settlement(paid=2, amount=D(30)), Settlement(paid=3, amount=D(52)),
    )  # fmt: skip


def test_a_document_named_twice_is_paid_once() -> None:
    receipt = made(order("receipt", tenders=cash("500")), sources=(Source(document=1), Source(document=1)))
    assert settle(9, receipt, [facts(1, "118.00")]) == (Settlement(paid=1, amount=D(118)),)


@pytest.mark.parametrize(
    ("source", "why"),
    [
        (facts(1, None), "is draft"),
        (facts(1, "0", state=State.CANCELLED), "is cancelled"),
        (facts(1, None, state=State.VOID), "is void"),
        (facts(1, "5", contact=2), "another customer"),
        (facts(1, "5", kind="quote"), "not one that a receipt pays"),
    ],
)
def test_what_a_receipt_cannot_pay(source: SourceFacts, why: str) -> None:
    receipt = made(order("receipt", tenders=cash("5")), sources=(Source(document=1),))
    with pytest.raises(NotSettleable, match=why):
        _pay(receipt, source)


def _pay(receipt: Document, source: SourceFacts) -> None:
    check_sources(receipt, [source])
    settle(9, receipt, [source])


@given(
    prices=st.lists(st.decimals(0, 10**6, places=6), min_size=1, max_size=20),
    exempt=st.booleans(),
    percent=st.decimals(0, 100, places=4),
    round_total=st.booleans(),
)
def test_any_invoice_adds_up_and_balances(
    prices: list[D],
    exempt: bool,  # noqa: FBT001 - hypothesis gives them by name
    percent: D,
    round_total: bool,  # noqa: FBT001 - hypothesis gives them by name
) -> None:
    lines = tuple(
        LineOrder(unit_price=price, charges_vat=not exempt or place % 2 == 0) for place, price in enumerate(prices)
    )
    document = made(order(lines=lines, discount_percent=percent, round_total=round_total))
    assert document.total == document.net + document.vat
    assert sum(one.base for one in document.vat_totals) == document.net
    assert sum(one.vat for one in document.vat_totals) == document.vat
    assert document.taxable_lines - document.discount - document.rounding == document.taxable_base
    entry = document_entry(document)
    assert entry is None or sum(one.amount for one in entry.postings) == 0
    if round_total and document.taxable_base > 1:
        assert document.total % 1 == 0


def test_canonical_bytes_are_frozen() -> None:
    """These bytes are in every daybook; a change here breaks every book."""
    assert canon.text("e\u0301").hex() == "7300000002c3a9"
    assert canon.text(None).hex() == "6e00000000"
    assert canon.integer(-7).hex() == "69000000022d37"
    assert canon.decimal(2)(D("1180.1")).hex() == "6400000007313138302e3130"
    assert canon.decimal(2)(D("-0")).hex() == "6400000004302e3030"
    assert canon.date(DAY).hex() == "440000000a323032362d30382d3035"
    assert canon.instant(dt.datetime(2026, 8, 5, 9, tzinfo=dt.UTC)) == b"T\x00\x00\x00\x1b2026-08-05T09:00:00.000000Z"
    assert canon.uuid(uuid.UUID(int=1)).hex() == "7500000010" + "00" * 15 + "01"
    assert canon.several(canon.flag)([True, False]).hex() == "6c0000000a74000000006600000000"
    assert canon.digest(canon.text("פנקס")).hex() == (
        "0ef88ada5ddd4891ec24b081360087c7d910d85d89a6d32a1fcc7af0d8bea7cb"
    )


def test_the_link_is_frozen() -> None:
    line = DaybookLine(
        position=1, recorded_at=dt.datetime(2026, 8, 5, 9, tzinfo=dt.UTC), actor="ruth", verb="draft written",
        sort="document", serial=1, numbers=("98/100001",), content=bytes(32), link=b"",
    )  # fmt: skip
    assert link(1, GENESIS, line).hex() == "bbd1cc3e37dd3dc766fcfd73afbc62ab84f94c796921dde10aee8d62a7faf3b0"


def test_every_refusal_has_a_code_of_its_own() -> None:
    leaves = [leaf for leaf in vars(errors).values() if isinstance(leaf, type) and issubclass(leaf, errors.PinkasError)]
    codes = [leaf.code for leaf in leaves]
    assert len(set(codes)) == len(codes) > 10
    assert errors.__doc__ is not None
    for leaf in leaves:
        assert leaf.__name__ in errors.__doc__
