"""Does the page say what was approved? Tables of pages as sites really write them."""

import hashlib
from datetime import date
from ipaddress import ip_network

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.fetch import Page, decode, fetch
from bot.page import CheckResult, check, normal
from tests.attacks.test_fetch import Permit
from tests.contracts.telegram_twin import twin

TITLE = "关于开展2026年度年检工作的通知"
SOURCE = "演示区司法局"
ON = date(2026, 2, 9)
BODY = (
    "各镇（街）司法所：\n为做好“2026年度”年检工作，现将有关事项通知如下。\n一、年检时间为3月1日至3月31日；逾期不予受理。\n"
    "二、请携带执业证书原件（复印件无效）到窗口办理，联系电话0750-1234567。\n特此通知。"
)


def _paragraphs(body: str = BODY, tag: str = "p") -> str:
    return "\n".join(f"<{tag}>　　{line}</{tag}>" for line in body.splitlines())


def _page(html: str, *, charset: str = "utf-8", said: str | None = None, **more) -> Page:
    meta = f'<meta charset="{said or charset}">'
    body = html.replace("<head>", f"<head>{meta}", 1).encode(charset)
    text = decode(body, "text/html")
    return Page("http://x/a", "http://x/a", **{"status": 200, "body": body, "text": text, **more})


def _article(
    *,
    title: str = TITLE,
    when: str = "发布时间：2026-02-09 10:21",
    source: str = f"来源：{SOURCE}",
    body: str | None = None,
) -> str:
    return f"""<!DOCTYPE html><html><head><title>{title}_通知公告_演示区司法局门户网站</title></head><body>
<div class="top"><a href="/">首页</a> &gt; <a href="/tzgg">通知公告</a></div>
<div class="wrap"><h1>{title}</h1><p class="info"><span>{when}</span> <span>{source}</span> 字体：大 中 小</p>
<div class="TRS_Editor">{_paragraphs() if body is None else body}</div>
<p>附件：<a href="P1.docx">年检表.docx</a></p></div>
<script>var x = "页面不存在";</script><div class="foot">版权所有：演示区司法局 网站标识码4407830001 2026-01-01</div></body></html>"""


def _judged(page: Page, *, kind: str = "publish", **more) -> CheckResult:
    return check(page, **{"title": TITLE, "body": BODY, "source": SOURCE, "on": ON, "kind": kind, **more})


SAME = {
    "plain": _article(),
    "divs": _article(body=_paragraphs(tag="div")),
    "one block with breaks": _article(body=BODY.replace("\n", "<br>&nbsp;&nbsp;")),
    "spans inside words": _article(body=_paragraphs(BODY.replace("年检", "年<span>检</span>"))),
    "spaces and widths": _article(
        body=_paragraphs(BODY.replace("0750-1234567", "０７５０－１２３４５６７ "))
    ),
    "straight quotes": _article(body=_paragraphs(BODY.replace("“", '"').replace("”", '"'))),
    "source lines wrapped": _article(body=_paragraphs(BODY.replace("现将", "现将\n"))),
    "title across two lines": _article(title="关于开展2026年度<br>年检工作的通知"),
    "Chinese date": _article(when="发布日期：2026年2月9日"),
    "slashes": _article(when="时间 2026/2/9"),
    "publisher": _article(source=f"发布机构：{SOURCE}办公室"),
    "entities": _article(body=_paragraphs(BODY.replace("（", "&#65288;").replace("“", "&ldquo;"))),
    "a picture between": _article(
        body=_paragraphs().replace("</p>\n", '</p>\n<p><img src="a.jpg"></p>\n', 1)
    ),
    "paragraphs in a table": _article(body=f"<table><tr><td>{_paragraphs()}</td></tr></table>"),
    "script inside": _article(body=_paragraphs().replace("</p>\n", "</p><script>share()</script>\n", 1)),
}


@pytest.mark.parametrize("html", SAME.values(), ids=SAME.keys())
@pytest.mark.parametrize(("charset", "said"), [("utf-8", None), ("gb18030", "gb2312")])
def test_what_was_approved_is_recognised(html, charset, said):
    assert _judged(_page(html, charset=charset, said=said)) == CheckResult("verified")


def test_the_head_of_a_page_by_the_standard_is_enough():
    html = (
        f'<html><head><meta name="ArticleTitle" content="{TITLE}"><meta name="PubDate" content="2026-02-09 10:00">'
        f'<meta name="ContentSource" content="{SOURCE}"></head><body><div class="t">{TITLE}</div>{_paragraphs()}</body></html>'
    )
    assert _judged(_page(html)).outcome == "verified"


DIFFERENT = [
    ("another title", _article(title="关于开展2025年度年检工作的通知"), "title", TITLE, "关于开展2025年度年检工作的通知"),
    ("a longer title", _article(title=TITLE + "（废止）"), "title", TITLE, TITLE + "（废止）"),
    ("another date", _article(when="发布时间：2026-02-08"), "date", "2026-02-09", "2026-02-08"),
    ("no date but the footer's", _article(when=""), "date", "2026-02-09", "2026-01-01"),
    ("another source", _article(source="来源：某某日报"), "source", SOURCE, "某某日报"),
    ("no source", _article(source=""), "source", SOURCE, ""),
    ("a changed figure", _article(body=_paragraphs(BODY.replace("3月31日", "4月30日"))), "body", "3月31日", "4月30日"),
    ("a changed telephone", _article(body=_paragraphs(BODY.replace("1234567", "1234568"))), "body", "1234567", "1234568"),
    ("a lost paragraph", _article(body=_paragraphs(BODY.replace("二、请", "").replace("携带执业证书原件（复印件无效）到窗口办理，联系电话0750-1234567。\n", ""))), "body", "二、请携带", ""),
    ("an added sentence", _article(body=_paragraphs(BODY.replace("特此", "费用500元请转账。\n特此"))), "body", "", "费用500元请转账。"),
    ("a lost end", _article(body=_paragraphs(BODY.replace("特此通知。", ""))), "body", "特此通知。", ""),
    ("a lost start", _article(body=_paragraphs(BODY.replace("各镇（街）司法所：", ""))), "body", "各镇", ""),
    ("paragraphs the other way round", _article(body=_paragraphs("\n".join(reversed(BODY.splitlines())))), "body", "", ""),
    ("no body at all", _article(body=""), "body", "各镇", ""),
]  # fmt: skip


@pytest.mark.parametrize(
    ("html", "code", "expected", "found"),
    [case[1:] for case in DIFFERENT],
    ids=[case[0] for case in DIFFERENT],
)
def test_what_differs_is_named_with_an_excerpt(html, code, expected, found):
    judged = _judged(_page(html, charset="gb18030", said="gbk"))
    assert judged.outcome == "differs"
    assert {finding.code for finding in judged.findings} == {code}
    (finding, *rest) = judged.findings
    assert not rest or code == "body"
    assert normal(expected) in normal(finding.expected)
    assert normal(found) in normal(finding.found)
    assert len(finding.expected) <= 200


def test_nothing_is_asked_that_was_not_approved():
    html = _article(title="甲", when="", source="", body="")
    assert _judged(_page(html), title="甲", body="", source="", on=None).outcome == "verified"


NOT_JUDGED = [
    ({"status": None, "error": "timeout"}, "cannot_check", "timeout"),
    ({"status": None, "error": "blocked"}, "cannot_check", "blocked"),
    ({"status": 404}, "not_yet", "404"),
    ({"status": 410}, "not_yet", "410"),
    ({"status": 403}, "cannot_check", "403"),
    ({"status": 412}, "cannot_check", "412"),
    ({"status": 502}, "cannot_check", "502"),
]


@pytest.mark.parametrize(("more", "outcome", "found"), NOT_JUDGED, ids=[case[2] for case in NOT_JUDGED])
def test_pages_that_cannot_be_judged(more, outcome, found):
    judged = _judged(_page(_article(), **more))
    assert (judged.outcome, judged.findings[0].code, judged.findings[0].found) == (outcome, "status", found)


@pytest.mark.parametrize(
    ("html", "outcome"),
    [
        ("<html><head></head><body></body></html>", "not_yet"),
        (
            "<html><head></head><body><script src=a.js></script><div id=app></div></body></html>",
            "cannot_check",
        ),
        (
            "<html><head><title>404</title></head><body>您访问的页面不存在，请返回首页浏览其他内容。</body></html>",
            "not_yet",
        ),
        (
            "<html><head><title>提示</title></head><body>抱歉，找不到您要的页面，可能已被移走或删除。</body></html>",
            "not_yet",
        ),
    ],
)
def test_pages_that_are_not_there_yet(html, outcome):
    assert _judged(_page(html)).outcome == outcome


def _list(*titles: str) -> Page:
    links = "".join(f'<li><a href="a{n}.html">{title}</a> 2026-02-09</li>' for n, title in enumerate(titles))
    return _page(f"<html><head><title>通知公告</title></head><body><ul>{links}</ul></body></html>")


def test_a_page_as_approved_is_verified_also_while_its_list_lacks_it():
    page = _page(_article())
    left_out = _judged(page, listing=_list("别的通知"))
    assert (left_out.outcome, [finding.code for finding in left_out.findings]) == ("verified", ["list"])
    assert _judged(page, kind="modify", listing=_list("别的通知")) == CheckResult("verified")
    wrong = _judged(_page(_article(title="甲")), listing=_list("别的通知"))
    assert (wrong.outcome, [finding.code for finding in wrong.findings]) == ("differs", ["title"])
    assert _judged(page, listing=_list(TITLE)).outcome == "verified"
    assert _judged(page, listing=_list("关于开展2026年度年检...")).outcome == "verified"
    assert _judged(page, listing=_page("", status=500)).outcome == "verified"


GONE = [
    ({"status": 404}, None, "verified", set()),
    ({"status": 410}, _list("别的通知"), "verified", set()),
    ({"status": 404}, _list(TITLE), "differs", {"list"}),
    ({"status": 404}, _page("", status=None, error="timeout"), "cannot_check", {"list"}),
    ({"status": 200}, _list("别的通知"), "differs", {"old_address"}),
    ({"status": 200}, _list(TITLE), "differs", {"old_address", "list"}),
    ({"status": None, "error": "dns"}, None, "cannot_check", {"status"}),
    ({"status": 403}, _list("别的通知"), "cannot_check", {"status"}),
]


@pytest.mark.parametrize(("more", "listing", "outcome", "codes"), GONE, ids=range(len(GONE)))
def test_what_was_deleted_is_gone_from_both_places(more, listing, outcome, codes):
    judged = _judged(_page(_article(), **more), kind="delete", listing=listing)
    assert (judged.outcome, {finding.code for finding in judged.findings}) == (outcome, codes)


def test_a_deleted_page_may_show_something_else():
    for html in (
        "<html><head><title>首页</title></head><body>演示区司法局门户网站 欢迎您</body></html>",
        f"<html><head><title>404</title></head><body>页面不存在：{TITLE}</body></html>",
    ):
        assert _judged(_page(html), kind="delete").outcome == "verified"


async def test_the_demo_site_is_judged_as_people_would():
    async with twin() as emulator:
        site = emulator.site
        permits = (
            Permit(
                "127.0.0.1",
                ip_network("127.0.0.1/32"),
                (int(emulator.site_url.rpartition(":")[2]),),
            ),
        )
        base = emulator.site_url + site.path

        async def fetched(url: str) -> Page:
            return await fetch(url, base=base, permits=permits)

        for column in ("tzgg", "flyz"):  # utf-8, and gb18030 that says gb2312
            made = site.publish(column, TITLE + "镕", BODY, SOURCE)
            page = await fetched(site.address(made))
            listing = await fetched(f"{base}{made.column.path}/")
            judge = {"title": TITLE + "镕", "body": BODY, "source": SOURCE, "on": made.on}
            assert check(page, **judge, kind="publish", listing=listing) == CheckResult("verified")
            assert page.sha256 == hashlib.sha256(page.body).hexdigest()
            site.change(made, {"body": BODY.replace("3月31日", "4月1日")}, None)
            assert check(await fetched(site.address(made)), **judge, kind="modify").outcome == "differs"
            assert check(page, **judge, kind="delete", listing=listing).outcome == "differs"
            made.deleted = True
            gone, listing = await fetched(site.address(made)), await fetched(f"{base}{made.column.path}/")
            assert check(gone, **judge, kind="delete", listing=listing) == CheckResult("verified")
            assert check(gone, **judge, kind="publish").outcome == "not_yet"


@settings(max_examples=60, deadline=None)
@given(
    html=st.one_of(
        st.text(st.sampled_from("<>/ap!-=\"'h1标题正文。 \n"), max_size=200),
        st.text(max_size=100).map(lambda text: _article(body=text)),
        st.integers(1, 3000).map(lambda n: "<div>" * n + "正文内容在这里" + "</div>" * n),
    ),
    body=st.text(max_size=200),
)
def test_no_page_makes_it_raise(html, body):
    for kind in ("publish", "delete"):
        assert _judged(_page(html.encode("utf-8", "replace").decode()), body=body, kind=kind).outcome


def test_a_heavy_page_is_judged_in_good_time():
    heavy = "<table>" + "<tr><td>" * 3000 + "填充内容" * 100_000 + _paragraphs() + "</table>"
    assert _judged(_page(_article(body=heavy))).outcome in {"verified", "differs"}
