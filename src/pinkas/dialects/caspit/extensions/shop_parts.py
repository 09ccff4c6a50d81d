"""What a shop is made of, as our own routes write it: a model to each part, and which member is which of its fields."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated, Any, ClassVar, Final
from uuid import UUID

from pinkas.books.pay_types import BUILT_IN_MEANS
from pinkas.books.shop import (
    BankAccount,
    Club,
    Department,
    Kept,
    OwnMeans,
    PriceList,
    Shop,
    Staff,
    Store,
    Till,
    by_key,
    by_serial,
)
from pinkas.books.shop_rules import parts_of
from pinkas.dialects.caspit.binding import WireError
from pinkas.dialects.caspit.fields import Wire
from pinkas.dialects.caspit.wire import READ_ONLY, S4, S20, S50, S100, S200, SECRET, Instant, Integer, YesNo


class ShopStore(Wire, frozen=True, kw_only=True):
    """A store. Its id is its code; FirstNumber begins its range of ten-digit numbers where stores share a series."""

    trims: ClassVar[bool] = True

    StoreId: Annotated[S50, READ_ONLY] = None
    Number: Annotated[Integer, READ_ONLY] = None
    Guid: S50 = None
    Name: S100 = None
    ErpCode: S200 = None
    PriceListNum: Integer = None
    Address: S200 = None
    City: S200 = None
    PostalCode: S200 = None
    Phone: S200 = None
    FirstNumber: S20 = None
    Active: YesNo = None


class ShopTill(Wire, frozen=True, kw_only=True):
    """A till of a store (its id). Its till numbers begin with TillNumber; Series is that of its documents.

    OwnNumbers: it numbers its own sales. FiscalDevice: the number of its fiscal memory, eight signs. Api: it numbers
    what comes over a series of an API.
    """

    trims: ClassVar[bool] = True

    TillId: Annotated[S50, READ_ONLY] = None
    Number: Annotated[Integer, READ_ONLY] = None
    Guid: S50 = None
    Store: S50 = None
    TillNumber: Integer = None
    Series: Integer = None
    Name: S100 = None
    Hardware: YesNo = None
    OwnNumbers: YesNo = None
    FiscalDevice: S20 = None
    OperatorCode: S20 = None
    Active: YesNo = None
    Api: Annotated[YesNo, READ_ONLY] = None


class ShopStaff(Wire, frozen=True, kw_only=True):
    """Somebody who sells or looks on; Role is user, admin or auditor. Login: the name they log in with, never shown."""

    trims: ClassVar[bool] = True

    StaffId: Annotated[S50, READ_ONLY] = None
    Number: Annotated[Integer, READ_ONLY] = None
    Guid: S50 = None
    StaffNumber: S20 = None
    UserName: S100 = None
    FirstName: S200 = None
    LastName: S200 = None
    Role: S20 = None
    HomePhone: S200 = None
    WorkPhone: S200 = None
    Email: S200 = None
    Address: S200 = None
    Fax: S200 = None
    PostalCode: S200 = None
    Store: S50 = None
    ErpCode: S200 = None
    Login: S100 = None
    HasLogin: Annotated[YesNo, READ_ONLY] = None
    Active: YesNo = None


class ShopDepartment(Wire, frozen=True, kw_only=True):
    """A department, and the class of income its sales are booked under."""

    trims: ClassVar[bool] = True

    DepartmentId: Annotated[S50, READ_ONLY] = None
    Number: Annotated[Integer, READ_ONLY] = None
    Guid: S50 = None
    Name: S100 = None
    TrxCodeNumber: Integer = None
    Active: YesNo = None


class ShopClub(Wire, frozen=True, kw_only=True):
    """A customers' club."""

    trims: ClassVar[bool] = True

    ClubId: Annotated[S50, READ_ONLY] = None
    Number: Annotated[Integer, READ_ONLY] = None
    Guid: S50 = None
    ClubCode: Integer = None
    Name: S100 = None
    Active: YesNo = None


class ShopPriceList(Wire, frozen=True, kw_only=True):
    """One of the four price lists; its id is which, 1 to 4."""

    trims: ClassVar[bool] = True

    PriceListId: Annotated[S50, READ_ONLY] = None
    Number: Annotated[Integer, READ_ONLY] = None
    Guid: Annotated[S50, READ_ONLY] = None
    Name: S100 = None
    ErpCode: S200 = None


class ShopTender(Wire, frozen=True, kw_only=True):
    """A means of payment; TenderNumber of an own one is 100 to 899. Type is the books' word for what it stands for."""

    trims: ClassVar[bool] = True

    TenderId: Annotated[S50, READ_ONLY] = None
    Number: Annotated[Integer, READ_ONLY] = None
    Guid: S50 = None
    TenderNumber: Integer = None
    Name: S100 = None
    NameHebrew: S100 = None
    ErpCode: S200 = None
    Type: S50 = None
    Active: YesNo = None
    BuiltIn: Annotated[YesNo, READ_ONLY] = None


class ShopBankAccount(Wire, frozen=True, kw_only=True):
    """An account of the business. Currency is a code, as EUR; CreatedBy the id of one of the staff."""

    trims: ClassVar[bool] = True

    BankAccountId: Annotated[S50, READ_ONLY] = None
    Number: Annotated[Integer, READ_ONLY] = None
    Guid: S50 = None
    BankName: S100 = None
    BranchName: S200 = None
    Iban: Annotated[S50, SECRET] = None
    Bic: S20 = None
    Currency: S4 = None
    CityId: Integer = None
    CityName: S200 = None
    Address: S200 = None
    Active: YesNo = None
    CreatedBy: Annotated[S50, READ_ONLY] = None
    DateCreated: Annotated[Instant, READ_ONLY] = None


@dataclass(frozen=True, slots=True)
class PartOnWire:
    """A part: its path, what it is in the books, its model, the member of its key, the field of each other member."""

    path: str
    part: type[Kept]
    model: type[Wire]
    key: str
    members: Mapping[str, str]
    summary: str


def _same(*members: str, **others: str) -> dict[str, str]:
    """Members that are named like their fields, in the wire's casing, and those that are not."""
    named = {
        member: "".join(f"_{sign.lower()}" if sign.isupper() else sign for sign in member)[1:] for member in members
    }
    return {"Guid": "uuid", **named, **others}


PARTS: Final = (
    PartOnWire(
        "Stores", Store, ShopStore, "StoreId",
        _same("Name", "ErpCode", "Address", "City", "PostalCode", "Phone", "FirstNumber", "Active",
              PriceListNum="price_list"),
        "store",
    ),
    PartOnWire(
        "Tills", Till, ShopTill, "TillId",
        _same("Series", "Name", "Hardware", "OwnNumbers", "FiscalDevice", "OperatorCode", "Active", "Api",
              Store="store_serial", TillNumber="number"),
        "till",
    ),
    PartOnWire(
        "Staff", Staff, ShopStaff, "StaffId",
        _same("UserName", "FirstName", "LastName", "Role", "HomePhone", "WorkPhone", "Email", "Address", "Fax",
              "PostalCode", "ErpCode", "Active", Store="store_serial", StaffNumber="number"),
        "member of staff",
    ),
    PartOnWire(
        "Departments", Department, ShopDepartment, "DepartmentId",
        _same("Name", "Active", TrxCodeNumber="class_number"), "department",
    ),
    PartOnWire("Clubs", Club, ShopClub, "ClubId", _same("Name", "Active", ClubCode="code"), "club"),
    PartOnWire("Price-lists", PriceList, ShopPriceList, "PriceListId", _same("Name", "ErpCode"), "price list"),
    PartOnWire(
        "Tenders", OwnMeans, ShopTender, "TenderId",
        _same("Name", "NameHebrew", "ErpCode", "Type", "Active", TenderNumber="number"), "means of payment",
    ),
    PartOnWire(
        "Bank-accounts", BankAccount, ShopBankAccount, "BankAccountId",
        _same("BankName", "BranchName", "Iban", "Bic", "Currency", "CityId", "CityName", "Address", "Active"),
        "bank account",
    ),
)  # fmt: skip


def to_wire(on: PartOnWire, part: Kept, shop: Shop) -> Wire:
    """A part of the shop as its model."""
    said: dict[str, Any] = {member: getattr(part, field) for member, field in on.members.items()}
    said |= {on.key: part.key, "Number": part.serial, "Guid": str(part.uuid)}
    if "Store" in on.members:
        store = None if said["Store"] is None else by_serial(shop.stores, said["Store"])
        said["Store"] = None if store is None else store.key
    if isinstance(part, Store) and part.first_number is not None:
        said["FirstNumber"] = str(part.first_number)
    if isinstance(part, Staff):
        said["HasLogin"] = part.login_id is not None
    if isinstance(part, OwnMeans):
        said["BuiltIn"] = False
    if isinstance(part, BankAccount):
        by = shop.seller(part.created_by)
        said |= {"CreatedBy": None if by is None else by.key, "DateCreated": part.created_at}
    return on.model(**said)


def all_of(on: PartOnWire, shop: Shop) -> list[Wire]:
    """Every part of one sort; before a business's own means of payment those that every business has."""
    built_in = [
        ShopTender(
            TenderId=str(means.number), TenderNumber=means.number, Name=means.name, NameHebrew=means.name_hebrew,
            Type=means.type, Active=True, BuiltIn=True,
        )
        for means in BUILT_IN_MEANS
        if on.part is OwnMeans
    ]  # fmt: skip
    return [*built_in, *(to_wire(on, part, shop) for part in parts_of(shop, on.part))]


def said_of(on: PartOnWire, sent: Wire, shop: Shop) -> dict[str, Any]:
    """What a body says of a part, by the books' fields. Raises WireError."""
    said = {field: getattr(sent, member) for member, field in on.members.items()}
    said.pop("api", None)
    if on.part is PriceList:
        said.pop("uuid")
    if said.get("uuid"):
        said["uuid"] = _guid(said["uuid"])
    else:
        said.pop("uuid", None)
    if said.get("store_serial"):
        store = by_key(shop.stores, said["store_serial"])
        if store is None:
            raise WireError({"Store": ["The field Store must be the StoreId of a store."]})
        said["store_serial"] = store.serial
    if said.get("first_number"):
        said["first_number"] = _digits(said["first_number"])
    return said


def _guid(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError:
        raise WireError({"Guid": ["The field Guid must be a GUID."]}) from None


def _digits(text: str) -> int:
    if not (text.isascii() and text.isdecimal()):
        raise WireError({"FirstNumber": ["The field FirstNumber must be a number of up to ten digits."]})
    return int(text)
