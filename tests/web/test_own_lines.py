"""A regime's own lines and special matters on the page: the same rules as in the chat."""

from rules.model import Kind
from tests.stories.ways import BODY, TITLE
from workflow import writing

PUBLIC = {
    "title": TITLE,
    "body": BODY,
    "column": "tzgg",
    "class": "solicitation",
    "formed_on": "2026-02-09",
    "source": "own",
    "importance": "ordinary",
    "oa_number": "苏应急办〔2026〕118",
    "secrecy_opinion": "no_secret",
}


async def test_several_may_be_ticked_dates_picked_and_wrong_ones_stand_where_they_were_typed(open_house):
    house = await open_house(settings={"regime": "jiangsu"})
    by = house.id("chen")

    def begin(desk):
        item = writing.begin(desk, by=by, kind=Kind.PUBLISH)
        assert writing.save(desk, item, by=by, values=PUBLIC) == {}
        return item

    path = f"/m/draft/{await house.office.act(begin)}"
    chen = await house.of("chen")
    page = await chen.get(path)
    for asked in ("征集方式", "征集截止日期", "同时发布的栏目"):
        assert asked in page.words
    assert page.text.count('type="checkbox" name="f-method"') == 4
    assert 'type="date" value="" id="i-closes_on"' in page.text
    assert "转载链接" not in page.words

    wrong = await chen.post(path, [("csrf", page.csrf), ("f-closes_on", "2026-02-01")])
    assert wrong.status == 422
    assert "征集截止日期不得早于今天" in wrong.words
    given = [("f-method", "mail"), ("f-method", "online"), ("f-closes_on", "2026-03-20")]
    saved = await chen.post(path, [("csrf", page.csrf), *given, ("f-second_column", "zcwj")])
    assert saved.status == 303, saved.words
    page = await chen.get(path)
    assert "电子邮件、网上留言" in page.words
    assert "2026年3月20日" in page.words
    assert "政策文件" in page.words
    assert "提交" in [form["_label"] for form in page.forms()]


async def test_a_special_matter_is_begun_and_handed_in_on_the_page(house):
    chen = await house.of("chen")
    page = await chen.get("/m/new")
    assert "第十二条" in page.words
    begun = await chen.press(page, "内容保障管理员报备")
    path = begun.headers["Location"]
    page = await chen.get(path)
    assert "内容保障管理员报备" in page.words
    assert "保密审查初审意见" not in page.words
    fields = {"f-title": "法制股管理员变动", "f-successor": "何同志", "f-changed_on": "2026-02-06"}
    saved = await chen.post(path, {"csrf": page.csrf, **fields})
    assert saved.status == 303, saved.words
    done = await chen.press(await chen.get(path), "提交")
    assert done.status == 303, done.words
    card = await house.office.liu.expects("请审批", "法制股管理员变动")
    await house.office.chen.expects("已报送")
    await card.taps("同意")
    await house.office.zhao.expects("请办理")
    await house.office.wang.expects("请办理")
    wang = await house.of("wang")
    home = await wang.get("/m")
    number = home.text.partition("/m/item/")[2].partition('"')[0]
    await wang.press(await wang.get(f"/m/item/{number}"), "已办好")
    await house.office.chen.expects("请确认效果")
    closed = await chen.press(await chen.get(f"/m/item/{number}"), "确认效果")
    assert closed.status == 303, closed.words


async def test_a_matter_that_there_is_not_is_refused(house):
    chen = await house.of("chen")
    page = await chen.get("/m/new")
    refused = await chen.post("/m/new", {"csrf": page.csrf, "kind": "publish", "matter": "nothing"})
    assert refused.status in {404, 409}
