"""Rosters, swaps and leave, the daily rounds and their lines."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def _text(name: str, default: str | None = None, *, nullable: bool = False) -> sa.Column[str]:
    given = None if default is None else sa.text(f"'{default}'")
    return sa.Column(name, sa.Text(), server_default=given, nullable=nullable)


def _int(name: str) -> sa.Column[int]:
    return sa.Column(name, sa.Integer(), server_default=sa.text("0"), nullable=False)


def _ref(name: str, *, nullable: bool = False) -> sa.Column[int]:
    return sa.Column(name, ID, nullable=nullable)


def _at(name: str, *, nullable: bool = False) -> sa.Column[int]:
    return sa.Column(name, sa.BigInteger(), nullable=nullable)


def upgrade() -> None:
    op.create_table(
        "rosters",
        sa.Column("id", ID, autoincrement=True, nullable=False),
        _ref("org_id"),
        _ref("office_id"),
        _text("duty"),
        _text("cadence"),
        _text("plan"),
        _text("at", "09:03"),
        _text("state", "active"),
        _int("revision"),
        _ref("made_by", nullable=True),
        _at("changed_at"),
        sa.ForeignKeyConstraint(["org_id"], ["organisations.id"], name="fk_rosters_org_id"),
        sa.ForeignKeyConstraint(["office_id"], ["offices.id"], name="fk_rosters_office_id"),
        sa.PrimaryKeyConstraint("id", name="pk_rosters"),
        sa.UniqueConstraint("office_id", "duty", name="uq_rosters_office_id_duty"),
    )
    op.create_index("ix_rosters_org_id_state", "rosters", ["org_id", "state"])
    op.create_table(
        "shifts",
        sa.Column("id", ID, autoincrement=True, nullable=False),
        _ref("roster_id"),
        _text("duty_on"),
        _int("part"),
        _text("readers"),
        _text("why"),
        _ref("by_person", nullable=True),
        _at("at"),
        sa.ForeignKeyConstraint(["roster_id"], ["rosters.id"], name="fk_shifts_roster_id"),
        sa.PrimaryKeyConstraint("id", name="pk_shifts"),
        sa.UniqueConstraint("roster_id", "duty_on", "part", name="uq_shifts_roster_id_duty_on_part"),
    )
    op.create_table(
        "absences",
        sa.Column("id", ID, autoincrement=True, nullable=False),
        _ref("org_id"),
        _ref("person_id"),
        _text("from_on"),
        _text("until_on"),
        _text("state", "active"),
        _ref("by_id"),
        _at("at"),
        sa.ForeignKeyConstraint(["org_id"], ["organisations.id"], name="fk_absences_org_id"),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name="fk_absences_person_id"),
        sa.ForeignKeyConstraint(["by_id"], ["people.id"], name="fk_absences_by_id"),
        sa.PrimaryKeyConstraint("id", name="pk_absences"),
    )
    op.create_index("ix_absences_org_id_until_on", "absences", ["org_id", "until_on"])
    op.create_table(
        "swaps",
        sa.Column("id", ID, autoincrement=True, nullable=False),
        _ref("roster_id"),
        _text("duty_on"),
        _int("part"),
        _ref("giver_id"),
        _ref("asked_id", nullable=True),
        _ref("taker_id", nullable=True),
        _text("state", "open"),
        _at("made_at"),
        _at("ended_at", nullable=True),
        sa.ForeignKeyConstraint(["roster_id"], ["rosters.id"], name="fk_swaps_roster_id"),
        sa.ForeignKeyConstraint(["giver_id"], ["people.id"], name="fk_swaps_giver_id"),
        sa.ForeignKeyConstraint(["asked_id"], ["people.id"], name="fk_swaps_asked_id"),
        sa.ForeignKeyConstraint(["taker_id"], ["people.id"], name="fk_swaps_taker_id"),
        sa.PrimaryKeyConstraint("id", name="pk_swaps"),
    )
    op.create_index(
        "ix_swaps_open",
        "swaps",
        ["roster_id", "duty_on", "part", "giver_id"],
        unique=True,
        sqlite_where=sa.text("state = 'open'"),
        postgresql_where=sa.text("state = 'open'"),
    )
    op.create_table(
        "rounds",
        sa.Column("id", ID, autoincrement=True, nullable=False),
        _ref("org_id"),
        _ref("office_id"),
        _ref("roster_id"),
        _text("duty"),
        _text("duty_on"),
        _text("kind"),
        _text("state"),
        _text("readers"),
        _text("stand_ins"),
        _ref("leader_id", nullable=True),
        _text("regime_hash"),
        _int("late"),
        _at("opened_at"),
        _ref("signed_by", nullable=True),
        _at("signed_at", nullable=True),
        _text("outcome", ""),
        _text("handover", ""),
        _int("revision"),
        sa.ForeignKeyConstraint(["org_id"], ["organisations.id"], name="fk_rounds_org_id"),
        sa.ForeignKeyConstraint(["office_id"], ["offices.id"], name="fk_rounds_office_id"),
        sa.ForeignKeyConstraint(["roster_id"], ["rosters.id"], name="fk_rounds_roster_id"),
        sa.ForeignKeyConstraint(["regime_hash"], ["regimes.hash"], name="fk_rounds_regime_hash"),
        sa.ForeignKeyConstraint(["signed_by"], ["people.id"], name="fk_rounds_signed_by"),
        sa.PrimaryKeyConstraint("id", name="pk_rounds"),
        sa.UniqueConstraint("roster_id", "duty_on", name="uq_rounds_roster_id_duty_on"),
    )
    op.create_index("ix_rounds_office_id_duty_on", "rounds", ["office_id", "duty_on"])
    op.create_index("ix_rounds_org_id_duty_on", "rounds", ["org_id", "duty_on"])
    op.create_table(
        "round_lines",
        sa.Column("id", ID, autoincrement=True, nullable=False),
        _ref("round_id"),
        _int("position"),
        _text("line"),
        _text("text"),
        _text("cite"),
        _int("evidence"),
        _int("must"),
        _text("machine", nullable=True),
        _text("machine_told", "{}"),
        _text("value", nullable=True),
        _text("note", ""),
        _text("url", ""),
        _ref("file_id", nullable=True),
        _ref("by_id", nullable=True),
        _at("at", nullable=True),
        sa.ForeignKeyConstraint(["round_id"], ["rounds.id"], name="fk_round_lines_round_id"),
        sa.ForeignKeyConstraint(["file_id"], ["files.id"], name="fk_round_lines_file_id"),
        sa.ForeignKeyConstraint(["by_id"], ["people.id"], name="fk_round_lines_by_id"),
        sa.PrimaryKeyConstraint("id", name="pk_round_lines"),
        sa.UniqueConstraint("round_id", "line", name="uq_round_lines_round_id_line"),
    )
    op.create_table(
        "roster_lists",
        sa.Column("id", ID, autoincrement=True, nullable=False),
        _ref("org_id"),
        _ref("by_person", nullable=True),
        _text("file_hash"),
        _text("before"),
        _text("after"),
        _text("state", "applied"),
        _at("at"),
        _at("undone_at", nullable=True),
        sa.ForeignKeyConstraint(["org_id"], ["organisations.id"], name="fk_roster_lists_org_id"),
        sa.PrimaryKeyConstraint("id", name="pk_roster_lists"),
    )


def downgrade() -> None:
    op.drop_table("roster_lists")
    op.drop_table("round_lines")
    op.drop_table("rounds")
    op.drop_table("swaps")
    op.drop_table("absences")
    op.drop_table("shifts")
    op.drop_table("rosters")
