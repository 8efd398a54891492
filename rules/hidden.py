"""Characters that nobody sees: they turn text around, hide words in it or make two names look alike.

The list is explicit, because the format category of Unicode (Cf) misses fillers that are letters
(U+3164), a symbol (U+2800) and marks (U+034F, variation selectors). Line breaks and tabs are not hidden.
"""

import re

RANGES = (
    (0x0000, 0x0008),  # control characters but tab and line feed
    (0x000B, 0x001F),
    (0x007F, 0x009F),
    (0x00AD, 0x00AD),  # soft hyphen
    (0x034F, 0x034F),  # combining grapheme joiner
    (0x0600, 0x0605),  # Arabic number signs and marks
    (0x061C, 0x061C),  # Arabic letter mark
    (0x06DD, 0x06DD),
    (0x070F, 0x070F),
    (0x0890, 0x0891),
    (0x08E2, 0x08E2),
    (0x115F, 0x1160),  # Hangul fillers
    (0x17B4, 0x17B5),  # Khmer inherent vowels
    (0x180B, 0x180F),  # Mongolian variation selectors and vowel separator
    (0x200B, 0x200F),  # zero width space, joiners, direction marks
    (0x2028, 0x202E),  # line and paragraph separators, embeddings and overrides
    (0x2060, 0x206F),  # word joiner, invisible operators, isolates
    (0x2800, 0x2800),  # blank braille pattern
    (0x3164, 0x3164),  # Hangul filler
    (0xD800, 0xDFFF),  # halves of a pair: no character at all
    (0xFE00, 0xFE0F),  # variation selectors
    (0xFEFF, 0xFEFF),  # byte order mark, zero width no-break space
    (0xFFA0, 0xFFA0),  # halfwidth Hangul filler
    (0xFFF0, 0xFFFB),  # unassigned ignorables, interlinear annotation
    (0x110BD, 0x110BD),
    (0x110CD, 0x110CD),
    (0x13430, 0x1343F),  # Egyptian hieroglyph format controls
    (0x1BCA0, 0x1BCA3),  # shorthand format controls
    (0x1D159, 0x1D159),  # null notehead
    (0x1D173, 0x1D17A),  # musical format controls
    (0xE0000, 0xE0FFF),  # tags, variation selectors, unassigned ignorables
)
_HIDDEN = re.compile("([" + "".join(rf"\U{a:08x}-\U{b:08x}" for a, b in RANGES) + r"])\1*")


def has_hidden(text: str) -> bool:
    """Tell whether a text holds a character that nobody sees."""
    return _HIDDEN.search(text) is not None


def hidden(text: str) -> tuple[str, ...]:
    """Return the hidden characters of a text, each once, as ``U+202E``, in the order they first appear."""
    return tuple(dict.fromkeys(f"U+{ord(found[1]):04X}" for found in _HIDDEN.finditer(text)))


def reveal(text: str) -> str:
    """Return the text with a mark such as ``[U+202E]`` in place of each hidden character.

    A run of one character gets one mark with its length, ``[U+200B×40]``. Text without any comes back as
    it is, so revealing twice changes nothing.
    """
    return _HIDDEN.sub(_mark, text)


def _mark(found: re.Match[str]) -> str:
    times = f"×{len(found[0])}" if len(found[0]) > 1 else ""
    return f"[U+{ord(found[1]):04X}{times}]"


def without_hidden(text: str) -> str:
    """Return the text without its hidden characters, to compare what people see."""
    return _HIDDEN.sub("", text)
