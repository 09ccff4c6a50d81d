"""Which gateway a business's cards go through: `/ext/v1/card-gateway`."""

from __future__ import annotations

from typing import Annotated, Final

from pinkas.actions.cards.gateways import GatewayChoice, choose_gateway, gateway_choice
from pinkas.actions.desk import Desk
from pinkas.actions.sessions import Sessions
from pinkas.dialects.caspit.answers import Answer, ok
from pinkas.dialects.caspit.call import Call
from pinkas.dialects.caspit.counter import caller_of, once_of, saved_answer
from pinkas.dialects.caspit.describing import Answers, Operation
from pinkas.dialects.caspit.extensions.naming import members
from pinkas.dialects.caspit.fields import Wire
from pinkas.dialects.caspit.routing import CaspitRouter
from pinkas.dialects.caspit.wire import READ_ONLY, S20, S100, SECRET, YesNo


class CardGateway(Wire, frozen=True, kw_only=True):
    """The gateway: sandbox (the default, where no money moves), pelecard or cardcom, and the account there.

    For CardCom User is the ApiName and Password the ApiPassword, which refunds alone need. Password is never shown;
    left out, the same gateway's stays what it is.
    """

    Gateway: S20 = None
    Terminal: S20 = None
    User: S100 = None
    Password: Annotated[S100, SECRET] = None
    HasPassword: Annotated[YesNo, READ_ONLY] = None


_SHOW: Final = Operation(summary="The card gateway", answers=(Answers(200, CardGateway),))
_CHOOSE: Final = Operation(
    summary="Choose the card gateway",
    says="Charges made before stay with the gateway they were made at; while another is chosen they are not looked up.",
    body=CardGateway,
    answers=(Answers(200, CardGateway),),
)


def add_routes(router: CaspitRouter, desk: Desk, sessions: Sessions) -> None:
    """Show and choose."""

    def to_wire(choice: GatewayChoice) -> CardGateway:
        return CardGateway(
            Gateway=choice.gateway or desk.gateways.default,
            Terminal=choice.terminal,
            User=choice.user,
            Password=None,
            HasPassword=choice.password is not None,
        )

    @router.on("GET", "Card-Gateway", says=_SHOW)
    async def show(call: Call) -> Answer:
        caller = await caller_of(call, sessions)
        return ok(to_wire(await gateway_choice(desk, caller)))

    @router.on("PUT", "Card-Gateway", error_status=True, says=_CHOOSE)
    async def choose(call: Call) -> Answer:
        caller = await caller_of(call, sessions)
        sent = await call.body(CardGateway)
        once = await once_of(call, desk, status=200)
        with members(gateway="Gateway", terminal="Terminal", user="User", password="Password"):  # noqa: S106 - a name
            choice = GatewayChoice(
                gateway=sent.Gateway or None,
                terminal=sent.Terminal or None,
                user=sent.User or None,
                password=sent.Password or None,
            )
            keep = sent.Password is None
            saved = await choose_gateway(desk, caller, choice, keep_password=keep, once=once)
        return saved_answer(200, to_wire(saved.record), replayed=saved.replayed)
