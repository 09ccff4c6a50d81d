"""Accounts: HESHIN.DAT in the full reference record or the short one, and the .prm that describes it (dossier §1.4)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from pinkas.exchange.hashavshevet.movein import prm
from pinkas.exchange.hashavshevet.settings import FileSettings
from pinkas.exchange.hashavshevet.text import CRLF, clean, exact, field, record, visual


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    """An account to open or to bring up to date in the other program."""

    key: str
    name: str
    sort: str
    phone: str | None = None
    mobile: str | None = None
    fax: str | None = None
    email: str | None = None
    address: str | None = None
    city: str | None = None
    postal_code: str | None = None
    country: str | None = None
    tax_number: str | None = None
    bank: int | None = None
    branch: str | None = None
    bank_account: str | None = None


#: Lines 2 to 69 of HESHIN.PRM: a field's name, and its width in the full reference record (0: not supplied).
_FULL: Final = (
    ("key", 15), ("name", 50), ("sort", 9), ("cut", 5), ("phone", 30), ("address", 30), ("quarter", 15), ("city", 20),
    ("postal code", 5), ("occupation", 15), ("transfer", 4), ("details", 50), ("extra date 1", 8), ("extra date 2", 8),
    ("extra amount 1", 11), ("extra amount 2", 11), ("extra amount 3", 11), ("extra amount 4", 11),
    ("credit limit", 11), ("credit currency", 5), ("obligo limit", 11), ("obligo currency", 5),
    ("general discount", 0), ("message", 50), ("parent account", 15), ("agent", 9), ("withholding", 4),
    ("withholding until", 8), ("VAT number", 9), ("bank", 2), ("branch", 5), ("bank account", 20),
    ("last sales", 11), ("sales currency", 5), ("last purchases", 11), ("purchases currency", 5), ("e-mail", 50),
    ("fax", 30), ("country", 30), ("payment split", 9), ("VAT exempt", 1), ("differences account", 15),
    ("settlement currency", 5), ("balance sheet code", 9), ("payment delay", 1), ("main account", 9),
    ("costing code", 8), ("file", 50), ("mobile", 30), ("web site", 250), ("income tax file", 20), ("line", 9),
    ("closing document", 9), ("export address", 250), ("card number", 50), ("card month", 2), ("card year", 2),
    ("holder id", 30), ("holder phone", 20), ("security code", 4), ("last four", 4), ("section code", 9),
    ("id 1", 11), ("id 2", 11), ("phone 1", 11), ("phone 2", 11), ("main account name", 50),
    ("balance sheet name", 50),
)  # fmt: skip

#: The shorter record that some programs take, its fields in the order they stand; the sort code is ours at the end.
_SHORT: Final = (
    ("key", 15), ("name", 50), ("phone", 30), ("address", 50), ("city", 20), ("postal code", 5), ("occupation", 15),
    ("VAT number", 9), ("e-mail", 50), ("fax", 30), ("country", 20), ("mobile", 30), ("bank", 2), ("branch", 5),
    ("bank account", 20), ("sort", 9),
)  # fmt: skip

FULL_LENGTH: Final = sum(width for _, width in _FULL)
SHORT_LENGTH: Final = sum(width for _, width in _SHORT)


def heshin_line(settings: FileSettings, account: Account) -> bytes:
    """One account as a record. Raises TooLongError for a key that does not fit."""
    columns, length = (_FULL, FULL_LENGTH) if settings.heshin_layout == "full" else (_SHORT, SHORT_LENGTH)
    values = _values(settings, account)
    exact(account.key, columns[0][1])
    return record([field(values.get(name, ""), width) for name, width in columns], length, settings.encoding)


def heshin_count(count: int) -> bytes:
    """The line in front of the accounts: how many there are."""
    return str(count).encode("ascii") + CRLF


def heshin_prm(settings: FileSettings) -> bytes:
    """HESHIN.PRM: the record's length, then where each of the 68 fields stands."""
    columns, length = (_FULL, FULL_LENGTH) if settings.heshin_layout == "full" else (_SHORT, SHORT_LENGTH)
    return prm(settings, length, _positions(columns))


def _positions(columns: Iterable[tuple[str, int]]) -> list[tuple[str, int, int]]:
    at, places = 1, {}
    for name, width in columns:
        if width:
            places[name] = (at, at + width - 1)
            at += width
    return [(name, *places.get(name, (0, 0))) for name, _ in _FULL]


def _values(settings: FileSettings, account: Account) -> dict[str, str]:
    def words(text: str | None, width: int) -> str:
        said = clean(text, settings.encoding)[:width]
        return visual(said) if settings.hebrew == "visual" else said

    digits = "".join(filter(str.isdigit, (account.tax_number or "").encode("ascii", "ignore").decode()))
    postal = "".join(filter(str.isdigit, (account.postal_code or "").encode("ascii", "ignore").decode()))
    return {
        "key": clean(account.key, settings.encoding),
        "name": words(account.name, 50),
        "sort": account.sort,
        "phone": words(account.phone, 30),
        "address": words(account.address, 30 if settings.heshin_layout == "full" else 50),
        "city": words(account.city, 20),
        "postal code": postal[:5],
        "VAT number": digits[-9:],
        "bank": "" if account.bank is None or account.bank > 99 else str(account.bank),
        "branch": words(account.branch, 5),
        "bank account": words(account.bank_account, 20),
        "e-mail": words(account.email, 50),
        "fax": words(account.fax, 30),
        "country": words(account.country, 30 if settings.heshin_layout == "full" else 20),
        "mobile": words(account.mobile, 30),
        "VAT exempt": "0",
    }
