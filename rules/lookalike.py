"""Characters that pass for others: radicals and compatibility forms of 字, letters of another script.

A text with them looks right and is not: it is not found, not equal, and may name an office that is not
meant. Full-width letters and figures are everyday Chinese typing and are not among them.
"""

import unicodedata
from functools import lru_cache

_LATIN = str.maketrans(
    "АВЕЅІЈКМНОРСТХҮаеѕіјорсухһԁԛԝ" + "ΑΒΕΖΗΙΚΜΝΟΡΤΥΧο",
    "ABESIJKMHOPCTXYaesijopcyxhdqw" + "ABEZHIKMNOPTYXo",
)
_FORMS = (
    (0x2E80, 0x2FD5),  # radicals
    (0xF900, 0xFAFF),  # compatibility forms of 字
    (0x1D400, 0x1D7FF),  # mathematical letters and figures
    (0x2F800, 0x2FA1F),  # further compatibility forms
)


def lookalikes(text: str) -> tuple[tuple[str, str], ...]:
    """Return the characters of a text that pass for others, each once with what it passes for."""
    found = {char: meant for char in text if (meant := _meant(char)) != char}
    return tuple(found.items())


def skeleton(text: str) -> str:
    """Return the text as it looks, to compare what people take it for."""
    return "".join(_meant(char) for char in text)


@lru_cache(maxsize=1 << 14)
def _meant(char: str) -> str:
    if any(first <= ord(char) <= last for first, last in _FORMS):
        return unicodedata.normalize("NFKC", char)
    return char.translate(_LATIN)
