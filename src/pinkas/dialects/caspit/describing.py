"""What a route says of itself for the reference: one `Operation` beside each handler, read by nothing that serves."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from pinkas.dialects.caspit.fields import Wire


class Sort(Enum):
    """The forms of a parameter's value."""

    TEXT = "text"
    INTEGER = "integer"
    FLAG = "flag"
    DATE = "date"


@dataclass(frozen=True, slots=True)
class Parameter:
    """A parameter of the query, or of the path where the pattern names it."""

    name: str
    says: str
    sort: Sort = Sort.TEXT
    required: bool = False
    choices: tuple[str, ...] = ()


class Shape(Enum):
    """How an answer holds its model."""

    ONE = "one"
    PAGE = "page"
    ARRAY = "array"


@dataclass(frozen=True, slots=True)
class Answers:
    """One successful answer: status, its model in a shape, or a text, or a file of a media type; or nothing."""

    status: int
    model: type[Wire] | None = None
    shape: Shape = Shape.ONE
    text: str | None = None
    media_type: str | None = None
    location: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Operation:
    """A route in words: what it does, its parameters, the model of its body, its answers when all goes well.

    The token, `inCaseOfErrorReturnHttpCode`, `Idempotency-Key` and the errors every route may answer are not repeated
    here; `errors` names the further ones, by status.
    """

    summary: str
    says: str = ""
    parameters: tuple[Parameter, ...] = ()
    body: type[Wire] | None = None
    answers: tuple[Answers, ...] = ()
    errors: tuple[tuple[int, str], ...] = ()
    #: No token is asked for.
    public: bool = False


PAGE: Final = Parameter("page", "The page, from 0.", Sort.INTEGER)
START: Final = Parameter("startDate", "The first day, inclusive.", Sort.DATE)
END: Final = Parameter("endDate", "The last day, inclusive.", Sort.DATE)
