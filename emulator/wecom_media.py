"""Files: media/upload, media/get, media/uploadimg (90253, 90254, 90256). Three days, then gone."""

import re
from dataclasses import dataclass, field
from typing import Any

from emulator.telegram_files import type_of
from emulator.wecom_call import Call, Part
from emulator.wecom_rates import DAY
from emulator.wecom_refusal import LIMITS, Refused, ok
from emulator.wecom_twin import Wecom

LIMIT = LIMITS["media"]
KINDS = {"image", "voice", "video", "file"}
TOO_BIG = {"image": 40009, "video": 40011, "voice": 45001, "file": 45001}
RANGE = re.compile(r"bytes=(\d+)-(\d*)")


@dataclass(frozen=True)
class File:
    """A file as an answer; `status` is 206 for a part of it."""

    name: str
    type: str
    data: bytes = field(repr=False)
    status: int = 200
    range: str = ""

    def headers(self) -> dict[str, str]:
        """The name stands in plain UTF-8, as the platform writes it."""
        name = self.name.replace("\\", "_").replace('"', "_")
        found = {"Content-disposition": f'attachment; filename="{name}"'}
        return found | ({"Content-Range": self.range} if self.range else {})


def upload(twin: Wecom, call: Call) -> dict[str, Any]:
    """Keep a file for three days.

    Raises:
        Refused: 40005 the type, 44001 no file, 40006 too small, 40009, 40011, 45001 too big, 40123, 41090,
            301017 of another format.
    """
    kind = call.query.get("type", "")
    if kind not in KINDS:
        raise Refused(40005)
    return received(twin, file_of(call), kind)


def file_of(call: Call) -> Part:
    """The part named media.

    Raises:
        Refused: 44001, there is none, or it has no plain filename.
    """
    if call.broken:
        raise Refused(44001)
    for part in call.parts:
        if part.key == "media" and part.name:
            return part
    raise Refused(44001)


def received(twin: Wecom, part: Part, kind: str) -> dict[str, Any]:
    """Judge an uploaded file and keep it; `created_at` is text."""
    judged(part, kind)
    mime = picture_type(part.data) or type_of(part.name)
    kept = twin.state.keep(kind, part.name, mime, part.data, twin.now())
    return ok(type=kind, media_id=kept.id, created_at=str(int(kept.at)))


def judged(part: Part, kind: str) -> None:
    """Judge a file's size and its first bytes.

    Raises:
        Refused: as `upload`.
    """
    if not part.data:
        raise Refused(44001)
    if len(part.data) <= LIMIT["least"]:
        raise Refused(40006)
    if len(part.data) > LIMIT[kind]:
        raise Refused(TOO_BIG[kind])
    if kind == "image" and picture_type(part.data) is None:
        raise Refused(40123)
    if kind == "voice" and not part.data.startswith(b"#!AMR"):
        raise Refused(301017)
    if kind == "video" and part.data[4:8] != b"ftyp":
        raise Refused(41090)


def picture_type(data: bytes) -> str | None:
    """The MIME type of a JPEG or PNG."""
    if data.startswith(b"\x89PNG\r\n\x1a\n"):
        return "image/png"
    return "image/jpeg" if data.startswith(b"\xff\xd8\xff") else None


def get(twin: Wecom, call: Call) -> File:
    """A file's bytes, or a range of them; more than 20 MB only in ranges.

    Raises:
        Refused: 41006, 40007 unknown or expired, 830002.
    """
    media_id = call.query.get("media_id", "")
    if not media_id:
        raise Refused(41006)
    kept = twin.state.media.get(media_id)
    if kept is None or kept.permanent or not kept.lives(twin.now()):
        raise Refused(40007)
    total = len(kept.data)
    asked = RANGE.fullmatch(call.range)
    if asked is None:
        if total > LIMIT["range"]:
            raise Refused(830002)
        return File(kept.name, kept.type, kept.data)
    first = int(asked[1])
    last = min(int(asked[2]) if asked[2] else total - 1, total - 1)
    if last - first + 1 > LIMIT["range"]:
        raise Refused(830002)
    if first > last:
        return File(kept.name, kept.type, b"", 416, f"bytes */{total}")
    return File(kept.name, kept.type, kept.data[first : last + 1], 206, f"bytes {first}-{last}/{total}")


def upload_picture(twin: Wecom, call: Call) -> dict[str, Any]:
    """Keep a picture for good, under an address that anybody may open.

    Raises:
        Refused: 44001, 40006, 40009, 40123, 45009.
    """
    part = file_of(call)
    if len(part.data) > LIMIT["picture"]:
        raise Refused(40009)
    judged(part, "image")
    at = twin.now()
    for span, limit in ((DAY, LIMIT["pictures_day"]), (30 * DAY, LIMIT["pictures_month"])):
        if not twin.rates.take(("uploadimg",), span, limit, at):
            raise Refused(45009)
    kept = twin.state.keep("image", part.name, picture_type(part.data) or "", part.data, at, permanent=True)
    return ok(url=f"{call.base}/wecom/picture/{kept.id}")
