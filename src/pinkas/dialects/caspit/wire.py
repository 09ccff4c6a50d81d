"""Caspit's models as its wire writes them (dossier sections 2, 5 and 8): names, order, lengths, the vendor's typos.

Values only: no rule of business, no translation. An absent member, a null and None are the same thing.
"""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Annotated, ClassVar

from pinkas.dialects.caspit.fields import Rules, Wire

REQUIRED = Rules(required=True)
READ_ONLY = Rules(read_only=True)
SECRET = Rules(secret=True)
KEEPS_BLANK = Rules(blank_kept=True)

# The dossier's notation: S50 is a text of at most fifty characters.
S4 = Annotated[str | None, Rules(max_length=4)]
S20 = Annotated[str | None, Rules(max_length=20)]
S25 = Annotated[str | None, Rules(max_length=25)]
S40 = Annotated[str | None, Rules(max_length=40)]
S50 = Annotated[str | None, Rules(max_length=50)]
S60 = Annotated[str | None, Rules(max_length=60)]
S100 = Annotated[str | None, Rules(max_length=100)]
S200 = Annotated[str | None, Rules(max_length=200)]
S255 = Annotated[str | None, Rules(max_length=255)]
S400 = Annotated[str | None, Rules(max_length=400)]
S500 = Annotated[str | None, Rules(max_length=500)]
S1000 = Annotated[str | None, Rules(max_length=1000)]
S2000 = Annotated[str | None, Rules(max_length=2000)]
S4000 = Annotated[str | None, Rules(max_length=4000)]
S5000 = Annotated[str | None, Rules(max_length=5000)]
S20000 = Annotated[str | None, Rules(max_length=20_000)]
Integer = int | None
YesNo = bool | None
Day = date | None
Instant = datetime | None
Blob = bytes | None
Money = Annotated[Decimal | None, Rules(places=4)]
Price = Annotated[Decimal | None, Rules(places=6)]
Quantity = Annotated[Decimal | None, Rules(places=5)]
ExchangeRate = Annotated[Decimal | None, Rules(places=6)]
Percent = Annotated[Decimal | None, Rules(places=4)]


class Audited(Wire, frozen=True, kw_only=True):
    """The audit quartet every stored model ends with in JSON, and begins with in XML. Instants, in UTC or aware."""

    DateCreated: Annotated[Instant, READ_ONLY] = None
    UserCreated: Annotated[S50, READ_ONLY] = None
    DateUpdated: Annotated[Instant, READ_ONLY] = None
    UserUpdated: Annotated[S50, READ_ONLY] = None


class CaspitTokenRequest(Wire, frozen=True, kw_only=True):
    """The body of POST Token. The lengths are ours; the vendor gives one for BusinessId alone."""

    prefix: ClassVar[str] = "request"

    UserName: Annotated[S100, REQUIRED] = None
    Password: Annotated[S200, REQUIRED, SECRET] = None
    OsekMorsheNumber: Annotated[S20, Rules(synonyms=("OsekMorshe",))] = None
    BusinessId: S50 = None


class CaspitContact(Audited, frozen=True, kw_only=True):
    """A customer or supplier (dossier section 8.1)."""

    prefix: ClassVar[str] = "contact"

    ContactId: S50 = None
    ContactType: Annotated[Integer, Rules(lowest=0, highest=2)] = None
    Number: Annotated[Integer, READ_ONLY] = None
    BusinessName: S200 = None
    OsekMorshe: S20 = None
    Name: S100 = None
    Address1: S100 = None
    Address2: S100 = None
    City: S100 = None
    PostalCode: S20 = None
    Country: S20 = None
    Phone: S25 = None
    Mobile: S25 = None
    Fax: S25 = None
    Email: S100 = None
    TrxCodeNumber: Integer = None
    TrxCode: Annotated[S50, READ_ONLY] = None
    OpenBalance: Money = None
    Balance: Annotated[Money, READ_ONLY] = None
    BalanceInvoiceIska: Annotated[Money, READ_ONLY] = None
    PriceListNum: Integer = None
    Comments1: S500 = None
    Comments2: S500 = None
    Comments3: S2000 = None
    InvoiceComment: S500 = None
    BankAcctNumber: Annotated[S20, SECRET] = None
    BankAcctBranch: S20 = None
    BankAcctBankId: Integer = None
    ChargeVAT: YesNo = None
    IsIsraeli: YesNo = None
    IsOccasional: YesNo = None
    AffiliateId: S50 = None
    CCNumberToken: Annotated[S60, SECRET] = None
    CCNumber: Annotated[S60, SECRET] = None
    CCExpDate: Annotated[S4, SECRET] = None
    CVV: Annotated[S4, SECRET] = None
    PaymentTerms: Integer = None
    PaymentTermsDays: Integer = None
    PreferredPaymentTypeId: Integer = None
    IsPrivateContact: YesNo = None


class CaspitDocumentLine(Wire, frozen=True, kw_only=True):
    """A line of goods or services (dossier section 8.4). ExtendedPrice may be sent, and is always computed anew.

    Details sent blank is read as "": filled from ProductName on POST, cleared on PUT, which the handler decides.
    """

    trims: ClassVar[bool] = True

    Number: Integer = None
    ProductId: S50 = None
    ProductCatalogNumber: S50 = None
    ProductName: S255 = None
    Details: S5000 = None
    UnitPrice: Price = None
    Qty: Quantity = None
    CurrencySymbol: S20 = None
    Rate: ExchangeRate = None
    Rebate: Money = None
    ExtendedPrice: Annotated[Money, READ_ONLY] = None
    ChargeVAT: YesNo = None
    VATRate: Annotated[Percent, READ_ONLY] = None
    VAT: Annotated[Money, READ_ONLY] = None


class CaspitReceiptLine(Wire, frozen=True, kw_only=True):
    """A payment (dossier section 8.5). AccountNumber may be a card's number, hence secret."""

    trims: ClassVar[bool] = True

    Number: Integer = None
    PaymentTypeId: Annotated[Integer, REQUIRED] = None
    AccountNumber: Annotated[S50, SECRET] = None
    BranchOrValidTo: S50 = None
    BankId: Integer = None
    CheckNumber: S50 = None
    PaymentDate: Day = None
    Payment: Money = None
    CurrencySymbol: S20 = None
    Rate: ExchangeRate = None


class RelatedDocument(Wire, frozen=True, kw_only=True):
    """A document this one is made from or settles (dossier section 8.6)."""

    trims: ClassVar[bool] = True

    DocumentId: S50 = None
    DocumentNumber: S50 = None
    TrxTypeId: Integer = None
    DocumentSum: Money = None
    DocumentRelation: Integer = None


class CaspitDocument(Audited, frozen=True, kw_only=True):
    """Any document: invoice, receipt, both in one, quote ... (dossier section 8.3, whose order this is).

    Details sent as blanks (not as "") is read as one space: the caller wants it empty and not filled from the lines.
    """

    prefix: ClassVar[str] = "doc"
    trims: ClassVar[bool] = True

    DocumentId: S50 = None
    DocumentNumberBranch: Integer = None
    TrxTypeId: Annotated[Integer, REQUIRED] = None
    Number: Annotated[S50, READ_ONLY] = None
    Date: Day = None
    CustomerId: S50 = None
    CustomerBusinessName: S200 = None
    CustomerOsekMorshe: S20 = None
    CustomerContactName: S100 = None
    CustomerAddress1: S100 = None
    CustomerAddress2: S100 = None
    CustomerCity: S100 = None
    CustomerPostalCode: S20 = None
    CustomerCountry: S100 = None
    CustomerEmail: S100 = None
    MobilePhone: S100 = None
    Details: Annotated[S1000, KEEPS_BLANK] = None
    Comments: S5000 = None
    TotalLinesChargeVAT: Annotated[Money, READ_ONLY] = None
    Rebate: Money = None
    RebatePercent: Percent = None
    RountTotal: YesNo = None
    RebateRounding: Annotated[Money, READ_ONLY] = None
    TotalBeforeVAT: Annotated[Money, READ_ONLY] = None
    TotalBeforeVATChargeVAT: Annotated[Money, READ_ONLY] = None
    TotalNoChargeVat: Annotated[Money, READ_ONLY] = None
    Vat: Annotated[Money, READ_ONLY] = None
    Total: Annotated[Money, READ_ONLY] = None
    EffectiveTotal: Annotated[Money, READ_ONLY] = None
    VatRate: Percent = None
    Payment: Money = None
    TaxDeduction: Money = None
    TotalPayment: Annotated[Money, READ_ONLY] = None
    ReceiptCurrencySymbol: S20 = None
    ReceiptRate: ExchangeRate = None
    TaxDeductionNIS: Annotated[Money, READ_ONLY] = None
    PaymentNIS: Annotated[Money, READ_ONLY] = None
    TotalPaymentNIS: Annotated[Money, READ_ONLY] = None
    DocumentLines: list[CaspitDocumentLine] | None = None
    ReceiptLines: list[CaspitReceiptLine] | None = None
    TrxCode: Annotated[S50, READ_ONLY] = None
    TrxCodeNumber: Annotated[Integer, REQUIRED] = None
    DueDate: Day = None
    Status: Annotated[Integer, READ_ONLY] = None
    RowVersion: Annotated[Blob, READ_ONLY] = None
    LinkToPdf: Annotated[S2000, READ_ONLY] = None
    ViewUrl: Annotated[S2000, READ_ONLY] = None
    PaymentUrl: Annotated[S2000, READ_ONLY] = None
    RelatedDocuments: list[RelatedDocument] | None = None
    AllocationNumber: Annotated[S50, READ_ONLY] = None
    DocumentSource: Integer = None
    BusinessId: Annotated[S50, READ_ONLY] = None


class CaspitProduct(Audited, frozen=True, kw_only=True):
    """Goods or a service (dossier section 8.7): `ChargeVat` is spelled so here alone, `Status` is a boolean.

    The lengths of CurrencySymbol, UnitName, Class and Barcode are ours.
    """

    prefix: ClassVar[str] = "product"

    ProductId: S50 = None
    Name: S255 = None
    Description: S4000 = None
    NameEnglish: S255 = None
    DescriptionEnglish: S4000 = None
    Comments: S4000 = None
    SerialNumber: S40 = None
    CatalogNumber: S50 = None
    SupplierCatalogNumber1: S50 = None
    SupplierCatalogNumber2: S50 = None
    SupplierCatalogNumber3: S50 = None
    Status: YesNo = None
    Warranty: S1000 = None
    PurchasePrice: Price = None
    SalePrice1: Price = None
    SalePrice2: Price = None
    SalePrice3: Price = None
    SalePrice4: Price = None
    ChargeVat: YesNo = None
    CurrencySymbol: S20 = None
    IsPriceIncludeVat: YesNo = None
    UnitName: S50 = None
    Class: S50 = None
    QtyInStock: Quantity = None
    MinQtyInStock: Quantity = None
    MaxQtyInStock: Quantity = None
    Barcode: S50 = None


class EmailDetails(Wire, frozen=True, kw_only=True):
    """What to mail a document with (dossier section 8.13). The lengths are ours."""

    prefix: ClassVar[str] = "emailDetails"

    Subject: S500 = None
    Body: S20000 = None
    To: S2000 = None
    CC: S2000 = None
    BCC: S2000 = None


class CaspitVatRate(Audited, frozen=True, kw_only=True):
    """The standard rate of VAT in percent, and the day it is valid from (dossier section 8.15)."""

    VatRatePercent: Percent = None
    ValidFrom: Day = None


class CaspitTrxCode(Audited, frozen=True, kw_only=True):
    """A transaction class (dossier section 8.15).

    Ours: VatClass, how it stands to VAT; of expenses InputVat, how much of it is recovered, and whether Equipment.
    """

    TrxCodeNumber: Integer = None
    TrxCode: S50 = None
    TrxCodeType: Integer = None
    IsActive: YesNo = None
    VatClass: S20 = None
    InputVat: S20 = None
    Equipment: YesNo = None


class CaspitCurrency(Audited, frozen=True, kw_only=True):
    """A currency, and what one unit of it costs in the business's own (dossier section 8.15)."""

    CurrencySymbol: S20 = None
    CurrencyCode: S20 = None
    Name: S50 = None
    Rate: ExchangeRate = None
    RateDate: Day = None


class CaspitPaymentType(Audited, frozen=True, kw_only=True):
    """A means of payment (dossier section 8.15)."""

    PaymentTypeId: Integer = None
    Name: S50 = None


class LastDocumentNumber(Wire, frozen=True, kw_only=True):
    """The last document of a type (dossier section 8.15): the one with the greatest internal id."""

    TrxTypeId: Integer = None
    TrxTypeName: S50 = None
    DocumentId: S50 = None
    Number: S50 = None
    Date: Day = None


class CaspitKupaLine(Audited, frozen=True, kw_only=True):
    """A payment in the till (dossier section 8.10). PaymentTypeId is no member of the vendor's page."""

    CaspitKupaLineId: Annotated[S50, REQUIRED] = None
    Date: Day = None
    TrxTypeId: Integer = None
    DocumentNumber: S50 = None
    CustomerBusinessName: S200 = None
    CustomerOsekMorshe: S20 = None
    CustomerContactName: S100 = None
    CustomerId: S50 = None
    AccountNumber: Annotated[S50, SECRET] = None
    BranchOrValidTo: S50 = None
    BankId: Integer = None
    CheckNumber: S50 = None
    PaymentDate: Day = None
    Payment: Money = None
    CurrencySymbol: S20 = None
    Rate: ExchangeRate = None
    BankDepositNumber: S50 = None
    BankDepositDate: Day = None
    BankAccountName: S100 = None
    PaymentTypeId: Integer = None


class CaspitContactBalance(Audited, frozen=True, kw_only=True):
    """What a contact owes; Contacts tells the rest (dossier section 8.2)."""

    ContactId: S50 = None
    ContactType: Integer = None
    Number: Integer = None
    BusinessName: S200 = None
    OsekMorshe: S20 = None
    Name: S100 = None
    OpenBalance: Money = None
    Balance: Money = None
    BalanceInvoiceIska: Money = None


class CaspitResponse(Wire, frozen=True, kw_only=True):
    """One page of a list (dossier section 5); `Results` may hold any model."""

    CurrentPage: Integer = None
    TotalCount: Integer = None
    TotalPages: Integer = None
    PrevPageUrl: S2000 = None
    NextPageUrl: S2000 = None
    Results: list[Wire] | None = None
