"""What a setting may hold and what was found, in words, read off the setting's own type."""

import hashlib
import json
from collections.abc import Iterator
from types import UnionType
from typing import Annotated, Any, Literal, Union, get_args, get_origin

from annotated_types import Ge, Le
from pydantic import BaseModel, SecretStr
from pydantic.fields import FieldInfo

from bot.values import Wanted

LONGEST = 60


def wanted(field: FieldInfo, inner: tuple[str | int, ...] = ()) -> Wanted:
    """What `field` may hold, or what its part at `inner` (indexes and keys) may hold."""
    annotation: Any = field.annotation
    metadata: tuple[Any, ...] = tuple(field.metadata)
    for part in inner:
        step = _step(annotation, part)
        if step is None:
            break
        annotation, metadata = step
    return _words(annotation, metadata)


def is_secret(field: FieldInfo) -> bool:
    """Whether the value may come from the environment or a file of its own only."""
    return SecretStr in {arm for arm, _ in _arms(field.annotation, ())}


def may_be_empty(field: FieldInfo) -> bool:
    """Whether null is allowed."""
    return type(None) in {arm for arm, _ in _arms(field.annotation, ())}


def holds_text(field: FieldInfo) -> bool:
    """Whether an environment variable's text is taken as it is."""
    arms = [arm for arm, _ in _arms(field.annotation, ()) if arm is not type(None)]
    return all(arm in {str, SecretStr} or get_origin(arm) is Literal for arm in arms)


def fingerprint(secret: str) -> str:
    """The first eight hexadecimal digits of the secret's SHA-256: enough to compare by."""
    return f"sha256:{hashlib.sha256(secret.encode()).hexdigest()[:8]}"


def shown(value: Any, *, secret: bool) -> Wanted:
    """The value found, safe to print: shortened, control characters escaped, secrets withheld."""
    if value is None:
        return Wanted("空", "nothing")
    if secret:
        return Wanted("（不显示）", "(not shown)")
    text = json.dumps(value, ensure_ascii=False, default=str)
    text = "".join(char if char.isprintable() else f"\\u{ord(char):04x}" for char in text)
    text = text if len(text) <= LONGEST else text[: LONGEST - 1] + "…"
    return Wanted(text, text)


def _arms(annotation: Any, metadata: tuple[Any, ...]) -> Iterator[tuple[Any, tuple[Any, ...]]]:
    """The plain types of an annotation with the metadata that belongs to each."""
    if get_origin(annotation) is Annotated:
        inner, *more = get_args(annotation)
        yield from _arms(inner, (*metadata, *more))
    elif get_origin(annotation) in {Union, UnionType}:
        for arm in get_args(annotation):
            yield from _arms(arm, metadata)
    else:
        yield annotation, metadata


def _step(annotation: Any, part: str | int) -> tuple[Any, tuple[Any, ...]] | None:
    for arm, _ in _arms(annotation, ()):
        if get_origin(arm) is tuple and isinstance(part, int):
            items = get_args(arm)
            return (items[0] if Ellipsis in items else items[min(part, len(items) - 1)]), ()
        if isinstance(arm, type) and issubclass(arm, BaseModel) and part in arm.model_fields:
            field = arm.model_fields[str(part)]
            return field.annotation, tuple(field.metadata)
    return None


def _words(annotation: Any, metadata: tuple[Any, ...]) -> Wanted:
    said = [word for word in metadata if isinstance(word, Wanted)]
    if said:
        return said[-1]
    found = [_plain(arm, more) for arm, more in _arms(annotation, metadata) if arm is not type(None)]
    return found[0]


def _plain(arm: Any, metadata: tuple[Any, ...]) -> Wanted:
    for word in metadata:
        if isinstance(word, Wanted):
            return word
    if get_origin(arm) is Literal:
        return Wanted(" 或 ".join(get_args(arm)), " or ".join(get_args(arm)))
    if arm is bool:
        return Wanted("true 或 false", "true or false")
    if arm in {int, float}:
        low, high = _bounds(metadata)
        kind = Wanted("整数", "a whole number") if arm is int else Wanted("数", "a number")
        return Wanted(f"{low} 到 {high} 的{kind.zh_CN}", f"{kind.en} from {low} to {high}")
    return Wanted("另一种写法", "something else")


def _bounds(metadata: tuple[Any, ...]) -> tuple[Any, Any]:
    flat = [
        bound for word in metadata for bound in (word.metadata if isinstance(word, FieldInfo) else [word])
    ]
    low = next((bound.ge for bound in flat if isinstance(bound, Ge)), "−∞")
    high = next((bound.le for bound in flat if isinstance(bound, Le)), "∞")
    return low, high
