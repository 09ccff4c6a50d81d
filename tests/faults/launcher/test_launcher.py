"""The ordinary life of the database that comes with Pinkas."""

import asyncio
import os
import stat
import subprocess
import tempfile
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import asyncpg
import psycopg
import pytest
from psycopg import errors

from pinkas.storage.embedded import Cluster, LauncherError, attach, client_program, probe_running, processes
from pinkas.storage.embedded.lock import FolderLock

Begin = Callable[..., Cluster]
Hold = Callable[..., tuple[subprocess.Popen[str], int]]
Query = Callable[..., Any]


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def log_text(cluster: Cluster) -> str:
    return "".join(log.read_text() for log in cluster.home.log.iterdir())


def test_first_and_second_start_are_quick(begin: Begin, fresh: Path) -> None:
    began = time.monotonic()
    begin(fresh, durable=True).stop()
    first = time.monotonic()
    begin(fresh, durable=True).stop()
    assert first - began < 10
    assert time.monotonic() - first < 3


def test_the_server_is_set_up_as_the_books_need_it(begin: Begin, data: Path, query: Query) -> None:
    cluster = begin(data, durable=True)
    wanted = {
        "listen_addresses": "",
        "server_encoding": "UTF8",
        "data_checksums": "on",
        "timezone": "UTC",
        "jit": "off",
        "fsync": "on",
        "synchronous_commit": "on",
        "full_page_writes": "on",
        "max_connections": "100",
    }
    assert {name: query(cluster, f"SHOW {name}") for name in wanted} == wanted
    locale = "SELECT datlocprovider::text || ' ' || datlocale FROM pg_database WHERE datname = 'pinkas'"
    assert query(cluster, locale) == "b C.UTF-8"
    assert query(cluster, "SELECT rolname FROM pg_roles WHERE rolsuper") == "pinkas_admin"


def test_hebrew_can_be_searched_by_trigrams(begin: Begin, data: Path, query: Query) -> None:
    cluster = begin(data)
    query(cluster, "CREATE EXTENSION pg_trgm", role="owner")
    assert query(cluster, "SELECT similarity('חשבונית', 'חשבונית מס') > 0.5") is True


def test_only_socket_and_system_users_let_anybody_in(begin: Begin, data: Path) -> None:
    cluster = begin(data)
    lines = (cluster.home.cluster / "pg_hba.conf").read_text().splitlines()
    assert [line for line in lines if line and not line.startswith("#")] == [
        "local all pinkas_admin,pinkas_owner,pinkas_server peer map=pinkas"
    ]
    with pytest.raises(psycopg.OperationalError, match=r"no pg_hba\.conf entry"):
        psycopg.connect(cluster.dsn("owner").replace("pinkas_owner", "stranger"))


def test_asyncpg_connects_as_each_role(begin: Begin, data: Path) -> None:
    cluster = begin(data)

    async def names() -> list[str]:
        found = []
        for role in ("owner", "server", "admin"):
            connection = await asyncpg.connect(**cluster.connect_kwargs(role))
            found.append(await connection.fetchval("SELECT current_user || '@' || current_database()"))
            await connection.close()
        return found

    assert asyncio.run(names()) == ["pinkas_owner@pinkas", "pinkas_server@pinkas", "pinkas_admin@pinkas"]


def test_owner_runs_migrations_and_is_no_superuser(begin: Begin, data: Path, query: Query) -> None:
    cluster = begin(data)
    query(cluster, "CREATE SCHEMA books; CREATE TABLE books.entry (id int)", role="owner")
    attributes = "SELECT rolsuper OR rolcreatedb OR rolcreaterole FROM pg_roles WHERE rolname = current_user"
    assert query(cluster, attributes, role="owner") is False


@pytest.mark.parametrize(
    "sql", ["CREATE TABLE t (id int)", "CREATE TEMP TABLE t (id int)", "CREATE SCHEMA s", "CREATE DATABASE d"]
)
def test_server_role_creates_nothing(begin: Begin, data: Path, query: Query, sql: str) -> None:
    cluster = begin(data)
    with pytest.raises(errors.InsufficientPrivilege):
        query(cluster, sql, role="server")
    assert query(cluster, "SELECT rolsuper FROM pg_roles WHERE rolname = current_user", role="server") is False


def test_stop_leaves_no_process_and_may_be_called_twice(begin: Begin, data: Path) -> None:
    with begin(data) as cluster:
        assert probe_running(data) == cluster.pid
        assert len(processes.processes_of(cluster.home.cluster)) > 3
    assert probe_running(data) is None
    assert processes.processes_of(cluster.home.cluster) == []
    cluster.stop()


def test_stop_does_not_wait_for_clients(begin: Begin, data: Path) -> None:
    cluster = begin(data)
    with psycopg.connect(cluster.dsn("owner")) as connection:
        began = time.monotonic()
        cluster.stop()
        assert time.monotonic() - began < 5
        with pytest.raises(psycopg.OperationalError):
            connection.execute("SELECT 1")


def test_second_start_on_one_folder_names_folder_and_holder(begin: Begin, data: Path) -> None:
    cluster = begin(data)
    with pytest.raises(LauncherError, match=rf"{data} is in use by another Pinkas \(process {os.getpid()}\)"):
        begin(data)
    assert cluster.alive()


def test_of_two_first_starts_at_once_one_wins(begin: Begin, fresh: Path) -> None:
    together = threading.Barrier(2)
    refusals: list[str] = []

    def start_together() -> None:
        together.wait()
        try:
            begin(fresh)
        except LauncherError as refusal:
            refusals.append(str(refusal))

    starts = [threading.Thread(target=start_together) for _ in range(2)]
    for each in starts:
        each.start()
    for each in starts:
        each.join()
    (refusal,) = refusals
    assert refusal.startswith(f"The data folder {fresh} is in use by another Pinkas")
    assert probe_running(fresh) is not None


def test_two_folders_run_side_by_side(begin: Begin, place: Path, query: Query) -> None:
    one, two = begin(place / "one"), begin(place / "two")
    query(one, "CREATE TABLE here (id int)", role="owner")
    assert query(one, "SELECT to_regclass('here') IS NULL") is False
    assert query(two, "SELECT to_regclass('here') IS NULL") is True
    one.stop()
    assert query(two, "SELECT 1") == 1


def test_server_inherits_no_file_and_no_terminal(begin: Begin, data: Path) -> None:
    reader, writer = os.pipe()
    os.set_inheritable(writer, True)  # noqa: FBT003 - the library's signature
    pipe = f"pipe:[{os.fstat(writer).st_ino}]"
    try:
        pid = begin(data).pid
        open_files = {str(handle.readlink()) for handle in Path(f"/proc/{pid}/fd").iterdir()}
        assert "/dev/null" in open_files
        assert pipe not in open_files
        assert os.getsid(pid) == pid
    finally:
        os.close(reader)
        os.close(writer)


def test_folders_are_private_and_existing_ones_keep_their_permissions(begin: Begin, place: Path) -> None:
    place.chmod(0o751)
    fresh, old = place / "deep" / "new", place / "old"
    old.mkdir()
    old.chmod(0o775)
    # Root's own folder lets the service user's group pass, not look.
    private = 0o710 if os.geteuid() == 0 else 0o700
    cluster = begin(fresh)
    begin(old)
    assert (mode(place), mode(fresh.parent), mode(fresh), mode(old)) == (0o751, private, private, 0o775)
    for folder in (cluster.home.cluster, cluster.home.log, cluster.socket_dir):
        assert mode(folder) == 0o700


@pytest.mark.parametrize("name", ["x" * 120, "שלום", "a, b 'c' \"d\" \\ 100%"])
def test_awkward_and_long_paths(begin: Begin, place: Path, query: Query, name: str) -> None:
    cluster = begin(place / name)
    assert query(cluster, "SELECT 1") == 1
    assert len(os.fsencode(cluster.socket_dir / ".s.PGSQL.5432")) <= 103
    assert mode(cluster.socket_dir) == 0o700
    asyncio.run(connect_once(cluster))
    cluster.stop()
    assert begin(place / name).pid != cluster.pid


async def connect_once(cluster: Cluster) -> None:
    connection = await asyncpg.connect(**cluster.connect_kwargs("server"))
    await connection.close()


def test_socket_folder_outside_the_data_folder_goes_with_the_server(begin: Begin, place: Path) -> None:
    cluster = begin(place / ("x" * 120))
    assert cluster.socket_dir.parent == Path(tempfile.gettempdir())
    cluster.stop()
    assert not cluster.socket_dir.exists()


def test_client_tools_run_as_us_and_as_the_server_user(begin: Begin, data: Path, query: Query) -> None:
    cluster = begin(data)
    query(cluster, "CREATE TABLE ledger (id int)", role="owner")
    for options in ({}, cluster.run_as):
        dump = subprocess.run(
            [cluster.bin_dir / "pg_dump", "--schema-only", cluster.dsn("owner")],
            capture_output=True,
            text=True,
            check=True,
            cwd="/",
            **options,
        )
        assert "CREATE TABLE public.ledger" in dump.stdout


def test_log_holds_statements_but_no_personal_data(begin: Begin, data: Path, query: Query) -> None:
    cluster = begin(data)
    query(cluster, "ALTER SYSTEM SET log_min_duration_statement = 0")
    query(cluster, "SELECT pg_reload_conf()")
    query(cluster, "CREATE TABLE person (id text PRIMARY KEY, age int NOT NULL CHECK (age > 0))", role="owner")
    add = "INSERT INTO person VALUES (%s, %s)"
    query(cluster, add, "owner", ("SECRET-1", 1))
    for wrong, fault in ((1, errors.UniqueViolation), (-1, errors.CheckViolation), (None, errors.NotNullViolation)):
        with pytest.raises(fault):
            query(cluster, add, "owner", ("SECRET-1", wrong))
    cluster.stop()
    text = log_text(cluster)
    assert "INSERT INTO person VALUES ($1, $2)" in text
    assert "duplicate key value" in text
    assert "SECRET" not in text


def test_attached_database_is_used_and_left_running(data: Path, hold: Hold, query: Query) -> None:
    assert attach(data) is None
    _, pid = hold(data)
    with attach(data) or pytest.fail("not attached") as guest:
        assert guest.pid == pid
        assert query(guest, "SELECT current_user", role="owner") == "pinkas_owner"
    assert guest.alive()


def test_orphan_is_not_attached_to(data: Path, killed: Callable[..., int]) -> None:
    orphan = killed(data)
    assert attach(data) is None
    assert probe_running(data) == orphan


def test_looking_whether_a_folder_is_held_does_not_hinder_a_start(begin: Begin, data: Path) -> None:
    over = threading.Event()

    def look() -> None:
        while not over.is_set():
            FolderLock.is_held(data)

    looker = threading.Thread(target=look)
    looker.start()
    try:
        for _ in range(5):
            begin(data).stop()
    finally:
        over.set()
        looker.join()


def test_client_program_runs_as_us(begin: Begin, data: Path) -> None:
    dump = [client_program("pg_dump"), "--schema-only", begin(data).dsn("owner")]
    shown = subprocess.run(dump, capture_output=True, check=True).stdout
    assert b"PostgreSQL database dump complete" in shown


def test_probe_touches_nothing(fresh: Path) -> None:
    assert probe_running(fresh) is None
    assert not fresh.exists()


def test_data_folder_that_is_a_file(begin: Begin, fresh: Path) -> None:
    fresh.touch()
    with pytest.raises(LauncherError, match=f"{fresh} is not a folder"):
        begin(fresh)


def test_other_major_version_is_refused_in_a_sentence(begin: Begin, data: Path) -> None:
    cluster = begin(data)
    cluster.stop()
    (cluster.home.cluster / "PG_VERSION").write_text("17\n")
    with pytest.raises(LauncherError, match=r"holds PostgreSQL 17, this Pinkas runs 18; back up"):
        begin(data)
    assert probe_running(data) is None


def test_foreign_folder_in_the_cluster_place_is_left_alone(begin: Begin, fresh: Path) -> None:
    (fresh / "postgres").mkdir(parents=True)
    (fresh / "postgres" / "thesis.txt").write_text("years of work")
    with pytest.raises(LauncherError, match="lacks PG_VERSION"):
        begin(fresh)
    assert (fresh / "postgres" / "thesis.txt").read_text() == "years of work"


def test_refused_start_names_reason_and_log_and_frees_the_folder(begin: Begin, data: Path, query: Query) -> None:
    cluster = begin(data)
    query(cluster, "ALTER SYSTEM SET shared_preload_libraries = 'no_such_library'")
    cluster.stop()
    with pytest.raises(
        LauncherError, match=r"did not start \(could not access file .*no_such_library.* see /.*\.log\)"
    ):
        begin(data)
    (cluster.home.cluster / "postgresql.auto.conf").write_text("")
    assert query(begin(data), "SELECT 1") == 1
