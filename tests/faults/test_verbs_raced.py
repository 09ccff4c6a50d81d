"""Two at once for what can be done once, and deeds that decide about each other: one order of events, no deadlock."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from tests.faults.serving import Server
from tests.faults.test_races import Call, Racers, caller, deadlocks, racers, server
from tests.properties.integrator import Integrator

__all__ = ["caller", "racers", "server"]

ROUNDS = 8
SALE = {"TrxTypeId": 1, "TrxCodeNumber": 3, "DocumentLines": [{"ProductName": "מדף", "UnitPrice": 100}]}
SIDES = [{"Account": "bank", "Debit": 10}, {"Account": "equity", "Credit": 10}]
CHEQUE = {"PaymentTypeId": 2, "Payment": 118, "CheckNumber": "1", "AccountNumber": "2", "BankId": 12}


def take(caller: Integrator, path: str, body: object = None) -> Any:
    answer = caller.call("POST", path, body)
    assert answer.status in {200, 201}, answer.text
    return answer.json


def issue(caller: Integrator, key: str, body: dict[str, Any], *sources: str) -> None:
    write(caller, key, body, *sources)
    take(caller, f"PrintDocument/{key}")


def write(caller: Integrator, key: str, body: dict[str, Any], *sources: str) -> None:
    named = [{"DocumentId": one} for one in sources]
    take(caller, "Documents", {"DocumentId": key, **body, "RelatedDocuments": named})


def one_of(two: Racers, *calls: Call, done: int, said: str) -> None:
    """One of them is done and the other refused in these words."""
    answers = two.run(*calls)
    assert sorted(answer.status for answer in answers) == [done, 400], [answer.text for answer in answers]
    assert said in next(answer.text for answer in answers if answer.status == 400)


def test_two_bounces_of_one_cheque(caller: Integrator, racers: Callable[[int], Racers]) -> None:
    take(caller, "Contacts", {"ContactId": "bouncer", "BusinessName": "א"})
    two = racers(2)
    for number in range(ROUNDS):
        issue(caller, f"owed-{number}", {**SALE, "CustomerId": "bouncer"})
        paid = {"TrxTypeId": 2, "TrxCodeNumber": 2, "CustomerId": "bouncer", "ReceiptLines": [CHEQUE]}
        issue(caller, f"cheque-{number}", paid, f"owed-{number}")
    cheques = [line["CaspitKupaLineId"] for line in caller.whole_list("Kupa") if line["CustomerId"] == "bouncer"]
    assert len(cheques) == ROUNDS
    for cheque in cheques:
        bounce = "POST", f"/ext/v1/cheques/{cheque}/bounce", {"BankCharge": 5}
        one_of(two, bounce, bounce, done=201, said="bounced")
    assert caller.call("GET", "Contacts/bouncer").json["Balance"] == -118 * ROUNDS
    bounced = caller.call("GET", "/ext/v1/entries", kind="bounced_cheque").json["TotalCount"]
    assert bounced == ROUNDS


def test_two_reversals_of_one_entry(caller: Integrator, racers: Callable[[int], Racers]) -> None:
    two = racers(2)
    for number in range(ROUNDS):
        take(caller, "/ext/v1/entries", {"EntryId": f"wrong-{number}", "Lines": SIDES})
        reverse = "POST", f"/ext/v1/entries/wrong-{number}/reverse"
        one_of(two, reverse, reverse, done=201, said="reversed")
    assert caller.call("GET", "/ext/v1/entries", kind="reversal").json["TotalCount"] == ROUNDS


def test_two_closings_of_one_day(caller: Integrator, racers: Callable[[int], Racers]) -> None:
    two, close = racers(2), ("POST", "/ext/v1/closings", {"Store": "1"})
    for _ in range(ROUNDS):
        assert [answer.status for answer in two.run(close, close)] == [201, 201]
    numbers = [row["Number"] for row in caller.whole_list("/ext/v1/closings")]
    assert numbers == [f"1-{number}" for number in range(2 * ROUNDS, 0, -1)]


def test_two_credits_of_one_invoice(caller: Integrator, racers: Callable[[int], Racers]) -> None:
    take(caller, "Contacts", {"ContactId": "creditor", "BusinessName": "א"})
    two = racers(2)
    for number in range(ROUNDS):
        issue(caller, f"credited-{number}", {**SALE, "CustomerId": "creditor"})
        for name in "ab":
            part = {**SALE, "TrxTypeId": 9, "CustomerId": "creditor", "DocumentLines": [{"UnitPrice": 70}]}
            write(caller, f"credit-{number}-{name}", part, f"credited-{number}")
        calls = [("POST", f"PrintDocument/credit-{number}-{name}") for name in "ab"]
        one_of(two, *calls, done=200, said=f"credited-{number}")
    # 118 were sold each time and 82.60 credited once.
    assert caller.call("GET", "Contacts/creditor").json["Balance"] * 100 == -3540 * ROUNDS


def test_two_invoices_of_one_proforma(caller: Integrator, racers: Callable[[int], Racers]) -> None:
    take(caller, "Contacts", {"ContactId": "asked", "BusinessName": "א"})
    two = racers(2)
    for number in range(ROUNDS):
        issue(caller, f"proforma-{number}", {**SALE, "TrxTypeId": 6, "CustomerId": "asked"})
        for name in "ab":
            write(caller, f"invoice-{number}-{name}", {**SALE, "CustomerId": "asked"}, f"proforma-{number}")
        calls = [("POST", f"PrintDocument/invoice-{number}-{name}") for name in "ab"]
        one_of(two, *calls, done=200, said=f"proforma-{number}")
    assert caller.call("GET", "Contacts/asked").json["Balance"] == -118 * ROUNDS


def test_a_first_number_against_the_first_document(caller: Integrator, racers: Callable[[int], Racers]) -> None:
    two = racers(2)
    for number in range(ROUNDS):
        branch = 60 + number
        said = {"TrxTypeId": 1, "DocumentNumberBranch": branch, "Number": 5000}
        numbered, written = two.run(
            ("PUT", "/ext/v1/first-numbers", said), ("POST", "Documents", {**SALE, "DocumentNumberBranch": branch})
        )
        assert written.status == 201, written.text
        assert (numbered.status, written.json["Number"]) in {(200, f"{branch}/5000"), (400, f"{branch}/100001")}


def test_a_stock_count_against_an_invoice(caller: Integrator, racers: Callable[[int], Racers]) -> None:
    two = racers(2)
    for number in range(ROUNDS):
        key = f"goods-{number}"
        take(caller, "Products", {"ProductId": key, "Name": "מדף", "QtyInStock": 10})
        write(caller, f"out-{number}", {**SALE, "DocumentLines": [{"ProductId": key, "UnitPrice": 100, "Qty": 3}]})
        counted, printed = two.run(
            ("POST", "/ext/v1/stock", {"ProductId": key, "Kind": "count", "Quantity": 8}),
            ("POST", f"PrintDocument/out-{number}"),
        )
        assert (counted.status, printed.status) == (201, 200), (counted.text, printed.text)
        left = caller.call("GET", f"Products/{key}").json["QtyInStock"]
        # Counted before the goods went out, or after.
        assert (counted.json["Moved"], left) in {(-2, 5), (1, 8)}


def test_a_period_closed_against_a_print(server: Server, caller: Integrator, racers: Callable[[int], Racers]) -> None:
    two = racers(2)
    issued = set()
    for number in range(ROUNDS):
        write(caller, f"late-{number}", {**SALE, "Date": f"2024-0{number + 1}-15"})
        month = f"2024-0{number + 1}"
        closed, printed = two.run(("POST", f"/ext/v1/periods/{month}/close"), ("POST", f"PrintDocument/late-{number}"))
        assert closed.status == 200, closed.text
        if printed.status == 200:
            issued.add(f"late-{number}")
        else:
            assert printed.text.startswith(f"The period of {month} is closed (through {month}-"), printed.text
    with server.behind() as owner:
        rows = owner.execute(
            "select i.key, to_char(e.posting_date, 'MM-DD'), p.position < c.position"
            " from books.document_index i"
            " join books.document d using (business_id, serial)"
            " join books.entry e on e.business_id = i.business_id and e.serial = d.entry_serial"
            " join books.daybook p on p.business_id = i.business_id and p.sort = 'document' and p.serial = i.serial"
            "  and p.verb = 'document issued'"
            " join (select business_id, position, row_number() over (order by position) as place from books.daybook"
            "  where business_id = 1 and verb = 'periods changed') c"
            "  on c.business_id = i.business_id and c.place = extract(month from e.document_date)"
            " where i.business_id = 1 and i.key like 'late-%'"
        ).fetchall()
    # What was printed was printed before its month was closed, and is posted in it.
    assert {key: (day, before) for key, day, before in rows} == {
        key: (f"0{int(key[-1]) + 1}-15", True) for key in issued
    }
    assert deadlocks(server) == 0
