"""The first number of a series that is still empty: `/ext/v1/first-numbers` (dossier section 10)."""

from __future__ import annotations

from typing import Annotated

from pinkas.actions import business_settings
from pinkas.actions.desk import Desk
from pinkas.actions.sessions import Sessions
from pinkas.books.numbering import default_series
from pinkas.dialects.caspit.answers import Answer
from pinkas.dialects.caspit.binding import WireError
from pinkas.dialects.caspit.call import Call
from pinkas.dialects.caspit.counter import caller_of, once_of, saved_answer
from pinkas.dialects.caspit.extensions.naming import members
from pinkas.dialects.caspit.extensions.operations import replaced
from pinkas.dialects.caspit.fields import Wire
from pinkas.dialects.caspit.names import KIND_OF_TRX_TYPE
from pinkas.dialects.caspit.routing import CaspitRouter
from pinkas.dialects.caspit.wire import REQUIRED, Integer


class FirstNumber(Wire, frozen=True, kw_only=True):
    """The number that the first document of a type and branch will bear; the branch is 98 unless said.

    In Bulgaria and Albania it is the first store's, 1; documents that share a run have one first number.
    """

    TrxTypeId: Annotated[Integer, REQUIRED] = None
    DocumentNumberBranch: Integer = None
    Number: Annotated[Integer, REQUIRED] = None


def add_routes(router: CaspitRouter, desk: Desk, sessions: Sessions) -> None:
    """The call on first numbers."""

    @router.on(
        "PUT",
        "First-numbers",
        error_status=True,
        says=replaced("The first number of an empty series", FirstNumber, FirstNumber),
    )
    async def set_first_number(call: Call) -> Answer:
        caller = await caller_of(call, sessions)
        sent = await call.body(FirstNumber)
        kind = KIND_OF_TRX_TYPE.get(sent.TrxTypeId or 0)
        if kind is None:
            allowed = ", ".join(map(str, KIND_OF_TRX_TYPE))
            raise WireError({"TrxTypeId": [f"The value of TrxTypeId is not valid. Allowed values: {allowed}"]})
        series = default_series(caller.country) if sent.DocumentNumberBranch is None else sent.DocumentNumberBranch
        once = await once_of(call, desk, status=200)
        with members(series="DocumentNumberBranch", number="Number"):
            saved = await business_settings.set_first_number(desk, caller, kind, series, sent.Number or 0, once=once)
        done = FirstNumber(TrxTypeId=sent.TrxTypeId, DocumentNumberBranch=series, Number=saved.record)
        return saved_answer(200, done, replayed=saved.replayed)
