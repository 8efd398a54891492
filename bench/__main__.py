"""`python -m bench [NAME …]`: ratios beside small peers, interleaved in one run.

Names: taps (R1, R2), disk (R4), callback (R5), intake, dispatch (R6), fanout and rounds (R10), arming (R7),
burst (R8), sweep (R9, R16), calendar (R13), start (R14), files (R15), words (R17); all without one.
Processor time unless a line says wall; medians over the rounds. Nothing leaves the machine.
"""

import argparse
import sys
import time

from bench import (
    arming,
    burst,
    calendar,
    callback,
    disk,
    dispatch,
    fanout,
    files,
    intake,
    rounds,
    start,
    sweep,
    taps,
    words,
)
from bench.row import Measure, Row, table

MEASURES: dict[str, Measure] = {
    "dispatch": dispatch.measure,
    "calendar": calendar.measure,
    "arming": arming.measure,
    "burst": burst.measure,
    "sweep": sweep.measure,
    "start": start.measure,
    "files": files.measure,
    "fanout": fanout.measure,
    "rounds": rounds.measure,
    "intake": intake.measure,
    "callback": callback.measure,
    "taps": taps.measure,
    "disk": disk.measure,
    "words": words.measure,
}


def main() -> int:
    """Measure and print; 1 when a floor is missed."""
    parser = argparse.ArgumentParser(
        prog="python -m bench", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("names", nargs="*", help="what to measure; all without a name")
    parser.add_argument("--rounds", type=int, default=5, help="interleaved rounds (5)")
    parser.add_argument("--jsonl", action="store_true", help="JSON lines instead of the table")
    asked = parser.parse_args()
    if unknown := set(asked.names) - MEASURES.keys():
        parser.error(f"{', '.join(sorted(unknown))}: known are {', '.join(MEASURES)}")
    rows: list[Row] = []
    for name in asked.names or MEASURES:
        started = time.monotonic()
        found = MEASURES[name](asked.rounds)
        rows += found
        sys.stderr.write(f"{name}: {time.monotonic() - started:.0f} s\n")
        if asked.jsonl:
            sys.stdout.write("".join(f"{row.line()}\n" for row in found))
            sys.stdout.flush()
    if not asked.jsonl:
        sys.stdout.write(f"{table(rows)}\n")
    return int(any(row.ratio is not None and not row.holds for row in rows))


if __name__ == "__main__":
    sys.exit(main())
