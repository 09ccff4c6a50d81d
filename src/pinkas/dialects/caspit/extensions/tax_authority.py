"""How a business is joined to the tax authority's interface: `/ext/v1/tax-authority`, and authorising it there."""

from __future__ import annotations

from dataclasses import replace
from typing import Annotated, Final

from pinkas.actions.allocation.settings import TaxAuthoritySettings, set_tax_authority, tax_authority_settings
from pinkas.actions.allocation.token import (
    authorise_url,
    business_of_state,
    finish_authorising,
    stored_token,
)
from pinkas.actions.businesses import caller_of_business
from pinkas.actions.desk import Caller, Desk
from pinkas.actions.sessions import Sessions
from pinkas.dialects.caspit.answers import Answer, ok
from pinkas.dialects.caspit.call import Call
from pinkas.dialects.caspit.counter import caller_of, once_of, saved_answer
from pinkas.dialects.caspit.describing import Answers, Operation, Parameter
from pinkas.dialects.caspit.extensions.naming import members
from pinkas.dialects.caspit.fields import Rules, Wire
from pinkas.dialects.caspit.routing import CaspitRouter
from pinkas.dialects.caspit.wire import READ_ONLY, S25, S100, S200, S255, S500, SECRET, Instant, Integer, YesNo

#: The settings' fields by the members that say them.
_MEMBERS: Final = {
    "active": "Active", "client_id": "ClientId", "client_secret": "ClientSecret", "environment": "Environment",
    "login_host": "LoginHost", "host": "Host", "lookup_host": "LookUpHost",
    "approval_path": "ApprovalPath", "lookup_path": "LookupPath",
    "decision_path": "DecisionPath", "software_number": "SoftwareNumber", "union_vat_number": "UnionVatNumber",
    "user_id": "UserId", "user_name": "UserName", "sends_items": "SendsItems", "redirect_uri": "RedirectUri",
}  # fmt: skip


class TaxAuthority(Wire, frozen=True, kw_only=True):
    """The business's application at the tax authority. A member that is not sent stays as it is.

    `SoftwareNumber` (the registration certificate's, or the maker's company number) is needed while Active.
    `LookUpHost`: null is the authority's own host in production, and `Host` in the sandbox. `ClientSecret` is written
    and never shown. `Authorised`: a token is stored that can still be refreshed; a person must authorise again before
    `AuthorisedUntil`. `AuthorisationTrouble`: why not any more, as the authority said.
    """

    Active: YesNo = None
    ClientId: S200 = None
    ClientSecret: Annotated[S200, SECRET] = None
    Environment: S25 = None
    LoginHost: S255 = None
    Host: S255 = None
    LookUpHost: S255 = None
    ApprovalPath: S100 = None
    LookupPath: S100 = None
    DecisionPath: S100 = None
    SoftwareNumber: Annotated[Integer, Rules(lowest=1, highest=999_999_999)] = None
    UnionVatNumber: Annotated[Integer, Rules(lowest=1, highest=999_999_999)] = None
    UserId: Annotated[Integer, Rules(lowest=1, highest=999_999_999)] = None
    UserName: S25 = None
    SendsItems: YesNo = None
    RedirectUri: S255 = None
    Authorised: Annotated[YesNo, READ_ONLY] = None
    AuthorisedUntil: Annotated[Instant, READ_ONLY] = None
    AuthorisationTrouble: Annotated[S500, READ_ONLY] = None


class Authorising(Wire, frozen=True, kw_only=True):
    """The address that a person opens to authorise Pinkas; it may be used within half an hour."""

    Url: Annotated[str | None, READ_ONLY] = None


def add_routes(router: CaspitRouter, desk: Desk, sessions: Sessions) -> None:
    """The settings, and the way to a token."""
    _add_settings(router, desk, sessions)
    _add_authorising(router, desk, sessions)


def _add_settings(router: CaspitRouter, desk: Desk, sessions: Sessions) -> None:
    @router.on(
        "GET",
        "Tax-Authority",
        says=Operation(
            summary="How the business is joined to the tax authority", answers=(Answers(200, TaxAuthority),)
        ),
    )
    async def show(call: Call) -> Answer:
        caller = await caller_of(call, sessions)
        return ok(await _to_wire(desk, caller, await tax_authority_settings(desk, caller)))

    @router.on(
        "PUT",
        "Tax-Authority",
        error_status=True,
        says=Operation(
            summary="Join the business to the tax authority",
            says="While Active is false nothing is asked. Hosts outside taxes.gov.il are the operator's to name.",
            body=TaxAuthority,
            answers=(Answers(200, TaxAuthority),),
        ),
    )
    async def settle(call: Call) -> Answer:
        caller = await caller_of(call, sessions)
        sent = await call.body(TaxAuthority)
        once = await once_of(call, desk, status=200)
        before = await tax_authority_settings(desk, caller)
        said = {field: value for field, member in _MEMBERS.items() if (value := getattr(sent, member)) is not None}
        with members(**_MEMBERS):
            saved = await set_tax_authority(desk, caller, replace(before, **said), once=once)
        return saved_answer(200, await _to_wire(desk, caller, saved.record), replayed=saved.replayed)


def _add_authorising(router: CaspitRouter, desk: Desk, sessions: Sessions) -> None:
    @router.on(
        "GET",
        "Tax-Authority/authorise",
        says=Operation(
            summary="Begin to authorise Pinkas at the tax authority",
            says="A person opens the address in a browser, logs in there, and is sent back to `tax-authority/return`.",
            answers=(Answers(200, Authorising),),
            errors=((400, "The business has not set up its application."),),
        ),
    )
    async def authorise(call: Call) -> Answer:
        caller = await caller_of(call, sessions)
        return ok(Authorising(Url=await authorise_url(desk, caller, own_address=_own(call))))

    @router.on(
        "GET",
        "Tax-Authority/return",
        says=Operation(
            summary="Where the tax authority sends a person back to",
            parameters=(
                Parameter("code", "The code that is exchanged for a token.", required=True),
                Parameter("state", "What `authorise` gave out.", required=True),
            ),
            answers=(Answers(200, text="Authorised; this page may be closed."),),
            public=True,
        ),
    )
    async def come_back(call: Call) -> Answer:
        state, code = call.required("state"), call.required("code")
        with members(state="state"):
            business = business_of_state(desk, state)
        caller = await caller_of_business(desk, business, actor="tax authority login")
        await finish_authorising(desk, caller, code, own_address=_own(call))
        return ok("Authorised; this page may be closed.")


def _own(call: Call) -> str:
    return call.link("tax-authority", "return")


async def _to_wire(desk: Desk, caller: Caller, said: TaxAuthoritySettings) -> TaxAuthority:
    token = await stored_token(desk, caller)
    until = None if token is None else token.refresh_until
    ended = None if token is None else token.ended
    holds = token is not None and token.refresh is not None and (until is None or until > desk.clock.now())
    shown = {member: getattr(said, field) for field, member in _MEMBERS.items() if field != "client_secret"}
    return TaxAuthority(
        **shown,
        Authorised=holds and ended is None,
        AuthorisedUntil=until,
        AuthorisationTrouble=ended,
    )
