"""Customers between the books and this wire (R-NET dossier section 5.12): shown live, found by any key, saved.

Names in two parts are the wire's; where the books know one name alone, it is shown as the first.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any, Final
from uuid import UUID, uuid5

from pinkas.actions.contact_changes import ContactChange
from pinkas.books.references import RecordName, Scheme, decisive, value_of
from pinkas.books.shop import Shop, by_uuid
from pinkas.dialects.rnet import wire
from pinkas.dialects.rnet.answers import CallError, invalid
from pinkas.dialects.rnet.fields import Wire
from pinkas.dialects.rnet.shop_views import price_list_of, status, store_of

if TYPE_CHECKING:
    from zoneinfo import ZoneInfo

    from pinkas.books.contact import Contact, StoredContact
    from pinkas.storage.contacts import Standing

#: What every sample says; what it means nobody tells (section 6.5).
USUAL_TYPE: Final = 3


def customer_of(stored: StoredContact, standing: Standing, shop: Shop, zone: ZoneInfo) -> wire.Customer:
    """A customer as they are now."""
    contact = stored.contact
    first, last = _names(contact)
    prices = next((one for one in shop.price_lists if one.serial == contact.price_list), None)
    made_in = None if contact.store_created is None else shop.store(contact.store_created)
    return wire.Customer(
        CustomerID=stored.uuid,
        CustomerNo=contact.customer_number or str(stored.serial),
        FirstName=first,
        LastName=last,
        Club=_club(contact, shop),
        Address=_address(stored.uuid, contact),
        BirthDay=contact.birthday,
        WeddAnniversary=contact.wedding_anniversary,
        SpouseName=contact.spouse_name,
        SpouseBirthDay=contact.spouse_birthday,
        DateCreated=_local(stored.created_at, zone),
        DateModified=_local(stored.updated_at, zone),
        AgreeEMAIL=contact.agree_email,
        AgreeSMS=contact.agree_sms,
        CustomerERPCode=value_of(stored.references, Scheme.ERP_CODE),
        StoreCreated=None if made_in is None else store_of(made_in),
        IdentityNo=contact.tax_number or "",
        CustomerType=USUAL_TYPE if contact.customer_type is None else contact.customer_type,
        FaxNumber=contact.fax,
        Current=standing.not_yet_due,
        Status=status(active=contact.active is not False),
        BalanceDoe=standing.owed,
        FormatPrice=None if prices is None else price_list_of(prices),
        Email=contact.email,
        LastPaymentDate=standing.last_paid_at,
    )


def customer_name(sent: wire.Customer) -> RecordName | None:
    """The key that decides which customer is meant (section 8); None when none is given."""
    phone = None if sent.Address is None else sent.Address.PhoneNo
    return decisive(
        uuid=sent.CustomerID,
        erp_code=sent.CustomerERPCode,
        customer_number=sent.CustomerNo,
        phone=phone,
        email=sent.Email,
    )


def is_nobody(sent: wire.Customer) -> bool:
    """Whether nothing at all is said of a customer: all-zero ids and blank texts say nothing."""
    return _is_blank(sent)


def _is_blank(value: object) -> bool:
    if isinstance(value, Wire):
        nothing = type(value)()
        return all(
            getattr(value, name) == getattr(nothing, name) or _is_blank(getattr(value, name))
            for name in value.__struct_fields__
        )
    return value is None or (isinstance(value, str) and not value.strip())


def customer_change(
    sent: wire.Customer,
    held: StoredContact | None,
    shop: Shop,
    *,
    path: str = "",
    made_in: int | None = None,
    fresh: UUID | None = None,
) -> ContactChange:
    """What is said of a customer that differs from what is shown of them. CallError for a club or price list unknown.

    Null leaves things as they are, "" clears them. `made_in` is the store where a new one was first seen, `fresh` the
    id they get.
    """
    shown = _shown(held)
    said = _said(sent) | _membership(sent, shop, path)
    members = {field: value for field, value in said.items() if not _same(field, value, shown.get(field))}
    references = {}
    code = None if held is None else value_of(held.references, Scheme.ERP_CODE)
    if sent.CustomerERPCode is not None and (sent.CustomerERPCode or None) != code:
        references[Scheme.ERP_CODE.value] = sent.CustomerERPCode or None
    if held is not None:
        return ContactChange(members=members, references=references)
    if made_in is not None:
        members["store_created"] = made_in
    new = sent.CustomerID or fresh
    return ContactChange(members=members, references=references, uuid=new, asked_by=customer_name(sent))


def _same(field: str, said: object, shown: object) -> bool:
    """Whether this is what is shown already; a telephone number may be written with other marks between its digits."""
    if field in _PHONES and isinstance(said, str) and isinstance(shown, str):
        return re.sub(r"\D", "", said) == re.sub(r"\D", "", shown)
    return said == shown


def _names(contact: Contact) -> tuple[str | None, str | None]:
    if contact.first_name is None and contact.last_name is None:
        return contact.name, None
    return contact.first_name, contact.last_name


def _club(contact: Contact, shop: Shop) -> wire.Club | None:
    club = next((one for one in shop.clubs if one.serial == contact.club), None)
    if club is None:
        return None
    return wire.Club(
        ClubID=club.uuid,
        ClubName=club.name,
        ClubCode=club.code,
        ClubPoints=contact.club_points,
        ClubNo=contact.club_number,
        ClubExpDate=contact.club_expiry,
        ClubStartDate=contact.club_start,
    )


def _address(uuid: UUID, contact: Contact) -> wire.Address | None:
    phone, further = _phones(contact)
    parts: dict[str, str | None] = {
        "Address": contact.address2, "Street": contact.address1, "City": contact.city, "PhoneNo": phone,
        "AdditionalPhoneNo": further, "Buliding": contact.building, "Apartment": contact.apartment,
    }  # fmt: skip
    if not any(parts.values()):
        return None
    return wire.Address(CustomerAddressID=uuid5(uuid, "address"), **parts)


def _phones(contact: Contact) -> tuple[str | None, str | None]:
    """The number to call, and another: of those a card has, the first two."""
    numbers = [number for number in (contact.phone, contact.mobile, contact.additional_phone) if number]
    return numbers[0] if numbers else None, numbers[1] if len(numbers) > 1 else None


_PHONES: Final = frozenset({"phone", "additional_phone"})
#: What is said of a membership and of prices.
_MEMBERSHIP: Final = ("club", "club_number", "club_points", "club_start", "club_expiry", "price_list")
_TEXTS: Final[Mapping[str, Callable[[wire.Customer], object]]] = {
    "first_name": lambda sent: sent.FirstName,
    "last_name": lambda sent: sent.LastName,
    "customer_number": lambda sent: sent.CustomerNo,
    "birthday": lambda sent: sent.BirthDay,
    "wedding_anniversary": lambda sent: sent.WeddAnniversary,
    "spouse_name": lambda sent: sent.SpouseName,
    "spouse_birthday": lambda sent: sent.SpouseBirthDay,
    "agree_email": lambda sent: sent.AgreeEMAIL,
    "agree_sms": lambda sent: sent.AgreeSMS,
    "tax_number": lambda sent: sent.IdentityNo,
    "customer_type": lambda sent: sent.CustomerType,
    "fax": lambda sent: sent.FaxNumber,
    "email": lambda sent: sent.Email,
    "active": lambda sent: None if sent.Status is None else sent.Status > 0,
}
_ADDRESS: Final[Mapping[str, Callable[[wire.Address], object]]] = {
    "address2": lambda sent: sent.Address,
    "address1": lambda sent: sent.Street,
    "city": lambda sent: sent.City,
    "phone": lambda sent: sent.PhoneNo,
    "additional_phone": lambda sent: sent.AdditionalPhoneNo,
    "building": lambda sent: sent.Buliding,
    "apartment": lambda sent: sent.Apartment,
}


def _said(sent: wire.Customer) -> dict[str, Any]:
    """The members that were sent, by the books' names."""
    told = {field: pick(sent) for field, pick in _TEXTS.items()}
    if sent.Address is not None:
        told |= {field: pick(sent.Address) for field, pick in _ADDRESS.items()}
    return {field: value or None if value == "" else value for field, value in told.items() if value is not None}


def _shown(held: StoredContact | None) -> dict[str, object]:
    """What a customer is shown with, by the books' names: whoever sends it back changes nothing."""
    if held is None:
        return dict.fromkeys((*_TEXTS, *_ADDRESS)) | {"active": True, "customer_type": USUAL_TYPE}
    contact = held.contact
    first, last = _names(contact)
    phone, further = _phones(contact)
    shown: dict[str, object] = {field: getattr(contact, field) for field in (*_TEXTS, *_ADDRESS, *_MEMBERSHIP)}
    return shown | {
        "first_name": first,
        "last_name": last,
        "phone": phone,
        "additional_phone": further,
        "customer_number": contact.customer_number or str(held.serial),
        "customer_type": USUAL_TYPE if contact.customer_type is None else contact.customer_type,
        "active": contact.active is not False,
    }


def _membership(sent: wire.Customer, shop: Shop, path: str) -> dict[str, Any]:
    """Which club the customer is in and what they are there, and which prices they pay."""
    members: dict[str, Any] = {}
    if sent.Club is not None:
        members |= _in_club(sent.Club, shop, f"{path}Club")
    if sent.FormatPrice is not None:
        named = sent.FormatPrice
        prices = next(
            (
                one
                for one in shop.price_lists
                if (one.uuid == named.PriceID if named.PriceID else named.ERPCode and one.erp_code == named.ERPCode)
            ),
            None,
        )
        if prices is None:
            raise CallError(invalid({f"{path}FormatPrice": ["Price list not found."]}))
        members["price_list"] = prices.serial
    return members


def _in_club(sent: wire.Club, shop: Shop, path: str) -> dict[str, Any]:
    club = by_uuid(shop.clubs, sent.ClubID) if sent.ClubID else None
    if sent.ClubID is None:
        club = next((one for one in shop.clubs if one.code == sent.ClubCode), None)
    if club is None:
        raise CallError(invalid({path: ["Club not found."]}))
    told = {
        "club_number": sent.ClubNo,
        "club_points": sent.ClubPoints,
        "club_start": sent.ClubStartDate,
        "club_expiry": sent.ClubExpDate,
    }
    return {"club": club.serial, **{field: value for field, value in told.items() if value is not None}}


def _local(moment: dt.datetime, zone: ZoneInfo) -> dt.datetime:
    return moment.astimezone(zone).replace(tzinfo=None)
