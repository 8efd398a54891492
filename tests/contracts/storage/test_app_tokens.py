"""An access token that processes share: sealed, fetched by one of them, dropped only when it is the one."""

import asyncio
from datetime import datetime, timedelta

import pytest

from bot.platforms.wecom import WeCom
from bot.platforms.wecom_groups import Robots
from bot.platforms.wecom_outcome import Undelivered
from bot.platforms.wecom_token import EARLY_S, SealedRow, Token, Tokens
from scheduler.clock import from_ms
from storage import app_tokens
from storage.engine import Store
from tests.contracts.storage.conftest import Clock
from tests.contracts.wecom_twin import AGENT, CORP, SECRET, text, until, world

NAME = "wecom:ww1:1000002"
HOUR_MS = 3_600_000


class Hands:
    """The house's clock over the store's; waiting puts it forward."""

    def __init__(self, clock: Clock) -> None:
        self.clock = clock

    def now(self) -> datetime:
        return from_ms(self.clock.ms)

    def lease_ms(self) -> int:
        return self.clock.lease

    async def wait(self, *, until: datetime | None, bell: asyncio.Event | None = None) -> None:
        assert until is not None
        assert bell is None

    async def wait_until(self, instant: datetime) -> None:
        self.clock.ms += max(round((instant - self.now()) / timedelta(milliseconds=1)), 0)
        await asyncio.sleep(0.01)


class Platform:
    """Gives numbered tokens and counts."""

    def __init__(self, clock: Clock) -> None:
        self.clock = clock
        self.asked = 0
        self.refusing = False

    async def fetch(self) -> Token:
        self.asked += 1
        number = self.asked
        await asyncio.sleep(0.01)
        if self.refusing:
            raise Undelivered("gettoken", written=False)
        return Token(f"token-{number}", self.clock.ms + 2 * HOUR_MS)


def process(platform: Platform, store: Store, owner: str, secret: str = "sesame") -> Tokens:
    row = SealedRow(store, name=NAME, secret=secret, owner=owner)
    return Tokens(platform.fetch, clock=Hands(platform.clock), shared=row)


@pytest.fixture
def platform(clock: Clock) -> Platform:
    return Platform(clock)


async def test_processes_that_start_together_ask_once(platform, store):
    found = await asyncio.gather(*(process(platform, store, f"p{n}").get() for n in range(4)))
    assert set(found) == {"token-1"}
    assert platform.asked == 1


async def test_two_adapters_that_lose_their_token_together_fetch_one(open_store, tmp_path):
    """F41: both are told at once that the token is none, by a platform that gives out one at a time."""
    began = []

    def lease() -> int:
        return began[0].lease_ms() if began else 1_000_000

    store = open_store(clock_ms=lease, lease_ms=lease)

    def shared(owner: str) -> SealedRow:
        return SealedRow(store, name=NAME, secret="sesame", owner=owner)

    async with world(tmp_path, shared=shared("p1")) as here:
        began.append(here.clock)
        here.twin.switches.one_gettoken = True
        other = WeCom(
            corp_id=CORP, agent_id=AGENT, secret=SECRET, clock=here.clock, shared=shared("p2"),
            open_file=lambda sha256: tmp_path / sha256, robots=Robots({}, secrets=tmp_path / "robots.json"),
            api_base=here.emulator.url,
        )  # fmt: skip
        await other.start()
        try:
            await until(lambda: (here.app.state, other.state) == ("connected", "connected"))
            assert len(here.calls("gettoken")) == 1, "whoever comes second reads it from the row"
            here.twin.state.void_tokens()
            apps = [here.app, other] * 10
            outcomes = await asyncio.gather(
                *(app.send(text("你好", salt=chr(97 + n))) for n, app in enumerate(apps))
            )
            assert {one.state for one in outcomes} == {"sent"}
            assert len(here.calls("gettoken")) == 2, "one refresher"
        finally:
            await other.stop()


async def test_the_token_does_not_lie_open(platform, store):
    await process(platform, store, "p1").get()
    row = await store.read(lambda tx: app_tokens.token(tx, NAME))
    assert row is not None
    assert b"token-1" not in bytes(row.sealed)
    assert "token" not in repr(SealedRow(store, name=NAME, secret="sesame", owner="p"))
    assert "token-1" not in repr(Token("token-1", 0))


async def test_another_key_opens_nothing_and_fetches_its_own(platform, store):
    await process(platform, store, "p1").get()
    assert await process(platform, store, "p2", secret="other").get() == "token-2"


async def test_bytes_that_were_changed_or_moved_are_no_token(platform, store):
    await process(platform, store, "p1").get()
    row = await store.read(lambda tx: app_tokens.token(tx, NAME))
    assert row is not None
    bent = bytes(row.sealed)[:-1] + bytes([bytes(row.sealed)[-1] ^ 1])
    for sealed in (bent, b"", b"short"):
        held, until = sealed, row.expires_at
        await store.act(
            lambda tx, held=held, until=until: app_tokens.keep(tx, NAME, sealed=held, expires_at=until)
        )
        assert await SealedRow(store, name=NAME, secret="sesame", owner="p").read() is None
    await store.act(
        lambda tx: app_tokens.keep(tx, "wecom:ww2:9", sealed=bytes(row.sealed), expires_at=row.expires_at)
    )
    assert await SealedRow(store, name="wecom:ww2:9", secret="sesame", owner="p").read() is None


async def test_a_refused_token_is_dropped_for_all_but_a_newer_one_stays(platform, store):
    one, two = process(platform, store, "p1"), process(platform, store, "p2")
    assert await one.get() == await two.get() == "token-1"
    await one.drop("token-1")
    assert await one.get() == "token-2"
    await two.drop("token-1")  # late news about an old token
    assert await two.get() == "token-2"
    assert platform.asked == 2


async def test_it_is_fetched_anew_when_less_than_five_minutes_are_left(platform, store, clock):
    tokens = process(platform, store, "p1")
    await tokens.get()
    clock.ms += 2 * HOUR_MS - EARLY_S * 1000 - 1
    assert await tokens.get() == "token-1"
    clock.ms += 1
    assert await tokens.get() == "token-2"


async def test_a_fetch_that_failed_leaves_the_turn_to_others(platform, store):
    platform.refusing = True
    with pytest.raises(Undelivered):
        await process(platform, store, "p1").get()
    platform.refusing = False
    assert await process(platform, store, "p2").get() == "token-2"


async def test_a_process_that_died_while_fetching_is_not_waited_for_long(platform, store, clock):
    dead = SealedRow(store, name=NAME, secret="sesame", owner="dead")
    assert await dead.claim()
    assert not await SealedRow(store, name=NAME, secret="sesame", owner="p1").claim()
    before = clock.ms
    assert await process(platform, store, "p1").get() == "token-1"
    assert 19_000 <= clock.ms - before <= 21_000


async def test_without_a_shared_row_each_process_keeps_its_own(platform, clock):
    alone = [Tokens(platform.fetch, clock=Hands(clock)) for _ in range(2)]
    assert [await one.get() for one in alone] == ["token-1", "token-2"]
    assert await asyncio.gather(*(alone[0].get() for _ in range(5))) == ["token-1"] * 5
    await alone[0].drop("token-9")
    assert await alone[0].get() == "token-1"
