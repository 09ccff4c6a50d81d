"""Which documents and contacts a list shows, in which order, and where its neighbours are."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from urllib.parse import urlsplit

import pytest

from pinkas.testing.house import House

from .shop import Shop, open_shop

#: id, type, number, date, customer, open: as `shelf` leaves them, in the order of creation.
STOCK = (
    ("inv-1", 1, "98/100001", "2026-07-01", "a", True),
    ("rec-1", 2, "98/300001", "2026-07-15", "a", False),
    ("sale-1", 7, "98/200001", "2026-07-31", "b", True),
    ("inv-2", 1, "98/100002", "2026-08-04", "b", False),
    ("rec-2", 2, "98/300002", "2026-08-05", "b", False),
    ("draft-1", 1, "98/100003", "2026-08-10", None, False),
    ("gone-1", 1, "01/100001", "2026-08-10", "a", False),
    ("inv-3", 1, "98/100004", "2026-06-01", "a", True),
    ("sale-2", 7, "98/200002", "2026-08-04", "a", False),
)


@pytest.fixture(scope="module")
def shelf(operated: House) -> Iterator[Shop]:
    """Documents of every type, state and date."""
    shop = open_shop(operated)
    shop.contact("a")
    shop.contact("b")
    shop.invoice("inv-1", Date="2026-07-01", CustomerId="a")
    shop.receipt("rec-1", 100, Date="2026-07-15", CustomerId="a")
    sale = {"TrxTypeId": 7, "TrxCodeNumber": 3, "ReceiptLines": [{"PaymentTypeId": 1, "Payment": 1000}]}
    shop.invoice("sale-1", **sale, Date="2026-07-31", CustomerId="b")
    shop.invoice("inv-2", Date="2026-08-04", CustomerId="b")
    shop.receipt("rec-2", 1180, Date="2026-08-05", CustomerId="b", RelatedDocuments=[{"DocumentId": "inv-2"}])
    shop.invoice("draft-1", Date="2026-08-10")
    shop.invoice("gone-1", Date="2026-08-10", CustomerId="a", DocumentNumberBranch=1)
    shop.invoice("inv-3", Date="2026-06-01", CustomerId="a")
    shop.invoice("sale-2", 847.46, **sale, Date="2026-08-04", CustomerId="a")
    for key, *_ in STOCK:
        if key != "draft-1":
            assert shop.print(key).status == 200
    assert shop.ask("POST", "CancelDocument/gone-1").status == 200
    yield shop
    shop.close()


def test_every_combination_of_filters(shelf: Shop) -> None:
    types = (None, 1, 2, 7, 16)
    customers = (None, "a", "b", "nobody")
    opens = (None, "true", "false")
    starts = (None, "2026-07-15", "2026-08-10")
    ends = (None, "2026-06-01", "2026-08-04")
    for trx_type, customer, only_open, start, end in itertools.product(types, customers, opens, starts, ends):
        wanted = [
            key
            for key, of_type, _, date, of_customer, is_open in STOCK
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


@pytest.mark.parametrize(
    ("query", "keys"),
    [
        ("Number=98%2F100002", ["inv-2"]),
        ("number=98/100002&trxTypeId=1", ["inv-2"]),
        ("Number=98/100002&trxTypeId=2", []),
        ("Number=01/100001", ["gone-1"]),
        ("Number=1/100001&CustomerId=b", []),
        ("Number=100002", []),  # a bare number is no full number
        ("Number=98/999999", []),
        ("Number=98/99999999999999999999", []),
        ("Number=inv-1", []),
        ("NUMBER=98/100004&ONLYOPENDOCUMENTS=1&CUSTOMERID=a&DATSTART=2026-06-01&DATEND=2026-06-01", ["inv-3"]),
        ("datStart=06/01/2026&datEnd=2026-06-01T23:59:59", ["inv-3"]),
        ("datStart=2026-05-31T21:00:00Z&datEnd=2026-06-01T20:59:59Z", ["inv-3"]),  # the day in Jerusalem
        ("fromDate=2027-01-01&startDate=2027-01-01&trxTypeId=2", ["rec-1", "rec-2"]),  # other names are ignored
        ("trxTypeId=2&trxTypeId=1", ["rec-1", "rec-2"]),  # the first of two counts
        ("trxTypeId=&Number=&CustomerId=&datStart=&onlyOpenDocuments=", [key for key, *_ in STOCK]),
    ],
)
def test_other_ways_to_ask(shelf: Shop, query: str, keys: list[str]) -> None:
    assert shelf.get(f"Documents?{query}").keys == keys


def test_numbers_run_by_branch_and_type(shelf: Shop) -> None:
    rows = shelf.get("Documents").json["Results"]
    assert [(row["DocumentId"], row["Number"]) for row in rows] == [(key, number) for key, _, number, *_ in STOCK]


def test_pages_of_fifty_lead_from_one_to_the_next(shop: Shop) -> None:
    for number in range(101):
        shop.invoice(f"inv-{number}")
    page, walked = shop.get("Documents?trxTypeId=1&datStart=2026-01-01&pageSize=7"), []
    for _ in range(3):
        walked += page.keys
        assert (page.json["TotalCount"], page.json["TotalPages"]) == (101, 3)
        if (following := page.json["NextPageUrl"]) is not None:
            assert following.startswith(f"{shop.house.url}/api/v1/documents?")
            # No header goes with it: it bears the token itself.
            page = shop.send("GET", following.removeprefix(shop.house.url))
    assert walked == [f"inv-{number}" for number in range(101)]
    assert (page.json["CurrentPage"], len(page.keys), page.json["NextPageUrl"]) == (2, 1, None)
    back = urlsplit(page.json["PrevPageUrl"])
    before = shop.send("GET", page.json["PrevPageUrl"].removeprefix(shop.house.url))
    assert (before.json["CurrentPage"], before.keys[0], before.keys[-1]) == (1, "inv-50", "inv-99")
    assert back.query == f"trxTypeId=1&datStart=2026-01-01&pageSize=7&page=1&token={shop.token}"


@pytest.mark.parametrize(("asked", "served"), [("", 50), ("pageSize=3", 3), ("pageSize=60", 60), ("pageSize=9999", 60)])
def test_contacts_have_pages_of_any_size_to_five_hundred(crowd: Shop, asked: str, served: int) -> None:
    page = crowd.get(f"Contacts?{asked}")
    assert (len(page.keys), page.keys[0], page.json["TotalCount"]) == (served, "c-0", 60)


@pytest.fixture(scope="module")
def crowd(operated: House) -> Iterator[Shop]:
    shop = open_shop(operated)
    for number in range(60):
        shop.contact(f"c-{number}", Email=f"c{number}@example.com, All@Example.com" if number != 7 else "É@example.com")
    yield shop
    shop.close()


@pytest.mark.parametrize(
    ("mail", "total", "first"),
    [
        ("all@example.com", 59, "c-0"),
        ("ALL@EXAMPLE.COM", 59, "c-0"),
        ("%20c59@example.com%20", 1, "c-59"),
        ("É@EXAMPLE.com".replace("É", "%C3%89"), 1, "c-7"),
    ],
)
def test_contacts_by_mail(crowd: Shop, mail: str, total: int, first: str) -> None:
    page = crowd.get(f"Contacts?email={mail}")
    assert (page.json["TotalCount"], page.keys[0]) == (total, first)


def test_contacts_by_mail_have_pages_too(crowd: Shop) -> None:
    page = crowd.get("Contacts?email=all@example.com&page=1&pageSize=50")
    assert (page.json["CurrentPage"], page.json["TotalPages"], page.keys[-1], len(page.keys)) == (1, 2, "c-59", 9)


def test_a_deleted_contact_leaves_no_hole(crowd: Shop) -> None:
    assert crowd.contact("short-lived").status == 201
    assert crowd.ask("DELETE", "Contacts/short-lived").status == 204
    page = crowd.get("Contacts?page=1")
    assert (page.json["TotalCount"], page.keys) == (60, [f"c-{number}" for number in range(50, 60)])
