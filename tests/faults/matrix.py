"""The points, the plans and the table."""

import asyncio
import tempfile
from collections.abc import Iterable, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

from aiohttp import ClientSession

from tests.faults.peer import Loss, lose
from tests.faults.run import RANDOM, Figures, Plan, Run, seeded
from tests.faults.ward import Ward, ward

POINTS = (
    "K1.inbox.before_commit",
    "K2.inbox.after_commit_before_2xx",
    "K3.work.before_tx",
    "K4.work.mid_tx",
    "K5.work.after_commit",
    "K6.out.after_mark_sending",
    "K7.out.after_socket_write",
    "K8.out.after_response_before_mark",
)
EDITS = ("K6.edit.after_mark_sending", "K7.edit.after_socket_write", "K8.edit.after_response_before_mark")
MOODS: tuple[dict[str, Any], ...] = (
    {"match": {"method": "sendMessage"}, "do": "accept_then_drop", "rate": 0.08, "seed": 1},
    {"match": {"method": "sendMessage"}, "do": "429", "retry_after": 2, "rate": 0.06, "seed": 2},
    {"match": {"method": "sendMessage"}, "do": "status", "status": 502, "rate": 0.06, "seed": 3},
    {"match": {"method": "editMessageText"}, "do": "status", "status": 502, "rate": 0.05, "seed": 4},
    {"match": {"direction": "in"}, "do": "duplicate", "rate": 0.10, "seed": 5},
    {"match": {"direction": "in"}, "do": "reorder", "times": 20, "rate": 0.10, "seed": 6},
)
AT_ONCE = 4
ALWAYS_ZERO = ("lost", "dup_decisions", "over", "order_violations", "stuck", "dead", "audit_breaks")


def subset(*, kills: int = 1, points: Sequence[str] = POINTS) -> list[Plan]:
    """Each point, by polling and by webhook in turn."""
    return [
        Plan(point, kills=kills, acts=30 + 10 * kills, mode=("webhook", "polling")[n % 2], seed=100 + n)
        for n, point in enumerate(points)
    ]


def soak(*, kills: int = 4, random_kills: int = 60) -> list[Plan]:
    """Each point several times both ways, then kills out of the blue while the network has its moods."""
    ways = [
        Plan(point, kills=kills, acts=30 + 10 * kills, mode=mode, seed=1000 * way + n)
        for n, point in enumerate((*POINTS, *EDITS))
        for way, mode in enumerate(("webhook", "polling"), 1)
    ]
    share = random_kills // 4
    blue = [
        Plan(
            RANDOM,
            kills=share,
            acts=80 + 4 * share,
            mode=("webhook", "polling")[n % 2],
            seed=7000 + n,
            faults=MOODS,
        )
        for n in range(4)
    ]
    return ways + blue


async def carried_out(plans: Iterable[Plan], *, folder: Path, found: Ward | None = None) -> list[Figures]:
    """Run the plans, a few at once; figures in their order."""
    if found is None:
        async with ward() as opened:
            return await carried_out(plans, folder=folder, found=opened)
    template = await seeded(found, folder)
    slots = asyncio.Semaphore(AT_ONCE)
    async with ClientSession() as http:

        async def one(n: int, plan: Plan) -> Figures:
            async with slots:
                place = folder / f"run-{n}"
                place.mkdir()
                return await Run(found, http, plan, place).carry_out(template)

        return list(await asyncio.gather(*(one(n, plan) for n, plan in enumerate(plans))))


async def everything(plans: Sequence[Plan], *, peer_kills: int) -> tuple[list[Figures], Loss]:
    """The house's runs, and aiogram's default polling beside them in the same harness."""
    with tempfile.TemporaryDirectory(prefix="duwang-faults-") as place:
        folder = Path(place)
        async with ward() as found:
            figures = await carried_out(plans, folder=folder, found=found)
            acts = sum(one.verdict.acts for one in figures) // max(len(figures), 1)
            return figures, await lose(found, folder, updates=max(acts, 40), kills=peer_kills)


async def peer(folder: Path, *, updates: int, kills: int) -> Loss:
    """Only aiogram's default polling."""
    async with ward() as found:
        return await lose(found, folder, updates=updates, kills=kills)


def row(figures: Figures) -> dict[str, Any]:
    """A line of the table as plain values."""
    said = asdict(figures.verdict)
    notes = said.pop("notes")
    return {
        "point": figures.point, "kills": figures.kills, **said, "recover_s": round(figures.recover_s, 2),
        "seconds": round(figures.seconds, 1), "notes": notes, "failed": figures.failed,
    }  # fmt: skip


def merged(figures: Sequence[Figures]) -> list[dict[str, Any]]:
    """One line for each point: sums, and the longest recovery."""
    lines: dict[str, dict[str, Any]] = {}
    for one in figures:
        new = row(one)
        line = lines.setdefault(one.point, {"point": one.point})
        for key, value in new.items():
            if key == "recover_s":
                line[key] = max(line.get(key, 0.0), value)
            elif key != "point":
                line[key] = value if key not in line else line[key] + value
    return list(lines.values())


COLUMNS = (
    "point", "kills", "acts", "lost", "dup_decisions", "copies", "uncertain", "over", "order_violations", "stuck",
    "audit_breaks", "untold", "recover_s",
)  # fmt: skip


def table(lines: Sequence[dict[str, Any]]) -> str:
    """For people."""
    cells = [COLUMNS, *(tuple(f"{line[key]:.2f}" if isinstance(line[key], float) else str(line[key])
                              for key in COLUMNS) for line in lines)]  # fmt: skip
    widths = [max(len(str(row[n])) for row in cells) for n in range(len(COLUMNS))]
    drawn = [
        "  ".join(
            cell.ljust(width) if n == 0 else cell.rjust(width)
            for n, (cell, width) in enumerate(zip(row, widths, strict=True))
        )
        for row in cells
    ]
    return "\n".join(drawn)
