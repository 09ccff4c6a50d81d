"""A shop that asks the tax authority's stand-in for allocation numbers."""

from __future__ import annotations

import itertools
from typing import Any

from pinkas.testing.authority import CLIENT, Authority
from pinkas.testing.house import House
from tests.paper.reading import all_lines
from tests.wire.caspit.golden.shop import Reply, Shop

from .asking import ext

_numbers = itertools.count(51_700_000)


def checked(eight: int) -> str:
    """Eight digits and the ninth that checks them."""
    total = sum(sum(divmod(int(digit) * (1 + place % 2), 10)) for place, digit in enumerate(f"{eight:08d}"))
    return f"{eight:08d}{-total % 10}"


DEALER, HELD, FAULTY = checked(51357924), checked(51234567), checked(51111111)


def open_numbered(house: House) -> Shop:
    """A new business whose number checks, logged in to."""
    number = checked(next(_numbers))
    shop = Shop(house, number, house.open_business(number))
    shop.log_in()
    return shop


def settings(authority: Authority, **members: object) -> dict[str, Any]:
    """The body that joins a business to the stand-in."""
    return {
        "Active": True, "ClientId": CLIENT[0], "ClientSecret": CLIENT[1], "Environment": "tsandbox",
        "LoginHost": authority.url, "Host": authority.url, "SoftwareNumber": 12345678, "UserName": "רות", **members,
    }  # fmt: skip


def join(shop: Shop, authority: Authority, **members: object) -> None:
    """Join a business to the stand-in, with a token that holds for ten minutes from noon."""
    joined = ext(shop, "PUT", "tax-authority", settings(authority, **members))
    assert joined.status == 200, joined.text
    give_token(shop, authority)


def give_token(shop: Shop, authority: Authority, *, stale: bool = False) -> tuple[str, str]:
    """Store a token that the stand-in gave out; a stale one is refreshed at its first use."""
    access, refresh = authority.grant()
    body = {"AccessToken": access, "RefreshToken": refresh}
    if not stale:
        body["AccessTokenValidDate"] = (shop.house.clock.at.replace(year=2027)).isoformat()
    stored = shop.ask("POST", "OpenAPIToken", body)
    assert stored.status == 200, stored.text
    return access, refresh


def sell(shop: Shop, key: str, net: object, customer: str | None = DEALER, **members: object) -> Reply:
    """Issue a tax invoice over so much before VAT."""
    written = shop.invoice(key, net, CustomerBusinessName="לקוח בעמ", CustomerOsekMorshe=customer, **members)
    assert written.status == 201, written.text
    return shop.print(key)


def standing(shop: Shop, key: str) -> dict[str, Any]:
    """How a document stands to its number."""
    found: dict[str, Any] = ext(shop, "GET", f"allocations/{key}").json
    return found


def state(shop: Shop, key: str) -> str:
    """The same in a word."""
    said: str = standing(shop, key)["State"]
    return said


def paper(shop: Shop, key: str, language: int = 0) -> str:
    """The lines of a document's PDF as they are printed: from left to right, without spaces."""
    found = shop.get(f"Pdf/{key}?lan={language}")
    assert found.status == 200, found.text
    return "\n".join(all_lines(found.body))


def printed(words: str) -> str:
    """Hebrew words as `paper` has them."""
    return words.replace(" ", "")[::-1]
