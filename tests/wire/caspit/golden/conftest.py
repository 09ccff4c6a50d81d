"""A shop for every test: a business of its own in the module's house, the clock at noon."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from pinkas.storage import directory
from pinkas.storage.verify import verify_business
from pinkas.testing.clock import MovableClock
from pinkas.testing.house import House

from .shop import PASSWORD, USER, Shop, open_shop


@pytest.fixture(scope="module")
def operated(house: House) -> Iterator[House]:
    """The house with Ruth, who may enter every business. Whatever its tests did, the books are whole in the end."""
    house.add_user(USER, PASSWORD, operator=True)
    yield house
    for row in house.run(directory.businesses(house.desk.store)):
        assert house.run(verify_business(house.desk.store, row.business_id)) is None


@pytest.fixture
def shop(operated: House, clock: MovableClock) -> Iterator[Shop]:
    """A new business, logged in to at noon."""
    opened = open_shop(operated)
    yield opened
    opened.close()
