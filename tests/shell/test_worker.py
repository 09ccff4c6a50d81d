"""A worker's server, in a thread: the moments of stopping that signals alone cannot hit reliably."""

import asyncio
import contextlib
import os
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

import pytest

from pinkas.shell.accepting import Tally, tally_memory
from pinkas.shell.supervisor import WorkerOrders, bind
from pinkas.shell.worker import Application, Reports, Server, configure, one_sentence
from tests.shell.little_app import create
from tests.shell.sockets import TIMEOUT_S, Client, until


class Threaded(Server):
    """A server that leaves signals to the main thread and lets a test reach its loop."""

    loop: asyncio.AbstractEventLoop

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        self.loop = asyncio.get_running_loop()
        yield


class Running:
    def __init__(self, trusted_proxies: Sequence[str]) -> None:
        listener = bind("127.0.0.1", 0)
        self.port = listener.getsockname()[1]
        self.tally_fd = tally_memory(1)
        self.reports, report = os.pipe()
        orders = WorkerOrders(
            app_factory="",
            settings={},
            listen_fd=listener.detach(),
            tally_fd=self.tally_fd,
            number=1,
            report_fd=report,
            trusted_proxies=trusted_proxies,
        )
        self.tally = Tally(self.tally_fd)
        self.server = Threaded(configure(Application(create({})), orders), orders, Reports(report))
        self.thread = threading.Thread(target=self.server.run, kwargs={"sockets": []})

    def end(self) -> bytes:
        """Wait for the server's end; gives all it has reported."""
        self.thread.join(TIMEOUT_S)
        assert not self.thread.is_alive()
        self.server.reports.close()
        with os.fdopen(self.reports, "rb") as reports:
            return reports.read()


@contextmanager
def running(*, trusted_proxies: Sequence[str] = ()) -> Iterator[Running]:
    one = Running(trusted_proxies)
    try:
        yield one
    finally:
        os.close(one.tally_fd)


def test_requests_that_lie_in_the_kernel_when_the_stop_comes_are_answered() -> None:
    with running() as one:
        one.thread.start()
        with Client(one.port) as known, Client(one.port) as stranger:
            known.send(b"GET /x HTTP/1.1\r\nHost: x\r\n\r\n").answer()
            blocked = threading.Event()

            def hold_everything_up_and_stop() -> None:
                blocked.set()
                time.sleep(0.4)  # long enough that the server notices the stop at once, before it reads
                one.server.stop()

            one.server.loop.call_soon_threadsafe(hold_everything_up_and_stop)
            blocked.wait(TIMEOUT_S)
            known.send(b"PRINT /x HTTP/1.1\r\nHost: x\r\n\r\n")
            with Client(one.port) as late:
                late.send(b"GET /x HTTP/1.1\r\nHost: x\r\n\r\n")
                stranger.send(b"EMAIL /x HTTP/1.1\r\nHost: x\r\n\r\n")
                answers = [client.answer() for client in (known, late, stranger)]
                assert [answer.status for answer in answers] == [200, 200, 200]
                assert all(client.closed() for client in (known, late, stranger))
        assert one.end() == b'{"ready": true}\n'


def test_a_server_stopped_before_it_began_never_accepts() -> None:
    with running() as one:
        one.server.stop()
        one.thread.start()
        assert one.end() == b""
        with pytest.raises(ConnectionRefusedError):
            Client(one.port)


def test_the_tally_follows_the_connections() -> None:
    with running() as one:
        assert one.tally.fewest() == 0xFFFF_FFFF
        one.thread.start()
        until(lambda: one.tally.fewest() == 0)
        with Client(one.port) as first, Client(one.port) as second:
            for client in (first, second):
                client.send(b"GET /x HTTP/1.1\r\nHost: x\r\n\r\n").answer()
            until(lambda: one.tally.fewest() == 2)
        until(lambda: one.tally.fewest() == 0)
        one.server.loop.call_soon_threadsafe(one.server.stop)
        one.end()
        assert one.tally.fewest() == 0xFFFF_FFFF


@pytest.mark.parametrize(
    ("trusted", "seen"), [((), "127.0.0.1"), (("127.0.0.1",), "203.0.113.9"), (("192.0.2.1",), "127.0.0.1")]
)
def test_forwarded_addresses_are_believed_of_trusted_proxies_only(trusted: Sequence[str], seen: str) -> None:
    with running(trusted_proxies=trusted) as one:
        one.thread.start()
        with Client(one.port) as client:
            client.send(b"PRINT /x HTTP/1.1\r\nHost: x\r\nX-Forwarded-For: 203.0.113.9\r\n\r\n")
            answer = client.answer()
        one.server.loop.call_soon_threadsafe(one.server.stop)
        one.end()
    assert answer.facts["client"] == seen
    assert "server" not in answer.fields


@pytest.mark.parametrize(
    ("failure", "sentence"),
    [
        (None, "it gave no reason"),
        (ValueError(), "ValueError"),
        (FileNotFoundError(2, "No such file"), "FileNotFoundError: [Errno 2] No such file"),
        (RuntimeError("first line\nsecond line"), "RuntimeError: first line"),
        (KeyError("x"), "KeyError: 'x'"),
        (
            ConnectionError("postgresql://me:hush@db/x refused"),
            "ConnectionError: postgresql://me:[redacted]@db/x refused",
        ),
    ],
)
def test_a_failure_is_told_in_one_sentence_without_secrets(failure: BaseException | None, sentence: str) -> None:
    assert one_sentence(failure) == sentence


def test_a_failure_of_ours_speaks_for_itself() -> None:
    ours = type("Ours", (Exception,), {"__module__": "pinkas.storage.errors"})
    assert one_sentence(ours("The database is of version 17.")) == "The database is of version 17."
