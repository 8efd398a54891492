"""Whether a published page says what was approved: a pure judgement of fetched pages.

It looks where the page standard for government websites puts things (meta ArticleTitle, PubDate,
ContentSource; 政府网站发展指引, 国办发〔2017〕47号), then where readers look.
"""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from difflib import SequenceMatcher
from typing import Literal

from selectolax.lexbor import LexborHTMLParser, LexborNode

from bot.fetch import Page

Verdict = Literal["verified", "differs", "not_yet", "cannot_check"]
Code = Literal["title", "date", "source", "body", "status", "list", "old_address"]

EXCERPT = 40
MOST_FINDINGS = 6  # about the body; more would not be read
EMPTY = 20  # a page with fewer characters has no content
MOST_SENTENCES = 4000
DEEPEST = 60
_UNSEEN = re.compile(r"[\s\u200b-\u200f\u2060\ufeff]+")
_SENTENCE = re.compile(r"[^。！？；!?;\n]+[。！？；!?;]*")
_DATE = re.compile(r"(?<!\d)(\d{4})\s*(?:[-/.]|年)\s*(\d{1,2})\s*(?:[-/.]|月)\s*(\d{1,2})(?!\d)")
_DATED = re.compile(r"(?:发布|公开|发文|成文|更新|印发)?(?:日期|时间)\s*[:：]?\s*(.{0,24})")
_SOURCE = re.compile(r"(?:信息来源|稿件来源|文章来源|来源|发布机构|发布单位)\s*[:：]\s*([^\s|]{1,40})")
_LOST = re.compile(
    r"404|页面不存在|页面未找到|找不到.{0,6}页面|页面已删除|内容已删除|not\s*found", re.IGNORECASE
)
_BESIDE = frozenset("_-|·>/:—")
_TITLES = ("ArticleTitle", "og:title", "title")
_SOURCES = ("ContentSource", "Source", "author")
_DATES = ("PubDate", "publishdate", "article:published_time")


@dataclass(frozen=True, slots=True)
class Finding:
    """One difference: what was approved, what stands on the page; both may be empty."""

    code: Code
    expected: str = ""
    found: str = ""


@dataclass(frozen=True, slots=True)
class CheckResult:
    """The judgement, with its reasons."""

    outcome: Verdict
    findings: tuple[Finding, ...] = ()


def check(
    page: Page,
    *,
    title: str,
    body: str,
    source: str,
    on: date | None,
    kind: str,
    listing: Page | None = None,
) -> CheckResult:
    """Compare a page with what was approved. One as approved that its column's list lacks is verified, with a
    finding ``list``.

    Args:
        page: the published address as fetched; for a deletion, the old address.
        title: as approved.
        body: as approved; "" when there is none to compare.
        source: the 来源 that must be shown; "" when none must.
        on: the date of publication that the page should bear; None: any.
        kind: publish, modify or delete.
        listing: the column's list page, when it was fetched.
    """
    if kind == "delete":
        return _check_deleted(page, title=title, listing=listing)
    if (trouble := _trouble(page)) is not None:
        return trouble
    tree = LexborHTMLParser(page.text)
    seen = _Seen(tree)
    if len(seen.words) < EMPTY:
        drawn_by_script = tree.css_first("script") is not None
        finding = Finding("status", found="script" if drawn_by_script else "empty")
        return CheckResult("cannot_check" if drawn_by_script else "not_yet", (finding,))
    if _is_lost(tree, seen):
        return CheckResult("not_yet", (Finding("status", found="404"),))
    findings = [
        *_title_differs(seen, title),
        *_date_differs(seen, on),
        *_source_differs(seen, source),
        *_body_differs(tree, body),
    ]
    if findings:
        return CheckResult("differs", tuple(findings))
    if kind == "publish" and _is_left_out(listing, title):
        return CheckResult("verified", (Finding("list", expected=title),))
    return CheckResult("verified")


def _is_left_out(listing: Page | None, title: str) -> bool:
    """The list page can be read and does not name it. What was changed may stand on a later page of it."""
    return (
        listing is not None and listing.error is None and listing.status == 200 and not _lists(listing, title)
    )


def _trouble(page: Page) -> CheckResult | None:
    """A page that cannot be judged by its words."""
    if page.error is not None:
        return CheckResult("cannot_check", (Finding("status", found=page.error),))
    if page.status in {404, 410}:
        return CheckResult("not_yet", (Finding("status", found=str(page.status)),))
    if page.status != 200:
        return CheckResult("cannot_check", (Finding("status", found=str(page.status)),))
    return None


def _check_deleted(page: Page, *, title: str, listing: Page | None) -> CheckResult:
    findings: list[Finding] = []
    if page.error is not None or page.status not in {200, 404, 410}:
        found = page.error or str(page.status)
        return CheckResult("cannot_check", (Finding("status", found=found),))
    if page.status == 200:
        tree = LexborHTMLParser(page.text)
        seen = _Seen(tree)
        if title and normal(title) in seen.words and not _is_lost(tree, seen):
            findings.append(Finding("old_address", found=title))
    if listing is not None:
        if listing.error is not None or listing.status != 200:
            found = listing.error or str(listing.status)
            unclear = Finding("list", found=found)
            return CheckResult("differs" if findings else "cannot_check", (*findings, unclear))
        if _lists(listing, title):
            findings.append(Finding("list", found=title))
    return CheckResult("differs" if findings else "verified", tuple(findings))


def normal(text: str) -> str:
    """A text as it is compared: widths unified, quotation marks alike, spaces gone."""
    text = unicodedata.normalize("NFKC", text).casefold()
    text = text.translate({0x201C: '"', 0x201D: '"', 0x2018: "'", 0x2019: "'", 0x2014: "-", 0x2013: "-"})
    return _UNSEEN.sub("", text)


class _Seen:
    """What a reader sees of a page, and what its head says."""

    def __init__(self, tree: LexborHTMLParser) -> None:
        self.meta: dict[str, str] = {}
        for node in tree.css("meta"):
            name = (node.attributes.get("name") or node.attributes.get("property") or "").lower()
            if name:
                self.meta.setdefault(name, (node.attributes.get("content") or "").strip())
        self.titles = [self.meta[name.lower()] for name in _TITLES if self.meta.get(name.lower())]
        self.titles += [node.text(strip=True) for node in tree.css("h1, h2, title")]
        self.text = _text(tree.body) if tree.body is not None else ""
        self.words = normal(self.text)


def _text(node: LexborNode) -> str:
    """The text under a node, without scripts, one line per block."""
    lines: list[str] = []
    for child in node.traverse(include_text=True):
        if child.tag == "-text" and not _is_hidden(child):
            lines.append((child.text(deep=False) or "").replace("\n", " "))
        elif child.tag in _BLOCKS:
            lines.append("\n")
    return "".join(lines)


_BLOCKS = frozenset(
    (
        "p",
        "div",
        "br",
        "li",
        "tr",
        "td",
        "th",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "section",
        "article",
        "table",
        "ul",
    )
)
_SILENT = frozenset(("script", "style", "noscript", "template", "title", "textarea", "select", "option"))


def _is_hidden(node: LexborNode) -> bool:
    parent = node.parent
    return parent is not None and parent.tag in _SILENT


def _is_lost(tree: LexborHTMLParser, seen: _Seen) -> bool:
    head = tree.css_first("title")
    named = head is not None and _LOST.search(head.text()) is not None
    return named or (len(seen.words) < 200 and _LOST.search(seen.text) is not None)


def _lists(listing: Page, title: str) -> bool:
    wanted = normal(title)
    tree = LexborHTMLParser(listing.text)
    for link in tree.css("a"):
        shown = normal(link.attributes.get("title") or "") or normal(link.text())
        # Lists cut long titles: 关于开展2026年度事业单位法人年度报告公示工作的… stands for the whole.
        stem = re.sub(r"(\.{2,}|…+)$", "", shown)
        if shown and (wanted in shown or (stem != shown and len(stem) >= 6 and wanted.startswith(stem))):
            return True
    return False


def _title_differs(seen: _Seen, title: str) -> Iterator[Finding]:
    wanted = normal(title)
    if not wanted or any(_is_titled(normal(shown), wanted) for shown in seen.titles):
        return
    if not any(seen.titles) and wanted in seen.words:
        return
    best = max(
        seen.titles,
        key=lambda shown: SequenceMatcher(None, wanted, normal(shown)[:300], autojunk=False).ratio(),
        default="",
    )
    if (
        wanted in seen.words
        and SequenceMatcher(None, wanted, normal(best)[:300], autojunk=False).ratio() < 0.6
    ):
        return  # the site sets its titles in plain paragraphs
    yield Finding("title", title, best[:200])


def _is_titled(shown: str, wanted: str) -> bool:
    """The title itself, or with the names of column and site beside it: 题_通知公告_某某局门户网站."""
    before, found, after = shown.partition(wanted)
    return bool(found) and (not after or after[0] in _BESIDE) and (not before or before[-1] in _BESIDE)


def _dates(text: str) -> Iterator[date]:
    for match in _DATE.finditer(text):
        try:
            yield date(int(match[1]), int(match[2]), int(match[3]))
        except ValueError:
            continue


def _date_differs(seen: _Seen, on: date | None) -> Iterator[Finding]:
    if on is None:
        return
    said = [found for name in _DATES for found in _dates(seen.meta.get(name.lower(), ""))]
    said += [found for match in _DATED.finditer(seen.text) for found in _dates(match[1])]
    if not said:
        said = list(_dates(seen.text))
    if on not in said:
        yield Finding("date", on.isoformat(), said[0].isoformat() if said else "")


def _source_differs(seen: _Seen, source: str) -> Iterator[Finding]:
    wanted = normal(source)
    if not wanted:
        return
    said = [seen.meta[name.lower()] for name in _SOURCES if seen.meta.get(name.lower())]
    said += [match[1] for match in _SOURCE.finditer(seen.text)]
    shown = [normal(text) for text in said]
    if not any(text and (wanted in text or (len(text) >= 4 and text in wanted)) for text in shown):
        yield Finding("source", source, said[0][:80] if said else "")


# The body ---------------------------------------------------------------------------------------------


def _sentences(text: str) -> list[str]:
    found = (normal(match.group()) for match in _SENTENCE.finditer(text))
    return [sentence for sentence in found if sentence][:MOST_SENTENCES]


def _body_differs(tree: LexborHTMLParser, body: str) -> list[Finding]:
    approved = _sentences(body)
    if not approved or tree.body is None:
        return []
    page = _sentences(_text(_container(tree.body, approved)))
    if "".join(approved) in "".join(page):
        return []
    findings: list[Finding] = []
    steps = SequenceMatcher(None, approved, page, autojunk=False).get_opcodes()
    last = max((n for n, step in enumerate(steps) if step[0] == "equal"), default=-1)
    first = next((n for n, step in enumerate(steps) if step[0] == "equal"), len(steps))
    for n, (step, a, b, c, d) in enumerate(steps):
        if step == "equal" or (step == "insert" and not first < n < last):
            continue  # what stands before and after the text is the page's own
        expected, found = "".join(approved[a:b]), "".join(page[c:d])
        if not first < n < last:
            found = _nearest(expected, page[c:d])
        if expected != found and not _is_same_split_elsewhere(expected, found):
            findings.append(Finding("body", *_excerpts(expected, found)))
    return findings[:MOST_FINDINGS]


def _is_same_split_elsewhere(expected: str, found: str) -> bool:
    """The page broke its lines at other places."""
    return bool(expected) and expected in found and len(found) - len(expected) < 2


def _nearest(expected: str, sentences: Sequence[str]) -> str:
    """Of the page's furniture round the text, what comes closest to the sentence that is missing."""
    best, score = "", 0.5
    for sentence in sentences[:200]:
        ratio = SequenceMatcher(None, expected[:400], sentence[:400], autojunk=False).ratio()
        if ratio > score:
            best, score = sentence, ratio
    return best


def _excerpts(expected: str, found: str) -> tuple[str, str]:
    """Both sides from a little before the first character that differs."""
    same = 0
    for one, other in zip(expected, found, strict=False):
        if one != other:
            break
        same += 1
    start = max(same - 10, 0)

    def cut(text: str) -> str:
        shown = text[start : start + EXCERPT]
        return ("…" if start and shown else "") + shown + ("…" if len(text) > start + EXCERPT else "")

    return cut(expected), cut(found)


def _container(body: LexborNode, approved: Sequence[str]) -> LexborNode:
    """The smallest element that holds every approved sentence which the page holds at all."""
    words = normal(_text(body))
    wanted = [sentence for sentence in approved if sentence in words]
    if not wanted:
        return body
    least = max(len(sentence) for sentence in wanted)
    node = body
    for _ in range(DEEPEST):
        inner = next(
            (
                child
                for child in node.iter(include_text=False)
                if child.tag not in _SILENT and _holds(child, wanted, least)
            ),
            None,
        )
        if inner is None:
            return node
        node = inner
    return node


def _holds(node: LexborNode, wanted: Sequence[str], least: int) -> bool:
    words = normal(_text(node))
    return len(words) >= least and all(sentence in words for sentence in wanted)
