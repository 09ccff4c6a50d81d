"""What making a paper of a recorded transaction is decided on, read in one round-trip."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from decimal import Decimal
from typing import Final
from uuid import UUID

import msgspec

from pinkas.books.document import Document, State, VatTotal
from pinkas.books.references import RecordName
from pinkas.books.settlement import Settlement
from pinkas.storage.catalogue import named_by
from pinkas.storage.decisions import ReplayFacts, SettingsFacts, filled_text
from pinkas.storage.pool import Store
from pinkas.storage.queries import queries
from pinkas.storage.tills import LineTaken, TillContact

_SQL: Final = {**queries("tills"), **queries("papers_made")}


def _paper_facts_sql() -> str:
    text = _SQL["paper_facts"]
    for fragment in ("contact_named", "contact", "standing_paper", "invoices"):
        text = text.replace(f"{{{fragment}}}", _SQL[fragment])
    return filled_text(text.replace("$12", "$5").replace("$13", "$6"))


_PAPER_FACTS: Final = _paper_facts_sql()


class Made(msgspec.Struct, frozen=True):
    """A paper made of another document."""

    serial: int
    kind: str


class Deducted(msgspec.Struct, frozen=True):
    """What a final invoice took of an advance: net, by category and rate."""

    category: str
    rate: Decimal
    base: Decimal


class StandingPaper(msgspec.Struct, frozen=True):
    """A document with all that stands on it: what settled it, what was made of it, what was deducted of it.

    Of what was credited the parts, and how much of each line came back; of a return the serials of the invoices of what
    it takes back.
    """

    serial: int
    key: str
    kind: str
    state: State
    version: int
    contact: int | None
    date: dt.date
    open_amount: Decimal | None
    total: Decimal | None
    credited: Decimal
    deducted: Decimal
    superseded: bool
    series: int
    number: int
    run: str
    document: Document
    settled: tuple[Settlement, ...]
    followers: tuple[Made, ...]
    deductions: tuple[Deducted, ...]
    credited_parts: tuple[VatTotal, ...]
    taken: tuple[LineTaken, ...]
    invoices: tuple[int, ...]


class PaperFacts(msgspec.Struct, frozen=True):
    """What making a paper of a transaction needs. `own_contact` is the transaction's, `contact` the one named now.

    `storno` is the number of the reason for which its system says that goods come back.
    """

    once: ReplayFacts | None
    settings: SettingsFacts
    contact: TillContact | None
    own_contact: TillContact | None
    transaction_uuid: UUID | None
    documents: tuple[StandingPaper, ...]
    named: tuple[StandingPaper, ...]
    storno: str | None


_DECODE_PAPER: Final = msgspec.json.Decoder(PaperFacts)


async def paper_facts(
    store: Store,
    business: int,
    transaction: int,
    contact: RecordName | None,
    named: Sequence[int],
    *,
    once: tuple[str, str] | None,
) -> PaperFacts:
    """The facts for making a paper of a transaction; `named` are the serials of other documents it names."""
    credential, key = once or (None, None)
    by, values = named_by([] if contact is None else [contact])
    text = await store.value(
        _PAPER_FACTS, business, credential, key, transaction, by[0] if by else None, values[0] if values else None,
        list(named),
    )  # fmt: skip
    return _DECODE_PAPER.decode(text)
