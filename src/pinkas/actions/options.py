"""Options: what a business settles about one part of its work, such as its VAT periods, its card gateway or its files.

An option is a frozen dataclass whose every field has a default and whose `__post_init__` refuses what cannot be
(InvalidValue); fields named in `secrets` are kept encrypted. It is written with `set_option`, in one daybook line.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Generic, TypeVar

import msgspec

from pinkas.actions.desk import Caller, Desk, Once, Saved, Tries, check_outcome, once_name, write_item
from pinkas.actions.repeats import unchanged
from pinkas.books.daybook import option_content
from pinkas.books.errors import Contention
from pinkas.storage import options, settings
from pinkas.storage.options import StoredOption

V = TypeVar("V")


@dataclass(frozen=True, slots=True)
class Option(Generic[V]):
    """An option's name and what it holds; `secrets` are names of fields of `holds`, texts or None."""

    name: str
    holds: type[V]
    secrets: tuple[str, ...] = ()


async def get_option(desk: Desk, business: int, option: Option[V]) -> V:
    """What the business has settled, or the defaults."""
    return _opened(desk, business, option, await options.option(desk.store, business, option.name))


async def set_option(desk: Desk, caller: Caller, option: Option[V], value: V, *, once: Once | None = None) -> Saved[V]:
    """Settle the option; what is settled so already is not written. Raises what making the value raised, Contention."""
    async for _ in Tries():
        facts = await settings.facts(desk.store, caller.business, once=once_name(caller, once))
        held = await options.option(desk.store, caller.business, option.name)
        before = _opened(desk, caller.business, option, held)
        if once is not None and once.replays(facts.once):
            return Saved(before, replayed=True)
        if held is not None and before == value:
            return await unchanged(desk, caller, once, before)
        body, sealed = _closed(desk, caller.business, option, value)
        version = 1 if held is None else held.version + 1
        item = write_item(
            caller,
            "option set",
            desk.clock.now(),
            option_content(option.name, version, body, sealed),
            once=once,
            expect=[{"sort": "settings", "version": facts.settings.version}],
            option={
                "name": option.name,
                "version": version,
                "body": body,
                "sealed": None if sealed is None else sealed.hex(),
            },
        )
        answer = await desk.store.write("set_option_v1", item)
        if check_outcome(answer.outcome):
            return Saved(value, created=held is None, replayed=answer.outcome == "replayed")
    raise Contention


def _place(business: int, name: str) -> str:
    return f"option/sealed/{business}/{name}"


def _opened(desk: Desk, business: int, option: Option[V], held: StoredOption | None) -> V:
    if held is None:
        return option.holds()
    said: dict[str, Any] = msgspec.json.decode(held.body)
    if held.sealed is not None:
        said |= msgspec.json.decode(desk.keyring.unseal(_place(business, option.name), bytes.fromhex(held.sealed)))
    return msgspec.convert(said, option.holds)


def _closed(desk: Desk, business: int, option: Option[V], value: V) -> tuple[str, bytes | None]:
    """The JSON text of what may be seen, and the secrets sealed; None when it has none."""
    said: dict[str, Any] = msgspec.to_builtins(value)
    hidden = {name: said.pop(name) for name in option.secrets}
    body = msgspec.json.encode(said, order="sorted").decode()
    if not any(hidden.values()):
        return body, None
    return body, desk.keyring.seal(_place(business, option.name), msgspec.json.encode(hidden))
