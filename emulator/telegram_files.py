"""Files the bot sends, and files it fetches: sizes, kinds, links that live an hour."""

import mimetypes
from typing import Any

from emulator.telegram_judge import Refused, Upload
from emulator.telegram_state import StoredFile, picture_size
from emulator.telegram_twin import Telegram

DOWNLOAD_LIMIT = 20 * 2**20
UPLOAD_LIMIT = 50 * 2**20
PHOTO_LIMIT = 10 * 2**20
LINK_LIFE = 3600.0
_TYPES = mimetypes.MimeTypes()
_OFFICE = {
    ".docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    ".xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    ".pptx": "application/vnd.openxmlformats-officedocument.presentationml.presentation",
    ".doc": "application/msword", ".xls": "application/vnd.ms-excel", ".wps": "application/vnd.ms-works",
    ".ofd": "application/ofd", ".zip": "application/zip", ".txt": "text/plain", ".md": "text/markdown",
}  # fmt: skip


def type_of(name: str) -> str:
    """The MIME type the platform derives from a file's name."""
    ending = name[name.rfind(".") :].lower() if "." in name else ""
    return _OFFICE.get(ending) or _TYPES.guess_type(name)[0] or "application/octet-stream"


def document(twin: Telegram, given: Upload | str) -> dict[str, Any]:
    """Keep what is sent as a document; gives its Document.

    Raises:
        Refused: too big, empty, or an id of something else.
    """
    stored = _again(twin, given, "Document", "BQAC") if isinstance(given, str) else keep_document(twin, given)
    return document_object(stored)


def keep_document(twin: Telegram, upload: Upload) -> StoredFile:
    """Keep an uploaded document."""
    _sized(upload, UPLOAD_LIMIT)
    name = upload.name.replace("\\", "/").rsplit("/", 1)[-1] or "file"
    return twin.state.keep(name, type_of(name), upload.data)


def document_object(stored: StoredFile) -> dict[str, Any]:
    """A kept file as a Document."""
    return {
        "file_name": stored.name, "mime_type": stored.type,
        "file_id": stored.id, "file_unique_id": stored.unique_id, "file_size": len(stored.data),
    }  # fmt: skip


def photo(twin: Telegram, given: Upload | str) -> list[dict[str, Any]]:
    """Keep what is sent as a photo; gives its sizes, the full one last.

    Raises:
        Refused: too big, not a picture, odd dimensions, or an id of something else.
    """
    if isinstance(given, str):
        stored = _again(twin, given, "Photo", "AgAC")
        return _sizes(twin, Upload(stored.name, stored.type, stored.data))
    _sized(given, UPLOAD_LIMIT)
    if len(given.data) > PHOTO_LIMIT:
        raise Refused(
            400, f"file of size {len(given.data)} bytes is too big for a photo; "
                 f"the maximum size is {PHOTO_LIMIT} bytes"
        )  # fmt: skip
    return _sizes(twin, given)


def _sizes(twin: Telegram, picture: Upload) -> list[dict[str, Any]]:
    size = picture_size(picture.data)
    if size is None:
        raise Refused(400, "IMAGE_PROCESS_FAILED")
    width, height = size
    if width < 1 or height < 1 or width + height > 10_000 or max(width, height) > 20 * min(width, height):
        raise Refused(400, "PHOTO_INVALID_DIMENSIONS")
    return twin.state.photo_sizes(
        picture.name or "photo.jpg", type_of(picture.name), picture.data, width, height
    )


def _sized(upload: Upload, limit: int) -> None:
    if not upload.data:
        raise Refused(400, "file must be non-empty")
    if len(upload.data) > limit:
        raise Refused(413)


def _again(twin: Telegram, given: str, kind: str, mark: str) -> StoredFile:
    """A file sent again by its id. The twin never fetches a URL."""
    if given.lower().startswith(("http://", "https://")):
        raise Refused(400, "failed to get HTTP URL content")
    stored = twin.state.files.get(given)
    if stored is None:
        raise Refused(400, "wrong file identifier/HTTP URL specified")
    if not given.startswith(mark):
        raise Refused(
            400, f"can't use file of type {'Photo' if kind == 'Document' else 'Document'} as {kind}"
        )
    return stored


def linked(twin: Telegram, file_id: str) -> dict[str, Any]:
    """getFile: give a link that lives an hour.

    Raises:
        Refused: unknown, or over 20 MB.
    """
    stored = twin.state.files.get(file_id)
    if stored is None:
        raise Refused(400, "wrong file_id or the file is temporarily unavailable")
    if len(stored.data) > DOWNLOAD_LIMIT:
        raise Refused(400, "file is too big")
    if not stored.path or stored.link_until <= twin.now():
        folder = "photos" if file_id.startswith("AgAC") else "documents"
        ending = stored.name[stored.name.rfind(".") :] if "." in stored.name else ""
        twin.state.next_link += 1
        stored.path = f"{folder}/file_{twin.state.next_link}{ending if ending.isascii() else ''}"
    stored.link_until = twin.now() + LINK_LIFE
    return {
        "file_id": stored.id, "file_unique_id": stored.unique_id,
        "file_size": len(stored.data), "file_path": stored.path,
    }  # fmt: skip


def by_path(twin: Telegram, path: str) -> StoredFile | None:
    """The file behind a link that still lives."""
    for stored in twin.state.files.values():
        if stored.path == path and stored.link_until > twin.now():
            return stored
    return None
