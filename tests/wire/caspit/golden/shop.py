"""A client of one business that hides nothing: the request line goes out as written, the answer comes back as bytes."""

from __future__ import annotations

import http.client
import itertools
import json
import time
import weakref
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from pinkas.testing.house import House

USER, PASSWORD = "ruth", "s3cret-word"
#: A connection idle for longer is opened anew: the server closes its own after five seconds.
IDLE_S = 3

_numbers = itertools.count(600_000_001)


@dataclass(frozen=True)
class Reply:
    status: int
    headers: dict[str, str]
    body: bytes

    @property
    def text(self) -> str:
        return self.body.decode()

    @property
    def json(self) -> Any:
        """The body's value, its numbers exact."""
        return json.loads(self.body, parse_float=Decimal)

    @property
    def keys(self) -> list[str]:
        """The ids on this page of a list."""
        return [row.get("DocumentId") or row["ContactId"] for row in self.json["Results"]]


@dataclass
class Shop:
    """One business, entered by Ruth; `token` goes with every call that names none."""

    house: House
    tax_number: str
    business: int
    token: str = ""
    _wire: http.client.HTTPConnection = field(init=False)
    _used_at: float = 0.0

    def __post_init__(self) -> None:
        self._wire = http.client.HTTPConnection("127.0.0.1", self.house.port, timeout=30)
        # A test that fails half-way leaves no open socket behind for another to stumble over.
        weakref.finalize(self, self._wire.close)

    def send(self, verb: str, target: str, body: bytes = b"", headers: dict[str, str] | None = None) -> Reply:
        """One request, byte by byte as given: no header is added but Host and Content-Length."""
        if time.monotonic() - self._used_at > IDLE_S:
            self._wire.close()
        self._used_at = time.monotonic()
        self._wire.putrequest(verb, target, skip_accept_encoding=True)
        for name, value in (headers or {}).items():
            self._wire.putheader(name, value)
        if body:
            self._wire.putheader("Content-Length", str(len(body)))
        self._wire.endheaders(body or None)
        with self._wire.getresponse() as answer:
            names = [name.lower() for name, _ in answer.getheaders()]
            assert len(names) == len(set(names)), f"a header came twice: {names}"
            fields = {name.lower(): value.encode("latin-1").decode() for name, value in answer.getheaders()}
            return Reply(answer.status, fields, answer.read())

    def ask(self, verb: str, target: str, body: object = None, **headers: str) -> Reply:
        """A call under /api/v1 with the shop's token in its header, and a body as JSON."""
        fields = {"Caspit-Token": self.token} | {name.replace("_", "-"): value for name, value in headers.items()}
        content = b""
        if body is not None:
            fields.setdefault("Content-Type", "application/json")
            content = body if isinstance(body, bytes) else json.dumps(body, default=str).encode()
        return self.send(verb, f"/api/v1/{target}", content, fields)

    def get(self, target: str) -> Reply:
        return self.ask("GET", target)

    def log_in(self) -> str:
        """A fresh token, kept as the shop's own."""
        query = f"user={USER}&pwd={PASSWORD}&osekMorshe={self.tax_number}"
        self.token = self.send("GET", f"/api/v1/Token?{query}").json
        return self.token

    def close(self) -> None:
        self._wire.close()

    # --- things most stories need -----------------------------------------------------------------------------------

    def contact(self, key: str, **members: object) -> Reply:
        return self.ask("POST", "Contacts", {"ContactId": key, "BusinessName": f"לקוח {key}", **members})

    def invoice(self, key: str, net: object = 1000, **members: object) -> Reply:
        """A tax invoice of one line, written as a draft."""
        lines = [{"ProductName": "מדף אלון", "UnitPrice": net, "Qty": 1}]
        body = {"DocumentId": key, "TrxTypeId": 1, "TrxCodeNumber": 3, "DocumentLines": lines}
        return self.ask("POST", "Documents", body | members)

    def receipt(self, key: str, paid: object = 1180, **members: object) -> Reply:
        """A receipt of one transfer, written as a draft."""
        lines = [{"PaymentTypeId": 9, "Payment": paid}]
        body = {"DocumentId": key, "TrxTypeId": 2, "TrxCodeNumber": 2, "ReceiptLines": lines}
        return self.ask("POST", "Documents", body | members)

    def print(self, key: str) -> Reply:
        return self.ask("POST", f"PrintDocument/{key}")

    def document(self, key: str) -> dict[str, Any]:
        found: dict[str, Any] = self.get(f"Documents/{key}").json
        return found

    def balance(self, key: str) -> Decimal:
        found: Decimal = self.get(f"Contacts/{key}").json["Balance"]
        return found


def open_shop(house: House) -> Shop:
    """A new business of the house, logged in to."""
    number = str(next(_numbers))
    shop = Shop(house, number, house.open_business(number))
    shop.log_in()
    return shop
