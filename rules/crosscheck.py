"""What a regime's lines must agree on among themselves, once each of them reads well."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from rules.checks import STAGES, SUBMITTER
from rules.events import EVENTS
from rules.lines import Node
from rules.model import Text
from rules.problems import Problem, one_of, unknown_name
from rules.shapes import SHAPES

ROLE, ACT, STEP, STEP_ABOVE, CHOICE, FIELD = (
    Text("角色", "role"),
    Text("事项", "act"),
    Text("环节", "step"),
    Text("排在前面的环节", "step above this one"),
    Text("选项", "choice"),
    Text("可作条件的栏目", "field that a condition may name"),
)
CONDITIONS = (
    "class", "importance", "disclosure", "mode", "category", "type", "source", "exemption", "column"
)  # fmt: skip


BY_CALENDAR = ("times", "on")


def crosscheck(plain: Mapping[str, Any], tree: Node, problems: list[Problem]) -> None:
    """Report names that refer to nothing, routes that lead nowhere, choices that are not the office's.

    `plain` is what the grammar made of `tree`; it had no problems until here.
    """
    look = _Look(tree, problems)
    for kind, route in plain["routes"].items():
        _route(look, plain, route, "routes", kind)
    _separation(look, plain)
    for field in plain["form"]:
        keys = [choice["key"] for choice in field["choices"]]
        if field["default"] is not None and keys and not field["free"]:
            look.refer(CHOICE, field["default"], keys, "form", field["name"], "default")
        for case in field["required_when"] or ():
            _case(look, plain, case, field["kinds"][0], "form", field["name"], "required_when")
    for clock in plain["clocks"]:
        _clock(look, clock, [one["id"] for one in plain["clocks"]])
    for rung in plain["reminders"]["upwards"]:
        look.refer(ROLE, rung["role"], _reviewers(plain), "reminders", "upwards", rung["role"], "role")
    for duty in plain["duties"]:
        look.refer(ROLE, duty["by"], _reviewers(plain), "duties", duty["key"], "by")
        if duty["always"] and not duty["rest_days"]:
            allowed = Text("昼夜值守的不写 rest_days: false", "a duty round the clock goes on over rest days")
            look.wrong(allowed, "duties", duty["key"], "rest_days")
    _office_hours(look, plain["office_hours"])


def _office_hours(look: "_Look", hours: Mapping[str, Any]) -> None:
    noon = hours["noon"]
    if hours["start"] >= hours["end"]:
        look.wrong(Text("应晚于上班时刻", "must be later than the start"), "office_hours", "end")
    elif not hours["start"] <= noon["from"] <= noon["to"] <= hours["end"]:
        allowed = Text(
            "应在上下班时刻之间，先后有序；没有午休的，起止写同一时刻",
            "must lie within the hours, in order; without a break both are the same time",
        )
        look.wrong(allowed, "office_hours", "noon", "to")


def _clock(look: "_Look", clock: Mapping[str, Any], ids: Collection[str]) -> None:
    at = ("clocks", clock["id"])
    shaped = [key for key in SHAPES if clock[key] is not None]
    if len(shaped) > 1 or not (shaped or clock["open"]):
        zh, en = "、".join(SHAPES), ", ".join(SHAPES)
        look.wrong(
            Text(f"应恰有其一：{zh}；或 open: true", f"must have just one of: {en}; or open: true"), *at
        )
    own = [name for name in EVENTS if name.startswith(f"{clock['of']}.")]
    for key, events in (("starts", clock["starts"]), ("stops", [clock["stops"]])):
        if not set(events) <= set(own):
            look.wrong(one_of(own), *at, key)
    if shaped and (shaped[0] in BY_CALENDAR) == bool(clock["starts"]):
        allowed = Text(
            "按日历起算的不写起点，其余应写明", "must be given, unless the calendar starts the clock"
        )
        look.wrong(allowed, *at, "starts")
    if shaped != ["every"] and clock["stops"] in clock["starts"]:
        look.wrong(Text("应与起点不同", "must differ from the start"), *at, "stops")
    if bool(clock["kinds"]) != (clock["of"] == "item"):
        look.wrong(
            Text("信息的时限应写明，其余不写", "must be given for items, and for them only"), *at, "kinds"
        )
    for name in clock["replaces"]:
        look.refer(Text("时限", "clock"), name, ids, *at, "replaces")


def _route(look: "_Look", plain: Mapping[str, Any], route: Mapping[str, Any], *path: str) -> None:
    keys = [step["key"] for step in route["steps"]]
    for place, step in enumerate(route["steps"]):
        at: tuple[str | int, ...] = (*path, "steps", place)
        last = step["stage"] == "confirm"
        look.refer(ROLE, step["role"], [SUBMITTER] if last else _reviewers(plain), *at, "role")
        for act in step["acts"]:
            look.refer(ACT, act, ["secrecy", *plain["acts"]], *at, "acts")
        if step["key"] in keys[:place]:
            look.wrong(Text("不可与前面重复", "must not repeat an earlier one"), *at, "key")
        _order(look, step, keys[:place], *at)
        if step["scope"] == "concerned" and not _asks_units(plain, path[-1]):
            allowed = Text("须先在表单中必填“units”", "needs the form to require the field units")
            look.wrong(allowed, *at, "scope")
        for key in ("when", "unless"):
            for case in step[key] or ():
                _case(look, plain, case, path[-1], *at, key)
    stages = [STAGES.index(step["stage"]) for step in route["steps"]]
    if stages != sorted(stages) or stages.count(0) == 0 or stages.count(1) != 1 or stages.count(2) != 1:
        allowed = Text(
            "应先有审核环节，再依次有一个发布环节、一个确认环节",
            "must be review steps, then one publish step, then one confirm step",
        )
        look.wrong(allowed, *path, "steps")
    for mode, exempt in route["exempt"].items():
        for name in exempt["keeps"] or ():
            look.refer(STEP, name, keys, *path, "exempt", mode, "keeps")


def _asks_units(plain: Mapping[str, Any], kind: str) -> bool:
    return any(field["name"] == "units" and kind in field["required"] for field in plain["form"])


def _order(look: "_Look", step: Mapping[str, Any], above: Collection[str], *at: str | int) -> None:
    """What a step waits for stands above it, so no two wait for each other; a publication waits for all."""
    review = step["stage"] == "review"
    for name in step["after"] or ():
        look.refer(STEP_ABOVE, name, above, *at, "after")
    for key in ("after", "when", "unless", "external"):
        if step[key] is not None and not review:
            look.wrong(Text("只有审核环节可写此项", "is for review steps only"), *at, key)
    if (step["share"] is None) == (step["quorum"] == "share"):
        allowed = Text(
            "按比例表决写明 share（百分之几），其余不写", "quorum: share, and it alone, names its share"
        )
        look.wrong(allowed, *at, "quorum" if step["share"] is None else "share")
    if not review and step["scope"] == "concerned":
        look.wrong(Text("只有审核环节可写此项", "is for review steps only"), *at, "scope")
    if step["quorum"] != "any" and (not review or step["external"] is not None):
        allowed = Text("只有本单位审核的环节可写此项", "is for steps that our own people review")
        look.wrong(allowed, *at, "quorum")


def _case(
    look: "_Look", plain: Mapping[str, Any], case: Mapping[str, Any], kind: str, *at: str | int
) -> None:
    """A condition names fields that the form of this kind asks, with values that may be chosen there."""
    asked = {field["name"]: field for field in plain["form"] if kind in field["kinds"]}
    open_ = [name for name in asked if name in CONDITIONS]
    if not case:
        look.wrong(one_of(open_), *at)
    for name, values in case.items():
        if name not in open_:
            look.refer(FIELD, name, open_, *at)
            continue
        known = [choice["key"] for choice in asked[name]["choices"]]
        if name == "exemption":
            known = [line["key"] for line in plain["exemptions"]]
        for value in values:
            if known:
                look.refer(CHOICE, value, known, *at, name)


def _reviewers(plain: Mapping[str, Any]) -> list[str]:
    return [role for role in plain["roles"] if role != SUBMITTER]


def _separation(look: "_Look", plain: Mapping[str, Any]) -> None:
    separation = plain["separation"]
    for who, role in separation["head_submits"].items():
        look.refer(ROLE, role, _reviewers(plain), "separation", "head_submits", who)
    steps = {step["key"] for route in plain["routes"].values() for step in route["steps"]}
    pairs = [frozenset(pair) for pair in separation["shareable"]]
    for place, pair in enumerate(separation["shareable"]):
        if len(set(pair)) != 2 or not set(pair) <= steps:
            look.wrong(Text("两个不同的环节", "two different steps"), "separation", "shareable", place)
    for place, pair in enumerate(separation["may_share"]):
        if frozenset(pair) not in pairs:
            allowed = one_of(" + ".join(sorted(pair)) for pair in pairs)
            look.wrong(allowed, "separation", "may_share", place)


@dataclass(frozen=True, slots=True)
class _Look:
    """Finds the place of a value in the tree and reports it."""

    tree: Node
    problems: list[Problem]

    def refer(self, what: Text, name: str, names: Collection[str], *path: str | int) -> None:
        """Report a name that is not among the names."""
        if name not in names:
            node = self.at(*path)
            self.problems.append(
                Problem(node.file, node.line, _dotted(path), unknown_name(what, name, names), name)
            )

    def wrong(self, allowed: Text, *path: str | int) -> None:
        """Report the value at a path."""
        node = self.at(*path)
        self.problems.append(Problem(node.file, node.line, _dotted(path), allowed, node.shown()))

    def at(self, *path: str | int) -> Node:
        """Return the node at a path; entries of a list are found by place and by name."""
        known = dict(_places(self.tree))
        return next(known[path[:n]] for n in range(len(path), -1, -1) if path[:n] in known)


def _places(node: Node, path: tuple[str | int, ...] = ()) -> Iterator[tuple[tuple[str | int, ...], Node]]:
    yield path, node
    match node.value:
        case dict(entries):
            inner: list[tuple[str | int, Node]] = list(entries.items())
        case list(items):
            inner = [*enumerate(items), *((name, item) for item in items for name in _names(item))]
        case _:
            inner = []
    for part, child in inner:
        yield from _places(child, (*path, part))


def _names(item: Node) -> list[str]:
    entries = item.value if isinstance(item.value, dict) else {}
    return [str(entries[by].value) for by in ("key", "id", "name") if by in entries]


def _dotted(path: tuple[str | int, ...]) -> str:
    dotted = ""
    for place, part in enumerate(path):
        named = isinstance(part, str) and path[place - 1] in {"form", "clocks"} and place > 0
        dotted += f"[{part}]" if named or isinstance(part, int) else f".{part}"
    return dotted.removeprefix(".")
