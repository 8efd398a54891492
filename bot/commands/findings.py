"""`duwang findings import`: a list of findings from above, tried, then entered with each row's limit."""

import hashlib
from pathlib import Path
from typing import Annotated, Any

import typer

from bot.commands import group, words
from bot.commands.office_list import carry_out, org_of, report, tell, warn

app = group()


@app.callback(help=words("上级通报的问题清单", "Findings from above"))
def main() -> None:
    """Findings from above."""


@app.command(
    "import",
    help=words("核对并登记问题清单（XLSX），默认只试算", "Compare a list of findings, with --apply enter it"),
)
def import_(
    file: Annotated[Path, typer.Argument(help=words("XLSX 文件", "an XLSX file"))],
    config: Annotated[Path | None, typer.Option("--config", help=words("设置文件", "settings file"))] = None,
    *,
    apply: Annotated[
        bool, typer.Option("--apply", help=words("登记；不写只试算", "enter it; without it only a trial"))
    ] = False,
) -> None:
    """Prints every row and every problem with its cell; 1 with problems, 2 when it cannot be read."""
    from bot.finding_sheet import read
    from bot.office_sheet import Unusable
    from storage import orgs
    from workflow import findings_list

    try:
        lines = read(file)
        digest = hashlib.sha256(file.read_bytes()).hexdigest()
    except Unusable as wrong:
        code = wrong.code.replace("_", "-")
        given = {"path": "", "mb": "", "sheet": "", "n": "", "allowed": "", **wrong.facts}
        warn(f"office-list-file-{code}", **given)
        raise typer.Exit(2) from None

    def do(desk: Any, settings: Any) -> Any:
        org = org_of(desk, settings)
        made = findings_list.plan(desk, org, lines)
        if not apply or made.problems:
            return made, None
        rooms = {row.key: int(row.id) for row in orgs.offices_of(desk.tx, org)}
        return made, findings_list.enter(desk, org, made, file_hash=digest, rooms=rooms)

    made, entered = carry_out(config, do)
    report(made)
    if made.problems:
        raise typer.Exit(1)
    if entered is not None:
        tell("findings-entered", n=entered)
    elif made.changes:
        tell("office-list-dry")
