"""What people do with expenses: write them down, make them permanent, pay, reverse, throw away."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

from hypothesis import strategies as st
from hypothesis.stateful import precondition, rule

from tests.properties import orders
from tests.properties.arithmetic import Body, standard_rate
from tests.properties.asking import differences
from tests.properties.bills import PERMANENT, TEMPORARY, billed
from tests.properties.integrator import Answer, at
from tests.properties.records import Verdict
from tests.properties.selling import ONCE, WHICH
from tests.properties.vouching import EXT, Vouching

#: Classes of the business's own: how much of their VAT comes back.
OWN_CLASSES = {3200: {"InputVat": "two_thirds"}, 3300: {"Equipment": True}, 3400: {"InputVat": "none"},
               3500: {"InputVat": "one_third"}}  # fmt: skip


class Buying(Vouching):
    """Expenses."""

    def add_classes(self) -> None:
        """The classes that expenses are of."""
        for number, said in OWN_CLASSES.items():
            body = {"TrxCode": f"class {number}", "TrxCodeType": 3, **said}
            assert self.ask("PUT", f"{EXT}/trx-codes/{number}", body).status == 200
            self.auditor.lines += 1

    def agree_bill(self, answer: Answer, verdict: Verdict, key: str) -> bool:
        """Whether it was done; the expense is then what the auditor has."""
        if not self.agree(answer, verdict):
            return False
        wrong = differences(self.auditor.show_bill(key), answer.json, key)
        assert not wrong, "; ".join(wrong)
        assert self.caller.call("GET", at("Expenses", key)).body == answer.body
        return True

    @rule(
        bill=orders.EXPENSES,
        supplier=st.sampled_from([None, "c-1", "c-1", "c-2"]),
        paid=st.none() | orders.PAID,
        over=st.none() | st.none() | WHICH,
        posted=st.sampled_from([True, True, False]),
        once=ONCE,
    )
    def buy(
        self, bill: Body, supplier: str | None, paid: list[tuple[int, int, int]] | None, over: int | None, posted: bool,  # noqa: FBT001 - drawn
        once: str,
    ) -> None:  # fmt: skip
        """Write an expense down, perhaps over one that is there, and perhaps make it permanent."""
        temporary = [one.key for one in self.auditor.bills.values() if one.status == TEMPORARY]
        key = temporary[over % len(temporary)] if over is not None and temporary else f"e/{next(self.names)}"
        body = {"ExpenseId": key, "SupplierId": supplier, **orders.resolved(bill, self.auditor.today, Decimal(0))}
        body.setdefault("Date", self.auditor.today.isoformat())
        if "VatPeriod" in body:
            day = dt.date.fromisoformat(body["Date"])
            month = day.year * 12 + day.month - 1 + body["VatPeriod"]
            body["VatPeriod"] = month // 12 * 100 + month % 12 + 1
        if paid is not None:
            body["Payments"] = self.payments(body, paid)
        if self.save_bill(body, once):
            self.deeds["an expense saved again"] += over is not None and bool(temporary)
            if posted:
                self.post_bill(key, "")

    def payments(self, body: Body, paid: list[tuple[int, int, int]]) -> list[Body]:
        """Payments of an expense: so many percent paid and withheld, by these means."""
        total = billed(body, standard_rate(dt.date.fromisoformat(body["Date"])), set())[0]
        return [
            {"ExpensePaymentId": f"p/{next(self.names)}", "TotalPaid": Decimal(total * share // 100) / 100,
             "TaxWithheld": Decimal(total * withheld // 100) / 100, "PaymentMethodNumber": str(method)}
            for share, withheld, method in paid
        ]  # fmt: skip

    def save_bill(self, body: Body, once: str) -> bool:
        """POST an expense."""
        key, before = body["ExpenseId"], self.auditor.bills.get(body["ExpenseId"])
        known = {one.key for one in before.payments} if before else set()
        answer = self.once(once, "POST", "Expenses", body)
        rows = answer.json["Payments"] if answer.status < 300 else []
        fresh = [one["EntryId"] for one in rows if one["ExpensePaymentId"] not in known]
        if not self.agree_bill(answer, self.auditor.bill(key, body, entries=fresh), key):
            return False
        self.bought[key] = body
        self.deeds["an expense paid later"] += before is not None and before.status == PERMANENT and bool(fresh)
        return True

    @rule(
        bill=orders.EXPENSES,
        supplier=st.sampled_from([None, "c-1", "c-2"]),
        paid=orders.PAID,
        then=st.lists(
            st.tuples(st.sampled_from(["pay", "reverse", "reverse", "reverse payment", "delete", "edit"]), orders.PAID),
            min_size=1,
            max_size=4,
        ),
    )
    def spend(
        self, bill: Body, supplier: str | None, paid: list[tuple[int, int, int]],
        then: list[tuple[str, list[tuple[int, int, int]]]],
    ) -> None:  # fmt: skip
        """The life of an expense: bought, paid, and somebody changes their mind."""
        before = len(self.auditor.bills)
        self.buy(bill, supplier, paid, None, posted=True, once="")
        if len(self.auditor.bills) == before:
            return
        key = list(self.auditor.bills)[-1]
        for deed, more in then:
            if key not in self.auditor.bills:
                return
            place, stands = list(self.auditor.bills).index(key), self.auditor.bills[key]
            posted = [one.entry for one in stands.payments if one.entry is not None]
            if deed == "pay":
                self.pay_bill(place, more, "")
            elif deed in {"reverse", "delete"}:
                self.undo_bill(place, deed, "")
            elif deed == "edit" and stands.status == TEMPORARY:
                over = [one.key for one in self.auditor.bills.values() if one.status == TEMPORARY].index(key)
                self.buy(bill, "c-1", more, over, posted=True, once="")
            elif deed == "reverse payment" and posted:
                self.reverse(list(self.auditor.vouchers).index(posted[0]), "")

    @precondition(lambda self: self.auditor.bills)
    @rule(which=WHICH, paid=orders.PAID, once=ONCE)
    def pay_bill(self, which: int, paid: list[tuple[int, int, int]], once: str) -> None:
        """Send an expense again, with more payments."""
        key = list(self.auditor.bills)[which % len(self.auditor.bills)]
        bill, body = self.auditor.bills[key], self.bought[key]
        before = [] if bill.status == TEMPORARY else body.get("Payments") or []
        self.save_bill({**body, "Payments": [*before, *self.payments(body, paid)]}, once)

    @precondition(lambda self: self.auditor.bills)
    @rule(which=WHICH, once=ONCE)
    def make_permanent(self, which: int, once: str) -> None:
        self.post_bill(list(self.auditor.bills)[which % len(self.auditor.bills)], once)

    def post_bill(self, key: str, once: str) -> bool:
        """Make an expense permanent; whether that was done now."""
        fresh = self.auditor.bills[key].status == TEMPORARY
        answer = self.once(once, "POST", at(f"{EXT}/expenses", key) + "/post", {})
        said = answer.json if answer.status < 300 else {"EntryId": "", "Payments": []}
        verdict = self.auditor.post_bill(key, said["EntryId"], [one["EntryId"] for one in said["Payments"]])
        if not self.agree_bill(answer, verdict, key):
            return False
        bill = self.auditor.bills[key]
        self.deeds["an expense made permanent"] += fresh
        self.deeds["an expense claimed later"] += fresh and bill.claimed != bill.day
        self.deeds["private use"] += fresh and bill.recognised != 100
        self.deeds["VAT of equipment"] += fresh and bill.class_number == 3300
        self.deeds["tax withheld from a supplier"] += fresh and any(one.withheld for one in bill.payments)
        return fresh

    @precondition(lambda self: self.auditor.bills)
    @rule(which=WHICH, deed=st.sampled_from(["reverse", "reverse", "delete"]), once=ONCE)
    def undo_bill(self, which: int, deed: str, once: str) -> None:
        """Reverse an expense, or delete it."""
        key = list(self.auditor.bills)[which % len(self.auditor.bills)]
        if deed == "delete":
            if self.agree(self.once(once, "DELETE", at(f"{EXT}/expenses", key)), self.auditor.unbill(key)):
                self.deeds["an expense thrown away"] += 1
            return
        answer = self.once(once, "POST", at(f"{EXT}/expenses", key) + "/reverse", {})
        if self.agree_bill(answer, self.auditor.reverse_bill(key), key):
            self.deeds["an expense reversed"] += 1
