from dataclasses import replace
from datetime import date

import pytest

from rules.form import exemption_stands, missing
from rules.model import Attachment, Content, Importance, Kind, Refusal
from rules.regime import load

KAIPING = load("kaiping")
CHOSEN = load("kaiping", overlays=[{"exemption_mode": "secrecy_only"}])
ITEM = Content(
    kind=Kind.PUBLISH,
    title="通知",
    body="正文",
    column="notices",
    class_="activities",
    importance=Importance.ORDINARY,
    formed_on=date(2026, 2, 9),
    source="unit",
    disclosure="proactive",
    category="通知",
    type="文字",
    mode="网页",
    secrecy_opinion="no_secret",
)


def wanted(content, rules=KAIPING):
    return [field.name for field in missing(rules.form, kind=content.kind, held=content.data())]


def test_a_bare_draft_is_asked_for_everything_in_the_order_of_the_form():
    assert wanted(Content(kind=Kind.PUBLISH)) == [
        *("title", "body", "column", "class", "formed_on", "source"),
        *("category", "type", "mode", "disclosure", "secrecy_opinion"),
    ]
    assert wanted(Content(kind=Kind.DELETE)) == ["title", "column", "target_url", "reason"]
    assert wanted(Content(kind=Kind.MODIFY)) == [
        *("title", "column", "formed_on", "target_url", "change", "reason", "secrecy_opinion"),
    ]


def test_a_full_form_wants_nothing():
    assert wanted(ITEM) == []


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"body": ""}, ["body"]),
        ({"body": "", "attachments": (Attachment("a" * 64, "通知.docx"),)}, []),
        ({"secrecy_opinion": ""}, ["secrecy_opinion"]),
        ({"secrecy_opinion": "", "exemption": "law_in_force"}, ["exemption_evidence"]),
        ({"secrecy_opinion": "", "exemption": "law_in_force", "exemption_evidence": "开司〔2026〕3号"}, []),
        ({"formed_on": None, "source": ""}, ["formed_on", "source"]),
        ({"kind": Kind.MODIFY, "target_url": "https://a", "reason": "变更"}, []),
        ({"kind": Kind.MODIFY, "target_url": "https://a", "reason": "变更", "body": ""}, ["change"]),
    ],
)
def test_only_what_is_missing_is_asked(changes, expected):
    assert wanted(replace(ITEM, **changes)) == expected


@pytest.mark.parametrize(
    ("rules", "changes", "answer"),
    [
        (KAIPING, {}, None),
        (CHOSEN, {"exemption": "law_in_force", "exemption_evidence": "开司〔2026〕3号"}, None),
        (
            CHOSEN,
            {"exemption": "law_in_force", "exemption_evidence": " "},
            Refusal("exemption.evidence_missing", {"exemption": "law_in_force"}),
        ),
        (
            CHOSEN,
            {"exemption": "hurry"},
            Refusal(
                "exemption.unknown",
                {"known": ["law_in_force", "reviewed_at_issue", "licence_result", "approved_release"]},
            ),
        ),
        (
            CHOSEN,
            {"exemption": "law_in_force", "kind": Kind.DELETE},
            Refusal("exemption.not_for_kind", {"kind": "delete"}),
        ),
        (
            KAIPING,
            {"exemption": "law_in_force", "exemption_evidence": "开司〔2026〕3号"},
            Refusal("exemption.not_chosen"),
        ),
    ],
)
def test_an_exemption_stands_on_the_offices_choice_and_its_evidence(rules, changes, answer):
    assert exemption_stands(rules, replace(ITEM, **changes)) == answer
