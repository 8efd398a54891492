"""`duwang restore FOLDER`: back to a backup; nothing leaves before an operator says so."""

from pathlib import Path
from typing import Annotated

import typer

from bot.commands import language, words
from bot.commands.opened import Config, Place, now_ms, place, stamp
from bot.commands.trouble import plainly


def main(
    backup: Annotated[Path, typer.Argument(help=words("备份的文件夹", "the backup's folder"))],
    config: Config = None,
    *,
    replace: Annotated[
        bool, typer.Option("--replace", help=words("现有数据改名存放", "put what stands aside"))
    ] = False,
) -> None:
    """The service must be stopped; exits with 1 and a sentence when something stands in the way."""
    from storage import place as ground
    from storage.restore import restore

    where = place(config)
    with plainly(path=where.shown):
        ground.make_private_folder(where.folder)
        sole = ground.occupy(where.folder)
        try:
            done = restore(
                backup.absolute(),
                url=where.url,
                folder=where.folder,
                clock_ms=now_ms,
                name=stamp(),
                replace=replace,
            )
            mute = _mute(where)
        finally:
            sole.release()
    typer.echo(
        words(
            f"已恢复：留痕 {done.entries} 条，附件 {done.files} 个。发送已暂停，{done.held} 条可能已发送。",
            f"Restored: {done.entries} audit entries, {done.files} files. Sending is held;"
            f" {done.held} messages may have been sent.",
        )
    )
    if done.aside:
        typer.echo(words(f"原数据存放于 {done.aside}", f"What stood before: {done.aside}"))
    if mute:
        from locales import say

        voice = say(language())
        typer.echo(voice("restore-robots-missing", n=len(mute), groups=voice.listed(mute)))
    typer.echo(
        words(
            "核对 duwang outbox list --state held 后，用 duwang outbox release 恢复发送。",
            "Look at `duwang outbox list --state held`, then `duwang outbox release`.",
        )
    )


def _mute(where: Place) -> list[str]:
    """The groups whose robots' addresses did not come back, since no backup holds them."""
    from bot.robots import mute, robots_of
    from storage.engine import Store

    store = Store.open(where.url, folder=where.folder, clock_ms=now_ms)
    try:
        return store.read_now(lambda tx: mute(tx, robots_of(where.settings)))
    finally:
        store.close_now()
