"""Separation of duties: the submitter fills no later seat, nobody fills two, and an empty seat is said at once."""

from typing import Any

from tests.office import Office, office_file
from tests.stories.ways import BODY, TITLE, handed_in, head_approves


def _people(**roles: list[dict[str, str]] | None) -> dict[str, Any]:
    """The office file with other posts for some; None takes a person out."""
    found = office_file()
    for one in found["people"]:
        if one["id"] in roles and roles[one["id"]] is not None:
            one["roles"] = roles[one["id"]]
    gone = {id_ for id_, posts in roles.items() if posts is None}
    found["people"] = [one for one in found["people"] if one["id"] not in gone]
    for group in found["groups"]:
        group["members"] = [id_ for id_ in group["members"] if id_ not in gone]
    return found


async def test_a_head_who_hands_in_is_reviewed_by_his_leader(office: Office) -> None:
    """A15."""
    item = await office.liu.submits(TITLE, body=BODY)
    leader = await office.zhou.expects("请审批", item)
    await leader.taps("同意")
    await leader.is_redrawn(containing="已同意")
    for person in (office.wang, office.zhao):
        await person.expects("请作保密审查", item)
    await office.liu.says("待办")
    await office.liu.expects("没有待办")


async def test_an_important_item_of_the_head_takes_the_leader_once(office: Office) -> None:
    """A15."""
    item = await office.liu.submits(TITLE, body=BODY, important=True)
    leader = await office.zhou.expects("请审批", item, "第十八条（二）")
    await leader.taps("同意")
    for person in (office.wang, office.zhao):
        await person.expects("请作保密审查", item)


async def test_who_hands_in_for_the_office_does_not_review_it(open_office) -> None:
    """A15."""
    both = [{"office": "bgs", "role": "office"}, {"office": "bgs", "role": "liaison"}]
    heads = [{"office": "bgs", "role": "head"}]
    office = await open_office(file=_people(wang=both, wu=heads))
    item = await office.wang.submits(TITLE, body=BODY)
    head = await office.wu.expects("请审批", item)
    await head.taps("同意")
    await head.is_redrawn(containing="已同意")
    card = await office.zhao.expects("请作保密审查", item)
    assert "全部符合" in card.buttons


async def test_a_route_with_an_empty_seat_is_refused_with_who_is_missing(open_office) -> None:
    both = [{"office": "bgs", "role": "office"}, {"office": "bgs", "role": "webadmin"}]
    office = await open_office(file=_people(wang=both, zhao=None, qian=None))
    card = await office.chen.drafts(TITLE, body=BODY)
    assert "以下环节尚无人员" in card.text
    assert "网站管理员" in card.text
    assert card.buttons == ["改一项", "放弃"]
    await office.chen.says("提交")
    await office.chen.expects("以下环节无人可办", "网站管理员")


async def test_one_person_may_hold_both_where_the_office_says_so(open_office) -> None:
    both = [{"office": "bgs", "role": "office"}, {"office": "bgs", "role": "webadmin"}]
    office = await open_office(
        file=_people(wang=both, zhao=None, qian=None), settings={"separation.office_may_be_webadmin": True}
    )
    item = await handed_in(office)
    await head_approves(office, item)
    card = await office.wang.expects("请作保密审查", item)
    await card.taps("全部符合")
    await card.is_redrawn(containing="请审批")
    await card.taps("同意")
    await card.is_redrawn(containing="已同意")
    await office.wang.expects("请发布", item)


async def test_a_head_who_cannot_be_reached_is_named_before_submission(open_office) -> None:
    found = office_file()
    next(one for one in found["people"] if one["id"] == "liu")["stranger"] = True
    office = await open_office(file=found)
    card = await office.chen.drafts(TITLE, body=BODY)
    assert "部门负责人" in card.text
    assert "提交" not in card.buttons
