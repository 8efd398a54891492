"""Seats that were handed on, deputies, and for whom somebody sits."""

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
    op.create_table(
        "deputies",
        sa.Column("id", ID, autoincrement=True, nullable=False),
        sa.Column("org_id", ID, nullable=False),
        sa.Column("person_id", ID, nullable=False),
        sa.Column("deputy_id", ID, nullable=False),
        sa.Column("role", sa.Text(), nullable=False),
        sa.Column("from_on", sa.Text(), nullable=False),
        sa.Column("until_on", sa.Text(), nullable=False),
        sa.Column("why", sa.Text(), server_default=sa.text("''"), nullable=False),
        sa.Column("made_by", ID, nullable=False),
        sa.Column("made_at", sa.BigInteger(), nullable=False),
        sa.Column("ended_at", sa.BigInteger(), nullable=True),
        sa.Column("ended_by", ID, nullable=True),
        sa.ForeignKeyConstraint(["org_id"], ["organisations.id"], name="fk_deputies_org_id"),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name="fk_deputies_person_id"),
        sa.ForeignKeyConstraint(["deputy_id"], ["people.id"], name="fk_deputies_deputy_id"),
        sa.PrimaryKeyConstraint("id", name="pk_deputies"),
    )
    op.create_index("ix_deputies_person_id", "deputies", ["person_id"])
    op.create_index("ix_deputies_deputy_id", "deputies", ["deputy_id"])


def downgrade() -> None:
    op.drop_index("ix_deputies_deputy_id", table_name="deputies")
    op.drop_index("ix_deputies_person_id", table_name="deputies")
    op.drop_table("deputies")
    for table, names in (
        ("steps", ("decided_for",)),
        ("decisions", ("sits_for",)),
        ("seats", ("came", "sits_for")),
        ("items", ("route_changes",)),
    ):
        with op.batch_alter_table(table) as altered:
            for name in names:
                altered.drop_column(name)
