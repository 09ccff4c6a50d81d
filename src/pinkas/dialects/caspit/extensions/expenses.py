"""From the temporary store to the permanent one, and out of either: `/ext/v1/expenses/{id}`."""

from __future__ import annotations

from pinkas.actions import expense_posting, expenses
from pinkas.actions.desk import Desk, Saved
from pinkas.actions.sessions import Sessions
from pinkas.books.expense import StoredExpense
from pinkas.dialects.caspit.answers import Answer
from pinkas.dialects.caspit.call import Call
from pinkas.dialects.caspit.counter import caller_of, once_of, saved_answer
from pinkas.dialects.caspit.describing import Answers, Operation
from pinkas.dialects.caspit.expenses import to_wire
from pinkas.dialects.caspit.extensions.naming import members
from pinkas.dialects.caspit.extensions.vouchers import Reversal
from pinkas.dialects.caspit.routing import CaspitRouter
from pinkas.dialects.caspit.wire_expenses import CaspitExpense

_POST = Operation(
    summary="Make an expense permanent",
    says=(
        "What it says is posted, and each of its payments, once: one that is permanent already is answered as it "
        "stands. Refused with Flag 11, without a class, in a closed VAT period, and when the till holds less cash than "
        "was paid out of it."
    ),
    answers=(Answers(200, CaspitExpense),),
    errors=((404, "No expense has this key."),),
)
_REVERSE = Operation(
    summary="Reverse a permanent expense",
    says="The exact reverse is posted on Date, or today. While payments stand it is refused, naming their entry.",
    body=Reversal,
    answers=(Answers(200, CaspitExpense),),
    errors=((404, "No expense has this key."),),
)
_DELETE = Operation(
    summary="Delete a temporary expense",
    answers=(Answers(204),),
    errors=((404, "No expense has this key."),),
)


def add_routes(router: CaspitRouter, desk: Desk, sessions: Sessions) -> None:
    """The deeds on expenses."""

    @router.on("POST", "Expenses/{id}/post", error_status=True, says=_POST)
    async def post_expense(call: Call) -> Answer:
        caller = await caller_of(call, sessions)
        once = await once_of(call, desk, status=200)
        return _shown(await expense_posting.post_expense(desk, caller, call.id, once=once))

    @router.on("POST", "Expenses/{id}/reverse", error_status=True, says=_REVERSE)
    async def reverse_expense(call: Call) -> Answer:
        caller = await caller_of(call, sessions)
        sent = await call.optional_body(Reversal)
        once = await once_of(call, desk, status=200)
        with members(**{"entry.key": "ExpenseId", "entry.date": "Date"}):
            saved = await expense_posting.reverse_expense(
                desk, caller, call.id, None if sent is None else sent.Date, once=once
            )
        return _shown(saved)

    @router.on("DELETE", "Expenses/{id}", says=_DELETE)
    async def delete_expense(call: Call) -> Answer:
        caller = await caller_of(call, sessions)
        once = await once_of(call, desk, status=204)
        replayed = await expenses.remove_expense(desk, caller, call.id, once=once)
        return saved_answer(204, None, replayed=replayed)


def _shown(saved: Saved[StoredExpense]) -> Answer:
    return saved_answer(200, to_wire(saved.record), replayed=saved.replayed)
