"""What a till sends, in the books' words (R-NET dossier section 8): each nested entity by the first key that it names.

Tax figures and what else the server makes are not even read. What is said in two ways is taken from the first that
says something: a discount from `Discount`, else from what the line says it came to.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from pinkas.actions.till_orders import TillLineOrder, TillOrder
from pinkas.books.money import ZERO, to_cents
from pinkas.books.references import RecordName, decisive
from pinkas.books.slip import Discount, SlipKind
from pinkas.books.slip_composing import MOST_CASH_ROUNDING
from pinkas.dialects.rnet import wire
from pinkas.dialects.rnet.answers import CallError, invalid
from pinkas.dialects.rnet.cards import has_card_number, without_card_numbers
from pinkas.dialects.rnet.remarks import kept_of
from pinkas.dialects.rnet.tenders import tender_orders

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pinkas.books.shop import Shop

#: The channel of the documents that come so.
CHANNEL: Final = "till"
KIND_OF_TYPE: Final = {0: SlipKind.SALE, 14: SlipKind.PAYMENT, 16: SlipKind.DELIVERY}
TYPE_OF_KIND: Final = {kind: number for number, kind in KIND_OF_TYPE.items()}

_NUMBER: Final = re.compile(r"(.*)-([1-9][0-9]{0,17})", re.ASCII | re.DOTALL)
_TEXTS: Final = {"TransactionERPCode": 200, "Note": 2000, "TransactionEMAIL": 200}
_LINE_TEXTS: Final = {
    "EntryDescription": 200,
    "Note": 1000,
    "SaleCode": 50,
    "ChangePriceReason": 200,
    "ExternalNum": 50,
}
_ITEM_TEXTS: Final = {"Name": 200}
_PRINTED: Final = frozenset({"RecieptTxt", "PrintingXml"})


@dataclass(frozen=True, slots=True)
class Translated:
    """An order, and the path of each of its payments in the body."""

    order: TillOrder
    tender_paths: list[str]


def to_order(sent: wire.Transaction, shop: Shop, *, contact: RecordName | None, own_names: bool) -> Translated:
    """The order for a body. `own_names`: the passed names of items are kept. CallError for what cannot be."""
    if sent.TransactionType not in KIND_OF_TYPE:
        raise _refused("TransactionType", "must be 0 (sale), 14 (payment) or 16 (delivery note)")
    _check_lengths(sent, _TEXTS, "")
    _check_said(sent)
    register = _register(sent.Register)
    tenders, paths = tender_orders(sent, shop)
    order = TillOrder(
        kind=KIND_OF_TYPE[sent.TransactionType],
        uuid=sent.TransactionID,
        exchange_id=sent.XID,
        erp_code=sent.TransactionERPCode or None,
        register=register,
        store=_store(sent.Store),
        seller=_seller(sent.Seller),
        sequence=_sequence(sent.TransactionNo, register, shop),
        local_time=sent.SaleTime,
        contact=contact,
        lines=tuple(_line(place, one, own_names=own_names) for place, one in enumerate(sent.ItemEntries)),
        tenders=tenders,
        discount=_discount("Discount", sent.Discount) or _entered(sent.DiscountEntries),
        total=sent.Total,
        rounding=sent.Rounding or None,
        note=sent.Note or None,
        email=sent.TransactionEMAIL or None,
        voids=sent.VoidTransactionID,
        remarks=_kept(sent),
        channel=CHANNEL,
    )
    return Translated(order, paths)


def _line(place: int, sent: wire.ItemEntry, *, own_names: bool) -> TillLineOrder:
    path = f"ItemEntries[{place}]"
    _check_lengths(sent, _LINE_TEXTS, f"{path}.")
    item = name = None
    if sent.Item is not None:
        if own_names and not sent.EntryDescription:
            _check_lengths(sent.Item, _ITEM_TEXTS, f"{path}.Item.")
            name = sent.Item.Name
        item = decisive(uuid=sent.Item.ItemID, barcode=sent.Item.BarcodeNumber, erp_code=sent.Item.ERPCode)
    if item is None and sent.ReturnTEntryID is None:
        raise _refused(f"{path}.Item", "is required")
    if sent.Qty is None:
        raise _refused(f"{path}.Qty", "is required")
    return TillLineOrder(
        uuid=sent.TransactionEntryID,
        product=item,
        name=(sent.EntryDescription or name or None) if own_names else None,
        note=sent.Note or None,
        quantity=sent.Qty,
        price=sent.Price,
        discount=_discount(f"{path}.Discount", sent.Discount) or _came_to(sent),
        sort=sent.Sort,
        unit_type=sent.UOMType,
        unit_quantity=sent.UOMQty,
        parent=sent.ParentTransactionEntry,
        returns=sent.ReturnTEntryID,
        remarks=kept_of(sent),
    )


# --- discounts -----------------------------------------------------------------------------------------------------


def _discount(path: str, sent: wire.Discount | None) -> Discount | None:
    """A discount as entered; zero is none. Both forms at once are refused."""
    if sent is None or not (sent.Perc or sent.Amount):
        return None
    if sent.Perc and sent.Amount:
        raise _refused(path, "must be a percentage or an amount, not both")
    return Discount(percent=sent.Perc or None, amount=sent.Amount or None, reason=sent.Reason or None)


def _came_to(sent: wire.ItemEntry) -> Discount | None:
    """What a line that is sent back as it was read says of its discount."""
    if sent.ReturnTEntryID is not None:
        return None
    if sent.DiscountOnEntryPerc:
        return Discount(percent=sent.DiscountOnEntryPerc)
    amount = abs(sent.DiscountOnEntryAmount or ZERO)
    return Discount(amount=amount) if amount else None


def _entered(entries: Sequence[wire.DiscountEntry]) -> Discount | None:
    """A discount on the whole that came as lines of its own: their sum, or the one percentage."""
    amount = sum((abs(one.Total or one.DiscountOnTotalAmount or ZERO) for one in entries), ZERO)
    reason = next((one.EntryDescription for one in entries if one.EntryDescription), None)
    if len(entries) == 1 and entries[0].DiscountOnTotalPerc:
        return Discount(percent=entries[0].DiscountOnTotalPerc, reason=reason)
    return Discount(amount=amount, reason=reason) if amount else None


# --- names of nested entities --------------------------------------------------------------------------------------


def _store(sent: wire.Store | None) -> RecordName | None:
    if sent is None:
        return None
    return decisive(uuid=sent.StoreID, key=sent.Code, erp_code=sent.ERPCode)


def _register(sent: wire.Register | None) -> RecordName | None:
    if sent is None:
        return None
    name = decisive(uuid=sent.RegisterID, number=sent.Code)
    if name is not None and name.by == "number" and name.value.isascii() and name.value.isdecimal():
        return RecordName("number", name.value.lstrip("0") or "0")
    return name


def _seller(sent: wire.User | None) -> RecordName | None:
    if sent is None:
        return None
    return decisive(uuid=sent.UserID, number=sent.UserNo, erp_code=sent.UserERPCode)


def _sequence(sent: str | None, register: RecordName | None, shop: Shop) -> int | None:
    """The till's own number of a transaction, written `21-1058`: split at the last dash (section 6.7)."""
    text = (sent or "").strip()
    if not text:
        return None
    found = _NUMBER.fullmatch(text)
    till = None
    if register is not None:
        till = next((one for one in shop.tills if str(getattr(one, register.by)) == register.value), None)
    if found is None or (till is not None and found[1] != str(till.number)):
        raise _refused("TransactionNo", "must be the register's code, a dash and a number from 1")
    return int(found[2])


# --- the rest ------------------------------------------------------------------------------------------------------


def _check_said(sent: wire.Transaction) -> None:
    """Refuse a rounding beyond what a till may round, and a whole number of a card in the note.

    A rounding also shows the fractions of an agora that the lines end in (section 7.5).
    """
    if sent.Rounding is not None and abs(to_cents(sent.Rounding)) > MOST_CASH_ROUNDING:
        raise _refused("Rounding", f"must be between -{MOST_CASH_ROUNDING} and {MOST_CASH_ROUNDING}")
    if sent.Note is not None and has_card_number(sent.Note):
        raise _refused("Note", "must not hold the number of a card")


def _kept(sent: wire.Transaction) -> tuple[tuple[str, str], ...]:
    """What is kept as it came; of a card that a receipt names only the end."""
    return tuple((name, without_card_numbers(text) if name in _PRINTED else text) for name, text in kept_of(sent))


def _check_lengths(sent: wire.Transaction | wire.ItemEntry | wire.Item, lengths: dict[str, int], path: str) -> None:
    for name, most in lengths.items():
        text: str | None = getattr(sent, name)
        if text is not None and len(text) > most:
            raise _refused(f"{path}{name}", f"must be a string with a maximum length of {most}")


def _refused(path: str, rule: str) -> CallError:
    return CallError(invalid({path: [f"The field {path.rpartition('.')[2]} {rule}."]}))
