"""What a whole set of books still waits for: said beside the proof, and no fault of anybody.

A till that numbers its own sales may bring them in any order, so a number between two that are there is awaited, not
lost (DESIGN §4 "Numbers"). Where such a till began to count is its own affair: its lowest number here is its first.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from pinkas.storage.pool import Store
from pinkas.storage.queries import queries

_SQL: Final = queries("verify_transactions")
#: Runs named at most; of the others it is said how many there are.
MOST_RUNS: Final = 50


@dataclass(frozen=True, slots=True)
class Awaited:
    """Numbers in a row, `first` to `last`, that this till has not brought; `till` is its number."""

    till: int
    first: int
    last: int

    def __str__(self) -> str:
        """As it is said: `awaiting 21-1057`, or `awaiting 21-1057 to 21-1060`."""
        told = f"awaiting {self.till}-{self.first}"
        return told if self.first == self.last else f"{told} to {self.till}-{self.last}"


async def awaited_numbers(store: Store, business: int, *, most: int = MOST_RUNS) -> tuple[tuple[Awaited, ...], int]:
    """The first `most` runs of awaited numbers, by till and number, and how many more there are."""
    rows = await store.rows(_SQL["awaited"], business, most)
    found = tuple(Awaited(row["till"], row["first"], row["last"]) for row in rows)
    return found, rows[0]["runs"] - len(found) if rows else 0
