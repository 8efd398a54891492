"""`duwang doctor wecom|database`: what is set, what is missing, and where it is entered."""

import asyncio
import json
from typing import Annotated, Any

import typer

from bot.commands import group, language, words
from bot.commands.opened import Config, Jsonl, now_ms, place

app = group()
MARKS = {
    "ok": ("正常", "ok"),
    "note": ("留意", "note"),
    "bad": ("须改", "mend"),
    "skipped": ("未查", "skipped"),
}


@app.callback(help=words("自检", "Self-examination"))
def main() -> None:
    """What others have to set."""


@app.command(help=words("逐项核对企业微信的设置", "Try every setting of WeCom"))
def wecom(
    config: Config = None,
    *,
    try_robots: Annotated[
        list[str] | None,
        typer.Option(
            "--try-robots",
            help=words(
                "在这个机器人的群里发一条测试消息，可写几次", "post a test line by this robot; may repeat"
            ),
        ),
    ] = None,
    try_card: Annotated[
        str,
        typer.Option(
            "--try-card",
            help=words("给这个企业微信账号发一张测试卡片", "send a test card to this WeCom userid"),
        ),
    ] = "",
    jsonl: Jsonl = False,
) -> None:
    """Prints each finding as it is known; 1 when something is to be mended, 2 when settings are refused."""
    from locales import say

    where = place(config)
    voice = say(language())
    if asyncio.run(_examined(where, voice, try_robots or [], try_card, jsonl=jsonl)):
        raise typer.Exit(1)
    if not jsonl:
        typer.echo(voice("doctor-all-well"))


@app.command(help=words("核对数据库和进程间的提醒", "Try the database and how processes wake each other"))
def database(config: Config = None, *, jsonl: Jsonl = False) -> None:
    """As above."""
    from bot.doctor.database import examine
    from locales import say

    where = place(config)
    voice = say(language())
    bad = 0
    for found in examine(where.settings):
        bad += found.state == "bad"
        typer.echo(_line(voice, found) if jsonl else _told(voice, found))
    if bad:
        raise typer.Exit(1)


async def _examined(where: Any, voice: Any, robots: list[str], card: str, *, jsonl: bool) -> int:
    """How many findings have to be mended."""
    from bot.doctor.wecom import examine
    from bot.doctor.wecom_app import Given
    from scheduler.clock import from_ms

    given = Given(where.settings, _memory(where), voice, robots, card)
    bad = 0
    async for found in examine(given, now=from_ms(now_ms())):
        bad += found.state == "bad"
        typer.echo(_line(voice, found) if jsonl else _told(voice, found))
    if bad and not jsonl:
        typer.echo(voice("doctor-to-mend", n=bad))
    return bad


def _memory(where: Any) -> Any:
    """What the database knows; None where there is none yet."""
    from bot.commands.trouble import plainly
    from bot.doctor.memory import recall
    from storage.engine import Store, require
    from storage.errors import StorageError

    try:
        require(where.url, folder=where.folder)
    except StorageError:
        return None
    bot = str(where.settings.platforms.wecom.agent_id)
    with plainly(path=where.shown):
        store = Store.open(where.url, folder=where.folder, clock_ms=now_ms)
        try:
            return store.read_now(lambda tx: recall(tx, bot=bot))
        finally:
            store.close_now()


def _says(voice: Any, found: Any) -> str:
    return str(voice(f"doctor-{found.check}-{found.code}", **found.facts))


def _where(voice: Any, found: Any) -> str:
    return str(voice(f"doctor-where-{found.where}")) if found.where else ""


def _told(voice: Any, found: Any) -> str:
    mark = words(*MARKS[found.state])
    told = f"[{mark}] {voice(f'doctor-check-{found.check}')}: {_says(voice, found)}"
    if language() == "zh_CN":
        told = f"【{mark}】{voice(f'doctor-check-{found.check}')}：{_says(voice, found)}"
    menu = _where(voice, found)
    return f"{told}\n    {menu}" if menu else told


def _line(voice: Any, found: Any) -> str:
    said = {"check": found.check, "state": found.state, "code": found.code, **found.facts}
    return json.dumps(
        {**said, "says": _says(voice, found), "where": _where(voice, found)}, ensure_ascii=False
    )
