"""`duwang demo`: the whole office on one page, with local twins of the platforms. No account, no network."""

import asyncio
import json
import shutil
import webbrowser
from datetime import datetime
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any

import typer

from bot.commands import language, words


class Platform(StrEnum):
    """Where the people of the demo office are."""

    MIXED = "mixed"
    TELEGRAM = "telegram"


def main(
    *,
    port: Annotated[
        int, typer.Option(help=words("页面端口，0 为任选", "the page's port; 0 picks free ones"))
    ] = 8900,
    browser: Annotated[bool, typer.Option(help=words("打开浏览器", "open the browser"))] = True,
    regime: Annotated[
        str, typer.Option(help=words("办法：名称或文件", "regime: a name or a file"))
    ] = "kaiping",
    db: Annotated[str | None, typer.Option(help=words("数据库地址", "database address"))] = None,
    now: Annotated[
        str | None, typer.Option(help=words("时钟起点，如 2026-02-09T09:00", "where the clock starts"))
    ] = None,
    data: Annotated[
        Path | None, typer.Option(help=words("保留数据的文件夹", "a folder to keep the data in"))
    ] = None,
    platform: Annotated[
        Platform, typer.Option(help=words("人员在哪个平台：各半，或全在 Telegram", "where people are"))
    ] = Platform.MIXED,
) -> None:
    """Prints the three addresses as JSON, opens the page, runs until stopped."""
    from bot import demo
    from scheduler.clock import SHANGHAI

    start = None
    if now is not None:
        try:
            start = datetime.fromisoformat(now)
        except ValueError:
            typer.echo(
                words(
                    f"--now 应为 2026-02-09T09:00 这样的时间，实际为 {now}",
                    f"--now takes a time such as 2026-02-09T09:00, got {now}",
                ),
                err=True,
            )
            raise typer.Exit(2) from None
        start = start.replace(tzinfo=start.tzinfo or SHANGHAI)
    if db is not None and "@" in db and ":" in db.partition("://")[2].partition("@")[0]:
        typer.echo(
            words(
                "数据库口令不得写在命令行，请用环境变量 PGPASSWORD",
                "no password on the command line: use PGPASSWORD",
            ),
            err=True,
        )
        raise typer.Exit(2)
    folder = data or demo.temporary_folder()

    def show(addresses: dict[str, Any]) -> None:
        typer.echo(json.dumps(addresses))
        typer.echo(
            words(
                f"演示页面：{addresses['emulator']}（按 Ctrl+C 结束）",
                f"The page: {addresses['emulator']} (Ctrl+C ends)",
            )
        )
        if browser:
            webbrowser.open(addresses["emulator"])

    try:
        asyncio.run(
            demo.play(
                port=port,
                regime=regime,
                database=db,
                now=start,
                folder=folder,
                kept=data is not None,
                show=show,
                lang=language(),
                on_wecom=platform is Platform.MIXED,
            )
        )
    except OSError as problem:
        typer.echo(
            words(f"不能启动：{problem.strerror or problem}", f"cannot start: {problem.strerror or problem}"),
            err=True,
        )
        raise typer.Exit(1) from None
    finally:
        if data is None:
            shutil.rmtree(folder, ignore_errors=True)
