"""What the machine read of a site."""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "inspections",
        sa.Column("id", ID, autoincrement=True, nullable=False),
        sa.Column("org_id", ID, nullable=False),
        sa.Column("on", sa.Text(), nullable=False),
        sa.Column("what", sa.Text(), nullable=False),
        sa.Column("column_id", ID, nullable=True),
        sa.Column("outcome", sa.Text(), nullable=False),
        sa.Column("details", sa.Text(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["org_id"], ["organisations.id"], name="fk_inspections_org_id"),
        sa.ForeignKeyConstraint(["column_id"], ["columns.id"], name="fk_inspections_column_id"),
        sa.PrimaryKeyConstraint("id", name="pk_inspections"),
        sa.UniqueConstraint("key", name="uq_inspections_key"),
    )
    op.create_index("ix_inspections_org_id_on", "inspections", ["org_id", "on"])


def downgrade() -> None:
    op.drop_index("ix_inspections_org_id_on", table_name="inspections")
    op.drop_table("inspections")
