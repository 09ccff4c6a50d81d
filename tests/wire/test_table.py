"""The table: documents of every kind, written through each tongue that can, read through each that has a word for them.

What no row expects must be nowhere: so what a tongue has no word for is absent there. The figures of each tongue are
read by functions of its own, which also hold its own invariants, and brought to the law's: base and VAT by rate.
"""

from __future__ import annotations

from collections import Counter as Tally
from collections.abc import Mapping
from decimal import ROUND_HALF_UP, Decimal
from itertools import pairwise
from typing import Any, Final

import pytest

from pinkas.testing.clock import MovableClock
from pinkas.testing.house import House

from .rnet.invariants import check
from .table_rows import BULGARIAN, ISRAELI, Made, Paper, Row
from .tongues import BOOK, LAMP, Tongues, add_operator, open_tongues

D = Decimal
#: What Caspit and iCash call each kind of paper; what is missing has no word there.
CASPIT: Final = {
    "tax_invoice": 1, "receipt": 2, "proforma": 6, "invoice_receipt": 7, "credit_invoice": 9, "refund": 13,
    "delivery_note": 15, "quote": 16, "donation_receipt": 19,
}  # fmt: skip
ICASH: Final = {
    "tax_invoice": "INVOICE/NORMAL", "invoice_receipt": "INVOICE/NORMAL", "credit_invoice": "INVOICE/CREDIT",
    "debit_note": "INVOICE/DEBIT", "advance_invoice": "INVOICE/ADVANCE", "proforma": "PROFORMA/NORMAL",
}  # fmt: skip
#: Papers that go the other way: R-NET signs them.
MINUS: Final = frozenset({"credit_invoice", "refund", "till_return"})
_CENT: Final = D("0.01")

#: Word, day, customer, total, bases by rate, VAT.
Read = tuple[str, str, str | None, Decimal, dict[Decimal, Decimal], Decimal]


def cents(value: Decimal) -> Decimal:
    return value.quantize(_CENT, ROUND_HALF_UP)


def of_caspit(shown: Mapping[str, Any]) -> Read:
    """What Caspit says: money in TotalPayment, goods in Total; the discount on the whole lies on what bears VAT."""
    word = str(shown["TrxTypeId"])
    day, customer = shown["Date"][:10], shown["CustomerId"]
    if shown["TrxTypeId"] in {2, 13, 19}:
        assert (shown["Total"], shown["DocumentLines"], shown["Vat"]) == (0, [], 0)
        assert shown["TotalPayment"] == shown["EffectiveTotal"] == shown["Payment"] + shown["TaxDeduction"]
        return word, day, customer, shown["TotalPayment"], {}, D(0)
    bases: Tally[Decimal] = Tally()
    for line in shown["DocumentLines"]:
        rate = (line["VATRate"] or shown["VatRate"]) if line["ChargeVAT"] else D(0)
        bases[rate] += line["ExtendedPrice"]
    assert sum(bases.values()) - bases[D(0)] == shown["TotalLinesChargeVAT"]
    for rate in [rate for rate in bases if rate and shown["Rebate"]]:
        bases[rate] -= cents(shown["Rebate"] * bases[rate] / shown["TotalLinesChargeVAT"])
    assert bases[D(0)] == shown["TotalNoChargeVat"]
    assert sum(bases.values()) == shown["TotalBeforeVAT"]
    assert shown["TotalBeforeVATChargeVAT"] + shown["TotalNoChargeVat"] == shown["TotalBeforeVAT"]
    assert shown["TotalBeforeVAT"] + shown["Vat"] - shown["RebateRounding"] == shown["Total"] == shown["EffectiveTotal"]
    return word, day, customer, shown["Total"], {rate: base for rate, base in bases.items() if base}, shown["Vat"]


def of_icash(shown: Mapping[str, Any]) -> Read:
    """What iCash says: base before the discount on the whole, in its rows too, and a total with VAT, all positive."""
    base, off = D(shown["DocumentPriceBase"]), D(shown["DocumentDiscount"])
    total = D(shown["DocumentTotalPrice"])
    vat = total - cents(base * (1 - off / 100))
    bases: Tally[Decimal] = Tally()
    for row in shown["DocumentSaleItems"]:
        bases[D(row["TaxGroupPercent"])] += D(row["SaleItemTotalPrice"])
    assert sum(bases.values()) == base
    word = f"{shown['DocumentType']}/{shown['DocumentSubType']}"
    customer = "c1" if shown["DocumentContragentID"] else None
    found = {rate: cents(one * (1 - off / 100)) for rate, one in bases.items() if one}
    return word, shown["DocumentDate"], customer, total, found, vat


def of_rnet(shown: Mapping[str, Any]) -> Read:
    """What R-NET says, with its sign: four places, which come to the law's figures rate by rate."""
    bases: Tally[Decimal] = Tally()
    taxes: Tally[Decimal] = Tally()
    for line in shown["ItemEntries"]:
        bases[line["TaxRate"]] += line["BeforeTax"]
        taxes[line["TaxRate"]] += line["Tax"]
    customer = None if shown["Customer"] is None else "c1"
    found = {rate: cents(base) for rate, base in bases.items() if base}
    word = str(shown["TransactionType"])
    return word, shown["SaleTime"][:10], customer, shown["Total"], found, sum(map(cents, taxes.values()), D(0))


def wanted(paper: Paper, word: str) -> Read:
    bases = {D(rate): D(base) for rate, (base, _) in paper.vat.items()}
    vat = sum((D(vat) for _, vat in paper.vat.values()), D(0))
    return word, paper.day, "c1" if paper.named else None, D(paper.total), bases, vat


def wanted_at_till(row: Row) -> Read:
    """The one transaction that shows all papers of the row."""
    assert row.till is not None
    bases: Tally[Decimal] = Tally()
    vat = D(0)
    for paper in row.papers:
        sign = -1 if paper.kind in MINUS else 1
        for rate, (base, of_it) in paper.vat.items():
            bases[D(rate)] += sign * D(base)
            vat += sign * D(of_it)
    first = row.papers[0]
    return str(row.till[0]), first.day, "c1" if first.named else None, D(row.till[1]), dict(bases), vat


class Table:
    """What each tongue shows so far, and what came with each row."""

    def __init__(self, tongues: Tongues) -> None:
        self.tongues = tongues
        self.made: Made = {}
        self.caspit: dict[str, dict[str, Any]] = {}
        self.icash: dict[int, dict[str, Any]] = {}
        self.rnet: dict[str, dict[str, Any]] = {}
        self.stock = tongues.on_hand()

    def play(self, row: Row) -> None:
        """Write the row, and hold what came of it in every tongue against what was expected."""
        row.write(self.tongues, self.made)
        caspit, icash, rnet = (
            self.tongues.caspit_documents(), self.tongues.icash_documents(self.icash), self.tongues.transactions(),
        )  # fmt: skip
        new = [one for key, one in caspit.items() if key not in self.caspit]
        same = [one for key, one in icash.items() if key not in self.icash]
        tills = [one for key, one in rnet.items() if key not in self.rnet]
        self.caspit, self.icash, self.rnet = caspit, icash, rnet

        expected = [wanted(paper, str(CASPIT[paper.kind])) for paper in row.papers if paper.kind in CASPIT]
        assert sorted(map(of_caspit, new), key=str) == sorted(expected, key=str)
        expected = [wanted(paper, ICASH[paper.kind]) for paper in row.papers if paper.kind in ICASH]
        assert sorted(map(of_icash, same), key=str) == sorted(expected, key=str)
        assert list(map(of_rnet, tills)) == ([] if row.till is None else [wanted_at_till(row)])
        for one in tills:
            check(one, gross=row.gross, paid=row.paid)
        self._numbered_alike(new, same)
        stock = self.tongues.on_hand()
        assert [stock[item] - self.stock[item] for item in (LAMP, BOOK)] == list(row.stock)
        self.stock = stock

    def _numbered_alike(self, caspit: list[dict[str, Any]], icash: list[dict[str, Any]]) -> None:
        """The legal number is one: what iCash shows is what Caspit has behind the branch."""
        words = {str(CASPIT[kind]): word for kind, word in ICASH.items() if kind in CASPIT}
        told = [(words[str(one["TrxTypeId"])], int(one["Number"].partition("/")[2])) for one in caspit
                if str(one["TrxTypeId"]) in words]  # fmt: skip
        shown = [(f"{one['DocumentType']}/{one['DocumentSubType']}", one["DocumentNum"]) for one in icash]
        only_there = {ICASH["debit_note"], ICASH["advance_invoice"]}
        assert sorted(told) == sorted(one for one in shown if one[0] not in only_there)

    def numbered_without_gaps(self, country: str) -> None:
        """Legal numbers by series: Bulgarian papers of the VAT law share theirs, others have one for each kind."""
        runs: dict[object, list[int]] = {}
        if country == "BG":
            runs["invoices"] = [one["DocumentNum"] for one in self.icash.values() if one["DocumentType"] == "INVOICE"]
        for one in self.caspit.values():
            series, _, number = one["Number"].partition("/")
            if country == "IL" or len(number) < 10:
                runs.setdefault((series, one["TrxTypeId"]), []).append(int(number))
        for run, numbers in runs.items():
            assert all(after == before + 1 for before, after in pairwise(sorted(numbers))), run

    def held_by_every_transaction(self) -> None:
        """The grand total of a till never falls; live customers are shown by R-NET, frozen ones by the others."""
        self.tongues.caspit.ask("POST", "Contacts", {"ContactId": "c1", "BusinessName": "Ада Нова"})
        by_till: dict[str, list[Any]] = {}
        for one in self.tongues.transactions().values():
            by_till.setdefault(one["Register"]["Code"], []).append(one)
            assert one["Customer"] is None or one["Customer"]["FirstName"] == "Ада Нова"
        for sold in by_till.values():
            sold.sort(key=lambda one: int(one["TransactionNo"].rpartition("-")[2]))
            assert all(one["PGT"] is None or one["PGT"] <= after["PGT"] for one, after in pairwise(sold))
        frozen = {one["CustomerBusinessName"] for one in self.tongues.caspit_documents().values()}
        assert frozen <= {"Ада", None}
        assert {one["DocumentContragentName"] for one in self.tongues.icash_documents(self.icash).values()} <= {
            "Ада",
            "",
        }


@pytest.mark.parametrize(("country", "rows"), [("IL", ISRAELI), ("BG", BULGARIAN)], ids=["IL", "BG"])
def test_what_is_written_through_one_is_read_through_the_others(
    house: House, clock: MovableClock, country: str, rows: tuple[Row, ...]
) -> None:
    del clock
    tongues = open_tongues(house, country)
    table = Table(tongues)
    for row in rows:
        try:
            table.play(row)
        except AssertionError as error:
            error.add_note(f"the row {row.name!r}")
            raise
    table.numbered_without_gaps(country)
    table.held_by_every_transaction()
    tongues.whole()


@pytest.fixture(scope="module", autouse=True)
def operator(house: House) -> None:
    add_operator(house)
