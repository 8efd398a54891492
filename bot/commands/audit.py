"""`duwang audit verify|tail`: the chain of what happened, checked and shown."""

import json
from dataclasses import asdict
from typing import Any

import typer

from bot.commands import group, language, words
from bot.commands.opened import Config, Jsonl, Limit, iso, place, show, store
from bot.commands.trouble import told

app = group()


@app.callback(help=words("留痕", "The audit chain"))
def main() -> None:
    """The audit chain."""


@app.command(help=words("核对留痕是否完整", "Check that the chain is whole"))
def verify(config: Config = None, *, jsonl: Jsonl = False) -> None:
    """Exits with 0 when it is whole, with 1 and each problem when it is not."""
    from locales import say
    from storage.anchor import NAME
    from storage.audit_proof import verify as proof

    folder = place(config).folder
    with store(config) as opened:
        report = opened.read_now(lambda tx: proof(tx, anchor=folder / NAME))
    voice = say(language())
    if jsonl:
        found = [asdict(one) | {"says": told(one)} for one in report.problems]
        typer.echo(json.dumps({"ok": report.ok, "n": report.n, "problems": found}, ensure_ascii=False))
    elif report.ok:
        typer.echo(voice("audit-whole", n=report.n))
    else:
        typer.echo(voice("audit-broken", n=report.n), err=True)
        for problem in report.problems:
            typer.echo(f"  {told(problem)}", err=True)
    if not report.ok:
        raise typer.Exit(1)


@app.command(help=words("列出最近的留痕", "Show the newest entries"))
def tail(limit: Limit = 20, config: Config = None, *, jsonl: Jsonl = False) -> None:
    """Ids and hashes only, oldest first."""
    from storage import audit

    def short(row: Any) -> dict[str, Any]:
        whole = dict(audit.plain(row))
        if jsonl:
            return {**whole, "at": iso(row.at), "data": json.loads(row.data)}
        shown = ("n", "at", "act", "subject", "person_id", "data", "hash")
        return {name: whole[name] for name in shown} | {"at": iso(row.at), "hash": whole["hash"][:12]}

    with store(config) as opened:
        rows = opened.read_now(lambda tx: audit.tail(tx, limit=limit))
        show((short(row) for row in rows), jsonl=jsonl)
