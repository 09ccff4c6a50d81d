"""The addresses of the protocol: with segments, as its viewers write them, and flattened, as the vendor's index lists.

The flattened form has one address; which call it is, is told by the parameters that come with it.
"""

from __future__ import annotations

from pinkas.actions.desk import Desk
from pinkas.actions.sessions import Sessions
from pinkas.dialects.caspit.answers import Answer
from pinkas.dialects.caspit.call import Call
from pinkas.dialects.caspit.reporting import operations
from pinkas.dialects.caspit.reporting.service import Service
from pinkas.dialects.caspit.routing import CaspitRouter

ROOT = "TelerikReports"
_CLIENT = f"{ROOT}/clients/{{clientID}}"
_INSTANCE = f"{_CLIENT}/instances/{{instanceID}}"
_DOCUMENT = f"{_INSTANCE}/documents/{{documentID}}"


def add_routes(router: CaspitRouter, desk: Desk, sessions: Sessions) -> None:
    """Both tables."""
    service = Service(desk, sessions)
    for verb, pattern, handler, says in (
        ("POST", f"{ROOT}/clients", service.register, operations.REGISTER),
        ("DELETE", _CLIENT, service.unregister, operations.UNREGISTER),
        ("POST", f"{_CLIENT}/parameters", service.parameters, operations.PARAMETERS),
        ("POST", f"{_CLIENT}/instances", service.open_report, operations.OPEN),
        ("DELETE", _INSTANCE, service.close_report, operations.CLOSE),
        ("POST", f"{_INSTANCE}/documents", service.make_document, operations.MAKE),
        ("GET", f"{_DOCUMENT}/info", service.info, operations.INFO),
        ("GET", _DOCUMENT, service.document, operations.DOCUMENT),
        ("DELETE", _DOCUMENT, service.drop_document, operations.DROP),
        ("GET", f"{_DOCUMENT}/pages/{{pageNumber}}", service.page, operations.PAGE),
        ("GET", f"{_DOCUMENT}/resources/{{resourceID}}", service.resource, operations.RESOURCE),
        ("PUT", f"{_DOCUMENT}/actions/{{actionID}}", service.act, operations.ACT),
        ("GET", f"{ROOT}/resources/{{folder}}/{{resourceName}}", service.asset, operations.ASSET),
        ("GET", f"{ROOT}/formats", service.formats, operations.FORMATS),
        ("GET", f"{ROOT}/version", service.version, operations.VERSION),
    ):
        router.add(verb, pattern, handler, says=says)
    flat = _Flattened(service)
    router.add("POST", ROOT, flat.post, says=operations.FLAT_POST)
    router.add("DELETE", ROOT, flat.delete, says=operations.FLAT_DELETE)
    router.add("GET", ROOT, flat.get, says=operations.FLAT_GET)
    router.add("PUT", ROOT, flat.put, says=operations.FLAT_PUT)


class _Flattened:
    """The calls of the one flattened address, told apart by their parameters."""

    def __init__(self, service: Service) -> None:
        self._service = service

    async def post(self, call: Call) -> Answer:
        """A document, an open report, or with no parameter a client."""
        if call.text("instanceID"):
            return await self._service.make_document(call)
        if call.text("clientID"):
            return await self._service.open_report(call)
        return await self._service.register(call)

    async def delete(self, call: Call) -> Answer:
        """Whatever is named most exactly goes."""
        if call.text("documentID"):
            return await self._service.drop_document(call)
        if call.text("instanceID"):
            return await self._service.close_report(call)
        return await self._service.unregister(call)

    async def get(self, call: Call) -> Answer:
        """An asset, a page, a resource, or the file."""
        if call.text("folder") or call.text("resourceName"):
            return await self._service.asset(call)
        if call.text("pageNumber"):
            return await self._service.page(call)
        if call.text("resourceID"):
            return await self._service.resource(call)
        return await self._service.document(call)

    async def put(self, call: Call) -> Answer:
        """A reader's deed."""
        return await self._service.act(call)
