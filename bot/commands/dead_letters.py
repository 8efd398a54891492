"""`duwang dead-letters list|retry|drop`: acts, messages and errands that were given up, or are held back."""

from collections.abc import Iterator
from typing import Annotated, Any

import typer

from bot.commands import group, words
from bot.commands.opened import Config, Jsonl, Limit, iso, pages, show, store

app = group()
MOST = 100_000
Ids = Annotated[
    list[str] | None, typer.Argument(help=words("编号，如 in:12 out:34 errand:5", "ids, such as in:12"))
]
All = Annotated[
    bool, typer.Option("--all", help=words("全部（不含可能已发送的）", "all but those that may be sent"))
]


@app.callback(help=words("未办成的事项", "What was given up"))
def main() -> None:
    """What was given up."""


@app.command("list", help=words("列出", "List them"))
def list_(limit: Limit = 100, config: Config = None, *, jsonl: Jsonl = False) -> None:
    """One line each: id, state, what, since when, tries, why."""
    with store(config) as opened:
        lines = _lines(opened, limit)
        if not show(lines, jsonl=jsonl) and not jsonl:
            typer.echo(words("没有未办成的事项", "nothing was given up"))


@app.command(help=words("重新办理", "Try again"))
def retry(ids: Ids = None, config: Config = None, *, every: All = False) -> None:
    """Exits with 1 when one of the ids is not there."""
    _each("retry", ids, config, every=every)


@app.command(help=words("不再办理", "Give up for good"))
def drop(ids: Ids = None, config: Config = None, *, every: All = False) -> None:
    """Exits with 1 when one of the ids is not there."""
    _each("drop", ids, config, every=every)


def _lines(opened: Any, limit: int) -> Iterator[dict[str, Any]]:
    from storage import dead_letters, errands, inbox

    def reader(read: Any, **which: Any) -> Any:
        return lambda after, most: opened.read_now(lambda tx: read(tx, after=after, limit=most, **which))

    sources = (
        ("in", reader(inbox.listed, state="dead"), "platform", "received_at"),
        ("out", reader(dead_letters.listed, state="dead"), "kind", "made_at"),
        ("out", reader(dead_letters.listed, state="held"), "kind", "made_at"),
        ("errand", reader(errands.listed, state="dead"), "kind", "made_at"),
    )
    for where, read, what, since in sources:
        for row in pages(read, limit):
            held = row.state == "held"
            yield {
                "id": f"{where}:{row.id}",
                "state": row.state,
                "what": getattr(row, what),
                "since": iso(getattr(row, since)),
                "attempts": row.attempts,
                "error": words("可能已发送", "may have been sent") if held else row.error,
            }


def _each(verb: str, ids: list[str] | None, config: Any, *, every: bool) -> None:
    from storage import dead_letters, errands, inbox

    rooms: dict[str, Any] = {"in": inbox, "out": dead_letters, "errand": errands}
    with store(config) as opened:
        wanted = list(ids or [])
        if every:
            wanted += [found["id"] for found in _lines(opened, MOST) if found["state"] == "dead"]
        if not wanted:
            typer.echo(words("请给出编号或 --all", "name ids or --all"), err=True)
            raise typer.Exit(2)
        missed = 0
        for one in wanted:
            where, _, number = one.partition(":")
            if where not in rooms or not number.isdecimal():
                typer.echo(
                    words(f"编号应如 in:12，实际为 {one}", f"an id is like in:12, got {one}"), err=True
                )
                raise typer.Exit(2)
            done = opened.act_now(
                lambda tx, where=where, number=number: _one(tx, rooms[where], verb, where, int(number))
            )
            missed += not done
            typer.echo(f"{one}\t{words('已办', 'done') if done else words('不在其中', 'not among them')}")
    if missed:
        raise typer.Exit(1)


def _one(tx: Any, room: Any, verb: str, where: str, number: int) -> bool:
    done = bool(getattr(room, verb)(tx, number))
    if done:
        said = {"retry": "dead_letter.retried", "drop": "dead_letter.dropped"}[verb]
        tx.audit(said, f"{where}:{number}")
    return done
