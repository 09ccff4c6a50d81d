"""What people do at the bank and the tax office: deposits and their undoing, VAT looked at and filed."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from decimal import Decimal
from typing import Any

from hypothesis import strategies as st
from hypothesis.stateful import precondition, rule

from tests.properties import orders
from tests.properties.arithmetic import Body
from tests.properties.asking import differences
from tests.properties.banking import Name
from tests.properties.buying import Buying
from tests.properties.inspection import tender
from tests.properties.integrator import at
from tests.properties.records import INVOICE_RECEIPT, RECEIVES
from tests.properties.selling import ONCE, WHICH
from tests.properties.vouching import EXT

AMOUNTS = st.sampled_from([None, None, None, None, Decimal("12.50"), Decimal("0.01"), Decimal(0)])
FEES = st.sampled_from([(None, None), (None, None), ("3.50", "0.63"), ("0.10", "0"), ("9999999", "0"), ("1", "2")])


class Depositing(Buying):
    """Deposits and VAT returns."""

    # --- deposits ---------------------------------------------------------------------------------------------------

    @precondition(lambda self: self.auditor.till_lines())
    @rule(
        whiches=st.lists(WHICH, min_size=1, max_size=3),
        amounts=st.lists(AMOUNTS, min_size=3, max_size=3),
        among=st.sampled_from(["left", "left", "left", "any"]),
        fees=FEES,
        day=st.sampled_from([None, None, 0, -40]),
        said=st.sampled_from([None, None, "cash", "mixed"]),
        once=ONCE,
    )
    def deposit(
        self, whiches: list[int], amounts: list[Decimal | None], among: str, fees: tuple[str | None, str | None],
        day: int | None, said: str | None, once: str,
    ) -> None:  # fmt: skip
        names = self.depositable() if among == "left" else self.all_lines()
        if not names:
            return
        named = list(dict.fromkeys(names[which % len(names)] for which in whiches))
        if among == "left":  # what can be together
            currency = self.auditor.tender(named[0])["CurrencySymbol"]
            named = [one for one in named if self.auditor.tender(one)["CurrencySymbol"] == currency]
        body: Body = {"Fee": fees[0] and Decimal(fees[0]), "FeeVat": fees[1] and Decimal(fees[1]), "DepositType": said}
        if day is not None:
            body["Date"] = (self.auditor.today + dt.timedelta(days=day)).isoformat()
        self.make_deposit(list(zip(named, amounts, strict=False)), body, once)

    @rule(
        order=orders.SALES,
        payment=orders.PAYMENTS,
        amounts=st.lists(AMOUNTS, min_size=3, max_size=3),
        fees=FEES,
        then=st.lists(st.sampled_from(["cancel", "bounce", "undo", "deposit", "undo", "wait"]), min_size=1, max_size=4),
    )
    def bank(
        self, order: Body, payment: Body, amounts: list[Decimal | None], fees: tuple[str | None, str | None],
        then: list[str],
    ) -> None:  # fmt: skip
        """The life of a payment: received, brought to the bank, and what comes after."""
        order = {name: order[name] for name in order if name != "day"}
        before = len(self.auditor.papers)
        self.sell(order, "c-1", INVOICE_RECEIPT, payment, keyless=False, printed=True, once="")
        if len(self.auditor.papers) == before:
            return
        key = list(self.auditor.papers)[-1]
        for deed in ["deposit", *then]:
            lines = [one for one in self.all_lines() if one[0] == key]
            deposits = [
                place for place, one in enumerate(self.auditor.deposits.values()) if one.parts[0].name[0] == key
            ]
            if deed == "deposit" and lines:
                left = [one for one in lines if one in self.depositable()] or lines
                body = {"Fee": fees[0] and Decimal(fees[0]), "FeeVat": fees[1] and Decimal(fees[1])}
                self.make_deposit(list(zip(left, amounts, strict=False)), body, "")
            elif deed == "cancel":
                self.cancel_paper(key, "")
            elif deed == "bounce":
                self.bounce_one([one for one in self.cheques() if one[0] == key], 0)
            elif deed == "undo" and deposits:
                self.undo_deposit(deposits[-1], "")
            elif deed == "wait":
                self.wait(1, 31)

    def make_deposit(self, lines: list[tuple[Name, Decimal | None]], body: Body, once: str) -> str | None:
        """Deposit these payments; its key, or None when it was refused."""
        key = f"d/{next(self.names)}"
        rows = [
            {"CaspitKupaLineId": tender(self.owner, self.business, *name), "Amount": amount} for name, amount in lines
        ]
        answer = self.once(once, "POST", f"{EXT}/deposits", {"DepositId": key, **body, "Lines": rows})
        if not self.agree(answer, self.auditor.deposit(key, body, list(lines))):
            return None
        self.agree_deposit(key, answer.json)
        posted = self.auditor.first_open(self.auditor.deposits[key].day)
        assert answer.json["PostingDate"] == f"{posted}T00:00:00"
        self.deeds["a deposit"] += 1
        self.deeds["a deposit of a part"] += any(amount is not None for _, amount in lines)
        self.deeds["a deposit with a fee"] += bool(self.auditor.deposits[key].fee)
        return key

    def agree_deposit(self, key: str, said: Any) -> None:
        wrong = differences(self.auditor.show_deposit(key), said, key)
        assert not wrong, "; ".join(wrong)

    def all_lines(self) -> list[Name]:
        """Every payment of every paper that was ever printed."""
        papers = self.auditor.papers.items()
        return [
            (key, place)
            for key, paper in papers
            if paper.type in RECEIVES and paper.issued
            for place, _ in enumerate(paper.shows["ReceiptLines"], start=1)
        ]

    def depositable(self) -> list[Name]:
        """Payments of which something lies in the till."""
        lines = self.auditor.till_lines()
        return [one for one in lines if self.auditor.taken(one)[1] < self.auditor.papers[one[0]].parts[one[1] - 1]]

    @precondition(lambda self: self.auditor.deposits)
    @rule(which=WHICH, once=ONCE)
    def undo_deposit(self, which: int, once: str) -> None:
        key = list(self.auditor.deposits)[which % len(self.auditor.deposits)]
        answer = self.once(once, "POST", at(f"{EXT}/deposits", key) + "/cancel", {})
        if self.agree(answer, self.auditor.undeposit(key)):
            self.agree_deposit(key, answer.json)
            self.deeds["a deposit cancelled"] += 1

    # --- VAT --------------------------------------------------------------------------------------------------------

    def month(self, before: int) -> dt.date:
        """The first of a month, so many before this one."""
        month = self.auditor.today.year * 12 + self.auditor.today.month - 1 - before
        return dt.date(month // 12, month % 12 + 1, 1)

    @rule(before=st.sampled_from([0, 0, 1, 1, 2, 3, 7, 20, -1]), year=st.booleans())
    def look_at_vat(self, before: int, year: bool) -> None:  # noqa: FBT001 - drawn
        """VatData of a month, and perhaps the list of its year."""
        month = self.month(before)
        self.agree_vat(month)
        if year:
            rows = self.ask("GET", f"{EXT}/vat-periods", year=month.year).json["Results"]
            firsts = [dt.date(month.year, number, 1) for number in range(1, 13)]
            held = [one for one in firsts if self.auditor.period(one)[0] == one]
            wrong = differences([self.auditor.show_period(one) for one in held], rows, str(month.year))
            assert not wrong, "; ".join(wrong)

    def agree_vat(self, month: dt.date) -> None:
        """VatData says what the auditor's books do."""
        answer = self.caller.call("GET", "VatData", year=month.year, month=month.month)
        wrong = differences(self.auditor.show_vat(month), answer.json, f"VatData of {month:%Y-%m}")
        assert not wrong, "; ".join(wrong)
        filed = self.auditor.filing(month)
        self.deeds["differences since it was filed"] += filed is not None and filed.figures != self.auditor.figures(
            filed.start, filed.end
        )

    @rule(before=st.sampled_from([0, 1, 2, 2, 3, 3]), close=st.sampled_from([True, False, False]), once=ONCE)
    def file_vat(self, before: int, close: bool, once: str) -> None:  # noqa: FBT001 - drawn
        month = self.month(before)
        if close:
            self.change_periods(before, "close", "")
        fresh = self.auditor.filing(month) is None
        path = f"{EXT}/vat-periods/{month:%Y-%m}/file"
        answer = self.once(once, "POST", path, other=f"{EXT}/vat-periods/1999-01/file")
        if self.agree(answer, self.auditor.file(month)):
            wrong = differences(self.auditor.show_period(month), answer.json, path)
            assert not wrong, "; ".join(wrong)
            self.deeds["a return filed"] += fresh

    @rule(months=st.sampled_from([1, 2]), once=ONCE)
    def report_by(self, months: int, once: str) -> None:
        """Report by one month or two."""
        changed = months != self.auditor.months
        answer = self.once(once, "PUT", f"{EXT}/vat-settings", {"Months": months})
        if self.agree(answer, self.auditor.set_months(months)):
            assert answer.json["Months"] == months
            self.deeds["periods of another length"] += changed

    # --- after every step -------------------------------------------------------------------------------------------

    def agree_till(self) -> None:
        """Both lists of the till, and that each kind of money but cash lies in its account as it does in the list."""
        rows = self.caller.whole_list("Kupa")
        assert _shown(rows) == self.auditor.show_till()
        gone = self.caller.whole_list("Kupa", deposited="true")
        assert _shown(gone, "BankDepositNumber") == self.auditor.show_deposited()
        assert self.auditor.sums_of_till(rows) == self.auditor.non_cash()

    def agree_deposits(self) -> None:
        """The list of deposits, cancelled ones too."""
        rows = self.caller.whole_list(f"{EXT}/deposits")
        assert [one["DepositId"] for one in rows] == list(self.auditor.deposits)
        for one in rows:
            self.agree_deposit(one["DepositId"], one)
        standing = self.caller.whole_list("BankDeposits")
        assert [one["BankDepositId"] for one in standing] == [one.key for one in self.auditor.live()]


def _shown(rows: list[Any], *more: str) -> Counter[tuple[object, ...]]:
    """Lines of the till as the auditor counts them."""
    names = ("TrxTypeId", "DocumentNumber", "PaymentTypeId", "Payment", *more)
    return Counter(tuple(row[name] for name in names) for row in rows)
