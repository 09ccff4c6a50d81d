"""Processor time, by part: a ratio of two rates leans on what else the machine does, a ratio of two costs hardly.

Costs are told beside the rates; the measures themselves are rates.
"""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

_TICKS_A_SECOND: Final = os.sysconf("SC_CLK_TCK")


@dataclass(frozen=True, slots=True)
class Spent:
    """Seconds of processor time by part since some beginning."""

    by_part: Mapping[str, float]

    def since(self, before: Spent) -> Spent:
        """What was spent after `before`."""
        return Spent({part: seconds - before.by_part[part] for part, seconds in self.by_part.items()})

    def told(self, answers: int) -> str:
        """Microseconds an answer, in all and by part."""
        each = {part: seconds / answers * 1e6 for part, seconds in self.by_part.items()}
        parts = ", ".join(f"{part} {microseconds:.0f}" for part, microseconds in each.items())
        return f"{sum(each.values()):.0f} µs of processor an answer ({parts})"


def total(costs: Sequence[Spent]) -> Spent:
    """All of them together."""
    return Spent({part: sum(cost.by_part[part] for cost in costs) for part in costs[0].by_part})


def spent(*, workers: Sequence[int], postmaster: int) -> Spent:
    """What the load generator (this process), the workers and the database have spent up to now."""
    database = [postmaster, *children(postmaster)]
    return Spent(
        {
            "generator": _seconds(os.getpid()),
            "workers": sum(map(_seconds, workers)),
            "database": sum(map(_seconds, database)),
        }
    )


def children(pid: int) -> list[int]:
    """The pids of a process's children."""
    return [int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]


def _seconds(pid: int) -> float:
    """User and system time of a process, and of those of its children that have ended."""
    try:
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return 0.0  # it ended just now, and counts with its parent
    return sum(map(int, fields[11:15])) / _TICKS_A_SECOND
