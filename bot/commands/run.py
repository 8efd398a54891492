"""`duwang run`: start what the configuration enables, until it is stopped."""

import asyncio
import gc
import os
import signal
import sys
from datetime import datetime
from pathlib import Path
from typing import Annotated, Any

import typer

from bot import logs
from bot.commands import language, words
from bot.commands.trouble import sentence
from bot.config import ConfigError, load, path_given

YOUNG_OBJECTS = 10_000  # so many are made before the youngest are looked through


def main(
    config: Annotated[Path | None, typer.Option(help=words("设置文件", "settings file"))] = None,
    host: Annotated[str | None, typer.Option(help=words("监听地址", "listen address"))] = None,
    port: Annotated[int | None, typer.Option(help=words("监听端口", "listen port"))] = None,
) -> None:
    """Exits with 0 after an orderly stop, 2 when the settings are refused, 1 when it cannot start."""
    gc.disable()  # what is loaded stays; to look through it meanwhile takes a sixth of the start
    web = {key: value for key, value in (("host", host), ("port", port)) if value is not None}
    try:
        overrides = {f"web.{key}": value for key, value in web.items()}
        settings = load(path_given(config, os.environ), os.environ, lang=language(), overrides=overrides)
    except ConfigError as error:
        typer.echo(str(error), err=True)
        raise typer.Exit(2) from None
    logs.configure(level=settings.log.level, form=settings.log.format, secrets=settings.secrets())
    raise typer.Exit(asyncio.run(_serve(settings)))


async def _serve(settings: Any) -> int:
    from bot.app import App
    from rules.problems import RegimeError
    from scheduler.clock import SystemClock

    start = os.environ.get("DUWANG_DEMO_NOW")
    clock = SystemClock(datetime.fromisoformat(start) if start and settings.profile == "demo" else None)
    key = os.environ.get("DUWANG_DEMO_KEY") if settings.profile == "demo" else None
    stopped = asyncio.Event()
    for one in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(one, stopped.set)
    try:
        app = App(settings, clock, demo_key=key)
        if settings.profile == "demo":
            from bot.demo import seed

            await seed(app)
        await app.start()
        settle_memory()
    except Exception as problem:
        said = str(problem) if isinstance(problem, RegimeError) else sentence(problem)
        if said is None:
            raise
        sys.stderr.write(f"{said}\n")
        return 1
    await stopped.wait()
    await app.stop()
    return 0


def settle_memory() -> None:
    """What was loaded stays for good: from now on collecting garbage looks only at what came since.

    With aiogram there are 300 000 such objects, and going through them stops everything for 0.2 s each time.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(YOUNG_OBJECTS, 20, 20)
    gc.enable()
