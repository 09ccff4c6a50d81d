"""The auditor's expenses: what suppliers ask for, what of it posts, and what was paid of it (dossier 8.8, DESIGN 5)."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from fractions import Fraction

from tests.properties.arithmetic import Body, cents, exact, money, standard_rate
from tests.properties.ledger import WALK_IN
from tests.properties.records import Card, Verdict, Voucher
from tests.properties.vouchers import CASH, Vouchers

#: Of each class how much VAT comes back; and where equipment is reported.
CLASSES = {
    60: Fraction(1), 3040: Fraction(1), 3100: Fraction(1), 3200: Fraction(2, 3), 3300: Fraction(1), 3400: Fraction(0),
    3500: Fraction(1, 3),
}  # fmt: skip
EQUIPMENT = 3300
#: "Without a class": that of the supplier's card.
OF_SUPPLIER = 60
HELD_BACK = 11
#: Where money leaves by each means; what is missing pays nothing.
PAID_FROM = {1: CASH, 2: "bank", 9: "bank", 10: "bank", 12: "bank", 14: "bank", 15: "bank", 16: "bank"}
PAID_FROM |= dict.fromkeys(range(3, 9), "company-cards")
TEMPORARY, PERMANENT, REVERSED = 0, 2, 3


@dataclass
class Paid:
    """A payment to a supplier, in agorot."""

    key: str
    day: dt.date
    paid: int
    withheld: int
    method: int
    entry: str | None = None
    status: int = TEMPORARY

    @property
    def settled(self) -> int:
        return self.paid + self.withheld


@dataclass
class Bill:
    """An expense, in agorot."""

    key: str
    number: int
    day: dt.date
    class_number: int
    supplier: str | None
    total: int
    net: int
    vat: int
    rate: Fraction
    recognised: Fraction
    flag: int | None
    period: int | None
    status: int = TEMPORARY
    portion: int = 0
    entry: str | None = None
    payments: list[Paid] = field(default_factory=list)

    @property
    def claimed(self) -> dt.date:
        """The day of its VAT period that counts."""
        if self.period in {None, self.day.year * 100 + self.day.month}:
            return self.day
        return dt.date((self.period or 0) // 100, (self.period or 0) % 100, 1)


class Bills(Vouchers):
    """Expenses and their payments."""

    def __init__(self, now: dt.datetime) -> None:
        super().__init__(now)
        self.bills: dict[str, Bill] = {}
        self._bills_ever = self._portions = 0

    # --- the temporary store ----------------------------------------------------------------------------------------

    def bill(self, key: str, body: Body, *, entries: list[str] | None = None) -> Verdict:
        """POST an expense; over a permanent one only payments are added, which post as `entries`."""
        before = self.bills.get(key)
        if before is not None and before.status != TEMPORARY:
            return self._pay_more(before, body, entries or [])
        fresh, wrong = self._read_bill(key, body)
        planned = [self._paid(fresh, one) for one in body.get("Payments") or []]
        if body.get("Payments") is None and before is not None:
            planned = before.payments
        wrong |= self._why_not_paid(fresh, planned, [])
        if wrong:
            return Verdict(400, wrong)
        self.lines += 1
        if before is None:
            self._bills_ever += 1
            fresh.number = self._bills_ever
        else:
            fresh.number = before.number
        fresh.payments = planned
        self.bills[key] = fresh
        return Verdict(201)

    def _read_bill(self, key: str, body: Body) -> tuple[Bill, set[str]]:
        wrong: set[str] = set()
        day, supplier, number = dt.date.fromisoformat(body["Date"]), body.get("SupplierId"), body["TrxCodeNumber"]
        card = self.cards.get(supplier or "")
        if supplier is not None and card is None:
            wrong.add("names no contact")
        if number not in CLASSES:
            wrong.add("is not an Expense TrxCode")
        domestic = card is None or card.said.get("IsIsraeli") is not False
        total, net, vat, rate = billed(body, standard_rate(day), wrong, bears=domestic)
        period = body.get("VatPeriod")
        if period is not None and period < day.year * 100 + day.month:
            wrong.add("must not be before")
        recognised = exact(body.get("WorkingFromHomePercentageAllowed"), 100)
        flag = body.get("Flag") or None
        return Bill(key, 0, day, number, supplier, total, net, vat, rate, recognised, flag, period), wrong

    @staticmethod
    def _paid(bill: Bill, one: Body) -> Paid:
        day = dt.date.fromisoformat(one["PaymentDate"]) if one.get("PaymentDate") else bill.day
        paid, withheld = cents(exact(one.get("TotalPaid"))), cents(exact(one.get("TaxWithheld")))
        return Paid(one["ExpensePaymentId"], day, paid, withheld, int(one.get("PaymentMethodNumber") or 9))

    @staticmethod
    def _why_not_paid(bill: Bill, fresh: list[Paid], standing: list[Paid]) -> set[str]:
        wrong = set()
        for one in fresh:
            if not one.settled:
                wrong.add("must not be 0")
            if one.paid * bill.total < 0 or one.withheld * bill.total < 0:
                wrong.add("must have the sign of the expense")
            if one.method not in PAID_FROM:
                wrong.add("must name a means")
        if abs(sum(one.settled for one in [*standing, *fresh])) > abs(bill.total):
            wrong.add("which is more than the total")
        return wrong

    def unbill(self, key: str) -> Verdict:
        """DELETE a temporary expense."""
        bill = self.bills.get(key)
        if bill is None:
            return Verdict(404, {key})
        if bill.status != TEMPORARY:
            return Verdict(400, {"it is reversed, not deleted"})
        self.lines += 1
        del self.bills[key]
        return Verdict(204)

    # --- the permanent one ------------------------------------------------------------------------------------------

    def post_bill(self, key: str, entry: str, entries: list[str]) -> Verdict:
        """POST .../post: the expense posts as `entry`, its payments as `entries`."""
        bill = self.bills.get(key)
        if bill is None:
            return Verdict(404, {key})
        if bill.status == REVERSED:
            return Verdict(400, {"that was reversed"})
        if bill.status == PERMANENT:
            return Verdict(200)
        wrong = self._why_not_posted(bill)
        if wrong:
            return Verdict(400, wrong)
        self._portions += 1
        bill.status, bill.portion, bill.entry = PERMANENT, self._portions, entry
        bill.class_number = self._class_of(bill) or 0
        bill.period = bill.claimed.year * 100 + bill.claimed.month
        self.enter_voucher(Voucher(entry, "expense", bill.day, self._sides(bill), taxed=bill.claimed))
        self._post_payments(bill, bill.payments, entries)
        return Verdict(200)

    def _why_not_posted(self, bill: Bill) -> set[str]:
        wrong = set()
        if bill.flag == HELD_BACK:
            wrong.add("which keeps the expense in the temporary store")
        if not bill.total:
            wrong.add("must not be 0 in the permanent store")
        if self._class_of(bill) is None:
            wrong.add("the class of the supplier's card")
        if self.is_closed(bill.claimed):
            wrong.add("is closed")
        return wrong | self._why_no_cash(bill.payments)

    def _why_no_cash(self, payments: list[Paid]) -> set[str]:
        taken = sum(one.paid for one in payments if one.method == 1)
        return {"in cash"} if taken > max(self.accounts[CASH, WALK_IN], 0) else set()

    def _class_of(self, bill: Bill) -> int | None:
        """The class it posts under, which may be that of the supplier's card."""
        if bill.class_number != OF_SUPPLIER:
            return bill.class_number
        card = self.cards.get(bill.supplier or "")
        return card.said.get("TrxCodeNumber") if card is not None else None

    def _sides(self, bill: Bill) -> list[tuple[str, int, int]]:
        """What an expense posts: the unrecognised share is private, of the other's VAT the class has its part back."""
        own = f"expense:{bill.class_number}"
        cost, vat = (cents(money(part) * bill.recognised / 100) for part in (bill.net, bill.vat))
        back = cents(money(vat) * CLASSES[bill.class_number])
        return [
            (own, WALK_IN, cost + vat - back),
            ("input-vat-equipment" if bill.class_number == EQUIPMENT else "input-vat", WALK_IN, back),
            ("private-use", WALK_IN, bill.net + bill.vat - cost - vat),
            ("rounding", WALK_IN, bill.total - bill.net - bill.vat),
            ("payable", self._number_of(bill), -bill.total),
        ]

    def _number_of(self, bill: Bill) -> int:
        card: Card | None = self.cards.get(bill.supplier or "")
        return WALK_IN if card is None else card.number

    def _post_payments(self, bill: Bill, payments: list[Paid], entries: list[str]) -> None:
        for one, entry in zip(payments, entries, strict=True):
            one.status, one.entry = PERMANENT, entry
            sides = [("payable", self._number_of(bill), one.settled), (PAID_FROM[one.method], WALK_IN, -one.paid),
                     ("tax-withheld-payable", WALK_IN, -one.withheld)]  # fmt: skip
            self.enter_voucher(Voucher(entry, "expense_payment", one.day, sides))

    def _pay_more(self, bill: Bill, body: Body, entries: list[str]) -> Verdict:
        known = {one.key for one in bill.payments}
        fresh = [self._paid(bill, one) for one in body.get("Payments") or [] if one["ExpensePaymentId"] not in known]
        standing = [one for one in bill.payments if one.status != REVERSED]
        wrong = self._why_not_paid(bill, fresh, standing) | self._why_no_cash(fresh)
        if fresh and bill.status == REVERSED:
            wrong.add("cannot be added: the expense was reversed")
        flag = bill.flag if body.get("Flag") is None else body["Flag"] or None
        if wrong:
            return Verdict(400, wrong)
        if fresh or flag != bill.flag:
            self.lines += 1
        bill.flag = flag
        bill.payments += fresh
        self._post_payments(bill, fresh, entries)
        return Verdict(201)

    # --- reversals --------------------------------------------------------------------------------------------------

    def reverse_bill(self, key: str) -> Verdict:
        """POST .../reverse."""
        bill = self.bills.get(key)
        if bill is None:
            return Verdict(404, {key})
        if bill.entry is None:
            return Verdict(400, {"names a temporary expense"})
        verdict = self.reverse(bill.entry, "")
        if verdict.status != 201:
            return verdict
        del self.vouchers[""]  # nobody hears its key
        return Verdict(200)

    def reverse(self, name: str, key: str) -> Verdict:
        """Reverse a voucher; an expense or a payment then says so."""
        verdict = super().reverse(name, key)
        if verdict.status == 201:
            for bill in self.bills.values():
                for one in (bill, *bill.payments):
                    if one.entry == name:
                        one.status = REVERSED
        return verdict

    def kept_by(self, voucher: Voucher) -> set[str]:
        """An expense stays while a payment of it does."""
        for bill in self.bills.values():
            if bill.entry == voucher.key and any(one.status == PERMANENT for one in bill.payments):
                return {"stands: reverse entry"}
        return super().kept_by(voucher)

    def is_needed(self, key: str) -> bool:
        """Whether an expense names a contact."""
        return any(bill.supplier == key for bill in self.bills.values()) or super().is_needed(key)

    # --- what it looks like -----------------------------------------------------------------------------------------

    def show_bill(self, key: str) -> Body:
        """What an expense looks like."""
        bill = self.bills[key]
        return {
            "ExpenseId": key, "Number": bill.number, "PortionNumber": bill.portion, "Date": f"{bill.day}T00:00:00",
            "TrxCodeNumber": bill.class_number, "SupplierId": bill.supplier, "Total": money(bill.total),
            "TotalNoVat": money(bill.net), "Vat": money(bill.vat), "VatRate": bill.rate, "Status": bill.status,
            "Flag": bill.flag, "VatPeriod": bill.period, "EntryId": bill.entry,
            "Payments": [
                {"ExpensePaymentId": one.key, "PaymentDate": f"{one.day}T00:00:00", "TotalPaid": money(one.paid),
                 "TaxWithheld": money(one.withheld), "PaymentMethodNumber": str(one.method), "Status": one.status,
                 "EntryId": one.entry}
                for one in bill.payments
            ],
        }  # fmt: skip


def billed(body: Body, law: Fraction, wrong: set[str], *, bears: bool = True) -> tuple[int, int, int, Fraction]:
    """Total, net, VAT and rate of what was said of them; five agorot of disagreement are kept.

    VAT is of the rate that is said; where none is, no more than the law's.
    """
    usual = law if bears else Fraction(0)
    total, net, vat = (
        None if body.get(name) is None else cents(exact(body[name])) for name in ("Total", "TotalNoVat", "Vat")
    )
    if total is None and net is None:
        wrong.add("is required, or TotalNoVat")
        return 0, 0, 0, usual
    none = vat == 0 if vat is not None else total is not None and total == net
    rate = exact(body["VatRate"]) if body.get("VatRate") is not None else Fraction(0) if none else usual
    if total is None:
        net = net or 0
        vat = cents(money(net) * rate / 100) if vat is None else vat
        total = net + vat
    elif net is None:
        vat = cents(money(total) * rate / (100 + rate)) if vat is None else vat
        net = total - vat
    elif vat is None:
        vat = total - net
    if abs(net + vat - total) > 5:
        wrong.add("give or take 0.05")
    if vat and not rate:
        wrong.add("must be 0 where VatRate is")
    if vat * total < 0 or vat * net < 0:
        wrong.add("must have the sign of the total")
    said = body.get("VatRate") is not None
    due = cents(money(net) * (rate if said else law) / 100)
    if (said and rate > law and vat > 0) or (not said and abs(vat) > abs(due) + 5):
        wrong.add("must not be more than")
    if said and abs(vat - due) > 5:
        wrong.add("leave VatRate out")
    return total, net, vat, rate
