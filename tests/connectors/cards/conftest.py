"""A shop of the golden wire, and the two clearing houses."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TypeVar

import pytest

from pinkas.testing.house import House
from tests.connectors.cards.stand_ins import CardCom, ClearingHouse, Pelecard
from tests.wire.caspit.golden.conftest import operated, shop
from tests.wire.caspit.golden.shop import Shop
from tests.wire.ext.asking import ext

__all__ = ["operated", "shop"]

C = TypeVar("C", bound=ClearingHouse)


def _through(house: House, shop: Shop, name: str, clearing: C, **account: str) -> Iterator[C]:
    house.gateways.urls[name] = clearing.url
    assert ext(shop, "PUT", "card-gateway", {"Gateway": name, **account}).status == 200
    with clearing.open():
        yield clearing


@pytest.fixture
def pelecard(house: House, shop: Shop) -> Iterator[Pelecard]:
    account = {"Terminal": "0962210", "User": "testpele", "Password": "s3cret-Pele"}
    yield from _through(house, shop, "pelecard", Pelecard(), **account)


@pytest.fixture
def cardcom(house: House, shop: Shop) -> Iterator[CardCom]:
    account = {"Terminal": "1000", "User": "test-api", "Password": "s3cret-Card"}
    yield from _through(house, shop, "cardcom", CardCom(), **account)
