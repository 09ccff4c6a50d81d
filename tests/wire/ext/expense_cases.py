"""Expenses, each with the entry that making it permanent posts, to the agora."""

from __future__ import annotations

from decimal import Decimal

#: Account, contact, amount, VAT category and rate of each posting.
Posted = list[tuple[str, int, Decimal, str | None, Decimal | None]]

FULL, STD = Decimal(18), "standard"

#: What an expense says, and what it posts.
CASES: dict[str, tuple[dict[str, object], Posted]] = {
    "full": (
        {"SupplierId": "sup"},
        [("expense:3100", 0, Decimal(1000), STD, FULL), ("input-vat", 0, Decimal(180), STD, FULL),
         ("payable", 1, Decimal(-1180), None, None)],
    ),
    "two thirds": (
        {"TrxCodeNumber": 3200, "Total": None, "TotalNoVat": 100},
        [("expense:3200", 0, Decimal(100), STD, FULL), ("expense:3200", 0, Decimal(6), None, None),
         ("input-vat", 0, Decimal(12), STD, FULL), ("payable", 0, Decimal(-118), None, None)],
    ),
    "one third, an agora left over": (
        {"TrxCodeNumber": 3500, "Total": 100},
        [("expense:3500", 0, Decimal("84.75"), STD, FULL), ("expense:3500", 0, Decimal("10.17"), None, None),
         ("input-vat", 0, Decimal("5.08"), STD, FULL), ("payable", 0, Decimal(-100), None, None)],
    ),
    "equipment": (
        {"TrxCodeNumber": 3300, "Total": 11800, "TotalNoVat": 10000, "Vat": 1800, "VatRate": 18},
        [("expense:3300", 0, Decimal(10000), STD, FULL), ("input-vat-equipment", 0, Decimal(1800), STD, FULL),
         ("payable", 0, Decimal(-11800), None, None)],
    ),
    "none of it": (
        {"TrxCodeNumber": 3400, "Total": 118},
        [("expense:3400", 0, Decimal(100), STD, FULL), ("expense:3400", 0, Decimal(18), None, None),
         ("payable", 0, Decimal(-118), None, None)],
    ),
    "a third of a home": (
        {"WorkingFromHomePercentageAllowed": 33.33},
        [("expense:3100", 0, Decimal("333.30"), STD, FULL), ("input-vat", 0, Decimal("59.99"), STD, FULL),
         ("private-use", 0, Decimal("786.71"), None, None), ("payable", 0, Decimal(-1180), None, None)],
    ),
    "exempt": (
        {"TrxCodeNumber": 3600, "Total": 50},
        [("expense:3600", 0, Decimal(50), "exempt", Decimal(0)), ("payable", 0, Decimal(-50), None, None)],
    ),
    "from abroad, by the card's class": (
        {"TrxCodeNumber": 60, "SupplierId": "sup", "Total": 70, "VatRate": 0},
        [("expense:3040", 0, Decimal(70), "outside", Decimal(0)), ("payable", 1, Decimal(-70), None, None)],
    ),
    "a supplier's credit": (
        {"Total": -118},
        [("expense:3100", 0, Decimal(-100), STD, FULL), ("input-vat", 0, Decimal(-18), STD, FULL),
         ("payable", 0, Decimal(118), None, None)],
    ),
    "four agorot apart": (
        {"Total": 118.04, "TotalNoVat": 100, "Vat": 18},
        [("expense:3100", 0, Decimal(100), STD, FULL), ("input-vat", 0, Decimal(18), STD, FULL),
         ("rounding", 0, Decimal("0.04"), None, None), ("payable", 0, Decimal("-118.04"), None, None)],
    ),
    "seventeen per cent of an older day": (
        {"Date": "2024-12-31", "Total": 117},
        [("expense:3100", 0, Decimal(100), STD, Decimal(17)), ("input-vat", 0, Decimal(17), STD, Decimal(17)),
         ("payable", 0, Decimal(-117), None, None)],
    ),
}  # fmt: skip
