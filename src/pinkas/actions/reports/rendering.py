"""Rendering reports beside the requests that ask for them.

A document is made in the background of the worker that was asked; what came of it is stored, so any worker serves it. A
worker that renders says so every few seconds. One that fell silent (it was killed) lost the document to whichever
worker is next asked how far it is; after a few of these it has failed.
"""

from __future__ import annotations

import asyncio
import datetime as dt
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

import structlog

from pinkas.actions.desk import Caller, Desk, new_uuid
from pinkas.actions.reports.catalogue import report_of
from pinkas.actions.reports.forms import FORMS, Form, Made, make_form
from pinkas.actions.reports.issuer import letterhead
from pinkas.actions.reports.limits import IDLE
from pinkas.actions.reports.registry import Asked, Report, check_values, read_parameters
from pinkas.books.errors import PinkasError, UnknownRecord
from pinkas.books.report import Order, ordered
from pinkas.paper import Logo, PaperBusy, PaperError
from pinkas.storage import renderings, reports
from pinkas.storage.renderings import OpenReport, Place, Rendering

_log = structlog.get_logger("pinkas.reports")

#: A rendering whose worker said nothing for so long is taken up by another.
SILENCE: Final = dt.timedelta(seconds=15)
_HOLD_EVERY_S: Final = 5
#: How long an answer waits for a document that is nearly ready, and how often it looks at what another worker makes.
_WAIT_S: Final = 1.5
_LOOK_EVERY_S: Final = 0.1
MOST_CLIENTS: Final = 20
MOST_INSTANCES: Final = 20
MOST_DOCUMENTS: Final = 20
_MOST_ATTEMPTS: Final = 3
_AT_ONCE: Final = 2
_MOST_WAITING: Final = 32


@dataclass(frozen=True, slots=True)
class Standing:
    """How far a document is."""

    state: str
    pages: int
    media_type: str
    file_name: str
    failure: str
    fault: bool
    form: Form
    order: Order | None
    sortable: tuple[str, ...]

    @property
    def ready(self) -> bool:
        """Whether it can be had."""
        return self.state == "ready"


class Renderings:
    """A worker's renderings, over the shelf that all workers share."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._running: dict[str, asyncio.Task[None]] = {}
        self._places = asyncio.Semaphore(_AT_ONCE)

    # --- clients and open reports ----------------------------------------------------------------------------------

    async def open_client(self, caller: Caller) -> str:
        """A new client of this caller's."""
        now, client = self._desk.clock.now(), str(new_uuid())
        await renderings.add_client(
            self._desk.store, client, caller.business, caller.login, now, idle_since=now - IDLE, most=MOST_CLIENTS
        )
        return client

    async def is_open(self, caller: Caller, client: str) -> bool:
        """Whether this client of the caller's lives; asking keeps it alive."""
        now = self._desk.clock.now()
        return await renderings.touch_client(
            self._desk.store, client, caller.business, caller.login, now, idle_since=now - IDLE
        )

    async def close_client(self, client: str) -> None:
        """Forget a client."""
        await renderings.drop_client(self._desk.store, client)

    async def asked_of(
        self, caller: Caller, name: str, values: Mapping[str, Any], *, whole: bool = True
    ) -> tuple[Report, Asked]:
        """A report and what is asked of it; not `whole`, something may still be missing.

        Raises UnknownRecord, InvalidValue.
        """
        report = report_of(name)
        asked = read_parameters(report, values, caller.today(self._desk.clock), whole=whole)
        await check_values(self._desk, caller, report, asked)
        return report, asked

    async def open_report(self, caller: Caller, client: str, name: str, values: Mapping[str, Any]) -> str:
        """Open a report with values. Raises UnknownRecord, InvalidValue."""
        report, asked = await self.asked_of(caller, name, values)
        said = {key: value.isoformat() if isinstance(value, dt.date) else value for key, value in asked.values.items()}
        opened = OpenReport(report.name, json.dumps(said, ensure_ascii=False), None, descending=False)
        instance = str(new_uuid())
        await renderings.add_instance(
            self._desk.store, client, instance, opened, self._desk.clock.now(), most=MOST_INSTANCES
        )
        return instance

    async def opened(self, client: str, instance: str) -> OpenReport:
        """An open report. Raises UnknownRecord."""
        found = await renderings.instance(self._desk.store, client, instance)
        if found is None:
            raise UnknownRecord("report instance", instance)
        return found

    async def close_report(self, client: str, instance: str) -> None:
        """Close a report. Raises UnknownRecord."""
        if not await renderings.drop_instance(self._desk.store, client, instance):
            raise UnknownRecord("report instance", instance)

    async def sort(self, place: Place, column: str) -> None:
        """Sort what is made of a report next: by this column, the other way round, or as it was, from its document's.

        Raises UnknownRecord.
        """
        found = await self._found(place)
        wanted: str | None = column
        descending = False
        if found.order_column == column:
            wanted, descending = (None, False) if found.descending else (column, True)
        await renderings.order_instance(self._desk.store, place.client, place.instance, wanted, descending=descending)

    async def logo(self, caller: Caller) -> Logo | None:
        """The logo that stands on the business's papers."""
        head = await reports.issuer(self._desk.store, caller.business)
        return letterhead(head, caller.today(self._desk.clock), "he").logo

    # --- documents -------------------------------------------------------------------------------------------------

    async def start(
        self, caller: Caller, client: str, instance: str, form: str, *, use_cache: bool
    ) -> tuple[str, bool]:
        """A document of an open report, and whether it is ready. Raises UnknownRecord, PaperBusy."""
        await self.opened(client, instance)
        if use_cache:
            known = await renderings.cached(self._desk.store, client, instance, form)
            if known is not None:
                return known, True
        if len(self._running) >= _MOST_WAITING:
            raise PaperBusy
        place = Place(client, instance, str(new_uuid()))
        await renderings.add_document(self._desk.store, place, form, self._desk.clock.now(), most=MOST_DOCUMENTS)
        self._begin(caller, place)
        return place.document, False

    async def standing(self, caller: Caller, place: Place) -> Standing:
        """How far a document is: waits a moment for one that is being made, takes up one whose worker is gone.

        Raises UnknownRecord.
        """
        running = self._running.get(place.document)
        if running is not None:
            await asyncio.wait({running}, timeout=_WAIT_S)
        found = await self._found(place)
        looks = 0 if running is not None else int(_WAIT_S / _LOOK_EVERY_S)
        while looks and found.state == "rendering" and self._desk.clock.now() - found.taken_at <= SILENCE:
            await asyncio.sleep(_LOOK_EVERY_S)
            found = await self._found(place)
            looks -= 1
        if found.state == "rendering" and place.document not in self._running:
            await self._take_up(caller, place)
        return Standing(
            state=found.state,
            pages=found.pages or 0,
            media_type=found.media_type or "",
            file_name=found.file_name or "",
            failure=found.failure or "",
            fault=found.fault,
            form=FORMS[found.format],
            order=None if found.order_column is None else Order(found.order_column, found.descending),
            sortable=tuple(found.sortable),
        )

    async def content(self, place: Place) -> bytes:
        """The bytes of a document that is ready. Raises UnknownRecord."""
        found = await renderings.content(self._desk.store, place)
        if found is None:
            raise UnknownRecord("report document", place.document)
        return found

    async def page(self, place: Place, number: int) -> str:
        """A page of a document that is ready. Raises UnknownRecord."""
        found = await renderings.page(self._desk.store, place, number)
        if found is None:
            raise UnknownRecord("report page", str(number))
        return found

    async def forget(self, place: Place) -> None:
        """Forget a document. Raises UnknownRecord."""
        if not await renderings.drop_document(self._desk.store, place):
            raise UnknownRecord("report document", place.document)

    async def _found(self, place: Place) -> Rendering:
        found = await renderings.document(self._desk.store, place)
        if found is None:
            raise UnknownRecord("report document", place.document)
        return found

    # --- the work --------------------------------------------------------------------------------------------------

    async def _take_up(self, caller: Caller, place: Place) -> None:
        now = self._desk.clock.now()
        attempts = await renderings.take(self._desk.store, place, now, silent_since=now - SILENCE)
        if attempts is None:
            return
        if attempts > _MOST_ATTEMPTS:
            await renderings.fail(self._desk.store, place, "The report could not be rendered.", fault=True)
        else:
            self._begin(caller, place)

    def _begin(self, caller: Caller, place: Place) -> None:
        task = asyncio.create_task(self._keep_at(caller, place))
        self._running[place.document] = task
        task.add_done_callback(lambda _: self._running.pop(place.document, None))

    async def _keep_at(self, caller: Caller, place: Place) -> None:
        """Make a document, saying from time to time that it is being made."""
        work = asyncio.create_task(self._make(caller, place))
        try:
            while not work.done():
                await asyncio.wait({work}, timeout=_HOLD_EVERY_S)
                if not work.done():
                    await renderings.hold(self._desk.store, place, self._desk.clock.now())
            await work
        except Exception as error:  # noqa: BLE001 - nobody waits for it; whoever asks next takes it up
            _log.error("report not rendered", exc_info=error)
        finally:
            work.cancel()

    async def _make(self, caller: Caller, place: Place) -> None:
        store = self._desk.store
        found = await renderings.document(store, place)
        if found is None:
            return
        try:
            async with self._places:
                made = await self._made(caller, found)
        except (PinkasError, PaperError) as error:
            await renderings.fail(store, place, str(error), fault=False)
        except Exception as error:  # noqa: BLE001 - told to whoever asks, and to the log
            _log.error("report not rendered", report=found.report, exc_info=error)
            await renderings.fail(store, place, "The report could not be rendered.", fault=True)
        else:
            await renderings.finish(
                store, place, pages=made.pages, media_type=made.media_type, file_name=made.file_name,
                made=made.content, html=made.html, sortable=made.sortable,
            )  # fmt: skip

    async def _made(self, caller: Caller, found: Rendering) -> Made:
        desk = self._desk
        report = report_of(found.report)
        asked = read_parameters(report, json.loads(found.parameters), caller.today(desk.clock))
        order = None if found.order_column is None else Order(found.order_column, found.descending)
        table = ordered(await report.make(desk, caller, asked), order)
        head = letterhead(await reports.issuer(desk.store, caller.business), asked.today, asked.language)
        now = desk.clock.now().astimezone(caller.zone)
        return await asyncio.to_thread(make_form, FORMS[found.format], table, head, now, order)
