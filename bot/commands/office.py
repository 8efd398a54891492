"""`duwang office`: offices and columns, entered by hand or by a file (`office_list`)."""

import re
from pathlib import Path
from typing import Annotated, Any

import typer

from bot.commands import group, office_list, words

app = group()
KEY = re.compile(r"[a-z][a-z0-9-]{0,31}")
KINDS = ("unit", "office", "leaders")


@app.callback(help=words("科室和栏目", "Offices and columns"))
def main() -> None:
    """Offices and columns."""


def _checked(key: str) -> str:
    if not KEY.fullmatch(key):
        typer.echo(
            words(
                f"代号应为小写字母开头的字母、数字、短横，实际为 {key}",
                f"a key is lower-case letters, digits and dashes, got {key}",
            ),
            err=True,
        )
        raise typer.Exit(2)
    return key


@app.command(help=words("登记或改名一个科室", "Enter or rename an office"))
def add(
    key: Annotated[str, typer.Argument(help=words("代号，如 fzg", "key, such as fzg"))],
    name: Annotated[str, typer.Argument(help=words("名称，如 法制股", "name"))],
    kind: Annotated[str, typer.Option(help="unit 股室 | office 办公室 | leaders 局领导")] = "unit",
    config: Annotated[Path | None, typer.Option(help=words("设置文件", "settings file"))] = None,
) -> None:
    """Prints what stands now."""
    from bot.commands.standing import act
    from storage import orgs
    from storage.sql import must

    if kind not in KINDS:
        typer.echo(
            words(
                f"--kind 应为 {'、'.join(KINDS)}，实际为 {kind}",
                f"--kind is one of {', '.join(KINDS)}, got {kind}",
            ),
            err=True,
        )
        raise typer.Exit(2)
    found = _checked(key)

    def do(desk: Any, settings: Any) -> None:
        organisation = must(orgs.organisation_by_key(desk.tx, settings.organisation.key))
        office = orgs.add_office(desk.tx, organisation.id, key=found, name=name, kind=kind)
        desk.audit("office.entered", f"office:{office}", person=None, org=organisation.id)

    act(config, do)
    typer.echo(words(f"已登记：{name}（{found}）", f"Entered: {name} ({found})"))


@app.command(help=words("登记或修改一个栏目", "Enter or change a column"))
def column(  # noqa: PLR0917 - typer reads them by name
    key: Annotated[str, typer.Argument(help=words("代号，如 tzgg", "key, such as tzgg"))],
    name: Annotated[str, typer.Argument(help=words("名称，如 通知公告", "name"))],
    office: Annotated[str, typer.Option(help=words("责任科室代号或名称", "the office that keeps it"))],
    list_url: Annotated[
        str | None, typer.Option(help=words("列表页网址", "address of its list page"))
    ] = None,
    category: Annotated[str, typer.Option(help=words("类别", "category"))] = "",
    type_: Annotated[str, typer.Option("--type", help=words("类型", "type"))] = "",
    mode: Annotated[str, typer.Option(help=words("方式", "mode"))] = "",
    limit_days: Annotated[
        int | None, typer.Option(help=words("时限（工作日）", "limit in working days"))
    ] = None,
    config: Annotated[Path | None, typer.Option(help=words("设置文件", "settings file"))] = None,
) -> None:
    """Prints what stands now; 2 when the office is unknown."""
    from bot.commands.standing import act
    from storage import orgs
    from storage.sql import must
    from workflow.desk import Refused

    found = _checked(key)

    def do(desk: Any, settings: Any) -> None:
        organisation = must(orgs.organisation_by_key(desk.tx, settings.organisation.key))
        rooms = orgs.offices_of(desk.tx, organisation.id)
        room = next((row for row in rooms if office in (row.key, row.name)), None)
        if room is None:
            raise Refused("roster.office_unknown", office=office, allowed=[row.name for row in rooms])
        usual = {"category": category, "type": type_, "mode": mode, "limit_days": str(limit_days or "")}
        entered = orgs.add_column(
            desk.tx,
            organisation.id,
            key=found,
            name=name,
            office_id=room.id,
            list_url=list_url,
            form=usual,
            serial=len(orgs.columns_of(desk.tx, organisation.id)),
        )
        desk.audit("column.entered", f"column:{entered}", person=None, org=organisation.id)

    act(config, do)
    typer.echo(words(f"已登记：{name}（{found}）", f"Entered: {name} ({found})"))


@app.command("list", help=words("列出科室、栏目和人员", "List offices, columns and people"))
def list_(
    config: Annotated[Path | None, typer.Option(help=words("设置文件", "settings file"))] = None,
) -> None:
    """One line each."""
    from bot.commands.standing import act
    from storage import orgs, people
    from storage.sql import must

    def do(desk: Any, settings: Any) -> list[str]:
        organisation = must(orgs.organisation_by_key(desk.tx, settings.organisation.key))
        lines = [f"{row.key}\t{row.name}\t{row.kind}" for row in orgs.offices_of(desk.tx, organisation.id)]
        lines += [f"{row.key}\t{row.name}\tcolumn" for row in orgs.columns_of(desk.tx, organisation.id)]
        names = {row.id: row.name for row in people.of_org(desk.tx, organisation.id)}
        for row in people.roster(desk.tx, organisation.id, on=desk.today_on):
            state = words("已绑定", "bound") if row.bound else words("未绑定", "not bound")
            lines.append(f"{names[row.person_id]}\t{row.role}\t{state}")
        return lines

    for line in act(config, do):
        typer.echo(line)


office_list.add_to(app)
