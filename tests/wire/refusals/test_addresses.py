"""Parameters and ids in an address, wrong in every way: refused by name or read as documented; nothing is written."""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import quote

import pytest

from pinkas.actions.sessions import Sessions
from pinkas.dialects.caspit.call import Call
from pinkas.dialects.caspit.extensions.server import extensions_router
from pinkas.dialects.caspit.server import caspit_router
from pinkas.testing.house import House
from tests.wire.caspit.golden.shop import Reply
from tests.wire.caspit.strangers import Route, routes

from .ledger import contents
from .mistakes import encoded
from .writes import LEAKS, WRITES, Books, authority, books, refused

__all__ = ["authority", "books"]

#: One sound address for each reading, by its pattern; several where one parameter hides another.
READINGS: dict[str, tuple[str, ...]] = {
    "token": ("token?user=nobody&pwd=x",),
    "contacts": ("contacts", "contacts?osekMorshe=514000009"),
    "contacts/{id}": ("contacts?id=c",),
    "contacts/{id}/{association}": ("contacts/c/documents",),
    "contacts/{id}/payer": ("contacts/c/payer",),
    "documents": ("documents",),
    "hashavshevet": ("hashavshevet?startDate=2001-01-01&endDate=2001-01-31&exportType=1",),
    "documents/{id}": ("documents?id=draft",),
    "papers/{id}": ("papers/draft",),
    "pdf/{id}": ("pdf?id=draft", "pdf?documentNumber=98/100001"),
    "preauthorizeddebits": ("preauthorizeddebits",),
    "preauthorizeddebits/{id}": ("preauthorizeddebits?id=debit",),
    "debits/{id}/runs": ("debits/unmailed/runs",),
    "products": ("products",),
    "products/{id}": ("products?id=p",),
    "products/{id}/card": ("products/p/card",),
    "entries": ("entries",),
    "deposits/{id}": ("deposits?id=kept",),
    "vatdata": ("vatdata?year=2026&month=7",),
    "expenses": ("expenses",),
    "expenses/{id}": ("expenses?id=posted",),
    "entries/{id}": ("entries?id=e",),
    "allocations/{id}": ("allocations?id=inv",),
    "card-pages/{id}": ("card-pages?id=nothing",),
    "card-pages/{id}/notify": ("card-pages/nothing/notify?mark=x",),
    "charges/{id}": ("charges?id=nothing",),
    "tax-authority/return": ("tax-authority/return?code=x&state=y",),
    "mail-texts/{trxTypeId}/{lan}": ("mail-texts?trxTypeId=1&lan=0",),
}
#: Those that are read at one address without anything more.
PLAIN = (
    "stores", "tills", "staff", "departments", "clubs", "price-lists", "tenders", "bank-accounts", "closings",
    "deposits", "bankdeposits", "log", "vat-periods", "vat-settings",
    "vatrate", "trxcodes", "currencies", "paymenttypes", "lastdocumentsnumbers", "kupa", "contactsbalance",
    "hashavshevet-settings", "periods", "mailings", "allocations", "openapitoken", "tax-authority",
    "tax-authority/authorise", "registration", "terms", "cash", "expensepayments", "signature", "card-gateway",
    "charges", "card-pages",
)  # fmt: skip

NOT_UTF8 = ("%FF", "%ED%A0%80", "%ED%B0%80%ED%A0%80", "%C0%80", "%F8%88%80%80%80")
CONTROLS = ("%00", "1%00", "%1B", "%7F", "%EF%BF%BF")
LONG = "9" * 400
_ANY = ("abc", "NaN", "Infinity", "-Infinity", "null", "1e400", "{}", "[]", "%27", "%22", "%25", LONG, "a" * 3000)
_NUMBER = (*_ANY, "1.5", "0x10", "2147483648", "-2147483649", "1,5", "%D9%A3", "--1", "1%201")
#: By the kind of a parameter: what it cannot be.
WRONG: dict[str, tuple[str, ...]] = {
    "number": _NUMBER,
    "count": (*_NUMBER, "-1", "-2147483647"),
    "size": (*_NUMBER, "0", "-1"),
    "language": (*_NUMBER, "2", "-1", "french"),
    "date": (
        *_ANY, "2026-13-01", "2026-02-30", "0000-01-01", "9999-99-99", "1899-12-31", "2201-01-01", "yesterday",
        "2026-01-01T25:00:00", "20260101", "99999999999999", "%D9%A2%D9%A0%D9%A2%D9%A6-01-01",
    ),
    "flag": (*_ANY, "maybe", "2", "-1", "yes"),
    "word": (*_ANY, "JOURNAL%20", "document;drop"),
}  # fmt: skip
#: What a text may be; whatever it is, it is only looked for.
HOSTILE = (
    "%27%20or%201=1%20--", "%27%3B%20drop%20table%20books.head%3B--", "%22", "%25", "_", "%5C", "%24%24", "%251",
    "%2525s",
    "%D7%90" * 100, "%F0%9F%92%A9", "%E2%80%AE", "%0A", "%09", "a" * 1500, LONG, "-1", "0", "1e400", "NaN", "NULL",
    "{}",
    "..%2F..%2Fetc", "%2F", "%2F%2F", "98/" + LONG, "98/99999999999999999999", "99999999999/1", "-98/-1", "98/1/1",
    "00000000-0000-0000-0000-000000000000", "%u0000", "%", "%2", "+", "%26token=x",
)  # fmt: skip

#: Every parameter of both wires by its kind; a reading that looks at another makes the test fail.
KINDS = {
    "year": "number", "month": "number", "logId": "number", "number": "text",
    "page": "count", "pageSize": "size", "lan": "language", "trxTypeId": "number",
    "status": "number", "date": "date", "startDate": "date", "endDate": "date", "datStart": "date", "datEnd": "date",
    "onlyOpenDocuments": "flag", "deposited": "flag", "open": "flag",
    "kind": "word", "association": "word", "State": "word", "exportType": "word",
    **dict.fromkeys((
        "id", "CustomerId", "Number", "documentNumber", "osekMorshe", "email", "catalogNumber", "DocumentId", "user",
        "pwd", "code", "state", "store",
    ), "text"),
}  # fmt: skip


@pytest.fixture(scope="module")
def table(house: House) -> list[Route]:
    sessions = Sessions(house.desk)
    return routes(caspit_router(house.desk, sessions), extensions_router(house.desk, sessions))


@pytest.fixture
def read(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The parameters that are looked at, in whatever letter case."""
    found: list[str] = []
    faithful = Call.text

    def text(call: Call, name: str) -> str | None:
        found.append(name)
        return faithful(call, name)

    monkeypatch.setattr(Call, "text", text)
    return found


def _targets(table: list[Route]) -> Iterator[str]:
    for route in table:
        if route.reads:
            sound = READINGS.get(route.pattern) or (route.pattern,)
            assert route.pattern in READINGS or route.pattern in PLAIN, f"how is {route.pattern} read?"
            yield from (f"{route.base.strip('/')}/{one}" for one in sound)


def _kept(reply: Reply, said: str) -> None:
    """Answered in our own words, whatever they are."""
    assert reply.status < 500, f"{said}: {reply.text[:300]}"
    if reply.headers.get("content-type") != "application/pdf":
        assert not any(leak in reply.text for leak in LEAKS), f"{said}: {reply.text[:300]}"


def test_wrong_parameters_of_every_reading(
    books: Books,
    table: list[Route],
    owner_dsn: str,
    read: list[str],
) -> None:
    before = contents(owner_dsn)
    tried: set[str] = set()
    for target in _targets(table):
        read.clear()
        _kept(books.ask("GET", target), target)
        for name in dict.fromkeys(read):
            kind = KINDS[name]
            tried.add(name)
            bare = _without(target, name)
            joint = "&" if "?" in bare else "?"
            if name == "association":
                continue  # stands in the path alone
            for value in (*NOT_UTF8, *CONTROLS):
                refused(books.ask("GET", f"{bare}{joint}{name}={value}"), None, f"{target}, {name}={value}")
            for value in WRONG.get(kind, HOSTILE):
                asked = f"{bare}{joint}{name.swapcase()}={value}"
                reply = books.ask("GET", asked)
                _kept(reply, asked[:200])
                if kind != "text":
                    refused(reply, name, asked[:200])
        assert contents(owner_dsn) == before, target
    assert tried >= KINDS.keys() - {"association"}


def _without(target: str, name: str) -> str:
    path, _, query = target.partition("?")
    kept = [pair for pair in query.split("&") if pair and pair.partition("=")[0].lower() != name.lower()]
    return path + ("?" + "&".join(kept) if kept else "")


def test_pages_beyond_every_end(books: Books, table: list[Route]) -> None:
    lists = 0
    for target in _targets(table):
        found = books.ask("GET", f"{target}{'&' if '?' in target else '?'}page=2147483647&pageSize=2147483647")
        _kept(found, target)
        if found.headers["content-type"].startswith("application/json") and "CurrentPage" in found.text:
            assert (found.status, found.json["Results"], found.json["NextPageUrl"]) == (200, [], None), target
            lists += 1
    assert lists == 32


@pytest.mark.parametrize("word", ["Burn", "close%00", "%27", "a" * 300, "..", "%2F"])
def test_words_of_a_path_that_are_none(books: Books, owner_dsn: str, word: str) -> None:
    before = contents(owner_dsn)
    refused(books.ask("GET", f"api/v1/contacts/c/{word}"), None, word)
    refused(books.ask("POST", f"ext/v1/periods/2026-01/{word}"), None, word)
    assert contents(owner_dsn) == before


def test_ids_of_a_path_that_name_nothing(books: Books, table: list[Route], owner_dsn: str) -> None:
    before = contents(owner_dsn)
    sound = {(write.verb, write.pattern): encoded(write.sound) for write in WRITES.values()}
    tried = 0
    for route in table:
        steps = route.pattern.split("/")
        if not any(step in {"{id}", "{number}", "{trxTypeId}"} for step in steps):
            continue
        words = {"{association}": "documents", "{deed}": "close", "{lan}": "0"}
        for value in (*NOT_UTF8, *CONTROLS, *HOSTILE, "a" * 2100):
            hostile = value.replace("/", "%2F")
            path = "/".join(words.get(step, hostile if step.startswith("{") else step) for step in steps)
            reply = books.ask(route.verb, f"{route.base.strip('/')}/{path}", sound.get((route.verb, route.pattern)))
            refused(reply, None, f"{route.verb} {path[:200]}")
            tried += 1
        assert contents(owner_dsn) == before, f"{route.verb} {route.pattern}"
    assert tried > 800


def test_an_address_that_is_too_much(books: Books, table: list[Route], owner_dsn: str) -> None:
    before = contents(owner_dsn)
    for target in _targets(table):
        joint = "&" if "?" in target else "?"
        assert books.ask("GET", f"{target}{joint}x={'y' * 9000}").status == 414
        assert books.ask("GET", f"{target}{joint}{'&'.join(['x=1'] * 101)}").status == 400
        for token in ("", "x", "y" * 500, quote("ש"), "%27or%201=1--"):
            if not any(door in target for door in ("/token", "/notify", "/return")):
                assert books.ask("GET", f"{target}{joint}token={token}").status in (
                    {200, 400, 404} if not token else {401}
                )
    assert contents(owner_dsn) == before
