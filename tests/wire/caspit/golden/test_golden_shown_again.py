"""A document shown again is shown as it is now, whatever changed since, though it was remembered."""

from __future__ import annotations

import dataclasses
import json
from urllib.request import Request, urlopen

import pytest

from pinkas.actions.desk import Caller
from pinkas.actions.showing import Showing
from pinkas.books.document import StoredDocument
from pinkas.books.errors import UnknownRecord
from pinkas.storage.documents import CHANGEABLE
from pinkas.testing.books import caller_of
from pinkas.testing.house import House

from .papers import INVOICE, RECEIPT, cancel, issue
from .shop import Shop

#: What is given once and guarded by the schema: names, numbers, the contents of an issued document. Relations are never
#: remembered.
_FOR_EVER = {"serial", "key", "uuid", "number", "run", "created_at", "created_by", "document"}


def test_every_member_of_a_document_is_for_ever_or_looked_at_again() -> None:
    members = {field.name for field in dataclasses.fields(StoredDocument)}
    assert members == _FOR_EVER | set(CHANGEABLE) | {"relations"}


def test_a_draft_is_read_anew(shop: Shop) -> None:
    shop.invoice("inv-1", Comments="ראשון")
    assert shop.document("inv-1")["Comments"] == "ראשון"
    assert shop.ask("PUT", "Documents", {**shop.document("inv-1"), "Comments": "שני"}).status == 200
    assert shop.document("inv-1")["Comments"] == "שני"
    shop.print("inv-1")
    assert [shop.document("inv-1")["Status"] for _ in range(2)] == [2, 2]


def test_a_cancelled_invoice_is_shown_cancelled(shop: Shop) -> None:
    shop.contact("c")
    issue(shop, INVOICE, "inv-1", CustomerId="c")
    before = [shop.document("inv-1") for _ in range(3)]
    assert before[0] == before[1] == before[2]
    assert cancel(shop, "inv-1").status == 200
    after = [shop.document("inv-1") for _ in range(2)]
    assert after[0] == after[1]
    assert (before[0]["Status"], after[0]["Status"]) == (2, 3)


def test_a_receipt_for_it_is_shown_with_it(shop: Shop) -> None:
    shop.contact("c")
    issue(shop, INVOICE, "inv-1", CustomerId="c")
    assert [shop.document("inv-1")["RelatedDocuments"] for _ in range(2)] == [[], []]
    issue(shop, RECEIPT, "rec-1", 1180, "inv-1", CustomerId="c")
    assert [[one["DocumentId"] for one in shop.document("inv-1")["RelatedDocuments"]] for _ in range(2)] == [
        ["rec-1"],
        ["rec-1"],
    ]


def test_a_class_of_another_name_is_shown_by_it(shop: Shop) -> None:
    shop.contact("c")
    issue(shop, INVOICE, "inv-1", CustomerId="c")
    before = [shop.document("inv-1") for _ in range(2)]
    number = before[1]["TrxCodeNumber"]
    named = shop.send(
        "PUT", f"/ext/v1/trx-codes/{number}", '{"TrxCode": "שם אחר"}'.encode(), {"Caspit-Token": shop.token}
    )
    assert named.status == 200, named.text
    after = [shop.document("inv-1") for _ in range(2)]
    assert after[0] == after[1] == {**before[0], "TrxCode": "שם אחר"}


def test_an_address_called_by_another_name_stands_in_the_answer(shop: Shop) -> None:
    shop.contact("c")
    issue(shop, INVOICE, "inv-1", CustomerId="c")
    for host in ("first.example", "second.example", "first.example"):
        asked = Request(  # noqa: S310 - the house's own address
            f"{shop.house.url}/api/v1/Documents/inv-1", headers={"Caspit-Token": shop.token, "Host": host}
        )
        with urlopen(asked, timeout=10) as shown:  # noqa: S310 - as above
            assert json.loads(shown.read())["LinkToPdf"].startswith(f"http://{host}/api/v1/Pdf/inv-1")


def test_a_memory_that_is_full_shows_what_a_large_one_does(operated: House, shop: Shop) -> None:
    """Only one of the two fits; another business's document of the same key is not shown."""
    keys = ("inv-1", "inv-2")
    shop.contact("c")
    for key in keys:
        issue(shop, INVOICE, key, CustomerId="c")
    caller, stranger = caller_of(shop.business), caller_of(shop.business + 1_000_000)
    showing = Showing(operated.desk, most_bytes=1500)

    def show(key: str, asking: Caller = caller) -> bytes:
        return operated.run(showing.document(asking, key, "", lambda found: found.key.encode() * 200))

    assert [show(key) for key in keys * 3] == [key.encode() * 200 for key in keys * 3]
    with pytest.raises(UnknownRecord):
        show("inv-2", stranger)
