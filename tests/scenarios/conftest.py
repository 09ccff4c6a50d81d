"""A house for the stories, its clock at their mercy; whatever happened, the books are whole in the end."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import psycopg
import pytest

from pinkas.storage.verify import verify_business
from pinkas.testing.house import House
from tests.scenarios.keeper import PASSWORD, USER, Keeper


@pytest.fixture(scope="module")
def owner(owner_dsn: str) -> Iterator[psycopg.Connection]:
    """The module's database as its owner, for sums that no API gives."""
    with psycopg.connect(owner_dsn, autocommit=True) as connection:
        yield connection


@pytest.fixture(scope="module")
def staffed(house: House) -> House:
    """The house with a keeper who may enter every shop."""
    house.add_user(USER, PASSWORD, operator=True)
    return house


@pytest.fixture
def open_shop(staffed: House, owner: psycopg.Connection) -> Iterator[Callable[..., Keeper]]:
    """Opens shops by tax number, on a civil time of theirs; in Israel unless said."""
    opened: list[Keeper] = []

    def open_one(tax_number: str, when: str, country: str = "IL") -> Keeper:
        keeper = Keeper(staffed, owner, tax_number, when, country=country)
        opened.append(keeper)
        return keeper

    yield open_one
    for keeper in opened:
        keeper.close()
        assert staffed.run(verify_business(staffed.desk.store, keeper.business)) is None
