"""What an act kept back is written at its end: messages first, the audit chain last."""

from storage import audit, outbox
from storage.audit import Head
from storage.crash import crashpoint
from storage.tx import Tx


def flush(tx: Tx, head: Head) -> None:
    """Write the act's messages and entries inside its transaction.

    Order matters on PostgreSQL: lanes are locked in sorted order, then the head of the chain, so that no two
    acts wait for each other.
    """
    if tx.intents:
        outbox.enqueue(tx, tx.intents)
        tx.wake("outbox", at=min(intent.not_before or tx.now for intent in tx.intents))
        crashpoint("K4.work.mid_tx")
    if tx.entries:
        audit.append(tx, tx.entries, head=head)
