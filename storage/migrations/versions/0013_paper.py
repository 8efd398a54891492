"""Decisions that were signed on paper."""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "papers",
        sa.Column("id", ID, autoincrement=True, nullable=False),
        sa.Column("item_id", ID, nullable=False),
        sa.Column("seat_id", ID, nullable=False),
        sa.Column("signer_id", ID, nullable=False),
        sa.Column("verdict", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), server_default=sa.text("''"), nullable=False),
        sa.Column("paper_on", sa.Text(), nullable=False),
        sa.Column("why", sa.Text(), nullable=False),
        sa.Column("upload_id", ID, nullable=True),
        sa.Column("entered_by", ID, nullable=False),
        sa.Column("entered_at", sa.BigInteger(), nullable=False),
        sa.Column("state", sa.Text(), server_default=sa.text("'unscanned'"), nullable=False),
        sa.Column("confirmed_by", ID, nullable=True),
        sa.Column("confirmed_at", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(["item_id"], ["items.id"], name="fk_papers_item_id"),
        sa.ForeignKeyConstraint(["seat_id"], ["seats.id"], name="fk_papers_seat_id"),
        sa.ForeignKeyConstraint(["signer_id"], ["people.id"], name="fk_papers_signer_id"),
        sa.ForeignKeyConstraint(["entered_by"], ["people.id"], name="fk_papers_entered_by"),
        sa.PrimaryKeyConstraint("id", name="pk_papers"),
    )
    op.create_index("ix_papers_item_id", "papers", ["item_id"])
    op.add_column("decisions", sa.Column("paper_on", sa.Text(), nullable=True))


def downgrade() -> None:
    with op.batch_alter_table("decisions") as table:
        table.drop_column("paper_on")
    op.drop_index("ix_papers_item_id", table_name="papers")
    op.drop_table("papers")
