"""A demonstration whose bot does not start: the page's service knows the bot's own words."""

import asyncio
import json
import os
import signal
import sys
from pathlib import Path
from typing import Any

import pytest
from aiohttp import ClientSession

from bot.demo import Child
from tests.house.places import ROOT

PATIENCE_S = 60


@pytest.mark.parametrize(("lang", "words"), [("zh_CN", "wrong"), ("en", "wrong")])
async def test_a_wrong_regime_is_told_in_the_bots_own_words(tmp_path: Path, lang: str, words: str) -> None:
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-P", "-m", "bot", "demo", "--port", "0", "--no-browser", "--regime", "wrong",
        "--data", str(tmp_path), cwd=ROOT, env=os.environ | {"DUWANG_LANGUAGE": lang, "PYTHONPATH": str(ROOT)},
        stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.PIPE,
    )  # fmt: skip
    assert process.stdout is not None
    assert process.stderr is not None
    try:
        url = json.loads(await process.stdout.readline())["emulator"]
        async with ClientSession() as session, asyncio.timeout(PATIENCE_S):
            said = ""
            while not said:
                async with session.get(f"{url}/emulator/info") as answer:
                    said = (await answer.json())["bot_ended"]
    finally:
        process.send_signal(signal.SIGTERM)
        errors = (await process.communicate())[1].decode()
    assert words in said
    assert "Traceback" not in said
    assert any("\u4e00" <= letter <= "\u9fff" for letter in said) == (lang == "zh_CN")
    assert said in errors, "the terminal shows it as well"


async def test_a_bot_that_was_stopped_in_order_has_no_last_words(monkeypatch: pytest.MonkeyPatch) -> None:
    heard: list[str] = []
    started = asyncio.create_subprocess_exec

    async def instead(*_args: str, **how: Any) -> Any:
        script = "import sys, time; print('up', file=sys.stderr, flush=True); time.sleep(60)"
        return await started(sys.executable, "-c", script, **how)

    monkeypatch.setattr(asyncio, "create_subprocess_exec", instead)
    from emulator.clock import DEMO_START

    child = Child(dict(os.environ), lambda: DEMO_START, ended=heard.append)
    await child.start()
    await child.restart()
    await child.stop()
    assert heard == ["", ""]
