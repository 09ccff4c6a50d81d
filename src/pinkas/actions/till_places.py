"""Where and by whom: a till, its store and who sells, found by any of their names."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeVar

from pinkas.actions.till_orders import TillOrder
from pinkas.books.errors import InvalidValue
from pinkas.books.pay_types import Means
from pinkas.books.references import RecordName
from pinkas.books.shop import Kept, Shop, Staff, Store, Till

K = TypeVar("K", bound=Kept)


@dataclass(frozen=True, slots=True, kw_only=True)
class At:
    """What an order names of the shop, as far as it was found."""

    shop: Shop
    till: Till | None
    store: Store | None
    seller: Staff | None

    @property
    def register(self) -> Till:
        """The till, which was found."""
        if self.till is None:
            raise InvalidValue("register", "was not found")
        return self.till

    def checked(self, order: TillOrder) -> At:
        """The same, all of it found and fitting. Raises InvalidValue naming what is not."""
        if order.register is None:
            raise InvalidValue("register", "must be said")
        register = self.register
        if not register.active:
            raise InvalidValue("register", "is not in use")
        if order.store is not None and (self.store is None or self.store.serial != register.store_serial):
            raise InvalidValue("store", "was not found" if self.store is None else "is not the till's")
        if order.seller is not None and self.seller is None:
            raise InvalidValue("seller", "was not found")
        if order.sequence is not None and register.api:
            raise InvalidValue("sequence", "must be left out: the register numbers what comes over an API")
        if order.sequence is None and register.own_numbers:
            raise InvalidValue("sequence", "must be said: the till numbers its own sales")
        return self


def find_at(shop: Shop, order: TillOrder) -> At:
    """What the order names of the shop; the till's own store where it names none."""
    till = _found(shop.tills, order.register)
    named = _found(shop.stores, order.store)
    store = named if order.store is not None else None if till is None else shop.store(till.store_serial)
    return At(shop=shop, till=till, store=store, seller=_found(shop.staff, order.seller))


def find_means(shop: Shop, name: RecordName) -> Means | None:
    """One of the shop's means of payment by number, ERP code or name (of either language, in any letter case)."""
    for means in shop.means:
        said = {
            "number": str(means.number),
            "erp_code": means.erp_code or "",
            "name": means.name.casefold(),
            "name_hebrew": (means.name_hebrew or "").casefold(),
        }
        wanted = name.value.strip()
        if name.by == "name":
            wanted = wanted.casefold()
            if wanted and wanted in {said["name"], said["name_hebrew"]}:
                return means
        elif wanted and said.get(name.by) == wanted:
            return means
    return None


def written_number(till: Till, sequence: int | None) -> str:
    """A till number as tills write it."""
    return f"{till.number}-{sequence}"


def _found(parts: Sequence[K], name: RecordName | None) -> K | None:
    if name is None:
        return None
    for part in parts:
        said = part.serial if name.by == "serial" else getattr(part, name.by, None)
        if said is not None and str(said) == name.value:
            return part
    return None
