"""Cards that their platform lets nobody redraw any more (WeCom: no code is left).

What changed goes out as a fresh card; what ended is said in one line.
"""

import json
from typing import Any

from storage import outbox
from storage.engine import Intent
from workflow.desk import Desk
from workflow.notices import Notice, plain, tell

SETTLES_S = 3  # what follows at once, such as more files of one album, goes onto the same fresh card

plain("card.ended")


def send_afresh(desk: Desk, copy: Any) -> None:
    """Send the card of this copy once more, as things stand by then; twice is once while it waits."""
    desk.post(
        Intent(
            kind=copy.kind,
            person=copy.person_id,
            group=copy.group_id,
            subject=copy.subject,
            occasion=copy.occasion,
            facts=json.loads(copy.facts),
            priority=copy.priority,
            not_before=desk.ms_after(seconds=SETTLES_S),
            expires_at=copy.expires_at,
            hop=(outbox.last_unsent_hop(desk.tx, parent=copy.id) or copy.hop) + 1,
            parent=copy.id,
            answer_to=(copy.platform, copy.bot, copy.chat),
        )
    )


def say_the_end(desk: Desk, copy: Any, *, card: str) -> None:
    """Tell the reader of a card that stays as it is what became of it; ``card`` is JSON as it should be."""
    if copy.person_id is None:
        return
    facts = {"summary": json.loads(card)["summary"]}
    tell(
        desk,
        Notice("card.ended", copy.person_id, copy.subject, f"copy:{copy.copy_id}", facts, priority=3),
    )
