"""收件登记 and 归档目录: every item of a year that was handed in, one line each. Reads only."""

from typing import Any

from storage import evidence, items
from workflow import subjects
from workflow.desk import Desk


def lines(desk: Desk, org: int, *, year: int) -> list[dict[str, Any]]:
    """Plain facts of every item that got its number in that year, in the order of the numbers."""
    told = []
    for row in evidence.items_of_year(desk.tx, org, year=year):
        item = subjects.load(desk, row.id)
        frozen = [one for one in items.versions_of(desk.tx, row.id) if one.frozen]
        judged = item if item.version.frozen or not frozen else subjects.as_judged(item, frozen[-1])
        column = subjects.column_of(desk, judged)
        proofs = [one for one in items.proofs_of(desk.tx, row.id) if one.phase == "after"]
        entries = evidence.entries_about(desk.tx, item.about)
        handed = [one.at for one in entries if one.act == "item.submitted"]
        confirmed = [one.at for one in entries if one.act == "item.confirmed"]
        told.append(
            {
                "number": row.number,
                "title": judged.content.title or row.title,
                "kind": row.kind,
                **subjects.matter_of(judged),
                "important": subjects.is_important(judged),
                "office": row.office_name,
                "submitter": row.submitter_name,
                "column": column.name if column is not None else "",
                "state": row.state,
                "received": desk.iso(handed[0] if handed else row.submitted_at),
                "times_handed_in": len(handed),
                "approved": desk.iso(row.approved_at),
                "published": desk.iso(row.published_at),
                "closed": desk.iso(confirmed[-1]) if confirmed and row.state == "closed" else None,
                "url": row.url or "",
                "check": proofs[-1].outcome if proofs else "",
                "files": len(judged.content.attachments),
                "content_hash": judged.version.hash,
                "entry": entries[-1].n,
                "entry_hash": bytes(entries[-1].hash).hex(),
            }
        )
    return told
