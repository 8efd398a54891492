"""R1, R2: a decided tap over HTTP, beside the least of aiogram and beside the bot most people write.

Ours is always the whole decision: kept in the inbox (commit, FULL), then carried out in a second (FULL)
by token, with its rules, the next step and its seats, clocks, audit chain and outbox rows. What a row adds to
that, or leaves out on both sides, stands in its words.
"""

import statistics
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bench import updates
from bench.child import Child
from bench.row import Row, percentile

PATH = "/telegram/webhook"
AT_ONCE = 8
CROWD = 32
OURS, BARE, NAIVE = 240, 240, 80  # taps a round and server


@dataclass(slots=True)
class Server:
    """A server under load, with the taps that are left for it."""

    child: Child
    taps: Iterator[list[str]]
    await_toast: bool
    cpu_us: list[float]
    per_s: list[float]
    spans: list[float]
    path: str = PATH

    def take(self, load: Child, count: int, at_once: int) -> None:
        """One round: so many taps, so many at once."""
        bodies = [next(self.taps) for _ in range(count)]
        before = self.child.cpu()
        found = load.ask(
            do="run", port=self.child.ready["port"], path=self.path, bodies=bodies, at_once=at_once,
            await_toast=self.await_toast,
        )  # fmt: skip
        used = self.child.cpu() - before
        if found["wrong"] or found["count"] != count:
            raise RuntimeError(f"not every tap was taken: {found['wrong']}")
        self.cpu_us.append(1e6 * used / count)
        self.per_s.append(count / found["seconds"])
        self.spans += found["spans_ms"]


def callbacks(pairs: Sequence[Any]) -> Iterator[list[str]]:
    """Taps as the load posts them, from (account, token or number)."""
    for number, (user, data) in enumerate(pairs, 1):
        yield [str(4382000000000000000 + number), updates.tap(number, user=user, data=f"d1:{data}").decode()]


@contextmanager
def house(
    folder: Path, api: str, items: int, *how: str, sync: str = "FULL", env: dict[str, str] | None = None
) -> Iterator[Server]:
    """Our own server with so many items to decide."""
    folder.mkdir()
    with Child("bench.ours", str(folder), api, str(items), sync, *how, env=env) as child:
        yield Server(child, callbacks(child.ready["taps"]), "mute" not in how, [], [], [])


@contextmanager
def peer(
    module: str, folder: Path, api: str, taps: int, *more: str, await_toast: bool = True
) -> Iterator[Server]:
    """A peer with so many taps."""
    folder.mkdir()
    with Child(f"bench.peers.{module}", str(folder), api, *more) as child:
        pairs = [(2000 + n % 32, str(n + 1)) for n in range(taps)]
        yield Server(child, callbacks(pairs), await_toast, [], [], [])


def measure(rounds: int) -> list[Row]:
    """Interleaved rounds of every server; medians of processor time per tap."""
    with tempfile.TemporaryDirectory() as place, ExitStack() as stack:
        root = Path(place)
        load = stack.enter_context(Child("bench.load"))
        api = f"http://127.0.0.1:{load.ready['port']}"
        total = 2 * rounds + 2
        ours = {
            "mute": stack.enter_context(house(root / "mute", api, OURS * total, "mute")),
            "ours": stack.enter_context(house(root / "ours", api, OURS * total)),
            "whole": stack.enter_context(house(root / "whole", api, OURS * total, "whole")),
        }
        peers = {
            "bare": stack.enter_context(peer("bare", root / "bare", api, BARE * total, await_toast=False)),
            "polite": stack.enter_context(peer("bare", root / "polite", api, BARE * total, "toast")),
        }
        naive = {
            "naive": stack.enter_context(peer("naive", root / "naive", api, NAIVE * total)),
            "carrying": stack.enter_context(peer("naive", root / "carrying", api, NAIVE * total, "whole")),
        }
        plan = [*((server, OURS) for server in (ours | peers).values())]
        plan += [(server, NAIVE) for server in naive.values()]
        for server, count in plan:  # warm: first statements are compiled, pools are filled
            server.take(load, count // 2, AT_ONCE)
            server.cpu_us.clear()
            server.per_s.clear()
        for _ in range(rounds):
            for server, count in plan:
                server.take(load, count, AT_ONCE)
        one = {name: _told(server) for name, server in (ours | peers | naive).items()}
        crowd = ((ours["ours"], OURS), (naive["naive"], NAIVE))
        for server, _ in crowd:
            server.spans.clear()
        for _ in range(rounds):
            for server, count in crowd:
                server.take(load, count, CROWD)
        p99 = {
            "ours": percentile(ours["ours"].spans, 0.99),
            "naive": percentile(naive["naive"].spans, 0.99),
        }
    return _rows(one, p99)


def _told(server: Server) -> dict[str, float]:
    return {"cpu_us": statistics.median(server.cpu_us), "per_s": statistics.median(server.per_s)}


def _rows(one: dict[str, dict[str, float]], p99: dict[str, float]) -> list[Row]:
    cpu = {name: told["cpu_us"] for name, told in one.items()}
    return [
        Row(
            "R1", "decided taps per CPU second ÷ aiogram's dispatch + one INSERT and COMMIT (FULL); "
            "neither side answers the tap",
            cpu["bare"] / cpu["mute"], 1.0, aim=2.5, data={"cpu_us": cpu},
            seen=f"{cpu['mute']:.0f} µs against {cpu['bare']:.0f} µs",
        ),
        Row(
            "R1t", "the same where both sides answer the tap", cpu["polite"] / cpu["ours"], 1.0, aim=2.5,
            seen=f"{cpu['ours']:.0f} µs against {cpu['polite']:.0f} µs",
        ),
        Row(
            "R2", "decided and answered ÷ aiogram + AsyncSession ORM, which decides and answers",
            cpu["naive"] / cpu["ours"], 5.0,
            seen=f"{cpu['ours']:.0f} µs against {cpu['naive']:.0f} µs; "
            f"wall {one['ours']['per_s']:.0f}/s against {one['naive']['per_s']:.0f}/s",
        ),
        Row(
            "R2p", f"p99 of that peer ÷ ours, {CROWD} taps at once", p99["naive"] / p99["ours"], 20.0,
            seen=f"{p99['ours']:.0f} ms against {p99['naive']:.0f} ms", data={"p99_ms": p99},
        ),
        Row(
            "R2w", "the whole until the next two reviewers have their cards ÷ that peer sending two as well",
            cpu["carrying"] / cpu["whole"], 1.0,
            seen=f"{cpu['whole']:.0f} µs against {cpu['carrying']:.0f} µs",
        ),
    ]  # fmt: skip
