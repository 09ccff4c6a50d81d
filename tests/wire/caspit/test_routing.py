"""Requests as they stand on the request line, and who answers them with what."""

import asyncio
import json
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response, StreamingResponse
from starlette.routing import NoMatchFound, Route

from pinkas.dialects.caspit.answers import (
    Answer,
    CallError,
    created,
    file,
    invalid_token,
    message,
    no_content,
    ok,
    unhandled,
)
from pinkas.dialects.caspit.call import Call, Surface
from pinkas.dialects.caspit.envelope import envelope
from pinkas.dialects.caspit.routing import CaspitRouter
from pinkas.dialects.caspit.wire import CaspitContact, CaspitDocument

from .asgi import answered, ask


class NoSuchRecordError(Exception):
    pass


async def failure(call: Call, error: Exception) -> Answer:
    if isinstance(error, NoSuchRecordError):
        return message(f"No contact {call.text('id')} exists.", 404)
    return unhandled(12345)


def said(text: str) -> object:
    async def handler(call: Call) -> Answer:
        return ok(f"{text} {call.text('id') or '-'} {call.text('association') or '-'}")

    return handler


def a_router(surface: Surface | None = None) -> CaspitRouter:
    router = CaspitRouter(on_failure=failure, surface=surface)
    for verb, pattern in (
        ("GET", "Contacts"),
        ("GET", "Contacts/{id}"),
        ("GET", "Contacts/{id}/{association}"),
        ("DELETE", "Contacts/{id}"),
        ("EMAIL", "Documents/{id?}"),
        ("PRINT", "Documents/{id?}"),
        ("POST", "PrintDocument/{id?}"),
        ("POST", "Periods/{month}/close"),
    ):
        router.add(verb, pattern, said(f"{verb} {pattern}"))  # type: ignore[arg-type]

    @router.on("POST", "Contacts", error_status=True)
    async def save(call: Call) -> Answer:
        contact = await call.body(CaspitContact)
        if contact.ContactId == "missing":
            raise NoSuchRecordError
        if contact.ContactId == "stranger":
            return invalid_token(call.token)
        if contact.ContactId == "broken":
            raise RuntimeError("psql: secret detail")
        return created(contact, at=call.link("contacts", contact.ContactId or ""))

    add_products_and_files(router)
    return router


def add_products_and_files(router: CaspitRouter) -> None:
    @router.on("GET", "Products")
    async def products(call: Call) -> Answer:
        asked = call.paging()
        return ok(envelope(call, asked, [CaspitDocument(Total=Decimal(5))], total=112))

    @router.on("PUT", "Products/{id}")
    async def product(call: Call) -> Answer:
        raise CallError(message(f"{call.id} is refused", 409))

    @router.on("DELETE", "Products/{id}")
    async def gone(_: Call) -> Answer:
        return no_content()

    @router.on("GET", "Pdf/{id}")
    async def pdf(call: Call) -> Response:
        return StreamingResponse(iter([b"%PDF-", call.id.encode()]), media_type="application/pdf")

    @router.on("GET", "Hashavshevet")
    async def export(_: Call) -> Answer:
        return file(b"MOVEIN", "application/octet-stream", name="תנועות 1.dat")


ROUTER = a_router()


@pytest.mark.parametrize(
    ("verb", "target", "text"),
    [
        ("GET", "/api/v1/Contacts", "GET Contacts - -"),
        ("GET", "/api/v1/contacts/", "GET Contacts - -"),
        ("GET", "/API/V1/CONTACTS?unknown=1&search=x", "GET Contacts - -"),
        ("GET", "//api/v1//contacts//", "GET Contacts - -"),
        ("GET", "/api/v1/Contacts/cust-1007", "GET Contacts/{id} cust-1007 -"),
        ("GET", "/api/v1/Contacts/Cust-1007/", "GET Contacts/{id} Cust-1007 -"),
        ("GET", "/api/v1/contacts/?ID=cust-1007&Token=T", "GET Contacts/{id} cust-1007 -"),
        ("GET", "/api/v1/contacts?id=", "GET Contacts - -"),
        ("GET", "/api/v1/contacts/02%2F200130", "GET Contacts/{id} 02/200130 -"),
        ("GET", "/api/v1/contacts/02%2f200130?d=1", "GET Contacts/{id} 02/200130 -"),
        ("GET", "/api/v1/contacts?id=02%2F200130", "GET Contacts/{id} 02/200130 -"),
        ("GET", "/api/v1/contacts/%D7%90%20b+c", "GET Contacts/{id} א b+c -"),
        ("GET", "/api/v1/contacts?id=%D7%90%20b+c", "GET Contacts/{id} א b c -"),
        ("GET", "/api/v1/contacts/a%3Fb%23c%25d", "GET Contacts/{id} a?b#c%d -"),
        ("GET", "/api/v1/%43ontacts/a", "GET Contacts/{id} a -"),
        ("GET", "/%61pi/v1/Contacts/a", "GET Contacts/{id} a -"),
        ("GET", "/api/v1/contacts/7/documents?d=1", "GET Contacts/{id}/{association} 7 documents"),
        ("GET", "/api/v1/contacts?id=7&Association=Expenses&d=1", "GET Contacts/{id}/{association} 7 Expenses"),
        ("GET", "/api/v1/contacts/7?id=8", "GET Contacts/{id} 7 -"),
        ("GET", "/api/v1/contacts?id=7&ID=8", "GET Contacts/{id} 7 -"),
        ("DELETE", "/api/v1/contacts/7", "DELETE Contacts/{id} 7 -"),
        ("EMAIL", "/api/v1/documents/7", "EMAIL Documents/{id?} 7 -"),
        ("PRINT", "/api/v1/Documents?documentNumber=02%2F200130", "PRINT Documents/{id?} - -"),
        ("POST", "/api/v1/PrintDocument/?Token=T&id=DOC", "POST PrintDocument/{id?} DOC -"),
        ("POST", "/api/v1/printdocument/", "POST PrintDocument/{id?} - -"),
        ("POST", "/api/v1/periods/2026-08/CLOSE", "POST Periods/{month}/close - -"),
    ],
)
def test_a_request_finds_its_handler(verb: str, target: str, text: str) -> None:
    reply = answered(ROUTER, verb, target)
    assert (reply.status, reply.json) == (200, text)
    assert reply.headers["content-type"] == "application/json; charset=utf-8"


@pytest.mark.parametrize(
    ("verb", "target", "address"),
    [
        ("GET", "/api/v1/nothing?token=SECRET", "https://HOST/api/v1/nothing"),
        ("GET", "/api/v1/", "https://HOST/api/v1/"),
        ("GET", "/api/v1", "https://HOST/api/v1"),
        ("GET", "/api/v1/contacts/1/2/3", "https://HOST/api/v1/contacts/1/2/3"),
        ("POST", "/api/v1/periods/2026-08/open", "https://HOST/api/v1/periods/2026-08/open"),
        ("GET", "/api/v1/contacts//documents/x", "https://HOST/api/v1/contacts//documents/x"),
        ("OPTIONS", "/api/v1/nothing", "https://HOST/api/v1/nothing"),
    ],
)
def test_an_unknown_address_is_not_found_and_named_without_its_query(verb: str, target: str, address: str) -> None:
    reply = answered(ROUTER, verb, target)
    assert reply.status == 404
    assert reply.json == {"Message": f"No HTTP resource was found that matches the request URI '{address}'."}


@pytest.mark.parametrize(("verb", "target", "allowed"), [
    ("PATCH", "/api/v1/Contacts/7", "GET, DELETE, HEAD, OPTIONS"),
    ("POST", "/api/v1/Contacts/7", "GET, DELETE, HEAD, OPTIONS"),
    ("DELETE", "/api/v1/contacts/?id=", "GET, POST, HEAD, OPTIONS"),
    # Where nothing is, a verb the controller never has is told its verbs.
    ("PATCH", "/api/v1/contacts/1/2/3", "GET, DELETE, POST, HEAD, OPTIONS"),
])  # fmt: skip
def test_a_wrong_verb_is_told_the_right_ones(verb: str, target: str, allowed: str) -> None:
    reply = answered(ROUTER, verb, target)
    assert reply.status == 405
    assert reply.headers["allow"] == allowed
    assert reply.json == {"Message": f"The requested resource does not support http method '{verb}'."}


def test_head_is_get_without_a_body() -> None:
    got, head = (answered(ROUTER, verb, "/api/v1/contacts/7") for verb in ("GET", "HEAD"))
    assert (head.status, head.headers, head.body) == (200, got.headers, b"")
    assert head.headers["content-length"] == str(len(got.body))
    assert answered(ROUTER, "HEAD", "/api/v1/pdf/7").body == b""


@pytest.mark.parametrize(
    ("target", "verbs"), [("/api/v1/Products", "GET, HEAD, OPTIONS"), ("/api/v1/products/7/", "PUT, DELETE, OPTIONS")]
)
def test_a_preflight_is_answered_for_every_controller(target: str, verbs: str) -> None:
    reply = answered(ROUTER, "OPTIONS", target, headers={"Origin": "https://shop.example"})
    assert (reply.status, reply.body) == (200, b"")
    assert reply.headers["access-control-allow-origin"] == "*"
    assert reply.headers["access-control-allow-methods"] == verbs
    assert reply.headers["access-control-allow-headers"] == "Caspit-Token, Content-Type, Accept, Idempotency-Key"
    assert reply.headers["access-control-max-age"] == "86400"


@pytest.mark.parametrize(
    ("verb", "target"),
    [
        ("GET", "/api/v1/Contacts"),
        ("GET", "/api/v1/nothing"),
        ("PATCH", "/api/v1/Contacts"),
        ("POST", "/api/v1/Contacts"),
        ("GET", "/api/v1/products?page=x"),
        ("DELETE", "/api/v1/products/1"),
        ("GET", "/api/v1/pdf/1"),
        ("GET", "/api/v1/contacts/%FF"),
        ("GET", "/api/v1/contacts?" + "x" * 9000),
    ],
)
def test_every_answer_may_be_read_across_origins_and_is_not_stored(verb: str, target: str) -> None:
    reply = answered(ROUTER, verb, target)
    assert reply.headers["access-control-allow-origin"] == "*"
    assert "Location" in reply.headers["access-control-expose-headers"]
    assert reply.headers["cache-control"] == "no-store"
    assert reply.headers["x-content-type-options"] == "nosniff"


def test_a_created_record_is_located_by_its_encoded_key() -> None:
    reply = answered(ROUTER, "POST", "/api/v1/contacts", body='{"contactid":"a b/ג"}'.encode())
    assert reply.status == 201
    assert reply.headers["location"] == "https://HOST/api/v1/contacts/a%20b%2F%D7%92"
    assert reply.json["ContactId"] == "a b/ג"


def test_files_and_empty_answers() -> None:
    export = answered(ROUTER, "GET", "/api/v1/hashavshevet")
    assert (export.body, export.headers["content-type"]) == (b"MOVEIN", "application/octet-stream")
    assert (
        export.headers["content-disposition"]
        == "attachment; filename*=UTF-8''%D7%AA%D7%A0%D7%95%D7%A2%D7%95%D7%AA%201.dat"
    )
    gone = answered(ROUTER, "DELETE", "/api/v1/products/1")
    assert (gone.status, gone.body) == (204, b"")
    assert "content-type" not in gone.headers
    assert "content-length" not in gone.headers
    assert answered(ROUTER, "GET", "/api/v1/pdf/7").body == b"%PDF-7"


@pytest.mark.parametrize(
    ("wanted", "status"),
    [
        ("", 404),
        ("?inCaseOfErrorReturnHttpCode=200", 200),
        ("?incaseoferrorreturnhttpcode=ok", 200),
        ("?inCaseOfErrorReturnHttpCode=Conflict", 409),
        ("?inCaseOfErrorReturnHttpCode=%20BADREQUEST%20", 400),
        ("?inCaseOfErrorReturnHttpCode=599", 599),
        ("?inCaseOfErrorReturnHttpCode=", 404),
    ],
)
def test_the_caller_chooses_the_status_of_a_handled_error(wanted: str, status: int) -> None:
    reply = answered(ROUTER, "POST", f"/api/v1/contacts{wanted}", body=b'{"ContactId":"missing"}')
    assert (reply.status, reply.body) == (status, b"No contact None exists.")
    assert reply.headers["content-type"] == "text/plain; charset=utf-8"


def test_the_chosen_status_holds_for_bodies_that_cannot_be_read() -> None:
    reply = answered(ROUTER, "POST", "/api/v1/contacts?inCaseOfErrorReturnHttpCode=OK", body=b'{"Number":1,"Fax":[]}')
    assert reply.status == 200
    assert reply.json == {
        "Message": "The request is invalid.",
        "ModelState": {"contact.Fax": ["The value is not valid for Fax."]},
    }


@pytest.mark.parametrize(
    ("wanted", "status", "length"), [("NoContent", 204, None), ("304", 304, None), ("ResetContent", 205, "0")]
)
def test_a_status_that_has_no_body_gets_none(wanted: str, status: int, length: str | None) -> None:
    target = f"/api/v1/contacts?inCaseOfErrorReturnHttpCode={wanted}"
    reply = answered(ROUTER, "POST", target, body=b'{"ContactId":"missing"}')
    assert (reply.status, reply.body, reply.headers.get("content-length")) == (status, b"", length)


@pytest.mark.parametrize(("key", "status"), [("stranger", 401), ("broken", 500), ("fine", 201)])
def test_other_answers_keep_their_status(key: str, status: int) -> None:
    body = json.dumps({"ContactId": key}).encode()
    reply = answered(ROUTER, "POST", "/api/v1/contacts?inCaseOfErrorReturnHttpCode=200", body=body)
    assert reply.status == status
    assert b"psql" not in reply.body


def test_an_endpoint_without_the_parameter_ignores_it() -> None:
    reply = answered(ROUTER, "PUT", "/api/v1/products/7?inCaseOfErrorReturnHttpCode=200")
    assert (reply.status, reply.body) == (409, b"7 is refused")


@pytest.mark.parametrize("bad", ["banana", "99", "100", "101", "199", "600", "-1", "2e9", "4.5", "Continue"])
def test_a_status_that_cannot_be_is_itself_an_error_before_anything_happens(bad: str) -> None:
    reply = answered(
        ROUTER, "POST", f"/api/v1/contacts?inCaseOfErrorReturnHttpCode={bad}", body=b'{"ContactId":"fine"}'
    )
    assert reply.status == 400
    name = "inCaseOfErrorReturnHttpCode"
    shown = "2000000000" if bad == "2e9" else bad
    assert reply.json["ModelState"] == {name: [f"The value '{shown}' is not valid for {name}."]}


def test_an_invalid_token_is_answered_in_the_vendors_words() -> None:
    reply = answered(
        ROUTER, "POST", "/api/v1/contacts", headers={"Caspit-Token": '"ABC"'}, body=b'{"ContactId":"stranger"}'
    )
    assert (reply.status, reply.headers["content-type"]) == (401, "text/plain; charset=utf-8")
    assert reply.body == b'Invalid token. Could be timeout or non-extisting token: ""ABC""'


def test_a_fault_is_answered_with_its_log_id_alone() -> None:
    reply = answered(ROUTER, "POST", "/api/v1/contacts", body=b'{"ContactId":"broken"}')
    assert (reply.status, reply.json) == (500, {"Message": "An error has occurred. Log id: 12345"})


def test_a_fault_in_the_failure_handler_is_answered_and_raised_on() -> None:
    async def hopeless(_: Call, error: Exception) -> Answer:
        raise error

    router = CaspitRouter(on_failure=hopeless)

    @router.on("GET", "Contacts")
    async def broken(_: Call) -> Answer:
        raise RuntimeError("secret detail")

    sent = []

    async def send(event: dict[str, object]) -> None:
        sent.append(event)

    async def run() -> None:
        scope = {"type": "http", "method": "GET", "path": "/api/v1/contacts", "headers": [], "query_string": b""}
        await router(scope, None, send)  # type: ignore[arg-type]

    with pytest.raises(RuntimeError):
        asyncio.run(run())
    assert sent[0]["status"] == 500
    assert sent[1]["body"] == b'{"Message":"An error has occurred."}'


@pytest.mark.parametrize(
    ("target", "status"),
    [
        ("/api/v1/contacts/%00", 400),
        ("/api/v1/contacts/a%1Bb", 400),
        ("/api/v1/contacts/%FF%FE", 400),
        ("/api/v1/contacts/%ED%A0%80", 400),
        (b"/api/v1/contacts/\xff", 400),
        ("/api/v1/contacts/%zz", 200),
        ("/api/v1/contacts?x=%00", 400),
        ("/api/v1/contacts?%00=x", 400),
        ("/api/v1/contacts?x=%E9", 400),
        (b"/api/v1/contacts?x=\xe9", 400),
        ("/api/v1/contacts?id=א", 200),
        ("/api/v1/contacts/" + "x" * 2100, 414),
        ("/api/v1/contacts?x=" + "y" * 8189, 200),
        ("/api/v1/contacts?x=" + "y" * 8191, 414),
        ("/api/v1/contacts?" + "x=1&" * 101, 400),
        ("/api/v1/contacts?&&=&", 200),
    ],
)
def test_no_address_is_a_fault(target: str | bytes, status: int) -> None:
    assert answered(ROUTER, "GET", target).status == status


def test_a_refused_query_value_is_not_repeated() -> None:
    reply = answered(ROUTER, "GET", "/api/v1/contacts?pwd=s3cret%00")
    assert reply.json["ModelState"] == {"pwd": ["The value is not valid for pwd."]}


@pytest.mark.parametrize("headers", [{"Content-Length": "2097153"}, {"Content-Length": "9" * 400}, {}])
def test_a_body_over_two_mebibytes_is_refused_by_its_length_or_its_bytes(headers: dict[str, str]) -> None:
    chunks = [b"x" * 65536] * 33
    reply = answered(ROUTER, "POST", "/api/v1/contacts", headers=headers, body=chunks)
    assert (reply.status, reply.headers["connection"]) == (413, "close")
    assert reply.json == {"Message": "The request body is larger than 2097152 bytes."}
    wanted = answered(
        ROUTER, "POST", "/api/v1/contacts?inCaseOfErrorReturnHttpCode=200", headers=headers, body=[b"x" * 65536] * 33
    )
    assert (wanted.status, wanted.headers["connection"]) == (413, "close")


def test_a_body_too_large_is_read_off_so_that_its_sender_can_hear_the_answer_but_not_for_ever() -> None:
    some, many = [b"x" * 65536] * 40, [b"x" * 65536] * 257
    assert ask(ROUTER, "POST", "/api/v1/contacts", body=some, gone=True) is None  # it was still reading
    reply = ask(ROUTER, "POST", "/api/v1/contacts", body=many, gone=True)
    assert reply is not None
    assert reply.status == 413


def test_a_body_may_come_in_pieces_up_to_the_limit() -> None:
    spaces = [b" " * 65536] * 31 + [b" " * (65536 - 20)]
    reply = answered(ROUTER, "POST", "/api/v1/contacts", body=[b'{"ContactId":', *spaces, b'"a"}'])
    assert reply.status == 201


def test_nothing_is_sent_to_a_caller_who_hung_up() -> None:
    assert ask(ROUTER, "POST", "/api/v1/contacts", body=b'{"ContactId":', gone=True) is None


@pytest.mark.parametrize(
    ("headers", "named"),
    [
        ({"Content-Type": "text/plain"}, "text/plain"),
        ({"Content-Type": "application/json", "Content-Encoding": "gzip"}, "gzip"),
    ],
)
def test_a_body_in_another_form_is_unsupported(headers: dict[str, str], named: str) -> None:
    reply = answered(ROUTER, "POST", "/api/v1/contacts", headers=headers, body=b"{}")
    assert reply.status == 415
    text = f"The request entity's media type '{named}' is not supported for this resource."
    assert reply.json == {"Message": text}


def test_a_page_names_its_neighbours_with_the_callers_own_parameters() -> None:
    target = "/api/v1/Products/?Page=1&catalogNumber=98%2F1+%D7%90&Token=9C41&x=a%26b"
    page = answered(ROUTER, "GET", target).json
    own = "catalogNumber=98%2F1%20%D7%90&x=a%26b"
    assert page["PrevPageUrl"] == f"https://HOST/api/v1/products?{own}&page=0&token=9C41"
    assert page["NextPageUrl"] == f"https://HOST/api/v1/products?{own}&page=2&token=9C41"
    assert (page["CurrentPage"], page["TotalCount"], page["TotalPages"]) == (1, 112, 3)
    assert page["Results"][0]["Total"] == 5.0


def test_a_page_url_has_the_token_that_came_in_the_header() -> None:
    page = answered(ROUTER, "GET", "/api/v1/products", headers={"caspit-token": "9C41"}).json
    assert page["PrevPageUrl"] is None
    assert page["NextPageUrl"] == "https://HOST/api/v1/products?page=1&token=9C41"


def test_the_router_is_one_route_of_an_application() -> None:
    async def health(_: Request) -> Response:
        return PlainTextResponse("well")

    app = Starlette(routes=[ROUTER, Route("/healthz", health)])
    assert answered(app, "GET", "/healthz").body == b"well"
    assert answered(app, "GET", "/API/v1/Contacts/02%2F1").json == "GET Contacts/{id} 02/1 -"
    assert answered(app, "GET", "/api/v2/contacts").headers["content-type"] == "text/plain; charset=utf-8"
    with pytest.raises(NoMatchFound):
        app.url_path_for("contacts")


def test_a_server_may_stand_under_a_proxys_path() -> None:
    under = {"root_path": "/books"}
    for target in ("/books/api/v1/contacts/7", "/api/v1/contacts/7"):
        assert answered(ROUTER, "GET", target, **under).json == "GET Contacts/{id} 7 -"
    page = answered(ROUTER, "GET", "/books/api/v1/products", **under).json
    assert page["NextPageUrl"] == "https://HOST/books/api/v1/products?page=1"


def test_another_base_and_a_public_address() -> None:
    router = a_router(Surface(base="/ext/v1", public_url="https://books.example.com/pinkas/"))
    page = answered(router, "GET", "/ext/v1/products?page=2").json
    assert page["PrevPageUrl"] == "https://books.example.com/pinkas/ext/v1/products?page=1"
    assert page["NextPageUrl"] is None


@given(
    st.text(alphabet="/%aF0?&=.+ \\\x00éא", max_size=40), st.sampled_from(["GET", "POST", "EMAIL", "HEAD", "OPTIONS"])
)
def test_no_address_breaks_the_router(rest: str, verb: str) -> None:
    reply = answered(ROUTER, verb, "/api/v1/contacts/" + rest, body=b"{}")
    assert reply.status in {200, 201, 400, 404, 405, 414}


@given(st.binary(max_size=40))
def test_no_query_breaks_the_router(query: bytes) -> None:
    assert answered(ROUTER, "GET", b"/api/v1/contacts?" + query).status in {200, 400}
