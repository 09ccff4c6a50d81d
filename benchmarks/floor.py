"""The floor under writing: `floor.sql`'s function called straight through the driver, by 1, 8 and 32 clients."""

from __future__ import annotations

import asyncio
import itertools
import json
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any, Final
from uuid import UUID

import asyncpg

from benchmarks.calls import LINES, goods
from benchmarks.results import BenchmarkError
from pinkas.storage.embedded import Cluster

CLIENTS: Final = (1, 8, 32)
_DATABASE: Final = "floor"
_CALL: Final = "select floor.write($1, $2, $3)"
#: A line as JSON; as many of them as our own document has.
_LINE: Final = '{"number": %d, "name": %s, "unit_price": %s, "quantity": %s, "net": %s}'
_LINES: Final = ", ".join(
    _LINE % (number, json.dumps(name, ensure_ascii=False), price, quantity, Decimal(price) * Decimal(quantity))
    for number, (name, price, quantity) in enumerate(goods(LINES), start=1)
)
#: The document as JSON, with a gap for its uuid. Its sums are those of the lines less the discount our document has.
_DOCUMENT: Final = (
    """{"uuid": "%s", "kind": "tax_invoice", "date": "2026-08-04", "contact": 1,
"party": {"name": "נגריית אלון", "tax_number": "514000009", "contact_name": "דנה אלון", "address": "הרצל 12",
"city": "חיפה"}, "net": 16664.34, "vat": 2999.58, "total": 19663.92, "lines": ["""
    + _LINES
    + """], "postings": [
{"number": 1, "account": "receivable", "amount": 19663.92}, {"number": 2, "account": "income:3", "amount": -16138.59},
{"number": 3, "account": "income:4", "amount": -525.75}, {"number": 4, "account": "output_vat", "amount": -2999.58}]}"""
)


@dataclass(frozen=True, slots=True)
class FloorRound:
    """Calls a second by number of clients, and calls in all."""

    by_clients: Mapping[int, float]
    calls: int

    @property
    def best(self) -> float:
        """The best of them."""
        return max(self.by_clients.values())


class WritingFloor:
    """A database of its own beside the server's, in the same cluster and as durable."""

    def __init__(self, cluster: Cluster) -> None:
        self._connect = {**cluster.connect_kwargs("admin"), "server_settings": {"jit": "off"}}
        self._numbers = itertools.count(1)
        self.written = 0

    async def create(self, businesses: int) -> None:
        """Make the database."""
        admin = await asyncpg.connect(**{**self._connect, "database": "postgres"})
        await admin.execute(f"drop database if exists {_DATABASE}")
        await admin.execute(f"create database {_DATABASE}")
        await admin.close()
        connection = await self._connected()
        await connection.execute(Path(__file__).with_name("floor.sql").read_text())
        await connection.execute(
            "insert into floor.counter (business_id) select generate_series(1, $1::bigint)", businesses
        )
        await connection.close()

    async def sample(self, seconds: float, businesses: int) -> FloorRound:
        """Call as fast as the clients can, on so many businesses in turn."""
        rates, before = {}, self.written
        for clients in CLIENTS:
            rates[clients] = await self._rate(clients, seconds / len(CLIENTS), lambda n: 1 + n % businesses)
        return FloorRound(rates, self.written - before)

    async def analyze(self) -> None:
        """As `Installation.analyze`."""
        connection = await self._connected()
        await connection.execute("vacuum analyze")
        await connection.close()

    async def check(self) -> None:
        """Every answered call must be in the tables, whole."""
        connection = await self._connected()
        row = await connection.fetchrow(
            "select (select sum(last_number) from floor.counter), (select count(*) from floor.idempotency),"
            " (select count(*) from floor.header), (select count(*) from floor.line) / $1::numeric,"
            " (select count(*) from floor.posting) / 4.0",
            LINES,
        )
        await connection.close()
        if any(found != self.written for found in row):
            raise BenchmarkError(f"the floor answered {self.written} calls and kept {list(map(int, row))}")

    async def _connected(self) -> asyncpg.Connection:
        return await asyncpg.connect(**{**self._connect, "database": _DATABASE})

    async def _rate(self, clients: int, seconds: float, business_of: Callable[[int], int]) -> float:
        connections = [await self._connected() for _ in range(clients)]
        calls = [await connection.prepare(_CALL) for connection in connections]
        began = time.perf_counter()
        deadline = began + seconds

        async def client(call: Any) -> int:
            done = 0
            while time.perf_counter() < deadline:
                number = next(self._numbers)
                await call.fetchval(business_of(number), f"once-{number}", _DOCUMENT % UUID(int=number))
                done += 1
            return done

        done = sum(await asyncio.gather(*map(client, calls)))
        took = time.perf_counter() - began
        for connection in connections:
            await connection.close()
        self.written += done
        return done / took
