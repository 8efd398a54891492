"""The record of an item: what people did, by name and time, and what the chain has of it."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from storage.canon import json_bytes
from tests.evidence.offices import BODY, SITE, TITLE, Walked
from workflow import evidence, lookup
from workflow.desk import Refused


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Walked]:
    walked = Walked(tmp_path)
    yield walked
    walked.close()


def record(office: Walked, item: int) -> dict[str, Any]:
    return office.read(lambda desk: evidence.record(desk, item))


def test_a_closed_item_is_told_whole(office: Walked):
    item = office.closed(files={"通知.docx": b"file", "附表.xlsx": b"table"})
    told = record(office, item)
    assert (told["number"], told["title"], told["body"], told["state"]) == (
        "KP-2026-0001",
        TITLE,
        BODY,
        "closed",
    )
    assert told["submitter"]["name"] == "陈信息"
    assert told["submitter"]["posts"][0]["role"] == "liaison"
    assert [(one["label"], one["decisions"][0]["name"]) for one in told["steps"]] == [
        ("部门负责人", "刘股长"),
        ("办公室", "王主任"),
        ("网站管理员", "钱网管"),
    ]
    head = told["steps"][0]["decisions"][0]
    assert (head["verdict"], head["at"][:16], head["content_hash"]) == (
        "approved",
        "2026-02-09T09:12",
        told["content_hash"],
    )
    assert "第十六条" in told["steps"][1]["signed"]
    assert len(told["steps"][1]["ticks"]) == 8
    assert {(one["value"], one["name"], one["cite"]) for one in told["steps"][1]["ticks"]} == {
        ("ok", "王主任", "第十六条")
    }
    assert told["confirmed"]["by"]["name"] == "陈信息"
    assert [(one["name"], one["state"], one["versions"]) for one in told["files"]] == [
        ("通知.docx", "stored", [1]),
        ("附表.xlsx", "stored", [1]),
    ]
    assert [(one["phase"], one["outcome"]) for one in told["proofs"]] == [("after", "verified")]
    assert {one["state"] for one in told["clocks"]} <= {"met", "running", "cancelled"}
    assert any(one["cite"] == "第二十一条" for one in told["clocks"])
    asked = [one for one in told["sent"] if one["kind"] == "review.asked"]
    assert {one["to"]["name"] for one in asked} >= {"刘股长", "王主任", "赵干事"}
    assert all(one["state"] == "sent" and one["sent_at"] and one["card"]["summary"] for one in asked)
    assert [one["act"] for one in told["audit"]][:2] == ["draft.opened", "item.submitted"]
    assert json_bytes(told) == json_bytes(record(office, item))


def test_a_returned_item_keeps_both_versions_and_the_reason(office: Walked):
    from workflow import draft, submit

    item = office.drafts()
    office.submits(item)
    office.returns(item, "日期有误")
    chen = office.people["chen"]
    office.act(lambda desk: submit.amend(desk, item, by=chen, occasion="amend"))
    office.act(lambda desk: draft.set_field(desk, item, by=chen, name="body", value="改为四月底前。"))
    half = record(office, item)
    assert (len(half["versions"]), half["body"]) == (1, BODY), "an amendment under way is its writer's own"
    office.submits(item)
    office.approves(item)
    told = record(office, item)
    assert [one["n"] for one in told["versions"]] == [1, 2]
    assert [(one["label"], one["after"]) for one in told["versions"][1]["changes"]] == [
        ("正文", "改为四月底前。")
    ]
    first = told["steps"][0]
    assert (first["state"], first["decisions"][0]["reason"], first["content_hash"]) == (
        "returned",
        "日期有误",
        told["versions"][0]["hash"],
    )
    assert [one["round"] for one in told["submissions"]] == [1, 2]


def test_what_was_never_handed_in_has_no_record(office: Walked):
    item = office.drafts()
    with pytest.raises(Refused, match="unknown"):
        record(office, item)


SPELLINGS = (
    "KP-2026-0001",
    "kp-2026-0001",
    "1",
    "2026-0001",
    f"{SITE}tzgg/2026.html",
    f"{SITE}tzgg/2026.html#top",
    f"{SITE}tzgg/2026.html/".replace("https", "http"),
    f"{SITE}tzgg/2026.html".replace("www.example", "WWW.Example"),
)
NOTHING = ("KP-2026-0002", "9", "https://www.example.gov.cn/other.html", "年检", "http://[", "")


def test_a_number_or_a_published_address_names_it_and_nothing_else_does(office: Walked):
    item = office.closed()
    wang = office.people["wang"]
    for text in SPELLINGS:
        assert office.read(lambda desk, text=text: evidence.sought(desk, office.org(), text)) == [item], text
        assert office.read(lambda desk, text=text: lookup.find_one(desk, text, by=wang)).id == item, text
        found = office.read(
            lambda desk, text=text: lookup._rows(desk, by=wang, what="found", page=0, query=text)
        )
        assert [one.id for one in found] == [item], text
    for text in NOTHING:
        with pytest.raises(Refused, match="unknown"):
            office.read(lambda desk, text=text: evidence.sought(desk, office.org(), text))
