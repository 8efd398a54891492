"""The year's register of what came in, and the index of what is to be archived, as one workbook."""

from collections.abc import Mapping, Sequence
from typing import Any

from bot.evidence import sheet, shown
from locales import Say

RECEIVED = (
    ("evidence-serial", 6),
    ("evidence-number", 16),
    ("evidence-received", 20),
    ("evidence-unit", 16),
    ("evidence-submitter", 10),
    ("evidence-name", 40),
    ("evidence-kind", 14),
    ("evidence-column", 16),
    ("evidence-times", 10),
    ("evidence-files", 8),
    ("evidence-state", 16),
    ("evidence-approved", 20),
    ("evidence-published", 20),
    ("evidence-url", 40),
    ("evidence-check", 12),
    ("evidence-closed", 20),
)
ARCHIVED = (
    ("evidence-serial", 6),
    ("evidence-number", 16),
    ("evidence-unit", 16),
    ("evidence-name", 44),
    ("evidence-closed-on", 16),
    ("evidence-kept-for", 10),
    ("evidence-files", 8),
    ("evidence-hash", 36),
    ("evidence-chain", 12),
    ("evidence-digest", 36),
    ("evidence-remark", 16),
)


def book(lines: Sequence[Mapping[str, Any]], say: Say) -> bytes:
    """The bytes of an XLSX with the sheets 收件登记 (all) and 归档目录 (what is closed)."""
    closed = [line for line in lines if line["closed"] is not None]
    return sheet.book(
        (
            say("evidence-register"),
            _words(say, RECEIVED),
            [_received(say, n, one) for n, one in enumerate(lines, 1)],
        ),
        (
            say("evidence-archive"),
            _words(say, ARCHIVED),
            [_archived(say, n, one) for n, one in enumerate(closed, 1)],
        ),
    )


def _words(say: Say, headings: Sequence[tuple[str, int]]) -> list[tuple[str, int]]:
    return [(say(name), width) for name, width in headings]


def _received(say: Say, n: int, line: Mapping[str, Any]) -> list[str]:
    return [
        str(n),
        line["number"],
        shown.when(say, line["received"]),
        line["office"],
        line["submitter"],
        line["title"],
        shown.matter(say, line),
        line["column"],
        str(line["times_handed_in"]),
        str(line["files"]),
        say(f"state-{line['state']}"),
        shown.when(say, line["approved"]),
        shown.when(say, line["published"]),
        line["url"],
        say(f"evidence-check-{line['check'].replace('_', '-')}") if line["check"] else "",
        shown.when(say, line["closed"]),
    ]


def _archived(say: Say, n: int, line: Mapping[str, Any]) -> list[str]:
    """How long it is kept is the archive's to say: that cell is left open."""
    return [
        str(n),
        line["number"],
        line["office"],
        line["title"],
        shown.day(say, line["closed"]),
        "",
        str(line["files"]),
        line["content_hash"],
        say("evidence-entry", n=line["entry"]),
        line["entry_hash"],
        say("evidence-important") if line["important"] else "",
    ]
