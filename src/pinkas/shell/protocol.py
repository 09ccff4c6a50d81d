"""HTTP/1.1 as it comes over a socket: httptools for speed, h11 for what httptools cannot read.

httptools knows a fixed list of verbs and answers 400 to Caspit's ``EMAIL`` and ``PRINT``; it also drops the body
of a request that offers an upgrade (every stock Java client offers h2c). Such a connection is handed, at a message
boundary, to uvicorn's h11 protocol and stays there. Both keep the same limits and the same patience.
See docs/decisions/005-verbs-email-and-print.md.
"""

from __future__ import annotations

import asyncio
import re
from abc import abstractmethod
from enum import Enum
from functools import partial
from http import HTTPStatus
from typing import TYPE_CHECKING, Any

import h11
import httptools
from uvicorn.protocols.http.h11_impl import H11Protocol
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

from pinkas.shell.onepiece import OnePiece

if TYPE_CHECKING:
    import logging
    from collections.abc import Callable

    from uvicorn.protocols.http.flow_control import FlowControl
    from uvicorn.server import ServerState

HEAD_LIMIT_BYTES = 64 * 1024
"""Request line and header fields together; also trailers. More than this is refused, less never."""

_PIECE_BYTES = 16 * 1024
_VERB = re.compile(rb"EMAIL |PRINT ")
_LONGEST_VERB_BYTES = len(b"EMAIL ")
_VERB_BEGUN = re.compile(rb"(?:E(?:M(?:A(?:IL?)?)?)?|P(?:R(?:I(?:NT?)?)?)?)\Z")

_UNREADABLE = "The request is not valid HTTP/1.1."
_LINE_TOO_LONG = f"The request's address is longer than {HEAD_LIMIT_BYTES} bytes."
_HEAD_TOO_LONG = f"The request's header is longer than {HEAD_LIMIT_BYTES} bytes."
_TOO_SLOW = "The request did not arrive in time."


def verb_positions(data: bytes) -> list[int]:
    """Where ``EMAIL`` or ``PRINT`` may begin, in order; the last may be a beginning cut off by the end of the data.

    Only the parser knows which of these are boundaries between messages: the same letters may stand in a body.
    """
    positions = []
    if b"EMAIL " in data or b"PRINT " in data:
        positions = [found.start() for found in _VERB.finditer(data)]
    begun = _VERB_BEGUN.search(data, max(0, len(data) - _LONGEST_VERB_BYTES + 1))
    if begun is not None:
        positions.append(begun.start())
    return positions


class _Patience(asyncio.Protocol):
    """How long a connection may keep us waiting and how it is told no: the same under both parsers.

    uvicorn's own timer runs only between an answer and the next byte, so one byte, or none, would hold a connection
    for ever. Here every wait for the other side has an end; the one timer slot is uvicorn's.
    """

    head_s = 20.0
    """From connecting, or from a head's first byte, to its last."""
    stall_s = 30.0
    """Between two parts of one body."""
    linger_s = 2.0
    """After a refusal: time to read the answer before the socket closes."""

    logger: logging.Logger
    loop: asyncio.AbstractEventLoop
    transport: asyncio.Transport
    flow: FlowControl
    server_state: ServerState
    cycle: Any
    timeout_keep_alive_task: asyncio.TimerHandle | None
    timeout_keep_alive: int
    _refused = False
    _head_timed = False

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]  # as uvicorn's
        super().connection_made(transport)
        self._wait(self.head_s, transport.close)

    def connection_lost(self, exc: Exception | None) -> None:
        super().connection_lost(exc)
        self._wait_no_longer()

    def _wait(self, seconds: float, then: Callable[[], None]) -> None:
        self._wait_no_longer()
        self.timeout_keep_alive_task = self.loop.call_later(seconds, then)

    def _wait_no_longer(self) -> None:
        if self.timeout_keep_alive_task is not None:
            self.timeout_keep_alive_task.cancel()
            self.timeout_keep_alive_task = None

    def _wait_for_head(self) -> None:
        # Counted from the first byte: a drip of single bytes does not move the deadline.
        if not self._head_timed:
            self._head_timed = True
            self._wait(self.head_s, self._too_slow)

    def _wait_for_body(self) -> None:
        self._wait(self.stall_s, self._stalled)

    def _stalled(self) -> None:
        answering = self._owes_answer() and self.cycle.response_started
        if self.flow.read_paused or answering:  # it is we who keep the client waiting
            self._wait_for_body()
        else:
            self._too_slow()

    def _too_slow(self) -> None:
        self._reject(HTTPStatus.REQUEST_TIMEOUT, _TOO_SLOW)

    def _owes_answer(self) -> bool:
        return self.cycle is not None and not self.cycle.response_complete

    @abstractmethod
    def _reject(self, status: HTTPStatus, sentence: str) -> None:
        """Refuse what is being read now, without harm to requests that came before it."""

    def _reject_body(self, status: HTTPStatus, sentence: str) -> None:
        """Refuse a request whose body turns out unreadable while the application waits for the rest of it."""
        self.cycle.disconnected = True
        self.cycle.message_event.set()
        if self.cycle.response_started:
            self.transport.close()
        else:
            self._refuse(status, sentence)

    def _refuse(self, status: HTTPStatus, sentence: str) -> None:
        """Answer in the application's place and end the connection.

        Closing a socket with unread bytes in it resets the connection, and a reset may overtake the answer. So only
        our half is closed; what still comes is thrown away until the client has gone or its time is up.
        """
        self._refused = True
        self.logger.warning("A request was refused with %d: %s", status, sentence)
        lines = [b"HTTP/1.1 %d %s" % (status, status.phrase.encode())]
        lines += [b"%s: %s" % field for field in self.server_state.default_headers]
        lines += [b"content-type: text/plain; charset=utf-8", b"content-length: %d" % len(sentence)]
        lines += [b"connection: close", b"", sentence.encode("ascii")]
        self.transport.write(b"\r\n".join(lines))
        if self.transport.can_write_eof():
            self.transport.write_eof()
            self.flow.resume_reading()
            self._wait(self.linger_s, self.transport.close)
        else:
            self.transport.close()


class _H11Successor(_Patience, H11Protocol):
    """uvicorn's h11 protocol, for a connection that httptools could not go on with."""

    def data_received(self, data: bytes) -> None:
        if self._refused:
            return
        self.conn.receive_data(data)
        self.handle_events()
        if not self._refused and not self.transport.is_closing():
            self._keep_time()

    def _keep_time(self) -> None:
        theirs = self.conn.their_state
        if theirs is not h11.IDLE:
            self._head_timed = False
        if theirs is h11.SEND_BODY:
            self._wait_for_body()
        elif self._owes_answer():
            self._wait_no_longer()
        elif theirs is h11.IDLE and self.conn.trailing_data[0]:
            self._wait_for_head()
        else:  # the rest of a body that was answered before it ended
            self._wait(self.timeout_keep_alive, self.timeout_keep_alive_handler)

    def on_response_complete(self) -> None:
        self._head_timed = False
        super().on_response_complete()

    def send_400_response(self, msg: str) -> None:  # noqa: ARG002  # uvicorn's name and argument for "unreadable"
        unread = self.conn.trailing_data[0]
        if len(unread) <= HEAD_LIMIT_BYTES:
            self._reject(HTTPStatus.BAD_REQUEST, _UNREADABLE)
        elif b"\n" in unread:
            self._reject(HTTPStatus.REQUEST_HEADER_FIELDS_TOO_LARGE, _HEAD_TOO_LONG)
        else:
            self._reject(HTTPStatus.REQUEST_URI_TOO_LONG, _LINE_TOO_LONG)

    def _reject(self, status: HTTPStatus, sentence: str) -> None:
        if self._owes_answer():
            self._reject_body(status, sentence)
        elif self.conn.our_state is h11.IDLE:
            self._refuse(status, sentence)
        else:  # the request was answered before its body went wrong: there is nothing left to say
            self.transport.close()

    def _unsupported_upgrade_warning(self) -> None:
        """Say nothing: an offer to upgrade may be declined in silence (RFC 9110 §7.8)."""


class _Place(Enum):
    """Where in the stream of messages the parser stands."""

    BETWEEN = "between"
    HEAD = "head"
    BODY = "body"


class VerbProtocol(_Patience, HttpToolsProtocol):
    """uvicorn's httptools protocol that hands ``EMAIL``, ``PRINT`` and offers to upgrade over to h11.

    Bytes are never changed. Data is fed up to each place where a verb may begin; when the parser then stands between
    two messages, that verb is a request and everything from it on belongs to the successor. Answers keep their
    order: a hand-over or a refusal waits until the requests before it are answered.
    """

    successor_class = _H11Successor

    _place = _Place.BETWEEN
    _silent_bytes = 0
    _begun = b""
    _held: bytes | None = None
    _refusal: tuple[HTTPStatus, str] | None = None

    def data_received(self, data: bytes) -> None:
        """Read on, unless the connection is to be refused or handed over once earlier requests are answered."""
        if self._refused or self._refusal is not None:
            return
        if self._held is not None:
            self._held += data
            self.flow.pause_reading()
            return
        if self._begun:
            data, self._begun = self._begun + data, b""
        if self._read(data):
            self._keep_time()

    def _read(self, data: bytes) -> bool:
        """Feed the parser; False once the connection is no longer its own."""
        start = 0
        for position in verb_positions(data):
            if not self._feed(data, start, position):
                return False
            start = position
            if self._place is not _Place.BETWEEN:
                continue
            if len(data) - position < _LONGEST_VERB_BYTES:
                self._begun = data[position:]
                return True
            self._succeed(data[position:])
            return False
        return self._feed(data, start, len(data))

    def _feed(self, data: bytes, start: int, stop: int) -> bool:
        # In pieces, because httptools tells neither where in its input it stands nor how much it keeps to itself.
        for at in range(start, stop, _PIECE_BYTES):
            piece = data[at : min(at + _PIECE_BYTES, stop)]
            self._silent_bytes += len(piece)
            try:
                self.parser.feed_data(piece)
            except httptools.HttpParserUpgrade as upgrade:
                self._succeed(self._head_again() + data[at + upgrade.args[0] :])
                return False
            except httptools.HttpParserError:
                self._reject(HTTPStatus.BAD_REQUEST, _UNREADABLE)
                return False
            if self._silent_bytes > HEAD_LIMIT_BYTES:
                self._reject_too_long()
                return False
        return True

    def _head_again(self) -> bytes:
        """Spell out the head httptools has just read: it stopped after it and takes the body for another protocol."""
        request = (self.parser.get_method(), self.url, self.parser.get_http_version().encode())
        fields = b"".join(b"%s: %s\r\n" % field for field in self.headers)
        return b"%s %s HTTP/%s\r\n%s\r\n" % (*request, fields)

    def _keep_time(self) -> None:
        if self._place is _Place.BODY:
            self._wait_for_body()
        elif self._owes_answer():
            self._wait_no_longer()
        elif self._place is _Place.HEAD or self._begun:
            self._wait_for_head()

    def on_message_begin(self) -> None:
        """Enter a head (called by the parser, as the other four)."""
        super().on_message_begin()
        self._place = _Place.HEAD
        self._silent_bytes = 0

    def on_headers_complete(self) -> None:
        """Give the request to the application, except an offer to upgrade: the successor does that, with its body."""
        if not self.parser.should_upgrade():
            super().on_headers_complete()
            self.cycle.transport = piece = OnePiece(self.transport)
            self.cycle.on_response = partial(self._answered, piece)
            self.headers = []  # trailers arrive the same way and must not join the fields the application reads
        self._place = _Place.BODY
        self._silent_bytes = 0
        self._head_timed = False

    def on_body(self, body: bytes) -> None:
        """Pass a part of the body on."""
        super().on_body(body)
        self._silent_bytes = 0

    def on_message_complete(self) -> None:
        """Reach a boundary between messages."""
        self._place = _Place.BETWEEN
        self._silent_bytes = 0
        if self.parser.should_upgrade():
            return
        super().on_message_complete()
        if not self._owes_answer():
            self._wait(self.timeout_keep_alive, self.timeout_keep_alive_handler)

    def _answered(self, piece: OnePiece) -> None:
        piece.flush()
        self.on_response_complete()

    def on_response_complete(self) -> None:
        """Go on with what had to wait for this answer (called by the request's cycle)."""
        last = not self.pipeline
        super().on_response_complete()
        if self.transport.is_closing():
            return
        if not last:
            self._keep_time()
        elif self._held is not None:
            self._hand_over(self._held)
        elif self._refusal is not None:
            self._refuse(*self._refusal)

    def _succeed(self, data: bytes) -> None:
        if self._owes_answer():
            self._held = data
            self.flow.pause_reading()
            self._wait_no_longer()
        else:
            self._hand_over(data)

    def _hand_over(self, data: bytes) -> None:
        self._wait_no_longer()
        self._held = None
        self.connections.discard(self)
        self.parser = None  # type: ignore[assignment]  # breaks the cycle between parser and protocol, as uvicorn does
        successor = self.successor_class(self.config, self.server_state, self.app_state, self.loop)
        successor.connection_made(self.transport)
        if self.flow.write_paused:
            successor.pause_writing()
        self.transport.set_protocol(successor)
        successor.data_received(data)

    def _reject_too_long(self) -> None:
        if self._place is _Place.BODY:
            self._reject(HTTPStatus.BAD_REQUEST, _UNREADABLE)
        elif len(self.url) > HEAD_LIMIT_BYTES // 2:
            self._reject(HTTPStatus.REQUEST_URI_TOO_LONG, _LINE_TOO_LONG)
        else:
            self._reject(HTTPStatus.REQUEST_HEADER_FIELDS_TOO_LARGE, _HEAD_TOO_LONG)

    def _reject(self, status: HTTPStatus, sentence: str) -> None:
        in_body = self._place is _Place.BODY
        if in_body and self.pipeline:  # its turn had not come and never will
            self.pipeline.popleft()
            self._refusal = (status, sentence)
        elif in_body and self._owes_answer():
            self._reject_body(status, sentence)
        elif in_body:  # answered before its body went wrong: there is nothing left to say
            self.transport.close()
        elif self._owes_answer():
            self._refusal = (status, sentence)
        else:
            self._refuse(status, sentence)
