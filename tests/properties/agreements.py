"""The auditor's standing orders and charged cards (dossier 8.12, 8.16): when what falls due, and what becomes of it."""

from __future__ import annotations

import datetime as dt
from calendar import monthrange
from dataclasses import dataclass, field
from decimal import Decimal

from tests.properties.arithmetic import Body, cents, exact, money, standard_rate
from tests.properties.records import INVOICE_RECEIPT, Verdict
from tests.properties.returns import Returns

#: Cards of the sandbox → what becomes of a charge, and what a look-up then finds.
CARDS = {
    "4580000000000000": ("approved", "approved"), "4580000000000042": ("declined", "declined"),
    "4580000000005041": ("unknown", "approved"), "4580000000004044": ("unknown", "refused"),
}  # fmt: skip
STATUS = {"approved": 200, "declined": 400, "refused": 400, "unknown": 502}
#: So long a charge that a gateway does not know may still be on its way to it.
ARRIVES = dt.timedelta(minutes=5)
NAMELESS = "הוראת קבע"


@dataclass
class Charge:
    """A charge, or money given back; in agorot."""

    amount: int
    state: str
    found: str
    at: dt.datetime
    refund: bool = False
    of: str | None = None
    reference: str | None = None


@dataclass
class Occurrence:
    """What became of an order on one day."""

    day: dt.date
    status: str
    paper: str | None = None


@dataclass
class Order:
    """A standing order."""

    key: str
    said: Body
    customer: str
    begins: dt.date
    card: str | None = None
    runs: list[Occurrence] = field(default_factory=list)

    @property
    def active(self) -> bool:
        return self.said.get("Status") is not False

    def next_day(self) -> dt.date | None:
        """The next day it falls on, counted from its anchor; none in a month that had one."""
        count, end = self.said.get("NumPayments"), self.said.get("EndDate")
        if not self.active or (count is not None and len(self.runs) >= count):
            return None
        start = dt.date.fromisoformat(self.said["StartDate"])
        wanted, every = self.said.get("DayInMonth") or start.day, self.said.get("Interval") or 1
        month = start.year * 12 + start.month - 1
        if on_day(month, wanted) < start:
            month += 1
        last = self.runs[-1].day if self.runs else None
        while True:
            day = on_day(month, wanted)
            late = last is not None and (day.year, day.month) <= (last.year, last.month)
            if day >= max(self.begins, start) and not late:
                return None if end is not None and day > dt.date.fromisoformat(end) else day
            month += every


def on_day(month: int, day: int) -> dt.date:
    """A day of a counted month, or its last one."""
    year, number = month // 12, month % 12 + 1
    return dt.date(year, number, min(day, monthrange(year, number)[1]))


class Agreements(Returns):
    """Standing orders and charges."""

    def __init__(self, now: dt.datetime) -> None:
        super().__init__(now)
        self.standing: dict[str, Order] = {}
        self.charges: list[Charge] = []

    # --- charges ----------------------------------------------------------------------------------------------------

    def charge(self, card: str, amount: int, *, of: Charge | None = None) -> Verdict:
        """POST ChargeCreditCard: a charge, or (of another) money given back."""
        if of is not None:
            given = sum(one.amount for one in self.charges if one.of == of.reference and one.state != "declined")
            if amount > of.amount - given:
                return Verdict(400, {"is more than may still be given back"})
        self.lines += 2
        state, found = CARDS[card]
        self.charges.append(
            Charge(amount, state, found, self.now, of is not None, None if of is None else of.reference)
        )
        return Verdict(STATUS[state])

    def look_up(self, one: Charge) -> Verdict:
        """Ask what became of a charge: that the gateway has none is believed later."""
        if one.state == "unknown" and (one.found != "refused" or self.now - one.at > ARRIVES):
            one.state = one.found
            self.lines += 1
        return Verdict(STATUS[one.state])

    # --- standing orders --------------------------------------------------------------------------------------------

    def agree_order(self, key: str, body: Body, card: str | None) -> Verdict:
        """POST a standing order, new or over the one under its key."""
        if body["ContactId"] not in self.cards:
            return Verdict(400, {"names no contact"})
        before = self.standing.get(key)
        fresh = Order(key, body, body["ContactId"], self.today, card)
        if before is not None:
            fresh.runs = before.runs
            if before.active or not fresh.active:
                fresh.begins = before.begins
        self.lines += 1
        self.standing[key] = fresh
        return Verdict(201)

    def end_order(self, key: str) -> Verdict:
        """DELETE a standing order."""
        if key not in self.standing:
            return Verdict(404, {key})
        self.lines += 1
        del self.standing[key]
        return Verdict(204)

    def is_needed(self, key: str) -> bool:
        """Whether a standing order is for a contact."""
        return any(one.customer == key for one in self.standing.values()) or super().is_needed(key)

    def fall_due(self) -> list[tuple[Order, Occurrence, Body | None]]:
        """Every occurrence that is due by now, how it ends, and the document it makes: keys and order are not foretold.

        Charged or failed, its lines in the daybook are counted here; those of documents when they are written.
        """
        made = []
        for order in self.standing.values():
            while (day := order.next_day()) is not None and day <= self.today:
                charged = order.said["TrxTypeId"] == INVOICE_RECEIPT
                dated = self.today if charged or self.is_closed(day) else day
                run = Occurrence(day, "issued")
                body: Body | None = self._document(order, dated)
                if self.is_closed(dated):
                    run.status, body = "failed", None
                elif charged and CARDS[order.card or ""][0] == "declined":
                    run.status = "failed"
                self.lines += 2
                order.runs.append(run)
                made.append((order, run, body))
        return made

    def _document(self, order: Order, dated: dt.date) -> Body:
        """The document of an occurrence; `gross` is what it comes to, whatever the rate."""
        said, gross = order.said, cents(exact(order.said["Amount"]))
        payer = self.cards.get(self.payer_of(order.customer) or "")
        free = said["TrxCodeNumber"] == 4 or (payer is not None and payer.said.get("ChargeVAT") is False)
        rate = standard_rate(dated)
        vat = 0 if free else cents(money(gross) * rate / (100 + rate))
        line = {"ProductName": said.get("Details") or NAMELESS, "UnitPrice": Decimal(gross - vat) / 100}
        return {
            "TrxTypeId": said["TrxTypeId"], "TrxCodeNumber": said["TrxCodeNumber"], "CustomerId": order.customer,
            "CustomerBusinessName": self.cards[order.customer].said.get("BusinessName"),
            "Date": dated.isoformat(), "DocumentLines": [line], "gross": gross,
        }  # fmt: skip

    def issue_due(self, key: str, order: Order, run: Occurrence, body: Body) -> None:
        """Write the document of an occurrence under the key it was given, charge for it, and print it."""
        run.paper = key
        assert self.write(key, body).status == 201
        if order.card is not None:
            self.charge(order.card, body["gross"])
            if run.status == "failed":
                return
            paid = {"PaymentTypeId": order.said["PaymentTypeId"], "Payment": Decimal(body["gross"]) / 100}
            assert self.write(key, {**body, "ReceiptLines": [paid]}, put=True).status == 200
        assert self.print(key).status == 200

    def show_order(self, key: str) -> Body:
        """What a standing order looks like."""
        order = self.standing[key]
        upcoming = order.next_day()
        return {
            "PreAuthorizedDebitId": key, "ContactId": order.customer, "Status": order.active,
            "Amount": exact(order.said["Amount"]), "NextDate": f"{upcoming}T00:00:00" if upcoming else None,
        }  # fmt: skip
