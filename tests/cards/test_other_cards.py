"""发布, 时限, 人员, 查询, answers and refusals: the sentences that matter."""

import pytest

from bot.cards import build
from bot.cards.examples.cast import TITLE, URL
from tests.cards.built import actions, fields, one, voice


@pytest.mark.parametrize(
    ("state", "verbs"),
    [
        ("open_publish", ["publish.url"]),
        ("open_modify", ["publish.same_url", "publish.url", "publish.synced"]),
        ("open_delete", ["publish.deleted", "publish.synced"]),
        ("open_synced", ["publish.same_url", "publish.url"]),
        ("checking", []),
        ("checking_modify", ["publish.synced"]),
        ("done", []),
        ("void", []),
    ],
)
def test_the_web_admin_is_offered_what_the_kind_needs(state, verbs):
    assert actions(one("publish.asked", state)) == verbs


def test_the_web_admins_limit_is_an_article_or_the_offices_wish():
    assert one("publish.asked", "open_publish").deadline == "发布时限：2026年2月11日，剩1个工作日，办公室要求"
    assert (
        one("publish.asked", "open_modify").deadline
        == "发布时限：2026年2月13日，剩3个工作日，依据第十八条（三）"
    )


def test_the_web_admin_gets_the_files_and_the_old_address():
    assert [file.name for file in one("publish.asked", "open_publish").files] == ["年度检查考核通知.docx"]
    assert fields(one("publish.asked", "open_modify"))["原网址"] == URL
    assert one("publish.asked", "done").files == ()


def test_a_page_that_differs_is_told_point_by_point():
    lines = one("publish.checked", "differs").body.split("\n")
    assert lines[0] == "不一致：网页与审批内容有7处不同。"
    assert lines[2] == "日期：应为“2026年2月10日”，网页上未找到"
    assert lines[-1] == "网页已留存：2026年2月11日 09:31，校验码7be0c11d"
    assert one("publish.checked", "differs").tone == "alert"


def test_the_liaison_confirms_the_effect_on_the_page_itself():
    card = one("confirm.asked", "open")
    assert card.title.startswith("请确认效果：")
    assert [b.url for b in card.buttons[1]] == [URL]
    assert one("confirm.asked", "confirmed").note == "陈晓已于2月10日 10:02确认效果。"
    assert one("confirm.asked", "open_delete").note == "请打开原网址检查，确已删除后点“确认效果”。"


def test_a_reminder_is_one_message_with_the_most_urgent_first():
    card = one("clock.reminder", "overdue")
    assert card.title == "请尽快办理：1件逾期（共6件）"
    assert "逾期2个工作日" in card.fields[0].value
    assert [len(row) for row in card.buttons] == [1, 1, 1, 1, 1, 2]
    assert [button.label for button in card.buttons[-1]] == ["为什么是这天", "明早再提醒"]
    assert card.buttons[0][0].label == "去办理 KP-2026-0031"
    assert card.buttons[0][0].subject == "item:42"


def test_the_group_hears_numbers_units_and_dates():
    card = one("clock.overdue", "group")
    assert card.title == "请尽快办理：2件已逾期"
    assert (card.fields[0].label, card.fields[0].value) == (
        "KP-2026-0031（公共法律服务股）",
        "2026年2月5日，逾期2个工作日，依据第二十一条（20个工作日）",
    )
    unnumbered = {
        "lines": [{"number": "", "office": "甲股", "due_on": "2026-02-05", "days_over": 1, "cite": ""}]
    }
    assert build("clock.overdue", unnumbered, voice()).fields[0].label == "未编号（甲股）"


def test_an_invitation_is_handed_over_in_private():
    card = one("roster.invited", "liaison")
    assert card.private
    assert [b.copy for row in card.buttons for b in row] == [fields(card)["链接"], "K7Q2M9XA"]
    assert "K7Q2M9XA" not in card.summary


def test_a_stranger_gets_one_fixed_sentence():
    assert one("roster.stranger", "open").note == "您尚未登记，请联系本单位办公室索取邀请。"


def test_a_lost_phone_lists_what_it_did():
    card = one("roster.suspended", "with_taps")
    assert card.body.split("\n")[1] == "KP-2026-0042：同意，2月9日 09:12"
    assert card.risk == "待办已转其他有权人员，无人可转的另行提示：KP-2026-0044、KP-2026-0045。"


def test_an_unknown_role_or_act_does_not_break_a_card():
    told = build(
        "roster.welcome",
        {"name": "甲", "posts": [{"office": "乙股", "role": {"zh_CN": "顾问", "en": "x"}}]},
        voice(),
    )
    assert "乙股（顾问）" in told.note
    quiet = {
        "name": "甲",
        "taps": [{"number": "KP-2026-0001", "verb": "new.act", "at": "2026-02-09T01:12:00Z"}],
    }
    assert "new.act，2月9日 09:12" in build("roster.suspended", quiet, voice()).body


def test_a_list_shows_its_page_and_goes_on_from_it():
    card = one("lookup.list", "found")
    last = card.buttons[-1][0]
    assert (last.action, dict(last.args)) == ("lookup.page", {"what": "found", "page": "1", "query": "年检"})
    assert card.note == "第1页，还有更多。"
    assert card.fields[0].value == "等您审批（办公室），剩3个工作日" or card.fields[0].value.startswith(
        "审批中"
    )
    assert one("lookup.list", "todo").fields[0].value == "等您审批（办公室），剩3个工作日"
    assert one("lookup.list", "mine").fields[0].value == "审批中（办公室），剩3个工作日"
    assert one("lookup.list", "mine").note == "第2页"


def test_a_bare_approval_lists_the_codes():
    card = one("lookup.list", "bare_decide")
    assert card.fields[0].value == "等您审批，编码K7Q2"
    assert card.note == "请回复：同意 编码，或：退回 编码 理由"


def test_one_item_shows_its_record_without_machinery():
    body = one("lookup.item", "review").body
    assert body.endswith("办理记录：\n2026年2月9日 10:00 陈晓提交\n2026年2月10日 10:00 周敏退回：日期有误")
    also = ["item.urge", "item.inform", "item.progress"]
    assert actions(one("lookup.item", "review")) == ["item.withdraw", *also]
    assert actions(one("lookup.item", "returned")) == ["draft.amend"]


def test_help_gives_every_word_its_meaning():
    assert fields(one("help", "open"))["交稿 /newitem"] == "新建稿件"
    assert fields(one("help", "open", "en"))["待办 /todo"] == "what waits for you"


@pytest.mark.parametrize(
    ("kind", "state", "said"),
    [
        ("review.recorded", "approved", "已同意KP-2026-0042。20秒后送下一环节，5分钟内可撤销。"),
        ("review.undone", "said", "已撤销对KP-2026-0042的办理，请重新审批。"),
        ("draft.saved", "said", "已保存：形成日期为“2026年2月6日”。"),
        ("draft.saved", "plain", "已保存。"),
        ("refused", "review.decided", "KP-2026-0042已由吴海燕于2月10日 10:02同意，您无需再办。"),
        ("refused", "review.decided_1", "此件已由吴海燕于2月10日 10:02退回，您无需再办。"),
        ("refused", "draft.incomplete", "还不能提交，请补齐：栏目、形成日期。"),
        ("refused", "draft.gap", "以下环节无人可办：分管局领导。请告办公室补齐人员后再提交。"),
        ("refused", "file.too_big", "文件23.5MB，超过20MB，无法接收。请压缩或拆分后重发。"),
        ("refused", "review.separation", "本人报送的信息须由他人审批。"),
        ("cancelled", "nothing", "已取消，没有保存。"),
    ],
)
def test_answers_say_what_happened_and_what_to_do_next(kind, state, said):
    card = one(kind, state)
    assert (card.title, card.note, card.summary) == ("", said, said)


def test_a_refusal_with_a_very_long_fact_stays_a_toast():
    card = build("refused", {"code": "lookup.nothing", "query": "年" * 5000}, voice())
    assert len(card.summary) == 200
    assert card.note.endswith("两个字以上的词。")


def test_facts_for_the_machinery_are_not_shown():
    card = build("refused", {"code": "item.unknown", "_lang": "en", "_terms": {"office": "秘书科"}}, voice())
    assert "秘书科" not in card.note


def test_a_reminder_for_one_item_names_it_in_the_title():
    assert one("clock.reminder", "one").title == f"请办理：{TITLE}"
