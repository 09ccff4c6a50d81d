"""Payments between the books and this wire, both ways: four arrays, one to a sort of means (R-NET dossier §5.5-5.8)."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Final
from uuid import UUID

from pinkas.actions.desk import new_uuid
from pinkas.actions.till_orders import TillTenderOrder
from pinkas.actions.till_places import find_means
from pinkas.books.errors import InvalidValue
from pinkas.books.pay_types import BUILT_IN_MEANS, Means
from pinkas.books.references import decisive
from pinkas.books.slip import SlipTender
from pinkas.books.tenders import TENDER_TYPES
from pinkas.dialects.rnet import wire
from pinkas.dialects.rnet.answers import CallError, invalid
from pinkas.dialects.rnet.cards import has_card_number
from pinkas.dialects.rnet.failures import member
from pinkas.dialects.rnet.shop_views import status, tender_of

if TYPE_CHECKING:
    from pinkas.books.shop import Shop

Sent = wire.CashTender | wire.CheckTender | wire.CardTender | wire.CustomTender

#: The array of each sort of means, and the means meant where none is named.
ARRAYS: Final = ("CashTenders", "CHTenders", "CCTenders", "CustomTenders")
_USUAL: Final = {"CashTenders": 1, "CHTenders": 2, "CCTenders": 3}
_ARRAY_OF_KIND: Final = {"cash": "CashTenders", "cheque": "CHTenders", "card": "CCTenders"}
_BUILT_IN: Final = {means.type: means for means in BUILT_IN_MEANS}
_BY_NUMBER: Final = {means.number: means for means in BUILT_IN_MEANS}
_CARD: Final = _BY_NUMBER[_USUAL["CCTenders"]]
_OTHER: Final = _BUILT_IN["other"]
_LONGEST_TEXT: Final = 50
_CARD_DIGITS: Final = 4
_EXPIRY: Final = re.compile(r"(0[1-9]|1[0-2])/?(\d{2})", re.ASCII)


def array_of(tender_type: str) -> str:
    """The array where payments of a type stand; "withheld" and whatever has no array of its own are custom."""
    known = TENDER_TYPES.get(tender_type)
    return "CustomTenders" if known is None else _ARRAY_OF_KIND.get(known.kind, "CustomTenders")


# --- what a till sends ---------------------------------------------------------------------------------------------


def tender_orders(sent: wire.Transaction, shop: Shop) -> tuple[tuple[TillTenderOrder, ...], list[str]]:
    """The payments of a transaction, and the path of each in the body. CallError for what cannot be."""
    orders, paths = [], []
    for array, place, one in _every(sent):
        path = f"{array}[{place}]"
        orders.append(TillTenderOrder(tender=_read(array, one, path, shop)))
        paths.append(path)
    return tuple(orders), paths


def _every(sent: wire.Transaction) -> Iterator[tuple[str, int, Sent]]:
    for array in ARRAYS:
        tenders: Sequence[Sent] = getattr(sent, array)
        for place, one in enumerate(tenders):
            yield array, place, one


def _read(array: str, sent: Sent, path: str, shop: Shop) -> SlipTender:
    means = _means(array, sent.Tender, path, shop)
    if sent.Amount is None:
        raise _wrong(f"{path}.Amount", "is required")
    _check_cards(sent, path)
    said: dict[str, Any] = {}
    if isinstance(sent, wire.CheckTender):
        said = {
            "number": sent.No, "bank": sent.CHBankNo, "branch": sent.CHBranchNo, "account": sent.CHAccountNo,
            "due_date": sent.CHDueDate, "series": sent.PayNumber, "holder_id": sent.TZ,
            "place": 1 if sent.CHCurrPayNum is None else sent.CHCurrPayNum,
        }  # fmt: skip
    elif isinstance(sent, wire.CardTender):
        said = {
            "number": _last_four(sent.No, f"{path}.No"), "card_brand": sent.CCType, "holder_id": sent.TZ,
            "card_expiry": _expiry(sent.CCExpDate, f"{path}.CCExpDate"), "authorisation": sent.CCAuthNo,
            "payments": sent.CCPayments or 1, "first_payment": sent.CCFirstPayment,
            "next_payments": sent.CCNextPayments, "series": sent.PayNumber,
            "place": 1 if sent.CCCurrPayNum is None else sent.CCCurrPayNum,
        }  # fmt: skip
    elif isinstance(sent, wire.CustomTender):
        said = {"number": sent.No}
    said = {field: value for field, value in said.items() if value not in {None, ""}}
    for field, value in said.items():
        if isinstance(value, str) and len(value) > _LONGEST_TEXT:
            name = member(f"tenders.{field}").rpartition(".")[2]
            raise _wrong(f"{path}.{name}", f"must be a string with a maximum length of {_LONGEST_TEXT}")
    try:
        return SlipTender(
            uuid=sent.TenderEntryID or new_uuid(),
            type=means.type,
            means=means.number,
            amount=sent.Amount,
            at=sent.Date,
            **said,
        )
    except InvalidValue as error:
        raise _wrong(f"{path}.{member(error.field).rpartition('.')[2]}", error.reason) from None


def _means(array: str, sent: wire.Tender | None, path: str, shop: Shop) -> Means:
    """The means of payment meant: as named, else the usual one of the array."""
    named = sent or wire.Tender()
    name = decisive(number=named.TenderID, erp_code=named.ERPCode, name=named.TenderName or named.TenderNameHe)
    if name is None:
        if array not in _USUAL:
            raise _wrong(f"{path}.Tender", "is required")
        return _BY_NUMBER[_USUAL[array]]
    means = find_means(shop, name)
    if means is None:
        raise CallError(invalid({f"{path}.Tender": ["Tender not found."]}))
    if array != "CustomTenders" and array_of(means.type) != array:
        raise _wrong(f"{path}.Tender", f"must be a means of payment of {array}")
    return means


def _last_four(sent: str | None, path: str) -> str | None:
    """The end of a card's number. More of it is refused, and not repeated."""
    digits = re.sub(r"[^0-9]", "", sent or "")
    if len(digits) > _CARD_DIGITS:
        raise _wrong(path, "must hold the last four digits of the card and no more")
    return digits or None


def _check_cards(sent: Sent, path: str) -> None:
    """Refuse a whole number of a card in any text of a payment by card or by other means; it is not repeated."""
    if not isinstance(sent, wire.CardTender | wire.CustomTender):
        return
    for name in sent.__struct_fields__:
        value = getattr(sent, name)
        if isinstance(value, str) and has_card_number(value):
            raise _wrong(f"{path}.{name}", "must not hold the number of a card")


def _expiry(sent: str | None, path: str) -> str | None:
    if not sent:
        return None
    if (found := _EXPIRY.fullmatch(sent.strip())) is None:
        raise _wrong(path, "must be month and year as MMyy")
    return found[1] + found[2]


def _wrong(path: str, rule: str) -> CallError:
    return CallError(invalid({path: [f"The field {path.rpartition('.')[2]} {rule}."]}))


# --- what is shown -------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class ShownTender:
    """A payment to be shown, and whether the document that took it stands."""

    tender: SlipTender
    stands: bool


def shown_arrays(
    shown: Sequence[ShownTender], happened_at: dt.datetime, day: dt.date, shop: Shop
) -> dict[str, tuple[Any, ...]]:
    """The four arrays of a transaction's payments; a cheque without a date is due on its `day`."""
    arrays: dict[str, list[object]] = {array: [] for array in ARRAYS}
    for one in shown:
        array = array_of(one.tender.type)
        said = {
            "TenderEntryID": one.tender.uuid,
            "Tender": tender_of(means_of(one.tender, shop)),
            "Amount": one.tender.amount,
            "Date": one.tender.at or happened_at,
            "Status": status(active=one.stands),
        }
        if array == "CHTenders":
            said["CHDueDate"] = one.tender.due_date or day
        arrays[array].append(_SHAPES[array](one.tender, said))
    return {array: tuple(tenders) for array, tenders in arrays.items()}


def means_of(tender: SlipTender, shop: Shop) -> Means:
    """The means of payment that was said; else the one every business has for such payments."""
    if tender.means is not None:
        own = next((one.means for one in shop.own_means if one.number == tender.means), None)
        found = own or _BY_NUMBER.get(tender.means)
        if found is not None:
            return found
    known = TENDER_TYPES.get(tender.type)
    return _CARD if known is not None and known.kind == "card" else _BUILT_IN.get(tender.type, _OTHER)


def _check(one: SlipTender, said: Mapping[str, Any]) -> wire.CheckTender:
    return wire.CheckTender(
        **said,
        No=one.number,
        CHBankNo=one.bank,
        CHAccountNo=one.account,
        CHBranchNo=one.branch,
        CHCurrPayNum=one.place,
        PayNumber=one.series,
        TZ=one.holder_id,
    )


def _card(one: SlipTender, said: Mapping[str, Any]) -> wire.CardTender:
    return wire.CardTender(
        **said,
        No=one.number,
        CCType=one.card_brand,
        CCExpDate=one.card_expiry,
        CCAuthNo=one.authorisation,
        CCPayments=one.payments,
        CCFirstPayment=one.first_payment,
        CCNextPayments=one.next_payments,
        CCCurrPayNum=one.place,
        PayNumber=one.series,
        TZ=one.holder_id,
    )


_SHAPES: Final[dict[str, Callable[[SlipTender, Mapping[str, Any]], object]]] = {
    "CashTenders": lambda _, said: wire.CashTender(**said),
    "CHTenders": _check,
    "CCTenders": _card,
    "CustomTenders": lambda one, said: wire.CustomTender(**said, No=one.number),
}


def withheld_tender(uuid: UUID, amount: Decimal) -> SlipTender:
    """Tax that a customer withheld, as the custom means it is here."""
    means = _BUILT_IN["withheld"]
    return SlipTender(uuid=uuid, type=means.type, means=means.number, amount=amount)
