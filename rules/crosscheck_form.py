"""What the lines of a form and the special matters must agree on among themselves."""

from collections.abc import Mapping, Sequence
from typing import Any

from rules.checks import FIELDS
from rules.looking import CHOICE, FIELD, Look
from rules.model import Text
from rules.problems import one_of

CONDITIONS = (
    "class", "importance", "disclosure", "mode", "category", "type", "source", "exemption", "column"
)  # fmt: skip
CHOOSING = ("choice", "several")
JUDGED = ("choice", "tick")  # types of own lines that a condition may name
TICKED = "yes"
LINE = Text("表单栏目", "line of the form")

Asked = Sequence[Mapping[str, Any]]


def asked_of(plain: Mapping[str, Any], kind: str) -> list[Mapping[str, Any]]:
    """Return the common lines that an item of this kind is asked, each with whether it must be filled."""
    return [{**line, "required": kind in line["required"]} for line in plain["form"] if kind in line["kinds"]]


def asked_by(plain: Mapping[str, Any], matter: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    """Return the lines that a special matter asks."""
    own = {line["name"]: line for line in matter["form"]}
    common = [line for line in asked_of(plain, matter["kind"]) if line["name"] not in matter["leaves"]]
    names = {line["name"] for line in common}
    return [
        *(own.get(line["name"], line) for line in common),
        *(line for line in matter["form"] if line["name"] not in names),
    ]


def form(look: Look, plain: Mapping[str, Any]) -> None:
    """Report what is wrong with the common form."""
    for line in plain["form"]:
        _line(look, plain, line, asked_of(plain, line["kinds"][0]), "form", line["name"])


def matter(look: Look, plain: Mapping[str, Any], entry: Mapping[str, Any]) -> None:
    """Report what is wrong with the form of a special matter; its way is the route's to judge."""
    at = ("matters", entry["key"])
    common = [line["name"] for line in asked_of(plain, entry["kind"])]
    for place, name in enumerate(entry["leaves"]):
        look.refer(LINE, name, [one for one in common if one != "title"], *at, "leaves", place)
    lines = asked_by(plain, entry)
    for line in entry["form"]:
        _line(look, plain, line, lines, *at, "form", line["name"])
    started = {line["starts"].partition(".")[0] for line in lines if line.get("starts")}
    for place, event in enumerate(entry["ends"]):
        if event.startswith("item."):
            allowed = Text(
                "信息自身的事件由流程产生", "what happens to items themselves, its way brings about"
            )
            look.wrong(allowed, *at, "ends", place)
        elif event.partition(".")[0] not in started and not any(line.get("type") == "item" for line in lines):
            allowed = Text(
                "表单须有起算的日期，或填写所办结的信息编号",
                "needs a date in the form that starts it, or the number of the item that it ends",
            )
            look.wrong(allowed, *at, "ends", place)


def _line(look: Look, plain: Mapping[str, Any], line: Mapping[str, Any], lines: Asked, *at: str) -> None:
    own, name = line["type"], line["name"]
    if own is None and name not in FIELDS:
        named = one_of(FIELDS)
        allowed = Text(
            f"{named.zh_CN}；自设的栏目须写明 type", f"{named.en}; a line of your own names its type"
        )
        look.wrong(allowed, *at, "name")
    if own is not None and name in (*FIELDS, "class_", "v", "fields", "matter"):
        look.wrong(
            Text("与已有栏目重名，不可另写 type", "is a field that there is; it takes no type"), *at, "type"
        )
    if (own in CHOOSING) != bool(line["choices"]) and (own is not None):
        look.wrong(
            Text("choice、several 须有选项，其余没有", "choice and several have choices, others none"),
            *at,
            "choices",
        )
    if line["starts"] is not None and own != "date":
        look.wrong(Text("只有日期可写此项", "is for dates only"), *at, "starts")
    if line["range"] is not None and own != "date":
        look.wrong(Text("只有日期可写此项", "is for dates only"), *at, "range")
    if line["most"] is not None and own not in ("text", "long", "number"):
        look.wrong(Text("只有文字和数字可写此项", "is for words and numbers only"), *at, "most")
    known = [one["name"] for one in lines]
    for key in ("unless", "only_with"):
        if line[key] is not None:
            look.refer(LINE, line[key], known, *at, key)
    keys = [choice["key"] for choice in line["choices"]]
    if line["default"] is not None and keys and not line["free"]:
        look.refer(CHOICE, line["default"], keys, *at, "default")
    for key in ("when", "required_when"):
        for given in line[key] or ():
            case(look, plain, given, lines, *at, key)


def case(
    look: Look, plain: Mapping[str, Any], given: Mapping[str, Any], lines: Asked, *at: str | int
) -> None:
    """A condition names lines that are asked, with values that may be chosen there."""
    asked = {line["name"]: line for line in lines}
    open_ = [name for name, line in asked.items() if name in CONDITIONS or line["type"] in JUDGED]
    if not given:
        look.wrong(one_of(open_), *at)
    for name, values in given.items():
        if name not in open_:
            look.refer(FIELD, name, open_, *at)
            continue
        known = [choice["key"] for choice in asked[name]["choices"]]
        if name == "exemption":
            known = [line["key"] for line in plain["exemptions"]]
        if asked[name]["type"] == "tick":
            known = [TICKED]
        for value in values:
            if known:
                look.refer(CHOICE, value, known, *at, name)
