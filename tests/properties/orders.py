"""What integrators send: strategies for bodies of every sort, and the table of mistakes they make.

Days and payments are relative (`day` from today, `whole` and `share` in percent); `resolved` makes them real.
"""

from __future__ import annotations

import copy
import datetime as dt
from collections.abc import Callable
from decimal import Decimal
from typing import Any

from hypothesis import strategies as st

from tests.properties.arithmetic import Body

CONTACTS = ("c-1", "c-2", "לקוח 3/א")
GOODS = ("g-1", "g-2", "מוצר 3/א")
BRANCHES = (1, 7, 0)
TEXTS = ("מדף אלון", "Table 90×180", 'ייעוץ "חד"', "<&> כיסא")


def _decimals(low: int, high: int, *places: int) -> st.SearchStrategy[Decimal]:
    """Between two whole numbers, with one of so many places."""
    return st.sampled_from(places).flatmap(
        lambda scale: st.integers(low * 10**scale, high * 10**scale).map(lambda digits: Decimal(digits).scaleb(-scale))
    )


#: Products that end in half an agora, or give VAT that does.
_TIES = st.sampled_from([Decimal(text) for text in ("0.005", "1.005", "2.675", "10.25", "0.75", "33.125", "1000.25")])
_PRICES = _decimals(10, 5000, 2, 0, 6, 4, 9) | _TIES | st.sampled_from([Decimal("49.90"), Decimal(0), Decimal("-1.50")])
_RATES = st.sampled_from([Decimal(1), Decimal("3.7"), Decimal("3.712345"), Decimal("0.25")])
_CURRENCIES = st.sampled_from(["₪", "$", "€", "£", "A$"])

_QUANTITIES = _decimals(1, 12, 0, 5) | st.just(Decimal("0.5"))
_SAID_LINES = st.fixed_dictionaries(
    {"ProductName": st.sampled_from(TEXTS), "UnitPrice": _PRICES},
    optional={
        "Qty": _QUANTITIES,
        "Rate": _RATES,
        "CurrencySymbol": _CURRENCIES,
        "Rebate": st.sampled_from([Decimal(text) for text in ("0", "0.01", "0.75", "3.30")]),
        "ChargeVAT": st.booleans(),
        "Details": st.sampled_from(["", "  ", "עם משלוח"]),
    },
)
#: Lines that leave the rest to the catalogue.
LISTED_LINES = st.fixed_dictionaries(
    {"ProductId": st.sampled_from([*GOODS[:2], *GOODS])},
    optional={
        "Qty": _QUANTITIES,
        "UnitPrice": _PRICES,
        "ProductName": st.sampled_from(TEXTS),
        "ChargeVAT": st.booleans(),
        "Details": st.just("עם משלוח"),
    },
)
LINES = st.lists(_SAID_LINES | LISTED_LINES, min_size=1, max_size=4)
_FRAME: dict[str, st.SearchStrategy[Any]] = {
    "day": st.integers(-60, 5) | st.integers(-4500, -300),
    "due": st.integers(0, 90),
    "DocumentNumberBranch": st.sampled_from(BRANCHES),
    "Comments": st.sampled_from(["", "תודה", "Thanks"]),
    "CustomerBusinessName": st.sampled_from(TEXTS),
}
SALES = st.fixed_dictionaries(
    {"DocumentLines": LINES},
    optional={
        **_FRAME,
        "Rebate": st.sampled_from([Decimal(text) for text in ("0", "0.05", "1.25", "7")]),
        "RebatePercent": _decimals(0, 40, 0, 4) | st.just(Decimal(100)),
        "RountTotal": st.booleans(),
        "VatRate": st.sampled_from([Decimal(18), Decimal(17), Decimal("16.5"), Decimal(0)]),
        "TrxCodeNumber": st.sampled_from([3, 4]),
    },
)
_TENDERS = st.lists(
    st.fixed_dictionaries(
        {"PaymentTypeId": st.just(2) | st.integers(1, 17), "share": st.sampled_from([100, 50, 33])},
        optional={
            "Rate": _RATES,
            "CurrencySymbol": _CURRENCIES,
            "AccountNumber": st.just("4580-0000-0000-1234"),
            "BankId": st.integers(4, 54),
            "CheckNumber": st.integers(1, 99999).map(str),
            "PaymentDate": st.just("2026-12-31"),
        },
    ),
    min_size=1,
    max_size=3,
)
EMPTY = st.sampled_from([{"DocumentLines": []}, {"DocumentLines": [], "RountTotal": True}])
#: `whole` percent of what is due gets paid; the tax withheld and each tender take their share of what is left of that.
PAYMENTS = st.fixed_dictionaries(
    {"ReceiptLines": _TENDERS, "whole": st.sampled_from([100, 100, 40, 130])},
    optional={
        "withheld": st.sampled_from([2, 30, 100]),
        "receipt_rate": st.sampled_from([Decimal("3.7"), Decimal("3.65"), Decimal("0.9")]),
        "paid": st.just(Decimal(0)),
    },
)
SOURCE_SUMS = st.none() | st.sampled_from([Decimal(text) for text in ("0.01", "5", "59.5", "300", "0")])

CARDS = st.fixed_dictionaries(
    {"BusinessName": st.sampled_from(TEXTS)},
    optional={
        "ContactType": st.integers(0, 2),
        "OpenBalance": _decimals(-500, 500, 2),
        "PaymentTerms": st.integers(0, 4),
        "PaymentTermsDays": st.integers(0, 120),
        "InvoiceComment": st.sampled_from(["", "נא לציין מספר הזמנה"]),
        "ChargeVAT": st.booleans(),
        "IsIsraeli": st.booleans(),
        "PriceListNum": st.integers(1, 4),
        "TrxCodeNumber": st.sampled_from([3040, 3100]),
    },
)
PRODUCTS = st.fixed_dictionaries(
    {"Name": st.sampled_from(TEXTS), "SalePrice1": _PRICES.filter(lambda price: 0 <= price == round(price, 6))},
    optional={
        "SalePrice2": st.just(Decimal("7.77")),
        "IsPriceIncludeVat": st.booleans(),
        "ChargeVat": st.booleans(),
        "Description": st.just("תיאור"),
        "QtyInStock": st.sampled_from([Decimal(text) for text in ("0", "10", "2.5")]),
    },
)
_SUMS = st.sampled_from([Decimal(text) for text in ("0.01", "12.50", "59.90", "1000")])
_OTHERS = st.sampled_from([("bank", None), ("expense:60", None), ("receivable", "c-1"), ("receivable", "c-3")])


def _two_sides(debit: tuple[str, str | None], credit: tuple[str, str | None], amount: Decimal) -> Body:
    (to, debtor), (of, creditor) = debit, credit
    lines = [
        {"Account": to, "ContactId": debtor, "Debit": amount},
        {"Account": of, "ContactId": creditor, "Credit": amount},
    ]
    return {"Lines": lines}


#: Vouchers by the route that posts them; a document and a day are drawn beside them.
VOUCHERS = st.one_of(
    st.tuples(st.just("entries"), st.builds(_two_sides, _OTHERS, _OTHERS, _SUMS)),
    st.tuples(
        st.just("opening-balances"),
        st.sampled_from([{"ContactId": "c-1"}, {"ContactId": "c-2"}, {"Account": "bank"}]).flatmap(
            lambda who: _SUMS.map(lambda amount: {"Lines": [{**who, "Amount": -amount}]})
        ),
    ),
    st.tuples(
        st.just("cash"),
        st.fixed_dictionaries({"Kind": st.sampled_from(["in", "in", "out", "shortage", "overage"]), "Amount": _SUMS}),
    ),
    st.tuples(
        st.just("stock"),
        st.fixed_dictionaries({
            "ProductId": st.sampled_from(GOODS), "Kind": st.sampled_from(["count", "in", "out"]),
            "Quantity": st.sampled_from([Decimal(text) for text in ("1", "2.5", "40")]),
        }),
    ),
    st.tuples(
        st.just("differences"),
        st.fixed_dictionaries({"Kind": st.sampled_from(["rounding", "exchange"])}, optional={"Amount": _SUMS}),
    ),
)  # fmt: skip
#: What is said of an expense's sums: total, net, VAT; agorot apart, a credit, nothing at all.
_BILLED = st.sampled_from([
    ("118.04", "100", "18"), ("118.06", "100", "18"), ("100", "100", None), ("100", "84.74", "15.25"),
    ("-118", None, None), ("0", None, None), (None, None, None), ("100", "118", "-18"), ("1180", None, None),
    ("11800", "10000", None),
]) | st.one_of(_decimals(1, 3000, 2).map(lambda sum_: (sum_, None, None)),
               _decimals(1, 3000, 2).map(lambda sum_: (None, sum_, None)))  # fmt: skip
#: Expenses: the day and the VAT period are relative, in days and in months.
EXPENSES = st.builds(
    lambda sums, more: {
        **{
            name: Decimal(said)
            for name, said in zip(("Total", "TotalNoVat", "Vat"), sums, strict=True)
            if said is not None
        },
        **more,
    },
    _BILLED,
    st.fixed_dictionaries(
        {"TrxCodeNumber": st.sampled_from([3100, 3100, 60, 3200, 3300, 3400, 3500])},
        optional={
            "day": st.integers(-60, 5) | st.integers(-900, -300),
            "VatRate": st.sampled_from([Decimal(18), Decimal(17), Decimal(0)]),
            "WorkingFromHomePercentageAllowed": st.sampled_from([Decimal("33.33"), Decimal(25), Decimal(0)]),
            "Flag": st.sampled_from([0, 3, 11]),
            "VatPeriod": st.sampled_from([-1, 0, 1, 1, 2]),
        },
    ),
)
#: Payments of an expense: so many percent of its total, and withheld; by which means.
PAID = st.lists(
    st.tuples(st.sampled_from([50, 30, 100]), st.sampled_from([0, 0, 20]), st.sampled_from([9, 9, 1, 4, 2, 17])),
    max_size=2,
)
#: Standing orders; days are relative.
STANDING = st.fixed_dictionaries(
    {
        "ContactId": st.sampled_from([*CONTACTS[:2], *CONTACTS]), "TrxTypeId": st.sampled_from([1, 1, 6, 7]),
        "Amount": st.sampled_from([Decimal(text) for text in ("1180", "100", "59.99", "0.01")]),
        "start": st.sampled_from([0, 0, 1, 27, -40]),
    },
    optional={
        "DayInMonth": st.sampled_from([31, 29, 1]), "Interval": st.sampled_from([1, 1, 3, 12]),
        "NumPayments": st.integers(1, 4), "end": st.sampled_from([0, 90]), "Status": st.booleans(),
        "Details": st.sampled_from(TEXTS), "TrxCodeNumber": st.sampled_from([3, 4]),
    },
)  # fmt: skip
#: How much of an earlier paper's quantities the next one goes on with.
SHARES = st.sampled_from([Decimal(1), Decimal(1), Decimal("0.5"), Decimal("1.5")])


def resolved(order: Body, today: dt.date, amount: Decimal) -> Body:
    """The body to send: days and shares made real, `amount` being all there is to pay."""
    body = copy.deepcopy(order)
    day = today + dt.timedelta(days=body.pop("day", 0))
    if "day" in order:
        body["Date"] = max(day, dt.date(2010, 1, 1)).isoformat()
    if "due" in body:
        body["DueDate"] = (day + dt.timedelta(days=body.pop("due"))).isoformat()
    left = max(amount, Decimal(0)) * body.pop("whole", 0) / 100
    receipt_rate = body.pop("receipt_rate", None)
    if receipt_rate is not None:
        body |= {"ReceiptRate": receipt_rate, "ReceiptCurrencySymbol": "$"}
    if "withheld" in body:
        body["TaxDeduction"], left = _share(left, body.pop("withheld"), receipt_rate)
    for tender in body.get("ReceiptLines", []):
        tender["Payment"], left = _share(left, tender.pop("share"), tender.get("Rate"))
    if "paid" in body:
        body["Payment"] = body.pop("paid")
    return body


def _share(amount: Decimal, percent: int, rate: Decimal | None) -> tuple[Decimal, Decimal]:
    """So many percent of an amount, in a currency of that rate; and what is left of the amount."""
    share = (amount * percent / 100 / (rate or 1)).quantize(Decimal("0.01"), rounding="ROUND_DOWN")
    return share, max(amount - share * (rate or 1), Decimal(0))


def _line(**wrong: Any) -> Callable[[Body], Body]:
    return lambda body: {**body, "DocumentLines": [{**body["DocumentLines"][0], **wrong}]}


def _tender(**wrong: Any) -> Callable[[Body], Body]:
    tender = {"PaymentTypeId": 1, "Payment": Decimal(1)}
    return lambda body: {
        **body,
        "TrxTypeId": 7,
        "DocumentLines": body["DocumentLines"],
        "ReceiptLines": [tender | wrong],
    }


def _said(**wrong: Any) -> Callable[[Body], Body]:
    return lambda body: {**body, **wrong}


#: What is done to a good invoice → a word that the refusal must hold.
MISTAKES: dict[str, tuple[Callable[[Body], Body], str]] = {
    "no type": (_said(TrxTypeId=None), "The TrxTypeId field is required."),
    "a type nobody knows": (_said(TrxTypeId=8), "Allowed values: 1, 2, 6, 7, 9, 13, 15, 16, 19"),
    "no class": (_said(TrxCodeNumber=None), "The TrxCodeNumber field is required."),
    "a receipt's class": (_said(TrxCodeNumber=2), "TrxCodeNumber 2 is not an Income TrxCode"),
    "an unknown class": (_said(TrxCodeNumber=777), "Allowed values: 3, 4"),
    "a customer nobody knows": (_said(CustomerId="nobody"), "doc.CustomerId"),
    "a branch of three digits": (_said(DocumentNumberBranch=100), "doc.DocumentNumberBranch"),
    "a branch below nought": (_said(DocumentNumberBranch=-1), "doc.DocumentNumberBranch"),
    "a day that is none": (_said(Date="2026-02-30"), "doc.Date"),
    "a price beyond measure": (_line(UnitPrice=Decimal(10) ** 14), "DocumentLines[0].UnitPrice"),
    "three places of discount": (_line(Rebate=Decimal("0.001")), "DocumentLines[0].Rebate"),
    "a rate below nought": (_line(Rate=Decimal(-1)), "DocumentLines[0].Rate"),
    "a currency of nowhere": (_line(CurrencySymbol="¤"), "Allowed values: $, £, ₪, €, A$"),
    "a price in words": (_line(UnitPrice="many"), "DocumentLines[0].UnitPrice"),
    "lines that are no list": (_said(DocumentLines=7), "doc.DocumentLines"),
    "a discount above everything": (_said(Rebate=Decimal("10.01")), "doc.Rebate"),
    "a discount below nought": (_said(Rebate=Decimal(-1)), "doc.Rebate"),
    "more than all in percent": (_said(RebatePercent=Decimal("100.5")), "doc.RebatePercent"),
    "VAT above everything": (_said(VatRate=Decimal(101)), "doc.VatRate"),
    "less than nothing sold": (_line(Qty=Decimal(-1)), "doc.Total"),
    "payments on an invoice": (_said(ReceiptLines=[{"PaymentTypeId": 1, "Payment": 1}]), "doc.ReceiptLines"),
    "tax withheld on an invoice": (_said(TaxDeduction=Decimal(1)), "doc.TaxDeduction"),
    "an invoice that pays": (_said(RelatedDocuments=[{"DocumentNumber": "98/1"}]), "doc.RelatedDocuments"),
    "a payment of no type": (_tender(PaymentTypeId=None), "The PaymentTypeId field is required."),
    "a payment of an unknown type": (_tender(PaymentTypeId=18), "ReceiptLines[0].PaymentTypeId"),
    "a payment below nought": (_tender(Payment=Decimal(-1)), "ReceiptLines[0].Payment"),
    "three places of payment": (_tender(Payment=Decimal("0.005")), "ReceiptLines[0].Payment"),
    "paid more than it costs": (_tender(Payment=Decimal(5000)), "doc.Payment"),
    "a sum that is not its parts": (lambda body: {**_tender()(body), "Payment": Decimal(2)}, "doc.Payment"),
    "a name too long": (_said(CustomerBusinessName="א" * 201), "maximum length of 200"),
    "a key too long": (_said(DocumentId="k" * 51), "The field DocumentId must be a string with a maximum length of 50"),
    "a control character": (_said(Comments="a\x00b"), "doc.Comments"),
}  # fmt: skip
