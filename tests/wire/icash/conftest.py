"""One Bulgarian business for a module, with its system; others open their own."""

from __future__ import annotations

import pytest

from pinkas.testing.house import House

from .system import System, open_system


@pytest.fixture(scope="module")
def system(house: House) -> System:
    return open_system(house)
