"""The bytes our answers are made of, next to the dossier's samples; and that what is written can be read again."""

import json
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pinkas.dialects.caspit.binding import read_answer
from pinkas.dialects.caspit.codec import encode
from pinkas.dialects.caspit.fields import Kind, Wire, model_of
from pinkas.dialects.caspit.scalars import FORBIDDEN_CHARACTERS
from pinkas.dialects.caspit.wire import (
    CaspitContact,
    CaspitDocument,
    CaspitDocumentLine,
    CaspitReceiptLine,
    CaspitResponse,
    CaspitTokenRequest,
    EmailDetails,
    RelatedDocument,
)

JERUSALEM = ZoneInfo("Asia/Jerusalem")

INVOICE_RECEIPT = CaspitDocument(
    DocumentId="ord-7741",
    DocumentNumberBranch=98,
    TrxTypeId=7,
    Number="98/200014",
    Date=date(2026, 8, 5),
    CustomerId="cust-1007",
    CustomerBusinessName='נגריית אלון בע"מ',
    Comments="תודה",
    TotalLinesChargeVAT=Decimal("1000.00"),
    Rebate=Decimal(0),
    RountTotal=False,
    Vat=Decimal("180.00"),
    Total=Decimal(1180),
    VatRate=Decimal(18),
    ReceiptCurrencySymbol="₪",
    ReceiptRate=Decimal(1),
    DocumentLines=[
        CaspitDocumentLine(
            Number=1, ProductName="מדף", UnitPrice=Decimal("84.745763"), Qty=Decimal("4.50000"), ChargeVAT=True
        )
    ],
    ReceiptLines=[
        CaspitReceiptLine(Number=1, PaymentTypeId=9, PaymentDate=date(2026, 8, 5), Payment=Decimal("1180.10"))
    ],
    TrxCodeNumber=3,
    Status=0,
    RowVersion=b"\x00\x00\x00\x00\x00\x00\x07\xd1",
    RelatedDocuments=[],
    DocumentSource=3,
    DateCreated=datetime(2026, 8, 5, 7, 3, 21, 127000, UTC),
    UserCreated="ruth",
)

INVOICE_RECEIPT_JSON = (
    '{"DocumentId":"ord-7741","DocumentNumberBranch":98,"TrxTypeId":7,"Number":"98/200014",'
    '"Date":"2026-08-05T00:00:00","CustomerId":"cust-1007","CustomerBusinessName":"נגריית אלון בע\\"מ",'
    '"CustomerOsekMorshe":null,"CustomerContactName":null,"CustomerAddress1":null,"CustomerAddress2":null,'
    '"CustomerCity":null,"CustomerPostalCode":null,"CustomerCountry":null,"CustomerEmail":null,"MobilePhone":null,'
    '"Details":null,"Comments":"תודה","TotalLinesChargeVAT":1000.0,"Rebate":0.0,"RebatePercent":null,'
    '"RountTotal":false,"RebateRounding":null,"TotalBeforeVAT":null,"TotalBeforeVATChargeVAT":null,'
    '"TotalNoChargeVat":null,"Vat":180.0,"Total":1180.0,"EffectiveTotal":null,"VatRate":18.0,"Payment":null,'
    '"TaxDeduction":null,"TotalPayment":null,"ReceiptCurrencySymbol":"₪","ReceiptRate":1.0,"TaxDeductionNIS":null,'
    '"PaymentNIS":null,"TotalPaymentNIS":null,"DocumentLines":[{"Number":1,"ProductId":null,'
    '"ProductCatalogNumber":null,"ProductName":"מדף","Details":null,"UnitPrice":84.745763,"Qty":4.5,'
    '"CurrencySymbol":null,"Rate":null,"Rebate":null,"ExtendedPrice":null,"ChargeVAT":true,"VATRate":null,'
    '"VAT":null}],"ReceiptLines":[{"Number":1,"PaymentTypeId":9,"AccountNumber":null,"BranchOrValidTo":null,'
    '"BankId":null,"CheckNumber":null,"PaymentDate":"2026-08-05T00:00:00","Payment":1180.1,"CurrencySymbol":null,'
    '"Rate":null}],"TrxCode":null,"TrxCodeNumber":3,"DueDate":null,"Status":0,"RowVersion":"AAAAAAAAB9E=",'
    '"LinkToPdf":null,"ViewUrl":null,"PaymentUrl":null,"RelatedDocuments":[],"AllocationNumber":null,'
    '"DocumentSource":3,"BusinessId":null,"DateCreated":"2026-08-05T10:03:21.127","UserCreated":"ruth",'
    '"DateUpdated":null,"UserUpdated":null}'
)


def test_a_document_is_written_byte_for_byte() -> None:
    assert encode(INVOICE_RECEIPT, zone=JERUSALEM).decode() == INVOICE_RECEIPT_JSON


def test_a_contact_has_the_members_of_the_dossiers_sample_in_its_order() -> None:
    sample = (
        "ContactId ContactType Number BusinessName OsekMorshe Name Address1 Address2 City PostalCode Country Phone "
        "Mobile Fax Email TrxCodeNumber TrxCode OpenBalance Balance BalanceInvoiceIska PriceListNum Comments1 "
        "Comments2 Comments3 InvoiceComment BankAcctNumber BankAcctBranch BankAcctBankId ChargeVAT IsIsraeli "
        "IsOccasional AffiliateId CCNumberToken CCNumber CCExpDate CVV PaymentTerms PaymentTermsDays "
        "PreferredPaymentTypeId IsPrivateContact DateCreated UserCreated DateUpdated UserUpdated"
    )
    written = json.loads(encode(CaspitContact(), zone=JERUSALEM))
    assert " ".join(written) == sample
    assert set(written.values()) == {None}


def test_a_page_is_written_in_the_samples_order() -> None:
    page = CaspitResponse(CurrentPage=1, TotalCount=112, TotalPages=3, Results=[RelatedDocument(DocumentId="a")])
    assert encode(page, zone=JERUSALEM) == (
        b'{"CurrentPage":1,"TotalCount":112,"TotalPages":3,"PrevPageUrl":null,"NextPageUrl":null,"Results":['
        b'{"DocumentId":"a","DocumentNumber":null,"TrxTypeId":null,"DocumentSum":null,"DocumentRelation":null}]}'
    )


def test_arrays_texts_and_errors_have_no_envelope() -> None:
    assert encode([], zone=JERUSALEM) == b"[]"
    rows = (EmailDetails(To=to) for to in ("a", "b"))
    assert encode(rows, zone=JERUSALEM) == (
        b'[{"Subject":null,"Body":null,"To":"a","CC":null,"BCC":null},'
        b'{"Subject":null,"Body":null,"To":"b","CC":null,"BCC":null}]'
    )
    assert encode("9C41E07B", zone=JERUSALEM) == b'"9C41E07B"'
    assert encode({"Message": "אין"}, zone=JERUSALEM) == '{"Message":"אין"}'.encode()


def test_the_zone_is_the_callers() -> None:
    contact = CaspitContact(DateUpdated=datetime(2026, 1, 5, 22, 0, 0, 500000, UTC))
    assert b'"DateUpdated":"2026-01-06T00:00:00.5"' in encode(contact, zone=JERUSALEM)
    assert b'"DateUpdated":"2026-01-05T22:00:00.5"' in encode(contact, zone=ZoneInfo("UTC"))


def test_a_percent_sign_in_a_text_is_just_a_percent_sign() -> None:
    assert b'"Subject":"%s 100%"' in encode(EmailDetails(Subject="%s 100%"), zone=JERUSALEM)


def test_the_data_contract_order_puts_inherited_members_first() -> None:
    names = [field.name for field in model_of(CaspitContact).inherited_first]
    assert names[:6] == ["DateCreated", "DateUpdated", "UserCreated", "UserUpdated", "Address1", "Address2"]
    assert names[names.index("CVV") - 3 : names.index("City") + 1] == [
        "CCExpDate",
        "CCNumber",
        "CCNumberToken",
        "CVV",
        "ChargeVAT",
        "City",
    ]
    page = [field.name for field in model_of(CaspitResponse).inherited_first]
    assert page == ["CurrentPage", "NextPageUrl", "PrevPageUrl", "Results", "TotalCount", "TotalPages"]


def test_the_table_tells_what_a_field_is() -> None:
    table = {field.name: field for field in model_of(CaspitDocument).fields}
    assert model_of(CaspitDocument).name == "CaspitDocument"
    assert (table["DocumentId"].kind, table["DocumentId"].rules.max_length) == (Kind.TEXT, 50)
    assert (table["Number"].rules.read_only, table["Number"].rules.max_length) == (True, 50)
    assert (table["TrxTypeId"].rules.required, table["Date"].kind) == (True, Kind.DATE)
    assert (table["DocumentLines"].item, table["DateCreated"].kind) == (CaspitDocumentLine, Kind.MOMENT)
    assert [name for name, field in table.items() if field.inherited] == [
        "DateCreated",
        "UserCreated",
        "DateUpdated",
        "UserUpdated",
    ]


storable = st.text(max_size=30).filter(lambda text: not FORBIDDEN_CHARACTERS.search(text))
SCALARS: dict[Kind, st.SearchStrategy[Any]] = {
    Kind.TEXT: storable,
    Kind.INTEGER: st.integers(-(2**31) + 1, 2**31 - 1),
    Kind.DECIMAL: st.decimals(-(10**12), 10**12, places=4),
    Kind.FLAG: st.booleans(),
    Kind.DATE: st.dates(date(1900, 1, 1), date(2200, 12, 31)),
    Kind.MOMENT: st.datetimes(datetime(1950, 1, 1), datetime(2200, 1, 1), timezones=st.just(ZoneInfo("UTC"))),  # noqa: DTZ001
    Kind.BYTES: st.binary(min_size=1, max_size=9),
}


def values_of(wire: type[Wire]) -> st.SearchStrategy[Wire]:
    members = {
        field.name: st.none()
        | (SCALARS[field.kind] if field.item is None else st.lists(values_of(field.item), max_size=2))
        for field in model_of(wire).fields
    }
    return st.builds(wire, **members)


@pytest.mark.parametrize("wire", [CaspitDocument, CaspitContact, CaspitTokenRequest, EmailDetails])
def test_any_model_can_be_read_from_what_was_written(wire: type[Wire]) -> None:
    @given(values_of(wire))
    def written_and_read(value: Wire) -> None:
        # UTC has no hour that comes twice, so every instant survives.
        written = encode(value, zone=ZoneInfo("UTC"))
        assert read_answer(wire, written, zone=ZoneInfo("UTC")) == value

    written_and_read()
