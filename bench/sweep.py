"""R9, R16: the sweep over a million open clocks beside one over ten thousand; what they cost in memory."""

import statistics
import tempfile
import time
from collections.abc import Mapping
from contextlib import ExitStack
from pathlib import Path

from bench.armed import FAR, Civil, fill, opened, postgres
from bench.child import Child
from bench.row import Row
from scheduler.pump import BATCH
from storage import clocks
from storage.engine import Store, Tx

SIZES = {"10k": 10_000, "1M": 1_000_000}
SWEEPS = 60  # a round
WHAT = "p50 of a sweep over 1,000,000 open clocks ÷ over 10,000, {}"
MEMORY = "MB more with 1,000,000 armed than with 1,000"


def _sweep(tx: Tx, now: int) -> int:
    """What the pump asks and does in one round: the next moment, and the one row that is due."""
    clocks.next_due(tx)
    rows = clocks.take_due(tx, now=now, limit=BATCH)
    return clocks.fired_all(tx, [row.id for row in rows])


def _p50(store: Store, turn: int) -> float:
    spans = []
    for n in range(SWEEPS):
        now = FAR + turn * SWEEPS + n + 1
        started = time.perf_counter()
        done = store.act_now(lambda tx, now=now: _timed(tx, now))
        spans.append(done[0])
        if done[1] != 1:
            raise RuntimeError(
                f"a sweep found {done[1]} rows at {now - FAR}, {time.perf_counter() - started}"
            )
    return statistics.median(spans)


def _timed(tx: Tx, now: int) -> tuple[float, int]:
    """The statements alone: a commit costs the same for any size."""
    started = time.perf_counter()
    found = _sweep(tx, now)
    return time.perf_counter() - started, found


def _compared(name: str, mark: str, stores: Mapping[str, Store], rounds: int) -> Row:
    spans: dict[str, list[float]] = {size: [] for size in stores}
    for turn in range(rounds + 1):
        for size, store in stores.items():
            found = _p50(store, turn)
            if turn:
                spans[size].append(found)
    ms = {size: 1e3 * statistics.median(figures) for size, figures in spans.items()}
    return Row(
        f"R9{mark}", WHAT.format(name), ms["1M"] / ms["10k"], 1.5, at_least=False, data={"ms": ms},
        seen=f"{ms['1M']:.3f} ms against {ms['10k']:.3f} ms (wall, without the commit)",
    )  # fmt: skip


def _memory(folder: Path, rounds: int) -> Row:
    """A process that pumps over each, some of it due; the million is the file that the sweep used."""
    thousand = opened("sqlite:///1k.db", folder, Civil())
    fill(thousand, 1_000)
    thousand.close_now()
    seen: dict[str, list[float]] = {"1k": [], "1M": []}
    for _ in range(min(rounds, 3)):
        for size, figures in seen.items():
            with Child("bench.armed", f"sqlite:///{folder / size}.db", str(folder)) as child:
                figures.append(child.ready["mb"])
    mb = {size: statistics.median(figures) for size, figures in seen.items()}
    return Row(
        "R16", MEMORY, mb["1M"] - mb["1k"], 20.0, at_least=False, data={"mb": mb},
        seen=f"{mb['1M']:.0f} MB against {mb['1k']:.0f} MB",
    )  # fmt: skip


def measure(rounds: int) -> list[Row]:
    """On files, and on a server where one starts."""
    rows: list[Row] = []
    with tempfile.TemporaryDirectory() as place, ExitStack() as stack:
        folder = Path(place)
        stores = {size: opened(f"sqlite:///{size}.db", folder, Civil()) for size in SIZES}
        for size, n in SIZES.items():
            fill(stores[size], n)
        rows.append(_compared("SQLite", "", stores, rounds))
        for store in stores.values():
            store.close_now()
        rows.append(_memory(folder, rounds))
        make = stack.enter_context(postgres())
        if isinstance(make, str):
            return [*rows, Row("R9p", WHAT.format("PostgreSQL"), None, 1.5, at_least=False, skipped=make)]
        stores = {size: opened(make(f"sweep_{size.lower()}"), folder / size, Civil()) for size in SIZES}
        for size, n in SIZES.items():
            fill(stores[size], n)
        rows.append(_compared("PostgreSQL", "p", stores, rounds))
        for store in stores.values():
            store.close_now()
    return rows
