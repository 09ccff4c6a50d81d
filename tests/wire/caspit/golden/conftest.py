"""A shop for every test: a business of its own in the module's house, the clock at noon."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from pinkas.testing.clock import MovableClock
from pinkas.testing.house import House

from .shop import PASSWORD, USER, Shop, open_shop


@pytest.fixture(scope="module")
def operated(house: House) -> House:
    """The house with Ruth, who may enter every business."""
    house.add_user(USER, PASSWORD, operator=True)
    return house


@pytest.fixture
def shop(operated: House, clock: MovableClock) -> Iterator[Shop]:
    """A new business, logged in to at noon."""
    opened = open_shop(operated)
    yield opened
    opened.close()
