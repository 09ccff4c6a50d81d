"""What callers say of a card, member by member, before it becomes one: trimmed where it names, bounded everywhere."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any, Final

from pinkas.books.errors import InvalidValue

#: What is looked up by lies in an index, whose entries are short.
LONGEST_NAME: Final = 200
LONGEST_TEXT: Final = 4000
_LARGEST_INTEGER: Final = 2**31 - 1
#: Serials of other records: those are counted, and may grow.
_SERIALS: Final = frozenset({"club", "store_created", "department"})


def trimmed(members: Mapping[str, Any], names: Collection[str]) -> dict[str, Any]:
    """Members with those that name the record as they are looked up: without blanks around them, or None."""
    found = dict(members)
    for field in names:
        if isinstance(found.get(field), str):
            found[field] = found[field].strip() or None
    return found


def check_bounds(members: Mapping[str, Any], names: Collection[str]) -> None:
    """Refuse texts and numbers that the books have no room for. Raises InvalidValue naming the member."""
    for field, value in members.items():
        if isinstance(value, str):
            longest = LONGEST_NAME if field in names else LONGEST_TEXT
            if len(value) > longest:
                raise InvalidValue(field, f"must have at most {longest} characters")
        elif isinstance(value, int) and field not in _SERIALS and not 0 <= value <= _LARGEST_INTEGER:
            raise InvalidValue(field, f"must be between 0 and {_LARGEST_INTEGER}")
