"""What happens when setting fails or too many ask at once."""

from __future__ import annotations

import asyncio
import importlib
import threading
from typing import TYPE_CHECKING, Any

import pytest
import typst

from pinkas.paper import PaperBusy, PaperError, press, render, render_off_loop
from tests.paper.sheets import invoice

if TYPE_CHECKING:
    from collections.abc import Callable

rendering = importlib.import_module("pinkas.paper.render")


class _PanicException(BaseException):
    """Stands for a fault inside the compiler, which arrives outside the tree of ordinary exceptions."""


_PanicException.__name__ = "PanicException"


def _failing(fault: BaseException) -> Callable[..., Any]:
    class Compiler:
        def __init__(self, *_: Any, **__: Any) -> None: ...

        def compile(self, **_: Any) -> bytes:
            raise fault

    return Compiler


def _without_warm_compilers(monkeypatch: pytest.MonkeyPatch, fault: BaseException) -> None:
    for idle in press._idle.values():  # noqa: SLF001 - the pool is nobody else's business
        idle.clear()
    monkeypatch.setattr(typst, "Compiler", _failing(fault))


@pytest.mark.parametrize(
    "fault", [typst.TypstError("secret", "secret"), ValueError("secret"), _PanicException("secret")]
)
def test_a_failure_is_one_sentence_that_quotes_nothing(fault: BaseException, monkeypatch: pytest.MonkeyPatch) -> None:
    _without_warm_compilers(monkeypatch, fault)

    with pytest.raises(PaperError) as caught:
        render(invoice(), "he")

    assert str(caught.value) == "The document could not be typeset."
    assert caught.value.__cause__ is None
    assert caught.value.__suppress_context__


def test_a_compiler_that_failed_is_not_used_again(monkeypatch: pytest.MonkeyPatch) -> None:
    with monkeypatch.context() as broken:
        _without_warm_compilers(broken, ValueError("secret"))
        with pytest.raises(PaperError):
            render(invoice(), "he")

    assert render(invoice(), "he").startswith(b"%PDF-")


def test_an_interruption_is_not_taken_for_a_failure(monkeypatch: pytest.MonkeyPatch) -> None:
    _without_warm_compilers(monkeypatch, KeyboardInterrupt())

    with pytest.raises(KeyboardInterrupt):
        render(invoice(), "he")


def test_off_the_loop_the_bytes_are_the_same() -> None:
    async def several() -> list[bytes]:
        return await asyncio.gather(*(render_off_loop(invoice(number=str(at)), "en") for at in range(8)))

    assert asyncio.run(several()) == [render(invoice(number=str(at)), "en") for at in range(8)]


def test_the_loop_goes_on_while_a_sheet_is_set(monkeypatch: pytest.MonkeyPatch) -> None:
    told = threading.Event()

    def waiting(*_: Any) -> bytes:
        assert told.wait(10)
        return b"%PDF-"

    monkeypatch.setattr(rendering, "render", waiting)

    async def both() -> bytes:
        task = asyncio.create_task(render_off_loop(invoice(), "he"))
        await asyncio.sleep(0.01)
        told.set()
        return await task

    assert asyncio.run(both()) == b"%PDF-"


def test_those_who_wait_are_bounded_and_places_come_back(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rendering, "_places", threading.BoundedSemaphore(2))

    async def three() -> list[bytes | BaseException]:
        asked = (render_off_loop(invoice(number=str(at)), "he") for at in range(3))
        return await asyncio.gather(*asked, return_exceptions=True)

    for _ in range(2):
        first, second, third = asyncio.run(three())
        assert isinstance(first, bytes)
        assert isinstance(second, bytes)
        assert isinstance(third, PaperBusy)
        assert str(third) == "Too many documents are being prepared at this moment; please try again shortly."


def test_a_refused_sheet_gives_its_place_back(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rendering, "_places", threading.BoundedSemaphore(1))
    with monkeypatch.context() as broken:
        _without_warm_compilers(broken, ValueError("secret"))
        with pytest.raises(PaperError):
            asyncio.run(render_off_loop(invoice(), "he"))

    assert asyncio.run(render_off_loop(invoice(), "he")).startswith(b"%PDF-")
