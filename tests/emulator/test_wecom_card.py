"""Template cards: what is refused, and what a phone shows of what is not."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from emulator.wecom_card import PARTS, answers, judge
from emulator.wecom_drawn import drawn
from emulator.wecom_refusal import FACTS, LIMITS, Refused
from tests.emulator.wecom_calls import BUTTONS, CARDS, CHOICES, NEWS, NOTICE, VOTE, changed

KEY = "k" * 1025
MENU = {"action_list": [{"text": "撤回", "key": "a"}]}
LINES = "horizontal_content_list"
JUMP = {"type": 1, "title": "网", "url": "https://e.org/"}


def refused(card: dict[str, Any], *, update: bool = False) -> int:
    """The errcode a card is refused with; 0 when it is taken."""
    try:
        judge(card, update=update)
    except Refused as found:
        return found.code
    return 0


@pytest.mark.parametrize("kind", sorted(CARDS))
def test_a_plain_card_of_each_type_is_taken(kind: str):
    assert refused(CARDS[kind]) == 0
    visible, over = drawn(CARDS[kind])
    assert over == []
    assert visible["card_type"] == kind
    assert CARDS[kind]["main_title"]["title"] in visible["text"]


def test_the_five_types_are_all_there_are():
    assert set(CARDS) == set(PARTS)


ANY: list[tuple[str, Any, int]] = [
    ("card_type", "text", 42031), ("card_type", None, 42031), ("card_type", 5, 42031),
    ("main_title.title", "", 42033), ("main_title.title", 5, 40058), ("main_title", "x", 40058),
    ("source", "x", 40058), ("source.desc_color", 4, 40058), ("source.desc", 1, 40058),
    ("nonsense", 1, 40058), ("replace_text", "已办", 40058),
    ("task_id", "有空", 42014), ("task_id", "a b", 42014), ("task_id", "a" * 129, 42014), ("task_id", "", 42014),
    ("task_id", 5, 42014), ("task_id", "aZ09_-@", 0), ("task_id", "a" * 128, 0),
]  # fmt: skip


@pytest.mark.parametrize("card", [BUTTONS, VOTE, CHOICES, NEWS], ids=lambda one: one["card_type"])
@pytest.mark.parametrize(("path", "value", "code"), ANY)
def test_rules_of_every_card(card: dict[str, Any], path: str, value: Any, code: int):
    assert refused(changed(card, path, value)) == code


@pytest.mark.parametrize(
    ("card", "path", "value", "code"),
    [
        # task_id
        (BUTTONS, "task_id", None, 42014), (VOTE, "task_id", None, 42014), (CHOICES, "task_id", None, 42014),
        (NOTICE, "action_menu", MENU, 42014), (NOTICE | {"task_id": "t"}, "action_menu", MENU, 0),
        # action_menu
        (BUTTONS, "action_menu", {"action_list": []}, 40058), (BUTTONS, "action_menu", {}, 40058),
        (BUTTONS, "action_menu", {"action_list": [{"text": "一", "key": str(n)} for n in range(4)]}, 40058),
        (BUTTONS, "action_menu", {"action_list": [{"text": "一", "key": "a"}] * 2}, 42051),
        (BUTTONS, "action_menu", {"action_list": [{"text": "一", "key": KEY}]}, 42051),
        (BUTTONS, "action_menu", {"action_list": [{"text": "一"}]}, 42051),
        (BUTTONS, "action_menu", {"action_list": [{"key": "a"}]}, 40058),
        (VOTE, "action_menu", MENU, 40058), (CHOICES, "action_menu", MENU, 40058),
        # titles
        (NOTICE, "main_title", None, 42033), (NOTICE, "sub_title_text", "文", 0),
        (changed(NOTICE, "main_title"), "sub_title_text", "文", 0), (BUTTONS, "main_title", None, 42033),
        # quote and emphasis
        (NOTICE, "quote_area", {"type": 1}, 42028), (NOTICE, "quote_area", {"type": 2}, 42030),
        (NOTICE, "quote_area", {"type": 3}, 40058), (NOTICE, "quote_area", {"quote_text": "文"}, 0),
        (VOTE, "quote_area", {"quote_text": "文"}, 40058), (CHOICES, "quote_area", {"title": "文"}, 40058),
        (NOTICE, "emphasis_content", {"title": "5"}, 0), (BUTTONS, "emphasis_content", {"title": "5"}, 40058),
        # lines
        (BUTTONS, LINES, [{"keyname": "一"}] * 6, 0), (BUTTONS, LINES, [{"keyname": "一"}] * 7, 42035),
        (BUTTONS, LINES, "x", 42035), (BUTTONS, LINES, ["x"], 40058), (BUTTONS, LINES, [{"value": "一"}], 42027),
        (BUTTONS, LINES, [{"keyname": "一", "type": 1}], 42028),
        (BUTTONS, LINES, [{"keyname": "一", "type": 2, "value": "a.pdf"}], 42029),
        (BUTTONS, LINES, [{"keyname": "一", "type": 2, "value": "a", "media_id": "m"}], 42029),
        (BUTTONS, LINES, [{"keyname": "一", "type": 2, "value": "a.pdf", "media_id": "m"}], 0),
        (BUTTONS, LINES, [{"keyname": "一", "type": 3}], 42050), (BUTTONS, LINES, [{"keyname": "一", "type": 4}], 40058),
        (VOTE, LINES, [{"keyname": "一"}], 40058),
        # jumps and what a tap opens
        (NOTICE, "jump_list", [JUMP] * 3, 0), (NOTICE, "jump_list", [JUMP] * 4, 42042),
        (NOTICE, "jump_list", [{"type": 1, "title": "网"}], 42028), (NOTICE, "jump_list", [{"type": 2, "title": "网"}], 42030),
        (NOTICE, "jump_list", [{"title": ""}], 42033), (NOTICE, "jump_list", [{"title": "字"}], 0),
        (BUTTONS, "jump_list", [JUMP], 40058),
        (NOTICE, "card_action", None, 42045), (NOTICE, "card_action", {"type": 0}, 42045),
        (NOTICE, "card_action", {"type": 1}, 42028), (NOTICE, "card_action", {"type": 2}, 42030),
        (NEWS, "card_action", None, 42045), (BUTTONS, "card_action", {"type": 0}, 0),
        (BUTTONS, "card_action", {"type": 3}, 42045), (VOTE, "card_action", {"type": 1, "url": "https://e.org"}, 40058),
        # pictures
        (NEWS, "card_image", None, 42044), (NEWS, "card_image", {}, 42044), (NEWS, "card_image.url", "", 42044),
        (NEWS, "card_image.aspect_ratio", 1.29, 40058), (NEWS, "card_image.aspect_ratio", 2.25, 0),
        (NEWS, "card_image.aspect_ratio", 2.26, 40058), (NEWS, "card_image.aspect_ratio", "2", 40058),
        (changed(NEWS, "card_image"), "image_text_area", {"image_url": "https://e.org/a.png"}, 0),
        (changed(NEWS, "card_image"), "image_text_area", {"title": "文"}, 42044),
        (NEWS, "vertical_content_list", [{"title": "一"}] * 5, 42036), (NEWS, "vertical_content_list", [{"desc": "一"}], 42033),
        # buttons
        (BUTTONS, "button_list", None, 42038), (BUTTONS, "button_list", [], 42038),
        (BUTTONS, "button_list", [{"text": "一", "key": str(n)} for n in range(6)], 0),
        (BUTTONS, "button_list", [{"text": "一", "key": str(n)} for n in range(7)], 42038),
        (BUTTONS, "button_list", [{"key": "a"}], 42038), (BUTTONS, "button_list", [{"text": "一"}], 42039),
        (BUTTONS, "button_list", [{"text": "一", "key": "a"}] * 2, 42039),
        (BUTTONS, "button_list", [{"text": "一", "key": KEY}], 42039),
        (BUTTONS, "button_list", [{"text": "一", "type": 1}], 42028), (BUTTONS, "button_list", [{"text": "一", "type": 2}], 40058),
        (BUTTONS, "button_list", [{"text": "一", "key": "a", "style": 9}], 0),
        (BUTTONS, "button_list", [{"text": "一", "key": "a", "style": "1"}], 40058),
        # selections
        (BUTTONS, "button_selection.question_key", "", 42043), (BUTTONS, "button_selection.question_key", KEY, 42043),
        (BUTTONS, "button_selection.option_list", [], 42037),
        (BUTTONS, "button_selection.option_list", [{"id": str(n), "text": "一"} for n in range(11)], 42037),
        (BUTTONS, "button_selection.option_list", [{"id": "a", "text": "一"}] * 2, 42040),
        (BUTTONS, "button_selection.option_list", [{"id": "a" * 129, "text": "一"}], 42040),
        (BUTTONS, "button_selection.option_list", [{"text": "一"}], 42040),
        (BUTTONS, "button_selection.option_list", [{"id": "a"}], 42041),
        (BUTTONS, "button_selection.selected_id", "nowhere", 0), (BUTTONS, "button_selection.disable", True, 40058),
        # votes
        (VOTE, "checkbox", None, 42043), (VOTE, "checkbox.mode", 2, 40058), (VOTE, "checkbox.mode", True, 40058),
        (VOTE, "checkbox.option_list", [{"id": str(n), "text": "一"} for n in range(20)], 0),
        (VOTE, "checkbox.option_list", [{"id": str(n), "text": "一"} for n in range(21)], 42037),
        (VOTE, "checkbox.option_list.0.is_checked", "yes", 40058), (VOTE, "checkbox.disable", True, 40058),
        (VOTE, "submit_button", None, 42046), (VOTE, "submit_button.key", "", 42046), (VOTE, "submit_button.key", KEY, 42046),
        (VOTE, "submit_button.text", 5, 42049), (VOTE, "submit_button.text", None, 0),
        # choices
        (CHOICES, "select_list", None, 42047), (CHOICES, "select_list", [], 42047), (CHOICES, "select_list", "x", 42047),
        (CHOICES, "select_list", CHOICES["select_list"] * 2, 42047),
        (CHOICES, "select_list", CHOICES["select_list"][:1] * 2, 42043),
        (CHOICES, "select_list.0.option_list", [], 42037), (CHOICES, "submit_button.key", None, 42046),
    ],
)  # fmt: skip
def test_rules_of_one_card(card: dict[str, Any], path: str, value: Any, code: int):
    assert refused(changed(card, path, value)) == code


def test_updates_close_a_card_and_need_no_task():
    assert refused(changed(changed(VOTE, "task_id"), "checkbox.disable", True), update=True) == 0
    assert refused(BUTTONS | {"replace_text": "已同意"}, update=True) == 0
    assert refused(NOTICE | {"action_menu": MENU}, update=True) == 0
    assert refused(changed(VOTE, "checkbox.disable", "yes"), update=True) == 40058


def test_which_cards_call_back():
    assert [answers(one) for one in (BUTTONS, VOTE, CHOICES, NOTICE, NEWS)] == [True] * 3 + [False] * 2
    assert answers(NOTICE | {"action_menu": MENU})


class TestDrawn:
    def test_buttons(self):
        visible, _ = drawn(BUTTONS)
        assert [(one["text"], one["kind"], one["style"], one["disabled"]) for one in visible["buttons"]] == [
            ("同意", "callback", 1, False), ("退回", "callback", 2, False), ("查看", "url", 1, False)
        ]  # fmt: skip
        (selection,) = visible["selections"]
        assert [(one["id"], one["chosen"]) for one in selection["options"]] == [("a", True), ("b", False)]
        assert (visible["greyed"], selection["mode"], selection["disabled"]) == (None, "list", False)

    @pytest.mark.parametrize("by", ["card", "button"])
    def test_greyed(self, by: str):
        closed = BUTTONS | {"replace_text": "已同意"} if by == "card" else BUTTONS
        visible, _ = drawn(closed, greyed="已同意" if by == "button" else None)
        assert (visible["greyed"], visible["buttons"]) == ("已同意", [])
        assert visible["selections"][0]["disabled"]

    def test_votes_and_choices(self):
        visible, _ = drawn(VOTE)
        assert [one["chosen"] for one in visible["selections"][0]["options"]] == [False, True]
        assert [(one["text"], one["kind"]) for one in visible["buttons"]] == [("完成", "submit")]
        closed, _ = drawn(changed(VOTE, "checkbox.disable", True))
        assert closed["buttons"][0]["disabled"]
        visible, _ = drawn(CHOICES)
        assert [one["chosen"] for part in visible["selections"] for one in part["options"]] == [
            True, False, False, True
        ]  # fmt: skip
        assert visible["buttons"][0]["text"] == "提交"

    @pytest.mark.parametrize(("field", "limit"), sorted(LIMITS["card_advice"].items()))
    def test_advised_lengths_are_shown_cut_and_told(self, field: str, limit: int):
        for kind, whole in FULL.items():
            card: Any = whole
            for step in field.split("."):
                card = card[0] if isinstance(card, list) else card
                card = card.get(step) if isinstance(card, dict) else None
            if card is None:
                continue
            for text, told in (("题" * limit, False), ("题" * limit + "目", True)):
                path = field.replace("list.", "list.0.")
                path = path.replace("select_list.0.option_list.text", "select_list.0.option_list.0.text")
                made = changed(whole, path, text)
                assert refused(made) == 0, kind
                visible, over = drawn(made)
                assert [one.field for one in over] == ([field] if told else [])
                assert (text in str(visible)) is not told
                assert visible["cut"] is told
            return
        pytest.fail(f"no card bears {field}")

    @given(st.sampled_from(sorted(CARDS)), st.text(max_size=50))
    def test_any_title_can_be_drawn(self, kind: str, title: str):
        card = changed(CARDS[kind], "main_title.title", title or "题")
        assert refused(card) == 0
        assert drawn(card)[0]["title"]


FULL: dict[str, dict[str, Any]] = {
    "text_notice": NOTICE
    | {
        "source": {"desc": "读网"}, "emphasis_content": {"title": "5", "desc": "逾期"}, "sub_title_text": "文",
        "horizontal_content_list": [{"keyname": "栏目", "value": "公告"}], "jump_list": [JUMP],
        "main_title": {"title": "题", "desc": "述"},
    },
    "news_notice": NEWS, "button_interaction": BUTTONS, "vote_interaction": VOTE,
    "multiple_interaction": CHOICES,
}  # fmt: skip


def test_every_code_has_words():
    for code, said in FACTS["codes"].items():
        assert said["errmsg"]
        assert said["meaning"]
        assert Refused(int(code)).body(hint="1", ip="127.0.0.1")["errcode"] == int(code)
