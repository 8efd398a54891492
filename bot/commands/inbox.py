"""`duwang inbox list`: what came in and is still open, or in one state."""

from typing import Annotated

import typer

from bot.commands import group, words
from bot.commands.opened import Config, Jsonl, Limit, line, pages, show, store

app = group()
STATES = ("new", "working", "done", "dead")
COLUMNS = ("id", "state", "platform", "lane", "received_at", "attempts", "not_before", "error", "key")


@app.callback(help=words("收到的操作", "What came in"))
def main() -> None:
    """Keeps `list` a verb, although it is the only one."""


@app.command(
    "list", help=words("列出未办的操作；--state 另看一种状态", "List open acts, or those in one state")
)
def list_(
    state: Annotated[str | None, typer.Option(help=" ".join(STATES))] = None,
    limit: Limit = 100,
    config: Config = None,
    *,
    jsonl: Jsonl = False,
) -> None:
    """Prints ids and outcomes, never contents; exits with 2 for an unknown state."""
    from storage import inbox

    if state is not None and state not in STATES:
        typer.echo(
            words(f"--state 应为 {'、'.join(STATES)}", f"--state is one of {', '.join(STATES)}"), err=True
        )
        raise typer.Exit(2)
    with store(config) as opened:

        def read(after: int, most: int) -> list[object]:
            rows: list[object] = opened.read_now(
                lambda tx: inbox.listed(tx, state=state, after=after, limit=most)
            )
            return rows

        show((line(row, COLUMNS) for row in pages(read, limit)), jsonl=jsonl)
