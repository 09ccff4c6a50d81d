"""Every report there is, by name."""

from __future__ import annotations

from typing import Final

from pinkas.actions.reports import debts, documents, holdings, ledger, sales, vat
from pinkas.actions.reports.registry import Report
from pinkas.books.errors import UnknownRecord

REPORTS: Final[dict[str, Report]] = {
    report.name: report
    for report in (*ledger.REPORTS, *debts.REPORTS, *vat.REPORTS, *documents.REPORTS, *sales.REPORTS, *holdings.REPORTS)
}
_BY_FOLDED_NAME: Final = {name.lower(): report for name, report in REPORTS.items()}


def report_of(name: str) -> Report:
    """The report of a name, in any letter case. Raises UnknownRecord."""
    found = _BY_FOLDED_NAME.get(name.strip().lower())
    if found is None:
        raise UnknownRecord("report", name)
    return found
