"""Methods about the bot itself and its chats: getMe, webhook, commands, names, menu, files, members."""

import json
import re
from typing import Any
from urllib.parse import urlsplit

from emulator import telegram_files
from emulator.telegram_judge import Refused
from emulator.telegram_markup import https_only
from emulator.telegram_state import Chat
from emulator.telegram_twin import Telegram

WEBHOOK_PORTS = {443, 80, 88, 8443}
DEFAULT_CONNECTIONS = 40
_COMMAND = re.compile(r"[a-z0-9_]{1,32}")
_SECRET = re.compile(r"[A-Za-z0-9_-]+")
_LANGUAGE = re.compile(r"[a-z]{2}")


def get_me(twin: Telegram, _: dict[str, Any]) -> dict[str, Any]:
    """The bot's own account."""
    return twin.state.bot_user() | {
        "can_join_groups": True, "can_read_all_group_messages": not twin.office.bot.privacy,
        "supports_inline_queries": False, "can_connect_to_business": False, "has_main_web_app": False,
    }  # fmt: skip


# -- webhook


def set_webhook(twin: Telegram, args: dict[str, Any]) -> dict[str, Any]:
    """Where updates go; an empty URL is a deletion."""
    url = args.get("url", "")
    now = twin.now()
    if twin.webhook_set_at is not None and now - twin.webhook_set_at < 1:
        raise Refused(429, "retry after 1", retry_after=1)
    secret = args.get("secret_token")
    if secret and not _SECRET.fullmatch(secret):
        raise Refused(400, "secret token contains unallowed characters")
    if url:
        _judge_webhook(twin, url)
    twin.webhook_set_at = now
    before = twin.updates.webhook
    connections = args.get("max_connections", DEFAULT_CONNECTIONS)
    twin.updates.queue.allow(args.get("allowed_updates"))
    twin.updates.set_webhook(
        url, secret=secret, max_connections=connections, forget=bool(args.get("drop_pending_updates"))
    )
    if not url:
        return {"description": "Webhook was deleted" if before else "Webhook is already deleted"}
    same = before and (before.url, before.secret, before.max_connections) == (url, secret, connections)
    return {"description": "Webhook is already set" if same else "Webhook was set"}


def _judge_webhook(twin: Telegram, url: str) -> None:
    parts = urlsplit(url)
    try:
        port = parts.port
    except ValueError:
        raise Refused(400, "bad webhook: Invalid HTTP URL") from None
    loopback = (parts.hostname or "") in {"127.0.0.1", "localhost", "::1"}
    if parts.scheme != "https" and not (twin.local and parts.scheme == "http" and loopback):
        raise Refused(400, "bad webhook: An HTTPS URL must be provided for webhook")
    if not twin.local and (port or 443) not in WEBHOOK_PORTS:
        raise Refused(400, "bad webhook: Webhook can be set up only on ports 80, 88, 443 or 8443")
    if not loopback:
        raise Refused(400, "bad webhook: this twin delivers to loopback only")


def delete_webhook(twin: Telegram, args: dict[str, Any]) -> dict[str, Any]:
    """Back to getUpdates."""
    before = twin.updates.webhook
    twin.updates.set_webhook(
        "", secret=None, max_connections=1, forget=bool(args.get("drop_pending_updates"))
    )
    return {"description": "Webhook was deleted" if before else "Webhook is already deleted"}


def get_webhook_info(twin: Telegram, _: dict[str, Any]) -> dict[str, Any]:
    """The webhook and how it fares."""
    hook = twin.updates.webhook
    info: dict[str, Any] = {
        "url": hook.url if hook else "", "has_custom_certificate": False,
        "pending_update_count": len(twin.updates.queue.waiting()),
    }  # fmt: skip
    if hook:
        info |= {"max_connections": hook.max_connections, "ip_address": "127.0.0.1"}
        if hook.last_error:
            info |= {"last_error_date": int(hook.last_error[0]), "last_error_message": hook.last_error[1]}
    return info


# -- commands and profile


def _language(args: dict[str, Any]) -> str:
    code = args.get("language_code", "")
    if code and not _LANGUAGE.fullmatch(code):
        raise Refused(400, "invalid language code specified")
    return str(code)


def _scope(twin: Telegram, args: dict[str, Any]) -> str:
    scope = args.get("scope") or {"type": "default"}
    if "chat_id" in scope:
        twin.chat(scope["chat_id"])
    return json.dumps([scope, _language(args)], sort_keys=True)


def set_my_commands(twin: Telegram, args: dict[str, Any]) -> bool:
    """Commands for a scope and a language."""
    key = _scope(twin, args)
    for one in args["commands"]:
        if not _COMMAND.fullmatch(one["command"].removeprefix("/")):
            raise Refused(400, "BOT_COMMAND_INVALID")
        if not one["description"].strip():
            raise Refused(400, "command description must be non-empty")
    twin.state.commands[key] = [
        {**one, "command": one["command"].removeprefix("/")} for one in args["commands"]
    ]
    return True


def get_my_commands(twin: Telegram, args: dict[str, Any]) -> list[dict[str, Any]]:
    """Exactly what was set for this scope and language."""
    return twin.state.commands.get(_scope(twin, args), [])


def delete_my_commands(twin: Telegram, args: dict[str, Any]) -> bool:
    """Forget the commands of a scope and a language."""
    twin.state.commands.pop(_scope(twin, args), None)
    return True


def _profile(twin: Telegram, args: dict[str, Any], what: str) -> bool:
    language, text = _language(args), args.get(what, "")
    if text:
        twin.state.profile[what][language] = text
    else:
        twin.state.profile[what].pop(language, None)
    return True


def set_my_name(twin: Telegram, args: dict[str, Any]) -> bool:
    """The bot's name."""
    return _profile(twin, args, "name")


def set_my_description(twin: Telegram, args: dict[str, Any]) -> bool:
    """What an empty chat shows."""
    return _profile(twin, args, "description")


def set_my_short_description(twin: Telegram, args: dict[str, Any]) -> bool:
    """What the profile shows."""
    return _profile(twin, args, "short_description")


def get_my_name(twin: Telegram, args: dict[str, Any]) -> dict[str, Any]:
    """The bot's name."""
    names = twin.state.profile["name"]
    return {"name": names.get(_language(args)) or names.get("") or twin.office.bot.name}


def get_my_description(twin: Telegram, args: dict[str, Any]) -> dict[str, Any]:
    """What an empty chat shows."""
    said = twin.state.profile["description"]
    return {"description": said.get(_language(args)) or said.get("", "")}


def get_my_short_description(twin: Telegram, args: dict[str, Any]) -> dict[str, Any]:
    """What the profile shows."""
    said = twin.state.profile["short_description"]
    return {"short_description": said.get(_language(args)) or said.get("", "")}


def set_chat_menu_button(twin: Telegram, args: dict[str, Any]) -> bool:
    """The button beside the input field of a private chat, or of all of them."""
    chat_id = args.get("chat_id", 0)
    if chat_id and twin.chat(chat_id).kind != "private":
        raise Refused(400, "chat not found")
    button = args.get("menu_button") or {"type": "default"}
    if button["type"] == "web_app":
        https_only(button["web_app"]["url"], "menu button Web App")
    twin.state.menu_buttons[chat_id] = button
    return True


def get_chat_menu_button(twin: Telegram, args: dict[str, Any]) -> dict[str, Any]:
    """The button beside the input field."""
    buttons = twin.state.menu_buttons
    return buttons.get(args.get("chat_id", 0)) or buttons.get(0) or {"type": "commands"}


# -- files and chats


def get_file(twin: Telegram, args: dict[str, Any]) -> dict[str, Any]:
    """A link for an hour."""
    return telegram_files.linked(twin, args["file_id"])


def _entered(twin: Telegram, chat_id: int | str) -> Chat:
    chat = twin.chat(chat_id)
    return chat if chat.kind == "private" else twin.writable(chat_id)


def get_chat(twin: Telegram, args: dict[str, Any]) -> dict[str, Any]:
    """All about a chat."""
    chat = _entered(twin, args["chat_id"])
    gifts = (
        "unlimited_gifts",
        "limited_gifts",
        "unique_gifts",
        "premium_subscription",
        "gifts_from_channels",
    )
    return twin.state.chat_object(chat) | {
        "accent_color_id": 0, "max_reaction_count": 11, "accepted_gift_types": dict.fromkeys(gifts, False),
    }  # fmt: skip


def get_chat_member(twin: Telegram, args: dict[str, Any]) -> dict[str, Any]:
    """Whether somebody is in a chat."""
    chat = _entered(twin, args["chat_id"])
    if args["user_id"] == twin.office.bot.id:
        return {"status": chat.bot_status, "user": twin.state.bot_user()}
    for person in twin.office.people:
        if person.telegram_id == args["user_id"]:
            there = person.id in chat.members or person.id == chat.phone
            return {"status": "member" if there else "left", "user": twin.state.user(person.id)}
    raise Refused(400, "user not found")


def leave_chat(twin: Telegram, args: dict[str, Any]) -> bool:
    """The bot goes by itself."""
    chat = twin.writable(args["chat_id"])
    if chat.kind == "private":
        raise Refused(400, "chat member status can't be changed in private chats")
    bot = twin.state.bot_user()
    chat.bot_status = "left"
    twin.add(chat, "system", {"from": bot, "left_chat_member": bot}, seen=False)
    twin.tell("my_chat_member", {
        "chat": twin.state.chat_object(chat), "from": bot, "date": int(twin.now()),
        "old_chat_member": {"status": "member", "user": bot},
        "new_chat_member": {"status": "left", "user": bot},
    }, chat)  # fmt: skip
    return True


def log_out(twin: Telegram, _: dict[str, Any]) -> bool:
    """Leave this server; every later call is refused until a reset."""
    twin.logged_out = True
    return True


def close(_: Telegram, __: dict[str, Any]) -> bool:
    """Close the bot instance before moving it."""
    return True
