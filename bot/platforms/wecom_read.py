"""From a stored message or event to what a person did. Userids do not differ in case: here they are lower."""

from typing import Any

import structlog

from bot.platforms import wecom_aibot_read
from bot.platforms.base import (
    AlertIn,
    EnteredIn,
    GoneIn,
    Incoming,
    IncomingFile,
    MemberIn,
    OtherIn,
    RenamedIn,
    SaidIn,
    TapIn,
    VoiceIn,
    file_name,
)
from bot.platforms.wecom_envelope import CARD_EVENTS, PLATFORM, SYSTEM
from bot.platforms.wecom_words import words
from bot.platforms.wecom_xml import BadXml, Tree, read

# https://developer.work.weixin.qq.com/document/path/90240: what WeCom says about the app itself
ALERTS = frozenset(
    {
        "inactive_alert",
        "close_inactive_agent",
        "reopen_inactive_agent",
        "low_active_alert",
        "low_active",
        "active_restored",
    }
)
# Pictures and places that a menu asks for come once more, as messages; the rest concerns other products.
SILENT = frozenset(
    {
        "scancode_push",
        "pic_sysphoto",
        "pic_photo_or_album",
        "pic_weixin",
        "location_select",
        "batch_job_result",
        "open_approval_change",
        "share_agent_change",
        "share_chain_change",
    }
)
_FILES = {"image": ("jpg", "image/jpeg", "photo"), "video": ("mp4", "video/mp4", "video")}
_ANY = "application/octet-stream"
log = structlog.get_logger("wecom")


class Unreadable(Exception):
    """What was stored cannot be read any more: a newer version stored it, or the disk changed it."""


class Ears:
    """One app as the worker hears it. A tap has no answer of its own here: the redrawn card gives it."""

    def __init__(self, agent: str) -> None:
        self.agent = agent

    def fast_tap(self, raw: bytes) -> TapIn | None:
        """A press on a card; None for everything else."""
        if b"template_card_" not in raw:
            return None
        found = understood(raw, agent=self.agent)
        return found if isinstance(found, TapIn) else None

    async def parse(self, raw: bytes) -> Incoming | None:
        """See ``understood``."""
        return understood(raw, agent=self.agent)

    async def answer_tap(self, callback_id: str, said: object) -> None:
        """Nothing: what the card does not show was sent as a message."""


def understood(raw: bytes, *, agent: str) -> Incoming | None:
    """One neutral record, or None when nobody did anything.

    Raises:
        Unreadable: these are not the bytes of a message or event.
    """
    try:
        if wecom_aibot_read.is_ours(raw):
            return wecom_aibot_read.understood(raw, agent=agent)
        root = read(raw)
        event = root.word("Event").lower()
        who = _who(root, agent)
        if event:
            return _happened(root, event, who)
        return _said(root, root.word("MsgType").lower(), who)
    except (BadXml, wecom_aibot_read.BadFrame) as error:
        raise Unreadable(str(error)) from error


def _who(root: Tree, agent: str) -> dict[str, Any]:
    user = root.word("FromUserName").lower()
    return {
        "platform": PLATFORM,
        "bot": agent,
        "user_id": user,
        "chat": user,
        "chat_type": "private",
        "message_id": root.word("MsgId"),
    }


# Messages ---------------------------------------------------------------------------------------------------


def _said(root: Tree, kind: str, who: dict[str, Any]) -> Incoming | None:
    match kind:
        case "text":
            return words(root.only("Content"), who)
        case "link":
            return words(root.word("Url") or root.word("Title"), who, forward=True)
        case "voice":
            return VoiceIn(**who, seconds=0)
        case "image" | "video" | "file" if root.word("MediaId"):
            return SaidIn(**who, files=(_file(root, kind, who["message_id"]),))
        case _:
            return OtherIn(**who, what=kind)


def _file(root: Tree, kind: str, number: str) -> IncomingFile:
    """The bytes lie at the platform for three days under the media id; it tells neither size nor type."""
    media = root.word("MediaId")
    ending, mime, name = _FILES.get(kind, ("", _ANY, "document"))
    given = root.word("FileName")
    called = file_name(given) if given else f"{number or 'file'}.{ending}".rstrip(".")
    return IncomingFile(media, media, called, 0, mime, name)


# Events -----------------------------------------------------------------------------------------------------


def _happened(root: Tree, event: str, who: dict[str, Any]) -> Incoming | None:
    if event in CARD_EVENTS:
        return _tapped(root, who)
    if event == "change_contact":
        return _account_changed(root, who["bot"])
    if event in ALERTS:
        return AlertIn(platform=PLATFORM, bot=who["bot"], what=event, at_s=_seconds(root.word("EffectTime")))
    if who["user_id"] in {"", SYSTEM} or event in SILENT:
        log.info("wecom.event_passed_over", what=event[:40])
        return None
    match event:
        case "click":
            return words("/" + root.word("EventKey").lstrip("/"), who)
        case "enter_agent":
            return EnteredIn(platform=PLATFORM, bot=who["bot"], user_id=who["user_id"], chat=who["chat"])
        case "subscribe" | "unsubscribe":
            return MemberIn(
                platform=PLATFORM,
                bot=who["bot"],
                status="unblocked" if event == "subscribe" else "blocked",
                chat=who["chat"],
                chat_type="private",
                title="",
                by=who["user_id"],
            )
        case _:
            log.warning("wecom.event_unknown", what=event[:40])
            return OtherIn(**who, what=event)


def _tapped(root: Tree, who: dict[str, Any]) -> TapIn | None:
    """A button, a submitted vote or selection, or an entry of a card's menu."""
    if who["user_id"] in {"", SYSTEM}:
        return None
    code = root.word("ResponseCode")
    options = root.every("SelectedItems", "SelectedItem", "OptionIds", "OptionId")
    chosen = (option.strip() for option in options if isinstance(option, str))
    return TapIn(
        **{**who, "message_id": root.word("TaskId")},
        data=root.word("EventKey"),
        callback_id=code,
        code=code or None,
        choices=tuple(option for option in chosen if option),
    )


def _account_changed(root: Tree, agent: str) -> Incoming | None:
    user, change = root.word("UserID").lower(), root.word("ChangeType").lower()
    new = root.word("NewUserID").lower()
    if user and change == "delete_user":
        return GoneIn(platform=PLATFORM, bot=agent, user_id=user)
    if user and change == "update_user" and new and new != user:
        return RenamedIn(platform=PLATFORM, bot=agent, old=user, new=new)
    return None


def _seconds(text: str) -> int | None:
    return int(text) if text.isdecimal() and len(text) <= 11 else None
