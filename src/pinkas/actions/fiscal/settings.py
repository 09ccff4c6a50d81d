"""What a business settles about the fiscal service; while it is not active nothing is ever told, and papers say so."""

from __future__ import annotations

import base64
from dataclasses import dataclass, field
from typing import Final, Literal

from pinkas.actions.desk import Caller, Desk, Once, Saved
from pinkas.actions.options import Option, get_option, set_option
from pinkas.actions.ports import KeyFile, UnusableCertificate
from pinkas.books.errors import InvalidValue, NotAvailable
from pinkas.books.fiscal import SERVICE_COUNTRY, check_code
from pinkas.storage import fiscal

#: Where anybody verifies an invoice (fiscal dossier §8).
_HOSTS: Final = {
    "production": "https://efiskalizimi-app.tatime.gov.al",
    "test": "https://efiskalizimi-app-test.tatime.gov.al",
}
_MOST_TILLS: Final = 1000


@dataclass(frozen=True, slots=True, kw_only=True)
class FiscalSettings:
    """The codes of a business at the administration, and its certificate (PKCS#12 or PEM, in base64).

    `till_codes` are (serial of a till, its code); what is sold at others is told of without one. Raises InvalidValue.
    """

    active: bool = False
    environment: Literal["production", "test"] = "production"
    business_unit: str | None = None
    operator: str | None = None
    software: str | None = None
    till_codes: tuple[tuple[int, str], ...] = ()
    certificate: str | None = field(default=None, repr=False)
    password: str | None = field(default=None, repr=False)

    def __post_init__(self) -> None:
        """Refuse what the administration would not understand."""
        if self.environment not in _HOSTS:
            raise InvalidValue("environment", f"must be one of {', '.join(_HOSTS)}")
        if len(self.till_codes) > _MOST_TILLS or len(dict(self.till_codes)) < len(self.till_codes):
            raise InvalidValue("till_codes", "must name each till once")
        for _, code in self.till_codes:
            check_code("till_codes", code)
        for name in ("business_unit", "operator", "software"):
            code = getattr(self, name)
            if code is not None:
                check_code(name, code)
            elif self.active:
                raise InvalidValue(name, "is needed for telling of sales")
        if self.active and self.certificate is None:
            raise InvalidValue("certificate", "is needed for telling of sales")

    @property
    def verify_host(self) -> str:
        """Where the codes to scan lead."""
        return _HOSTS[self.environment]

    def till_code(self, register: int) -> str | None:
        """The administration's code of a till."""
        return dict(self.till_codes).get(register)


FISCAL: Final = Option("fiscal-service", FiscalSettings, secrets=("certificate", "password"))


@dataclass(frozen=True, slots=True)
class Joined:
    """A business that tells of its sales: what it settled, and its certificate."""

    settings: FiscalSettings
    key_file: KeyFile = field(repr=False)


async def fiscal_settings(desk: Desk, business: int) -> FiscalSettings:
    """What the business has settled."""
    return await get_option(desk, business, FISCAL)


async def set_fiscal(
    desk: Desk, caller: Caller, settings: FiscalSettings, *, once: Once | None = None
) -> Saved[FiscalSettings]:
    """Settle it; from then on what is issued is told of, or is not any more. Raises InvalidValue, NotAvailable."""
    if caller.country != SERVICE_COUNTRY:
        raise NotAvailable("only an Albanian business tells a fiscal service of its sales")
    if settings.active:
        await _check_certificate(desk, settings)
    saved = await set_option(desk, caller, FISCAL, settings, once=once)
    await fiscal.watch(desk.store, caller.business, active=settings.active)
    return saved


async def joined(desk: Desk, caller: Caller) -> Joined:
    """The business with its certificate. Raises NotAvailable, saying what is missing."""
    settings = await fiscal_settings(desk, caller.business)
    if caller.country != SERVICE_COUNTRY or not settings.active or settings.certificate is None:
        raise NotAvailable("the business tells no fiscal service of its sales: nothing is set up")
    if not desk.fiscal_service.configured:
        raise NotAvailable("this installation does not reach a fiscal service")
    return Joined(settings, _key_file(settings.certificate, settings.password))


async def _check_certificate(desk: Desk, settings: FiscalSettings) -> None:
    key_file = _key_file(settings.certificate or "", settings.password)
    try:
        signer = await desk.signatures.of_file(key_file, "approved")
        if desk.fiscal_service.configured:
            await desk.fiscal_service.sign(key_file, "")
    except UnusableCertificate as error:
        raise InvalidValue(error.part, error.reason) from None
    if reason := signer.certificate.unusable_at(desk.clock.now()):
        raise InvalidValue("certificate", reason)


def _key_file(certificate: str, password: str | None) -> KeyFile:
    try:
        return KeyFile(base64.b64decode(certificate, validate=True), password)
    except ValueError:
        raise InvalidValue("certificate", "must be a file in base64") from None
