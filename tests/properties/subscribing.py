"""What people agree with card holders and regular customers: charges, standing orders, and their days."""

from __future__ import annotations

import asyncio
import datetime as dt
from decimal import Decimal

from hypothesis import strategies as st
from hypothesis.stateful import precondition, rule

from pinkas.actions.standing_orders.schedule import run_due
from tests.properties import orders
from tests.properties.agreements import CARDS
from tests.properties.arithmetic import Body
from tests.properties.asking import differences
from tests.properties.depositing import Depositing
from tests.properties.integrator import at
from tests.properties.records import INVOICE_RECEIPT
from tests.properties.selling import ONCE, WHICH
from tests.properties.vouching import EXT

EXPIRY = "1240"
#: Cards that a standing order is charged to.
SAVED = [card for card, (state, _) in CARDS.items() if state != "unknown"]
STANDING = ("s-1", "s-2", "הוראה 3/א")


class Subscribing(Depositing):
    """Charges and standing orders."""

    # --- charges ----------------------------------------------------------------------------------------------------

    @rule(
        card=st.sampled_from([*CARDS, SAVED[0]]),
        amount=st.sampled_from(["0.01", "100", "59.90"]),
        back=st.none() | st.none() | WHICH,
        again=st.booleans(),
    )
    def charge(self, card: str, amount: str, back: int | None, again: bool) -> None:  # noqa: FBT001 - drawn
        """Charge a card, or give something back of a charge; the same key again charges nothing."""
        body: Body = {"CCNumber": card, "CCExpDate": EXPIRY, "Amount": Decimal(amount)}
        paid = [one for one in self.auditor.charges if one.reference is not None and not one.refund]
        of = paid[back % len(paid)] if back is not None and paid else None
        if of is not None:
            card = SAVED[0]
            body |= {"CCNumber": card, "IsRefund": True, "ReferenceNumber": of.reference}
        key = f"key-{next(self.names)}"
        answer = self.ask("POST", "ChargeCreditCard", body, key=key)
        verdict = self.auditor.charge(card, int(Decimal(amount) * 100), of=of)
        assert answer.status == verdict.status, answer.text
        if verdict.words:
            assert self.agree(answer, verdict) is False
            return
        one = self.auditor.charges[-1]
        assert (answer.json["Success"], answer.json["Amount"]) == (one.state == "approved", Decimal(amount))
        one.reference = answer.json["ReferenceNumber"] if one.state == "approved" else None
        self.deeds[f"a charge {one.state}"] += of is None
        self.deeds["a charge given back"] += of is not None
        if again:
            second = self.ask("POST", "ChargeCreditCard", body, key=key)
            assert (second.status, second.replayed) == (self.auditor.look_up(one).status, True)
            assert self.ask("POST", "ChargeCreditCard", {**body, "Amount": Decimal(7)}, key=key).status == 409

    @precondition(lambda self: self.auditor.charges)
    @rule(which=WHICH)
    def look_up(self, which: int) -> None:
        """Ask the gateway what became of a charge, those that nobody knows of first."""
        rows, charges = self._charges(), self.auditor.charges
        unknown = [place for place, one in enumerate(charges) if one.state == "unknown"] or list(range(len(charges)))
        place = unknown[which % len(unknown)]
        name = rows[place]["ChargeId"]
        before = charges[place].state
        self.auditor.look_up(charges[place])
        answer = self.ask("POST", at(f"{EXT}/charges", name) + "/look-up")
        assert (answer.status, answer.json["State"]) == (200, charges[place].state)
        self.deeds["a charge looked up"] += before != charges[place].state

    def agree_charges(self) -> None:
        """The list of charges."""
        self._charges()

    def _charges(self) -> list[Body]:
        """The list of charges, which the auditor's then follows: two runners at once charge in whatever order."""
        rows: list[Body] = self.caller.whole_list(f"{EXT}/charges")
        left = list(self.auditor.charges)
        followed = []
        for row in rows:
            said = (row["Amount"], row["State"], row["IsRefund"])
            told = [one for one in left if (Decimal(one.amount) / 100, one.state, one.refund) == said]
            assert told, f"{said} is said, of {left} nothing is like it"
            left.remove(told[0])
            followed.append(told[0])
        assert not left, f"{left} is not said"
        self.auditor.charges[:] = followed
        return rows

    # --- standing orders --------------------------------------------------------------------------------------------

    @rule(key=st.sampled_from(STANDING), order=orders.STANDING, card=st.sampled_from(SAVED), once=ONCE)
    def agree_on_order(self, key: str, order: Body, card: str, once: str) -> None:
        body = {"PreAuthorizedDebitId": key, "TrxCodeNumber": 3, **order}
        today = self.auditor.today
        body["StartDate"] = (today + dt.timedelta(days=body.pop("start"))).isoformat()
        if "end" in body:
            body["EndDate"] = (
                dt.date.fromisoformat(body["StartDate"]) + dt.timedelta(days=body.pop("end"))
            ).isoformat()
        charged = body["TrxTypeId"] == INVOICE_RECEIPT
        if charged:
            saved = self.ask("POST", "CreditCard", {"CCNumber": card, "CCExpDate": EXPIRY})
            token = saved.json["CCNumberToken"]
            body |= {"CCNumberToken": token, "CCExpDate": EXPIRY, "PaymentTypeId": 4}
        answer = self.once(once, "POST", "PreAuthorizedDebits", body)
        if self.agree(answer, self.auditor.agree_order(key, body, card if charged else None)):
            wrong = differences(self.auditor.show_order(key), answer.json, key)
            assert not wrong, "; ".join(wrong)
            self.deeds["a standing order"] += 1

    @rule(
        agreed=st.lists(st.tuples(st.sampled_from(STANDING), orders.STANDING, st.sampled_from(SAVED)), min_size=1,
                        max_size=2),
        looks=st.lists(st.tuples(st.sampled_from([1, 2]), st.sampled_from([0, 1, 31, 62])), min_size=1, max_size=3),
    )  # fmt: skip
    def subscribe(self, agreed: list[tuple[str, Body, str]], looks: list[tuple[int, int]]) -> None:
        """Agreed on, and looked at for some months."""
        for key, order, card in agreed:
            self.agree_on_order(key, order, card, "")
        for runners, days in looks if self.auditor.standing else []:
            self.run_orders(runners, days)

    @rule(key=st.sampled_from(STANDING), once=ONCE)
    def end_order(self, key: str, once: str) -> None:
        if self.agree(self.once(once, "DELETE", at("PreAuthorizedDebits", key)), self.auditor.end_order(key)):
            self.deeds["a standing order ended"] += 1

    @precondition(lambda self: self.auditor.standing)
    @rule(runners=st.sampled_from([1, 1, 2]), days=st.sampled_from([0, 1, 31, 62]))
    def run_orders(self, runners: int, days: int) -> None:
        """Some days later one server, or two at the same moment, look at what is due."""
        self.house.clock.move(days=days)
        self.auditor.now = self.house.clock.at
        expected = self.auditor.fall_due()

        async def look() -> None:
            await asyncio.gather(*(run_due(self.house.desk) for _ in range(runners)))

        self.house.run(look())
        self.log_in()
        self._find_documents(expected)
        self.deeds["issued by a standing order"] += any(run.status == "issued" for _, run, _ in expected)
        self.deeds["a standing order that failed"] += any(run.status == "failed" for _, run, _ in expected)
        self.deeds["two runners"] += runners == 2 and bool(expected)
        self.deeds["a card charged by a standing order"] += any(
            order.card is not None and run.status == "issued" for order, run, _ in expected
        )

    def _find_documents(self, expected: list[tuple[object, object, Body | None]]) -> None:
        """Every occurrence has its one document, and there is no other."""
        made = {}
        for key, order in self.auditor.standing.items():
            rows = self.caller.whole_list(at(f"{EXT}/debits", key) + "/runs")
            assert [(row["Number"], row["Date"][:10], row["Status"]) for row in rows] == [
                (number, str(run.day), run.status) for number, run in enumerate(order.runs, start=1)
            ]
            made |= {(key, str(run.day)): row["DocumentId"] for run, row in zip(order.runs, rows, strict=True)}
        by_paper = {}
        for order, run, body in expected:
            name = made[order.key, str(run.day)]
            assert (name is None) == (body is None)
            if body is not None:
                by_paper[name] = (order, run, body)
        listed = [one["DocumentId"] for one in self.caller.whole_list("Documents")]
        fresh = [name for name in listed if name not in self.auditor.papers]
        assert sorted(fresh) == sorted(by_paper)
        for name in fresh:
            order, run, body = by_paper[name]
            self.auditor.issue_due(name, order, run, body)
            self.said[name] = {one: body[one] for one in ("TrxTypeId", "TrxCodeNumber", "CustomerId", "DocumentLines")}
            self.agree_document(self.caller.call("GET", at("Documents", name)), name)

    def agree_orders(self) -> None:
        """The list of standing orders."""
        rows = self.caller.whole_list("PreAuthorizedDebits")
        assert {one["PreAuthorizedDebitId"] for one in rows} == set(self.auditor.standing)
        wrong = [
            line
            for one in rows
            for line in differences(
                self.auditor.show_order(one["PreAuthorizedDebitId"]), one, one["PreAuthorizedDebitId"]
            )
        ]
        assert not wrong, "; ".join(wrong)

    def agree_bills(self) -> None:
        """The list of expenses, and of their payments."""
        rows = self.caller.whole_list("Expenses")
        bills = sorted(self.auditor.bills.values(), key=lambda one: one.number)
        assert [one["ExpenseId"] for one in rows] == [one.key for one in bills]
        wrong = [line for one in rows for line in differences(self.auditor.show_bill(one["ExpenseId"]), one, "")]
        assert not wrong, "; ".join(wrong)
        paid = [one["ExpensePaymentId"] for one in self.caller.whole_list("ExpensePayments")]
        assert paid == [one.key for bill in bills for one in bill.payments]

    def teardown(self) -> None:
        """The schedule is one for all businesses: nothing of this one is due in the next."""
        if self.auditor.standing:
            self.log_in()
            for key in self.auditor.standing:
                self.caller.call("DELETE", at("PreAuthorizedDebits", key))
        super().teardown()
