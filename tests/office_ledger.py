"""The ledger of a story's office: its table of duties, entered as a file of it would be."""

from typing import Any

from sqlalchemy import select

from storage import audit, clocks, ledger, orgs
from storage.sql import must, run_core
from storage.tables import columns
from tests.office import Office
from workflow import ledger_enter
from workflow.ledger_list import plan
from workflow.office_list import Line


def line(unit: str, *levels: str, at: str = "表!2", **cells: str) -> Line:
    """A row of the table; the last of the levels is the column."""
    names = ("level3",) if len(levels) == 1 else ("level1", "level2", "level3")
    return Line(at, {"unit": unit, **dict(zip(names, levels, strict=False)), **cells})


async def enters(office: Office, *lines: Line) -> None:
    """The table is entered; nothing of it may be wrong."""

    def act(desk: Any) -> None:
        org = must(orgs.organisation_by_key(desk.tx, "demo"))
        made = plan(desk, org.id, lines)
        assert made.problems == []
        ledger_enter.enter(desk, org.id, made, file_hash="f" * 64)

    await office.act(act)


async def id_of(office: Office, name: str) -> int:
    """The column's id."""
    rows = await office.read(lambda tx: run_core(tx, select(columns.c.id).where(columns.c.name == name)))
    return int(rows[0][0])


async def clocks_of(office: Office, name: str) -> list[tuple[str, str, str | None, str]]:
    """Rule, start, due date and state of each clock of a column, the oldest first."""
    id_ = await id_of(office, name)
    rows = await office.read(lambda tx: clocks.clocks_of(tx, f"column:{id_}"))
    return [(row.rule, row.start_on, row.due_on, row.state) for row in sorted(rows, key=lambda row: row.id)]


async def running(office: Office, name: str) -> dict[str, str | None]:
    """The due date of each running clock of a column."""
    return {rule: due for rule, _, due, state in await clocks_of(office, name) if state == "running"}


async def row_of(office: Office, name: str) -> Any:
    """The column as the ledger has it."""
    id_ = await id_of(office, name)
    return await office.read(lambda tx: ledger.entry(tx, id_))


async def acts_of(office: Office, name: str) -> list[str]:
    """What was done about a column, oldest first."""
    id_ = await id_of(office, name)
    rows = await office.read(lambda tx: audit.tail(tx, limit=200, subject=f"column:{id_}"))
    return [row.act for row in rows]
