"""`duwang office template|import|undo|export`: a whole office by XLSX, tried, then entered in one act."""

import asyncio
import hashlib
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated, Any

import typer

from bot.commands import language, words

Config = Annotated[Path | None, typer.Option("--config", help=words("设置文件", "settings file"))]
File = Annotated[Path, typer.Argument(help=words("XLSX 文件", "an XLSX file"))]


def template(file: File, config: Config = None) -> None:
    """Writes an empty list with what its cells may hold; 2 when the file exists."""
    from workflow.office_list import Lists
    from workflow.office_standing import choices

    must_be_new(file)

    def do(desk: Any, settings: Any) -> Any:
        return choices(desk, org_of(desk, settings))

    _write(file, Lists(), carry_out(config, do))
    tell("office-list-template", path=str(file))


def export(file: File, config: Config = None) -> None:
    """Writes what stands, in the shape in which it can be imported; 2 when the file exists."""
    from workflow.office_standing import choices, standing

    must_be_new(file)

    def do(desk: Any, settings: Any) -> Any:
        org = org_of(desk, settings)
        return standing(desk, org, bot=_bot(settings)), choices(desk, org)

    lists, allowed = carry_out(config, do)
    _write(file, lists, allowed)
    tell(
        "office-list-exported",
        path=str(file),
        units=len(lists.units),
        people=len(lists.people),
        columns=len(lists.columns),
    )


def import_(
    file: File,
    config: Config = None,
    *,
    apply: Annotated[
        bool, typer.Option("--apply", help=words("登记；不写只试算", "enter it; without it only a trial"))
    ] = False,
    no_wecom: Annotated[
        bool, typer.Option("--no-wecom", help=words("不匹配企业微信账号", "match no WeCom accounts"))
    ] = False,
) -> None:
    """Prints every change and every problem with its cell; 1 with problems, 2 when it cannot be read."""
    from bot.office_sheet import Unusable, read
    from workflow import office_enter
    from workflow.office_compare import plan

    try:
        lists = read(file)
        digest = hashlib.sha256(file.read_bytes()).hexdigest()
    except Unusable as wrong:
        code = wrong.code.replace("_", "-")
        warn(
            f"office-list-file-{code}",
            **{"path": "", "mb": "", "sheet": "", "n": "", "allowed": "", **wrong.facts},
        )
        raise typer.Exit(2) from None
    members = None if no_wecom else _members(config)

    def do(desk: Any, settings: Any) -> Any:
        org, bot = org_of(desk, settings), _bot(settings)
        made = plan(desk, org, lists, members=members, bot=bot)
        number = None
        if apply and made.changes and not made.problems:
            number = office_enter.enter(desk, org, made, file_hash=digest, bot=bot)
        return made, number

    made, number = carry_out(config, do)
    report(made, without_wecom=members is None)
    if made.problems:
        raise typer.Exit(1)
    if number is not None:
        tell("office-list-entered", n=len(made.changes), number=number)
    elif made.changes:
        tell("office-list-dry")


def undo(config: Config = None) -> None:
    """Takes the newest import back as a whole; 2 when there is none or somebody has begun to work by it."""
    from workflow.office_enter import take_back

    number = carry_out(config, lambda desk, settings: take_back(desk, org_of(desk, settings)), founds=False)
    tell("office-list-undone", number=number)


def add_to(app: typer.Typer) -> None:
    """The four verbs, below `duwang office`."""
    app.command("template", help=words("写出空白名单（XLSX）", "Write an empty list (XLSX)"))(template)
    app.command(
        "import",
        help=words("核对并登记名单（XLSX），默认只试算", "Compare a list (XLSX), with --apply enter it"),
    )(import_)
    app.command("undo", help=words("整体撤回最近一次导入", "Take the newest import back"))(undo)
    app.command("export", help=words("导出现有登记（XLSX）", "Write what stands (XLSX)"))(export)


# What they share ------------------------------------------------------------------------------------------


def carry_out(config: Path | None, do: Any, *, founds: bool = True) -> Any:
    """Do something on the standing database, in the language of the command line."""
    from bot.commands.standing import act

    def spoken(desk: Any, settings: Any) -> Any:
        desk.lang = language()
        return do(desk, settings)

    return act(config, spoken, founds=founds)


def org_of(desk: Any, settings: Any) -> int:
    """The organisation of the settings."""
    from storage import orgs
    from storage.sql import must

    return int(must(orgs.organisation_by_key(desk.tx, settings.organisation.key)).id)


def _bot(settings: Any) -> str:
    """The app on WeCom; empty while it is off."""
    named = settings.platforms.wecom
    return str(named.agent_id) if named.enabled else ""


def _members(config: Path | None) -> Sequence[Any] | None:
    """Whom the app sees; None where WeCom is off. Exits with 1 and a sentence when nobody can say."""
    from bot.commands.opened import place
    from workflow.office_list import Member

    named = place(config).settings.platforms.wecom
    if not named.enabled:
        return None
    from bot.platforms.wecom_caller import members_seen
    from bot.platforms.wecom_outcome import Undelivered

    try:
        found = asyncio.run(members_seen(named))
    except Undelivered as away:
        warn("office-list-wecom-away", why=str(away))
        raise typer.Exit(1) from None
    return [Member(one.shown_as, one.name, one.departments) for one in found]


def must_be_new(file: Path) -> None:
    """Exits with 2 where the file is there."""
    if file.exists():
        warn("office-list-exists", path=str(file))
        raise typer.Exit(2)


def _write(file: Path, lists: Any, choices: Any) -> None:
    from bot.office_sheet import write

    try:
        write(file, lists, lang=language(), choices=choices)
    except OSError:
        warn("office-list-unwritable", path=str(file))
        raise typer.Exit(1) from None


def report(made: Any, *, without_wecom: bool = False) -> None:
    """Changes, remarks, problems, each with its cell."""
    from bot import office_words
    from locales import say

    voice = say(language())
    if made.changes:
        typer.echo(voice("office-list-changes", n=len(made.changes)))
        typer.echo("\n".join(f"  {office_words.change(voice, one)}" for one in made.changes))
    elif not made.problems:
        typer.echo(voice("office-list-nothing"))
    if made.notes:
        typer.echo(voice("office-list-notes", n=len(made.notes)))
        typer.echo("\n".join(f"  {office_words.problem(voice, one)}" for one in made.notes))
    if without_wecom:
        typer.echo(voice("office-list-without-wecom"))
    if made.problems:
        typer.echo(voice("office-list-problems", n=len(made.problems)), err=True)
        typer.echo("\n".join(f"  {office_words.problem(voice, one)}" for one in made.problems), err=True)


def tell(sentence: str, **values: Any) -> None:
    """Print a sentence."""
    from locales import say

    typer.echo(say(language())(sentence, **values))


def warn(sentence: str, **values: Any) -> None:
    """The same, of what went wrong."""
    from locales import say

    typer.echo(say(language())(sentence, **values), err=True)
