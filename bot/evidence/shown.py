"""A record as people read it: words, dates and rows for the index, the page of an item and its forms."""

from collections.abc import Mapping
from typing import Any

from locales import Say

Record = Mapping[str, Any]
SECRECY = "secrecy."  # what its ticks begin with


def matter(say: Say, record: Record) -> str:
    """发布, 修改 or 删除, or the special matter that it is, and whether it is important."""
    kind = say.pick(record["matter"]) if record.get("matter") else say(f"kind-{record['kind']}")
    return say("kind-important", kind=kind) if record["important"] else kind


def when(say: Say, at: str | None) -> str:
    """An instant of the record, with its year; nothing where there is none."""
    return "" if at is None else say.moment(at, with_year=True)


def day(say: Say, on: str | None) -> str:
    """A civil date of the record."""
    return "" if on is None else say.day(on)


def value_of(record: Record, name: str) -> str:
    """A row of the application form by its name; empty where the form has none."""
    return next((str(row["value"]) for row in record["form"] if row["name"] == name), "")


def check(say: Say, record: Record) -> str:
    """What the newest look at the published page has found."""
    after = [one for one in record["proofs"] if one["phase"] == "after"]
    return say(f"evidence-check-{after[-1]['outcome'].replace('_', '-')}") if after else ""


def opinions(say: Say, record: Record) -> list[dict[str, str]]:
    """Who handed in, decided and confirmed, in the order of time: step, name, opinion, at, ground, hash8."""
    told = [
        (one["at"], say("evidence-submits"), one["by"]["name"], "", "", one["content_hash"])
        for one in record["submissions"]
    ]
    for step in record["steps"]:
        several = record["round"] > 1
        label = say("evidence-round", step=step["label"], round=step["round"]) if several else step["label"]
        told += [
            (one["at"], label, one["name"], opinion(say, step, one), step["cite"], one["content_hash"])
            for one in step["decisions"]
        ]
    if (done := record["confirmed"]) is not None:
        told.append((done["at"], say("evidence-confirms"), done["by"]["name"], done["signed"], "", ""))
    return [
        {
            "step": step,
            "name": name,
            "opinion": said,
            "at": when(say, at),
            "cite": cite,
            "hash8": (digest or "")[:8],
        }
        for at, step, name, said, cite, digest in sorted(told, key=lambda line: line[0])
    ]


def opinion(say: Say, step: Record, one: Record) -> str:
    """What a decision said: the sentence that was signed, or why it came back; and whether it was undone."""
    if one["verdict"] == "returned":
        said = say("evidence-returned", reason=one["reason"])
    elif one["verdict"] == "withheld":
        said = say("evidence-withheld", ground=one["ground"], cite=one["ground_cite"], reason=one["reason"])
    else:
        said = step["signed"] or say("verdict-approved")
        if step["external"]:
            said = say("evidence-external", body=step["external"], proof=step["proof"])
    if one.get("paper_on"):
        said = say("evidence-on-paper", opinion=said, on=day(say, one["paper_on"]))
    if one["undone_at"] is not None:
        return say("evidence-undone", opinion=said, at=when(say, one["undone_at"]))
    return said


def aspects(say: Say, record: Record) -> list[dict[str, str]]:
    """The secrecy review line by line, as it stood in the end: label, result, name, at, cite."""
    newest: dict[str, Any] = {}
    for step in record["steps"]:
        newest |= {one["line"]: one for one in step["ticks"] if one["line"].startswith(SECRECY)}
    return [
        {
            "label": one["label"],
            "result": say("page-aspect-ok" if one["value"] == "ok" else "page-aspect-exception"),
            "name": one["name"],
            "at": when(say, one["at"]),
            "cite": one["cite"],
        }
        for one in newest.values()
    ]


def delivery(say: Say, one: Record) -> str:
    """What became of a message."""
    known = one["state"] if one["state"] in ("sent", "uncertain", "dead") else "other"
    return {
        "sent": say("evidence-sent-sent"),
        "uncertain": say("evidence-sent-uncertain"),
        "dead": say("evidence-sent-dead"),
        "other": say("evidence-sent-other"),
    }[known]
