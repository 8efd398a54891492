"""值班读网日志 as a workbook, a Word file and a PDF/A, with the entries of the record beside each day.

Word and PDF need the extra ``reports``.
"""

import io
import json
from collections.abc import Mapping, Sequence
from importlib.resources import as_file
from importlib.resources import files as resources
from typing import Any

from bot.evidence import forms, sheet, shown
from locales import Say

Log = Mapping[str, Any]
DAYS = (
    ("duty-log-day", 18),
    ("duty-log-office", 18),
    ("duty-log-kind", 10),
    ("duty-log-readers", 18),
    ("duty-log-leader", 12),
    ("duty-log-result", 26),
    ("duty-log-signed", 22),
    ("duty-log-found", 50),
    ("duty-log-said", 36),
    ("duty-log-entry", 12),
    ("duty-log-digest", 36),
)
LINES = (
    ("duty-log-day", 18),
    ("duty-log-office", 18),
    ("duty-log-line", 40),
    ("duty-log-cite", 18),
    ("duty-log-answer", 10),
    ("duty-log-machine", 12),
    ("duty-log-note", 50),
    ("duty-log-by", 12),
    ("duty-log-at", 22),
)
OFFICES = (
    ("duty-log-office", 22),
    ("duty-log-days", 12),
    ("duty-log-done", 12),
    ("duty-log-unfinished", 12),
    ("duty-log-missed", 14),
    ("duty-log-vacant", 12),
    ("duty-log-late", 12),
    ("duty-log-rate", 12),
    ("duty-log-bad", 14),
)
KINDS = (
    ("duty-log-finding", 18),
    ("duty-log-count", 10),
    ("duty-log-fixed", 10),
    ("duty-log-median", 18),
)
PRINTED = (0, 1, 3, 5, 6, 7, 8)  # of DAYS: what a page has room for


def book(log: Log, say: Say) -> bytes:
    """The bytes of an XLSX: the days, every line, the offices and what was found."""
    return sheet.book(
        (say("duty-log-title"), _words(say, DAYS), [_day(say, line) for line in log["lines"]]),
        (
            say("duty-log-lines"),
            _words(say, LINES),
            [_check(say, line, one) for line in log["lines"] for one in line["checks"]],
        ),
        (say("duty-log-offices"), _words(say, OFFICES), [_office(say, one) for one in log["offices"]]),
        (say("duty-log-findings"), _words(say, KINDS), [_kind(one) for one in log["kinds"]]),
    )


def _words(say: Say, headings: Sequence[tuple[str, int]]) -> list[tuple[str, int]]:
    return [(say(name), width) for name, width in headings]


def _day(say: Say, line: Mapping[str, Any]) -> list[str]:
    bad = [one for one in line["checks"] if one["value"] == "exception"]
    late = say("duty-log-was-late") if line["late"] else ""
    result = say("duty-log-state", state=line["state"], count=len(bad))
    return [
        say.day(line["day"]),
        line["office"],
        say("duty-log-kind-of", kind=line["kind"]),
        say.listed(line["readers"]),
        line["leader"],
        say("duty-log-result-late", result=result, late=late) if late else result,
        say("duty-log-signed-by", name=line["signed_by"], at=shown.when(say, line["signed_at"]))
        if line["signed_by"]
        else "",
        "\n".join(_found(say, one) for one in bad),
        line["said"],
        say("evidence-entry", n=line["entry"]) if line["entry"] else "",
        line["entry_hash"],
    ]


def _found(say: Say, one: Mapping[str, Any]) -> str:
    text = say("duty-line", n=one["n"], text=say.pick(one["text"]))
    return say("labelled", label=text, text=one["note"]) if one["note"] else text


def _check(say: Say, line: Mapping[str, Any], one: Mapping[str, Any]) -> list[str]:
    return [
        say.day(line["day"]),
        line["office"],
        say("duty-line", n=one["n"], text=say.pick(one["text"])),
        one["cite"],
        say("duty-log-value", value=one["value"] or "none"),
        say("duty-log-value", value=one["machine"] or "none"),
        one["note"],
        one["by"],
        shown.when(say, one["at"]),
    ]


def _office(say: Say, one: Mapping[str, Any]) -> list[str]:
    counts = [one[key] for key in ("days", "signed", "unfinished", "missed", "vacant", "late")]
    share = say("duty-log-percent", percent=round(100 * one["signed"] / one["days"]))
    return [one["office"], *map(str, counts), share, str(one["bad"])]


def _kind(one: Mapping[str, Any]) -> list[str]:
    days = "" if one["days"] is None else str(one["days"])
    return [one["kind"], str(one["count"]), str(one["fixed"]), days]


# On paper -------------------------------------------------------------------------------------------------


def printed(log: Log, say: Say) -> dict[str, Any]:
    """What stands on paper: heading, span, a table of days and one of offices, plain text all of it."""
    return {
        "title": say("duty-log-title"),
        "whose": log["office"] or log["organisation"],
        "span": say("calendar-range", first=say.day(log["first"]), last=say.day(log["last"])),
        "ground": say("duty-log-ground", regime=say.pick(log["regime"])),
        "heads": [say(DAYS[n][0]) for n in PRINTED],
        "days": [[_day(say, line)[n] for n in PRINTED] for line in log["lines"]],
        "office_heads": [say(name) for name, _ in OFFICES],
        "offices": [_office(say, one) for one in log["offices"]],
        "foot": say("duty-log-foot", at=shown.when(say, log["made"]), entry=_newest(say, log)),
        "on": log["made"][:10],
    }


def _newest(say: Say, log: Log) -> str:
    newest = max(log["lines"], key=lambda line: line["entry"], default=None)
    if newest is None or not newest["entry"]:
        return say("duty-log-no-entry")
    return say("duty-log-newest", n=newest["entry"], digest=newest["entry_hash"])


def word(log: Log, say: Say) -> bytes:
    """The bytes of a Word file, A4 across."""
    from docx import Document
    from docx.enum.section import WD_ORIENT
    from docx.oxml.ns import qn
    from docx.shared import Mm, Pt

    told = printed(log, say)
    made = Document()
    section = made.sections[0]
    section.orientation = WD_ORIENT.LANDSCAPE
    section.page_width, section.page_height = Mm(297), Mm(210)
    style = made.styles["Normal"]
    style.font.size = Pt(10)
    style.font.name = "Times New Roman"  # makes the element that names the Chinese one beside it
    style.element.rPr.rFonts.set(qn("w:eastAsia"), "宋体")
    made.add_heading(f"{told['whose']} {told['title']}", level=1)
    made.add_paragraph(f"{told['span']}  {told['ground']}")
    _table(made, told["heads"], told["days"])
    made.add_heading(say("duty-log-offices"), level=2)
    _table(made, told["office_heads"], told["offices"])
    made.add_paragraph(told["foot"])
    out = io.BytesIO()
    made.save(out)
    return out.getvalue()


def _table(made: Any, heads: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    table = made.add_table(rows=1, cols=len(heads), style="Table Grid")
    for cell, words in zip(table.rows[0].cells, heads, strict=True):
        cell.text = words
    for row in rows:
        for cell, words in zip(table.add_row().cells, row, strict=True):
            cell.text = words


def paper(log: Log, say: Say) -> bytes:
    """The bytes of a PDF/A. Raises forms.Mistake where it cannot be set."""
    return typeset("duty_log.typ", printed(log, say))


def typeset(name: str, told: Mapping[str, Any], *, form: str = "pdf") -> bytes:
    """One of our own templates with these values, as PDF/A or as a picture (``png``).

    Raises forms.Mistake where it cannot be set.
    """
    import typst

    source = resources("bot.evidence").joinpath("templates", name).read_bytes()
    given = json.dumps(forms.without_rare(told), ensure_ascii=False)
    how: dict[str, Any] = {"pdf_standards": "a-2b"} if form == "pdf" else {"format": "png", "ppi": 144.0}
    with as_file(resources("bot.evidence").joinpath("fonts")) as fonts:
        paths: list[Any] = [str(fonts)]
        try:
            made = typst.compile(
                source, font_paths=paths, ignore_system_fonts=True, sys_inputs={"data": given}, **how
            )
        except typst.TypstError as wrong:
            raise forms.Mistake(name, "", str(wrong)) from wrong
    return bytes(made[0] if isinstance(made, list) else made)


def is_ready() -> bool:
    """Are the parts for Word and PDF installed?"""
    return forms.is_ready()
