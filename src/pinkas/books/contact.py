"""Customers and suppliers."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from enum import StrEnum
from typing import Any, Final
from uuid import UUID

from pinkas.books.errors import InvalidValue
from pinkas.books.members import check_bounds, trimmed
from pinkas.books.money import ZERO, check_amount
from pinkas.books.references import Reference
from pinkas.books.terms import Terms, TermsRule

#: What sorts of number a tax number may be, where a country tells them apart.
TAX_NUMBER_TYPES: Final = ("company", "personal", "passport", "tax", "social")
_COUNTRY: Final = re.compile(r"[A-Z]{2}")


class ContactType(StrEnum):
    """Which side of the business a contact stands on."""

    CUSTOMER = "customer"
    SUPPLIER = "supplier"
    BOTH = "both"


@dataclass(frozen=True, slots=True, kw_only=True)
class Contact:
    """What is known of a customer or supplier. A saved card is a gateway's token and the last four digits only."""

    type: ContactType = ContactType.CUSTOMER
    name: str | None = None
    tax_number: str | None = None
    contact_name: str | None = None
    address1: str | None = None
    address2: str | None = None
    city: str | None = None
    postal_code: str | None = None
    country: str | None = None
    phone: str | None = None
    mobile: str | None = None
    fax: str | None = None
    email: str | None = None
    class_number: int | None = None
    opening_balance: Decimal = ZERO
    price_list: int | None = None
    comments1: str | None = None
    comments2: str | None = None
    comments3: str | None = None
    invoice_comment: str | None = None
    bank_account: str | None = None
    bank_branch: str | None = None
    bank: int | None = None
    charge_vat: bool | None = None
    is_domestic: bool = True
    is_occasional: bool = False
    is_private: bool = False
    affiliate: str | None = None
    card_token: str | None = None
    card_last_four: str | None = None
    card_expiry: str | None = None
    terms_rule: TermsRule | None = None
    terms_days: int = 0
    preferred_tender: str | None = None
    #: The serial of the contact that pays for this one: new documents go to that one instead.
    payer: int | None = None
    #: What tills and shops say besides; null is unsaid. `name` stays what papers call them.
    first_name: str | None = None
    last_name: str | None = None
    #: What a till calls the customer: where nobody chose one, the serial.
    customer_number: str | None = None
    birthday: dt.date | None = None
    wedding_anniversary: dt.date | None = None
    spouse_name: str | None = None
    spouse_birthday: dt.date | None = None
    agree_email: bool | None = None
    agree_sms: bool | None = None
    customer_type: int | None = None
    #: The club's serial, and what the customer is there.
    club: int | None = None
    club_number: str | None = None
    club_points: Decimal | None = None
    #: Civil times of the business's zone, to the millisecond.
    club_start: dt.datetime | None = None
    club_expiry: dt.datetime | None = None
    apartment: str | None = None
    building: str | None = None
    additional_phone: str | None = None
    #: The serial of the store whose till wrote the card.
    store_created: int | None = None
    barcode: str | None = None
    vat_registered: bool | None = None
    vat_number: str | None = None
    responsible_person: str | None = None
    allow_part_payments: bool | None = None
    forbid_supplies: bool | None = None
    forbid_sales: bool | None = None
    website: str | None = None
    active: bool | None = None
    #: What sort of number `tax_number` is, where a country tells them apart.
    tax_number_type: str | None = None
    #: ISO 3166-1 alpha-2; `country` is text for papers.
    country_code: str | None = None

    def __post_init__(self) -> None:
        """Refuse what the books cannot hold."""
        check_amount("opening_balance", self.opening_balance, negative=True)
        if self.price_list is not None and not 1 <= self.price_list <= 4:
            raise InvalidValue("price_list", "must be between 1 and 4")
        if not 0 <= self.terms_days <= 3650:
            raise InvalidValue("terms_days", "must be between 0 and 3650")
        if self.card_last_four is not None and not (self.card_last_four.isdigit() and len(self.card_last_four) <= 4):
            raise InvalidValue("card_last_four", "must be at most four digits")
        if self.club_points is not None:
            check_amount("club_points", self.club_points, negative=True)
        if self.tax_number_type is not None and self.tax_number_type not in TAX_NUMBER_TYPES:
            raise InvalidValue("tax_number_type", f"must be one of {', '.join(TAX_NUMBER_TYPES)}")
        if self.country_code is not None and _COUNTRY.fullmatch(self.country_code) is None:
            raise InvalidValue("country_code", "must be two capital letters (ISO 3166-1)")

    @property
    def terms(self) -> Terms | None:
        """The contact's own payment terms, if any."""
        return None if self.terms_rule is None else Terms(self.terms_rule, self.terms_days)


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredContact:
    """A contact as the books hold it now. Sums are from entries and documents, positive for a debt of theirs.

    `receivable` is what they owe us, `payable` (positive for a debt of ours) what we owe them; `opened` how much of it
    they owed from the beginning; `proformas` what standing proformas, which are in no entry, ask of them besides.
    """

    serial: int
    key: str
    uuid: UUID
    version: int
    created_at: dt.datetime
    created_by: str
    updated_at: dt.datetime
    updated_by: str
    class_name: str | None
    receivable: Decimal
    payable: Decimal
    opened: Decimal
    proformas: Decimal
    payer_key: str | None
    contact: Contact
    #: Filled where they were asked for.
    references: tuple[Reference, ...] = ()


#: What tills and shops alone say of a contact.
TILL_FIELDS: Final = (
    "first_name", "last_name", "customer_number", "birthday", "wedding_anniversary", "spouse_name", "spouse_birthday",
    "agree_email", "agree_sms", "customer_type", "club", "club_number", "club_points", "club_start", "club_expiry",
    "apartment", "building", "additional_phone", "store_created", "barcode", "vat_registered", "vat_number",
    "responsible_person", "allow_part_payments", "forbid_supplies", "forbid_sales", "website", "active",
    "tax_number_type", "country_code",
)  # fmt: skip


def full_name(first: str | None, last: str | None) -> str | None:
    """What papers call somebody with these names."""
    return " ".join(part for part in (first, last) if part) or None


def renamed(before: Contact, after: Contact) -> Contact:
    """The contact after a change: a new name that was given alone takes away the first and last name of before."""
    stale = (before.first_name, before.last_name) == (after.first_name, after.last_name)
    if after.name == before.name or not stale or full_name(after.first_name, after.last_name) in {None, after.name}:
        return after
    return replace(after, first_name=None, last_name=None)


def kept(before: Contact, wanted: Contact, fields: Collection[str]) -> Contact:
    """What is wanted, but for the fields that stay as they are."""
    return renamed(before, replace(wanted, **{field: getattr(before, field) for field in fields}))


#: What is one contact's alone, whoever says it.
OWN_NAMES: Final = ("customer_number", "barcode")
#: What else a contact is found by.
_FOUND_BY: Final = frozenset({*OWN_NAMES, "tax_number", "phone", "mobile", "additional_phone", "email"})
#: What a change of some members may not touch: it has verbs of its own.
_OTHER_VERBS: Final = frozenset({"opening_balance", "payer", "card_token", "card_last_four", "card_expiry"})


def changed(before: Contact, members: Mapping[str, Any]) -> Contact:
    """The contact with some members changed; one who is given a first or last name alone is called by both.

    Raises InvalidValue for what the books cannot hold, ValueError for a member that is none or has its own verb.
    """
    unknown = (members.keys() - Contact.__dataclass_fields__.keys()) | (members.keys() & _OTHER_VERBS)
    if unknown:
        raise ValueError(f"no members to change: {', '.join(sorted(unknown))}")
    check_bounds(members, _FOUND_BY)
    after = replace(before, **trimmed(members, OWN_NAMES))
    if "name" not in members and members.keys() & {"first_name", "last_name"}:
        return replace(after, name=full_name(after.first_name, after.last_name) or before.name)
    return renamed(before, after)
