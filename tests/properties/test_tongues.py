"""Three tongues under random verbs, one auditor; longer with PINKAS_PROVE=1 (`make prove`)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator

import psycopg
import pytest
from hypothesis import Phase, settings
from hypothesis.stateful import run_state_machine_as_test

from pinkas.testing.house import House
from tests.properties.asking import PASSWORD, USER
from tests.properties.machine import Books
from tests.properties.sofia import Sofia
from tests.properties.systems import Systems
from tests.properties.test_books import BUDGET, PROVING


class Haifa(Systems, Books):
    """An Israeli shop: everything Caspit does, a till and a shop's system beside it."""

    def looks(self) -> list[Callable[[], None]]:
        return [*super().looks(), self.agree_till_list, self.agree_system_list]


#: What either shop can meet at its counter, and a run must meet most of.
DEEDS = (
    "a till's sale paid: all", "a till's sale paid: half", "a till's sale paid: round", "an exchange",
    "goods taken back", "goods taken back in parts", "a sale voided", "a payment at the till", "said again",
    "a sale of the system", "taken back by the system",
)  # fmt: skip
MOST_DEEDS = 9
#: To shrink a story of three tongues takes longer than anybody waits: it is told as it was found.
TONGUES = settings(BUDGET, max_examples=1000 if PROVING else 8, phases=[Phase.generate], report_multiple_bugs=False)


@pytest.fixture(scope="module")
def owner(house: House, owner_dsn: str) -> Iterator[psycopg.Connection]:
    house.add_user(USER, PASSWORD, operator=True)
    with psycopg.connect(owner_dsn, autocommit=True) as connection:
        yield connection


@pytest.mark.parametrize("shop", [Haifa, Sofia])
def test_a_shop_in_three_tongues(shop: type[Systems], house: House, owner: psycopg.Connection) -> None:
    deeds: Counter[str] = Counter()
    run_state_machine_as_test(lambda: shop(house, owner, deeds), settings=TONGUES)
    assert sum(deeds[deed] > 0 for deed in DEEDS) >= MOST_DEEDS, deeds
