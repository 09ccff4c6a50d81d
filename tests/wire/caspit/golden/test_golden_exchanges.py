"""Every route and every error, down to the bytes: the files of `exchanges`, each with a business of its own."""

from __future__ import annotations

import psycopg
import pytest

from .exchanges import FOLDER, play, read
from .shop import Shop
from .till_sales import sell_at_the_till

#: What is there before a file begins, of which no route of this wire makes any.
BEFORE = {"ext-operations": sell_at_the_till}
NAMES = sorted(path.stem for path in FOLDER.glob("*.txt"))


@pytest.fixture(autouse=True)
def no_rates(owner_dsn: str) -> None:
    """Rates of exchange are everybody's: each file begins without."""
    with psycopg.connect(owner_dsn, autocommit=True) as owner:
        owner.execute("delete from directory.exchange_rate")


@pytest.mark.parametrize("name", NAMES)
def test_exchanges(name: str, shop: Shop) -> None:
    if name in BEFORE:
        BEFORE[name](shop)
    play(name, shop)


@pytest.mark.parametrize("name", NAMES)
def test_every_exchange_says_what_it_shows_and_what_it_expects(name: str) -> None:
    exchanges = read(name)
    assert exchanges
    for exchange in exchanges:
        assert exchange.title.endswith(".")
        assert exchange.sent
        assert exchange.expected
