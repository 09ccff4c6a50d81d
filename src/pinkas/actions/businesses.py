"""Opening a business and adding the people who may enter it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final
from zoneinfo import ZoneInfo

from pinkas.actions.changeover import keep_currency
from pinkas.actions.desk import Caller, Desk, new_uuid
from pinkas.actions.sessions import hash_password
from pinkas.books.business import REGISTRATIONS, Business, check_identity
from pinkas.books.chart import default_classes
from pinkas.books.daybook import business_content
from pinkas.books.errors import InvalidValue, UnknownRecord
from pinkas.books.numbering import VIRTUAL_REGISTER_BASE, series_of_store, series_of_stores
from pinkas.storage import directory

COUNTRIES: Final = {
    "IL": ("Asia/Jerusalem", "ILS"),
    "BG": ("Europe/Sofia", "EUR"),
    "AL": ("Europe/Tirane", "ALL"),
}
SHORTEST_PASSWORD: Final = 8
#: The serial of the store a business is opened with.
FIRST_STORE: Final = 1
_LETTERHEAD: Final = (
    "legal_name", "name_english", "registration", "address1", "address2", "city", "postal_code", "address1_english",
    "city_english", "phone", "email", "website", "logo_type", "responsible_person", "vat_number",
)  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Profile:
    """A business's letterhead as it is opened."""

    legal_name: str
    name_english: str | None = None
    registration: str = "licensed_dealer"
    address1: str | None = None
    address2: str | None = None
    city: str | None = None
    postal_code: str | None = None
    country: str | None = None
    address1_english: str | None = None
    city_english: str | None = None
    phone: str | None = None
    email: str | None = None
    website: str | None = None
    logo_type: str | None = None
    responsible_person: str | None = None
    vat_number: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class RegisterOrder:
    """A register to open the business with; `api` ones number what comes over an API series."""

    key: str
    number: int
    series: int
    api: bool = False


def _registers(country: str) -> tuple[RegisterOrder, ...]:
    """What a business is opened with where series are the stores': a till, and beside it what comes over an API.

    Elsewhere the first document of a series opens its register.
    """
    if not series_of_stores(country):
        return ()
    series = series_of_store(FIRST_STORE)
    virtual = RegisterOrder(key=f"series-{series:02d}", number=VIRTUAL_REGISTER_BASE + series, series=series, api=True)
    return RegisterOrder(key="1", number=1, series=series), virtual


async def open_business(
    desk: Desk,
    tax_number: str,
    profile: Profile,
    *,
    country: str = "IL",
    aliases: tuple[str, ...] = (),
    logo: bytes | None = None,
    store_key: str = "1",
    registers: tuple[RegisterOrder, ...] = (),
) -> int:
    """Open a business with the classes every business starts with; gives its id.

    Raises InvalidValue for a country we do not know, a wrong registration, or a tax number in use.
    """
    if country not in COUNTRIES:
        raise InvalidValue("country", f"must be one of {', '.join(COUNTRIES)}")
    if profile.registration not in REGISTRATIONS:
        raise InvalidValue("registration", f"must be one of {', '.join(REGISTRATIONS)}")
    if country == "IL" and not (tax_number.isascii() and tax_number.isdigit() and len(tax_number) == 9):
        raise InvalidValue("tax_number", "must be nine digits")
    if await directory.business_by_tax_number(desk.store, [tax_number, *aliases]) is not None:
        raise InvalidValue("tax_number", f"{tax_number} is in use by a business that is here already")
    check_identity(profile.responsible_person, profile.vat_number)
    zone, currency = COUNTRIES[country]
    opened = Business(
        uuid=new_uuid(),
        tax_number=tax_number,
        country=country,
        zone=zone,
        currency=currency,
        country_name=profile.country,
        logo=logo,
        classes=default_classes(country),
        **{field: getattr(profile, field) for field in _LETTERHEAD},
    )
    item: dict[str, Any] = {
        "uuid": opened.uuid,
        "tax_number": tax_number,
        "country": country,
        "zone": zone,
        "currency": currency,
        "aliases": aliases,
        "profile": profile,
        "logo": None if logo is None else logo.hex(),
        "classes": opened.classes,
        "store": {"key": store_key, "uuid": new_uuid(), "name": profile.legal_name},
        "registers": [
            {"serial": place, "uuid": new_uuid(), "key": one.key, "number": one.number, "series": one.series,
             "api": one.api}
            for place, one in enumerate(registers or _registers(country), start=1)
        ],
        "actor": "operator",
        "verb": "business opened",
        "recorded_at": desk.clock.now(),
        "content": business_content(opened).hex(),
    }  # fmt: skip
    return await directory.open_business(desk.store, item)


async def add_user(desk: Desk, name: str, password: str, businesses: tuple[int, ...], *, operator: bool = False) -> int:
    """Add a person who may log in. Raises InvalidValue for a taken name or a short password."""
    if not 1 <= len(name.strip()) <= 50:
        raise InvalidValue("name", "must be between 1 and 50 characters")
    if len(password) < SHORTEST_PASSWORD:
        raise InvalidValue("password", f"must have at least {SHORTEST_PASSWORD} characters")
    if await directory.login(desk.store, name) is not None:
        raise InvalidValue("name", f"{name!r} is taken by another user")
    password_hash = await hash_password(password)
    return await directory.add_login(
        desk.store, name.strip(), password_hash, businesses, operator=operator, now=desk.clock.now()
    )


async def caller_of_business(desk: Desk, business: int, *, actor: str) -> Caller:
    """A caller for what the house does for a business by itself. Raises UnknownRecord."""
    for one in await directory.businesses(desk.store):
        if one.business_id == business:
            caller = Caller(
                business=one.business_id, tax_number=one.tax_number, country=one.country, zone=ZoneInfo(one.zone),
                currency=one.currency, login=0, actor=actor, operator=False,
            )  # fmt: skip
            await keep_currency(desk, caller)
            return caller
    raise UnknownRecord("business", str(business))
