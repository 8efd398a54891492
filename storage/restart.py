"""What a process finds half done when it starts, and gives back when it goes."""

from storage import errands, inbox, lanes, outbox
from storage.tx import Tx


def recover(tx: Tx) -> dict[str, int]:
    """Free acts and errands that were in hand, call messages uncertain that were on the wire; how many of
    each.

    Only where a single process works (SQLite); several processes go by leases.
    """
    return {"inbox": inbox.recover(tx), "errands": errands.recover(tx), "outbox": outbox.recover(tx)}


def give_back(tx: Tx, *, owner: str) -> None:
    """What a process that goes away still holds by lease is free for the others at once."""
    if tx.dialect == "postgresql":
        for held in (inbox, errands, lanes):
            held.free_all(tx, owner=owner)
