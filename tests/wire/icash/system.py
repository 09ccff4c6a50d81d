"""A shop's system that speaks the client API: it signs every call, counts its nonces, and keeps its session."""

from __future__ import annotations

import hmac
import http.client
import itertools
import json
import weakref
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any
from urllib.parse import urlencode

from pinkas.actions.businesses import Profile, caller_of_business, open_business
from pinkas.actions.desk import Caller
from pinkas.actions.key_making import add_key
from pinkas.actions.keys import KeySort
from pinkas.actions.shops import furnish
from pinkas.testing.house import House

BASE = "/clientapi/v1/"
FORM = {"Content-Type": "application/x-www-form-urlencoded"}
_nonces = itertools.count(1_795_000_001)
_tax_numbers = itertools.count(710_000_001)


@dataclass(frozen=True)
class Reply:
    status: int
    headers: dict[str, str]
    body: bytes

    @property
    def json(self) -> Any:
        return json.loads(self.body, parse_float=Decimal)

    @property
    def data(self) -> Any:
        """What a good call gave."""
        said = self.json
        assert (self.status, said["status"]) == (200, 1), self.body
        return said["data"]

    @property
    def error(self) -> str:
        """What a bad one was told."""
        said = self.json
        assert said["status"] == 0, self.body
        assert list(said) == ["nonce", "status", "error_message"]
        message: str = said["error_message"]
        return message


@dataclass
class System:
    """One business, through one user's key pair."""

    house: House
    caller: Caller
    number: int
    user: int
    key: str
    secret: str
    ses: str = ""
    _wire: http.client.HTTPConnection = field(init=False)

    def __post_init__(self) -> None:
        self._wire = http.client.HTTPConnection("127.0.0.1", self.house.port, timeout=30)
        weakref.finalize(self, self._wire.close)

    def signed(self, nonce: int | str | None = None) -> dict[str, Any]:
        """The fields that every call bears."""
        nonce = next(_nonces) if nonce is None else nonce
        message = f"{nonce}{self.number}{self.key}".encode()
        signature = hmac.digest(self.secret.encode(), message, "sha256").hex().upper()
        return {"api_key": self.key, "nonce": nonce, "signature": signature}

    def send(self, method: str, body: bytes | str, headers: dict[str, str] | None = None, verb: str = "POST") -> Reply:
        """Exactly these bytes."""
        self._wire.close()
        self._wire.request(verb, BASE + method, body, FORM if headers is None else headers)
        reply = self._wire.getresponse()
        return Reply(reply.status, {name.lower(): value for name, value in reply.getheaders()}, reply.read())

    def call(
        self, method: str, *pairs: tuple[str, object], headers: dict[str, str] | None = None, **said: object
    ) -> Reply:
        """A signed call in the session; `pairs` stand as they are, behind the rest."""
        fields = {**self.signed(), "ses": self.ses, **said}
        body = urlencode([*((name, value) for name, value in fields.items() if value is not None), *pairs])
        return self.send(method, body, FORM | (headers or {}))

    def done(self, method: str, **said: object) -> None:
        """A call that must be good."""
        assert self.call(method, **said).data is not None

    def log_in(self) -> str:
        fields = {**self.signed(), "WareHouseID": self.number, "UserID": self.user}
        self.ses = self.send("login", urlencode(fields)).data["session_id"]
        return self.ses


def open_system(house: House, *, country: str = "BG", name: str = "Пример ООД", user: int = 1) -> System:
    """A new business of the house, furnished, and a system of one of its users, logged in."""
    tax_number = str(next(_tax_numbers))
    profile = Profile(
        legal_name=name, address1="ул. Тестова 5", city="Пловдив", responsible_person="Петър Примеров",
        registration="company",
    )  # fmt: skip

    async def open_() -> Caller:
        business = await open_business(house.desk, tax_number, profile, country=country)
        caller = await caller_of_business(house.desk, business, actor="opening")
        await furnish(house.desk, caller)
        return caller

    return another_system(house, house.run(open_()), user=user)


def another_system(house: House, caller: Caller, *, user: int) -> System:
    """A system of another user of the same business, logged in."""
    made = house.run(add_key(house.desk, caller, KeySort.SIGNED, staff=user))
    assert made.secret is not None
    assert made.number is not None
    system = System(house, caller, made.number, user, made.key, made.secret)
    system.log_in()
    return system
