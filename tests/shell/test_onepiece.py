"""An answer leaves in one write, and nothing that was written is lost on the way."""

from __future__ import annotations

from typing import Any, cast

from pinkas.shell.onepiece import OnePiece


class _Transport:
    """What went out, write by write."""

    def __init__(self) -> None:
        self.writes: list[bytes] = []
        self.closed = False

    def write(self, data: bytes) -> None:
        assert not self.closed
        self.writes.append(data)

    def close(self) -> None:
        self.closed = True

    def is_closing(self) -> bool:
        return self.closed


def _piece() -> tuple[OnePiece, _Transport]:
    transport = _Transport()
    return OnePiece(cast("Any", transport)), transport


def test_head_and_body_go_out_together_and_the_rest_as_it_comes() -> None:
    piece, transport = _piece()
    for data in (b"head", b"first", b"second"):
        piece.write(data)
    assert transport.writes == [b"headfirst", b"second"]


def test_an_empty_body_sends_the_head() -> None:
    piece, transport = _piece()
    piece.write(b"head")
    piece.write(b"")
    piece.flush()
    assert transport.writes == [b"head"]


def test_a_head_without_body_goes_out_when_flushed_and_once() -> None:
    piece, transport = _piece()
    piece.flush()
    piece.write(b"head")
    piece.flush()
    piece.flush()
    assert transport.writes == [b"head"]


def test_a_head_goes_out_before_the_end() -> None:
    piece, transport = _piece()
    piece.write(b"head")
    assert not piece.is_closing()
    piece.close()
    assert (transport.writes, piece.is_closing()) == ([b"head"], True)


def test_an_interim_answer_does_not_wait() -> None:
    piece, transport = _piece()
    piece.write(b"HTTP/1.1 100 Continue\r\n\r\n")
    piece.write(b"head")
    piece.write(b"body")
    assert transport.writes == [b"HTTP/1.1 100 Continue\r\n\r\n", b"headbody"]
