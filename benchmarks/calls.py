"""Requests of Caspit's wire as bytes, and the businesses that send them."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any, Final
from urllib.parse import quote

import uvloop

from benchmarks.installation import Installation
from benchmarks.load import refuse_other, run_load
from pinkas.actions.businesses import Profile, add_user, open_business
from pinkas.actions.desk import Desk

USER: Final = "benchmark"
_PASSWORD: Final = "benchmark-of-an-empty-house"  # noqa: S105 - of an installation that lives for minutes

CONTACT_KEY: Final = "customer-1"
_CONTACT: Final = {
    "ContactId": CONTACT_KEY,
    "BusinessName": 'נגריית אלון בע"מ',
    "OsekMorshe": "514000009",
    "Name": "דנה אלון",
    "Address1": "הרצל 12",
    "City": "חיפה",
    "Email": "dana@example.com",
    "PaymentTerms": 2,
    "PaymentTermsDays": 30,
}
_GOODS: Final = (
    ("מדף אלון מלא", "250.00", "2"),
    ("שולחן אוכל 180×90", "3400.00", "1"),
    ("התקנה בבית הלקוח", "350.50", "1.5"),
    ("כיסא מרופד", "420.00", "6"),
    ('דלת ארון 60 ס"מ', "515.50", "4"),
)


@dataclass(frozen=True, slots=True)
class Member:
    """A business to send from, and the token to send with."""

    business: int
    tax_number: str
    token: str


def get(path: str, token: str) -> bytes:
    """A GET."""
    return f"GET /api/v1/{path} HTTP/1.1\r\nHost: 127.0.0.1\r\nCaspit-Token: {token}\r\n\r\n".encode()


def post(path: str, token: str, body: object, *, once: str | None = None) -> bytes:
    """A POST of a JSON body, with an Idempotency-Key where one is given."""
    return post_frame(path, token, json.dumps(body, ensure_ascii=False).encode(), with_key=once is not None) % (
        (once.encode(),) if once is not None else ()
    )


def post_frame(path: str, token: str, content: bytes, *, with_key: bool = True) -> bytes:
    """The bytes of a POST with a gap (%s) for its Idempotency-Key."""
    head = (
        f"POST /api/v1/{path} HTTP/1.1\r\nHost: 127.0.0.1\r\nCaspit-Token: {token}\r\n"
        f"Content-Type: application/json; charset=utf-8\r\nContent-Length: {len(content)}\r\n"
    )
    key = b"Idempotency-Key: %s\r\n" if with_key else b""
    return head.encode().replace(b"%", b"%%") + key + b"\r\n" + content.replace(b"%", b"%%")


#: The lines of a document whose writing is measured; documents to read are shorter.
LINES: Final = 10
_DISCOUNT_PERCENT: Final = "7.5"


def invoice(key: str | None = None, *, lines: int = 3) -> dict[str, Any]:
    """A tax invoice in Hebrew for the customer every business here has, with a discount of the whole."""
    return {
        **({} if key is None else {"DocumentId": key}),
        "TrxTypeId": 1,
        "TrxCodeNumber": 3,
        "CustomerId": CONTACT_KEY,
        "CustomerBusinessName": _CONTACT["BusinessName"],
        "CustomerOsekMorshe": _CONTACT["OsekMorshe"],
        "CustomerContactName": _CONTACT["Name"],
        "CustomerAddress1": _CONTACT["Address1"],
        "CustomerCity": _CONTACT["City"],
        "CustomerEmail": _CONTACT["Email"],
        "Comments": "תודה על ההזמנה",
        "RebatePercent": _DISCOUNT_PERCENT,
        "DocumentLines": [
            {"ProductName": name, "UnitPrice": price, "Qty": quantity} for name, price, quantity in goods(lines)
        ],
    }


def goods(lines: int) -> list[tuple[str, str, str]]:
    """Name, price and quantity of so many lines."""
    return [_GOODS[place % len(_GOODS)] for place in range(lines)]


def open_businesses(installation: Installation, port: int, first: int, count: int) -> list[Member]:
    """Open so many businesses, numbered from `first`, each with the customer; one operator enters them all."""
    numbers = [f"{500000000 + first + place:09d}" for place in range(count)]

    async def work(desk: Desk) -> list[int]:
        found = []
        for number in numbers:
            profile = Profile(legal_name=f"עסק מדידה {number}", address1="רחוב החרש 7", city="תל אביב-יפו")
            found.append(await open_business(desk, number, profile))
        await add_user(desk, f"{USER}-{first}", _PASSWORD, tuple(found))
        return found

    businesses = installation.at_the_desk(work)
    members = [
        Member(business, number, _log_in(port, f"{USER}-{first}", number))
        for business, number in zip(businesses, numbers, strict=True)
    ]
    send_all(port, [post("Contacts", member.token, _CONTACT) for member in members], 201)
    return members


def _log_in(port: int, user: str, number: str) -> str:
    path = f"Token?user={quote(user)}&pwd={quote(_PASSWORD)}&osekMorshe={number}"
    (answer,) = send_all(port, [get(path, "")], 200)
    return str(json.loads(answer))


def send_all(port: int, requests: list[bytes], *statuses: int, connections: int = 8) -> list[bytes]:
    """Send each request once, and give the answers' bodies in no particular order."""
    bodies: list[bytes] = []
    left = iter(requests)

    def check(connection: int, status: int, body: bytes) -> None:
        del connection
        refuse_other(status, body, *statuses)
        bodies.append(body)

    uvloop.run(run_load(port, lambda _: next(left, None), check, connections=min(connections, len(requests))))
    return bodies
