"""`duwang calendar import|show|add|remove`: holidays, tried first; with --apply they hold.

The command writes to the database beside a running service, which reads the calendar there for every act and
finds moved reminders within seconds.
"""

import getpass
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Annotated, Any, NoReturn

import typer

from bot.commands import group, language, words
from bot.commands.opened import Jsonl, show

app = group()
SHOWN = 40  # lines of moved dates

Config = Annotated[Path | None, typer.Option("--config", help=words("设置文件", "settings file"))]
Apply = Annotated[
    bool, typer.Option("--apply", help=words("登记；不写只试算", "let it hold; without it only a trial"))
]
By = Annotated[
    str | None,
    typer.Option(metavar="NAME", help=words("登记人，不写为登录名", "who enters it; none: the login name")),
]
Source = Annotated[
    str | None,
    typer.Option(help=words("来源，如文号", "where it was published, such as the document's number")),
]
Scope = Annotated[
    str | None,
    typer.Option(
        help=words("region:地区 或 org:机构代号，不写为全国", "region:NAME or org:KEY; none: the country")
    ),
]


@app.callback(help=words("放假安排与工作日历", "Holidays and the working calendar"))
def main() -> None:
    """Holidays and the working calendar."""


@app.command(
    "import",
    help=words(
        "导入年度放假通知（JSON、YAML 或通知原文）", "Import a year's notice (JSON, YAML or its words)"
    ),
)
def import_(
    file: Annotated[Path, typer.Argument(help=words("文件，- 为标准输入", "a file; - is standard input"))],
    scope: Scope = None,
    by: By = None,
    source: Source = None,
    config: Config = None,
    *,
    apply: Apply = False,
) -> None:
    """Prints the days that change and the dates that move; 2 when the file cannot be read."""
    from rules import notice_file
    from rules.notice import NoticeError
    from workflow.calendars import Given

    try:
        handed = notice_file.read(_bytes(file), name="-" if str(file) == "-" else file.name)
    except NoticeError as wrong:
        typer.echo(wrong.say(language()), err=True)
        raise typer.Exit(2) from None
    found = source or handed.source
    if not found:
        _stop("请用 --source 写明来源", "Name where it was published with --source")
    of = scope if scope is not None else handed.scope or ""
    _enter(Given(_checked(of), handed.entry, found), by=by, apply=apply, config=config)


@app.command(help=words("登记一天的调整（放假或上班）", "Enter one day of a region or an organisation"))
def add(  # noqa: PLR0917 - typer reads them by name
    day: Annotated[str, typer.Argument(metavar="DATE", help=words("日期，如 2026-05-20", "the day"))],
    mark: Annotated[str, typer.Argument(metavar="off|work", help=words("off 放假 work 上班", "off or work"))],
    name: Annotated[str, typer.Argument(help=words("名称，如 火把节", "what it is called"))],
    scope: Annotated[str, typer.Option(help=words("region:地区 或 org:机构代号", "region:NAME or org:KEY"))],
    by: By = None,
    source: Source = None,
    config: Config = None,
    *,
    apply: Apply = False,
) -> None:
    """Prints what changes; 2 when the day or the scope is not usable."""
    from rules.notice import Entry
    from workflow.calendars import Given

    try:
        on = date.fromisoformat(day)
    except ValueError:
        _stop(f"日期应为 2026-05-20 这样，实际为 {day}", f"DATE is a day such as 2026-05-20, got {day}")
    if mark not in ("off", "work"):
        _stop(f"应为 off 或 work，实际为 {mark}", f"must be off or work, got {mark}")
    if not source:
        _stop("请用 --source 写明依据，如文号", "Name the ground with --source, such as a document's number")
    days = {on: name}
    entry = Entry(None, off=days) if mark == "off" else Entry(None, work=days)
    _enter(Given(_checked(scope, local=True), entry, source), by=by, apply=apply, config=config)


@app.command(help=words("撤销一项登记", "Let an entry hold no longer"))
def remove(
    id_: Annotated[int, typer.Argument(metavar="ID", help=words("编号，见 show", "its number, see show"))],
    config: Config = None,
    *,
    apply: Apply = False,
) -> None:
    """Prints what changes; 2 when it does not hold."""
    from workflow import calendars

    _tell(_act(config, lambda desk: calendars.plan_end(desk, id_), reads=True))
    if apply:
        _act(config, lambda desk: calendars.end(desk, id_))
        typer.echo(words(f"已撤销第{id_}号登记", f"Entry no. {id_} holds no longer"))
    else:
        _dry()


@app.command("show", help=words("列出某年的放假安排和登记", "List a year's holidays and what was entered"))
def show_(
    year: Annotated[int | None, typer.Argument(help=words("年份，不写为今年", "none: this year"))] = None,
    org: Annotated[str | None, typer.Option(help=words("机构代号", "the organisation's key"))] = None,
    config: Config = None,
    *,
    jsonl: Jsonl = False,
) -> None:
    """Entries, then every 休 and 班 of the year; 2 for an unknown organisation."""
    from storage import orgs
    from workflow import calendars
    from workflow.desk import Refused

    def look(desk: Any, settings: Any) -> Any:
        key = org or settings.organisation.key
        row = orgs.organisation_by_key(desk.tx, key)
        if row is None:
            known = [f"org:{one.key}" for one in orgs.organisations_all(desk.tx)]
            raise Refused("calendar.scope_unknown", scope=f"org:{key}", allowed=known)
        asked = year or desk.today.year
        calendar = desk.calendar(row.id)
        days = calendar.marked(date(asked - 1, 12, 31), date(asked, 12, 31))
        return asked, calendar.knows(asked), calendars.standing(desk), days

    asked, is_known, entries, days = _acting()(config, look, reads=True)
    if not jsonl:
        title = words(f"{asked}年", f"{asked}")
        typer.echo(title if is_known else words(f"{title}（通知未登记，暂定）", f"{title} (provisional)"))
    show(({"entry": one.pop("id"), **one} for one in entries), jsonl=jsonl)
    show(
        (
            {"day": day.isoformat(), "mark": named.mark, "name": named.name.get(language())}
            for day, named in days
        ),
        jsonl=jsonl,
    )


# What they share ------------------------------------------------------------------------------------------


def _enter(given: Any, *, by: str | None, apply: bool, config: Path | None) -> None:
    from workflow import calendars

    _tell(_act(config, lambda desk: calendars.plan(desk, given), reads=True))
    if not apply:
        _dry()
        return
    who = by or _login()
    id_ = _act(config, lambda desk: calendars.enter(desk, given, by=who))
    typer.echo(words(f"已登记（第{id_}号），时限已重新计算", f"Entered (no. {id_}); dates counted anew"))


def _acting() -> Callable[..., Any]:
    """How a command acts, with every kind of subject and notice known to it."""
    from bot.commands.standing import act
    from workflow.notices import find_notices

    find_notices()
    return act


def _act(config: Path | None, do: Callable[[Any], Any], *, reads: bool = False) -> Any:
    return _acting()(config, lambda desk, _settings: do(desk), founds=False, reads=reads)


def _tell(plan: Any) -> None:
    """The days that change, then where open dates go, with the numbers of their items."""
    from bot.cards.calendars import days_of, moves_of
    from locales import say

    voice, told = say(language()), plan.told()
    for line in [days_of(voice, run) for run in told["days"]] or [voice("calendar-no-days")]:
        typer.echo(line)
    for line in moves_of(voice, told):
        typer.echo(line)
    show(
        (
            {"number": move.number or move.about, "rule": move.rule, "old": move.old, "new": move.new}
            for move in plan.moves[:SHOWN]
        ),
        jsonl=False,
    )


def _checked(scope: str, *, local: bool = False) -> str:
    from rules.notice_file import SCOPE

    if not SCOPE.fullmatch(scope) or (local and not scope):
        _stop(
            f"--scope 应为 region:地区 或 org:机构代号，实际为 {scope}",
            f"--scope is region:NAME or org:KEY, got {scope}",
        )
    return scope


def _bytes(file: Path) -> bytes:
    import sys

    from rules.lines import LIMIT

    if str(file) == "-":
        return sys.stdin.buffer.read(LIMIT + 1)
    try:
        with file.open("rb") as held:
            return held.read(LIMIT + 1)
    except OSError as error:
        _stop(f"读不到 {file}：{error.strerror}", f"{file} cannot be read: {error.strerror}")


def _login() -> str:
    try:
        return getpass.getuser()
    except (OSError, KeyError):  # a user without a name
        _stop("请用 --by 写明登记人", "Name who enters it with --by")


def _dry() -> None:
    typer.echo(
        words("以上为试算，未作任何改动；加 --apply 登记", "A trial; nothing has changed. --apply does it")
    )


def _stop(zh: str, en: str) -> NoReturn:
    typer.echo(words(zh, en), err=True)
    raise typer.Exit(2)
