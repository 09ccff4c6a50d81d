"""What every route of both routers answers alike: preflights, HEAD, verbs it has not, and what is too much."""

from __future__ import annotations

import dataclasses
import datetime as dt

import pytest

from pinkas.actions.sessions import Sessions
from pinkas.actions.throttle import MEMORY_BYTES, Throttle
from pinkas.dialects.caspit.answers import Answer, ok
from pinkas.dialects.caspit.call import MAX_BODY_BYTES, MAX_SCAN_BODY_BYTES, Call, Surface
from pinkas.dialects.caspit.counter import caller_of
from pinkas.dialects.caspit.extensions.server import extensions_router
from pinkas.dialects.caspit.routing import CaspitRouter
from pinkas.dialects.caspit.server import caspit_router
from pinkas.testing.clock import MovableClock
from pinkas.testing.house import House

from .asgi import answered
from .strangers import Route, routes

EXPOSED = "Location, Content-Disposition, Idempotency-Replayed, Retry-After, Pinkas-Warning"
Routers = dict[str, CaspitRouter]


@pytest.fixture(scope="module")
def routers(house: House) -> Routers:
    sessions = Sessions(house.desk)
    found = (caspit_router(house.desk, sessions), extensions_router(house.desk, sessions))
    return {router.surface.base: router for router in found}


@pytest.fixture(scope="module")
def table(routers: Routers) -> list[Route]:
    return routes(*routers.values())


def target(route: Route) -> str:
    """An address of the route; what its names stand for is nobody's."""
    return f"{route.base}/" + "/".join("7" if step.startswith("{") else step for step in route.pattern.split("/"))


def test_every_route_answers_a_preflight_for_its_verb(routers: Routers, table: list[Route]) -> None:
    assert {"EMAIL", "PRINT"} < {route.verb for route in table}
    for route in table:
        asked = {"Origin": "https://shop.example", "Access-Control-Request-Method": route.verb}
        asked["Access-Control-Request-Headers"] = "caspit-token, content-type, x-requested-with"
        reply = answered(routers[route.base], "OPTIONS", target(route), headers=asked)
        said = f"{route.verb} {route.pattern}"
        assert (reply.status, reply.body, reply.headers["content-length"]) == (200, b"", "0"), said
        verbs = reply.headers["allow"].split(", ")
        assert {route.verb, "OPTIONS"} <= set(verbs), said
        assert ("GET" in verbs) == ("HEAD" in verbs), said
        assert reply.headers["access-control-allow-methods"] == reply.headers["allow"], said
        allowed = "Caspit-Token, Content-Type, Accept, Idempotency-Key, x-requested-with"
        assert reply.headers["access-control-allow-headers"] == allowed, said
        assert reply.headers["access-control-allow-origin"] == "*", said
        assert reply.headers["access-control-expose-headers"] == EXPOSED, said


@pytest.mark.parametrize("asked", ["x\ty", "a b", "é", "x" * 501, "a,", ",", "a;b", "a: b", '"a"'])
def test_a_preflight_repeats_nothing_that_is_no_header(routers: Routers, asked: str) -> None:
    headers = {"Access-Control-Request-Headers": asked}
    reply = answered(routers["/api/v1"], "OPTIONS", "/api/v1/contacts", headers=headers)
    assert reply.headers["access-control-allow-headers"] == "Caspit-Token, Content-Type, Accept, Idempotency-Key"


def test_every_controller_names_its_verbs_to_another(routers: Routers, table: list[Route]) -> None:
    for route in table:
        for accept, begins in (("*/*", b'{"Message":'), ("text/xml", b"<Error><Message>")):
            reply = answered(routers[route.base], "BREW", target(route), headers={"Accept": accept})
            assert (reply.status, reply.body[: len(begins)]) == (405, begins)
            assert route.verb in reply.headers["allow"].split(", ")
            assert reply.headers["access-control-expose-headers"] == EXPOSED


def test_every_reading_answers_head_as_get_without_its_body(routers: Routers, table: list[Route]) -> None:
    readings = [route for route in table if route.reads]
    assert len(readings) > 20
    for route in readings:
        got, head = (answered(routers[route.base], verb, target(route)) for verb in ("GET", "HEAD"))
        assert (head.status, head.headers, head.body) == (got.status, got.headers, b""), route.pattern
        assert got.status in {400, 401, 404}, (
            route.pattern
        )  # without user and password, a token, or a thing that is there


def _a_router(**surface: object) -> CaspitRouter:
    async def failure(_: Call, error: Exception) -> Answer:
        raise error

    return CaspitRouter(on_failure=failure, surface=Surface(**surface))  # type: ignore[arg-type]


def test_a_route_with_scans_takes_five_megabytes_and_others_two() -> None:
    router = _a_router()

    async def take(call: Call) -> Answer:
        return ok(str(len(await call.raw_body())))

    router.add("POST", "Contacts", take)
    router.add("POST", "Expenses", take, max_body=MAX_SCAN_BODY_BYTES)
    for name, most in (("contacts", MAX_BODY_BYTES), ("expenses", MAX_SCAN_BODY_BYTES)):
        chunks = [b"x" * 65536] * (most // 65536)
        assert answered(router, "POST", f"/api/v1/{name}", body=chunks).json == str(most)
        over = answered(router, "POST", f"/api/v1/{name}", body=[*chunks, b"x"], headers={"Accept": "text/xml"})
        assert (over.status, over.headers["connection"]) == (413, "close")
        assert over.body == f"<Error><Message>The request body is larger than {most} bytes.</Message></Error>".encode()


def test_only_the_route_of_scans_takes_more(routers: Routers) -> None:
    every = [route for router in routers.values() for table in router._routes.values() for route in table]  # noqa: SLF001 - the table itself
    large = {(route.verb, route.steps[0].word): route.max_body for route in every if route.max_body != MAX_BODY_BYTES}
    assert large == {("POST", "expenses"): MAX_SCAN_BODY_BYTES}


# --- requests a minute ---------------------------------------------------------------------------------------------

NOON = dt.datetime(2026, 8, 4, 9, 0, tzinfo=dt.UTC)


def a_throttle(per_minute: int = 600, memory: bytearray | None = None) -> tuple[Throttle, MovableClock]:
    clock = MovableClock(NOON)
    return Throttle(clock, per_minute, bytearray(MEMORY_BYTES) if memory is None else memory, b"k"), clock


def test_six_hundred_a_minute_and_then_one_each_tenth_of_a_second() -> None:
    throttle, clock = a_throttle()
    assert [throttle.take("T") for _ in range(600)] == [0] * 600
    assert [throttle.take("T"), throttle.take("T"), throttle.take("other")] == [1, 1, 0]
    clock.move(seconds=0.1)
    assert [throttle.take("T"), throttle.take("T")] == [0, 1]
    clock.move(seconds=30)
    assert [throttle.take("T") for _ in range(301)] == [0] * 300 + [1]
    clock.move(minutes=2)
    assert [throttle.take("T") for _ in range(601)] == [0] * 600 + [1]


def test_few_a_minute_wait_as_long_as_they_must() -> None:
    throttle, clock = a_throttle(2)
    assert [throttle.take("T") for _ in range(4)] == [0, 0, 30, 30]
    clock.move(seconds=20)
    assert throttle.take("T") == 10
    clock.move(seconds=10)
    assert [throttle.take("T"), throttle.take("T")] == [0, 30]


def test_workers_count_together_and_a_clock_set_back_locks_nobody_out() -> None:
    memory = bytearray(MEMORY_BYTES)
    (one, clock), (other, _) = a_throttle(10, memory), a_throttle(10, memory)
    assert [worker.take("T") for worker in (one, other) * 5] == [0] * 10
    assert one.take("T") > 0
    assert other.take("T") > 0
    clock.move(days=-1)
    assert one.take("T") == 0


def test_more_tokens_than_the_memory_holds_are_all_served() -> None:
    throttle, _ = a_throttle(1)
    assert {throttle.take(f"T{number}") for number in range(20_000)} == {0}
    assert sum(throttle.take(f"T{number}") > 0 for number in range(19_990, 20_000)) > 5


def test_too_many_requests_are_429_for_that_token_alone(house: House) -> None:
    """The caller's own status for errors does not hide it; the address of a page may be read across origins."""
    throttle, clock = a_throttle(3)
    router = _a_router(throttle=throttle)

    class Everybody:
        async def caller(self, token: str) -> str | None:
            return token if token.startswith("T") else None

    async def show(call: Call) -> Answer:
        return ok(str(await caller_of(call, Everybody())))  # type: ignore[arg-type]

    router.add("POST", "Contacts", show, error_status=True)
    address = "/api/v1/contacts?inCaseOfErrorReturnHttpCode=200&token="
    assert [answered(router, "POST", f"{address}T1").status for _ in range(5)] == [200, 200, 200, 429, 429]
    refused = answered(router, "POST", f"{address}T1")
    assert (refused.status, refused.headers["retry-after"]) == (429, "20")
    said = "More than 3 requests a minute came with this token. Send it again in 20 seconds."
    assert refused.json == {"Message": said}
    as_xml = answered(router, "POST", f"{address}T1", headers={"Accept": "application/xml"})
    assert as_xml.body == f"<Error><Message>{said}</Message></Error>".encode()
    assert "Retry-After" in refused.headers["access-control-expose-headers"]
    assert answered(router, "POST", f"{address}T2").json == "T2"
    assert [answered(router, "POST", f"{address}x").status for _ in range(5)] == [401] * 5
    assert answered(router, "OPTIONS", f"{address}T1").status == 200
    clock.move(seconds=20)
    assert answered(router, "POST", f"{address}T1").json == "T1"
    limited = dataclasses.replace(house.desk, throttle=throttle)
    for made in (caspit_router(limited, Sessions(limited)), extensions_router(limited, Sessions(limited))):
        assert made.surface.throttle is throttle
