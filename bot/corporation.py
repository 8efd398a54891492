"""WeCom as the house runs it: the app that sends, the callback that hears, the menu; from the settings."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass

from bot.platforms.base import Arrival, OpenFile
from bot.platforms.wecom import Entry, WeCom
from bot.platforms.wecom_aibot import AiBot
from bot.platforms.wecom_callback import Callback
from bot.platforms.wecom_cipher import CallbackCipher
from bot.platforms.wecom_read import Ears
from bot.platforms.wecom_token import SealedRow
from bot.platforms.wecom_turn import LeasedTurn
from bot.robots import robots_of
from bot.settings import Settings
from locales import say
from scheduler.clock import Clock
from storage import people
from storage.engine import Store
from storage.tx import Tx

MENU = ("todo", "newitem", "help")

Receive = Callable[[str, str, Sequence[Arrival]], Awaitable[None]]


@dataclass(frozen=True, slots=True)
class Corporation:
    """One app of one corporation: both directions, and how the worker hears it."""

    platform: WeCom
    callback: Callback
    ears: Ears
    aibot: AiBot | None = None


def corporation(
    settings: Settings,
    *,
    store: Store,
    clock: Clock,
    owner: str,
    open_file: OpenFile,
    receive: Receive,
    tell: Callable[[int, str], Awaitable[None]],
    tell_of_aibot: Callable[[int, str], Awaitable[None]],
) -> Corporation:
    """What ``platforms.wecom`` says, connected; administrators hear what WeCom refuses the app (``tell``)
    and its AI bot.
    """
    named = settings.platforms.wecom
    agent = str(named.agent_id)
    shared = None
    if store.dialect == "postgresql" and named.token_key is not None:
        key = named.token_key.get_secret_value()
        shared = SealedRow(store, name=f"wecom:{named.corp_id}:{agent}", secret=key, owner=owner)
    platform = WeCom(
        corp_id=str(named.corp_id),
        agent_id=int(agent),
        secret=_said(named.secret),
        clock=clock,
        open_file=open_file,
        robots=robots_of(settings),
        shared=shared,
        api_base=named.api_base,
        proxy=named.proxy,
        ca_file=named.ca_file,
        menu=menu(settings.language),
        tell=tell,
    )
    cipher = CallbackCipher(
        token=_said(named.callback_token),
        aes_key=_said(named.callback_aes_key),
        receiver=str(named.corp_id),
    )

    async def arrived(arrivals: Sequence[Arrival]) -> None:
        await receive(platform.platform, agent, arrivals)

    callback = Callback(
        cipher=cipher,
        agent=agent,
        receive=arrived,
        now=clock.now,
        callers=named.callback_from,
        proxies=settings.web.trusted_proxies,
    )
    aibot = None
    if named.aibot.enabled:
        bot_id = str(named.aibot.bot_id)
        several = store.dialect == "postgresql"
        aibot = AiBot(
            url=named.aibot.url,
            bot_id=bot_id,
            secret=_said(named.aibot.secret),
            agent=agent,
            clock=clock,
            receive=arrived,
            speak=_speaking(store, bot=agent, language=settings.language),
            look=platform.sealed.about,
            turn=LeasedTurn(store, bot_id=bot_id, owner=owner) if several else None,
            proxy=named.proxy,
            ca_file=named.ca_file,
            tell=tell_of_aibot,
        )
    return Corporation(platform, callback, Ears(agent), aibot)


def _speaking(store: Store, *, bot: str, language: str) -> Callable[[str, str], Awaitable[str]]:
    """What the AI bot says, in the language of whom it speaks to."""

    async def speak(userid: str, what: str) -> str:
        words = say(await store.read(lambda tx: lang_of(tx, userid)))
        return words(f"aibot-{what}", app=words("page-brand"))

    def lang_of(tx: Tx, userid: str) -> str:
        row = people.by_account(tx, "wecom", bot=bot, external_id=userid) if userid else None
        return language if row is None else str(row.lang)

    return speak


def menu(lang: str) -> list[Entry]:
    """The app's menu: each entry is a command by its own short name."""
    words = say(lang)
    return [Entry(words(f"menu-{name}"), command=name) for name in MENU]


def _said(secret: object) -> str:
    reveal = getattr(secret, "get_secret_value", None)
    return "" if reveal is None else str(reveal())
