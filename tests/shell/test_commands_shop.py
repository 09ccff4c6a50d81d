"""`pinkas shop`: what a shop is made of and the end of its day; and what a business begins with."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

import pytest
from typer.testing import CliRunner

from pinkas.actions.shops import shop_of
from pinkas.books.errors import InvalidValue, UnknownRecord
from pinkas.shell import cli, commands_business, commands_shop
from pinkas.storage import directory
from pinkas.storage.verify import verify_business
from pinkas.testing.house import House

NUMBER = "203912346"
Said = Callable[..., list[str]]


def _run(house: House, *words: str, status: int = 0) -> list[str]:
    """What a command over the house's books says, line by line; the books' own refusals come through."""
    with pytest.MonkeyPatch.context() as patch:
        for module in (commands_shop, commands_business):
            patch.setattr(module, "at_the_desk", lambda _settings, work, **_: house.run(work(house.desk)))
        done = CliRunner().invoke(cli.app, words)
    if isinstance(done.exception, InvalidValue | UnknownRecord):
        raise done.exception
    assert done.exit_code == status, done.stderr
    return done.stderr.splitlines()


@pytest.fixture(scope="module")
def said(house: House) -> Said:
    """The command line over a business that was opened by it; its till 21 stands in a second store."""
    _run(house, "business", "add", NUMBER, "Пример ООД", "--country", "BG")
    assert _run(house, "shop", "store", "add", NUMBER, "3", "name=Бургас", "first-number=1000000001") == [
        "3: name=Бургас first-number=1000000001 active=yes",
    ]  # fmt: skip
    # There a series is the store's own: its till is of it whatever its number.
    assert _run(house, "shop", "till", "add", NUMBER, "21", "store=3", "hardware=yes", "fiscal-device=DT123456") == [
        "21: number=21 series=2 hardware=yes own-numbers=no fiscal-device=DT123456 active=yes store=3",
    ]  # fmt: skip
    return partial(_run, house)


def test_a_business_begins_with_a_store_a_till_and_four_people(house: House, said: Said) -> None:
    assert said("shop", "store", "list", NUMBER)[0] == "1: name=Пример ООД active=yes"
    assert "1: number=1 series=1 hardware=no own-numbers=no active=yes store=1" in said("shop", "till", "list", NUMBER)
    assert said("shop", "staff", "list", NUMBER) == [
        "1: number=1 user-name=manager first-name=Управител role=admin active=yes",
        "2: number=2 user-name=seller first-name=Продавач role=user active=yes",
        "3: number=3 user-name=accountant first-name=Счетоводител role=user active=yes",
        "4: number=4 user-name=auditor first-name=Одитор role=auditor active=yes",
    ]
    business = house.run(directory.business_by_tax_number(house.desk.store, [NUMBER]))
    assert business is not None
    shop = house.run(shop_of(house.desk, business))
    assert min(one.version for one in (*shop.stores, *shop.tills, *shop.staff)) == 1
    assert house.run(verify_business(house.desk.store, business)) is None


def test_a_part_is_added_and_changed(said: Said) -> None:
    assert said("shop", "store", "add", NUMBER, "4", "name=Русе", "city=Русе") == [
        "4: name=Русе city=Русе active=yes",
    ]  # fmt: skip
    assert said("shop", "store", "change", NUMBER, "4", "city=", "price-list=2", "active=no") == [
        "4: name=Русе price-list=2 active=no",
    ]  # fmt: skip
    assert said("shop", "department", "add", NUMBER, "7", "name=Плодове", "class-number=3") == [
        "7: name=Плодове class-number=3 active=yes",
    ]  # fmt: skip
    assert said("shop", "price-list", "add", NUMBER, "2", "name=Едро") == ["2: name=Едро"]
    assert said("shop", "tender", "add", NUMBER, "100", "name=Ваучер", "type=voucher")[0].startswith("100: number=100")


@pytest.mark.parametrize(
    ("words", "field"),
    [
        (("till", "change", NUMBER, "21", "series=7"), "series"),
        (("till", "change", NUMBER, "21", "hardware=perhaps"), "hardware"),
        (("store", "change", NUMBER, "3", "first-number=many"), "first-number"),
        (("store", "change", NUMBER, "1", "first-number=1000000001"), "first_number"),
        (("staff", "change", NUMBER, "1", "login=nobody"), "login"),
    ],
)
def test_what_cannot_be_is_refused_by_name(said: Said, words: tuple[str, ...], field: str) -> None:
    with pytest.raises(InvalidValue) as refused:
        said("shop", *words)
    assert refused.value.field == field


def test_words_and_parts_nobody_knows_are_told(said: Said) -> None:
    with pytest.raises(UnknownRecord):
        said("shop", "club", "change", NUMBER, "9", "name=x")
    with pytest.raises(UnknownRecord):
        said("shop", "till", "add", NUMBER, "22", "store=9")
    assert said("shop", "club", "add", NUMBER, "9", "colour=red", status=1) == [
        "pinkas: 'colour=red' is not name=value with one of these names: code, name, active.",
    ]  # fmt: skip
    assert said("shop", "store", "add", NUMBER, "3", "name=x", status=1) == [
        f"pinkas: Store 3 is there already; change it with: pinkas shop store change {NUMBER} 3.",
    ]  # fmt: skip


def test_a_day_is_closed(said: Said) -> None:
    (closed,) = said("shop", "close-day", NUMBER, "3")
    assert closed.startswith("3-1 of 2026-08-04 ")
    assert closed.endswith(": 0 transactions; payments 0.00")
    said("shop", "close-day", NUMBER, "3")
    assert [line.partition(" ")[0] for line in said("shop", "closings", NUMBER, "--store", "3")] == ["3-2", "3-1"]
    assert said("shop", "closings", NUMBER, "--store", "1") == []
