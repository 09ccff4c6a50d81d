"""The extensions as one router: every call of `/ext/v1`, joined to the desk."""

from __future__ import annotations

from functools import partial

from pinkas.actions.desk import Desk
from pinkas.actions.sessions import Sessions
from pinkas.dialects.caspit.call import Surface
from pinkas.dialects.caspit.extensions import (
    allocations,
    business,
    card_gateway,
    card_pages,
    cash,
    charges,
    cheques,
    classes,
    closings,
    debits,
    deposits,
    differences,
    expenses,
    first_numbers,
    journal_files,
    mail_texts,
    mailings,
    operation_papers,
    papers,
    payers,
    periods,
    product_cards,
    rates,
    shop,
    signature,
    stock,
    tax_authority,
    vat,
    vouchers,
)
from pinkas.dialects.caspit.failures import answer_failure
from pinkas.dialects.caspit.routing import CaspitRouter

BASE = "/ext/v1"


def extensions_router(desk: Desk, sessions: Sessions, *, public_url: str | None = None) -> CaspitRouter:
    """The router of `/ext/v1`."""
    router = CaspitRouter(
        on_failure=partial(answer_failure, desk=desk),
        surface=Surface(base=BASE, public_url=public_url, throttle=desk.throttle),
    )
    periods.add_routes(router, desk, sessions)
    mailings.add_routes(router, desk, sessions)
    mail_texts.add_routes(router, desk, sessions)
    business.add_routes(router, desk, sessions)
    classes.add_routes(router, desk, sessions)
    first_numbers.add_routes(router, desk, sessions)
    payers.add_routes(router, desk, sessions)
    rates.add_routes(router, desk, sessions)
    vouchers.add_routes(router, desk, sessions)
    cash.add_routes(router, desk, sessions)
    cheques.add_routes(router, desk, sessions)
    deposits.add_routes(router, desk, sessions)
    vat.add_routes(router, desk, sessions)
    differences.add_routes(router, desk, sessions)
    expenses.add_routes(router, desk, sessions)
    stock.add_routes(router, desk, sessions)
    product_cards.add_routes(router, desk, sessions)
    journal_files.add_routes(router, desk, sessions)
    debits.add_routes(router, desk, sessions)
    card_gateway.add_routes(router, desk, sessions)
    card_pages.add_routes(router, desk, sessions)
    charges.add_routes(router, desk, sessions)
    allocations.add_routes(router, desk, sessions)
    tax_authority.add_routes(router, desk, sessions)
    signature.add_routes(router, desk, sessions)
    operation_papers.add_routes(router, desk, sessions)
    papers.add_routes(router, desk, sessions)
    shop.add_routes(router, desk, sessions)
    closings.add_routes(router, desk, sessions)
    return router
