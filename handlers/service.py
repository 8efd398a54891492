"""帮助, 取消, 设置: what every bot is asked for."""

import re
from datetime import time

from handlers.acts import Said, Tap
from handlers.routing import COMMANDS, Answer, button, command
from storage import dialogues, people
from storage.sql import must
from workflow import asking
from workflow.desk import Desk, Refused
from workflow.notices import Notice, plain

plain(
    "help",
    "settings",
    "cancelled",
    "not_understood",
    "voice_unread",
    "too_fast",
    "settings.saved",
    "group.saved",
    "refused",
)
LANGUAGES = ("zh_CN", "en")


@command("start", "开始", listed=False)
def start(said: Said, desk: Desk) -> Answer:
    """Opening the bot again: what one can do here."""
    return _help(said, desk)


@command("help", "帮助", in_groups=True)
def help_(said: Said, desk: Desk) -> Answer:
    """What one can say, by role."""
    return _help(said, desk)


def _help(said: Said, desk: Desk) -> Notice:
    posts = people.memberships(desk.tx, said.by.id, on=desk.today_on)
    return Notice(
        "help",
        said.by.id,
        facts={
            "role_words": sorted({post.role for post in posts}),
            "commands": [
                {"word": entry.words[0], "command": f"/{entry.name}", "what": entry.name}
                for entry in COMMANDS.values()
                if entry.listed and (entry.whose is None or entry.whose(desk, said.by.id) is not None)
            ],
        },
    )


@command("cancel", "取消")
def cancel(said: Said, desk: Desk) -> Answer:
    """The question that is open is dropped; nothing else is lost."""
    row = dialogues.dialogue(desk.tx, said.by.id, chat=said.by.chat)
    asking.done(desk, person=said.by.id, chat=said.by.chat)
    return Notice("cancelled", said.by.id, facts={"what": row.kind if row is not None else None})


@command("settings", "设置")
def settings(said: Said, desk: Desk) -> Answer:
    """Language and the time of the daily reminder; 设置 09:30 sets the time."""
    if said.rest:
        return _digest(desk, said.by.id, said.rest)
    person = must(people.person(desk.tx, said.by.id))
    return Notice("settings", said.by.id, facts={"lang": person.lang, "digest_at": person.digest_at})


def _no_such_setting(desk: Desk, found: str) -> Refused:
    quiet_from, quiet_to = desk.house.policy.quiet
    span = {"from": quiet_to.strftime("%H:%M"), "to": quiet_from.strftime("%H:%M")}
    return Refused("settings.time", found=found[:20], **span)


def _digest(desk: Desk, person: int, text: str) -> Notice:
    found = re.fullmatch(r"([01]?\d|2[0-3])[:：]([0-5]\d)", text.strip())
    quiet_from, quiet_to = desk.house.policy.quiet
    if found is None or not quiet_to <= time(int(found[1]), int(found[2])) < quiet_from:
        raise _no_such_setting(desk, text)
    people.set_setting(desk.tx, person, digest_at=f"{int(found[1]):02d}:{found[2]}")
    return Notice("settings.saved", person)


@button("settings.lang")
def language(tap: Tap, desk: Desk) -> Answer:
    """语言."""
    if tap.args["value"] not in LANGUAGES:
        raise _no_such_setting(desk, tap.args["value"])
    people.set_setting(desk.tx, tap.by.id, lang=tap.args["value"])
    return Notice("settings.saved", tap.by.id)


@button("settings.digest")
def digest(tap: Tap, desk: Desk) -> Answer:
    """提醒时间."""
    return _digest(desk, tap.by.id, tap.args["value"])
