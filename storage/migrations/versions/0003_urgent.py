"""加急, and buttons that are answered by their number."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.add_column("items", sa.Column("urgent", sa.Integer(), server_default=sa.text("0"), nullable=False))
    op.add_column("items", sa.Column("urgent_by", ID, nullable=True))
    op.add_column("items", sa.Column("urgent_why", sa.Text(), server_default=sa.text("''"), nullable=False))
    op.add_column("outbox", sa.Column("numbered", sa.Text(), nullable=True))
    op.create_index(
        "ix_outbox_numbered",
        "outbox",
        ["lane"],
        unique=False,
        sqlite_where=sa.text("numbered IS NOT NULL"),
        postgresql_where=sa.text("numbered IS NOT NULL"),
    )


def downgrade() -> None:
    op.drop_index("ix_outbox_numbered", table_name="outbox")
    with op.batch_alter_table("outbox") as table:
        table.drop_column("numbered")
    with op.batch_alter_table("items") as table:
        for name in ("urgent_why", "urgent_by", "urgent"):
            table.drop_column(name)
