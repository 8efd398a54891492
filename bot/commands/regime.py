"""`duwang regime list|check|show|rehearse`: the rule books: their mistakes, their words, a year of one."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated, Any

import typer

from bot.commands import group, language, regime_rehearse, words
from bot.commands.opened import Jsonl

app = group()
Named = Annotated[
    str, typer.Argument(metavar="NAME", help=words("名称或 YAML 文件", "a name or a YAML file"))
]
Overlay = Annotated[
    Path | None, typer.Option(help=words("本机关自己的补充文件", "the office's own additions, a file"))
]


@app.callback(help=words("办法（规则文件）", "Regimes: the rule books"))
def main() -> None:
    """Regimes."""


@app.command("list", help=words("列出自带的办法", "List those that come with the house"))
def list_(*, jsonl: Jsonl = False) -> None:
    """Name and title, one a line."""
    from rules import regime

    lang = language()
    for name in regime.names():
        title = regime.load(name).title.get(lang)
        typer.echo(
            json.dumps({"name": name, "title": title}, ensure_ascii=False) if jsonl else f"{name}  {title}"
        )


@app.command(help=words("核对规则文件", "Check a rule book"))
def check(name: Named, overlay: Overlay = None) -> None:
    """Exits with 0 when it reads well; with 1 and every mistake, with file and line, when it does not."""
    rules = _loaded(name, overlay)
    left = [clock.id for clock in rules.clocks if clock.shape is None]
    typer.echo(
        words(
            f"可用：{rules.title.zh_CN}，时限{len(rules.clocks)}项",
            f"good: {rules.title.en}, {len(rules.clocks)} clocks",
        )
    )
    if left:
        listed = words("、", ", ").join(left)
        typer.echo(
            words(
                f"未配置（办法未定数字，由办公室设定）：{listed}",
                f"not set (the regulation names no figure, the office sets it): {listed}",
            )
        )


@app.command(help=words("印出办法的全部内容", "Print all that it says"))
def show(name: Named, overlay: Overlay = None, *, jsonl: Jsonl = False) -> None:
    """Roles, routes, clocks, duties, content rules and reminders, each line with its article."""
    rules = _loaded(name, overlay)
    if jsonl:
        typer.echo(rules.canonical())
        return
    for line in _told(rules, language()):
        typer.echo(line)


def _loaded(name: str, overlay: Path | None) -> Any:
    from rules import regime
    from rules.problems import RegimeError

    try:
        return regime.load(name, overlays=[] if overlay is None else [overlay], lang=language())
    except RegimeError as wrong:
        typer.echo(str(wrong), err=True)
        raise typer.Exit(1) from None


def _told(rules: Any, lang: str) -> Iterator[str]:
    """The whole book in lines: a heading, then what stands below it."""
    yield f"{rules.title.get(lang)}（{rules.id}）" if lang == "zh_CN" else f"{rules.title.en} ({rules.id})"
    yield words("\n岗位", "\nRoles")
    yield from (f"  {key:<14}{text.get(lang)}" for key, text in rules.roles.items())
    for kind, route in rules.routes.items():
        yield words(f"\n流程 {kind.value}  {route.cite}", f"\nRoute {kind.value}  {_cited(route.cite, lang)}")
        for n, step in enumerate(route.steps, 1):
            who = f"{_sitting(rules, step, lang)}{_taken(rules, step, lang)}"
            yield f"  {n}. {who}  {_cited(step.cite, lang)}  {step.says.get(lang)}"
    for matter in rules.matters:
        article = _cited(matter.cite, lang)
        name = matter.text.get(lang)
        yield words(f"\n专门事项 {name}  {article}", f"\nSpecial matter {name}  {article}")
        yield f"  {matter.says.get(lang)}"
        yield from (f"  - {line.text.get(lang)}  {_cited(line.cite, lang)}" for line in matter.form)
        for n, step in enumerate(() if matter.route is None else matter.route.steps, 1):
            who = f"{_sitting(rules, step, lang)}{_taken(rules, step, lang, matter=matter.key)}"
            yield f"  {n}. {who}  {_cited(step.cite, lang)}  {step.says.get(lang)}"
    yield words("\n时限", "\nClocks")
    for clock in rules.clocks:
        length = clock.shape or words("未配置", "not set")
        yield f"  {clock.id:<24}{length}  {_cited(clock.cite, lang)}  {clock.figure}"
        yield f"      {clock.says.get(lang)}"
    for heading, lines in (
        (words("\n读网值班", "\nDuties"), rules.duties),
        (words("\n来信答复的层级审批", "\nApproval of replies, level by level"), rules.reply_levels),
        (words("\n内容核查", "\nContent rules"), rules.content),
        (words("\n不得发布", "\nForbidden"), rules.forbidden),
    ):
        if lines:
            yield heading
            yield from (f"  {line.text.get(lang)}  {_cited(line.cite, lang)}" for line in lines)
    yield words("\n提醒", "\nReminders")
    yield from _ladders(rules, lang)


def _sitting(rules: Any, step: Any, lang: str) -> str:
    """Who decides at a step, and beside which others."""
    role = rules.roles[step.role].get(lang)
    if step.external is not None:
        role = words(
            f"{step.external.get(lang)}（{role}登记）", f"{step.external.get(lang)} (recorded by {role})"
        )
    elif step.scope == "concerned":
        role = words(f"所涉各单位{role}", f"{role} of each unit concerned")
    if step.after is None:
        return str(role)
    above = words("、", ", ").join(step.after)
    return words(f"{role}，在 {above} 之后", f"{role}, after {above}")


def _taken(rules: Any, step: Any, lang: str, *, matter: str = "") -> str:
    """In which cases a step is taken, and in which not."""
    told = ""
    for cases, only in ((step.when, True), (step.unless, False)):
        if cases:
            listed = words("；或 ", "; or ").join(_case(rules, case, lang, matter) for case in cases)
            told += words("（限 ", " (only ") if only else words("（除 ", " (not ")
            told += listed + words("）", ")")
    return told


def _case(rules: Any, case: Any, lang: str, matter: str) -> str:
    told = []
    for name, values in case.fields:
        field = rules.field(name, matter=matter)
        labels = {choice.key: choice.text.get(lang) for choice in field.choices}
        shown = words("、", ", ").join(labels.get(value, value) for value in sorted(values))
        told.append(
            f"{field.text.get(lang)}: {shown}" if lang == "en" else f"{field.text.get(lang)}：{shown}"
        )
    return words("，", ", ").join(told)


def _ladders(rules: Any, lang: str) -> Iterator[str]:
    ladders = rules.ladders
    rows = [
        (words("其余", "otherwise"), ladders.before),
        *((str(length), days) for length, days in ladders.longer),
    ]
    for length, days in rows:
        listed = words("、", ", ").join(map(str, days))
        yield words(f"  {length}：到期前 {listed} 个工作日", f"  {length}: {listed} working days before")
    for rung in ladders.upwards:
        role = rules.roles[rung.role].get(lang)
        yield words(f"  逾期第 {rung.days} 个工作日告知{role}", f"  {role}: {rung.days} working days after")


def _cited(cite: str, lang: str) -> str:
    from rules.cite import cited

    return cited(cite).get(lang)


regime_rehearse.add_to(app)
