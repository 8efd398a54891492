"""What people wrote comes out as they wrote it; what nobody sees is shown by a mark."""

import pytest

from bot.cards import build
from bot.cards.examples import EXAMPLES
from bot.cards.examples.cast import item
from tests.cards.built import fields, texts, voice

NASTY = [
    "<b>粗</b> & \"引\" '号'",
    "{ $title } { -office } {0} %s",
    "`*_[链接](http://x.test)~|",
    "*[other] .attribute = x",
    "关于&lt;公告&gt;的\\u202E通知",
]


def _filed(title: str):
    return build("submit.filed", {"item": item(title=title), "state": "review"}, voice())


@pytest.mark.parametrize("title", NASTY)
def test_a_title_passes_literally(title):
    assert _filed(title).title == f"已报送：{title}"


@pytest.mark.parametrize("text", NASTY)
def test_a_body_passes_literally(text):
    facts = next(e.facts for e in EXAMPLES if (e.kind, e.state) == ("review.asked", "open"))
    assert build("review.asked", {**facts, "body": text}, voice()).body == text


def test_sentences_put_in_bidi_characters_as_they_are():
    assert (
        voice()("refused-roster-name-unknown", name="\u202eabc\u202c")
        == "没有“\u202eabc\u202c”这个人，请核对姓名。"
    )


def test_cards_show_hidden_characters_by_marks():
    card = _filed("关于\u202e告公\u202c的\u200b通知")
    assert card.title == "已报送：关于[U+202E]告公[U+202C]的[U+200B]通知"
    assert not any(set(text) & set("\u202e\u202c\u200b") for text in texts(card))


def test_marks_reach_every_text_of_a_card():
    """A36."""
    facts = next(e.facts for e in EXAMPLES if (e.kind, e.state) == ("review.asked", "open_diff"))
    dirty = _dirty(facts)
    for text in texts(build("review.asked", dirty, voice())):
        assert "\u202e" not in text


def _dirty(value):
    match value:
        case dict():
            return {
                key: _dirty(held) if key not in {"state", "kind", "verdict", "due_on"} else held
                for key, held in value.items()
            }
        case list() | tuple():
            return [_dirty(held) for held in value]
        case str():
            return f"\u202e{value}"
        case _:
            return value


def test_a_long_body_is_never_cut_here():
    facts = next(e.facts for e in EXAMPLES if (e.kind, e.state) == ("review.asked", "open"))
    body = "正文。" * 10_000
    assert build("review.asked", {**facts, "body": body}, voice()).body == body


def test_a_mark_is_not_parted_by_a_cut():
    card = _filed("通" * 21 + "\u202e" + "知" * 20)
    assert card.title == "已报送：" + "通" * 21 + "…"
    assert "[U+202E]" in fields(card)["标题"]
