"""Documents for people: a sheet of plain values becomes a PDF in Hebrew, English, Bulgarian or Albanian.

`Sheet` says what is on the paper, `render` sets it. What a document means, and whether it may be printed, is
decided elsewhere.
"""

from pinkas.books.language import Language
from pinkas.paper.errors import PaperBusy, PaperError
from pinkas.paper.kinds import SheetKind, papers_of
from pinkas.paper.logo import Logo, check_logo
from pinkas.paper.render import render, render_off_loop
from pinkas.paper.sheet import (
    FiscalMarks,
    Letterhead,
    PartyBox,
    Sheet,
    SheetAccount,
    SheetLine,
    SheetReference,
    SheetTender,
    SheetTotals,
    VatRow,
)
from pinkas.paper.words import AWAITS_ALLOCATION, IN_ENGLISH, NO_INPUT_TAX, SELF_INVOICE

__all__ = [
    "AWAITS_ALLOCATION",
    "IN_ENGLISH",
    "NO_INPUT_TAX",
    "SELF_INVOICE",
    "FiscalMarks",
    "Language",
    "Letterhead",
    "Logo",
    "PaperBusy",
    "PaperError",
    "PartyBox",
    "Sheet",
    "SheetAccount",
    "SheetKind",
    "SheetLine",
    "SheetReference",
    "SheetTender",
    "SheetTotals",
    "VatRow",
    "check_logo",
    "papers_of",
    "render",
    "render_off_loop",
]
