"""Every button in words: what the other stories of words leave out, and the promise that none is without."""

from typing import Any

import pytest

from bot.cards.actions import ACTIONS
from emulator import telegram_members as members
from handlers.routing import find_handlers, hear
from tests.office import Office, office_file
from tests.office_people import Card, Item
from tests.stories.test_roster import invites, opens
from tests.stories.ways import handed_in, head_approves, office_approves

# What each deciding button is in words.
TWINS = {
    "batch.approve": "同意 全部 确认",
    "column.say": "已更新 通知公告",
    "departure.filed": "已报备 张三",
    "deputy.end": "收回代理",
    "deputy.for": "代理 周副局长 3天",
    "enquiry.raise": "上报答复 KP-LX-2026-0001 K7Q2",
    "finding.assign": "转整改 0001 法制股",
    "finding.fixed": "当场已改 0001",
    "finding.kind": "报错 错字 标题有误",
    "finding.right": "复核通过 0001",
    "item.read": "已阅 0001",
    "item.reclaim": "拿回 0001",
    "item.urge": "催 0001",
    "misplaced.erase": "误传处置 0001 确认",
    "paper.confirm": "核对纸质 7 无误",
    "paper.refuse": "核对纸质 7 不符",
    "signers.off": "减签 K7Q2 周副局长",
    "signers.to": "加签 K7Q2 周副局长 前",
    "takedown.order": "紧急撤下 http://127.0.0.1/a.html",
    "takedown.removed": "已撤下 0001",
    "vacancy.to": "指定代办 0001 周副局长",
    "confirm.ok": "确认效果 KP-2026-0001",
    "confirm.wrong": "有问题 KP-2026-0001 标题有误",
    "draft.amend": "修改 KP-2026-0001",
    "calendar.apply": "应用日历",
    "calendar.drop": "放弃日历",
    "clock.snooze": "明早再提醒",
    "draft.drop": "放弃",
    "draft.submit": "提交",
    "draft.urgent": "加急 今晚须发布",
    "duty.all_ok": "全部正常",
    "duty.except": "有情况 3 附件打不开",
    "duty.ok": "正常 3",
    "duty.sign": "签名",
    "duty.take": "接班 2月12日",
    "duty.ticked": "有情况 3 附件打不开",
    "enquiry.approve": "同意答复 KP-LX-2026-0001 K7Q2",
    "enquiry.assign": "转办 KP-LX-2026-0001 法制股",
    "enquiry.class": "来信 咨询 年检怎么办",
    "enquiry.pass_on": "登记转信访 KP-LX-2026-0001",
    "enquiry.replied": "已回复 KP-LX-2026-0001",
    "enquiry.undo": "撤销答复 KP-LX-2026-0001",
    "group.bind": "绑定群 普法专班 法制股",
    "group.leave": "离开群 普法专班",
    "item.drop": "放弃 KP-2026-0001",
    "item.lower": "取消重要 K7Q2",
    "item.not_urgent": "取消加急 KP-2026-0001",
    "item.raise": "标为重要 K7Q2",
    "item.withdraw": "撤回 KP-2026-0001",
    "proposal.accept": "采用 KP-2026-0001",
    "proposal.decline": "不采用 KP-2026-0001",
    "publish.deleted": "已删除 KP-2026-0001",
    "publish.done": "已办好 KP-2026-0001",
    "publish.same_url": "已改好 KP-2026-0001",
    "publish.synced": "目录已同步 KP-2026-0001",
    "publish.url": "网址 KP-2026-0001 http://127.0.0.1/a.html",
    "request.channel": "申请公开 当面 行政复议统计",
    "request.confirmed": "确认收到 KP-YSQ-2026-0001",
    "request.event": "补正告知 KP-YSQ-2026-0001",
    "review.approve": "同意 K7Q2",
    "review.reason": "退回 K7Q2 日期有误",
    "review.undo": "撤销 K7Q2",
    "roster.confirm": "确认更换 刘股长",
    "roster.grant": "同意增加 何同志",
    "secrecy.all": "全部符合 K7Q2",
    "secrecy.except": "退回 K7Q2 不适宜对外发布",
    "secrecy.return": "退回 K7Q2 不适宜对外发布",
    "secrecy.ticked": "退回 K7Q2 不适宜对外发布，内容不实",
    "settings.digest": "设置 09:30",
}
DECIDES_NOTHING = {
    "delegation.give",  # asks; or 回复委派 KP-2026-0001 数据无误
    "delegation.to",  # asks; or 委派 K7Q2 周副局长 请核对
    "deputy.to",  # asks; or 代理 周副局长 3天
    "finding.item",  # asks; or 改信息 0001
    "finding.none",  # asks; or 不属实 0001 已核对
    "finding.not_right",  # asks; or 复核未过 0001 仍打不开
    "finding.put_off",  # asks; or 延期整改 0001 2月20日 等待数据
    "hand.to",  # asks; or 转交 K7Q2 周副局长 出差
    "item.inform",  # asks; or 抄送 0001 周副局长
    "item.remark",  # asks; or 意见 0001 请统一格式
    "item.restore",  # asks; or 恢复 0001 情形已消除
    "review.return_to",  # asks; or 退回 K7Q2 至部门负责人 日期有误
    "withhold.ground",  # asks; or 不予公开 K7Q2 个人隐私 含住址
    "batch.offer",  # shows what may be approved together
    "batch.pick",  # opens one of them
    "column.state",  # asks; or 书面说明 with the words
    "delegation.ask",  # asks whom; or 委派
    "finding.drop",  # leaves things as they are
    "hand.on",  # asks whom; or 转交
    "item.progress",  # 进度
    "review.withhold",  # asks on which ground; or 不予公开
    "signers.add",  # asks where; or 加签
    "signers.where",  # asks whom; or 加签
    "vacancy.name",  # asks whom; or 指定代办
    "clock.why",  # shows
    "content.explain",  # asks why; or 申请放行 with the reason
    "content.pass",  # asks why; or 放行 with the reason
    "draft.ask",  # asks; the answer is words
    "draft.edit",  # a menu
    "draft.ignore",  # leaves things as they are
    "draft.matter",  # 事项 and its name
    "draft.new",  # 交稿 and the words again
    "draft.set",  # the question may be answered in words
    "duty.list",  # 值班 本周
    "duty.open",  # 读网
    "duty.which",  # asks which; or 有情况 with the line
    "enquiry.draft",  # asks; or 答复 with the words
    "enquiry.drop",  # leaves things as they are
    "enquiry.new",  # 来信 and the words again
    "enquiry.not_ours",  # asks why; or 不属本科室 with the reason
    "enquiry.offices",  # a menu
    "enquiry.return",  # asks why; or 退回答复 with the reason
    "external.record",  # asks; the answer is words, or 同意 K7Q2 with the number
    "item.open",  # 查看
    "lookup.page",  # shows more
    "request.menu",
    "request.outcomes",  # a menu
    "review.back",
    "review.files",  # shows
    "review.more",  # shows
    "review.own_reason",  # asks; the answer is words
    "review.propose",  # asks; the answer is words
    "review.return",  # asks why
    "secrecy.exception",  # asks which
    "settings.lang",  # how the reader is spoken to
}


def test_every_button_that_decides_has_its_words() -> None:
    find_handlers()
    assert set(TWINS) | DECIDES_NOTHING == ACTIONS
    assert not set(TWINS) & DECIDES_NOTHING
    unheard = [words for words in TWINS.values() if hear(words) is None]
    assert not unheard


@pytest.mark.parametrize(("kind", "words"), [("modify", "已改好"), ("delete", "已删除")])
async def test_a_change_and_a_deletion_in_words(office: Office, kind: str, words: str) -> None:
    title = "关于2026年春节期间值班安排的通知"
    sites = office.emulator.site
    page = next(one for one in sites.pages.values() if one.title == title)
    address = sites.address(page)
    item = await office.chen.submits(title, kind=kind, answers={"原网页地址": address})
    await head_approves(office, item)
    await office_approves(office, item, secrecy=kind != "delete")
    task = await office.qian.expects("已发布信息", item)
    if kind == "delete":
        office.site.deletes(address)
    await office.chen.says(f"{words} {item}")
    await office.chen.expects("不由您办理")
    await office.qian.says(f"{words} {item}")
    await office.qian.expects("已记录，正在核对网页")
    await office.qian.says("目录已同步 0001")
    await office.qian.expects("已记录")
    await task.is_redrawn(buttons=[])
    seen = await office.chen.expects("请确认效果", item)
    await office.chen.says("有问题 0001 列表里还有旧标题")
    await office.chen.expects("问题已转网站管理员")
    await office.qian.expects("请改正网页", item, "列表里还有旧标题")
    await seen.is_redrawn(buttons=[])
    for card in office.qian.unheard():
        office.qian.hear(card)


async def test_importance_in_words(office: Office) -> None:
    item = await handed_in(office)
    card = await office.liu.expects("请审批", item)
    await office.liu.says(f"标为重要 {card.code}")
    await office.liu.expects("已收到")
    await office.liu.says(f"标为重要 {card.code}")
    await office.liu.expects("已收到")
    await office.chen.says(f"取消重要 {card.code}")
    await office.chen.expects("没有这个编码")
    await office.liu.says(f"取消重要 {card.code}")
    await office.liu.expects("已收到")
    await card.taps("同意")
    office.liu.toast("已同意")
    for person in (office.wang, office.zhao):
        await person.expects("请作保密审查", item)


async def proposed(office: Office) -> tuple[Item, Card]:
    """王主任 proposes another title; 陈信息's card."""
    item = await handed_in(office)
    await head_approves(office, item)
    card = await office.wang.expects("请作保密审查", item)
    await office.zhao.expects("请作保密审查", item)
    await card.taps("更多")
    more = await office.wang.expects("查看", item)
    await more.taps("建议改写")
    ask = await office.wang.expects("请回复改写建议", item)
    await ask.is_answered("关于开展2026年度年检工作的通知")
    await office.wang.expects("已收到")
    return item, await office.chen.expects("请确认改写", item, buttons=["采用", "不采用"])


async def test_a_proposal_is_taken_in_words_and_its_old_buttons_do_nothing_more(office: Office) -> None:
    item, offer = await proposed(office)
    await office.liu.says(f"采用 {item}")
    await office.liu.expects("没有查到这一件")
    await office.chen.says(f"采用 {item}")
    await office.chen.expects("已提交")
    await offer.is_redrawn(buttons=[])
    await office.chen.expects("已报送", item, "2026年度")
    await office.liu.expects("请审批", item, "2026年度年检")
    for label in ("采用", "不采用"):
        assert "请以最新卡片为准" in await offer.taps(label, stale=True)
    await office.chen.says(f"采用 {item}")
    await office.chen.expects("请以最新卡片为准")


async def test_a_proposal_is_declined_in_words(office: Office) -> None:
    item, offer = await proposed(office)
    await office.chen.says(f"不采用 {item}")
    await office.chen.expects("已收到")
    await office.wang.expects("未采用改写", item)
    await offer.is_redrawn(buttons=[])
    assert "请以最新卡片为准" in await offer.taps("采用", stale=True)


async def test_a_new_account_is_confirmed_in_words(office: Office) -> None:
    await office.wu.says("确认更换 刘股长")
    await office.wu.expects("没有等待确认的新账号")
    await office.wu.says("停用 刘股长")
    await office.wu.expects("已停用：刘股长")
    await office.wu.says("确认更换 刘股长")
    await office.wu.expects("没有等待确认的新账号")
    link, _, _ = await invites(office.wu, "刘股长", "法制股", "负责人")
    await opens(office.lin, link)
    await office.lin.expects("新账号须由他人确认")
    await office.wu.expects("请确认更换账号")
    await office.wang.says("确认更换 刘股长")
    await office.wang.expects("此项须由")
    await office.lin.says("确认更换 刘股长")
    await office.lin.expects("您的账号已停用")
    await office.wu.says("确认更换 刘股长")
    await office.wu.expects("已收到")
    await office.lin.expects("已登记：刘股长")


@pytest.mark.on_telegram  # nobody adds the assistant to a group of WeCom; its robot is entered beforehand
@pytest.mark.parametrize("words", ["绑定群 普法专班 法制股", "离开群 普法专班"])
async def test_a_group_is_bound_or_left_in_words(open_office: Any, words: str) -> None:
    file = office_file()
    file["groups"].append(
        {
            "id": "new",
            "title": "普法专班",
            "telegram_id": -4100000299,
            "members": ["wu", "chen"],
            "has_bot": False,
        }
    )
    office = await open_office(file=file)
    await office.wu.says(words)
    await office.wu.expects("没有等待绑定的工作群“普法专班”")
    group = office.group("new")
    group.act(members.join, "bot", by="chen")
    await office.wu.expects("请选择工作群所属单位：普法专班")
    await office.chen.says(words)
    await office.chen.expects("此项须由")
    await office.wu.says(words)
    await office.wu.expects("工作群设置已保存")
    if words.startswith("绑定群"):
        await group.expects("本群由法制股使用")
    else:
        assert await office.until(lambda: group.chat.bot_status == "left")
