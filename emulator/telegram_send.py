"""Methods that send: sendMessage, sendDocument, sendPhoto, sendMediaGroup, sendChatAction."""

from typing import Any

from emulator.telegram_files import document, photo
from emulator.telegram_judge import Refused
from emulator.telegram_markup import inline_keyboard
from emulator.telegram_state import Chat, Message
from emulator.telegram_text import formatted, units
from emulator.telegram_twin import Telegram

_NOT_PLAYED = ("ephemeral_message_parameters", "suggested_post_parameters", "direct_messages_topic_id")


def send_message(twin: Telegram, args: dict[str, Any]) -> dict[str, Any]:
    """A text."""
    chat, base = _begun(twin, args)
    text, entities = formatted(args["text"], parse_mode=args.get("parse_mode"), entities=args.get("entities"))
    content = base | {"text": text} | ({"entities": entities} if entities else {})
    if "link_preview_options" in args:
        content["link_preview_options"] = args["link_preview_options"]
    return _sent(twin, chat, args, content).payload


def send_document(twin: Telegram, args: dict[str, Any]) -> dict[str, Any]:
    """A file, with a caption perhaps."""
    chat, base = _begun(twin, args)
    content = base | _captioned(args)
    twin.count(chat)
    return _sent(
        twin, chat, args, content | {"document": document(twin, args["document"])}, counted=True
    ).payload


def send_photo(twin: Telegram, args: dict[str, Any]) -> dict[str, Any]:
    """A picture, with a caption perhaps."""
    chat, base = _begun(twin, args)
    content = base | _captioned(args) | {"photo": photo(twin, args["photo"])}
    return _sent(twin, chat, args, content).payload


def send_media_group(twin: Telegram, args: dict[str, Any]) -> list[dict[str, Any]]:
    """An album of 2-10; documents only with documents."""
    chat, base = _begun(twin, args)
    kinds = {one["type"] for one in args["media"]}
    if played := kinds - {"document", "photo"}:
        raise Refused(501, f"albums of {', '.join(sorted(played))} are not played by this twin")
    if "document" in kinds and len(kinds) > 1:
        raise Refused(400, "document can't be mixed with other media types")
    contents = [base | _captioned(one) for one in args["media"]]
    for one, content in zip(args["media"], contents, strict=True):
        if one["type"] == "document":
            content["document"] = document(twin, one["media"])
        else:
            content["photo"] = photo(twin, one["media"])
    twin.count(chat, len(contents))
    album = twin.state.album_id()
    return [
        _sent(twin, chat, args, content | {"media_group_id": album}, counted=True).payload
        for content in contents
    ]


def send_chat_action(twin: Telegram, args: dict[str, Any]) -> bool:
    """「正在输入」."""
    twin.writable(args["chat_id"])
    return True


def _begun(twin: Telegram, args: dict[str, Any]) -> tuple[Chat, dict[str, Any]]:
    """Where it goes, and what every sent message bears."""
    for name in _NOT_PLAYED:
        if name in args:
            raise Refused(501, f"{name} is not played by this twin")
    if "business_connection_id" in args:
        raise Refused(400, "business connection not found")
    chat = twin.writable(args["chat_id"])
    if args.get("message_thread_id") is not None:
        raise Refused(400, "message thread not found")
    content: dict[str, Any] = {}
    if keyboard := inline_keyboard(args.get("reply_markup"), chat):
        content["reply_markup"] = keyboard
    if args.get("protect_content"):
        content["has_protected_content"] = True
    if "message_effect_id" in args:
        if chat.kind != "private":
            raise Refused(400, "EFFECT_ID_INVALID")
        content["effect_id"] = args["message_effect_id"]
    return chat, content | _replying(twin, chat, args.get("reply_parameters"))


def _replying(twin: Telegram, chat: Chat, reply: dict[str, Any] | None) -> dict[str, Any]:
    if not reply or "message_id" not in reply:
        return {}
    if reply.get("chat_id", chat.id) != chat.id:
        raise Refused(501, "a reply into another chat is not played by this twin")
    to = chat.messages.get(reply["message_id"])
    if to is None or to.deleted or not to.seen:
        if reply.get("allow_sending_without_reply"):
            return {}
        raise Refused(400, "message to be replied not found")
    content: dict[str, Any] = {"reply_to_message": twin.quoted(to)}
    if quote := reply.get("quote"):
        whole = to.payload.get("text") or to.payload.get("caption") or ""
        if quote not in whole:
            raise Refused(400, "QUOTE_TEXT_INVALID")
        content["quote"] = {"text": quote, "position": units(whole[: whole.index(quote)]), "is_manual": True}
    return content


def _captioned(args: dict[str, Any]) -> dict[str, Any]:
    text, entities = formatted(
        args.get("caption", ""), parse_mode=args.get("parse_mode"), entities=args.get("caption_entities"),
        caption=True,
    )  # fmt: skip
    if not text:
        return {}
    above = {"show_caption_above_media": True} if args.get("show_caption_above_media") else {}
    return {"caption": text} | ({"caption_entities": entities} if entities else {}) | above


def _sent(
    twin: Telegram, chat: Chat, args: dict[str, Any], content: dict[str, Any], *, counted: bool = False
) -> Message:
    if not counted:
        twin.count(chat)
    message = twin.add(chat, "bot", content, silent=bool(args.get("disable_notification")))
    markup = args.get("reply_markup") or {}
    message.fixed = bool({"keyboard", "remove_keyboard"} & set(markup))
    return message
