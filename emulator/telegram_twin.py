"""The heart of the Telegram twin: chats, rates, queue and transcript, and what every method needs."""

from collections.abc import Awaitable, Callable
from typing import Any

from emulator.clock import Clock, stamp
from emulator.events import Hub
from emulator.faults import Faults
from emulator.people import Office
from emulator.record import Transcript
from emulator.telegram_judge import Refused
from emulator.telegram_queue import MESSAGE_LIFE, Pending, Queue
from emulator.telegram_rates import Rates
from emulator.telegram_state import Chat, Message, State
from emulator.telegram_updates import Updates


class Telegram:
    """One bot's whole world.

    Args:
        office: people, groups and the bot.
        clock: everything is judged on it.
        hub: told what phones changed.
        faults: the plan of faults.
        transcript: every call is written there.
        local: plays a self-hosted Bot API server, which may post to plain http on loopback.
        ids_from: added to every first id.
        carry_out: carries out a method given in a webhook's answer.
    """

    def __init__(
        self,
        office: Office,
        *,
        clock: Clock,
        hub: Hub,
        faults: Faults,
        transcript: Transcript,
        local: bool,
        ids_from: int,
        carry_out: Callable[[dict[str, Any]], Awaitable[None]],
    ) -> None:
        self.office = office
        self.clock = clock
        self.hub = hub
        self.faults = faults
        self.transcript = transcript
        self.local = local
        self.state = State(office, ids_from=ids_from)
        self.rates = Rates()
        self.updates = Updates(Queue(clock, faults, self.state.update_id), hub, carry_out)
        self.logged_out = False
        self.webhook_set_at: float | None = None

    def reset(self) -> None:
        """Back to the office file; ids go on rising, the webhook stays."""
        self.state.reset()
        self.rates = Rates()
        self.updates.queue.forget()
        self.logged_out = False
        self.hub.phones(chat.phone for chat in self.state.phones())

    def now(self) -> float:
        """Seconds on the twin's clock."""
        return self.clock.now().timestamp()

    # -- what the bot may do where

    def chat(self, chat_id: int | str) -> Chat:
        """The chat a call names.

        Raises:
            Refused: unknown; or a group that has become a supergroup.
        """
        chat = self.state.chats.get(chat_id) if isinstance(chat_id, int) else self._by_username(chat_id)
        if chat is None:
            raise Refused(400, "chat not found")
        if chat.migrated_to is not None:
            raise Refused(
                400, "group chat was upgraded to a supergroup chat", migrate_to_chat_id=chat.migrated_to
            )
        if not chat.known or (chat.kind == "private" and not chat.started and not self._met(chat)):
            raise Refused(400, "chat not found")
        return chat

    def _by_username(self, name: str) -> Chat | None:
        for person in self.office.people:
            if person.username and name.lower() == f"@{person.username.lower()}":
                return self.state.chats[person.telegram_id]
        return None

    def _met(self, chat: Chat) -> bool:
        """Whether the bot knows a person from a group."""
        return any(
            chat.phone in group.members and group.bot_status == "member"
            for group in self.state.chats.values()
        )

    def writable(self, chat_id: int | str) -> Chat:
        """The chat a call wants to write to.

        Raises:
            Refused: 403 in the platform's words.
        """
        chat = self.chat(chat_id)
        if chat.kind == "private":
            if chat.deactivated:
                raise Refused(403, "user is deactivated")
            if chat.blocked:
                raise Refused(403, "bot was blocked by the user")
            if not chat.started:
                raise Refused(403, "bot can't initiate conversation with a user")
        elif chat.bot_status == "kicked":
            raise Refused(403, f"bot was kicked from the {chat.kind} chat")
        elif chat.bot_status == "left":
            raise Refused(403, f"bot is not a member of the {chat.kind} chat")
        return chat

    def count(self, chat: Chat, count: int = 1) -> None:
        """Count what is sent against the rates.

        Raises:
            Refused: 429.
        """
        self.rates.take(chat.id, group=chat.kind != "private", at=self.now(), count=count)

    # -- messages

    def add(
        self, chat: Chat, by: str, content: dict[str, Any], *, silent: bool = False, seen: bool = True
    ) -> Message:
        """Put a message into a chat and show it on its phone."""
        sender = (
            self.state.bot_user() if by == "bot" else self.state.user(by) if by in self.state.people else None
        )
        payload: dict[str, Any] = {"message_id": self.state.message_id(chat)}
        if sender:
            payload["from"] = sender
        payload |= {"chat": self.state.chat_object(chat), "date": stamp(self.clock)} | content
        message = Message(payload, by, silent=silent, seen=seen)
        if "reply_markup" in content:
            message.keyboards.append(content["reply_markup"])
        chat.messages[message.id] = message
        if by == "bot":
            chat.bot_spoke = True
        self.hub.phones([chat.phone])
        return message

    def tell(
        self, kind: str, payload: dict[str, Any], chat: Chat, *, lane: str = "", life: float = MESSAGE_LIFE
    ) -> Pending | None:
        """Send an update about a chat to the bot; in the chat's own lane unless another is named."""
        lane = lane or f"chat {chat.id}"
        return self.updates.put(kind, payload, lane=lane, chat=chat.id, phone=chat.phone, life=life)

    def quoted(self, message: Message) -> dict[str, Any]:
        """A message as it stands inside a reply to it: without its own reply."""
        return {key: value for key, value in message.payload.items() if key != "reply_to_message"}
