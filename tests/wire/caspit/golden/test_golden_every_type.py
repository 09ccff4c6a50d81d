"""All nine types of documents, found by number and by filter wherever a document is named (dossier section 9.4)."""

from __future__ import annotations

import itertools
from collections.abc import Iterator

import pytest

from pinkas.testing.house import House

from .shop import Reply, Shop, open_shop

#: Type, number, and whether it is money received rather than goods sold.
TYPES = {
    1: ("98/100001", False),
    2: ("98/300001", True),
    6: ("98/400001", False),
    7: ("98/200001", False),
    9: ("98/500001", False),
    13: ("98/700001", True),
    15: ("98/600001", False),
    16: ("98/900001", False),
    19: ("98/800001", True),
}
#: Key, type, date, customer, open: as `shelf` leaves them, in the order of creation.
STOCK = (
    ("inv-a", 1, "2026-07-01", "a", True),
    ("rec-a", 2, "2026-07-02", "a", False),
    ("pro-a", 6, "2026-07-03", "a", True),
    ("sale-a", 7, "2026-07-04", "a", False),
    ("part-a", 7, "2026-07-05", "a", True),
    ("credit-a", 9, "2026-07-06", "a", False),
    ("back-a", 13, "2026-07-07", "a", False),
    ("note-a", 15, "2026-07-08", "a", False),
    ("quote-a", 16, "2026-07-09", "a", False),
    ("gift-a", 19, "2026-07-10", "a", False),
    ("pro-b", 6, "2026-08-03", "b", False),  # an invoice took its place
    ("inv-b", 1, "2026-08-02", "b", False),  # and was paid
    ("rec-b", 2, "2026-08-01", "b", False),
    ("pro-c", 6, "2026-08-04", "b", False),  # cancelled
    ("pro-d", 6, "2026-08-04", "b", False),  # a draft
    ("inv-c", 1, "2026-08-04", "b", False),  # credited
    ("credit-c", 9, "2026-08-04", "b", False),
)
DRAFTS = {"pro-d"}


def write(shop: Shop, key: str, trx_type: int, **members: object) -> Reply:
    """A draft of any type, of a hundred shekels without VAT."""
    received = TYPES[trx_type][1]
    body: dict[str, object] = {"DocumentId": key, "TrxTypeId": trx_type, "TrxCodeNumber": 2 if received else 3}
    if received or trx_type == 7:
        body["ReceiptLines"] = [{"PaymentTypeId": 1, "Payment": 100}]
    if not received:
        body["DocumentLines"] = [{"ProductName": "מדף", "UnitPrice": 100, "ChargeVAT": False}]
    return shop.ask("POST", "Documents", body | members)


@pytest.fixture(scope="module")
def shelf(operated: House) -> Iterator[Shop]:
    """Every type, open and closed."""
    shop = open_shop(operated)
    shop.contact("a")
    shop.contact("b")
    more: dict[str, dict[str, object]] = {
        "part-a": {"ReceiptLines": [{"PaymentTypeId": 1, "Payment": 40}]},
        "inv-b": {"RelatedDocuments": [{"DocumentId": "pro-b"}]},
        "rec-b": {"RelatedDocuments": [{"DocumentId": "inv-b"}]},
        "credit-c": {"RelatedDocuments": [{"DocumentId": "inv-c"}]},
    }
    for key, trx_type, date, customer, _ in STOCK:
        written = write(shop, key, trx_type, Date=date, CustomerId=customer, **more.get(key, {}))
        assert written.status == 201, written.text
        if key not in DRAFTS:
            assert shop.print(key).status == 200
    assert shop.ask("POST", "CancelDocument/pro-c").status == 200
    yield shop
    shop.close()


def test_every_combination_of_filters(shelf: Shop) -> None:
    types = (None, *TYPES, 35)
    for trx_type, customer, only_open in itertools.product(types, (None, "a", "b", "c"), (None, "true", "false")):
        for start, end in ((None, None), ("2026-07-03", "2026-08-03"), (None, "2026-07-05"), ("2026-08-02", None)):
            wanted = [
                key
                for key, of_type, date, of_customer, is_open in STOCK
                if trx_type in (None, of_type)
                and customer in (None, of_customer)
                and (only_open != "true" or is_open)
                and (start or date) <= date <= (end or date)
            ]
            filters = {
                "trxTypeId": trx_type,
                "CustomerId": customer,
                "onlyOpenDocuments": only_open,
                "datStart": start,
                "datEnd": end,
            }
            query = "&".join(f"{name}={value}" for name, value in filters.items() if value is not None)
            page = shelf.get(f"Documents?{query}")
            assert (page.status, page.keys, page.json["TotalCount"]) == (200, wanted, len(wanted)), query


@pytest.mark.parametrize("trx_type", TYPES)
def test_a_list_by_number(shelf: Shop, trx_type: int) -> None:
    number = TYPES[trx_type][0]
    key = next(key for key, of_type, *_ in STOCK if of_type == trx_type)
    assert shelf.get(f"Documents?Number={number}").keys == [key]
    assert shelf.get(f"Documents?Number={number}&trxTypeId={trx_type}&CustomerId=a&datEnd=2026-07-31").keys == [key]
    other = 1 if trx_type != 1 else 2
    assert shelf.get(f"Documents?Number={number}&trxTypeId={other}").keys == []
    assert shelf.get(f"Documents?Number={number}&CustomerId=b").keys == []
    assert shelf.get(f"Documents?Number={number}&datStart=2026-08-01").keys == []


def test_open_documents_have_pages_too(shop: Shop) -> None:
    for number in range(51):
        write(shop, f"pro-{number}", 6)
        shop.print(f"pro-{number}")
        write(shop, f"note-{number}", 15)
    last = shop.get("Documents?onlyOpenDocuments=true&page=1")
    assert (last.keys, last.json["TotalCount"], last.json["TotalPages"]) == (["pro-50"], 51, 2)


@pytest.mark.parametrize("trx_type", TYPES)
def test_a_document_by_number_and_type_wherever_one_is_named(shop: Shop, trx_type: int) -> None:
    number = TYPES[trx_type][0]
    other = 1 if trx_type != 1 else 2
    assert write(shop, "doc-1", trx_type).status == 201
    named = f"documentNumber={number.replace('/', '%2F')}&trxTypeId={trx_type}"
    strange = [f"documentNumber={number}&trxTypeId={other}", f"documentNumber={number[3:]}&trxTypeId={trx_type}"]
    deeds = {
        "GET": ["Pdf"],
        "POST": ["PrintDocument", "EmailDocument", "CancelDocument"],
        "PRINT": ["Documents"],
        "EMAIL": ["Documents"],
    }
    for verb, routes in deeds.items():
        for route, query in itertools.product(routes, strange):
            assert shop.ask(verb, f"{route}?{query}").status == 404, (verb, route, query)
    assert shop.ask("POST", f"PrintDocument?{named}").status == 200
    assert shop.document("doc-1")["Status"] == 2
    assert shop.ask("PRINT", f"documents/?{named}").status == 200  # printed already
    # Whether it can be mailed is another matter; it is found. Before the paper is fetched, which would hand it out.
    assert shop.ask("POST", f"CancelDocument?{named}").status == 200
    assert shop.document("doc-1")["Status"] == 3
    paper = shop.get(f"Pdf?{named}")
    assert (paper.status, paper.body[:4]) == (200, b"%PDF")


@pytest.mark.parametrize("trx_type", TYPES)
def test_a_document_is_mailed_by_number_and_type(shop: Shop, trx_type: int) -> None:
    number = TYPES[trx_type][0]
    assert write(shop, "doc-1", trx_type).status == 201
    for verb, route in (("POST", "EmailDocument"), ("EMAIL", "Documents")):
        answer = shop.ask(verb, f"{route}?documentNumber={number}&trxTypeId={trx_type}")
        # Nobody to mail it to: whoever says so has found it.
        assert (answer.status, "was not found" in answer.text) == (400, False), answer.text


def test_the_id_wins_over_number_and_type(shelf: Shop) -> None:
    paper = shelf.get("Pdf/quote-a?documentNumber=98/100001&trxTypeId=1")
    assert (paper.status, paper.headers["content-disposition"]) == (200, 'inline; filename="98-900001.pdf"')
    by_number = shelf.get("Pdf?documentNumber=98/900001")
    assert by_number.headers["content-disposition"] == 'inline; filename="98-900001.pdf"'
