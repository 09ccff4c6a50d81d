"""What was just recorded at a till, as a read would find it: from what was decided, and the numbers it was given."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field

from pinkas.actions.desk import Caller
from pinkas.actions.till_orders import TillOrder
from pinkas.actions.till_places import At
from pinkas.actions.till_writing import Decided
from pinkas.books.document import State
from pinkas.books.numbering import numbering
from pinkas.storage.catalogue import FoundProduct
from pinkas.storage.pool import Given
from pinkas.storage.transactions import IssuedDocument, StoredTransaction


@dataclass(frozen=True, slots=True, kw_only=True)
class Recorded:
    """A transaction that is recorded. Where it was not there before, how it stands and what it was decided on.

    `products` are by serial; `customer_version` is that of the card of `stored.contact`.
    """

    serial: int
    stored: StoredTransaction | None = None
    products: Mapping[int, FoundProduct] = field(default_factory=dict)
    customer_version: int | None = None


def as_stored(
    caller: Caller, order: TillOrder, at: At, decided: Decided, *, serial: int, given: Given, recorded_at: dt.datetime
) -> StoredTransaction:
    """The transaction as it stands now that it is written."""
    head = decided.head
    return StoredTransaction(
        serial=serial,
        uuid=head.uuid,
        kind=decided.slip.kind,
        register=head.register,
        store=at.register.store_serial,
        sequence=given.sequence,
        local_time=head.local_time,
        happened_at=head.happened_at,
        recorded_at=recorded_at,
        contact=head.contact,
        seller=head.seller,
        modifier=head.modifier,
        total=head.total,
        grand_total=given.grand_total,
        position=given.position,
        slip=decided.slip,
        closing=None,
        exchange_id=order.exchange_id,
        erp_code=order.erp_code or None,
        documents=tuple(
            IssuedDocument(
                serial=document,
                key=issue.key,
                uuid=issue.uuid,
                run=numbering(caller.country, issue.document.kind).run,
                number=number,
                kind=issue.document.kind,
                state=State.ISSUED,
                open_amount=open_amount,
                document=issue.document,
                tender_uuids=issue.tenders,
                invoiced_by=None,
                taken=(),
            )
            for issue, document, number, open_amount in zip(
                decided.issues, given.documents, given.numbers, decided.settled.open_amounts, strict=True
            )
        ),
        based=(),
    )
