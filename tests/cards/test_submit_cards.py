"""交稿: one question at a time, the forecast, the way back in."""

from bot.cards import build
from bot.cards.examples.cast import LONG_TITLE, item
from tests.cards.built import actions, fields, one, voice


def test_something_new_is_offered_not_taken():
    card = one("submit.offer", "text")
    assert card.title == "请确认：是否新建稿件"
    assert card.note == "收到以上内容，尚未建稿。"
    assert actions(card) == ["draft.new", "draft.new", "draft.new", "draft.ignore"]
    assert [dict(b.args).get("kind") for row in card.buttons for b in row] == [
        "publish",
        "modify",
        "delete",
        None,
    ]
    assert actions(one("submit.offer", "closed")) == []


def test_a_draft_asks_one_thing_and_names_what_is_missing():
    card = one("submit.draft", "asks_choice")
    assert card.title.startswith("请补充：")
    assert card.note == "请选择栏目。"
    assert fields(card)["待填"] == "栏目、形成日期"
    assert card.buttons[0][0].page == "/m/draft/42", "files lead"
    chosen = card.buttons[1][0]
    assert (chosen.action, dict(chosen.args)) == ("draft.set", {"key": "column", "value": "tzgg"})
    assert not card.wants_reply
    assert "draft.submit" not in actions(card)


def test_a_date_may_be_tapped_or_written():
    card = one("submit.draft", "asks_date")
    assert card.note.startswith("请回复形成日期，如2026年2月9日。")
    assert card.buttons[1][0].label == "2026年2月9日"
    assert dict(card.buttons[1][0].args)["value"] == "2026-02-09"
    assert card.wants_reply


def test_importance_is_asked_with_the_triggers_beside_it():
    note = one("submit.draft", "asks_importance").note
    assert note.endswith("有下列情形的，请选“重要”：涉及重大决策、涉及人事任免。")


def test_a_ready_draft_shows_its_way_and_may_be_submitted():
    card = one("submit.draft", "ready")
    assert card.title.startswith("请核对后提交：")
    assert card.body.split("\n")[0] == "提交后的办理环节："
    assert card.body.split("\n")[2].endswith("应于2026年2月18日前送达，依据第二十一条（7个工作日）")
    assert card.body.split("\n")[3] == "3．网站管理员：郑强，2026年2月10日前，办公室要求"
    assert actions(card) == ["draft.submit", "draft.edit", "draft.drop", "draft.urgent"]


def test_what_is_done_side_by_side_says_so_before_anything_is_handed_in():
    lines = one("submit.draft", "ready_beside").body.split("\n")
    assert lines[3] == "3．上一级主管部门：陈晓（与上一环节同时）"


def test_an_urgent_item_says_so_before_everything_else():
    card = one("submit.draft", "urgent")
    assert card.title.startswith("【加急】请核对后提交：")
    assert actions(card)[-1] == "item.not_urgent"
    assert fields(card)["加急"] == "今晚须发布"
    assert one("publish.asked", "open_urgent").title.startswith("【加急】请发布：")


def test_a_step_without_anybody_is_told_before_submission():
    card = one("submit.draft", "gap")
    assert card.risk == "以下环节尚无人员：分管局领导。请告办公室补齐后再提交。"
    assert "draft.submit" not in actions(card)


def test_a_cut_title_stands_whole_below():
    card = build("submit.filed", {"item": item(title=LONG_TITLE), "state": "review"}, voice())
    assert card.title.endswith("…")
    assert fields(card)["标题"] == LONG_TITLE
    assert LONG_TITLE in card.summary


def test_a_file_under_way_says_so():
    assert fields(one("submit.draft", "asks_file"))["附件"] == "附件.pdf（正在接收）"
    assert fields(one("submit.draft", "gap"))["附件"] == "扫描件.exe（未接收）"


def test_an_old_card_of_a_draft_points_to_the_new_one():
    assert one("submit.draft", "moved").note == "请在最新一张草稿卡上继续。"
    assert one("submit.draft", "submitted").title.startswith("已提交：")
    assert one("submit.draft", "dropped").title.startswith("已放弃：")


def test_the_filed_card_shows_how_far_the_item_is():
    card = one("submit.filed", "review")
    assert card.body.split("\n")[:2] == [
        "1．部门负责人：刘建国，2月10日 10:02，已办",
        "2．办公室：周敏、吴海燕，办理中",
    ]
    assert card.deadline.split("\n")[0] == (
        "期限：2026年2月25日，剩6个工作日，依据第二十一条（7个工作日）。信息形成后，须在此期限内提请发布"
    )
    assert actions(card) == ["item.withdraw", "item.open"]
    assert actions(one("submit.filed", "handover")) == ["item.open"]
    assert (one("submit.filed", "withdrawn").body, one("submit.filed", "withdrawn").deadline) == ("", "")


def test_a_return_carries_the_whole_reason_and_where_it_goes_on():
    card = one("submit.returned", "open")
    assert card.title.startswith("请修改：")
    assert fields(card)["退回"] == "周敏，2月10日 10:02（办公室）"
    assert card.body == "理由：正文第二段日期与附件不一致，请核对后再报。"
    assert card.note == "修改后从“办公室”环节继续办理，不必重新交稿。"
    assert actions(card) == ["draft.amend", "item.drop"]
    assert card.tone == "alert"


def test_a_long_reason_passes_whole():
    from bot.cards.examples import EXAMPLES

    facts = next(e.facts for e in EXAMPLES if (e.kind, e.state) == ("submit.returned", "open"))
    reason = "请核对。" * 2000
    assert reason in build("submit.returned", {**facts, "reason": reason}, voice()).body


def test_proposed_wording_is_taken_with_one_tap():
    card = one("submit.proposal", "open")
    assert card.body.split("\n")[1] == "改为：关于开展2026年度律师事务所检查考核的通知"
    assert actions(card) == ["proposal.accept", "proposal.decline"]
    assert dict(card.buttons[0][0].args) == {"proposal": "m:17"}
    assert one("submit.proposal", "accepted").title.startswith("已采用改写：")


def test_formation_is_registered_with_its_dates():
    card = one("submit.registered", "open")
    assert card.note == "请在期限内交稿，时限已开始计算。"
    assert "2026年3月12日（暂定）" in card.deadline


def test_the_kind_may_be_changed_while_the_item_has_no_number():
    kinds = [
        dict(b.args)["value"]
        for row in one("submit.edit_menu", "open").buttons
        for b in row
        if b.action == "draft.set"
    ]
    assert kinds == ["modify", "delete"]
    numbered = build("submit.edit_menu", {"item": item(), "fields": []}, voice())
    assert "draft.set" not in actions(numbered)
