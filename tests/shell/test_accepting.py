"""When a worker accepts, when it steps back, and what it does when there is nothing left to accept with."""

import asyncio
import errno
import os
import socket
from collections.abc import Iterator, Sized

import pytest

from pinkas.shell.accepting import Acceptor, Tally, tally_memory
from pinkas.shell.supervisor import bind
from tests.shell.sockets import Client


class Listener(socket.socket):
    """Refuses with the given error as often as told."""

    asked = 0
    exhausted = 0

    def accept(self) -> tuple[socket.socket, object]:
        self.asked += 1
        if self.asked <= self.exhausted:
            raise OSError(errno.EMFILE, "Too many open files")
        return super().accept()


@pytest.fixture
def listener() -> Iterator[Listener]:
    with Listener(fileno=bind("127.0.0.1", 0).detach()) as one:
        yield one


@pytest.fixture
def tally() -> Iterator[Tally]:
    descriptor = tally_memory(2)
    yield Tally(descriptor)
    os.close(descriptor)


class Greeted(asyncio.Protocol):
    def __init__(self, greeted: list[asyncio.BaseTransport]) -> None:
        self._greeted = greeted

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._greeted.append(transport)
        transport.close()


async def greeted_after(listener: Listener, tally: Tally, mine: Sized, *seconds: float) -> list[int]:
    """How many of two clients were greeted after each of these times."""
    greeted: list[asyncio.BaseTransport] = []
    acceptor = Acceptor(listener, tally, 1, mine, lambda: Greeted(greeted))
    seen = []
    with Client(listener.getsockname()[1]), Client(listener.getsockname()[1]):
        acceptor.open()
        for pause in seconds:
            await asyncio.sleep(pause)
            seen.append(len(greeted))
        acceptor.close()
        await asyncio.sleep(0.01)
    return seen


@pytest.fixture
def long_steps(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("pinkas.shell.accepting._STEP_BACK_S", 0.4)


@pytest.mark.usefixtures("long_steps")
def test_a_worker_with_hardly_more_than_another_accepts_at_once(listener: Listener, tally: Tally) -> None:
    tally.publish(2, 5)
    assert asyncio.run(greeted_after(listener, tally, range(7), 0.2)) == [2]


@pytest.mark.usefixtures("long_steps")
def test_a_worker_alone_in_serving_accepts_at_once(listener: Listener, tally: Tally) -> None:
    assert asyncio.run(greeted_after(listener, tally, range(500), 0.2)) == [2]


@pytest.mark.usefixtures("long_steps")
def test_a_worker_with_more_than_another_steps_back_before_each_but_not_for_ever(
    listener: Listener, tally: Tally
) -> None:
    tally.publish(2, 5)
    assert asyncio.run(greeted_after(listener, tally, range(9), 0.2, 0.4, 0.4)) == [0, 1, 2]


def test_a_worker_out_of_descriptors_waits_and_says_so(
    listener: Listener, tally: Tally, caplog: pytest.LogCaptureFixture
) -> None:
    listener.exhausted = 1
    assert asyncio.run(greeted_after(listener, tally, (), 0.2, 0.6)) == [0, 2]
    assert caplog.messages == ["No connection can be accepted now: Too many open files."]


def test_those_who_wait_when_it_closes_are_taken_and_nobody_after(listener: Listener, tally: Tally) -> None:
    async def close_at_once() -> int:
        greeted: list[asyncio.BaseTransport] = []
        acceptor = Acceptor(listener, tally, 1, (), lambda: Greeted(greeted))
        acceptor.open()
        address = listener.getsockname()
        with Client(address[1]), Client(address[1]), Client(address[1]):
            acceptor.close()
            acceptor.close()
            await asyncio.sleep(0.05)
            with pytest.raises(ConnectionRefusedError):
                Client(address[1])
        return len(greeted)

    assert asyncio.run(close_at_once()) == 3
    assert tally.fewest() == 0xFFFF_FFFF
