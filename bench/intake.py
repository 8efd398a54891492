"""Durable intake: on disk before it is acknowledged, beside aiogram's webhook, which keeps nothing."""

import statistics
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack
from itertools import count
from pathlib import Path

from bench import sealed, updates
from bench.child import Child
from bench.row import Row
from bench.taps import Server

ACKS = 800  # a round and server
AT_ONCE = 8


def messages() -> Iterator[list[str]]:
    """Words of 32 people, one after the other."""
    for number in count(1):
        yield [
            "",
            updates.text(number, user=1000 + number % 32, said=f"关于第{number}号事项的补充说明").decode(),
        ]


def measure(rounds: int) -> list[Row]:
    """Processor time per acknowledged update; what is done with it afterwards is R1's."""
    with tempfile.TemporaryDirectory() as place, ExitStack() as stack:
        root = Path(place)
        load = stack.enter_context(Child("bench.load"))
        api = f"http://127.0.0.1:{load.ready['port']}"
        (root / "ours").mkdir()
        ours = stack.enter_context(Child("bench.ours", str(root / "ours"), api, "0", "FULL", "intake"))
        echo = stack.enter_context(Child("bench.peers.echo", str(root), api))
        nothing = stack.enter_context(Child("bench.peers.nothing"))
        servers = [Server(child, messages(), False, [], [], []) for child in (ours, echo)]
        servers.append(Server(nothing, messages(), False, [], [], [], path=sealed.PATH))
        for server in servers:
            server.take(load, ACKS, AT_ONCE)
            server.cpu_us.clear()
            server.per_s.clear()
        for _ in range(rounds):
            for server in servers:
                server.take(load, ACKS, AT_ONCE)
        cpu = [statistics.median(server.cpu_us) for server in servers]
        per_s = [statistics.median(server.per_s) for server in servers]
    return [
        Row(
            "acks", "durable intake: acknowledged updates per CPU second ÷ aiogram's own webhook echo",
            cpu[1] / cpu[0], 3.0,
            seen=f"ours {cpu[0]:.0f} µs with its commit (FULL), aiogram {cpu[1]:.0f} µs with none, "
            f"an aiohttp handler that does nothing {cpu[2]:.0f} µs; "
            f"wall {per_s[0]:.0f}/s against {per_s[1]:.0f}/s and {per_s[2]:.0f}/s",
            data={"cpu_us": {"ours": cpu[0], "echo": cpu[1], "aiohttp": cpu[2]}},
        )
    ]  # fmt: skip
