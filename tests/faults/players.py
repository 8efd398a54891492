"""The load: people who look at their phones, tap what is asked of them and write; by the control API alone."""

import asyncio
import random
import re
import time
from dataclasses import dataclass
from typing import Any

from aiohttp import ClientSession

LIAISONS = ("chen", "sun")
PEOPLE = ("liu", "ma", "wang", "zhao", *LIAISONS)
FORWARD = ("同意", "确认同意", "全部符合", "提交", "新建稿件")
SIDEWAYS = {
    "退回",
    "更多",
    "撤销",
    "返回",
    "自己写理由",
    "看附件",
    "建议改写",
    "有例外",
    "按例外退回",
    "标为重要",
    "取消重要",
    "提交网址",
    "不是",
    "改一项",
    "放弃",
    "修改",
    "撤回",
    "详情",
    "不采用",
    "申请修改",
    "申请删除",
    "改为发布",
    "改为申请修改",
    "改为申请删除",
    "有问题",
}  # nobody here goes back
CODE = re.compile(r"同意 ([0-9A-Z]{4})\b")
ASKED = ("/todo", "/mine", "/help")
MOST_DRAFTS = 4
HEADS = ("liu", "ma")
LONGEST_S = 60.0  # on however busy a machine
BREATH_S = 0.045  # between two looks at a phone
ASKS = 0.1  # how often somebody with nothing to do asks for a list


@dataclass(frozen=True)
class Act:
    """One act of a person that the platform took: an update to the bot."""

    update: int
    person: str
    what: str  # tap, text, draft
    detail: str


class Players:
    """A seeded handful of people on one twin."""

    def __init__(self, http: ClientSession, url: str, seed: int) -> None:
        self._http = http
        self._url = url
        self._chance = random.Random(seed)
        self._tapped: set[tuple[str, int, str]] = set()
        self.acts: list[Act] = []
        self._drafts = 0

    async def play(self, acts: int) -> None:
        """Act so many times, at most for a minute, once the first cards stand on the phones."""
        limit = time.monotonic() + LONGEST_S
        while not await self._asked() and time.monotonic() < limit:  # noqa: ASYNC110 - another process's phones
            await asyncio.sleep(BREATH_S)
        while len(self.acts) < acts and time.monotonic() < limit:
            person = self._chance.choice(PEOPLE)
            await self._one(person, await self._shown(person))
            await asyncio.sleep(BREATH_S * self._chance.uniform(0.5, 1.5))

    async def _asked(self) -> bool:
        return all([self._inviting(head, await self._shown(head)) for head in HEADS])

    async def _shown(self, person: str) -> list[dict[str, Any]]:
        async with self._http.get(f"{self._url}/emulator/phones", params={"only": person}) as answer:
            messages: list[dict[str, Any]] = (await answer.json())["phones"][0]["messages"]
            return messages

    async def _one(self, person: str, messages: list[dict[str, Any]]) -> None:
        roll = self._chance.random()
        keys = self._inviting(person, messages)
        if keys and roll < 0.8:
            message, label = keys[0] if roll < 0.6 else self._chance.choice(keys)
            self._tapped.add((person, message["id"], label))
            code = CODE.search(message["text"])
            if label == "同意" and code and self._chance.random() < 0.2:
                await self._say(person, f"同意 {code[1]}")
                return
            await self._tap(person, message["id"], label)
            if self._chance.random() < 0.15:
                await self._tap(person, message["id"], label)
        elif person in LIAISONS and self._drafts < MOST_DRAFTS and self._chance.random() < ASKS:
            self._drafts += 1
            await self._say(
                person, f"关于压力试验第{self._drafts}号安排的通知\n请各单位周知，按时参加。", "draft"
            )
        elif self._chance.random() < ASKS:
            await self._say(person, self._chance.choice(ASKED))

    def _inviting(self, person: str, messages: list[dict[str, Any]]) -> list[tuple[dict[str, Any], str]]:
        found = [
            (message, key["text"])
            for message in messages
            if message["from"] == "bot"
            for row in message["buttons"]
            for key in row
            if key["kind"] == "callback" and not key["disabled"] and key["text"] not in SIDEWAYS
            and (person, message["id"], key["text"]) not in self._tapped
        ]  # fmt: skip
        return sorted(found, key=lambda one: one[1] not in FORWARD)

    async def _say(self, person: str, text: str, what: str = "text") -> None:
        await self._post(person, "say", {"text": text}, what, text.partition("\n")[0])

    async def _tap(self, person: str, message: int, label: str) -> None:
        await self._post(person, "tap", {"message_id": message, "button": label}, "tap", f"{message} {label}")

    async def _post(self, person: str, act: str, body: dict[str, Any], what: str, detail: str) -> None:
        body["wait"] = 0
        async with self._http.post(f"{self._url}/emulator/phones/{person}/{act}", json=body) as answer:
            if answer.status == 409:  # the card was redrawn meanwhile: there is nothing to tap
                return
            answer.raise_for_status()
            said = await answer.json()
        self.acts += [Act(update, person, what, detail) for update in said["update_ids"]]
