"""The dialect as one Starlette route: every call it serves, joined to the desk."""

from __future__ import annotations

from pinkas.actions.desk import Desk
from pinkas.actions.sessions import Sessions
from pinkas.dialects.caspit import balances, contacts, document_routes, mail_routes, products, reference, till, tokens
from pinkas.dialects.caspit.call import Surface
from pinkas.dialects.caspit.failures import answer_failure
from pinkas.dialects.caspit.routing import CaspitRouter


def caspit_router(desk: Desk, sessions: Sessions, *, public_url: str | None = None) -> CaspitRouter:
    """The router of `/api/v1`."""
    router = CaspitRouter(on_failure=answer_failure, surface=Surface(public_url=public_url))
    tokens.add_routes(router, desk)
    contacts.add_routes(router, desk, sessions)
    document_routes.add_routes(router, desk, sessions)
    mail_routes.add_routes(router, desk, sessions)
    products.add_routes(router, desk, sessions)
    reference.add_routes(router, desk, sessions)
    till.add_routes(router, desk, sessions)
    balances.add_routes(router, desk, sessions)
    return router
