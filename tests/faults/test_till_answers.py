"""A till, a shop's system or a maker of papers whose answer was lost says the same again: done once, told alike."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator
from typing import Any, Final
from uuid import uuid4

import psycopg
import pytest

from pinkas.storage.verify import verify_business
from pinkas.testing.clock import MovableClock
from pinkas.testing.house import House
from tests.conftest import NOON
from tests.faults.cutting import Cut, Wire
from tests.folders import passing_folder
from tests.properties.integrator import Answer
from tests.tills.tongues import Programs, Shop, back, cash, customer, line, open_shop, sale

PASSWORD = "the answer was lost"
_tax_numbers = itertools.count(540_000_000)

#: What can only be added to; none of it grows when the same is said again.
COUNTED: Final = (
    "document", "transaction", "entry", "posting", "settlement", "till_line", "stock_move", "legal_number", "slip_line",
    "voucher", "daybook", "inventory_document",
)  # fmt: skip


class Counter:
    """A house whose database hangs on a wire, a shop in it, and the programs of that shop."""

    def __init__(self, house: House, wire: Wire, owner: psycopg.Connection, country: str) -> None:
        self.house, self.wire, self.owner = house, wire, owner
        user, number = f"maker-{uuid4()}", str(next(_tax_numbers))
        self.shop: Shop = house.run(open_shop(house.desk, number, country))
        house.add_user(user, PASSWORD, self.shop.business)
        self.programs = Programs(house.port, self.shop)
        self.programs.caspit.log_in(user, PASSWORD, number)
        self.programs.log_in()
        self.names: dict[str, str] = {}
        self.operations: dict[str, int] = {}
        self.sold: dict[str, Any] = {}

    def prepare(self) -> None:
        """What is paid, owed, opened and finished before anything is lost."""
        programs = self.programs
        for name, body in {
            "sold": sale(line("g-1", 5), line("g-2", 1), Discount={"Perc": 5}, **cash("360.53")),
            "owed": sale(line("g-1", 3), **customer("c-1")),
            "voided": sale(line("g-2", 2), **cash(160)),
        }.items():
            answer = programs.till("POST", "transactions", body)
            assert answer.status == 200, answer.text
            self.sold[name] = answer.json
        for name in ("paying", "printed", "invoiced", "asked for"):
            said = {"ImportSource": "Shop", "ImportRefID": name, "OperationType": "Sell", "CashRegisterID": 1}
            operation = programs.system("new-operation", **said, StoreID=1).json["data"]["OperationID"]
            row = {"OperationID": operation, "SaleItemID": 1, "Qty": 2, "SaleItemSinglePrice": "59.90"}
            assert programs.system("add-operation-sale-item", **row).json["status"] == 1
            self.operations[name] = operation
        for name in ("invoiced", "asked for"):
            printed = programs.system("print-operation", OperationID=self.operations[name], PayTypeID=1)
            assert printed.json["status"] == 1, printed.text

    def post(self, name: str, body: dict[str, Any]) -> Answer:
        """A transaction of the till, whose ids are this name's."""
        ids = [self.names.setdefault(f"{name} {which}", str(uuid4())) for which in ("TransactionID", "XID")]
        return self.programs.till("POST", "transactions", {"TransactionID": ids[0], "XID": ids[1], **body})

    def paper(self, name: str, what: str) -> Answer:
        """The paper of a finished operation."""
        target = f"/ext/v1/operations/{self.operations[name]}/document"
        return self.programs.caspit.call("POST", target, {"Type": what, "CustomerId": "c-1"})

    def effects(self) -> dict[str, int]:
        """How much there is of everything that is only added to."""
        counts = ", ".join(f"(select count(*) from books.{table} where business_id = %(b)s)" for table in COUNTED)
        row = self.owner.execute(f"select {counts}", {"b": self.shop.business}).fetchone()
        assert row is not None
        return dict(zip(COUNTED, row, strict=True))

    def line(self, name: str, place: int = 0) -> str:
        """A line that was sold."""
        return str(self.sold[name]["ItemEntries"][place]["TransactionEntryID"])


def _counted(counter: Counter) -> Answer:
    store = counter.programs.till("GET", "stores").json[0]["StoreID"]
    item = counter.sold["sold"]["ItemEntries"][0]["Item"]["ItemID"]
    paper = counter.names.setdefault("counted", str(uuid4()))
    header = {"ID": paper, "StoreID": store, "Type": 0, "DocStatus": 7}
    lines = [{"DocId": paper, "ItemID": item, "Qty": 4, "DocStatus": 7}]
    made = counter.programs.till("POST", "inventory/documents", header)
    return made if made.status != 200 else counter.programs.till("POST", "inventory/document_lines", lines)


#: What is said → the verb of its daybook line, and how it is said.
DEEDS: dict[str, tuple[str, Callable[[Counter], Answer]]] = {
    "a sale": (
        "transaction recorded",
        lambda c: c.post("sale", sale(line("g-1", 2, Discount={"Perc": 10}), **cash("107.82"))),
    ),
    "a sale paid in part": (
        "transaction recorded",
        lambda c: c.post("part", sale(line("g-2"), **customer("c-1"), **cash(30))),
    ),
    "a sale under the till's own number": (
        "transaction recorded",
        lambda c: c.post("own", {**sale(line("g-4"), **cash(40)), "Register": {"Code": "31"}, "TransactionNo": "31-7"}),
    ),
    "a return": ("transaction recorded", lambda c: c.post("back", sale(back(c.line("sold"), -2), **cash("-113.81")))),
    "an exchange": (
        "transaction recorded",
        lambda c: c.post("exchange", sale(back(c.line("sold"), -1), line("g-2"), **cash("23.10"))),
    ),
    "goods back of what is owed": (
        "transaction recorded",
        lambda c: c.post("owed back", sale(back(c.line("owed"), -1), **customer("c-1"))),
    ),
    "a whole sale voided": (
        "transaction recorded",
        lambda c: c.post("void", {"TransactionType": 0, "Register": {"Code": "21"},
                                  "VoidTransactionID": c.sold["voided"]["TransactionID"]}),
    ),
    "a payment": (
        "transaction recorded",
        lambda c: c.post("paid", {**sale(**customer("c-1"), **cash(100)), "TransactionType": 14}),
    ),
    "money given back": (
        "transaction recorded",
        lambda c: c.post("given", {**sale(**customer("c-1"), **cash(-20)), "TransactionType": 14}),
    ),
    "a delivery": (
        "transaction recorded",
        lambda c: c.post("delivered", {**sale(line("g-1", 3), **customer("c-1")), "TransactionType": 16}),
    ),
    "goods come in": ("inventory document saved", _counted),
    "an operation opened": (
        "operation opened",
        lambda c: c.programs.system("new-operation", ImportSource="Shop", ImportRefID="lost", OperationType="Sell",
                                    CashRegisterID=1, StoreID=1),
    ),
    "a payment of an operation": (
        "operation changed",
        lambda c: c.programs.system("add-operation-payment", key="paying", OperationID=c.operations["paying"],
                                    PayTypeID=2, PaymentSum=50),
    ),
    "an operation printed": (
        "transaction recorded",
        lambda c: c.programs.system("print-operation", OperationID=c.operations["printed"], PayTypeID=3),
    ),
    "an invoice of an operation": ("transaction recorded", lambda c: c.paper("invoiced", "INVOICE")),
    "a pro forma of an operation": ("transaction recorded", lambda c: c.paper("asked for", "PROFORMA")),
}  # fmt: skip
#: In Israel the till has issued the invoice itself, and nothing is made of it.
MADE = {"an invoice of an operation", "a pro forma of an operation"}
ISRAELI = {name: deed for name, deed in DEEDS.items() if name not in MADE}


@pytest.fixture(params=["IL", "BG"])
def counter(
    connection: dict[str, Any], owner_dsn: str, tmp_path_factory: pytest.TempPathFactory, request: pytest.FixtureRequest
) -> Iterator[Counter]:
    folder = tmp_path_factory.mktemp("house")
    with (
        passing_folder() as sockets,
        Wire(connection, sockets) as wire,
        House(wire.connection, folder / "master.key", MovableClock(NOON)) as house,
        psycopg.connect(owner_dsn, autocommit=True) as owner,
    ):
        one = Counter(house, wire, owner, request.param)
        one.prepare()
        yield one
        one.programs.close()


def told(answer: Answer) -> Any:
    """What an answer says of what was done; a shop's system is told its own nonce besides."""
    return answer.json["data"] if "nonce" in answer.text[:12] else (answer.status, answer.body)


def is_lost(answer: Answer) -> bool:
    return answer.status == 503 or b"database is away" in answer.body


@pytest.mark.parametrize("when", list(Cut))
def test_said_again_when_the_database_was_cut_off(counter: Counter, when: Cut) -> None:
    deeds = ISRAELI if counter.shop.country == "IL" else DEEDS
    for name, (verb, say) in deeds.items():
        before = counter.effects()
        counter.wire.cut(when, f'"verb":"{verb}"'.encode())
        lost = say(counter)
        assert is_lost(lost), (name, lost.text)
        done = counter.effects()
        assert (done == before) == (when is Cut.BEFORE_CALL), name
        again = say(counter)
        assert not is_lost(again), (name, again.text)
        after = counter.effects()
        if name != "goods come in":  # of which the second of two papers had not been said yet
            assert (after == done) == (when is Cut.AFTER_COMMIT), name
        assert told(say(counter)) == told(again), name
        assert counter.effects() == after, name
    assert counter.wire.cuts == len(deeds)
    check_once(counter)
    assert counter.house.run(verify_business(counter.house.desk.store, counter.shop.business)) is None


def check_once(counter: Counter) -> None:
    """Each deed was done once: goods, money, and numbers without a gap."""
    stock = {key: counter.programs.caspit.call("GET", f"Products/{key}").json["QtyInStock"] for key in ("g-1", "g-4")}
    # Of the first 5, 3 and two operations' 4 were sold before, and 2, an operation's 2 and 3 delivered; 4 came back.
    assert stock == {"g-1": -(12 + 7 - 4) + 4, "g-4": -1}
    owed = counter.programs.caspit.call("GET", "Contacts/c-1").json["Balance"]
    # 179.70, and of 80.00 thirty were paid; 59.90 came back, 100 were paid and 20 given back.
    assert owed * 100 == -(17970 + 5000 - 5990 - 10000 + 2000)
    rows = counter.owner.execute(
        "select s.series, s.run, count(*), s.last_number - s.first_number + 1 from books.series s"
        " join books.legal_number n on (n.business_id, n.series, n.run) = (s.business_id, s.series, s.run)"
        " where s.business_id = %s group by s.series, s.run, s.first_number, s.last_number",
        [counter.shop.business],
    ).fetchall()
    assert [row for row in rows if row[2] != row[3]] == []
