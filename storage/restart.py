"""What one process finds half done when it starts: nobody else is at work, so all of it is free again."""

from storage import errands, inbox, outbox
from storage.tx import Tx


def recover(tx: Tx) -> dict[str, int]:
    """Free acts and errands that were in hand, call messages uncertain that were on the wire; how many of
    each.

    Only where a single process works (SQLite); several processes go by leases.
    """
    return {"inbox": inbox.recover(tx), "errands": errands.recover(tx), "outbox": outbox.recover(tx)}
