"""Changes of liaison, which are filed."""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "departures",
        sa.Column("id", ID, autoincrement=True, nullable=False),
        sa.Column("org_id", ID, nullable=False),
        sa.Column("office_id", ID, nullable=False),
        sa.Column("person_id", ID, nullable=False),
        sa.Column("to_id", ID, nullable=False),
        sa.Column("changed_on", sa.Text(), nullable=False),
        sa.Column("made_by", ID, nullable=False),
        sa.Column("made_at", sa.BigInteger(), nullable=False),
        sa.Column("filed_at", sa.BigInteger(), nullable=True),
        sa.Column("filed_by", ID, nullable=True),
        sa.Column("regime_hash", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["org_id"], ["organisations.id"], name="fk_departures_org_id"),
        sa.ForeignKeyConstraint(["office_id"], ["offices.id"], name="fk_departures_office_id"),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name="fk_departures_person_id"),
        sa.ForeignKeyConstraint(["to_id"], ["people.id"], name="fk_departures_to_id"),
        sa.ForeignKeyConstraint(["regime_hash"], ["regimes.hash"], name="fk_departures_regime_hash"),
        sa.PrimaryKeyConstraint("id", name="pk_departures"),
    )
    op.create_index("ix_departures_to_id", "departures", ["to_id"])


def downgrade() -> None:
    op.drop_index("ix_departures_to_id", table_name="departures")
    op.drop_table("departures")
