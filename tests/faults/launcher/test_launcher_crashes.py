"""The launcher after kills: of Pinkas, of PostgreSQL, of both, at any moment."""

import contextlib
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import psycopg
import pytest

from pinkas.storage.embedded import Cluster, LauncherError, launch, probe_running, processes

Begin = Callable[..., Cluster]
Hold = Callable[..., tuple[subprocess.Popen[str], int]]
Killed = Callable[..., int]
Query = Callable[..., Any]


def gone(pid: int) -> bool:
    return processes.wait_until(lambda: not is_running(pid), 10)


def is_running(pid: int) -> bool:
    try:
        return b"\nState:\tZ" not in Path(f"/proc/{pid}/status").read_bytes()
    except (FileNotFoundError, ProcessLookupError):
        return False


def status(data: Path) -> str:
    note = processes.read_note(data / "postgres")
    return "" if note is None else note.status


def fill(cluster: Cluster, query: Query) -> None:
    query(cluster, "CREATE TABLE entry (id int)", role="owner")
    query(cluster, "INSERT INTO entry SELECT generate_series(1, 1000)", role="owner")


def test_orphan_of_a_killed_pinkas_is_taken_over(begin: Begin, data: Path, killed: Killed, said: list[str]) -> None:
    orphan = killed(data)
    assert is_running(orphan)
    assert probe_running(data) == orphan
    cluster = begin(data)
    assert cluster.pid == orphan
    assert any(str(orphan) in line for line in said)
    cluster.stop()
    assert gone(orphan)
    assert processes.processes_of(cluster.home.cluster) == []


def test_lock_names_the_living_holder(begin: Begin, data: Path, hold: Hold) -> None:
    holder, _ = hold(data)
    with pytest.raises(LauncherError, match=rf"{data} is in use by another Pinkas \(process {holder.pid}\)"):
        begin(data)


def test_forked_worker_keeps_neither_lock_nor_the_right_to_stop(begin: Begin, data: Path, hold: Hold) -> None:
    worker = data.parent / "worker"
    child = f"cluster.stop(), open({str(worker)!r}, 'w', 1).write(f'{{os.getpid()}}\\n'), time.sleep(60)"
    fork = f"import os, time; os.fork() or ({child})"
    holder, orphan = hold(data, then=fork)
    assert processes.wait_until(lambda: worker.exists() and worker.read_text() != "", 10)
    holder.kill()
    holder.wait()
    try:
        assert begin(data).pid == orphan
    finally:
        os.kill(int(worker.read_text()), signal.SIGKILL)


def test_taken_over_server_takes_the_new_settings(begin: Begin, data: Path, killed: Killed, query: Query) -> None:
    orphan = killed(data)
    cluster = begin(data, durable=True)
    assert cluster.pid == orphan
    assert [query(cluster, f"SHOW {name}") for name in ("fsync", "full_page_writes")] == ["on", "on"]


def test_orphan_without_its_socket_is_replaced(begin: Begin, data: Path, killed: Killed, query: Query) -> None:
    orphan = killed(data)
    for entry in (data / "postgres-run").iterdir():
        entry.unlink()
    (data / "postgres-run").rmdir()
    cluster = begin(data)
    assert cluster.pid != orphan
    assert gone(orphan)
    assert query(cluster, "SELECT 1") == 1


def test_orphan_without_its_pid_file_is_replaced(begin: Begin, data: Path, killed: Killed, query: Query) -> None:
    orphan = killed(data)
    (data / "postgres" / "postmaster.pid").unlink()
    cluster = begin(data)
    assert cluster.pid != orphan
    assert gone(orphan)
    assert query(cluster, "SELECT 1") == 1


def test_orphan_that_is_shutting_down_is_waited_for(begin: Begin, data: Path, killed: Killed, query: Query) -> None:
    orphan = killed(data)
    # A smart shutdown waits for its clients, of whom one stays.
    where = f"postgresql://pinkas_admin@/pinkas?host={data / 'postgres-run'}"
    with psycopg.connect(where):
        os.kill(orphan, signal.SIGTERM)
        assert processes.wait_until(lambda: status(data) == "stopping", 10)
        cluster = begin(data)
    assert cluster.pid != orphan
    assert query(cluster, "SELECT 1") == 1


def test_orphan_that_hangs_is_ended(
    begin: Begin, data: Path, killed: Killed, query: Query, monkeypatch: pytest.MonkeyPatch
) -> None:
    patience = ((signal.SIGINT, 0.3), (signal.SIGQUIT, 0.3), (signal.SIGKILL, 10.0))
    monkeypatch.setattr(processes, "_PATIENCE_SECONDS", patience)
    monkeypatch.setattr(launch, "_ANSWER_SECONDS", 1.0)
    orphan = killed(data)
    os.kill(orphan, signal.SIGSTOP)
    cluster = begin(data)
    assert cluster.pid != orphan
    assert gone(orphan)
    assert query(cluster, "SELECT 1") == 1


@pytest.mark.parametrize("all_of_it", [False, True], ids=["server only", "with its children"])
def test_committed_rows_survive_a_killed_postgres(
    begin: Begin, data: Path, query: Query, said: list[str], *, all_of_it: bool
) -> None:
    cluster = begin(data, durable=True)
    fill(cluster, query)
    for pid in processes.processes_of(cluster.home.cluster) if all_of_it else [cluster.pid]:
        with contextlib.suppress(ProcessLookupError):  # with its postmaster gone, a child may have left by itself
            os.kill(pid, signal.SIGKILL)
    assert processes.wait_until(lambda: not cluster.alive(), 10)
    cluster.stop()
    again = begin(data, durable=True)
    assert query(again, "SELECT count(*) FROM entry") == 1000
    assert "The database was not stopped properly last time; it is recovering" in said


def test_long_recovery_is_reported(
    begin: Begin, data: Path, query: Query, said: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    cluster = begin(data)
    fill(cluster, query)
    os.kill(cluster.pid, signal.SIGKILL)
    assert processes.wait_until(lambda: not cluster.alive(), 10)
    cluster.stop()
    monkeypatch.setattr(launch, "_PROGRESS_EVERY_SECONDS", 0.0)
    begin(data)
    assert any(line.startswith("Waiting for the database to be ready") for line in said)


def test_committed_rows_survive_when_pinkas_and_postgres_are_killed(
    begin: Begin, data: Path, hold: Hold, query: Query
) -> None:
    holder, pid = hold(data, durable=True)
    cluster_folder = data / "postgres"
    with psycopg.connect(f"postgresql://pinkas_owner@/pinkas?host={data / 'postgres-run'}") as connection:
        connection.execute("CREATE TABLE entry AS SELECT generate_series(1, 1000) AS id")
    holder.kill()
    for each in processes.processes_of(cluster_folder):
        os.kill(each, signal.SIGKILL)
    assert gone(pid)
    assert query(begin(data), "SELECT count(*) FROM entry") == 1000


def test_busy_child_of_a_killed_server_is_ended(
    begin: Begin, data: Path, query: Query, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(processes, "_ORPHANED_BACKENDS_SECONDS", 1.0)
    cluster = begin(data)
    # A long computation does not look whether its server lives.
    connection = psycopg.connect(cluster.dsn("owner"), autocommit=True)
    backend = connection.info.backend_pid
    connection.pgconn.send_query(b"SELECT count(*) FROM generate_series(1, 1000000) a, generate_series(1, 1000000) b")
    time.sleep(0.2)
    os.kill(cluster.pid, signal.SIGKILL)
    assert processes.wait_until(lambda: not cluster.alive(), 10)
    assert is_running(backend)
    cluster.stop()
    assert gone(backend)
    connection.close()
    assert query(begin(data), "SELECT 1") == 1


def test_number_that_is_used_again_is_not_trusted(begin: Begin, data: Path, query: Query) -> None:
    note = write_stale_note(begin, data)
    with subprocess.Popen([sys.executable, "-c", "import time; time.sleep(60)"]) as stranger:
        note(stranger.pid)
        assert probe_running(data) is None
        cluster = begin(data)
        assert query(cluster, "SELECT 1") == 1
        cluster.stop()
        assert stranger.poll() is None
        stranger.kill()


def test_number_that_another_database_has_is_not_trusted(begin: Begin, data: Path, place: Path, query: Query) -> None:
    note = write_stale_note(begin, data)
    other = begin(place / "other")
    note(other.pid)
    assert probe_running(data) is None
    cluster = begin(data)
    cluster.stop()
    assert query(other, "SELECT 1") == 1


def write_stale_note(begin: Begin, data: Path) -> Callable[[int], None]:
    """Makes a stopped cluster and gives what puts a killed server's note there, under any number."""
    cluster = begin(data)
    path = cluster.home.cluster / "postmaster.pid"
    _, rest = path.read_text().split("\n", maxsplit=1)
    cluster.stop()

    def write(pid: int) -> None:
        path.write_text(f"{pid}\n{rest}")

    return write


@pytest.mark.parametrize("note", ["", "nonsense\n", "-77\n/elsewhere\n"])
def test_senseless_pid_file_is_no_obstacle(begin: Begin, data: Path, query: Query, note: str) -> None:
    begin(data).stop()
    (data / "postgres" / "postmaster.pid").write_text(note)
    assert query(begin(data), "SELECT 1") == 1


@pytest.mark.parametrize("after_seconds", [0.25, 0.45, 0.65])
def test_first_start_killed_half_way_is_begun_anew(
    begin: Begin, fresh: Path, query: Query, after_seconds: float
) -> None:
    script = "import sys; from pathlib import Path; from pinkas.storage.embedded import start; "
    script += "start(Path(sys.argv[1]), progress=lambda _: None); sys.stdin.read()"
    with subprocess.Popen([sys.executable, "-c", script, fresh], stdin=subprocess.PIPE) as first:
        time.sleep(after_seconds)
        first.kill()
    cluster = begin(fresh)
    assert query(cluster, "SELECT current_database()", role="server") == "pinkas"


def test_leftover_of_an_unfinished_creation_is_removed(begin: Begin, data: Path) -> None:
    old, new = data / "postgres.new.old", data / "postgres.new.new"
    for leftover in (old, new):
        (leftover / "base").mkdir(parents=True)
    os.utime(old, (0, 0))
    begin(data)
    assert list(data.glob("postgres.new.*")) == [new]  # somebody may still be making that one


def test_without_proc_servers_are_known_by_their_title(
    begin: Begin, data: Path, place: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    cluster, other = begin(data), begin(place / "other")
    folder = cluster.home.cluster
    seen = set(processes.processes_of(folder))
    monkeypatch.setattr(processes, "PROC", Path("/no/such/folder"))
    assert set(processes.processes_of(folder)) == seen
    assert processes.is_server_of(cluster.pid, folder)
    assert not processes.is_server_of(other.pid, folder)
    assert not any(processes.is_server_of(pid, folder) for pid in seen - {cluster.pid})
