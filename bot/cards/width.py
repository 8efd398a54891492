"""How wide a text is on a phone, and how it is cut: by what people see as one character."""

import re
import unicodedata
from functools import lru_cache

MARK = "…"
TITLE = 52  # columns: 26 full-width characters, the strictest platform's title
WORD = re.compile(
    r"\d+年(?:\d+月(?:\d+日)?)?|\[U\+[0-9A-F]+(?:×\d+)?\]|[A-Za-z0-9]+(?:[-./:@_][A-Za-z0-9]+)*"
)
LONGEST_WORD = 20  # a longer run of letters is cut all the same


@lru_cache(maxsize=8192)
def _columns(char: str) -> int:
    if unicodedata.category(char) in {"Mn", "Me", "Cf", "Cc"}:
        return 0
    # Ambiguous ones (“ ” …) are full-width beside Chinese.
    return 2 if unicodedata.east_asian_width(char) in "WFA" else 1


def width(text: str) -> int:
    """Return the width in half-width columns: 2 for a Chinese character, 0 for a combining mark."""
    return sum(map(_columns, text))


def cut(text: str, columns: int = TITLE) -> str:
    """Return the text, shortened with … to fit.

    The cut never parts a character from its combining marks, and spares numbers, dates and words where
    they are short.
    """
    if width(text) <= columns:
        return text
    end, room = 0, columns - width(MARK)
    while (room := room - _columns(text[end])) >= 0:
        end += 1
    end = _before_cluster(text, end)
    for word in WORD.finditer(text):
        if word.start() < end < word.end() and len(word[0]) <= LONGEST_WORD and word.start() > 0:
            end = word.start()
    return text[:end].rstrip() + MARK


def _before_cluster(text: str, end: int) -> int:
    """Move a cut back to where a visible character begins."""
    while 0 < end < len(text) and (_columns(text[end]) == 0 or text[end - 1] == "\u200d"):
        end -= 1
    return end
