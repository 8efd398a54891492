"""A draft: from words, a file, a forward or a command; only what is missing is asked; it survives restarts."""

import pytest

from tests.office import Office
from tests.office_people import USUAL
from tests.stories.ways import BODY, TITLE


async def test_from_the_command(office: Office) -> None:
    for words in (f"交稿 {TITLE}", f"/newitem {TITLE}"):
        await office.chen.says(words)
        card = await office.chen.expects("请补充", f"标题：{TITLE}", "请回复正文")
        assert card.buttons == ["改一项", "放弃"]


async def test_a_bare_command_asks_for_the_title_first(office: Office) -> None:
    await office.chen.says("交稿")
    await office.chen.expects("请补充", "请回复标题")
    await office.chen.says(TITLE)
    await office.chen.expects(f"标题：{TITLE}", "请回复正文")


async def test_from_loose_words_after_one_tap(office: Office) -> None:
    await office.chen.says(f"{TITLE}\n{BODY}")
    offer = await office.chen.expects(
        "是否新建稿件", BODY, buttons=["新建稿件", "申请修改", "申请删除", "不是"]
    )
    await offer.taps("新建稿件")
    await offer.is_redrawn(buttons=[])
    await office.chen.expects("请补充", f"标题：{TITLE}", "请选择栏目")
    assert "已经处理过" in await offer.taps("新建稿件", stale=True)


async def test_what_was_no_item_makes_none(office: Office) -> None:
    await office.chen.says("下午的会改到三点，请大家互相转告一下，谢谢。")
    offer = await office.chen.expects("是否新建稿件")
    await offer.taps("不是")
    await offer.is_redrawn(buttons=[])
    await office.chen.says("我的")
    await office.chen.expects("没有报送记录")


async def test_from_a_forwarded_message(office: Office) -> None:
    await office.chen.forwards_words(f"{TITLE}\n{BODY}", origin="法制股小李")
    offer = await office.chen.expects("是否新建稿件", BODY)
    await offer.taps("新建稿件")
    await office.chen.expects(f"标题：{TITLE}")


@pytest.mark.on_telegram  # what is forwarded to an app of WeCom looks like words of one's own
async def test_a_forwarded_command_is_no_command(office: Office) -> None:
    await office.liu.forwards_words("撤回 KP-2026-0001 和另外几份已经报送的稿件")
    await office.liu.expects("是否新建稿件")


async def test_the_kind_decides_what_is_asked(office: Office) -> None:
    await office.chen.says(f"{TITLE}的更正申请")
    offer = await office.chen.expects("是否新建稿件")
    await offer.taps("申请修改")
    card = await office.chen.expects("请选择栏目")
    await card.taps("通知公告")
    card = await card.is_redrawn(
        containing="待填：形成（变更）日期、重要程度、原网页地址、修改内容、理由、保密审查初审意见"
    )
    await card.taps("改一项")
    menu = await office.chen.expects("请选择要改的一项")
    assert menu.buttons[-2:] == ["改为发布", "改为申请删除"]
    await menu.taps("改为申请删除")
    await card.is_redrawn(containing="待填：重要程度、原网页地址、理由")


async def test_the_column_fills_in_what_it_knows(office: Office) -> None:
    card = await office.chen.drafts(TITLE, body=BODY, until="栏目")
    assert "类别：" not in card.text
    missing = next(line for line in card.text.splitlines() if line.startswith("待填"))
    assert missing == "待填：栏目、形成（变更）日期、信息来源、重要程度、保密审查初审意见"
    await card.taps("行政复议")
    await card.is_redrawn(containing=["栏目：行政复议", "类别：法治政府", "类型：主动公开", "方式：文字"])


async def test_columns_of_ones_own_office_come_first(office: Office) -> None:
    card = await office.sun.drafts(TITLE, body=BODY, until="栏目")
    assert card.buttons[:2] == ["公共法律服务", "法律援助"]


async def test_the_column_used_last_is_proposed(office: Office) -> None:
    from tests.stories.ways import handed_in

    await handed_in(office)
    await office.liu.expects("请审批")
    await office.chen.says("交稿 关于召开年度工作会议的通知")
    await office.chen.expects("栏目：通知公告", "信息来源：股室、处、所提供")


async def test_a_choice_may_be_written(office: Office) -> None:
    card = await office.chen.drafts(TITLE, body=BODY, until="栏目")
    assert "通知公告" in card.buttons
    await office.chen.says("通知公告")
    await office.chen.expects("栏目：通知公告", "请回复形成（变更）日期")


async def test_what_may_not_be_chosen_is_refused_with_what_may(office: Office) -> None:
    await office.chen.drafts(TITLE, body=BODY, until="栏目")
    await office.chen.says("头版头条")
    await office.chen.expects("栏目不能填“头版头条”", "通知公告")


async def test_dates_in_the_usual_forms(office: Office) -> None:
    for text, day in (
        ("2月6日", "2026年2月6日"),
        ("2026-2-6", "2026年2月6日"),
        ("20260206", "2026年2月6日"),
        ("2026年2月6日", "2026年2月6日"),
        ("昨天", "2026年2月8日"),
        ("12月31日", "2025年12月31日"),
    ):
        card = await office.chen.drafts(f"{TITLE}（{text}）", body=BODY, until="形成（变更）日期")
        assert len([label for label in card.buttons if "2026年2月" in label]) == 2
        await office.chen.says(text)
        card = await office.chen.expects(f"形成（变更）日期：{day}")
        await card.taps("放弃")
        await card.is_redrawn(containing="已放弃")


async def test_a_future_date_is_refused(office: Office) -> None:
    await office.chen.drafts(TITLE, body=BODY, until="形成（变更）日期")
    for text in ("2026年2月10日", "2027-01-01"):
        await office.chen.says(text)
        await office.chen.expects("形成日期不得晚于今天")
    await office.chen.says("30日左右")
    await office.chen.expects("不能填“30日左右”")
    await office.chen.says("今天")
    await office.chen.expects("形成（变更）日期：2026年2月9日")


async def test_every_line_can_be_written_anew(office: Office) -> None:
    card = await office.chen.drafts(TITLE, body=BODY)
    await card.taps("改一项")
    menu = await office.chen.expects("请选择要改的一项")
    await menu.taps("时限（工作日）")
    ask = await office.chen.expects("请回复时限（工作日）")
    await ask.is_answered("三天")
    await office.chen.expects("不能填“三天”")
    await ask.is_answered("3")
    card = await office.chen.expects("时限（工作日）：3个工作日")
    assert "第十八条（三）" in card.text, "the forecast shows the approved limit under its article"


async def test_the_forecast_shows_people_and_dates(office: Office) -> None:
    card = await office.chen.drafts(TITLE, body=BODY, important=True)
    lines = card.text[card.text.rindex("提交后的办理环节") :].splitlines()  # on WeCom its page has it whole
    assert [line.partition("．")[2].partition("：")[0] for line in lines[1:6]] == [
        "部门负责人", "分管局领导", "办公室", "网站管理员", "经办人",
    ]  # fmt: skip
    assert "王主任、赵干事" in card.text
    assert "2026年2月10日前，办公室要求" in card.text


async def test_it_survives_a_restart_in_the_middle_of_a_question(office: Office) -> None:
    card = await office.chen.drafts(TITLE, body=BODY, until="信息来源")
    await office.restart()
    await card.taps("股室、处、所提供")
    card = await office.chen.fills(card, USUAL)
    await office.restart()
    item = await office.chen.hands_in(card, TITLE)
    await office.liu.expects("请审批", item)


async def test_a_question_in_words_survives_a_restart(office: Office) -> None:
    await office.chen.says(f"交稿 {TITLE}")
    await office.chen.expects("请回复正文")
    await office.restart()
    await office.chen.says("正文第一句。")
    await office.chen.expects("请选择栏目")


async def test_a_command_parks_the_question(office: Office) -> None:
    await office.chen.says(f"交稿 {TITLE}")
    await office.chen.expects("请回复正文")
    await office.chen.says("待办")
    await office.chen.expects("待办")
    await office.chen.says("帮助")
    await office.chen.expects("用法")
    await office.chen.says("正文第一句。")
    await office.chen.expects("请选择栏目")


async def test_cancel_ends_the_question_and_keeps_the_draft(office: Office) -> None:
    await office.chen.says(f"交稿 {TITLE}")
    card = await office.chen.expects("请回复正文")
    await office.chen.says("取消")
    await office.chen.expects("已取消：填写草稿（草稿仍保留）")
    await office.chen.says("好")
    await office.chen.expects("没有看懂")
    if office.is_on_wecom("chen"):  # there a card is taken up from the list, for want of replies
        await office.chen.says("我的")
        listed = await office.chen.expects(TITLE, "草稿")
        await listed.taps(listed.buttons[0])
        await office.chen.expects("请回复正文", TITLE)
    await card.is_answered("正文第一句。")
    await office.chen.expects("请选择栏目", TITLE)


@pytest.mark.on_telegram  # WeCom has no replies
async def test_weeks_later_a_reply_to_the_card_goes_on(office: Office) -> None:
    await office.chen.says(f"交稿 {TITLE}")
    card = await office.chen.expects("请回复正文")
    await office.clock.forward(days=20)
    await card.is_answered("正文第一句。")
    await office.chen.expects("请选择栏目", TITLE)


async def test_weeks_later_it_opens_from_the_list(office: Office) -> None:
    card = await office.chen.drafts(TITLE, body=BODY, until="信息来源")
    await office.clock.forward(days=20)
    await office.chen.says("我的")
    listed = await office.chen.expects(TITLE, "草稿")
    await listed.taps(listed.buttons[0])
    again = await office.chen.expects("请选择信息来源")
    assert "股室、处、所提供" in again.buttons
    if not office.is_on_wecom("chen"):
        await card.is_redrawn(containing="已移至新卡", buttons=[])
    else:  # there nothing redraws a card after three days; what it offers is still the same draft's
        assert "已保存" in await card.taps("股室、处、所提供")
        await office.chen.expects("请选择重要程度", TITLE)


async def test_two_drafts_do_not_mix(office: Office) -> None:
    first = await office.chen.drafts(TITLE, body=BODY, until="栏目")
    await office.chen.says("交稿 关于召开年度工作会议的通知")
    second = await office.chen.expects("请回复正文", "关于召开年度工作会议的通知")
    await second.is_answered("会议定于本月召开。")
    second = await office.chen.expects("请选择栏目", "关于召开年度工作会议的通知")
    await first.taps("通知公告")
    await second.taps("政策文件")
    await first.is_redrawn(containing=[TITLE, "栏目：通知公告"])
    await second.is_redrawn(containing=["年度工作会议", "栏目：政策文件"])


async def test_dropped_drafts_take_no_more_words(office: Office) -> None:
    await office.chen.says(f"交稿 {TITLE}")
    card = await office.chen.expects("请回复正文")
    await card.taps("放弃")
    office.chen.toast("已放弃")
    await card.is_redrawn(containing="已放弃", buttons=[])
    await card.is_answered("正文第一句，写得晚了一点。")
    await office.chen.expects("没有看懂" if office.is_on_wecom("chen") else "已不是草稿")  # no replies there


async def test_who_hands_in_for_nobody_is_told_so(office: Office) -> None:
    await office.qian.says(f"交稿 {TITLE}")
    await office.qian.expects("您没有报送岗位")


async def test_nobody_else_touches_the_draft(office: Office) -> None:
    card = await office.chen.drafts(TITLE, body=BODY, until="信息来源")
    await office.sun.says("交稿 关于开放日活动安排的公告")
    other = await office.sun.expects("请回复正文")
    assert "此按钮已失效" in await office.sun.forges(other, card.data("股室、处、所提供"))


async def test_too_long_a_title_is_refused_and_long_words_become_the_body(office: Office) -> None:
    long = "为进一步规范行政执法行为，根据有关规定，现就开展二〇二六年度行政执法案卷评查工作的有关事项通知如下，请各镇街各部门认真贯彻执行。"
    await office.chen.says(long)
    offer = await office.chen.expects("是否新建稿件")
    await offer.taps("新建稿件")
    card = await office.chen.expects("请选择栏目", "为进一步规范行政执法行为")
    await card.taps("改一项")
    menu = await office.chen.expects("请选择要改的一项")
    await menu.taps("标题")
    await office.chen.expects("请回复标题")
    await office.chen.says(long)
    await office.chen.expects("文字过长，最多60字")
