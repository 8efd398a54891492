"""From an incoming act to the one use case that answers it, and from a refusal to words.

Each act is one transaction. A refusal undoes it and is answered in a transaction of its own, so nothing
half done stays and the person always hears a sentence.
"""

import json
import re
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import structlog

from bot.cards.actions import SHOWS
from bot.platforms.base import (
    NO_ALBUMS,
    NO_TOASTS,
    AlertIn,
    EnteredIn,
    GoneIn,
    Incoming,
    IncomingFile,
    MemberIn,
    MigratedIn,
    OtherIn,
    RenamedIn,
    SaidIn,
    TapIn,
    VoiceIn,
)
from handlers.acts import Actor, Said, Tap
from handlers.acts import Incoming as HandedIn
from handlers.routing import ANSWERS, BUTTONS, Answer, hear
from rules.words import is_code, is_small_talk
from storage import attempts, copies, dialogues, outbox, people, tokens
from storage.tx import Tx
from workflow import contacts, content, group, handin, reach, roster, seals, seat, voices
from workflow.desk import Desk, Kept, Refused
from workflow.notices import Notice, tell

log = structlog.get_logger()

TOAST_KINDS = frozenset(
    {
        "review.recorded",
        "review.undone",
        "secrecy.recorded",
        "secrecy.ticked",
        "external.scan_coming",
        "draft.saved",
        "draft.submitted",
        "draft.dropped",
        "content.explained",
        "urgent.marked",
        "urgent.lowered",
        "urge.recorded",
        "inform.recorded",
        "read.recorded",
        "restore.recorded",
        "batch.recorded",
        "remark.recorded",
        "paper.recorded",
        "item.withdrawn",
        "publish.recorded",
        "publish.done_recorded",
        "publish.sync_recorded",
        "publish.checking",
        "confirm.recorded",
        "confirm.reported",
        "calendar.entered",
        "settings.saved",
        "group.saved",
        "column.recorded",
        "finding.recorded",
        "enquiry.recorded",
        "hand.done",
        "delegation.done",
        "signers.taken_off",
        "vacancy.done",
        "duty.changed",
        "duty.recorded",
        "done",
        "refused",
    }
)
TAKES_FILES = frozenset({"newitem", "fault"})
MISSES_PER_MINUTE = 10
NUMBER = re.compile(r"(\d{1,3})[.．、。]?")
COLLEAGUES = frozenset({"wecom"})  # nobody from outside the organisation can write there

DeskFor = Callable[[Tx], Desk]


def sender_of(came: Incoming) -> str | None:
    """Whose measure an act is counted against; None for what no person does."""
    if isinstance(came, SaidIn | TapIn | VoiceIn | OtherIn):
        return f"{came.platform}:{came.bot}:{came.user_id}"
    return None


def act(desk: Desk, came: Incoming, *, occasion: str, too_fast: bool = False) -> Notice | None:
    """Do what was asked. The answer to a tap is given back to be shown as a toast; everything else is told.

    ``occasion`` is unique per incoming act: an answer is a new message each time, and the same one after a
    redelivery. What comes ``too_fast`` is not done, but for taps that decide: those are never lost.
    """
    match came:
        case TapIn():
            return _tapped(desk, came, occasion, too_fast=too_fast)
        case SaidIn() | VoiceIn() | OtherIn() if too_fast:
            _too_fast(desk, came)
        case SaidIn():
            _said(desk, came, occasion)
        case VoiceIn() if came.chat_type == "private":
            _answer(desk, came, Notice("voice_unread", None), occasion)
        case OtherIn() if came.chat_type == "private":
            _answer(desk, came, Notice("not_understood", None), occasion)
        case MemberIn():
            _membership(desk, came, occasion)
        case MigratedIn():
            reach.chat_moved(desk, platform=came.platform, bot=came.bot, old=came.old, new=came.new)
        case EnteredIn():
            contacts.entered(
                desk, platform=came.platform, bot=came.bot, external_id=came.user_id, chat=came.chat
            )
        case RenamedIn():
            contacts.renamed(desk, platform=came.platform, bot=came.bot, old=came.old, new=came.new)
        case GoneIn():
            contacts.gone(desk, platform=came.platform, bot=came.bot, external_id=came.user_id)
        case AlertIn():
            contacts.alerted(desk, platform=came.platform, what=came.what, at_s=came.at_s)
        case _:
            pass
    return None


def refuse(desk: Desk, came: Incoming, refusal: Refused, *, occasion: str) -> Notice | None:
    """Say why an act was not possible and what to do next."""
    said = Notice("refused", None, facts={"code": refusal.code, **refusal.facts})
    log.info("act.refused", code=refusal.code, act=type(came).__name__)
    if isinstance(came, TapIn):
        _note_press(desk, came)
        _bring_up_to_date(desk, came)
        if came.platform not in NO_TOASTS:
            return _voiced(desk, came, said, _account(desk, came))
    if isinstance(came, SaidIn | TapIn | VoiceIn | OtherIn):
        _answer(desk, came, said, occasion)
    return None


def forbid(desk: Desk, came: Incoming, *, digest: str) -> None:
    """What came may not be kept and is being erased: that it came stays, and its digest."""
    if isinstance(came, SaidIn | TapIn):
        account = people.by_account(desk.tx, came.platform, bot=came.bot, external_id=came.user_id)
        content.report(desk, person=None if account is None else account.id, digest=digest)


# Taps ---------------------------------------------------------------------------------------------------


def _too_fast(desk: Desk, came: SaidIn | TapIn | VoiceIn | OtherIn) -> None:
    """Said once a minute, in private only."""
    if came.chat_type == "private":
        minute = f"minute:{desk.ms // 60_000}"
        _answer(desk, came, Notice("too_fast", None, f"sender:{sender_of(came)}", minute), minute)


def _tapped(desk: Desk, came: TapIn, occasion: str, *, too_fast: bool = False) -> Notice | None:
    account = _account(desk, came)
    if account is None:
        raise Refused("token.unknown")
    if account.state != "active":
        raise Refused("person.suspended")
    _note_press(desk, came)
    shown = _shown(desk, came)
    if came.is_idle and not came.token:
        raise Refused("choice.none")
    token = _token(desk, came, account, came.token)
    if too_fast and token.verb in SHOWS:
        if came.platform not in NO_TOASTS:
            return _voiced(desk, came, Notice("too_fast", account.id), account)
        _too_fast(desk, came)
        return None
    _meet(desk, came, token)
    picked = [_token(desk, came, account, one) for one in came.chosen if one]
    if not came.is_idle and any(one.subject != token.subject for one in picked):
        raise Refused("token.unknown")
    tap = Tap(
        by=_actor(account, came),
        verb=token.verb,
        subject=token.subject,
        args=seals.args(token.args),
        seat=token.seat_id,
        content_hash=token.content_hash,
        occasion=occasion,
        chosen=tuple(seals.args(one.args) for one in picked),
    )
    answers = _listed(BUTTONS[token.verb](tap, desk))
    toast: Notice | None = None
    for said in answers:
        if said.kind in TOAST_KINDS and toast is None:
            toast = said
        else:
            tell(desk, _addressed(said, came, account.id, occasion))
    if toast is None:
        return None
    if came.platform not in NO_TOASTS:
        return _voiced(desk, came, replace(toast, to=account.id), account)
    if not _is_seen(desk, came, account.id, shown):
        tell(desk, _addressed(toast, came, account.id, occasion))
    return None


def _token(desk: Desk, came: TapIn, account: Any, given: str) -> Any:
    """What a button or an option means, if it was made for this person in this chat and still stands."""
    token = tokens.find(desk.tx, given) if given else None
    if token is None or token.chat != came.chat or token.person_id not in (None, account.id):
        _count_miss(desk, f"{came.platform}:{came.bot}:{came.user_id}")
        raise Kept("token.unknown")
    if token.state != "live":
        raise Refused("token.unknown") if token.seat_id is None else _closed(desk, token.seat_id)
    return token


def _note_press(desk: Desk, came: TapIn) -> None:
    """The press brought a fresh code: the card under the finger is redrawn with it, whatever comes of it."""
    if came.code is not None:
        copies.clicked(
            desk.tx,
            platform=came.platform,
            bot=came.bot,
            chat=came.chat,
            message=came.message_id,
            code=came.code,
        )


def _shown(desk: Desk, came: TapIn) -> Any:
    """The card that was pressed, where its platform has nothing but the card to answer with."""
    if came.platform not in NO_TOASTS:
        return None
    return copies.by_message(
        desk.tx, platform=came.platform, bot=came.bot, chat=came.chat, message=came.message_id
    )


def _is_seen(desk: Desk, came: TapIn, person: int, before: Any) -> bool:
    """Does the person see the answer anyway: did the act move the pressed card, or bring words of its own?"""
    if any(intent.person == person for intent in desk.tx.intents):
        return True
    now = None if before is None else _shown(desk, came)
    return now is not None and now.desired_rev > before.desired_rev


def _meet(desk: Desk, came: TapIn, token: Any) -> None:
    """The card under the finger becomes known, if it is a copy of which no send was answered."""
    reach.meet_copy(
        desk,
        platform=came.platform,
        bot=came.bot,
        chat=came.chat,
        message=came.message_id,
        subject=token.subject,
        verb=token.verb,
    )


def _bring_up_to_date(desk: Desk, came: TapIn) -> None:
    """The card that offered what is no longer possible is redrawn as things stand."""
    token = tokens.find(desk.tx, came.token) if came.token else None
    if token is not None and token.chat == came.chat:
        _meet(desk, came, token)
    copy = copies.by_message(
        desk.tx, platform=came.platform, bot=came.bot, chat=came.chat, message=came.message_id
    )
    if copy is not None:
        copies.touch(desk.tx, copy.subject)


def _closed(desk: Desk, seat_id: int) -> Refused:
    return seat.why_closed(desk, seat_id)


def _count_miss(desk: Desk, who: str) -> None:
    since = desk.ms_after(minutes=-1)
    if attempts.count_attempts(desk.tx, who, what="press", since=since) >= MISSES_PER_MINUTE:
        raise Refused("token.locked")
    attempts.note_attempt(desk.tx, who, what="press")


def _account(desk: Desk, came: TapIn) -> Any:
    return people.by_account(desk.tx, came.platform, bot=came.bot, external_id=came.user_id)


def _voiced(desk: Desk, came: TapIn, said: Notice, account: Any) -> Notice:
    """The toast with the language of the one who hears it."""
    if account is None:
        words: dict[str, Any] = {"_lang": came.lang or voices.MASTER, "_terms": {}}
    else:
        words = {"_lang": account.lang, "_terms": voices.terms_of(desk, account.id)}
    return replace(said, facts={**said.facts, **words})


# Words and files ------------------------------------------------------------------------------------------


def _said(desk: Desk, came: SaidIn, occasion: str) -> None:
    account = people.by_account(desk.tx, came.platform, bot=came.bot, external_id=came.user_id)
    private = came.chat_type == "private"
    if account is None:
        if private:
            _stranger(desk, came, occasion)
        return
    if account.state != "active":
        if private:
            raise Refused("person.suspended")
        return
    content.refuse_marked(came.text)
    for file in came.files:
        content.refuse_marked(file.name, title=True)
    actor = _actor(account, came)
    text = came.text if came.command is None else f"/{came.command} {came.arguments}".strip()
    said = Said(
        by=actor,
        text=came.text.replace("\r\n", "\n").replace("\r", "\n"),
        files=tuple(_file(file) for file in came.files),
        album=_album(desk, came, account.id, occasion),
        reply_to=came.reply_to,
        private=private,
        occasion=occasion,
    )
    if came.start_payload and came.command == "start":
        _answer(desk, came, _bind(desk, came, came.start_payload), occasion)
        return
    heard = None if came.forward else hear(text)
    if heard is not None and came.files and heard[0].name not in TAKES_FILES:
        heard = None  # the caption of any other file commands nothing
    if heard is not None:
        entry, rest = heard
        if not private and not entry.in_groups:
            raise Refused("group.private_only")
        _say_all(desk, came, account.id, entry.run(replace(said, rest=rest), desk), occasion)
        return
    if not private:
        return
    _say_all(desk, came, account.id, _conversation(desk, came, said), occasion)


def _conversation(desk: Desk, came: SaidIn, said: Said) -> Answer:
    """Words that are no command: a reply, an answer that is waited for, or something new."""
    row = dialogues.dialogue(desk.tx, said.by.id, chat=came.chat)
    pressed = _by_number(desk, came, said, row)
    if pressed is not None:
        return BUTTONS[pressed.verb](pressed, desk)
    if came.reply_to is not None:
        copy = copies.by_message(
            desk.tx, platform=came.platform, bot=came.bot, chat=came.chat, message=came.reply_to
        )
        if (
            copy is not None
            and (row is None or row.subject != copy.subject)
            and f"reply:{copy.kind}" in ANSWERS
        ):
            return ANSWERS[f"reply:{copy.kind}"](replace(said, subject=copy.subject), desk)
    if row is not None and row.kind in ANSWERS:
        return ANSWERS[row.kind](
            replace(said, subject=row.subject, field=row.field, data=seals.args(row.data)), desk
        )
    if not said.files and roster.is_invitation(desk, said.text):
        return _bind(desk, came, said.text)
    if not said.files and is_small_talk(said.text):
        return Notice("not_understood", said.by.id)
    return ANSWERS["new"](said, desk)


def _by_number(desk: Desk, came: SaidIn, said: Said, talk: Any) -> Tap | None:
    """A number that presses a button for which a card had no room: on the card that is replied to, else on
    the newest such card here, unless another question is open.
    """
    number = NUMBER.fullmatch(said.text.strip())
    if number is None or said.files:
        return None
    cards = outbox.numbered_in(desk.tx, platform=came.platform, bot=came.bot, chat=came.chat)
    if came.reply_to is not None:
        cards = [card for card in cards if card.message == came.reply_to]
    elif talk is not None:
        cards = [card for card in cards[:1] if card.subject == talk.subject]
    if not cards or cards[0].person_id != said.by.id:
        return None
    meant = (one for one in json.loads(cards[0].numbered) if one["n"] == int(number[1]))
    one = next(meant, None)
    if one is None:
        return None
    return Tap(
        by=said.by,
        verb=one["verb"],
        subject=one["subject"],
        args=one["args"],
        seat=one["seat"],
        content_hash=one["content_hash"],
        occasion=said.occasion,
    )


def _stranger(desk: Desk, came: SaidIn, occasion: str) -> None:
    secret = came.start_payload or came.text.strip()
    if came.start_payload or is_code(secret.replace("-", ""), length=roster.CODE_LENGTH):
        said = _bind(desk, came, secret)
    else:
        said = contacts.stranger(desk) if came.platform in COLLEAGUES else Notice("roster.stranger", None)
    _answer(desk, came, said, occasion)


def _bind(desk: Desk, came: SaidIn, secret: str) -> Notice:
    return roster.bind(
        desk,
        secret=secret,
        platform=came.platform,
        bot=came.bot,
        external_id=came.user_id,
        chat=came.chat,
        lang="en" if (came.lang or "").startswith("en") else None,
    )


def _membership(desk: Desk, came: MemberIn, occasion: str) -> None:
    where = {"platform": came.platform, "bot": came.bot}
    match came.status:
        case "blocked":
            why = "invisible" if came.platform in COLLEAGUES else "blocked"
            reach.person_unreachable(desk, external_id=came.chat, why=why, **where)
        case "unblocked":
            reach.person_back(desk, external_id=came.chat, **where)
        case "kicked":
            reach.group_left(desk, chat=came.chat, **where)
        case "added":
            if not group.seen(desk, chat=came.chat, title=came.title, by_account=came.by or "", **where):
                reach.leave(desk, platform=came.platform, bot=came.bot, chat=came.chat, occasion=occasion)
        case _:
            pass


# Small things -----------------------------------------------------------------------------------------------


def _actor(account: Any, came: SaidIn | TapIn) -> Actor:
    return Actor(account.id, account.name, account.lang, came.platform, came.bot, came.user_id, came.chat)


def _album(desk: Desk, came: SaidIn, person: int, occasion: str) -> str | None:
    if came.files and came.platform in NO_ALBUMS:
        return handin.burst(desk, by=person, chat=came.chat, occasion=occasion)
    return came.album


def _file(file: IncomingFile) -> HandedIn:
    return HandedIn(file.file_id, file.unique_id, file.name, file.size, file.mime)


def _listed(answer: Answer) -> list[Notice]:
    if answer is None:
        return []
    return answer if isinstance(answer, list) else [answer]


def _say_all(desk: Desk, came: SaidIn, person: int, answer: Answer, occasion: str) -> None:
    for said in _listed(answer):
        tell(desk, _addressed(said, came, person, occasion))


def _addressed(said: Notice, came: SaidIn | TapIn, person: int, occasion: str) -> Notice:
    """An answer goes to the chat in which was asked, and is a new message each time; what follows a tap in a
    group goes to whoever tapped, in private.
    """
    to = person if said.to is None else said.to
    is_here = to == person and (isinstance(came, SaidIn) or came.chat_type == "private")
    here = (came.platform, came.bot, came.chat) if is_here else None
    return replace(said, to=to, occasion=said.occasion or occasion, answer_to=here, priority=1)


def _answer(desk: Desk, came: SaidIn | TapIn | VoiceIn | OtherIn, said: Notice, occasion: str) -> None:
    account = people.by_account(desk.tx, came.platform, bot=came.bot, external_id=came.user_id)
    here = (came.platform, came.bot, came.chat)
    facts = dict(said.facts)
    if account is None and came.lang:
        facts["_lang"] = "en" if came.lang.startswith("en") else "zh_CN"
    to = said.to if said.to is not None else (None if account is None else account.id)
    tell(
        desk,
        replace(said, to=to, facts=facts, occasion=said.occasion or occasion, answer_to=here, priority=1),
    )
