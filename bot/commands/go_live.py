"""`duwang go-live DATE`: what would change on that day, and the line to set. It sets nothing itself."""

from datetime import date
from typing import Annotated, Any

import typer

from bot.commands import words
from bot.commands.opened import Config
from bot.commands.standing import act


def main(
    day: Annotated[
        str,
        typer.Argument(metavar="DATE", help=words("启用日，如 2026-03-02", "the day, such as 2026-03-02")),
    ],
    config: Config = None,
) -> None:
    """Exits with 0; with 2 where DATE is none."""
    from storage import orgs
    from storage.sql import must
    from workflow import live

    try:
        on = date.fromisoformat(day)
    except ValueError:
        typer.echo(
            words(
                f"启用日应为 2026-03-02 形式的日期，实际为 {day}",
                f"the day is a date such as 2026-03-02, got {day}",
            ),
            err=True,
        )
        raise typer.Exit(2) from None

    def look(desk: Any, settings: Any) -> tuple[Any, bool, bool]:
        org = must(orgs.organisation_by_key(desk.tx, settings.organisation.key)).id
        return live.outlook(desk, org), on <= desk.today, desk.calendar(org).is_workday(on)

    found, is_past, is_workday = act(config, look, reads=True)
    nobody = words("无", "nobody")
    now = found.live_from or words("已启用（未设启用日）", "in use (no day is set)")
    typer.echo(words(f"现在的启用日：{now}", f"the day as it stands: {now}"))
    listed = words("、", ", ")
    typer.echo(
        words(
            f"启用日前只有管理员收到提醒和逾期：{listed.join(found.keepers) or nobody}",
            f"before it reminders and overdue lines go to: {listed.join(found.keepers) or nobody}",
        )
    )
    typer.echo(
        words(
            f"{on.isoformat()}起按时限提醒经办人：在办时限{found.open}项，其中逾期{found.overdue}项",
            f"from {on.isoformat()} on holders are reminded: {found.open} open, {found.overdue} overdue",
        )
    )
    for name, count in sorted(found.held.items()):
        typer.echo(words(f"  {name}：{count}项", f"  {name}: {count}"))
    typer.echo(
        words(
            f"收到逾期提示的工作群：{listed.join(found.groups) or nobody}",
            f"groups that would read what is overdue: {listed.join(found.groups) or nobody}",
        )
    )
    if is_past:
        typer.echo(words("这一天已到，设置后立即生效。", "That day has come: it holds at once."))
    elif not is_workday:
        typer.echo(
            words(
                "这一天不上班，此后第一个工作日起提醒。", "A rest day: reminders begin on the next workday."
            )
        )
    typer.echo(
        words(
            "请在设置文件中写上以下两行，并重新启动服务：",
            "Put these lines into the settings file and restart:",
        )
    )
    typer.echo(f"organisation:\n  live_from: {on.isoformat()}")
