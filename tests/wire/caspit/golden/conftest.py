"""A shop for every test: a business of its own in the module's house, the clock at noon."""

from __future__ import annotations

from collections.abc import Iterator

import psycopg
import pytest

from pinkas.storage import directory
from pinkas.storage.verify import verify_business
from pinkas.testing.clock import MovableClock
from pinkas.testing.house import House

from .papers import Postings
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


@pytest.fixture
def postings(shop: Shop, owner_dsn: str) -> Iterator[Postings]:
    """What a document posted, and after it its cancellation: account and amount, debits positive."""
    with psycopg.connect(owner_dsn, autocommit=True) as connection:

        def read(key: str) -> list[tuple[str, object]]:
            return connection.execute(
                "select p.account, p.amount from books.document_index i"
                " join books.document o using (business_id, serial)"
                " left join books.cancellation c on (c.business_id, c.document_serial) = (i.business_id, i.serial)"
                " join books.posting p on p.business_id = i.business_id"
                "  and p.entry_serial in (o.entry_serial, c.entry_serial)"
                " where i.business_id = %s and i.key = %s order by p.entry_serial, p.number",
                [shop.business, key],
            ).fetchall()

        yield read
