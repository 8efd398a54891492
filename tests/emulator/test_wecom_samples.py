"""The twin against bodies that others published; the folder of samples is no part of the project."""

import json
from copy import deepcopy
from pathlib import Path
from typing import Any

import pytest

from emulator.wecom_card import judge
from emulator.wecom_drawn import drawn
from emulator.wecom_refusal import Refused
from tests.emulator.wecom_calls import AGENT, PNG, Caller

SAMPLES = Path(__file__).parents[3] / "shared" / "contracts" / "wecom-samples"
if not SAMPLES.is_dir():
    pytest.skip("there are no samples on this machine", allow_module_level=True)

OVER = {"horizontal_content_list.keyname"}  # the published cards go over this advice themselves
USERS = {"UserID1": "ChenXin", "UserID2": "LiuGu", "UserID3": "MaGu", "userid1": "ChenXin", "userid2": "LiuGu",
         "userid3": "MaGu", "zhangsan": "ChenXin", "lisi": "LiuGu"}  # fmt: skip


def samples(name: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads((SAMPLES / f"{name}.json").read_text("utf-8"))
    return found


def named(name: str) -> Any:
    return pytest.mark.parametrize("sample", samples(name), ids=lambda one: str(one["name"]))


async def real(caller: Caller, value: Any) -> Any:
    """A sample's placeholders as what is there."""
    media = {
        kind: (await caller.upload(data, f"a.{kind}", kind=kind))["media_id"]
        for kind, data in {
            "image": PNG, "file": b"%PDF-1.7 x", "voice": b"#!AMR\n" + b"\0" * 9,
            "video": b"\0\0\0\x18ftypmp42" + b"\0" * 9,
        }.items()
    }  # fmt: skip

    def turned(one: Any, kind: str) -> Any:
        if isinstance(one, dict):
            inside = {key: turned(found, key if key in media else kind) for key, found in one.items()}
            for key in ("media_id", "thumb_media_id"):
                if key in inside:
                    inside[key] = media["image" if key == "thumb_media_id" else kind]
            return inside
        if isinstance(one, list):
            return [turned(found, kind) for found in one]
        if isinstance(one, str):
            if "|" in one:
                return "|".join(str(turned(part, kind)) for part in one.split("|"))
            if one in {"URL", "图片的url"}:
                return "https://example.org/"
            return USERS.get(one, one)
        return one

    return turned(deepcopy(value), "file")


MESSAGES = [one for one in samples("message_send") if "msgtype" in one["request"]]


@pytest.mark.parametrize("sample", MESSAGES, ids=lambda one: str(one["name"]))
async def test_messages(caller: Caller, sample: dict[str, Any]):
    asked = (await real(caller, sample["request"])) | {"agentid": AGENT}
    body = await caller.post("message/send", asked)
    assert body["errcode"] == 0, body
    assert set(body) <= set(sample["response"]) | {"unlicenseduser"}
    assert body["invaliduser"] == ""
    assert len(caller.shown()) == 1
    assert {one.field for one in caller.twin.state.advice} <= OVER


@named("update_template_card")
async def test_updates(caller: Caller, sample: dict[str, Any]):
    card = next(one for one in samples("message_send") if "ButtonInteraction" in one["name"])
    asked = (await real(caller, card["request"])) | {"agentid": AGENT}
    code = (await caller.post("message/send", asked))["response_code"]
    update = (await real(caller, sample["request"])) | {"agentid": AGENT, "response_code": code}
    body = await caller.post("message/update_template_card", update)
    assert (body["errcode"], body["errmsg"]) == (0, "ok")
    assert type(body["invaliduser"]) is type(sample["response"]["invaliduser"])
    assert set(body) == set(sample["response"])
    changed = caller.shown()[-1].card
    assert changed is not None
    assert changed.updates == 1


@named("appchat")
async def test_groups(caller: Caller, sample: dict[str, Any]):
    api = sample["url"].split("/cgi-bin/")[1].split("?")[0]
    members = ["ChenXin", "LiuGu", "MaGu"] if api != "appchat/update" else ["ChenXin", "MaGu"]
    if api != "appchat/create":
        await caller.post("appchat/create", {"userlist": members, "chatid": "CHATID"})
    asked = await real(caller, sample.get("request"))
    body = (
        await caller.post(api, asked)
        if sample["method"] == "POST"
        else await caller.get(api, chatid="CHATID")
    )
    assert body["errcode"] == 0, body
    assert set(body) == set(sample["response"])


@named("menu")
async def test_menus(caller: Caller, sample: dict[str, Any]):
    whole = samples("menu")[0]["request"]
    await caller.post("menu/create", whole, agentid=AGENT)
    api = sample["url"].split("/cgi-bin/")[1].split("?")[0]
    body = (
        await caller.post(api, sample["request"], agentid=AGENT)
        if sample["method"] == "POST"
        else await caller.get(api, agentid=AGENT)
    )
    assert body == sample["response"]


@pytest.mark.parametrize(
    ("name", "api", "query"),
    [
        ("agent", "agent/get", {"agentid": AGENT}), ("agent", "agent/list", {}),
        ("department", "department/list", {}), ("department", "department/simplelist", {}),
        ("department", "department/get", {"id": 2}), ("user", "user/simplelist", {"department_id": 2}),
        ("user", "user/get", {"userid": "chenxin"}), ("oauth", "get_api_domain_ip", {}),
        ("oauth", "getcallbackip", {}),
    ],
)  # fmt: skip
async def test_answers_have_the_published_shape(caller: Caller, name: str, api: str, query: dict[str, Any]):
    (sample,) = [one for one in samples(name) if f"/cgi-bin/{api}?" in one["url"]]
    body = await caller.get(api, **query)
    assert_shape(body, sample["response"])


def assert_shape(found: Any, published: Any) -> None:
    """Every field that is answered is a published one, of the same type."""
    assert type(found) is type(published)
    if isinstance(found, dict):
        assert set(found) <= set(published)
        for key, value in found.items():
            assert_shape(value, published[key])
    elif isinstance(found, list) and published:
        for one in found:
            assert_shape(one, published[0])


@pytest.mark.parametrize("file", ["message_send", "update_template_card"])
def test_every_card_can_be_judged_and_drawn(file: str):
    cards = [one["request"]["template_card"] for one in samples(file) if "template_card" in one["request"]]
    assert len(cards) == 5
    for card in cards:
        judge(card, update=file.startswith("update"))
        visible, over = drawn(card)
        assert {one.field for one in over} <= OVER
        assert visible["text"]


def test_the_known_bad_card_is_refused():
    (card,) = [
        one["request"]["template_card"] for one in samples("message_send") if "NewsNotice" in one["name"]
    ]
    bare = {key: value for key, value in card.items() if key not in {"card_image", "image_text_area"}}
    with pytest.raises(Refused, match="42044"):
        judge(bare)
