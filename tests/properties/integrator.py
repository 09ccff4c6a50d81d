"""Somebody else's program that calls our Caspit API: plain HTTP, exact numbers, one connection kept open."""

from __future__ import annotations

import http.client
import itertools
import json
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Self
from urllib.parse import quote, urlencode

BASE = "/api/v1"
TIMEOUT_S = 30


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back."""

    status: int
    headers: dict[str, str]
    body: bytes

    @property
    def text(self) -> str:
        return self.body.decode()

    @property
    def json(self) -> Any:
        """The body, its numbers exact."""
        return json.loads(self.body, parse_float=Decimal)

    @property
    def replayed(self) -> bool:
        """Whether the server says that it has answered this before."""
        return self.headers.get("idempotency-replayed") == "true"


def body_of(content: Any) -> str:
    """JSON as an exact client writes it: each Decimal with its own digits."""
    if isinstance(content, dict):
        members = (f"{json.dumps(name)}:{body_of(value)}" for name, value in content.items())
        return f"{{{','.join(members)}}}"
    if isinstance(content, list):
        return f"[{','.join(map(body_of, content))}]"
    return f"{content:f}" if isinstance(content, Decimal) else json.dumps(content, ensure_ascii=False)


class Integrator:
    """Calls one server with one token."""

    def __init__(self, port: int, token: str = "", *, host: str = "127.0.0.1") -> None:
        self._connection = http.client.HTTPConnection(host, port, timeout=TIMEOUT_S)
        self.token = token

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        self._connection.close()

    def log_in(self, user: str, password: str, tax_number: str) -> None:
        """Get a token for one business."""
        asked = {"UserName": user, "Password": password, "OsekMorsheNumber": tax_number}
        answer = self.call("POST", "Token", asked)
        assert answer.status == 200, answer.text
        self.token = answer.json

    def call(self, verb: str, path: str, content: object = None, *, key: str | None = None, **query: object) -> Answer:
        """One call; `path` is quoted by the caller, and below the base unless it begins with a slash.

        `key` is its Idempotency-Key.
        """
        headers = {"Accept": "application/json"}
        if self.token:
            headers["Caspit-Token"] = self.token
        if key is not None:
            headers["Idempotency-Key"] = key
        body = None
        if content is not None:
            headers["Content-Type"] = "application/json"
            body = content if isinstance(content, bytes) else body_of(content).encode()
        asked = {name: value for name, value in query.items() if value is not None}
        target = (path if path.startswith("/") else f"{BASE}/{path}") + (f"?{urlencode(asked)}" if asked else "")
        self._connection.request(verb, target, body, headers)
        response = self._connection.getresponse()
        fields = {name.lower(): value for name, value in response.getheaders()}
        return Answer(response.status, fields, response.read())

    def whole_list(self, path: str, **query: object) -> list[Any]:
        """Every row of a list, page after page."""
        rows: list[Any] = []
        for page in itertools.count():
            answer = self.call("GET", path, page=page, **query)
            assert answer.status == 200, answer.text
            found = answer.json
            rows += found["Results"]
            if found["NextPageUrl"] is None:
                assert found["TotalCount"] == len(rows)
                return rows
        raise AssertionError


def at(path: str, name: str) -> str:
    """A path that names one record."""
    return f"{path}/{quote(name, safe='')}"
