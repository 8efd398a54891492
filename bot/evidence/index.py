"""What lies in a pack, for people: a list as XLSX and HTML, and a page for each item. No script, no address
from elsewhere.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from bot.cards import parts
from bot.evidence import sheet, shown
from bot.evidence.shown import Record
from bot.web.html import Html, join, page, tag
from locales import Say, say

STYLE = """
body { font: 15px/1.6 "Noto Serif CJK SC", SimSun, serif; color: #1b1f24; max-width: 68rem; margin: 0 auto;
  padding: 1rem; }
h1 { font-size: 1.6rem; text-align: center; } h2 { font-size: 1.15rem; margin: 1.6rem 0 .4rem; }
table { border-collapse: collapse; width: 100%; } th, td { border: 1px solid #4a5463;
  padding: .3rem .5rem; min-width: 3.2em;  text-align: left; vertical-align: top; overflow-wrap: anywhere; }
th { background: #eef2f8; font-weight: 600; white-space: nowrap; }
.told { text-align: center; color: #4a5463; } .text { white-space: pre-wrap; } .code { font-family: monospace;
  font-size: .85rem; }
@media print { body { max-width: none; padding: 0; } h2 { break-after: avoid; } tr { break-inside: avoid; } }
"""
HEADINGS = (
    ("evidence-number", 16),
    ("evidence-name", 40),
    ("evidence-kind", 12),
    ("evidence-unit", 16),
    ("evidence-submitter", 10),
    ("evidence-state", 14),
    ("evidence-submitted", 20),
    ("evidence-approved", 20),
    ("evidence-published", 20),
    ("evidence-url", 40),
    ("evidence-check", 12),
    ("evidence-files", 8),
    ("evidence-hash", 20),
)


def pages(
    records: Sequence[Record],
    *,
    left_out: Sequence[Mapping[str, str]],
    at: datetime,
    lang: str = "zh_CN",
) -> dict[str, bytes]:
    """Name and bytes of every page of a pack; ``records`` know their folder and the places of their files."""
    speak = say(lang)
    rows = [_row(speak, record) for record in records]
    told = [
        ("index.html", _whole(speak, speak("evidence-title"), _list(speak, records, rows, left_out, at))),
        *(
            (f"{one['folder']}/record.html", _whole(speak, one["number"], item(speak, one)))
            for one in records
        ),
    ]
    headings = [(speak(name), width) for name, width in HEADINGS]
    book = sheet.book((speak("evidence-title"), headings, rows))
    return {name: text.encode() for name, text in told} | {"index.xlsx": book}


def _row(say: Say, record: Record) -> list[str]:
    times = record["times"]
    return [
        record["number"],
        record["title"],
        shown.matter(say, record),
        record["office"],
        record["submitter"]["name"],
        say(f"state-{record['state']}"),
        shown.when(say, times["submitted"]),
        shown.when(say, times["approved"]),
        shown.when(say, times["published"]),
        record["url"] or "",
        shown.check(say, record),
        say("evidence-file-count", count=len(record["files"])),
        record["content_hash"],
    ]


def _whole(say: Say, title: str, *body: Html | None) -> str:
    head = join(
        tag("meta", charset="utf-8"),
        tag("meta", name="viewport", content="width=device-width"),
        tag("title", title),
        Html(f"<style>{STYLE}</style>"),
    )
    return page(tag("body", tag("main", tag("h1", title), *body)), head=head, lang=say.lang)


def table(headings: Iterable[str], rows: Iterable[Iterable[Any]]) -> Html | None:
    """A table, or nothing where it would be empty."""
    told = [tag("tr", [tag("td", cell, class_="text") for cell in row]) for row in rows]
    if not told:
        return None
    head = tag("thead", tag("tr", [tag("th", word, scope="col") for word in headings]))
    return tag("table", head, tag("tbody", told))


def _part(title: str, *content: Html | None) -> Html | None:
    held = [one for one in content if one is not None]
    return tag("section", tag("h2", title), held) if held else None


def _list(
    say: Say,
    records: Sequence[Record],
    rows: Sequence[Sequence[str]],
    left_out: Sequence[Mapping[str, str]],
    at: datetime,
) -> Html:
    linked = [
        [
            tag("a", row[0], href=f"{record['folder']}/record.html"),
            *row[1:-1],
            tag("span", row[-1][:16], class_="code"),
        ]
        for record, row in zip(records, rows, strict=True)
    ]
    made = say("evidence-made", at=say.moment(at, with_year=True), count=len(records))
    return join(
        tag("p", made, class_="told"),
        table([say(name) for name, _ in HEADINGS], linked),
        _part(
            say("evidence-left-out"),
            tag("ul", [tag("li", one["says"]) for one in left_out]) if left_out else None,
        ),
        tag("p", say("evidence-how"), class_="told"),
    )


def item(say: Say, record: Record) -> Html:
    """One item's record, part by part."""
    return join(
        tag("p", f"{record['organisation']['name']}　{record['regime']['title']}", class_="told"),
        _form(say, record),
        _part(say("evidence-body"), tag("p", record["body"], class_="text") if record["body"] else None),
        _part(say("evidence-files"), _files(record)),
        _part(say("evidence-opinions"), _opinions(say, record)),
        _part(say("evidence-ticks"), _aspects(say, record)),
        _part(say("evidence-versions"), _versions(say, record)),
        _part(say("evidence-check"), _proofs(say, record)),
        _part(say("evidence-clocks"), _clocks(say, record)),
        _part(say("evidence-sent"), _sent(say, record)),
        _part(say("evidence-opened"), _opened(say, record)),
        _part(say("evidence-readers"), _readers(say, record)),
        _part(say("evidence-remarks"), _remarks(say, record)),
        _part(say("evidence-papers"), _papers(say, record)),
        _part(say("evidence-chain"), _chain(say, record)),
    )


def _form(say: Say, record: Record) -> Html | None:
    times = record["times"]
    rows: list[tuple[str, Any]] = [
        (say("evidence-name"), record["title"]),
        (say("evidence-kind"), shown.matter(say, record)),
        (say("evidence-unit"), record["office"]),
        (say("evidence-submitter"), record["submitter"]["name"]),
        (say("evidence-state"), say(f"state-{record['state']}")),
        *(
            (row["label"], parts.value(say, row["value"], key=row["name"]))
            for row in record["form"]
            if row["value"]
        ),
        (say("evidence-submitted"), shown.when(say, times["submitted"])),
        (say("evidence-approved"), shown.when(say, times["approved"])),
        (say("evidence-published"), shown.when(say, times["published"])),
        (say("evidence-url"), record["url"] or ""),
        (say("evidence-hash"), tag("span", record["content_hash"], class_="code")),
    ]
    told = [
        tag("tr", tag("th", label, scope="row"), tag("td", value, class_="text"))
        for label, value in rows
        if value
    ]
    forms = [tag("li", tag("a", name.rpartition("/")[2], href=name)) for name in record["forms"]]
    return _part(say("evidence-form"), tag("table", tag("tbody", told)), tag("ul", forms) if forms else None)


def _files(record: Record) -> Html | None:
    return tag("ul", [tag("li", _file(one)) for one in record["files"]]) if record["files"] else None


def _file(one: Record) -> Html:
    name = one["name"] if one["path"] is None else tag("a", one["name"], href=one["path"])
    return join(name, " ", tag("span", one["sha256"], class_="code"))


def _opinions(say: Say, record: Record) -> Html | None:
    words = (
        "evidence-step",
        "evidence-person",
        "evidence-opinion",
        "evidence-time",
        "evidence-ground",
        "evidence-hash",
    )
    rows = [
        [one["step"], one["name"], one["opinion"], one["at"], one["cite"], one["hash8"]]
        for one in shown.opinions(say, record)
    ]
    return table([say(word) for word in words], rows)


def _aspects(say: Say, record: Record) -> Html | None:
    words = ("evidence-aspect", "evidence-result", "evidence-person", "evidence-time", "evidence-ground")
    rows = [
        [one["label"], one["result"], one["name"], one["at"], one["cite"]]
        for one in shown.aspects(say, record)
    ]
    return table([say(word) for word in words], rows)


def _versions(say: Say, record: Record) -> Html | None:
    words = ("evidence-versions", "evidence-person", "evidence-time", "evidence-changes", "evidence-hash")
    rows = []
    for one in record["versions"]:
        changes = "\n".join(
            say("evidence-change", label=line["label"], before=line["before"], after=line["after"])
            for line in one["changes"]
        )
        digest = tag("span", one["hash"], class_="code")
        name = say("evidence-version", n=one["n"])
        rows.append([name, one["by"]["name"], shown.when(say, one["made_at"]), changes, digest])
    return table([say(word) for word in words], rows)


def _proofs(say: Say, record: Record) -> Html | None:
    words = ("evidence-step", "evidence-url", "evidence-outcome", "evidence-time", "evidence-digest")
    rows = []
    for one in record["proofs"]:
        digest = tag("span", one["sha256"] or "", class_="code")
        rows.append(
            [
                say(f"evidence-phase-{one['phase']}"),
                one["url"],
                say(f"evidence-check-{one['outcome'].replace('_', '-')}"),
                shown.when(say, one["fetched_at"]),
                digest if one["path"] is None else tag("a", digest, href=one["path"]),
            ]
        )
    return table([say(word) for word in words], rows)


def _clocks(say: Say, record: Record) -> Html | None:
    words = (
        "evidence-clock",
        "evidence-ground",
        "evidence-from",
        "evidence-due",
        "evidence-result",
        "evidence-time",
    )
    rows = [
        [
            one["says"],
            one["cite"],
            shown.day(say, one["start_on"]),
            shown.when(say, one["due_at"]) or shown.day(say, one["due_on"]),
            say(f"evidence-clock-{one['state'].replace('_', '-')}"),
            shown.when(say, one["closed_at"]),
        ]
        for one in record["clocks"]
    ]
    return table([say(word) for word in words], rows)


def _sent(say: Say, record: Record) -> Html | None:
    words = ("evidence-time", "evidence-to", "evidence-card", "evidence-outcome")
    rows = [
        [
            shown.when(say, one["sent_at"] or one["made_at"]),
            one["to"]["name"] if one["to"] is not None else one["group"] or "",
            (one["card"] or {}).get("summary") or one["kind"],
            shown.delivery(say, one),
        ]
        for one in record["sent"]
    ]
    return table([say(word) for word in words], rows)


def _opened(say: Say, record: Record) -> Html | None:
    rows = [
        [
            one["by"]["name"],
            say("evidence-opened-at", at=shown.when(say, one["at"])),
            "" if one["version"] is None else say("evidence-version", n=one["version"]),
        ]
        for one in record["opened"]
    ]
    return table([say("evidence-person"), say("evidence-time"), say("evidence-versions")], rows)


def _remarks(say: Say, record: Record) -> Html | None:
    """Opinions that decided nothing, each with the content it was made about."""
    words = ("evidence-person", "evidence-time", "evidence-remarks", "evidence-files", "evidence-hash")
    rows = [
        [
            one["by"]["name"],
            shown.when(say, one["by"]["at"]),
            one["text"],
            "\n".join(f"{row['name']} {row['sha256'][:16]}" for row in one["files"]),
            tag("span", one["hash"][:16], class_="code"),
        ]
        for one in record.get("remarks", ())
    ]
    return table([say(word) for word in words], rows)


def _papers(say: Say, record: Record) -> Html | None:
    """What was signed on paper: by whom, on which day, who entered and who confirmed it, its scan."""
    words = (
        "paper-signer",
        "paper-on",
        "paper-kind",
        "paper-entered",
        "evidence-confirms",
        "evidence-digest",
    )
    rows = [
        [
            one["signer"],
            shown.day(say, one["on"]),
            say(f"paper-kind-{one['why']}"),
            say("by-at", name=one["entered_by"], at=shown.when(say, one["entered_at"])),
            say("by-at", name=one["confirmed_by"], at=shown.when(say, one["confirmed_at"]))
            if one["state"] == "confirmed"
            else "",
            tag("span", one["scan"] or "", class_="code"),
        ]
        for one in record.get("papers", ())
    ]
    return table([say(word) for word in words], rows)


def _readers(say: Say, record: Record) -> Html | None:
    """Opened and read are two states; whoever was told beside the way is named with the one who told them."""
    words = (
        "evidence-person",
        "evidence-told-by",
        "evidence-opened-first",
        "evidence-read",
        "evidence-versions",
    )
    rows = [
        [
            one["by"]["name"],
            one["told_by"] or "",
            shown.when(say, one["opened_at"]),
            shown.when(say, one["read_at"]),
            "" if one["version"] is None else say("evidence-version", n=one["version"]),
        ]
        for one in record.get("readers", ())
    ]
    return table([say(word) for word in words], rows)


def _chain(say: Say, record: Record) -> Html | None:
    words = ("evidence-chain", "evidence-time", "evidence-person", "evidence-act", "evidence-digest")
    rows = [
        [
            say("evidence-entry", n=one["n"]),
            shown.when(say, one["on"]),
            one["name"],
            one["act"],
            tag("span", one["hash"][:16], class_="code"),
        ]
        for one in record["audit"]
    ]
    return table([say(word) for word in words], rows)
