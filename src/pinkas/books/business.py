"""A business as it is opened: its registration, its letterhead and its classes."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from pinkas.books.chart import TransactionClass


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
