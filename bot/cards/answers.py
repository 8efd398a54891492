"""Answers to taps and words in one sentence: what was recorded, or why it was not possible.

``summary`` is what a platform shows for a moment (a toast, at most 200 characters); the same sentence
stands alone as a message where there is no tap to answer.
"""

from collections.abc import Callable, Mapping
from typing import Any

from bot.cards import parts
from bot.cards.model import Card
from bot.cards.registry import card
from locales import Say

Facts = Mapping[str, Any]
TOAST = 200  # characters
INSTANTS = frozenset({"at", "until"})


def answered(kind: str, text: str) -> Card:
    """Return an answer of one sentence."""
    return Card(kind, "", _short(text), note=text, tone="done")


def _short(text: str) -> str:
    return text if len(text) <= TOAST else text[: TOAST - 1] + "…"


@card("review.recorded")
def recorded(facts: Facts, say: Say) -> Card:
    """同意 or 退回 was taken, and for how long it may be undone."""
    verdict = facts["verdict"] if facts["verdict"] in {"approved", "waiting"} else "returned"
    number, seconds, minutes = facts["number"], facts["seconds"], facts["undo_minutes"]
    if facts["verdict"] == "withheld":
        return answered("review.recorded", say("review-recorded-withheld", number=number, minutes=minutes))
    if facts.get("to"):
        step = say.pick(facts["to"])
        return answered(
            "review.recorded", say("review-recorded-set-back", number=number, step=step, minutes=minutes)
        )
    if facts.get("waits") and verdict != "waiting":
        text = say(f"review-recorded-{verdict}-later", number=number, minutes=minutes)
    else:
        text = say(f"review-recorded-{verdict}", number=number, seconds=seconds, minutes=minutes)
    return answered("review.recorded", text)


@card("draft.saved")
def saved(facts: Facts, say: Say) -> Card:
    """One field of a draft was filled in."""
    label = say.pick(facts.get("label"))
    if not label:
        return answered("draft.saved", say("draft-saved-plain"))
    shown = parts.value(say, facts.get("value"))
    return answered("draft.saved", say("draft-saved", label=label, value=_short(shown[:60])))


def _plain(kind: str, sentence: str) -> Callable[[Facts, Say], Card]:
    """A kind that says one fixed sentence, at most with the item's number."""

    def draw(facts: Facts, say: Say) -> Card:
        return answered(kind, say(sentence, number=facts.get("number") or say("this-item")))

    return card(kind)(draw)


undone = _plain("review.undone", "review-undone")
secrecy_recorded = _plain("secrecy.recorded", "secrecy-recorded")
secrecy_ticked = _plain("secrecy.ticked", "secrecy-ticked")
scan_coming = _plain("external.scan_coming", "external-scan-coming")
draft_submitted = _plain("draft.submitted", "draft-submitted")
content_explained = _plain("content.explained", "content-explained")
urgent_marked = _plain("urgent.marked", "urgent-recorded")
urgent_lowered = _plain("urgent.lowered", "urgent-lowered")
draft_dropped = _plain("draft.dropped", "draft-dropped")
item_withdrawn = _plain("item.withdrawn", "item-withdrawn")
publish_checking = _plain("publish.checking", "publish-checking-told")
publish_recorded = _plain("publish.recorded", "publish-recorded")
done_recorded = _plain("publish.done_recorded", "publish-done-recorded")
sync_recorded = _plain("publish.sync_recorded", "publish-sync-recorded")
confirm_recorded = _plain("confirm.recorded", "confirm-recorded")
confirm_reported = _plain("confirm.reported", "confirm-reported")
settings_saved = _plain("settings.saved", "settings-saved")
group_saved = _plain("group.saved", "group-saved")
done = _plain("done", "done")


@card("refused")
def refused(facts: Facts, say: Say) -> Card:
    """One sentence: why it was not possible, and what to do next."""
    code = facts["code"].replace(".", "-").replace("_", "-")
    values: dict[str, str | int | float] = {"number": say("this-item"), "why": ""}
    for name, held in facts.items():
        if name != "code" and not name.startswith("_") and held is not None:
            values[name] = _worded(say, name, held)
    text = say(f"refused-{code}", **values)
    return Card("refused", "", _short(text), note=text, tone="alert")


def _worded(say: Say, name: str, held: Any) -> str | int | float:
    if isinstance(held, bool | int | float):
        return held
    if isinstance(held, list):
        return say.listed(parts.named(held))
    if isinstance(held, str) and name in INSTANTS:
        return say.moment(held)
    if isinstance(held, str) and name == "day" and parts.ISO_DAY.fullmatch(held):
        return say.day(held)
    if isinstance(held, str) and name == "role":
        return say(f"role-{held}") if say.has(f"role-{held}") else held
    return say.pick(held)
