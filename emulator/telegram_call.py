"""One Bot API call as it came over HTTP: query string, form, multipart or JSON."""

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from aiohttp import BodyPartReader, web

from emulator.telegram_files import UPLOAD_LIMIT
from emulator.telegram_judge import FACTS, Refused, Upload

JSON = "application/json"
SPARE = 1 << 20  # what a body may hold beside its files


@dataclass
class Call:
    """One call as it came in."""

    method: str
    given: dict[str, str] = field(default_factory=dict)
    files: dict[str, Upload] = field(default_factory=dict)
    too_big: bool = False

    def printed(self) -> dict[str, Any]:
        """Parameters for the transcript, alike however they came: numbers and JSON as what they are."""
        fields = FACTS["methods"].get(self.method, {}).get("fields", {})
        return {
            name: _unpacked(text, fields.get(name, {}).get("types", ())) for name, text in self.given.items()
        }

    def chat_id(self) -> int | None:
        """The chat it names."""
        text = self.given.get("chat_id", "")
        return int(text) if re.fullmatch(r"-?\d+", text) else None


async def read_call(request: web.Request, method: str) -> Call:
    """Read a call's parameters: query string, form, multipart or JSON, the later over the earlier.

    Raises:
        Refused: a body that cannot be read.
    """
    call = Call(method, dict(request.query))
    kind = request.content_type
    if kind == "multipart/form-data":
        await _read_parts(request, call)
    elif kind == JSON:
        try:
            said = json.loads(await request.read() or b"{}")
        except ValueError:
            said = None
        if not isinstance(said, dict):
            raise Refused(400, "can't parse JSON object")
        call.given |= {name: as_text(value) for name, value in said.items() if value is not None}
    elif request.can_read_body:
        form = await request.post()
        call.given |= {name: value for name, value in form.items() if isinstance(value, str)}
    return call


async def _read_parts(request: web.Request, call: Call) -> None:
    left = UPLOAD_LIMIT + SPARE
    async for part in await request.multipart():
        if not isinstance(part, BodyPartReader) or not part.name:
            raise Refused(400, "can't parse multipart body")
        body = bytearray()
        while chunk := await part.read_chunk(1 << 16):
            left -= len(chunk)
            if left >= 0:
                body += chunk
            else:
                call.too_big = True  # the rest is read and thrown away, so that the refusal can be heard
        if part.filename is None:
            try:
                call.given[part.name] = body.decode()
            except UnicodeDecodeError:
                raise Refused(400, "strings must be encoded in UTF-8") from None
        else:
            kind = part.headers.get("Content-Type", "application/octet-stream")
            call.files[part.name] = Upload(part.filename, kind, bytes(body))


def as_text(value: Any) -> str:
    """A value as the form field it would be."""
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


def _unpacked(text: str, types: Sequence[str]) -> Any:
    if text[:1] in {"{", "["} or ("Integer" in types and text.removeprefix("-").isdecimal()):
        try:
            return json.loads(text)
        except ValueError:
            return text
    if "Boolean" in types and text.lower() in {"true", "false"}:
        return text.lower() == "true"
    return text
