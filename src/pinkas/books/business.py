"""A business as it stands: its registration, its letterhead, its terms and its classes; and how they may change."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Final
from uuid import UUID

from pinkas.books.chart import InputVat, TransactionClass
from pinkas.books.errors import InvalidValue
from pinkas.books.kinds import ClassSort
from pinkas.books.period import check_open
from pinkas.books.terms import DEFAULT_TERMS, Terms, TermsRule
from pinkas.books.vat import VatCategory

#: How a business may be registered with the tax authority; some charge no VAT (fiscal dossier §1.4).
REGISTRATIONS: Final = ("licensed_dealer", "exempt_dealer", "company", "non_profit")
WITHOUT_VAT: Final = frozenset({"exempt_dealer", "non_profit"})
#: How what is booked under a class may stand to VAT. A reduced rate is the goods', not a class's (`tax_groups`).
CLASS_VAT: Final = (
    VatCategory.STANDARD, VatCategory.ZERO, VatCategory.EXEMPT, VatCategory.OUTSIDE, VatCategory.REVERSE_CHARGE,
)  # fmt: skip
MOST_TERMS_DAYS: Final = 3650
HIGHEST_CLASS: Final = 999_999
LONGEST_CLASS_NAME: Final = 50
LONGEST_PERSON: Final = 100
LONGEST_VAT_NUMBER: Final = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Registered:
    """How the business is registered with the tax authority from a day on."""

    valid_from: dt.date
    registration: str


def registered(first: str, changes: Iterable[Registered], day: dt.date) -> str:
    """The registration that holds on a day: the last change up to it (they come oldest first), or the first one."""
    held = first
    for change in changes:
        if change.valid_from <= day:
            held = change.registration
    return held


@dataclass(frozen=True, slots=True, kw_only=True)
class Business:
    """What the daybook's lines on the business vouch for. `zone` is an IANA name, `currency` the book currency."""

    uuid: UUID
    tax_number: str
    country: str
    zone: str
    currency: str
    legal_name: str
    name_english: str | None
    registration: str
    address1: str | None
    address2: str | None
    city: str | None
    postal_code: str | None
    country_name: str | None
    address1_english: str | None
    city_english: str | None
    phone: str | None
    email: str | None
    website: str | None
    logo_type: str | None
    logo: bytes | None
    classes: tuple[TransactionClass, ...]
    #: The due date of documents whose contact has no terms of its own; None for the measured default of the books.
    terms_rule: TermsRule | None = None
    terms_days: int | None = None
    #: Changes of registration, oldest first; before the first `registration` holds. None while there was none.
    registrations: tuple[Registered, ...] | None = None
    #: Who answers for the business on Bulgarian paper (МОЛ), and its number in the VAT register where that is another
    #: than its tax number (Bulgarian VAT Act, art. 114).
    responsible_person: str | None = None
    vat_number: str | None = None

    @property
    def terms(self) -> Terms:
        """The payment terms of documents whose contact has none of its own."""
        return DEFAULT_TERMS if self.terms_rule is None else Terms(self.terms_rule, self.terms_days or 0)

    def registered(self, day: dt.date) -> str:
        """How it is registered on a day."""
        return registered(self.registration, self.registrations or (), day)

    def class_of(self, number: int) -> TransactionClass | None:
        """The class of this number."""
        return next((one for one in self.classes if one.number == number), None)


def with_registration(business: Business, change: Registered, closed_through: dt.date | None) -> Business:
    """The business registered otherwise from a day on. The last change once more changes nothing.

    Raises InvalidValue for an unknown registration, the one that holds already, or a day not after the last change;
    PeriodClosed for a day in a closed period.
    """
    if change.registration not in REGISTRATIONS:
        raise InvalidValue("registration", f"must be one of {', '.join(REGISTRATIONS)}")
    before = business.registrations or ()
    if before and before[-1] == change:
        return business
    check_open(change.valid_from, closed_through)
    if before and change.valid_from <= before[-1].valid_from:
        raise InvalidValue("valid_from", f"must be after the last change, which is of {before[-1].valid_from}")
    if business.registered(change.valid_from) == change.registration:
        raise InvalidValue("registration", f"is {change.registration} already")
    return replace(business, registrations=(*before, change))


def with_terms(business: Business, terms: Terms) -> Business:
    """The business with other payment terms. Raises InvalidValue."""
    if not 0 <= terms.days <= MOST_TERMS_DAYS:
        raise InvalidValue("terms_days", f"must be between 0 and {MOST_TERMS_DAYS}")
    return replace(business, terms_rule=terms.rule, terms_days=terms.days if terms.counts_days else 0)


def with_identity(business: Business, *, responsible_person: str | None, vat_number: str | None) -> Business:
    """The business with another responsible person or VAT number; None keeps what it has, an empty text removes it.

    Raises InvalidValue for a text too long, or a VAT number that is not of Latin capitals and digits.
    """
    person = business.responsible_person if responsible_person is None else responsible_person.strip() or None
    number = business.vat_number if vat_number is None else vat_number.strip() or None
    check_identity(person, number)
    return replace(business, responsible_person=person, vat_number=number)


def check_identity(responsible_person: str | None, vat_number: str | None) -> None:
    """Refuse a responsible person or a VAT number that no paper could show. Raises InvalidValue."""
    if len(responsible_person or "") > LONGEST_PERSON:
        raise InvalidValue("responsible_person", f"must be at most {LONGEST_PERSON} characters")
    if vat_number is not None and not re.fullmatch(rf"[0-9A-Z]{{1,{LONGEST_VAT_NUMBER}}}", vat_number):
        raise InvalidValue("vat_number", f"must be at most {LONGEST_VAT_NUMBER} Latin capitals and digits")


def with_class(business: Business, wanted: TransactionClass) -> Business:
    """The business with another class, or one renamed or standing to VAT otherwise from now on.

    What was posted keeps its own tags, so nothing that was reported changes. Raises InvalidValue; a class never
    becomes one of another sort.
    """
    if not 1 <= wanted.number <= HIGHEST_CLASS:
        raise InvalidValue("number", f"must be between 1 and {HIGHEST_CLASS}")
    if not 1 <= len(wanted.name.strip()) <= LONGEST_CLASS_NAME:
        raise InvalidValue("name", f"must be between 1 and {LONGEST_CLASS_NAME} characters")
    before = business.class_of(wanted.number)
    if before is not None and before.sort is not wanted.sort:
        raise InvalidValue("sort", f"must stay {before.sort.value}: a class keeps its sort")
    if wanted.sort is ClassSort.RECEIPTS and wanted.vat is not VatCategory.OUTSIDE:
        raise InvalidValue("vat", "must be outside: receipts bear no VAT")
    if wanted.vat not in CLASS_VAT:
        raise InvalidValue("vat", f"must be one of {', '.join(CLASS_VAT)}")
    if wanted.sort is not ClassSort.EXPENSES and wanted.input_vat is not InputVat.FULL:
        raise InvalidValue("recoverable", "belongs to a class of expenses alone")
    if wanted.sort is not ClassSort.EXPENSES and wanted.equipment:
        raise InvalidValue("equipment", "belongs to a class of expenses alone")
    others = (one for one in business.classes if one.number != wanted.number)
    renamed = replace(
        wanted,
        name=wanted.name.strip(),
        recoverable=None if wanted.input_vat is InputVat.FULL else wanted.input_vat,
        is_equipment=True if wanted.equipment else None,
    )
    return replace(business, classes=tuple(sorted((*others, renamed), key=lambda one: one.number)))
