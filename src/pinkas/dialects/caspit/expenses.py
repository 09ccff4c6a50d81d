"""Expenses and their payments on this wire: translation, and the routes of dossier section 9.5."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from pinkas.actions import expenses as actions
from pinkas.actions.desk import Desk
from pinkas.actions.expense_payments import PaymentOrder
from pinkas.actions.expenses import ExpenseOrder
from pinkas.actions.sessions import Sessions
from pinkas.books.expense import ExpenseState, StoredExpense, StoredPayment
from pinkas.dialects.caspit.answers import Answer, ok
from pinkas.dialects.caspit.binding import WireError
from pinkas.dialects.caspit.call import MAX_SCAN_BODY_BYTES, Call
from pinkas.dialects.caspit.counter import caller_of, once_of, saved_answer
from pinkas.dialects.caspit.describing import END, PAGE, START, Answers, Operation, Parameter, Shape, Sort
from pinkas.dialects.caspit.envelope import envelope
from pinkas.dialects.caspit.names import PAYMENT_TYPE_OF_TENDER, TENDER_OF_PAYMENT_TYPE
from pinkas.dialects.caspit.routing import CaspitRouter
from pinkas.dialects.caspit.scalars import echo
from pinkas.dialects.caspit.wire_expenses import CaspitExpense, CaspitExpensePayment, CaspitExpensePaymentFull
from pinkas.storage.expenses import ExpenseFilter, PaymentRow

#: 0 and 2 are the vendor's; 3, for one that was reversed, is ours, after the documents' (dossier section 7).
STATUS_OF_STATE: Final = {ExpenseState.TEMPORARY: 0, ExpenseState.PERMANENT: 2, ExpenseState.REVERSED: 3}
_STATE_OF_STATUS: Final = {status: state for state, status in STATUS_OF_STATE.items()}


def to_wire(stored: StoredExpense, image: bytes | None = None) -> CaspitExpense:
    """The expense in the vendor's words. Lists leave the scan itself out: `image` is given where one is asked for."""
    expense = stored.expense
    return CaspitExpense(
        Payments=[_payment_to_wire(one) for one in stored.payments],
        ExpenseId=stored.key,
        Number=stored.serial,
        PortionNumber=stored.portion or 0,
        Date=expense.date,
        TrxCode=stored.class_name,
        TrxCodeNumber=expense.class_number,
        OsekMorshe=expense.tax_number,
        SupplierName=expense.supplier_name,
        SupplierId=stored.contact_key,
        Details=expense.details,
        Reference=expense.reference,
        Total=expense.total,
        TotalNoVat=expense.net,
        Vat=expense.vat,
        VatRate=expense.vat_rate,
        Status=STATUS_OF_STATE[stored.state],
        WorkingFromHomePercentageAllowed=expense.recognised,
        ImageFileName=expense.image_name,
        ImageFile=image,
        Flag=expense.flag,
        AllocationNumber=expense.allocation_number,
        VatPeriod=expense.vat_period,
        EntryId=stored.entry,
        DateCreated=stored.created_at,
        UserCreated=stored.created_by,
        DateUpdated=stored.updated_at,
        UserUpdated=stored.updated_by,
    )


def _payment_status(entry: str | None, reversed_by: str | None) -> int:
    if entry is None:
        return STATUS_OF_STATE[ExpenseState.TEMPORARY]
    return STATUS_OF_STATE[ExpenseState.PERMANENT if reversed_by is None else ExpenseState.REVERSED]


def _payment_to_wire(stored: StoredPayment) -> CaspitExpensePayment:
    payment = stored.payment
    return CaspitExpensePayment(
        ExpensePaymentId=payment.key,
        PaymentDate=payment.date,
        PaymentDetails=payment.details,
        TotalPaid=payment.paid,
        PaymentMethodNumber=str(PAYMENT_TYPE_OF_TENDER[payment.tender]),
        BankAccountId=payment.bank_account,
        TaxWithheld=payment.withheld,
        Status=_payment_status(stored.entry, stored.reversed_by),
        EntryId=stored.entry,
        DateCreated=stored.recorded_at,
        UserCreated=stored.recorded_by,
        DateUpdated=stored.recorded_at,
        UserUpdated=stored.recorded_by,
    )


def payment_to_wire(row: PaymentRow) -> CaspitExpensePaymentFull:
    """A payment with its expense's identity."""
    payment, expense = row.payment, row.expense
    return CaspitExpensePaymentFull(
        ExpensePaymentId=payment.key,
        PaymentDate=payment.date,
        PaymentDetails=payment.details,
        TotalPaid=payment.paid,
        PaymentMethodNumber=str(PAYMENT_TYPE_OF_TENDER[payment.tender]),
        BankAccountId=payment.bank_account,
        TaxWithheld=payment.withheld,
        Status=_payment_status(row.entry, row.reversed_by),
        EntryId=row.entry,
        ExpenseId=row.expense_key,
        ExpenseNumber=row.expense_serial,
        ExpenseDate=expense.date,
        SupplierId=row.contact_key,
        SupplierName=expense.supplier_name,
        OsekMorshe=expense.tax_number,
        Reference=expense.reference,
        TrxCodeNumber=expense.class_number,
        TrxCode=row.class_name,
        Total=expense.total,
        DateCreated=row.recorded_at,
        UserCreated=row.recorded_by,
        DateUpdated=row.recorded_at,
        UserUpdated=row.recorded_by,
    )


def to_order(sent: CaspitExpense) -> ExpenseOrder:
    """The expense in the books' words."""
    if sent.Date is None or sent.TrxCodeNumber is None:  # the model requires both: it was refused before
        raise WireError({"expense.Date": ["The Date field is required."]})
    payments = None
    if sent.Payments is not None:
        payments = tuple(_payment_order(place, one) for place, one in enumerate(sent.Payments))
    return ExpenseOrder(
        key=sent.ExpenseId or None,
        date=sent.Date,
        class_number=sent.TrxCodeNumber,
        supplier=sent.SupplierId or None,
        supplier_name=sent.SupplierName,
        tax_number=sent.OsekMorshe,
        details=sent.Details,
        reference=sent.Reference,
        total=sent.Total,
        net=sent.TotalNoVat,
        vat=sent.Vat,
        vat_rate=sent.VatRate,
        recognised=sent.WorkingFromHomePercentageAllowed,
        flag=sent.Flag,
        allocation_number=sent.AllocationNumber,
        vat_period=sent.VatPeriod or None,
        image_name=sent.ImageFileName,
        image=sent.ImageFile,
        payments=payments,
    )


def _payment_order(place: int, sent: CaspitExpensePayment) -> PaymentOrder:
    return PaymentOrder(
        key=sent.ExpensePaymentId or None,
        date=sent.PaymentDate,
        details=sent.PaymentDetails,
        paid=sent.TotalPaid,
        withheld=sent.TaxWithheld,
        tender=_tender(place, (sent.PaymentMethodNumber or "").strip()),
        bank_account=sent.BankAccountId,
    )


def _tender(place: int, number: str) -> str | None:
    """The means of payment of a PaymentTypeId, which here is a text; 0 or nothing for none."""
    if number in {"", "0"}:
        return None
    known = {str(code): tender for code, tender in TENDER_OF_PAYMENT_TYPE.items()}
    if number not in known:
        path = f"expense.Payments[{place}].PaymentMethodNumber"
        said = f"The value '{echo(number)}' is not valid for PaymentMethodNumber. Allowed values: {', '.join(known)}"
        raise WireError({path: [said]})
    return known[number]


_STATUS: Final = Parameter(
    "status", "0: the temporary store; 2: the permanent one; 3 (ours): reversed.", Sort.INTEGER,
    choices=("0", "2", "3"),
)  # fmt: skip
_LIST: Final = Operation(
    summary="Expenses, oldest first",
    says="startDate and endDate are on Date. No list holds scans: ImageFile is null here, whole in the single call.",
    parameters=(PAGE, START, END, _STATUS),
    answers=(Answers(200, CaspitExpense, Shape.PAGE),),
)
_SHOW: Final = Operation(
    summary="An expense with its payments and its scan",
    answers=(Answers(200, CaspitExpense),),
    errors=((404, "No expense has this key."),),
)
_SAVE: Final = Operation(
    summary="Write an expense into the temporary store, or over the one under its key",
    says=(
        "Send Total, or TotalNoVat, or all sums: what is missing is computed, what disagrees by more than 0.05 is "
        "refused. Negative sums are a supplier's credit. TrxCodeNumber 60 takes the class of the supplier's card when "
        "it is made permanent. Without Payments or ImageFile those that are there stay; an empty ImageFileName "
        "removes the scan. Of a permanent expense only Details, Flag, the scan, and an AllocationNumber it lacked may "
        "change, and Payments be added: those are posted at once. TaxWithheld, beside TotalPaid, is ours."
    ),
    body=CaspitExpense,
    answers=(Answers(201, CaspitExpense, location=True),),
)
_LIST_PAYMENTS: Final = Operation(
    summary="Payments of expenses, in the order of their expenses",
    says="startDate and endDate are on PaymentDate. Status 0 is planned by a temporary expense, 2 posted, 3 reversed.",
    parameters=(PAGE, START, END),
    answers=(Answers(200, CaspitExpensePaymentFull, Shape.PAGE),),
)


def add_routes(router: CaspitRouter, desk: Desk, sessions: Sessions) -> None:
    """The calls on Expenses and ExpensePayments."""

    @router.on("GET", "Expenses", says=_LIST)
    async def list_expenses(call: Call) -> Answer:
        caller = await caller_of(call, sessions)
        paging = call.paging()
        wanted = replace(_dates(call), state=_state(call))
        total, rows = await actions.list_expenses(desk, caller, wanted, offset=paging.offset, limit=paging.size)
        return ok(envelope(call, paging, map(to_wire, rows), total=total))

    @router.on("GET", "Expenses/{id}", says=_SHOW)
    async def show_expense(call: Call) -> Answer:
        caller = await caller_of(call, sessions)
        stored = await actions.expense_by_key(desk, caller, call.id)
        return ok(to_wire(stored, await actions.expense_image(desk, caller, stored)))

    @router.on("POST", "Expenses", error_status=True, max_body=MAX_SCAN_BODY_BYTES, says=_SAVE)
    async def save_expense(call: Call) -> Answer:
        caller = await caller_of(call, sessions)
        sent = await call.body(CaspitExpense)
        once = await once_of(call, desk, status=201)
        saved = await actions.save_expense(desk, caller, to_order(sent), once=once)
        image = await actions.expense_image(desk, caller, saved.record)
        return saved_answer(
            201,
            to_wire(saved.record, image),
            at=call.link("expenses", saved.record.key),
            replayed=saved.replayed,
        )

    @router.on("GET", "ExpensePayments", says=_LIST_PAYMENTS)
    async def list_payments(call: Call) -> Answer:
        caller = await caller_of(call, sessions)
        paging = call.paging()
        total, rows = await actions.list_expense_payments(
            desk, caller, _dates(call), offset=paging.offset, limit=paging.size
        )
        return ok(envelope(call, paging, map(payment_to_wire, rows), total=total))


def _dates(call: Call) -> ExpenseFilter:
    return ExpenseFilter(from_date=call.date("startDate"), to_date=call.date("endDate"))


def _state(call: Call) -> ExpenseState | None:
    """The state that a list is narrowed to."""
    status = call.integer("status")
    if status is None:
        return None
    if status not in _STATE_OF_STATUS:
        allowed = ", ".join(map(str, _STATE_OF_STATUS))
        raise WireError({"status": [f"The value '{status}' is not valid for status. Allowed values: {allowed}"]})
    return _STATE_OF_STATUS[status]
