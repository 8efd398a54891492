"""A process that tries hard to print its secrets; `test_secrets` reads what it says.

Run as `python -m tests.house.leaking FORM` with canary secrets in the environment.
"""

import asyncio
import logging
import os
import sys
import threading
import urllib.request
import warnings

import sqlalchemy
import structlog
from pydantic import BaseModel

from bot import logs
from bot.config import load

SAMPLES = {
    "corp": "https://qyapi.example/cgi-bin/gettoken?corpid=ww1&corpsecret={canary}",
    "access": '{{"errcode":0,"access_token":"{canary}","expires_in":7200}}',
    "robot": "https://qyapi.example/cgi-bin/webhook/send?key={canary}",
    "header": "X-Telegram-Bot-Api-Secret-Token: {canary}",
    "bearer": "Authorization: Bearer {canary}",
    "link": "https://t.example/duwang_bot?start={canary}",
    "database": "postgresql://duwang:{canary}@db/office",
    "token": "https://api.example/bot{bot}/getMe",
    "quoted": "https://api.example/bot{quoted}/getMe",
    "mobile": "请联系 13812345678。",
    "identity": "身份证 11010519491231002X",
}


def main(form: str) -> None:
    settings = load(None, os.environ)
    logs.configure(level="debug", form=form, secrets=settings.secrets())
    token = settings.platforms.telegram.token
    assert token is not None
    bot = token.get_secret_value()
    canary = os.environ["CANARY"]
    log = structlog.get_logger()
    log.info("settings", settings=settings, dumped=settings.model_dump(), read=repr(settings))
    for name, sample in SAMPLES.items():
        text = sample.format(canary=canary, bot=bot, quoted=bot.replace(":", "%3A"))
        log.info("structured", **{name: text}, nested={"in": [text, {"deep": text}]}, raw=text.encode())
        logging.getLogger("httpx").warning("HTTP Request: POST %s", text)
        logging.getLogger("aiogram").error("failed %s", text, extra={"url": text})
        logs.line("send.telegram", "sent", about=text)
        warnings.warn(text, UserWarning, stacklevel=1)
        try:
            raise ValueError(text)
        except ValueError:
            log.exception("caught")
            logging.getLogger("aiohttp.server").exception("caught")
    _database(log, canary)
    _parsing(log, canary)
    asyncio.run(_never_awaited(bot))
    thread = threading.Thread(target=_raise, args=(bot,))
    thread.start()
    thread.join()
    sys.stdout.write(logs.redact(f"bot{bot} {settings.database.url}\n"))
    _raise(urllib.request.Request(f"https://api.example/bot{bot}/x").full_url)


def _database(log: structlog.stdlib.BoundLogger, canary: str) -> None:
    logging.getLogger("sqlalchemy.engine").setLevel(logging.DEBUG)
    engine = sqlalchemy.create_engine("sqlite://")
    with engine.connect() as connection:
        try:
            connection.execute(
                sqlalchemy.text("insert into absent values (:title)"), {"title": f"未公开标题{canary}"}
            )
        except sqlalchemy.exc.OperationalError:
            log.exception("database")
    engine.dispose()


def _parsing(log: structlog.stdlib.BoundLogger, canary: str) -> None:
    class Update(BaseModel):
        update_id: int

    try:
        Update.model_validate({"update_id": f"内容{canary}"})
    except ValueError:
        log.exception("parsing")


async def _never_awaited(text: str) -> None:
    async def fails() -> None:
        _raise(text)

    task = asyncio.create_task(fails())
    await asyncio.wait([task])
    del task  # nobody asks for its result: the loop reports it


def _raise(text: str) -> None:
    held_in_a_local = text
    raise RuntimeError(f"cannot reach {held_in_a_local}")


if __name__ == "__main__":
    main(sys.argv[1])
