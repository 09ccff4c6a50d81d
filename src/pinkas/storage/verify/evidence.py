"""The records that a range of daybook lines speaks of, loaded in a handful of reads."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any, Final

import asyncpg
import msgspec

from pinkas.books.contact import Contact
from pinkas.books.document import Document, StoredDocument
from pinkas.books.entry import Entry
from pinkas.books.errors import PinkasError
from pinkas.books.product import Beside, Product
from pinkas.books.references import Reference
from pinkas.books.settlement import Settlement
from pinkas.books.stock import StockMove
from pinkas.books.voucher import Voucher
from pinkas.storage.documents import stored_by_serials_sql
from pinkas.storage.queries import queries
from pinkas.storage.verify.finding import NotWholeError

_SQL: Final = queries("verify")
_STORED: Final = msgspec.json.Decoder(StoredDocument)
_DOCUMENT: Final = msgspec.json.Decoder(Document)
_ENTRY: Final = msgspec.json.Decoder(Entry)
_SETTLEMENT: Final = msgspec.json.Decoder(Settlement)
_MOVE: Final = msgspec.json.Decoder(StockMove)
CONTACT: Final = msgspec.json.Decoder(Contact)
PRODUCT: Final = msgspec.json.Decoder(Product)
BESIDE: Final = msgspec.json.Decoder(Beside)
REFERENCE: Final = msgspec.json.Decoder(Reference)
VOUCHER: Final = msgspec.json.Decoder(Voucher)

Row = Mapping[str, Any]


@dataclass(slots=True)
class Evidence:
    """Records by serial; settlements, moves, vouchers and period changes by the position of the line that says them."""

    connection: asyncpg.Connection
    business: int
    lines: list[Row]
    documents: dict[int, StoredDocument] = field(default_factory=dict)
    #: What the rows beside a document's body say, for issued ones.
    by_rows: dict[int, Document] = field(default_factory=dict)
    entries: dict[int, Entry] = field(default_factory=dict)
    entry_of: dict[int, int | None] = field(default_factory=dict)
    settled: dict[int, list[Settlement]] = field(default_factory=lambda: defaultdict(list))
    moved: dict[int, list[StockMove]] = field(default_factory=lambda: defaultdict(list))
    #: The hashes of cards beside which something was done for good.
    cards: dict[int, bytes] = field(default_factory=dict)
    cancellations: dict[int, Row] = field(default_factory=dict)
    hand_outs: dict[int, Row] = field(default_factory=dict)
    contacts: dict[int, Row] = field(default_factory=dict)
    products: dict[int, Row] = field(default_factory=dict)
    vouchers: dict[int, Row] = field(default_factory=dict)
    mailings: dict[int, Row] = field(default_factory=dict)
    periods: dict[int, Row] = field(default_factory=dict)
    series: dict[tuple[str, int], int] = field(default_factory=dict)
    mail_texts: dict[tuple[str, str], Row] = field(default_factory=dict)
    legal: dict[int, str] = field(default_factory=dict)
    faces: dict[int, Decimal | None] = field(default_factory=dict)
    till: dict[int, str] = field(default_factory=dict)
    opened: Row | None = None
    #: What the nouns of `nouns` loaded, by noun.
    more: dict[str, dict[Any, Row]] = field(default_factory=dict)

    async def load(self) -> None:
        """Read everything. Raises NotWholeError for what is no valid record."""
        if not self.lines:
            return
        between = (self.lines[0]["position"] - 1, self.lines[-1]["position"])
        await self._load_by_position(*between)
        await self._load_documents(self.serials("document"))
        await self._load_entries()
        fetch, business = self.connection.fetch, self.business
        for name, sort in (("contacts", "contact"), ("products", "product"), ("mailings", "mailing")):
            serials = self.serials(sort)
            if serials:
                setattr(self, name, {row["serial"]: row for row in await fetch(_SQL[name], business, serials)})
        for series, run, first in await fetch(_SQL["series"], business):
            self.series[run, series] = first
        self.mail_texts = {(row["kind"], row["language"]): row for row in await fetch(_SQL["mail_texts"], business)}
        if self.serials("business"):
            self.opened = await self.connection.fetchrow(_SQL["business"], business)

    def serials(self, sort: str) -> list[int]:
        """The serials of the records of this sort that the lines speak of."""
        return sorted({line["serial"] for line in self.lines if line["sort"] == sort})

    async def _load_by_position(self, after: int, upto: int) -> None:
        fetch, business = self.connection.fetch, self.business
        for position, text in await fetch(_SQL["settlements"], business, after, upto):
            self.settled[position].append(_SETTLEMENT.decode(text))
        for position, text, beside in await fetch(_SQL["stock_moves"], business, after, upto):
            self.moved[position].append(_MOVE.decode(text))
            if beside is not None:
                self.cards[position] = beside
        self.vouchers = {row["position"]: row for row in await fetch(_SQL["vouchers"], business, after, upto)}
        self.periods = {row["position"]: row for row in await fetch(_SQL["periods"], business, after, upto)}

    async def _load_documents(self, serials: list[int]) -> None:
        fetch, business = self.connection.fetch, self.business
        for (text,) in await fetch(stored_by_serials_sql(), business, serials):
            stored = self.decoded("document", _STORED, text)
            self.documents[stored.serial] = stored
        for serial, text in await fetch(_SQL["documents_by_rows"], business, serials):
            self.by_rows[serial] = self.decoded(f"document {self.documents[serial].key!r}", _DOCUMENT, text)
        self.entry_of = dict(await fetch(_SQL["entry_of_documents"], business, serials))
        self.cancellations = {
            row["document_serial"]: row for row in await fetch(_SQL["cancellations"], business, serials)
        }
        self.hand_outs = {row["document_serial"]: row for row in await fetch(_SQL["hand_outs"], business, serials)}
        for serial, series, number, face in await fetch(_SQL["legal_numbers"], business, serials):
            self.legal[serial] = f"{series}/{number}"
            self.faces[serial] = face
        for serial, register, sequence in await fetch(_SQL["till_numbers"], business, serials):
            self.till[serial] = f"till {register}-{sequence}"

    async def _load_entries(self) -> None:
        wanted = {
            *self.entry_of.values(),
            *(row["entry_serial"] for row in self.cancellations.values()),
            *(row["entry_serial"] for row in self.vouchers.values()),
        }
        serials = sorted(serial for serial in wanted if serial)
        for serial, text in await self.connection.fetch(_SQL["entries"], self.business, serials):
            self.entries[serial] = self.decoded(f"entry {serial}", _ENTRY, text)

    @staticmethod
    def decoded(record: str, decoder: msgspec.json.Decoder[Any], text: str) -> Any:
        """A record as its value. Raises NotWholeError when it is none."""
        try:
            return decoder.decode(text)
        except (ValueError, PinkasError) as error:
            key = msgspec.json.decode(text).get("key")
            named = record if key is None else f"{record} {key!r}"
            raise NotWholeError(named, f"it is no valid record: {error}") from None
