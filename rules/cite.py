"""How a line names its ground: an article of the regulation, or the office's own requirement."""

import re

from rules.model import Text

OFFICE = "办公室要求"  # never an article
SOUGHT = Text("第几条（几），或“办公室要求”", "an article such as 第十八条（二）, or 办公室要求")
DIGITS = {"一": 1, "二": 2, "三": 3, "四": 4, "五": 5, "六": 6, "七": 7, "八": 8, "九": 9}
ARTICLE = re.compile(r"(《[^《》]+》)?第([一二三四五六七八九十百]+)条(?:（([一二三四五六七八九十]+)）)?")
NUMBERED = re.compile(
    r"[\u4e00-\u9fff]+〔\d{4}〕\d+号(?:（[\u4e00-\u9fff\d.]+）)?"
)  # a document by its number: 国办发〔2014〕57号


def is_cite(text: str) -> bool:
    """Tell whether `text` is one article, several joined by 、, or the office's requirement.

    An article of another document than the regime's own names it: 《政府信息公开条例》第二十六条. A document
    that is not divided into articles is cited by its number.
    """
    parts = text.split("、")
    return text == OFFICE or all(ARTICLE.fullmatch(part) or NUMBERED.fullmatch(part) for part in parts)


def articles(text: str) -> tuple[str, ...]:
    """Return the articles named, without their items: 第十八条（二） gives 第十八条."""
    return tuple(f"{found[1] or ''}第{found[2]}条" for found in ARTICLE.finditer(text))


def number(text: str) -> int:
    """Read a Chinese number below a thousand: 二十一 gives 21."""
    total = unit = 0
    for sign in text:
        if sign in DIGITS:
            unit = DIGITS[sign]
        else:
            total += (unit or 1) * (100 if sign == "百" else 10)
            unit = 0
    return total + unit


def cited(text: str) -> Text:
    """Return the ground in both languages: 第十八条（二） reads Article 18(2)."""
    if text == OFFICE:
        return Text(OFFICE, "office requirement")
    return Text(text, ", ".join(_english(part) for part in text.split("、")))


def _english(part: str) -> str:
    found = ARTICLE.fullmatch(part)
    if found is None:
        return part  # a document's number has no other form
    item = f"({number(found[3])})" if found[3] else ""
    return f"{found[1] or ''} Article {number(found[2])}{item}".strip()
