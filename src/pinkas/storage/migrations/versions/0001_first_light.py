"""The first schema and its functions."""

from pinkas.storage.migrations.sqlfile import run

revision = "0001"
down_revision = None


def upgrade() -> None:
    """Create everything."""
    run("migrations/0001_first_light.sql", "migrations/0001_functions.sql")
