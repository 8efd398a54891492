"""`duwang columns import|undo|export`: the table of duties by XLSX or drawn text, tried, then entered."""

import hashlib
from pathlib import Path
from typing import Annotated, Any

import typer

from bot.commands import group, words
from bot.commands.office_list import carry_out, must_be_new, org_of, report, tell, warn

app = group()
Config = Annotated[Path | None, typer.Option("--config", help=words("设置文件", "settings file"))]


@app.callback(help=words("栏目责任分解表", "What each column owes"))
def main() -> None:
    """What each column owes."""


@app.command(
    "import",
    help=words(
        "核对并登记责任分解表（XLSX 或制表文本），默认只试算",
        "Compare a table of duties, with --apply enter it",
    ),
)
def import_(
    file: Annotated[Path, typer.Argument(help=words("XLSX 或文本文件", "an XLSX or text file"))],
    config: Config = None,
    *,
    apply: Annotated[
        bool, typer.Option("--apply", help=words("登记；不写只试算", "enter it; without it only a trial"))
    ] = False,
) -> None:
    """Prints every change and every problem with its cell or line; 1 with problems, 2 when unreadable."""
    from bot.ledger_sheet import read
    from bot.office_sheet import Unusable
    from workflow import ledger_enter
    from workflow.ledger_list import plan

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
        made = plan(desk, org, lines)
        number = None
        if apply and made.changes and not made.problems:
            number = ledger_enter.enter(desk, org, made, file_hash=digest)
        return made, number

    made, number = carry_out(config, do)
    report(made)
    if made.problems:
        raise typer.Exit(1)
    if number is not None:
        tell("ledger-entered", n=len(made.changes), number=number)
    elif made.changes:
        tell("office-list-dry")


@app.command(help=words("整体撤回最近一次导入", "Take the newest import back"))
def undo(config: Config = None) -> None:
    """Takes the newest import back as a whole; 2 when there is none or something has happened by it."""
    from workflow.ledger_enter import take_back

    number = carry_out(config, lambda desk, settings: take_back(desk, org_of(desk, settings)), founds=False)
    tell("ledger-undone", number=number)


@app.command(help=words("导出责任分解表（XLSX）", "Write what stands (XLSX)"))
def export(
    file: Annotated[Path, typer.Argument(help=words("XLSX 文件", "an XLSX file"))], config: Config = None
) -> None:
    """Writes what stands, in the shape in which it can be imported; 2 when the file exists."""
    from bot.commands import language
    from bot.ledger_sheet import write
    from workflow.ledger_list import standing

    must_be_new(file)
    lines = carry_out(config, lambda desk, settings: standing(desk, org_of(desk, settings)))
    try:
        write(file, lines, lang=language())
    except OSError:
        warn("office-list-unwritable", path=str(file))
        raise typer.Exit(1) from None
    tell("ledger-exported", path=str(file), n=len(lines))
