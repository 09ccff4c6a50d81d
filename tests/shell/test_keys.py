"""Keys from the command line, beside a running server of four workers: made, shown once, used, revoked everywhere."""

from __future__ import annotations

import itertools
import os
import re
import time
from collections.abc import Iterator
from pathlib import Path

import httpx2
import psycopg
import pytest

from pinkas.actions.businesses import Profile, open_business
from pinkas.actions.desk import Desk
from pinkas.actions.keys import signature_of
from pinkas.actions.shops import furnish
from pinkas.shell import cli
from pinkas.shell.config import Settings, SettingsError, load
from pinkas.shell.console import at_the_desk, operator_of
from pinkas.storage import embedded
from tests.folders import passing_folder

from .test_commands import Serving

OURS, THEIRS = "510000011", "510000029"
KEY, SECRET = "k7p2m9x4q1v8b3n6t5r0w2y8z4c6d1f3", "n4t7w1z8c5v2b9m6x3q0p7r4k1s8d5g2"
WORKERS = 4
WITHIN_S = 1.0
NONCES = itertools.count(1_795_000_001)


@pytest.fixture(scope="module")
def serving() -> Iterator[tuple[Serving, Path]]:
    async def fill(desk: Desk) -> None:
        for number in (OURS, THEIRS):
            await open_business(desk, number, Profile(legal_name=f"עסק {number}"))
            await furnish(desk, await operator_of(desk, number))

    with passing_folder() as folder:
        at_the_desk(Settings(data=folder / "data"), fill, create=True)
        with Serving(folder / "data", "--workers", str(WORKERS)) as server:
            yield server, folder / "data"


class Keyboard:
    """The command line in this process: what it told standard output, and what the person who watches."""

    def __init__(self, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
        self.capsys, self.monkeypatch = capsys, monkeypatch

    def typed(self, *arguments: str, status: int = 0) -> tuple[str, str]:
        self.monkeypatch.setattr("sys.argv", ["pinkas", "key", *arguments])
        with pytest.raises(SystemExit) as left:
            cli.main()
        told = self.capsys.readouterr()
        assert left.value.code == status, told.err
        return told.out.strip(), told.err.strip()


@pytest.fixture
def keyboard(
    serving: tuple[Serving, Path], capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> Keyboard:
    for name in [name for name in os.environ if name.startswith("PINKAS_")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("PINKAS_DATA", str(serving[1]))
    monkeypatch.chdir(serving[1].parent)
    return Keyboard(capsys, monkeypatch)


# --- one connection to each worker -----------------------------------------------------------------------------------


@pytest.fixture
def each_worker(serving: tuple[Serving, Path]) -> Iterator[list[httpx2.Client]]:
    """Clients with a kept connection each, every worker at the other end of one."""
    found: dict[int, httpx2.Client] = {}
    spare: list[httpx2.Client] = []
    try:
        for _ in range(20 * WORKERS):
            client = httpx2.Client(base_url=serving[0].url)
            worker = _worker_behind(client, serving[0])
            spare.append(client) if worker in found else found.setdefault(worker, client)
            if len(found) == WORKERS:
                break
        assert len(found) == WORKERS
        yield list(found.values())
    finally:
        for client in (*found.values(), *spare):
            client.close()


def _worker_behind(client: httpx2.Client, serving: Serving) -> int:
    """The process that holds the other end of the client's connection: by its inode among what each has open."""
    assert client.get("/healthz").status_code == 200
    stream = client.get("/healthz").extensions["network_stream"]
    ours = stream.get_extra_info("client_addr")[1]
    inode = next(
        columns[9]
        for columns in map(str.split, Path("/proc/net/tcp").read_text().splitlines()[1:])
        if columns[2].endswith(f":{ours:04X}") and columns[1].endswith(f":{serving.port:04X}")
    )
    children = Path(f"/proc/{serving.process.pid}/task/{serving.process.pid}/children").read_text().split()
    for pid in map(int, children):
        if Path(f"socket:[{inode}]") in [entry.readlink() for entry in Path(f"/proc/{pid}/fd").iterdir()]:
            return pid
    raise AssertionError("nobody holds the connection")


# --- what the wires say ----------------------------------------------------------------------------------------------


def opens(client: httpx2.Client, key: str) -> bool:
    """Whether R-NET takes the key."""
    answer = client.get("/v1/stores", headers={"x-api-key": key})
    assert answer.status_code in {200, 401}, answer.text
    return answer.status_code == 200


def signed(client: httpx2.Client, method: str, said: dict[str, str], **more: str) -> object:
    """What iCash says: the data, or the error's text."""
    nonce = str(next(NONCES))
    signature = signature_of(said["secret_key"], said["api_key"], nonce, said["WareHouseID"])
    form = {"api_key": said["api_key"], "nonce": nonce, "signature": signature, **more}
    answer = client.post(f"/clientapi/v1/{method}", data=form).json()
    assert answer["nonce"] == nonce
    return answer["data"] if answer["status"] == 1 else answer["error_message"]


def told(out: str) -> dict[str, str]:
    return dict(line.split(" ") for line in out.splitlines())


# --- the stories -----------------------------------------------------------------------------------------------------


def test_a_key_is_told_once_and_listed_ever_after(keyboard: Keyboard) -> None:
    out, err = keyboard.typed("add", THEIRS, "rnet", "--name", "קופה 1", "--user", "2")
    assert re.fullmatch(r"[a-z0-9]{32}", out)
    serial = re.fullmatch(rf"Key (\d+) of business {THEIRS} is 'קופה 1'; what follows is not shown again", err)
    assert serial is not None
    keyboard.monkeypatch.setenv("PINKAS_NEW_KEY", KEY)
    keyboard.monkeypatch.setenv("PINKAS_NEW_SECRET", SECRET)
    out, _ = keyboard.typed("add", THEIRS, "icash", "--user", "3", "--warehouse", "10017")
    assert out == f"WareHouseID 10017\nUserID 3\napi_key {KEY}\nsecret_key {SECRET}"
    assert keyboard.typed("add", THEIRS, "icash", "--user", "3", status=1)[1] == "pinkas: Key is somebody's already."
    keyboard.monkeypatch.delenv("PINKAS_NEW_KEY")
    assert keyboard.typed("add", THEIRS, "rnet", status=1)[1] == "pinkas: Secret belongs to keys that sign."
    keyboard.monkeypatch.delenv("PINKAS_NEW_SECRET")
    assert keyboard.typed("add", THEIRS, "icash", "--user", "9", status=1)[1] == "pinkas: No member of staff '9'."
    assert keyboard.typed("revoke", OURS, serial[1], status=1)[1] == f"pinkas: No key to revoke '{serial[1]}'."
    assert keyboard.typed("revoke", THEIRS, serial[1])[1] == f"Key {serial[1]} of business {THEIRS} is revoked"
    first, second = keyboard.typed("list", THEIRS)[1].splitlines()
    assert re.fullmatch(rf"Key {serial[1]} 'קופה 1': R-NET, UserID 2, made [0-9-]+, revoked [0-9-]+", first)
    assert re.fullmatch(r"Key \d+ 'key \d+': iCash, WareHouseID 10017, UserID 3, made [0-9-]+", second)
    assert "קופה 1" not in keyboard.typed("list", OURS)[1]


def test_a_revoked_key_is_refused_on_every_worker_within_a_second(
    keyboard: Keyboard, each_worker: list[httpx2.Client]
) -> None:
    key, err = keyboard.typed("add", OURS, "rnet")
    for client in each_worker * 2:
        assert opens(client, key)
    since = time.monotonic()
    keyboard.typed("revoke", OURS, err.split()[1])
    while any(opens(client, key) for client in each_worker):
        assert time.monotonic() - since < WITHIN_S
    assert time.monotonic() - since < WITHIN_S


def test_with_the_listeners_cut_a_revoked_key_is_refused_at_the_next_request(
    serving: tuple[Serving, Path], keyboard: Keyboard, each_worker: list[httpx2.Client]
) -> None:
    key, err = keyboard.typed("add", OURS, "rnet")
    for client in each_worker * 2:
        assert opens(client, key)
    cluster = embedded.attach(serving[1])
    assert cluster is not None
    with psycopg.connect(cluster.dsn("admin"), autocommit=True) as admin:
        cut = admin.execute(
            "select pg_terminate_backend(pid, 5000) from pg_stat_activity where application_name = 'pinkas listener'"
        ).fetchall()
        assert cut == [(True,)] * WORKERS
        # As revoking does, though nobody is told.
        admin.execute("update directory.api_key set revoked_at = now() where serial = %s", (err.split()[1],))
    assert [opens(client, key) for client in each_worker] == [False] * WORKERS


def test_a_revoked_pair_is_refused_with_its_session_at_the_next_call(
    keyboard: Keyboard, each_worker: list[httpx2.Client]
) -> None:
    out, err = keyboard.typed("add", OURS, "icash", "--user", "3")
    said = told(out)
    assert 10001 <= int(said["WareHouseID"]) <= 10018
    entered = signed(each_worker[0], "login", said, WareHouseID=said["WareHouseID"], UserID="3")
    assert isinstance(entered, dict)
    session = entered["session_id"]
    for client in each_worker * 2:
        assert isinstance(signed(client, "get-users", said, ses=session), list)
    keyboard.typed("revoke", OURS, err.split()[1])
    for client in each_worker:
        assert signed(client, "get-users", said, ses=session) == "Authentication Error"


def test_a_sessions_length_is_a_setting(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.chdir(tmp_path)
    for said, minutes in (("", 60), ("15", 15)):
        monkeypatch.setenv("PINKAS_SESSION_MINUTES", said)
        assert load().session_minutes == minutes
    monkeypatch.setenv("PINKAS_SESSION_MINUTES", "0")
    with pytest.raises(SettingsError, match="PINKAS_SESSION_MINUTES cannot be used"):
        load()
