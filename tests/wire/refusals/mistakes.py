"""Every way to get a field of a wire model wrong, made from the model's own table."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from pinkas.dialects.caspit.fields import Field, Kind, Wire, model_of

#: Text that is put into JSON as it stands: values that Python's encoder would refuse or alter.
RAW = "\x00raw:"

_WRONG: dict[Kind, tuple[Any, ...]] = {
    Kind.TEXT: (
        {}, [], {"a": 1},
        RAW + '"\\u0000"', RAW + '"a\\u001bb"', RAW + '"\\ud800"', RAW + '"\\udc00\\ud800"', RAW + "NaN",
    ),
    Kind.INTEGER: (
        "abc", 1.5, 2**31, -(2**31) - 1, 10**30, {}, [], RAW + "NaN", RAW + "Infinity", "1e3x", RAW + "1" * 400,
    ),
    Kind.DECIMAL: (
        "abc", "1,5", {}, [], RAW + "NaN", RAW + "Infinity", RAW + "-Infinity", RAW + "1e400", 10**13,
        "0x10", RAW + "9" * 400, "--1",
    ),
    Kind.FLAG: ("maybe", {}, [], RAW + "NaN"),
    Kind.DATE: (
        "2026-13-01", "2026-02-30", "0000-01-01", "2026-00-10", "yesterday", "2026-01-01T25:00:00", {}, [], 10**20,
        "9999-99-99", RAW + "NaN",
    ),
    Kind.LIST: ("x", 5, ["x"], [5], [[]], RAW + "NaN"),
}  # fmt: skip


#: One item of a list that nothing is wrong with, where a sound body has none.
ITEMS: dict[str, dict[str, Any]] = {
    "DocumentLines": {"UnitPrice": 10},
    "ReceiptLines": {"PaymentTypeId": 1, "Payment": 1},
    "RelatedDocuments": {"DocumentId": "inv"},
}


#: A member whose mistakes are made without another, beside which it would be wrong however it was written.
ALONE = {"Credit": "Debit"}


@dataclass(frozen=True)
class Mistake:
    """A body with one thing wrong in it; `member` is the name an error must bear."""

    member: str
    body: bytes
    what: str


def mistakes(wire: type[Wire], sound: dict[str, Any]) -> Iterator[Mistake]:
    """One body per field and way to get it wrong, the rest of it sound."""
    for field in model_of(wire).fields:
        if field.rules.read_only or field.kind in {Kind.BYTES, Kind.MOMENT}:
            continue
        rest = {name: value for name, value in sound.items() if name != ALONE.get(field.name)}
        for wrong in (*_WRONG[field.kind], *_too_long(field)):
            yield _mistake(field.name, {**rest, field.name: wrong}, wrong)
        if field.kind is Kind.LIST and field.item is not None:
            one, *others = sound.get(field.name) or [ITEMS.get(field.name, {})]
            for inner in mistakes(field.item, one):
                body = encoded({**sound, field.name: [RAW + inner.body.decode(), *others]})
                yield Mistake(inner.member, body, inner.what)


def _too_long(field: Field) -> Iterator[Any]:
    if field.kind is Kind.TEXT and field.rules.max_length is not None:
        yield "א" * (field.rules.max_length + 1)
    if field.kind is Kind.LIST:
        yield [{}] * (field.rules.max_items + 1)


def _mistake(member: str, body: dict[str, Any], wrong: Any) -> Mistake:
    return Mistake(member, encoded(body), f"{member}={str(wrong)[:40]!r}")


def encoded(value: Any) -> bytes:
    """JSON in which marked texts stand raw."""
    if isinstance(value, str) and value.startswith(RAW):
        return value[len(RAW) :].encode("utf-8", "surrogatepass")
    if isinstance(value, dict):
        return b"{" + b",".join(encoded(name) + b":" + encoded(one) for name, one in value.items()) + b"}"
    if isinstance(value, list):
        return b"[" + b",".join(encoded(one) for one in value) + b"]"
    return json.dumps(value, ensure_ascii=False).encode()
