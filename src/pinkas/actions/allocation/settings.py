"""What a business settles about the tax authority's interface; while it is not active nothing is ever asked."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Final
from urllib.parse import urlsplit

from pinkas.actions.desk import Caller, Desk, Once, Saved
from pinkas.actions.options import Option, get_option, set_option
from pinkas.actions.ports import Application, Environment
from pinkas.books.errors import InvalidValue, NotAvailable, NotPermitted

_OFFICIAL: Final = re.compile(r"https://([a-z0-9-]+\.)*taxes\.gov\.il")
_ORIGIN: Final = re.compile(r"https?://[A-Za-z0-9.\-\[\]:]{1,200}")
_PATH: Final = re.compile(r"[A-Za-z0-9_./-]{1,100}")
#: What software without a certificate said to the first version of the interface; later ones want its maker's number.
_NO_SOFTWARE: Final = 99_999_999
#: Where the production's look-up lies, apart from the other calls (fiscal dossier §3.3).
_LOOKUP_HOST: Final = "https://openapi.taxes.gov.il"
_LARGEST_NUMBER: Final = 999_999_999


@dataclass(frozen=True, slots=True, kw_only=True)
class TaxAuthoritySettings:
    """The application of a business at the authority. Raises InvalidValue naming the field."""

    active: bool = False
    client_id: str | None = None
    client_secret: str | None = field(default=None, repr=False)
    environment: Environment = "production"
    #: Where a person logs in, and where the calls go: origins without a path.
    login_host: str = "https://openapi.taxes.gov.il"
    host: str = "https://ita-api.taxes.gov.il"
    #: Where requests are looked up; None for the authority's own host in production, and for `host` in the sandbox.
    lookup_host: str | None = None
    #: The papers differ on paths, hence settings.
    approval_path: str = "Invoices/v2/Approval"
    lookup_path: str = "invoice-information/v2/details"
    decision_path: str = "InvoiceDecisionApi/v1"
    #: The registration certificate of the software, or its maker's company number; software for one's own use is made
    #: by the business itself. Needed for asking.
    software_number: int | None = None
    union_vat_number: int | None = None
    #: The operator: at least one of the two.
    user_id: int | None = None
    user_name: str | None = None
    #: Lines are sent along.
    sends_items: bool = False
    #: Where the authority sends a person back to, as registered there; None for this server's own address.
    redirect_uri: str | None = None

    def __post_init__(self) -> None:
        """Refuse what the authority would not understand."""
        if self.environment not in {"tsandbox", "production"}:
            raise InvalidValue("environment", "must be tsandbox or production")
        for name in ("login_host", "host", "lookup_host"):
            if not _ORIGIN.fullmatch(getattr(self, name) or _LOOKUP_HOST):
                raise InvalidValue(name, "must be an address such as https://ita-api.taxes.gov.il, without a path")
        for name in ("approval_path", "lookup_path", "decision_path"):
            if not _PATH.fullmatch(getattr(self, name)):
                raise InvalidValue(name, "must be a path")
        self._check_figures()
        if self.active:
            self._check_complete()

    def _check_figures(self) -> None:
        for name in ("software_number", "union_vat_number", "user_id"):
            number = getattr(self, name)
            if number is not None and not 1 <= number <= _LARGEST_NUMBER:
                raise InvalidValue(name, "must have at most nine digits")
        if self.user_name is not None and len(self.user_name) > 25:
            raise InvalidValue("user_name", "must be at most 25 characters")
        if self.redirect_uri is not None and urlsplit(self.redirect_uri).scheme not in {"http", "https"}:
            raise InvalidValue("redirect_uri", "must be an address")

    def _check_complete(self) -> None:
        for name in ("client_id", "client_secret"):
            if not getattr(self, name):
                raise InvalidValue(name, "is needed for asking")
        if self.user_id is None and not self.user_name:
            raise InvalidValue("user_name", "is needed for asking, or user_id")
        if self.software_number is None:
            reason = (
                "is needed for asking: the registration certificate's, or without one the company number of the maker"
            )
            raise InvalidValue("software_number", reason)

    @property
    def hosts(self) -> tuple[str, str, str]:
        """Where calls go: to log in, to ask and decide, to look up."""
        apart = _LOOKUP_HOST if self.environment == "production" else self.host
        return self.login_host, self.host, self.lookup_host or apart

    @property
    def named_hosts(self) -> tuple[str, str, str | None]:
        """The same as they were named, for whoever may not name them."""
        return self.login_host, self.host, self.lookup_host

    @property
    def is_official(self) -> bool:
        """Whether all hosts are the authority's own."""
        return all(_OFFICIAL.fullmatch(host) for host in self.hosts)


TAX_AUTHORITY: Final = Option("tax-authority", TaxAuthoritySettings, secrets=("client_secret",))


async def tax_authority_settings(desk: Desk, caller: Caller) -> TaxAuthoritySettings:
    """What the business has settled."""
    return await get_option(desk, caller.business, TAX_AUTHORITY)


async def set_tax_authority(
    desk: Desk, caller: Caller, settings: TaxAuthoritySettings, *, once: Once | None = None
) -> Saved[TaxAuthoritySettings]:
    """Settle it. Hosts that are not the authority's own are the operator's to name: this server would call them.

    Raises InvalidValue, NotPermitted.
    """
    if settings.active and settings.software_number == _NO_SOFTWARE:
        raise InvalidValue("software_number", "99999999 belongs to version 1: say the company number of the maker")
    if not settings.is_official and not caller.operator:
        before = await tax_authority_settings(desk, caller)
        if settings.named_hosts != before.named_hosts:
            raise NotPermitted("only the operator may name a host outside taxes.gov.il")
    return await set_option(desk, caller, TAX_AUTHORITY, settings, once=once)


def application_of(settings: TaxAuthoritySettings, caller: Caller) -> Application:
    """The application as the port takes it. Raises NotAvailable where the business has none, or no number."""
    missing = None in {settings.client_id, settings.client_secret, settings.software_number}
    if not settings.active or missing:
        raise NotAvailable("the business has not set up the tax authority's interface")
    if not caller.tax_number.isdigit():
        raise NotAvailable("the business has no Israeli tax number")
    return Application(
        client_id=settings.client_id or "",
        client_secret=settings.client_secret or "",
        environment=settings.environment,
        login_host=settings.login_host,
        host=settings.host,
        lookup_host=settings.hosts[2],
        approval_path=settings.approval_path,
        lookup_path=settings.lookup_path,
        decision_path=settings.decision_path,
        software_number=settings.software_number or 0,
        vat_number=int(caller.tax_number),
        union_vat_number=settings.union_vat_number,
        user_id=settings.user_id,
        user_name=settings.user_name,
    )
