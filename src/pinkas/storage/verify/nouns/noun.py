"""What a noun brings to the proof of the books."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Any

from pinkas.storage.verify.evidence import Evidence, Row


@dataclass(frozen=True, slots=True, kw_only=True)
class Noun:
    """Its records as evidence, how each of its verbs is proved, and what of it is kept twice.

    `load` gives the records that the evidence's lines speak of, by whatever its provers look them up with; they find
    them in `evidence.more[name]`. `disagreements` is SQL with the business as its one parameter; each row (what,
    record, kept, computed) is a fault.
    """

    name: str
    load: Callable[[Evidence], Awaitable[dict[Any, Row]]]
    provers: Mapping[str, Callable[[Evidence, Row], None]]
    disagreements: str | None = None
