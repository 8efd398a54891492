"""`duwang roster invite|end|list`: the first person is invited here, later ones in chat."""

from pathlib import Path
from typing import Annotated, Any

import typer

from bot.commands import group, language, words
from bot.commands.opened import Jsonl, show

app = group()
ROLES = "liaison head leader office secrecy webadmin administrator"


@app.callback(help=words("人员", "People"))
def main() -> None:
    """People and their posts."""


@app.command(help=words("生成一次性邀请（24小时）", "Make a one-use invitation (24 hours)"))
def invite(
    name: Annotated[str, typer.Argument(help=words("姓名", "name"))],
    office: Annotated[str, typer.Option(help=words("科室代号或名称", "the office's key or name"))],
    role: Annotated[str, typer.Option(help=ROLES)] = "administrator",
    config: Annotated[Path | None, typer.Option(help=words("设置文件", "settings file"))] = None,
) -> None:
    """Prints the code and, for Telegram, what to open; 2 when the office or role is unknown."""
    from bot.commands.standing import act
    from storage import orgs
    from storage.sql import must
    from workflow import roster

    def do(desk: Any, settings: Any) -> Any:
        organisation = must(orgs.organisation_by_key(desk.tx, settings.organisation.key))
        return roster.invite(desk, name=name, office=office, role=role, org=organisation.id, by=None)

    made = act(config, do)
    code = f"{made.code[:4]}-{made.code[4:]}"
    typer.echo(words(f"邀请码：{code}（24小时内有效，只能用一次）", f"Code: {code} (24 hours, one use)"))
    typer.echo(words("请本人私聊机器人，发送邀请码。", "The person sends the code to the bot in private."))
    # Only the running service knows the bot's name, so a whole link cannot be printed here.
    typer.echo(
        words(
            f"也可以把下面一段加在机器人的网址后面，由本人打开（机器人的网址在它的资料页上）：?start={made.link}",
            f"Or append this to the bot's address, which stands on its profile, and have the person open it:"
            f" ?start={made.link}",
        )
    )


@app.command(help=words("解除岗位：待办转给其他人", "End a post: what waits goes to others"))
def end(
    name: Annotated[str, typer.Argument(help=words("姓名", "name"))],
    office: Annotated[str, typer.Option(help=words("科室代号或名称", "the office's key or name"))],
    role: Annotated[str, typer.Option(help=ROLES)],
    on: Annotated[
        str | None,
        typer.Option(help=words("最后一天，如 2026-02-28；不写即现在结束", "last day; none: over now")),
    ] = None,
    config: Annotated[Path | None, typer.Option(help=words("设置文件", "settings file"))] = None,
) -> None:
    """Prints what moved and what nobody has now; 2 when there is no such post."""
    from datetime import date

    from bot.commands.standing import act
    from storage import orgs
    from storage.sql import must
    from workflow import roster

    try:
        last = None if on is None else date.fromisoformat(on)
    except ValueError:
        typer.echo(
            words(
                f"--on 应为 2026-02-28 这样的日期，实际为 {on}",
                f"--on takes a date such as 2026-02-28, got {on}",
            ),
            err=True,
        )
        raise typer.Exit(2) from None

    def do(desk: Any, settings: Any) -> Any:
        org = must(orgs.organisation_by_key(desk.tx, settings.organisation.key)).id
        meant = roster.role_called(desk, org, role)
        return roster.end(desk, name=name, office=office, role=meant, org=org, by=None, on=last)

    typer.echo(_told(act(config, do, founds=False)))


def _told(done: Any) -> str:
    from bot.cards import build
    from locales import say

    card = build("roster.post_ended", done.told(), say(language()))
    return "\n".join(line for line in (card.note, card.body, card.risk) if line)


@app.command("list", help=words("列出人员和岗位", "List people and their posts"))
def list_(
    config: Annotated[Path | None, typer.Option(help=words("设置文件", "settings file"))] = None,
    *,
    jsonl: Jsonl = False,
) -> None:
    """One line a post: name, office, role, first and last day, bound | unbound | suspended."""
    from bot.commands.standing import act
    from storage import orgs
    from storage.sql import must
    from workflow import roster

    def do(desk: Any, settings: Any) -> Any:
        return roster.listed(desk, must(orgs.organisation_by_key(desk.tx, settings.organisation.key)).id)

    show(act(config, do, founds=False), jsonl=jsonl)
