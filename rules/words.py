"""What short texts are: small talk, a code, an item's number."""

import re
import unicodedata
from dataclasses import dataclass
from typing import Self

from rules.hidden import without_hidden

SHORTEST_DRAFT = 15  # characters; shorter texts are talk, not an item
CODE_LENGTH = 4
ALPHABET = "23456789ABCDEFGHJKMNPQRSTWXY"  # 28 characters without 0 O, 1 I L, U V, Z

_TALK = (
    *(
        "您好",
        "你好",
        "大家好",
        "各位好",
        "早上好",
        "上午好",
        "中午好",
        "下午好",
        "晚上好",
        "早安",
        "晚安",
        "早",
    ),
    *(
        "嗨",
        "哈喽",
        "在吗",
        "在么",
        "在不在",
        "有人吗",
        "请问",
        "收到",
        "收悉",
        "已阅",
        "知道",
        "明白",
        "了解",
        "清楚",
    ),
    *(
        "好的",
        "好滴",
        "好嘞",
        "好",
        "行",
        "可以",
        "没问题",
        "没事",
        "没有",
        "嗯",
        "哦",
        "噢",
        "哈",
        "呵",
        "谢谢",
        "多谢",
    ),
    *(
        "感谢",
        "谢",
        "辛苦",
        "麻烦",
        "打扰",
        "不客气",
        "不用",
        "客气",
        "对不起",
        "不好意思",
        "抱歉",
        "再见",
        "拜拜",
        "回见",
    ),
    *(
        "领导",
        "主任",
        "科长",
        "股长",
        "局长",
        "老师",
        "同志",
        "同事",
        "各位",
        "大家",
        "您",
        "你",
        "我",
        "了",
        "啦",
        "啊",
    ),
    *(
        "呀",
        "呢",
        "吧",
        "的",
        "哟",
        "嘛",
        "非常",
        "十分",
        "太",
        "很",
        "真",
        "都",
        "已经",
        "已",
        "马上",
        "这就",
        "办",
        "看",
    ),
    *(
        "hello",
        "hi",
        "hey",
        "dear",
        "all",
        "good",
        "morning",
        "afternoon",
        "evening",
        "night",
        "thanks",
        "thank",
    ),
    *(
        "you",
        "very",
        "much",
        "a",
        "lot",
        "many",
        "ok",
        "okay",
        "received",
        "got",
        "it",
        "understood",
        "noted",
    ),
    *("sure", "fine", "great", "welcome", "sorry", "bye", "goodbye", "please", "and", "sir", "madam", "so"),
)
_ENGLISH = frozenset(word for word in _TALK if word.isascii())
_CHINESE = re.compile("(?:" + "|".join(sorted(set(_TALK) - _ENGLISH, key=len, reverse=True)) + ")+")
_NUMBER = re.compile(r"([A-Z]{1,8})[-\s]?(\d{4})[-\s]?(\d{1,6})")
_TAIL = re.compile(r"(?:(\d{4})-)?(\d{1,6})")


def _folded(text: str) -> str:
    """Return the text as it is meant: one width, no hidden characters, no outer spaces."""
    return unicodedata.normalize("NFKC", without_hidden(text)).strip()


def is_small_talk(text: str) -> bool:
    """Tell whether a text is a greeting, a thank-you, an acknowledgement, or too short to be an item."""
    plain = _folded(text)
    if len(plain) < SHORTEST_DRAFT:
        return True
    return all(_is_talk(part) for part in re.findall(r"[^\W_]+", plain))


def _is_talk(part: str) -> bool:
    return part.lower() in _ENGLISH if part.isascii() else _CHINESE.fullmatch(part) is not None


def code_of(text: str, *, length: int = CODE_LENGTH) -> str | None:
    """Return the code that a text is, in capitals and one width; None when it is not one."""
    code = _folded(text).upper()
    return code if len(code) == length and set(code) <= set(ALPHABET) else None


def is_code(text: str, *, length: int = CODE_LENGTH) -> bool:
    """Tell whether a text is a code such as K7Q2 (invitations have 8 characters)."""
    return code_of(text, length=length) is not None


def spelled(number: int, *, length: int = CODE_LENGTH) -> str:
    """Return a number as a code; the numbers below 28**length give every code once.

    Raises ValueError for a number that does not fit.
    """
    signs = []
    rest = number
    for _ in range(length):
        rest, sign = divmod(rest, len(ALPHABET))
        signs.append(ALPHABET[sign])
    if rest:
        raise ValueError(f"no code of {length} characters for {number}")
    return "".join(reversed(signs))


@dataclass(frozen=True, slots=True, order=True)
class ItemNumber:
    """The number of an item: ``KP-2026-0042``."""

    prefix: str
    year: int
    serial: int

    def __str__(self) -> str:
        return f"{self.prefix}-{self.year}-{self.serial:04d}"

    @classmethod
    def read(cls, text: str) -> Self | None:
        """Return the number that a text is, in any width and case, hyphens optional; None if it is none."""
        found = _NUMBER.fullmatch(_folded(text).upper())
        return cls(found[1], int(found[2]), int(found[3])) if found else None

    def has_tail(self, text: str) -> bool:
        """Tell whether ``42``, ``0042`` or ``2026-0042`` means this number."""
        found = _TAIL.fullmatch(_folded(text))
        if found is None:
            return False
        return int(found[2]) == self.serial and found[1] in {None, str(self.year)}


def parse_number(text: str) -> ItemNumber | None:
    """Return the item number that a text is; None if it is none."""
    return ItemNumber.read(text)
