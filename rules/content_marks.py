"""Marks that an official document bears and that a page must not: secrecy, seals, instructions, disclosure.

A density mark counts where it is a mark: with its star, or standing alone with its term. Quoted between
quotation marks, as lessons on secrecy do, it has to be explained and does not stop the item. The words
alone are everyday words of regulations and are only pointed out.
"""

import re
from collections.abc import Iterator

from rules.content_find import Hit
from rules.content_plain import Plain

_GAP = r"[ \t]{0,4}"
_LEVEL = rf"(?:绝{_GAP}密|机{_GAP}密|秘{_GAP}密)"
_TERM = rf"(?:[0-9]{{1,2}}{_GAP}(?:年|个月)|长{_GAP}期|(?:公布|启用|解密)前)"
_STARRED = re.compile(
    rf"{_LEVEL}{_GAP}(?:[★☆✩✭✮⭐]|\*(?={_GAP}(?:[0-9]{{1,2}}{_GAP}(?:年|个月)|长期)))(?:{_GAP}{_TERM})?"
)
_ALONE = re.compile(
    rf"^{_GAP}(?:[0-9]{{6}}{_GAP})?(?:密级:?{_GAP})?{_LEVEL}{_GAP}[-—·]?{_GAP}{_TERM}{_GAP}$"
    rf"|^{_GAP}(?:密级|保密等级|秘密等级){_GAP}:{_GAP}{_LEVEL}",
    re.MULTILINE,
)
_BRACKETED = re.compile(rf"[(\[【〔<《「]{_GAP}{_LEVEL}(?:件|文件|资料)?{_GAP}[)\]】〕>》」]")
_QUOTES = {"“": "”", '"': '"', "「": "」", "‘": "’", "『": "』"}
_STAMP = (
    r"(?:内部资料|内部文件|内部材料|内部使用|内部刊物|仅供内部|注意保存|妥善保管"
    r"|不得外传|严禁外传|请勿外传|不得公开)"
)
_STAMPED = re.compile(
    rf"^{_GAP}[(\[【]?{_STAMP}[ ,、·]{{0,3}}{_STAMP}?[)\]】]?[!。]?{_GAP}$"
    rf"|[(\[【]{_STAMP}[^)\]】\n]{{0,8}}[)\]】]",
    re.MULTILINE,
)
_HINTS = re.compile(r"工作秘密|内部资料|内部文件|注意保存|不得公开|不得外传|份号|特急电报|商业秘密")
_DISCLOSURE = re.compile(
    r"此件(?:依申请公开|不予公开|不公开|内部公开)"
    r"|公开(?:属性|方式|类别|选项):[ \t]{0,4}(?:依申请公开|不予公开|不公开|内部)"
)
_LEFT = r"^[ \t]{0,40}"  # at the beginning of a line
_OFFICIAL = (
    ("signature", re.compile(_LEFT + r"签发人?:[ \t]{0,4}[\u4e00-\u9fff]{2,4}", re.MULTILINE)),
    (
        "telegram_head",
        re.compile(
            _LEFT + r"(?:发电单位|签批盖章|等级[ \t]{0,4}(?:特提|特急|加急|平急))|密码电报"
            r"|(?:特提|特急|加急|平急)[ \t·•]{1,4}(?:明|密)电",
            re.MULTILINE,
        ),
    ),
    (
        "instruction",
        re.compile(
            _LEFT + r"(?:[^\n:。]{0,12}(?:领导|书记|长|主任))?(?:同志)?批示(?:内容|意见)?:"
            r"|拟办意见:|领导(?:签批|阅示):",
            re.MULTILINE,
        ),
    ),
    ("seal", re.compile(r"[(\[【](?:公章|盖章|印章|加盖公章处|印)[)\]】]")),
)
_HEADED = 6  # lines in which a letterhead stands
_LETTERHEAD = re.compile(
    r"^[ \t]{0,40}[\u4e00-\u9fff]{3,30}(?:委员会|政府|局|厅|部|委|办公室|中心)文[ \t]{0,4}件[ \t]{0,40}$"
)
_CREDENTIALS = re.compile(r"(?:密码|口令|[Pp]assword)[ \t]{0,2}:[ \t]{0,2}[A-Za-z0-9!@#$%^&*_.\-]{4,32}")
_PLACEHOLDER = re.compile(
    r"[Xx×]{2,4}(?:年|月|日|局|县|市|镇|同志|元|号)|(?:此处|待补充|请填写)[^\n]{0,6}[)）】\]]"
)


def secrecy(text: Plain, *, title: bool = False) -> Iterator[Hit]:
    """Find marks of secrecy. `title` tells that the text is a title or a file's name, where a level in
    brackets is a mark too.
    """
    marked: list[tuple[int, int]] = []
    for pattern in (_STARRED, _ALONE):
        for found in pattern.finditer(text.text):
            start, end = _stripped(text.text, *found.span())
            if any(a < end and start < b for a, b in marked):
                continue
            marked.append((start, end))
            quoted = _QUOTES.get(text.text[start - 1 : start]) == text.text[end : end + 1] != ""
            yield _hit(text, "secret_mark_quoted" if quoted else "secret_mark", start, end)
    if title:
        for found in _BRACKETED.finditer(text.text):
            yield _hit(text, "secret_level", *found.span())


def internal(text: Plain) -> Iterator[Hit]:
    """Find the stamps of internal papers, and words that only hint at them."""
    stamped = []
    for found in _STAMPED.finditer(text.text):
        start, end = _stripped(text.text, *found.span())
        stamped.append((start, end))
        yield _hit(text, "internal_mark", start, end)
    seen = set()
    for found in _HINTS.finditer(text.text):
        if found[0] not in seen and not any(a <= found.start() < b for a, b in stamped):
            seen.add(found[0])
            yield _hit(text, "internal_word", *found.span(), sure=False)


def official(text: Plain) -> Iterator[Hit]:
    """Find what an official document leaves behind when it goes online: five marks, told by their words."""
    for kind, pattern in _OFFICIAL:
        for found in pattern.finditer(text.text):
            yield _hit(text, kind, *_stripped(text.text, *found.span()))
    place = 0
    for line in text.text.split("\n", _HEADED)[:_HEADED]:
        if _LETTERHEAD.match(line):
            yield _hit(text, "red_head", *_stripped(text.text, place, place + len(line)))
        place += len(line) + 1


def disclosure(text: Plain) -> Iterator[Hit]:
    """Find marks that say the document is not for the public."""
    for found in _DISCLOSURE.finditer(text.text):
        yield _hit(text, "disclosure_mark", *found.span())


def loose_ends(text: Plain) -> Iterator[Hit]:
    """Find passwords, and places that were never filled in."""
    for found in _CREDENTIALS.finditer(text.text):
        first, last = text.span(*found.span())
        yield Hit("credentials", first, last, found[0].partition(":")[0] + ":****")
    for found in _PLACEHOLDER.finditer(text.text):
        yield _hit(text, "placeholder", *found.span(), sure=False)


def _stripped(text: str, start: int, end: int) -> tuple[int, int]:
    while start < end and text[start] in " \t":
        start += 1
    while end > start and text[end - 1] in " \t":
        end -= 1
    return start, end


def _hit(text: Plain, kind: str, start: int, end: int, *, sure: bool = True) -> Hit:
    first, last = text.span(start, end)
    return Hit(kind, first, last, " ".join(text.written(start, end).split())[:40], sure=sure)
