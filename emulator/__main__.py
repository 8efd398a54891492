"""`python -m emulator`: the twins by themselves, for a bot that is started by hand."""

import argparse
import asyncio
import json
import signal
import sys
from datetime import datetime
from pathlib import Path

from emulator.app import Emulator
from emulator.clock import DEMO_START, SHANGHAI, RunningClock
from emulator.people import demo_office, read


def main(given: list[str] | None = None) -> int:
    """Read the command line, serve until stopped."""
    parser = argparse.ArgumentParser(prog="python -m emulator", description=__doc__)
    parser.add_argument("--port", type=int, default=8900, help="emulator and page; 0 takes a free one")
    parser.add_argument("--site-port", type=int, help="demo web site; without it PORT+2, or a free one")
    parser.add_argument("--office", type=Path, help="office file (YAML or JSON); without it the demo office")
    parser.add_argument("--bot-url", help="base address of the bot, to step its clock and ask why")
    parser.add_argument("--key", help="key of the bot's demo door")
    parser.add_argument(
        "--now", type=datetime.fromisoformat, default=DEMO_START, help="where the clock starts"
    )
    parser.add_argument("--cloud", action="store_true", help="as api.telegram.org: webhooks by https only")
    asked = parser.parse_args(given)
    try:
        asyncio.run(_serve(asked))
    except (OSError, ValueError, TypeError) as wrong:
        sys.stderr.write(f"{wrong}\n")
        return 1
    return 0


async def _serve(asked: argparse.Namespace) -> None:
    now = asked.now if asked.now.tzinfo else asked.now.replace(tzinfo=SHANGHAI)
    site_port = asked.site_port if asked.site_port is not None else asked.port + 2 if asked.port else 0
    emulator = Emulator(
        read(asked.office) if asked.office else demo_office(),
        clock=RunningClock(now), bot_url=asked.bot_url, key=asked.key, local=not asked.cloud,
    )  # fmt: skip
    stopped = asyncio.Event()
    for one in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(one, stopped.set)
    await emulator.start(asked.port, site_port)
    sys.stdout.write(
        json.dumps({"emulator": emulator.url, "bot": asked.bot_url, "site": emulator.site_url}) + "\n"
    )
    sys.stdout.flush()
    await stopped.wait()
    await emulator.stop()


if __name__ == "__main__":
    sys.exit(main())
