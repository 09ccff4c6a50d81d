"""Selling at tills over R-NET: over many businesses against the floor of one raw call, and fifty tills of one at once.

Afterwards the books are counted: every answer is a transaction with its document, the numbers of every till and every
series run without gap or double, and the stock of everything is the sum of its moves.
"""

from __future__ import annotations

import itertools
from collections import Counter
from collections.abc import Sequence
from typing import Final

import psycopg
import uvloop

from benchmarks.calls import Member
from benchmarks.installation import Installation, Server
from benchmarks.load import Load, run_load
from benchmarks.results import BenchmarkError, Measure
from benchmarks.scale import Scale
from benchmarks.till_calls import FIRST_OWN, FIRST_TILL, Answered, Counters, Shop, furnish_shops, quantities, sale_frame
from benchmarks.writing import CONNECTIONS, alternate, measured
from pinkas.actions.desk import Desk
from pinkas.storage.verify import awaited_numbers, verify_business

_TILLS: Final = 50
#: So many of them number their own sales.
_OWN_NUMBERS: Final = 10


class Sellers:
    """So many connections that sell at the first till of each shop in turn, and note the answers."""

    def __init__(self, port: int, shops: Sequence[Shop]) -> None:
        self._port = port
        self._frames = [sale_frame(shop) for shop in shops]
        self._count = itertools.count(1)
        self.counters = Counters()

    def run(self, seconds: float) -> Load:
        """Sell for so long."""
        return uvloop.run(
            run_load(self._port, self._next, self.counters.check, connections=CONNECTIONS, seconds=seconds)
        )

    def _next(self, connection: int) -> bytes:
        place = next(self._count) % len(self._frames)
        return self.counters.request(connection, place, self._frames[place])


def measure_sales(installation: Installation, server: Server, members: Sequence[Member], scale: Scale) -> Measure:
    """`rnet_sale`: POST transactions with ten lines, 32 connections, many businesses."""
    shops = furnish_shops(installation, members)
    sellers = Sellers(server.port, shops)
    rounds = alternate(installation, server, sellers, len(shops), scale)
    kept = _check_books(installation, shops, sellers.counters.answered)
    rounds.notes.append(f"{kept:,} sales answered and found in the books, with their numbers and stock")
    return measured("rnet_sale", rounds, least_ratio=0.5, unit="sales/s")


def measure_fifty_tills(installation: Installation, server: Server, member: Member, scale: Scale) -> Measure:
    """`fifty_tills`: fifty tills of one business sell at once, some of which number their own sales."""
    (shop,) = furnish_shops(installation, [member], tills=_TILLS, own_numbers=_OWN_NUMBERS)
    counters = Counters()
    own = [till >= _TILLS - _OWN_NUMBERS for till in range(_TILLS)]
    frames = [sale_frame(shop, till=FIRST_TILL + till, numbers_itself=own[till]) for till in range(_TILLS)]
    sold = [0] * _TILLS

    def next_sale(till: int) -> bytes | None:
        if sold[till] == scale.sales_a_till:
            return None
        sold[till] += 1
        return counters.request(till, 0, frames[till], own=FIRST_OWN - 1 + sold[till] if own[till] else None)

    installation.analyze()
    load = uvloop.run(run_load(server.port, next_sale, counters.check, connections=_TILLS))
    if load.answers != _TILLS * scale.sales_a_till:
        raise BenchmarkError(f"{load.answers} of {_TILLS * scale.sales_a_till} sales were answered")
    _check_books(installation, [shop], counters.answered)
    _verify(installation, shop.business)
    return Measure(
        name="fifty_tills",
        value=load.seconds * 1000 / load.answers,
        unit="ms/sale",
        target="no double, no loss, stock whole",
        met=True,
        notes=(
            f"{_TILLS} tills sold {scale.sales_a_till} times each, {_OWN_NUMBERS} of them by their own numbers",
            f"{load.answers:,} sales in {load.seconds:.1f} s, {load.per_second:,.0f} a second",
            f"answers p50 {load.p50_ms:.0f} ms, p99 {load.p99_ms:.0f} ms; the books are whole",
        ),
    )


def _check_books(installation: Installation, shops: Sequence[Shop], answered: Sequence[Answered]) -> int:
    """Every answer is in the books once, under its numbers, and nothing else is; gives their count."""
    businesses = [shop.business for shop in shops]
    said = Counter((businesses[one.place], one.uuid, one.till, one.sequence) for one in answered)
    with psycopg.connect(installation.cluster().dsn("owner")) as connection:
        sold = connection.execute(
            "select t.business_id, t.uuid, r.number, t.sequence from books.transaction t join books.register r"
            " on r.business_id = t.business_id and r.serial = t.register_serial"
            " where t.business_id = any(%s) and t.kind = 'sale'",
            [businesses],
        ).fetchall()
        if Counter(sold) != said or max(said.values()) > 1:
            raise BenchmarkError(f"{said.total()} sales were answered and {len(sold)} are in the books")
        _check_run("till", [((business, till), number) for business, _, till, number in sold])
        numbers = connection.execute(
            "select n.business_id, n.series, n.run, n.number from books.legal_number n"
            " join books.document d on d.business_id = n.business_id and d.serial = n.document_serial"
            " where n.business_id = any(%s)",
            [businesses],
        ).fetchall()
        if len(numbers) != len(sold):
            raise BenchmarkError(f"{len(sold)} sales issued {len(numbers)} documents")
        _check_run("series", [((business, series, run), number) for business, series, run, number in numbers])
        _check_stock(connection, businesses, len(sold))
    return len(sold)


def _check_run(what: str, found: Sequence[tuple[tuple[object, ...], int]]) -> None:
    """The numbers of each run follow one another."""
    runs: dict[tuple[object, ...], list[int]] = {}
    for run, number in found:
        runs.setdefault(run, []).append(number)
    for numbers in runs.values():
        if len(set(numbers)) != len(numbers) or max(numbers) - min(numbers) + 1 != len(numbers):
            raise BenchmarkError(f"the numbers of a {what} have a gap or a double")


def _check_stock(connection: psycopg.Connection, businesses: Sequence[int], sales: int) -> None:
    """The stock of everything is the sum of its moves, and the sales took what they say."""
    wrong = connection.execute(
        "select s.business_id from books.stock s left join books.stock_move m"
        " on m.business_id = s.business_id and m.product = s.product and m.store = s.store"
        " where s.business_id = any(%s) group by s.business_id, s.product, s.store, s.quantity"
        " having s.quantity <> coalesce(sum(m.quantity), 0)",
        [businesses],
    ).fetchone()
    if wrong is not None:
        raise BenchmarkError(f"the stock of business {wrong[0]} is not the sum of its moves")
    gone = connection.execute(
        "select p.key, -sum(m.quantity) from books.stock_move m"
        " join books.product p on p.business_id = m.business_id and p.serial = m.product"
        " where m.business_id = any(%s) and m.document_serial is not null group by p.key",
        [businesses],
    ).fetchall()
    if dict(gone) != {key: quantity * sales for key, quantity in quantities().items()}:
        raise BenchmarkError("the stock that went is not what was sold")


def _verify(installation: Installation, business: int) -> None:
    """What `pinkas verify` says of one business."""

    async def work(desk: Desk) -> str | None:
        finding = await verify_business(desk.store, business)
        awaited, _ = await awaited_numbers(desk.store, business)
        return str(finding) if finding is not None else f"{awaited[0]}" if awaited else None

    said = installation.at_the_desk(work)
    if said is not None:
        raise BenchmarkError(f"the books of the fifty tills are not whole: {said}")
