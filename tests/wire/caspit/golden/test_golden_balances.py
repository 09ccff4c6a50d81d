"""ContactsBalance says what Contacts says, for every contact at once (dossier sections 8.2 and 9.3)."""

from __future__ import annotations

import pytest

from .shop import Shop


def test_every_sum_that_moves_a_balance(shop: Shop) -> None:
    shop.contact("old-debt", OpenBalance=-50)
    shop.contact("old-credit", OpenBalance="0.05", ContactType=2)
    shop.contact("buyer")
    shop.contact("idle", ContactType=1)
    shop.contact("gone")
    assert shop.ask("DELETE", "Contacts/gone").status == 204
    shop.invoice("inv-1", CustomerId="old-debt")
    shop.invoice("inv-2", CustomerId="old-credit")
    shop.receipt("rec-1", 1000, CustomerId="old-debt", RelatedDocuments=[{"DocumentId": "inv-1"}])
    shop.invoice("pro-1", TrxTypeId=6, CustomerId="buyer")
    shop.invoice("pro-2", 100, TrxTypeId=6, CustomerId="buyer")
    shop.invoice("pro-3", TrxTypeId=6, CustomerId="buyer")
    shop.invoice("draft", CustomerId="idle")
    for key in ("inv-1", "inv-2", "rec-1", "pro-1", "pro-2", "pro-3"):
        assert shop.print(key).status == 200
    assert shop.ask("POST", "CancelDocument/pro-3").status == 200
    # An invoice takes the place of a proforma: it counts once.
    shop.invoice("inv-3", CustomerId="buyer", RelatedDocuments=[{"DocumentId": "pro-1"}])
    assert shop.print("inv-3").status == 200
    rows = shop.get("ContactsBalance").json["Results"]
    read = [[str(row[name]) for name in ("ContactId", "ContactType", "Number", *SUMS)] for row in rows]
    assert read == [
        ["old-debt", "0", "1", "-50.0", "-230.0", "-230.0"],
        ["old-credit", "2", "2", "0.05", "-1179.95", "-1179.95"],
        ["buyer", "0", "3", "0.0", "-1180.0", "-1298.0"],
        ["idle", "1", "4", "0.0", "0.0", "0.0"],
    ]
    for row in rows:
        contact = shop.get(f"Contacts/{row['ContactId']}").json
        assert {name: contact[name] for name in row} == row


SUMS = ("OpenBalance", "Balance", "BalanceInvoiceIska")


@pytest.mark.parametrize(("asked", "served"), [("", 50), ("pageSize=3", 3), ("pageSize=60", 53), ("pageSize=9999", 53)])
def test_pages_of_any_size_to_five_hundred(crowded: Shop, asked: str, served: int) -> None:
    page = crowded.get(f"ContactsBalance?{asked}")
    assert (len(page.keys), page.keys[0], page.json["TotalCount"]) == (served, "c-0", 53)


def test_pages_lead_from_one_to_the_next(crowded: Shop) -> None:
    page = crowded.get("ContactsBalance?pageSize=50")
    last = crowded.send("GET", page.json["NextPageUrl"].removeprefix(crowded.house.url))
    assert (last.keys, last.json["NextPageUrl"]) == (["c-50", "c-51", "c-52"], None)


@pytest.fixture
def crowded(shop: Shop) -> Shop:
    for number in range(53):
        assert shop.contact(f"c-{number}").status == 201
    return shop
