"""The shops of the other wire, asked over this one; whatever the tests do, their books are whole in the end."""

from __future__ import annotations

from tests.wire.caspit.golden.conftest import operated, shop
from tests.wire.caspit.golden.test_golden_races import meanwhile

__all__ = ["meanwhile", "operated", "shop"]
