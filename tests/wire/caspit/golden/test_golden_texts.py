"""Texts and dates as they come in: trimmed, filled, measured, and clean."""

from __future__ import annotations

import json
from typing import Any

import pytest

from pinkas.dialects.caspit.fields import Kind, Wire, model_of
from pinkas.dialects.caspit.wire import CaspitContact, CaspitDocument, CaspitProduct

from .shop import Shop

INVOICE: dict[str, Any] = {"TrxTypeId": 1, "TrxCodeNumber": 3}


def line(**members: object) -> dict[str, object]:
    return {"UnitPrice": 1, "Qty": 1, **members}


# --- trimming and filling (dossier sections 6, 8.4, 9.11) ----------------------------------------------------------


def test_texts_of_documents_and_lines_lose_their_outer_blanks(shop: Shop) -> None:
    shop.contact("c")
    sent = INVOICE | {
        "DocumentId": "  inv-1\t",
        "CustomerId": " c ",
        "CustomerBusinessName": "\n נגריית  אלון \u00a0",
        "Comments": "  שורה\n  שנייה  ",
        "DocumentLines": [line(ProductName=" מדף ", Details="\t אלון \n", ProductId=" p ", CurrencySymbol=" ₪ ")],
    }
    written = shop.ask("POST", "Documents", sent).json
    assert (written["DocumentId"], written["CustomerId"]) == ("inv-1", "c")
    assert written["CustomerBusinessName"] == "נגריית  אלון"
    assert written["Comments"] == "שורה\n  שנייה"
    (first,) = written["DocumentLines"]
    assert (first["ProductName"], first["Details"], first["ProductId"]) == ("מדף", "אלון", "p")


def test_texts_of_contacts_keep_theirs(shop: Shop) -> None:
    assert shop.contact("c", Name="  דנה ").json["Name"] == "  דנה "


@pytest.mark.parametrize(
    ("name", "sent", "on_post", "on_put"),
    [
        ("מדף", None, "מדף", None),
        ("מדף", "", "מדף", None),
        ("מדף", "  \t", "מדף", None),
        ("מדף", "אלון", "אלון", "אלון"),
        (None, "אלון", "אלון", "אלון"),
        ("", "", None, None),
    ],
)
def test_a_lines_details(shop: Shop, name: str | None, sent: str | None, on_post: str, on_put: str) -> None:
    one = line(ProductName=name, Details=sent)
    posted = shop.invoice("inv-1", DocumentLines=[one]).json
    assert posted["DocumentLines"][0]["Details"] == on_post
    put = shop.ask("PUT", "Documents", INVOICE | {"DocumentId": "inv-1", "DocumentLines": [one]}).json
    assert put["DocumentLines"][0]["Details"] == on_put


@pytest.mark.parametrize(
    ("sent", "on_post", "on_put"),
    [
        (None, "מדף, ארון", None),
        ("", "מדף, ארון", None),
        (" ", None, None),  # a single space keeps it empty
        ("   ", None, None),
        (" פנימי ", "פנימי", "פנימי"),
    ],
)
def test_a_documents_details(shop: Shop, sent: str | None, on_post: str | None, on_put: str | None) -> None:
    lines = [line(ProductName="מדף"), line(Details="ארון"), line()]
    assert shop.invoice("inv-1", DocumentLines=lines, Details=sent).json["Details"] == on_post
    put = shop.ask("PUT", "Documents", INVOICE | {"DocumentId": "inv-1", "DocumentLines": lines, "Details": sent})
    assert put.json["Details"] == on_put


def test_details_filled_from_many_lines_end_at_their_length(shop: Shop) -> None:
    written = shop.invoice("inv-1", DocumentLines=[line(ProductName="א" * 255)] * 9)
    assert written.status == 201
    assert len(written.json["Details"]) == 1000


def test_the_cards_remark_goes_on_new_invoices_that_bring_none(shop: Shop) -> None:
    shop.contact("c", InvoiceComment="תודה")
    assert shop.invoice("inv-1", CustomerId="c").json["Comments"] == "תודה"
    assert shop.invoice("inv-2", CustomerId="c", Comments="שלי").json["Comments"] == "שלי"
    assert shop.receipt("rec-1", CustomerId="c").json["Comments"] is None
    put = shop.ask("PUT", "Documents", INVOICE | {"DocumentId": "inv-1", "CustomerId": "c"})
    assert put.json["Comments"] is None


def test_what_the_document_says_of_its_customer_is_what_was_sent(shop: Shop) -> None:
    shop.contact("c", City="חיפה", Email="dana@example.com")
    written = shop.invoice("inv-1", CustomerId="c", CustomerBusinessName="שם אחר").json
    assert (written["CustomerBusinessName"], written["CustomerCity"], written["CustomerEmail"]) == (
        "שם אחר",
        None,
        None,
    )
    shop.print("inv-1")
    shop.contact("c", BusinessName="שם חדש")
    assert shop.document("inv-1")["CustomerBusinessName"] == "שם אחר"


# --- dates ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "sent",
    [
        "2026-08-05",
        "2026-08-05T00:00:00",
        "2026-08-05T23:59:59.9999999",
        "2026-08-05 12:30",
        "2026-08-05T12:00:00Z",
        "2026-08-04T21:00:00.000Z",  # midnight in Jerusalem
        "2026-08-05T00:00:00+03:00",
        "2026-08-05T06:59:59+0700",
        "08/05/2026",
        "8/5/2026",
        "/Date(1785888000000)/",
    ],
)
def test_every_form_of_a_date_is_the_same_day(shop: Shop, sent: str) -> None:
    if sent.endswith("+0700"):
        sent = sent.replace("05T06", "05T09")
    written = shop.invoice("inv-1", Date=sent, DueDate=sent)
    assert '"Date":"2026-08-05T00:00:00"' in written.text
    assert '"DueDate":"2026-08-05T00:00:00"' in written.text
    paid = shop.receipt("rec-1", ReceiptLines=[{"PaymentTypeId": 9, "Payment": 1, "PaymentDate": sent}])
    assert '"PaymentDate":"2026-08-05T00:00:00"' in paid.text


@pytest.mark.parametrize("sent", ["2026-13-01", "31/12/2026", "yesterday", "20260805", "1899-12-31", "2201-01-01", 5])
def test_what_is_no_date_is_refused_by_name(shop: Shop, sent: object) -> None:
    refused = shop.invoice("inv-1", Date=sent)
    assert refused.status == 400
    assert list(refused.json["ModelState"]) == ["doc.Date"]


def test_today_is_the_businesss(shop: Shop) -> None:
    shop.house.clock.move(minutes=11 * 60 + 59)  # 23:59 in Jerusalem
    shop.log_in()
    assert '"Date":"2026-08-04T00:00:00"' in shop.invoice("inv-1").text
    shop.house.clock.move(minutes=1)
    assert '"Date":"2026-08-05T00:00:00"' in shop.invoice("inv-2").text
    # Sent again the next day without a date, a draft says what it said.
    assert '"Date":"2026-08-04T00:00:00"' in shop.invoice("inv-1").text


def test_audit_times_have_their_fraction_trimmed(shop: Shop) -> None:
    shop.house.clock.move(seconds=81.340)
    text = shop.contact("c").text
    assert '"DateCreated":"2026-08-04T12:01:21.34","UserCreated":"ruth","DateUpdated":"2026-08-04T12:01:21.34"' in text


# --- lengths and characters ----------------------------------------------------------------------------------------

LENGTHS = {
    "Contacts": {
        "ContactId": 50, "BusinessName": 200, "OsekMorshe": 20, "Name": 100, "Address1": 100, "Address2": 100,
        "City": 100, "PostalCode": 20, "Country": 20, "Phone": 25, "Mobile": 25, "Fax": 25, "Email": 100,
        "Comments1": 500, "Comments2": 500, "Comments3": 2000, "InvoiceComment": 500, "BankAcctNumber": 20,
        "BankAcctBranch": 20, "CCNumberToken": 60, "CCNumber": 60, "CCExpDate": 4, "CVV": 4,
    },
    "Documents": {
        "DocumentId": 50, "CustomerBusinessName": 200, "CustomerOsekMorshe": 20, "CustomerContactName": 100,
        "CustomerAddress1": 100, "CustomerAddress2": 100, "CustomerCity": 100, "CustomerPostalCode": 20,
        "CustomerCountry": 100, "CustomerEmail": 100, "MobilePhone": 100, "Details": 1000, "Comments": 5000,
    },
    "Products": {
        "ProductId": 50, "Name": 255, "Description": 4000, "NameEnglish": 255, "DescriptionEnglish": 4000,
        "Comments": 4000, "SerialNumber": 40, "CatalogNumber": 50, "SupplierCatalogNumber1": 50,
        "SupplierCatalogNumber2": 50, "SupplierCatalogNumber3": 50, "Warranty": 1000, "UnitName": 50, "Class": 50,
        "Barcode": 50,
    },
}  # fmt: skip
PREFIXES = {"Contacts": "contact", "Documents": "doc", "Products": "product"}


@pytest.mark.parametrize("route", LENGTHS)
def test_each_text_is_taken_to_its_length_and_refused_beyond(shop: Shop, route: str) -> None:
    longest = {name: "1" * length for name, length in LENGTHS[route].items()}
    required = INVOICE if route == "Documents" else {}
    taken = shop.ask("POST", route, required | longest)
    assert taken.status == 201, taken.text
    hidden = {"CCNumber": "1111", "CVV": None}
    assert {name: taken.json[name] for name in longest} == longest | {n: v for n, v in hidden.items() if n in longest}
    refused = shop.ask("POST", route, required | {name: f"{text}א" for name, text in longest.items()})
    assert refused.json["ModelState"] == {
        f"{PREFIXES[route]}.{name}": [f"The field {name} must be a string with a maximum length of {length}."]
        for name, length in LENGTHS[route].items()
    }


def texts(wire: type[Wire]) -> list[str]:
    return [field.name for field in model_of(wire).fields if field.kind is Kind.TEXT and not field.rules.read_only]


def hostile(wire: type[Wire], character: str) -> dict[str, Any]:
    """A body with the character in every text there is, those of lines and payments too."""
    body: dict[str, Any] = dict.fromkeys(texts(wire), f"a{character}b")
    for field in model_of(wire).fields:
        if field.item is not None:
            body[field.name] = [hostile(field.item, character)]
    return body


@pytest.mark.parametrize("escaped", [r"\u0000", r"\u001b", r"\u0085", r"\ud800", r"\udc00\ud800", r"\uffff"])
@pytest.mark.parametrize(
    ("route", "wire"), [("Contacts", CaspitContact), ("Documents", CaspitDocument), ("Products", CaspitProduct)]
)
def test_no_text_takes_a_character_the_books_cannot_keep(
    shop: Shop, route: str, wire: type[Wire], escaped: str
) -> None:
    body = hostile(wire, "@@") | (INVOICE if route == "Documents" else {})
    refused = shop.ask("POST", route, json.dumps(body).replace("@@", escaped).encode())
    assert refused.status == 400
    found = refused.json["ModelState"]
    said = [name for name, sentences in found.items() if "must not contain control characters" in sentences[0]]
    assert len(said) == json.dumps(body).count("@@")
    assert shop.get(route).json["TotalCount"] == 0


def test_every_other_character_is_kept(shop: Shop) -> None:
    text = "שָׁלוֹם \"'\\/<b>&amp; %00 {0} $1 🧾 é \u200f\u202e ﷽ \t\r\n;--"
    written = shop.contact("c", BusinessName=text, Comments3=text)
    assert (written.json["BusinessName"], written.json["Comments3"]) == (text, text)
    assert shop.get("Contacts/c").json["Comments3"] == text
    shop.invoice("inv-1", Comments=f"x{text}x", DocumentLines=[line(ProductName=f"x{text}x")])
    assert shop.print("inv-1").status == 200
    assert shop.document("inv-1")["Comments"] == f"x{text}x"
    assert shop.document("inv-1")["DocumentLines"][0]["ProductName"] == f"x{text}x"


def test_keys_of_any_character_are_found_again(shop: Shop) -> None:
    for key, path in (
        ("a/b", "a%2Fb"),
        ("א ב", "%D7%90%20%D7%91"),
        ("50%", "50%25"),
        ("a?b#c", "a%3Fb%23c"),
        ("..", ".."),
    ):
        assert shop.contact(key).headers["location"] == f"{shop.house.url}/api/v1/contacts/{path}"
        assert shop.get(f"Contacts/{path}").json["ContactId"] == key
        created = shop.invoice(key, CustomerId=key)
        assert created.headers["location"] == f"{shop.house.url}/api/v1/documents/{path}"
        assert shop.get(f"Documents/{path}").json["CustomerId"] == key
        assert f"/api/v1/Pdf/{path}?token=_REPLACE" in created.json["LinkToPdf"]
        assert shop.get(f"Documents?id={path}").json["DocumentId"] == key


def test_a_body_above_two_mebibytes_is_not_read(shop: Shop) -> None:
    filler = b" " * (2 * 1024 * 1024 - 2)
    assert shop.ask("POST", "Contacts", b"{" + filler + b"}").status == 201
    refused = shop.ask("POST", "Contacts", b"{" + filler + b" }")
    assert (refused.status, refused.text) == (413, '{"Message":"The request body is larger than 2097152 bytes."}')
    assert refused.headers["connection"] == "close"
