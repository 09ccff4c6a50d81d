"""A request's body as fields: `application/x-www-form-urlencoded`, read as PHP reads it (dossier §1, §9 no. 10, 11).

The last of several values under one name counts; `Name[]=a&Name[]=b`, with or without numbers between the brackets, is
an array. Names that no method knows are carried along and ignored by who reads.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final
from urllib.parse import unquote_to_bytes

from pinkas.dialects.text import FORBIDDEN_CHARACTERS

MAX_BODY_BYTES: Final = 2 * 1024 * 1024
#: Fields beyond these are not read, as PHP's own limit has it.
MAX_FIELDS: Final = 1000
MAX_NAME: Final = 100
MEDIA_TYPE: Final = "application/x-www-form-urlencoded"
_ARRAY: Final = re.compile(r"([^\[\]]+)\[\d{0,9}\]")


@dataclass(frozen=True, slots=True)
class Field:
    """What was sent under a name: its texts without outer blanks; `array` says that it was sent as one.

    No texts: what was sent is no text at all (not UTF-8, or with control characters).
    """

    texts: tuple[str, ...]
    array: bool = False

    @property
    def empty(self) -> bool:
        """Whether nothing was said: sent, and empty, is as good as not sent."""
        return self.texts != () and not any(self.texts)


@dataclass(frozen=True, slots=True)
class Form:
    """The fields by name."""

    fields: Mapping[str, Field] = field(default_factory=dict)

    def said(self, name: str) -> Field | None:
        """The field under a name; None when it was not sent, or empty."""
        found = self.fields.get(name)
        return None if found is None or found.empty else found

    def text(self, name: str) -> str:
        """The one text under a name; empty when there is none, or several."""
        found = self.said(name)
        return found.texts[0] if found is not None and len(found.texts) == 1 and not found.array else ""


def parse_form(body: bytes) -> Form:
    """Read a body; nothing in it is refused here."""
    fields: dict[str, Field] = {}
    for part in body.split(b"&", MAX_FIELDS)[:MAX_FIELDS]:
        raw_name, _, raw_value = part.partition(b"=")
        name, text = _decoded(raw_name), _decoded(raw_value)
        if not name or len(name) > MAX_NAME:
            continue
        texts: tuple[str, ...] = () if text is None else (text.strip(),)
        if array := _ARRAY.fullmatch(name):
            before = fields.get(array[1])
            if before is not None and before.array:
                texts = (*before.texts, *texts) if before.texts and texts else ()
            fields[array[1]] = Field(texts, array=True)
        else:
            fields[name.partition("[")[0]] = Field(texts if "[" not in name else ())
    return Form(fields)


def _decoded(raw: bytes) -> str | None:
    """The text of a name or a value; None when it is none."""
    try:
        text = unquote_to_bytes(raw.replace(b"+", b" ")).decode("utf-8")
    except UnicodeDecodeError:
        return None
    return None if FORBIDDEN_CHARACTERS.search(text) else text
