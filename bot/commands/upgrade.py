"""`duwang upgrade`: backup, migrate, check; `--back` returns to the backup that it made."""

from typing import Annotated

import typer

from bot.commands import words
from bot.commands.opened import Config, now_ms, place, stamp
from bot.commands.trouble import plainly, told


def main(
    config: Config = None,
    *,
    back: Annotated[
        bool, typer.Option("--back", help=words("退回升级前", "return to before the last upgrade"))
    ] = False,
) -> None:
    """The service must be stopped; exits with 1 when the check finds a problem."""
    from storage import place as ground
    from storage import upgrade

    where = place(config)
    with plainly(path=where.shown):
        ground.make_private_folder(where.folder)
        sole = ground.occupy(where.folder)
        try:
            if back:
                _back(upgrade.back(where.url, folder=where.folder, clock_ms=now_ms, name=stamp()).held)
                return
            done = upgrade.upgrade(
                where.url, folder=where.folder, backups=where.backups, name=stamp(), clock_ms=now_ms
            )
        finally:
            sole.release()
    if done.backup is None:
        typer.echo(words(f"已是 {done.after} 版，无需升级", f"Version {done.after} already"))
    else:
        typer.echo(
            words(
                f"已由 {done.before} 版升到 {done.after} 版", f"Upgraded from {done.before} to {done.after}"
            )
        )
        typer.echo(words(f"升级前备份：{done.backup}", f"The backup before it: {done.backup}"))
    if done.problems:
        for problem in done.problems:
            typer.echo(told(problem), err=True)
        typer.echo(
            words(
                "核对未通过；退回请用 duwang upgrade --back",
                "The check failed; `duwang upgrade --back` returns",
            ),
            err=True,
        )
        raise typer.Exit(1)
    typer.echo(words(f"核对通过，留痕 {done.entries} 条", f"Checked: {done.entries} audit entries"))


def _back(held: int) -> None:
    typer.echo(
        words(
            "已退回升级前。请装回旧版程序再启动；"
            f"发送已暂停，{held} 条可能已发送，核对后用 duwang outbox release 恢复发送。",
            "Returned. Put the older program back before starting. Sending is held, and"
            f" {held} messages may have been sent: `duwang outbox release` when checked.",
        )
    )
