"""审批: what a reviewer reads, in which order, and what stays after the decision."""

from bot.cards import build
from bot.cards.examples.cast import BODY, TITLE
from tests.cards.built import actions, fields, one, voice


def test_the_decision_card_says_what_who_when_and_under_which_article():
    card = one("review.asked", "open")
    assert card.title == f"请审批：{TITLE}"
    assert card.number == "KP-2026-0042"
    labels = [field.label for field in card.fields]
    assert labels[:4] == ["报送", "栏目", "事项", "环节"]
    assert fields(card)["报送"] == "陈晓（公共法律服务股）"
    assert fields(card)["环节"] == "部门负责人，第十八条（二）"
    assert fields(card)["形成日期"] == "2026年2月6日"
    assert fields(card)["时限"] == "3个工作日"
    assert card.deadline == "期限：2026年3月12日，剩17个工作日，依据第二十一条（20个工作日）"
    assert card.body == BODY
    assert card.tone == "ask"


def test_one_tap_signs_one_printed_sentence_bound_to_the_content():
    card = one("review.asked", "open")
    sentence = "已按第十六条、第二十二条审查，未发现问题，同意发布"
    assert card.citation == f"点“同意”即签署：{sentence}。内容校验码：9f2c4e1a"
    assert card.note == "也可回复：同意 K7Q2，或：退回 K7Q2 理由"
    assert actions(card) == ["review.approve", "review.return", "review.more", "review.files"]
    first = card.buttons[0][0]
    assert (first.style, card.buttons[0][1].style) == ("primary", "danger")


def test_approval_is_not_offered_before_the_secrecy_review():
    card = one("review.asked", "open_secrecy")
    assert card.title.startswith("请作保密审查：")
    assert "review.approve" not in actions(card)
    assert actions(card)[:3] == ["secrecy.all", "secrecy.exception", "review.return"]
    assert card.note == "也可回复：退回 K7Q2 理由"
    assert len(card.checklist) == 8
    assert fields(card)["保密审查"] == "待审查，第十六条"


def test_after_the_secrecy_review_the_card_asks_for_the_decision():
    card = one("review.asked", "open_secrecy_done")
    assert card.title.startswith("请审批：")
    assert "review.approve" in actions(card)
    assert {line.state for line in card.checklist} == {"ok"}
    assert fields(card)["保密审查"] == "全部符合，第十六条"


def test_an_exception_shows_on_the_card():
    card = one("review.asked", "open_exception")
    assert fields(card)["保密审查"] == "有例外，第十六条"
    assert "review.approve" not in actions(card)


def test_risks_are_told_one_a_line():
    lines = one("review.asked", "open_risks").risk.split("\n")
    assert lines[0] == "报送时注明免予保密审查：已生效的规范性文件，依据：开司〔2026〕3号。请核对。"
    assert lines[1] == "报送时注明免予保密审查：已审批确定需发布，未写依据。请核对。"
    assert lines[2] == "文中有2处隐藏字符，已用标记显示，请核对。"
    assert lines[-1] == "同意前还缺：目录同步证明。"


def test_an_overdue_date_and_a_provisional_one_are_called_so():
    assert "逾期2个工作日" in one("review.asked", "open_risks").deadline
    assert "2026年2月10日（暂定），今天到期" in one("review.asked", "open_diff").deadline
    assert one("review.asked", "open_no_deadline").deadline == ""


def test_what_changed_stands_before_the_text():
    body = one("review.asked", "open_diff").body
    assert body.startswith(
        "本次改动：\n形成日期：由「2026年2月5日」改为「2026年2月6日」\n来源：新增「本单位」"
    )
    assert "附件：删去「旧附件.docx」" in body
    assert body.endswith(BODY)


def test_a_decided_card_says_who_and_when_and_has_no_buttons():
    card = one("review.asked", "approved")
    assert card.title == f"已同意：{TITLE}"
    assert card.note == "吴海燕已于2月10日 10:02同意，无需再办。"
    assert (card.buttons, card.tone, card.body, card.citation) == ((), "done", "", "")


def test_my_own_decision_can_be_undone_for_a_while():
    card = one("review.asked", "approved_mine_undo")
    assert card.note == "您已于2月10日 10:02同意。\n2月10日 10:07前可撤销，也可回复：撤销 K7Q2"
    assert actions(card) == ["review.undo"]
    assert actions(one("review.asked", "approved_mine")) == []


def test_a_return_shows_its_reason():
    assert fields(one("review.asked", "returned"))["理由"] == "标题与正文不符。"


def test_a_changed_or_withdrawn_item_leaves_a_true_card():
    assert one("review.asked", "void").note == "内容已有变动，本卡不再有效，请以新卡为准。"
    assert one("review.asked", "withdrawn").note == "报送人已撤回，无需审批。"


def test_returning_takes_one_of_four_reasons_or_ones_own():
    card = one("review.reasons", "open")
    keys = [dict(b.args).get("key") for row in card.buttons for b in row]
    assert keys == ["wording", "facts", "column", "incomplete", None, None]
    assert actions(card)[-2:] == ["review.own_reason", "review.back"]
    assert one("review.own_reason", "open").wants_reply


def test_the_last_approval_of_an_important_item_asks_once():
    card = one("review.confirm", "open")
    assert card.risk == "此件为重要信息，您的同意是最后一道审批。"
    assert [(b.action, dict(b.args)) for b in card.buttons[0]] == [
        ("review.approve", {"sure": "1"}),
        ("review.back", {}),
    ]
    assert card.buttons[0][0].label == "确认同意"


def test_more_offers_only_what_this_reader_may():
    assert actions(one("review.more", "raise")) == ["review.files", "item.raise"]
    assert actions(one("review.more", "lower")) == ["review.files", "item.lower", "item.remark"]
    assert actions(one("review.more", "propose")) == ["review.files", "review.propose", "review.withhold"]
    assert actions(one("review.more", "urgent")) == ["review.files", "item.not_urgent"]
    assert actions(one("review.more", "nothing")) == ["item.inform"]


def test_files_come_with_the_picture_of_their_first_page():
    card = one("review.files", "some")
    assert [(f.type, f.preview) for f in card.files] == [
        ("image/png", True),
        ("application/msword", False),
        ("application/pdf", False),
    ]


def test_english_reads_the_same():
    card = one("review.asked", "open", "en")
    assert card.title.startswith("Please review: ")
    assert card.deadline == "Due 12 March 2026, 17 working days left, under Article 21 (20 working days)"
    assert fields(card)["Step"] == "section head, Article 18(2)"
    assert card.note == "Or reply: 同意 K7Q2, or: 退回 K7Q2 reason"
    assert one("review.asked", "approved", "en").note == (
        "吴海燕 approved this on 10 February, 10:02; nothing is left for you to do."
    )


def test_an_office_target_is_never_called_an_article():
    from bot.cards.examples.review import asked

    due = {"due_on": "2026-03-12", "days_left": 1, "cite": "第十八条", "figure": "", "office_target": True}
    facts = {**asked(), "deadline": due}
    assert build("review.asked", facts, voice()).deadline == "期限：2026年3月12日，剩1个工作日，办公室要求"
