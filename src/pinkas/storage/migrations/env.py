"""Alembic's entry: hands each revision a raw psycopg cursor. SQLAlchemy is used here and nowhere else."""

from __future__ import annotations

import psycopg
from alembic import context
from sqlalchemy import create_engine
from sqlalchemy.pool import StaticPool

#: Long enough for a quiet moment, short enough not to stop the shop.
LOCK_TIMEOUT = "10s"

with psycopg.connect(context.config.attributes["dsn"]) as connection:
    connection.execute("select pg_advisory_lock(hashtext('pinkas migrations'))")
    connection.execute(f"set lock_timeout = '{LOCK_TIMEOUT}'")
    connection.commit()
    engine = create_engine("postgresql+psycopg://", creator=lambda: connection, poolclass=StaticPool)
    with engine.connect() as wrapped:
        context.configure(connection=wrapped, target_metadata=None, transaction_per_migration=True)
        with context.begin_transaction():
            context.run_migrations()
