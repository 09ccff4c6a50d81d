"""All documents of the desk, products and stock, vouchers, periods, mailings."""

from pinkas.storage.migrations.sqlfile import run

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    """Add the tables, and put the present functions in place of the first ones."""
    run("migrations/0002_the_desk.sql")
    run(
        *(
            f"sql/functions/{name}.sql"
            for name in (
                "write_parts_v2", "open_business_v1", "change_business_v1", "save_contact_v2", "save_product_v1",
                "save_draft_v2", "issue_v2", "cancel_v2", "hand_out_v1", "post_voucher_v1", "mailing_v1",
            )
        )
    )  # fmt: skip
