"""What a measure found: its line of JSON, and its row in the table for people."""

from __future__ import annotations

import json
import statistics
from collections.abc import Sequence
from dataclasses import dataclass


class BenchmarkError(Exception):
    """A measure cannot be trusted: an answer was wrong, or something it counted on is missing. One sentence."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Measure:
    """One measured value. `floor` is what the same machine does at best for the same thing, in the same unit.

    `spread` is the largest minus the smallest of the rounds' values over their median. `notes` are for the table.
    """

    name: str
    value: float
    unit: str
    target: str
    met: bool
    floor: float | None = None
    spread: float | None = None
    notes: tuple[str, ...] = ()

    @property
    def ratio(self) -> float | None:
        """Ours to the floor; None where there is no floor."""
        return None if self.floor is None else self.value / self.floor

    def json(self, *, quick: bool) -> str:
        """The line for machines."""
        line: dict[str, object] = {
            "measure": self.name,
            "value": _rounded(self.value),
            "unit": self.unit,
            "floor": _rounded(self.floor),
            "ratio": _rounded(self.ratio),
        }
        if self.spread is not None:
            line["spread"] = _rounded(self.spread)
        if quick:
            line["quick"] = True
        return json.dumps(line)


def spread_of(values: Sequence[float]) -> float:
    """How far rounds lie apart: (largest - smallest) / median."""
    return (max(values) - min(values)) / statistics.median(values)


def table(measures: Sequence[Measure], *, quick: bool) -> str:
    """The table for people, with what was noted on the way."""
    head = ("measure", "value", "unit", "floor", "ratio", "spread", "target", "met")
    rows = [head, *(_row(measure) for measure in measures)]
    widths = [max(len(row[place]) for row in rows) for place in range(len(head))]
    lines = ["  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip() for row in rows]
    lines.insert(1, "  ".join("-" * width for width in widths))
    lines += ["", *(f"{measure.name}: {note}" for measure in measures for note in measure.notes)]
    if quick:
        lines += [
            "",
            "Quick: samples are shorter than ten seconds and data is small; good for direction, not for record.",
        ]
    return "\n".join(lines)


def _row(measure: Measure) -> tuple[str, ...]:
    return (
        measure.name,
        _shown(measure.value),
        measure.unit,
        _shown(measure.floor),
        _shown(measure.ratio),
        "-" if measure.spread is None else f"{measure.spread:.0%}",
        measure.target,
        "yes" if measure.met else "no",
    )


def _rounded(value: float | None) -> float | None:
    return None if value is None else round(value, 4)


def _shown(value: float | None) -> str:
    if value is None:
        return "-"
    return f"{value:,.0f}" if abs(value) >= 100 else f"{value:.2f}"
