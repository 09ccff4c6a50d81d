"""What a shop's bookkeeper settles once about the files: keys, types, code page. Defaults are what is known to load.

Everything that no source settles is here and nowhere else (formats dossier §1).
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final, Literal

from pinkas.books.errors import InvalidValue
from pinkas.books.kinds import KINDS
from pinkas.books.voucher import VoucherKind

LONGEST_KEY: Final = 15
#: What a movement type may be set for: every kind of document and voucher, and what cancels one.
_KINDS: Final = (*KINDS, *(kind.value for kind in VoucherKind), "cancellation")
_ACCOUNT: Final = re.compile(r"(income:[0-9]{1,6}(:exempt)?|expense:[0-9]{1,6}|till:[a-z]{1,20}|[a-z-]{1,40})")
_CODE: Final = re.compile(r"[^\r\n\t]{0,5}")
_PATTERN: Final = re.compile(r"[A-Za-z0-9]{0,6}\{number(:0[1-9])?\}")

#: Keys of our accounts where the shop has not named its own; eight characters fit every layout.
DEFAULT_ACCOUNTS: Final[Mapping[str, str]] = {
    "receivable": "CUST", "payable": "SUPP", "output-vat": "VATOUT", "input-vat": "VATIN",
    "input-vat-equipment": "VATINEQ", "till:cash": "CASH", "till:cheque": "CHEQUES", "till:card": "CARDS",
    "till:transfer": "TRANSFER", "till:voucher": "VOUCHERS", "till:other": "OTHERPAY", "till:app": "APPPAY",
    "tax-withheld-by-customers": "WHT", "tax-withheld-payable": "WHTPAY", "rounding": "ROUNDING",
    "exchange-differences": "EXCHDIFF", "donations": "DONATION", "opening-balances": "OPENING", "bank": "BANK",
    "bank-charges": "BANKCOST", "cash-movements": "CASHMOVE", "till-differences": "TILLDIFF", "equity": "EQUITY",
    "private-use": "PRIVATE", "acquirer-fees": "CARDFEES", "company-cards": "OURCARDS",
}  # fmt: skip

#: Movement types by kind of document; each company defines its own, and a blank one calculates no VAT by itself.
DEFAULT_TYPES: Final[Mapping[str, str]] = {"tax_invoice": "לח", "credit_invoice": "לז", "invoice_receipt": "קשח"}


@dataclass(frozen=True, slots=True, kw_only=True)
class FileSettings:
    """The open points. `accounts` and `types` hold only what differs from the defaults.

    `customer_key` and `supplier_key` are patterns with `{number}`, or `{number:05}` for zeros in front.
    `prm_length` says whether line 1 of a .prm counts the two line-end characters, one or none.
    """

    encoding: Literal["windows-1255", "cp862"] = "windows-1255"
    hebrew: Literal["logical", "visual"] = "logical"
    opening_record: bool = True
    decimals: Literal["point", "implied"] = "point"
    currency: str = "ILS"
    flexible_currency: str = "1"
    currencies: dict[str, str] = field(default_factory=dict)
    types: dict[str, str] = field(default_factory=dict)
    accounts: dict[str, str] = field(default_factory=dict)
    customer_key: str = "C{number}"
    supplier_key: str = "S{number}"
    customer_sort: str = "100"
    supplier_sort: str = "200"
    account_sort: str = "300"
    heshin_layout: Literal["full", "short"] = "full"
    heshin_count: bool = True
    prm_length: Literal["both", "one", "none"] = "both"
    prm_separator: Literal["space", "tab"] = "space"

    def __post_init__(self) -> None:
        """Refuse what no file could hold."""
        for name in ("currency", "flexible_currency"):
            longest = 3 if name == "currency" else 5
            if not _CODE.fullmatch(getattr(self, name)) or len(getattr(self, name)) > longest:
                raise InvalidValue(name, f"must be at most {longest} characters")
        for name in ("customer_key", "supplier_key"):
            if not _PATTERN.fullmatch(getattr(self, name)):
                raise InvalidValue(name, "must be up to six letters and digits before {number} or {number:05}")
        if self.customer_key == self.supplier_key:
            raise InvalidValue("supplier_key", "must differ from the customers'")
        for name in ("customer_sort", "supplier_sort", "account_sort"):
            if not re.fullmatch(r"[0-9]{0,9}", getattr(self, name)):
                raise InvalidValue(name, "must be at most 9 digits")
        self._check_codes()

    def _check_codes(self) -> None:
        for kind, code in self.types.items():
            if kind not in _KINDS:
                raise InvalidValue("types", f"must name one of {', '.join(_KINDS)}")
            if not re.fullmatch(r"[^\r\n\t]{0,3}", code):
                raise InvalidValue("types", f"must be at most 3 characters each ({kind[:40]})")
        for account, key in self.accounts.items():
            if account not in DEFAULT_ACCOUNTS and not _ACCOUNT.fullmatch(account):
                raise InvalidValue(
                    "accounts", f"must name an account such as bank, income:3 or till:cash: {account[:40]!r}"
                )
            if not re.fullmatch(r"[^\r\n\t ]{1,15}", key):
                raise InvalidValue("accounts", f"must be 1 to {LONGEST_KEY} characters without spaces ({account[:40]})")
        for currency, code in self.currencies.items():
            if not _CODE.fullmatch(code):
                raise InvalidValue("currencies", f"must be at most 5 characters each ({currency[:40]})")

    def type_of(self, kind: str) -> str:
        """The movement type of a kind of document or voucher; blank where none is set."""
        return self.types.get(kind, DEFAULT_TYPES.get(kind, ""))

    def key_of(self, account: str, contact: int) -> str:
        """The key of an account, or of a contact's own."""
        if contact and account in {"receivable", "payable"}:
            pattern = self.customer_key if account == "receivable" else self.supplier_key
            return pattern.format(number=contact)
        if account in self.accounts:
            return self.accounts[account]
        if account in DEFAULT_ACCOUNTS:
            return DEFAULT_ACCOUNTS[account]
        sort, _, number = account.partition(":")
        if number.endswith(":exempt"):
            return f"X{number.removesuffix(':exempt')}"
        return f"{sort[:1].upper()}{number}" if number else re.sub("[^a-z0-9]", "", account)[:8].upper()

    def currency_of(self, currency: str, *, flexible: bool, book: str) -> str:
        """The code of a currency in the other program's table."""
        if currency == book:
            return self.flexible_currency if flexible else self.currency
        return self.currencies.get(currency, currency)
