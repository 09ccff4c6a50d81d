"""Hashavshevet: the journal and the accounts as files (dossier sections 9.10 and 9.12).

`exportType` is documented to know two kinds; the flexible movements and the two .prm files are ours.
"""

from __future__ import annotations

import datetime as dt
from typing import Final

from starlette.responses import Response, StreamingResponse

from pinkas.actions import journal_files
from pinkas.actions.desk import Caller, Desk
from pinkas.actions.journal_files import File
from pinkas.actions.sessions import Sessions
from pinkas.dialects.caspit.binding import WireError
from pinkas.dialects.caspit.call import Call
from pinkas.dialects.caspit.counter import caller_of
from pinkas.dialects.caspit.describing import Answers, Operation, Parameter, Sort
from pinkas.dialects.caspit.routing import CaspitRouter

_OCTETS: Final = "application/octet-stream"
_NAMES: Final = {
    "1": "movein",
    "movein": "movein",
    "2": "heshin",
    "heshin": "heshin",
    "movein-flexible": "movein-flexible",
    "movein-prm": "movein-prm",
    "heshin-prm": "heshin-prm",
}

_FOR_MOVEIN: Final = "Required for movein and movein-flexible; the others do not look at it."

_SAYS: Final = Operation(
    summary="The journal, or the accounts, as a file for Hashavshevet",
    says=(
        "Load HESHIN before MOVEIN. Windows-1255 and logical Hebrew unless /ext/v1/hashavshevet-settings says "
        "otherwise. Entries go by posting date. movein-flexible is described by movein-prm, heshin by heshin-prm."
    ),
    parameters=(
        Parameter("startDate", f"The first day, inclusive. {_FOR_MOVEIN}", Sort.DATE),
        Parameter("endDate", f"The last day, inclusive. {_FOR_MOVEIN}", Sort.DATE),
        Parameter(
            "exportType",
            "1 or movein: MOVEIN.DAT, 180 characters a record. 2 or heshin: HESHIN.DAT. The others are Pinkas's own.",
            required=True,
            choices=tuple(_NAMES),
        ),
    ),
    answers=(Answers(200, media_type=_OCTETS),),
)


def add_routes(router: CaspitRouter, desk: Desk, sessions: Sessions) -> None:
    """The one call on files for Hashavshevet."""

    @router.on("GET", "Hashavshevet", says=_SAYS)
    async def export(call: Call) -> Response:
        caller = await caller_of(call, sessions)
        file = await _file(desk, caller, call)
        headers = {"Content-Disposition": f'attachment; filename="{file.name}"'}
        return StreamingResponse(file.chunks, media_type=_OCTETS, headers=headers)


async def _file(desk: Desk, caller: Caller, call: Call) -> File:
    wanted = _NAMES.get(call.required("exportType").strip().lower())
    match wanted:
        case "movein" | "movein-flexible":
            start, end = _day(call, "startDate"), _day(call, "endDate")
            if end < start:
                raise WireError({"endDate": ["The value of endDate must not be before startDate."]})
            return await journal_files.movein_file(desk, caller, start, end, flexible=wanted == "movein-flexible")
        case "movein-prm":
            return await journal_files.movein_prm_file(desk, caller)
        case "heshin":
            return await journal_files.heshin_file(desk, caller)
        case "heshin-prm":
            return await journal_files.heshin_prm_file(desk, caller)
    raise WireError({"exportType": [f"The value of exportType is not valid. Allowed values: {', '.join(_NAMES)}"]})


def _day(call: Call, name: str) -> dt.date:
    day = call.date(name)
    if day is None:
        call.required(name)
        raise WireError({name: [f"The {name} field is required."]})
    return day
