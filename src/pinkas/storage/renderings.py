"""Reports being looked at: what the workers share of clients, open reports, their documents and pages."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from pinkas.storage.pool import Store
from pinkas.storage.queries import queries

_SQL: Final = queries("renderings")


@dataclass(frozen=True, slots=True)
class OpenReport:
    """A report that a client opened; `parameters` is the JSON text of what was asked."""

    report: str
    parameters: str
    order_column: str | None
    descending: bool


@dataclass(frozen=True, slots=True)
class Rendering:
    """A document of an open report, with what it is made of; `pages` and the rest are None until it is ready."""

    format: str
    order_column: str | None
    descending: bool
    state: str
    taken_at: dt.datetime
    attempts: int
    pages: int | None
    media_type: str | None
    file_name: str | None
    failure: str | None
    fault: bool
    sortable: list[str]
    report: str
    parameters: str


@dataclass(frozen=True, slots=True)
class Place:
    """Where a document is found."""

    client: str
    instance: str
    document: str


async def add_client(
    store: Store, client: str, business: int, login: int, now: dt.datetime, *, idle_since: dt.datetime, most: int
) -> None:
    """Add a client, and forget those idle for long and the oldest of a login that has too many."""
    async with store.transaction() as directory:
        await directory.execute(_SQL["add_client"], client, business, login, now)
        await directory.execute(_SQL["forget"], idle_since, login, most)


async def drop_idle(store: Store, idle_since: dt.datetime) -> None:
    """Forget the clients that nobody used since."""
    await store.execute(_SQL["drop_idle"], idle_since)


async def touch_client(
    store: Store, client: str, business: int, login: int, now: dt.datetime, *, idle_since: dt.datetime
) -> bool:
    """Whether this client lives, and is this login's in this business; it was used now."""
    found = await store.value(_SQL["touch_client"], client, business, login, now, idle_since)
    return found is not None


async def drop_client(store: Store, client: str) -> None:
    """Forget a client with all it opened."""
    await store.execute(_SQL["drop_client"], client)


async def add_instance(
    store: Store, client: str, instance: str, report: OpenReport, now: dt.datetime, *, most: int
) -> None:
    """Open a report; the oldest of a client that has too many open is closed."""
    async with store.transaction() as directory:
        await directory.execute(_SQL["add_instance"], client, instance, report.report, report.parameters, now)
        await directory.execute(_SQL["forget_instances"], client, most)


async def instance(store: Store, client: str, name: str) -> OpenReport | None:
    """An open report."""
    row = await store.row(_SQL["instance"], client, name)
    return None if row is None else OpenReport(**row)


async def drop_instance(store: Store, client: str, name: str) -> bool:
    """Close a report; False when it is not open."""
    return await store.value(_SQL["drop_instance"], client, name) is not None


async def order_instance(store: Store, client: str, name: str, column: str | None, *, descending: bool) -> None:
    """Sort what is made of a report from now on."""
    await store.execute(_SQL["order_instance"], client, name, column, descending)


async def cached(store: Store, client: str, instance_name: str, form: str) -> str | None:
    """A document made already of the report as it is sorted now."""
    found: str | None = await store.value(_SQL["cached"], client, instance_name, form)
    return found


async def add_document(store: Store, place: Place, form: str, now: dt.datetime, *, most: int) -> None:
    """A document that is being made from now on; the oldest of a report that has too many is forgotten."""
    async with store.transaction() as directory:
        await directory.execute(_SQL["add_document"], place.client, place.instance, place.document, form, now)
        await directory.execute(_SQL["forget_documents"], place.client, place.instance, most)


async def document(store: Store, place: Place) -> Rendering | None:
    """A document, but for its bytes."""
    row = await store.row(_SQL["document"], place.client, place.instance, place.document)
    return None if row is None else Rendering(**row)


async def content(store: Store, place: Place) -> bytes | None:
    """The bytes of a document that is ready."""
    found: bytes | None = await store.value(_SQL["content"], place.client, place.instance, place.document)
    return found


async def page(store: Store, place: Place, number: int) -> str | None:
    """A page of a document that is ready."""
    found: str | None = await store.value(_SQL["page"], place.client, place.instance, place.document, number)
    return found


async def take(store: Store, place: Place, now: dt.datetime, *, silent_since: dt.datetime) -> int | None:
    """Take up a document whose worker fell silent: how often it was begun by then; None when another took it."""
    found: int | None = await store.value(
        _SQL["take_document"], place.client, place.instance, place.document, now, silent_since
    )
    return found


async def hold(store: Store, place: Place, now: dt.datetime) -> None:
    """Say that its worker is still at work."""
    await store.execute(_SQL["hold_document"], place.client, place.instance, place.document, now)


async def finish(
    store: Store,
    place: Place,
    *,
    pages: int,
    media_type: str,
    file_name: str,
    made: bytes,
    html: Sequence[str],
    sortable: Sequence[str],
) -> None:
    """Keep what was made; one that was forgotten meanwhile, or finished by another, stays as it is."""
    async with store.transaction() as directory:
        kept = await directory.fetchval(
            _SQL["finish_document"],
            place.client,
            place.instance,
            place.document,
            pages,
            media_type,
            file_name,
            made,
            list(sortable),
        )
        if kept is not None and html:
            await directory.execute(_SQL["add_pages"], place.client, place.instance, place.document, list(html))


async def fail(store: Store, place: Place, failure: str, *, fault: bool) -> None:
    """Keep why it could not be made."""
    await store.execute(_SQL["fail_document"], place.client, place.instance, place.document, failure, fault)


async def drop_document(store: Store, place: Place) -> bool:
    """Forget a document; False when there is none."""
    return await store.value(_SQL["drop_document"], place.client, place.instance, place.document) is not None
