"""A business's own transaction classes: `/ext/v1/trx-codes/{number}`. Their list is the vendor's TrxCodes."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, ClassVar, Final, TypeVar

from pinkas.actions import business_settings
from pinkas.actions.desk import Desk
from pinkas.actions.sessions import Sessions
from pinkas.books.business import CLASS_VAT
from pinkas.books.chart import InputVat, TransactionClass
from pinkas.books.kinds import ClassSort
from pinkas.dialects.caspit.answers import Answer
from pinkas.dialects.caspit.binding import WireError
from pinkas.dialects.caspit.call import Call
from pinkas.dialects.caspit.counter import caller_of, once_of, saved_answer
from pinkas.dialects.caspit.extensions.naming import members
from pinkas.dialects.caspit.extensions.operations import NUMBER, replaced
from pinkas.dialects.caspit.fields import Wire
from pinkas.dialects.caspit.names import TRX_CODE_TYPES
from pinkas.dialects.caspit.routing import CaspitRouter
from pinkas.dialects.caspit.wire import READ_ONLY, S50, Integer, YesNo

T = TypeVar("T")
C = TypeVar("C", int, str)

_SORT_OF_TYPE: Final = {code: sort for sort, code in TRX_CODE_TYPES.items()}
_VAT_OF_NAME: Final = {vat.value: vat for vat in CLASS_VAT}
_SHARE_OF_NAME: Final = {share.value: share for share in InputVat}


class OwnTrxCode(Wire, frozen=True, kw_only=True):
    """A class: its name, its sort, and how its lines stand to VAT when nothing else is said.

    Of expenses also: `InputVat`, the share of VAT that is recovered (`full`, `two_thirds`, `one_third`, `none`), and
    whether they are `Equipment`, whose input VAT is reported apart.
    """

    trims: ClassVar[bool] = True

    TrxCodeNumber: Annotated[Integer, READ_ONLY] = None
    TrxCode: S50 = None
    TrxCodeType: Integer = None
    VatClass: S50 = None
    InputVat: S50 = None
    Equipment: YesNo = None


def add_routes(router: CaspitRouter, desk: Desk, sessions: Sessions) -> None:
    """The call on classes."""

    @router.on(
        "PUT",
        "Trx-codes/{number}",
        error_status=True,
        says=replaced("Add a class, or change one", OwnTrxCode, OwnTrxCode, "", NUMBER),
    )
    async def save_class(call: Call) -> Answer:
        caller = await caller_of(call, sessions)
        number = call.integer("number", 0)
        sent = await call.body(OwnTrxCode)
        sort = _named("TrxCodeType", sent.TrxCodeType, _SORT_OF_TYPE)
        vat = _named("VatClass", sent.VatClass, _VAT_OF_NAME)
        share = _named("InputVat", sent.InputVat, _SHARE_OF_NAME)
        once = await once_of(call, desk, status=200)
        with members(
            number="TrxCodeNumber", name="TrxCode", sort="TrxCodeType", vat="VatClass", recoverable="InputVat",
            equipment="Equipment",
        ):  # fmt: skip
            saved = await business_settings.save_class(
                desk, caller, number, name=sent.TrxCode or None, sort=sort, vat=vat, recoverable=share,
                equipment=sent.Equipment, once=once,
            )  # fmt: skip
        return saved_answer(200, _to_wire(saved.record), replayed=saved.replayed)


def _named(member: str, said: C | None, table: Mapping[C, T]) -> T | None:
    """The books' word for a code; None for what was not said."""
    if said is None or said == "":
        return None
    if said not in table:
        allowed = ", ".join(map(str, table))
        raise WireError({member: [f"The value of {member} is not valid. Allowed values: {allowed}"]})
    return table[said]


def _to_wire(one: TransactionClass) -> OwnTrxCode:
    of_expenses = one.sort is ClassSort.EXPENSES
    return OwnTrxCode(
        TrxCodeNumber=one.number,
        TrxCode=one.name,
        TrxCodeType=TRX_CODE_TYPES[one.sort],
        VatClass=one.vat.value,
        InputVat=one.input_vat.value if of_expenses else None,
        Equipment=one.equipment if of_expenses else None,
    )
