"""A business as it is opened: its registration, its letterhead and its classes."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final
from uuid import UUID

from pinkas.books.chart import TransactionClass
from pinkas.books.terms import TermsRule

#: How a business may be registered with the tax authority; some charge no VAT (fiscal dossier §1.4).
REGISTRATIONS: Final = ("licensed_dealer", "exempt_dealer", "company", "non_profit")
WITHOUT_VAT: Final = frozenset({"exempt_dealer", "non_profit"})


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
    """What the first line of its daybook vouches for. `zone` is an IANA name, `currency` the book currency."""

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
