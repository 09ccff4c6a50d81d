"""Real processes and real signals: what is in flight is answered, what is lost is replaced, nothing stays behind."""

import json
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from pinkas.shell.supervisor import ServeError, bind
from tests.shell.sockets import Answer, Client, until

ROOT = Path(__file__).parents[2]


class LittleServer:
    """A supervisor in a process group of its own, with what it says and the marks its workers leave."""

    def __init__(self, folder: Path, *, workers: int = 2, grace_s: float = 20, port: int = 0, **settings: str) -> None:
        for event in ("started", "ended", "begun", "done"):
            (folder / event).mkdir()
        self.folder = folder
        given = json.dumps({"folder": str(folder), **settings})
        with (folder / "log").open("wb") as log:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "tests.faults.little_server", str(port), str(workers), str(grace_s), given],
                cwd=ROOT,
                env={**os.environ, "PYTHONPATH": str(ROOT)},
                stdout=subprocess.PIPE,
                stderr=log,
                text=True,
                process_group=0,
            )
        self.port = 0
        self.said: list[str] = []
        self._listening = threading.Thread(target=self._listen, daemon=True)
        self._listening.start()

    def _listen(self) -> None:
        assert self.process.stdout is not None
        with self.process.stdout as lines:
            for line in lines:
                self.said.append(line.strip())
                if line.startswith("ready "):
                    self.port = int(line.split()[1])

    def ready(self) -> "LittleServer":
        until(lambda: self.port or self.process.poll() is not None)
        assert self.port, (self.said, self.log)
        return self

    def marks(self, event: str) -> set[str]:
        return {mark.name for mark in (self.folder / event).iterdir()}

    @property
    def workers(self) -> set[int]:
        return {int(pid) for pid in self.marks("started") if is_alive(int(pid))}

    @property
    def log(self) -> str:
        return (self.folder / "log").read_text()

    def end(self) -> int:
        code = self.process.wait(40)
        self._listening.join(5)
        return code

    def sweep(self) -> set[int]:
        """Kill what is left, and say which workers were."""
        if self.process.poll() is None:
            self.process.kill()
        self.end()
        left = self.workers
        for pid in left:
            os.kill(pid, signal.SIGKILL)
        return left

    def ask(self, line: str) -> Answer:
        with Client(self.port) as client:
            return client.send(line.encode() + b" HTTP/1.1\r\nHost: x\r\n\r\n").answer()


def is_alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    try:  # an orphan may stay in the table as a zombie when nobody collects it
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return not Path("/proc/self").exists()


@pytest.fixture
def start(tmp_path: Path) -> Iterator[Callable[..., LittleServer]]:
    servers: list[LittleServer] = []

    def start_one(**how: object) -> LittleServer:
        folder = tmp_path / str(len(servers))
        folder.mkdir()
        servers.append(LittleServer(folder, **how))  # type: ignore[arg-type]
        return servers[-1]

    yield start_one
    left = [server.sweep() for server in servers]
    assert not any(left), "workers were left behind"


Start = Callable[..., LittleServer]


def test_all_workers_serve_and_a_stop_leaves_nothing(start: Start) -> None:
    server = start(workers=2).ready()
    assert server.ask("PRINT /x").facts["verb"] == "PRINT"
    assert len(server.workers) == 2
    server.process.terminate()
    assert server.end() == 0
    assert not server.workers
    assert server.marks("ended") == server.marks("started")
    assert server.said == [f"ready {server.port}"]
    assert server.log == ""


def test_a_stop_answers_everything_in_flight(start: Start) -> None:
    server = start(workers=2).ready()
    verbs = ["GET", "PRINT", "POST", "EMAIL", "PUT"]
    with ThreadPoolExecutor(50) as clients:
        answers = [clients.submit(server.ask, f"{verbs[number % 5]} /slow?s=0.8&name={number}") for number in range(50)]
        until(lambda: len(server.marks("begun")) == 50)
        assert not server.marks("done"), "all fifty must be in flight when the stop comes"
        server.process.terminate()
        assert [answer.result().status for answer in answers] == [200] * 50
    assert server.end() == 0
    assert len(server.marks("done")) == 50


def test_under_steady_load_a_stop_loses_no_work_and_halves_no_answer(start: Start) -> None:
    server = start(workers=2).ready()
    answered: list[str] = []

    def call_until_refused(caller: int) -> None:
        for number in range(10_000):
            name = f"{caller}-{number}"
            try:
                answer = server.ask(f"POST /slow?s=0.02&name={name}")
            except (ConnectionError, EOFError):  # refused, or closed without a single byte
                return
            assert answer.facts["slept"] == "0.02"
            answered.append(name)

    with ThreadPoolExecutor(16) as clients:
        calls = [clients.submit(call_until_refused, caller) for caller in range(16)]
        until(lambda: len(answered) > 200)
        server.process.terminate()
        for call in calls:
            call.result(20)
    assert server.end() == 0
    assert server.marks("done") == set(answered)


def test_nobody_is_accepted_once_a_stop_is_asked(start: Start) -> None:
    server = start(workers=1).ready()
    with ThreadPoolExecutor(1) as clients:
        answer = clients.submit(server.ask, "GET /slow?s=0.8&name=a")
        until(lambda: server.marks("begun"))
        server.process.terminate()
        time.sleep(0.3)
        with pytest.raises(ConnectionRefusedError):
            Client(server.port)
        assert not answer.done()
        assert answer.result().status == 200
    assert server.end() == 0


def test_what_was_sent_before_the_stop_is_answered(start: Start) -> None:
    server = start(workers=1).ready()
    (worker,) = server.workers
    with Client(server.port) as known:
        known.send(b"GET /x HTTP/1.1\r\nHost: x\r\n\r\n").answer()
        os.kill(worker, signal.SIGSTOP)  # so that everything below waits for it in the kernel
        known.send(b"PRINT /x HTTP/1.1\r\nHost: x\r\n\r\n")
        strangers = [Client(server.port).send(b"GET /x HTTP/1.1\r\nHost: x\r\n\r\n") for _ in range(20)]
        server.process.terminate()
        time.sleep(0.2)
        os.kill(worker, signal.SIGCONT)
        assert [client.answer().status for client in (known, *strangers)] == [200] * 21
        for stranger in strangers:
            stranger.__exit__()
    assert server.end() == 0


def test_idle_connections_are_closed_and_do_not_hold_up_a_stop(start: Start) -> None:
    server = start(workers=1).ready()
    with Client(server.port) as used, Client(server.port) as handed_over, Client(server.port) as fresh:
        used.send(b"GET /x HTTP/1.1\r\nHost: x\r\n\r\n").answer()
        handed_over.send(b"PRINT /x HTTP/1.1\r\nHost: x\r\n\r\n").answer()
        begun = time.monotonic()
        server.process.terminate()
        assert all(client.closed() for client in (used, handed_over, fresh))
    assert server.end() == 0
    assert time.monotonic() - begun < 3


def test_a_request_that_takes_too_long_is_cut_when_the_grace_ends(start: Start) -> None:
    server = start(workers=1, grace_s=1).ready()
    with ThreadPoolExecutor(1) as clients:
        answer = clients.submit(server.ask, "GET /slow?s=30&name=a")
        until(lambda: server.marks("begun"))
        begun = time.monotonic()
        server.process.terminate()
        assert server.end() == 0
        assert 0.9 < time.monotonic() - begun < 4
        assert answer.exception() is not None or answer.result().status == 500
    assert not server.marks("done")


def test_ctrl_c_reaches_the_supervisor_alone_and_everything_is_answered(start: Start) -> None:
    server = start(workers=1).ready()
    with ThreadPoolExecutor(10) as clients:
        answers = [clients.submit(server.ask, f"POST /slow?s=0.6&name={number}") for number in range(10)]
        until(lambda: len(server.marks("begun")) == 10)
        os.killpg(server.process.pid, signal.SIGINT)
        time.sleep(0.1)
        os.killpg(server.process.pid, signal.SIGINT)  # the same key press, passed on by a wrapper
        assert [answer.result().status for answer in answers] == [200] * 10
    assert server.end() == 0
    assert "Traceback" not in server.log


def test_a_second_ctrl_c_hurries(start: Start) -> None:
    server = start(workers=1).ready()
    with ThreadPoolExecutor(1) as clients:
        answer = clients.submit(server.ask, "GET /slow?s=15&name=a")
        until(lambda: server.marks("begun"))
        os.killpg(server.process.pid, signal.SIGINT)
        time.sleep(0.7)
        begun = time.monotonic()
        os.killpg(server.process.pid, signal.SIGINT)
        assert server.end() == 0
        assert time.monotonic() - begun < 2.5
        assert len(server.said) == 1, "nobody had to be killed"
        assert answer.exception() is not None or answer.result().status == 500


def test_repeated_sigterm_does_not_hurry(start: Start) -> None:
    server = start(workers=1).ready()
    with ThreadPoolExecutor(1) as clients:
        answer = clients.submit(server.ask, "GET /slow?s=0.8&name=a")
        until(lambda: server.marks("begun"))
        for _ in range(3):  # as a service manager does that tells every process of the service
            server.process.terminate()
            for pid in server.workers:
                os.kill(pid, signal.SIGTERM)
            time.sleep(0.2)
        assert answer.result().status == 200
    assert server.end() == 0


def test_workers_outlive_a_killed_supervisor_only_to_finish(start: Start) -> None:
    server = start(workers=2).ready()
    with ThreadPoolExecutor(10) as clients:
        answers = [clients.submit(server.ask, f"POST /slow?s=0.6&name={number}") for number in range(10)]
        until(lambda: len(server.marks("begun")) == 10)
        server.process.kill()
        assert [answer.result().status for answer in answers] == [200] * 10
    until(lambda: not server.workers, 4)
    assert server.marks("ended") == server.marks("started")
    with pytest.raises(ConnectionRefusedError):
        Client(server.port)


def test_a_supervisor_killed_while_workers_start_leaves_none(start: Start) -> None:
    server = start(workers=2)
    until(lambda: server.marks("started"))
    server.process.kill()
    server.end()
    until(lambda: not server.workers, 4)


def test_a_killed_worker_is_replaced_and_serving_goes_on(start: Start) -> None:
    server = start(workers=2).ready()
    first, second = sorted(server.workers)
    os.kill(first, signal.SIGKILL)
    until(lambda: len(server.workers - {first}) == 2)
    assert second in server.workers
    assert server.ask("GET /x").status == 200
    assert len(server.said) == 2
    assert server.said[1].endswith("was lost: it was killed by SIGKILL. Another is started now.")
    server.process.terminate()
    assert server.end() == 0


def test_all_workers_killed_at_once_are_replaced_and_callers_wait_for_them(start: Start) -> None:
    server = start(workers=2).ready()
    for pid in server.workers:
        os.kill(pid, signal.SIGKILL)
    assert server.ask("GET /x").status == 200
    until(lambda: len(server.workers) == 2)
    server.process.terminate()
    assert server.end() == 0


def test_a_replacement_that_never_starts_is_given_up_when_nobody_serves(start: Start) -> None:
    server = start(workers=1).ready()
    (server.folder / "refuse").touch()
    (pid,) = server.workers
    os.kill(pid, signal.SIGKILL)
    assert server.end() == 1
    reason = "RuntimeError: The little database is not there (postgresql://me:[redacted]@db/books)"
    assert server.said[-1] == f"No worker can be started any more: {reason}."
    assert len(server.said) == 7


def test_a_start_that_fails_says_why_in_one_sentence(start: Start) -> None:
    server = start(workers=2, broken="The little app wants a password=hush.")
    assert server.end() == 1
    assert server.said == ["The server did not start: ValueError: The little app wants a password=[redacted]."]
    assert "hush" not in server.log


def test_a_start_that_fails_in_the_apps_lifespan_says_why(start: Start, tmp_path: Path) -> None:
    (tmp_path / "0").mkdir()
    (tmp_path / "0" / "refuse").touch()
    server = LittleServer(tmp_path / "0")
    try:
        assert server.end() == 1
        reason = "RuntimeError: The little database is not there (postgresql://me:[redacted]@db/books)"
        assert server.said == [f"The server did not start: {reason}."]
        assert "hush" not in server.log
    finally:
        assert not server.sweep()


def test_a_stop_while_starting_is_a_stop(start: Start) -> None:
    server = start(workers=1)
    time.sleep(0.3)
    os.killpg(server.process.pid, signal.SIGINT)
    assert server.end() in (0, -signal.SIGINT)  # the latter while Python itself is still starting
    until(lambda: not server.workers, 4)


# Sharing


def test_bursts_of_connections_are_shared_fairly(start: Start) -> None:
    server = start(workers=2).ready()
    smaller_shares = 0
    for _ in range(4):
        clients = [Client(server.port) for _ in range(32)]
        for client in clients:
            client.send(b"GET /process HTTP/1.1\r\nHost: x\r\n\r\n")
        served = Counter(client.answer().facts["pid"] for client in clients)
        smaller_shares += min(served[pid] for pid in server.workers)
        for client in clients:
            client.__exit__()
        time.sleep(0.15)  # the workers see them go
    assert smaller_shares >= 4 * 10  # of 16; left to the kernel it is about 4 * 6
    server.process.terminate()
    assert server.end() == 0


def test_a_worker_that_hangs_does_not_keep_the_other_from_serving(start: Start) -> None:
    server = start(workers=2).ready()
    hung, sound = server.workers
    os.kill(hung, signal.SIGSTOP)
    clients = [Client(server.port) for _ in range(20)]
    for client in clients:
        client.send(b"GET /process HTTP/1.1\r\nHost: x\r\n\r\n")
    assert {client.answer().facts["pid"] for client in clients} == {sound}
    for client in clients:
        client.__exit__()
    os.kill(hung, signal.SIGCONT)
    server.process.terminate()
    assert server.end() == 0


# The port


def test_a_taken_port_is_one_sentence(start: Start) -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
        server = start(port=port)
        assert server.end() == 2
    assert server.said == [
        f"Port {port} on 127.0.0.1 is taken by another program: stop that one or choose another port."
    ]


@pytest.mark.parametrize(
    ("host", "port", "sentence"),
    [
        ("127.0.0.1", 70000, "Port 70000 does not exist: choose one from 1 to 65535."),
        ("no.such.host.invalid", 0, "The host 'no.such.host.invalid' is not known: give an address or a name of"),
        ("192.0.2.7", 0, "This machine has no address 192.0.2.7: choose one of its own, such as 127.0.0.1."),
    ],
)
def test_a_place_where_nobody_can_listen_is_one_sentence(host: str, port: int, sentence: str) -> None:
    with pytest.raises(ServeError) as caught:
        bind(host, port)
    assert str(caught.value).startswith(sentence)


def test_a_port_is_ours_from_the_moment_it_is_bound() -> None:
    with bind("127.0.0.1", 0) as first, pytest.raises(ServeError, match="is taken by another program"):
        bind("127.0.0.1", first.getsockname()[1])


def test_a_port_can_be_taken_again_right_after_a_stop() -> None:
    with bind("127.0.0.1", 0) as first:
        port = first.getsockname()[1]
        with Client(port):
            accepted, _ = first.accept()
            accepted.close()  # our side closes first, so the port is left in TIME_WAIT
    bind("127.0.0.1", port).close()


@pytest.mark.parametrize(
    ("host", "callers"), [("::1", ["::1"]), ("::", ["::1", "127.0.0.1"]), ("localhost", ["127.0.0.1"])]
)
def test_both_families_of_addresses_are_served(host: str, callers: list[str]) -> None:
    with bind(host, 0) as listener:
        for caller in callers:
            socket.create_connection((caller, listener.getsockname()[1]), timeout=5).close()
