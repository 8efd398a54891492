"""What a text lacks: the parts of its class, the marks of a repost, the files that it speaks of."""

import re
from collections.abc import Iterator, Sequence

from rules.content_find import Hit
from rules.content_plain import Plain
from rules.model import Content, Kind
from rules.regime import Regime

NUMBER = re.compile(r"[\u4e00-\u9fff]{1,12}[〔\[(【][12][0-9]{3}[〕\])】][0-9]{1,5}号|第[0-9]{1,5}号")
_REPOSTED = re.compile(
    r"(?:转载自|转自|摘自|转载来源|来源网站|稿源|来源):?[ \t]{0,4}(?P<who>[^\s,。;:()]{2,30})"
)
_FIELDS = {
    "来源": re.compile(r"(?:转载自|转自|摘自|来源(?:网站)?|稿源):?[ \t]{0,4}[^\s:]{2}"),
    "来源网站": re.compile(r"来源(?:网站)?:[ \t]{0,4}[^\s]{2}"),
    "转载时间": re.compile(r"转载(?:时间|日期):[ \t]{0,4}[0-9]"),
    "转载链接": re.compile(r"(?:转载|原文)?链接:[ \t]{0,4}https?://"),
}
REPOSTING = frozenset({"superior", "media", "repost", "reposted", "reposts"})  # choices of the regimes' forms
# A regime's list may name sorts of sources; a name belongs to a sort by these words.
_SORTS = {"政府网站": ("政府", "gov.cn"), "党委网站": ("党委", "市委", "县委", "区委", "省委", "共产党")}
_ATTACHED = re.compile(
    r"^[ \t]{0,8}附件?[ \t]{0,4}(?:[0-9一二三四五六七八九十]{1,2})?[ \t]{0,2}:|(?:见|详见|附)附件",
    re.MULTILINE,
)
_UNTIL = re.compile(
    r"截止|截至|前反馈|之前反馈|[0-9]日前|至[ \t]{0,2}(?:20[0-9]{2}年)?[0-9]{1,2}月[0-9]{1,2}日"
)
_MEANS = re.compile(r"邮箱|电子邮件|信函|来信|电话|传真|邮寄|@|在线|留言|问卷|座谈|网上")
_MAP = re.compile(r"(?:地图|区位图|示意图|规划图|行政区划图)")
_MAP_NUMBER = re.compile(r"审图号")
_MADE = re.compile(r"来源|记者|通讯员|作者|供稿")
DOCUMENTS = frozenset({"document", "documents", "official_file"})
POLICIES = frozenset({"policy"})
CONSULTATIONS = frozenset({"solicitation", "survey"})
NEWS = frozenset({"news", "news_principal", "news_leaders"})


def stated(content: Content, regime: Regime) -> str:
    """Return what the regime's own lines state, in lines like ``转载时间:2026-02-09``."""
    told = []
    for line in regime.lines(content.kind, content.matter):
        held = content.fields.get(line.name) if line.type else None
        if held:
            label = {choice.key: choice.text.zh_CN for choice in line.choices}
            values = (held,) if isinstance(held, str) else held
            told.append(f"{line.text.zh_CN}:{'、'.join(label.get(one, one) for one in values)}")
    return "\n".join(told)


def gaps(
    content: Content, body: Plain, *, files: Sequence[str], wants_text: frozenset[Kind], own: str = ""
) -> Iterator[Hit]:
    """Find what is missing from an item of its class. `files` are the names of its attachments; `wants_text`
    are the kinds of which the form asks for a text, `own` is what the regime's own lines state.

    Nothing is missing from what is to be deleted. Where the text itself stands in an attachment, only
    what the form says is judged.
    """
    if content.kind is Kind.DELETE:
        return
    text, class_ = body.text, content.class_
    if not text.strip() and not files and content.kind in wants_text:
        yield Hit("body_missing", sure=False)
    if _ATTACHED.search(text) and not files:
        yield Hit("attachment_missing", sure=False)
    if any(_MAP.search(name) for name in files) and not _MAP_NUMBER.search(text):
        yield Hit("map_number_missing", sure=False)
    if not text.strip():
        return
    if class_ in DOCUMENTS and not NUMBER.search(text) and not NUMBER.search(content.title):
        yield Hit("number_missing", sure=False)
    if class_ in POLICIES and "解读" not in text + content.title + own + "".join(files):
        yield Hit("interpretation_missing")
    whole = f"{text}\n{own}"
    if class_ in CONSULTATIONS and not (_UNTIL.search(whole) and _MEANS.search(whole)):
        yield Hit("consultation_incomplete")
    if class_ in NEWS and not _MADE.search(text) and not content.source:
        yield Hit("news_source_missing", sure=False)


def repost(content: Content, body: Plain, *, regime: Regime, own: str) -> Iterator[Hit]:
    """Judge a repost: its source stands on the regime's list, and its marks are there.

    `own` is the organisation's name: what names it as the source is no repost. Nothing is said where the
    regime says nothing of reposts.
    """
    rule = regime.reposts
    if rule is None or content.kind is Kind.DELETE:
        return
    whole = f"{body.text}\n{stated(content, regime)}"
    named = _REPOSTED.search(whole)
    who = named["who"] if named else ""
    claims = content.source in REPOSTING or content.type in REPOSTING
    if not claims and (named is None or not named[0].startswith(("转", "摘", "来源网站"))):
        return
    if who and own and (who in own or own in who):
        return
    place = body.span(*named.span()) if named and named.end() <= len(body.text) else (0, 0)
    if rule.sources and who and not listed(who, rule.sources):
        yield Hit("repost_source", *place, shown=who)
    lacking = [name for name in rule.fields if name in _FIELDS and not _FIELDS[name].search(whole)]
    if lacking:
        yield Hit("repost_fields", *place, shown="、".join(lacking))


def listed(who: str, sources: Sequence[str]) -> bool:
    """Tell whether a source stands on the list, by its name or by its sort."""
    return any(
        who in source or source in who or any(word in who for word in _SORTS.get(source, ()))
        for source in sources
    )
