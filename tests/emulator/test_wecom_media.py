"""Files, up and down."""

from typing import Any

import aiohttp
import pytest

from emulator.wecom_refusal import LIMITS
from tests.emulator.wecom_calls import PNG, Caller

LIMIT = LIMITS["media"]
AMR, MP4, JPEG = b"#!AMR\n" + b"\0" * 20, b"\0\0\0\x18ftypmp42" + b"\0" * 9, b"\xff\xd8\xff\xe0" + b"\0" * 20


async def download(
    caller: Caller, media_id: str, asked: str = ""
) -> tuple[int, aiohttp.typedefs.LooseHeaders, bytes]:
    headers = {"Range": asked} if asked else {}
    params = {"access_token": caller.token, "media_id": media_id}
    url = f"{caller.emulator.url}/cgi-bin/media/get"
    async with caller.session.get(url, params=params, headers=headers) as answer:
        return answer.status, dict(answer.headers), await answer.read()


async def test_up_and_down(caller: Caller):
    body = await caller.upload(b"%PDF-1.7 x" * 9, "关于 “春节” 的通知.pdf")
    assert body["created_at"] == str(int(caller.twin.now()))
    assert (body["errcode"], body["type"]) == (0, "file")
    status, headers, data = await download(caller, body["media_id"])
    assert (status, data) == (200, b"%PDF-1.7 x" * 9)
    assert headers["Content-Type"] == "application/pdf"
    raw = dict(headers)["Content-Disposition"]
    assert raw.encode("utf-8", "surrogateescape").decode() == 'attachment; filename="关于 “春节” 的通知.pdf"'


@pytest.mark.parametrize(
    ("kind", "data", "expected"),
    [
        ("file", b"12345", 40006), ("file", b"123456", 0), ("file", b"", 44001), ("nonsense", b"123456", 40005),
        ("image", PNG, 0), ("image", JPEG, 0), ("image", b"GIF89a" + b"\0" * 9, 40123),
        ("voice", AMR, 0), ("voice", PNG, 301017), ("video", MP4, 0), ("video", PNG, 41090),
        ("file", b"\0" * LIMIT["file"], 0), ("file", b"\0" * (LIMIT["file"] + 1), 45001),
        ("image", PNG.ljust(LIMIT["image"] + 1, b"\0"), 40009), ("voice", AMR.ljust(LIMIT["voice"] + 1, b"\0"), 45001),
        ("video", MP4.ljust(LIMIT["video"] + 1, b"\0"), 40011),
    ],
    ids=lambda one: f"{len(one)}B" if isinstance(one, bytes) else None,
)  # fmt: skip
async def test_kinds_and_sizes(caller: Caller, kind: str, data: bytes, expected: int):
    assert (await caller.upload(data, kind=kind))["errcode"] == expected


async def test_the_part_is_named_media_and_has_a_plain_name(caller: Caller):
    assert (await caller.upload(b"123456", key="file"))["errcode"] == 44001
    assert (await caller.upload(b"123456", ""))["errcode"] == 44001
    starred = b"--b\r\nContent-Disposition: form-data; name=\"media\"; filename*=UTF-8''a.pdf\r\n\r\n123456\r\n--b--"
    params = {"access_token": caller.token, "type": "file"}
    url, kind = f"{caller.emulator.url}/cgi-bin/media/upload", "multipart/form-data; boundary=b"
    async with caller.session.post(
        url, params=params, data=starred, headers={"Content-Type": kind}
    ) as answer:
        assert (await answer.json())["errcode"] == 44001
    form = aiohttp.FormData(quote_fields=True)
    form.add_field("media", b"123456", filename="通知.pdf", content_type="application/pdf")
    async with caller.session.post(url, params=params, data=form) as answer:
        kept = caller.twin.state.media[(await answer.json())["media_id"]]
    assert kept.name == "%E9%80%9A%E7%9F%A5.pdf"  # nobody decodes it
    assert (await caller.post("media/upload", {}, type="file"))["errcode"] == 44001


@pytest.mark.parametrize("body", [b"", b"--b", b"no parts at all", b"--b\r\nX: y\r\n\r\n123456\r\n--b--"])
async def test_broken_forms(caller: Caller, body: bytes):
    url = f"{caller.emulator.url}/cgi-bin/media/upload"
    params = {"access_token": caller.token, "type": "file"}
    kind = {"Content-Type": "multipart/form-data; boundary=b"}
    async with caller.session.post(url, params=params, data=body, headers=kind) as answer:
        assert (await answer.json())["errcode"] == 44001


async def test_three_days(caller: Caller):
    media_id = (await caller.upload(b"%PDF-1.7 x"))["media_id"]
    caller.clock.advance(3 * 86400 - 1)
    await caller.login()
    assert (await download(caller, media_id))[2] == b"%PDF-1.7 x"
    caller.clock.advance(1)
    status, headers, data = await download(caller, media_id)
    assert (status, dict(headers)["Content-Type"]) == (200, "application/json; charset=UTF-8")
    assert b'"errcode": 40007' in data


@pytest.mark.parametrize(("query", "expected"), [({}, 41006), ({"media_id": "x"}, 40007)])
async def test_errors_are_json(caller: Caller, query: dict[str, Any], expected: int):
    assert (await caller.get("media/get", **query))["errcode"] == expected


@pytest.mark.parametrize(
    ("asked", "status", "data", "told"),
    [
        ("bytes=0-3", 206, b"0123", "bytes 0-3/10"), ("bytes=8-", 206, b"89", "bytes 8-9/10"),
        ("bytes=4-99", 206, b"456789", "bytes 4-9/10"), ("bytes=10-", 416, b"", "bytes */10"),
        ("lines=1-2", 200, b"0123456789", None),
    ],
)  # fmt: skip
async def test_ranges(caller: Caller, asked: str, status: int, data: bytes, told: str | None):
    media_id = (await caller.upload(b"0123456789"))["media_id"]
    found = await download(caller, media_id, asked)
    assert (found[0], found[2], dict(found[1]).get("Content-Range")) == (status, data, told)


async def test_more_than_20_mb_only_in_ranges(caller: Caller):
    big = caller.twin.state.keep("video", "长.mp4", "video/mp4", b"\0" * (20 * 2**20 + 16), caller.twin.now())
    assert b'"errcode": 830002' in (await download(caller, big.id))[2]
    assert b'"errcode": 830002' in (await download(caller, big.id, "bytes=0-20971520"))[2]
    status, _, data = await download(caller, big.id, "bytes=0-20971519")
    assert (status, len(data)) == (206, 20 * 2**20)
    assert len((await download(caller, big.id, "bytes=20971520-"))[2]) == 16


async def test_pictures_that_stay(caller: Caller):
    body = await caller.upload(PNG, "a.png", api="media/uploadimg")
    caller.clock.advance(30 * 86400)
    async with caller.session.get(body["url"]) as answer:
        assert (answer.status, await answer.read()) == (200, PNG)
    async with caller.session.get(f"{caller.emulator.url}/wecom/picture/x") as answer:
        assert answer.status == 404
    await caller.login()
    too_big = PNG.ljust(LIMIT["picture"] + 1, b"\0")
    assert (await caller.upload(too_big, "a.png", api="media/uploadimg"))["errcode"] == 40009
    caller.twin.rates.add(("uploadimg",), 86400.0, caller.twin.now(), 1000)
    assert (await caller.upload(PNG, "a.png", api="media/uploadimg"))["errcode"] == 45009
