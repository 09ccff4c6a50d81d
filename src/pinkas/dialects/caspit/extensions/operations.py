"""What the older of our own routes say of themselves for the reference; newer modules keep theirs at the handler."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from pinkas.dialects.caspit.describing import PAGE, Answers, Operation, Parameter, Shape, Sort

if TYPE_CHECKING:
    from pinkas.dialects.caspit.fields import Wire

_DAY_NOTE: Final = "Without a date, today. Late ones are posted into the first open period, their own date kept."
MONTH: Final = Parameter("id", "The month: yyyy-mm.")


def read(summary: str, model: type[Wire], says: str = "", *parameters: Parameter) -> Operation:
    """Reading one record."""
    return Operation(summary=summary, says=says, parameters=parameters, answers=(Answers(200, model),))


def listed(summary: str, model: type[Wire], says: str = "", *parameters: Parameter) -> Operation:
    """Reading a page of records."""
    return Operation(
        summary=summary, says=says, parameters=(PAGE, *parameters), answers=(Answers(200, model, Shape.PAGE),)
    )


def replaced(summary: str, body: type[Wire], answer: type[Wire], says: str = "", *parameters: Parameter) -> Operation:
    """Writing what there is one of."""
    return Operation(summary=summary, says=says, parameters=parameters, body=body, answers=(Answers(200, answer),))


def posted(summary: str, body: type[Wire], answer: type[Wire], says: str = _DAY_NOTE) -> Operation:
    """Posting something: 201 once, 200 where the caller's own key stands already."""
    answers = (Answers(201, answer, location=True), Answers(200, answer, location=True))
    return Operation(summary=summary, says=says, body=body, answers=answers)


def done(summary: str, answer: type[Wire], says: str = "", *parameters: Parameter) -> Operation:
    """A deed on a record that the path names; it needs no body."""
    return Operation(summary=summary, says=says, parameters=parameters, answers=(Answers(200, answer),))


NUMBER: Final = Parameter("number", "The class's number.", Sort.INTEGER)
MAIL_TEXT: Final = (
    Parameter("trxTypeId", "The document's type.", Sort.INTEGER),
    Parameter("lan", "0 or Hebrew, 1 or English."),
)
