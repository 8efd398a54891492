"""Letters and applications for disclosure, and their numbers."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def _text(name: str, default: str | None = None, *, nullable: bool = False) -> sa.Column[str]:
    given = None if default is None else sa.text(f"'{default}'")
    return sa.Column(name, sa.Text(), server_default=given, nullable=nullable)


def upgrade() -> None:
    op.create_table(
        "serials",
        sa.Column("id", ID, autoincrement=True, nullable=False),
        sa.Column("org_id", ID, nullable=False),
        _text("series"),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("last", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["org_id"], ["organisations.id"], name="fk_serials_org_id"),
        sa.PrimaryKeyConstraint("id", name="pk_serials"),
        sa.UniqueConstraint("org_id", "series", "year", name="uq_serials_org_id_series_year"),
    )
    op.create_table(
        "enquiries",
        sa.Column("id", ID, autoincrement=True, nullable=False),
        sa.Column("org_id", ID, nullable=False),
        sa.Column("office_id", ID, nullable=True),
        _text("of"),
        _text("number", nullable=True),
        _text("state", "new"),
        _text("class_", ""),
        _text("way", ""),
        _text("title", ""),
        _text("body", ""),
        _text("came_on"),
        _text("received_on", nullable=True),
        sa.Column("registered_by", ID, nullable=False),
        sa.Column("assigned_by", ID, nullable=True),
        sa.Column("assigned_at", sa.BigInteger(), nullable=True),
        _text("note", ""),
        _text("answer", ""),
        _text("answer_hash", nullable=True),
        sa.Column("answer_by", ID, nullable=True),
        _text("outcome", ""),
        sa.Column("decided_by", ID, nullable=True),
        sa.Column("answered_at", sa.BigInteger(), nullable=True),
        sa.Column("replied_at", sa.BigInteger(), nullable=True),
        _text("events", "{}"),
        _text("regime_hash"),
        sa.Column("revision", sa.Integer(), server_default=sa.text("0"), nullable=False),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.Column("changed_at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["org_id"], ["organisations.id"], name="fk_enquiries_org_id"),
        sa.ForeignKeyConstraint(["office_id"], ["offices.id"], name="fk_enquiries_office_id"),
        sa.ForeignKeyConstraint(["registered_by"], ["people.id"], name="fk_enquiries_registered_by"),
        sa.ForeignKeyConstraint(["assigned_by"], ["people.id"], name="fk_enquiries_assigned_by"),
        sa.ForeignKeyConstraint(["answer_by"], ["people.id"], name="fk_enquiries_answer_by"),
        sa.ForeignKeyConstraint(["decided_by"], ["people.id"], name="fk_enquiries_decided_by"),
        sa.ForeignKeyConstraint(["regime_hash"], ["regimes.hash"], name="fk_enquiries_regime_hash"),
        sa.PrimaryKeyConstraint("id", name="pk_enquiries"),
        sa.UniqueConstraint("org_id", "number", name="uq_enquiries_org_id_number"),
    )
    op.create_index("ix_enquiries_org_id_state", "enquiries", ["org_id", "state"])


def downgrade() -> None:
    op.drop_index("ix_enquiries_org_id_state", table_name="enquiries")
    op.drop_table("enquiries")
    op.drop_table("serials")
