"""Findings on the site, until they are put right."""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
REFERS = (
    ("org_id", "organisations", False),
    ("office_id", "offices", True),
    ("column_id", "columns", True),
    ("upload_id", "uploads", True),
    ("reported_by", "people", True),
    ("item_id", "items", True),
    ("fixed_by", "people", True),
    ("takedown_by", "people", True),
    ("removed_by", "people", True),
    ("closed_by", "people", True),
)


def _text(name: str, default: str | None = None, *, nullable: bool = False) -> sa.Column[str]:
    given = None if default is None else sa.text(f"'{default}'")
    return sa.Column(name, sa.Text(), server_default=given, nullable=nullable)


def _ref(name: str) -> sa.Column[int]:
    nullable = {column: may for column, _, may in REFERS}[name]
    return sa.Column(name, ID, nullable=nullable)


def _at(name: str, *, nullable: bool = True) -> sa.Column[int]:
    return sa.Column(name, sa.BigInteger(), nullable=nullable)


def upgrade() -> None:
    op.create_table(
        "findings",
        sa.Column("id", ID, autoincrement=True, nullable=False),
        _ref("org_id"),
        _ref("office_id"),
        _ref("column_id"),
        _text("number", nullable=True),
        _text("state", "new"),
        _text("kind", ""),
        sa.Column("grave", sa.Integer(), server_default=sa.text("0"), nullable=False),
        _text("words", ""),
        _text("url", ""),
        _text("source", "person"),
        _text("source_ref", ""),
        _ref("upload_id"),
        _ref("reported_by"),
        _text("limit_on", nullable=True),
        _text("note", ""),
        _ref("item_id"),
        _ref("fixed_by"),
        _at("fixed_at"),
        _ref("takedown_by"),
        _at("takedown_at"),
        _ref("removed_by"),
        _at("removed_at"),
        _ref("closed_by"),
        _at("closed_at"),
        _text("regime_hash"),
        sa.Column("revision", sa.Integer(), server_default=sa.text("0"), nullable=False),
        _at("created_at", nullable=False),
        _at("changed_at", nullable=False),
        *(
            sa.ForeignKeyConstraint([name], [f"{target}.id"], name=f"fk_findings_{name}")
            for name, target, _ in REFERS
        ),
        sa.ForeignKeyConstraint(["regime_hash"], ["regimes.hash"], name="fk_findings_regime_hash"),
        sa.PrimaryKeyConstraint("id", name="pk_findings"),
        sa.UniqueConstraint("org_id", "number", name="uq_findings_org_id_number"),
    )
    op.create_index("ix_findings_org_id_state", "findings", ["org_id", "state"])
    op.create_index("ix_findings_item_id", "findings", ["item_id"])


def downgrade() -> None:
    op.drop_index("ix_findings_item_id", table_name="findings")
    op.drop_index("ix_findings_org_id_state", table_name="findings")
    op.drop_table("findings")
