"""What a shop is made of, as this wire shows it: stores, registers, users, tenders, departments, clubs, price lists."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from pinkas.books.pay_types import Means
from pinkas.dialects.rnet import wire

if TYPE_CHECKING:
    from pinkas.books import shop as books

ACTIVE: Final = 1
VOIDED: Final = 0
#: The means the vendor itself numbers; what its samples say of them has no Hebrew name (dossier section 12.2).
_VENDORS_MEANS: Final = range(1, 4)


def status(*, active: bool) -> int:
    """The status of any object here (section 6.3)."""
    return ACTIVE if active else VOIDED


def store_of(store: books.Store) -> wire.Store:
    """Section 5.9."""
    return wire.Store(
        StoreID=store.uuid,
        Code=store.key,
        ERPCode=store.erp_code,
        StoreName=store.name,
        Status=status(active=store.active),
    )


def register_of(till: books.Till) -> wire.Register:
    """Section 5.10."""
    return wire.Register(RegisterID=till.uuid, RegisterName=till.title, Code=str(till.number))


def user_of(staff: books.Staff, shop: books.Shop) -> wire.User:
    """Section 5.11, the password always null."""
    store = None if staff.store_serial is None else shop.store(staff.store_serial)
    return wire.User(
        UserID=staff.uuid,
        UserNo=staff.number,
        UserName=staff.user_name,
        FirstName=staff.first_name,
        LastName=staff.last_name,
        HomePhoneNumber=staff.home_phone,
        WorkPhoneNumber=staff.work_phone,
        Fax=staff.fax,
        Email=staff.email,
        ZipCode=staff.postal_code,
        Store=None if store is None else store_of(store),
        UserERPCode=staff.erp_code,
    )


def tender_of(means: Means) -> wire.Tender:
    """Section 5.8a."""
    return wire.Tender(
        TenderID=means.number,
        TenderName=means.name,
        ERPCode=means.erp_code,
        TenderNameHe=None if means.number in _VENDORS_MEANS else means.name_hebrew,
    )


def department_of(department: books.Department) -> wire.Department:
    """A department; the shape is ours."""
    return wire.Department(
        DepartmentID=department.uuid,
        DepartmentNo=department.key,
        DepartmentName=department.name,
        Status=status(active=department.active),
    )


def club_of(club: books.Club) -> wire.Club:
    """A club by itself: what a member has there is null."""
    return wire.Club(ClubID=club.uuid, ClubName=club.name, ClubCode=club.code)


def price_list_of(prices: books.PriceList) -> wire.FormatPrice:
    """A price list, as a customer's card shows it."""
    return wire.FormatPrice(PriceID=prices.uuid, FormatName=prices.name, ERPCode=prices.erp_code)
