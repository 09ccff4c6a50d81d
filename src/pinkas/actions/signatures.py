"""With what a business signs its papers: its own certificate where it has one, the installation's otherwise."""

from __future__ import annotations

import base64
import datetime as dt
from dataclasses import dataclass, field
from typing import Final, cast

import structlog

from pinkas.actions.desk import Caller, Desk, Once, Saved
from pinkas.actions.options import Option, get_option, set_option
from pinkas.actions.ports import (
    SIGNATURE_LEVELS,
    Certificate,
    KeyFile,
    SignatureLevel,
    Signer,
    SigningFailed,
    UnusableCertificate,
)
from pinkas.books.document import Document
from pinkas.books.errors import CannotSign, InvalidValue, NotAvailable
from pinkas.books.tenders import TENDER_TYPES

_log = structlog.get_logger("pinkas.signing")

#: With a merely secured signature, payment must be by card, crossed cheque payable to the payee only, or transfer
#: (bookkeeping rules, section 18ב(ד)). Whether a cheque is crossed, nobody here knows.
_PAID_BY_CASH: Final = "cash"


@dataclass(frozen=True, slots=True, kw_only=True)
class SignatureSettings:
    """A business's own certificate (PKCS#12 or PEM, in base64) and its password; what the law calls its signature.

    `notified_on` is when the assessing officer was told, by registered mail, that computerised documents would come
    (bookkeeping rules, section 18ב): kept for the business's own record.
    """

    level: SignatureLevel = "secured"
    notified_on: dt.date | None = None
    certificate: str | None = field(default=None, repr=False)
    password: str | None = field(default=None, repr=False)

    def __post_init__(self) -> None:
        """Refuse a level that the law does not know."""
        if self.level not in SIGNATURE_LEVELS:
            raise InvalidValue("level", f"must be one of {', '.join(SIGNATURE_LEVELS)}")

    @property
    def key_file(self) -> KeyFile | None:
        """The certificate as a file, if there is one."""
        return None if self.certificate is None else KeyFile(base64.b64decode(self.certificate), self.password)


SIGNATURE: Final = Option("signature", SignatureSettings, secrets=("certificate", "password"))


@dataclass(frozen=True, slots=True, kw_only=True)
class SignatureOrder:
    """What a business settles. A certificate of None keeps the one there is, unless `remove` takes it away.

    `level` is one of SIGNATURE_LEVELS, or it is refused.
    """

    level: str = "secured"
    notified_on: dt.date | None = None
    certificate: bytes | None = field(default=None, repr=False)
    password: str | None = field(default=None, repr=False)
    remove: bool = False

    def __post_init__(self) -> None:
        """Refuse to take away what is being set."""
        if self.remove and self.certificate is not None:
            raise InvalidValue("certificate", "cannot be set and removed at once")


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownSignature:
    """With what a business signs at present. `unusable` says why it cannot, where it cannot."""

    level: SignatureLevel
    notified_on: dt.date | None
    own: bool
    certificate: Certificate | None
    unusable: str | None


async def signer_of(desk: Desk, business: int) -> Signer:
    """Who signs the business's papers now. Raises NotAvailable where nobody does, CannotSign where nobody can."""
    settings = await get_option(desk, business, SIGNATURE)
    try:
        signer = await _signer(desk, settings)
    except UnusableCertificate as error:
        raise CannotSign(f"the signing certificate{_part(error)} {error.reason}", passing=False) from error
    except SigningFailed as error:
        raise CannotSign(str(error), passing=True) from error
    if signer is None:
        raise NotAvailable("a signed original needs a signing certificate, which this installation does not have")
    if reason := signer.certificate.unusable_at(desk.clock.now()):
        raise CannotSign(f"the signing certificate {reason}", passing=False)
    return signer


async def able_signer(desk: Desk, business: int) -> Signer | None:
    """Who signs the business's papers, or None when nobody can for good. Raises CannotSign when it may pass."""
    try:
        return await signer_of(desk, business)
    except NotAvailable:
        return None
    except CannotSign as error:
        if error.passing:
            raise
        _log.warning("papers go out unsigned", business=business, reason=error.reason)
        return None


async def sign(desk: Desk, signer: Signer, pdf: bytes) -> bytes:
    """The PDF, signed now. Raises CannotSign."""
    try:
        return await signer.sign(pdf, at=desk.clock.now())
    except SigningFailed as error:
        raise CannotSign(str(error), passing=True) from error


def cash_warning(signer: Signer, document: Document) -> str | None:
    """What to say of a document paid in cash that bears a merely secured signature; None where all is well."""
    if signer.level == "approved" or not document.facts.receives:
        return None
    if not any(TENDER_TYPES[tender.type].kind == _PAID_BY_CASH for tender in document.tenders):
        return None
    return (
        "this document is paid in cash, and its electronic signature is secured, not approved: the bookkeeping rules, "
        "section 18B(d), then ask for payment by card, crossed cheque or bank transfer"
    )


async def show_signature(desk: Desk, caller: Caller) -> ShownSignature:
    """With what the business signs at present."""
    settings = await get_option(desk, caller.business, SIGNATURE)
    certificate, unusable, level = None, None, settings.level
    try:
        signer = await _signer(desk, settings)
    except UnusableCertificate as error:
        unusable = f"the certificate{_part(error)} {error.reason}"
    except SigningFailed as error:
        unusable = str(error)
    else:
        if signer is not None:
            certificate, level = signer.certificate, signer.level
            reason = certificate.unusable_at(desk.clock.now())
            unusable = None if reason is None else f"the certificate {reason}"
    return ShownSignature(
        level=level,
        notified_on=settings.notified_on,
        own=settings.certificate is not None,
        certificate=certificate,
        unusable=unusable,
    )


async def write_signature(
    desk: Desk, caller: Caller, order: SignatureOrder, *, once: Once | None = None
) -> Saved[ShownSignature]:
    """Settle it. Raises InvalidValue naming `certificate`, `password` or `level`: what is set could sign now."""
    held = await get_option(desk, caller.business, SIGNATURE)
    certificate, password = None if order.remove else held.certificate, order.password
    if order.certificate is not None:
        certificate = base64.b64encode(order.certificate).decode()
    elif password is None:
        password = held.password
    wanted = SignatureSettings(
        level=cast("SignatureLevel", order.level),  # which it is, is checked there
        notified_on=order.notified_on,
        certificate=certificate,
        password=None if certificate is None else password or None,
    )
    if wanted.certificate and (wanted.certificate, wanted.password) != (held.certificate, held.password):
        await _check(desk, wanted)
    saved = await set_option(desk, caller, SIGNATURE, wanted, once=once)
    return Saved(await show_signature(desk, caller), created=saved.created, replayed=saved.replayed)


async def _check(desk: Desk, settings: SignatureSettings) -> None:
    try:
        signer = await _signer(desk, settings)
    except UnusableCertificate as error:
        raise InvalidValue(error.part, error.reason) from None
    if signer is not None and (reason := signer.certificate.unusable_at(desk.clock.now())):
        raise InvalidValue("certificate", reason)


async def _signer(desk: Desk, settings: SignatureSettings) -> Signer | None:
    if settings.key_file is not None:
        return await desk.signatures.of_file(settings.key_file, settings.level)
    return await desk.signatures.installed()


def _part(error: UnusableCertificate) -> str:
    return "'s password" if error.part == "password" else ""
