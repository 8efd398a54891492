"""`duwang roster`: the first person is invited here, later ones in chat by an administrator."""

from pathlib import Path
from typing import Annotated, Any

import typer

from bot.commands import group, words

app = group()


@app.callback(help=words("人员", "People"))
def main() -> None:
    """Keeps `invite` a verb, although it is the only one."""


@app.command(help=words("生成一次性邀请（24小时）", "Make a one-use invitation (24 hours)"))
def invite(
    name: Annotated[str, typer.Argument(help=words("姓名", "name"))],
    office: Annotated[str, typer.Option(help=words("科室代号或名称", "the office's key or name"))],
    role: Annotated[
        str, typer.Option(help="liaison head leader office secrecy webadmin administrator")
    ] = "administrator",
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
    typer.echo(
        words(
            "请本人私聊机器人，发送邀请码；或打开：",
            "The person sends the code to the bot in private, or opens:",
        )
    )
    typer.echo(f"  https://t.me/<bot>?start={made.link}")
