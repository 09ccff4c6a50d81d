"""A clock that tests move."""

from __future__ import annotations

import datetime as dt


class MovableClock:
    """Stands still at `at` (aware) until told otherwise."""

    def __init__(self, at: dt.datetime) -> None:
        self.at = at.astimezone(dt.UTC)

    def now(self) -> dt.datetime:
        """The instant it was set to, in UTC."""
        return self.at

    def move(self, *, days: float = 0, minutes: float = 0, seconds: float = 0) -> None:
        """Move forward, or back with negative values."""
        self.at += dt.timedelta(days=days, minutes=minutes, seconds=seconds)
