"""A house that reaches the stand-in of the fiscal service."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from pinkas.connectors.fiscal_al import open_service
from pinkas.testing.clock import MovableClock
from pinkas.testing.fiscal_service import FiscalStandIn
from pinkas.testing.house import House
from tests.conftest import NOON
from tests.wire.icash.system import System

from .shop import open_shop


@pytest.fixture(scope="module")
def stand_in() -> Iterator[FiscalStandIn]:
    with FiscalStandIn() as service:
        yield service


@pytest.fixture
def service(stand_in: FiscalStandIn) -> FiscalStandIn:
    """The stand-in as it was at the start."""
    stand_in.reset()
    return stand_in


@pytest.fixture(scope="module")
def house(
    connection: dict[str, Any], tmp_path_factory: pytest.TempPathFactory, stand_in: FiscalStandIn
) -> Iterator[House]:
    key_file: Path = tmp_path_factory.mktemp("secrets") / "master.key"
    clock = MovableClock(NOON)
    opened = House(connection, key_file, clock)
    opened.fiscal_service = open_service((stand_in.url, None), clock)
    with opened:
        yield opened


@pytest.fixture
def shop(house: House, clock: MovableClock) -> System:
    """A joined business at noon."""
    del clock
    return open_shop(house)
