"""What a handler can ask of a request, and what the caller is told when the request cannot say."""

import asyncio
from datetime import date
from typing import Any

import pytest

from pinkas.dialects.caspit.binding import WireError
from pinkas.dialects.caspit.call import Call, Surface, Target
from pinkas.dialects.caspit.envelope import Paging, envelope
from pinkas.dialects.caspit.wire import CaspitContact, EmailDetails
from pinkas.dialects.http import parse_query


def a_call(
    query: str = "", *, body: bytes = b"", surface: Surface | None = None, path: str = "contacts", **headers: str
) -> Call:
    chunks = [body]

    async def receive() -> dict[str, Any]:
        return {"type": "http.request", "body": chunks.pop()}

    scope = {
        "type": "http",
        "method": "GET",
        "scheme": "http",
        "server": ("10.1.1.1", 8080),
        "client": ("10.0.0.9", 5000),
        "headers": [(k.replace("_", "-").encode(), v.encode("latin-1")) for k, v in headers.items()],
    }
    steps = tuple(path.split("/"))
    values = dict(zip(("id", "association"), steps[1:], strict=False))
    return Call(scope, receive, surface or Surface(), Target(steps, values, parse_query(query.encode())))


def refusal(ask: Any) -> dict[str, list[str]]:
    with pytest.raises(WireError) as caught:
        ask()
    return caught.value.model_state


def test_names_match_in_any_case_and_the_first_value_counts() -> None:
    call = a_call("TRXTYPEID=7&trxTypeId=1&Empty=&flagless")
    assert call.integer("trxTypeId") == 7
    assert call.text("empty") is None
    assert (call.sent("EMPTY"), call.sent("flagless"), call.sent("other")) == (True, True, False)


def test_the_path_comes_before_the_query() -> None:
    call = a_call("id=8&association=x", path="contacts/7/documents")
    assert (call.id, call.text("ID"), call.text("Association")) == ("7", "7", "documents")


def test_a_missing_parameter_is_required_by_name() -> None:
    assert refusal(lambda: a_call("user=").required("user")) == {"user": ["The user field is required."]}
    assert refusal(lambda: a_call().id) == {"id": ["The id field is required."]}


def test_parameters_have_types_and_defaults() -> None:
    call = a_call("page=2&datStart=2026-08-04T21:00:00Z&onlyOpenDocuments=True&createSignedPdf=0&lan=English&l2=1&l3=")
    assert (call.integer("page"), call.integer("none"), call.integer("none", 3)) == (2, None, 3)
    assert (call.date("datStart"), call.date("datEnd")) == (date(2026, 8, 5), None)
    assert (call.flag("onlyOpenDocuments"), call.flag("createSignedPdf", default=True)) == (True, False)
    assert (call.flag("none"), call.flag("none", default=True)) == (None, True)
    languages = {"hebrew": 0, "english": 1}
    assert [call.choice(name, languages) for name in ("lan", "l2", "l3")] == [1, 1, None]
    assert a_call("lan=HEBREW").choice("lan", languages, 1) == 0
    assert a_call().choice("lan", languages, 1) == 1


@pytest.mark.parametrize(
    ("query", "method", "name", "shown"),
    [
        ("page=abc", "integer", "page", "abc"),
        ("page=99999999999", "integer", "page", "99999999999"),
        ("page=1.5", "integer", "page", "1.5"),
        ("datStart=2026-02-30", "date", "datStart", "2026-02-30"),
        ("onlyOpenDocuments=maybe", "flag", "onlyOpenDocuments", "maybe"),
        ("page=%3Cscript%3E%0A" + "x" * 80, "integer", "page", "<script>?" + "x" * 41 + "..."),
    ],
)
def test_an_unreadable_parameter_is_named_and_echoed_in_part(query: str, method: str, name: str, shown: str) -> None:
    found = refusal(lambda: getattr(a_call(query), method)(name))
    assert found == {name: [f"The value '{shown}' is not valid for {name}."]}


def test_an_unknown_choice_is_refused() -> None:
    found = refusal(lambda: a_call("lan=French").choice("lan", {"hebrew": 0}))
    assert found == {"lan": ["The value 'French' is not valid for lan."]}


@pytest.mark.parametrize(
    ("query", "sizable", "paging"),
    [
        ("", False, Paging(0, 50)),
        ("page=3", False, Paging(3, 50)),
        ("page=3&pageSize=10", False, Paging(3, 50)),
        ("page=3&pagesize=10", True, Paging(3, 10)),
        ("pageSize=501", True, Paging(0, 500)),
        ("pageSize=500", True, Paging(0, 500)),
        ("pageSize=x", False, Paging(0, 50)),
    ],
)
def test_a_page_is_fifty_rows_unless_the_list_is_sizable(query: str, *, sizable: bool, paging: Paging) -> None:
    assert a_call(query).paging(sizable=sizable) == paging


@pytest.mark.parametrize(("query", "name", "shown"), [("page=-1", "page", "-1"), ("pageSize=0", "pageSize", "0")])
def test_pages_before_the_first_and_empty_pages_are_refused(query: str, name: str, shown: str) -> None:
    found = refusal(lambda: a_call(query).paging(sizable=True))
    assert found == {name: [f"The value '{shown}' is not valid for {name}."]}


def test_an_offset_counts_the_rows_before() -> None:
    assert (Paging().offset, Paging(3, 20).offset) == (0, 60)


def test_the_querys_token_comes_before_the_headers() -> None:
    assert a_call("Token=Q", caspit_token="H").token == "Q"
    assert a_call("token=", caspit_token="H").token == "H"
    assert a_call(caspit_token='"H"').token == '"H"'
    assert a_call().token is None


def test_headers_and_the_callers_address() -> None:
    call = a_call(idempotency_key="k-1")
    assert (call.idempotency_key, call.header("Idempotency-KEY"), call.header("Other")) == ("k-1", "k-1", None)
    assert call.address == "10.0.0.9"


@pytest.mark.parametrize(
    ("host", "origin"),
    [
        ("books.example.com", "http://books.example.com"),
        ("127.0.0.1:8080", "http://127.0.0.1:8080"),
        ("[::1]:8080", "http://[::1]:8080"),
        ("evil.example/path?", "http://10.1.1.1:8080"),
        ('a"b', "http://10.1.1.1:8080"),
        ("x" * 300, "http://10.1.1.1:8080"),
        ("", "http://10.1.1.1:8080"),
    ],
)
def test_the_origin_is_the_host_as_far_as_it_is_one(host: str, origin: str) -> None:
    assert a_call(host=host).origin == origin


def test_a_configured_address_comes_before_the_host() -> None:
    surface = Surface(public_url="https://books.example.com/")
    assert a_call(surface=surface, host="other").origin == "https://books.example.com"


def test_a_link_is_absolute_and_encoded() -> None:
    call = a_call(host="HOST")
    link = call.link("Pdf", "ord/7 א", token="_REPLACE_WITH_YOUR_TOKEN_")
    assert link == "http://HOST/api/v1/Pdf/ord%2F7%20%D7%90?token=_REPLACE_WITH_YOUR_TOKEN_"
    assert call.link("contacts", "..") == "http://HOST/api/v1/contacts/.."


def test_a_body_is_read_once_and_kept() -> None:
    async def read(call: Call) -> tuple[bytes, CaspitContact, CaspitContact | None]:
        return await call.raw_body(), await call.body(CaspitContact), await call.optional_body(CaspitContact)

    raw, contact, again = asyncio.run(read(a_call(body=b'{"City":"x"}')))
    assert (raw, contact, again) == (b'{"City":"x"}', CaspitContact(City="x"), CaspitContact(City="x"))


def test_an_optional_body_may_be_absent_but_not_broken() -> None:
    assert asyncio.run(a_call(body=b" ").optional_body(EmailDetails)) is None
    with pytest.raises(WireError):
        asyncio.run(a_call(body=b"{").optional_body(EmailDetails))


@pytest.mark.parametrize(
    ("page", "total", "pages", "before", "after"),
    [
        (0, 0, 0, None, None),
        (0, 50, 1, None, None),
        (0, 51, 2, None, "page=1"),
        (1, 51, 2, "page=0", None),
        (8, 425, 9, "page=7", None),
        (40, 51, 2, "page=39", None),
    ],
)
def test_a_page_past_the_end_is_empty_with_true_totals(
    page: int, total: int, pages: int, before: str | None, after: str | None
) -> None:
    made = envelope(a_call(), Paging(page), [], total=total)
    assert (made.CurrentPage, made.TotalCount, made.TotalPages, made.Results) == (page, total, pages, [])
    urls = [None if url is None else url.rpartition("?")[2] for url in (made.PrevPageUrl, made.NextPageUrl)]
    assert urls == [before, after]
