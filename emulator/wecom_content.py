"""What a message may hold, by its msgtype (90236, 90248, 99110). Template cards are judged in wecom_card."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from emulator.wecom_call import given, wanted
from emulator.wecom_card import judged, media_of
from emulator.wecom_drawn import drawn
from emulator.wecom_refusal import LIMITS, Refused
from emulator.wecom_text import (
    Content,
    Over,
    cut,
    shortened,
    shown_html,
    shown_markdown,
    shown_text,
    size,
    unknown_markdown,
    web_address,
)
from emulator.wecom_twin import Wecom

LIMIT = LIMITS["send"]
ROBOT = LIMITS["robot"]


@dataclass(frozen=True)
class Reading:
    """What is being read, and for which door."""

    twin: Wecom
    msgtype: str
    by_robot: bool


def read_content(twin: Wecom, body: dict[str, Any], allowed: set[str], *, by_robot: bool = False) -> Content:
    """Judge the content of a message.

    Args:
        twin: the corporation.
        body: the call's body, with msgtype and the object of that name.
        allowed: the msgtypes of this door.
        by_robot: a group robot's limits hold: what is too long is refused, not cut.

    Raises:
        Refused: 40008 for a msgtype that is not allowed, and whatever its content breaks.
    """
    msgtype = body.get("msgtype")
    if not isinstance(msgtype, str) or msgtype not in allowed:
        raise Refused(40008, f"{msgtype}")
    said = given(body, msgtype, dict) or {}
    if msgtype == "template_card" and not said:
        raise Refused(40058, msgtype)
    return READ[msgtype](Reading(twin, msgtype, by_robot), said)


def _text(of: Reading, said: dict[str, Any]) -> Content:
    content = given(said, "content", str) or ""
    if not content.strip():
        raise Refused(44004)
    over: list[Over] = []
    if size(content) > LIMIT["text"]:
        if of.by_robot:
            raise Refused(40058, f"text.content exceed max length {ROBOT['text']}")
        over.append(Over("text.content", content, LIMIT["text"]))
        content = cut(content, LIMIT["text"])
    visible = shown_text(content, of.twin.name_of)
    visible["cut"] = bool(over)
    for one in [*(given(said, "mentioned_list", list) or []), *_phones(said, by_robot=of.by_robot)]:
        if one == "@all" or (isinstance(one, str) and of.twin.name_of(one)):
            visible["mentioned"].append(one)
    return Content(of.msgtype, said, visible, over)


def _phones(said: dict[str, Any], *, by_robot: bool) -> list[Any]:
    """Mentions by mobile number; nobody of this office has entered one, but all can be meant."""
    numbers = (given(said, "mentioned_mobile_list", list) or []) if by_robot else []
    return [one for one in numbers if one == "@all"]


def _markdown(of: Reading, said: dict[str, Any]) -> Content:
    content = given(said, "content", str) or ""
    if not content.strip():
        raise Refused(44004)
    limit = ROBOT["markdown"] if of.by_robot else LIMIT["markdown"]
    if size(content) > limit:
        raise Refused(40058 if of.by_robot else 45002, f"{of.msgtype}.content exceed max length {limit}")
    newer = of.msgtype == "markdown_v2"
    over = [Over(f"markdown.{one}", content, 0) for one in ([] if newer else unknown_markdown(content))]
    if newer and ("<font" in content or "<@" in content):
        over.append(Over("markdown_v2.tag", content, 0))
    return Content(of.msgtype, said, shown_markdown(content, of.twin.name_of, newer=newer), over)


def _textcard(of: Reading, said: dict[str, Any]) -> Content:
    over: list[Over] = []
    title = wanted(said, "title", str, code=41016)
    description = wanted(said, "description", str, code=41033)
    url = web_address(wanted(said, "url", str, code=41010), limit=LIMIT["url"], name="url")
    title = _within("textcard.title", title, LIMIT["title"], over)
    description = _within("textcard.description", description, LIMIT["description"], over)
    button = given(said, "btntxt", str) or "详情"
    if shortened(button, LIMIT["btntxt"]) != button:
        over.append(Over("textcard.btntxt", button, LIMIT["btntxt"]))
    visible = {
        "title": title, "text": shown_html(description), "url": url,
        "button": shortened(button, LIMIT["btntxt"]), "cut": bool(over),
    }  # fmt: skip
    return Content(of.msgtype, said, visible, over)


def _news(of: Reading, said: dict[str, Any]) -> Content:
    over: list[Over] = []
    shown = []
    for one in _articles(said):
        title = _within("news.title", wanted(one, "title", str, code=41016), LIMIT["title"], over)
        text = _within("news.description", given(one, "description", str) or "", LIMIT["description"], over)
        url = given(one, "url", str) or ""
        if not url and not (given(one, "appid", str) and given(one, "pagepath", str)):
            raise Refused(41010)
        for name in ("url", "picurl"):
            if address := given(one, name, str):
                web_address(address, limit=LIMIT["url"], name=name)
        if size(given(one, "pagepath", str) or "") > LIMIT["pagepath"]:
            raise Refused(40039, "pagepath")
        shown.append({"title": title, "text": text, "url": url, "picture": one.get("picurl") or ""})
    return Content(of.msgtype, said, {"articles": shown, "text": shown[0]["title"], "cut": bool(over)}, over)


def _mpnews(of: Reading, said: dict[str, Any]) -> Content:
    over: list[Over] = []
    shown = []
    for one in _articles(said):
        title = _within("mpnews.title", wanted(one, "title", str, code=41016), LIMIT["title"], over)
        media_of(of.twin, wanted(one, "thumb_media_id", str, code=41006), "image")
        if size(wanted(one, "content", str, code=44004)) > LIMIT["mpnews"]:
            raise Refused(45002, "mpnews.content")
        if size(given(one, "author", str) or "") > LIMIT["author"]:
            raise Refused(45032)
        text = _within("mpnews.digest", given(one, "digest", str) or "", LIMIT["description"], over)
        shown.append(
            {"title": title, "text": text, "url": one.get("content_source_url") or "", "picture": ""}
        )
    return Content(of.msgtype, said, {"articles": shown, "text": shown[0]["title"], "cut": bool(over)}, over)


def _articles(said: dict[str, Any]) -> list[dict[str, Any]]:
    found = given(said, "articles", list) or []
    if not 1 <= len(found) <= LIMIT["articles"]:
        raise Refused(45008)
    if not all(isinstance(one, dict) for one in found):
        raise Refused(40058, "articles")
    return found


def _file(of: Reading, said: dict[str, Any]) -> Content:
    over: list[Over] = []
    kept = media_of(of.twin, wanted(said, "media_id", str, code=41006), of.msgtype)
    shown = {"name": kept.name, "size": len(kept.data), "type": kept.type, "media_id": kept.id}
    visible: dict[str, Any] = {"text": "", "file": shown}
    if of.msgtype == "video":
        visible["title"] = _within("video.title", given(said, "title", str) or "", LIMIT["title"], over)
        visible["text"] = _within(
            "video.description", given(said, "description", str) or "", LIMIT["description"], over
        )
    return Content(of.msgtype, said, visible, over)


def _notice(of: Reading, said: dict[str, Any]) -> Content:
    """A mini program's notice: shown as its title; we never send one, but it is a msgtype."""
    title, description = wanted(said, "title", str), given(said, "description", str) or ""
    items = given(said, "content_item", list) or []
    wanted(said, "appid", str)
    fits = 4 <= len(title) <= 12 and (not description or 4 <= len(description) <= 12)
    if not fits or len(items) > 10:
        raise Refused(40058, of.msgtype)
    for one in items:
        if not 1 <= len(wanted(one, "key", str)) <= 10 or not 1 <= len(wanted(one, "value", str)) <= 30:
            raise Refused(40058, "content_item")
    return Content(of.msgtype, said, {"title": title, "text": description, "items": items})


def _card(of: Reading, said: dict[str, Any]) -> Content:
    judged(of.twin, said, of_robot=of.by_robot)
    visible, over = drawn(said, of_robot=of.by_robot)
    return Content(of.msgtype, said, visible, over)


def _within(name: str, text: str, limit: int, over: list[Over]) -> str:
    """A text cut to its bytes, as the platform does without a word."""
    if size(text) <= limit:
        return text
    over.append(Over(name, text, limit))
    return cut(text, limit)


READ: dict[str, Callable[[Reading, dict[str, Any]], Content]] = {
    "text": _text, "markdown": _markdown, "markdown_v2": _markdown, "textcard": _textcard, "news": _news,
    "mpnews": _mpnews, "image": _file, "voice": _file, "video": _file, "file": _file,
    "miniprogram_notice": _notice, "template_card": _card,
}  # fmt: skip
