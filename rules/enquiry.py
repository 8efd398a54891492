"""来信 and 申请: their classes, their ways in, their numbers, and what must not be kept of who wrote them."""

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Self

from rules.dates import read_date
from rules.hidden import without_hidden
from rules.model import Text
from rules.receipt import channel_of

LETTER, REQUEST = "letter", "request"
SERIES = {LETTER: "LX", REQUEST: "YSQ"}  # each has its own numbers

CLASSES = {
    "enquiry": Text("咨询", "enquiry"),
    "suggestion": Text("建议", "suggestion"),
    "complaint": Text("投诉举报", "complaint or report"),
    "valuable": Text("有价值的意见", "valuable opinion"),
    "valuable_complex": Text("有价值的意见（复杂）", "valuable opinion, complex"),
    "not_ours": Text("不属本单位", "not for this organisation"),
}
LEAVES = frozenset({"complaint", "not_ours"})  # what another place has to see to
_CLASS_WORDS = {
    "enquiry": ("咨询", "enquiry"),
    "suggestion": ("建议", "suggestion"),
    "complaint": ("投诉举报", "投诉", "举报", "complaint"),
    "valuable": ("有价值的意见", "意见", "valuable"),
    "valuable_complex": ("复杂意见", "有价值的意见（复杂）", "complex"),
    "not_ours": ("不属本单位", "foreign"),
}

WAYS = {
    "site": Text("网站", "website"),
    "mailbox": Text("信箱", "mailbox"),
    "post": Text("信函", "post"),
    "phone": Text("电话", "telephone"),
    "visit": Text("来访", "visit"),
}


def class_of(word: str) -> str | None:
    """The class of a letter that a word names; None where it names none."""
    return next((key for key, words in _CLASS_WORDS.items() if word.strip().lower() in words), None)


def key_of(word: str, named: Mapping[str, Text]) -> str | None:
    """The key of the entry that a word names, in either language or by the key itself."""
    plain = unicodedata.normalize("NFKC", word).strip().lower()
    return next(
        (key for key, text in named.items() if plain in (key, text.zh_CN.lower(), text.en.lower())), None
    )


TITLE = 60  # characters; a longer first line is cut, and stands whole in the text


@dataclass(frozen=True, slots=True)
class Written:
    """What somebody wrote to register one: the words in front name class, way and days in any order."""

    title: str
    body: str
    class_: str | None = None
    way: str | None = None
    days: tuple[date, ...] = ()


def written(text: str, of: str, *, today: date) -> Written:
    """Read ``咨询 信箱 2月6日 标题`` and the lines below it; of an application ``当面 2月6日 要什么``."""
    first, _, rest = text.strip().partition("\n")
    class_: str | None = None
    way: str | None = None
    days: list[date] = []
    while word := (first.split(maxsplit=1) or [""])[0]:
        day = read_date(word, today=today)
        ways = channel_of(word) if of == REQUEST else key_of(word, WAYS)
        if day is not None and len(days) < 2:
            days.append(day)
        elif way is None and ways is not None:
            way = ways
        elif of == LETTER and class_ is None and class_of(word) is not None:
            class_ = class_of(word)
        else:
            break
        first = first.removeprefix(word).strip()
    if not first:
        first, _, rest = rest.strip().partition("\n")
    first, rest = first.strip(), rest.strip()
    is_cut = len(first) > TITLE
    title = f"{first[: TITLE - 1]}…" if is_cut else first
    body = "\n".join(part for part in (first if is_cut or not rest else "", rest) if part)
    return Written(title, body, class_, way, tuple(days))


# Numbers --------------------------------------------------------------------------------------------------

_NUMBER = re.compile(r"(?:([A-Z]{1,8})-?)?(LX|YSQ)-?(?:(20\d{2})-?)?(\d{1,6})")


@dataclass(frozen=True, slots=True)
class EnquiryNumber:
    """A number as somebody wrote it; prefix and year are None where they were left out."""

    of: str
    serial: int
    year: int | None = None
    prefix: str | None = None

    @classmethod
    def read(cls, text: str) -> Self | None:
        """Read ``KP-LX-2026-0003``, ``LX-2026-3`` or ``lx3``; None for anything else."""
        plain = unicodedata.normalize("NFKC", without_hidden(text)).strip().upper()
        found = _NUMBER.fullmatch(re.sub(r"\s+", "", plain))
        if found is None:
            return None
        of = next(of for of, series in SERIES.items() if series == found[2])
        return cls(of, int(found[4]), int(found[3]) if found[3] else None, found[1])


def numbered(prefix: str, of: str, *, year: int, serial: int) -> str:
    """Return the number as it is kept and shown: KP-LX-2026-0003."""
    return f"{prefix}-{SERIES[of]}-{year}-{serial:04d}"


# Personal data --------------------------------------------------------------------------------------------

_PERSONAL = (
    re.compile(r"(?<![0-9A-Za-z])[1-9]\d{16}[\dXx](?![0-9A-Za-z])"),  # of an identity card
    re.compile(r"(?<![0-9A-Za-z])(?:\+?86[ -]?)?1[3-9]\d[ -]?\d{4}[ -]?\d{4}(?!\d)"),  # of a mobile
)
LEFT_OUT = "〔号码略〕"


def without_personal(text: str) -> tuple[str, int]:
    """Return the text without numbers of identity cards and mobiles, and how many were left out."""
    count = 0
    plain = "".join(
        unicodedata.normalize("NFKC", one) if one.isdigit() or one in "Ｘｘ＋" else one for one in text
    )
    for pattern in _PERSONAL:
        plain, found = pattern.subn(LEFT_OUT, plain)
        count += found
    return (plain, count) if count else (text, 0)
