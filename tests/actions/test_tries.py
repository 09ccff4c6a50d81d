"""Decisions that are taken again: at once the first time, after a growing pause each further time, and not for ever."""

from __future__ import annotations

import asyncio

import pytest

from pinkas.actions import desk
from pinkas.actions.desk import Tries


def _taken(monkeypatch: pytest.MonkeyPatch, tries: Tries) -> tuple[list[int], list[float]]:
    """The numbers of all tries, and the longest that each pause could have been, in milliseconds."""
    pauses: list[float] = []

    async def sleep(seconds: float) -> None:
        pauses.append(round(seconds * 1000, 3))

    async def every() -> list[int]:
        return [number async for number in tries]

    monkeypatch.setattr(desk.asyncio, "sleep", sleep)
    monkeypatch.setattr(desk.random, "uniform", lambda _, longest: longest)
    return asyncio.run(every()), pauses


def test_a_decision_is_taken_six_times_at_most_each_after_a_longer_pause(monkeypatch: pytest.MonkeyPatch) -> None:
    assert _taken(monkeypatch, Tries()) == ([0, 1, 2, 3, 4, 5], [4, 8, 16, 32, 64])


def test_no_pause_grows_beyond_the_longest(monkeypatch: pytest.MonkeyPatch) -> None:
    assert _taken(monkeypatch, Tries(more=1)) == ([0, 1, 2, 3, 4, 5, 6], [4, 8, 16, 32, 64, 64])
