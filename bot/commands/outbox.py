"""`duwang outbox list|release`: messages that are to leave, and the switch after a restore."""

from typing import Annotated, Any

import typer

from bot.commands import group, words
from bot.commands.opened import Config, Jsonl, Limit, line, pages, show, store

app = group()
STATES = ("pending", "sending", "sent", "uncertain", "dead", "superseded", "moot", "held")
COLUMNS = (
    "id", "state", "kind", "lane", "subject", "made_at", "not_before", "attempts", "uncertain", "error",
    "priority", "occasion", "hop", "message", "done_at",
)  # fmt: skip


@app.callback(help=words("待发的消息", "Messages to leave"))
def main() -> None:
    """Messages to leave."""


@app.command(
    "list", help=words("列出未发完的消息；--state 另看一种状态", "List messages under way, or in one state")
)
def list_(
    state: Annotated[str | None, typer.Option(help=" ".join(STATES))] = None,
    limit: Limit = 100,
    config: Config = None,
    *,
    jsonl: Jsonl = False,
) -> None:
    """Prints ids and outcomes, never texts; exits with 2 for an unknown state.

    A message in state held may have been sent before the restore: 可能已发送.
    """
    from storage import dead_letters

    if state is not None and state not in STATES:
        typer.echo(
            words(f"--state 应为 {'、'.join(STATES)}", f"--state is one of {', '.join(STATES)}"), err=True
        )
        raise typer.Exit(2)
    with store(config) as opened:
        if opened.read_now(dead_letters.is_held):
            typer.echo(
                words(
                    "恢复备份后发送已暂停。核对后用 duwang outbox release 恢复发送。",
                    "Sending is held since a restore. After checking, `duwang outbox release` lets it go on.",
                ),
                err=True,
            )

        def read(after: int, most: int) -> list[object]:
            rows: list[object] = opened.read_now(
                lambda tx: dead_letters.listed(tx, state=state, after=after, limit=most)
            )
            return rows

        maybe = words("可能已发送", "may have been sent")
        found = (line(row, COLUMNS) for row in pages(read, limit))
        show(({**one, "error": maybe} if one["state"] == "held" else one for one in found), jsonl=jsonl)


@app.command(help=words("恢复发送（恢复备份之后）", "Let messages leave again after a restore"))
def release(config: Config = None) -> None:
    """Messages in state held still wait for `dead-letters retry` or `drop`, one by one."""
    from storage import dead_letters

    with store(config) as opened:

        def act(tx: Any) -> int:
            if dead_letters.is_held(tx):
                dead_letters.release(tx)
                tx.audit("outbox.released", "outbox")
            return len(dead_letters.listed(tx, state="held", limit=100_000))

        left = opened.act_now(act)
    typer.echo(
        words(
            f"已恢复发送；另有 {left} 条可能已发送，待逐条处理。",
            f"Sending goes on; {left} held messages wait.",
        )
    )
