"""What recording a till's transaction is decided on, read in one round-trip."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Final
from uuid import UUID

import msgspec

from pinkas.books.document import Document, Party, State, Tender, VatTotal
from pinkas.books.references import RecordName
from pinkas.books.shop import Shop
from pinkas.books.slip import SlipLine
from pinkas.storage.catalogue import FoundProduct, named_by
from pinkas.storage.decisions import ReplayFacts, SettingsFacts, filled_text
from pinkas.storage.pool import Store
from pinkas.storage.queries import queries

_SQL: Final = queries("tills")
_SHOPS: Final = queries("shops")


def _facts_sql(returned: str) -> str:
    shop = _SHOPS["shop"].replace("{parts}", _SHOPS["parts"]).replace("$2", "$14").replace("$3", "$15")
    text = _SQL["facts"].replace("{shop}", shop).replace("{returned}", _SQL[returned])
    for fragment in ("product_named", "contact_named", "contact", "sold_with"):
        text = text.replace(f"{{{fragment}}}", _SQL[fragment])
    return filled_text(text)


_FACTS: Final = _facts_sql("nothing_returned")
_FACTS_OF_RETURN: Final = _facts_sql("returned")


class TillContact(msgspec.Struct, frozen=True):
    """The contact a transaction names, with what its documents say of them."""

    serial: int
    key: str
    version: int
    terms_rule: str | None
    terms_days: int
    invoice_comment: str | None
    charge_vat: bool | None
    is_domestic: bool
    price_list: int | None
    party: Party
    forbid_sales: bool


class NamedProduct(FoundProduct, frozen=True, kw_only=True):
    """A product under the place of the name it was found by, from 1."""

    place: int


class TillLine(msgspec.Struct, frozen=True):
    """A line of a document as its till wrote it."""

    uuid: UUID
    line: int
    slip_line: SlipLine


class LineTaken(msgspec.Struct, frozen=True):
    """How much of a document's line came back."""

    line: int
    quantity: Decimal


class SoldDocument(msgspec.Struct, frozen=True):
    """A document whose goods may come back."""

    serial: int
    key: str
    uuid: UUID
    kind: str
    state: State
    version: int
    contact: int | None
    date: dt.date
    open_amount: Decimal | None
    total: Decimal | None
    credited: Decimal
    superseded: bool
    vat_rate: Decimal
    document: Document
    transaction_uuid: UUID
    slip_lines: tuple[TillLine, ...]
    taken: tuple[LineTaken, ...]
    credited_parts: tuple[VatTotal, ...]


class MoneyOf(msgspec.Struct, frozen=True):
    """What was paid with a document."""

    kind: str
    tenders: tuple[Tender, ...]
    withheld: Decimal


class TillFacts(msgspec.Struct, frozen=True):
    """What recording a transaction needs. `shop` is None where the one that is known still stands.

    `same_...` are the serials of transactions that bear the uuid, the names or the number already, and the uuids of
    lines that others have.
    """

    once: ReplayFacts | None
    settings: SettingsFacts
    same_uuid: int | None
    same_exchange: int | None
    same_code: int | None
    same_number: int | None
    same_lines: tuple[UUID, ...]
    shop: Shop | None
    products: tuple[NamedProduct, ...]
    contact: TillContact | None
    payer: TillContact | None
    sold_to: TillContact | None
    sale_class: int | None
    receipt_class: int | None
    asks_allocation: bool
    sold_with: tuple[SoldDocument, ...]
    voided_money: tuple[MoneyOf, ...] | None

    @property
    def customer(self) -> TillContact | None:
        """Who it goes to: who pays for the one named; of what names nobody and comes back, whose the sale was."""
        return self.payer or self.contact or self.sold_to


_DECODE: Final = msgspec.json.Decoder(TillFacts)


@dataclass(frozen=True, slots=True, kw_only=True)
class TillQuestion:
    """Everything a transaction names that must be read for."""

    uuid: UUID
    exchange_id: str | None = None
    erp_code: str | None = None
    register: int | None = None
    sequence: int | None = None
    store: int | None = None
    products: Sequence[RecordName] = ()
    contact: RecordName | None = None
    lines: Sequence[UUID] = ()
    returns: Sequence[UUID] = ()
    voids: UUID | None = None


async def till_facts(
    store: Store, business: int, asked: TillQuestion, known: Shop | None, *, once: tuple[str, str] | None
) -> TillFacts:
    """The facts for recording a transaction; `once` is (credential, key), `known` the shop as it was read before."""
    credential, key = once or (None, None)
    by, values = named_by(asked.products)
    contact_by, contact_values = named_by([] if asked.contact is None else [asked.contact])
    comes_back = bool(asked.returns) or asked.voids is not None
    text = await store.value(
        _FACTS_OF_RETURN if comes_back else _FACTS,
        business, credential, key, asked.uuid, asked.exchange_id, asked.erp_code, asked.register,
        asked.sequence, by, values, asked.store, contact_by[0] if contact_by else None,
        contact_values[0] if contact_values else None,
        -1 if known is None else known.settings, -1 if known is None else len(known.tills), list(asked.lines),
        *((list(asked.returns), asked.voids) if comes_back else ()),
    )  # fmt: skip
    return _DECODE.decode(text)
