"""A nonce that was answered is used up, and its session open, though everything that runs is killed."""

from __future__ import annotations

from typing import Any

import httpx2

from pinkas.actions.desk import Desk
from pinkas.actions.key_making import MadeKey, add_key
from pinkas.actions.keys import KeySort, signature_of
from pinkas.actions.shops import furnish
from pinkas.shell.config import Settings
from pinkas.shell.console import at_the_desk, operator_of
from tests.faults.serving import TAX_NUMBERS, Server


async def _make_keys(desk: Desk) -> tuple[MadeKey, MadeKey]:
    caller = await operator_of(desk, TAX_NUMBERS[0])
    await furnish(desk, caller)
    return await add_key(desk, caller, KeySort.SIGNED, staff=3), await add_key(desk, caller, KeySort.OPAQUE)


def _called(server: Server, pair: MadeKey, method: str, nonce: int, **more: str) -> Any:
    """The data, or the error's text."""
    assert pair.secret is not None
    signature = signature_of(pair.secret, pair.key, str(nonce), str(pair.number))
    form = {"api_key": pair.key, "nonce": str(nonce), "signature": signature, **more}
    said = httpx2.post(f"http://127.0.0.1:{server.port}/clientapi/v1/{method}", data=form, timeout=30).json()
    return said["data"] if said["status"] == 1 else said["error_message"]


def _stores(server: Server, key: str) -> int:
    answer = httpx2.get(f"http://127.0.0.1:{server.port}/v1/stores", headers={"x-api-key": key}, timeout=30)
    return answer.status_code


def test_nonces_sessions_and_keys_outlive_a_killed_server(server: Server) -> None:
    pair, opaque = at_the_desk(Settings(data=server.data), _make_keys)
    server.start()
    session = _called(server, pair, "login", 1_795_000_001, WareHouseID=str(pair.number), UserID="3")["session_id"]
    assert isinstance(_called(server, pair, "get-users", 1_795_000_002, ses=session), list)
    server.kill(server.everything())
    server.wait()
    server.start()
    assert _called(server, pair, "get-users", 1_795_000_002, ses=session) == "Authentication Error"
    assert isinstance(_called(server, pair, "get-users", 1_795_000_003, ses=session), list)
    assert _stores(server, opaque.key) == 200
    server.stop()
