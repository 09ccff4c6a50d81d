"""The first schema and its functions."""

from pinkas.storage.migrations.sqlfile import run

revision = "0001"
down_revision = None


def upgrade() -> None:
    """Create everything."""
    run("migrations/0001_first_light.sql")
    run(
        *(
            f"sql/functions/{name}_v1.sql"
            for name in ("write_parts", "open_business", "save_contact", "save_draft", "issue", "cancel", "hand_out")
        )
    )
