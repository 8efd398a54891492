"""The ledger of columns: what each owes, and each time it was kept up."""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def _text(name: str, default: str | None = None, *, nullable: bool = False) -> sa.Column[str]:
    given = None if default is None else sa.text(f"'{default}'")
    return sa.Column(name, sa.Text(), server_default=given, nullable=nullable)


def upgrade() -> None:
    op.add_column("imports", _text("kind", "office"))
    op.create_table(
        "ledger",
        sa.Column("id", ID, autoincrement=True, nullable=False),
        sa.Column("column_id", ID, nullable=False),
        sa.Column("org_id", ID, nullable=False),
        _text("path", "[]"),
        _text("class_", ""),
        _text("every", "[]"),
        _text("contents", ""),
        _text("way", ""),
        _text("catalogue", ""),
        _text("required", "[]"),
        sa.Column("person_id", ID, nullable=True),
        _text("updated_on", nullable=True),
        _text("updated_how", ""),
        sa.Column("entries", sa.Integer(), nullable=True),
        sa.Column("read_at", sa.BigInteger(), nullable=True),
        _text("regime_hash"),
        sa.Column("changed_at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["column_id"], ["columns.id"], name="fk_ledger_column_id"),
        sa.ForeignKeyConstraint(["org_id"], ["organisations.id"], name="fk_ledger_org_id"),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name="fk_ledger_person_id"),
        sa.ForeignKeyConstraint(["regime_hash"], ["regimes.hash"], name="fk_ledger_regime_hash"),
        sa.PrimaryKeyConstraint("id", name="pk_ledger"),
        sa.UniqueConstraint("column_id", name="uq_ledger_column_id"),
    )
    op.create_index("ix_ledger_org_id", "ledger", ["org_id"])
    op.create_table(
        "upkeep",
        sa.Column("id", ID, autoincrement=True, nullable=False),
        sa.Column("column_id", ID, nullable=False),
        _text("event"),
        _text("on"),
        _text("how"),
        sa.Column("person_id", ID, nullable=True),
        sa.Column("item_id", ID, nullable=True),
        _text("note", ""),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["column_id"], ["columns.id"], name="fk_upkeep_column_id"),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name="fk_upkeep_person_id"),
        sa.ForeignKeyConstraint(["item_id"], ["items.id"], name="fk_upkeep_item_id"),
        sa.PrimaryKeyConstraint("id", name="pk_upkeep"),
        sa.UniqueConstraint("column_id", "event", "on", name="uq_upkeep_column_id_event_on"),
    )


def downgrade() -> None:
    op.drop_table("upkeep")
    op.drop_index("ix_ledger_org_id", table_name="ledger")
    op.drop_table("ledger")
    with op.batch_alter_table("imports") as table:
        table.drop_column("kind")
