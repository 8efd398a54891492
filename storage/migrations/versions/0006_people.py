"""Seats that were handed on, deputies, for whom somebody sits, and opinions asked for."""

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
    op.add_column("seats", sa.Column("delegated", sa.Integer(), server_default=sa.text("0"), nullable=False))
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
    op.create_table(
        "delegations",
        sa.Column("id", ID, autoincrement=True, nullable=False),
        sa.Column("item_id", ID, nullable=False),
        sa.Column("step_id", ID, nullable=False),
        sa.Column("seat_id", ID, nullable=False),
        sa.Column("giver_id", ID, nullable=False),
        sa.Column("to_id", ID, nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), server_default=sa.text("'open'"), nullable=False),
        sa.Column("opinion", sa.Text(), server_default=sa.text("''"), nullable=False),
        sa.Column("asked_at", sa.BigInteger(), nullable=False),
        sa.Column("answered_at", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(["item_id"], ["items.id"], name="fk_delegations_item_id"),
        sa.ForeignKeyConstraint(["step_id"], ["steps.id"], name="fk_delegations_step_id"),
        sa.ForeignKeyConstraint(["seat_id"], ["seats.id"], name="fk_delegations_seat_id"),
        sa.ForeignKeyConstraint(["giver_id"], ["people.id"], name="fk_delegations_giver_id"),
        sa.ForeignKeyConstraint(["to_id"], ["people.id"], name="fk_delegations_to_id"),
        sa.PrimaryKeyConstraint("id", name="pk_delegations"),
    )
    op.create_index("ix_delegations_seat_id", "delegations", ["seat_id"])
    op.create_index("ix_delegations_to_id_state", "delegations", ["to_id", "state"])
    op.create_index("ix_delegations_item_id", "delegations", ["item_id"])


def downgrade() -> None:
    op.drop_index("ix_delegations_item_id", table_name="delegations")
    op.drop_index("ix_delegations_to_id_state", table_name="delegations")
    op.drop_index("ix_delegations_seat_id", table_name="delegations")
    op.drop_table("delegations")
    op.drop_index("ix_deputies_deputy_id", table_name="deputies")
    op.drop_index("ix_deputies_person_id", table_name="deputies")
    op.drop_table("deputies")
    for table, names in (
        ("steps", ("decided_for",)),
        ("decisions", ("sits_for",)),
        ("seats", ("delegated", "came", "sits_for")),
        ("items", ("route_changes",)),
    ):
        with op.batch_alter_table(table) as altered:
            for name in names:
                altered.drop_column(name)
