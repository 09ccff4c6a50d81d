"""Settings: the environment (`PINKAS_...`) over `pinkas.toml`; a command's flags win over both."""

from __future__ import annotations

from pathlib import Path

from pydantic import Field, ValidationError
from pydantic_settings import BaseSettings, PydanticBaseSettingsSource, SettingsConfigDict, TomlConfigSettingsSource


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
    log_level: str = Field(default="info", pattern="^(debug|info|warning|error)$")

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
        name = str(first["loc"][0]) if first["loc"] else "settings"
        raise SettingsError(f"PINKAS_{name.upper()} cannot be used: {first['msg']}.") from None
    except (OSError, ValueError) as error:
        raise SettingsError(f"pinkas.toml cannot be read: {error}.") from None
