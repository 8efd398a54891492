"""R13: working days counted, beside a loop over chinesecalendar's own question; a million dates recounted."""

import resource
import statistics
import time
from collections.abc import Callable, Iterator
from datetime import date, timedelta

from chinese_calendar import is_workday

from bench.row import Row
from rules.workdays import Workdays

FIRST, YEARS_OF_STARTS = date(2024, 1, 1), 730  # days; with the longest limit inside the known years
LIMITS = (3, 5, 7, 10, 15, 20, 30)  # working days
EACH = 400
OPEN = 1_000_000
DAY = timedelta(days=1)


def looped(day: date, n: int) -> date:
    """What peers do: ask of every day whether it is worked."""
    while n:
        day += DAY
        n -= is_workday(day)
    return day


def _asked(count: int) -> Iterator[tuple[date, int]]:
    """Open deadlines as an installation has them: over two years of starts, of seven limits."""
    for n in range(count):
        yield FIRST + timedelta(days=n * 7919 % YEARS_OF_STARTS), LIMITS[n % len(LIMITS)]


def _cpu(work: Callable[[], object]) -> float:
    started = time.process_time()
    work()
    return time.process_time() - started


def measure(rounds: int) -> list[Row]:
    """Interleaved, processor time; a calendar is made afresh each round, as an import makes one."""
    starts = [FIRST + timedelta(days=n % YEARS_OF_STARTS) for n in range(EACH)]
    twenty = [(start, 20) for start in starts]
    open_now = list(_asked(OPEN))
    spent: dict[str, list[float]] = {name: [] for name in ("loop", "one", "batch", "million", "calendar")}
    grown = 0
    for turn in range(rounds + 1):
        calendar = Workdays()
        loop = _cpu(lambda: [looped(start, 20) for start in starts])
        one = _cpu(lambda: [calendar.shift(start, 20) for start in starts])  # noqa: B023 - called at once
        batch = _cpu(lambda: list(calendar.shift_all(twenty)))  # noqa: B023 - called at once
        before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        million = _cpu(lambda: sum(1 for _ in calendar.shift_all(open_now)))  # noqa: B023 - called at once
        grown = max(grown, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before)
        made = _cpu(Workdays)
        if turn:  # the first round warms up
            for name, figure in zip(spent, (loop, one, batch, million, made), strict=True):
                spent[name].append(figure)
    seconds = {name: statistics.median(found) for name, found in spent.items()}
    micro = {name: 1e6 * seconds[name] / EACH for name in ("loop", "one", "batch")}
    return [
        Row(
            "R13", "+20 working days in a batch ÷ looping chinese_calendar.is_workday",
            seconds["loop"] / seconds["batch"], 200.0, data={"cpu_us": micro},
            seen=f"{micro['batch']:.2f} µs each, alone {micro['one']:.2f} µs, looped {micro['loop']:.1f} µs",
        ),
        Row(
            "R13m", "seconds for 1,000,000 open deadlines on a new calendar", seconds["million"], 0.2,
            at_least=False, data={"cpu_s": seconds},
            seen=f"{grown / 1024:.0f} MB more; the calendar itself {1e3 * seconds['calendar']:.0f} ms",
        ),
    ]  # fmt: skip
