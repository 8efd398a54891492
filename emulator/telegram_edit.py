"""Methods that change what stands: the three edits, deleteMessage, answerCallbackQuery."""

from typing import Any

from emulator.clock import printed, stamp
from emulator.telegram_html import checked_link
from emulator.telegram_judge import Refused
from emulator.telegram_markup import inline_keyboard
from emulator.telegram_queue import TAP_LIFE
from emulator.telegram_state import Chat, Message
from emulator.telegram_text import formatted
from emulator.telegram_twin import Telegram

DELETE_WITHIN = 48 * 3600
SAME = (
    "message is not modified: specified new message content and reply markup are exactly the same "
    "as a current content and reply markup of the message"
)
TOO_OLD = "query is too old and response timeout expired or query ID is invalid"


def edit_message_text(twin: Telegram, args: dict[str, Any]) -> dict[str, Any]:
    """New text; the keyboard is replaced, and gone when none is given."""
    if "rich_message" in args:
        raise Refused(501, "rich_message is not played by this twin")
    chat, message = _own(twin, args)
    text, entities = formatted(
        args.get("text", ""), parse_mode=args.get("parse_mode"), entities=args.get("entities")
    )
    if "text" not in message.payload:
        raise Refused(400, "there is no text in the message to edit")
    wanted: dict[str, Any] = {"text": text, "entities": entities or None}
    if "link_preview_options" in args:
        wanted["link_preview_options"] = args["link_preview_options"]
    return _edited(twin, chat, message, wanted, args)


def edit_message_caption(twin: Telegram, args: dict[str, Any]) -> dict[str, Any]:
    """New caption under a file or picture."""
    chat, message = _own(twin, args)
    if not {"document", "photo"} & set(message.payload):
        raise Refused(400, "there is no caption in the message to edit")
    text, entities = formatted(
        args.get("caption", ""), parse_mode=args.get("parse_mode"), entities=args.get("caption_entities"),
        caption=True,
    )  # fmt: skip
    wanted = {"caption": text or None, "caption_entities": entities or None}
    return _edited(twin, chat, message, wanted, args)


def edit_message_reply_markup(twin: Telegram, args: dict[str, Any]) -> dict[str, Any]:
    """New keyboard, or none."""
    chat, message = _own(twin, args)
    return _edited(twin, chat, message, {}, args)


def delete_message(twin: Telegram, args: dict[str, Any]) -> bool:
    """Gone from the chat, within 48 hours of its date."""
    chat = twin.chat(args["chat_id"])
    message = chat.messages.get(args["message_id"])
    if message is None or message.deleted or not message.seen:
        raise Refused(400, "message to delete not found")
    theirs = message.by != "bot" and chat.kind != "private"
    if theirs or twin.now() - message.payload["date"] >= DELETE_WITHIN:
        raise Refused(400, "message can't be deleted")
    message.deleted = True
    twin.hub.phones([chat.phone])
    return True


def answer_callback_query(twin: Telegram, args: dict[str, Any]) -> bool:
    """One answer per tap, within 150 s; shown to who tapped."""
    tap = twin.state.taps.get(args["callback_query_id"])
    if tap is None or tap.answered or twin.now() - tap.made_at >= TAP_LIFE:
        raise Refused(400, TOO_OLD)
    url = args.get("url", "")
    if url and not url.startswith(f"https://t.me/{twin.office.bot.username}?start="):
        raise Refused(400, "URL_INVALID")
    if url and checked_link(url) is None:
        raise Refused(400, "URL_INVALID")
    tap.answered = True
    if args.get("text"):
        phone = twin.state.phone(tap.person)
        if phone:
            phone.toast = {
                "text": args["text"], "alert": bool(args.get("show_alert")), "at": printed(twin.clock.now()),
            }  # fmt: skip
            twin.hub.phones([phone.phone])
    return True


def _own(twin: Telegram, args: dict[str, Any]) -> tuple[Chat, Message]:
    """The bot's own message that a call wants to edit."""
    if "business_connection_id" in args:
        raise Refused(400, "business connection not found")
    if "inline_message_id" in args:
        raise Refused(400, "MESSAGE_ID_INVALID")
    if "chat_id" not in args:
        raise Refused(400, "chat_id is empty")
    if "message_id" not in args:
        raise Refused(400, "message identifier is not specified")
    chat = twin.writable(args["chat_id"])
    message = chat.messages.get(args["message_id"])
    if message is None or message.deleted or not message.seen:
        raise Refused(400, "message to edit not found")
    if message.by != "bot" or message.fixed or "forward_origin" in message.payload:
        raise Refused(400, "message can't be edited")
    return chat, message


def _edited(
    twin: Telegram, chat: Chat, message: Message, wanted: dict[str, Any], args: dict[str, Any]
) -> dict[str, Any]:
    if "media_group_id" in message.payload and args.get("reply_markup"):
        raise Refused(400, "message can't be edited")
    wanted = {**wanted, "reply_markup": inline_keyboard(args.get("reply_markup"), chat)}
    if all(message.payload.get(key) == value for key, value in wanted.items()):
        raise Refused(400, SAME)
    twin.count(chat)
    payload = {**message.payload, **wanted, "edit_date": stamp(twin.clock)}
    message.payload = {key: value for key, value in payload.items() if value is not None}
    message.edited = True
    if wanted["reply_markup"]:
        message.keyboards.append(wanted["reply_markup"])
    twin.hub.phones([chat.phone])
    return message.payload
