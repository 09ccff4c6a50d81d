"""The README's story over plain HTTP: in, a customer, a Hebrew invoice, its PDF, the receipt, nothing owed."""

from __future__ import annotations

import pypdfium2

from .shop import PASSWORD, USER, Shop


def test_the_story(shop: Shop) -> None:
    form = f"UserName={USER}&Password={PASSWORD}&OsekMorshe={shop.tax_number}".encode()
    answer = shop.send("POST", "/api/v1/token/", form, {"Content-Type": "application/x-www-form-urlencoded"})
    shop.token = answer.text.strip('"')
    assert len(shop.token) == 48

    customer = shop.ask("POST", "Contacts", {"ContactId": "cust-1007", "BusinessName": 'נגריית אלון בע"מ'})
    assert (customer.status, customer.json["Balance"]) == (201, 0)

    invoice = {
        "DocumentId": "ord-7741", "TrxTypeId": 1, "TrxCodeNumber": 3, "Date": "2026-08-04", "CustomerId": "cust-1007",
        "CustomerBusinessName": 'נגריית אלון בע"מ', "CustomerOsekMorshe": "514000009", "Comments": "תודה רבה",
        "DocumentLines": [{"ProductName": "מדף אלון", "UnitPrice": 250, "Qty": 4}],
    }  # fmt: skip
    written = shop.ask("POST", "Documents", invoice)
    assert (written.status, written.json["Number"], written.json["Total"], written.json["Status"]) == (
        201,
        "98/100001",
        1180,
        0,
    )
    assert shop.balance("cust-1007") == 0  # a draft is owed by nobody

    printed = shop.ask("PRINT", "Documents/ord-7741")
    assert shop.balance("cust-1007") == -1180
    assert shop.get("Documents?onlyOpenDocuments=true&CustomerId=cust-1007").keys == ["ord-7741"]

    pdf = shop.send("GET", printed.headers["location"].removeprefix(shop.house.url))
    paper = pypdfium2.PdfDocument(pdf.body)
    words = paper[0].get_textpage().get_text_bounded()
    paper.close()
    assert pdf.headers["content-type"] == "application/pdf"
    for shown in ("מקור", "98/100001", "514000009", "1,180.00", "180.00"):
        assert shown in words

    receipt = {
        "DocumentId": "ord-7741-paid", "TrxTypeId": 2, "TrxCodeNumber": 2, "Date": "2026-08-04",
        "DueDate": "2026-08-04", "CustomerId": "cust-1007", "CustomerBusinessName": 'נגריית אלון בע"מ',
        "ReceiptLines": [{"PaymentTypeId": 9, "BankId": 12, "BranchOrValidTo": "600", "AccountNumber": "123456",
                          "PaymentDate": "2026-08-04", "Payment": 1180}],
        "RelatedDocuments": [{"DocumentId": "ord-7741"}],
    }  # fmt: skip
    paid = shop.ask("POST", "Documents", receipt)
    assert (paid.status, paid.json["Number"], paid.json["Total"], paid.json["EffectiveTotal"]) == (
        201,
        "98/300001",
        0,
        1180,
    )
    assert shop.ask("POST", "PrintDocument/ord-7741-paid").status == 200

    assert '"Balance":0.0,' in shop.get("Contacts/cust-1007").text
    assert shop.get("Documents?onlyOpenDocuments=true").keys == []
    assert shop.get("Documents?CustomerId=cust-1007").keys == ["ord-7741", "ord-7741-paid"]
    # Nothing of it can be written twice, or undone in silence.
    assert "הודפס" in shop.ask("POST", "Documents", invoice).text
    assert shop.ask("POST", "CancelDocument/ord-7741").status == 400
    assert shop.ask("DELETE", "Contacts/cust-1007").status == 400
