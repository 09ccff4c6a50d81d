"""What holds of every transaction served (R-NET dossier section 7.1), recomputed from its own figures alone."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal
from typing import Any

TENDERS = ("CashTenders", "CHTenders", "CCTenders", "CustomTenders")
_STEP = Decimal("0.0001")


def round4(value: Decimal) -> Decimal:
    return value.quantize(_STEP, ROUND_HALF_UP)


def check(shown: dict[str, Any], *, gross: bool = True, paid: bool = False) -> None:
    """a, c, d, f, i and j; with `gross`, which a till wrote, b, g, h and k; with `paid`, e."""
    lines, total = shown["ItemEntries"], shown["Total"]
    payment = shown["TransactionType"] == 14
    for line in lines:
        assert line["BeforeTax"] + line["Tax"] == line["Total"], "a"
        off = line["DiscountOnEntryAmount"] + line["DiscountOnTotalAmount"]
        assert line["Total"] == line["BeforeDiscount"] - off, "h"
        if gross:
            rate = 1 + line["TaxRate"] / 100
            fresh = line["ReturnTEntryID"] is None
            assert not fresh or line["BeforeTax"] == round4(line["Total"] / rate), "b"
            assert abs(line["BeforeDiscount"] - round4(line["Qty"] * line["Price"])) <= (0 if fresh else _STEP), "g"
    if not payment and all(line["Status"] == 1 for line in lines):
        for header, member in (("TotalBeforeTax", "BeforeTax"), ("Tax", "Tax"), ("TotalBeforeDisc", "BeforeDiscount")):
            assert shown[header] == sum((line[member] for line in lines), Decimal(0)), f"c {header}"
    assert shown["TotalBeforeTax"] + shown["Tax"] + shown["Rounding"] == total, "d"
    assert shown["TaxableTotal"] + shown["TaxFreeTotal"] == shown["TotalBeforeTax"], "f"
    taxed = [line for line in lines if line["TaxRate"] > 0]
    assert shown["TaxableTotal"] == sum((line["BeforeTax"] for line in taxed), Decimal(0)), "f taxable"
    assert shown["TransactionNo"].rpartition("-")[0] == shown["Register"]["Code"], "i"
    assert shown["ZNo"] is None or shown["ZNo"].rpartition("-")[0] == shown["Store"]["Code"], "i ZNo"
    rates = {line["TaxRate"] for line in taxed}
    assert len(rates) != 1 or shown["TaxRate"] in rates, "j"
    if gross and len(rates) == 1 and len(taxed) == len(lines):
        off = abs(round4(shown["TotalBeforeTax"] * shown["TaxRate"] / 100) - shown["Tax"])
        assert off <= _STEP * len(lines), "k"
    if paid or payment:
        money = sum((tender["Amount"] for name in TENDERS for tender in shown[name]), Decimal(0))
        assert money == total, "e"
    for user in (shown["Modifier"], shown["Seller"]):
        assert user is None or user["Password"] is None
