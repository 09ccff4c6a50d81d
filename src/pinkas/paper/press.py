"""The typesetter, kept warm: compilers with a template and our fonts loaded, lent to one sheet at a time.

A compiler serves one thread at a time and releases the interpreter while it works. Data reaches the template as
JSON, never as markup; fonts come from our folder alone; no package is ever loaded.
"""

from __future__ import annotations

import json
from collections import deque
from functools import cache
from pathlib import Path
from typing import Any, Final, Literal

import typst

from pinkas.paper import geometry
from pinkas.paper.errors import PaperError
from pinkas.paper.face import FAMILY, FONTS, STYLES

Template = Literal["sheet.typ", "picture.typ", "report.typ"]

TEMPLATES = Path(__file__).parent / "templates"
MOST_IDLE = 8

#: What every paper is, signed or not: fonts inside, colours defined, readable in the years the law has it kept.
STANDARD: Final = "a-3b"

# A fault in the compiler's own code arrives as an exception outside the ordinary tree, which cannot be imported.
_PANIC = "PanicException"

# What is the same on every sheet goes by itself, so that the typesetter may remember it.
_DESIGN = json.dumps(
    {
        "family": FAMILY,
        "geometry": {name.lower(): value for name, value in vars(geometry).items() if name.isupper()},
        "styles": {name: {"size": style.size, "weight": style.weight} for name, style in STYLES.items()},
    }
)

_idle: dict[Template, deque[typst.Compiler]] = {
    "sheet.typ": deque(maxlen=MOST_IDLE),
    "picture.typ": deque(maxlen=1),
    "report.typ": deque(maxlen=2),
}


@cache
def _fonts() -> typst.Fonts:
    return typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[FONTS])


def typeset(template: Template, data: Any, *, standard: Literal["a-3b"] | None = STANDARD) -> bytes:
    """Set the data, which the template reads as JSON; one PDF, of the standard unless that is waived.

    A compiler that failed is not used again. What the typesetter said is kept back: it may quote the sheet.
    """
    idle = _idle[template]
    try:
        compiler = idle.pop()
    except IndexError:
        compiler = typst.Compiler(TEMPLATES / template, root=TEMPLATES, font_paths=_fonts())
    inputs = {"design": _DESIGN, "data": json.dumps(data, ensure_ascii=False)}
    try:
        pdf = compiler.compile(format="pdf", sys_inputs=inputs, pdf_standards=standard)
    except BaseException as fault:
        if not isinstance(fault, Exception) and type(fault).__name__ != _PANIC:
            raise
        raise PaperError("The document could not be typeset.") from None
    if not isinstance(pdf, bytes):  # the typesetter gives a list for pictures of pages only
        raise PaperError("The document could not be typeset.")
    idle.append(compiler)
    return pdf
