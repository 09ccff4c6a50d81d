"""Cash put into a register and taken out: `add-cash-register-amount` (dossier §6.24)."""

from __future__ import annotations

from decimal import Decimal
from typing import Final

from pinkas.actions.shops import shop_of
from pinkas.actions.vouchers.cash import CashOrder, move_cash
from pinkas.books.errors import UnknownRecord
from pinkas.dialects.icash.arguments import Argument, choice, decimal, integer
from pinkas.dialects.icash.methods import Call, Method

#: Which way cash goes, by word and by code. The words are an account's sides: a debit of the till is cash in; a balance
#: is the float a register opens with. The codes are theirs in the order of the page, which gives none (dossier §6.24).
_WAYS: Final = {"Credit": "out", "Balance": "in", "Debit": "in", "1": "out", "2": "in", "3": "in"}


async def _add(call: Call) -> int:
    said = call.said
    till = (await shop_of(call.desk, call.caller.business)).till(said["CashRegisterID"])
    if till is None:
        raise UnknownRecord("register", str(said["CashRegisterID"]))
    order = CashOrder(kind=_WAYS[said["ServiceIssuedSumType"]], amount=said["ServiceIssuedSumSum"], details=till.title)
    saved = await move_cash(call.desk, call.caller, order, once=call.once())
    call.replayed = saved.replayed
    return saved.record.stored.serial


METHODS: Final = (
    Method(
        name="add-cash-register-amount",
        arguments=(
            Argument("ServiceIssuedSumSum", decimal(15, 2, least=Decimal("0.01")), required=True),
            Argument("ServiceIssuedSumType", choice(*_WAYS), required=True),
            Argument("CashRegisterID", integer(), required=True),
        ),
        work=_add,
        names={"amount": "ServiceIssuedSumSum"},
        writes=True,
    ),
)
