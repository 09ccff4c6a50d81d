"""R-NET's models as its wire writes them (R-NET dossier section 5): names, order, forms, the vendor's typos.

Values only: no rule of business, no translation. An absent property, a null and None are the same thing.
"""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Annotated
from uuid import UUID

from pinkas.dialects.rnet.fields import KEPT, SERVERS, Also, Form, Most, Places, Wire

Guid = Annotated[UUID | None, Form.GUID]
Text = Annotated[str | None, Form.TEXT]
Integer = Annotated[int | None, Form.INTEGER]
YesNo = Annotated[bool | None, Form.FLAG]
Local = Annotated[dt.datetime | None, Form.LOCAL]
LocalOrNever = Annotated[dt.datetime | None, Form.LOCAL_OR_NEVER]
Instant = Annotated[dt.datetime | None, Form.UTC]
Due = Annotated[dt.date | None, Form.DUE]
Day = Annotated[dt.date | None, Form.DAY]
Nothing = Annotated[None, Form.NOTHING]
#: A text that is printed: longer than what people type.
Printed = Annotated[str | None, Form.TEXT, Most(100_000), KEPT]
# The scales of the vendor's columns (section 3). What figures are made of is read as finely as the books hold it.
Money = Annotated[Decimal | None, Form.DECIMAL, Places(4)]
UnitPrice = Annotated[Decimal | None, Form.DECIMAL, Places(4, held=6)]
Quantity = Annotated[Decimal | None, Form.DECIMAL, Places(3, held=5)]
Percent = Annotated[Decimal | None, Form.DECIMAL, Places(3, held=5)]
HeaderRate = Annotated[Decimal | None, Form.DECIMAL, Places(4)]
Place = Annotated[Decimal | None, Form.DECIMAL, Places(1)]
Points = Annotated[Decimal | None, Form.DECIMAL, Places(2)]


class Store(Wire, frozen=True, kw_only=True):
    """Section 5.9."""

    StoreID: Guid = None
    Code: Text = None
    ERPCode: Text = None
    PriceLeveExID: Nothing = None
    StoreName: Text = None
    Status: Integer = None
    DefaultTax: Nothing = None


class Register(Wire, frozen=True, kw_only=True):
    """Section 5.10: a till."""

    RegisterID: Guid = None
    RegisterName: Text = None
    Code: Text = None


class User(Wire, frozen=True, kw_only=True):
    """Section 5.11. A password is never written and dropped unread."""

    UserID: Guid = None
    UserNo: Text = None
    UserName: Text = None
    FirstName: Text = None
    LastName: Text = None
    Password: Nothing = None
    Address: Nothing = None
    HomePhoneNumber: Text = None
    WorkPhoneNumber: Text = None
    Fax: Text = None
    Email: Text = None
    ZipCode: Text = None
    Store: Annotated[Store | None, Form.OBJECT] = None
    UserERPCode: Text = None
    CompanyID: Nothing = None
    IsManualUpdate: YesNo = False


class Club(Wire, frozen=True, kw_only=True):
    """Section 5.14: membership in a customers' club."""

    ClubID: Guid = None
    ClubName: Text = None
    ClubCode: Integer = None
    ClubPoints: Points = None
    ClubNo: Text = None
    ClubExpDate: Local = None
    ClubStartDate: Local = None
    ClubValid: Nothing = None
    CompanyID: Nothing = None
    ClubExpirationMonth: Integer = None


class Address(Wire, frozen=True, kw_only=True):
    """Section 5.15; the misspelling is the vendor's."""

    CustomerAddressID: Guid = None
    Address: Text = None
    Street: Text = None
    City: Text = None
    PhoneNo: Text = None
    AdditionalPhoneNo: Text = None
    Buliding: Annotated[Text, Also(("Building",))] = None
    Apartment: Text = None


class FormatPrice(Wire, frozen=True, kw_only=True):
    """A price list on a customer's card."""

    PriceID: Guid = None
    FormatName: Text = None
    ERPCode: Text = None


class Customer(Wire, frozen=True, kw_only=True):
    """Section 5.12."""

    CustomerID: Guid = None
    CustomerGroups: Annotated[tuple[()], Form.GUIDS, SERVERS] = ()
    CustomerGroupIDs: Annotated[tuple[UUID, ...], Form.GUIDS, SERVERS] = ()
    CustomerNo: Text = None
    FirstName: Text = None
    LastName: Text = None
    Club: Annotated[Club | None, Form.OBJECT] = None
    Address: Annotated[Address | None, Form.OBJECT] = None
    BirthDay: Day = None
    WeddAnniversary: Day = None
    SpouseName: Text = None
    SpouseBirthDay: Day = None
    DateCreated: Annotated[Local, SERVERS] = None
    DateModified: Annotated[Local, SERVERS] = None
    AgreeEMAIL: YesNo = None
    AgreeSMS: YesNo = None
    CustomerERPCode: Text = None
    StoreCreated: Annotated[Store | None, Form.OBJECT, SERVERS] = None
    IdentityNo: Text = None
    CustomerType: Integer = None
    FaxNumber: Text = None
    Current: Annotated[Money, SERVERS] = None
    Status: Integer = None
    BalanceDoe: Annotated[Money, SERVERS] = None
    FormatPrice: Annotated[FormatPrice | None, Form.OBJECT] = None
    Email: Text = None
    LastPaymentDate: Annotated[LocalOrNever, SERVERS] = None
    CompanyID: Annotated[Guid, SERVERS] = None
    TemplateId: Nothing = None
    IsPhoneNoExist: Annotated[YesNo, SERVERS] = False
    IsCheckPhoneNoExist: Annotated[YesNo, SERVERS] = False


class Item(Wire, frozen=True, kw_only=True):
    """Section 5.13: a product, in a line mostly empty."""

    ItemID: Guid = None
    ItemStoreID: Annotated[Guid, Also(("ItemStoreId",))] = UUID(int=0)
    Name: Text = None
    BarcodeNumber: Text = None
    ModelNumber: Text = None
    MatrixKey: Nothing = None
    Description: Text = None
    GeneralPrice: Annotated[Money, SERVERS] = None
    Cost: Annotated[Money, SERVERS] = None
    IsCostTaxable: Annotated[YesNo, SERVERS] = None
    TaxRate: Annotated[Percent, SERVERS] = None
    ERPCode: Text = None
    ItemType: Annotated[Integer, SERVERS] = 0
    ParentItem: Nothing = None
    TotalOnHand: Annotated[Quantity, SERVERS] = None
    Status: Annotated[Integer, SERVERS] = None
    DateModified: Annotated[Local, SERVERS] = None
    StoreIDs: Nothing = None
    IsChainPrice: Annotated[YesNo, SERVERS] = None
    PriceInSpecificStore: Annotated[Money, SERVERS] = None


class Department(Wire, frozen=True, kw_only=True):
    """A group of goods; the vendor's shape is unknown but for the beginning of its first name."""

    DepartmentID: Guid = None
    DepartmentNo: Text = None
    DepartmentName: Text = None
    Status: Integer = None


class Discount(Wire, frozen=True, kw_only=True):
    """Section 5.4: a discount as it was entered, a percentage or an amount."""

    Perc: Annotated[Percent, Also(("Percent", "DiscountPerc"))] = None
    Amount: Annotated[Money, Also(("DiscountAmount",))] = None
    Reason: Annotated[Text, Also(("Note",))] = None


class ItemEntry(Wire, frozen=True, kw_only=True):
    """Section 5.2: a line."""

    TransactionEntryID: Guid = None
    ItemStoreID: Guid = None
    Sort: Place = None
    EntryType: Annotated[Integer, SERVERS] = None
    EntryDescription: Text = None
    Item: Annotated[Item | None, Form.OBJECT] = None
    Department: Annotated[Department | None, Form.OBJECT, SERVERS] = None
    Qty: Quantity = None
    Price: UnitPrice = None
    Total: Annotated[Money, SERVERS] = None
    BeforeDiscount: Annotated[Money, SERVERS] = None
    DiscountOnEntryPerc: Percent = None
    DiscountOnEntryAmount: Money = None
    UOMType: Integer = None
    UOMQty: Quantity = None
    SaleCode: Annotated[Text, KEPT] = None
    ChangePriceReason: Annotated[Text, KEPT] = None
    ParentTransactionEntry: Guid = None
    Cost: Annotated[Money, SERVERS] = None
    Tax: Annotated[Money, SERVERS] = None
    AVGCost: Annotated[Money, SERVERS] = None
    Note: Text = None
    MainGroupID: Annotated[Guid, KEPT] = None
    DiscountOnTotalPerc: Annotated[Percent, SERVERS] = None
    DiscountOnTotalAmount: Annotated[Money, SERVERS] = None
    Status: Annotated[Integer, SERVERS] = None
    QtyReturn: Annotated[Quantity, SERVERS] = None
    ReturnTEntryID: Guid = None
    PriceAfterDiscount: Annotated[Money, SERVERS] = None
    BeforeTax: Annotated[Money, SERVERS] = None
    TaxRate: Annotated[Percent, SERVERS] = None
    NewZTables: Annotated[YesNo, KEPT] = False
    CapsuleQty: Annotated[Quantity, KEPT] = None
    IfItemFromReceipt: Annotated[YesNo, KEPT] = False
    CustomerOrderID: Annotated[Integer, KEPT] = 0
    CustomerOrderLineIDx: Annotated[Integer, KEPT] = None
    ChooseType: Annotated[Integer, KEPT] = 0
    ItemSerialID: Annotated[Guid, KEPT] = None
    PriceAfterItemDiscount: Annotated[Money, SERVERS] = None
    ExternalNum: Annotated[Text, KEPT] = None
    TotalFinalPrice: Nothing = None
    TotalDiscount: Nothing = None
    Discount: Annotated[Discount | None, Form.OBJECT] = None


class DiscountEntry(Wire, frozen=True, kw_only=True):
    """Section 5.3: a discount on the whole document, as a line of its own."""

    TransactionEntryID: Guid = None
    Sort: Place = None
    EntryType: Annotated[Integer, SERVERS] = 4
    EntryDescription: Text = None
    Total: Money = None
    DiscountOnTotalPerc: Percent = None
    DiscountOnTotalAmount: Money = None
    SaleCode: Text = None
    Note: Text = None
    Status: Annotated[Integer, SERVERS] = None


class Tender(Wire, frozen=True, kw_only=True):
    """Section 5.8a: a means of payment."""

    TenderID: Integer = None
    TenderName: Text = None
    ERPCode: Text = None
    TenderNameHe: Text = None


class CashTender(Wire, frozen=True, kw_only=True):
    """Section 5.6: what cash stayed in the till."""

    TenderEntryID: Guid = None
    Tender: Annotated[Tender | None, Form.OBJECT] = None
    Amount: Money = None
    Date: Instant = None
    Status: Annotated[Integer, SERVERS] = None


class CheckTender(Wire, frozen=True, kw_only=True):
    """Section 5.5: a cheque."""

    TenderEntryID: Guid = None
    Tender: Annotated[Tender | None, Form.OBJECT] = None
    Amount: Money = None
    Date: Instant = None
    CHDueDate: Due = None
    No: Text = None
    CHBankNo: Text = None
    CHAccountNo: Text = None
    CHBranchNo: Text = None
    CHCurrPayNum: Integer = None
    Status: Annotated[Integer, SERVERS] = None
    PayNumber: Integer = None
    TZ: Text = None


class CardTender(Wire, frozen=True, kw_only=True):
    """Section 5.7: a payment card, of whose number only the end is ever known."""

    TenderEntryID: Guid = None
    Tender: Annotated[Tender | None, Form.OBJECT] = None
    Amount: Money = None
    Date: Instant = None
    Status: Annotated[Integer, SERVERS] = None
    No: Text = None
    CCType: Integer = None
    CCExpDate: Text = None
    CCAuthNo: Text = None
    CCPayments: Integer = None
    CCFirstPayment: Money = None
    CCNextPayments: Money = None
    CCCurrPayNum: Integer = None
    PayNumber: Integer = None
    TZ: Text = None


class CustomTender(Wire, frozen=True, kw_only=True):
    """Section 5.8: every other means."""

    TenderEntryID: Guid = None
    Tender: Annotated[Tender | None, Form.OBJECT] = None
    Amount: Money = None
    Date: Instant = None
    Status: Annotated[Integer, SERVERS] = None
    No: Text = None


class Transaction(Wire, frozen=True, kw_only=True):
    """Section 5.1: a sale, a payment, a delivery."""

    ItemEntries: tuple[ItemEntry, ...] = ()
    DiscountEntries: tuple[DiscountEntry, ...] = ()
    CashTenders: tuple[CashTender, ...] = ()
    CHTenders: tuple[CheckTender, ...] = ()
    CCTenders: tuple[CardTender, ...] = ()
    CustomTenders: tuple[CustomTender, ...] = ()
    TransactionID: Guid = None
    TransactionNo: Text = None
    TransactionERPCode: Text = None
    ItemsCount: Annotated[Integer, SERVERS] = 0
    Store: Annotated[Store | None, Form.OBJECT] = None
    ZNo: Annotated[Text, SERVERS] = None
    Total: Money = None
    TotalBeforeTax: Annotated[Money, SERVERS] = None
    TotalBeforeDisc: Annotated[Money, SERVERS] = None
    TransactionType: Integer = None
    TaxID: Annotated[Guid, SERVERS] = None
    Tax: Annotated[Money, SERVERS] = None
    TaxRate: Annotated[HeaderRate, SERVERS] = None
    SaleTime: Local = None
    CouponAmount: Annotated[Money, KEPT] = None
    FeeAmount: Annotated[Money, KEPT] = None
    PrintType: Annotated[Integer, KEPT] = None
    Rounding: Money = None
    RecieptTxt: Printed = None
    PrintingXml: Printed = None
    Register: Annotated[Register | None, Form.OBJECT] = None
    Note: Text = None
    Status: Annotated[Integer, SERVERS] = None
    Modifier: Annotated[User | None, Form.OBJECT, SERVERS] = None
    SerialNo: Annotated[Text, KEPT] = None
    VoidTransactionID: Guid = None
    XID: Guid = None
    PGT: Annotated[Money, SERVERS] = None
    IsExtended: Annotated[YesNo, KEPT] = None
    SummaryInvoiceTransactionId: Annotated[Guid, SERVERS] = None
    OnHoldID: Annotated[Guid, KEPT] = None
    SimplyClubNo: Annotated[Text, KEPT] = None
    PrivateNumber: Annotated[Text, KEPT] = None
    InvitationComparePrintText: Annotated[Text, KEPT] = None
    Customer: Annotated[Customer | None, Form.OBJECT] = None
    TransactionEMAIL: Text = None
    Seller: Annotated[User | None, Form.OBJECT] = None
    GroupTourist: Nothing = None
    TaxableTotal: Annotated[Money, SERVERS] = None
    TaxFreeTotal: Annotated[Money, SERVERS] = None
    Discount: Annotated[Discount | None, Form.OBJECT] = None


#: What a list leaves out of each transaction unless it is asked for (section 4.1).
LINES = frozenset(
    {"ItemEntries", "DiscountEntries", "CashTenders", "CHTenders", "CCTenders", "CustomTenders", "Discount"}
)
