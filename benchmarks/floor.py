"""The floor under writing: `floor.sql`'s function called straight through the driver, by 1, 8 and 32 clients."""

from __future__ import annotations

import asyncio
import datetime as dt
import itertools
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any, Final
from uuid import UUID

import asyncpg

from benchmarks.results import BenchmarkError
from pinkas.storage.embedded import Cluster

CLIENTS: Final = (1, 8, 32)
_DATABASE: Final = "floor"
_CALL: Final = "select floor.write($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16)"
_UUID: Final = UUID("0190b0c0-0000-7000-8000-000000000000")
_VALUES: Final = (
    "tax_invoice", dt.date(2026, 8, 4), 1, 'נגריית אלון בע"מ, הרצל 12, חיפה', Decimal("4425.75"), Decimal("796.64"),
    Decimal("5222.39"), ["מדף אלון מלא", "שולחן אוכל 180×90", "התקנה בבית הלקוח"],
    [Decimal(250), Decimal(3400), Decimal("350.5")], [Decimal(2), Decimal(1), Decimal("1.5")],
    [Decimal(500), Decimal(3400), Decimal("525.75")], ["receivable", "income:3", "income:4", "output_vat"],
    [Decimal("5222.39"), Decimal(-3900), Decimal("-525.75"), Decimal("-796.64")],
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class FloorRound:
    """Calls a second by number of clients."""

    by_clients: Mapping[int, float]

    @property
    def best(self) -> float:
        """The best of them."""
        return max(self.by_clients.values())


class WritingFloor:
    """A database of its own beside the server's, in the same cluster and as durable."""

    def __init__(self, cluster: Cluster) -> None:
        self._connect = {**cluster.connect_kwargs("admin"), "server_settings": {"jit": "off"}}
        self._numbers = itertools.count(1)
        self._written = 0

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
        rates = {}
        for clients in CLIENTS:
            rates[clients] = await self._rate(clients, seconds / len(CLIENTS), lambda n: 1 + n % businesses)
        return FloorRound(rates)

    async def check(self) -> None:
        """Every answered call must be in the tables, whole."""
        connection = await self._connected()
        row = await connection.fetchrow(
            "select (select sum(last_number) from floor.counter), (select count(*) from floor.idempotency),"
            " (select count(*) from floor.header), (select count(*) from floor.line) / 3.0,"
            " (select count(*) from floor.posting) / 4.0"
        )
        await connection.close()
        if any(found != self._written for found in row):
            raise BenchmarkError(f"the floor answered {self._written} calls and kept {list(map(int, row))}")

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
                await call.fetchval(business_of(number), f"once-{number}", _UUID, *_VALUES)
                done += 1
            return done

        done = sum(await asyncio.gather(*map(client, calls)))
        took = time.perf_counter() - began
        for connection in connections:
            await connection.close()
        self._written += done
        return done / took
