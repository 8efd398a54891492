"""The fault plan: what goes wrong between the bot and the platform, and when.

A rule is `{match: {platform?, method?, chat?, nth?, direction?}, do, …, times?, rate?, seed?}`.

- `direction` is seen from the bot: "out" (default) is a call of the bot to the platform, "in" an update on
  its way to the bot. For "in", `method` names the update's kind (message, callback_query, …; on WeCom the
  msgtype or event: text, image, template_card_event, …).
- `platform` is telegram or wecom; without it a rule holds for both.
- `chat` is a chat id, a userid or a phone's id. `nth` takes only the nth call that fits the rest.
- `times` is how often the rule applies: once when `nth` is given or `do` is reorder, else without end.
- `rate` (0-1) with `seed` applies the rule by seeded chance.

| do | out | in |
|---|---|---|
| delay | `seconds` before it is judged | `seconds` before it is delivered |
| drop_before | connection cut, nothing happened | not delivered, tried again later |
| accept_then_drop | carried out, then connection cut | delivered, its receipt lost: delivered again |
| status | HTTP `status` (500), nothing happened | the bot's answer is taken for `status` |
| 429 | refused with `retry_after` (1) | - |
| duplicate | carried out twice | delivered `copies` (1) more times |
| reorder | waits until the next call has been judged | waits until the next update has gone first |
| truncate | carried out, the answer is half its JSON; with `short` the body ends early | half the body |
| html | HTTP `status` (502) with an HTML page; with `accept` after being carried out | an HTML page as body |
| slow | carried out, the second half of the answer comes `seconds` later | - |
| hang | never answered | - |
| errcode | WeCom only: refused with `errcode` (-1), nothing happened | - |
| same_second | - | WeCom: bears the CreateTime of the member's event before |
| a name of `wecom_forge.ODD` | - | WeCom: the message in that odd but possible shape |
| a name of `wecom_forge.HOSTILE` | - | WeCom: a forged delivery of it goes first |
"""

import random
from dataclasses import dataclass, field
from typing import Any

from emulator.wecom_forge import HOSTILE, ODD

BOTH = {
    "delay", "drop_before", "accept_then_drop", "status", "429", "duplicate", "reorder", "truncate", "html",
    "slow", "hang",
}  # fmt: skip
WECOM = {"same_second", *ODD, *HOSTILE}
DEEDS = BOTH | WECOM | {"errcode"}
PLATFORMS = {"telegram", "wecom"}
_KEYS = {
    "match",
    "do",
    "seconds",
    "status",
    "retry_after",
    "copies",
    "short",
    "accept",
    "times",
    "rate",
    "seed",
    "errcode",
}
_MATCHED = {"method", "chat", "nth", "direction", "platform"}


@dataclass
class Fault:
    """One rule of the plan and how far it has been used."""

    do: str
    rule: dict[str, Any]
    method: str | None
    chat: str | None
    nth: int | None
    direction: str
    platform: str | None
    left: float
    chance: random.Random
    seen: int = 0
    applied: int = 0
    extra: dict[str, Any] = field(default_factory=dict)

    @property
    def seconds(self) -> float:
        """How long a delay lasts."""
        return float(self.rule.get("seconds", 5))

    def number(self, key: str, default: int) -> int:
        """A whole number of the rule."""
        return int(self.rule.get(key, default))


class Faults:
    """The plan now in force."""

    def __init__(self) -> None:
        self._plan: list[Fault] = []

    def replace(self, rules: Any) -> None:
        """Put a new plan in force.

        Raises:
            ValueError: a rule is not understood; the old plan stays.
            TypeError: it is no list.
        """
        if not isinstance(rules, list):
            raise TypeError("a fault plan is a list of rules")
        self._plan = [_understood(rule) for rule in rules]

    def clear(self) -> None:
        """No more faults."""
        self._plan = []

    def listing(self) -> list[dict[str, Any]]:
        """The rules with how often each has been applied."""
        return [{**one.rule, "applied": one.applied} for one in self._plan]

    def strike(
        self,
        *,
        direction: str,
        method: str,
        chat: int | str | None,
        phone: str | None,
        platform: str = "telegram",
    ) -> Fault | None:
        """Find the first rule that applies to this call or update, and use it up by one."""
        struck: Fault | None = None
        for one in self._plan:
            if one.direction != direction or (one.method and one.method != method.lower()):
                continue
            if one.platform not in {None, platform}:
                continue
            if one.chat is not None and one.chat not in {str(chat), phone}:
                continue
            one.seen += 1
            if struck or one.left <= 0 or (one.nth is not None and one.seen != one.nth):
                continue
            if one.rule.get("rate") is not None and one.chance.random() >= float(one.rule["rate"]):
                continue
            one.left -= 1
            one.applied += 1
            struck = one
        return struck


def _understood(rule: Any) -> Fault:
    if not isinstance(rule, dict) or str(rule.get("do")) not in DEEDS:
        raise ValueError(f"a rule needs `do`, one of {', '.join(sorted(DEEDS))}")
    match = rule.get("match") or {}
    if unknown := (set(rule) - _KEYS) | (set(match) - _MATCHED):
        raise ValueError(f"a rule does not know {', '.join(sorted(unknown))}")
    direction = match.get("direction", "out")
    if direction not in {"in", "out"}:
        raise ValueError("direction is in or out, seen from the bot")
    do = str(rule["do"])
    platform = "wecom" if do in WECOM or do == "errcode" else match.get("platform")
    if do in WECOM and direction != "in":
        raise ValueError(f"{do} is for what is on its way to the bot: direction in")
    if platform is not None and platform not in PLATFORMS:
        raise ValueError("platform is telegram or wecom")
    once = match.get("nth") is not None or do == "reorder"
    return Fault(
        do=do,
        rule=dict(rule),
        method=str(match["method"]).lower() if match.get("method") else None,
        chat=str(match["chat"]) if match.get("chat") is not None else None,
        nth=int(match["nth"]) if match.get("nth") is not None else None,
        direction=direction,
        platform=platform,
        left=float(rule.get("times", 1 if once else "inf")),
        chance=random.Random(rule.get("seed", 0)),  # noqa: S311 (a seeded plan, no secret)
    )
