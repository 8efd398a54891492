"""Notices of holidays and days of a place over the known years; who is to hear of which threshold."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "calendars",
        sa.Column("id", ID, autoincrement=True, nullable=False),
        sa.Column("scope", sa.Text(), nullable=False),
        sa.Column("year", sa.Integer(), nullable=True),
        sa.Column("days", sa.Text(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("hash", sa.Text(), nullable=False),
        sa.Column("entered_by", sa.Text(), nullable=False),
        sa.Column("entered_at", sa.BigInteger(), nullable=False),
        sa.Column("state", sa.Text(), server_default=sa.text("'valid'"), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_calendars"),
    )
    op.create_table(
        "nudges",
        sa.Column("id", ID, autoincrement=True, nullable=False),
        sa.Column("person_id", ID, nullable=False),
        sa.Column("clock_id", ID, nullable=False),
        sa.Column("occasion", sa.Text(), nullable=False),
        sa.Column("role", sa.Text(), nullable=False),
        sa.Column("fire_at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["clock_id"], ["clocks.id"], name="fk_nudges_clock_id"),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name="fk_nudges_person_id"),
        sa.PrimaryKeyConstraint("id", name="pk_nudges"),
        sa.UniqueConstraint(
            "clock_id", "occasion", "person_id", name="uq_nudges_clock_id_occasion_person_id"
        ),
    )
    op.create_index("ix_nudges_person_id_fire_at", "nudges", ["person_id", "fire_at"])
    op.add_column(
        "organisations", sa.Column("region", sa.Text(), server_default=sa.text("''"), nullable=False)
    )


def downgrade() -> None:
    with op.batch_alter_table("organisations") as table:
        table.drop_column("region")
    op.drop_index("ix_nudges_person_id_fire_at", table_name="nudges")
    op.drop_table("nudges")
    op.drop_table("calendars")
