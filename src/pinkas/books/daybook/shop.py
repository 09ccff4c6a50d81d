"""The content of lines that save a part of a shop, and of those that close a store's day."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from pinkas.books import canon
from pinkas.books.shop import BankAccount, Club, Department, Kept, OwnMeans, PriceList, Staff, Store, Till

if TYPE_CHECKING:
    from collections.abc import Callable
    from uuid import UUID

_NAMED: Final[list[tuple[str, Callable[[Any], bytes]]]] = [
    ("key", canon.text),
    ("uuid", canon.uuid),
    ("version", canon.integer),
]

_RECORDS: Final[dict[type[Kept], Callable[[Any], bytes]]] = {
    Store: canon.record([
        *_NAMED, ("name", canon.text), ("erp_code", canon.text), ("price_list", canon.integer),
        ("address", canon.text), ("city", canon.text), ("postal_code", canon.text), ("phone", canon.text),
        ("first_number", canon.integer), ("active", canon.flag),
    ]),
    Till: canon.record([
        *_NAMED, ("store_serial", canon.integer), ("number", canon.integer), ("series", canon.integer),
        ("api", canon.flag), ("name", canon.text), ("hardware", canon.flag), ("own_numbers", canon.flag),
        ("fiscal_device", canon.text), ("operator_code", canon.text), ("active", canon.flag),
    ]),
    Staff: canon.record([
        *_NAMED, ("number", canon.text), ("user_name", canon.text), ("first_name", canon.text),
        ("last_name", canon.text), ("role", canon.text), ("home_phone", canon.text), ("work_phone", canon.text),
        ("email", canon.text), ("address", canon.text), ("fax", canon.text), ("postal_code", canon.text),
        ("store_serial", canon.integer), ("erp_code", canon.text), ("login_id", canon.integer),
        ("active", canon.flag),
    ]),
    Department: canon.record([
        *_NAMED, ("name", canon.text), ("class_number", canon.integer), ("active", canon.flag),
    ]),
    Club: canon.record([
        *_NAMED, ("code", canon.integer), ("name", canon.text), ("active", canon.flag),
    ]),
    PriceList: canon.record([*_NAMED, ("name", canon.text), ("erp_code", canon.text)]),
    OwnMeans: canon.record([
        *_NAMED, ("number", canon.integer), ("name", canon.text), ("name_hebrew", canon.text),
        ("erp_code", canon.text), ("type", canon.text), ("active", canon.flag),
    ]),
    BankAccount: canon.record([
        *_NAMED, ("bank_name", canon.text), ("branch_name", canon.text), ("iban", canon.text), ("bic", canon.text),
        ("currency", canon.text), ("city_id", canon.integer), ("city_name", canon.text), ("address", canon.text),
        ("created_by", canon.integer), ("created_at", canon.instant), ("active", canon.flag),
    ]),
}  # fmt: skip


def part_content(part: Kept) -> bytes:
    """The content of a line that saves a part of a shop."""
    return canon.digest(_RECORDS[type(part)](part))


def closing_content(key: str, uuid: UUID, store: int, sequence: int, after: int, through: int, figures: str) -> bytes:
    """The content of a line that closes a store's day: which of its days, the lines it covers, what they came to."""
    return canon.digest(
        canon.text(key),
        canon.uuid(uuid),
        canon.integer(store),
        canon.integer(sequence),
        canon.integer(after),
        canon.integer(through),
        canon.text(figures),
    )
