"""What a body outside decided is recorded on the page as in the chat; the units concerned are named there."""

from rules.model import Kind
from tests.stories.test_external import SHOWN
from tests.stories.ways import BODY, TITLE, head_approves, office_approves
from workflow import writing

NUMBER = "市政数函〔2026〕3号"


async def test_the_number_of_a_body_outside_is_recorded_on_the_page(house):
    office = house.office
    draft = await office.chen.drafts(TITLE, body=BODY, answers={"重要程度": "普通"})
    await draft.taps("改一项")
    await (await office.chen.expects("请选择要改的一项")).taps("方式")
    ask = await office.chen.expects("请选择方式")
    await ask.taps("首页漂浮")
    await ask.is_redrawn(containing="首页展示起始日期")
    ready = await office.chen.fills(ask, SHOWN)
    item = await office.chen.hands_in(ready, TITLE)
    await head_approves(office, item)
    await office_approves(office, item)
    card = await office.qian.expects("请送外部单位办理并登记结果", item)

    qian = await house.of("qian")
    shown = await qian.get(f"/m/item/{item}")
    assert "市政务服务数据局" in shown.words
    assert "同意" not in [form["_label"] for form in shown.forms()], "nothing is approved without its proof"
    form = next(form for form in shown.forms() if form.get("verb") == "external.record")
    fields = {name: value for name, value in form.items() if not name.startswith("_")}
    refused = await qian.post("/m/act", {**fields, "text": "  "})
    assert refused.status == 409
    assert "请先登记外部单位的文号或回执" in refused.words
    done = await qian.post("/m/act", {**fields, "text": NUMBER})
    assert done.status == 303, done.words
    await card.is_redrawn(containing=NUMBER)
    await office.qian.expects("请发布", item)
    chen = await house.of("chen")
    page = await chen.get(f"/m/item/{item}")
    assert "市政务服务数据局" in page.words, "among the opinions, by the body's name"


async def test_several_units_are_named_on_the_page_and_stay_as_they_were_named(open_house):
    house = await open_house(settings={"regime": "zhuhai"})
    by = house.id("chen")
    draft = await house.office.act(lambda desk: writing.begin(desk, by=by, kind=Kind.PUBLISH))

    def given(value):
        return house.office.act(lambda desk: writing.save(desk, draft, by=by, values={"units": value}))

    def line(desk):
        facts = writing.facts(desk, draft, by=by)
        return next(row for row in [*facts["missing"], *facts["filled"]] if row["key"] == "units")

    assert (await house.office.act(line))["value"] == ""
    for wrong in ("不存在的股", "不涉及、办公室"):
        assert list(await given(wrong)) == ["units"]
    assert await given("公共法律服务股，办公室") == {}
    held = await house.office.act(line)
    assert held["value"] == held["shown"] == "公共法律服务股、办公室"
    assert await given(held["value"]) == {}
    chen = await house.of("chen")
    page = await chen.get(f"/m/draft/{draft}")
    assert "公共法律服务股、办公室" in page.text
    assert await given("不涉及") == {}
    assert (await house.office.act(line))["shown"] == "不涉及"
