"""Names that others know our records by (DESIGN §3), and which of several names a caller gave decides."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final
from uuid import UUID

from pinkas.books.errors import InvalidValue
from pinkas.books.members import LONGEST_NAME, trimmed

_NOWHERE: Final = UUID(int=0)


class Scheme(StrEnum):
    """Whose name it is: the exchange's id of a record, an ERP system's code, or an import's source and id."""

    EXCHANGE_ID = "exchange-id"
    ERP_CODE = "erp-code"
    IMPORT = "import"


SCHEMES: Final = frozenset(scheme.value for scheme in Scheme)


@dataclass(frozen=True, slots=True)
class Reference:
    """What a record is called elsewhere: of one sort of record, each value of a scheme names one."""

    scheme: str
    value: str

    def __post_init__(self) -> None:
        """Refuse what cannot name anything. Raises InvalidValue naming `reference`."""
        if self.scheme not in SCHEMES:
            raise InvalidValue("reference", f"has no scheme {self.scheme!r}")
        if not 1 <= len(self.value) <= LONGEST_NAME:
            raise InvalidValue("reference", f"must have between 1 and {LONGEST_NAME} characters")


@dataclass(frozen=True, slots=True)
class RecordName:
    """One of the names a record may be asked for by: `by` says which, such as `barcode`."""

    by: str
    value: str


def decisive(**given: UUID | str | int | None) -> RecordName | None:
    """The first name that is given, in the order of the arguments; None when there is none.

    The all-zero GUID, 0 and blank text are no names: programs send them for "none".
    """
    for by, name in given.items():
        if name is None or name in (_NOWHERE, 0):
            continue
        text = str(name).strip()
        if text:
            return RecordName(by, text)
    return None


def imported(source: str, identifier: str) -> Reference:
    """What an import calls a record: the calling program and its own id, told apart whatever either holds."""
    return Reference(Scheme.IMPORT, f"{len(source)}:{source}/{identifier}")


def in_order(references: Sequence[Reference]) -> tuple[Reference, ...]:
    """References as contents have them."""
    return tuple(sorted(references, key=lambda one: (one.scheme, one.value)))


def value_of(references: Sequence[Reference], scheme: Scheme) -> str | None:
    """What a scheme calls a record; the first in order where it has several names."""
    return next((one.value for one in in_order(references) if one.scheme == scheme), None)


def changed(references: Sequence[Reference], changes: Mapping[str, str | None]) -> tuple[Reference, ...]:
    """The references after changes by scheme: a value takes the place of those before, None or blank leaves none."""
    kept = [one for one in references if one.scheme not in changes]
    given = trimmed(changes, changes)
    return in_order([*kept, *(Reference(scheme, value) for scheme, value in given.items() if value)])
