"""First pages of lists that look for something, at a business with very many documents against one with few."""

from __future__ import annotations

import json
import statistics
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any, Final

import uvloop

from benchmarks.calls import Member, get
from benchmarks.deep import MODELS, multiply
from benchmarks.installation import Installation, Server
from benchmarks.load import refuse_other, run_load
from benchmarks.results import BenchmarkError, Measure
from benchmarks.scale import Scale

_PAGE: Final = 50
_FEW: Final = 1_000
#: One document in so many is still open, and each contact has so many of them.
_OPEN_EVERY: Final = 10
_DOCUMENTS_A_CONTACT: Final = 20
_MOST_RATIO: Final = 2.0


@dataclass(frozen=True, slots=True)
class _List:
    """A list, the milliseconds its first page may take, how many it tells of, and what each of its rows must be."""

    name: str
    path: str
    most_ms: float
    total: Callable[[int], int]
    right: Callable[[dict[str, Any]], bool]


def _open(documents: int) -> int:
    """How many are open: the models, and one in so many of their copies."""
    return MODELS + (documents - MODELS) // _OPEN_EVERY


_LISTS: Final = (
    _List(
        "list_open_documents", "Documents?onlyOpenDocuments=true", 20.0, _open,
        lambda row: len(row["DocumentLines"]) == 3 and row["Status"] == 2,
    ),
    _List(
        "contacts_balance", "ContactsBalance", 50.0, lambda documents: documents // _DOCUMENTS_A_CONTACT,
        lambda row: row["Balance"] < 0,
    ),
)  # fmt: skip


def measure_lists(
    installation: Installation, server: Server, few: Member, much: Member, scale: Scale
) -> Iterator[Measure]:
    """`list_open_documents` and `contacts_balance`: first pages of fifty, one connection, both businesses in turn."""
    sizes = (_FEW, scale.listed_documents)
    for member, documents in zip((few, much), sizes, strict=True):
        contacts = documents // _DOCUMENTS_A_CONTACT
        multiply(installation, server, member, documents, contacts=contacts, open_every=_OPEN_EVERY)
    for one in _LISTS:
        few_ms, much_ms = _times(server.port, one, dict(zip((few, much), sizes, strict=True)), scale.list_pages)
        yield Measure(
            name=one.name,
            value=much_ms,
            unit="ms",
            floor=few_ms,
            target=f"< {one.most_ms:g} ms, ratio ≤ {_MOST_RATIO:g}",
            met=much_ms < one.most_ms and much_ms / few_ms <= _MOST_RATIO,
            notes=(
                f"{one.total(scale.listed_documents):,} rows at a business of {scale.listed_documents:,} invoices",
                f"the floor is the same at one of {_FEW:,}; one invoice in {_OPEN_EVERY} is still open",
                f"pages of {_PAGE}, p50 of {scale.list_pages}",
            ),
        )


def _times(port: int, one: _List, sizes: dict[Member, int], pages: int) -> tuple[float, ...]:
    """The median milliseconds of the first page at each business, asked in turn; each must be full and right."""
    # Two unmeasured rounds, so that both find the plans and the blocks they need.
    left = iter([get(one.path, member.token) for member in sizes] * (pages + 2))
    answers: list[bytes] = []

    def check(connection: int, status: int, body: bytes) -> None:
        del connection
        refuse_other(status, body, 200)
        answers.append(body)

    load = uvloop.run(run_load(port, lambda _: next(left, None), check, connections=1))
    for documents, body in zip(sizes.values(), answers[-2:], strict=True):
        said = json.loads(body)
        if said["TotalCount"] != one.total(documents) or len(said["Results"]) != _PAGE:
            raise BenchmarkError(f"{one.name} is not a full page of {one.total(documents)} rows")
        if not all(map(one.right, said["Results"])):
            raise BenchmarkError(f"{one.name} holds rows that are not right")
    measured = load.latencies_s[4:]
    return tuple(statistics.median(measured[place::2]) * 1000 for place in (0, 1))
