"""Expenses, deposits, cards, standing debits, VAT returns, allocation numbers, signatures: a file to each noun."""

from pinkas.storage.migrations.sqlfile import run

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    """Take the functions of before away, add the tables, and make the functions of then."""
    run(
        "migrations/0003/functions_go.sql",
        "migrations/0003/serials.sql",
        "migrations/0003/options.sql",
        "migrations/0003/vouchers.sql",
        "migrations/0003/expenses.sql",
        "migrations/0003/charges.sql",
        "migrations/0003/allocations.sql",
        "migrations/0003/log.sql",
        "migrations/0003/deposits.sql",
        "migrations/0003/vat.sql",
        "migrations/0003/journal.sql",
        "migrations/0003/standing_orders.sql",
        "migrations/0003/signing.sql",
        "migrations/0003/renderings.sql",
        "migrations/0003_functions.sql",
    )
