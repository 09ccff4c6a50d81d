"""The command line as a person uses it: real processes, real folders, one sentence when something is wrong."""

from __future__ import annotations

import contextlib
import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import tarfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Self

import httpx2
import psycopg
import pytest

from tests.folders import passing_folder

PINKAS = str(Path(sys.executable).with_name("pinkas"))
POSTGRES_15 = Path("/usr/lib/postgresql/15/bin")


def pinkas(data: Path, *arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """Run a command to its end."""
    return subprocess.run(
        [PINKAS, *arguments], env=_environment(data, **environment), capture_output=True, text=True, timeout=120,
        check=False, cwd=data.parent,
    )  # fmt: skip


def _environment(data: Path, **more: str) -> dict[str, str]:
    clean = {name: value for name, value in os.environ.items() if not name.startswith("PINKAS_")}
    return {**clean, "PINKAS_DATA": str(data), **more}


class Serving:
    """`pinkas serve` as a process of its own."""

    def __init__(self, data: Path, *arguments: str, **environment: str) -> None:
        with socket.create_server(("127.0.0.1", 0)) as free:
            self.port = free.getsockname()[1]
        self.url = f"http://127.0.0.1:{self.port}"
        self.process = subprocess.Popen(
            [PINKAS, "serve", "--port", str(self.port), *arguments],
            env=_environment(data, **environment), stderr=subprocess.PIPE, text=True, cwd=data.parent,
            start_new_session=True,
        )  # fmt: skip

    def __enter__(self) -> Self:
        deadline = time.monotonic() + 60
        while time.monotonic() < deadline and self.process.poll() is None:
            try:
                if httpx2.get(f"{self.url}/healthz", timeout=5).status_code == 200:
                    return self
            except httpx2.TransportError:
                time.sleep(0.05)
        raise AssertionError(self.process.communicate()[1])

    def __exit__(self, *_: object) -> None:
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
        assert self.process.wait(30) == 0
        if self.process.stderr is not None:
            self.process.stderr.close()

    def token(self, user: str = "demo", password: str = "demodemo") -> str:
        answer = httpx2.post(f"{self.url}/api/v1/Token", data={"UserName": user, "Password": password})
        assert answer.status_code == 200, answer.text
        return str(answer.json())


@pytest.fixture(scope="module")
def demo() -> Iterator[tuple[Serving, Path]]:
    with passing_folder() as folder, Serving(folder / "data", "--demo") as serving:
        yield serving, folder / "data"


@pytest.fixture
def place() -> Iterator[Path]:
    with passing_folder() as folder:
        yield folder


def test_the_demo_answers_at_once_under_both_tax_numbers(demo: tuple[Serving, Path]) -> None:
    serving, _ = demo
    for number in ("123456782", "123456789"):
        answer = httpx2.get(
            f"{serving.url}/api/v1/Token", params={"user": "demo", "pwd": "demodemo", "osekMorshe": number}
        )
        assert answer.status_code == 200
        assert len(answer.json()) == 48


def test_commands_work_beside_a_running_server(demo: tuple[Serving, Path], place: Path) -> None:
    serving, data = demo
    assert "the books are whole" in (verified := pinkas(data, "verify")).stderr
    assert verified.returncode == 0
    examined = pinkas(data, "doctor")
    assert examined.returncode == 0, examined.stderr
    assert "PROBLEM" not in examined.stderr
    opened = pinkas(data, "business", "add", "514000009", "חברת ניסיון", "--registration", "company")
    assert opened.returncode == 0, opened.stderr
    added = pinkas(data, "user", "add", "ruth", "--business", "514000009", PINKAS_NEW_PASSWORD="a long word")
    assert added.returncode == 0, added.stderr
    assert len(serving.token("Ruth", "a long word")) == 48


def test_backup_and_restore_into_an_empty_folder(demo: tuple[Serving, Path], place: Path) -> None:
    serving, data = demo
    headers = {"Caspit-Token": serving.token()}
    before = httpx2.get(f"{serving.url}/api/v1/Documents/demo-inv-1", headers=headers).json()
    made = pinkas(data, "backup", str(place / "books.tar"))
    assert made.returncode == 0, made.stderr
    assert "without the master key" in made.stderr
    assert (place / "books.tar").stat().st_mode & 0o077 == 0
    with tarfile.open(place / "books.tar") as archive:
        assert "master.key" not in archive.getnames()

    fresh = place / "fresh"
    restored = pinkas(fresh, "restore", str(place / "books.tar"))
    assert restored.returncode == 0, restored.stderr
    assert "Put the master key with id" in restored.stderr
    (fresh / "secrets").mkdir(mode=0o700, exist_ok=True)
    refused = pinkas(fresh, "verify")
    assert refused.returncode == 1
    assert "the master key" in refused.stderr.lower()
    shutil.copy(data / "secrets" / "master.key", fresh / "secrets" / "master.key")
    verified = pinkas(fresh, "verify")
    assert verified.returncode == 0, verified.stderr
    assert "the books are whole" in verified.stderr
    with Serving(fresh) as again:
        after = httpx2.get(f"{again.url}/api/v1/Documents/demo-inv-1", headers={"Caspit-Token": again.token()}).json()
    before.pop("LinkToPdf"), after.pop("LinkToPdf")
    assert after == before


def test_backup_with_its_key_restores_by_itself(demo: tuple[Serving, Path], place: Path) -> None:
    _, data = demo
    assert pinkas(data, "backup", str(place / "whole.tar"), "--with-key").returncode == 0
    restored = pinkas(place / "fresh", "restore", str(place / "whole.tar"))
    assert restored.returncode == 0, restored.stderr
    assert "the books are whole" in restored.stderr
    twice = pinkas(place / "fresh", "restore", str(place / "whole.tar"))
    assert twice.returncode == 1
    assert "is not empty" in twice.stderr


def _one_sentence(done: subprocess.CompletedProcess[str], *words: str) -> None:
    assert done.returncode not in (0, None)
    lines = done.stderr.strip().splitlines()
    assert len(lines) == 1, done.stderr
    assert lines[0].startswith("pinkas: ")
    for word in words:
        assert word in lines[0]


def test_a_taken_port_is_one_sentence(place: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        _one_sentence(pinkas(place / "data", "serve", "--port", port), port, "taken")


def test_a_used_folder_is_one_sentence(demo: tuple[Serving, Path]) -> None:
    serving, data = demo
    _one_sentence(pinkas(data, "serve", "--port", "0"), str(data), str(serving.process.pid))


def test_an_unreachable_database_is_one_sentence_without_its_password(place: Path) -> None:
    url = "postgresql://keeper:hunter2@127.0.0.1:1/books"
    done = pinkas(place / "data", "serve", "--port", "0", PINKAS_DATABASE_URL=url)
    _one_sentence(done, "cannot be reached")
    assert "hunter2" not in done.stderr


@pytest.mark.parametrize("setting", [{"PINKAS_PORT": "many"}, {"PINKAS_WORKERS": "0"}, {"PINKAS_LOG_LEVEL": "loud"}])
def test_a_wrong_setting_is_one_sentence_naming_it(place: Path, setting: dict[str, str]) -> None:
    _one_sentence(pinkas(place / "data", "serve", **setting), *setting)


@pytest.mark.parametrize(
    "command", [("verify",), ("doctor",), ("backup", "x.tar"), ("user", "add", "ruth", "--operator")]
)
def test_a_folder_without_books_is_one_sentence_and_stays_as_it_is(place: Path, command: tuple[str, ...]) -> None:
    done = pinkas(place / "wrong", *command, PINKAS_NEW_PASSWORD="a long word")
    _one_sentence(done, "no books in", "wrong")
    assert not (place / "wrong").exists()


def test_a_url_that_is_none_is_one_sentence(place: Path) -> None:
    done = pinkas(place / "data", "serve", "--port", "0", PINKAS_DATABASE_URL="hunter2")
    _one_sentence(done, "PINKAS_DATABASE_URL")
    assert "hunter2" not in done.stderr


def test_a_database_that_dies_is_started_again(place: Path) -> None:
    data = place / "data"
    with Serving(data, "--demo") as serving:
        headers = {"Caspit-Token": serving.token()}
        sent = {"DocumentId": "before", "TrxTypeId": 1, "TrxCodeNumber": 3}
        assert httpx2.post(f"{serving.url}/api/v1/documents", json=sent, headers=headers).status_code == 201
        postmaster = int((data / "postgres" / "postmaster.pid").read_text().splitlines()[0])
        os.kill(postmaster, signal.SIGKILL)
        deadline = time.monotonic() + 60
        status = 0
        while time.monotonic() < deadline and status != 200:
            time.sleep(0.2)
            with contextlib.suppress(httpx2.TransportError):
                status = httpx2.get(f"{serving.url}/api/v1/documents/before", headers=headers, timeout=20).status_code
        assert status == 200
        assert int((data / "postgres" / "postmaster.pid").read_text().splitlines()[0]) != postmaster
    assert "the books are whole" in pinkas(data, "verify").stderr


def test_not_a_backup_is_one_sentence(place: Path) -> None:
    (place / "x.tar").write_text("no tar")
    _one_sentence(pinkas(place / "data", "restore", str(place / "x.tar")), "no Pinkas backup")


@pytest.fixture(scope="module")
def postgres_15() -> Iterator[str]:
    """A PostgreSQL 15 of Debian's, with a database for an owner who may create roles."""
    if not (POSTGRES_15 / "postgres").exists():
        pytest.skip("PostgreSQL 15 is not installed: CI installs it")
    home = Path(os.path.realpath("/tmp")) / f"pinkas-pg15-{os.getpid()}"  # short, for its socket
    home.mkdir(mode=0o755)
    as_user: dict[str, object] = {}
    if os.geteuid() == 0:
        shutil.chown(home, "postgres", "postgres")
        as_user = {"user": "postgres", "group": "postgres", "extra_groups": []}
    run = [str(POSTGRES_15 / "initdb"), "-D", str(home / "data"), "-U", "keeper", "-A", "trust", "-E", "UTF8"]
    subprocess.run(run, check=True, capture_output=True, cwd="/", **as_user)  # type: ignore[call-overload]
    server = subprocess.Popen(  # type: ignore[call-overload]
        [str(POSTGRES_15 / "postgres"), "-D", str(home / "data"), "-k", str(home), "-c", "listen_addresses="],
        stderr=subprocess.DEVNULL, cwd="/", **as_user,
    )  # fmt: skip
    try:
        where = f"host={home} user=keeper"
        for _ in range(200):
            try:
                with psycopg.connect(f"{where} dbname=postgres", autocommit=True) as admin:
                    admin.execute("create role owner login createrole")
                    admin.execute("create database books owner owner")
                break
            except psycopg.OperationalError:
                time.sleep(0.05)
        yield f"postgresql://owner@/books?host={home}"
    finally:
        server.send_signal(signal.SIGINT)
        server.wait(30)
        shutil.rmtree(home)


def test_serves_from_a_postgresql_15_of_somebody_else(postgres_15: str, place: Path) -> None:
    data = place / "data"
    keyless = pinkas(data, "serve", "--port", "0", PINKAS_DATABASE_URL=postgres_15)
    _one_sentence(keyless, "master key")
    key = place / "key"
    key.write_bytes(bytes(range(32)))
    key.chmod(0o600)
    where = {"PINKAS_DATABASE_URL": postgres_15, "PINKAS_SECRET_KEY_FILE": str(key)}
    with Serving(data, "--demo", **where) as serving:
        headers = {"Caspit-Token": serving.token(), "Content-Type": "application/json"}
        sent = {
            "TrxTypeId": 1, "TrxCodeNumber": 3, "DocumentId": "first",
            "DocumentLines": [{"ProductName": "מדף", "UnitPrice": 100}],
        }  # fmt: skip
        answer = httpx2.post(f"{serving.url}/api/v1/Documents", content=json.dumps(sent), headers=headers)
        assert answer.status_code == 201, answer.text
        assert answer.json()["Total"] == 118.0
        printed = httpx2.post(f"{serving.url}/api/v1/PrintDocument/first", headers=headers)
        assert printed.status_code == 200
        assert httpx2.get(printed.json()).content.startswith(b"%PDF")
    assert not (data / "postgres").exists()
    verified = pinkas(data, "verify", **where)
    assert verified.returncode == 0, verified.stderr
    made = pinkas(data, "backup", str(place / "b.tar"), **where)
    assert made.returncode == 0, made.stderr
    restored = pinkas(place / "embedded", "restore", str(place / "b.tar"), PINKAS_SECRET_KEY_FILE=str(key))
    assert restored.returncode == 0, restored.stderr
    assert "the books are whole" in restored.stderr


def test_passwords_are_hashed_at_full_weight() -> None:
    """In a process of its own: the suite's hashes lightly."""
    script = "import asyncio\nfrom pinkas.actions import sessions\nprint(asyncio.run(sessions.hash_password('word')))"
    said = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True).stdout
    assert said.startswith("$argon2id$v=19$m=19456,t=2,p=1$")
