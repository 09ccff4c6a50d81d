"""A shop system's list of documents over iCash, against the same rows by raw SQL through a server of the same kind.

Every call is signed with a nonce that rises by key; one caller at a time uses a key, and all calls are made before the
clock starts.
"""

from __future__ import annotations

import itertools
import json
import statistics
import time
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final
from urllib.parse import urlencode

import uvloop

from benchmarks.calls import Member, send_all
from benchmarks.installation import Installation, Server
from benchmarks.load import refuse_other, run_load
from benchmarks.reading import Side, raw_server
from benchmarks.results import BenchmarkError, Measure, spread_of
from benchmarks.scale import Scale
from pinkas.actions.businesses import caller_of_business
from pinkas.actions.desk import Desk
from pinkas.actions.key_making import add_key
from pinkas.actions.keys import KeySort, signature_of
from pinkas.actions.shops import furnish

_KEYS: Final = 32
_ROWS: Final = 100
_LEAST_RATIO: Final = 0.4
#: Calls made ahead for each key and second; no server of this class answers more.
_CALLS_A_SECOND: Final = 60
#: The member of staff that the keys act as.
_STAFF: Final = 1


@dataclass(slots=True)
class _Signer:
    """A key pair in its session, and the nonces it has used."""

    key: str
    secret: str
    number: int
    nonces: Iterator[int]
    session: str = ""

    def call(self, method: str, **said: object) -> bytes:
        """The bytes of a signed call."""
        nonce = next(self.nonces)
        signature = signature_of(self.secret, self.key, str(nonce), str(self.number))
        fields = {"api_key": self.key, "nonce": nonce, "signature": signature, **said}
        if self.session:
            fields["ses"] = self.session
        content = urlencode(fields).encode()
        head = (
            f"POST /clientapi/v1/{method} HTTP/1.1\r\nHost: 127.0.0.1\r\n"
            f"Content-Type: application/x-www-form-urlencoded\r\nContent-Length: {len(content)}\r\n\r\n"
        )
        return head.encode() + content


class _Lister:
    """Calls of `documents-list` made ahead, a queue to each connection."""

    def __init__(self, signers: list[_Signer]) -> None:
        self._signers = signers
        self._calls: list[Iterator[bytes]] = []

    def prepare(self, seconds: float) -> None:
        """Sign enough calls for so long."""
        count = int(seconds * _CALLS_A_SECOND)
        self._calls = [iter([one.call("documents-list", count=_ROWS) for _ in range(count)]) for one in self._signers]

    def next(self, connection: int) -> bytes:
        """The next call of a connection's key."""
        try:
            return next(self._calls[connection])
        except StopIteration:
            raise BenchmarkError("more calls were answered than were signed ahead") from None


def measure_shop_list(installation: Installation, server: Server, member: Member, scale: Scale) -> Measure:
    """`icash_list`: the first hundred of very many documents, thirty-two keys with one connection each."""
    signers = _sign_in(installation, server, member)
    lister = _Lister(signers)
    cluster = installation.cluster()
    raw_asked = f"GET /raw/{member.business}/list/{_ROWS} HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n".encode()
    with raw_server(installation, workers=len(server.workers())) as raw:
        floor = Side("floor", raw.port, lambda _: raw_asked, raw.workers(), cluster.pid, connections=_KEYS)
        ours = Side("ours", server.port, lister.next, server.workers(), cluster.pid, connections=_KEYS)
        _check_same(_rows(server, signers[0].call("documents-list", count=_ROWS)), _rows(raw, raw_asked))
        installation.analyze()
        first = _first_ms(server, signers)
        for turn in range(1 + scale.rounds):
            for side in (floor, ours):
                seconds = scale.sample_s if turn else scale.warm_up_s
                lister.prepare(seconds)
                side.measure(seconds) if turn else side.load(seconds)
    return Measure(
        name="icash_list",
        value=ours.per_second,
        unit="lists/s",
        floor=floor.per_second,
        spread=spread_of([load.per_second for load in ours.loads]),
        target=f"ratio ≥ {_LEAST_RATIO}",
        met=ours.per_second / floor.per_second >= _LEAST_RATIO,
        notes=(
            f"{_ROWS} rows of {scale.listed_documents:,} documents, {_KEYS} keys and as many connections",
            f"ours, a list that is counted anew: p50 {first:.1f} ms, one connection",
            *ours.told(),
            *floor.told(),
        ),
    )


def _sign_in(installation: Installation, server: Server, member: Member) -> list[_Signer]:
    """Several key pairs of one member of staff, each in a session of its own."""

    async def work(desk: Desk) -> list[_Signer]:
        caller = await caller_of_business(desk, member.business, actor="benchmark")
        await furnish(desk, caller)
        made = [await add_key(desk, caller, KeySort.SIGNED, staff=_STAFF) for _ in range(_KEYS)]
        return [
            _Signer(one.key, one.secret or "", one.number or 0, itertools.count(time.time_ns() // 1000)) for one in made
        ]

    signers = installation.at_the_desk(work)
    for one in signers:
        (answer,) = send_all(server.port, [one.call("login", WareHouseID=one.number, UserID=_STAFF)], 200)
        one.session = json.loads(answer)["data"]["session_id"]
    return signers


def _rows(server: Server, request: bytes) -> list[dict[str, Any]]:
    (answer,) = send_all(server.port, [request], 200)
    said = json.loads(answer)
    found: list[dict[str, Any]] = said if isinstance(said, list) else said["data"]["Data"]
    return found


def _check_same(ours: list[dict[str, Any]], raw: list[dict[str, Any]]) -> None:
    """Both sides must tell of the same hundred documents."""
    if len(ours) != _ROWS or [(one["DocumentID"], one["DocumentNum"]) for one in ours] != [
        (one["serial"], one["number"]) for one in raw
    ]:
        raise BenchmarkError("the list and the raw rows are of other documents")


def _first_ms(server: Server, signers: list[_Signer]) -> float:
    """The median milliseconds of a list that no worker has counted before: a filter that changes with every call."""
    asked = iter(
        [signers[0].call("documents-list", count=_ROWS, DocumentDateFrom=f"19{year}-01-01") for year in range(70, 90)]
    )

    def check(connection: int, status: int, body: bytes) -> None:
        del connection
        refuse_other(status, body, 200)

    load = uvloop.run(run_load(server.port, lambda _: next(asked, None), check, connections=1))
    return statistics.median(load.latencies_s) * 1000
