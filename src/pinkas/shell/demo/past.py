"""The time of the demo's stories: it stands where a story sets it."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from pinkas.actions.desk import Caller


@dataclass(slots=True)
class PastClock:
    """A clock that the story sets."""

    at: dt.datetime

    def now(self) -> dt.datetime:
        """The story's present."""
        return self.at


def noon(day: dt.date, caller: Caller) -> dt.datetime:
    """Noon of a day where the business is."""
    return dt.datetime.combine(day, dt.time(12), caller.zone).astimezone(dt.UTC)
