"""One WeCom call as it came over HTTP: query string, and a JSON or multipart body."""

import hashlib
import json
import re
from dataclasses import dataclass, field
from typing import Any, NoReturn

from aiohttp import BodyPartReader, web

from emulator.wecom_refusal import WRONG_JSON, Refused
from emulator.wecom_state import App

ESCAPE = re.compile(rb"(?<!\\)(?:\\\\)*\\u[0-9a-fA-F]{4}")
FILE_NAME = re.compile(r';\s*filename="((?:[^"\\]|\\.)*)"')
SECRETS = {"access_token", "corpsecret", "key", "code", "debug"}
MOST_BODY = 8 * 2**20  # of JSON
SPARE = 1 << 20  # what a multipart body may hold beside its file


@dataclass(frozen=True)
class Part:
    """An uploaded file; `name` is what stands in filename="…", the only form the platform reads."""

    key: str
    name: str
    type: str
    data: bytes = field(repr=False)

    @property
    def sha256(self) -> str:
        """Digest for the transcript."""
        return hashlib.sha256(self.data).hexdigest()


@dataclass
class Call:
    """One call as it came in. `app` is set once its token is known."""

    api: str
    verb: str = "GET"
    ip: str = "127.0.0.1"
    query: dict[str, str] = field(default_factory=dict)
    body: dict[str, Any] = field(default_factory=dict)
    raw: bytes = b""
    parts: list[Part] = field(default_factory=list)
    too_big: bool = False
    broken: bool = False  # the body is no JSON object
    escaped: bool = False  # it holds literal \\uXXXX
    base: str = ""
    range: str = ""
    app: App | None = None

    @property
    def agent(self) -> int:
        """The agentid of the app whose token this is."""
        assert self.app is not None  # noqa: S101 (a handler runs after the token was judged)
        return self.app.id

    def printed(self) -> dict[str, Any]:
        """Parameters for the transcript: query and body together, without what is secret."""
        said = {name: value for name, value in self.query.items() if name not in SECRETS}
        return said | {name: _brief(value) for name, value in self.body.items() if name != "user_ticket"}

    def addressee(self) -> str | None:
        """The one member or group it is meant for."""
        found = self.body.get("touser") or self.body.get("chatid") or self.query.get("userid")
        return found if isinstance(found, str) and found and "|" not in found else None


async def read_call(request: web.Request, api: str) -> Call:
    """Read a call; what is wrong with its body is judged later, after its token."""
    call = Call(
        api, request.method, request.remote or "", dict(request.query),
        base=f"{request.scheme}://{request.host}", range=request.headers.get("Range", ""),
    )  # fmt: skip
    if request.content_type.startswith("multipart/"):
        await _read_parts(request, call)
        return call
    call.raw = await request.read() if request.method == "POST" else b""
    call.too_big = len(call.raw) > MOST_BODY
    if call.raw:
        call.escaped = ESCAPE.search(call.raw) is not None
        try:
            found = json.loads(call.raw.decode("utf-8"), parse_constant=_no_number)
            json.dumps(found, ensure_ascii=False).encode()  # half a surrogate pair is no text
        except (ValueError, RecursionError):
            found = None
        call.broken = not isinstance(found, dict)
        call.body = found if isinstance(found, dict) else {}
    return call


def _brief(value: Any) -> Any:
    """A robot's picture stands in its message, and would fill the transcript."""
    if isinstance(value, dict) and isinstance(value.get("base64"), str):
        return value | {"base64": f"… {len(value['base64'])}"}
    return value


def _no_number(text: str) -> NoReturn:
    raise ValueError(f"{text} is no JSON")


async def _read_parts(request: web.Request, call: Call) -> None:
    left = 64 * 2**20 + SPARE
    try:
        async for part in await request.multipart():
            if not isinstance(part, BodyPartReader):
                call.broken = True
                return
            data = bytearray()
            while chunk := await part.read_chunk(1 << 16):
                left -= len(chunk)
                if left >= 0:
                    data += chunk
                else:
                    call.too_big = True
            named = FILE_NAME.search(part.headers.get("Content-Disposition", ""))
            name = re.sub(r"\\(.)", r"\1", named[1]) if named else ""
            call.parts.append(Part(part.name or "", name, part.headers.get("Content-Type", ""), bytes(data)))
    except ValueError:
        call.broken = True


# -- what a handler asks of a body


def wanted(of: dict[str, Any], name: str, kind: type | tuple[type, ...], *, code: int = 40058) -> Any:
    """A field that has to be there.

    Raises:
        Refused: with `code` when it is missing or empty, 40058 when it is of another type.
    """
    found = given(of, name, kind)
    if found is None or found in ("", [], {}):
        raise Refused(code, name)
    return found


def given(of: dict[str, Any], name: str, kind: type | tuple[type, ...]) -> Any:
    """A field that may be there; None when it is not. A bool is no number.

    Raises:
        Refused: 40058, it is of another type.
    """
    found = of.get(name)
    if found is None:
        return None
    kinds = kind if isinstance(kind, tuple) else (kind,)
    if not isinstance(found, kinds) or (isinstance(found, bool) and bool not in kinds):
        raise Refused(40058, name)
    return found


def posted(call: Call) -> dict[str, Any]:
    """The JSON object of a POST.

    Raises:
        Refused: 40058, it is no JSON, or came by GET.
    """
    if call.broken or call.too_big:
        raise Refused(40058, WRONG_JSON)
    if call.verb != "POST":
        raise Refused(40058, "require POST method")
    if not call.raw:
        raise Refused(40058, "empty post body")
    return call.body
