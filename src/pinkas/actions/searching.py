"""Filtered, sorted pages of partners, goods and issued documents, and what a store holds of an item."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from decimal import Decimal
from functools import partial

from pinkas.actions.desk import Caller, Desk
from pinkas.books.contact import StoredContact
from pinkas.books.errors import InvalidValue, UnknownRecord
from pinkas.books.product import StoredProduct
from pinkas.storage import contacts, operations, products, till_documents
from pinkas.storage.contacts import ContactFilter
from pinkas.storage.products import ProductFilter
from pinkas.storage.till_documents import DocumentPage, Issuer, TillDocumentFilter, WholeDocument


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """Which rows of a list: sorted by what (a word of the storage's orders), from which on, how many at most."""

    order: str = "serial"
    descending: bool = False
    offset: int = 0
    limit: int


async def search_contacts(
    desk: Desk, caller: Caller, wanted: ContactFilter, page: Page
) -> tuple[int, list[StoredContact]]:
    """How many contacts match, and those of one page."""
    return await contacts.search(
        desk.store,
        caller.business,
        wanted,
        order=page.order,
        descending=page.descending,
        offset=page.offset,
        limit=page.limit,
    )


async def search_products(
    desk: Desk, caller: Caller, wanted: ProductFilter, page: Page
) -> tuple[int, list[StoredProduct]]:
    """How many products match, and those of one page."""
    return await products.search(
        desk.store,
        caller.business,
        wanted,
        order=page.order,
        descending=page.descending,
        offset=page.offset,
        limit=page.limit,
    )


async def on_hand(desk: Desk, caller: Caller, name: str, store: int) -> Decimal:
    """How much of an item, by its inventory number or else its key, a store holds. Raises InvalidValue."""
    held = await operations.on_hand(desk.store, caller.business, name, store)
    if held is None:
        raise InvalidValue("inventory_number", "names no item")
    return held


async def search_documents(desk: Desk, caller: Caller, wanted: TillDocumentFilter, page: Page) -> DocumentPage:
    """The issued documents that match, one page of them, and who issued them."""
    found = await till_documents.page(
        desk.store,
        caller.business,
        wanted,
        order=page.order,
        descending=page.descending,
        offset=page.offset,
        limit=page.limit,
        known=partial(desk.familiar.counted, caller.business),
    )
    if found.counted is not None:
        desk.familiar.remember_counted(caller.business, found.counted)
    return found


async def issued_document(
    desk: Desk, caller: Caller, serial: int, kinds: Collection[str]
) -> tuple[WholeDocument, Issuer]:
    """The issued document with this serial, if it is of these kinds, and who issued it. Raises UnknownRecord."""
    found = await till_documents.one(desk.store, caller.business, serial, kinds)
    if found is None:
        raise UnknownRecord("document", str(serial))
    return found
