"""What a regime's lines must agree on among themselves, once each of them reads well."""

from collections.abc import Collection, Mapping
from typing import Any

from rules import crosscheck_form
from rules.checks import LAW, STAGES, SUBMITTER
from rules.crosscheck_form import Asked
from rules.events import EVENTS
from rules.lines import Node
from rules.looking import ACT, ROLE, STEP, STEP_ABOVE, Look
from rules.model import Text
from rules.problems import Problem, one_of
from rules.shapes import SHAPES

BY_CALENDAR = ("times", "on")


def crosscheck(plain: Mapping[str, Any], tree: Node, problems: list[Problem]) -> None:
    """Report names that refer to nothing, routes that lead nowhere, choices that are not the office's.

    `plain` is what the grammar made of `tree`; it had no problems until here.
    """
    look = Look(tree, problems)
    for kind, route in plain["routes"].items():
        _route(look, plain, route, crosscheck_form.asked_of(plain, kind), "routes", kind)
    for entry in plain["matters"]:
        crosscheck_form.matter(look, plain, entry)
        if entry["route"] is not None:
            lines = crosscheck_form.asked_by(plain, entry)
            _route(look, plain, entry["route"], lines, "matters", entry["key"], "route")
    for entry in plain["unit_ways"]:
        _unit_way(look, plain, entry)
    _separation(look, plain)
    crosscheck_form.form(look, plain)
    for clock in plain["clocks"]:
        _clock(look, clock, [one["id"] for one in plain["clocks"]])
    for rung in plain["reminders"]["upwards"]:
        look.refer(ROLE, rung["role"], _reviewers(plain), "reminders", "upwards", rung["role"], "role")
    for duty in plain["duties"]:
        look.refer(ROLE, duty["by"], _reviewers(plain), "duties", duty["key"], "by")
        if duty["always"] and not duty["rest_days"]:
            allowed = Text("昼夜值守的不写 rest_days: false", "a duty round the clock goes on over rest days")
            look.wrong(allowed, "duties", duty["key"], "rest_days")
    for level in plain["reply_levels"]:
        look.refer(ROLE, level["by"], _reviewers(plain), "reply_levels", level["key"], "by")
    _office_hours(look, plain["office_hours"])


def _office_hours(look: Look, hours: Mapping[str, Any]) -> None:
    noon = hours["noon"]
    if hours["start"] >= hours["end"]:
        look.wrong(Text("应晚于上班时刻", "must be later than the start"), "office_hours", "end")
    elif not hours["start"] <= noon["from"] <= noon["to"] <= hours["end"]:
        allowed = Text(
            "应在上下班时刻之间，先后有序；没有午休的，起止写同一时刻",
            "must lie within the hours, in order; without a break both are the same time",
        )
        look.wrong(allowed, "office_hours", "noon", "to")


def _clock(look: Look, clock: Mapping[str, Any], ids: Collection[str]) -> None:
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


def _route(look: Look, plain: Mapping[str, Any], route: Mapping[str, Any], lines: Asked, *path: str) -> None:
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
        if step["scope"] == "concerned" and not _asks_units(lines):
            allowed = Text("须先在表单中必填“units”", "needs the form to require the field units")
            look.wrong(allowed, *at, "scope")
        for key in ("when", "unless"):
            for case in step[key] or ():
                crosscheck_form.case(look, plain, case, lines, *at, key)
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


def _unit_way(look: Look, plain: Mapping[str, Any], entry: Mapping[str, Any]) -> None:
    """A unit's own way is allowed where the regulation says so, and reviews for secrets where that does."""
    at = ("unit_ways", entry["key"])
    if plain["own_ways"] is None:
        look.wrong(LAW, *at)
    for kind in entry["kinds"]:
        if kind not in plain["routes"]:
            look.wrong(one_of(plain["routes"]), *at, "kinds")
            continue
        _route(look, plain, entry["route"], crosscheck_form.asked_of(plain, kind), *at, "route")
        acts, own = (
            {act for step in route["steps"] if step["stage"] == "review" for act in step["acts"]}
            for route in (plain["routes"][kind], entry["route"])
        )
        if not acts <= own:
            named = "、".join(sorted(acts - own))
            allowed = Text(f"审核环节不可缺少：{named}", f"its review steps must hold: {named}")
            look.wrong(allowed, *at, "route", "steps")


def _asks_units(lines: Asked) -> bool:
    return any(line["name"] == "units" and line["required"] for line in lines)


def _order(look: Look, step: Mapping[str, Any], above: Collection[str], *at: str | int) -> None:
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


def _reviewers(plain: Mapping[str, Any]) -> list[str]:
    return [role for role in plain["roles"] if role != SUBMITTER]


def _separation(look: Look, plain: Mapping[str, Any]) -> None:
    separation = plain["separation"]
    for who, role in separation["head_submits"].items():
        look.refer(ROLE, role, _reviewers(plain), "separation", "head_submits", who)
    ways = [*plain["routes"].values(), *(one["route"] for one in plain["matters"] if one["route"])]
    steps = {step["key"] for route in ways for step in route["steps"]}
    pairs = [frozenset(pair) for pair in separation["shareable"]]
    for place, pair in enumerate(separation["shareable"]):
        if len(set(pair)) != 2 or not set(pair) <= steps:
            look.wrong(Text("两个不同的环节", "two different steps"), "separation", "shareable", place)
    for place, pair in enumerate(separation["may_share"]):
        if frozenset(pair) not in pairs:
            allowed = one_of(" + ".join(sorted(pair)) for pair in pairs)
            look.wrong(allowed, "separation", "may_share", place)
