"""VatData: what a business owes for the period that holds a month (dossier sections 8.15 and 9.10)."""

from __future__ import annotations

import datetime as dt
from typing import Any, Final

from pinkas.actions.desk import Desk
from pinkas.actions.sessions import Sessions
from pinkas.actions.vat import EARLIEST_YEAR, LATEST_YEAR, VatReturn, vat_return
from pinkas.books.vat_return import VatFigures
from pinkas.dialects.caspit.answers import Answer, ok
from pinkas.dialects.caspit.binding import WireError
from pinkas.dialects.caspit.call import Call
from pinkas.dialects.caspit.counter import caller_of
from pinkas.dialects.caspit.describing import Answers, Operation, Parameter, Sort
from pinkas.dialects.caspit.routing import CaspitRouter
from pinkas.dialects.caspit.scalars import UnreadableError
from pinkas.dialects.caspit.wire_books import VatData

#: The members of the figures, by what the books call them.
FIGURES: Final = {
    "sales_taxed": "SalesChargeVat",
    "sales_free": "SalesNoVat",
    "output_vat": "VatSales",
    "input_vat": "VatInputs",
    "input_vat_equipment": "VatInputsEquipment",
}
_SAYS: Final = Operation(
    summary="The VAT of a period",
    says="The parts are the journal's, by tax date, to the agora; VatToPay is in whole shekels, negative to get back. "
    "A period that was filed is served as filed.",
    parameters=(
        Parameter("year", "The year.", Sort.INTEGER, required=True),
        Parameter("month", "The month, 1 to 12; a period of two months holds both.", Sort.INTEGER, required=True),
    ),
    answers=(Answers(200, VatData),),
)


def figures(found: VatFigures) -> dict[str, Any]:
    """The figures as members."""
    return {member: getattr(found, field) for field, member in FIGURES.items()}


def add_routes(router: CaspitRouter, desk: Desk, sessions: Sessions) -> None:
    """The one call on VAT."""

    @router.on("GET", "VatData", says=_SAYS)
    async def show_vat(call: Call) -> Answer:
        caller = await caller_of(call, sessions)
        month = _month(call)
        return ok(_to_wire(await vat_return(desk, caller, month), month))


def whole_number(call: Call, name: str, lowest: int, highest: int) -> int:
    """A number that must be given and lie in a range. Raises WireError."""
    call.required(name)
    value = call.integer(name, lowest)
    if not lowest <= value <= highest:
        raise WireError({name: [UnreadableError(value).about(name)]})
    return value


def _month(call: Call) -> dt.date:
    year = whole_number(call, "year", EARLIEST_YEAR, LATEST_YEAR)
    return dt.date(year, whole_number(call, "month", 1, 12), 1)


def _to_wire(found: VatReturn, month: dt.date) -> VatData:
    period = found.period
    return VatData(
        Year=month.year,
        Month=month.month,
        **figures(found.figures),
        VatToPay=found.to_pay,
        Months=period.months,
        StartDate=period.start,
        EndDate=period.end,
        DueDate=period.due,
        Filed=found.filing is not None,
    )
