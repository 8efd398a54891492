import hashlib
import json
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules.model import Attachment, Content, Importance, Kind, Refusal, Text

FULL = Content(
    kind=Kind.MODIFY,
    title="关于年检的通知",
    body="正文",
    column="notices",
    class_="activities",
    importance=Importance.IMPORTANT,
    formed_on=date(2026, 2, 9),
    source="unit",
    target_url="https://example.gov.cn/a.html",
    disclosure="proactive",
    exemption="law_in_force",
    exemption_evidence="开司〔2026〕3号",
    attachments=(Attachment("a" * 64, "通知.docx"), Attachment("b" * 64, "表.xlsx")),
    category="通知公告",
    type="文字",
    mode="网页",
    limit_days=3,
    secrecy_opinion="no_secret",
    change="日期改为3月1日",
    reason="时间调整",
)
WORDS = st.text(st.characters(exclude_categories=["Cs"]), max_size=20)
CONTENTS = st.builds(
    Content,
    kind=st.sampled_from(list(Kind)),
    title=WORDS,
    body=WORDS,
    class_=WORDS,
    importance=st.sampled_from(list(Importance)),
    formed_on=st.none() | st.dates(),
    target_url=st.none() | WORDS,
    exemption=st.none() | WORDS,
    attachments=st.lists(st.builds(Attachment, WORDS, WORDS), max_size=3).map(tuple),
    limit_days=st.none() | st.integers(0, 60),
)


def test_the_canonical_form_is_pinned():
    """Hashes of approvals given long ago must still be found: this form never changes under the same `v`."""
    plain = Content(kind=Kind.PUBLISH, title="通知")
    assert plain.canonical().decode() == (
        '{"attachments":[],"body":"","category":"","change":"","class":"","column":"","disclosure":"",'
        '"exemption":null,"exemption_evidence":"","formed_on":null,"importance":"ordinary","kind":"publish",'
        '"limit_days":null,"mode":"","reason":"","secrecy_opinion":"","source":"","target_url":null,'
        '"title":"通知","type":"","v":1}'
    )
    assert FULL.hash() == hashlib.sha256(FULL.canonical()).hexdigest()
    assert FULL.hash() == "a9012a909987a8d33025dfe181ae8fde5091c73823a110797ae117812cf35c69"


@given(CONTENTS)
def test_a_content_survives_its_canonical_form(content):
    again = Content.from_json(content.canonical())
    assert again == content
    assert again.hash() == content.hash()
    assert Content.from_json(content.canonical().decode()) == content


@given(CONTENTS, CONTENTS)
def test_contents_have_one_hash_just_when_they_are_the_same(one, other):
    assert (one.hash() == other.hash()) is (one == other)
    assert bool(one.differs_from(other)) is (one != other)


@pytest.mark.parametrize("name", [n for n in FULL.data() if n != "v"])
def test_changing_any_field_is_another_version(name):
    attribute = "class_" if name == "class" else name
    blank = Content(kind=Kind.PUBLISH)
    changed = FULL.altered(**{attribute: getattr(blank, attribute)})
    assert changed.hash() != FULL.hash()
    assert changed.differs_from(FULL) == (name,)


def test_the_order_of_attachments_counts():
    assert FULL.altered(attachments=FULL.attachments[::-1]).hash() != FULL.hash()


def test_absent_fields_keep_their_defaults():
    assert Content.from_json('{"kind": "delete"}') == Content(kind=Kind.DELETE)


@pytest.mark.parametrize(
    "text",
    [
        "[]",
        "{}",
        '"publish"',
        '{"kind": "publish", "v": 2}',
        '{"kind": "publish", "colour": "red"}',
        '{"kind": "issue"}',
        '{"kind": "publish", "importance": "huge"}',
        '{"kind": "publish", "formed_on": "2026-02-31"}',
        "{",
    ],
)
def test_a_form_that_is_not_known_is_refused(text):
    with pytest.raises(ValueError, match=r".+"):
        Content.from_json(text)


def test_half_a_character_cannot_be_hashed():
    with pytest.raises(ValueError, match="surrogates"):
        Content(kind=Kind.PUBLISH, title="\ud800").hash()


def test_a_text_reads_in_its_language_and_chinese_by_default():
    text = Text("退回", "return")
    assert [text.get("zh_CN"), text.get("en"), text.get("fr")] == ["退回", "return", "退回"]
    assert Text(**text.data()) == text


def test_a_refusal_without_facts_is_empty():
    assert Refusal("review.changed").data == {}


def test_json_names_are_those_that_are_agreed():
    assert set(json.loads(FULL.canonical())) == {
        *("v", "kind", "title", "body", "column", "class", "importance", "formed_on", "source", "target_url"),
        *("disclosure", "exemption", "exemption_evidence", "attachments", "category", "type", "mode"),
        *("limit_days", "secrecy_opinion", "change", "reason"),
    }
