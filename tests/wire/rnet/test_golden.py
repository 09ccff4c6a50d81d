"""Exchanges down to the bytes: the files of `exchanges`, each with a shop of its own as the composed samples have it.

They are written as `tests.wire.caspit.golden.exchanges` says, without a token: each request bears the shop's key.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import pytest

from pinkas.testing.clock import MovableClock
from pinkas.testing.house import House
from tests.wire.caspit.golden.exchanges import compare, filled, message, read

from .haifa import Haifa, open_haifa

FOLDER = Path(__file__).parent / "exchanges"
NAMES = sorted(path.stem for path in FOLDER.glob("*.txt"))
#: On every answer of this wire.
ALWAYS = {
    "access-control-allow-origin": "*",
    "access-control-expose-headers": "Idempotency-Replayed, Retry-After",
    "cache-control": "no-store",
    "x-content-type-options": "nosniff",
}


@dataclass
class Shown:
    """A reply as the files show one."""

    status: int
    headers: dict[str, str]
    text: str


@pytest.mark.parametrize("name", NAMES)
def test_exchanges(name: str, house: House, clock: MovableClock) -> None:
    shop = open_haifa(house)
    known = {"{key}": shop.key}
    for exchange in read(name, FOLDER):
        clock.move(seconds=exchange.later_s)
        request = message([filled(line, known) for line in exchange.sent])
        reply = asked(shop, request.first, request.body, request.headers)
        try:
            compare(reply, message(exchange.expected), known, ALWAYS)  # type: ignore[arg-type]  # of the same shape
        except AssertionError as error:
            error.add_note(f"{name}.txt: {exchange.title}")
            raise


def asked(shop: Haifa, first: str, body: str, headers: dict[str, str]) -> Shown:
    verb, target = first.split(" ", 1)
    named = {name.replace("-", "_"): value for name, value in headers.items()}
    reply = shop.ask(verb, target, body.encode(), **named)
    return Shown(reply.status, reply.headers, reply.body.decode())


@pytest.mark.parametrize("name", NAMES)
def test_every_exchange_says_what_it_shows_and_what_it_expects(name: str) -> None:
    exchanges = read(name, FOLDER)
    assert exchanges
    for exchange in exchanges:
        assert exchange.title.endswith(".")
        assert exchange.sent
        assert exchange.expected
