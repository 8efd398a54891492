"""`python -m tests.faults`: kill -9 at every named point under load, and print what is left."""

import argparse
import asyncio
import json
import sys

from tests.faults import matrix


def main() -> int:
    """Print the table; 1 when a figure that must be zero is not, or a point was never reached."""
    parser = argparse.ArgumentParser(prog="python -m tests.faults", description=__doc__)
    parser.add_argument("--kills", type=int, default=1, help="kills at each point")
    parser.add_argument(
        "--random", type=int, default=0, help="further kills out of the blue, with faults of the network"
    )
    parser.add_argument("--point", help="only points whose name begins so")
    parser.add_argument("--json", action="store_true", help="lines of JSON instead of the table")
    asked = parser.parse_args()
    plans = matrix.subset(kills=asked.kills, points=(*matrix.POINTS, *matrix.EDITS))
    if asked.random:
        plans += [plan for plan in matrix.soak(random_kills=asked.random) if plan.point == matrix.RANDOM]
    plans = [plan for plan in plans if not asked.point or plan.point.startswith(asked.point)]
    figures, loss = asyncio.run(matrix.everything(plans, peer_kills=max(5, asked.kills)))
    lines = matrix.merged(figures)
    if asked.json:
        for line in lines:
            sys.stdout.write(json.dumps(line, ensure_ascii=False) + "\n")
        sys.stdout.write(json.dumps({"point": "aiogram default polling", **vars(loss)}) + "\n")
    else:
        sys.stdout.write(matrix.table(lines) + "\n")
        for line in lines:
            for note in [*line["notes"], *line["failed"]]:
                sys.stdout.write(f"  {line['point']}: {note}\n")
        sys.stdout.write(
            f"aiogram default polling, same harness: {loss.updates} updates, {loss.kills} kills, "
            f"{loss.lost} lost, {loss.handled_twice} handled twice\n"
        )
    wrong = any(line[key] for line in lines for key in matrix.ALWAYS_ZERO)
    missed = sum(one.kills for one in figures) < sum(plan.kills for plan in plans)
    return int(wrong or missed)


if __name__ == "__main__":
    sys.exit(main())
