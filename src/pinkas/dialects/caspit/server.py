"""The dialect as one Starlette route: every call it serves, joined to the desk."""

from __future__ import annotations

from functools import partial

from pinkas.actions.desk import Desk
from pinkas.actions.sessions import Sessions
from pinkas.dialects.caspit import (
    authority_token,
    balances,
    bank_deposits,
    cards,
    contacts,
    debits,
    deferred,
    document_routes,
    expenses,
    journal_files,
    logs,
    mail_routes,
    products,
    reference,
    till,
    tokens,
    vat_data,
)
from pinkas.dialects.caspit.call import Surface
from pinkas.dialects.caspit.failures import answer_failure
from pinkas.dialects.caspit.reporting import routes as reporting
from pinkas.dialects.caspit.routing import CaspitRouter


def caspit_router(desk: Desk, sessions: Sessions, *, public_url: str | None = None) -> CaspitRouter:
    """The router of `/api/v1`."""
    surface = Surface(public_url=public_url, throttle=desk.throttle)
    router = CaspitRouter(on_failure=partial(answer_failure, desk=desk), surface=surface)
    tokens.add_routes(router, desk)
    contacts.add_routes(router, desk, sessions)
    document_routes.add_routes(router, desk, sessions)
    expenses.add_routes(router, desk, sessions)
    mail_routes.add_routes(router, desk, sessions)
    products.add_routes(router, desk, sessions)
    reference.add_routes(router, desk, sessions)
    till.add_routes(router, desk, sessions)
    bank_deposits.add_routes(router, desk, sessions)
    balances.add_routes(router, desk, sessions)
    logs.add_routes(router, desk, sessions)
    vat_data.add_routes(router, desk, sessions)
    journal_files.add_routes(router, desk, sessions)
    debits.add_routes(router, desk, sessions)
    deferred.add_routes(router, desk, sessions)
    cards.add_routes(router, desk, sessions)
    authority_token.add_routes(router, desk, sessions)
    reporting.add_routes(router, desk, sessions)
    return router
