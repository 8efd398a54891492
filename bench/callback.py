"""R5: WeCom's callback over HTTP, beside an aiohttp handler that does nothing; its seal beside wechatpy's."""

import statistics
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack
from itertools import count
from pathlib import Path
from urllib.parse import urlencode

from bench import sealed
from bench.child import Child
from bench.row import Row

CALLS = 1600  # a round and server
AT_ONCE = 32
OPENED = 400  # a round


def calls() -> Iterator[list[str]]:
    """Presses and words of 32 members in turn, as the load posts them."""
    for number in count(1):
        inner = sealed.press(number) if number % 2 else sealed.said(number)
        query, body = sealed.parcel(inner)
        yield ["", body, urlencode(query)]


def measure(rounds: int) -> list[Row]:
    """Interleaved; medians of processor time per call."""
    return [_over_http(rounds), *_opened(rounds)]


def _over_http(rounds: int) -> Row:
    figures: dict[str, list[float]] = {"ours": [], "echo": []}
    walls: dict[str, list[float]] = {"ours": [], "echo": []}
    with tempfile.TemporaryDirectory() as place, ExitStack() as stack:
        load = stack.enter_context(Child("bench.load"))
        servers = {
            "ours": stack.enter_context(Child("bench.ours_wecom", str(Path(place)))),
            "echo": stack.enter_context(Child("bench.peers.nothing")),
        }
        todo = {name: calls() for name in servers}
        for turn in range(rounds + 1):  # the first one warms up
            for name, server in servers.items():
                bodies = [next(todo[name]) for _ in range(CALLS)]
                before = server.cpu()
                found = load.ask(
                    do="run", port=server.ready["port"], path=sealed.PATH, bodies=bodies, at_once=AT_ONCE,
                    await_toast=False,
                )  # fmt: skip
                used = server.cpu() - before
                if found["wrong"] or found["count"] != CALLS:
                    raise RuntimeError(f"not every call was taken: {found['wrong']}")
                if turn:
                    figures[name].append(1e6 * used / CALLS)
                    walls[name].append(CALLS / found["seconds"])
    cpu = {name: statistics.median(taken) for name, taken in figures.items()}
    wall = {name: statistics.median(taken) for name, taken in walls.items()}
    return Row(
        "R5", "WeCom callback over HTTP, calls per CPU second ÷ an aiohttp handler that does nothing",
        cpu["echo"] / cpu["ours"], 0.4,
        seen=f"ours {cpu['ours']:.0f} µs opened, checked and committed (FULL), aiohttp {cpu['echo']:.0f} µs; "
        f"wall {wall['ours']:.0f}/s against {wall['echo']:.0f}/s",
        data={"cpu_us": cpu, "per_s": wall},
    )  # fmt: skip


def _opened(rounds: int) -> list[Row]:
    """The same calls, from query and body to a record, once by us and once by wechatpy."""
    # Words alone: of a press wechatpy makes nothing.
    made = [sealed.parcel(sealed.said(number)) for number in range(1, OPENED + 1)]
    ways = {
        "ours": [sealed.opened_by_us(call) for call in made],
        "wechatpy": [sealed.opened_by_wechatpy(call) for call in made],
    }
    figures: dict[str, list[float]] = {name: [] for name in ways}
    for turn in range(3 * rounds + 1):
        for name, calls_ in ways.items():
            before = time.process_time()
            for opens in calls_:
                opens()
            if turn:
                figures[name].append(1e6 * (time.process_time() - before) / OPENED)
    cpu = {name: statistics.median(taken) for name, taken in figures.items()}
    return [
        Row(
            "R5b", "opening and reading a WeCom message ÷ wechatpy's own",
            cpu["wechatpy"] / cpu["ours"], 2.0,
            seen=f"ours {cpu['ours']:.0f} µs, wechatpy {cpu['wechatpy']:.0f} µs",
            data={"opened_us": cpu},
        )
    ]  # fmt: skip
