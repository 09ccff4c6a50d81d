"""The auditor's VAT returns: what a period comes to by tax date, and what was filed (fiscal dossier 1.2)."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from tests.properties.arithmetic import Body, kept, money
from tests.properties.banking import Banking
from tests.properties.records import Verdict

FIGURES = {
    "sales_taxed": "SalesChargeVat", "sales_free": "SalesNoVat", "output_vat": "VatSales", "input_vat": "VatInputs",
    "input_vat_equipment": "VatInputsEquipment",
}  # fmt: skip
#: Friday, Saturday and Sunday: nothing is due then.
REST = {4, 5, 6}


@dataclass
class Filing:
    """A return that was filed: its first and last day, and its figures in agorot."""

    start: dt.date
    end: dt.date
    figures: dict[str, int]


def month_end(day: dt.date) -> dt.date:
    """The last day of a month."""
    return (day.replace(day=28) + dt.timedelta(days=4)).replace(day=1) - dt.timedelta(days=1)


class Returns(Banking):
    """VAT returns."""

    def __init__(self, now: dt.datetime) -> None:
        super().__init__(now)
        self.months = 1
        self.filings: list[Filing] = []

    def period(self, month: dt.date) -> tuple[dt.date, dt.date]:
        """The first and last day of the period that holds a month."""
        for one in self.filings:
            if one.start <= month <= one.end:
                return one.start, one.end
        if self.months == 1:
            return month, month_end(month)
        start = month if month.month % 2 else month.replace(month=month.month - 1)
        return start, month_end(start.replace(month=start.month + 1))

    def figures(self, start: dt.date, end: dt.date) -> dict[str, int]:
        """What the auditor's books say of some days."""
        return {
            name: sum(amount for (day, what), amount in self.taxes.items() if what == name and start <= day <= end)
            for name in FIGURES
        }

    def filing(self, month: dt.date) -> Filing | None:
        """What was filed for a month."""
        return next((one for one in self.filings if one.start <= month <= one.end), None)

    def set_months(self, months: int) -> Verdict:
        """PUT how long periods are, from the beginning."""
        if months == self.months:
            return Verdict(200)
        if self.filings:
            return Verdict(400, {"a period was filed"})
        self.lines += 1
        self.months = months
        return Verdict(200)

    def file(self, month: dt.date) -> Verdict:
        """POST .../file."""
        if self.filing(month) is not None:
            return Verdict(200)
        start, end = self.period(month)
        if self.today <= end:
            return Verdict(400, {"must be over"})
        if not self.is_closed(end):
            return Verdict(400, {"must be closed first"})
        self.lines += 1
        self.filings.append(Filing(start, end, self.figures(start, end)))
        return Verdict(200)

    def show_vat(self, month: dt.date) -> Body:
        """What VatData says of a month."""
        start, end = self.period(month)
        filed, now = self.filing(month), self.figures(start, end)
        said = filed.figures if filed else now
        owed = said["output_vat"] - said["input_vat"] - said["input_vat_equipment"]
        due = (end + dt.timedelta(days=1)).replace(day=15)
        while due.weekday() in REST:
            due += dt.timedelta(days=1)
        return {
            **{member: money(said[name]) for name, member in FIGURES.items()},
            "VatToPay": kept(money(owed), 0), "StartDate": f"{start}T00:00:00", "EndDate": f"{end}T00:00:00",
            "DueDate": f"{due}T00:00:00", "Filed": filed is not None, "Months": (end.month - start.month) + 1,
        }  # fmt: skip

    def show_period(self, month: dt.date) -> Body:
        """What the list of periods says besides: the differences since it was filed."""
        start, end = self.period(month)
        filed, now = self.filing(month), self.figures(start, end)
        later = [] if filed is None else [name for name in FIGURES if now[name] != filed.figures[name]]
        return {
            **self.show_vat(month), "Period": f"{start:%Y-%m}",
            "Differences": [
                {"Figure": FIGURES[name], "AsFiled": money(filed.figures[name]), "Now": money(now[name]),
                 "Difference": money(now[name] - filed.figures[name])}
                for name in later if filed is not None
            ],
        }  # fmt: skip
