"""One shop and its three programs: a till that speaks R-NET, a shop's system that speaks iCash, an integrator's Caspit.

The programs know nothing but the wires: they take a port, and ask over plain HTTP.
"""

from __future__ import annotations

import hmac
import http.client
import itertools
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any
from urllib.parse import urlencode

from pinkas.actions.businesses import Profile, caller_of_business, open_business
from pinkas.actions.contacts import save_contact
from pinkas.actions.desk import Caller, Desk
from pinkas.actions.key_making import MadeKey, add_key
from pinkas.actions.keys import KeySort
from pinkas.actions.products import save_product
from pinkas.actions.shops import furnish, save_part
from pinkas.books.contact import Contact
from pinkas.books.product import Product
from pinkas.books.shop import Till
from tests.properties.integrator import Answer, Integrator, body_of

TIMEOUT_S = 30
_nonces = itertools.count(1_795_000_001)

#: Key and barcode → price with VAT, whether stock is kept of it, and its tax group; no tax is reduced in Israel.
GOODS: dict[str, tuple[str, bool, str]] = {
    "g-1": ("59.90", True, "standard"), "g-2": ("80", True, "reduced"), "g-3": ("100", False, "standard"),
    "g-4": ("40", True, "exempt"),
}  # fmt: skip
CUSTOMERS = ("c-1", "c-2")
#: The till that takes the server's numbers, and those that number their own sales.
TILL, OWN_TILLS = 21, (31, 32, 33)


@dataclass(frozen=True)
class Shop:
    """A business with goods, customers and tills, and what its programs enter with."""

    business: int
    country: str
    tax_number: str
    caller: Caller
    opaque: str = field(repr=False)
    #: Two, of one user: each counts its own calls, so two programs may call at once.
    pairs: tuple[MadeKey, MadeKey] = field(repr=False)


async def open_shop(desk: Desk, tax_number: str, country: str) -> Shop:
    """A new business of this country, its shop furnished."""
    profile = Profile(legal_name="Пример ООД" if country == "BG" else "חנות", registration="company")
    business = await open_business(desk, tax_number, profile, country=country)
    shop = await equip(desk, business, tax_number)
    caller = shop.caller
    for key in CUSTOMERS:
        await save_contact(desk, caller, key, Contact(name=f"לקוח {key}", customer_number=key))
    for key, (price, stocked, said) in GOODS.items():
        group = "standard" if country == "IL" and said == "reduced" else said
        card = Product(
            name=f"{key} מדף", barcode=key, catalog_number=key, sale_price1=Decimal(price), price_includes_vat=True,
            stocked=stocked, currency=caller.currency, tax_group=group, charge_vat=group != "exempt",
        )  # fmt: skip
        await save_product(desk, caller, key, card)
    return shop


async def equip(desk: Desk, business: int, tax_number: str) -> Shop:
    """Furnish a business, and give it tills and keys."""
    caller = await caller_of_business(desk, business, actor="opening")
    await furnish(desk, caller)
    await save_part(desk, caller, Till, None, {"number": TILL, "store_serial": 1})
    for number in OWN_TILLS:
        await save_part(desk, caller, Till, None, {"number": number, "store_serial": 1, "own_numbers": True})
    opaque = await add_key(desk, caller, KeySort.OPAQUE)
    first, second = [await add_key(desk, caller, KeySort.SIGNED, staff=1) for _ in range(2)]
    return Shop(business, caller.country, tax_number, caller, opaque.key, (first, second))


class Programs:
    """The shop's programs, each on a connection of its own."""

    def __init__(self, port: int, shop: Shop, token: str = "", *, pair: int = 0) -> None:
        self.shop, self.pair = shop, shop.pairs[pair]
        self.caspit = Integrator(port, token)
        self._till = http.client.HTTPConnection("127.0.0.1", port, timeout=TIMEOUT_S)
        self._system = http.client.HTTPConnection("127.0.0.1", port, timeout=TIMEOUT_S)
        self.session = ""

    def close(self) -> None:
        self.caspit.close()
        self._till.close()
        self._system.close()

    # --- R-NET ------------------------------------------------------------------------------------------------------

    def till(self, verb: str, path: str, body: object = None, **query: object) -> Answer:
        """One call below `/v1`."""
        headers = {"x-api-key": self.shop.opaque, "Content-Type": "application/json"}
        target = f"/v1/{path}" + (f"?{urlencode(query)}" if query else "")
        sent = None if body is None else body_of(body).encode()
        return _asked(self._till, verb, target, sent, headers)

    # --- iCash ------------------------------------------------------------------------------------------------------

    def signed(self) -> dict[str, Any]:
        """The fields that every call bears, under a nonce of its own."""
        pair, nonce = self.pair, next(_nonces)
        message = f"{nonce}{pair.number}{pair.key}".encode()
        signature = hmac.digest((pair.secret or "").encode(), message, "sha256").hex().upper()
        return {"api_key": pair.key, "nonce": nonce, "signature": signature}

    def log_in(self) -> None:
        """Open a session of the shop's system."""
        fields = {**self.signed(), "WareHouseID": self.pair.number, "UserID": self.pair.staff}
        self.session = self._system_answer("login", fields).json["data"]["session_id"]

    def system(self, method: str, *, key: str | None = None, **said: object) -> Answer:
        """One call of the shop's system, in its session."""
        fields = {**self.signed(), "ses": self.session, **said}
        return self._system_answer(method, fields, key)

    def _system_answer(self, method: str, fields: dict[str, Any], key: str | None = None) -> Answer:
        headers = {"Content-Type": "application/x-www-form-urlencoded"}
        if key is not None:
            headers["Idempotency-Key"] = key
        body = urlencode({name: value for name, value in fields.items() if value is not None}).encode()
        return _asked(self._system, "POST", f"/clientapi/v1/{method}", body, headers)


def _asked(
    wire: http.client.HTTPConnection, verb: str, target: str, body: bytes | None, headers: dict[str, str]
) -> Answer:
    try:
        wire.request(verb, target, body, headers)
        response = wire.getresponse()
        fields = {name.lower(): value for name, value in response.getheaders()}
        return Answer(response.status, fields, response.read())
    except OSError:
        wire.close()  # the next call finds a fresh one
        raise
    except http.client.HTTPException:
        wire.close()
        raise


# --- what tills say --------------------------------------------------------------------------------------------------


def line(key: str, quantity: object = 1, **said: Any) -> dict[str, Any]:
    """A line of one item."""
    return {"Item": {"BarcodeNumber": key}, "Qty": quantity, **said}


def back(entry: str, quantity: object = -1) -> dict[str, Any]:
    """A line of goods that come back."""
    return {"Qty": quantity, "ReturnTEntryID": entry}


def sale(*lines: dict[str, Any], **said: Any) -> dict[str, Any]:
    """A sale, or what comes back."""
    return {"TransactionType": 0, "Register": {"Code": str(TILL)}, "ItemEntries": list(lines), **said}


def cash(amount: object) -> dict[str, Any]:
    """Paid in cash, or given back."""
    return {"CashTenders": [{"Amount": amount}]}


def customer(key: str) -> dict[str, Any]:
    """Whose it is."""
    return {"Customer": {"CustomerNo": key}}
