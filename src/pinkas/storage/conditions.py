"""Filters and orders of lists: whitelisted fragments of SQL with the caller's values as parameters."""

from __future__ import annotations


class Conditions:
    """Fragments of a `where`, their values numbered from a first parameter; what is not asked for filters nothing."""

    __slots__ = ("_first", "_fragments", "values")

    def __init__(self, *, first: int) -> None:
        self._first = first
        self._fragments: list[str] = []
        self.values: list[object] = []

    def add(self, fragment: str, value: object) -> None:
        """Add a fragment whose `?` is the value; None adds nothing."""
        if value is not None:
            self._fragments.append(fragment.replace("?", f"${self._first + len(self.values)}"))
            self.values.append(value)

    def say(self, fragment: str) -> None:
        """Add a fragment that has no value."""
        self._fragments.append(fragment)

    @property
    def sql(self) -> str:
        """All fragments, one after another."""
        return " ".join(self._fragments)


def ordered(expression: str, table: str, descending: bool) -> str:  # noqa: FBT001 - the value itself, not a switch
    """An `order by` of one whitelisted expression: nothing comes first, equals by serial; or all of it in reverse."""
    way = "desc nulls last" if descending else "asc nulls first"
    return f"{expression} {way}, {table}.serial {'desc' if descending else 'asc'}"
