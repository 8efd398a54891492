"""How the demo site's pages are written: front page, lists, articles, and the 后台 with its forms."""

import html
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from aiohttp import web

from emulator.telegram_judge import Upload

_STYLE = (
    "body{font:16px/1.8 sans-serif;max-width:860px;margin:0 auto;padding:0 16px;color:#222}"
    "header{border-bottom:3px solid #a40000;margin-bottom:16px}header a{color:#a40000;text-decoration:none}"
    "li{display:flex;gap:16px;justify-content:space-between;border-bottom:1px dashed #ccc}"
    "h1{font-size:24px;text-align:center}.info{text-align:center;color:#595959}"
    "label{display:block;margin:8px 0}input,select,textarea{font:inherit;width:100%;box-sizing:border-box}"
    "button{font:inherit;padding:6px 20px}textarea{min-height:12em}"
)
# Many real sites say gb2312 and send what only gb18030 can read.
_SAID = {"gb18030": "gb2312"}


@dataclass(frozen=True)
class Column:
    """One column; `charset` is how its pages are encoded."""

    key: str
    name: str
    path: str
    charset: str = "utf-8"


@dataclass
class Page:
    """One article. `on` is the date it bears, `at` the moment it was made when that is the same day."""

    id: int
    column: Column
    title: str
    body: str
    source: str
    on: date
    at: datetime | None
    files: list[Upload] = field(default_factory=list)
    held: bool = False
    deleted: bool = False

    def __post_init__(self) -> None:
        self._folder = f"{self.column.path}/{self.on:%Y%m}"
        self._name = f"t{self.on:%Y%m%d}_{self.id}"

    @property
    def place(self) -> str:
        """Address below the site's path; it never changes."""
        return f"{self._folder}/{self._name}.html"

    def file_place(self, number: int) -> str:
        """Address of an attachment."""
        name = self.files[number].name
        ending = name[name.rfind(".") :].lower() if "." in name else ""
        return (
            f"{self._folder}/P{self.on:%Y%m%d}{self.id}{number + 1:03d}{ending if ending.isascii() else ''}"
        )


def answer(page: str, charset: str = "utf-8", status: int = 200) -> web.Response:
    """A page as bytes in its charset; like many sites the header does not name it unless it is UTF-8."""
    kind = "text/html; charset=utf-8" if charset == "utf-8" else "text/html"
    return web.Response(body=page.encode(charset), status=status, headers={"Content-Type": kind})


def _whole(title: str, name: str, home: str, body: str, charset: str = "utf-8") -> str:
    return (
        f'<!DOCTYPE html>\n<html lang="zh-CN">\n<head>\n<meta charset="{_SAID.get(charset, charset)}">\n'
        f'<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>{html.escape(title)}</title>\n<style>{_STYLE}</style>\n</head>\n<body>\n"
        f'<header><p><a href="{html.escape(home)}">{html.escape(name)}</a></p></header>\n'
        f"<main>\n{body}\n</main>\n"
        f"</body>\n</html>\n"
    )


def _line(home: str, page: Page, shift: timedelta) -> str:
    link = f'<a href="{html.escape(home + page.place)}">{html.escape(page.title)}</a>'
    return f"<li>{link}<span>{page.on + shift:%Y-%m-%d}</span></li>"


def front(name: str, home: str, columns: list[tuple[Column, list[Page]]]) -> str:
    """The front page: each column with its newest five."""
    parts = []
    for column, pages in columns:
        lines = "\n".join(_line(home, one, timedelta()) for one in pages[:5]) or "<li>暂无信息</li>"
        parts.append(
            f'<section><h2><a href="{html.escape(home + column.path)}/">{html.escape(column.name)}</a></h2>'
            f"<ul>\n{lines}\n</ul></section>"
        )
    return _whole(name, name, home, "\n".join(parts))


def listing(
    name: str, home: str, column: Column, pages: list[Page], shift: Callable[[Page], timedelta]
) -> str:
    """A column's list, newest first, with dates."""
    lines = "\n".join(_line(home, one, shift(one)) for one in pages) or "<li>暂无信息</li>"
    body = f'<h1>{html.escape(column.name)}</h1>\n<ul class="list">\n{lines}\n</ul>'
    return _whole(f"{column.name}_{name}", name, home, body, column.charset)


def article(name: str, home: str, page: Page, shift: timedelta) -> str:
    """An article: title, date and source line, body, attachments."""
    when = f"{page.on + shift:%Y-%m-%d}" + (f" {page.at:%H:%M}" if page.at else "")
    paragraphs = "\n".join(
        f"<p>{html.escape(one.strip())}</p>" for one in page.body.splitlines() if one.strip()
    )
    attached = "".join(
        f'<p><a href="{html.escape(home + page.file_place(number))}">{html.escape(one.name)}</a></p>\n'
        for number, one in enumerate(page.files)
    )
    body = (
        f"<article>\n<h1>{html.escape(page.title)}</h1>\n"
        f'<p class="info"><span>发布时间：{when}</span>　<span>来源：{html.escape(page.source)}</span></p>\n'
        f'<div class="content">\n{paragraphs}\n</div>\n'
        + (f'<div class="attachments"><p>附件：</p>\n{attached}</div>\n' if attached else "")
        + "</article>"
    )
    return _whole(f"{page.title}_{page.column.name}_{name}", name, home, body, page.column.charset)


def notice(said: str) -> str:
    """One sentence on a page of its own."""
    return _whole(said, "网站后台", "/admin", f"<p>{html.escape(said)}</p>")


def admin(name: str, columns: list[Column], pages: list[tuple[Page, str]], made: str) -> str:
    """The 后台: what was just published, the form, and all pages."""
    said = (
        f'<p role="status">已发布，地址：<a href="{html.escape(made)}">{html.escape(made)}</a></p>'
        if made
        else ""
    )
    options = "".join(
        f'<option value="{html.escape(one.key)}">{html.escape(one.name)}</option>' for one in columns
    )
    lines = "\n".join(
        f'<li><a href="{html.escape(url)}">{html.escape(one.title)}</a>'
        f"<span>{html.escape(one.column.name)} {one.on:%Y-%m-%d} "
        f'<a href="/admin/{one.id}">修改</a></span></li>'
        for one, url in pages
    )
    form = (
        '<form method="post" enctype="multipart/form-data">'
        f'<label>栏目<select name="column">{options}</select></label>{_fields("", "", "", "")}'
        "<button>发布</button></form>"
    )
    return _whole(
        "网站后台",
        f"{name} 后台",
        "/admin",
        f"<h1>网站后台</h1>{said}<h2>新建</h2>{form}<h2>页面</h2><ul>{lines}</ul>",
    )


def admin_page(name: str, page: Page, url: str) -> str:
    """The form to change or delete one page."""
    fields = _fields(page.title, page.body, page.source, page.on.isoformat())
    form = (
        f'<form method="post" enctype="multipart/form-data">{fields}'
        '<button name="do" value="change">保存</button> '
        '<button name="do" value="delete">删除页面</button></form>'
    )
    link = f'<p>地址：<a href="{html.escape(url)}">{html.escape(url)}</a></p>'
    return _whole("修改页面", f"{name} 后台", "/admin", f"<h1>修改页面</h1>{link}{form}")


def _fields(title: str, body: str, source: str, on: str) -> str:
    return (
        f'<label>标题<input name="title" value="{html.escape(title)}" required></label>'
        f'<label>来源<input name="source" value="{html.escape(source)}"></label>'
        f'<label>日期（不填为今天）<input name="date" type="date" value="{on}"></label>'
        f'<label>正文<textarea name="body">{html.escape(body)}</textarea></label>'
        '<label>附件<input name="file" type="file" multiple></label>'
    )
