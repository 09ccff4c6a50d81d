"""Sales as tills send them over R-NET, as bytes, and the shops that send them."""

from __future__ import annotations

import asyncio
import datetime as dt
import json
import re
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Final
from uuid import UUID, uuid4
from zoneinfo import ZoneInfo

import psycopg

from benchmarks.calls import LINES, Member, goods
from benchmarks.installation import Installation
from benchmarks.load import refuse_other
from benchmarks.results import BenchmarkError
from pinkas.actions.businesses import caller_of_business
from pinkas.actions.desk import Desk
from pinkas.actions.key_making import add_key
from pinkas.actions.keys import KeySort
from pinkas.actions.products import save_product
from pinkas.actions.shops import furnish, save_part
from pinkas.books.product import Product
from pinkas.books.shop import Till

#: The number of a shop's first till; further ones follow it.
FIRST_TILL: Final = 21
_IN_STOCK: Final = Decimal(10_000)
#: How many shops are furnished at a time.
_AT_ONCE: Final = 8
#: What is paid by card; the rest in cash.
_BY_CARD: Final = Decimal("500.00")
_SAID: Final = re.compile(rb'"TransactionID":"([0-9a-f-]{36})","TransactionNo":"(\d+)-(\d+)"')
#: Stands in the template where a sale's own id goes, as long as one.
_ID: Final = "00000000-0000-0000-0000-000000000000"
#: The same where a till's own number goes; the first is as long.
_OWN: Final = "000000"
FIRST_OWN: Final = 100_001


@dataclass(frozen=True, slots=True)
class Shop:
    """A business with tills, the key they send with, and the id of its customer."""

    business: int
    key: str
    customer: UUID


@dataclass(frozen=True, slots=True)
class Answered:
    """A sale as it was answered: whose (by place), its id, its till and the till's number for it."""

    place: int
    uuid: UUID
    till: int
    sequence: int


def furnish_shops(
    installation: Installation, members: Sequence[Member], *, tills: int = 1, own_numbers: int = 0
) -> list[Shop]:
    """Give each business goods with barcodes, tills and a key; the last `own_numbers` tills number their sales."""

    async def work(desk: Desk) -> list[str]:
        turn = asyncio.Semaphore(_AT_ONCE)

        async def one(member: Member) -> str:
            async with turn:
                return await _furnished(desk, member.business, tills=tills, own_numbers=own_numbers)

        return await asyncio.gather(*map(one, members))

    keys = installation.at_the_desk(work)
    with psycopg.connect(installation.cluster().dsn("owner")) as connection:
        rows = connection.execute(
            "select business_id, uuid from books.contact where serial = 1 and business_id = any(%s)",
            [[member.business for member in members]],
        ).fetchall()
    customers: dict[int, UUID] = dict(rows)
    return [
        Shop(member.business, key, customers[member.business]) for member, key in zip(members, keys, strict=True)
    ]  # fmt: skip


async def _furnished(desk: Desk, business: int, *, tills: int, own_numbers: int) -> str:
    """The shop's key."""
    caller = await caller_of_business(desk, business, actor="benchmark")
    await furnish(desk, caller)
    for place in range(tills):
        said = {"number": FIRST_TILL + place, "store_serial": 1, "own_numbers": place >= tills - own_numbers}
        await save_part(desk, caller, Till, None, said)
    for place, (name, price, _) in enumerate(goods(LINES)):
        product = Product(
            name=name, barcode=barcode(place), sale_price1=Decimal(price), price_includes_vat=True, currency="ILS"
        )
        await save_product(desk, caller, f"goods-{place}", product, in_stock=_IN_STOCK)
    return (await add_key(desk, caller, KeySort.OPAQUE)).key


def barcode(place: int) -> str:
    """The barcode of one of a shop's goods."""
    return f"72900000{place:05d}"


def quantities() -> dict[str, Decimal]:
    """What one sale takes, by the key of the goods."""
    return {f"goods-{place}": Decimal(quantity) for place, (_, _, quantity) in enumerate(goods(LINES))}


def sale(customer: UUID, *, till: int = FIRST_TILL, numbers_itself: bool = False) -> dict[str, Any]:
    """A sale of ten lines by barcode to the customer, paid in cash and by card."""
    total = sum((Decimal(price) * Decimal(quantity) for _, price, quantity in goods(LINES)), Decimal(0))
    now = dt.datetime.now(ZoneInfo("Asia/Jerusalem")).replace(tzinfo=None)
    return {
        "TransactionID": _ID,
        **({"TransactionNo": f"{till}-{_OWN}"} if numbers_itself else {}),
        "TransactionType": 0,
        "SaleTime": now.isoformat(timespec="milliseconds"),
        "Register": {"Code": str(till)},
        "Customer": {"CustomerID": str(customer)},
        "ItemEntries": [
            {"Item": {"BarcodeNumber": barcode(place)}, "Qty": float(quantity)}
            for place, (_, _, quantity) in enumerate(goods(LINES))
        ],
        "CashTenders": [{"Amount": float(total - _BY_CARD)}],
        "CCTenders": [{"Amount": float(_BY_CARD), "No": "4580"}],
    }


def sale_frame(shop: Shop, *, till: int = FIRST_TILL, numbers_itself: bool = False) -> bytes:
    """The bytes of a sale, without its id and the till's own number."""
    said = sale(shop.customer, till=till, numbers_itself=numbers_itself)
    content = json.dumps(said, ensure_ascii=False).encode()
    head = (
        f"POST /v1/transactions HTTP/1.1\r\nHost: 127.0.0.1\r\nx-api-key: {shop.key}\r\n"
        f"Content-Type: application/json; charset=utf-8\r\nContent-Length: {len(content)}\r\n\r\n"
    )
    return head.encode() + content


class Counters:
    """Sales ready to be sent, and what was answered to them."""

    def __init__(self) -> None:
        self.answered: list[Answered] = []
        self._asked: dict[int, tuple[int, bytes]] = {}

    def request(self, connection: int, place: int, frame: bytes, *, own: int | None = None) -> bytes:
        """The frame with a fresh id, noted for its answer, and the till's `own` number."""
        fresh = str(uuid4()).encode()
        self._asked[connection] = place, fresh
        frame = frame.replace(_ID.encode(), fresh, 1)
        return frame if own is None else frame.replace(b'-%s"' % _OWN.encode(), b'-%d"' % own, 1)

    def check(self, connection: int, status: int, body: bytes) -> None:
        """Note an answer. Raises BenchmarkError for one that is not that sale's."""
        refuse_other(status, body, 200)
        place, asked = self._asked[connection]
        found = _SAID.search(body)
        if found is None or found[1] != asked:
            raise BenchmarkError("an answer to POST transactions is not of the sale that was sent")
        self.answered.append(Answered(place, UUID(asked.decode()), int(found[2]), int(found[3])))
