"""The journal and the accounts as files for another bookkeeping program, streamed: no export is held in memory."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass
from typing import Final

from pinkas.actions.desk import Caller, Desk
from pinkas.actions.options import Option, get_option
from pinkas.books import chart
from pinkas.books.errors import InvalidValue
from pinkas.books.movement import Movement, movements, sale_and_payment
from pinkas.books.vat import VatCategory
from pinkas.exchange.hashavshevet import heshin, movein
from pinkas.exchange.hashavshevet.movein import DETAILED_KEY, LARGEST, Moved
from pinkas.exchange.hashavshevet.settings import LONGEST_KEY, FileSettings
from pinkas.storage import journal
from pinkas.storage.journal import AccountHolder, ClassNamed, Origin, Posted

JOURNAL_FILES: Final = Option("journal-files", FileSettings)

#: So many movements are made before the first is sent: up to here their number is known and told in front.
_COUNTED: Final = 999
_CHUNK_BYTES: Final = 64 * 1024
_TAXED: Final = (VatCategory.STANDARD.value, VatCategory.REDUCED.value)

#: What a movement says where its document or voucher says nothing.
_WORDS: Final = {
    "tax_invoice": "חשבונית מס", "invoice_receipt": "חשבונית קבלה", "receipt": "קבלה", "credit_invoice": "זיכוי",
    "refund": "החזר", "donation_receipt": "קבלה לתרומה", "journal": "פקודת יומן", "opening_balance": "יתרת פתיחה",
    "cash": "תנועת קופה", "bounced_cheque": "שיק חוזר", "difference": "הפרש", "stock": "ספירת מלאי",
    "till_receipt": "קבלת קופה", "till_return": "החזרה בקופה", "debit_note": "הודעת חיוב",
    "advance_invoice": "חשבונית מקדמה", "changeover": "מעבר מטבע", "reversal": "ביטול", "expense": "הוצאה",
    "expense_payment": "תשלום לספק", "deposit": "הפקדה",
}  # fmt: skip
#: Names of the accounts that are no contact's, for whoever opens them elsewhere.
_ACCOUNT_NAMES: Final = {
    chart.RECEIVABLE: "לקוחות מזדמנים", chart.PAYABLE: "ספקים מזדמנים", chart.OUTPUT_VAT: 'מע"מ עסקאות',
    chart.INPUT_VAT: 'מע"מ תשומות', chart.INPUT_VAT_EQUIPMENT: 'מע"מ תשומות ציוד', chart.WITHHELD: "ניכוי מס מלקוחות",
    chart.WITHHELD_PAYABLE: "ניכוי מס מספקים", chart.ROUNDING: "הפרשי עיגול",
    chart.EXCHANGE_DIFFERENCES: "הפרשי שער", chart.DONATIONS: "תרומות", chart.OPENING_BALANCES: "יתרות פתיחה",
    chart.BANK: "בנק", chart.BANK_CHARGES: "עמלות בנק", chart.CASH_MOVEMENTS: "תנועות קופה",
    chart.TILL_DIFFERENCES: "הפרשי קופה", chart.PRIVATE_USE: "שימוש פרטי", chart.ACQUIRER_FEES: "עמלות סליקה",
    chart.COMPANY_CARDS: "כרטיסי אשראי של העסק",
    "equity": "הון", "till:cash": "קופת מזומן", "till:cheque": "קופת שיקים", "till:card": "כרטיסי אשראי",
    "till:transfer": "העברות", "till:voucher": "שוברים", "till:other": "אמצעים אחרים", "till:app": "אפליקציות תשלום",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class File:
    """A file to be: its name, and its bytes as they come."""

    name: str
    chunks: AsyncIterator[bytes]


async def movein_file(desk: Desk, caller: Caller, start: dt.date, end: dt.date, *, flexible: bool = False) -> File:
    """The entries posted from `start` to `end`, both inclusive, as MOVEIN.DAT or, `flexible`, as Movein.doc.

    What would not fit is found before the first byte: raises InvalidValue naming a setting. A sum larger than a field
    holds goes as several movements.
    """
    settings = await get_option(desk, caller.business, JOURNAL_FILES)
    await _check_keys(desk, caller, settings, LONGEST_KEY if flexible else DETAILED_KEY)
    line = (movein.flexible_line if flexible else movein.detailed_line)(settings, caller.currency)
    moved = _moved(desk, caller, start, end)
    opening = settings.opening_record and not flexible
    return File("Movein.doc" if flexible else "MOVEIN.DAT", _written(moved, line, settings if opening else None))


async def movein_prm_file(desk: Desk, caller: Caller) -> File:
    """MOVEIN.PRM, which tells where the fields of Movein.doc stand."""
    settings = await get_option(desk, caller.business, JOURNAL_FILES)
    return File("Movein.prm", _once(movein.movein_prm(settings)))


async def heshin_file(desk: Desk, caller: Caller) -> File:
    """HESHIN.DAT: an account for each customer and supplier, and for every other account posted to."""
    settings = await get_option(desk, caller.business, JOURNAL_FILES)
    await _check_keys(desk, caller, settings, LONGEST_KEY)
    return File("HESHIN.DAT", _accounts(desk, caller, settings))


async def heshin_prm_file(desk: Desk, caller: Caller) -> File:
    """HESHIN.PRM, which tells where the fields of HESHIN.DAT stand."""
    settings = await get_option(desk, caller.business, JOURNAL_FILES)
    return File("HESHIN.PRM", _once(heshin.heshin_prm(settings)))


# --- movements ------------------------------------------------------------------------------------------------------


async def _moved(desk: Desk, caller: Caller, start: dt.date, end: dt.date) -> AsyncIterator[Moved]:
    classes = await journal.classes(desk.store, caller.business)
    free = frozenset(chart.income(one.number) for one in classes if one.vat not in _TAXED)
    last = await journal.last_entry(desk.store, caller.business)
    async for posted in journal.entries(desk.store, caller.business, start, end, last):
        for moved in _movements_of(posted, free):
            yield moved


def _movements_of(posted: Posted, free: frozenset[str]) -> list[Moved]:
    entry, origin = posted.entry, posted.origin
    if origin is None:
        return [
            Moved(
                movement=movement, kind="journal", number=str(posted.serial), date=entry.document_date,
                value_date=entry.document_date, details=_WORDS["journal"],
            )
            for movement in movements(entry, largest=LARGEST, free=free)
        ]  # fmt: skip
    if origin.kind == "invoice_receipt":
        made = sale_and_payment(entry, origin.contact or chart.WALK_IN, largest=LARGEST, free=free)
    else:
        made = movements(entry, largest=LARGEST, free=free)
    # Theirs is the number that a supplier's invoice is looked for by; ours comes second.
    number, other = str(origin.number), ""
    if origin.kind.startswith("expense") and origin.reference:
        number, other = origin.reference, number
    return [
        Moved(
            movement=movement,
            kind=_type_key(origin, movement),
            number=number,
            other_number=other,
            date=entry.document_date,
            value_date=_value_date(origin, movement) or entry.document_date,
            details=_details(origin),
            tax_number=origin.tax_number or "",
            allocation_number=origin.allocation_number or "",
        )
        for movement in made
    ]


def _type_key(origin: Origin, movement: Movement) -> str:
    """What the movement's type is set by: a type makes the other program reckon VAT; what bears none must not."""
    if origin.cancels:
        return "cancellation"
    if origin.kind == "invoice_receipt" and not _sells(movement):
        return "receipt"
    return origin.kind


def _value_date(origin: Origin, movement: Movement) -> dt.date | None:
    """When it falls due, of a sale on account."""
    return origin.due_date if _sells(movement) and not origin.cancels else None


def _sells(movement: Movement) -> bool:
    return any(side.account.startswith("income:") for side in movement.credits)


def _details(origin: Origin) -> str:
    words = origin.name or origin.details or _WORDS.get(origin.kind, "")
    taken_back = origin.cancels and not words.startswith(_WORDS["reversal"])
    return f"{_WORDS['reversal']} {words}" if taken_back else words


async def _written(
    moved: AsyncIterator[Moved], line: movein.Line, opening: FileSettings | None
) -> AsyncIterator[bytes]:
    """The records, after the opening one when there is to be one."""
    held: list[bytes] = []
    begun = opening is None
    async for one in moved:
        held.append(line(one))
        if opening is not None and not begun and len(held) > _COUNTED:
            yield movein.opening_record(opening, 0)
            begun = True
        if begun and sum(map(len, held[:1])) * len(held) >= _CHUNK_BYTES:
            yield b"".join(held)
            held.clear()
    if opening is not None and not begun:
        yield movein.opening_record(opening, len(held))
    yield b"".join(held)


# --- accounts -------------------------------------------------------------------------------------------------------


async def _accounts(desk: Desk, caller: Caller, settings: FileSettings) -> AsyncIterator[bytes]:
    classes = {one.number: one for one in await journal.classes(desk.store, caller.business)}
    lines = [
        heshin.heshin_line(
            settings,
            heshin.Account(
                key=settings.key_of(account, chart.WALK_IN), name=_name_of(account, classes), sort=settings.account_sort
            ),
        )
        for account in await _accounts_told(desk, caller, classes)
    ]
    async for holder in journal.holders(desk.store, caller.business):
        lines.extend(heshin.heshin_line(settings, account) for account in _held_by(holder, settings))
    if settings.heshin_count:
        yield heshin.heshin_count(len(lines))
    yield b"".join(lines)


async def _accounts_told(desk: Desk, caller: Caller, classes: Mapping[int, ClassNamed]) -> list[str]:
    """Every account posted to, and beside income that bears VAT the account of what bore none."""
    told = []
    for account in await journal.accounts(desk.store, caller.business):
        told.append(account)
        sort, _, number = account.partition(":")
        if sort == "income" and (one := classes.get(int(number))) is not None and one.vat in _TAXED:
            told.append(f"{account}:exempt")
    return told


def _name_of(account: str, classes: Mapping[int, ClassNamed]) -> str:
    """What an account is called: by its role, or by its class."""
    sort, _, rest = account.partition(":")
    number, _, exempt = rest.partition(":")
    if sort in {"income", "expense"} and (one := classes.get(int(number))) is not None:
        return f'{one.name} ללא מע"מ' if exempt else one.name
    return _ACCOUNT_NAMES.get(account, account)


def _held_by(holder: AccountHolder, settings: FileSettings) -> list[heshin.Account]:
    """The accounts of a contact: as a customer, as a supplier, or both."""
    sides = []
    if holder.receivable or holder.type in {"customer", "both"}:
        sides.append((chart.RECEIVABLE, settings.customer_sort))
    if holder.payable or holder.type in {"supplier", "both"}:
        sides.append((chart.PAYABLE, settings.supplier_sort))
    return [
        heshin.Account(
            key=settings.key_of(account, holder.serial),
            name=holder.name,
            sort=sort,
            phone=holder.phone,
            mobile=holder.mobile,
            fax=holder.fax,
            email=holder.email,
            address=holder.address1,
            city=holder.city,
            postal_code=holder.postal_code,
            country=holder.country,
            tax_number=holder.tax_number,
            bank=holder.bank,
            branch=holder.bank_branch,
            bank_account=holder.bank_account,
        )
        for account, sort in sides
    ]


async def _check_keys(desk: Desk, caller: Caller, settings: FileSettings, longest: int) -> None:
    """Every account has a key of its own that fits. Raises InvalidValue."""
    taken: dict[str, str] = {}
    classes = {one.number: one for one in await journal.classes(desk.store, caller.business)}
    for account in await _accounts_told(desk, caller, classes):
        key = settings.key_of(account, chart.WALK_IN)
        if len(key) > longest:
            raise InvalidValue("accounts", f"gives {account} the key {key!r}, which is longer than {longest}")
        for name in ("customer_key", "supplier_key"):
            if re.fullmatch(getattr(settings, name).partition("{")[0] + "[0-9]+", key):
                raise InvalidValue("accounts", f"gives {account} the key {key!r}, which a contact may have")
        if taken.setdefault(key, account) != account:
            raise InvalidValue("accounts", f"gives {account} and {taken[key]} the same key {key!r}")
    last = await journal.last_contact(desk.store, caller.business)
    for name, account in (("customer_key", chart.RECEIVABLE), ("supplier_key", chart.PAYABLE)):
        key = settings.key_of(account, last)
        if len(key) > longest:
            raise InvalidValue(name, f"gives a contact the key {key!r}, which is longer than {longest}")


async def _once(content: bytes) -> AsyncIterator[bytes]:
    yield content
