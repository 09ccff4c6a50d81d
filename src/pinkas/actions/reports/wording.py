"""The words of reports in both languages: kinds of documents and vouchers, accounts, and headings used by several."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Final

from pinkas.actions.reports.registry import Asked, Words
from pinkas.books import chart
from pinkas.books.report import Column, Language, Sort

DATE: Final = Words("תאריך", "Date")
NUMBER: Final = Words("מספר", "Number")
DETAILS: Final = Words("פרטים", "Details")
TYPE: Final = Words("סוג", "Type")
CUSTOMER: Final = Words("לקוח", "Customer")
KEY: Final = Words("מפתח", "Key")
NAME: Final = Words("שם", "Name")
ACCOUNT: Final = Words("חשבון", "Account")
DEBIT: Final = Words("חובה", "Debit")
CREDIT: Final = Words("זכות", "Credit")
BALANCE: Final = Words("יתרה", "Balance")
TOTAL: Final = Words('סה"כ', "Total")
NET: Final = Words('לפני מע"מ', "Net")
VAT: Final = Words('מע"מ', "VAT")
GROSS: Final = Words('כולל מע"מ', "Gross")
OPENING: Final = Words("יתרת פתיחה", "Opening balance")
CLOSING: Final = Words("יתרת סגירה", "Closing balance")
QUANTITY: Final = Words("כמות", "Quantity")
NOBODY: Final = Words("לקוח מזדמן", "Walk-in customer")
BY_HAND: Final = Words("פקודות ללא מסמך", "Entries without a document")

DOCUMENTS: Final = {
    "tax_invoice": Words("חשבונית מס", "Tax invoice"),
    "invoice_receipt": Words("חשבונית מס/קבלה", "Invoice/receipt"),
    "receipt": Words("קבלה", "Receipt"),
    "proforma": Words("חשבונית עסקה", "Proforma invoice"),
    "credit_invoice": Words("חשבונית זיכוי", "Credit invoice"),
    "delivery_note": Words("תעודת משלוח", "Delivery note"),
    "refund": Words("תעודת החזר", "Refund"),
    "donation_receipt": Words("קבלה על תרומה", "Donation receipt"),
    "quote": Words("הצעת מחיר", "Quote"),
    "till_receipt": Words("קבלת קופה", "Till receipt"),
    "till_return": Words("החזרה בקופה", "Till return"),
    "debit_note": Words("הודעת חיוב", "Debit note"),
    "advance_invoice": Words("חשבונית מקדמה", "Advance invoice"),
    "goods_in": Words("כניסת סחורה", "Goods in"),
}
CANCELLATION: Final = Words("ביטול", "Cancellation")

VOUCHERS: Final = {
    "journal": Words("פקודת יומן", "Journal entry"),
    "opening_balance": Words("יתרת פתיחה", "Opening balance"),
    "cash": Words("תנועת מזומן", "Cash movement"),
    "bounced_cheque": Words("שיק חוזר", "Bounced cheque"),
    "difference": Words("הפרש", "Difference"),
    "stock": Words("מלאי", "Stock"),
    "reversal": Words("פקודה הפוכה", "Reversal"),
    "expense": Words("הוצאה", "Expense"),
    "expense_payment": Words("תשלום הוצאה", "Expense payment"),
    "deposit": Words("הפקדה", "Deposit"),
    "changeover": Words("מעבר מטבע", "Change of currency"),
}

TENDERS: Final = {
    "cash": Words("מזומן", "Cash"),
    "cheque": Words("שיקים", "Cheques"),
    "card": Words("כרטיסי אשראי", "Cards"),
    "transfer": Words("העברות", "Transfers"),
    "app": Words("אפליקציות תשלום", "Payment apps"),
    "voucher": Words("שוברים", "Vouchers"),
    "other": Words("אחר", "Other"),
}

VAT_CATEGORIES: Final = {
    "standard": Words("שיעור רגיל", "Standard"),
    "reduced": Words("שיעור מופחת", "Reduced"),
    "zero": Words("שיעור אפס", "Zero rate"),
    "exempt": Words("פטור", "Exempt"),
    "outside": Words('מחוץ לתחולת מע"מ', "Outside VAT"),
    "reverse_charge": Words("חיוב עצמי", "Reverse charge"),
}

_ACCOUNTS: Final = {
    chart.RECEIVABLE: Words("לקוחות", "Customers"),
    chart.OUTPUT_VAT: Words('מע"מ עסקאות', "Output VAT"),
    chart.WITHHELD: Words("ניכוי מס במקור מלקוחות", "Tax withheld by customers"),
    chart.ROUNDING: Words("הפרשי עיגול", "Rounding"),
    chart.EXCHANGE_DIFFERENCES: Words("הפרשי שער", "Exchange differences"),
    chart.DONATIONS: Words("תרומות", "Donations"),
    chart.OPENING_BALANCES: Words("יתרות פתיחה", "Opening balances"),
    chart.BANK: Words("בנק", "Bank"),
    chart.BANK_CHARGES: Words("עמלות בנק", "Bank charges"),
    chart.CASH_MOVEMENTS: Words("תנועות מזומן", "Cash movements"),
    chart.TILL_DIFFERENCES: Words("הפרשי קופה", "Till differences"),
    chart.PAYABLE: Words("ספקים", "Suppliers"),
    chart.INPUT_VAT: Words('מע"מ תשומות', "Input VAT"),
    chart.INPUT_VAT_EQUIPMENT: Words('מע"מ תשומות ציוד', "Input VAT on equipment"),
    chart.WITHHELD_PAYABLE: Words("ניכוי מס במקור לתשלום", "Tax withheld, payable"),
    chart.PRIVATE_USE: Words("שימוש פרטי", "Private use"),
    chart.ACQUIRER_FEES: Words("עמלות סליקה", "Acquirer fees"),
    "equity": Words("הון", "Equity"),
}
_MONTHS: Final = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_INCOME: Final = Words("הכנסות", "Income")
_EXPENSES: Final = Words("הוצאות", "Expenses")
_TILL: Final = Words("קופה", "Till")


def account_name(account: str, classes: Mapping[int, str], language: Language) -> str:
    """What a person calls an account; `classes` are the business's own words for its classes."""
    if account in _ACCOUNTS:
        return _ACCOUNTS[account].of(language)
    sort, _, part = account.partition(":")
    if sort == "till":
        kind = TENDERS.get(part)
        return f"{_TILL.of(language)} – {part if kind is None else kind.of(language)}"
    heads = {"income": _INCOME, "expense": _EXPENSES}
    if sort in heads and part.isdecimal():
        return f"{heads[sort].of(language)} – {classes.get(int(part), part)}"
    return account


def column(asked: Asked, name: str, title: Words, sort: Sort = Sort.TEXT) -> Column:
    """A column in the language asked for."""
    return Column(name, asked.says(title), sort)


def civil(day: dt.date, language: Language) -> str:
    """A day inside a sentence: 04/08/2026 in Hebrew, 4 Aug 2026 in English."""
    if language == "he":
        return f"{day:%d/%m/%Y}"
    return f"{day.day} {_MONTHS[day.month - 1]} {day.year}"


def of_days(asked: Asked) -> str:
    """The line that says of which days a report is."""
    start, end = (civil(asked.day(name), asked.language) for name in ("FromDate", "ToDate"))
    return asked.says(Words(f"מתאריך {start} עד {end}", f"From {start} to {end}"))


def as_of(asked: Asked) -> str:
    """The line that says as of which day a report is."""
    day = civil(asked.day("AsOf"), asked.language)
    return asked.says(Words(f"נכון ליום {day}", f"As of {day}"))
