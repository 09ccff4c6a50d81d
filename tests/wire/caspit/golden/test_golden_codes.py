"""The numbers that stand for words on this wire (dossier section 7), there and back."""

from __future__ import annotations

import pytest

from .shop import Shop


def test_every_type_of_payment(shop: Shop) -> None:
    lines = [{"PaymentTypeId": code, "Payment": code} for code in range(1, 18)]
    written = shop.receipt("rec-1", ReceiptLines=lines)
    assert written.json["Payment"] == 153
    assert shop.print("rec-1").status == 200
    read = shop.document("rec-1")["ReceiptLines"]
    assert [(row["Number"], row["PaymentTypeId"], row["Payment"]) for row in read] == [(n, n, n) for n in range(1, 18)]
    for code in range(18):
        assert shop.contact("c", PreferredPaymentTypeId=code).json["PreferredPaymentTypeId"] == code


@pytest.mark.parametrize(("sent", "read"), [(0, 0), (1, 1), (2, 2), ("2", 2), (None, 0)])
def test_every_type_of_contact(shop: Shop, sent: object, read: int) -> None:
    assert shop.contact("c", ContactType=sent).json["ContactType"] == read


@pytest.mark.parametrize("terms", [0, 1, 2, 3, 4])
def test_every_payment_term(shop: Shop, terms: int) -> None:
    saved = shop.contact("c", PaymentTerms=terms, PaymentTermsDays=30).json
    assert (saved["PaymentTerms"], saved["PaymentTermsDays"]) == (terms, 30)


def test_every_currency_by_its_sign_or_its_code(shop: Shop) -> None:
    sent = ["₪", "$", "£", "€", "A$", "a$", "NIS", "ILS", "usd", "GBP", "EUR", "AUD", "", None, " "]
    lines = [{"UnitPrice": 1, "CurrencySymbol": symbol} for symbol in sent]
    written = shop.invoice("inv-1", DocumentLines=lines).json
    read = ["₪", "$", "£", "€", "A$", "A$", "₪", "₪", "$", "£", "€", "A$", "₪", "₪", "₪"]
    assert [row["CurrencySymbol"] for row in written["DocumentLines"]] == read


@pytest.mark.parametrize(
    ("trx_type", "code", "name"),
    [
        (1, 3, "מכירות/הכנסות"),
        (1, 4, 'הכנסות/מכירות פטורות ממע"מ'),
        (7, 3, "מכירות/הכנסות"),
        (2, 2, "קבלות"),
    ],
)
def test_every_class_a_business_starts_with(shop: Shop, trx_type: int, code: int, name: str) -> None:
    written = shop.ask("POST", "Documents", {"TrxTypeId": trx_type, "TrxCodeNumber": code}).json
    assert (written["TrxCodeNumber"], written["TrxCode"]) == (code, name)


@pytest.mark.parametrize("code", [60, 3040, 3100])
def test_the_classes_of_expenses_are_there_and_for_expenses_alone(shop: Shop, code: int) -> None:
    assert shop.contact("c", ContactType=1, TrxCodeNumber=code).json["TrxCodeNumber"] == code
    refused = shop.ask("POST", "Documents", {"TrxTypeId": 1, "TrxCodeNumber": code})
    assert refused.text == f"TrxCodeNumber {code} is not an Income TrxCode. Allowed values: 3, 4"


def test_the_states_of_a_document(shop: Shop) -> None:
    assert shop.invoice("inv-1").json["Status"] == 0
    shop.print("inv-1")
    assert shop.document("inv-1")["Status"] == 2
    assert shop.ask("POST", "CancelDocument/inv-1").json["Status"] == 3


@pytest.mark.parametrize("trx_type", [0, 3, 35, 300])
def test_types_that_are_not_served_are_refused_and_in_no_list(shop: Shop, trx_type: int) -> None:
    refused = shop.ask("POST", "Documents", {"TrxTypeId": trx_type, "TrxCodeNumber": 3})
    assert refused.json["ModelState"] == {
        "doc.TrxTypeId": ["The value of TrxTypeId is not valid. Allowed values: 1, 2, 6, 7, 9, 13, 15, 16, 19"]
    }
    assert shop.get(f"Documents?trxTypeId={trx_type}").json["TotalCount"] == 0
