"""`duwang duty`: the log of reading the site, the month's picture, and rosters as XLSX."""

import hashlib
from datetime import date, timedelta
from pathlib import Path
from typing import Annotated, Any

import typer

from bot.commands import group, language, words
from bot.commands.evidence_asked import org_of, speak, write_private
from bot.commands.opened import Config
from bot.commands.trouble import plainly

app = group()
Out = Annotated[
    Path, typer.Option(metavar="DIR", help=words("放入的文件夹（默认当前文件夹）", "folder to put it in"))
]
Office = Annotated[str | None, typer.Option(help=words("科室代号或名称，不写为全部", "one office; all"))]
Month = Annotated[
    str, typer.Argument(metavar="YYYY-MM", help=words("哪个月；只写年份为全年", "a month, or a whole year"))
]


@app.callback(help=words("读网日志、月报图、值班表", "Logs, the month's picture, rosters"))
def main() -> None:
    """Logs, the month's picture, rosters."""


@app.command(help=words("值班读网日志：XLSX、Word、PDF", "The log of a month or year: XLSX, Word, PDF"))
def log(month: Month, office: Office = None, out: Out = Path(), config: Config = None) -> None:
    """Prints each file's place and its SHA-256; Word and PDF where the parts for printing are installed."""
    from bot.evidence import duty_log

    held = _read(month, office, config)
    say = speak()
    files = {"xlsx": duty_log.book(held, say)}
    if duty_log.is_ready():
        files |= {"docx": duty_log.word(held, say), "pdf": duty_log.paper(held, say)}
    else:
        typer.echo(say("evidence-not-printed"), err=True)
    _write(out, f"duty-log-{_name(month, held)}", files)
    typer.echo(say("duty-log-made", count=len(held["lines"])), err=True)


@app.command(help=words("月报图（PNG），发工作群用", "The month's picture for the group (PNG)"))
def picture(month: Month, out: Out = Path(), config: Config = None) -> None:
    """Prints the file's place and its SHA-256; 1 where the parts for printing are not installed."""
    from bot.evidence import duty_log, duty_month

    if not duty_log.is_ready():
        typer.echo(speak()("evidence-not-printed"), err=True)
        raise typer.Exit(1)
    held = _read(month, None, config)
    _write(out, f"duty-{_name(month, held)}", {"png": duty_month.picture(held, speak())})


def _read(month: str, office: str | None, config: Path | None) -> dict[str, Any]:
    from bot.commands.standing import act

    span = _span(month)
    if span is None:
        typer.echo(speak()("duty-log-month-unknown", found=month[:20]), err=True)
        raise typer.Exit(2)

    def do(desk: Any, settings: Any) -> dict[str, Any]:
        from workflow import duty_log, roster
        from workflow.desk import Refused

        org = org_of(desk, settings)
        room = None if office is None else roster.office_named(desk, org, office)
        if office is not None and room is None:
            raise Refused("roster.office_unknown", office=office, allowed=[])
        first, last = span
        return duty_log.log(desk, org, first=first, last=last, office=None if room is None else room.id)

    found: dict[str, Any] = act(config, do, reads=True)
    return found


def _span(month: str) -> tuple[date, date] | None:
    """The first and last day of 2026-02, or of 2026."""
    year, _, of = month.partition("-")
    try:
        if not of:
            return date(int(year), 1, 1), date(int(year), 12, 31)
        first = date(int(year), int(of), 1)
    except ValueError:
        return None
    return first, (first + timedelta(days=31)).replace(day=1) - timedelta(days=1)


def _name(month: str, held: dict[str, Any]) -> str:
    from bot.evidence.pack import safe

    return safe(f"{month}-{held['office']}" if held["office"] else month)


def _write(out: Path, name: str, files: dict[str, bytes]) -> None:
    with plainly(path=str(out)):
        out.mkdir(parents=True, exist_ok=True)
        for ending, data in files.items():
            path = out.absolute() / f"{name}.{ending}"
            write_private(path, data)
            typer.echo(f"{path}\t{hashlib.sha256(data).hexdigest()}")


# Rosters as XLSX ------------------------------------------------------------------------------------------

File = Annotated[Path, typer.Argument(help=words("XLSX 文件", "an XLSX file"))]


@app.command(help=words("写出现有值班表（XLSX）", "Write the rosters that stand (XLSX)"))
def export(file: File, config: Config = None) -> None:
    """Writes them in the shape in which they can be imported; 2 when the file exists."""
    from bot import duty_sheet
    from bot.commands.standing import act
    from workflow import duty_list

    say = speak()
    if file.exists():
        typer.echo(say("office-list-exists", path=str(file)), err=True)
        raise typer.Exit(2)
    rows = act(config, lambda desk, settings: duty_list.standing(desk, org_of(desk, settings)), reads=True)
    try:
        duty_sheet.write(file, rows, lang=language())
    except OSError:
        typer.echo(say("office-list-unwritable", path=str(file)), err=True)
        raise typer.Exit(1) from None
    typer.echo(say("duty-list-exported", path=str(file), count=sum(bool(row["turns"]) for row in rows)))


@app.command(
    "import", help=words("核对并登记值班表（XLSX），默认只试算", "Try rosters (XLSX), --apply enters them")
)
def import_(
    file: File,
    config: Config = None,
    *,
    apply: Annotated[
        bool, typer.Option("--apply", help=words("登记；不写只试算", "enter it; without it only a trial"))
    ] = False,
) -> None:
    """Prints every change and every problem with its cell; 1 with problems, 2 when it cannot be read."""
    from bot import duty_sheet
    from bot.commands.standing import act
    from bot.office_sheet import Unusable
    from workflow import duty_list

    say = speak()
    try:
        lines = duty_list.filled(duty_sheet.read(file))
        digest = hashlib.sha256(file.read_bytes()).hexdigest()
    except Unusable as wrong:
        facts = {"path": "", "mb": "", "sheet": "", "n": "", "allowed": "", **wrong.facts}
        typer.echo(say(f"office-list-file-{wrong.code.replace('_', '-')}", **facts), err=True)
        raise typer.Exit(2) from None

    def do(desk: Any, settings: Any) -> Any:
        org = org_of(desk, settings)
        made = duty_list.plan(desk, org, lines)
        entered = None
        if apply and made.changes and not made.problems:
            entered = duty_list.enter(desk, org, made, file_hash=digest, by=None)
        return made, entered

    made, entered = act(config, do)
    _tell(made, say)
    if made.problems:
        raise typer.Exit(1)
    if entered is not None:
        typer.echo(say("duty-list-entered", number=entered, count=len(made.changes)))
    elif made.changes:
        typer.echo(say("duty-list-tried"))


def _tell(made: Any, say: Any) -> None:
    from bot.cards import build

    for one in made.changes:
        typer.echo(say("duty-list-change", at=one.line.at, office=one.office, what=one.what))
    if made.same:
        typer.echo(say("duty-list-same", count=made.same))
    for one in made.problems:
        told = build("refused", {"code": one.code, **one.facts}, say).note
        typer.echo(say("duty-list-problem", at=one.at, told=told), err=True)


@app.command(help=words("整体撤回最近一次导入", "Take the newest import back"))
def undo(config: Config = None) -> None:
    """Prints its number; 2 when there is none, or a roster was changed since."""
    from bot.commands.standing import act
    from workflow import duty_list

    number = act(
        config,
        lambda desk, settings: duty_list.take_back(desk, org_of(desk, settings), by=None),
        founds=False,
    )
    typer.echo(speak()("duty-list-undone", number=number))
