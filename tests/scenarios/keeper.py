"""A shopkeeper: calls both APIs on some civil day and hour of Jerusalem, and adds up what the books hold."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

import psycopg

from pinkas.testing.house import House
from tests.properties.integrator import Answer, Integrator

USER, PASSWORD = "keeper", "keeper's password"
ZONES = {"IL": ZoneInfo("Asia/Jerusalem"), "BG": ZoneInfo("Europe/Sofia"), "AL": ZoneInfo("Europe/Tirane")}
EXT = "/ext/v1"

Body = dict[str, Any]


def goods(product: str, quantity: object = 1, **more: object) -> Body:
    """A line of the catalogue."""
    return {"ProductId": product, "Qty": Decimal(str(quantity)), **more}


def paid(tender: int, amount: str, **more: object) -> Body:
    """A payment: 1 cash, 2 cheque, 4 card, 9 transfer."""
    return {"PaymentTypeId": tender, "Payment": Decimal(amount), **more}


class Keeper:
    """One shop and its keeper."""

    def __init__(
        self, house: House, owner: psycopg.Connection, tax_number: str, when: str, *, country: str = "IL"
    ) -> None:
        self.house, self.owner, self.tax_number, self.country = house, owner, tax_number, country
        self.caller = Integrator(house.port)
        self.business = 0
        self.on(when)

    def close(self) -> None:
        """Hang up."""
        self.caller.close()

    def on(self, when: str) -> None:
        """Move to a civil time such as "2025-03-28 00:30", and come back to the desk: the token is a new one."""
        moment = dt.datetime.fromisoformat(when).replace(tzinfo=ZONES[self.country])
        self.house.clock.at = moment.astimezone(dt.UTC)
        if not self.business:
            self.business = self.house.open_business(self.tax_number, country=self.country)
        self.caller.log_in(USER, PASSWORD, self.tax_number)

    # --- asking -----------------------------------------------------------------------------------------------------

    def ask(self, verb: str, path: str, body: Body | None = None, **query: object) -> Answer:
        """One call; what is not there is refused aloud."""
        return self.caller.call(verb, path, body, **query)

    def done(self, verb: str, path: str, body: Body | None = None) -> Any:
        """One call that succeeds; its answer."""
        answer = self.ask(verb, path, body)
        assert answer.status < 300, f"{verb} {path}: {answer.status} {answer.text}"
        return answer.json

    def refused(self, verb: str, path: str, body: Body | None = None) -> str:
        """One call that is refused; why."""
        answer = self.ask(verb, path, body)
        assert answer.status == 400, f"{verb} {path}: {answer.status} {answer.text}"
        return answer.text

    def write(self, key: str, kind: int, **members: object) -> Body:
        """A document, written as a draft; lines and payments by position of their own."""
        code = 2 if kind in {2, 13, 19} else 3
        document: Body = self.done(
            "POST", "Documents", {"DocumentId": key, "TrxTypeId": kind, "TrxCodeNumber": code, **members}
        )
        return document

    def issue(self, key: str, kind: int, **members: object) -> Body:
        """A document, written and printed; as it stands then."""
        self.write(key, kind, **members)
        self.done("POST", f"PrintDocument/{key}")
        return self.document(key)

    def document(self, key: str) -> Body:
        """A document as it stands."""
        found: Body = self.done("GET", f"Documents/{key}")
        return found

    def balance(self, contact: str) -> tuple[Decimal, Decimal]:
        """What a customer owes (negative), and that with what standing proformas ask besides."""
        found = self.done("GET", f"Contacts/{contact}")
        return found["Balance"], found["BalanceInvoiceIska"]

    def still_open(self) -> list[str]:
        """The documents that somebody has still to pay."""
        return [row["DocumentId"] for row in self.caller.whole_list("Documents", onlyOpenDocuments="true")]

    def tender(self, document: str, kind: int) -> str:
        """The till's id of a document's only payment of one type."""
        number = self.document(document)["Number"]
        found = [
            row["CaspitKupaLineId"]
            for row in self.caller.whole_list("Kupa")
            if (row["DocumentNumber"], row["PaymentTypeId"]) == (number, kind)
        ]
        assert len(found) == 1
        return str(found[0])

    # --- adding up --------------------------------------------------------------------------------------------------

    def trial_balance(self) -> dict[str, Decimal]:
        """Every account that is not empty: debits positive, those of customers by their key."""
        rows = self.owner.execute(
            "select p.account || coalesce(' ' || c.key, ''), sum(p.amount) from books.posting p"
            " left join books.contact c on c.business_id = p.business_id and c.serial = p.contact"
            " where p.business_id = %s group by 1 having sum(p.amount) <> 0",
            [self.business],
        )
        return dict(rows.fetchall())

    def output_vat(self) -> dict[tuple[str, str, str], tuple[Decimal, Decimal]]:
        """What was sold and its VAT, by month of posting, category and rate: tagged postings, never accounts."""
        rows = self.owner.execute(
            "select to_char(e.posting_date, 'YYYY-MM'), p.vat_category, trim_scale(p.vat_rate)::text,"
            " coalesce(-sum(p.amount) filter (where p.account like 'income:%%'), 0),"
            " coalesce(-sum(p.amount) filter (where p.account = 'output-vat'), 0)"
            " from books.posting p join books.entry e on e.business_id = p.business_id and e.serial = p.entry_serial"
            " where p.business_id = %s and p.vat_category is not null group by 1, 2, 3 order by 1, 2, 3",
            [self.business],
        )
        return {(month, category, rate): (base, vat) for month, category, rate, base, vat in rows}

    def stock(self) -> dict[str, Decimal]:
        """What there is of each product."""
        return {row["ProductId"]: row["QtyInStock"] for row in self.caller.whole_list("Products")}

    def last_numbers(self) -> dict[int, str]:
        """The last number of each type of document."""
        last: dict[int, str] = {}
        for row in self.caller.whole_list("Documents"):
            last[row["TrxTypeId"]] = max(last.get(row["TrxTypeId"], ""), row["Number"])
        return last
