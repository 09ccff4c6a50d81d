"""Tills, operations, users and their keys, what shops are made of, inventory documents, orders: a file to each noun."""

from importlib import resources

from pinkas.storage.migrations.sqlfile import run

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    """Take the functions of before away, add the tables, and make the present functions."""
    run(
        "migrations/0004/functions_go.sql",
        "migrations/0004/shops.sql",
        "migrations/0004/keys.sql",
        "migrations/0004/cards.sql",
        "migrations/0004/currency.sql",
        "migrations/0004/transactions.sql",
        "migrations/0004/operations.sql",
        "migrations/0004/closings.sql",
        "migrations/0004/inventory.sql",
        "migrations/0004/fiscal.sql",
    )
    functions = resources.files("pinkas.storage") / "sql" / "functions"
    run(*sorted(f"sql/functions/{file.name}" for file in functions.iterdir() if file.name.endswith(".sql")))
