"""Two callers at one record: when something happens between reading and writing, the decision is taken anew."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from decimal import Decimal
from typing import Any

import pytest

from pinkas.storage.pool import Answer, Store

from .papers import CREDIT, DELIVERY, INVOICE, INVOICE_RECEIPT, PROFORMA, RECEIPT, REFUND, cancel, issue, owed, write
from .shop import Reply, Shop

Meanwhile = Callable[[str, Callable[[], Reply]], list[Reply]]


@pytest.fixture
def meanwhile(monkeypatch: pytest.MonkeyPatch) -> Meanwhile:
    """Arrange that something happens once, just before a write function is called; gives where its answer will be."""
    writing = Store.write
    waiting: dict[str, tuple[Callable[[], Reply], list[Reply]]] = {}

    async def write(self: Store, function: str, item: Any, *, blob: bytes | None = None) -> Answer:
        if (arranged := waiting.pop(function, None)) is not None:
            happens, answers = arranged
            answers.append(await asyncio.to_thread(happens))
        return await writing(self, function, item, blob=blob)

    def arrange(function: str, happens: Callable[[], Reply]) -> list[Reply]:
        answers: list[Reply] = []
        waiting[function] = happens, answers
        return answers

    monkeypatch.setattr(Store, "write", write)
    return arrange


@pytest.fixture
def twin(shop: Shop) -> Iterator[Shop]:
    """The same user on another connection, beside a customer with a printed invoice."""
    shop.contact("c")
    shop.invoice("inv-1", CustomerId="c")
    assert shop.print("inv-1").status == 200
    other = Shop(shop.house, shop.tax_number, shop.business, shop.token)
    yield other
    other.close()


def pay(shop: Shop, key: str, paid: object = 1180) -> None:
    assert shop.receipt(key, paid, CustomerId="c", RelatedDocuments=[{"DocumentId": "inv-1"}]).status == 201


def test_cancelling_what_is_handed_out_meanwhile(shop: Shop, twin: Shop, meanwhile: Meanwhile) -> None:
    taken = meanwhile("cancel_v2", lambda: twin.get("Pdf/inv-1"))
    refused = shop.ask("POST", "CancelDocument/inv-1")
    assert taken[0].status == 200
    assert (refused.status, refused.text) == (
        400,
        "Document inv-1 cannot be cancelled: its original was handed out; issue a credit",
    )
    assert shop.document("inv-1")["Status"] == 2


def test_cancelling_what_is_paid_meanwhile(shop: Shop, twin: Shop, meanwhile: Meanwhile) -> None:
    pay(shop, "rec-1")
    paid = meanwhile("cancel_v2", lambda: twin.print("rec-1"))
    refused = shop.ask("POST", "CancelDocument/inv-1")
    assert (paid[0].status, refused.status) == (200, 400)
    assert "'rec-1' pays it" in refused.text
    assert shop.balance("c") == 0


def test_cancelling_what_is_cancelled_meanwhile(shop: Shop, twin: Shop, meanwhile: Meanwhile) -> None:
    done = meanwhile("cancel_v2", lambda: twin.ask("POST", "CancelDocument/inv-1"))
    refused = shop.ask("POST", "CancelDocument/inv-1")
    assert (done[0].status, refused.status, refused.text) == (200, 400, "Document inv-1 is מבוטל (cancelled) already")
    assert shop.balance("c") == 0


def test_paying_what_is_cancelled_meanwhile(shop: Shop, twin: Shop, meanwhile: Meanwhile) -> None:
    pay(shop, "rec-1")
    gone = meanwhile("issue_v2", lambda: twin.ask("POST", "CancelDocument/inv-1"))
    refused = shop.print("rec-1")
    assert gone[0].status == 200
    assert (refused.status, refused.text) == (400, "Document inv-1 in RelatedDocuments is cancelled, not issued")
    assert shop.balance("c") == 0


def test_paying_what_is_paid_meanwhile(shop: Shop, twin: Shop, meanwhile: Meanwhile) -> None:
    pay(shop, "rec-1", 1000)
    pay(shop, "rec-2", 1000)
    meanwhile("issue_v2", lambda: twin.print("rec-2"))
    assert shop.print("rec-1").status == 200
    sums = {row["DocumentId"]: row["DocumentSum"] for row in shop.document("inv-1")["RelatedDocuments"]}
    assert sums == {"rec-1": 180, "rec-2": 1000}
    assert shop.balance("c") == 820


def test_editing_what_is_printed_meanwhile(shop: Shop, twin: Shop, meanwhile: Meanwhile) -> None:
    shop.invoice("inv-2", 5)
    meanwhile("save_draft_v2", lambda: twin.print("inv-2"))
    refused = shop.invoice("inv-2", 6)
    assert (refused.status, refused.text) == (400, "Document inv-2 exists in Caspit and its status is הודפס (printed)")
    assert shop.document("inv-2")["TotalBeforeVAT"] == 5


def test_printing_what_is_edited_meanwhile(shop: Shop, twin: Shop, meanwhile: Meanwhile) -> None:
    shop.invoice("inv-2", 5, CustomerId="c")
    meanwhile("issue_v2", lambda: twin.invoice("inv-2", 1000, CustomerId="c"))
    assert shop.print("inv-2").status == 200
    assert (shop.document("inv-2")["Status"], shop.document("inv-2")["Total"]) == (2, 1180)
    assert shop.balance("c") == -2360


def test_printing_what_is_printed_meanwhile(shop: Shop, twin: Shop, meanwhile: Meanwhile) -> None:
    shop.invoice("inv-2", CustomerId="c")
    meanwhile("issue_v2", lambda: twin.print("inv-2"))
    assert shop.print("inv-2").status == 200
    assert shop.balance("c") == -2360


def test_creating_under_a_key_that_is_taken_meanwhile(shop: Shop, twin: Shop, meanwhile: Meanwhile) -> None:
    first = meanwhile("save_draft_v2", lambda: twin.invoice("inv-2", 5))
    second = shop.invoice("inv-2", 6)
    assert (first[0].status, second.status) == (201, 201)
    assert (first[0].json["Number"], second.json["Number"]) == ("98/100002", "98/100002")
    assert shop.document("inv-2")["TotalBeforeVAT"] == 6
    assert shop.invoice("inv-3").json["Number"] == "98/100003"


def test_the_original_of_what_is_paid_meanwhile(shop: Shop, twin: Shop, meanwhile: Meanwhile) -> None:
    pay(shop, "rec-1")
    meanwhile("hand_out_v1", lambda: twin.print("rec-1"))
    first = shop.get("Pdf/inv-1")
    assert first.body == shop.get("Pdf/inv-1").body  # the bytes that were kept: it was the original


def test_no_original_of_what_is_cancelled_meanwhile(shop: Shop, twin: Shop, meanwhile: Meanwhile) -> None:
    gone = meanwhile("hand_out_v1", lambda: twin.ask("POST", "CancelDocument/inv-1"))
    assert shop.get("Pdf/inv-1").status == 200
    assert (gone[0].status, shop.document("inv-1")["Status"]) == (200, 3)


def test_removing_a_customer_who_gets_an_invoice_meanwhile(shop: Shop, twin: Shop, meanwhile: Meanwhile) -> None:
    shop.contact("new")
    written = meanwhile("save_contact_v3", lambda: twin.invoice("inv-2", CustomerId="new"))
    refused = shop.ask("DELETE", "Contacts/new")
    assert (written[0].status, refused.status) == (201, 400)
    assert shop.get("Contacts/new").status == 200


def test_an_invoice_for_a_customer_who_is_removed_meanwhile(shop: Shop, twin: Shop, meanwhile: Meanwhile) -> None:
    shop.contact("new")
    gone = meanwhile("save_draft_v2", lambda: twin.ask("DELETE", "Contacts/new"))
    refused = shop.invoice("inv-2", CustomerId="new")
    assert (gone[0].status, refused.status) == (204, 400)
    assert refused.json["ModelState"] == {"doc.CustomerId": ["The field CustomerId names no contact: 'new'."]}


def test_a_customer_who_is_changed_meanwhile(shop: Shop, twin: Shop, meanwhile: Meanwhile) -> None:
    meanwhile("save_contact_v3", lambda: twin.contact("c", OpenBalance=7, City="חיפה"))
    saved = shop.contact("c", Name="דנה")
    # What this call leaves unsaid of the balance is what the other one said.
    assert (saved.json["OpenBalance"], saved.json["City"], saved.json["Name"]) == (7, None, "דנה")
    assert shop.balance("c") == Decimal(-1173)


@pytest.mark.parametrize(
    ("function", "verb", "target", "body", "status"),
    [
        ("save_contact_v3", "POST", "Contacts", {"BusinessName": "x"}, 201),
        ("save_draft_v2", "POST", "Documents", {"TrxTypeId": 1, "TrxCodeNumber": 3}, 201),
        ("issue_v2", "POST", "PrintDocument/draft", None, 200),
        ("cancel_v2", "POST", "CancelDocument/inv-1", None, 200),
        ("save_draft_v2", "POST", "CancelDocument/draft", None, 200),
        ("save_contact_v3", "DELETE", "Contacts/spare", None, 204),
    ],
)
def test_one_key_twice_at_once(  # one write, told twice
    shop: Shop, twin: Shop, meanwhile: Meanwhile, function: str, verb: str, target: str, body: object, status: int
) -> None:
    shop.invoice("draft")
    shop.contact("spare")
    before = shop.get("Documents").json["TotalCount"], shop.get("Contacts").json["TotalCount"]
    first = meanwhile(function, lambda: twin.ask(verb, target, body, Idempotency_Key="k"))
    second = shop.ask(verb, target, body, Idempotency_Key="k")
    assert (first[0].status, second.status) == (status, status)
    assert "idempotency-replayed" not in first[0].headers
    assert second.headers["idempotency-replayed"] == "true"
    assert second.headers.get("location") == first[0].headers.get("location")
    assert second.body == first[0].body
    after = shop.get("Documents").json["TotalCount"], shop.get("Contacts").json["TotalCount"]
    change = {"Contacts": (0, 1), "Documents": (1, 0), "Contacts/spare": (0, -1)}.get(target, (0, 0))
    assert (after[0] - before[0], after[1] - before[1]) == change


def test_one_key_at_once_for_two_things(shop: Shop, twin: Shop, meanwhile: Meanwhile) -> None:
    meanwhile("save_contact_v3", lambda: twin.ask("POST", "Contacts", {"Name": "a"}, Idempotency_Key="k"))
    refused = shop.ask("POST", "Contacts", {"Name": "b"}, Idempotency_Key="k")
    assert (refused.status, refused.text) == (
        409,
        '{"Message":"This Idempotency-Key was used with a different request."}',
    )


OPEN = "Documents?onlyOpenDocuments=true"


def test_two_credits_of_one_invoice(shop: Shop, twin: Shop, meanwhile: Meanwhile) -> None:
    write(shop, CREDIT, "cred-1", 600, "inv-1", CustomerId="c")
    write(shop, CREDIT, "cred-2", 600, "inv-1", CustomerId="c")
    first = meanwhile("issue_v2", lambda: twin.print("cred-2"))
    refused = shop.print("cred-1")
    assert (first[0].status, refused.status, refused.text) == (
        200,
        400,
        "Of document 'inv-1' only 472.00 may still be credited by its total.",
    )
    assert owed(shop) == (-472, -472)


def test_the_last_two_credits_of_one_invoice(shop: Shop, twin: Shop, meanwhile: Meanwhile) -> None:
    """Which of them completes it is decided when they are written, and so is the tax it bears."""
    issue(shop, INVOICE, "inv-2", "66.72", CustomerId="c")
    for key in ("cred-1", "cred-2"):
        write(shop, CREDIT, key, "33.36", "inv-2", CustomerId="c")
    meanwhile("issue_v2", lambda: twin.print("cred-2"))
    assert shop.print("cred-1").status == 200
    assert [shop.document(key)["Vat"] for key in ("cred-1", "cred-2")] == [Decimal("6.01"), 6]
    assert owed(shop) == (-1180, -1180)


def test_two_invoices_of_one_proforma(shop: Shop, twin: Shop, meanwhile: Meanwhile) -> None:
    issue(shop, PROFORMA, "pro-1", CustomerId="c")
    for key in ("inv-2", "inv-3"):
        write(shop, INVOICE, key, 1000, "pro-1", CustomerId="c")
    first = meanwhile("issue_v2", lambda: twin.print("inv-3"))
    refused = shop.print("inv-2")
    assert (first[0].status, refused.status, refused.text) == (
        200,
        400,
        "Document pro-1 in RelatedDocuments is replaced by an invoice already",
    )
    assert (owed(shop), shop.get(OPEN).keys) == ((-2360, -2360), ["inv-1", "inv-3"])


def test_a_proforma_is_paid_while_its_invoice_is_printed(shop: Shop, twin: Shop, meanwhile: Meanwhile) -> None:
    """The invoice takes the payment over; the other way round the money stays the customer's, and is not lost."""
    for place, (late, soon) in enumerate((("inv", "rec"), ("rec", "inv"))):
        pro = f"pro-{place}"
        issue(shop, PROFORMA, pro, CustomerId="c")
        write(shop, INVOICE, f"inv{place}", 1000, pro, CustomerId="c")
        write(shop, RECEIPT, f"rec{place}", 300, pro, CustomerId="c")
        first = meanwhile("issue_v2", lambda soon=soon, place=place: twin.print(f"{soon}{place}"))  # type: ignore[misc]
        assert (shop.print(f"{late}{place}").status, first[0].status) == (200, 200)
    shown = [shop.document(f"inv{place}")["RelatedDocuments"] for place in (0, 1)]
    assert [[(row["DocumentId"], row["DocumentSum"]) for row in rows] for rows in shown] == [
        [("pro-0", 0), ("rec0", 300)],
        [("pro-1", 0)],
    ]
    assert owed(shop) == (-2940, -2940)
    issue(shop, RECEIPT, "rec-2", 880, "inv1", "rec1", CustomerId="c")
    assert (owed(shop), shop.get(OPEN).keys) == ((-2060, -2060), ["inv-1", "inv0"])


def test_crediting_what_is_cancelled_and_cancelling_what_is_credited(
    shop: Shop, twin: Shop, meanwhile: Meanwhile
) -> None:
    issue(shop, INVOICE, "inv-2", CustomerId="c")
    write(shop, CREDIT, "cred-1", 1000, "inv-1", CustomerId="c")
    write(shop, CREDIT, "cred-2", 1000, "inv-2", CustomerId="c")
    gone = meanwhile("issue_v2", lambda: cancel(twin, "inv-1"))
    refused = shop.print("cred-1")
    assert (gone[0].status, refused.status, refused.text) == (
        200,
        400,
        "Document inv-1 in RelatedDocuments is cancelled, not issued",
    )
    credited = meanwhile("cancel_v2", lambda: twin.print("cred-2"))
    refused = cancel(shop, "inv-2")
    assert (credited[0].status, refused.status, refused.text) == (
        200,
        400,
        "Document inv-2 cannot be cancelled: document 'cred-2' credits it; cancel that first",
    )
    assert owed(shop) == (0, 0)


def test_paying_what_is_credited_meanwhile(shop: Shop, twin: Shop, meanwhile: Meanwhile) -> None:
    pay(shop, "rec-1")
    write(shop, CREDIT, "cred-1", 400, "inv-1", CustomerId="c")
    meanwhile("issue_v2", lambda: twin.print("cred-1"))
    assert shop.print("rec-1").status == 200
    sums = {row["DocumentId"]: row["DocumentSum"] for row in shop.document("inv-1")["RelatedDocuments"]}
    assert (sums, owed(shop)) == ({"rec-1": 708, "cred-1": 472}, (472, 472))


def test_crediting_what_is_paid_meanwhile(shop: Shop, twin: Shop, meanwhile: Meanwhile) -> None:
    pay(shop, "rec-1", 1000)
    write(shop, CREDIT, "cred-1", 400, "inv-1", CustomerId="c")
    meanwhile("issue_v2", lambda: twin.print("rec-1"))
    assert shop.print("cred-1").status == 200
    sums = {row["DocumentId"]: row["DocumentSum"] for row in shop.document("inv-1")["RelatedDocuments"]}
    assert (sums, owed(shop)) == ({"rec-1": 1000, "cred-1": 180}, (292, 292))


def test_refunding_one_credit_twice(shop: Shop, twin: Shop, meanwhile: Meanwhile) -> None:
    issue(shop, INVOICE_RECEIPT, "sale-1", CustomerId="c")
    issue(shop, CREDIT, "cred-1", 1000, "sale-1", CustomerId="c")
    for key in ("ref-1", "ref-2"):
        write(shop, REFUND, key, 1000, "cred-1", CustomerId="c")
    meanwhile("issue_v2", lambda: twin.print("ref-2"))
    assert shop.print("ref-1").status == 200
    sums = {row["DocumentId"]: row["DocumentSum"] for row in shop.document("cred-1")["RelatedDocuments"]}
    assert sums == {"sale-1": 0, "ref-1": 180, "ref-2": 1000}


def test_two_invoices_of_one_delivery_one_through_its_proforma(shop: Shop, twin: Shop, meanwhile: Meanwhile) -> None:
    """The goods went out once with the note; the invoice that comes second takes its own out."""
    shop.ask("POST", "Products", {"ProductId": "p", "Name": "מדף", "QtyInStock": 10})
    lines = [{"ProductId": "p", "UnitPrice": 10, "Qty": 4}]
    issue(shop, DELIVERY, "del-1", CustomerId="c", DocumentLines=lines)
    issue(shop, PROFORMA, "pro-1", 0, "del-1", CustomerId="c", DocumentLines=lines)
    write(shop, INVOICE, "inv-2", 0, "pro-1", CustomerId="c", DocumentLines=lines)
    write(shop, INVOICE, "inv-3", 0, "del-1", CustomerId="c", DocumentLines=lines)
    meanwhile("issue_v2", lambda: twin.print("inv-2"))
    assert shop.print("inv-3").status == 200
    assert shop.get("Products/p").json["QtyInStock"] == 2


def test_four_credits_at_once_never_take_more_than_there_was(shop: Shop, twin: Shop) -> None:
    """Truly at once: of four halves two are printed."""
    for place in range(4):
        write(shop, CREDIT, f"cred-{place}", 500, "inv-1", CustomerId="c")
    statuses: list[int] = []

    def credit(place: int) -> None:
        one = Shop(shop.house, shop.tax_number, shop.business, shop.token)
        statuses.append(one.print(f"cred-{place}").status)
        one.close()

    threads = [threading.Thread(target=credit, args=[place]) for place in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(statuses) == [200, 200, 400, 400]
    assert (owed(shop), shop.get(OPEN).keys) == ((0, 0), [])


def test_many_at_once_have_numbers_without_a_gap(shop: Shop) -> None:
    def write(start: int) -> None:
        one = Shop(shop.house, shop.tax_number, shop.business, shop.token)
        for number in range(start, start + 10):
            assert one.invoice(f"inv-{number}").status == 201
        one.close()

    threads = [threading.Thread(target=write, args=[start]) for start in range(0, 60, 10)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    rows = shop.get("Documents").json["Results"] + shop.get("Documents?page=1").json["Results"]
    assert [row["Number"] for row in rows] == [f"98/{number}" for number in range(100001, 100061)]


@pytest.mark.parametrize(
    ("path", "body"),
    [
        ("Expenses", {"ExpenseId": "one", "Date": "2026-08-03", "TrxCodeNumber": 3100}),
        ("Contacts", {"ContactId": "one"}),
        ("Documents", {"DocumentId": "one", "TrxTypeId": 1, "TrxCodeNumber": 3}),
    ],
)
def test_eight_write_one_record_at_once_and_none_is_sent_away(shop: Shop, path: str, body: dict[str, Any]) -> None:
    callers = [Shop(shop.house, shop.tax_number, shop.business, shop.token) for _ in range(8)]
    together = threading.Barrier(8)

    def do(number: int) -> int:
        together.wait()
        said = {"Total": 118 + number, "BusinessName": f"{number}", "Comments": f"{number}"}
        return callers[number].ask("POST", path, {**body, **said}).status

    with ThreadPoolExecutor(8) as pool:
        assert list(pool.map(do, range(8))) == [201] * 8
    for caller in callers:
        caller.close()
    assert shop.get(path).json["TotalCount"] == 1
