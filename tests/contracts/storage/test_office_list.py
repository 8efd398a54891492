"""An office's list: compared, entered in one act, taken back as a whole while nobody has begun to work by it."""

from typing import Any

import pytest

from bot.founding import found
from rules import regime as regimes
from rules.workdays import Workdays
from scheduler.clock import from_ms
from storage import imports, items, orgs, people
from storage.engine import Store, Tx
from storage.files import Files
from workflow import office_enter
from workflow.desk import Desk, House, Refused
from workflow.notices import find_notices
from workflow.office_compare import plan
from workflow.office_list import Line, Lists, Member, Plan
from workflow.office_standing import standing

BOT = "1000002"
REGIME = regimes.load(regimes.BUILT_IN / "kaiping.yaml")
UNITS = ("法制股", "公法股")


class Hall:
    """An organisation with nobody in it yet."""

    def __init__(self, store: Store, house: House) -> None:
        self.store = store
        self.house = house
        self.org = 0

    async def act(self, fn: Any) -> Any:
        return await self.store.act(lambda tx: fn(Desk(tx, now=from_ms(tx.now), house=self.house)))

    async def founded(self) -> "Hall":
        def build(tx: Tx) -> int:
            site = "https://www.example.gov.cn/"
            return found(tx, key="kp", name="某局", prefix="KP", site_url=site, regime=REGIME)

        self.org = await self.store.act(build)
        return self

    async def compares(self, lists: Lists, members: list[Member] | None = None) -> Plan:
        return await self.act(lambda desk: plan(desk, self.org, lists, members=members, bot=BOT))

    async def enters(self, lists: Lists, members: list[Member] | None = None) -> Plan:
        def do(desk: Desk) -> Plan:
            made = plan(desk, self.org, lists, members=members, bot=BOT)
            office_enter.enter(desk, self.org, made, file_hash="0" * 64, bot=BOT)
            return made

        return await self.act(do)

    async def undoes(self) -> int:
        return await self.act(lambda desk: office_enter.take_back(desk, self.org))

    async def stands(self) -> Lists:
        return await self.act(lambda desk: standing(desk, self.org, bot=BOT))

    async def person(self, name: str) -> int:
        rows = await self.act(lambda desk: people.by_name(desk.tx, self.org, name=name))
        assert len(rows) == 1, [row.id for row in rows]
        return int(rows[0].id)

    async def posts(self, name: str) -> list[tuple[str, str]]:
        who = await self.person(name)
        rows = await self.act(lambda desk: people.memberships(desk.tx, who, on=desk.today_on))
        return sorted((row.office_name, row.role) for row in rows)


@pytest.fixture
async def hall(store: Store, tmp_path: Any) -> Hall:
    find_notices()
    return await Hall(store, House(calendar=Workdays(), files=Files(tmp_path / "files"))).founded()


def lines(sheet: str, *rows: dict[str, str]) -> tuple[Line, ...]:
    return tuple(
        Line(f"{sheet}!{n}", row, {key: f"{sheet}!{key}{n}" for key in row}) for n, row in enumerate(rows, 2)
    )


def units(*names: str) -> tuple[Line, ...]:
    kinds = {"办公室": "办公室", "局领导": "局领导"}
    return lines("单位", *({"name": name, "kind": kinds.get(name, "")} for name in names))


def person(name: str, unit: str, roles: str = "信息员", userid: str = "", heads: str = "") -> dict[str, str]:
    return {"name": name, "unit": unit, "roles": roles, "userid": userid, "heads": heads}


def staff(*rows: dict[str, str]) -> Lists:
    return Lists(units=units(*UNITS, "办公室", "局领导"), people=lines("人员", *rows))


def codes(found: Plan) -> list[tuple[str, str]]:
    return [(one.at, one.code) for one in found.problems]


def notes(found: Plan) -> list[tuple[str, str]]:
    return [(one.at, one.code) for one in found.notes]


def whats(found: Plan) -> list[str]:
    return [one.what for one in found.changes]


# Units ----------------------------------------------------------------------------------------------------


async def test_units_may_change_names_with_each_other(hall):
    await hall.enters(Lists(units=lines("单位", {"name": "甲股", "key": "a"}, {"name": "乙股", "key": "b"})))
    swapped = Lists(units=lines("单位", {"name": "乙股", "key": "a"}, {"name": "甲股", "key": "b"}))
    made = await hall.enters(swapped)
    assert whats(made) == ["unit.changed", "unit.changed"]
    names = await hall.act(lambda desk: {r.key: r.name for r in orgs.offices_of(desk.tx, hall.org)})
    assert names == {"a": "乙股", "b": "甲股"}
    await hall.undoes()
    names = await hall.act(lambda desk: {r.key: r.name for r in orgs.offices_of(desk.tx, hall.org)})
    assert names == {"a": "甲股", "b": "乙股"}


async def test_a_kind_that_is_left_out_stays_as_it_is(hall):
    await hall.enters(Lists(units=units("办公室")))
    assert whats(await hall.compares(Lists(units=lines("单位", {"name": "办公室"})))) == []


@pytest.mark.parametrize(
    ("rows", "wrong"),
    [
        (({"name": "甲股"}, {"name": "甲股"}), [("单位!name3", "twice")]),
        (({"name": "甲股", "key": "a"}, {"name": "乙股", "key": "a"}), [("单位!key3", "twice")]),
        (({"name": "甲股", "key": "甲"},), [("单位!key2", "key_bad")]),
        (({"name": "甲股", "kind": "部"},), [("单位!kind2", "kind_unknown")]),
        (({"name": "老股", "key": "z"},), [("单位!name2", "unit_taken")]),
        (({"name": "", "key": "z"},), [("单位!name2", "name_missing")]),
        (({"name": "长" * 41},), [("单位!name2", "name_long")]),
    ],
)
async def test_what_is_wrong_with_a_unit_is_named_by_its_cell(hall, rows, wrong):
    await hall.enters(Lists(units=lines("单位", {"name": "老股", "key": "old"})))
    assert codes(await hall.compares(Lists(units=lines("单位", *rows)))) == wrong


# People ---------------------------------------------------------------------------------------------------


async def test_a_line_gives_posts_here_and_elsewhere_and_units_to_head(hall):
    await hall.enters(
        staff(
            person("陈", "法制股", "信息员、部门负责人；信息员（公法股）"),
            person("周", "局领导", "分管领导", heads="法制股、公法股"),
            person("吴", "办公室", "管理员 网站管理员"),
        )
    )
    assert await hall.posts("陈") == [("公法股", "liaison"), ("法制股", "head"), ("法制股", "liaison")]
    assert await hall.posts("周") == [("公法股", "leader"), ("法制股", "leader")]
    assert await hall.posts("吴") == [("办公室", "administrator"), ("办公室", "webadmin")]


async def test_what_stands_can_be_handed_in_again_here_and_in_an_empty_house(hall):
    people_ = staff(
        person("陈", "法制股", "信息员、信息员（公法股）", userid="ChenXin"),
        person("周", "局领导", "分管领导、信息员", heads="法制股、公法股"),
        person("郑", "局领导", "分管领导", heads="办公室"),
    )
    column = {"name": "通知公告", "unit": "法制股", "class": "人事任免", "limit_days": "2", "mode": "文字"}
    await hall.enters(
        Lists(people_.units, people_.people, lines("栏目", column)), [Member("ChenXin", "陈", ("法制股",))]
    )
    held = await hall.stands()
    assert [line["class"] for line in held.columns] == ["人事任免"]
    assert [line["userid"] for line in held.people] == ["chenxin", "", ""]
    again = await hall.compares(held, [Member("ChenXin", "陈", ("法制股",))])
    assert (again.changes, again.problems) == ([], [])
    before = {name: await hall.posts(name) for name in "陈周郑"}
    await hall.undoes()
    assert await hall.stands() == Lists()
    await hall.enters(held, [Member("ChenXin", "陈", ("法制股",))])
    assert {name: await hall.posts(name) for name in "陈周郑"} == before
    assert await hall.stands() == held


@pytest.mark.parametrize(
    ("row", "wrong"),
    [
        (person("", "法制股"), ("人员!name2", "name_missing")),
        (person("陈", ""), ("人员!unit2", "unit_missing")),
        (person("陈", "法治股"), ("人员!unit2", "unit_unknown")),
        (person("陈", "法制股", ""), ("人员!roles2", "role_missing")),
        (person("陈", "法制股", "信息源"), ("人员!roles2", "role_unknown")),
        (person("陈", "法制股", "信息员（信息股）"), ("人员!roles2", "unit_unknown")),
        (person("陈", "法制股", "分管领导", heads="甲股"), ("人员!heads2", "unit_unknown")),
        (person("陈", "法制股", "信息员", heads="公法股"), ("人员!heads2", "heads_of_nobody")),
    ],
)
async def test_what_is_wrong_with_a_person_is_named_by_its_cell(hall, row, wrong):
    assert codes(await hall.compares(staff(row))) == [wrong]


async def test_two_lines_of_one_name_are_two_people_and_the_list_says_so(hall):
    made = await hall.enters(staff(person("张伟", "法制股"), person("张伟", "公法股", "部门负责人")))
    assert whats(made).count("person.new") == 2
    assert notes(made) == [("人员!name3", "same_name")]
    again = await hall.compares(staff(person("张伟", "公法股", "部门负责人"), person("张伟", "法制股")))
    assert (again.changes, again.problems) == ([], [])


async def test_two_lines_with_one_userid_are_one_person(hall):
    rows = [person("张伟", "法制股", userid="zw"), person("张伟", "公法股", "部门负责人", userid="ZW")]
    made = await hall.enters(staff(*rows), [Member("zw", "张伟", ("法制股",))])
    assert whats(made).count("person.new") == whats(made).count("account.new") == 1
    assert await hall.posts("张伟") == [("公法股", "head"), ("法制股", "liaison")]
    assert notes(made) == []


async def test_a_second_post_goes_to_the_one_who_stands(hall):
    await hall.enters(staff(person("陈", "法制股")))
    made = await hall.enters(staff(person("陈", "公法股")))
    assert whats(made) == ["post.new"]
    assert await hall.posts("陈") == [("公法股", "liaison"), ("法制股", "liaison")]


async def test_whoever_had_left_comes_back_as_the_same_person(hall):
    await hall.enters(staff(person("陈", "法制股")))
    who = await hall.person("陈")

    def leave(desk: Desk) -> None:
        post = people.memberships(desk.tx, who, on=desk.today_on)[0]
        people.end_membership(desk.tx, post.id, until_on="2026-02-01")

    await hall.act(leave)
    assert whats(await hall.compares(staff(person("陈", "法制股")))) == ["post.new"]


async def test_among_namesakes_who_stand_elsewhere_a_userid_decides(hall):
    await hall.enters(
        staff(person("张伟", "法制股", userid="zw1"), person("张伟", "公法股", userid="zw2")),
        [Member("zw1", "张伟", ("法制股",)), Member("zw2", "张伟", ("公法股",))],
    )
    third = staff(person("张伟", "办公室"))
    assert codes(await hall.compares(third)) == [("人员!name2", "namesakes_elsewhere")]
    known = [Member("zw2", "张伟", ("公法股",)), Member("zw3", "张伟", ("办公室",))]
    made = await hall.compares(staff(person("张伟", "办公室", userid="zw2")), known)
    assert [(one.what, one.facts["name"]) for one in made.changes] == [("post.new", "张伟")]
    made = await hall.compares(staff(person("张伟", "办公室", userid="zw3")), known)
    assert whats(made) == ["person.new", "post.new", "account.new"]


# WeCom ----------------------------------------------------------------------------------------------------


async def test_a_member_is_found_by_userid_or_by_name_and_department(hall):
    members = [
        Member("ChenXin", "陈", ("某局法制股",)),
        Member("LiuGu", "刘", ("公法股",)),
        Member("MaGu", "马股长", ()),
    ]
    made = await hall.enters(
        staff(person("陈", "法制股"), person("刘", "公法股"), person("马", "公法股", userid="magu")), members
    )
    bound = [(one.facts["name"], one.facts["userid"]) for one in made.changes if one.what == "account.new"]
    assert bound == [("陈", "ChenXin"), ("刘", "LiuGu"), ("马", "MaGu")]
    assert notes(made) == [("人员!userid4", "userid_other_name")]
    held = await hall.act(lambda desk: people.by_account(desk.tx, "wecom", bot=BOT, external_id="chenxin"))
    assert (held.name, held.chat, held.account_state) == ("陈", "chenxin", "active")


async def test_nobody_is_bound_on_a_guess(hall):
    elsewhere = [Member("zw9", "张伟", ("信息中心",))]
    made = await hall.compares(staff(person("张伟", "法制股")), elsewhere)
    assert (codes(made), notes(made)) == ([], [("人员!userid2", "only_elsewhere")])
    assert whats(made)[-2:] == ["person.new", "post.new"]
    two = [Member("a", "张伟", ("法制股",)), Member("b", "张伟", ("法制股",))]
    made = await hall.compares(staff(person("张伟", "法制股")), two)
    assert codes(made) == [("人员!userid2", "namesakes")]
    assert made.problems[0].allowed == ("a（法制股）", "b（法制股）")
    nobody = await hall.compares(staff(person("张伟", "法制股")), [])
    assert notes(nobody) == [("人员!userid2", "not_on_wecom")]


@pytest.mark.parametrize(
    ("row", "code"),
    [
        (person("新", "法制股", userid="nobody"), "userid_unknown"),
        (person("新", "法制股", userid="CHENXIN"), "userid_taken"),
        (person("陈", "法制股", userid="other"), "account_other"),
    ],
)
async def test_an_account_is_never_taken_over(hall, row, code):
    members = [Member("ChenXin", "陈", ("法制股",)), Member("other", "陈", ("法制股",))]
    await hall.enters(staff(person("陈", "法制股", userid="chenxin")), members)
    assert codes(await hall.compares(staff(row), members)) == [("人员!userid2", code)]


async def test_one_userid_for_two_names_is_refused(hall):
    rows = (person("陈", "法制股", userid="x"), person("刘", "法制股", userid="X"))
    made = await hall.compares(staff(*rows), [Member("x", "陈", ())])
    assert codes(made) == [("人员!userid3", "userid_twice")]


async def test_whoever_is_suspended_gets_no_account_by_a_list(hall):
    await hall.enters(staff(person("陈", "法制股")))
    who = await hall.person("陈")
    await hall.act(lambda desk: people.suspend(desk.tx, who))
    made = await hall.compares(staff(person("陈", "法制股")), [Member("c", "陈", ("法制股",))])
    assert (whats(made), notes(made)) == ([], [("人员!userid2", "suspended")])


# Columns --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("cells", "wrong"),
    [
        ({"unit": "甲股"}, ("栏目!unit2", "unit_unknown")),
        ({"list_url": "www.example.gov.cn"}, ("栏目!list_url2", "address_wanted")),
        ({"class": "大事"}, ("栏目!class2", "choice_unknown")),
        ({"limit_days": "0"}, ("栏目!limit_days2", "days_wanted")),
        ({"limit_days": "两天"}, ("栏目!limit_days2", "days_wanted")),
        ({"key": "TZGG"}, ("栏目!key2", "key_bad")),
    ],
)
async def test_what_is_wrong_with_a_column_is_named_by_its_cell(hall, cells, wrong):
    made = await hall.compares(Lists(columns=lines("栏目", {"name": "通知公告", **cells})))
    assert codes(made) == [wrong]


async def test_a_sheet_that_lacks_a_part_of_a_column_leaves_it_as_it_is(hall):
    whole = {"name": "通知公告", "unit": "法制股", "list_url": "https://a.gov.cn/t/", "class": "personnel"}
    await hall.enters(Lists(units=units("法制股"), columns=lines("栏目", whole)))
    assert whats(await hall.compares(Lists(columns=lines("栏目", {"name": "通知公告"})))) == []
    emptied = await hall.enters(Lists(columns=lines("栏目", {"name": "通知公告", "class": "", "unit": ""})))
    change = emptied.changes[0]
    assert (change.what, change.facts["unit"], change.facts["form"]["class"]) == ("column.changed", "", "")
    assert change.facts["list_url"] == "https://a.gov.cn/t/"


# Entering and taking back -----------------------------------------------------------------------------------


async def test_a_list_with_a_problem_is_not_entered(hall):
    with pytest.raises(Refused, match=r"office_list\.wrong"):
        await hall.enters(staff(person("陈", "法治股")))
    assert await hall.stands() == Lists()


async def test_without_an_import_there_is_nothing_to_take_back(hall):
    with pytest.raises(Refused, match=r"office_list\.none"):
        await hall.undoes()


async def test_imports_are_taken_back_newest_first(hall):
    await hall.enters(staff(person("陈", "法制股")))
    first = await hall.stands()
    await hall.enters(staff(person("刘", "公法股")))
    await hall.undoes()
    assert await hall.stands() == first
    await hall.undoes()
    assert await hall.stands() == Lists()
    assert await hall.act(lambda desk: imports.newest(desk.tx, hall.org)) is None


async def submits(hall: Hall, name: str, unit: str, *, column: str = "") -> None:
    who = await hall.person(name)

    def do(desk: Desk) -> None:
        office = next(row for row in orgs.offices_of(desk.tx, hall.org) if row.name == unit)
        item = items.create_item(
            desk.tx, org_id=hall.org, office_id=office.id, kind="publish", submitter_id=who,
            regime_hash=REGIME.digest, title="题", state="draft",
        )  # fmt: skip
        content = f'{{"body":"","column":"{column}","title":"题"}}'
        items.add_version(desk.tx, item, content=content, content_hash="c", by=who, title="题")

    await hall.act(do)


async def test_whoever_has_begun_to_work_is_named_and_everything_stays(hall):
    await hall.enters(staff(person("陈", "法制股"), person("刘", "公法股")))
    before = await hall.stands()
    await submits(hall, "陈", "法制股")
    with pytest.raises(Refused) as refused:
        await hall.undoes()
    assert (refused.value.code, refused.value.facts["names"]) == ("office_list.in_use", "陈")
    assert await hall.stands() == before


async def test_a_post_by_which_somebody_has_worked_stays(hall):
    await hall.enters(staff(person("陈", "法制股")))
    await hall.enters(staff(person("陈", "公法股")))
    await submits(hall, "陈", "法制股")
    assert await hall.undoes(), "the older post is not this list's"
    await hall.enters(staff(person("陈", "公法股")))
    await submits(hall, "陈", "公法股")
    with pytest.raises(Refused, match=r"office_list\.in_use"):
        await hall.undoes()


async def test_a_column_that_an_item_is_meant_for_stays(hall):
    await hall.enters(staff(person("陈", "法制股")))
    await hall.enters(
        Lists(columns=lines("栏目", {"name": "通知公告", "key": "tzgg"}, {"name": "另", "key": "tz"}))
    )
    await submits(hall, "陈", "法制股", column="tzgg")
    with pytest.raises(Refused) as refused:
        await hall.undoes()
    assert refused.value.facts["names"] == "通知公告"


async def test_what_was_changed_since_is_not_taken_back_over_it(hall):
    await hall.enters(Lists(units=lines("单位", {"name": "甲股", "key": "a"})))
    await hall.act(lambda desk: orgs.add_office(desk.tx, hall.org, key="a", name="乙股", kind="unit"))
    with pytest.raises(Refused) as refused:
        await hall.undoes()
    assert refused.value.facts["names"] == "甲股"


async def test_a_unit_in_which_somebody_else_has_a_post_by_now_stays(hall):
    await hall.enters(Lists(units=units("法制股", "办公室")))
    await hall.enters(Lists(units=units("公法股")))
    await hall.act(lambda desk: _join(desk, hall.org, "公法股"))
    with pytest.raises(Refused) as refused:
        await hall.undoes()
    assert refused.value.facts["names"] == "公法股"


def _join(desk: Desk, org: int, unit: str) -> None:
    office = next(row for row in orgs.offices_of(desk.tx, org) if row.name == unit)
    who = people.add_person(desk.tx, name="外")
    people.add_membership(desk.tx, who, office_id=office.id, role="liaison", from_on="2026-02-09")
