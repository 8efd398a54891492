"""问题: what can be wrong with a page, in people's words; its number; what is grave."""

import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Self

from rules.cite import OFFICE
from rules.hidden import without_hidden
from rules.model import Text

SERIES = "WT"
LEAK, UNREACHABLE, BLANK, DEAD_LINK, OUTDATED = "leak", "unreachable", "blank", "dead_link", "outdated"
KINDS = {
    "typo": Text("错字", "misprint"),
    "error": Text("错误", "error"),
    OUTDATED: Text("过期", "outdated"),
    DEAD_LINK: Text("死链", "dead link"),
    UNREACHABLE: Text("打不开", "does not open"),
    BLANK: Text("空白", "blank"),
    LEAK: Text("泄密", "leak"),
    "other": Text("其他", "other"),
}
_WORDS = {
    "typo": ("错别字", "错字", "typo"),
    "error": ("内容错误", "错误", "表述错误", "error"),
    OUTDATED: ("过期", "失效", "未更新", "outdated"),
    DEAD_LINK: ("死链", "断链", "坏链", "dead"),
    UNREACHABLE: ("打不开", "无法访问", "down"),
    BLANK: ("空白", "空栏目", "blank"),
    LEAK: ("泄密", "涉密", "leak"),
    "other": ("其他", "other"),
}
GRAVE_WORDS = ("严重", "grave")
GRAVE = frozenset({LEAK, UNREACHABLE})  # rechecked by another person, and seen to sooner
CLASSES = ("plain", "grave")  # which clocks run for it
_URL = re.compile(r"https?://[^\s，。；、）)】」”]+")
TITLE = 40  # characters of its words by which it is called


def kind_of(word: str) -> str | None:
    """The kind that a word names; None where it names none."""
    plain = unicodedata.normalize("NFKC", word).strip().lower()
    return next((key for key, words in _WORDS.items() if plain in (key, *words)), None)


@dataclass(frozen=True, slots=True)
class Written:
    """What somebody wrote to report one: kind, 严重 and address stand before the words or in them."""

    words: str
    kind: str | None = None
    url: str = ""
    grave: bool = False


def written(text: str) -> Written:
    """Read ``错字 https://… 第二段“公正处”应为“公证处”``."""
    found = _URL.search(text)
    url = found[0] if found else ""
    rest = _URL.sub(" ", text, count=1).strip() if found else text.strip()
    kind: str | None = None
    grave = False
    while word := (rest.split(maxsplit=1) or [""])[0]:
        if kind is None and kind_of(word) is not None:
            kind = kind_of(word)
        elif word.lower() in GRAVE_WORDS:
            grave = True
        else:
            break
        rest = rest.removeprefix(word).strip()
    return Written(rest, kind, url, grave)


def title_of(kind: str, words: str, lang: str) -> str:
    """How it is called: its kind, and the beginning of its words."""
    said = " ".join(words.split())
    shown = f"{said[: TITLE - 1]}…" if len(said) > TITLE else said
    label = KINDS[kind].get(lang) if kind in KINDS else ""
    between = "：" if lang == "zh_CN" else ": "
    return between.join(part for part in (label, shown) if part)


TARGETS = {  # the office's wish, by which class and event it runs
    "finding": ("OF-FINDING-FIX", "plain", "finding.reported"),
    "finding_grave": ("OF-FINDING-FIX-GRAVE", "grave", "finding.reported"),
    "takedown": ("OF-FINDING-FOLLOW", "", "finding.removed"),
}


def with_targets(merged: Mapping[str, Any]) -> dict[str, Any]:
    """A merged regime with the office's limits for findings as clocks, and one for a day that is set."""
    targets = merged["office_targets"]
    own = [
        _clock(id_, class_, event, targets[key]["within"], targets[key]["says"])
        for key, (id_, class_, event) in TARGETS.items()
        if key in targets
    ]
    says = {"zh_CN": "在所定的日期前改正", "en": "It is put right by the day that was set"}
    own.append(_clock("OF-FINDING-SET", "", "finding.limited", "same day", says))
    ids = {one["id"] for one in own}
    return {**merged, "clocks": [*(one for one in merged["clocks"] if one["id"] not in ids), *own]}


def _clock(id_: str, class_: str, event: str, length: str, says: Mapping[str, str]) -> dict[str, Any]:
    return {
        "id": id_,
        "of": "finding",
        "kinds": [],
        "classes": [class_] if class_ else [],
        "starts": [event],
        "stops": "finding.fixed",
        "within": length,
        "cite": OFFICE,
        "figure": length.replace(" workdays", "个工作日").replace("same day", "所定日期"),
        "says": dict(says),
    }


_NUMBER = re.compile(r"(?:([A-Z]{1,8})-?)?WT-?(?:(20\d{2})-?)?(\d{1,6})")


@dataclass(frozen=True, slots=True)
class FindingNumber:
    """A number as somebody wrote it; prefix and year are None where they were left out."""

    serial: int
    year: int | None = None
    prefix: str | None = None

    @classmethod
    def read(cls, text: str) -> Self | None:
        """Read ``KP-WT-2026-0003``, ``WT-3`` or ``wt3``; None for anything else."""
        plain = unicodedata.normalize("NFKC", without_hidden(text)).strip().upper()
        found = _NUMBER.fullmatch(re.sub(r"\s+", "", plain))
        return None if found is None else cls(int(found[3]), int(found[2]) if found[2] else None, found[1])


def numbered(prefix: str, *, year: int, serial: int) -> str:
    """Return the number as it is kept and shown: KP-WT-2026-0003."""
    return f"{prefix}-{SERIES}-{year}-{serial:04d}"


def rechecker(*, grave: bool, reporter: int | None, fixer: int, desk: Iterable[int]) -> tuple[int, ...]:
    """Who looks whether it is right: whoever found it; of what is grave always another than who mended it.

    Empty where the finder mended it and it is not grave: then nobody is asked a second time.
    """
    if reporter is not None and reporter != fixer:
        return (reporter,)
    if grave or reporter is None:
        return tuple(sorted(set(desk) - {fixer}))
    return ()
