"""Names that are one card's alone: what a change of a contact or product gives is looked up, refused or expected."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

from pinkas.books.errors import InvalidValue
from pinkas.books.members import trimmed
from pinkas.books.references import SCHEMES


@dataclass(frozen=True, slots=True)
class CardNames:
    """Names that a change gives a card of a sort (`contact` or `product`), by what they stand in or their scheme."""

    sort: str
    given: Mapping[str, str]

    def new_to(self, held: Mapping[str, str | None]) -> CardNames:
        """Those that the card does not have already: two of one name may be older than the rule."""
        return CardNames(self.sort, {by: value for by, value in self.given.items() if held.get(by) != value})

    def check(self, taken: Collection[str]) -> None:
        """Refuse the first that another card has. Raises InvalidValue naming the field."""
        for by, value in self.given.items():
            if by in taken:
                raise InvalidValue(by.replace("-", "_"), f"is another {self.sort}'s already: {value!r}")

    def expected(self, serial: int | None) -> list[dict[str, Any]]:
        """What must still hold when it is written: no other card than this one has them."""
        return [_expected(self.sort, by, value, serial) for by, value in self.given.items()]


def names_given(
    sort: str, alone: Collection[str], members: Mapping[str, Any], references: Mapping[str, str | None]
) -> CardNames:
    """The names among a change's members that are one card's `alone`, and its references."""
    given = trimmed({**{by: members.get(by) for by in alone}, **references}, {*alone, *references})
    return CardNames(sort, {by: value for by, value in given.items() if value})


def _expected(sort: str, by: str, value: str, serial: int | None) -> dict[str, Any]:
    if by in SCHEMES:
        return {"sort": "no reference", "of": sort, "scheme": by, "value": value, "serial": serial}
    if by == "key":
        return {"sort": f"no {sort}", "key": value}
    return {"sort": f"no other {sort}", "by": by, "value": value, "serial": serial}
