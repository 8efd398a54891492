"""What commands need that work on a standing database: the settings, the store and a desk."""

import os
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, TypeVar

import typer

from bot.commands import language
from bot.commands.ringing import ringing
from bot.commands.trouble import named, plainly
from bot.config import ConfigError, load, path_given

T = TypeVar("T")


def act(config: Path | None, do: Callable[[Any, Any], T], *, founds: bool = True, reads: bool = False) -> T:
    """Run one act on the configured database, ``do(desk, settings)``; a missing one is made if it ``founds``.

    One that only ``reads`` runs beside whatever writes, and holds nobody up.

    Exits with 2 when refused, with 1 and a sentence when the data cannot be reached.
    """
    from bot.founding import address, enter
    from bot.policy import policy_of
    from locales import say
    from rules.workdays import nationwide
    from scheduler.clock import from_ms
    from storage.engine import Store, require
    from storage.files import Files
    from workflow.desk import Desk, House, Refused

    try:
        settings = load(path_given(config, os.environ), os.environ, lang=language())
    except ConfigError as error:
        typer.echo(str(error), err=True)
        raise typer.Exit(2) from None

    def now_ms() -> int:
        return round(datetime.now(UTC).timestamp() * 1000)  # noqa: TID251 - a command has no running clock

    folder = Path(settings.data_dir).absolute()

    def whole(tx: Any) -> T:
        if not reads:
            enter(tx, settings)
        house = House(calendar=nationwide(), files=Files(folder / "files"), policy=policy_of(settings))
        return do(Desk(tx, now=from_ms(tx.now), house=house), settings)

    url = address(settings.database.url)
    try:
        with plainly(path=named(url, folder)):
            if reads or not founds:
                require(url, folder=folder)
            store = Store.open(url, folder=folder, clock_ms=now_ms)
            with ringing(store, settings):
                try:
                    return store.read_now(whole) if reads else store.act_now(whole)
                finally:
                    store.close_now()
    except Refused as refusal:
        from bot.cards import build

        card = build("refused", {"code": refusal.code, **refusal.facts}, say(language()))
        typer.echo(card.summary or card.note, err=True)
        raise typer.Exit(2) from None
