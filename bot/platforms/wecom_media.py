"""Files up and down. Media ids live for three days (documents 90253, 90254), so files are saved at once."""

from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import structlog

from bot.platforms.base import Attached, OpenFile, file_name
from bot.platforms.wecom_api import Stream, Wire
from bot.platforms.wecom_outcome import (
    MEDIA_GONE,
    TOO_BIG_AT_ONCE,
    Answer,
    Sent,
    Undelivered,
    family,
    outcome_of,
)
from bot.platforms.wecom_token import Tokens
from scheduler.clock import Clock, to_ms
from scheduler.ports import Outcome
from storage.crash import crashpoint

MOST_BYTES = {"image": 10 << 20, "file": 20 << 20}
LEAST_BYTES = 5
KEPT_MS = 2 * 86_400_000  # a day less than they live
MOST_KEPT = 512
RANGE = 16 << 20
log = structlog.get_logger("wecom")

Upload = Callable[[str, Path | bytes, str], Awaitable[Answer]]


class Refused(Exception):
    """A download that will never succeed: ``reason`` is too_big or gone."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class Uploads:
    """Media ids of files that were uploaded lately, so that a retry is the very same request."""

    def __init__(self, upload: Upload, *, open_file: OpenFile, clock: Clock) -> None:
        self._upload = upload
        self._open_file = open_file
        self._clock = clock
        self._known: dict[tuple[str, str, str], tuple[str, int]] = {}

    async def media_of(self, kind: str, file: Attached, *, fresh: bool = False) -> str | Outcome:
        """The media id of a file, uploaded when need be; the outcome when that cannot be done.

        Raises:
            OSError: the stored file cannot be read.
            Broken, Undelivered: it did not get through.
        """
        now = to_ms(self._clock.now())
        key = (kind, file.sha256 or file.text, file.name)
        held = self._known.get(key)
        if held is not None and held[1] > now and not fresh:
            return held[0]
        source: Path | bytes = self._open_file(file.sha256) if file.sha256 else file.text.encode()
        size = source.stat().st_size if isinstance(source, Path) else len(source)
        if not LEAST_BYTES < size <= MOST_BYTES[kind]:
            return Outcome("bad", error=f"{size} bytes cannot go as {kind}")
        try:
            answer = await self._upload(kind, source, file_name(file.name))
        except Undelivered as failure:
            raise Undelivered(f"media/upload {failure}", written=False) from None  # nothing was said yet
        media = answer.text("media_id")
        if answer.code == 0 and media:
            if len(self._known) >= MOST_KEPT:
                self._known.clear()
            self._known[key] = (media, now + KEPT_MS)
            return media
        outcome = outcome_of(answer, Sent())
        if outcome.state in {"unknown", "sent"}:
            return Outcome("retry", error=outcome.error or "media/upload without a media_id")
        return outcome


class Downloads:
    """Files that members sent."""

    def __init__(self, wire: Wire, *, token: Tokens) -> None:
        self._wire = wire
        self._tokens = token

    async def fetch(self, media: str, sink: Callable[[bytes], object], *, limit: int) -> int:
        """Write a file to ``sink``; its size. One over 20 MB comes in parts.

        Raises:
            Refused: too_big or gone.
            Undelivered: try again later.
        """
        got = await self._whole(media, sink, limit=limit)
        return got if got is not None else await self._in_parts(media, sink, limit=limit)

    async def _whole(self, media: str, sink: Callable[[bytes], object], *, limit: int) -> int | None:
        """The size; None when WeCom gives the file only in parts."""
        for is_last in (False, True):
            token = await self._tokens.get()
            query = {"access_token": token, "media_id": media}
            async with self._wire.download("media/get", query, limit=limit) as came:
                if isinstance(came, Stream):
                    return await _pour(came, sink, limit=limit)
            if came.code == TOO_BIG_AT_ONCE:
                return None
            if came.code is not None and family(came.code) == "token" and not is_last:
                await self._tokens.drop(token)
                continue
            raise _failed(came)
        raise AssertionError  # the last try has returned or raised

    async def _in_parts(self, media: str, sink: Callable[[bytes], object], *, limit: int) -> int:
        got, whole = 0, None
        while whole is None or got < whole:
            query = {"access_token": await self._tokens.get(), "media_id": media}
            part = (got, got + RANGE - 1)
            async with self._wire.download("media/get", query, part=part, limit=RANGE) as came:
                if not isinstance(came, Stream):
                    raise _failed(came)
                whole = came.whole if came.whole is not None else whole
                if whole is None:
                    raise Undelivered("a part without the size of the whole", written=True)
                if whole > limit:
                    raise Refused("too_big")
                came_now = await _pour(came, sink, limit=limit - got)
            if came_now == 0:
                raise Undelivered(f"{got} of {whole} bytes came", written=True)
            got += came_now
        return got


async def _pour(stream: Stream, sink: Callable[[bytes], object], *, limit: int) -> int:
    if stream.size > limit:
        raise Refused("too_big")
    got = 0
    async for piece in stream.pieces():
        got += len(piece)
        if got > limit:
            raise Refused("too_big")
        sink(piece)
        crashpoint("K11.attach.mid_download")
    if stream.size and got != stream.size:
        raise Undelivered(f"{got} of {stream.size} bytes came", written=True)
    return got


def _failed(answer: Any) -> Exception:
    if answer.code in {MEDIA_GONE, 40004, 40058}:
        return Refused("gone")
    return Undelivered(f"media/get {answer.code if answer.code is not None else answer.status}", written=True)
