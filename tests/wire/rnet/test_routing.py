"""Requests as they stand on the request line, who is let in, and what is answered before any handler is reached."""

import base64
from zoneinfo import ZoneInfo

import pytest

from pinkas.actions.desk import Caller
from pinkas.books import errors
from pinkas.dialects.http import Query
from pinkas.dialects.rnet.answers import Answer, CallError, ok, unauthorised
from pinkas.dialects.rnet.call import MAX_BODY_BYTES, Call
from pinkas.dialects.rnet.failures import ANSWERS, answer_failure, member
from pinkas.dialects.rnet.routing import RnetRouter
from pinkas.dialects.rnet.wire import Store
from tests.wire.caspit.asgi import Reply, answered, ask

KEY = {"x-api-key": "rnet-demo"}
CALLER = Caller(
    business=1, tax_number="123456782", country="IL", zone=ZoneInfo("Asia/Jerusalem"), currency="ILS", login=0,
    actor="till", operator=False, key=1,
)  # fmt: skip


async def admit(call: Call) -> Caller:
    if call.key != "rnet-demo":
        raise CallError(unauthorised())
    return CALLER


def a_router() -> RnetRouter:
    router = RnetRouter(admit=admit, on_failure=answer_failure, body_hash=lambda body: body[:32])

    @router.on("GET", "transactions")
    async def listed(call: Call) -> Answer:
        day = call.moment("from_date")
        return ok(
            [Store(Code=call.text("id"), StoreName=str(day), Status=int(call.flag("include_lines", default=True)))]
        )

    @router.on("GET", "transactions/no/{no}")
    async def by_number(call: Call) -> Answer:
        return ok(Store(Code=call.required("no")))

    @router.on("POST", "transactions")
    async def made(call: Call) -> Answer:
        once = await call.once()
        return ok(await call.body(Store), headers=(("once", str(once and once.route)),))

    @router.on("POST", "stores")
    async def several(call: Call) -> Answer:
        return ok(await call.array(Store))

    @router.on("GET", "failing/{how}")
    async def failing(call: Call) -> Answer:
        if call.text("how") == "books":
            raise errors.InvalidValue("lines[3].quantity", "must not be 0")
        raise RuntimeError("select secret from books")

    return router


ROUTER = a_router()


def send(verb: str, target: str, body: bytes = b"", **headers: str) -> Reply:
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return answered(ROUTER, verb, target, body=body, headers=KEY | named)


@pytest.mark.parametrize(
    ("target", "code"),
    [
        ("/v1/transactions/no/21-1058", "21-1058"),
        ("/dev/transactions/no/21-1058", "21-1058"),
        ("/V1/Transactions/NO/a%2Fb%20c/", "a/b c"),
        ("//dev//Transactions/no/%D7%90", "א"),
    ],
)
def test_routes_in_any_letter_case_under_both_bases(target: str, code: str) -> None:
    reply = send("GET", target)
    assert (reply.status, reply.json["Code"]) == (200, code)
    assert reply.headers["content-type"] == "application/json; charset=utf-8"
    assert (reply.headers["access-control-allow-origin"], reply.headers["cache-control"]) == ("*", "no-store")


@pytest.mark.parametrize(
    ("query", "time"),
    [
        ("FROM_DATE=2026-03-10%2014:58:21.227&Include_Lines=FALSE", "2026-03-10 14:58:21.227000"),
        ("from_date=2026-03-10+14:58:21.227&include_lines=0", "2026-03-10 14:58:21.227000"),
        ("from_date=2026-03-10T14:58:21&from_date=x&include_lines=false", "2026-03-10 14:58:21"),
        ("from_date=2026-03-10&include_lines=False", "2026-03-10 00:00:00"),
        ("include_lines=false&from_date=", "None"),
    ],
)
def test_parameters_in_any_case_and_form(query: str, time: str) -> None:
    assert send("GET", f"/v1/transactions?{query}").json[0] | {"Code": None} == {
        "StoreID": None, "Code": None, "ERPCode": None, "PriceLeveExID": None, "StoreName": time, "Status": 0,
        "DefaultTax": None,
    }  # fmt: skip


@pytest.mark.parametrize(
    "headers",
    [
        {"x-api-key": "rnet-demo"},
        {"authorization": "Bearer rnet-demo"},
        {"authorization": "bearer  rnet-demo"},
        {"authorization": "Basic " + base64.b64encode(b"rnet-demo:whatever").decode()},
        {"authorization": "Basic !", "x-api-key": "rnet-demo"},
        {"authorization": "Bearer rnet-demo", "x-api-key": "another"},
    ],
)
def test_keys_come_in_three_ways(headers: dict[str, str]) -> None:
    assert answered(ROUTER, "GET", "/v1/transactions/no/1", headers=headers).status == 200


@pytest.mark.parametrize(
    "headers",
    [{}, {"x-api-key": "wrong"}, {"authorization": "Bearer wrong"}, {"authorization": "Bearer"},
     {"authorization": "Basic !"}, {"authorization": "Basic 4pmj/w=="}, {"authorization": "Digest rnet-demo"},
     {"authorization": "Bearer wrong", "x-api-key": "rnet-demo"}, {"authorization": "rnet-demo"}],
)  # fmt: skip
def test_nobody_else_is_let_in(headers: dict[str, str]) -> None:
    reply = answered(ROUTER, "POST", "/v1/transactions", headers=headers, body=b"{")
    assert (reply.status, reply.json) == (401, {"Message": "Authorization has been denied for this request."})
    assert reply.headers["www-authenticate"] == "Bearer"


@pytest.mark.parametrize(
    ("verb", "target", "status", "allow"),
    [
        ("GET", "/v1/nothing", 404, None),
        ("GET", "/v1", 404, None),
        ("GET", "/v1/transactions/no", 404, None),
        ("GET", "/v1/transactions/no/1/2", 404, None),
        ("DELETE", "/v1/transactions", 405, "GET, POST, HEAD, OPTIONS"),
        ("POST", "/v1/transactions/no/1", 405, "GET, HEAD, OPTIONS"),
        ("GET", "/v1/transactions?id=%ff", 400, None),
        ("GET", "/v1/transactions/no/%00", 400, None),
        ("GET", "/v1/transactions/no/" + "x" * 2100, 414, None),
        ("GET", "/v1/transactions?a=" + "x" * 8300, 414, None),
        ("GET", "/v1/transactions?" + "a&" * 101, 400, None),
    ],
)
def test_what_is_not_served(verb: str, target: str, status: int, allow: str | None) -> None:
    # Without a key: nothing of this is anybody's secret.
    reply = answered(ROUTER, verb, target)
    assert (reply.status, list(reply.json)) == (status, ["Message"])
    assert reply.headers.get("allow") == allow


@pytest.mark.parametrize(
    ("query", "path"),
    [("from_date=tomorrow", "from_date"), ("include_lines=maybe", "include_lines"), ("from_date=%01", "from_date")],
)
def test_what_cannot_be_read_of_a_query_is_named(query: str, path: str) -> None:
    reply = send("GET", f"/v1/transactions?{query}")
    assert (reply.status, list(reply.json["ModelState"])) == (400, [path])


def test_head_and_options() -> None:
    read, head = send("GET", "/v1/transactions/no/1"), send("HEAD", "/v1/transactions/no/1")
    assert (head.status, head.body, head.headers) == (200, b"", read.headers)
    asked = answered(ROUTER, "OPTIONS", "/dev/transactions", headers={"access-control-request-headers": "x-other"})
    assert (asked.status, asked.headers["access-control-allow-methods"]) == (200, "GET, POST, HEAD, OPTIONS")
    assert asked.headers["access-control-allow-headers"] == (
        "Authorization, x-api-key, Content-Type, Accept, Idempotency-Key, x-other"
    )


@pytest.mark.parametrize(
    ("content_type", "status"),
    [("application/json", 200), ("Application/JSON; charset=UTF-8", 200), ("text/json", 200), ("", 200),
     ("application/problem+json", 200), ("application/x-www-form-urlencoded", 415), ("text/xml", 415),
     ("application/json; charset=windows-1255", 415)],
)  # fmt: skip
def test_bodies_are_json(content_type: str, status: int) -> None:
    assert send("POST", "/v1/transactions", b'{"code":"3"}', content_type=content_type).status == status


def test_bodies_that_are_not_taken() -> None:
    large = send("POST", "/v1/transactions", b'{"Code":"' + b"x" * MAX_BODY_BYTES + b'"}')
    assert (large.status, large.json) == (413, {"Message": "The request body is larger than 2097152 bytes."})
    assert large.headers["connection"] == "close"
    packed = send("POST", "/v1/transactions", b"x", content_encoding="gzip")
    assert (packed.status, packed.json) == (415, {"Message": "The content encoding 'gzip' is not supported."})
    wrong = send("POST", "/v1/transactions", b'{"StoreID":"x"}')
    assert (wrong.status, wrong.json) == (
        400,
        {
            "Message": "The request is invalid.",
            "ModelState": {"StoreID": ["The value 'x' is not valid for StoreID."]},
        },
    )
    assert send("POST", "/v1/stores", b"7").json == {"Message": "The body must be a JSON array."}
    assert [each["Code"] for each in send("POST", "/v1/stores", b'[{"Code":1},{"Code":"2"}]').json] == ["1", "2"]
    assert ask(ROUTER, "POST", "/v1/transactions", body=[b"{"], gone=True, headers=KEY) is None


def test_an_idempotency_key_is_the_same_under_both_bases() -> None:
    for base in ("/v1", "/DEV"):
        reply = send("POST", f"{base}/Transactions", b"{}", idempotency_key="a-1")
        assert reply.headers["once"] == "post/v1/transactions"
    assert send("POST", "/v1/transactions", b"{}", idempotency_key="a b").status == 400


def test_failures_bear_no_detail() -> None:
    told = send("GET", "/v1/failing/books").json
    assert told["ModelState"] == {"ItemEntries[3].Qty": ["The field Qty must not be 0."]}
    fault = send("GET", "/v1/failing/otherwise")
    assert (fault.status, "secret" in fault.body.decode()) == (500, False)
    assert fault.json["Message"].startswith("An error has occurred. Log id: ")


def leaves(error: type[errors.PinkasError]) -> list[type[errors.PinkasError]]:
    below = error.__subclasses__()
    return [leaf for each in below for leaf in leaves(each)] if below else [error]


def test_every_leaf_of_the_books_errors_has_its_answer() -> None:
    assert set(ANSWERS) == set(leaves(errors.PinkasError))


def test_answers_to_some_leaves() -> None:
    for error, status, message in (
        (errors.UnknownRecord("product", "x"), 404, "Item not found."),
        (errors.IdempotencyConflict(), 409, "This Idempotency-Key was used with a different request."),
        (errors.TooManyAttempts(7), 429, "Too many failed attempts; try again in 7 seconds."),
        (errors.Contention(), 503, "The books were too busy to take this; send it again."),
        (errors.WrongCredentials(), 401, "Authorization has been denied for this request."),
    ):
        reply = ANSWERS[type(error)](error)
        assert (reply.status, reply.content) == (status, {"Message": message})


@pytest.mark.parametrize(
    ("field", "path"),
    [("lines[0].price", "ItemEntries[0].Price"), ("tenders[2].due_date", "Tenders[2].CHDueDate"), ("total", "Total"),
     ("customer", "Customer"), ("unheard_of", "unheard_of")],
)  # fmt: skip
def test_fields_of_the_books_in_words_of_the_wire(field: str, path: str) -> None:
    assert member(field) == path


def test_the_caller_is_known_before_any_handler() -> None:
    call = Call(
        {"type": "http", "method": "GET", "headers": []}, None, path=(), values={}, query=Query(), body_hash=bytes
    )  # type: ignore[arg-type]
    with pytest.raises(RuntimeError):
        _ = call.caller
