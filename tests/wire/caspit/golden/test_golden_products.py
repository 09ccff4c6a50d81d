"""Products, their stock, and what documents take from them."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import psycopg
import pytest

from .shop import Reply, Shop

INVOICE, PROFORMA, SALE, CREDIT, NOTE, QUOTE = 1, 6, 7, 9, 15, 16


def product(shop: Shop, key: str, **members: object) -> Reply:
    saved = shop.ask("POST", "Products", {"ProductId": key, **members})
    assert saved.status == 201, saved.text
    return saved


def in_stock(shop: Shop, key: str = "p") -> Decimal | None:
    found: Decimal | None = shop.get(f"Products/{key}").json["QtyInStock"]
    return found


def write(shop: Shop, key: str, trx_type: int, quantity: object, *sources: str, **members: object) -> Reply:
    """A draft of one line of product p."""
    lines = [{"ProductId": "p", "UnitPrice": 10, "Qty": quantity}]
    related = [{"DocumentId": source} for source in sources]
    body = {"DocumentId": key, "TrxTypeId": trx_type, "TrxCodeNumber": 3, "CustomerId": "c", "DocumentLines": lines}
    drafted = shop.ask("POST", "Documents", {**body, "RelatedDocuments": related, **members})
    assert drafted.status == 201, drafted.text
    return drafted


def issue(shop: Shop, key: str, trx_type: int, quantity: object, *sources: str, **members: object) -> None:
    write(shop, key, trx_type, quantity, *sources, **members)
    printed = shop.print(key)
    assert printed.status == 200, printed.text


def cancel(shop: Shop, key: str) -> None:
    done = shop.ask("POST", f"CancelDocument/{key}")
    assert done.status == 200, done.text


@pytest.fixture
def stocked(shop: Shop) -> Shop:
    """A customer, and a product of which there are ten."""
    shop.contact("c")
    product(shop, "p", Name="מדף", QtyInStock=10)
    return shop


# --- the catalogue -------------------------------------------------------------------------------------------------


def test_pages_of_fifty_oldest_first(shop: Shop) -> None:
    for number in range(52):
        product(shop, f"p{number}", CatalogNumber="odd" if number % 2 else "even", QtyInStock=number)
    shop.ask("DELETE", "Products/p0")
    first, second = shop.get("Products").json, shop.get("Products?page=1&pageSize=500").json
    assert (first["TotalCount"], first["TotalPages"], len(first["Results"])) == (51, 2, 50)
    assert [row["ProductId"] for row in first["Results"][:2]] == ["p1", "p2"]
    assert first["NextPageUrl"] == f"{shop.house.url}/api/v1/products?page=1&token={shop.token}"
    assert [(row["ProductId"], row["QtyInStock"]) for row in second["Results"]] == [("p51", 51)]
    assert shop.get("Products?page=2").json["Results"] == []


def test_by_catalogue_number_exactly(shop: Shop) -> None:
    for key, number in (("a", "X-1"), ("b", "x-1"), ("c", "X-1"), ("d", "X-12"), ("e", None)):
        product(shop, key, CatalogNumber=number)
    found = shop.get("products?CATALOGNUMBER=X-1").json
    assert ([row["ProductId"] for row in found["Results"]], found["TotalCount"]) == (["a", "c"], 2)
    assert shop.get("Products?catalogNumber=X-1&page=1").json["TotalCount"] == 2
    assert shop.get("Products?catalogNumber=none").json["TotalCount"] == 0
    assert shop.get("Products?catalogNumber=").json["TotalCount"] == 5


@pytest.mark.parametrize(
    ("sent", "kept"),
    [("12.345678", "12.345678"), ("0", "0.0"), ("84.74576271186440", "84.745763"), ("999999999999", "999999999999.0")],
)
def test_prices_have_six_places(shop: Shop, sent: str, kept: str) -> None:
    body = f'{{"ProductId":"p","PurchasePrice":{sent},"SalePrice4":{sent}}}'.encode()
    assert f'"SalePrice4":{kept},' in shop.ask("POST", "Products", body).text
    shown = shop.get("Products/p").text
    assert f'"PurchasePrice":{kept},' in shown
    assert f'"SalePrice4":{kept},' in shown


@pytest.mark.parametrize(
    ("sent", "kept"), [("$", "$"), ("usd", "$"), ("€", "€"), ("A$", "A$"), ("NIS", "₪"), ("", "₪")]
)
def test_every_currency(shop: Shop, sent: str, kept: str) -> None:
    assert product(shop, "p", CurrencySymbol=sent).json["CurrencySymbol"] == kept
    assert shop.get("Products/p").json["CurrencySymbol"] == kept


def test_a_write_is_done_once(shop: Shop) -> None:
    body = {"ProductId": "p", "QtyInStock": 4}
    first = shop.ask("POST", "Products", body, Idempotency_Key="k")
    again = shop.ask("POST", "Products", body, Idempotency_Key="k")
    assert (first.text, first.headers["location"]) == (again.text, again.headers["location"])
    assert again.headers["idempotency-replayed"] == "true"
    assert shop.ask("POST", "Products", {"ProductId": "q"}, Idempotency_Key="k").status == 409
    gone = [shop.ask("DELETE", "Products/p", Idempotency_Key="d") for _ in range(2)]
    assert [reply.headers.get("idempotency-replayed") for reply in gone] == [None, "true"]
    assert shop.get("Products").json["TotalCount"] == 0


# --- stock ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("sent", "first"), [(None, None), (0, None), (2.5, Decimal("2.5")), (-1, -1)])
def test_the_first_stock_is_what_the_new_product_brings(shop: Shop, sent: object, first: object) -> None:
    assert product(shop, "p", QtyInStock=sent).json["QtyInStock"] == first
    assert in_stock(shop) == first


def test_later_the_stock_is_what_moved_whatever_is_sent(stocked: Shop) -> None:
    issue(stocked, "inv", INVOICE, 3)
    for verb, target in (("POST", "Products"), ("PUT", "Products/p")):
        assert stocked.ask(verb, target, {"ProductId": "p", "QtyInStock": 99}).json["QtyInStock"] == 7
    assert in_stock(stocked) == 7


def test_a_new_product_under_a_freed_key_begins_anew(stocked: Shop) -> None:
    issue(stocked, "inv", INVOICE, 3)
    assert stocked.ask("DELETE", "Products/p").status == 204
    (line,) = stocked.document("inv")["DocumentLines"]
    assert (line["ProductId"], line["ProductName"]) == ("p", "מדף")
    product(stocked, "p")
    assert in_stock(stocked) is None
    cancel(stocked, "inv")  # the goods go back to the product they came from
    assert in_stock(stocked) is None


def is_goods(shop: Shop, owner_dsn: str) -> object:
    with psycopg.connect(owner_dsn) as owner:
        query = "select stocked from books.product where business_id = %s"
        (found,) = owner.execute(query, [shop.business]).fetchone() or (None,)
    return found


@pytest.mark.parametrize("members", [{"QtyInStock": 0}, {"MinQtyInStock": 1}, {"MaxQtyInStock": 9}])
def test_what_was_ever_given_a_stock_is_goods_for_ever(shop: Shop, owner_dsn: str, members: dict[str, Any]) -> None:
    product(shop, "p", **members)
    assert is_goods(shop, owner_dsn) is True
    assert shop.ask("PUT", "Products/p", {}).json["MinQtyInStock"] is None
    assert is_goods(shop, owner_dsn) is True


def test_what_never_was_is_a_service_until_it_is(shop: Shop, owner_dsn: str) -> None:
    shop.contact("c")
    product(shop, "p")
    issue(shop, "inv", INVOICE, 2)
    # Sent back as it was read: that it was sold does not make it goods.
    assert shop.ask("PUT", "Products/p", shop.get("Products/p").json).json["QtyInStock"] == -2
    assert is_goods(shop, owner_dsn) is False
    assert shop.ask("PUT", "Products/p", {"QtyInStock": 5}).json["QtyInStock"] == -2
    assert is_goods(shop, owner_dsn) is True


def test_printing_an_invoice_takes_the_goods_once(stocked: Shop) -> None:
    write(stocked, "inv", INVOICE, 3)
    assert in_stock(stocked) == 10
    assert stocked.print("inv").status == stocked.print("inv").status == 200
    assert in_stock(stocked) == 7
    issue(stocked, "sale", SALE, "2.5", ReceiptLines=[{"PaymentTypeId": 1, "Payment": 29.5}])
    assert in_stock(stocked) == Decimal("4.5")


@pytest.mark.parametrize("trx_type", [PROFORMA, QUOTE])
def test_what_only_asks_or_offers_moves_nothing(stocked: Shop, trx_type: int) -> None:
    issue(stocked, "doc", trx_type, 3)
    assert in_stock(stocked) == 10


def test_an_invoice_moves_what_its_delivery_note_did_not(stocked: Shop) -> None:
    issue(stocked, "note", NOTE, 5)
    assert in_stock(stocked) == 5
    issue(stocked, "inv-1", INVOICE, 3, "note")
    assert in_stock(stocked) == 5
    issue(stocked, "inv-2", INVOICE, 4, "note")  # two are left on the note, two are new
    assert in_stock(stocked) == 3
    cancel(stocked, "inv-2")
    assert in_stock(stocked) == 5
    issue(stocked, "inv-3", INVOICE, 2, "note")
    assert in_stock(stocked) == 5


@pytest.mark.parametrize("sources", [("quote", "note"), ("note", "quote"), ("proforma", "note"), ("proforma",)])
def test_nor_when_a_quote_or_proforma_stands_between(stocked: Shop, sources: tuple[str, ...]) -> None:
    issue(stocked, "quote", QUOTE, 5)
    issue(stocked, "note", NOTE, 5, "quote")
    issue(stocked, "proforma", PROFORMA, 5, "note")
    issue(stocked, "inv", INVOICE, 6, *sources)
    assert in_stock(stocked) == 4
    cancel(stocked, "inv")
    assert in_stock(stocked) == 5


def test_a_credit_brings_back_what_had_gone_out(stocked: Shop) -> None:
    issue(stocked, "note", NOTE, 4)
    issue(stocked, "inv", INVOICE, 6, "note")
    assert in_stock(stocked) == 4
    issue(stocked, "credit-1", CREDIT, 5, "inv")
    assert in_stock(stocked) == 9
    issue(stocked, "credit-2", CREDIT, 1, "inv")
    assert in_stock(stocked) == 10
    cancel(stocked, "credit-2")
    assert in_stock(stocked) == 9


def test_a_credit_above_what_was_sold_is_refused_naming_the_line(stocked: Shop) -> None:
    product(stocked, "q", QtyInStock=1)
    issue(stocked, "inv", INVOICE, 3)
    issue(stocked, "credit-1", CREDIT, 1, "inv")
    lines = [{"ProductId": "p", "UnitPrice": 5, "Qty": 2}, {"ProductId": "p", "UnitPrice": 1, "Qty": "0.5"}]
    write(stocked, "credit-2", CREDIT, 1, "inv", DocumentLines=lines)
    refused = stocked.print("credit-2")
    assert (refused.status, refused.text) == (400, "Of document 'inv' only 0 may still be credited by line 2.")
    write(stocked, "credit-3", CREDIT, "2.5", "inv", DocumentLines=[lines[0] | {"Qty": "2.5"}])
    assert stocked.print("credit-3").text == "Of document 'inv' only 2 may still be credited by line 1."
    write(stocked, "credit-4", CREDIT, 1, "inv", DocumentLines=[{"ProductId": "q", "UnitPrice": 1}])
    assert stocked.print("credit-4").text == "Of document 'inv' only 0 may still be credited by line 1."
    assert (in_stock(stocked), in_stock(stocked, "q")) == (8, 1)


def test_cancelling_restores(stocked: Shop) -> None:
    issue(stocked, "note", NOTE, 4)
    cancel(stocked, "note")
    issue(stocked, "inv", INVOICE, 3)
    cancel(stocked, "inv")
    write(stocked, "draft", INVOICE, 2)
    cancel(stocked, "draft")
    assert in_stock(stocked) == 10


def test_two_lines_of_one_product_and_one_given_back(stocked: Shop) -> None:
    lines = [{"ProductId": "p", "Qty": 2}, {"ProductId": "p", "Qty": 3}, {"ProductId": "p", "Qty": -1}]
    issue(stocked, "inv", INVOICE, 0, DocumentLines=lines)
    assert in_stock(stocked) == 6


# --- lines filled from the catalogue -------------------------------------------------------------------------------

LISTED = {
    "Name": "מדף אלון",
    "Description": "אלון מלא, 80 ס״מ",
    "CatalogNumber": "A-80",
    "UnitName": "יח׳",
    "SalePrice1": 100,
    "SalePrice2": 90.5,
    "SalePrice4": 70.123456,
}


def filled(shop: Shop, verb: str = "POST", customer: str | None = None, **said: object) -> dict[str, Any]:
    """The line of a draft that says no more than the product and what is `said`."""
    line = {"ProductId": "p", "Qty": 2, **said}
    body = {"DocumentId": "inv", "TrxTypeId": 1, "TrxCodeNumber": 3, "CustomerId": customer, "DocumentLines": [line]}
    reply = shop.ask(verb, "Documents", body)
    assert reply.status in {200, 201}, reply.text
    (read,) = reply.json["DocumentLines"]
    found: dict[str, Any] = read
    return found


def test_a_line_takes_what_it_does_not_say(shop: Shop) -> None:
    product(shop, "p", **LISTED)
    line = filled(shop)
    assert (line["ProductName"], line["Details"], line["ProductCatalogNumber"]) == (
        "מדף אלון",
        "אלון מלא, 80 ס״מ",
        "A-80",
    )
    assert (line["UnitPrice"], line["ExtendedPrice"], line["CurrencySymbol"], line["ChargeVAT"]) == (
        100,
        200,
        "₪",
        True,
    )
    assert shop.document("inv")["DocumentLines"] == [line]


def test_what_it_says_wins(shop: Shop) -> None:
    product(shop, "p", **LISTED)
    line = filled(shop, ProductName="שלי", ProductCatalogNumber="B", UnitPrice=7, ChargeVAT=False)
    assert (line["ProductName"], line["Details"], line["ProductCatalogNumber"]) == ("שלי", "שלי", "B")
    assert (line["UnitPrice"], line["ExtendedPrice"], line["ChargeVAT"]) == (7, 14, False)
    assert filled(shop, UnitPrice=0)["ExtendedPrice"] == 0
    assert filled(shop, Details="משלי")["Details"] == "משלי"


@pytest.mark.parametrize(
    ("price_list", "price"), [(None, "100"), (1, "100"), (2, "90.5"), (3, "100"), (4, "70.123456")]
)
def test_the_price_is_that_of_the_customers_list(shop: Shop, price_list: int | None, price: str) -> None:
    product(shop, "p", **LISTED)
    shop.contact("c", PriceListNum=price_list)
    assert filled(shop, customer="c")["UnitPrice"] == Decimal(price)


@pytest.mark.parametrize(
    ("members", "price", "net"),
    [
        ({"SalePrice1": 118}, "100", "200"),
        ({"SalePrice1": 99.9}, "84.661017", "169.32"),
        ({"SalePrice1": 118, "ChargeVat": False}, "118", "236"),
    ],
)
def test_a_price_with_vat_is_taken_without_it(shop: Shop, members: dict[str, Any], price: str, net: str) -> None:
    product(shop, "p", IsPriceIncludeVat=True, **members)
    line = filled(shop)
    assert (line["UnitPrice"], line["ExtendedPrice"]) == (Decimal(price), Decimal(net))


def test_at_the_rate_of_the_documents_date(shop: Shop) -> None:
    product(shop, "p", IsPriceIncludeVat=True, SalePrice1=117)
    body = {"TrxTypeId": 1, "TrxCodeNumber": 3, "Date": "2024-12-31", "DocumentLines": [{"ProductId": "p"}]}
    written = shop.ask("POST", "Documents", body).json
    assert (written["DocumentLines"][0]["UnitPrice"], written["Vat"], written["Total"]) == (100, 17, 117)


def test_a_product_without_vat_makes_an_exempt_line(shop: Shop) -> None:
    product(shop, "p", SalePrice1=50, ChargeVat=False)
    assert filled(shop)["ChargeVAT"] is False
    written = shop.document("inv")
    assert (written["TotalNoChargeVat"], written["Vat"], written["Total"]) == (100, 0, 100)
    assert filled(shop, ChargeVAT=True)["ChargeVAT"] is True


def test_the_currency_is_the_products_at_its_rate(shop: Shop, owner_dsn: str) -> None:
    product(shop, "p", SalePrice1=100, CurrencySymbol="$")
    assert [filled(shop)[name] for name in ("CurrencySymbol", "Rate", "ExtendedPrice")] == ["$", 1, 200]
    with psycopg.connect(owner_dsn, autocommit=True) as owner:
        owner.execute(
            "insert into directory.exchange_rate (base, currency, date, rate, recorded_at)"
            " values ('ILS', 'USD', '2026-08-03', 3.7, now()), ('ILS', 'EUR', '2026-08-03', 4, now())"
        )
        try:
            line = filled(shop)
            assert (line["UnitPrice"], line["Rate"], line["ExtendedPrice"]) == (100, Decimal("3.7"), 740)
            assert filled(shop, Rate=3.5)["ExtendedPrice"] == 700
            # Asked for in another currency, the price is what the product costs in that one.
            asked = [
                (line["UnitPrice"], line["ExtendedPrice"])
                for symbol in ("₪", "€")
                for line in [filled(shop, CurrencySymbol=symbol)]
            ]
            assert asked == [(370, 740), (Decimal("92.5"), 740)]
        finally:
            owner.execute("delete from directory.exchange_rate")


def test_a_put_looks_at_the_catalogue_anew(shop: Shop) -> None:
    product(shop, "p", **LISTED)
    before = filled(shop)
    product(shop, "p", Name="מדף אגוז", SalePrice1=120)
    sent_back = shop.ask("PUT", "Documents", shop.document("inv")).json["DocumentLines"]
    assert sent_back == [before]
    after = filled(shop, "PUT")
    assert (after["ProductName"], after["Details"], after["UnitPrice"]) == ("מדף אגוז", "מדף אגוז", 120)
    assert after["ProductCatalogNumber"] is None


def test_an_unknown_product_is_free_text(shop: Shop) -> None:
    product(shop, "other", QtyInStock=3)
    line = filled(shop, ProductName="ידני", UnitPrice=5)
    assert (line["ProductId"], line["ProductName"], line["ExtendedPrice"]) == ("p", "ידני", 10)
    assert shop.print("inv").status == 200
    # One that is made later is not the one that was sold.
    product(shop, "p", QtyInStock=1)
    assert (in_stock(shop), in_stock(shop, "other")) == (1, 3)


def test_an_inactive_product_is_sold_like_any(shop: Shop) -> None:
    product(shop, "p", SalePrice1=5, Status=False)
    assert filled(shop)["UnitPrice"] == 5


def test_a_documents_details_are_the_texts_its_lines_end_with(shop: Shop) -> None:
    shop.ask("POST", "Products", {"ProductId": "oak", "Name": "מדף אלון", "SalePrice1": 10})
    lines = [{"ProductId": "oak"}, {"ProductName": "הובלה", "UnitPrice": 5}]
    assert shop.invoice("inv-details", DocumentLines=lines).json["Details"] == "מדף אלון, הובלה"
