"""Decisions that were signed on paper: who signed, on which day, the scan, who entered and confirmed it."""

from sqlalchemy import bindparam, select, update

from storage.sql import Row, Sql, insert_into, word
from storage.tables import decisions, papers
from storage.tx import Tx

_ENTER = Sql(
    insert_into(
        papers,
        "item_id",
        "seat_id",
        "signer_id",
        "verdict",
        "reason",
        "paper_on",
        "why",
        "entered_by",
        "entered_at",
    ).returning(papers.c.id)
)
_ONE = Sql(select(papers).where(papers.c.id == bindparam("id")))
_ALL = Sql(select(papers).where(papers.c.item_id == bindparam("item_id")).order_by(papers.c.id))
_SCAN = Sql(
    update(papers)
    .where(papers.c.id == bindparam("id"), papers.c.state == word("unscanned"))
    .values(upload_id=bindparam("upload_id"), state=word("waiting"))
)
_END = Sql(
    update(papers)
    .where(papers.c.id == bindparam("id"), papers.c.state == word("waiting"))
    .values(state=bindparam("to"), confirmed_by=bindparam("by"), confirmed_at=bindparam("now"))
)
_DATED = Sql(
    update(decisions)
    .where(decisions.c.seat_id == bindparam("seat_id"), decisions.c.undone_at.is_(None))
    .values(paper_on=bindparam("paper_on"))
)


def enter(
    tx: Tx,
    item_id: int,
    *,
    seat: int,
    signer: int,
    verdict: str,
    reason: str,
    on: str,
    why: str,
    by: int,
) -> int:
    """A decision that was signed on paper on that day; ``why`` is paper | outage. It waits for its scan."""
    return int(
        _ENTER.scalar(
            tx,
            item_id=item_id,
            seat_id=seat,
            signer_id=signer,
            verdict=verdict,
            reason=reason,
            paper_on=on,
            why=why,
            entered_by=by,
            entered_at=tx.now,
        )
    )


def paper(tx: Tx, paper_id: int) -> Row | None:
    """All columns: state is unscanned | waiting | confirmed | refused."""
    return _ONE.first(tx, id=paper_id)


def papers_of(tx: Tx, item_id: int) -> list[Row]:
    """Every paper of an item, oldest first."""
    return _ALL.all(tx, item_id=item_id)


def scanned(tx: Tx, paper_id: int, *, upload: int) -> bool:
    """Its scan has come; False where one had."""
    return _SCAN.run(tx, id=paper_id, upload_id=upload) == 1


def settle(tx: Tx, paper_id: int, *, to: str, by: int) -> bool:
    """Confirmed or refused by a second person; False when it was settled before."""
    return _END.run(tx, id=paper_id, to=to, by=by, now=tx.now) == 1


def dated(tx: Tx, seat_id: int, *, on: str) -> None:
    """The decision from this seat bears the day of its paper."""
    _DATED.run(tx, seat_id=seat_id, paper_on=on)
