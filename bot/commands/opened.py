"""The configured database for operators' commands: opened, looked into, shown as lines or as JSON lines."""

import json
import os
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, Any, NamedTuple
from zoneinfo import ZoneInfo

import typer

from bot.commands import language, words
from bot.commands.ringing import ringing
from bot.commands.trouble import named, plainly
from bot.config import ConfigError, load, path_given

SHANGHAI = ZoneInfo("Asia/Shanghai")

Config = Annotated[Path | None, typer.Option("--config", help=words("设置文件", "settings file"))]
Jsonl = Annotated[bool, typer.Option("--jsonl", help=words("每行一个 JSON", "one JSON line each"))]
Limit = Annotated[int, typer.Option(min=1, max=100_000, help=words("最多几行", "at most so many lines"))]


class Place(NamedTuple):
    """Where the data lies: the database's address, the folder of files and anchor, the settings."""

    url: str
    folder: Path
    settings: Any

    @property
    def shown(self) -> str:
        return named(self.url, self.folder)

    @property
    def backups(self) -> Path:
        return self.folder / "backups"


def now_ms() -> int:
    """The civil instant; a command has no running clock."""
    return round(datetime.now(UTC).timestamp() * 1000)  # noqa: TID251 - a command has no running clock


def stamp() -> str:
    """Now, as it is printed in the names of backups."""
    return datetime.fromtimestamp(now_ms() / 1000, SHANGHAI).strftime("%Y%m%dT%H%M%S")


def place(config: Path | None) -> Place:
    """What the settings say. Exits with 2 and the reasons when one is refused."""
    from bot.founding import address

    try:
        settings = load(path_given(config, os.environ), os.environ, lang=language())
    except ConfigError as error:
        typer.echo(str(error), err=True)
        raise typer.Exit(2) from None
    return Place(address(settings.database.url), Path(settings.data_dir).absolute(), settings)


@contextmanager
def store(config: Path | None) -> Iterator[Any]:
    """The open store of a database that stands already; the service may run beside it."""
    from storage.engine import Store, require

    where = place(config)
    with plainly(path=where.shown):
        require(where.url, folder=where.folder)
        opened = Store.open(where.url, folder=where.folder, clock_ms=now_ms)
        with ringing(opened, where.settings):
            try:
                yield opened
            finally:
                opened.close_now()


def iso(ms: int | None) -> str | None:
    """A stored instant as people read it, in Shanghai."""
    return None if ms is None else datetime.fromtimestamp(ms / 1000, SHANGHAI).isoformat(timespec="seconds")


def line(row: Any, columns: Sequence[str]) -> dict[str, Any]:
    """These columns of a row as plain values, instants printed; nothing else of the row."""
    found: dict[str, Any] = {}
    for name in columns:
        value = getattr(row, name)
        instant = name.endswith("_at") or name in {"not_before", "lease_until"}
        found[name] = iso(value) if instant else value
    return found


def show(lines: Iterable[Mapping[str, Any]], *, jsonl: bool) -> int:
    """Print lines, tab-separated or as JSON; how many."""
    n = 0
    for n, found in enumerate(lines, 1):  # noqa: B007 - the count is wanted
        if jsonl:
            typer.echo(json.dumps(found, ensure_ascii=False))
        else:
            typer.echo("\t".join("-" if value is None else str(value) for value in found.values()))
    return n


def pages(read: Callable[[int, int], list[Any]], limit: int) -> Iterator[Any]:
    """Rows in portions of 500, up to ``limit``: ``read(after, limit)``."""
    after, left = 0, limit
    while left > 0:
        rows = read(after, min(left, 500))
        yield from rows
        if len(rows) < min(left, 500):
            return
        after, left = rows[-1].id, left - len(rows)
