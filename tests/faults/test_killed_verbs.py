"""Killed or cut off after the commit of every newer sort of write: asked again, it has no second effect."""

from __future__ import annotations

import json
import threading
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import psycopg
import pytest

from pinkas.storage.embedded import processes
from pinkas.storage.verify import verify_business
from pinkas.testing.faults import FOLDER, Point, arm, disarm
from tests.faults.crowd import BROKEN
from tests.faults.cutting import Cut
from tests.faults.serving import TAX_NUMBERS, Server
from tests.faults.test_killed import faulty
from tests.faults.test_lost_answers import Shop, shop
from tests.properties.integrator import Answer, Integrator

__all__ = ["faulty", "shop"]

WAIT_S = 30.0
SALE = {"TrxTypeId": 1, "TrxCodeNumber": 3, "CustomerId": "c", "DocumentLines": [{"ProductId": "p", "UnitPrice": 100}]}
CREDIT = {**SALE, "TrxTypeId": 9}
CASH = {"TrxTypeId": 7, "TrxCodeNumber": 3, "ReceiptLines": [{"PaymentTypeId": 1, "Payment": 118}]}
REFUND = {"TrxTypeId": 13, "TrxCodeNumber": 2, "CustomerId": "c"}
CHEQUE = {"PaymentTypeId": 2, "Payment": 118, "CheckNumber": "1", "AccountNumber": "2", "BankId": 12}
SIDES = [{"Account": "bank", "Debit": 10}, {"Account": "equity", "Credit": 10}]


@dataclass(frozen=True)
class Deed:
    """What is asked, the function that writes it, and the answer when it is asked once more."""

    function: str
    verb: str
    target: str
    body: Any = None
    key: str | None = None
    again: int = 200

    def ask(self, caller: Integrator) -> Answer:
        return caller.call(self.verb, self.target, self.body, key=self.key)

    def naming(self, names: dict[str, str]) -> Deed:
        """The deed with the ids of what was prepared."""
        target, body = self.target, json.dumps(self.body)
        for place, name in names.items():
            target, body = target.replace(place, name), body.replace(place, name)
        return replace(self, target=target, body=json.loads(body))


#: With a key in the header it is told as it was; without one the record's own key, or what it says, finds it done.
DEEDS = {
    "a credit": Deed("issue_v2", "POST", "PrintDocument/credit"),
    "a refund": Deed("issue_v2", "POST", "PrintDocument/refund", key="refund"),
    "a proforma's invoice": Deed("issue_v2", "POST", "PrintDocument/replacing"),
    "a product": Deed(
        "save_product_v2", "POST", "Products", {"ProductId": "new", "Name": "מדף", "QtyInStock": 5}, again=201
    ),
    "a product without a name": Deed(
        "save_product_v2", "POST", "Products", {"Name": "כיסא", "QtyInStock": 7}, key="product", again=201
    ),
    "a product removed": Deed("save_product_v2", "DELETE", "Products/old", key="removal", again=204),
    "a contact with an opening balance": Deed(
        "save_contact_v3", "POST", "Contacts", {"ContactId": "new", "BusinessName": "א", "OpenBalance": -50}, again=201
    ),
    "an entry": Deed("post_voucher_v1", "POST", "/ext/v1/entries", {"EntryId": "rent", "Lines": SIDES}),
    "a reversal": Deed("post_voucher_v1", "POST", "/ext/v1/entries/wrong/reverse", key="reversal", again=201),
    "opening balances": Deed(
        "post_voucher_v1", "POST", "/ext/v1/opening-balances",
        {"EntryId": "first", "Lines": [{"ContactId": "c", "Amount": 30}]},
    ),
    "cash": Deed("post_voucher_v1", "POST", "/ext/v1/cash", {"Kind": "in", "Amount": 10}, key="cash", again=201),
    "a bounced cheque": Deed("post_voucher_v1", "POST", "/ext/v1/cheques/{cheque}/bounce", key="bounce", again=201),
    "a difference": Deed(
        "post_voucher_v1", "POST", "/ext/v1/differences",
        {"DifferenceId": "agorot", "DocumentId": "open", "Kind": "rounding", "Amount": 1},
    ),
    "goods come in": Deed(
        "post_voucher_v1", "POST", "/ext/v1/stock", {"StockId": "in", "ProductId": "p", "Kind": "in", "Quantity": 4}
    ),
    "a deposit": Deed(
        "make_deposit_v1", "POST", "/ext/v1/deposits",
        {"DepositId": "coins", "Lines": [{"CaspitKupaLineId": "{coins}", "Amount": 18}]},
    ),
    "a deposit cancelled": Deed(
        "cancel_deposit_v1", "POST", "/ext/v1/deposits/banked/cancel", key="cancelling"
    ),
    "an expense made permanent": Deed("write_expense_v1", "POST", "/ext/v1/expenses/bill/post"),
    "a period closed": Deed("set_period_v1", "POST", "/ext/v1/periods/2020-01/close"),
    "a VAT return": Deed("file_vat_v1", "POST", "/ext/v1/vat-periods/2020-01/file"),
    "a first number": Deed(
        "set_first_number_v1", "PUT", "/ext/v1/first-numbers",
        {"TrxTypeId": 16, "DocumentNumberBranch": 44, "Number": 500}, key="number",
    ),
    "a registration": Deed(
        "change_business_v1", "PUT", "/ext/v1/registration", {"ValidFrom": "2020-02-01", "Registration": "company"}
    ),
}  # fmt: skip

#: What the daybook calls what each function writes; a removal is told by its method.
VERBS = {
    ("issue_v2", "POST"): "document issued",
    ("save_product_v2", "POST"): "product saved",
    ("save_product_v2", "DELETE"): "product removed",
    ("save_contact_v3", "POST"): "contact saved",
    ("post_voucher_v1", "POST"): "voucher posted",
    ("make_deposit_v1", "POST"): "deposit made",
    ("cancel_deposit_v1", "POST"): "deposit cancelled",
    ("write_expense_v1", "POST"): "expense posted",
    ("file_vat_v1", "POST"): "vat filed",
    ("set_period_v1", "POST"): "periods changed",
    ("set_first_number_v1", "PUT"): "first number set",
    ("change_business_v1", "PUT"): "business changed",
}

#: What can only be added to; none of it grows when a deed is asked for again.
COUNTED = (
    "document", "transaction", "entry", "posting", "settlement", "till_line", "stock_move", "voucher", "contact",
    "product", "deposit", "deposit_part", "vat_filing", "expense_posting",
)  # fmt: skip


def prepare(caller: Integrator) -> dict[str, str]:
    """What the deeds need; gives the ids of the cheque and of the coins."""

    def take(path: str, body: object = None) -> Answer:
        answer = caller.call("POST", path, body)
        assert answer.status in {200, 201}, answer.text
        return answer

    def issue(key: str, body: dict[str, Any], *sources: str) -> None:
        write(key, body, *sources)
        take(f"PrintDocument/{key}")

    def write(key: str, body: dict[str, Any], *sources: str) -> None:
        take("Documents", {"DocumentId": key, **body, "RelatedDocuments": [{"DocumentId": one} for one in sources]})

    take("Contacts", {"ContactId": "c", "BusinessName": "א"})
    for key in ("p", "old"):
        take("Products", {"ProductId": key, "Name": "מדף", "QtyInStock": 100})
    for key in ("sale", "open"):
        issue(key, SALE)
    write("credit", CREDIT, "sale")
    issue("paid", {**SALE, **CASH})
    issue("given-back", CREDIT, "paid")
    write("refund", {**REFUND, "ReceiptLines": CASH["ReceiptLines"]}, "given-back")
    issue("proforma", {**SALE, "TrxTypeId": 6})
    write("replacing", SALE, "proforma")
    issue("owed", SALE)
    issue("by-cheque", {"TrxTypeId": 2, "TrxCodeNumber": 2, "CustomerId": "c", "ReceiptLines": [CHEQUE]}, "owed")
    take("/ext/v1/entries", {"EntryId": "wrong", "Lines": SIDES})
    take("Expenses", {"ExpenseId": "bill", "Date": "2020-03-01", "TrxCodeNumber": 3100, "Total": 117})
    till = {line["PaymentTypeId"]: line["CaspitKupaLineId"] for line in reversed(caller.whole_list("Kupa"))}
    # The refund takes coins as well.
    change = [{"Account": "till:cash", "Debit": 200}, {"Account": "equity", "Credit": 200}]
    take("/ext/v1/entries", {"EntryId": "change", "Lines": change})
    coins = [{"CaspitKupaLineId": till[1], "Amount": 100}]
    take("/ext/v1/deposits", {"DepositId": "banked", "Lines": coins})
    return {"{cheque}": till[2], "{coins}": till[1]}


def effects(owner: psycopg.Connection, business: int) -> dict[str, int]:
    """How much there is of everything that is only added to."""
    counts = ", ".join(f"(select count(*) from books.{table} where business_id = {business})" for table in COUNTED)
    row = owner.execute(f"select {counts}").fetchone()
    assert row is not None
    return dict(zip(COUNTED, row, strict=True))


def lines(server: Server) -> int:
    with server.behind() as owner:
        row = owner.execute("select position from books.head where business_id = 1").fetchone()
        return 0 if row is None else int(row[0])


def test_asked_again_after_a_kill(faulty: tuple[Server, Path]) -> None:
    server, points = faulty
    with server.log_in(TAX_NUMBERS[0]) as caller:
        token, names = caller.token, prepare(caller)
    deeds = {name: deed.naming(names) for name, deed in DEEDS.items()}
    began = lines(server)
    threads = []
    for place, deed in enumerate(deeds.values(), 1):
        # One after the other: what changes the business's settings would have the others decide anew.
        arm(points, Point.AFTER_COMMIT, deed.function)
        threads.append(asked_in_vain(server, token, deed))
        assert processes.wait_until(lambda done=place: lines(server) == began + done, WAIT_S), deed.target
    server.kill(server.everything())
    for thread in threads:
        thread.join(WAIT_S)
    server.wait()
    disarm(points)
    server.start(**{FOLDER: str(points)})
    with server.behind() as owner, Integrator(server.port, token) as caller:
        after = effects(owner, 1)
        answers = {name: deed.ask(caller) for name, deed in deeds.items()}
        said = {name: answer.text for name, answer in answers.items() if answer.status != DEEDS[name].again}
        assert said == {}
        assert {name for name, answer in answers.items() if answer.replayed} == {
            name for name, deed in DEEDS.items() if deed.key is not None
        }
        assert effects(owner, 1) == after
        check_once(caller)
    server.check_books()


@pytest.mark.parametrize("when", list(Cut))
def test_asked_again_when_the_database_was_cut_off(shop: Shop, when: Cut) -> None:
    names = prepare(shop.caller)
    for name, deed in ((name, deed.naming(names)) for name, deed in DEEDS.items()):
        before, lines_before = effects(shop.owner, shop.business), shop.lines()
        shop.wire.cut(when, f'"verb":"{VERBS[deed.function, deed.verb]}"'.encode())
        lost = deed.ask(shop.caller)
        assert lost.status == 503, (name, lost.text)
        done = effects(shop.owner, shop.business)
        assert shop.lines() == lines_before + (when is Cut.AFTER_COMMIT), name
        again = deed.ask(shop.caller)
        assert again.status in {200, 201, 204}, (name, again.text)
        assert again.replayed == (when is Cut.AFTER_COMMIT and deed.key is not None), name
        assert when is Cut.BEFORE_CALL or effects(shop.owner, shop.business) == done, name
        assert when is Cut.AFTER_COMMIT or done == before, name
    assert shop.wire.cuts == len(DEEDS)
    check_once(shop.caller)
    assert shop.house.run(verify_business(shop.house.desk.store, shop.business)) is None


def asked_in_vain(server: Server, token: str, deed: Deed) -> threading.Thread:
    def ask() -> None:
        with Integrator(server.port, token) as caller:
            try:
                answer = deed.ask(caller)
            except BROKEN:
                return
            raise AssertionError(f"{deed.target} was answered: {answer}")

    thread = threading.Thread(target=ask, daemon=True)
    thread.start()
    return thread


def check_once(caller: Integrator) -> None:
    """Each deed was done once."""
    stock = {one["Name"]: one["QtyInStock"] for one in caller.whole_list("Products") if one["ProductId"] != "p"}
    assert stock == {"מדף": 5, "כיסא": 7}
    shown = {key: caller.call("GET", f"Contacts/{key}").json["Balance"] for key in ("new", "c")}
    # 117 of "open", 118 of "replacing", 118 of "owed" whose cheque bounced, and 30 from before.
    assert shown == {"new": -50, "c": -383}
    # Five sold, two of them credited, four came in.
    assert caller.call("GET", "Products/p").json["QtyInStock"] == 101
    assert caller.call("GET", "/ext/v1/periods").json["ClosedThrough"] == "2020-01-31T00:00:00"
    assert caller.call("GET", "/ext/v1/cash").json["TotalCount"] == 1
    # Of the 118 in coins 18 were deposited, and 100 came back.
    assert [line["Payment"] for line in caller.whole_list("Kupa", deposited="true")] == [18]
    quote = {"TrxTypeId": 16, "TrxCodeNumber": 3, "DocumentNumberBranch": 44, "DocumentLines": [{"UnitPrice": 1}]}
    assert caller.call("POST", "Documents", quote).json["Number"] == "44/500"
