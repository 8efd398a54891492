"""What the printed forms say: one set of plain values for the Word templates and for the PDF."""

from collections.abc import Mapping
from typing import Any

from bot.cards import parts
from bot.evidence import shown
from bot.evidence.shown import Record
from locales import Say
from rules.hidden import reveal

MARK = "DUWANG1"  # what the code on a form begins with
GIST = 600  # characters of the text that a form prints; the version's hash vouches for the rest
SHORT = 13  # two values of so many characters stand side by side
ELSEWHERE = (
    "kind",
    "column",
    "importance",
    "secrecy_opinion",
    "exemption",
    "exemption_evidence",
    "target_url",
)


def code_of(record: Record) -> str:
    """What the form's code says: the number, the content's hash, and the newest entry of the chain."""
    last = record["audit"][-1]
    return f"{MARK} {record['number']} {record['content_hash']} {last['n']} {last['hash']}"


def read_code(text: str) -> tuple[str, str, int, str] | None:
    """Number, content's hash, entry and its hash from a form's code; None for anything else."""
    words = text.split()
    if len(words) != 5 or words[0] != MARK or not words[3].isdecimal() or len(words[3]) > 15:
        return None
    return words[1], words[2].lower(), int(words[3]), words[4].lower()


def values(record: Record, say: Say) -> dict[str, Any]:
    """Everything that a template may name; see docs/forms.md. Texts show hidden characters by marks."""
    held = _values(record, say)
    found: dict[str, Any] = _shown(held)
    return found | {"code": code_of(record)}


def _shown(value: Any) -> Any:
    match value:
        case str():
            return reveal(value)
        case Mapping():
            return {key: _shown(one) for key, one in value.items()}
        case list():
            return [_shown(one) for one in value]
    return value


def _values(record: Record, say: Say) -> dict[str, Any]:
    rows = [
        {"label": row["label"], "value": parts.value(say, row["value"], key=row["name"])}
        for row in record["form"]
        if row["value"] and row["name"] not in ELSEWHERE
    ]
    short = [row for row in rows if len(row["value"]) <= SHORT]
    if len(short) % 2:
        short.append({"label": "", "value": ""})
    last, body = record["audit"][-1], record["body"]
    return {
        "organisation": record["organisation"]["name"],
        "regime": record["regime"]["short"] or record["regime"]["title"],
        "number": record["number"],
        "title": record["title"],
        "kind": say(f"kind-{record['kind']}"),
        "important": say("evidence-important") if record["important"] else "",
        "matter": shown.matter(say, record),
        "unit": record["office"],
        "submitter": record["submitter"]["name"],
        "submitted": shown.day(say, record["times"]["submitted"]),
        "column": shown.value_of(record, "column"),
        "disclosure": shown.value_of(record, "disclosure"),
        "mode_label": _label(record, "mode", say("evidence-mode")),
        "mode": shown.value_of(record, "mode"),
        "target": shown.value_of(record, "target_url"),
        "pairs": [
            {"left": left, "right": right} for left, right in zip(short[::2], short[1::2], strict=True)
        ],
        "rows": [row for row in rows if len(row["value"]) > SHORT],
        "body": body if len(body) <= GIST else say("evidence-gist", text=body[:GIST], count=len(body)),
        "files": [{"name": one["name"], "hash8": one["sha256"][:8]} for one in _files(record)],
        "opinions": _opinions(record, say),
        "returns": _returns(record, say),
        "first_opinion": shown.value_of(record, "secrecy_opinion"),
        "aspects": shown.aspects(say, record),
        "exemption": shown.value_of(record, "exemption"),
        "exemption_evidence": shown.value_of(record, "exemption_evidence"),
        "secrecy_result": _result(record, say),
        "address": record["url"] or "",
        "published": shown.when(say, record["times"]["published"]),
        "check": shown.check(say, record),
        "synced": say("evidence-synced") if record["catalogue_synced"] else "",
        "confirmed": _confirmed(record, say),
        "content_hash": record["content_hash"],
        "entry": last["n"],
        "entry_hash": last["hash"],
        "made": shown.day(say, record["made_at"]),
        "made_on": record["made_at"][:10],
    }


def _label(record: Record, name: str, usual: str) -> str:
    """What the application form calls a row."""
    return next((str(row["label"]) for row in record["form"] if row["name"] == name), usual)


def _files(record: Record) -> list[Any]:
    """The attachments of the version that was judged last."""
    return [one for one in record["files"] if len(record["versions"]) in one["versions"]]


def _standing(record: Record) -> list[tuple[Any, Any]]:
    """Each step of the way with the decisions that stand there, none while it is open."""
    newest: dict[str, tuple[Any, Any]] = {}
    for step in record["steps"]:
        kept = [one for one in step["decisions"] if one["verdict"] == "approved" and one["undone_at"] is None]
        kept = [] if step["state"] == "void" else kept
        if kept:
            newest[step["key"]] = (step, kept)
        elif step["state"] == "open" and step["round"] == record["round"]:
            newest[step["key"]] = (step, [])
    return sorted(newest.values(), key=lambda pair: (pair[0]["position"], pair[0]["id"]))


def _opinions(record: Record, say: Say) -> list[dict[str, str]]:
    told = []
    for step, kept in _standing(record):
        if step["stage"] == "publish":
            continue  # what was done on the site has a place of its own
        told += [_signed(say, step, one) for one in kept or [None]]
    return told


def _signed(say: Say, step: Any, one: Any) -> dict[str, str]:
    """An opinion as the form has it; an empty place where it is still awaited."""
    return {
        "step": say("evidence-opinion-of", step=step["label"]),
        "opinion": "" if one is None else shown.opinion(say, step, one),
        "name": "" if one is None else one["name"],
        "at": "" if one is None else shown.when(say, one["at"]),
        "cite": step["cite"],
        "secrecy": say("evidence-secrecy-passed") if _ticked(step) else "",
    }


def _returns(record: Record, say: Say) -> list[dict[str, str]]:
    return [
        {
            "step": step["label"],
            "opinion": shown.opinion(say, step, one),
            "name": one["name"],
            "at": shown.when(say, one["at"]),
        }
        for step in record["steps"]
        for one in step["decisions"]
        if one["verdict"] == "returned"
    ]


def _confirmed(record: Record, say: Say) -> dict[str, str]:
    done = record["confirmed"]
    if done is None:
        return {"name": "", "at": "", "opinion": ""}
    return {"name": done["by"]["name"], "at": shown.when(say, done["at"]), "opinion": done["signed"]}


def _ticked(step: Any) -> bool:
    """Was the secrecy review held at this step?"""
    return any(one["line"].startswith(shown.SECRECY) for one in step["ticks"])


def has_secrecy(record: Record) -> bool:
    """Was a secrecy review held for the item, or was it exempted from one?"""
    return any(_ticked(step) for step in record["steps"]) or bool(shown.value_of(record, "exemption"))


def _result(record: Record, say: Say) -> str:
    lines = shown.aspects(say, record)
    if shown.value_of(record, "exemption"):
        return say("evidence-secrecy-exempt")
    if not lines:
        return ""
    ok = say("page-aspect-ok")
    return say(
        "evidence-secrecy-passed" if all(one["result"] == ok for one in lines) else "evidence-secrecy-not"
    )
