"""What nobody needs any more goes; evidence (outbox, decisions, audit, versions) stays."""

from storage import attempts, clocks, dialogues, errands, inbox, lanes, tokens
from storage.tx import Tx

DAY_MS = 24 * 3600 * 1000


def sweep(tx: Tx) -> dict[str, int]:
    """Once a day: forget done acts after 9 days (platforms redeliver for less), done errands and fired
    timers after 90, revoked tokens after 90, wrong tries after 2, dead dialogues and idle lanes at once.
    How many of each.
    """
    now = tx.now
    return {
        "inbox": inbox.purge(tx, before=now - 9 * DAY_MS),
        "errands": errands.purge(tx, before=now - 90 * DAY_MS),
        "timers": clocks.purge(tx, before=now - 90 * DAY_MS),
        "tokens": tokens.purge(tx, before=now - 90 * DAY_MS),
        "attempts": attempts.purge(tx, before=now - 2 * DAY_MS),
        "dialogues": dialogues.purge(tx, before=now),
        "lanes": lanes.tidy(tx, before=now),
    }
