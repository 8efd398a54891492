"""`duwang regime rehearse`: a year on a rule book before it is used: who would hear how much of what."""

import json
from collections import Counter
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Annotated, Any

import typer
import yaml

from bot.commands import language, words
from bot.commands.opened import SHANGHAI, Config, Jsonl, now_ms
from bot.commands.standing import act
from bot.commands.trouble import plainly

Named = Annotated[
    str, typer.Argument(metavar="NAME", help=words("名称或 YAML 文件", "a name or a YAML file"))
]
Overlay = Annotated[
    Path | None, typer.Option(help=words("本机关自己的补充文件", "the office's own additions, a file"))
]

KINDS = {  # what people call them here
    "review.asked": ("请审批", "asked to decide"),
    "review.gathered": ("请审批（多件一卡）", "asked to decide, several in one"),
    "review.told": ("退回件重报", "told of a second round"),
    "publish.asked": ("请发布", "asked to publish"),
    "publish.wrong": ("请改正网页", "asked to correct a page"),
    "publish.checked": ("核对网页结果", "result of a page check"),
    "confirm.asked": ("请确认效果", "asked to confirm"),
    "submit.returned": ("退回", "returned"),
    "submit.filed": ("已报送回执", "receipt"),
    "submit.draft": ("草稿卡", "draft card"),
    "clock.reminder": ("期限提醒", "reminder"),
    "clock.overdue": ("群内逾期提示", "the group's line"),
    "clock.not_set": ("时限未配置", "a limit without a figure"),
    "enquiry.desk": ("请转办来信", "asked to pass a letter on"),
    "enquiry.task": ("请答复来信、申请", "asked to answer a letter"),
    "enquiry.review": ("请审核答复", "asked to approve an answer"),
    "enquiry.returned": ("答复退回", "an answer returned"),
    "enquiry.answer": ("请在网站回复", "asked to publish an answer"),
    "duty.board": ("群内读网清单", "the day's checklist in a group"),
    "duty.asked": ("请读网", "asked to read the site"),
    "duty.reminder": ("读网提醒", "reminder of the round"),
    "duty.unread": ("未完成读网（办公室）", "the office told of what was not read"),
    "duty.vacancy": ("值班无人（办公室）", "the office told of a gap"),
    "calendar.missing": ("放假安排未登记", "holiday notice missing"),
}
BARS = {
    "routine": ("每人每日例行消息不超过2条", "two routine messages a person and day"),
    "duty": ("值班人当日不超过3条", "three messages a day to whoever is on duty"),
    "group": ("每群每日不超过1条", "one post a group and day"),
    "hours": ("8:30前、18:00后和休息日不发", "nothing before 8:30, after 18:00 or on rest days"),
    "approvals": ("早上积下的审批多于3件合为一卡", "more than three approvals of a morning in one card"),
    "liaison": ("信息员只收退回、发布和期限", "liaisons hear of return, publication and dates only"),
    "named": ("当日未过不在群内点名", "nobody is named in a group before the day ends"),
}


def rehearse(
    name: Named,
    overlay: Overlay = None,
    *,
    year: Annotated[int | None, typer.Option(help=words("哪一年，默认今年", "which year; this one"))] = None,
    office: Annotated[
        Path | None,
        typer.Option(help=words("机关文件，默认演示机关", "an office file; the demo's by default")),
    ] = None,
    own: Annotated[
        bool, typer.Option("--own", help=words("用已登记的本机关人员", "the people of the configured office"))
    ] = False,
    config: Config = None,
    load: Annotated[
        float,
        typer.Option(min=0.1, max=50, help=words("每名信息员每周几件", "items a liaison and week")),
    ] = 1.0,
    letters: Annotated[
        float, typer.Option(min=0, max=100, help=words("每周来信几件", "letters a week"))
    ] = 1.0,
    requests: Annotated[
        float, typer.Option(min=0, max=100, help=words("每周依申请公开几件", "applications a week"))
    ] = 0.3,
    put_off: Annotated[
        float,
        typer.Option(min=0, max=0.9, help=words("拖到提醒才办的比例", "share left until a reminder")),
    ] = 0.1,
    seed: Annotated[int, typer.Option(help=words("随机种子", "seed of chance"))] = 1,
    days: Annotated[bool, typer.Option("--days", help=words("逐日列出", "list every day"))] = False,
    jsonl: Jsonl = False,
) -> None:
    """Nobody is written to, and no database of yours is changed. Exits with 1 when a day breaks a bar."""
    from bot.rehearsal.conduct import Unplayable
    from bot.rehearsal.habits import Habits
    from bot.rehearsal.year import Plan, rehearse

    plan = Plan(
        year or datetime.fromtimestamp(now_ms() / 1000, SHANGHAI).year,
        per_week=load,
        letters=letters,
        requests=requests,
        seed=seed,
        habits=Habits(at_once=(1 - put_off) * 0.8, later=(1 - put_off) * 0.2),
    )
    try:
        found = rehearse(plan, **_cast(name, overlay, office, config if own else None, own=own))
    except Unplayable as problem:
        typer.echo(_why(problem.refused), err=True)
        raise typer.Exit(2) from None
    lines = _as_json(found) if jsonl else _told(found, plan, days=days)
    for line in lines:
        typer.echo(line)
    if found.broken:
        raise typer.Exit(1)


def _cast(
    name: str, overlay: Path | None, office: Path | None, config: Path | None, *, own: bool
) -> dict[str, Any]:
    """Rule book, people and figures. Exits with 2 where one of them cannot be read."""
    from rules import regime
    from rules.problems import RegimeError

    try:
        if own:
            return act(config, lambda desk, settings: _own(desk, settings, name), reads=True)
        rules = regime.load(name, overlays=[] if overlay is None else [overlay], lang=language())
    except RegimeError as wrong:
        typer.echo(str(wrong), err=True)
        raise typer.Exit(2) from None
    return {"regime": rules, "office": _file(office)}


def _own(desk: Any, settings: Any, name: str) -> dict[str, Any]:
    """The configured office's people, choices and calendar."""
    from bot.founding import regime_of
    from bot.policy import policy_of
    from bot.rehearsal.own import office_of
    from storage import orgs
    from storage.sql import must

    org = must(orgs.organisation_by_key(desk.tx, settings.organisation.key)).id
    return {
        "regime": regime_of(settings, name),
        "office": office_of(desk.tx, org, on=desk.today_on),
        "policy": policy_of(settings),
        "calendar": desk.calendar(org),
    }


def _file(office: Path | None) -> dict[str, Any]:
    if office is None:
        from bot.demo import sample_office

        return sample_office()
    with plainly(path=str(office)):
        text = office.read_text("utf-8")
    try:
        found = yaml.safe_load(text)
        for key in ("name", "offices", "people", "groups", "site"):
            found[key]
        found["site"]["columns"]
    except (yaml.YAMLError, KeyError, TypeError) as problem:
        typer.echo(
            words(
                f"{office}：不是机关文件（缺少或有误：{problem}），样式见演示机关的 office.yaml",
                f"{office}: not an office file ({problem}); see the demo's office.yaml",
            ),
            err=True,
        )
        raise typer.Exit(2) from None
    return dict(found)


def _why(refused: Any) -> str:
    """The steps in which nobody may sit, or the line of the form that cannot be filled."""
    own = refused.facts.get("label")
    told = [*(step["label"] for step in refused.facts.get("steps", ())), *([own] if own else [])]
    labels = [label["zh_CN" if language() == "zh_CN" else "en"] for label in told]
    listed = words("、", ", ").join(labels) or refused.code
    return words(f"不能排演，以下环节尚无人员或资料不全：{listed}", f"cannot be rehearsed, lacking: {listed}")


# Printed ------------------------------------------------------------------------------------------


def _told(found: Any, plan: Any, *, days: bool) -> Iterator[str]:
    from bot.rehearsal.tally import load, per_day

    put_off = 1 - plan.habits.at_once - plan.habits.later
    yield words(
        f"{plan.year}年排演：{found.handed_in}件，{len(found.messages)}条消息，{len(found.workdays)}个工作日",
        f"{plan.year}: {found.handed_in} items, {len(found.messages)} messages, "
        f"{len(found.workdays)} working days",
    )
    yield words(
        f"每名信息员每周{plan.per_week:g}件，另有{plan.bursts}天每人多{plan.burst_items}件；"
        f"来信每周{plan.letters:g}件，依申请公开每周{plan.requests:g}件；"
        f"{put_off:.0%}拖到提醒才办，种子{plan.seed}",
        f"{plan.per_week:g} a liaison and week, {plan.burst_items} more each on {plan.bursts} days; "
        f"{plan.letters:g} letters and {plan.requests:g} applications a week; "
        f"{put_off:.0%} left until a reminder, seed {plan.seed}",
    )
    yield words("\n要求", "\nBars")
    missed = Counter(one.bar for one in found.broken)
    for bar, text in BARS.items():
        state = (
            words(f"未达到{missed[bar]}次", f"broken {missed[bar]}") if missed[bar] else words("达到", "kept")
        )
        yield f"  {words(*text)}：{state}" if language() == "zh_CN" else f"  {words(*text)}: {state}"
    for one in found.broken:
        yield f"    {one.day}  {_name(found, one.person, one.group)}  {words(*BARS[one.bar])}  {_found(one)}"
    yield words("\n各类消息", "\nKinds")
    for kind, n in Counter(one.kind for one in found.messages).most_common():
        yield f"  {n:>6}  {_kind(kind)}"
    yield words("\n人员和工作群", "\nPeople and groups")
    receivers = [(person, None) for person in found.names] + [(None, group) for group in found.titles]
    for person, group in receivers:
        held = load(
            [one for one in found.messages if (one.person, one.group) == (person, group)], found.workdays
        )
        yield f"  {_receives(_name(found, person, group), held)}"
    if days:
        yield words("\n逐日", "\nDay by day")
        rows = sorted(per_day(found.messages).items(), key=lambda row: (row[0][0], row[0][1] or 0, row[0][3]))
        for (day, person, group, kind), n in rows:
            yield f"  {day}  {_name(found, person, group)}  {_kind(kind)}  {n}"


def _receives(name: str, held: Any) -> str:
    on = held.most_on or "-"
    return words(
        f"{name}：共{held.total}条，例行{held.routine}条（一日最多{held.most_routine}条），"
        f"一日最多{held.most}条（{on}），无消息工作日{held.silent}个",
        f"{name}: {held.total}, routine {held.routine} (at most {held.most_routine} a day), "
        f"at most {held.most} a day ({on}), {held.silent} silent working days",
    )


def _as_json(found: Any) -> Iterator[str]:
    """First every receiver, day and kind with its count, then every broken bar."""
    from bot.rehearsal.tally import per_day

    rows = sorted(per_day(found.messages).items(), key=lambda row: tuple(map(str, row[0])))
    for (day, person, group, kind), n in rows:
        told = {"day": day.isoformat(), "to": _name(found, person, group), "kind": kind, "count": n}
        yield json.dumps(told, ensure_ascii=False)
    for one in found.broken:
        told = {"day": one.day.isoformat(), "to": _name(found, one.person, one.group)}
        yield json.dumps({**told, "broken": one.bar, "found": one.found}, ensure_ascii=False)


def _name(found: Any, person: int | None, group: int | None) -> str:
    if person is None:
        return str(found.titles.get(group, "-"))
    return str(found.names.get(person, person))


def _kind(kind: str) -> str:
    return f"{words(*KINDS[kind])} {kind}" if kind in KINDS else kind


def _found(one: Any) -> str:
    kind, _, rest = one.found.partition(" ")
    return f"{_kind(kind)} {rest}".rstrip()


def add_to(app: typer.Typer) -> None:
    """Put the verb below `duwang regime`."""
    app.command(help=words("排演一年：谁会收到多少什么消息", "Rehearse a year: who would hear how much"))(
        rehearse
    )
