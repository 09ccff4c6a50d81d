"""What a shop may be made of, and the numbers by which tills and shops name rates, units and payments."""

from __future__ import annotations

import datetime as dt
import uuid
from decimal import Decimal as D  # noqa: N817 - amounts are read here, not written

import pytest

from pinkas.books.errors import InvalidValue
from pinkas.books.measures import MEASURES, measure_named
from pinkas.books.pay_types import BUILT_IN_MEANS, PAY_TYPE_OF_TENDER_KIND, PAY_TYPES, WITHHELD
from pinkas.books.shop import BankAccount, OwnMeans, Shop, Staff, Store, Till, is_iban
from pinkas.books.tax_groups import TAX_GROUPS, group_label, group_of, group_rate, reduced_rates, tax_group
from pinkas.books.tenders import TENDER_TYPES
from pinkas.books.vat import VatCategory

NAMED = {"serial": 1, "key": "1", "uuid": uuid.UUID(int=7), "version": 1}
NOON = dt.datetime(2026, 8, 4, 9, 0, tzinfo=dt.UTC)


@pytest.mark.parametrize(
    ("sort", "fields", "named"),
    [
        (Store, {"name": " "}, "name"),
        (Store, {"name": "x" * 101}, "name"),
        (Store, {"name": "a\nb"}, "name"),
        (Store, {"name": "Shop", "city": "x" * 201}, "city"),
        (Store, {"name": "Shop", "key": ""}, "key"),
        (Store, {"name": "Shop", "price_list": 5}, "price_list"),
        (Store, {"name": "Shop", "first_number": 10_000_000_000}, "first_number"),
        (Till, {"store_serial": 1, "number": 21, "series": 100}, "series"),
        (Till, {"store_serial": 1, "number": 21, "series": 21, "fiscal_device": "1234567"}, "fiscal_device"),
        (Till, {"store_serial": 1, "number": 21, "series": 21, "operator_code": "12345"}, "operator_code"),
        (Staff, {"number": "", "user_name": "dana"}, "number"),
        (Staff, {"number": "12", "user_name": ""}, "user_name"),
        (Staff, {"number": "12", "user_name": "dana", "role": "owner"}, "role"),
        (OwnMeans, {"number": 99, "name": "Gift card"}, "number"),
        (OwnMeans, {"number": 900, "name": "Gift card"}, "number"),
        (OwnMeans, {"number": 100, "name": "Gift card", "type": "shells"}, "type"),
    ],
)
def test_what_no_shop_is_made_of_is_refused_by_name(sort: type, fields: dict[str, object], named: str) -> None:
    with pytest.raises(InvalidValue) as refused:
        sort(**{**NAMED, **fields})
    assert refused.value.field == named


def test_a_bank_account_has_an_iban_whose_check_digits_fit() -> None:
    account = BankAccount(
        **NAMED, bank_name="Bank", iban="BG80BNBG96611020345678", currency="EUR", created_at=NOON, bic="BNBGBGSD"
    )
    assert account.active
    assert not is_iban("BG81BNBG96611020345678")
    assert not is_iban("BG80 BNBG 9661 1020 3456 78")
    for wrong in ({"iban": "BG81BNBG96611020345678"}, {"bic": "BNBG"}, {"currency": "XYZ"}, {"city_id": -1}):
        with pytest.raises(InvalidValue):
            BankAccount(
                **{**NAMED, "bank_name": "Bank", "iban": "BG80BNBG96611020345678", "currency": "EUR",
                   "created_at": NOON, **wrong}
            )  # fmt: skip


def test_price_lists_and_means_are_there_before_anybody_made_any() -> None:
    shop = Shop(settings=1, business=uuid.UUID(int=9))
    assert [(one.serial, one.name, one.version) for one in shop.price_lists] == [
        (1, "1", 0), (2, "2", 0), (3, "3", 0), (4, "4", 0),
    ]  # fmt: skip
    assert len({one.uuid for one in shop.price_lists}) == 4
    assert shop.price_lists == Shop(settings=2, business=uuid.UUID(int=9)).price_lists
    assert [(one.number, one.type) for one in shop.means[:4]] == [
        (1, "cash"), (2, "cheque"), (3, "card:other"), (900, "withheld"),
    ]  # fmt: skip
    card = OwnMeans(**{**NAMED, "number": 100, "name": "Gift card", "type": "voucher"})
    own = Shop(settings=1, business=uuid.UUID(int=9), own_means=(card,))
    assert [one.number for one in own.means[:5]] == [1, 2, 3, 100, 900]


def test_every_tender_of_the_books_has_a_means_and_a_pay_type() -> None:
    means = {one.type for one in BUILT_IN_MEANS}
    assert means - {WITHHELD} <= set(TENDER_TYPES)
    cards = {name for name in TENDER_TYPES if name.startswith("card:")}
    assert set(TENDER_TYPES) - cards <= means
    for tender in TENDER_TYPES.values():
        assert PAY_TYPES[PAY_TYPE_OF_TENDER_KIND[tender.kind]].label("BG")
    assert {number: one.label("BG") for number, one in PAY_TYPES.items() if number < 4} == {
        1: "В брой", 2: "Карта", 3: "Чек",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("country", "number", "day", "percent"),
    [
        ("IL", 1, "2026-08-04", "18"),
        ("IL", 2, "2026-08-04", "0"),
        ("BG", 1, "2026-08-04", "20"),
        ("BG", 2, "2026-08-04", "9"),
        ("BG", 2, "2010-01-01", "7"),
        ("BG", 2, "2006-01-01", "20"),
        ("BG", 3, "2026-08-04", "0"),
        ("AL", 1, "2026-08-04", "20"),
        ("AL", 2, "2026-08-04", "10"),
        ("AL", 3, "2026-08-04", "6"),
        ("AL", 4, "2026-08-04", "0"),
    ],
)
def test_tax_groups_bear_the_rate_of_their_day(country: str, number: int, day: str, percent: str) -> None:
    group = tax_group(country, number)
    assert group is not None
    on = dt.date.fromisoformat(day)
    assert group_rate(country, group, on) == D(percent)
    assert group_of(country, group.category, D(percent), on) == group


def test_reduced_rates_and_labels() -> None:
    day = dt.date(2026, 8, 4)
    assert reduced_rates("AL", day) == (D(10), D(6))
    assert reduced_rates("BG", day) == (D(9),)
    assert reduced_rates("IL", day) == ()
    assert group_of("AL", VatCategory.REDUCED, D(6), day) == tax_group("AL", 3)
    assert group_of("AL", VatCategory.REDUCED, D(7), day) is None
    assert [group_label("BG", group, day) for group in TAX_GROUPS["BG"]] == ["20%", "9%", "0%", "Освободено"]


def test_units_are_told_in_the_language_of_the_land() -> None:
    assert [MEASURES[number].label(land) for number in (1, 2) for land in ("BG", "AL", "IL", "US")] == [
        "бр.", "copë", "יחידה", "pc.", "кг", "kg", 'ק"ג', "kg",
    ]  # fmt: skip
    assert measure_named(" КГ ").number == 2
    assert measure_named("бр").number == 1
    assert measure_named("furlong").number == 1
    assert measure_named(None).number == 1
