"""Who was told of an item and has read it; steps that were returned to an earlier one."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "readers",
        sa.Column("id", ID, autoincrement=True, nullable=False),
        sa.Column("item_id", ID, nullable=False),
        sa.Column("person_id", ID, nullable=False),
        sa.Column("told_by", ID, nullable=True),
        sa.Column("told_at", sa.BigInteger(), nullable=True),
        sa.Column("version_id", ID, nullable=True),
        sa.Column("opened_at", sa.BigInteger(), nullable=True),
        sa.Column("read_at", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(["item_id"], ["items.id"], name="fk_readers_item_id"),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name="fk_readers_person_id"),
        sa.PrimaryKeyConstraint("id", name="pk_readers"),
        sa.UniqueConstraint("item_id", "person_id", name="uq_readers_item_id_person_id"),
    )
    op.create_table(
        "remarks",
        sa.Column("id", ID, autoincrement=True, nullable=False),
        sa.Column("item_id", ID, nullable=False),
        sa.Column("person_id", ID, nullable=False),
        sa.Column("text", sa.Text(), server_default=sa.text("''"), nullable=False),
        sa.Column("content_hash", sa.Text(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["item_id"], ["items.id"], name="fk_remarks_item_id"),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name="fk_remarks_person_id"),
        sa.PrimaryKeyConstraint("id", name="pk_remarks"),
    )
    op.create_index("ix_remarks_item_id", "remarks", ["item_id"])
    op.add_column("items", sa.Column("remarks", sa.Integer(), server_default=sa.text("0"), nullable=False))
    op.add_column("uploads", sa.Column("remark_id", ID, nullable=True))
    op.add_column("decisions", sa.Column("ground", sa.Text(), nullable=True))
    op.add_column("steps", sa.Column("back_to", sa.Text(), nullable=True))


def downgrade() -> None:
    with op.batch_alter_table("decisions") as table:
        table.drop_column("ground")
    with op.batch_alter_table("steps") as table:
        table.drop_column("back_to")
    with op.batch_alter_table("uploads") as table:
        table.drop_column("remark_id")
    with op.batch_alter_table("items") as table:
        table.drop_column("remarks")
    op.drop_index("ix_remarks_item_id", table_name="remarks")
    op.drop_table("remarks")
    op.drop_table("readers")
