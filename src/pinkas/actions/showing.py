"""Showing a document again: what was made of it before holds as long as all that may change of it is the same.

What an issued document says never changes: its rows are insert-only, its names are for ever. The rest (`CHANGEABLE`) is
read each time and compared whole, so that nothing shown is older than the read of any other document would be. A draft,
or a document that others are related to, is read anew each time.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from pinkas.actions.desk import Caller, Desk
from pinkas.actions.drafts import find_document
from pinkas.books.document import StoredDocument
from pinkas.storage import documents

#: What a worker keeps of answers given, bytes; the least used are forgotten.
_MOST_BYTES: Final = 8 * 1024 * 1024
#: Answers longer than this are made anew: few of them would push out all others.
_LONGEST: Final = 32 * 1024


@dataclass(frozen=True, slots=True)
class _Known:
    serial: int
    class_number: int
    standing: tuple[object, ...]
    answer: bytes


class Showing:
    """A worker's memory of the documents it has shown."""

    def __init__(self, desk: Desk, *, most_bytes: int = _MOST_BYTES) -> None:
        self._desk = desk
        self._left = most_bytes
        self._known: OrderedDict[tuple[int, str, str], _Known] = OrderedDict()

    async def document(self, caller: Caller, key: str, form: str, make: Callable[[StoredDocument], bytes]) -> bytes:
        """What `make` makes of the document under a key. `form` names all else that the answer depends on.

        Raises UnknownRecord.
        """
        name = (caller.business, key, form)
        known = self._known.get(name)
        if known is not None:
            now = await documents.standing(self._desk.store, caller.business, known.serial, known.class_number)
            if now == known.standing:
                if name in self._known:
                    self._known.move_to_end(name)
                return known.answer
            self._forget(name)
        stored = await find_document(self._desk, caller, documents.by_key(key))
        answer = make(stored)
        standing = documents.standing_of(stored)
        if standing is not None and len(answer) <= _LONGEST:
            self._keep(name, _Known(stored.serial, stored.document.class_number, standing, answer))
        return answer

    def _keep(self, name: tuple[int, str, str], known: _Known) -> None:
        self._forget(name)
        self._known[name] = known
        self._left -= len(known.answer)
        while self._left < 0:
            _, dropped = self._known.popitem(last=False)
            self._left += len(dropped.answer)

    def _forget(self, name: tuple[int, str, str]) -> None:
        dropped = self._known.pop(name, None)
        if dropped is not None:
            self._left += len(dropped.answer)
