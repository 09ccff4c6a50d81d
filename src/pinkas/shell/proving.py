"""`pinkas verify`: every business in turn, from the signed heads and the last checkpoint on, with progress.

Beside the proof it names what tills that number their own sales have not brought yet; the books are whole all the same.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Final

import msgspec

from pinkas.actions.desk import Desk
from pinkas.shell.config import Settings
from pinkas.storage import directory
from pinkas.storage.heads import SignedHead, read_heads
from pinkas.storage.verify import Checkpoint, Finding, awaited_numbers, check_head, verify_business

HEADS_FILE: Final = "heads.jsonl"
Say = Callable[[str], None]


class _Saved(msgspec.Struct, frozen=True):
    position: int
    link: str


def heads_file(settings: Settings) -> Path:
    """The file of signed heads."""
    return settings.data / "files" / HEADS_FILE


async def prove_all(desk: Desk, settings: Settings, *, only: str | None, resume: bool, say: Say) -> bool:
    """Verify all businesses, or the one with tax number `only`; True when every one is whole."""
    heads = read_heads(heads_file(settings), desk.keyring)
    every = [one for one in await directory.businesses(desk.store) if only in {None, one.tax_number}]
    if not every:
        say("There is no business to verify" if only is None else f"No business has the tax number {only}")
        return only is None
    whole = True
    for one in every:
        finding = await _prove(
            desk, settings, one, [h for h in heads if h.business == one.business_id], resume=resume, say=say
        )
        if finding is not None:
            say(f"{one.legal_name} ({one.tax_number}): NOT WHOLE. {finding}")
            whole = False
        await _tell_awaited(desk, one, say)
    return whole


async def _tell_awaited(desk: Desk, one: directory.BusinessRow, say: Say) -> None:
    """Name what tills that number their own sales have not brought yet: no fault, so nothing else depends on it."""
    awaited, more = await awaited_numbers(desk.store, one.business_id)
    for run in awaited:
        say(f"{one.legal_name} ({one.tax_number}): {run}")
    if more:
        say(f"{one.legal_name} ({one.tax_number}): awaiting more, in {more} other places")


async def _prove(
    desk: Desk, settings: Settings, one: directory.BusinessRow, heads: list[SignedHead], *, resume: bool, say: Say
) -> Finding | None:
    path = settings.data / "files" / f"verified-{one.business_id}.json"
    start = _checkpoint(path) if resume else None

    def keep(point: Checkpoint) -> None:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        path.write_bytes(msgspec.json.encode(_Saved(point.position, point.link.hex())))

    def progress(done: int, last: int) -> None:
        say(f"{one.legal_name}: {done} of {last} daybook lines")

    for head in heads:
        finding = await check_head(desk.store, one.business_id, head.position, bytes.fromhex(head.link))
        if finding is not None:
            return finding
    finding = await verify_business(desk.store, one.business_id, start=start, progress=progress, reached=keep)
    if finding is None:
        signed = f"{len(heads)} signed heads agree" if heads else "no head was signed yet"
        say(f"{one.legal_name} ({one.tax_number}): the books are whole; {signed}")
    return finding


def _checkpoint(path: Path) -> Checkpoint | None:
    if not path.exists():
        return None
    saved = msgspec.json.decode(path.read_bytes(), type=_Saved)
    return Checkpoint(saved.position, bytes.fromhex(saved.link))
