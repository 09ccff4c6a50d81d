"""Tills and a server of two workers: killed after the commit, callers gone, the same said twice at one moment."""

from __future__ import annotations

import itertools
import random
import socket
import struct
import sys
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from decimal import Decimal
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest

from pinkas.actions.businesses import add_user
from pinkas.actions.desk import Desk
from pinkas.shell.config import Settings
from pinkas.shell.console import at_the_desk
from pinkas.storage.embedded import processes
from pinkas.testing.faults import FOLDER, Point, arm, disarm
from tests.faults.crowd import BROKEN
from tests.faults.serving import Server, copied
from tests.folders import passing_folder
from tests.properties.integrator import Answer, Integrator, body_of
from tests.tills.tongues import OWN_TILLS, Programs, Shop, back, cash, customer, line, open_shop, sale

WAIT_S = 30.0
ROUNDS = 6
GONE = 24
EACH_TILL = 16
USER, PASSWORD = "papers", "the tills' password"
RST = struct.pack("ii", 1, 0)

Say = Callable[[Programs], Answer]


class Street:
    """A server that can be stopped at named points, and two shops in it: an Israeli and a Bulgarian one."""

    def __init__(self, server: Server, points: Path, shops: list[Shop]) -> None:
        self.server, self.points, self.shops = server, points, shops
        self.sessions: dict[int, str] = {}
        self.tokens: dict[int, str] = {}

    def start(self) -> None:
        self.server.start(**{FOLDER: str(self.points)})
        self.enter()

    def enter(self) -> None:
        """Log every shop's programs in."""
        for shop in self.shops:
            with Integrator(self.server.port) as caller:
                caller.log_in(USER, PASSWORD, shop.tax_number)
                self.tokens[shop.business] = caller.token
            with closing(Programs(self.server.port, shop)) as programs:
                programs.log_in()
                self.sessions[shop.business] = programs.session

    def programs(self, shop: Shop) -> Programs:
        """The shop's programs, on fresh connections."""
        programs = Programs(self.server.port, shop, self.tokens[shop.business])
        programs.session = self.sessions[shop.business]
        return programs

    def lines(self, shop: Shop) -> int:
        with self.server.behind() as owner:
            row = owner.execute("select position from books.head where business_id = %s", [shop.business]).fetchone()
            return 0 if row is None else int(row[0])


@pytest.fixture(scope="module")
def street(made_books: Path) -> Iterator[Street]:
    """One server for all of it; the books are whole in the end."""
    with passing_folder() as folder:
        points, data = folder / "points", copied(made_books, folder)
        points.mkdir()
        shops: list[Shop] = []

        async def settle(desk: Desk) -> None:
            shops.extend([await open_shop(desk, "560000012", "IL"), await open_shop(desk, "560000020", "BG")])
            await add_user(desk, USER, PASSWORD, [shop.business for shop in shops])

        server = Server(data, program=(sys.executable, "-m", "tests.faults.faulty_pinkas"))
        one = Street(server, points, shops)
        try:
            server.start(**{FOLDER: str(points)})
            at_the_desk(Settings(data=data), settle)
            one.enter()
            yield one
            server.check_books()
        finally:
            server.clear()


def good(answer: Answer) -> Any:
    assert answer.status == 200, answer.text
    assert answer.json.get("status", 1) == 1, answer.text
    return answer.json


def told(answer: Answer) -> Any:
    """What was said to be done; a shop's system is told its own nonce besides."""
    found = good(answer)
    return found["data"] if "nonce" in found else answer.body


def on_hand(programs: Programs, key: str) -> Decimal:
    """How much there is of it; Caspit says nothing of what never moved."""
    found = programs.caspit.call("GET", f"Products/{key}").json["QtyInStock"]
    return Decimal(0) if found is None else found


def numbers(server: Server, shop: Shop) -> dict[str, tuple[int, ...]]:
    """Legal numbers by series and run, the till's under its own name; none is missing."""
    with server.behind() as owner:
        rows = owner.execute(
            "select series || '/' || run, number from books.legal_number where business_id = %(b)s union all"
            " select 'till', t.sequence from books.transaction t join books.register r"
            " on r.business_id = t.business_id and r.serial = t.register_serial"
            " where t.business_id = %(b)s and r.number = 21 order by 1, 2",
            {"b": shop.business},
        ).fetchall()
    found = {run: tuple(number for _, number in some) for run, some in itertools.groupby(rows, key=lambda row: row[0])}
    assert all(one == tuple(range(one[0], one[0] + len(one))) for one in found.values()), found
    return found


def deeds(programs: Programs) -> list[tuple[str, Say]]:
    """What is prepared, and then said in vain: the function that writes it, and how it is said."""
    sold = good(programs.till("POST", "transactions", sale(line("g-1", 4), **cash("239.60"))))
    entry = sold["ItemEntries"][0]["TransactionEntryID"]
    operations = []
    for name in ("paying", "printed", "asked for"):
        said = {"ImportSource": "S", "ImportRefID": name, "OperationType": "Sell", "CashRegisterID": 1, "StoreID": 1}
        number = good(programs.system("new-operation", **said))["data"]["OperationID"]
        row = {"OperationID": number, "SaleItemID": 1, "Qty": 1, "SaleItemSinglePrice": "59.90"}
        good(programs.system("add-operation-sale-item", **row))
        operations.append(number)
    paying, printed, asked = operations
    good(programs.system("print-operation", OperationID=asked, PayTypeID=1))
    said = {"ImportSource": "S", "ImportRefID": "lost", "OperationType": "Sell", "CashRegisterID": 1, "StoreID": 1}

    def posted(body: dict[str, Any]) -> tuple[str, Say]:
        named = {"TransactionID": str(uuid4()), "XID": str(uuid4()), **body}
        return "record_v1", lambda p: p.till("POST", "transactions", named)

    # In Israel the till has issued the invoice itself, and none is made.
    made: list[tuple[str, Say]] = [(
        "record_v1",
        lambda p: p.caspit.call(
            "POST", f"/ext/v1/operations/{asked}/document", {"Type": "INVOICE", "CustomerId": "c-1"}
        ),
    )]  # fmt: skip
    return [
        *(made if programs.shop.country == "BG" else []),
        posted(sale(line("g-1", 2, Discount={"Perc": 5}), **cash("113.81"))),
        posted(sale(back(entry), **cash("-59.90"))),
        posted(sale(back(entry), line("g-3"), **cash("40.10"))),
        posted({**sale(**customer("c-1"), **cash(70)), "TransactionType": 14}),
        posted({**sale(line("g-1", 3), **customer("c-1")), "TransactionType": 16}),
        ("record_v1", lambda p: p.system("print-operation", OperationID=printed, PayTypeID=2)),
        ("operation_v1", lambda p: p.system("new-operation", **said)),
        (
            "operation_v1",
            lambda p: p.system("add-operation-payment", key="pay", OperationID=paying, PayTypeID=1, PaymentSum=9),
        ),
    ]


def in_vain(street: Street, shop: Shop, say: Say) -> threading.Thread:
    def speak() -> None:
        with closing(street.programs(shop)) as programs:
            try:
                answer = say(programs)
            except BROKEN:
                return
            raise AssertionError(f"it was answered: {answer}")

    thread = threading.Thread(target=speak, daemon=True)
    thread.start()
    return thread


def test_said_again_after_a_kill(street: Street) -> None:
    said: dict[int, list[tuple[str, Say]]] = {}
    stock: dict[int, tuple[Decimal, Decimal]] = {}
    threads = []
    for shop in street.shops:
        with closing(street.programs(shop)) as programs:
            stock[shop.business] = on_hand(programs, "g-1"), on_hand(programs, "g-2")
            said[shop.business] = deeds(programs)
    for shop in street.shops:
        for function, say in said[shop.business]:
            before = street.lines(shop)
            arm(street.points, Point.AFTER_COMMIT, function)
            threads.append(in_vain(street, shop, say))
            assert processes.wait_until(lambda s=shop, b=before: street.lines(s) == b + 1, WAIT_S), function
        # One more, that had not reached the database.
    disarm(street.points)
    standing = arm(street.points, Point.BEFORE_CALL, "record_v1")
    unheard = sale(line("g-2"), **cash(80), TransactionID=str(uuid4()), XID=str(uuid4()))
    threads.append(in_vain(street, street.shops[0], lambda p: p.till("POST", "transactions", unheard)))
    assert processes.wait_until(standing.exists, WAIT_S)
    street.server.kill(street.server.everything())
    for thread in threads:
        thread.join(WAIT_S)
    street.server.wait()
    disarm(street.points)
    street.start()
    for shop in street.shops:
        known, began = numbers(street.server, shop), street.lines(shop)
        with closing(street.programs(shop)) as programs:
            again = [told(say(programs)) for _, say in said[shop.business]]
            assert street.lines(shop) == began
            assert [told(say(programs)) for _, say in said[shop.business]] == again
            assert numbers(street.server, shop) == known
            # 4 and 2 sold, 2 came back, 3 delivered, two operations.
            assert on_hand(programs, "g-1") - stock[shop.business][0] == -9
            assert programs.caspit.call("GET", "Contacts/c-1").json["Balance"] == 70
    with closing(street.programs(street.shops[0])) as programs:
        assert told(programs.till("POST", "transactions", unheard)) == told(
            programs.till("POST", "transactions", unheard)
        )
        assert on_hand(programs, "g-2") - stock[street.shops[0].business][1] == -1


def at_once(street: Street, shop: Shop, say: list[Say]) -> list[Answer]:
    """All of it at the same moment, each on connections of its own; every other one with the other key pair."""
    ready = threading.Barrier(len(say))
    racers = [Programs(street.server.port, shop, pair=place % 2) for place in range(len(say))]
    for programs in racers:  # connected before the race
        programs.log_in()
        assert programs.till("GET", "stores").status == 200

    def speak(programs: Programs, one: Say) -> Answer:
        with closing(programs):
            ready.wait(WAIT_S)
            return one(programs)

    with ThreadPoolExecutor(len(say)) as threads:
        return list(threads.map(speak, racers, say))


@pytest.mark.parametrize("place", [0, 1], ids=["IL", "BG"])
def test_the_same_said_twice_at_one_moment(street: Street, place: int) -> None:
    shop = street.shops[place]
    for number in range(ROUNDS):
        with closing(street.programs(shop)) as programs:
            sold = good(programs.till("POST", "transactions", sale(line("g-4", 1), **cash(40))))
            stock = on_hand(programs, "g-4")
            entry = sold["ItemEntries"][0]["TransactionEntryID"]
            body = sale(line("g-4", 2), **cash(80), TransactionID=str(uuid4()), XID=str(uuid4()))
            answers = at_once(street, shop, [lambda p, b=body: p.till("POST", "transactions", b)] * 4)
            assert len({told(answer) for answer in answers}) == 1
            # Goods that are there once come back once, and a number of the till's own is taken once.
            returns = [sale(back(entry), **cash(-40)) for _ in range(2)]
            one, other = at_once(
                street, shop, [lambda p, b=body: p.till("POST", "transactions", b) for body in returns]
            )
            assert sorted([one.status, other.status]) == [200, 400], (one.text, other.text)
            own = {"Register": {"Code": str(OWN_TILLS[2])}, "TransactionNo": f"{OWN_TILLS[2]}-{number + 1}"}
            same = [{**sale(line("g-4"), **cash(40)), **own, "TransactionID": str(uuid4())} for _ in range(2)]
            one, other = at_once(street, shop, [lambda p, b=body: p.till("POST", "transactions", b) for body in same])
            assert sorted([one.status, other.status]) == [200, 409], (one.text, other.text)
            assert on_hand(programs, "g-4") == stock - 2
    said = {"ImportSource": "R", "ImportRefID": "same", "OperationType": "Sell", "CashRegisterID": 1, "StoreID": 1}
    opened = at_once(street, shop, [lambda p: p.system("new-operation", **said)] * 2)
    assert len({answer.json["data"]["OperationID"] for answer in opened}) == 1
    numbers(street.server, shop)


def hang_up(port: int, shop: Shop, body: dict[str, Any], after_s: float) -> None:
    """Send a whole sale and go away without reading, rudely every other time."""
    sent = body_of(body).encode()
    fields = {"Host": "localhost", "x-api-key": shop.opaque, "Content-Type": "application/json"}
    head = "\r\n".join([
        "POST /v1/transactions HTTP/1.1", *(f"{name}: {value}" for name, value in fields.items()),
        f"Content-Length: {len(sent)}", "", "",
    ])  # fmt: skip
    with socket.create_connection(("127.0.0.1", port)) as raw:
        raw.sendall(head.encode() + sent)
        threading.Event().wait(after_s)
        if after_s > 0.002:
            raw.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, RST)


@pytest.mark.parametrize("place", [0, 1], ids=["IL", "BG"])
def test_tills_that_hang_up_and_say_it_again(street: Street, place: int) -> None:
    shop = street.shops[place]
    with closing(street.programs(shop)) as programs:
        stock = on_hand(programs, "g-1")
        began = street.lines(shop)

    def lose_and_say(number: int) -> str:
        ids = {"TransactionID": str(uuid4()), "XID": str(uuid4())}
        body = sale(line("g-1"), **ids, **(customer("c-2") if number % 2 else cash("59.90")))
        hang_up(street.server.port, shop, body, random.choice([0, 0.001, 0.004, 0.01]))  # noqa: S311 - no secret
        with closing(street.programs(shop)) as programs:
            again = good(programs.till("POST", "transactions", body))
            by_xid = good(programs.till("POST", "transactions", {**body, "TransactionID": str(uuid4())}))
            # But for what the live customer bought meanwhile.
            assert {**again, "Customer": None} == {**by_xid, "Customer": None}
            assert again["TransactionID"] == ids["TransactionID"]
            return str(again["TransactionNo"])

    with ThreadPoolExecutor(8) as threads:
        taken = list(threads.map(lose_and_say, range(GONE)))
    assert len(set(taken)) == GONE
    with closing(street.programs(shop)) as programs:
        assert on_hand(programs, "g-1") == stock - GONE
        assert programs.caspit.call("GET", "Contacts/c-2").json["Balance"] * 10 == -599 * GONE // 2
    assert street.lines(shop) == began + GONE
    numbers(street.server, shop)


def test_tills_of_their_own_numbers_in_any_order(street: Street) -> None:
    """Two tills bring their sales twice and in any order, over many connections; nothing is missing in the end."""
    shop = street.shops[0]
    sales = [
        sale(line("g-2"), **cash(80), TransactionID=str(uuid4()), TransactionNo=f"{till}-{number}")
        | {"Register": {"Code": str(till)}}
        for till in OWN_TILLS[:2]
        for number in range(1, EACH_TILL + 1)
    ]
    arriving = [*sales, *sales]
    random.shuffle(arriving)

    def bring(body: dict[str, Any]) -> tuple[str, bytes]:
        with closing(street.programs(shop)) as programs:
            answer = programs.till("POST", "transactions", body)
            return good(answer)["TransactionNo"], answer.body

    with ThreadPoolExecutor(6) as threads:
        stored = list(threads.map(bring, arriving))
    assert [number for number, _ in stored] == [body["TransactionNo"] for body in arriving]
    assert len(set(stored)) == len(sales)
    numbers(street.server, shop)
