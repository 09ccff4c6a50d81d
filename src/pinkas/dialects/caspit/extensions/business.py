"""What holds for a whole business: `/ext/v1/registration` (dated) and `/ext/v1/terms` (default payment terms)."""

from __future__ import annotations

import datetime as dt
from typing import Annotated

from pinkas.actions import business_settings
from pinkas.actions.desk import Desk
from pinkas.actions.sessions import Sessions
from pinkas.books.business import Business, Registered
from pinkas.books.terms import Terms
from pinkas.dialects.caspit.answers import Answer, ok
from pinkas.dialects.caspit.binding import WireError
from pinkas.dialects.caspit.call import Call
from pinkas.dialects.caspit.counter import caller_of, once_of, saved_answer
from pinkas.dialects.caspit.extensions.naming import members
from pinkas.dialects.caspit.extensions.operations import read, replaced
from pinkas.dialects.caspit.fields import Wire
from pinkas.dialects.caspit.names import CODE_OF_TERMS, TERMS_OF_CODE
from pinkas.dialects.caspit.routing import CaspitRouter
from pinkas.dialects.caspit.wire import REQUIRED, S50, Day, Integer


class DatedRegistration(Wire, frozen=True, kw_only=True):
    """How the business is registered from a day on; in an answer, null is "since it was opened"."""

    ValidFrom: Annotated[Day, REQUIRED] = None
    Registration: Annotated[S50, REQUIRED] = None


class BusinessRegistration(Wire, frozen=True, kw_only=True):
    """How the business is registered today, and every registration it had and will have, oldest first."""

    Registration: S50 = None
    Registrations: list[DatedRegistration] | None = None


class DefaultTerms(Wire, frozen=True, kw_only=True):
    """The payment terms of documents whose customer has none: 1 immediate, 2 end of month, 3 that plus days, 4 days."""

    PaymentTerms: Annotated[Integer, REQUIRED] = None
    PaymentTermsDays: Integer = None


def add_routes(router: CaspitRouter, desk: Desk, sessions: Sessions) -> None:
    """The calls on the business itself."""
    _add_registration(router, desk, sessions)
    _add_terms(router, desk, sessions)


def _add_registration(router: CaspitRouter, desk: Desk, sessions: Sessions) -> None:
    @router.on("GET", "Registration", says=read("How the business is registered", BusinessRegistration))
    async def show_registration(call: Call) -> Answer:
        caller = await caller_of(call, sessions)
        business = await business_settings.business_of(desk, caller)
        return ok(_registration(business, caller.today(desk.clock)))

    @router.on(
        "PUT",
        "Registration",
        error_status=True,
        says=replaced(
            "Register the business otherwise from a day on",
            DatedRegistration,
            BusinessRegistration,
            "After the last change, and not in a closed period.",
        ),
    )
    async def change_registration(call: Call) -> Answer:
        caller = await caller_of(call, sessions)
        sent = await call.body(DatedRegistration)
        once = await once_of(call, desk, status=200)
        change = Registered(valid_from=sent.ValidFrom or dt.date.min, registration=sent.Registration or "")
        with members(registration="Registration", valid_from="ValidFrom"):
            saved = await business_settings.change_registration(desk, caller, change, once=once)
        return saved_answer(200, _registration(saved.record, caller.today(desk.clock)), replayed=saved.replayed)


def _add_terms(router: CaspitRouter, desk: Desk, sessions: Sessions) -> None:
    @router.on("GET", "Terms", says=read("Payment terms of customers without their own", DefaultTerms))
    async def show_terms(call: Call) -> Answer:
        caller = await caller_of(call, sessions)
        return ok(_terms(await business_settings.business_of(desk, caller)))

    @router.on("PUT", "Terms", error_status=True, says=replaced("Set payment terms", DefaultTerms, DefaultTerms))
    async def set_terms(call: Call) -> Answer:
        caller = await caller_of(call, sessions)
        sent = await call.body(DefaultTerms)
        rule = TERMS_OF_CODE.get(sent.PaymentTerms or 0)
        if rule is None:
            allowed = ", ".join(map(str, TERMS_OF_CODE))
            raise WireError({"PaymentTerms": [f"The value of PaymentTerms is not valid. Allowed values: {allowed}"]})
        once = await once_of(call, desk, status=200)
        with members(terms_days="PaymentTermsDays"):
            terms = Terms(rule, sent.PaymentTermsDays or 0)
            saved = await business_settings.set_terms(desk, caller, terms, once=once)
        return saved_answer(200, _terms(saved.record), replayed=saved.replayed)


def _registration(business: Business, today: dt.date) -> BusinessRegistration:
    return BusinessRegistration(
        Registration=business.registered(today),
        Registrations=[
            DatedRegistration(Registration=business.registration),
            *(
                DatedRegistration(ValidFrom=change.valid_from, Registration=change.registration)
                for change in business.registrations or ()
            ),
        ],
    )


def _terms(business: Business) -> DefaultTerms:
    terms = business.terms
    return DefaultTerms(PaymentTerms=CODE_OF_TERMS[terms.rule], PaymentTermsDays=terms.days)
