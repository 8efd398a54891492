"""Judges a Bot API call by the published facts (data/telegram.json): names, types, unions, limits.

Stricter than the platform in one way, on purpose: what the platform silently ignores (an unknown parameter or
key, a part nobody refers to) is refused here. Such refusals say "unknown" and are the twin's own words.
"""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path
from typing import Any

FACTS: dict[str, Any] = json.loads((Path(__file__).parent / "data" / "telegram.json").read_text("utf-8"))
METHODS: dict[str, str] = {name.lower(): name for name in FACTS["methods"]}

PREFIXES = {
    400: "Bad Request: ", 401: "Unauthorized", 403: "Forbidden: ", 404: "Not Found", 409: "Conflict: ",
    413: "Request Entity Too Large", 429: "Too Many Requests: ", 501: "Not Implemented: ",
}  # fmt: skip

_WHOLE = re.compile(r"-?\d+")
_YES = {"true", "1", "yes", "t", "y"}
_NO = {"false", "0", "no", "f", "n"}
_MARKUPS = {
    "inline_keyboard": "InlineKeyboardMarkup",
    "keyboard": "ReplyKeyboardMarkup",
    "remove_keyboard": "ReplyKeyboardRemove",
    "force_reply": "ForceReply",
}
_FILE_PARAMETERS = {"document": "document", "photo": "photo", "video": "video", "audio": "audio"}


class Refused(Exception):
    """A call the platform would refuse.

    Args:
        code: HTTP status and `error_code`.
        said: description without its prefix ("Bad Request: …").
        parameters: `retry_after` or `migrate_to_chat_id`.
    """

    def __init__(self, code: int, said: str = "", **parameters: int) -> None:
        self.code = code
        self.description = PREFIXES.get(code, "") + said
        self.parameters = parameters
        super().__init__(self.description)

    @property
    def envelope(self) -> dict[str, Any]:
        """The body of the refusal."""
        body: dict[str, Any] = {"ok": False, "error_code": self.code, "description": self.description}
        return body | ({"parameters": self.parameters} if self.parameters else {})


@dataclass
class Upload:
    """One file of a multipart body."""

    name: str
    type: str
    data: bytes = field(repr=False)

    @property
    def sha256(self) -> str:
        """Hex digest of the bytes."""
        return sha256(self.data).hexdigest()


def judge(method: str, given: Mapping[str, str], files: Mapping[str, Upload]) -> dict[str, Any]:
    """Check every parameter of a call and give them back typed.

    Args:
        method: canonical method name.
        given: top-level parameters, each as the text of a form field.
        files: parts with a file name, by part name.

    Returns:
        Parameters by name; a file is an `Upload`, or a string when it is a file id or a URL.

    Raises:
        Refused: with the platform's words where they are known.
    """
    known: dict[str, Any] = FACTS["methods"][method]["fields"]
    judging = _Judging(files)
    values: dict[str, Any] = {}
    for name, text in given.items():
        _written(text)
        if name not in known:
            raise Refused(400, f'unknown parameter "{name}" of {method}')
        if text == "":  # the platform reads an empty argument as a missing one
            continue
        values[name] = judging.parameter(name, known[name], text)
    for name in files:
        if name in known and "InputFile" in known[name]["types"]:
            values[name] = files[name]
            judging.used.add(name)
    for name, fact in known.items():
        if fact.get("required") and name not in values:
            raise _missing(name)
    if unused := set(files) - judging.used:
        raise Refused(400, f'unknown part "{min(unused)}": nothing refers to it')
    return values


def _missing(name: str) -> Refused:
    if name == "text":
        return Refused(400, "message text is empty")
    if name == "chat_id":
        return Refused(400, "chat_id is empty")
    if name in _FILE_PARAMETERS:
        return Refused(400, f"there is no {name} in the request")
    if name == "callback_query_id":
        return Refused(400, "query is too old and response timeout expired or query ID is invalid")
    if name == "file_id":
        return Refused(400, "file_id not specified")
    return Refused(400, f'parameter "{name}" is required')


class _Judging:
    """One call's judgement: remembers which parts were referred to."""

    def __init__(self, files: Mapping[str, Upload]) -> None:
        self.files = files
        self.used: set[str] = set()

    def parameter(self, name: str, fact: dict[str, Any], text: str) -> Any:
        types: list[str] = fact["types"]
        if all(_is_plain(one) for one in types):
            value = self._plain(name, types, text)
        else:
            try:
                parsed = json.loads(text)
            except ValueError:
                what = "reply keyboard markup" if name == "reply_markup" else name
                raise Refused(400, f"can't parse {what} JSON object") from None
            value = self._value(name, types, parsed)
        return self._within(name, fact, value)

    def _plain(self, name: str, types: list[str], text: str) -> Any:
        if "InputFile" in types:
            return self._file(text)
        if "Integer" in types and _WHOLE.fullmatch(text):
            number = int(text)
            if not -(2**63) <= number < 2**63:
                raise Refused(400, f'can\'t parse "{name}": Integer out of range')
            return number
        if "String" in types:
            return text
        if "Float" in types:
            try:
                return float(text)
            except ValueError:
                raise Refused(400, f'can\'t parse "{name}": Float expected') from None
        if {"Boolean", "True"} & set(types):
            if text.lower() in _YES:
                return True
            if text.lower() in _NO and "Boolean" in types:
                return False
        raise Refused(400, f'can\'t parse "{name}": {" or ".join(types)} expected')

    def _file(self, text: str) -> Any:
        if not text.startswith("attach://"):
            return text
        part = text.removeprefix("attach://")
        if part not in self.files:
            raise Refused(400, f'there is no part "{part}" in the request')
        self.used.add(part)
        return self.files[part]

    def _value(self, path: str, types: list[str], value: Any) -> Any:
        """A value inside JSON against a union of types."""
        if len(types) > 1:
            return self._union(path, types, value)
        (kind,) = types
        if kind.startswith("Array of "):
            if not isinstance(value, list):
                raise _wrong(path, "Array")
            inner = [kind.removeprefix("Array of ")]
            return [self._value(f"{path}[{at}]", inner, one) for at, one in enumerate(value)]
        if _is_plain(kind):
            return self._json_plain(path, kind, value)
        return self._object(path, kind, value)

    def _union(self, path: str, types: list[str], value: Any) -> Any:
        if path == "reply_markup" and isinstance(value, dict):
            for key, kind in _MARKUPS.items():
                if key in value and kind in types:
                    return self._object(path, kind, value)
            raise Refused(400, "object expected as reply markup")
        if all(one.startswith("Array of ") for one in types):
            if not isinstance(value, list):
                raise _wrong(path, "Array")
            inner = [one.removeprefix("Array of ") for one in types]
            return [self._value(f"{path}[{at}]", inner, one) for at, one in enumerate(value)]
        plain = [one for one in types if _is_plain(one)]
        if plain and not isinstance(value, dict | list):
            for kind in plain:
                try:
                    return self._json_plain(path, kind, value)
                except Refused:
                    continue
            raise _wrong(path, " or ".join(plain))
        return self._tagged(path, [one for one in types if one not in plain], value)

    def _tagged(self, path: str, kinds: list[str], value: Any) -> Any:
        """The one type of a union whose tag the object bears."""
        if isinstance(value, list):
            for kind in kinds:
                if kind.startswith("Array of "):
                    return self._value(path, [kind], value)
        if not isinstance(value, dict):
            raise _wrong(path, "Object")
        for kind in kinds:
            for tag in ("type", "status", "source"):
                fact = FACTS["types"].get(kind, {}).get("fields", {}).get(tag)
                if fact and value.get(tag) in fact.get("enum", ()):
                    return self._object(path, kind, value)
        raise Refused(400, f'can\'t parse "{path}": no such kind {value.get("type")!r}')

    def _json_plain(self, path: str, kind: str, value: Any) -> Any:
        if kind == "InputFile":
            if isinstance(value, str):
                return self._file(value)
        elif kind == "String":
            if isinstance(value, str):
                return _written(value)
        elif kind == "Integer":
            if isinstance(value, int) and not isinstance(value, bool):
                return value
        elif kind == "Float":
            if isinstance(value, int | float) and not isinstance(value, bool):
                return float(value)
        elif isinstance(value, bool) and (value or kind == "Boolean"):
            return value
        raise _wrong(path, kind)

    def _object(self, path: str, kind: str, value: Any) -> Any:
        fact = FACTS["types"][kind]
        if "subtypes" in fact:
            return self._union(path, fact["subtypes"], value)
        if not isinstance(value, dict):
            raise _wrong(path, "Object")
        fields: dict[str, Any] = fact["fields"]
        judged: dict[str, Any] = {}
        for key, inner in value.items():
            if key not in fields:
                raise Refused(400, f'unknown key "{key}" in {path} ({kind})')
            if inner is None:
                continue
            here = f"{path}.{key}"
            judged[key] = self._within(here, fields[key], self._value(here, fields[key]["types"], inner))
        for key, inner in fields.items():
            if inner.get("required") and key not in judged:
                raise Refused(400, f"can't parse {path}: can't find field \"{key}\"")
        return judged

    def _within(self, path: str, fact: dict[str, Any], value: Any) -> Any:
        """Enumerations and limits. What counts after entity parsing is judged where the text is parsed."""
        enum = fact.get("enum")
        if enum and path.endswith("parse_mode"):
            named = {str(one).lower(): one for one in enum}
            if str(value).lower() not in named:
                raise Refused(400, "unsupported parse_mode")
            return named[str(value).lower()]
        if enum and isinstance(value, str | int) and value not in enum:
            raise Refused(400, f'can\'t parse "{path}": {value!r} is not one of {", ".join(map(str, enum))}')
        limits = fact.get("constraints", {})
        if limits.get("after_entities"):
            return value
        if "range" in limits and isinstance(value, int) and not _between(value, limits["range"]):
            raise Refused(400, f'"{path}" must be in {_spoken(limits["range"])}')
        if "chars" in limits and isinstance(value, str) and not _between(len(value), limits["chars"]):
            raise Refused(400, f'"{path}" must be {_spoken(limits["chars"])} characters long')
        if (
            "bytes" in limits
            and isinstance(value, str)
            and not _between(len(value.encode()), limits["bytes"])
        ):
            if path.endswith("callback_data"):
                raise Refused(400, "BUTTON_DATA_INVALID")
            raise Refused(400, f'"{path}" must be {_spoken(limits["bytes"])} bytes long')
        if "items" in limits and isinstance(value, list) and not _between(len(value), limits["items"]):
            raise Refused(400, f'"{path}" must include {_spoken(limits["items"])} items')
        if "max_items" in limits and isinstance(value, list) and len(value) > limits["max_items"]:
            raise Refused(400, f'"{path}" must include at most {limits["max_items"]} items')
        return value


def _written(text: str) -> str:
    """Refuse half a surrogate pair, which is no text."""
    try:
        text.encode()
    except UnicodeEncodeError:
        raise Refused(400, "strings must be encoded in UTF-8") from None
    return text


def _is_plain(kind: str) -> bool:
    return kind in {"Integer", "String", "Float", "Boolean", "True", "InputFile"}


def _wrong(path: str, kind: str) -> Refused:
    return Refused(400, f'can\'t parse "{path}": must be of type {kind}')


def _between(number: int, limits: list[int | None]) -> bool:
    low, high = limits
    return (low is None or number >= low) and (high is None or number <= high)


def _spoken(limits: list[int | None]) -> str:
    return "-".join("" if one is None else str(one) for one in limits)
