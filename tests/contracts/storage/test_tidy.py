"""The daily sweep takes what nobody needs and nothing else."""

from storage import attempts, clocks, dialogues, inbox, tidy
from storage.engine import Store
from storage.tx import Tx
from tests.contracts.storage.conftest import Clock
from tests.contracts.storage.world import build


async def test_the_sweep_keeps_what_is_open_or_young(store: Store, clock: Clock) -> None:
    def fill(tx: Tx) -> None:
        world = build(tx)
        for n in range(2):
            inbox.receive(tx, key=str(n), platform="t", bot="1", lane="l", body=b"x")
        inbox.done(tx, 1)
        attempts.note_attempt(tx, "who", what="code")
        dialogues.open_dialogue(tx, world.liu, chat="1", kind="k", subject="s", expires_at=tx.now + 5)
        clocks.plant(tx, kind="k", subject="s", occasion="fired", fire_at=tx.now)
        clocks.plant(tx, kind="k", subject="s", occasion="waits", fire_at=tx.now)
        clocks.fired(tx, 1)

    await store.act(fill)
    assert not any((await store.act(tidy.sweep)).values())
    clock.ms += 10 * tidy.DAY_MS
    gone = await store.act(tidy.sweep)
    assert gone == {
        "inbox": 1, "errands": 0, "timers": 0, "tokens": 0, "attempts": 1, "dialogues": 1, "lanes": 0,
    }  # fmt: skip
    clock.ms += 90 * tidy.DAY_MS
    assert (await store.act(tidy.sweep))["timers"] == 1
    assert [row.occasion for row in await store.read(lambda tx: clocks.timers_of(tx, "s"))] == ["waits"]
    assert [row.key for row in await store.read(inbox.listed)] == ["1"]
