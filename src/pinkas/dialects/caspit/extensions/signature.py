"""With what a business signs its papers: `/ext/v1/signature`."""

from __future__ import annotations

from typing import Annotated, ClassVar, Final

from pinkas.actions.desk import Desk
from pinkas.actions.sessions import Sessions
from pinkas.actions.signatures import (
    ShownSignature,
    SignatureOrder,
    show_signature,
    write_signature,
)
from pinkas.dialects.caspit.answers import Answer, ok
from pinkas.dialects.caspit.call import Call
from pinkas.dialects.caspit.counter import caller_of, once_of, saved_answer
from pinkas.dialects.caspit.describing import Answers, Operation
from pinkas.dialects.caspit.extensions.naming import members
from pinkas.dialects.caspit.fields import Rules, Wire
from pinkas.dialects.caspit.routing import CaspitRouter
from pinkas.dialects.caspit.wire import READ_ONLY, S20, S100, S500, SECRET, Blob, Day, Instant, YesNo


class SignatureBody(Wire, frozen=True, kw_only=True):
    """The certificate that signs this business's computerised documents; ours.

    Certificate is a PKCS#12 or PEM file with its private key, Password what it is locked with: neither is ever shown.
    Without Certificate the one there is stays; Remove takes it away. Level is what the law calls the signature:
    secured or approved. TaxOfficeNotifiedOn is when the assessing officer was told, for your own record. IsOwn is false
    where the installation's certificate signs; Unusable says why nothing can be signed now.
    """

    prefix: ClassVar[str] = "signature"

    Level: S20 = None
    TaxOfficeNotifiedOn: Day = None
    Certificate: Annotated[Blob, SECRET, Rules(max_length=256 << 10)] = None
    Password: Annotated[S100, SECRET] = None
    Remove: YesNo = None
    IsOwn: Annotated[YesNo, READ_ONLY] = None
    Subject: Annotated[S500, READ_ONLY] = None
    Issuer: Annotated[S500, READ_ONLY] = None
    ValidFrom: Annotated[Instant, READ_ONLY] = None
    ValidUntil: Annotated[Instant, READ_ONLY] = None
    Fingerprint: Annotated[S100, READ_ONLY] = None
    IsDemo: Annotated[YesNo, READ_ONLY] = None
    Unusable: Annotated[S500, READ_ONLY] = None


_SHOW: Final = Operation(summary="The signing certificate", answers=(Answers(200, SignatureBody),))
_WRITE: Final = Operation(
    summary="Set the signing certificate",
    says="A business's own wins over the installation's. One that cannot sign today is refused. Ours.",
    body=SignatureBody,
    answers=(Answers(200, SignatureBody),),
)


def add_routes(router: CaspitRouter, desk: Desk, sessions: Sessions) -> None:
    """Show and set."""

    @router.on("GET", "Signature", says=_SHOW)
    async def show(call: Call) -> Answer:
        caller = await caller_of(call, sessions)
        return ok(_to_wire(await show_signature(desk, caller)))

    @router.on("PUT", "Signature", error_status=True, says=_WRITE)
    async def write(call: Call) -> Answer:
        caller = await caller_of(call, sessions)
        sent = await call.body(SignatureBody)
        once = await once_of(call, desk, status=200)
        order = SignatureOrder(
            level=sent.Level or "secured",
            notified_on=sent.TaxOfficeNotifiedOn,
            certificate=sent.Certificate,
            password=sent.Password,
            remove=sent.Remove or False,
        )
        with members(level="Level", certificate="Certificate", password="Password"):  # noqa: S106 - a name
            saved = await write_signature(desk, caller, order, once=once)
        return saved_answer(200, _to_wire(saved.record), replayed=saved.replayed)


def _to_wire(shown: ShownSignature) -> SignatureBody:
    certificate = shown.certificate
    told = SignatureBody(
        Level=shown.level, TaxOfficeNotifiedOn=shown.notified_on, IsOwn=shown.own, Unusable=shown.unusable
    )
    if certificate is None:
        return told
    return SignatureBody(
        Level=told.Level,
        TaxOfficeNotifiedOn=told.TaxOfficeNotifiedOn,
        IsOwn=told.IsOwn,
        Subject=certificate.subject,
        Issuer=certificate.issuer,
        ValidFrom=certificate.valid_from,
        ValidUntil=certificate.valid_until,
        Fingerprint=certificate.fingerprint,
        IsDemo=certificate.demo,
        Unusable=told.Unusable,
    )
