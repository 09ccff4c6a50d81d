"""How the files for Hashavshevet are written: `/ext/v1/hashavshevet-settings`."""

from __future__ import annotations

from typing import Annotated, Any, Final

import msgspec

from pinkas.actions.desk import Desk
from pinkas.actions.journal_files import JOURNAL_FILES
from pinkas.actions.options import get_option, set_option
from pinkas.actions.sessions import Sessions
from pinkas.dialects.caspit.answers import Answer, ok
from pinkas.dialects.caspit.binding import WireError
from pinkas.dialects.caspit.call import Call
from pinkas.dialects.caspit.counter import caller_of, once_of, saved_answer
from pinkas.dialects.caspit.describing import Answers, Operation
from pinkas.dialects.caspit.extensions.naming import members
from pinkas.dialects.caspit.fields import Wire
from pinkas.dialects.caspit.routing import CaspitRouter
from pinkas.dialects.caspit.wire import REQUIRED, S50, S100, YesNo
from pinkas.exchange.hashavshevet.settings import FileSettings


class CodeName(Wire, frozen=True, kw_only=True):
    """A name of ours and the code it has in the other program."""

    Name: Annotated[S100, REQUIRED] = None
    Code: S50 = None


class HashavshevetSettings(Wire, frozen=True, kw_only=True):
    """The open points of the files; what is left out goes back to its default.

    Encoding: windows-1255, cp862. Hebrew: logical, visual. Decimals: point, implied. HeshinLayout: full, short.
    PrmLength (does line 1 of a .prm count the line end's two characters): both, one, none. PrmSeparator: space, tab.
    CustomerKey, SupplierKey: patterns such as C{number} or 2{number:06}. Types by kind of document, Accounts by account
    (income:3, till:cash, ...), Currencies by ISO code.
    """

    Encoding: S50 = None
    Hebrew: S50 = None
    OpeningRecord: YesNo = None
    Decimals: S50 = None
    Currency: S50 = None
    FlexibleCurrency: S50 = None
    CustomerKey: S50 = None
    SupplierKey: S50 = None
    CustomerSort: S50 = None
    SupplierSort: S50 = None
    AccountSort: S50 = None
    HeshinLayout: S50 = None
    HeshinCount: YesNo = None
    PrmLength: S50 = None
    PrmSeparator: S50 = None
    Types: list[CodeName] | None = None
    Accounts: list[CodeName] | None = None
    Currencies: list[CodeName] | None = None


_MAPS: Final = ("types", "accounts", "currencies")
_MEMBERS: Final = {
    "".join(f"_{letter.lower()}" if letter.isupper() else letter for letter in name).lstrip("_"): name
    for name in HashavshevetSettings.__struct_fields__
}
_SAYS: Final = "What no source settles about the files is settled here; the defaults are what is known to load."


def _to_wire(settings: FileSettings) -> HashavshevetSettings:
    said = {name: getattr(settings, field) for field, name in _MEMBERS.items()}
    for field in _MAPS:
        codes = getattr(settings, field).items()
        said[_MEMBERS[field]] = [CodeName(Name=name, Code=code) for name, code in sorted(codes)]
    return HashavshevetSettings(**said)


def _from_wire(sent: HashavshevetSettings) -> FileSettings:
    """Raises WireError naming the member."""
    said: dict[str, Any] = {}
    for field, name in _MEMBERS.items():
        value = getattr(sent, name)
        if value is not None:
            said[field] = {code.Name: code.Code or "" for code in value} if field in _MAPS else value
    try:
        with members(**_MEMBERS):
            return msgspec.convert(said, FileSettings)
    except msgspec.ValidationError as error:
        field = str(error).rpartition("$.")[2].strip("`")
        member = _MEMBERS.get(field, field)
        raise WireError({member: [f"The value of {member} is not valid."]}) from None


def add_routes(router: CaspitRouter, desk: Desk, sessions: Sessions) -> None:
    """Read and settle how files are written."""

    @router.on(
        "GET",
        "Hashavshevet-Settings",
        says=Operation(
            summary="How files for Hashavshevet are written", says=_SAYS, answers=(Answers(200, HashavshevetSettings),)
        ),
    )
    async def show_settings(call: Call) -> Answer:
        caller = await caller_of(call, sessions)
        return ok(_to_wire(await get_option(desk, caller.business, JOURNAL_FILES)))

    @router.on(
        "PUT",
        "Hashavshevet-Settings",
        error_status=True,
        says=Operation(
            summary="Settle how files for Hashavshevet are written",
            says=_SAYS,
            body=HashavshevetSettings,
            answers=(Answers(200, HashavshevetSettings),),
        ),
    )
    async def change_settings(call: Call) -> Answer:
        caller = await caller_of(call, sessions)
        settings = _from_wire(await call.body(HashavshevetSettings))
        saved = await set_option(desk, caller, JOURNAL_FILES, settings, once=await once_of(call, desk, status=200))
        return saved_answer(200, _to_wire(saved.record), replayed=saved.replayed)
