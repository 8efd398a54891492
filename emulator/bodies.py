"""Bodies of requests and answers, as the control API and the site share them."""

import json
from collections.abc import Callable
from typing import Any
from urllib.parse import unquote

from aiohttp import BodyPartReader, web

from emulator.faults import Fault
from emulator.telegram_judge import Upload

JSON = "application/json"
HTML = (
    "<html>\r\n<head><title>{0}</title></head>\r\n<body><center><h1>{0}</h1></center></body>\r\n</html>\r\n"
)


def refused(said: str, status: int = 400) -> web.Response:
    """A plain refusal of the control API."""
    return web.json_response({"accepted": False, "error": said}, status=status)


def dumped(value: Any) -> str:
    """JSON with Chinese as it is."""
    return json.dumps(value, ensure_ascii=False)


async def read_json(request: web.Request) -> Any:
    """The JSON body; an empty one is None.

    Raises:
        ValueError: it is not JSON.
    """
    body = await request.read()
    if not body.strip():
        return None
    found = json.loads(body)
    dumped(found).encode()  # half a surrogate pair is no text
    return found


async def read_object(request: web.Request) -> dict[str, Any]:
    """The JSON object of a body; an empty body is an empty object.

    Raises:
        ValueError: it is not JSON.
        TypeError: it is no object.
    """
    found = await read_json(request)
    if found is None:
        return {}
    if not isinstance(found, dict):
        raise TypeError("the body is a JSON object")
    return found


async def read_files(request: web.Request) -> tuple[dict[str, str], list[Upload]]:
    """Fields and files of a multipart body.

    Raises:
        ValueError: it is none.
    """
    if request.content_type != "multipart/form-data":
        raise ValueError("files come as multipart/form-data")
    said: dict[str, str] = {}
    files: list[Upload] = []
    async for part in await request.multipart():
        if not isinstance(part, BodyPartReader) or not part.name:
            raise ValueError("a part has no name")
        body = bytes(await part.read())
        if part.filename is None:
            said[part.name] = body.decode("utf-8")
        else:
            files.append(Upload(_named(part.filename), part.headers.get("Content-Type", ""), body))
    return said, files


def _named(name: str) -> str:
    """A file's name; some clients send one that is not ASCII percent-encoded."""
    return unquote(name) if name.isascii() and "%" in name else name


def cut_off(request: web.Request) -> web.StreamResponse:
    """Cut the connection; what is returned never reaches anybody."""
    if request.transport:
        request.transport.abort()
    return web.Response()


async def broken_body(
    request: web.Request, body: bytes, status: int, fault: Fault, wait: Callable[[float], Any]
) -> web.StreamResponse:
    """Answer with half a body (truncate; `short`: the stream ends early) or with a slow second half."""
    if fault.do == "truncate" and not fault.rule.get("short"):
        return web.Response(status=status, body=body[: len(body) // 2], content_type=JSON)
    answer = web.StreamResponse(status=status, headers={"Content-Type": JSON})
    answer.content_length = len(body)
    await answer.prepare(request)
    await answer.write(body[: len(body) // 2])
    if fault.do == "slow":
        await wait(fault.seconds)
        await answer.write(body[len(body) // 2 :])
        await answer.write_eof()
    elif request.transport:
        request.transport.abort()
    return answer
