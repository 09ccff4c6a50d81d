"""All documents of the desk, products and stock, vouchers, periods, mailings."""

from pinkas.storage.migrations.sqlfile import run

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    """Add the tables, and put this version's functions in place of the first ones."""
    run("migrations/0002_the_desk.sql", "migrations/0002_functions.sql")
