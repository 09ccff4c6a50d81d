"""Refusals of what was sent: values, names and keys, before any rule of a document is asked."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pinkas.books.errors.root import Refusal

if TYPE_CHECKING:
    from collections.abc import Sequence


class InvalidValue(Refusal):
    """A field holds what the books cannot take.

    `field` is the books' own name; each edge translates it to its wire's. `reason` completes "the field ...".
    """

    code = "invalid_value"

    def __init__(self, field: str, reason: str) -> None:
        super().__init__(reason)
        self.field = field
        self.reason = reason


class SumTooLarge(Refusal):
    """Each amount is sound, and what they come to together is more than the books can hold."""

    code = "sum_too_large"

    def __init__(self) -> None:
        super().__init__("the sum would be larger than the books can hold")


class UnknownRecord(Refusal):
    """No such record in this business."""

    code = "unknown_record"

    def __init__(self, sort: str, name: str) -> None:
        super().__init__(f"no {sort} {name!r}")
        self.sort = sort
        self.name = name


class ClassMismatch(Refusal):
    """The class is unknown, or of another sort than the document needs."""

    code = "class_mismatch"

    def __init__(self, number: int, needed: str, allowed: Sequence[int]) -> None:
        super().__init__(f"class {number} is not a class of {needed}")
        self.number = number
        self.needed = needed
        self.allowed = tuple(allowed)


class RecordInUse(Refusal):
    """A record that documents refer to cannot be removed."""

    code = "record_in_use"

    def __init__(self, sort: str, name: str, user: str) -> None:
        super().__init__(f"{sort} {name!r} is used by {user}")
        self.sort = sort
        self.name = name
        self.user = user


class NumberTaken(Refusal):
    """A till number, code or id that another transaction bears already. `field` is which, `value` it itself."""

    code = "number_taken"

    def __init__(self, field: str, value: str) -> None:
        super().__init__(f"{field} {value} belongs to another transaction")
        self.field = field
        self.value = value


class IdempotencyConflict(Refusal):
    """The idempotency key was used for another request."""

    code = "idempotency_conflict"

    def __init__(self) -> None:
        super().__init__("this Idempotency-Key was used with a different request")
