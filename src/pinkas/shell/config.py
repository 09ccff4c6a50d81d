"""Settings: the environment (`PINKAS_...`) over `pinkas.toml`; a command's flags win over both."""

from __future__ import annotations

from ipaddress import ip_address
from pathlib import Path
from typing import Final, Self

from pydantic import Field, SecretStr, ValidationError, ValidationInfo, field_validator, model_validator
from pydantic_settings import BaseSettings, PydanticBaseSettingsSource, SettingsConfigDict, TomlConfigSettingsSource

from pinkas.actions.ports import Mailbox, SignatureLevel
from pinkas.books.errors import InvalidValue
from pinkas.books.mail_address import addresses
from pinkas.connectors.mail import NO_SENDER, MailRoad
from pinkas.connectors.signing import SigningRoad, Token
from pinkas.connectors.smtp import PORTS, Security, SmtpServer

_SIGN: Final = (
    "sign_certificate", "sign_password", "sign_pkcs11_library", "sign_pkcs11_token", "sign_pkcs11_pin",
    "sign_pkcs11_key", "sign_timestamp_url", "sign_level",
)  # fmt: skip
_MAIL: Final = ("smtp_host", "smtp_port", "smtp_security", "smtp_user", "smtp_password", "smtp_timeout")

#: Card numbers go there: over TLS, or to this machine.
_GATEWAY_URL: Final = r"^(https://[^\s?#]+|http://(127\.0\.0\.1|localhost|\[::1\])(:\d+)?(/[^\s?#]*)?)$"


class SettingsError(Exception):
    """A setting cannot be used; one clear sentence naming it."""


class Settings(BaseSettings):
    """What an installation can be told. Secrets are never shown by `repr`."""

    model_config = SettingsConfigDict(env_prefix="PINKAS_", toml_file="pinkas.toml", extra="ignore", frozen=True)

    #: The data folder: database, keys, logs.
    data: Path = Path("./pinkas-data")
    host: str = "127.0.0.1"
    port: int = Field(default=8080, ge=0, le=65535)
    workers: int = Field(default=2, ge=1, le=64)
    #: A PostgreSQL 15 or later to use instead of the one in the data folder, as the owner of the database.
    database_url: str | None = Field(default=None, repr=False)
    secret_key_file: Path | None = None
    #: The address the world knows this server by, when a proxy stands in front of it.
    public_url: str | None = None
    #: Addresses of proxies whose X-Forwarded headers are believed, separated by commas.
    trusted_proxies: str = ""
    #: Requests a minute that one token may make; as many as it likes when unset.
    rate_limit: int | None = Field(default=None, ge=1, le=1_000_000)
    #: Minutes that an iCash session lasts unused.
    session_minutes: int = Field(default=60, ge=1, le=1440)
    log_level: str = Field(default="info", pattern="^(debug|info|warning|error)$")
    #: The server that sends our mail; without one, mail is kept as files in the data folder.
    smtp_host: str | None = Field(default=None, pattern=r"^[A-Za-z0-9._:-]{1,253}$")
    #: By security: 587 for starttls, 465 for tls, 25 for none.
    smtp_port: int | None = Field(default=None, ge=1, le=65535)
    smtp_security: Security = "starttls"
    smtp_user: str | None = Field(default=None, repr=False)
    smtp_password: SecretStr | None = None
    #: Seconds to wait for each answer of the mail server.
    smtp_timeout: int = Field(default=30, ge=1, le=600)
    #: From whom mail comes: an address, or `Name <address>`.
    mail_from: str | None = None
    #: Where the card gateways are, when not at their documented addresses: a stand-in, or another host of theirs.
    pelecard_url: str | None = Field(default=None, pattern=_GATEWAY_URL)
    cardcom_url: str | None = Field(default=None, pattern=_GATEWAY_URL)
    #: The Albanian tax administration's services, and where invoices are looked up when that is elsewhere: their
    #: addresses are the administration's to give; without one Albanian sales are not fiscalised.
    fiscal_al_url: str | None = Field(default=None, pattern=_GATEWAY_URL)
    fiscal_al_check_url: str | None = Field(default=None, pattern=_GATEWAY_URL)
    #: What businesses without a certificate of their own sign their papers with: a PKCS#12 or PEM file ...
    sign_certificate: Path | None = None
    sign_password: SecretStr | None = None
    #: ... or a key in a token: the maker's library, the token's label, its PIN, the label of key and certificate.
    sign_pkcs11_library: str | None = None
    sign_pkcs11_token: str | None = None
    sign_pkcs11_pin: SecretStr | None = None
    sign_pkcs11_key: str | None = None
    #: An authority that stamps the time of signatures (RFC 3161).
    sign_timestamp_url: str | None = Field(default=None, pattern=r"^https?://[^\s?#]+$")
    #: What the law calls the signature.
    sign_level: SignatureLevel = "secured"

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """Flags, then the environment, then the file."""
        del dotenv_settings, file_secret_settings
        return init_settings, env_settings, TomlConfigSettingsSource(settings_cls)

    @field_validator(
        *_MAIL, *_SIGN, "mail_from", "rate_limit", "session_minutes", "pelecard_url", "cardcom_url", "fiscal_al_url",
        "fiscal_al_check_url", mode="before",
    )  # fmt: skip
    @classmethod
    def _empty_is_unset(cls, value: object, info: ValidationInfo) -> object:
        """Compose files pass on variables that nobody set as empty ones."""
        return cls.model_fields[str(info.field_name)].default if value in {"", None} else value

    @model_validator(mode="after")
    def _mail_fits_together(self) -> Self:
        """Refuse mail settings that contradict each other, before the first mail would fail."""
        if self.mail_from is not None:
            _sender(self.mail_from)
        if self.smtp_host is None:
            for name in _MAIL[1:]:
                if getattr(self, name) != type(self).model_fields[name].default:
                    raise ValueError(f"PINKAS_{name.upper()} is set but PINKAS_SMTP_HOST is not")
            return self
        if self.mail_from is None:
            raise ValueError("PINKAS_SMTP_HOST is set but PINKAS_MAIL_FROM is not: mail must come from some address")
        if (self.smtp_user is None) != (self.smtp_password is None):
            raise ValueError("PINKAS_SMTP_USER and PINKAS_SMTP_PASSWORD must be set together, or neither")
        if self.smtp_user is not None and self.smtp_security == "none" and not _is_loopback(self.smtp_host):
            raise ValueError(
                "PINKAS_SMTP_PASSWORD would travel in the clear to another machine: "
                "set PINKAS_SMTP_SECURITY to starttls or tls"
            )
        return self

    @model_validator(mode="after")
    def _signing_fits_together(self) -> Self:
        """Refuse signing settings that contradict each other, before the first document would not be signed."""
        token = (self.sign_pkcs11_library, self.sign_pkcs11_token, self.sign_pkcs11_key)
        if any(token) and not all(token):
            raise ValueError(
                "PINKAS_SIGN_PKCS11_LIBRARY, PINKAS_SIGN_PKCS11_TOKEN and PINKAS_SIGN_PKCS11_KEY must be set together"
            )
        if any(token) and self.sign_certificate is not None:
            raise ValueError("PINKAS_SIGN_CERTIFICATE and PINKAS_SIGN_PKCS11_LIBRARY cannot both be set")
        if self.sign_password is not None and self.sign_certificate is None:
            raise ValueError("PINKAS_SIGN_PASSWORD is set but PINKAS_SIGN_CERTIFICATE is not")
        if self.sign_pkcs11_pin is not None and not any(token):
            raise ValueError("PINKAS_SIGN_PKCS11_PIN is set but PINKAS_SIGN_PKCS11_LIBRARY is not")
        return self

    @model_validator(mode="after")
    def _fiscal_fits_together(self) -> Self:
        """Refuse a place to look up at without one to tell."""
        if self.fiscal_al_check_url is not None and self.fiscal_al_url is None:
            raise ValueError("PINKAS_FISCAL_AL_CHECK_URL is set but PINKAS_FISCAL_AL_URL is not")
        return self

    @property
    def signing_road(self) -> SigningRoad:
        """What this installation signs papers with."""
        token = None
        if self.sign_pkcs11_library and self.sign_pkcs11_token and self.sign_pkcs11_key:
            token = Token(
                library=self.sign_pkcs11_library,
                token=self.sign_pkcs11_token,
                pin=_told(self.sign_pkcs11_pin),
                key=self.sign_pkcs11_key,
            )
        return SigningRoad(
            certificate=self.sign_certificate,
            password=_told(self.sign_password),
            token=token,
            timestamp_url=self.sign_timestamp_url,
            level=self.sign_level,
        )

    @property
    def mail_road(self) -> MailRoad:
        """Which road mail takes in this installation."""
        folder, sender = self.data / "mail", NO_SENDER if self.mail_from is None else _sender(self.mail_from)
        if self.smtp_host is None:
            return MailRoad(folder, sender)
        password = _told(self.smtp_password)
        server = SmtpServer(
            host=self.smtp_host,
            port=self.smtp_port or PORTS[self.smtp_security],
            security=self.smtp_security,
            user=self.smtp_user,
            password=password,
            timeout_s=self.smtp_timeout,
        )
        return MailRoad(folder, sender, server)

    @property
    def gateway_urls(self) -> dict[str, str]:
        """The card gateways that are elsewhere than documented."""
        said = {"pelecard": self.pelecard_url, "cardcom": self.cardcom_url}
        return {name: url for name, url in said.items() if url}

    @property
    def fiscal_urls(self) -> tuple[str, str | None] | None:
        """Where the Albanian services are, and where invoices are looked up; None without them."""
        return None if self.fiscal_al_url is None else (self.fiscal_al_url, self.fiscal_al_check_url)

    @property
    def key_file(self) -> Path:
        """Where the master key is."""
        return self.secret_key_file or self.data / "secrets" / "master.key"


def load(**flags: object) -> Settings:
    """The settings with the flags that were given. Raises SettingsError."""
    try:
        return Settings(**{name: value for name, value in flags.items() if value is not None})  # type: ignore[arg-type]  # pydantic reads and checks them
    except ValidationError as error:
        first = error.errors(include_input=False, include_url=False)[0]
        if not first["loc"]:  # two settings that do not go together: the sentence names them
            raise SettingsError(f"{first['msg'].removeprefix('Value error, ')}.") from None
        name = str(first["loc"][0])
        raise SettingsError(f"PINKAS_{name.upper()} cannot be used: {first['msg']}.") from None
    except (OSError, ValueError) as error:
        raise SettingsError(f"pinkas.toml cannot be read: {error}.") from None


def _told(secret: SecretStr | None) -> str | None:
    return None if secret is None else secret.get_secret_value()


def _sender(text: str) -> Mailbox:
    """The sender that PINKAS_MAIL_FROM names. Raises ValueError with a sentence."""
    name = text.partition("<")[0].strip().strip('"') if text.rstrip().endswith(">") else ""
    try:
        found = addresses(text, "mail_from")
        senders = [Mailbox(name or None, one) for one in found]
    except InvalidValue as error:
        raise ValueError(f"PINKAS_MAIL_FROM cannot be used: {error.reason}") from None
    if len(senders) != 1:
        raise ValueError("PINKAS_MAIL_FROM must be one address")
    return senders[0]


def _is_loopback(host: str) -> bool:
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
