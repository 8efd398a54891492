"""`duwang due RULE --from WHEN`, `duwang due --jsonl`: when a time limit is due, with its arithmetic."""

import codecs
import json
import math
import sys
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Annotated, Any

import typer

from bot.commands import language, words
from bot.commands.opened import Jsonl

MOST_BYTES = 1_000_000  # of one line


def main(
    rule: Annotated[
        str | None,
        typer.Argument(
            metavar="RULE", help=words("时限编号，如 KP-21-PUBLISH", "a clock, such as KP-21-PUBLISH")
        ),
    ] = None,
    start: Annotated[
        str | None,
        typer.Option(
            "--from",
            metavar="WHEN",
            help=words("起算：日期或带时区的时刻", "the start: a date, or an instant with its offset"),
        ),
    ] = None,
    events: Annotated[
        str | None,
        typer.Option(
            metavar="JSON",
            help=words("此后的征求意见、补正、延长", "consultations, a correction, an extension since"),
        ),
    ] = None,
    regime: Annotated[
        str | None,
        typer.Option(help=words("按哪部办法（名称或文件）", "by which regime (a name or a file)")),
    ] = None,
    config: Annotated[
        Path | None,
        typer.Option(
            help=words(
                "设置文件：按本机关登记的放假安排计算", "settings file: count by the holidays entered there"
            )
        ),
    ] = None,
    *,
    jsonl: Jsonl = False,
) -> None:
    """Exits with 0, with 1 when a question cannot be answered, with 2 when none was asked."""
    if jsonl and {rule, start, events} != {None}:
        typer.echo(
            words(
                "--jsonl 从输入读取问题，不与编号、--from、--events 同用",
                "--jsonl reads its questions from the input: without RULE, --from and --events",
            ),
            err=True,
        )
        raise typer.Exit(2)
    find, calendar = _finder(regime), None if config is None else _entered(config)
    if jsonl:
        raise typer.Exit(_stream(find, calendar))
    if rule is None or start is None:
        typer.echo(
            words(
                "请写明时限编号和起算日，如：duwang due KP-21-PUBLISH --from 2026-02-11",
                "Name a clock and its start: duwang due KP-21-PUBLISH --from 2026-02-11",
            ),
            err=True,
        )
        raise typer.Exit(2)
    try:
        given = None if events is None else json.loads(events)
    except (ValueError, RecursionError):
        typer.echo(words("--events 应为 JSON", "--events must be JSON"), err=True)
        raise typer.Exit(2) from None
    raise typer.Exit(_one({"rule": rule, "start": start, "events": given}, find, calendar))


def _finder(regime: str | None) -> Callable[[str], Any]:
    """How a rule is found: anywhere, or in one regime with its own receipts and figures."""
    from rules import regime as regimes
    from rules.problems import RegimeError

    if regime is None:
        return regimes.find_clock
    try:
        return regimes.load(regime, lang=language()).clock
    except RegimeError as wrong:
        typer.echo(str(wrong), err=True)
        raise typer.Exit(2) from None


def _entered(config: Path) -> Any:
    """The calendar of an installation's organisation: known years, later notices, its own days."""
    from bot.commands.standing import act
    from storage import orgs
    from storage.sql import must

    def look(desk: Any, settings: Any) -> Any:
        return desk.calendar(must(orgs.organisation_by_key(desk.tx, settings.organisation.key)).id)

    return act(config, look, reads=True)


def _one(asked: dict[str, Any], find: Callable[[str], Any], calendar: Any) -> int:
    from rules.question import Unanswerable, answer

    lang = language()
    try:
        told = answer(asked, find, lang=lang, calendar=calendar)
    except Unanswerable as wrong:
        typer.echo(wrong.said.get(lang), err=True)
        return 1
    clock = find(asked["rule"])
    typer.echo(f"{clock.id}  {clock.cite}  {clock.figure}")
    typer.echo(clock.says.get(lang))
    due = told.get("due_at") or told.get("due_date")
    typer.echo(words(f"到期：{due or '未定'}", f"due: {due or 'not known'}"))
    if told["advise_by"]:
        typer.echo(words(f"宜于：{told['advise_by']}", f"better by: {told['advise_by']}"))
    if told["provisional"]:
        typer.echo(words("暂定", "provisional"))
    for line in told["explain"]:
        typer.echo(f"  {line}")
    return 0


def _stream(find: Callable[[str], Any], calendar: Any) -> int:
    """One JSON object a line in, one a line out, in the same order; 1 when some line was bad."""
    from rules.question import Unanswerable, answer

    lang, bad = language(), 0
    for raw in iter(partial(sys.stdin.buffer.readline, MOST_BYTES + 2), b""):
        id_ = None
        try:
            line = _whole(raw)
            if not line:
                continue
            asked = _parsed(line)
            id_ = _id(asked)
            told: dict[str, Any] = {"id": id_, **answer(asked, find, lang=lang, calendar=calendar)}
        except Unanswerable as wrong:
            bad = 1
            told = {"id": id_, "error": wrong.said.get(lang)}
        typer.echo(_printed(told))
    return bad


def _whole(raw: bytes) -> bytes:
    """What stands on the line; of one that is too long the rest is read and forgotten."""
    from rules.question import Unanswerable

    if len(raw.removesuffix(b"\n")) <= MOST_BYTES:
        return raw.strip().removeprefix(codecs.BOM_UTF8).strip()
    while raw and not raw.endswith(b"\n"):
        raw = sys.stdin.buffer.readline(MOST_BYTES)
    raise Unanswerable(f"一行最多 {MOST_BYTES} 字节", f"a line has at most {MOST_BYTES} bytes")


def _parsed(line: bytes) -> Any:
    """JSON as its standard has it: UTF-8, and numbers that are numbers."""
    from rules.question import Unanswerable

    try:
        return json.loads(line.decode(), parse_constant=_number, parse_float=_number)
    except (ValueError, RecursionError):
        raise Unanswerable("应为一个 JSON 对象", "must be one JSON object") from None


def _number(written: str) -> float:
    found = float(written)
    if not math.isfinite(found):
        raise ValueError(written)
    return found


def _id(asked: Any) -> Any:
    """The asker's own mark, given back as it came."""
    from rules.question import Unanswerable

    found = asked.get("id") if isinstance(asked, dict) else None
    if isinstance(found, dict | list):
        raise Unanswerable("id 应为文字或数字", "id must be a text or a number")
    return found


def _printed(told: dict[str, Any]) -> bytes:
    """UTF-8 whatever the terminal's; half a character, which only an escape brings in, goes out as one."""
    try:
        return json.dumps(told, ensure_ascii=False).encode()
    except UnicodeEncodeError:
        return json.dumps(told).encode()
