"""What a shop is made of, and what it may be: stores with tills, staff, departments, clubs, price lists, bank accounts.

Each is kept under a `serial`, a `key` its keeper chose (its code or number), a `uuid` for ever, and a `version`: how
often it was written since its business was opened.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable
from dataclasses import dataclass, fields
from typing import Final, TypeVar
from uuid import UUID, uuid5

from pinkas.books.errors import InvalidValue
from pinkas.books.money import check_currency
from pinkas.books.pay_types import BUILT_IN_MEANS, Means
from pinkas.books.product import PRICE_LISTS
from pinkas.books.tenders import TENDER_TYPES

#: What a person may do: sell, everything, or see everything and change nothing.
ROLES: Final = ("user", "admin", "auditor")
LONGEST_KEY: Final = 50
LONGEST_NAME: Final = 100
LONGEST_TEXT: Final = 200
HIGHEST_SERIES: Final = 99
#: Numbers of the registers that number what comes over the series of an API: 900 and the series.
API_NUMBERS: Final = range(900, 1000)
HIGHEST_TILL: Final = 99_999
#: A store's documents have ten digits where stores share a series in ranges.
HIGHEST_FIRST_NUMBER: Final = 9_999_999_999
#: Own means of payment; the ones every business has stand outside (`pay_types`).
OWN_MEANS: Final = range(100, 900)
HIGHEST_CODE: Final = 2**31 - 1

_DEVICE: Final = re.compile(r"[0-9A-Z]{8}")
_OPERATOR: Final = re.compile(r"[0-9A-Z]{1,4}")
_IBAN: Final = re.compile(r"[A-Z]{2}[0-9]{2}[A-Z0-9]{11,30}")
_BIC: Final = re.compile(r"[A-Z0-9]{8}(?:[A-Z0-9]{3})?")

K = TypeVar("K", bound="Kept")


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """A part of a shop as the books keep it."""

    serial: int
    key: str
    uuid: UUID
    version: int

    def __post_init__(self) -> None:
        """Refuse texts that are too long, and names and keys that say nothing. Raises InvalidValue."""
        if not 1 <= len(self.key) <= LONGEST_KEY:
            raise InvalidValue("key", f"must be between 1 and {LONGEST_KEY} characters")
        for field in fields(self):
            value = getattr(self, field.name)
            if isinstance(value, str) and field.name != "key":
                _check_text(field.name, value)


@dataclass(frozen=True, slots=True, kw_only=True)
class Store(Kept):
    """A store; its key is its code. `first_number` begins its range where stores share a series of ten digits."""

    name: str
    erp_code: str | None = None
    price_list: int | None = None
    address: str | None = None
    city: str | None = None
    postal_code: str | None = None
    phone: str | None = None
    first_number: int | None = None
    active: bool = True

    def __post_init__(self) -> None:
        """Refuse what no store can be. Raises InvalidValue."""
        super(Store, self).__post_init__()
        if self.price_list is not None and self.price_list not in PRICE_LISTS:
            raise InvalidValue("price_list", "must be between 1 and 4")
        if self.first_number is not None and not 1 <= self.first_number <= HIGHEST_FIRST_NUMBER:
            raise InvalidValue("first_number", f"must be between 1 and {HIGHEST_FIRST_NUMBER}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Till(Kept):
    """A till: a cash register, or a virtual one. `number` is its code, with which its till numbers begin.

    `own_numbers`: it numbers its own sales, which then arrive in any order. `fiscal_device` is the number of its
    device's fiscal memory, `operator_code` who works at it unless somebody is named. `api`: it numbers what comes over
    a series of an API.
    """

    store_serial: int
    number: int
    series: int
    api: bool = False
    name: str | None = None
    hardware: bool = False
    own_numbers: bool = False
    fiscal_device: str | None = None
    operator_code: str | None = None
    active: bool = True

    def __post_init__(self) -> None:
        """Refuse what no till can be. Raises InvalidValue."""
        super(Till, self).__post_init__()
        if not 0 <= self.series <= HIGHEST_SERIES:
            raise InvalidValue("series", f"must be between 0 and {HIGHEST_SERIES}")
        if self.fiscal_device is not None and not _DEVICE.fullmatch(self.fiscal_device):
            raise InvalidValue("fiscal_device", "must be eight digits or capital letters")
        if self.operator_code is not None and not _OPERATOR.fullmatch(self.operator_code):
            raise InvalidValue("operator_code", "must be one to four digits or capital letters")

    @property
    def title(self) -> str:
        """What it is called: its name, or its number."""
        return self.name or str(self.number)


@dataclass(frozen=True, slots=True, kw_only=True)
class Staff(Kept):
    """Somebody who sells or looks on. `login_id` is the login they enter with, if any; never a password."""

    number: str
    user_name: str
    first_name: str | None = None
    last_name: str | None = None
    role: str = "user"
    home_phone: str | None = None
    work_phone: str | None = None
    email: str | None = None
    address: str | None = None
    fax: str | None = None
    postal_code: str | None = None
    store_serial: int | None = None
    erp_code: str | None = None
    login_id: int | None = None
    active: bool = True

    def __post_init__(self) -> None:
        """Refuse what nobody can be. Raises InvalidValue."""
        super(Staff, self).__post_init__()
        if self.role not in ROLES:
            raise InvalidValue("role", f"must be one of {', '.join(ROLES)}")
        if not 1 <= len(self.number) <= 20:
            raise InvalidValue("number", "must be between 1 and 20 characters")
        _check_name("user_name", self.user_name)

    @property
    def full_name(self) -> str:
        """First and last name; without both the user name."""
        return " ".join(part for part in (self.first_name, self.last_name) if part) or self.user_name


@dataclass(frozen=True, slots=True, kw_only=True)
class Department(Kept):
    """A department of the shop, and the class of income that its sales are booked under; its key is its code."""

    name: str
    class_number: int
    active: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Club(Kept):
    """A customers' club."""

    code: int
    name: str
    active: bool = True

    def __post_init__(self) -> None:
        """Refuse a code that is none. Raises InvalidValue."""
        super(Club, self).__post_init__()
        if not 1 <= self.code <= HIGHEST_CODE:
            raise InvalidValue("code", f"must be between 1 and {HIGHEST_CODE}")


@dataclass(frozen=True, slots=True, kw_only=True)
class PriceList(Kept):
    """One of the four price lists; its serial is which. Version 0: as every business has it."""

    name: str
    erp_code: str | None = None

    def __post_init__(self) -> None:
        """Refuse a fifth list. Raises InvalidValue."""
        super(PriceList, self).__post_init__()
        if self.serial not in PRICE_LISTS:
            raise InvalidValue("key", "must be 1, 2, 3 or 4: which of the lists it is")


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnMeans(Kept):
    """A means of payment of the business's own; `type` is the tender of the books it stands for (`tenders`)."""

    number: int
    name: str
    name_hebrew: str | None = None
    erp_code: str | None = None
    type: str = "other"
    active: bool = True

    def __post_init__(self) -> None:
        """Refuse a number of another kind and a tender nobody knows. Raises InvalidValue."""
        super(OwnMeans, self).__post_init__()
        if self.number not in OWN_MEANS:
            raise InvalidValue("number", f"must be between {OWN_MEANS.start} and {OWN_MEANS.stop - 1}")
        if self.type not in TENDER_TYPES:
            raise InvalidValue("type", f"must be one of {', '.join(TENDER_TYPES)}")

    @property
    def means(self) -> Means:
        """What tills see of it."""
        return Means(self.number, self.name, self.name_hebrew, self.type, self.erp_code)


@dataclass(frozen=True, slots=True, kw_only=True)
class BankAccount(Kept):
    """An account of the business. `created_by` is a serial of staff, None for the operator."""

    bank_name: str
    branch_name: str | None = None
    iban: str
    bic: str | None = None
    currency: str
    city_id: int | None = None
    city_name: str | None = None
    address: str | None = None
    created_by: int | None = None
    created_at: dt.datetime
    active: bool = True

    def __post_init__(self) -> None:
        """Refuse what is no account. Raises InvalidValue."""
        super(BankAccount, self).__post_init__()
        _check_name("bank_name", self.bank_name)
        check_currency("currency", self.currency)
        if not is_iban(self.iban):
            raise InvalidValue("iban", "is not an IBAN: its check digits do not fit, or a sign is missing")
        if self.bic is not None and not _BIC.fullmatch(self.bic):
            raise InvalidValue("bic", "must be eight or eleven capital letters or digits")
        if self.city_id is not None and not 0 <= self.city_id <= HIGHEST_CODE:
            raise InvalidValue("city_id", f"must be between 0 and {HIGHEST_CODE}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Shop:
    """All that a business's shop is made of, each sort by serial. `settings` is the head's count it was read under."""

    settings: int
    business: UUID
    stores: tuple[Store, ...] = ()
    tills: tuple[Till, ...] = ()
    staff: tuple[Staff, ...] = ()
    departments: tuple[Department, ...] = ()
    clubs: tuple[Club, ...] = ()
    changed_price_lists: tuple[PriceList, ...] = ()
    own_means: tuple[OwnMeans, ...] = ()
    bank_accounts: tuple[BankAccount, ...] = ()

    @property
    def price_lists(self) -> tuple[PriceList, ...]:
        """The four lists, as they were changed or as every business has them."""
        changed = {one.serial: one for one in self.changed_price_lists}
        return tuple(changed.get(number) or price_list(self.business, number) for number in PRICE_LISTS)

    @property
    def means(self) -> tuple[Means, ...]:
        """Every means of payment that is in use, by number: those every business has, and its own."""
        own = [one.means for one in self.own_means if one.active]
        return tuple(sorted((*BUILT_IN_MEANS, *own), key=lambda one: one.number))

    @property
    def main_store(self) -> Store:
        """The store where what names none happens: the first."""
        return self.stores[0]

    def store(self, serial: int) -> Store | None:
        """The store with this serial."""
        return by_serial(self.stores, serial)

    def till(self, serial: int) -> Till | None:
        """The till with this serial."""
        return by_serial(self.tills, serial)

    def seller(self, serial: int | None) -> Staff | None:
        """The member of staff with this serial."""
        return None if serial is None else by_serial(self.staff, serial)


def price_list(business: UUID, number: int) -> PriceList:
    """A price list as every business has it; its uuid follows from the business's."""
    return PriceList(
        serial=number, key=str(number), uuid=uuid5(business, f"price list {number}"), version=0, name=str(number)
    )


def by_serial(kept: Iterable[K], serial: int) -> K | None:
    """The one with this serial."""
    return next((one for one in kept if one.serial == serial), None)


def by_key(kept: Iterable[K], key: str) -> K | None:
    """The one with this key."""
    return next((one for one in kept if one.key == key), None)


def by_uuid(kept: Iterable[K], uuid: UUID) -> K | None:
    """The one with this uuid."""
    return next((one for one in kept if one.uuid == uuid), None)


def is_iban(text: str) -> bool:
    """Whether a text is an IBAN without blanks, its check digits right (ISO 13616)."""
    if not _IBAN.fullmatch(text):
        return False
    turned = text[4:] + text[:4]
    return int("".join(str(int(sign, 36)) for sign in turned)) % 97 == 1


def _check_name(field: str, name: str) -> None:
    if not 1 <= len(name.strip()) <= LONGEST_NAME:
        raise InvalidValue(field, f"must be between 1 and {LONGEST_NAME} characters")


def _check_text(field: str, value: str) -> None:
    if field == "name":
        _check_name(field, value)
    elif len(value) > LONGEST_TEXT:
        raise InvalidValue(field, f"must be at most {LONGEST_TEXT} characters")
    if any(ord(sign) < 32 for sign in value):
        raise InvalidValue(field, "must not hold control characters")
