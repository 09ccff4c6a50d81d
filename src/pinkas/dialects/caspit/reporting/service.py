"""The calls of the protocol, whichever form of address they came by: parameters match by name, in path or query.

A client is its login's, in its business: anybody else meets the 410 of a client that is gone. What a client does not
have answers 404, and so do values a report cannot be made with (dossier section 11).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Coroutine
from functools import wraps
from typing import Any, Final

from pinkas.actions.desk import Caller, Desk
from pinkas.actions.reports.forms import FORMS
from pinkas.actions.reports.registry import Asked, Parameter, ParameterSort
from pinkas.actions.reports.rendering import Renderings, Standing
from pinkas.actions.sessions import Sessions
from pinkas.books.errors import InvalidValue, UnknownRecord
from pinkas.dialects.caspit.answers import Answer, CallError, file, http_error, message, no_content, ok
from pinkas.dialects.caspit.binding import JSON_TYPES, WireError
from pinkas.dialects.caspit.call import Call
from pinkas.dialects.caspit.counter import caller_of
from pinkas.dialects.caspit.reporting.wire import (
    AvailableValue,
    ClientIdentity,
    DocumentIdentity,
    DocumentInfo,
    DocumentRequest,
    InstanceIdentity,
    PageAction,
    RenderFormat,
    ReportPage,
    ReportParameter,
    ReportSource,
)
from pinkas.dialects.caspit.scalars import echo
from pinkas.dialects.jsontext import parse_json
from pinkas.paper.face import FONTS
from pinkas.paper.reports import STYLE
from pinkas.storage.renderings import Place

#: The version of the protocol that is spoken; viewers ask for it.
VERSION: Final = "1.0"
#: Names that viewers give the pages of HTML by.
_ALIASES: Final = {"HTML5": "HTML", "HTML5INTERACTIVE": "HTML"}
_TYPES: Final = {ParameterSort.TEXT: "System.String", ParameterSort.DATE: "System.DateTime"}
_SORT: Final = "sort-"
_CSS: Final = "text/css; charset=utf-8"
_FONT: Final = "font/ttf"

Handler = Callable[[Call], Coroutine[Any, Any, Answer]]


def _unknown_is_404(handler: Callable[..., Coroutine[Any, Any, Answer]]) -> Callable[..., Coroutine[Any, Any, Answer]]:
    """What names nothing, and what no report can be made with, answers 404 here."""

    @wraps(handler)
    async def answered(service: Service, call: Call) -> Answer:
        try:
            return await handler(service, call)
        except UnknownRecord as error:
            raise CallError(http_error(f"{error.sort.capitalize()} {echo(error.name)} was not found.", 404)) from None
        except InvalidValue as error:
            raise CallError(http_error(f"{echo(error.field)} {error.reason}.", 404)) from None

    return answered


class Service:
    """A worker's side of the protocol."""

    def __init__(self, desk: Desk, sessions: Sessions) -> None:
        self._desk = desk
        self._sessions = sessions
        self._renderings = Renderings(desk)

    # --- clients ---------------------------------------------------------------------------------------------------

    async def register(self, call: Call) -> Answer:
        """A new client."""
        caller = await caller_of(call, self._sessions)
        await call.raw_body()  # nothing in it is looked at, but its size
        return ok(ClientIdentity(clientId=await self._renderings.open_client(caller)))

    async def unregister(self, call: Call) -> Answer:
        """A client goes, with all it opened."""
        _, client = await self._client(call)
        await self._renderings.close_client(client)
        return no_content()

    async def _client(self, call: Call) -> tuple[Caller, str]:
        """The caller and their client; answers 410 for one that is not, or not theirs."""
        caller = await caller_of(call, self._sessions)
        client = call.required("clientID")
        if not await self._renderings.is_open(caller, client):
            raise CallError(http_error(f"Client {echo(client)} is gone: register a new one.", 410))
        return caller, client

    async def _place(self, call: Call) -> tuple[Caller, Place]:
        caller, client = await self._client(call)
        return caller, Place(client, call.required("instanceID"), call.required("documentID"))

    # --- reports ---------------------------------------------------------------------------------------------------

    @_unknown_is_404
    async def parameters(self, call: Call) -> Answer:
        """The parameters of a report, with what was sent or else their defaults."""
        caller, _ = await self._client(call)
        sent = await call.body(ReportSource)
        report, asked = await self._renderings.asked_of(
            caller, sent.report or "", await _parameter_values(call), whole=False
        )
        rows = [await self._parameter(caller, one, asked) for one in report.parameters]
        return ok(rows)

    async def _parameter(self, caller: Caller, one: Parameter, asked: Asked) -> ReportParameter:
        choices = one.choices if one.look_up is None else await one.look_up(self._desk, caller)
        value = asked.values.get(one.name)
        said = f"{value.isoformat()}T00:00:00" if isinstance(value, dt.date) else value
        label = next((choice.label for choice in choices if choice.value == said), None)
        available = [AvailableValue(name=asked.says(choice.label), value=choice.value) for choice in choices]
        return ReportParameter(
            name=one.name,
            id=one.name,
            type=_TYPES[one.sort],
            text=asked.says(one.label),
            multivalue=False,
            allowNull=not one.required and one.default is None,
            allowBlank=not one.required,
            isVisible=True,
            autoRefresh=False,
            hasChildParameters=False,
            childParameters=[],
            availableValues=available or None,
            value=said,
            label=said if label is None else asked.says(label),
        )

    @_unknown_is_404
    async def open_report(self, call: Call) -> Answer:
        """A report opened with values: an instance."""
        caller, client = await self._client(call)
        sent = await call.body(ReportSource)
        values = await _parameter_values(call)
        instance = await self._renderings.open_report(caller, client, sent.report or "", values)
        return Answer(201, InstanceIdentity(instanceId=instance))

    @_unknown_is_404
    async def close_report(self, call: Call) -> Answer:
        """An instance goes."""
        _, client = await self._client(call)
        await self._renderings.close_report(client, call.required("instanceID"))
        return no_content()

    # --- documents -------------------------------------------------------------------------------------------------

    @_unknown_is_404
    async def make_document(self, call: Call) -> Answer:
        """A document begun (202), or one that is ready already (201)."""
        caller, client = await self._client(call)
        instance = call.required("instanceID")
        await self._renderings.opened(client, instance)
        sent = await call.body(DocumentRequest)
        form = _form(sent.format or "")
        if sent.actionId and sent.baseDocumentId:
            await self._act(caller, Place(client, instance, sent.baseDocumentId), sent.actionId)
        cached = sent.useCache is not False
        document, ready = await self._renderings.start(caller, client, instance, form, use_cache=cached)
        return Answer(201 if ready else 202, DocumentIdentity(documentId=document))

    @_unknown_is_404
    async def info(self, call: Call) -> Answer:
        """How far a document is: 202 while it is made."""
        caller, place = await self._place(call)
        standing = await self._standing(caller, place)
        told = DocumentInfo(documentReady=standing.ready, pageCount=standing.pages, documentMapAvailable=False)
        return Answer(200 if standing.ready else 202, told)

    @_unknown_is_404
    async def document(self, call: Call) -> Answer:
        """The file, to be saved under its name; 202 while it is made."""
        caller, place = await self._place(call)
        standing = await self._standing(caller, place)
        if not standing.ready:
            return Answer(202, DocumentInfo(documentReady=False, pageCount=0, documentMapAvailable=False))
        content = await self._renderings.content(place)
        return file(content, standing.media_type, name=standing.file_name)

    @_unknown_is_404
    async def drop_document(self, call: Call) -> Answer:
        """A document goes."""
        _, place = await self._place(call)
        await self._renderings.forget(place)
        return no_content()

    @_unknown_is_404
    async def page(self, call: Call) -> Answer:
        """A page as HTML; 202 while it is made."""
        caller, place = await self._place(call)
        number = call.integer("pageNumber", 1)
        standing = await self._standing(caller, place)
        if not standing.ready:
            return Answer(202, ReportPage(pageReady=False, pageNumber=number))
        if not standing.form.paged:
            raise CallError(http_error(f"A {standing.form.name} document has no pages to look at one by one.", 404))
        content = await self._renderings.page(place, number)
        actions = [
            PageAction(Id=_SORT + one, ReportItemName=one, Type="sorting", Value=_way(standing, one))
            for one in standing.sortable
        ]
        return ok(
            ReportPage(
                pageReady=True, pageNumber=number, pageStyles=STYLE, pageContent=content, pageActions=actions,
            )
        )  # fmt: skip

    @_unknown_is_404
    async def resource(self, call: Call) -> Answer:
        """What a document's pages are shown with: their stylesheet, the business's logo."""
        caller, place = await self._place(call)
        await self._standing(caller, place)
        name = call.required("resourceID")
        if name.lower() == "report.css":
            return file(STYLE.encode(), _CSS)
        if name.lower() == "logo":
            logo = await self._renderings.logo(caller)
            if logo is not None:
                return file(logo.data, logo.media_type)
        raise UnknownRecord("resource", name)

    @_unknown_is_404
    async def act(self, call: Call) -> Answer:
        """A reader's deed on a page: what is made of the report next is sorted."""
        caller, place = await self._place(call)
        await self._act(caller, place, call.required("actionID"))
        return ok()

    async def _act(self, caller: Caller, place: Place, action: str) -> None:
        standing = await self._standing(caller, place)
        column = action.removeprefix(_SORT)
        if column == action or column not in standing.sortable:
            raise UnknownRecord("action", action)
        await self._renderings.sort(place, column)

    async def _standing(self, caller: Caller, place: Place) -> Standing:
        """How far a document is; answers why for one that failed."""
        standing = await self._renderings.standing(caller, place)
        if standing.state == "failed":
            text = standing.failure
            raise CallError(http_error(text, 500) if standing.fault else message(text))
        return standing

    # --- the protocol itself ---------------------------------------------------------------------------------------

    async def formats(self, call: Call) -> Answer:
        """The forms a document may have; their names are in Hebrew, with lan=1 in English."""
        await caller_of(call, self._sessions)
        english = (call.text("lan") or "").strip().lower() in {"1", "english"}
        return ok([
            RenderFormat(name=form.name, localizedName=form.label.of("en" if english else "he"))
            for form in FORMS.values()
        ])  # fmt: skip

    async def version(self, call: Call) -> Answer:
        """The version of the protocol."""
        await caller_of(call, self._sessions)
        return ok(VERSION)

    async def asset(self, call: Call) -> Answer:
        """What a viewer needs besides: `styles/report.css` and the fonts by their file names."""
        await caller_of(call, self._sessions)
        folder, name = call.required("folder").lower(), call.required("resourceName")
        if (folder, name.lower()) == ("styles", "report.css"):
            return file(STYLE.encode(), _CSS)
        fonts = {path.name.lower(): path for path in FONTS.glob("*.ttf")}
        if folder == "fonts" and name.lower() in fonts:
            return file(fonts[name.lower()].read_bytes(), _FONT)
        return http_error(f"Resource {echo(folder)}/{echo(name)} was not found.", 404)


def _form(name: str) -> str:
    """The form of a name in any letter case. Raises UnknownRecord."""
    folded = name.strip().upper()
    form = _ALIASES.get(folded, folded)
    if form not in FORMS:
        raise UnknownRecord("format", name)
    return form


def _way(standing: Standing, column: str) -> str:
    if standing.order is None or standing.order.column != column:
        return "none"
    return "descending" if standing.order.descending else "ascending"


async def _parameter_values(call: Call) -> dict[str, Any]:
    """The body's `parameterValues`, an object of any members; WireError for anything else."""
    media_type = (call.header("Content-Type") or "").partition(";")[0].strip().lower()
    if media_type not in JSON_TYPES:
        return {}
    body = parse_json(await call.raw_body())  # read once by the model already: it is an object
    members = body if isinstance(body, dict) else {}
    sent = next((value for name, value in members.items() if name.lower() == "parametervalues"), None)
    if sent is None:
        return {}
    if not isinstance(sent, dict):
        raise WireError({"parameterValues": ["The value is not valid for parameterValues."]})
    return sent
