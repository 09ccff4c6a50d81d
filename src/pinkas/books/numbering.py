"""Whose run a document's number is taken from, when, and how it is written: data by country and kind (DESIGN §4).

Everywhere but in Bulgaria each kind runs by itself and a draft has its number already. Bulgarian invoices, credits,
debits and advances of a store share one ten-digit run; a draft of them bears a provisional number, and takes the legal
one as it is issued (fiscal dossier §7, VAT Act art. 114), so that a voided draft leaves no gap.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from pinkas.books.kinds import KINDS

#: The run that all invoices of a store share.
INVOICES: Final = "invoice"
#: The run of provisional numbers: no legal ones, and given up as their draft is issued.
PROVISIONAL: Final = "draft"
#: The series of what comes over an API and names none, where series are not the stores' own (DESIGN §4 "Numbers").
API_SERIES: Final = 98
#: A series' virtual register bears this plus the series as its number, clear of the tills a shop numbers itself.
VIRTUAL_REGISTER_BASE: Final = 900
_SERIES: Final = 100

#: What shares the run of invoices, by country.
_SHARED: Final[dict[str, frozenset[str]]] = {
    "BG": frozenset({"tax_invoice", "invoice_receipt", "credit_invoice", "debit_note", "advance_invoice"}),
}
#: Countries whose runs begin at 1; elsewhere each kind has its own beginning.
_FROM_ONE: Final = frozenset({"BG", "AL"})
#: Countries where a series is a store's own, the first store's being 1.
_OF_STORES: Final = frozenset({"BG", "AL"})
#: How many digits numbers of a run are written with; the others with as many as they have.
_WIDTHS: Final = {INVOICES: 10, PROVISIONAL: 9}


@dataclass(frozen=True, slots=True, kw_only=True)
class Numbering:
    """Where a document's legal number comes from: its run, and the first one of an empty run."""

    run: str
    first: int
    #: It is taken as the document is issued; until then a provisional one stands for it.
    at_issue: bool

    @property
    def of_draft(self) -> tuple[str, int]:
        """The run a new draft takes its number from, and that run's first."""
        return (PROVISIONAL, 1) if self.at_issue else (self.run, self.first)


def numbering(country: str, kind: str) -> Numbering:
    """How documents of a kind are numbered, each series by itself.

    `first` holds unless the series' store, or somebody for the empty run, chose another; and of the run that stores
    share, for the first series to take a number of it: each further one has a range to itself.
    """
    if kind in _SHARED.get(country, ()):
        return Numbering(run=INVOICES, first=1, at_issue=True)
    return Numbering(run=kind, first=1 if country in _FROM_ONE else KINDS[kind].first_number, at_issue=False)


def default_series(country: str) -> int:
    """The series of a document that names none: the first store's where series are the stores', else the API's."""
    return 1 if country in _OF_STORES else API_SERIES


def series_of_stores(country: str) -> bool:
    """Whether a series is a store's own there, so that every till of a store is of its series."""
    return country in _OF_STORES


def series_of_store(store: int) -> int:
    """The series of a store, where series are the stores' own: the first store's is 1."""
    return store % _SERIES


def written(series: int, number: int, run: str) -> str:
    """A full number as people and wires read it: `98/100001`, `01/0000000398`, provisional `01/T000000012`."""
    mark = "T" if run == PROVISIONAL else ""
    return f"{series:02d}/{mark}{number:0{_WIDTHS.get(run, 1)}d}"


def runs_of(kinds: Iterable[str]) -> list[str]:
    """The runs in which legal numbers of these kinds may lie, in whichever country."""
    wanted = list(kinds)
    shared = any(kind in one for one in _SHARED.values() for kind in wanted)
    return [*wanted, INVOICES] if shared else wanted
