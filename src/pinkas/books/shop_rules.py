"""How a part of a shop comes to be and may change: numbers that are free, what never changes, what must exist."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Container, Iterable, Mapping
from dataclasses import dataclass, fields, replace
from typing import Any, Final, TypeVar
from uuid import UUID

from pinkas.books.errors import InvalidValue
from pinkas.books.numbering import series_of_store, series_of_stores
from pinkas.books.product import PRICE_LISTS
from pinkas.books.shop import (
    API_NUMBERS,
    HIGHEST_CODE,
    HIGHEST_SERIES,
    HIGHEST_TILL,
    OWN_MEANS,
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

K = TypeVar("K", bound=Kept)
Said = dict[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class ShopGround:
    """What a part is decided on: the shop as it stands, what it may refer to, who does it and when."""

    shop: Shop
    country: str
    income_classes: Container[int]
    used_tills: Container[int]
    now: dt.datetime
    uuid: UUID
    by: int | None = None


def parts_of(shop: Shop, sort: type[K]) -> tuple[K, ...]:
    """The parts of one sort, by serial."""
    every: Mapping[type[Kept], tuple[Any, ...]] = {
        Store: shop.stores,
        Till: shop.tills,
        Staff: shop.staff,
        Department: shop.departments,
        Club: shop.clubs,
        PriceList: shop.price_lists,
        OwnMeans: shop.own_means,
        BankAccount: shop.bank_accounts,
    }
    return every[sort]


def saved(ground: ShopGround, sort: type[K], key: str | None, said: Mapping[str, Any]) -> K:
    """The part as it will be: a new one, or the one under this key with what was said of it.

    What is None stays as it is, an empty text clears. A new one without a key is known by its number. A serial of 0
    is one to be given. Raises InvalidValue.
    """
    told = {name: value for name, value in said.items() if value is not None}
    held = None if key is None else by_key(parts_of(ground.shop, sort), key)
    if held is not None:
        return _changed(ground, held, told)
    told = {name: value for name, value in told.items() if value != ""}
    serial = 0
    if sort is PriceList:
        serial = _price_list(key)
    full = _NEW[sort](ground, key, told)
    named = {"key": key, **full}
    for field in _NEEDED[sort]:
        if named.get(field) is None:
            raise InvalidValue(field, "must be said of a new one")
    fresh = sort(**{"serial": serial, "uuid": ground.uuid, "version": 1, **named})
    _check(ground, fresh)
    return fresh


def _changed(ground: ShopGround, held: K, told: Said) -> K:
    cleared = {name: None if value == "" else value for name, value in told.items()}
    for field in fields(held):
        if field.default is not None and cleared.get(field.name, field) is None:
            raise InvalidValue(field.name, "must not be empty")
    for name in _FIXED[type(held)]:
        if name in cleared and cleared[name] != getattr(held, name):
            raise InvalidValue(name, f"must stay {getattr(held, name)}")
    if isinstance(held, BankAccount):
        cleared = _account(cleared)
    changed: K = replace(held, **cleared)  # type: ignore[arg-type]  # values by the names of fields
    _check_change(ground, held, changed)
    if changed == held and held.version > 0:
        return held
    changed = replace(changed, version=held.version + 1)
    _check(ground, changed)
    return changed


# --- new ones ---------------------------------------------------------------------------------------------------------


def _number(told: Said, key: str | None, field: str = "number") -> int | None:
    """The number that was said, else the one the key is."""
    if field in told:
        said: int = told[field]
        return said
    digits = key is not None and key.isascii() and key.isdecimal() and len(key) < 10
    return int(key) if digits and key is not None else None


def _free(taken: Iterable[int], start: int, end: int, field: str) -> int:
    """The number after the highest that is taken; the lowest free one when that is the last. Raises InvalidValue."""
    used = {number for number in taken if start <= number < end}
    following = max(used, default=start - 1) + 1
    if following < end:
        return following
    for number in range(start, end):
        if number not in used:
            return number
    raise InvalidValue(field, "must be said: none is free")


def _new_store(ground: ShopGround, key: str | None, told: Said) -> Said:
    taken = [int(one.key) for one in ground.shop.stores if one.key.isdecimal()]
    return {"key": key or str(_free(taken, 1, HIGHEST_TILL, "key")), **told}


def _new_till(ground: ShopGround, key: str | None, told: Said) -> Said:
    tills = ground.shop.tills
    numbers = [one.number for one in tills if not one.api]
    number = _number(told, key)
    if number is None:
        number = _free(numbers, 1, API_NUMBERS.start, "number")
    if not 1 <= number <= HIGHEST_TILL or number in API_NUMBERS:
        raise InvalidValue("number", f"must be between 1 and {HIGHEST_TILL}; 900 to 999 belong to series of the API")
    store = told.get("store_serial", ground.shop.main_store.serial)
    if series_of_stores(ground.country):
        series = series_of_store(store)
    else:
        used = {one.series for one in tills}
        series = number % 100 if number % 100 not in used else _free(used, 1, HIGHEST_SERIES + 1, "series")
    return {"key": key or str(number), "store_serial": store, "series": series, **told, "number": number}


def _new_staff(ground: ShopGround, key: str | None, told: Said) -> Said:
    numbers = [int(one.number) for one in ground.shop.staff if one.number.isdecimal() and one.number.isascii()]
    number = told.get("number") or key or str(_free(numbers, 1, HIGHEST_CODE, "number"))
    return {"key": key or number, **told, "number": number}


def _new_department(_: ShopGround, key: str | None, told: Said) -> Said:
    return {"key": key or (str(told["class_number"]) if "class_number" in told else None), **told}


def _new_club(ground: ShopGround, key: str | None, told: Said) -> Said:
    code = _number(told, key, "code")
    if code is None:
        code = _free([one.code for one in ground.shop.clubs], 1, HIGHEST_CODE, "code")
    return {"key": key or str(code), **told, "code": code}


def _new_price_list(_: ShopGround, key: str | None, told: Said) -> Said:
    return {"key": key, **told}


def _new_means(ground: ShopGround, key: str | None, told: Said) -> Said:
    number = _number(told, key)
    if number is None:
        number = _free([one.number for one in ground.shop.own_means], OWN_MEANS.start, OWN_MEANS.stop, "number")
    return {"key": key or str(number), **told, "number": number}


def _new_account(ground: ShopGround, key: str | None, told: Said) -> Said:
    told = _account(told)
    return {"key": key or told.get("iban"), "created_by": ground.by, "created_at": ground.now, **told}


def _account(told: Said) -> Said:
    """An account's IBAN and BIC as they are compared: capitals without blanks."""
    plain = {name: "".join(told[name].split()).upper() for name in ("iban", "bic") if told.get(name)}
    return {**told, **plain}


def _price_list(key: str | None) -> int:
    if key not in {str(number) for number in PRICE_LISTS}:
        raise InvalidValue("key", "must be 1, 2, 3 or 4: which of the lists it is")
    return int(key or 0)


_NEW: Final[dict[type[Kept], Callable[[ShopGround, str | None, Said], Said]]] = {
    Store: _new_store,
    Till: _new_till,
    Staff: _new_staff,
    Department: _new_department,
    Club: _new_club,
    PriceList: _new_price_list,
    OwnMeans: _new_means,
    BankAccount: _new_account,
}

#: What a part keeps for ever: what others were told, or numbers hang on.
_FIXED: Final[dict[type[Kept], tuple[str, ...]]] = {
    Store: ("uuid",),
    Till: ("uuid", "number", "api"),
    Staff: ("uuid",),
    Department: ("uuid",),
    Club: ("uuid",),
    PriceList: ("uuid",),
    OwnMeans: ("uuid", "number"),
    BankAccount: ("uuid", "created_by", "created_at"),
}


#: What must be said of a new part.
_NEEDED: Final[dict[type[Kept], tuple[str, ...]]] = {
    Store: ("name",),
    Till: (),
    Staff: ("user_name",),
    Department: ("class_number", "name"),
    Club: ("name",),
    PriceList: ("name",),
    OwnMeans: ("name",),
    BankAccount: ("bank_name", "iban", "currency"),
}

#: What no two parts of a sort share; texts in whatever case.
_UNIQUE: Final[dict[type[Kept], tuple[str, ...]]] = {
    Store: ("first_number",),
    Till: ("number",),
    Staff: ("number", "user_name"),
    Club: ("code",),
    OwnMeans: ("number",),
}


# --- what holds between parts -----------------------------------------------------------------------------------------


def renumbered(held: Till, changed: Till) -> bool:
    """Whether the sales of a till would be numbered otherwise, which only one without transactions may be."""
    return (held.series, held.own_numbers) != (changed.series, changed.own_numbers)


def _check_change(ground: ShopGround, held: Kept, changed: Kept) -> None:
    """Refuse to number otherwise what has numbers already. Raises InvalidValue."""
    used = held.serial in ground.used_tills
    if isinstance(held, Till) and isinstance(changed, Till) and used and renumbered(held, changed):
        field = "series" if held.series != changed.series else "own_numbers"
        raise InvalidValue(field, "must stay as it is: the till has transactions")
    if isinstance(held, Store) and isinstance(changed, Store) and held.first_number != changed.first_number:
        tills = (one.serial for one in ground.shop.tills if one.store_serial == held.serial)
        if any(till in ground.used_tills for till in tills):
            raise InvalidValue("first_number", "must stay as it is: the store has transactions")


def _check(ground: ShopGround, part: Kept) -> None:
    """Refuse what does not fit the rest of the shop. Raises InvalidValue."""
    others = [one for one in parts_of(ground.shop, type(part)) if one.serial != part.serial]
    if any(one.uuid == part.uuid for one in others):
        raise InvalidValue("uuid", "is another's")
    for field in _UNIQUE.get(type(part), ()):
        _check_unique(part, others, field)
    if isinstance(part, Till) and part.api and (part.own_numbers or part.hardware):
        raise InvalidValue("own_numbers", "does not fit a till that numbers what comes over an API")
    others_open = any(one.active and one.serial != part.serial for one in ground.shop.stores)
    if isinstance(part, Store) and not part.active and not others_open:
        raise InvalidValue("active", "must stay true of the last store")
    if isinstance(part, Till) and not part.api and series_of_stores(ground.country):
        own = series_of_store(part.store_serial)
        if part.series != own:
            raise InvalidValue("series", f"must be {own}, that of its store")
    store = part.store_serial if isinstance(part, Till | Staff) else None
    if store is not None and by_serial(ground.shop.stores, store) is None:
        raise InvalidValue("store_serial", "must be a store of the business")
    if isinstance(part, Department) and part.class_number not in ground.income_classes:
        raise InvalidValue("class_number", f"must be a class of income, which {part.class_number} is not")


def _check_unique(part: Kept, others: Iterable[Kept], field: str) -> None:
    value = getattr(part, field)
    if value is None:
        return
    folded = value.casefold() if isinstance(value, str) else value
    for one in others:
        theirs = getattr(one, field)
        if (theirs.casefold() if isinstance(theirs, str) else theirs) == folded:
            raise InvalidValue(field, f"is taken: {value}")
