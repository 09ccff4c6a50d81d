"""The auditor's sums: Caspit dossier section 10 in whole agorot and exact fractions, by hand and from nobody's code."""

from __future__ import annotations

import datetime as dt
from calendar import monthrange
from collections import Counter
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any

Body = dict[str, Any]

VAT_SINCE = (("2025-01-01", 18), ("2015-10-01", 17), ("2013-06-02", 18), ("2012-09-01", 17), ("2010-01-01", 16))
#: Where the till keeps each type of payment.
TILL = {1: "cash", 2: "cheque", 9: "transfer", 10: "transfer", 11: "voucher", 15: "transfer", 16: "app"}
TILL |= dict.fromkeys((3, 4, 5, 6, 7, 8), "card") | dict.fromkeys((12, 13, 14, 17), "other")


def exact(value: object, default: object = 0) -> Fraction:
    """A number as sent, whole."""
    return Fraction(str(default if value is None else value))


def kept(value: Fraction, places: int) -> Fraction:
    """Rounded to so many places, half away from zero."""
    size = Fraction(int((abs(value) * 10**places * 2 + 1) // 2), 10**places)
    return size if value >= 0 else -size


def cents(value: Fraction) -> int:
    """Whole agorot."""
    return int(kept(value, 2) * 100)


def money(agorot: int) -> Fraction:
    """Shekels."""
    return Fraction(agorot, 100)


def standard_rate(day: dt.date) -> Fraction:
    """Israel's VAT on a day, in percent."""
    return Fraction(next(vat for since, vat in VAT_SINCE if day.isoformat() >= since))


def due_date(day: dt.date, rule: int | None, days: int | None) -> dt.date:
    """When a document of that day is due: now, end of month, end of month and days, days; end of month + 30 unsaid."""
    if not rule:
        rule, days = 3, 30
    start = day.replace(day=monthrange(day.year, day.month)[1]) if rule in {2, 3} else day
    return start + dt.timedelta(days=days or 0) if rule in {3, 4} else start


@dataclass
class Sold:
    """What a sale comes to, in agorot; `wrong` names what cannot be."""

    taxable_lines: int = 0
    discount: int = 0
    rounding: int = 0
    taxable: int = 0
    exempt: int = 0
    vat: int = 0
    wrong: set[str] = field(default_factory=set)

    @property
    def total(self) -> int:
        return self.taxable + self.exempt + self.vat

    def show(self) -> Body:
        """The sums as a document shows them."""
        return {
            "TotalLinesChargeVAT": money(self.taxable_lines), "Rebate": money(self.discount),
            "RebateRounding": money(self.rounding), "TotalBeforeVATChargeVAT": money(self.taxable),
            "TotalNoChargeVat": money(self.exempt), "TotalBeforeVAT": money(self.taxable + self.exempt),
            "Vat": money(self.vat), "Total": money(self.total),
        }  # fmt: skip


def line_net(line: Body, price: Fraction) -> int:
    """A line's price times quantity times rate, less its discount."""
    gross = kept(price, 6) * exact(line.get("Qty"), 1) * exact(line.get("Rate"), 1)
    return cents(gross) - cents(exact(line.get("Rebate")))


def sold(body: Body, nets: list[int], taxed: list[bool], rate: Fraction) -> Sold:
    """The sums of a sale from its lines' nets, and which of them bear VAT."""
    done = Sold(taxable_lines=sum(net for net, vat in zip(nets, taxed, strict=True) if vat))
    done.exempt = sum(nets) - done.taxable_lines
    done.discount, percent = cents(exact(body.get("Rebate"))), exact(body.get("RebatePercent"))
    if not done.discount and percent:
        done.discount = cents(money(done.taxable_lines) * percent / 100)
    done.taxable = done.taxable_lines - done.discount
    if done.discount > max(done.taxable_lines, 0) or done.discount < 0:
        done.wrong.add("Rebate")
    if done.taxable < 0 or done.exempt < 0:
        done.wrong |= {"TotalBeforeVATChargeVAT", "TotalNoChargeVat", "Total"}
    done.vat = cents(money(done.taxable) * rate / 100)
    gross = done.total // 100 * 100 - done.exempt
    if body.get("RountTotal") and gross > 0:
        done.vat = cents(money(gross) * rate / (100 + rate))
        done.rounding = done.taxable - (gross - done.vat)
        done.taxable = gross - done.vat
    return done


@dataclass
class Received:
    """What was paid: what a document shows of it, the whole in agorot, and where it went."""

    shows: Body
    paid: int
    parts: list[int]
    accounts: Counter[str]
    wrong: set[str]


def received(body: Body) -> Received:
    """The sums of the payments."""
    tenders = body.get("ReceiptLines") or []
    rate, wrong = exact(body.get("ReceiptRate"), 1), set()
    parts = [cents(exact(one["Payment"]) * exact(one.get("Rate"), 1)) for one in tenders]
    drawer, said = sum(parts), cents(exact(body.get("Payment")))
    payment = said or (cents(money(drawer) / rate) if tenders else 0)
    withheld = cents(exact(body.get("TaxDeduction")))
    in_shekels = cents(money(payment) * rate) if said or not tenders else drawer
    withheld_shekels = cents(money(withheld) * rate)
    foreign = rate != 1 or any(exact(one.get("Rate"), 1) != 1 for one in tenders)
    if abs(in_shekels - drawer) > (5 if foreign else 0):
        wrong.add("Payment")
    accounts: Counter[str] = Counter()
    for one, part in zip(tenders, parts, strict=True):
        accounts[f"till:{TILL[one['PaymentTypeId']]}"] += part
    accounts["rounding"] += in_shekels - drawer
    accounts["tax-withheld-by-customers"] += withheld_shekels
    shows = {
        "Payment": money(payment), "TaxDeduction": money(withheld), "TotalPayment": money(payment + withheld),
        "ReceiptRate": rate, "ReceiptCurrencySymbol": body.get("ReceiptCurrencySymbol") or "₪",
        "PaymentNIS": money(in_shekels), "TaxDeductionNIS": money(withheld_shekels),
        "TotalPaymentNIS": money(in_shekels + withheld_shekels),
        "ReceiptLines": [
            {"Number": place, "PaymentTypeId": one["PaymentTypeId"], "Payment": exact(one["Payment"]),
             "Rate": exact(one.get("Rate"), 1), "CurrencySymbol": one.get("CurrencySymbol") or "₪"}
            for place, one in enumerate(tenders, start=1)
        ],
    }  # fmt: skip
    return Received(shows, in_shekels + withheld_shekels, parts, accounts, wrong)
