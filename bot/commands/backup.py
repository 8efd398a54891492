"""`duwang backup`: one moment of the database and its files, made while the service runs."""

from pathlib import Path
from typing import Annotated, Any

import typer

from bot.commands import language, words
from bot.commands.opened import Config, now_ms, place, stamp
from bot.commands.trouble import plainly


def main(
    to: Annotated[
        Path | None,
        typer.Option(help=words("放入的文件夹（默认 数据文件夹/backups）", "folder to put it in")),
    ] = None,
    keep: Annotated[
        int, typer.Option(min=0, help=words("保留最近几份，0 为不清理", "newest to keep, 0 keeps all"))
    ] = 0,
    purge: Annotated[
        bool,
        typer.Option(
            "--purge",
            help=words(
                "清除误传处置以前的备份", "remove backups made before something was erased as misplaced"
            ),
        ),
    ] = False,
    config: Config = None,
) -> None:
    """Prints the backup's folder; exits with 1 when files that the database names are missing."""
    from storage import backup
    from storage.engine import require

    where = place(config)
    folder = where.backups if to is None else to.absolute()
    with plainly(path=where.shown):
        require(where.url, folder=where.folder)
        made = backup.make(where.url, folder=where.folder, to=folder, name=stamp(), made_at=now_ms())
        removed = backup.prune(folder, keep=keep)
        held = backup.before(folder, at := _erased_at(config))
        if purge and not made.missing:
            removed += backup.purge(folder, at=at)
            held = []
    size = made.size / 1024 / 1024
    typer.echo(str(made.folder))
    typer.echo(
        words(
            f"附件 {made.files} 个，共 {size:.1f} MB，清理旧备份 {len(removed)} 份",
            f"{made.files} files, {size:.1f} MB in all, {len(removed)} old backups removed",
        ),
        err=True,
    )
    typer.echo(_left_out(where.settings), err=True)
    if held:
        typer.echo(
            words(
                f"有 {len(held)} 份备份含误传处置前的内容，请加 --purge 清除",
                f"{len(held)} backups still hold what was erased as misplaced: run with --purge",
            ),
            err=True,
        )
    for digest in made.missing:
        typer.echo(words(f"缺少附件 {digest}", f"a file is missing: {digest}"), err=True)
    if made.missing:
        raise typer.Exit(1)


def _erased_at(config: Path | None) -> int:
    """When something was erased here last (ms); 0 for never."""
    from bot.commands.opened import store
    from storage import meta
    from workflow.misplaced import PURGE

    with store(config) as opened:
        return int(opened.read_now(lambda tx: meta.get(tx, PURGE)) or 0)


def _left_out(settings: Any) -> str:
    """No secret lies in a backup, which is a folder that anybody may copy; what that means for this house."""
    from bot.robots import robots_of
    from locales import say

    return say(language())("backup-left-out", robots=len(robots_of(settings).entered()))
