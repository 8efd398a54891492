"""Seats that were handed on, and for whom somebody sits."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.add_column(
        "items", sa.Column("route_changes", sa.Text(), server_default=sa.text("''"), nullable=False)
    )
    op.add_column("seats", sa.Column("sits_for", ID, nullable=True))
    op.add_column("seats", sa.Column("came", sa.Text(), server_default=sa.text("''"), nullable=False))
    op.add_column("decisions", sa.Column("sits_for", ID, nullable=True))
    op.add_column("steps", sa.Column("decided_for", ID, nullable=True))


def downgrade() -> None:
    for table, names in (
        ("steps", ("decided_for",)),
        ("decisions", ("sits_for",)),
        ("seats", ("came", "sits_for")),
        ("items", ("route_changes",)),
    ):
        with op.batch_alter_table(table) as altered:
            for name in names:
                altered.drop_column(name)
