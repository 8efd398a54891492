"""Routes of an office's own regulation: what runs keeps its way; votes, turns and parallel looks as people meet them."""

from pathlib import Path
from typing import Any

import yaml

import rules
from tests.office import office_file
from tests.stories.conftest import OpenOffice
from tests.stories.ways import BODY, TITLE, handed_in, head_approves, office_approves

KAIPING = Path(rules.__file__).parent / "regimes" / "kaiping.yaml"


def written(folder: Path, *, publish: dict[str, dict[str, Any]]) -> str:
    """Kaiping's rules with some keys of some steps of 发布 changed; where the file is."""
    found = yaml.safe_load(KAIPING.read_text("utf-8"))
    for step in found["routes"]["publish"]["steps"]:
        step.update(publish.get(step["key"], {}))
    path = folder / "own.yaml"
    path.write_text(yaml.safe_dump(found, allow_unicode=True, sort_keys=False), "utf-8")
    return str(path)


def with_three_in_the_office() -> dict[str, Any]:
    """The demo office, where 吴管理 belongs to 办公室 as well."""
    found = office_file()
    for one in found["people"]:
        if one["id"] == "wu":
            one["roles"].append({"office": "bgs", "role": "office"})
    return found


async def test_what_is_under_way_keeps_its_route_when_the_regulation_changes(
    open_office: OpenOffice, tmp_path: Path
) -> None:
    path = written(tmp_path, publish={})
    office = await open_office(settings={"regime": path})
    before = await handed_in(office, "关于旧办法的通知")
    written(tmp_path, publish={"leader": {"when": None}})  # from now on every item takes the leader
    await office.restart()
    after = await handed_in(office, "关于新办法的通知")
    await head_approves(office, before)
    await head_approves(office, after)
    card = await office.zhou.expects("请审批", after, "分管局领导")
    await office_approves(office, before)
    await office.qian.expects("请发布", before)
    await card.taps("同意")
    await office_approves(office, after)
    await office.qian.expects("请发布", after)


async def test_in_turn_the_second_is_asked_when_the_first_has_approved(
    open_office: OpenOffice, tmp_path: Path
) -> None:
    path = written(tmp_path, publish={"office": {"quorum": "in_turn", "acts": []}})
    office = await open_office(settings={"regime": path})
    item = await handed_in(office)
    await head_approves(office, item)
    first = await office.wang.expects("请审批", item)
    await office.clock.forward(minutes=2)
    assert not office.zhao.unheard(), "it is not his turn yet"
    await first.taps("同意")
    await first.is_redrawn(containing="已同意")
    second = await office.zhao.expects("请审批", item)
    await office.clock.forward(minutes=2)
    assert not office.qian.unheard()
    await second.taps("同意")
    await office.qian.expects("请发布", item)


async def test_a_vote_against_returns_nothing_while_the_share_may_still_be_reached(
    open_office: OpenOffice, tmp_path: Path
) -> None:
    path = written(tmp_path, publish={"office": {"quorum": "share", "share": 60, "acts": []}})
    office = await open_office(settings={"regime": path}, file=with_three_in_the_office())
    item = await handed_in(office)
    await head_approves(office, item)
    cards = {id_: await office.person(id_).expects("请审批", item) for id_ in ("wang", "zhao", "wu")}
    await office.wang.says(f"退回 {cards['wang'].code} 标题不妥")
    await office.wang.expects("已记录您对", item, "尚待其他人员")
    await cards["wang"].is_redrawn(containing="标题不妥")
    await office.clock.forward(minutes=2)
    assert not office.chen.unheard(), "two of three may still approve"
    await cards["zhao"].taps("同意")
    await cards["wu"].taps("同意")
    await office.qian.expects("请发布", item)


async def test_when_the_share_is_out_of_reach_the_item_returns_with_every_reason(
    open_office: OpenOffice, tmp_path: Path
) -> None:
    path = written(tmp_path, publish={"office": {"quorum": "share", "share": 60, "acts": []}})
    office = await open_office(settings={"regime": path}, file=with_three_in_the_office())
    item = await handed_in(office)
    await head_approves(office, item)
    cards = {id_: await office.person(id_).expects("请审批", item) for id_ in ("wang", "zhao", "wu")}
    await office.wang.says(f"退回 {cards['wang'].code} 标题不妥")
    await office.wang.expects("已记录您对", item)
    await office.zhao.says(f"退回 {cards['zhao'].code} 日期有误")
    await office.zhao.expects("已退回", item)
    await office.chen.expects("退回", item, "标题不妥；日期有误")
    await cards["wu"].is_redrawn(buttons=[])


async def test_side_by_side_the_leader_looks_while_the_office_does(
    open_office: OpenOffice, tmp_path: Path
) -> None:
    path = written(tmp_path, publish={"leader": {"after": ["head"]}, "office": {"after": ["head"]}})
    office = await open_office(settings={"regime": path})
    item = await handed_in(office, TITLE, important=True, body=BODY)
    await head_approves(office, item)
    leader = await office.zhou.expects("请审批", item)
    await office_approves(office, item)
    await office.clock.forward(minutes=2)
    assert not office.qian.unheard()
    await leader.taps("同意")
    sure = await office.zhou.expects("请再次确认同意", item)
    await sure.taps("确认同意")
    await office.qian.expects("请发布", item)
