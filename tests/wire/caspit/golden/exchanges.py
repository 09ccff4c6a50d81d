"""Exchanges as text files: what a caller sends and everything that comes back, written out.

    ## What this shows, in a line.
    > POST /api/v1/Contacts?token={token}
    > Content-Type: application/json
    >
    > {"ContactId":"cust-1007"}
    < 201
    < Location: {url}/api/v1/contacts/cust-1007
    < Content-Type: application/json; charset=utf-8
    <
    < {"ContactId":"cust-1007",
    <  "ContactType":0}

Lines of a body are joined without their indents, so long ones can be folded; what is written is what must come, byte
for byte. What a reading or an unreadable request answered in JSON is then asked for as XML, which must say the same.
`{url}`, `{token}`, `{business}` and `{tax}` stand for what differs from run to run; `{guid:name}`, `{token:name}`,
`{charge:name}` (our reference of one), `{card:name}` (a card's token) and `{state:name}` (of a login elsewhere) for
what the server makes, the same wherever the name comes again. Before an exchange, `! later 9:59` moves the clock by
minutes and seconds. Headers are written one and all, but for those of the transport and the four that every answer
has.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from tests.wire.caspit import xmlform

from .shop import Reply, Shop

FOLDER = Path(__file__).parent / "exchanges"

#: On every answer of this wire, whatever it says.
ALWAYS = {
    "access-control-allow-origin": "*",
    "access-control-expose-headers": "Location, Content-Disposition, Idempotency-Replayed, Retry-After, Pinkas-Warning",
    "cache-control": "no-store",
    "x-content-type-options": "nosniff",
}
_TRANSPORT = {"date", "server", "content-length"}
_PLACE = re.compile(r"\{(guid|token|charge|card|state):(\w+)\}")
_FORMS = {
    "guid": r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}",
    "token": "[0-9A-F]{48}",
    "charge": "P[0-9A-Z]{18}",
    "card": "SBX-[0-9a-f]{32}",
    "state": "[A-Za-z0-9_%-]{80,200}",
}


@dataclass
class Message:
    """A request or an answer: its first line, its headers as written, its body."""

    first: str
    headers: dict[str, str]
    body: str


@dataclass
class Exchange:
    title: str
    later_s: int = 0
    sent: list[str] = field(default_factory=list)
    expected: list[str] = field(default_factory=list)


def read(name: str, folder: Path = FOLDER) -> list[Exchange]:
    """The exchanges of one file, in order."""
    found: list[Exchange] = []
    later = 0
    for number, line in enumerate((folder / f"{name}.txt").read_text(encoding="utf-8").splitlines(), start=1):
        mark, text = line[:1], line[2:]
        if line.startswith("## "):
            found.append(Exchange(line[3:], later))
            later = 0
        elif mark == "!":
            minutes, seconds = re.fullmatch(r"later (\d+):(\d\d)", text).groups()  # type: ignore[union-attr]
            later = int(minutes) * 60 + int(seconds)
        elif mark == ">":
            found[-1].sent.append(text)
        elif mark == "<":
            found[-1].expected.append(text)
        else:
            assert not line.strip(), f"{name}.txt, line {number}: what is {line!r}?"
    return found


def message(lines: list[str]) -> Message:
    """First line, headers, an empty line, the body's lines."""
    first, *rest = lines
    end = rest.index("") if "" in rest else len(rest)
    headers = dict(line.split(": ", 1) for line in rest[:end])
    return Message(first, headers, "".join(line.lstrip() for line in rest[end + 1 :]))


def play(name: str, shop: Shop) -> None:
    """Send each request of the file, and compare all that comes back."""
    known = {
        "{url}": shop.house.url,
        "{token}": shop.token,
        "{business}": str(shop.business),
        "{tax}": shop.tax_number,
    }
    for exchange in read(name):
        shop.house.clock.move(seconds=exchange.later_s)
        request = message([filled(line, known) for line in exchange.sent])
        reply = send(shop, request)
        expected = message(exchange.expected)
        try:
            compare(reply, expected, known)
            if _repeatable(request, reply):
                compare_xml(send(shop, request, Accept="application/xml"), reply)
        except AssertionError as error:
            error.add_note(f"{name}.txt: {exchange.title}")
            raise


def send(shop: Shop, request: Message, **headers: str) -> Reply:
    verb, target = request.first.split(" ", 1)
    return shop.send(verb, target, request.body.encode(), request.headers | headers)


def _repeatable(request: Message, reply: Reply) -> bool:
    """Whether to ask for this JSON again, as XML: what was read, or not even read; logins are counted."""
    is_json = reply.headers.get("content-type", "").startswith("application/json") and "Accept" not in request.headers
    harmless = request.first.startswith("GET ") or "ModelState" in reply.text
    return is_json and harmless and "/token" not in request.first.lower().partition("?")[0]


def compare_xml(reply: Reply, as_json: Reply) -> None:
    """The same answer in the other form: status, headers, and every member with its value."""
    assert (reply.status, reply.headers["content-type"]) == (as_json.status, "application/xml; charset=utf-8")
    others = [
        {name: value for name, value in one.headers.items() if name not in {"content-type", *_TRANSPORT}}
        for one in (reply, as_json)
    ]
    assert others[0] == others[1]
    xmlform.compare(reply.body, as_json.json)


def compare(reply: Reply, expected: Message, known: dict[str, str], always: Mapping[str, str] = ALWAYS) -> None:
    """Status, headers and body; the body last, so that a wrong status is told with the body that explains it.

    `always` are headers of every answer.
    """
    status = f"{reply.status}" if reply.status == int(expected.first) else f"{reply.status}: {reply.text}"
    assert status == expected.first
    headers = {name: value for name, value in reply.headers.items() if name not in _TRANSPORT}
    wanted = {**always} | {name.lower(): value for name, value in expected.headers.items()}
    assert sorted(headers) == sorted(wanted)
    for name, value in wanted.items():
        _same(headers[name], value, known)
    _same(reply.text, expected.body, known)


def _same(actual: str, expected: str, known: dict[str, str]) -> None:
    """The texts are equal once every place in `expected` is filled; what only the server knew is learned."""
    expected = filled(expected, known)
    places = dict.fromkeys(_PLACE.findall(expected))
    pattern = re.escape(expected)
    for form, name in places:
        place = re.escape(f"{{{form}:{name}}}")
        pattern = pattern.replace(place, f"(?P<{name}>{_FORMS[form]})", 1).replace(place, f"(?P={name})")
    found = re.fullmatch(pattern, actual) if places else None
    if found is None:
        assert actual == expected
        return
    known.update({f"{{{form}:{name}}}": found[name] for form, name in places})


def filled(text: str, known: dict[str, str]) -> str:
    for place, value in known.items():
        text = text.replace(place, value)
    return text
